"""Many patients as columns: the circuit of a pathway, run by numpy over words of 64 patients.

A *plane* is an array of such words, one bit a patient; a *column* has one number a patient, -1 where nothing is recorded, else the
class of the value (`classes`), or of a score the place of its points in the range of `Classes.points`. What constraints imply is taken as recorded to a fixed point, before and
after closures, as `case.facts` does it for one patient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from legpain_graph.engine.circuit import FALSE, TRUE, Circuit, Gate, Input, Met, Step, Truth
from legpain_graph.engine.classes import Classes
from legpain_graph.engine.meaning import Meaning
from legpain_graph.engine.order import Order
from legpain_graph.model.guard.ir import Score
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE, Vocabulary

Plane: TypeAlias = NDArray[np.uint64]
Column: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Planes: TypeAlias = dict[str, list[Plane]]
"""For each finding a plane for each class of its values: who may still have one of these."""

RECORDED_NOTHING: Final = -1


class Answers(NamedTuple):
    """What is said of every patient. shapes: (patients,), or (names, patients) in the order of nodes, edges and findings

    `at_least`, `at_most`: urgencies as numbers; `complete`: no node surely reached has an open edge; `edges`: the status of every
    edge as `meaning.Status` gives it; `reached`: nodes surely reached; `decides_urgency`: findings to ask. Of who is at `fault`,
    because the entries contradict each other, the rest says nothing.
    """

    fault: Flags
    at_least: Column
    at_most: Column
    complete: Flags
    edges: NDArray[np.uint8]
    reached: Flags
    decides_urgency: Flags


class Columns:
    """The engine of one pathway for columns of patients."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway, self.classes, self.order = pathway, Classes(pathway), Order(pathway)
        self.names: tuple[str, ...] = tuple(pathway.vocabulary.findings)
        """The findings, by their place in `Answers.decides_urgency`."""
        self._asks: dict[str, int] = {}
        wanted = self._circuit()
        self._program = _Program(self._gates, wanted)
        self._definitions = _Definitions(pathway.vocabulary, self.classes)

    def answers(
        self, size: int, recorded: Mapping[str, Column], closed: Mapping[tuple[str, str], Flags] | None = None
    ) -> Answers:
        """What is said of `size` patients. shapes: `recorded` columns by finding or score; `closed` who closed a group, (how, group)"""
        planes = self._planes(size, recorded)
        touched = self._definitions.touched(size, recorded)
        self._definitions.narrow(planes, touched)
        self._close(planes, touched, closed or {})
        self._definitions.narrow(planes, touched)
        inputs = {
            Input(name, number): plane for name, several in planes.items() for number, plane in enumerate(several)
        }
        for name, points in self.classes.points.items():
            column = recorded.get(name)
            for number in points:
                who = np.zeros(size, bool) if column is None else column == number - points.start
                inputs[Input(name, number)] = packed(who)
        found = self._program.run(inputs, words(size))

        def flags(gates: Sequence[Gate]) -> Flags:
            out = np.empty((len(gates), size), bool)
            for place, gate in enumerate(gates):
                out[place] = unpacked(found[gate], size)
            return out

        fault = unpacked(found[self._wrong_score] | self._definitions.contradicted(planes, words(size)), size)
        return Answers(
            fault=fault,
            at_least=flags(self._least).sum(axis=0, dtype=np.int64),
            at_most=flags(self._most).sum(axis=0, dtype=np.int64),
            complete=~flags([self._incomplete])[0],
            edges=2 * flags([truth.possibly for truth in self._edges]).view(np.uint8)
            + flags([truth.surely for truth in self._edges]),
            reached=flags(self._reached),
            decides_urgency=flags([self._asks.get(name, FALSE) for name in self.names]),
        )

    def _circuit(self) -> list[Gate]:
        """Builds the circuit; the gates that are asked for."""
        order, circuit = self.order, Circuit(self.classes)
        meaning: Meaning[Truth, Gate, Met] = Meaning(self.pathway, circuit, order)
        self._edges = meaning.edges()
        must, may = meaning.must(self._edges), meaning.may(self._edges)
        levels = range(order.LEVELS)
        met = must[order.start]
        self._least = [met.has(level) for level in levels]
        self._most = [may[order.start].has(level) for level in levels]
        self._reached = [met.has(order.LEVELS + number) for number in range(len(order.nodes))]
        incomplete, wanted = [], []
        for number, exits in enumerate(order.onward):
            worse = circuit.either(
                circuit.both(may[number].has(level), circuit.inverse(self._least[level])) for level in levels
            )
            for edge, _ in exits:
                truth, here = self._edges[edge], self._reached[number]
                incomplete.append(circuit.both(here, circuit.open(truth)))
                wanted.append((truth, circuit.both(here, worse)))
        self._incomplete = circuit.either(incomplete)
        self._asks = circuit.asked(wanted)
        self._wrong_score = circuit.either(self._impossible(circuit, meaning, name) for name in self.classes.points)
        self._gates = circuit.gates
        truths = [gate for truth in self._edges for gate in (truth.surely, truth.possibly)]
        others = [*self._least, *self._most, *self._reached, self._incomplete, self._wrong_score]
        return [*truths, *others, *self._asks.values(), FALSE]

    def _impossible(self, circuit: Circuit, meaning: Meaning[Truth, Gate, Met], name: str) -> Gate:
        """Whether a score is recorded outside what its items allow."""
        formula = self.pathway.vocabulary.derived[name].formula
        assert isinstance(formula, Score)
        terms = [(term.factor, [meaning.guard(item) for item in term.items]) for term in formula.terms]
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

    def _planes(self, size: int, recorded: Mapping[str, Column]) -> Planes:
        found: Planes = {}
        everyone = np.full(words(size), ~np.uint64(0))
        for name, count in self.classes.count.items():
            column = recorded.get(name)
            if column is None:
                found[name] = [everyone] * count
            else:
                missing = column == RECORDED_NOTHING
                found[name] = [packed((column == number) | missing) for number in range(count)]
        return found

    def _close(self, planes: Planes, touched: dict[str, Plane], closed: Mapping[tuple[str, str], Flags]) -> None:
        """Fills what is still open in each closed group, where what is known of it allows that."""
        vocabulary = self.pathway.vocabulary
        for how in ("normal", "not_done"):
            for group, word in vocabulary.groups.items():
                flags = closed.get((how, group))
                if flags is None:
                    continue
                who = packed(flags)
                for name in word.members:
                    value = NOT_DONE if how == "not_done" else vocabulary.findings[name].normal
                    assert value is not None
                    own = self.classes.number(name, value)
                    filled = who & planes[name][own]
                    others = ~filled
                    if name in touched:
                        touched[name] = touched[name] | filled
                    planes[name] = [
                        plane if number == own else plane & others for number, plane in enumerate(planes[name])
                    ]


class _Definitions:
    """What is true by definition."""

    def __init__(self, vocabulary: Vocabulary, classes: Classes) -> None:
        self._rules = [
            (rule.given.finding, classes.passing(rule.given), rule.then.finding, classes.passing(rule.then))
            for rule in vocabulary.constraints
        ]
        self._names = sorted({name for given, _, then, _ in self._rules for name in (given, then)})

    def touched(self, size: int, recorded: Mapping[str, Column]) -> dict[str, Plane]:
        """Of whom something is recorded of each finding that a constraint speaks of: no rule follows from what nobody said."""
        nobody = np.zeros(size, bool)
        return {
            name: packed(recorded[name] != RECORDED_NOTHING if name in recorded else nobody) for name in self._names
        }

    def narrow(self, planes: Planes, touched: dict[str, Plane]) -> None:
        """Takes away what the constraints exclude, forwards and by contraposition, until nothing more follows."""
        changed = True
        while changed:
            changed = False
            for given, gives, then, follows in self._rules:
                fired = touched[given] & ~_others(planes[given], gives)
                changed |= _take(planes, touched, then, fired, frozenset(range(len(planes[then]))) - follows)
                fired = touched[then] & ~_some(planes[then], follows)
                changed |= _take(planes, touched, given, fired, gives)

    def contradicted(self, planes: Planes, width: int) -> Plane:
        """Who has a finding for which no value is left."""
        found = np.zeros(width, np.uint64)
        for name in self._names:
            found |= ~_others(planes[name], frozenset())
        return found


def _some(planes: Sequence[Plane], classes: frozenset[int]) -> Plane:
    """Who may still have a value of one of the classes."""
    found: Plane = np.zeros_like(planes[0])
    for number in classes:
        found |= planes[number]
    return found


def _others(planes: Sequence[Plane], classes: frozenset[int]) -> Plane:
    """Who may still have a value of none of the classes."""
    return _some(planes, frozenset(range(len(planes))) - classes)


def _take(planes: Planes, touched: dict[str, Plane], name: str, fired: Plane, classes: frozenset[int]) -> bool:
    """Takes these classes from whom a rule has fired; whether that changed anything."""
    if not (fired & (_some(planes[name], classes) | ~touched[name])).any():
        return False
    touched[name] = touched[name] | fired
    planes[name] = [plane & ~fired if number in classes else plane for number, plane in enumerate(planes[name])]
    return True


class _Program:
    """The gates that are needed, in an order that works; buffers are used again once nobody needs what is in them."""

    def __init__(self, gates: Sequence[Step | Input | bool], wanted: Sequence[Gate]) -> None:
        self._gates, self._wanted = gates, set(wanted)
        needed = set(wanted)
        for gate in reversed(range(len(gates))):
            made = gates[gate]
            if gate in needed and isinstance(made, Step):
                needed |= {made.left, made.right}
        self._steps = [gate for gate in sorted(needed) if isinstance(gates[gate], Step)]
        self._inputs = [gate for gate in sorted(needed) if isinstance(gates[gate], Input)]
        last: dict[Gate, Gate] = {}
        for gate in self._steps:
            made = gates[gate]
            assert isinstance(made, Step)
            last[made.left] = last[made.right] = gate
        self._free: dict[Gate, list[Gate]] = {}
        steps = set(self._steps) - self._wanted
        for gate, end in last.items():
            if gate in steps:
                self._free.setdefault(end, []).append(gate)

    def __len__(self) -> int:
        return len(self._steps)

    def run(self, inputs: Mapping[Input, Plane], width: int) -> dict[Gate, Plane]:
        """The planes of the gates that are wanted."""
        gates: Any = self._gates
        values: dict[Gate, Plane] = {FALSE: np.zeros(width, np.uint64), TRUE: np.full(width, ~np.uint64(0))}
        for gate in self._inputs:
            values[gate] = inputs[gates[gate]]
        buffers: list[Plane] = []
        for gate in self._steps:
            how, left, right = gates[gate]
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
