"""Columns of patients mean what the reference says of each: edges, bounds, nodes reached, what is asked, and who contradicts himself."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legpain_graph.case.facts import Case, read_number, read_value
from legpain_graph.engine.circuit import FALSE, TRUE, Circuit
from legpain_graph.engine.classes import Classes
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.columns import RECORDED_NOTHING, Columns, packed, unpacked
from legpain_graph.engine.kleene import Reference
from legpain_graph.errors import CaseError
from legpain_graph.model.pathway import Pathway
from legpain_graph.walk.walker import Engine, Walker
from strategies import cases, examples, partial_case, pathways, representatives


def as_columns(columns: Columns, patients: Sequence[Case]):  # type: ignore[no-untyped-def]
    """What is recorded as columns, and who closed what. Findings closed by their own name are recorded."""
    words, classes = columns.pathway.vocabulary, columns.classes
    recorded = {name: np.full(len(patients), RECORDED_NOTHING, np.int64) for name in (*words.findings, *classes.points)}
    closed: dict[tuple[str, str], np.ndarray] = {}
    for number, case in enumerate(patients):
        for how in ("normal", "not_done"):
            for name in getattr(case, how):
                if name in words.findings:
                    value = "not_done" if how == "not_done" else words.findings[name].normal
                    found, _ = read_value(words.findings[name], value)
                    assert found is not None
                    recorded[name][number] = classes.number(name, found)
                for group in words.leaves(name):
                    closed.setdefault((how, group.name), np.zeros(len(patients), bool))[number] = True
        for name, raw in case.findings.items():
            if name in words.findings:
                found, message = read_value(words.findings[name], raw)
                assert found is not None, message
                recorded[name][number] = classes.number(name, found)
            else:
                points = read_number(raw)
                assert points is not None
                recorded[name][number] = int(points) - classes.points[name].start
    return recorded, closed


def plain(pathway: Pathway, case: Case) -> bool:
    """Whether no finding is both recorded and closed by its own name, and no score is out of every range: that is not the kernel's."""
    words = pathway.vocabulary
    singles = [name for how in (case.normal, case.not_done) for name in how if name in words.findings]
    points = Classes(pathway).points
    scores = all(int(case.findings[name]) in points[name] for name in points if name in case.findings)
    return len(set(singles)) == len(singles) and not set(singles) & set(case.findings) and scores


def assert_agree(pathway: Pathway, engine: Engine, patients: Sequence[Case]) -> int:
    """How many of the patients are no contradiction."""
    columns, walker = Columns(pathway), Walker(pathway, engine)
    answers = columns.answers(len(patients), *as_columns(columns, patients))
    sound = 0
    for number, case in enumerate(patients):
        try:
            walk = walker.walk(case)
        except CaseError:
            assert answers.fault[number], case
            continue
        sound += 1
        assert not answers.fault[number], case
        assert answers.edges[:, number].tolist() == list(walk.status.edges)
        assert (answers.at_least[number], answers.at_most[number]) == (walk.floor, walk.ceiling)
        assert answers.complete[number] == walk.complete
        reached = {node.id for node, yes in zip(columns.order.nodes, answers.reached[:, number], strict=True) if yes}
        assert reached == walk.reached
        asked = {name for name, yes in zip(columns.names, answers.decides_urgency[:, number], strict=True) if yes}
        assert asked == {ask.finding for ask in walk.decides_urgency}
    return sound


@examples(150)
@given(st.data())
def test_columns_agree_with_the_reference(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    drawn = [data.draw(cases(pathway)) for _ in range(data.draw(st.integers(1, 5)))]
    assert_agree(pathway, Reference(pathway), [case for case in drawn if plain(pathway, case)])


def test_leg_pain_columns_agree_with_the_walk(leg_pain: Pathway) -> None:
    """More patients than a machine word has bits, by compiled code, which agrees with the reference."""
    drawn = [partial_case(leg_pain, Random(seed)) for seed in range(300)]
    assert assert_agree(leg_pain, Compiled(leg_pain), [case for case in drawn if plain(leg_pain, case)]) > 100


def test_classes_tell_apart_what_a_test_tells_apart(leg_pain: Pathway) -> None:
    classes = Classes(leg_pain)
    for name, values in representatives(leg_pain).items():
        assert {classes.number(name, value) for value in values} == set(range(classes.count[name]))


def test_equal_gates_are_one_and_constants_fold(leg_pain: Pathway) -> None:
    circuit = Circuit(Classes(leg_pain))
    left, right = circuit.input("left", 0), circuit.input("right", 0)
    assert circuit.both(left, right) == circuit.both(right, left)
    assert circuit.inverse(circuit.inverse(left)) == left
    assert circuit.both(left, circuit.inverse(left)) == FALSE
    assert circuit.or_(left, circuit.inverse(left)) == TRUE
    assert circuit.every([left, TRUE]) == circuit.either([left, FALSE]) == left


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 200])
def test_planes_hold_what_was_packed(size: int) -> None:
    flags = np.random.default_rng(size).random(size) < 0.5
    assert unpacked(packed(flags), size).tolist() == flags.tolist()


def test_no_patients_are_no_fault(leg_pain: Pathway) -> None:
    answers = Columns(leg_pain).answers(0, {})
    assert answers.reached.shape == (len(leg_pain.nodes), 0)
