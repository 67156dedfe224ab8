"""Two versions over the same rows: who changes is who walks otherwise, and counts, rows and words say the same."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

import seven
from cohort.small import pathway
from cohort.tables import expected, typed
from legpain_graph.case.facts import Case
from legpain_graph.cohort.difference import FAULT, Differences
from legpain_graph.cohort.run import Request
from legpain_graph.cohort.versions import compare_rows
from legpain_graph.engine.kleene import Reference
from legpain_graph.model.pathway import Pathway
from legpain_graph.report.cohort.change import FORMATS, Change
from legpain_graph.walk.walker import Walker
from strategies import partial_case, sketch


def other() -> Pathway:
    """The ratio is low from 1 on, nobody is sent today, and home is called otherwise; who is worse need have no alarm."""
    words = replace(pathway().vocabulary, constraints=())
    ways = ["alarm or index < 1 -> now", "otherwise -> at-home"]
    steps = {"go": ("first", ways), "now": seven.EMERGENCY_999, "at-home": seven.PRIMARY_CARE}
    return replace(sketch(words, steps), hash="other")


def patients(count: int) -> list[Case]:
    random = Random(4)
    drawn = [partial_case(other(), random) for _ in range(count)]
    return [replace(case, normal=(), not_done=()) for case in drawn]


def compared(old: Pathway, new: Pathway, cases: list[Case], folder: Path, **told: Any) -> tuple[Differences, list[Any]]:
    table, out = folder / "table.arrow", folder / "changed.arrow"
    rows = typed(old, cases)
    with pa.ipc.new_file(str(table), rows.schema) as file:
        file.write_table(rows, max_chunksize=40)
    old_request, new_request = (Request(version, [str(table)]) for version in (old, new))
    found = compare_rows(old_request, new_request, told.get("renamed", {}), str(out))
    return found, pa.ipc.open_file(str(out)).read_all().to_pylist()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Case], Differences, list[Any]]:
    cases = patients(150)
    return cases, *compared(pathway(), other(), cases, tmp_path_factory.mktemp("both"), renamed={"home": "at-home"})


def test_who_changes_is_who_walks_otherwise(both: tuple[list[Case], Differences, list[Any]]) -> None:
    cases, found, rows = both
    walkers = [Walker(version, Reference(version)) for version in (pathway(), other())]
    changed: dict[int, tuple[Any, Any]] = {}
    floors: Counter[tuple[str, str]] = Counter()
    entered: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for number, case in enumerate(cases, 1):
        one, two = ({"floor": FAULT, "ceiling": FAULT, "outcomes": [], **expected(walker, case)} for walker in walkers)
        one["outcomes"] = {"at-home" if name == "home" else name for name in one["outcomes"]}
        two["outcomes"] = set(two["outcomes"])
        if any(one[name] != two[name] for name in ("floor", "ceiling", "outcomes")):
            changed[number] = one, two
        if one["floor"] != two["floor"]:
            floors[one["floor"], two["floor"]] += 1
        entered.update(two["outcomes"] - one["outcomes"])
        left.update(one["outcomes"] - two["outcomes"])
    assert (found.rows, found.changed) == (len(cases), len(changed))
    assert [row["row"] for row in rows] == sorted(changed)
    for row in rows:
        one, two = changed[row["row"]]
        assert (row["floor_old"] or FAULT, row["floor_new"] or FAULT) == (one["floor"], two["floor"])
        assert (set(row["outcomes_old"] or ()), set(row["outcomes_new"] or ())) == (one["outcomes"], two["outcomes"])
    assert found.bounds["floor"] == floors
    assert (found.entered["outcomes"], found.left["outcomes"]) == (entered, left)
    assert any(pair[0] == FAULT for pair in floors)
    assert min(entered["now"], left["today"]) > 0


def test_the_same_version_changes_nobody(tmp_path: Path) -> None:
    found, rows = compared(pathway(), pathway(), patients(60), tmp_path)
    assert (found.changed, rows, found.bounds["floor"], found.left["outcomes"]) == (0, [], {}, {})


def test_a_finding_that_only_one_version_has(tmp_path: Path) -> None:
    """The other version passes over its column."""
    old = pathway()
    words = replace(
        old.vocabulary, findings={name: each for name, each in old.vocabulary.findings.items() if name != "age"}
    )
    for versions in (
        (old, replace(old, vocabulary=words, hash="ageless")),
        (replace(old, vocabulary=words, hash="ageless"), old),
    ):
        table = tmp_path / "t.csv"
        table.write_text("alarm,age\ntrue,30\n,40\n")
        found = compare_rows(*(Request(version, [str(table)]) for version in versions), {})
        assert (found.rows, found.changed) == (2, 0)


def test_words_and_data_say_what_was_counted(both: tuple[list[Case], Differences, list[Any]]) -> None:
    _, found, _ = both
    change = Change(pathway(), other(), found)
    data = json.loads(FORMATS["json"](change))
    assert {(move["old"], move["new"]): move["count"] for move in data["ceiling"]} == dict(found.bounds["ceiling"])
    text = FORMATS["text"](change)
    assert f"150 rows, of which {found.changed} change" in text
    assert f"  {'- today':<60} {found.left['outcomes']['today']:>12,}" in text
    kept_back = json.loads(FORMATS["json"](Change(pathway(), other(), found, 200)))
    assert kept_back["rows"] is None
    assert all(move["count"] is None for move in kept_back["floor"])
