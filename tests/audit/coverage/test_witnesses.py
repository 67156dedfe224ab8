"""What patients made without the solver show is what the solver says of everybody; what they do not show is left to it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from legpain_graph import Case, Pathway
from legpain_graph.audit.coverage.effects import effective
from legpain_graph.audit.coverage.goal import Feasible
from legpain_graph.audit.coverage.measures import LISTS, every, shown
from legpain_graph.audit.coverage.variants import Variants
from legpain_graph.audit.coverage.walked_cases import WalkedCases
from legpain_graph.audit.lint import _proven_idle
from legpain_graph.audit.result import CoverageState
from legpain_graph.audit.run import audit
from legpain_graph.case.read import CaseFile
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.kleene import Reference
from legpain_graph.model.vocabulary import Finding, FindingType
from seven import PRIMARY_CARE, ROUTINE
from strategies import accepted, cases, examples, partial_case, pathways, sketch, vocabulary_of
from strategies.chains import chain


def looked(pathway: Pathway, several: list[Case]) -> Feasible:
    return Feasible(WalkedCases(pathway, [CaseFile(case) for case in several]), 30)


@examples(40)
@given(st.data())
def test_what_is_shown_is_what_the_solver_says(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    several = [accepted(Reference(pathway), data.draw(cases(pathway)))[0] for _ in range(data.draw(st.integers(0, 2)))]
    fast, plain = looked(pathway, several), looked(pathway, several)
    goals = {(name, goal.id): goal for name, _, list_ in every(fast) for goal in list_}
    for key in shown(fast, goals):
        goal = goals[key]
        assert not goal.met
        assert plain.verdict(goal)[0] is CoverageState.UNCOVERED, key


def test_nobody_is_shown_whose_recorded_score_is_not_what_its_items_allow() -> None:
    words = vocabulary_of(
        *(Finding(name, FindingType.BOOLEAN, name) for name in ("red", "warm")), derived={"points": "count(red, warm)"}
    )
    words.derived["points"] = replace(words.derived["points"], recordable=True)
    variants = Variants(Compiled(sketch(words, {"go": ["red -> high", "otherwise -> low"], "high": ROUTINE, "low": PRIMARY_CARE})))  # fmt: skip
    patient = variants.recorded(Case({"points": 1, "red": True}))
    assert variants.changed(patient, {"warm": False}) is not None
    assert variants.changed(patient, {"warm": True}) is None
    assert variants.changed(patient, {"red": False, "warm": False}) is None


@examples(40)
@given(st.data())
def test_what_changes_something_is_not_proven_idle(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    feasible = looked(pathway, [accepted(Reference(pathway), data.draw(cases(pathway)))[0] for _ in range(2)])
    shown(feasible, {(name, goal.id): goal for name, _, list_ in every(feasible) for goal in list_})
    idle = {word.name for word in _proven_idle(feasible, list(pathway.vocabulary.findings.values()))}
    assert idle.isdisjoint(effective(feasible.variants, feasible.samples))


def test_of_a_chain_nearly_nothing_is_left_to_the_solver() -> None:
    """As many questions for 90 nodes as for 30: what is asked one by one grows with the nodes, and what each costs does too."""
    asked = []
    for blocks in (10, 30):
        pathway = chain(blocks)
        feasible = looked(pathway, [partial_case(pathway, Random(seed)) for seed in range(2)])
        goals = {(name, goal.id): goal for name, _, list_ in every(feasible, LISTS) for goal in list_}
        seen = shown(feasible, goals)
        left = [key for key, goal in goals.items() if not (goal.met or goal.rule or goal.verdict or key in seen)]
        assert not left
        asked.append(feasible.solver.asked)
    assert max(asked) <= 5


def test_an_audit_of_a_chain_finds_every_node_within_reach() -> None:
    found = audit(chain(20), [], only=LISTS)
    assert {item.state for item in found.by_id["nodes"].items} == {CoverageState.UNCOVERED}
    assert {item.state for item in found.by_id["edges"].items} == {CoverageState.UNCOVERED}
