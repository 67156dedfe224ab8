"""Many patients as columns: the circuit of a pathway, run by numpy over words of 64 patients.

A *plane* is an array of such words, one bit a patient; a *column* has one number a patient, -1 where nothing is recorded, else the
class of the value (`classes`), or of a score the place of its points in the range of `Classes.points`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from legpain_graph.engine.circuit import Circuit, Truth
from legpain_graph.engine.classes import Classes
from legpain_graph.engine.figures import Column, Figures, Flags, Measuring
from legpain_graph.engine.gates import FALSE, KNOWN, RECORDED, TRUE, Closing, Gate, Input, Made, Step
from legpain_graph.engine.meaning import Chosen
from legpain_graph.engine.order import Order
from legpain_graph.errors import RequestError
from legpain_graph.model.guard.ir import Score
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE

Plane: TypeAlias = NDArray[np.uint64]
Planes: TypeAlias = Mapping[Input | Closing, Plane]

RECORDED_NOTHING: Final = -1


@dataclass(frozen=True, slots=True)
class Gated:
    """The gate of each thing that is said of a patient, by its name or number in `Order`.

    `fault`: the entries contradict each other, and the rest says nothing; `at_least` and `at_most`: the urgency is this or more, from
    the second level on, or where endings are treatments that one may be reached which is not sure (`at_most`); `open`: a node surely reached has an open edge; `reached`: nodes surely reached; `asks`: findings that settle
    how soon; `surely` and `possibly`: edges; `walked`: edges surely walked.
    """

    fault: Gate
    at_least: tuple[Gate, ...]
    at_most: tuple[Gate, ...]
    open: Gate
    reached: tuple[Gate, ...]
    asks: Mapping[str, Gate]
    surely: tuple[Gate, ...]
    possibly: tuple[Gate, ...]
    walked: tuple[Gate, ...]


class Columns:
    """The engine of one pathway for columns of patients."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway, self.classes, self.order = pathway, Classes(pathway), Order(pathway)
        circuit = Circuit(pathway.vocabulary, self.classes)
        self.gated = _gated(circuit, Chosen(pathway, circuit, self.order))
        self.gates: tuple[Made, ...] = tuple(circuit.made)
        self._measurements = tuple(circuit.measurements)

    @property
    def computes(self) -> bool:
        """Whether numbers are computed beside the gates."""
        return bool(self._measurements)

    def is_computed(self, each: Input) -> bool:
        """Whether an input is worked out beside the gates: `measure` adds it."""
        return not each.name or (each.number == KNOWN and each.name in self.classes.measured)

    @cached_property
    def inputs(self) -> tuple[Input | Closing, ...]:
        """What can be told of a patient, in gates."""
        return tuple(made for made in self.gates if isinstance(made, Input | Closing))

    def planes(
        self,
        size: int,
        recorded: Mapping[str, Column],
        closed: Mapping[tuple[str, str], Flags] | None = None,
        figures: Mapping[str, Figures] | None = None,
    ) -> dict[Input | Closing, Plane]:
        """The inputs of `size` patients.

        shapes: `recorded` columns by finding or score; `closed` who closed a group, (how, group); `figures` the numbers themselves, of
            each finding of `Classes.measured` that is recorded
        errors: RequestError where the numbers of such a finding are missing
        """
        nobody, everyone = np.zeros(words(size), np.uint64), np.full(words(size), ~np.uint64(0))
        found: dict[Input | Closing, Plane] = {}
        for each in self.inputs:
            if isinstance(each, Closing):
                flags = (closed or {}).get((each.how, each.group))
                found[each] = nobody if flags is None else packed(flags)
                continue
            if self.is_computed(each):
                continue
            column, points = recorded.get(each.name), self.classes.points.get(each.name)
            if column is None:
                found[each] = nobody if points is not None or each.number == RECORDED else everyone
            elif points is not None:
                found[each] = packed(column == each.number - points.start)
            elif each.number == RECORDED:
                found[each] = packed(column != RECORDED_NOTHING)
            else:
                found[each] = packed((column == each.number) | (column == RECORDED_NOTHING))
        for name in sorted(self.classes.measured & recorded.keys() - (figures or {}).keys()):
            missing = [RECORDED_NOTHING]
            if self.pathway.vocabulary.findings[name].optional:
                missing.append(self.classes.number(name, NOT_DONE))
            if not np.isin(recorded[name], missing).all():
                raise RequestError(f"{name}: numbers are computed of it, so its own are needed, not only their classes")
        self.measure(size, found, figures or {})
        return found

    def measure(self, size: int, planes: dict[Input | Closing, Plane], figures: Mapping[str, Figures]) -> None:
        """Adds the inputs that computed numbers are, each after those that it rests on."""
        measuring = Measuring(self.pathway.vocabulary, self.classes, figures)
        for place, one in enumerate(self._measurements):
            gates = [gate for left in one.left.values() for gate in left]
            gates += [gate for ends in one.totals.values() for totals in ends for gate in totals.values()]
            values = Program(self.gates, gates).run(planes, words(size))
            flags = {gate: unpacked(values[gate], size) for gate in gates}
            for name, left in one.left.items():
                if Input(name, KNOWN) not in planes:
                    measuring.tell(name, [flags[gate] for gate in left])
                    planes[Input(name, KNOWN)] = packed(measuring.known(name))
            for side, truth in enumerate(measuring.truths(one, flags, size)):
                planes[Input("", 2 * place + side)] = packed(truth)


def _gated(circuit: Circuit, meaning: Chosen[Truth, Gate]) -> Gated:
    """The gates of all that is said of a patient."""
    order, edges = meaning.order, meaning.edges()
    carriers = [
        {number for number, marks in enumerate(order.marks) if marks >> level & 1} for level in range(order.levels)
    ]
    least = [meaning.meeting(nodes, edges, order.start).get(order.start, FALSE) for nodes in carriers]
    able = [meaning.able(nodes, edges) for nodes in carriers]
    reached = meaning.reached(edges)
    if not meaning.pathway.ordered:  # open is, instead of a level, that an ending may be reached which is not sure
        ends = [number for number in range(len(order.nodes)) if order.ends >> number & 1]
        able = [meaning.able({end}, edges) for end in ends]
        least = [reached[end] for end in ends]
        open_ends = [
            circuit.both(may[order.start], circuit.inverse(sure)) for may, sure in zip(able, least, strict=True)
        ]
    opened, wanted, walked = [], [], []
    for number, exits in enumerate(order.onward):
        worse = circuit.either(
            circuit.both(may[number], circuit.inverse(floor)) for may, floor in zip(able, least, strict=True)
        )
        for edge, _ in exits:
            truth, here = edges[edge], reached[number]
            opened.append(circuit.both(here, circuit.open(truth)))
            wanted.append((truth, circuit.both(here, worse)))
            walked.append(circuit.both(here, truth.surely))
            if not order.for_the_rest[number]:  # else the only way possible is sure
                others = circuit.either(edges[other].possibly for other, _ in exits if other != edge)
                only = circuit.both(truth.possibly, circuit.inverse(others))
                walked[-1] = circuit.or_(walked[-1], circuit.both(here, only))
    scores = [_impossible(circuit, meaning, name) for name in circuit.classes.points]
    return Gated(
        fault=circuit.either([circuit.contradiction, *scores]),
        at_least=tuple(least) if meaning.pathway.ordered else (),
        at_most=tuple(may[order.start] for may in able) if meaning.pathway.ordered else (circuit.either(open_ends),),
        open=circuit.either(opened),
        reached=tuple(reached),
        asks=circuit.asked(wanted),
        surely=tuple(truth.surely for truth in edges),
        possibly=tuple(truth.possibly for truth in edges),
        walked=tuple(walked),
    )


def _impossible(circuit: Circuit, meaning: Chosen[Truth, Gate], name: str) -> Gate:
    """Whether a score is recorded outside what its items allow."""
    formula = meaning.pathway.vocabulary.derived[name].formula
    assert isinstance(formula, Score)
    terms = list(zip((term.factor for term in formula.terms), meaning.items(formula), strict=True))
    lowest, highest = circuit.sums(terms, formula.constant)
    return circuit.either(
        circuit.both(
            given,
            circuit.either(
                [gate for low, gate in lowest.items() if low > points]
                + [gate for high, gate in highest.items() if high < points]
            ),
        )
        for points, given in circuit.recorded(name).items()
    )


class Program:
    """The gates that are needed for those that are wanted, in an order that works; buffers are used again once nobody needs what is in
    them."""

    def __init__(self, gates: Sequence[Made], wanted: Sequence[Gate]) -> None:
        self._gates, self._wanted = gates, set(wanted)
        needed = set(wanted)
        for gate in reversed(range(len(gates))):
            made = gates[gate]
            if gate in needed and isinstance(made, Step):
                needed |= {made.left, made.right}
        self.inputs = {gate: made for gate in sorted(needed) if isinstance(made := gates[gate], Input | Closing)}
        self.steps = {gate: made for gate in sorted(needed) if isinstance(made := gates[gate], Step)}
        last = {operand: gate for gate, step in self.steps.items() for operand in (step.left, step.right)}
        self._free: dict[Gate, list[Gate]] = {}
        for gate, end in last.items():
            if gate in self.steps and gate not in self._wanted:
                self._free.setdefault(end, []).append(gate)

    def run(self, inputs: Planes, width: int) -> dict[Gate, Plane]:
        """The planes of the gates that are wanted, of `width` words; every input is one of `inputs`."""
        values: dict[Gate, Plane] = {FALSE: np.zeros(width, np.uint64), TRUE: np.full(width, ~np.uint64(0))}
        values |= {gate: inputs[made] for gate, made in self.inputs.items()}
        buffers: list[Plane] = []
        for gate, (how, left, right) in self.steps.items():
            out = buffers.pop() if buffers else np.empty(width, np.uint64)
            if how == "and":
                np.bitwise_and(values[left], values[right], out=out)
            elif how == "or":
                np.bitwise_or(values[left], values[right], out=out)
            else:
                np.bitwise_not(values[left], out=out)
            values[gate] = out
            for done in self._free.get(gate, ()):
                buffers.append(values.pop(done))
        return {gate: values[gate] for gate in self._wanted}


def words(size: int) -> int:
    """How many words hold so many patients."""
    return -(-size // 64)


def packed(flags: Flags) -> Plane:
    """A plane of flags, one a patient; the bits after the last patient are not set."""
    some = np.zeros(words(len(flags)) * 8, np.uint8)
    some[: -(-len(flags) // 8)] = np.packbits(flags, bitorder="little")
    return some.view(np.uint64)


def unpacked(plane: Plane, size: int) -> Flags:
    """The flags of a plane."""
    return np.unpackbits(plane.view(np.uint8), bitorder="little")[:size].view(np.bool_)
