"""Each check has a smallest pathway that trips it and one that does not; what it tells shows a patient."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

import seven
from legpain_graph import Case, Pathway
from legpain_graph.audit.coverage.goal import Feasible
from legpain_graph.audit.coverage.walked_cases import WalkedCases
from legpain_graph.audit.lint import CHECKS, always, gap, never, no_effect, overlap
from legpain_graph.case.read import CaseFile
from legpain_graph.errors import Issue
from legpain_graph.model.vocabulary import Constraint, Finding, FindingType
from strategies import read_guard, sketch, vocabulary_of

FINDINGS = (
    Finding("fever", FindingType.BOOLEAN, "fever", normal=False),
    Finding("red", FindingType.BOOLEAN, "red", normal=False),
    Finding("age", FindingType.NUMBER, "age", low=Decimal(0), high=Decimal(120), integer=True, unit="years"),
)
WORDS = vocabulary_of(*FINDINGS)
ENDS = {"one": seven.SAME_DAY, "two": seven.ROUTINE}


def found(
    check: Callable[[Feasible], Iterator[Issue]], steps: dict[str, Any], *cases: Case, words: Any = WORDS
) -> list[str]:
    pathway = sketch(words, {**steps, **ENDS})
    issues = list(check(Feasible(WalkedCases(pathway, [CaseFile(case) for case in cases]), 10)))
    assert {issue.code for issue in issues} <= {check.__name__.replace("_", "-")}
    return [issue.message for issue in issues]


def test_every_check_says_what_it_looks_for() -> None:
    assert [check.__name__ for check in CHECKS] == ["gap", "never", "always", "no_effect", "overlap"]
    assert all(check.__doc__ for check in CHECKS)


def test_a_gap_is_shown_with_a_patient() -> None:
    assert found(gap, {"go": ["fever -> one", "red -> two"]}) == ["go: no edge holds for a patient: fever no; red no"]
    assert found(gap, {"go": ["fever -> one", "not fever -> two"]}) == []
    two = {"go": ["fever and age < 40 -> one", "not fever and age >= 40 -> two", "not fever and age < 40 -> two"]}
    assert found(gap, two) == ["go: no edge holds for a patient: age 40 years; fever yes"]
    assert found(gap, {"go": ["fever -> one", "otherwise -> two"]}) == []
    assert found(gap, {"go": ["fever -> more", "otherwise -> two"], "more": ["fever -> one", "red -> two"]}) == []


def test_results_that_only_together_find_no_edge_are_shown(leg_pain: Pathway) -> None:
    """A burst cyst seen, and a scan that could not show the veins: without an edge for them both would count as not done."""
    node = leg_pain.nodes["bakers-scan"]
    lacking = replace(node, edges=tuple(edge for edge in node.edges if edge.label != "veins not shown"))
    assert len(lacking.edges) == len(node.edges) - 1
    holed = replace(leg_pain, nodes={**leg_pain.nodes, node.id: lacking})
    (issue,) = gap(Feasible(WalkedCases(holed, []), 30))
    assert issue.message.startswith("bakers-scan: results of a patient count as not done: ")
    assert "leg-vein ultrasound inconclusive" in issue.message
    assert list(gap(Feasible(WalkedCases(leg_pain, []), 30))) == []


def test_two_edges_that_hold_for_one_patient_are_told_where_the_first_is_chosen() -> None:
    one_first = {"go": ("first", ["fever -> one", "age > 60 -> two", "otherwise -> two"])}
    assert found(overlap, one_first) == [
        "go>one stands before go>two, and both hold for one patient: age 61 years; fever yes"
    ]
    shown = found(overlap, one_first, Case({"fever": True, "age": 70}, id="old"))
    assert shown == ["go>one stands before go>two, and both hold for one patient: case old"]
    near = found(overlap, one_first, Case({"fever": False, "age": 70, "red": True}, id="old"))
    assert near == ["go>one stands before go>two, and both hold for one patient: As old, but: fever yes."]
    assert found(overlap, {"go": ["fever -> one", "age > 60 -> two", "otherwise -> two"]}) == []
    assert found(overlap, {"go": ("first", ["age < 60 -> one", "age > 60 -> two", "otherwise -> two"])}) == []
    assert found(overlap, {"go": ("first", ["fever -> two", "age > 60 -> two", "otherwise -> one"])}) == []


def test_a_guard_true_or_false_of_everybody_who_comes() -> None:
    deep = {
        "go": ["fever -> more", "otherwise -> two"],
        "more": ["fever or red -> one", "not fever -> two", "otherwise -> two"],
    }
    assert found(always, deep) == ["more>one: fever or red is true of everybody who comes here"]
    assert found(never, deep) == ["more>two: not fever is true of nobody who comes here"]
    plain = {"go": ["fever -> one", "otherwise -> two"]}
    assert found(always, plain) == found(never, plain) == []


def test_nothing_is_said_of_guards_where_nobody_comes() -> None:
    steps = {"go": ["fever -> more", "otherwise -> two"], "more": ["not fever -> lost", "otherwise -> one"], "lost": ["red -> one", "otherwise -> two"]}  # fmt: skip
    assert found(never, steps) == ["more>lost: not fever is true of nobody who comes here"]


@pytest.mark.parametrize("guard", ["fever", "fever and red", "fever or age > 60"])
def test_a_finding_that_changes_a_node_of_somebody_is_not_told(guard: str) -> None:
    told = found(no_effect, {"go": [f"{guard} -> one", "otherwise -> two"]})
    assert {message.split()[0] for message in told} == {name for name in ("fever", "red", "age") if name not in guard}


def test_a_finding_that_another_one_always_says_changes_nothing_on_its_own() -> None:
    words = vocabulary_of(*FINDINGS)
    told = found(
        no_effect, {"go": ["fever or fever and red -> one", "age > 60 -> two", "otherwise -> two"]}, words=words
    )
    assert [message.split()[0] for message in told] == ["red"]
    given, then = read_guard("red", words), read_guard("fever", words)
    tied = vocabulary_of(*FINDINGS, constraints=(Constraint("tied", given, then),))  # type: ignore[arg-type]
    told = found(no_effect, {"go": ["fever and red -> one", "otherwise -> two"]}, words=tied)
    assert [message.split()[0] for message in told] == ["age", "fever"]
