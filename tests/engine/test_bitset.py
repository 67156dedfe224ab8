"""Many patients at once mean what the reference says of each: every node, edge, mark, truth and warning."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from legpain_graph.case.facts import Facts
from legpain_graph.engine.bitset import Bitset, Met, Truths, numbers
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.kleene import Kleene, Reference
from legpain_graph.engine.meaning import OPEN, RULED_OUT, SURE, Meaning
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Named, Op
from legpain_graph.model.pathway import Pathway
from legpain_graph.walk.walker import Engine
from strategies import accepted, cases, examples, partial_case, pathways


def at(truth: Truths, patient: int) -> int:
    """What a truth is of one patient, as a status says it."""
    return {(1, 1): SURE, (0, 1): OPEN, (0, 0): RULED_OUT}[truth.surely >> patient & 1, truth.possibly >> patient & 1]


def marks(met: Met, patient: int, width: int) -> int:
    return sum(1 << mark for mark in range(width) if met.has(mark) >> patient & 1)


def assert_agree(pathway: Pathway, engine: Engine, patients: list[Facts]) -> None:
    bitset = Bitset(pathway.vocabulary, patients)
    meaning = Meaning(pathway, bitset)
    order = meaning.order
    width = order.levels + len(order.nodes)
    edges = meaning.edges()
    possible, must, may = meaning.possible(edges), meaning.must(edges), meaning.may(edges)
    warnings = meaning.warnings()
    named = [name for name, word in pathway.vocabulary.derived.items() if word.truth is not None]
    truths = [meaning.guard(Named(name)) for name in named]
    for number, facts in enumerate(patients):
        status = engine.status(facts)
        assert [at(truth, number) for truth in edges] == list(status.edges)
        assert sum((bits >> number & 1) << node for node, bits in enumerate(possible)) == status.possible
        assert [marks(met, number, width) for met in must] == list(status.must)
        assert [marks(met, number, width) for met in may] == list(status.may)
        assert [at(truth, number) for truth in warnings] == list(status.warnings)
        words = {True: SURE, None: OPEN, False: RULED_OUT}
        alone = Meaning(pathway, Kleene(pathway.vocabulary, facts), order)
        assert [at(truth, number) for truth in truths] == [words[alone.guard(Named(name)).value] for name in named]


@examples(150)
@given(st.data())
def test_planes_agree_with_the_reference(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    engine = Reference(pathway)
    patients = [accepted(engine, data.draw(cases(pathway)))[1] for _ in range(data.draw(st.integers(1, 5)))]
    assert_agree(pathway, engine, patients)


def test_leg_pain_planes_agree_with_the_reference(leg_pain: Pathway) -> None:
    """Statuses by compiled code, which agrees with the reference; more patients than a machine word has bits."""
    engine = Compiled(leg_pain)
    patients: list[Facts] = []
    seed = 0
    while len(patients) < 150:
        seed += 1
        try:
            patients.append(engine.facts(partial_case(leg_pain, Random(seed))))
        except CaseError:
            continue
    assert_agree(leg_pain, engine, patients)


def test_a_score_between_two_totals_is_open(leg_pain: Pathway) -> None:
    """Three patients: both items, one and an unknown one, one alone."""
    bitset = Bitset(leg_pain.vocabulary, [Facts({}, {}, {}, {}, []) for _ in range(3)])
    one, other = Truths(0b111, 0b111), Truths(0b001, 0b011)
    truth = bitset.scored("", [(2, [one]), (-1, [other])], 0, Op.AT_LEAST, Decimal(2))
    assert [at(truth, patient) for patient in range(3)] == [RULED_OUT, OPEN, SURE]
    equal = bitset.scored("", [(2, [one]), (-1, [other])], 0, Op.EQUAL, Decimal(1))
    assert [at(equal, patient) for patient in range(3)] == [SURE, OPEN, RULED_OUT]


def test_a_recorded_score_takes_the_place_of_the_sum(leg_pain: Pathway) -> None:
    patients = [Facts({}, {}, scores, {}, []) for scores in ({"wells_dvt_score": Decimal(3)}, {})]
    bitset = Bitset(leg_pain.vocabulary, patients)
    nothing = Truths(0, 0)
    truth = bitset.scored("wells_dvt_score", [(1, [nothing])], 0, Op.AT_LEAST, Decimal(2))
    assert [at(truth, patient) for patient in range(2)] == [SURE, RULED_OUT]


def test_no_patients_are_no_fault(leg_pain: Pathway) -> None:
    meaning = Meaning(leg_pain, Bitset(leg_pain.vocabulary, []))
    edges = meaning.edges()
    assert set(edges) == {Truths(0, 0)}
    assert set(meaning.possible(edges)) == {0}


def test_the_numbers_of_bits() -> None:
    assert list(numbers(0b10110)) == [1, 2, 4]
    assert list(numbers(0)) == []
