"""The pathway as one Boolean circuit, for engines that work on many patients at once: docs/semantics.md as gates.

A truth is two gates, surely and possibly. Of a finding the circuit is told which classes of its values may still be the patient's;
of a score that can be recorded, as how many points it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from legpain_graph.engine.classes import Classes
from legpain_graph.engine.definitions import Definitions
from legpain_graph.engine.gates import FALSE, KNOWN, TRUE, Gate, Gates, Input
from legpain_graph.model.guard.ir import Measured, Op, Score, Test, readings
from legpain_graph.model.vocabulary import Vocabulary


class Measurement(NamedTuple):
    """A computed number that is compared: for each finding in it the gates of what it may still be, and for each score those of its
    lowest and of its highest total."""

    guard: Measured
    left: Mapping[str, Sequence[Gate]]
    totals: Mapping[Score, tuple[Mapping[int, Gate], Mapping[int, Gate]]]


class Truth:
    """Two gates, and how the truth is made of others: what must be asked where it is open follows from that."""

    __slots__ = ("finding", "how", "parts", "possibly", "surely")

    def __init__(
        self,
        surely: Gate,
        possibly: Gate,
        how: Literal["test", "and", "each"] = "test",
        parts: Sequence[Truth] = (),
        finding: str = "",
    ) -> None:
        self.surely, self.possibly, self.how, self.parts, self.finding = surely, possibly, how, tuple(parts), finding


class Circuit(Gates):
    """Strong Kleene logic whose values are gates, after closures and definitions. shape: T is Truth, B is Gate"""

    def __init__(self, vocabulary: Vocabulary, classes: Classes) -> None:
        super().__init__()
        self.classes = classes
        known = Definitions(self, vocabulary, classes)
        self.left, self.contradiction = known.left, known.contradiction
        self.measurements: list[Measurement] = []
        """Each rests on gates that were made before it."""

    def open(self, truth: Truth) -> Gate:
        """Whether the truth is unknown."""
        return self.both(truth.possibly, self.inverse(truth.surely))

    def constant(self, value: bool) -> Truth:
        gate = TRUE if value else FALSE
        return Truth(gate, gate)

    def test(self, test: Test) -> Truth:
        passing = self.classes.passing(test)
        left = list(enumerate(self.left[test.finding]))
        able = self.either(gate for number, gate in left if number in passing)
        fails = self.either(gate for number, gate in left if number not in passing)
        return Truth(self.inverse(fails), able, finding=test.finding)

    def all_of(self, truths: Sequence[Truth]) -> Truth:
        surely = self.every(truth.surely for truth in truths)
        return Truth(surely, self.every(truth.possibly for truth in truths), "and", truths)

    def any_of(self, truths: Sequence[Truth]) -> Truth:
        surely = self.either(truth.surely for truth in truths)
        return Truth(surely, self.either(truth.possibly for truth in truths), "each", truths)

    def negate(self, truth: Truth) -> Truth:
        return Truth(self.inverse(truth.possibly), self.inverse(truth.surely), "each", [truth])

    def scored(
        self, name: str, terms: Sequence[tuple[int, Sequence[Truth]]], constant: int, op: Op, value: Decimal
    ) -> Truth:
        items = [item for _, inner in terms for item in inner]
        lowest, highest = self.sums(terms, constant)
        reaches = {points for points in range(min(lowest), max(highest) + 1) if op.holds(points, value)}
        if op is Op.EQUAL:
            able = self.either(
                self.both(
                    self.either(gate for low, gate in lowest.items() if low <= points),
                    self.either(gate for high, gate in highest.items() if high >= points),
                )
                for points in reaches
            )
            sure = self.either(
                self.both(lowest.get(points, FALSE), highest.get(points, FALSE)) for points in sorted(reaches)
            )
        else:
            low = self.either(gate for points, gate in lowest.items() if points in reaches)
            high = self.either(gate for points, gate in highest.items() if points in reaches)
            sure, able = (low, high) if op in (Op.MORE, Op.AT_LEAST) else (high, low)
        recorded = self.recorded(name)
        none = self.inverse(self.either(recorded.values()))
        given = self.either(gate for points, gate in recorded.items() if op.holds(points, value))
        surely, possibly = (self.or_(given, self.both(none, gate)) for gate in (sure, able))
        return Truth(surely, possibly, "each", items)

    def sums(
        self, terms: Sequence[tuple[int, Sequence[Truth]]], constant: int
    ) -> tuple[dict[int, Gate], dict[int, Gate]]:
        """The gates of the lowest and of the highest total being so many points."""
        lowest, highest = {constant: TRUE}, {constant: TRUE}
        for factor, items in terms:
            for item in items:
                low, high = (item.surely, item.possibly) if factor > 0 else (item.possibly, item.surely)
                lowest, highest = self._added(lowest, factor, low), self._added(highest, factor, high)
        return lowest, highest

    def _added(self, totals: Mapping[int, Gate], factor: int, more: Gate) -> dict[int, Gate]:
        found: dict[int, Gate] = {}
        for total, gate in totals.items():
            for points, part in ((total, self.both(gate, self.inverse(more))), (total + factor, self.both(gate, more))):
                if part != FALSE:
                    found[points] = self.or_(found.get(points, FALSE), part)
        return found

    def recorded(self, name: str) -> dict[int, Gate]:
        """For each number of points that a score can have, the gate of its being recorded so; none where it cannot be recorded."""
        return {points: self.gate(Input(name, points)) for points in self.classes.points.get(name, ())}

    def measured(self, guard: Measured, items: Mapping[Score, Sequence[Sequence[Truth]]]) -> Truth:
        """What the numbers give is worked out beside the circuit, and comes into it as inputs."""
        names = readings(guard.quantity)
        asked = [Truth(self.gate(Input(name, KNOWN)), TRUE, finding=name) for name in names]
        totals: dict[Score, tuple[dict[int, Gate], dict[int, Gate]]] = {}
        for score, truths in items.items():
            terms = [(term.factor, inner) for term, inner in zip(score.terms, truths, strict=True)]
            recorded = self.recorded(score.name)
            none = self.inverse(self.either(recorded.values()))
            lowest, highest = (
                {
                    points: self.or_(recorded.get(points, FALSE), self.both(none, sums.get(points, FALSE)))
                    for points in {*sums, *recorded}
                }
                for sums in self.sums(terms, score.constant)
            )
            totals[score] = lowest, highest
            several = [item for inner in truths for item in inner]
            is_open = self.both(none, self.either(map(self.open, several)))
            asked.append(Truth(self.inverse(is_open), TRUE, "each", several))
        place = 2 * len(self.measurements)
        self.measurements.append(Measurement(guard, {name: tuple(self.left[name]) for name in names}, totals))
        return Truth(self.gate(Input("", place)), self.gate(Input("", place + 1)), "each", asked)

    def keep(self, truth: Truth) -> Truth:
        return truth

    def surely(self, truth: Truth) -> Gate:
        return truth.surely

    def possibly(self, truth: Truth) -> Gate:
        return truth.possibly

    def yes(self) -> Gate:
        return TRUE

    def asked(self, wanted: Sequence[tuple[Truth, Gate]]) -> dict[str, Gate]:
        """For each finding, the gate of its being among those to ask, given which truths have to be known, and for whom.

        Of `or` and of a score every unknown operand is asked, of `and` the first unknown one as written: as `kleene.Truth.why`.
        """
        order: dict[int, Truth] = {}
        todo = [(truth, False) for truth, _ in wanted]
        while todo:
            truth, below_done = todo.pop()
            if below_done:
                order[id(truth)] = truth
            elif id(truth) not in order:
                todo.append((truth, True))
                todo += [(part, False) for part in truth.parts if id(part) not in order]
        need: dict[int, Gate] = dict.fromkeys(order, FALSE)
        for truth, gate in wanted:
            need[id(truth)] = self.or_(need[id(truth)], self.both(gate, self.open(truth)))
        found: dict[str, Gate] = {}
        for truth in reversed(order.values()):
            gate = need[id(truth)]
            if truth.finding:
                found[truth.finding] = self.or_(found.get(truth.finding, FALSE), gate)
            for part in truth.parts:
                is_open = self.open(part)
                need[id(part)] = self.or_(need[id(part)], self.both(gate, is_open))
                if truth.how == "and":
                    gate = self.both(gate, self.inverse(is_open))
        return found
