"""The pathway as one Boolean circuit, for engines that work on many patients at once: docs/semantics.md as gates.

A gate is a number; equal gates are one. A truth is two gates, surely and possibly. A circuit says what is to be worked out and knows
nothing of how: `columns` runs it over words of 64 patients. Its inputs are what a finding may still be, a gate for each class of
values that no guard tells apart, and what is recorded of a score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias

from legpain_graph.engine.classes import Classes
from legpain_graph.model.guard.ir import Op, Test

Gate: TypeAlias = int
Gather: TypeAlias = Callable[[Iterable[Gate]], Gate]
Change: TypeAlias = Callable[[Gate], Gate]
FALSE: Final[Gate] = 0
TRUE: Final[Gate] = 1


class Input(NamedTuple):
    """Whether a finding may still have a value of this class; or, of a score, whether it is recorded as so many points."""

    name: str
    number: int


class Step(NamedTuple):
    """How a gate follows from others; `right` is not used by "not"."""

    how: Literal["and", "or", "not"]
    left: Gate
    right: Gate


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


class Met(NamedTuple):
    """A set of marks: for each mark the gate of having it; `rest` of having any other one."""

    rest: Gate
    by_mark: Mapping[int, Gate]

    def has(self, mark: int) -> Gate:
        return self.by_mark.get(mark, self.rest)


class Circuit:
    """Strong Kleene logic whose values are gates. shape: T is Truth, B is Gate, S is Met"""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self.gates: list[Step | Input | bool] = [False, True]
        self._known: dict[Step | Input, Gate] = {}

    # gates

    def input(self, name: str, number: int) -> Gate:
        return self._gate(Input(name, number))

    def _gate(self, what: Step | Input) -> Gate:
        found = self._known.get(what)
        if found is None:
            found = self._known[what] = len(self.gates)
            self.gates.append(what)
        return found

    def both(self, left: Gate, right: Gate) -> Gate:
        if left == right or right == TRUE:
            return left
        if left == TRUE:
            return right
        if FALSE in (left, right) or self.inverse(left) == right:
            return FALSE
        return self._gate(Step("and", min(left, right), max(left, right)))

    def or_(self, left: Gate, right: Gate) -> Gate:
        if left == right or right == FALSE:
            return left
        if left == FALSE:
            return right
        if TRUE in (left, right) or self.inverse(left) == right:
            return TRUE
        return self._gate(Step("or", min(left, right), max(left, right)))

    def inverse(self, gate: Gate) -> Gate:
        if gate in (FALSE, TRUE):
            return TRUE - gate
        made = self.gates[gate]
        return made.left if isinstance(made, Step) and made.how == "not" else self._gate(Step("not", gate, gate))

    def every(self, gates: Iterable[Gate]) -> Gate:
        found = TRUE
        for gate in gates:
            found = self.both(found, gate)
        return found

    def either(self, gates: Iterable[Gate]) -> Gate:
        found = FALSE
        for gate in gates:
            found = self.or_(found, gate)
        return found

    # truths

    def open(self, truth: Truth) -> Gate:
        """Whether the truth is unknown."""
        return self.both(truth.possibly, self.inverse(truth.surely))

    def constant(self, value: bool) -> Truth:
        gate = TRUE if value else FALSE
        return Truth(gate, gate)

    def test(self, test: Test) -> Truth:
        passing = self.classes.passing(test)
        number = range(self.classes.count[test.finding])
        able = self.either(self.input(test.finding, one) for one in number if one in passing)
        fails = self.either(self.input(test.finding, one) for one in number if one not in passing)
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
        return {points: self.input(name, points) for points in self.classes.points.get(name, ())}

    def keep(self, truth: Truth) -> Truth:
        return truth

    def surely(self, truth: Truth) -> Gate:
        return truth.surely

    def possibly(self, truth: Truth) -> Gate:
        return truth.possibly

    def yes(self) -> Gate:
        return TRUE

    # marks

    def marks(self, marks: int) -> Met:
        return Met(FALSE, {number: TRUE for number in range(marks.bit_length()) if marks >> number & 1})

    def union(self, sets: Sequence[Met]) -> Met:
        return self._merged(sets, self.either)

    def common(self, sets: Sequence[Met]) -> Met:
        return self._merged(sets, self.every)

    def only_if(self, bit: Gate, marks: Met) -> Met:
        return self._each(marks, lambda gate: self.both(gate, bit))

    def unless_not(self, bit: Gate, marks: Met) -> Met:
        others = self.inverse(bit)
        return self._each(marks, lambda gate: self.or_(gate, others))

    def choose(self, bit: Gate, yes: Met, no: Met) -> Met:
        return self.union([self.only_if(bit, yes), self.only_if(self.inverse(bit), no)])

    def keep_marks(self, marks: Met) -> Met:
        return marks

    def _merged(self, sets: Sequence[Met], join: Gather) -> Met:
        names = sorted({mark for met in sets for mark in met.by_mark})
        rest = join(met.rest for met in sets)
        return Met(rest, {mark: join(met.has(mark) for met in sets) for mark in names})

    @staticmethod
    def _each(marks: Met, change: Change) -> Met:
        return Met(change(marks.rest), {mark: change(gate) for mark, gate in marks.by_mark.items()})

    # what to ask

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
