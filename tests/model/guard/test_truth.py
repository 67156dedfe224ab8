"""truth.csv: what a guard is for a case, row by row, in every engine. A clinician can read it and add rows; a malformed row fails.

For each guard the table holds every combination of what its findings can be: true, false, below, at or above a threshold, not done,
not recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import seven
from legpain_graph.case.facts import Case
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.kleene import Kleene, Reference
from legpain_graph.engine.meaning import OPEN, RULED_OUT, SURE, Meaning
from legpain_graph.errors import CaseError
from legpain_graph.model.guard import ir
from legpain_graph.model.guard.parser import GuardError
from legpain_graph.model.vocabulary import Constant, Derived, Finding, FindingType
from strategies import guard_classes, read_guard, sketch, vocabulary_of

TABLE = Path(__file__).with_name("truth.csv")
TRUTHS = {"true": SURE, "false": RULED_OUT, "unknown": OPEN}
BOOLEAN, CHOICE, NUMBER = FindingType.BOOLEAN, FindingType.CHOICE, FindingType.NUMBER
RATIO = {"unit": "ratio", "low": Decimal(0), "high": Decimal("2.5")}
LUMP = ir.Flag("lump")
WORDS = vocabulary_of(
    *(Finding(name, BOOLEAN, name) for name in ("a", "b", "c", "d", "lump")),
    Finding("felt", BOOLEAN, "felt", optional=True),
    Finding("pulsing", BOOLEAN, "pulsing", applies_when=LUMP),
    Finding("onset", CHOICE, "onset", values=("slow", "sudden", "minutes")),
    Finding("scan", CHOICE, "scan", values=("clear", "clot"), optional=True),
    Finding("ratio", NUMBER, "ratio", **RATIO),
    Finding("abpi", NUMBER, "abpi", **RATIO, optional=True),
    Finding("age", NUMBER, "age", unit="years", high=Decimal(120), integer=True),
    Finding("lump_size", NUMBER, "lump size", unit="cm", high=Decimal(30), applies_when=LUMP),
    Finding(
        "lump_scan_size", NUMBER, "size on the scan", unit="cm", high=Decimal(30), optional=True, applies_when=LUMP
    ),
    derived={"either": "a or b"},
    constants={"low_abpi": Constant("low_abpi", Decimal("0.8"), "ratio", "NG")},
)
POINTS = ir.Score("points", (ir.Term(1, (ir.Flag("a"), ir.Flag("b"), ir.Flag("c"))), ir.Term(-2, (ir.Flag("d"),))))
WORDS.derived["points"] = Derived("points", "points", POINTS, recordable=True)


class Row(NamedTuple):
    line: int
    guard: ir.Guard
    case: Case
    truth: int
    text: str


def rows(text: str) -> Iterator[Row]:
    """The rows of the table. errors: ValueError at the first row that does not say one truth of one guard for one case"""
    header, *lines = text.splitlines()
    if header != "guard;case;truth":
        raise ValueError(f"line 1: {header!r} is not the header")
    seen: set[str] = set()
    for number, line in enumerate(lines, start=2):
        try:
            guard, case, truth = (column.strip() for column in line.split(";"))
            found = Row(
                number, read_guard(guard, WORDS), Case(json.loads(case, parse_float=Decimal)), TRUTHS[truth], guard
            )
            Reference(two_stops(guard)).facts(found.case)
        except (ValueError, KeyError, AttributeError, GuardError, CaseError) as error:
            raise ValueError(f"line {number}: {line!r}: {error}") from error
        if f"{guard};{case}" in seen:
            raise ValueError(f"line {number}: {guard!r} for {case} stands twice")
        seen.add(f"{guard};{case}")
        yield found


@cache
def two_stops(guard: str) -> Any:
    """A pathway whose only question is `guard`."""
    steps = {"go": [f"{guard} -> yes", "otherwise -> no"], "yes": seven.SAME_DAY, "no": seven.ROUTINE}
    return sketch(WORDS, steps)


@cache
def compiled(guard: str) -> Compiled:
    return Compiled(two_stops(guard))


ROWS = list(rows(TABLE.read_text("utf-8")))
GUARDS = sorted({row.text for row in ROWS})


@pytest.mark.parametrize("text", GUARDS)
def test_truth_of_the_guard_in_the_reference(text: str) -> None:
    engine = Reference(two_stops(text))
    for row in (row for row in ROWS if row.text == text):
        meaning = Meaning(engine.pathway, Kleene(WORDS, engine.facts(row.case)))
        assert {True: SURE, None: OPEN, False: RULED_OUT}[meaning.guard(row.guard).value] == row.truth, (
            f"line {row.line}"
        )


@pytest.mark.parametrize("engine", [lambda text: Reference(two_stops(text)), compiled], ids=["reference", "compiled"])
@pytest.mark.parametrize("text", GUARDS)
def test_truth_of_the_edge_in_every_engine(text: str, engine: Any) -> None:
    walker = engine(text)
    against = {SURE: RULED_OUT, OPEN: OPEN, RULED_OUT: SURE}
    for row in (row for row in ROWS if row.text == text):
        status = walker.status(walker.facts(row.case))
        assert list(status.edges) == [row.truth, against[row.truth]], f"line {row.line}"


# The table holds everything


def findings_in(guard: ir.Guard) -> Iterator[ir.Test]:
    """Every test in a guard, in what it names, and in what says whether it applies."""
    for part in ir.tests_and_names(guard):
        if isinstance(part, ir.Named):
            yield from findings_in(WORDS.derived[part.name].formula)  # type: ignore[arg-type]
        else:
            yield part
            applies = WORDS.findings[part.finding].applies_when
            if applies is not None:
                yield from findings_in(applies)


def states(finding: Finding, limits: set[Decimal]) -> set[str]:
    """What a finding can be, as far as a guard with these thresholds can tell."""
    found = {"not recorded"} | ({"not_done"} if finding.optional else set())
    if finding.type is not NUMBER:
        return found | ({"True", "False"} if finding.type is BOOLEAN else set(finding.values))
    edges = sorted(limits)
    found |= {f"at {limit}" for limit in edges} | {f"above {limit}" for limit in edges if limit < finding.high}
    return found | ({"below"} if edges[0] > finding.low else set())


def state(value: Any, limits: set[Decimal]) -> str:
    if value is None or isinstance(value, bool | str):
        return "not recorded" if value is None else str(value)
    under = [limit for limit in sorted(limits) if limit <= value]
    return "below" if not under else f"at {under[-1]}" if under[-1] == value else f"above {under[-1]}"


@pytest.mark.parametrize("text", GUARDS)
def test_the_table_holds_every_combination_of_what_a_guard_reads(text: str) -> None:
    mine = [row for row in ROWS if row.text == text]
    limits: dict[str, set[Decimal]] = {}
    for test in findings_in(mine[0].guard):
        limits.setdefault(test.finding, set()).update({test.value} if isinstance(test, ir.Compare) else ())
    every = set(product(*(states(WORDS.findings[name], limit) for name, limit in limits.items())))
    items = [row.case.findings for row in mine if not set(row.case.findings) - set(limits)]
    there = {tuple(state(case.get(name), limit) for name, limit in limits.items()) for case in items}
    assert sorted(every - there) == []


def kind(guard: ir.Guard) -> set[str]:
    """What a row is about: the outermost part of its guard, with its operator and whether its finding is optional or may not apply."""
    match guard:
        case ir.Compare() | ir.OneOf():
            finding = WORDS.findings[guard.finding]
            word = str(guard.op) if isinstance(guard, ir.Compare) else f"one of {len(guard.values)}"
            return {word + (" optional" if finding.optional else "") + (" gated" if finding.applies_when else "")}
        case ir.Scored(score, op):
            return {f"score {op}", "named score" if score.name else "count"} | guard_classes(guard)
        case ir.All(items) | ir.Some(items):
            return {f"{type(guard).__name__} of {len(items)}"} | guard_classes(guard)
        case _:
            return set(guard_classes(guard))


def test_the_table_holds_every_operator() -> None:
    seen = set().union(*(kind(row.guard) for row in ROWS))
    wanted = {
        *(f"{op}{what}" for op in ir.Op for what in ("", " optional")),
        *(f"score {op}" for op in ir.Op),
        *(f"{word} of {count}" for word in ("All", "Some") for count in (2, 3)),
        *(f"one of {count}{what}" for count in (1, 2) for what in ("", " optional")),
        ">= gated", "> optional gated", "Flag", "Named", "Not", "not not", "chain", "at_least", "count", "named score", "negative term",
    }  # fmt: skip
    assert sorted(wanted - seen) == []
    assert {row.truth for row in ROWS if "points" in row.case.findings} == {SURE, RULED_OUT}
    assert len(ROWS) >= 800


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a; {}", "not enough values"),
        ("a; {}; unknown; why", "too many values"),
        ("a; {}; perhaps", "perhaps"),
        ("a; {}; True", "True"),
        ('a; {"a": true; true', "line 2"),
        ('a; {"a": tru}; true', "Expecting value"),
        ("a; []; unknown", "list"),
        ("a and; {}; unknown", "expected a name, not the end"),
        ("q; {}; unknown", "unknown finding 'q'"),
        ('a; {"q": true}; unknown', "unknown finding 'q'"),
        ('a; {"a": 1}; true', "a is 1, expected true or false"),
        ('ratio > 1; {"ratio": 7.8}; true', "ratio is 7.8, expected a number"),
        ('points >= 2; {"a": false, "points": 3}; true', "its items allow"),
        ("", "not enough values"),
        ("a; {}; unknown\na;{};unknown", "stands twice"),
    ],
)
def test_a_malformed_row_fails(row: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"line [23]: ") as caught:
        list(rows(f"guard;case;truth\n{row}\n"))
    assert message in str(caught.value)


def test_a_table_without_its_header_fails() -> None:
    with pytest.raises(ValueError, match="line 1: 'guard,case,truth' is not the header"):
        list(rows("guard,case,truth\na; {}; unknown\n"))
