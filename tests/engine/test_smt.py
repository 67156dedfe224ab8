"""The solver's formulas mean what the reference says, for every node, edge and bound, of the same partial patient."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph.case.facts import Case, Facts
from legpain_graph.engine.cells import cells
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.kleene import Kleene, Reference
from legpain_graph.engine.meaning import OPEN, RULED_OUT, SURE, Meaning, Status
from legpain_graph.engine.smt import Space, neg
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Flag, Named, Op, measured_in
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.traversal import every_guard
from legpain_graph.model.vocabulary import NOT_DONE, Constraint, Finding, FindingType
from legpain_graph.proof.solver import Solver, Verdict
from strategies import accepted, cases, examples, partial_case, pathways, sketch, vocabulary_of


def said(space: Space, facts: Facts, status: Status) -> list[tuple[Any, bool]]:
    """The solver's formulas for everything that a walk says, and what `status` says of each."""
    order = space.order
    found = []
    for pair, truth in zip(space.edges, status.edges, strict=True):
        found += [(pair.surely, truth == SURE), (pair.possibly, truth != RULED_OUT)]
    found += [(bit, bool(status.possible >> number & 1)) for number, bit in enumerate(space.possible)]
    reached = status.must[order.start] >> order.levels
    found += [(space.reached(number), bool(reached >> number & 1)) for number in range(len(order.nodes))]
    several = Random(0).sample(range(len(order.nodes)), min(20, len(order.nodes)))
    for number in (*range(order.levels), *(order.levels + node for node in several)):
        found.append((space.meets(1 << number), bool(status.must[order.start] >> number & 1)))
    meaning = Meaning(space.pathway, Kleene(space.pathway.vocabulary, facts), order)
    for name, word in space.pathway.vocabulary.derived.items():
        if word.truth is not None:
            truth = meaning.guard(Named(name)).value
            pair = space.guard(Named(name))
            found += [(pair.surely, truth is True), (pair.possibly, truth is not False)]
    return found


def agrees(solver: Solver, facts: Facts, status: Status) -> None:
    both = said(solver.space, facts, status)
    assert solver.of(facts, [bit for bit, _ in both]) == [holds for _, holds in both]


@examples(120)
@given(st.data())
def test_the_solver_agrees_with_the_reference(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    engine, solver = Reference(pathway), Solver(Space(pathway))
    for _ in range(3):
        _, facts = accepted(engine, data.draw(cases(pathway)))
        agrees(solver, facts, engine.status(facts))


def test_leg_pain_the_solver_agrees_with_the_reference(leg_pain: Pathway, request: pytest.FixtureRequest) -> None:
    """Statuses by compiled code, which agrees with the reference; `--patients 10000` looks at as many."""
    engine, solver = Compiled(leg_pain), Solver(Space(leg_pain))
    wanted, seed, met = request.config.getoption("--patients") or 60, 0, 0
    while met < wanted:
        seed += 1
        try:
            facts = engine.facts(partial_case(leg_pain, Random(seed)))
        except CaseError:
            continue
        agrees(solver, facts, engine.status(facts))
        met += 1
    assert seed < 4 * wanted, "most patients contradict themselves"


@examples(60)
@given(st.data())
def test_a_witness_is_a_patient_that_shows_it(data: st.DataObject) -> None:
    """Every status that the solver can find for an edge is one that the reference gives the same patient."""
    pathway = data.draw(pathways())
    engine, space = Reference(pathway), Space(pathway)
    solver = Solver(space)
    for number, pair in enumerate(space.edges):
        wishes = {SURE: [pair.surely], OPEN: [pair.possibly, neg(pair.surely)], RULED_OUT: [neg(pair.possibly)]}
        for truth, bits in wishes.items():
            answer = solver.ask(*bits)
            if answer.patient is None:
                assert answer.never or asks_for_one_value(pathway)
                continue
            case = solver.case(answer.patient, lambda case, bits=bits: solver.holds(case, *bits))  # type: ignore[misc]
            assert engine.status(engine.facts(case)).edges[number] == truth


def asks_for_one_value(pathway: Pathway) -> bool:
    """Whether a computed number is compared with `==`: it may be met only by a value that no few figures write, so that nobody is shown."""
    return any(test.op is Op.EQUAL for guard in every_guard(pathway) for test in measured_in(guard))


@pytest.mark.parametrize("constraints", [[("a", "a")], [("a", "b"), ("b", "a")]], ids=["itself", "each other"])
def test_findings_are_not_known_by_each_other_alone(constraints: list[tuple[str, str]]) -> None:
    """What constraints say in a ring is said of nobody of whom nothing else is known."""
    words = vocabulary_of(*(Finding(name, FindingType.BOOLEAN, name, optional=True) for name in "ab"))
    rules = tuple(Constraint(given, Flag(given), Flag(then)) for given, then in constraints)
    pathway = sketch(replace(words, constraints=rules), {"go": ["count(a) * count(b) <= count(a) - count(b) -> low", "otherwise -> high"], "low": seven.ROUTINE, "high": seven.SAME_DAY})  # fmt: skip
    solver, engine = Solver(Space(pathway)), Reference(pathway)
    for number, pair in enumerate(solver.space.edges):
        answer = solver.ask(pair.surely)
        assert answer.patient is not None
        case = solver.case(answer.patient, lambda case, bit=pair.surely: solver.holds(case, bit))  # type: ignore[misc]
        assert engine.status(engine.facts(case)).edges[number] == SURE


TINY = vocabulary_of(
    Finding("fever", FindingType.BOOLEAN, "fever"),
    Finding("red", FindingType.BOOLEAN, "red"),
    Finding("abpi", FindingType.NUMBER, "ABPI", low=Decimal(0), high=Decimal(3), optional=True, unit="ratio"),
    derived={"hot": "fever or red"},
)


def test_a_witness_is_as_small_as_can_be() -> None:
    pathway = sketch(TINY, {"go": ["hot and abpi < 0.9 -> now", "otherwise -> later"], "now": seven.SAME_DAY, "later": seven.ROUTINE})  # fmt: skip
    solver = Solver(Space(pathway))
    answer = solver.ask(solver.space.edges[0].surely)
    assert answer.patient is not None
    case = solver.case(answer.patient)
    assert len(case.findings) == 2
    assert case.findings["abpi"] == Decimal("0")


def test_what_cannot_be_is_proven() -> None:
    pathway = sketch(TINY, {"go": ["hot -> now", "fever and abpi > 1 -> later", "otherwise -> later"], "now": seven.SAME_DAY, "later": seven.ROUTINE})  # fmt: skip
    solver = Solver(Space(pathway))
    same_day = solver.space.meets(1 << (int(seven.SAME_DAY) - 1))
    assert solver.ask(solver.space.guard(Named("hot")).surely, neg(same_day)).verdict is Verdict.PROVEN


def test_cells_are_cut_where_guards_can_tell() -> None:
    abpi = TINY.findings["abpi"]
    found = cells(abpi, {(Decimal("0.9"), False), (Decimal("1.3"), True)})
    assert [cell.value for cell in found] == [Decimal("0"), Decimal("1"), Decimal("2"), NOT_DONE]
    assert [cell.has(Decimal("0.9")) for cell in found] == [False, True, False, False]
    assert [cell.has(Decimal("1.3")) for cell in found] == [False, True, False, False]


def test_a_score_recorded_outside_what_its_items_allow_is_no_patient(leg_pain: Pathway) -> None:
    solver = Solver(Space(leg_pain))
    assert solver.can(solver.space.scores["wells_dvt_score"][6]) is Verdict.REFUTED
    facts = Reference(leg_pain).facts(Case({"pitting_oedema_symptomatic_leg": True, "active_cancer": True}))
    literals = solver.space.literals(facts)
    unrecorded = [neg(bit) for bit in solver.space.scores["wells_dvt_score"].values()]
    assert solver.can(*literals) is Verdict.REFUTED
    patient = [bit for bit in literals if not any(bit.eq(other) for other in unrecorded)]
    assert solver.can(*patient, solver.space.scores["wells_dvt_score"][-1]) is Verdict.PROVEN
