"""Columns of patients mean what the reference says of each: edges, bounds, nodes reached, what is asked, and who contradicts himself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph.case.facts import Case, read_number, read_value
from legpain_graph.engine.classes import Classes
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.columns import RECORDED_NOTHING, Columns, Gated, Program, packed, unpacked, words
from legpain_graph.engine.figures import Figures
from legpain_graph.engine.gates import FALSE, TRUE, Gate, Gates, Input
from legpain_graph.engine.kleene import Reference
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Compare, Flag, Op, Test
from legpain_graph.model.pathway import Pathway, Urgency
from legpain_graph.model.vocabulary import Constraint, Finding, FindingType, Value
from legpain_graph.walk.walker import Engine, Walker
from strategies import cases, examples, partial_case, pathways, representatives, sketch, vocabulary_of


def as_columns(columns: Columns, patients: Sequence[Case]):  # type: ignore[no-untyped-def]
    """What is recorded as columns, and who closed what. Findings closed by their own name are recorded."""
    words, classes = columns.pathway.vocabulary, columns.classes
    recorded = {name: np.full(len(patients), RECORDED_NOTHING, np.int64) for name in (*words.findings, *classes.points)}
    figures = {name: Figures(np.full(len(patients), RECORDED_NOTHING, np.int64), []) for name in classes.measured}
    closed: dict[tuple[str, str], np.ndarray] = {}

    def record(name: str, number: int, value: Value) -> None:
        recorded[name][number] = classes.number(name, value)
        if name in figures and isinstance(value, Decimal):
            figures[name].places[number] = len(figures[name].numbers)
            figures[name].numbers.append(value)

    for number, case in enumerate(patients):
        for how in ("normal", "not_done"):
            for name in getattr(case, how):
                if name in words.findings:
                    value = "not_done" if how == "not_done" else words.findings[name].normal
                    found, _ = read_value(words.findings[name], value)
                    assert found is not None
                    record(name, number, found)
                for group in words.leaves(name):
                    closed.setdefault((how, group.name), np.zeros(len(patients), bool))[number] = True
        for name, raw in case.findings.items():
            if name in words.findings:
                found, message = read_value(words.findings[name], raw)
                assert found is not None, message
                record(name, number, found)
            else:
                points = read_number(raw)
                assert points is not None
                recorded[name][number] = int(points) - classes.points[name].start
    return recorded, closed, figures


def plain(pathway: Pathway, case: Case) -> bool:
    """Whether no finding is both recorded and closed by its own name, and no score is out of every range: that is not the kernel's."""
    words = pathway.vocabulary
    singles = [name for how in (case.normal, case.not_done) for name in how if name in words.findings]
    points = Classes(pathway).points
    scores = all(int(case.findings[name]) in points[name] for name in points if name in case.findings)
    return len(set(singles)) == len(singles) and not set(singles) & set(case.findings) and scores


def every_gate(gated: Gated) -> list[Gate]:
    single = [gated.fault, gated.open, *gated.asks.values()]
    return [*single, *gated.at_least, *gated.at_most, *gated.reached, *gated.surely, *gated.possibly, *gated.walked]


def answered(columns: Columns, patients: Sequence[Case]) -> Callable[[Gate], np.ndarray]:
    """What is said of the patients: of a gate the flag of each."""
    size = len(patients)
    program = Program(columns.gates, every_gate(columns.gated))
    planes = program.run(columns.planes(size, *as_columns(columns, patients)), words(size))
    return lambda gate: unpacked(planes[gate], size)


def assert_agree(pathway: Pathway, engine: Engine, patients: Sequence[Case]) -> int:
    """How many of the patients are no contradiction."""
    columns, walker = Columns(pathway), Walker(pathway, engine)
    gated, order = columns.gated, columns.order
    flags = answered(columns, patients)
    sound = 0
    for number, case in enumerate(patients):

        def of(gates: Iterable[Gate], at: int = number) -> list[bool]:
            return [bool(flags(gate)[at]) for gate in gates]

        try:
            walk = walker.walk(case)
        except CaseError:
            assert flags(gated.fault)[number], case
            continue
        sound += 1
        assert not flags(gated.fault)[number], case
        statuses = [2 * able + sure for able, sure in zip(of(gated.possibly), of(gated.surely), strict=True)]
        assert statuses == list(walk.status.edges)
        bounds = (walk.floor, walk.ceiling) if pathway.ordered else (0, not walk.settled)
        assert (sum(of(gated.at_least)), sum(of(gated.at_most))) == bounds
        assert flags(gated.open)[number] != walk.complete
        assert {node.id for node, yes in zip(order.nodes, of(gated.reached), strict=True) if yes} == walk.reached
        taken = {taken.edge.id for step in walk.path for taken in step.taken}
        assert {edge.id for edge, yes in zip(order.edges, of(gated.walked), strict=True) if yes} == taken
        asked = {name for name, yes in zip(gated.asks, of(gated.asks.values()), strict=True) if yes}
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


def test_equal_gates_are_one_and_constants_fold() -> None:
    circuit = Gates()
    left, right = circuit.gate(Input("left", 0)), circuit.gate(Input("right", 0))
    assert circuit.both(left, right) == circuit.both(right, left)
    assert circuit.inverse(circuit.inverse(left)) == left
    assert circuit.both(left, circuit.inverse(left)) == FALSE
    assert circuit.or_(left, circuit.inverse(left)) == TRUE
    assert circuit.every([left, TRUE]) == circuit.either([left, FALSE]) == left


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 200])
def test_planes_hold_what_was_packed(size: int) -> None:
    flags = np.random.default_rng(size).random(size) < 0.5
    assert unpacked(packed(flags), size).tolist() == flags.tolist()


def test_no_patients_are_nothing(leg_pain: Pathway) -> None:
    columns = Columns(leg_pain)
    flags = answered(columns, [])
    assert {flags(gate).shape for gate in every_gate(columns.gated)} == {(0,)}


A, B, C = (Finding(name, FindingType.BOOLEAN, name, normal=False) for name in ("a", "b", "c"))
AGE = Finding("age", FindingType.NUMBER, "age", unit="years", high=Decimal(120), integer=True)
ANYONE, NOBODY = (Compare("age", op, Decimal(0)) for op in (Op.AT_LEAST, Op.LESS))
HOME, TODAY = seven.PRIMARY_CARE, seven.SAME_DAY


def defined(*rules: tuple[Test, Test]) -> Pathway:
    """`a` is seen today, everybody else stays at home; with constraints."""
    words = vocabulary_of(A, B, C, AGE)
    constraints = tuple(Constraint(f"rule-{number}", *rule) for number, rule in enumerate(rules))
    ways = ["a -> today", "otherwise -> home"]
    return sketch(replace(words, constraints=constraints), {"go": ("first", ways), "today": TODAY, "home": HOME})


@pytest.mark.parametrize(
    ("rules", "findings", "floor"),
    [
        ([(ANYONE, Flag("a"))], {}, HOME),  # true of everyone by its range: but nothing follows from what nobody said
        ([(ANYONE, Flag("a"))], {"age": 5}, TODAY),
        ([(Flag("b"), ANYONE), (ANYONE, Flag("a"))], {"b": True}, TODAY),  # now something is said of the age
        ([(Flag("b"), ANYONE), (ANYONE, Flag("a"))], {"b": False}, HOME),
        ([(ANYONE, Flag("a"))], {"age": 5, "a": False}, None),
        ([(NOBODY, Flag("a"))], {"age": 5}, HOME),  # true of nobody
        ([(Flag("b"), NOBODY)], {"b": True}, None),  # follows from nobody
        ([(Flag("b"), NOBODY)], {"age": 5}, HOME),
        ([(Flag("b"), Flag("c")), (Flag("c"), Flag("b")), (Flag("c"), Flag("a"))], {"b": True}, TODAY),  # in a circle
        ([(Flag("b"), Flag("c")), (Flag("c"), Flag("b")), (Flag("a"), Flag("b"))], {"c": False}, HOME),
        ([(Flag("b"), Flag("c")), (Flag("c"), Flag("b")), (Flag("c"), Flag("a"))], {"b": True, "c": False}, None),
    ],
)
def test_what_follows_by_definition(
    rules: list[tuple[Test, Test]], findings: dict[str, object], floor: Urgency | None
) -> None:
    pathway = defined(*rules)
    columns, case = Columns(pathway), Case(findings)
    flags = answered(columns, [case])
    assert bool(flags(columns.gated.fault)[0]) == (floor is None)
    if floor is not None:
        assert sum(int(flags(gate)[0]) for gate in columns.gated.at_least) == floor
    assert assert_agree(pathway, Reference(pathway), [case]) == (floor is not None)


def test_leg_pain_takes_no_more_gates_than_it_needs(leg_pain: Pathway) -> None:
    """What nodes are reached was 32,778 gates, looked at from every node anew."""
    columns = Columns(leg_pain)
    gated, nodes = columns.gated, columns.order.nodes
    ends = [gate for gate, node in zip(gated.reached, nodes, strict=True) if node.urgency is not None]
    assert len(Program(columns.gates, [*gated.at_least, *gated.at_most, *ends]).steps) < 7_000
    assert len(Program(columns.gates, every_gate(gated)).steps) < 14_500
