"""Computed numbers for the solver: where the lowest and where the highest that each may be lie, threshold by threshold.

Both are free within the range of the number, but in order: that they follow from the findings is found out patient by patient, with
values for the findings (`proof.values`). So what is proven holds of everybody, and who is shown has values that give it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from legpain_graph.engine.cells import Cell
from legpain_graph.engine.formulas import Bit, Pair, conj, implies, neg, z3
from legpain_graph.model.guard.arithmetic import Span
from legpain_graph.model.guard.ir import Expression, Op, Score
from legpain_graph.model.vocabulary import NOT_DONE, Finding

Cut: TypeAlias = tuple[Decimal, bool]
"""At a number, or where the flag is set just above it."""


class Source(NamedTuple):
    """What is known of a finding that a number is computed of: its cells that are left. `entry` is what it is recorded as, and `free`
    says that it may be left without an entry."""

    entry: str
    finding: Finding
    cells: Sequence[Cell]
    able: Sequence[Bit]
    free: Bit

    @property
    def recorded(self) -> Bit:
        """That a number is recorded."""
        missing = [bit for cell, bit in zip(self.cells, self.able, strict=True) if cell.value is NOT_DONE]
        one = z3().PbEq([(bit, 1) for bit in self.able], 1) if len(self.able) > 1 else self.able[0]
        return conj([neg(self.free), one, *map(neg, missing)])


class Ends:
    """The two ends of one computed number. `totals`: of each score in it whether its lowest, its highest total is at least so many."""

    def __init__(
        self,
        name: str,
        number: Expression,
        sources: Mapping[str, Source],
        totals: Mapping[Score, Mapping[int, Pair]],
        whole: Span,
        definitions: list[Bit],
    ) -> None:
        self.name, self.number, self.sources, self.totals, self.whole = name, number, sources, totals, whole
        self.cuts: dict[Cut, Pair] = {}
        """For each cut that was asked about, whether the low end lies at or above it, and whether the high end does."""
        self._definitions = definitions
        settled = [z3_same(one.surely, one.possibly) for several in totals.values() for one in several.values()]
        self._settled = conj([*(source.recorded for source in sources.values()), *settled])

    def stands(self, op: Op, value: Decimal) -> Pair:
        """The truth of the number standing in relation `op` to a value, where it has one."""
        least, above = (value, False), (value, True)
        match op:
            case Op.AT_LEAST:
                return self._from(least)
            case Op.MORE:
                return self._from(above)
            case Op.LESS:
                return _denied(self._from(least))
            case Op.AT_MOST:
                return _denied(self._from(above))
            case _:
                at, over = self._from(least), self._from(above)
                return Pair(conj([at.surely, neg(over.possibly)]), conj([at.possibly, neg(over.surely)]))

    def total(self, score: Score, holds: Callable[[Bit], bool]) -> Span:
        """What a score in it adds up to of a patient; `holds` says what is so."""
        ends = [score.span[0], score.span[0]]
        for points, pair in self.totals[score].items():
            for side, bit in enumerate(pair):
                if bit is True or (bit is not False and holds(bit)):
                    ends[side] = max(ends[side], points)
        return Span(Fraction(ends[0]), Fraction(ends[1]))

    def _from(self, cut: Cut) -> Pair:
        value, above = cut
        if value < self.whole.low or (value == self.whole.low and not above):
            return Pair(True, True)
        if value > self.whole.high or (value == self.whole.high and above):
            return Pair(False, False)
        if cut not in self.cuts:
            low, high = (z3().Bool(f"{self.name} {end} {'>' if above else '>='} {value}") for end in ("low", "high"))
            found = self.cuts[cut] = Pair(low, high)
            self._definitions += [implies(low, high), implies(self._settled, low == high)]
            order = sorted(self.cuts)
            at = order.index(cut)
            for below, over in zip(order[max(0, at - 1) : at + 1], order[max(0, at - 1) + 1 : at + 2], strict=False):
                one, other = self.cuts[below], self.cuts[over]
                self._definitions += [implies(other.surely, one.surely), implies(other.possibly, one.possibly)]
            return found
        return self.cuts[cut]


def z3_same(one: Bit, other: Bit) -> Bit:
    """That two truths are the same."""
    return conj([implies(one, other), implies(other, one)])


def _denied(truth: Pair) -> Pair:
    return Pair(neg(truth.possibly), neg(truth.surely))
