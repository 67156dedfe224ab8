"""Many cases at once, a bit a case: the algebra in which a measure asks of every case what its guards say.

Python's own integers are the planes: some hundreds of cases are a few machine words, and a guard costs no more than for one case.
A set of marks is one plane, as for the solver: the cases for which a mark aimed at is in the set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

from legpain_graph.case import Facts
from legpain_graph.domain import passes, whole_domain
from legpain_graph.guard.ir import Op, Test
from legpain_graph.vocabulary import Value, Vocabulary


class Planes(NamedTuple):
    """The cases of which something is surely true, and those of which it is possibly true."""

    surely: int
    possibly: int

    @property
    def never(self) -> int:
        """The complement of `possibly`, with all higher bits set: mask it with other cases."""
        return ~self.possibly


class Many:
    """Strong Kleene logic over several cases. shape: T is Planes, B and S are planes; S is whether `aim` is met"""

    def __init__(self, vocabulary: Vocabulary, facts: Sequence[Facts], aim: int = 0) -> None:
        self.vocabulary, self.aim = vocabulary, aim
        self.every = (1 << len(facts)) - 1
        self.facts = facts
        self.values: dict[str, dict[Value, int]] = {name: {} for name in vocabulary.findings}
        """For each finding and value the cases in which it is known."""
        for number, each in enumerate(facts):
            for name, value in each.known.items():
                of = self.values[name]
                of[value] = of.get(value, 0) | 1 << number

    def constant(self, value: bool) -> Planes:
        return Planes(self.every, self.every) if value else Planes(0, 0)

    def test(self, test: Test) -> Planes:
        sure = known = 0
        for value, cases in self.values[test.finding].items():
            known |= cases
            if passes(test, value):
                sure |= cases
        able = sure
        whole = whole_domain(self.vocabulary.findings[test.finding]).truth(test)
        for number in bits_of(self.every & ~known):
            bounds = self.facts[number].bounds.get(test.finding)
            truth = whole if bounds is None else bounds.truth(test)
            sure |= (truth is True) << number
            able |= (truth is not False) << number
        return Planes(sure, able)

    def all_of(self, truths: Sequence[Planes]) -> Planes:
        return Planes(
            reduce(and_, (truth.surely for truth in truths), self.every),
            reduce(and_, (truth.possibly for truth in truths), self.every),
        )

    def any_of(self, truths: Sequence[Planes]) -> Planes:
        return Planes(
            reduce(or_, (truth.surely for truth in truths), 0), reduce(or_, (truth.possibly for truth in truths), 0)
        )

    def negate(self, truth: Planes) -> Planes:
        return Planes(self.every & ~truth.possibly, self.every & ~truth.surely)

    def scored(
        self, name: str, terms: Sequence[tuple[int, Sequence[Planes]]], constant: int, op: Op, value: Decimal
    ) -> Planes:
        weighed = [(factor, item) for factor, items in terms for item in items]
        lowest = self._totals(((f, item.surely if f > 0 else item.possibly) for f, item in weighed), constant)
        highest = self._totals(((f, item.possibly if f > 0 else item.surely) for f, item in weighed), constant)
        recorded = {n: each.scores[name] for n, each in enumerate(self.facts) if name in each.scores}
        sure = able = 0
        for low, cases in lowest.items():
            for high, others in highest.items():
                if both := cases & others:
                    answers = {op.holds(points, value) for points in range(low, high + 1)}
                    sure |= both if answers == {True} else 0
                    able |= both if True in answers else 0
        for number, points in recorded.items():
            holds = op.holds(Decimal(points), value) << number
            sure, able = sure & ~(1 << number) | holds, able & ~(1 << number) | holds
        return Planes(sure, able)

    def _totals(self, weighed: Iterable[tuple[int, int]], constant: int) -> dict[int, int]:
        """For each total of points the cases that have it."""
        totals = {constant: self.every}
        for factor, holds in weighed:
            after: dict[int, int] = {}
            for points, cases in totals.items():
                for total, part in ((points + factor, cases & holds), (points, cases & ~holds)):
                    if part:
                        after[total] = after.get(total, 0) | part
            totals = after
        return totals

    def keep(self, name: str, truth: Planes) -> Planes:  # noqa: ARG002 - a value needs no name
        return truth

    def surely(self, truth: Planes) -> int:
        return truth.surely

    def possibly(self, truth: Planes) -> int:
        return truth.possibly

    def yes(self) -> int:
        return self.every

    def both(self, left: int, right: int) -> int:
        return left & right

    def either(self, bits: Sequence[int]) -> int:
        return reduce(or_, bits, 0)

    def marks(self, marks: int) -> int:
        return self.every if marks & self.aim else 0

    def union(self, sets: Sequence[int]) -> int:
        return reduce(or_, sets, 0)

    def common(self, sets: Sequence[int]) -> int:
        return reduce(and_, sets, self.every)

    def only_if(self, bit: int, marks: int) -> int:
        return bit & marks

    def unless_not(self, bit: int, marks: int) -> int:
        return self.every & ~bit | marks

    def choose(self, bit: int, yes: int, no: int) -> int:
        return bit & yes | ~bit & no

    def keep_marks(self, name: str, marks: int) -> int:  # noqa: ARG002 - a value needs no name
        return marks


def bits_of(number: int) -> list[int]:
    """The places of the bits that are set, the lowest first."""
    found = []
    while number:
        low = number & -number
        found.append(low.bit_length() - 1)
        number ^= low
    return found
