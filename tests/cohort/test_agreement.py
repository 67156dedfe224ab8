"""Every row of a table is answered as the walk of its case is, in every column and from every format."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.tables import FORMATS, expected, write
from legpain_graph.case.facts import Case
from legpain_graph.cohort.run import Request, run
from legpain_graph.engine.kleene import Reference
from legpain_graph.model.pathway import Pathway
from legpain_graph.walk.walker import Walker
from strategies import cases, examples, partial_case, pathways

NONSENSE = ("yes", 1e9, -1e9, True, 2.25, "1,5", "0,82")


def spoiled(case: Case, names: Sequence[str], random: Random) -> Case:
    """The case with an entry that is none: a value that its finding cannot have, or a closure that there is not."""
    if random.random() < 0.5:
        return replace(case, normal=(*case.normal, random.choice(("nonsense", *names))))
    return replace(case, findings={**case.findings, random.choice(names): random.choice(NONSENSE)})


def answered(pathway: Pathway, path: Path, workers: int = 1) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The answers and the faults of a table, as rows."""
    out, rejects = path.with_name("answers.arrow"), path.with_name("rejects.arrow")
    counts = run(Request(pathway, [str(path)], str(out), str(rejects), workers=workers))
    rows, faults = (pa.ipc.open_file(str(name)).read_all().to_pylist() for name in (out, rejects))
    assert [row["row"] for row in rows] == list(range(1, len(rows) + 1))
    assert (counts.rows, counts.faulty) == (len(rows), len({fault["row"] for fault in faults}))
    return rows, faults


def assert_agree(
    rows: Sequence[Mapping[str, Any]],
    faults: Sequence[Mapping[str, Any]],
    wanted: Sequence[Mapping[str, Any]],
    *,
    same_words: bool = True,
) -> None:
    assert len(rows) == len(wanted)
    by_row: dict[int, list[Mapping[str, Any]]] = {}
    for fault in faults:
        by_row.setdefault(fault["row"], []).append(fault)
    for number, (row, case) in enumerate(zip(rows, wanted, strict=True), 1):
        if case["fault"] is None:
            found = {name: set(row[name]) if isinstance(case[name], set) else row[name] for name in case}
            assert found == case
            assert number not in by_row
        else:
            assert row["fault"]
            bounds = ("floor", "ceiling")[: len(case["rest"])]
            said = [row[name] for name in (*bounds, "settled", "complete", "diagnoses", "outcomes", "asks")]
            assert said == [None] * len(said)
            assert any(case["fault"] in fault["reason"] for fault in by_row[number]) or not same_words
            assert {tuple(fault[name] for name in bounds) for fault in by_row[number]} == {case["rest"]}


@examples(60)
@given(st.data())
def test_rows_agree_with_walks_from_every_format(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    random = Random(data.draw(st.integers(0, 1_000)))
    drawn = [data.draw(cases(pathway)) for _ in range(data.draw(st.integers(1, 8)))]
    names = list(pathway.vocabulary.findings)
    drawn = [spoiled(case, names, random) if random.random() < 0.2 else case for case in drawn]
    walker = Walker(pathway, Reference(pathway))
    wanted = [expected(walker, case) for case in drawn]
    with tempfile.TemporaryDirectory() as folder:
        for ending in FORMATS:
            rows, faults = answered(pathway, write(pathway, drawn, Path(folder) / f"cases.{ending}"))
            assert_agree(rows, faults, wanted, same_words=ending in ("csv", "ndjson"))


@pytest.mark.parametrize("ending", FORMATS)
def test_leg_pain_rows_agree_with_walks(
    leg_pain: Pathway, leg_pain_walker: Walker, ending: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """A few hundred patients; `--cohort-rows 100000` looks at as many."""
    random = Random(ending)
    names = list(leg_pain.vocabulary.findings)
    drawn = [partial_case(leg_pain, random) for _ in range(pytestconfig.getoption("--cohort-rows"))]
    drawn = [spoiled(case, names, random) if random.random() < 0.05 else case for case in drawn]
    rows, faults = answered(leg_pain, write(leg_pain, drawn, tmp_path / f"cases.{ending}", 1_000))
    wanted = [expected(leg_pain_walker, case) for case in drawn]
    assert sum(case["fault"] is None for case in wanted) > len(drawn) / 3
    fast = tmp_path / "fast.arrow"
    run(Request(leg_pain, [str(tmp_path / f"cases.{ending}")], str(fast), fast=True))
    assert fast.read_bytes() == (tmp_path / "answers.arrow").read_bytes()
    assert_agree(rows, faults, wanted, same_words=ending in ("csv", "ndjson"))
