"""Many patients at once, one bit a patient: how a pathway is tried on all its worked cases, thousands of times over.

*Bits* are a Python integer whose bit k is the answer for patient k, so one `and` of two of them is an `and` for every patient. A
truth is a pair of bits, surely and possibly. What a single test says of a patient is asked of the reference, once for all patients
of whom the same is recorded.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

from legpain_graph.case.facts import Facts
from legpain_graph.engine.kleene import Kleene
from legpain_graph.engine.order import numbers as numbers
from legpain_graph.model.guard.ir import Measured, Op, Score, Test, readings
from legpain_graph.model.vocabulary import Vocabulary

Bits: TypeAlias = int


class Truths(NamedTuple):
    """For every patient, whether something is surely true, and whether it is possibly true."""

    surely: Bits
    possibly: Bits


class Met(NamedTuple):
    """For every patient a set of marks: for each mark, by its number, the patients who have it; `rest` who has any other one."""

    rest: Bits
    by_mark: Mapping[int, Bits]

    def has(self, mark: int) -> Bits:
        """The patients whose set has the mark of this number."""
        return self.by_mark.get(mark, self.rest)


NOBODY: Final = Met(0, {})


class Bitset:
    """Strong Kleene logic over the facts of many patients. shape: T is Truths, B is Bits, S is Met"""

    def __init__(self, vocabulary: Vocabulary, patients: Sequence[Facts]) -> None:
        self.patients = patients
        self.everyone: Bits = (1 << len(patients)) - 1
        self._reference = [Kleene(vocabulary, facts) for facts in patients]
        self._alike: dict[str, list[tuple[int, Bits]]] = {}
        self._tests: dict[Test, Truths] = {}
        self._scores: dict[str, dict[Decimal, Bits]] = {}
        for number, facts in enumerate(patients):
            for name, points in facts.scores.items():
                recorded = self._scores.setdefault(name, {})
                recorded[Decimal(points)] = recorded.get(Decimal(points), 0) | 1 << number

    def constant(self, value: bool) -> Truths:
        return Truths(self.everyone, self.everyone) if value else Truths(0, 0)

    def test(self, test: Test) -> Truths:
        found = self._tests.get(test)
        if found is None:
            surely = possibly = 0
            for one, bits in self._recorded_alike(test.finding):
                truth = self._reference[one].test(test).value
                surely |= bits if truth is True else 0
                possibly |= bits if truth is not False else 0
            found = self._tests[test] = Truths(surely, possibly)
        return found

    def _recorded_alike(self, finding: str) -> list[tuple[int, Bits]]:
        """The patients in groups of whom the same is known of `finding`, each with one of them."""
        if finding not in self._alike:
            groups: dict[Hashable, list[int]] = {}
            for number in self._told.get(finding, ()):
                facts = self.patients[number]
                key = facts.known.get(finding), facts.bounds.get(finding)
                if key in groups:
                    groups[key].append(number)
                else:
                    groups[key] = [number]
            several = [(numbers[0], bits_of(numbers)) for numbers in groups.values()]
            if rest := self.everyone & ~bits_of(self._told.get(finding, ())):
                several.append(((rest & -rest).bit_length() - 1, rest))
            self._alike[finding] = several
        return self._alike[finding]

    @cached_property
    def _told(self) -> dict[str, list[int]]:
        """For each finding the patients of whom something is known of it; who is in no list has nothing to be looked at."""
        found: dict[str, list[int]] = {}
        for number, facts in enumerate(self.patients):
            for name in facts.known:
                found.setdefault(name, []).append(number)
            for name in facts.bounds:
                if name not in facts.known:
                    found.setdefault(name, []).append(number)
        return found

    def all_of(self, truths: Sequence[Truths]) -> Truths:
        surely = possibly = self.everyone
        for truth in truths:
            surely &= truth.surely
            possibly &= truth.possibly
        return Truths(surely, possibly)

    def any_of(self, truths: Sequence[Truths]) -> Truths:
        surely = possibly = 0
        for truth in truths:
            surely |= truth.surely
            possibly |= truth.possibly
        return Truths(surely, possibly)

    def negate(self, truth: Truths) -> Truths:
        return Truths(self.everyone ^ truth.possibly, self.everyone ^ truth.surely)

    def scored(
        self, name: str, terms: Sequence[tuple[int, Sequence[Truths]]], constant: int, op: Op, value: Decimal
    ) -> Truths:
        surely, possibly = _between(*self._totals(terms, constant), op, value)
        for points, bits in self._scores.get(name, {}).items():
            surely, possibly = surely & ~bits, possibly & ~bits
            if op.holds(points, value):
                surely, possibly = surely | bits, possibly | bits
        return Truths(surely, possibly)

    def _totals(
        self, terms: Sequence[tuple[int, Sequence[Truths]]], constant: int
    ) -> tuple[dict[int, Bits], dict[int, Bits]]:
        """The patients by the lowest, and by the highest total of a score."""
        lowest, highest = {constant: self.everyone}, {constant: self.everyone}
        for factor, items in terms:
            for item in items:
                low, high = (item.surely, item.possibly) if factor > 0 else (item.possibly, item.surely)
                lowest, highest = _added(lowest, factor, low), _added(highest, factor, high)
        return lowest, highest

    def measured(self, guard: Measured, items: Mapping[Score, Sequence[Sequence[Truths]]]) -> Truths:
        """Asked once for all patients of whom the same is known of every finding and score in it."""
        alike: list[tuple[int, dict[Score, tuple[int, int]], Bits]] = [(0, {}, self.everyone)] if self.patients else []
        for name in readings(guard.quantity):
            several = self._recorded_alike(name)
            parts = [both for _, _, bits in alike for _, own in several if (both := bits & own)]
            alike = [((bits & -bits).bit_length() - 1, {}, bits) for bits in parts]
        for score, truths in items.items():
            terms = [(term.factor, inner) for term, inner in zip(score.terms, truths, strict=True)]
            ends = self._ends(score, *self._totals(terms, score.constant))
            alike = [
                (one, {**totals, score: both_ends}, both)
                for one, totals, bits in alike
                for both_ends, own in ends
                if (both := bits & own)
            ]
        surely = possibly = 0
        for one, totals, bits in alike:
            truth = self._reference[one].number(guard, totals)
            surely |= bits if truth is True else 0
            possibly |= bits if truth is not False else 0
        return Truths(surely, possibly)

    def _ends(
        self, score: Score, lowest: Mapping[int, Bits], highest: Mapping[int, Bits]
    ) -> list[tuple[tuple[int, int], Bits]]:
        """The patients by the lowest and highest total of a score together; one that is recorded is both."""
        recorded = self._scores.get(score.name, {})
        given = 0
        for bits in recorded.values():
            given |= bits
        found = [((int(points), int(points)), bits) for points, bits in recorded.items()]
        for low, below in lowest.items():
            found += [((low, high), bits) for high, above in highest.items() if (bits := below & above & ~given)]
        return found

    def keep(self, truth: Truths) -> Truths:
        return truth

    def surely(self, truth: Truths) -> Bits:
        return truth.surely

    def possibly(self, truth: Truths) -> Bits:
        return truth.possibly

    def yes(self) -> Bits:
        return self.everyone

    def both(self, left: Bits, right: Bits) -> Bits:
        return left & right

    def either(self, bits: Sequence[Bits]) -> Bits:
        found = 0
        for bit in bits:
            found |= bit
        return found

    def marks(self, marks: int) -> Met:
        return Met(0, dict.fromkeys(numbers(marks), self.everyone))

    def union(self, sets: Sequence[Met]) -> Met:
        sets = [met for met in sets if met.rest or met.by_mark]
        if len(sets) < 2:
            return sets[0] if sets else NOBODY
        rest = 0
        for met in sets:
            rest |= met.rest
        if not rest:  # nearly always: only who has no way on is given everything
            joined = dict(sets[0].by_mark)
            for met in sets[1:]:
                for mark, bits in met.by_mark.items():
                    joined[mark] = joined.get(mark, 0) | bits
            return Met(0, joined)
        marks = {mark for met in sets for mark in met.by_mark}
        return Met(rest, {mark: self.either([met.has(mark) for met in sets]) for mark in marks})

    def common(self, sets: Sequence[Met]) -> Met:
        rest = self.everyone
        for met in sets:
            rest &= met.rest
        found = {}
        for mark in {mark for met in sets for mark in met.by_mark}:
            bits = self.everyone
            for met in sets:
                bits &= met.by_mark.get(mark, met.rest)
            if bits != rest:
                found[mark] = bits
        return Met(rest, found)

    def only_if(self, bit: Bits, marks: Met) -> Met:
        if bit == self.everyone:
            return marks
        if not bit:
            return NOBODY
        rest = marks.rest & bit
        return Met(rest, {mark: kept for mark, bits in marks.by_mark.items() if (kept := bits & bit) != rest})

    def unless_not(self, bit: Bits, marks: Met) -> Met:
        others = self.everyone ^ bit
        if not others:
            return marks
        rest = marks.rest | others
        return Met(rest, {mark: more for mark, bits in marks.by_mark.items() if (more := bits | others) != rest})

    def choose(self, bit: Bits, yes: Met, no: Met) -> Met:
        return self.union([self.only_if(bit, yes), self.only_if(self.everyone ^ bit, no)])

    def keep_marks(self, marks: Met) -> Met:
        return marks


def bits_of(numbers: Sequence[int]) -> Bits:
    """The bits of these numbers, which ascend."""
    if len(numbers) < 8:
        return sum(1 << number for number in numbers)
    found = bytearray(numbers[-1] // 8 + 1)
    for number in numbers:
        found[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(found, "little")


def _added(totals: Mapping[int, Bits], factor: int, who: Bits) -> dict[int, Bits]:
    """The patients by their total, once `who` have `factor` points more."""
    found: dict[int, Bits] = {}
    for total, bits in totals.items():
        for points, part in ((total, bits & ~who), (total + factor, bits & who)):
            if part:
                found[points] = found.get(points, 0) | part
    return found


def _between(lowest: Mapping[int, Bits], highest: Mapping[int, Bits], op: Op, value: Decimal) -> tuple[Bits, Bits]:
    """For whom every number from the lowest to the highest total stands in the relation, and for whom some does."""
    surely = possibly = 0
    for low, below in lowest.items():
        for high, above in highest.items():
            who = below & above
            if who:
                answers = {op.holds(points, value) for points in range(low, high + 1)}
                surely |= who if answers == {True} else 0
                possibly |= who if True in answers else 0
    return surely, possibly
