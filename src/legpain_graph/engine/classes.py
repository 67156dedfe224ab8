"""The values of each finding in classes that no guard of the pathway tells apart: what a column of a million values comes down to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor

from legpain_graph.model.guard.ir import (
    Compare,
    Guard,
    Named,
    Op,
    Quantity,
    Score,
    Test,
    formula_guards,
    measured_in,
    readings,
    tests_and_names,
)
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Value, passes


class Classes:
    """The classes of the values of every finding of one pathway. Two values are of one class where they pass the same tests.

    Of findings that a number is computed of, not done is a class of its own, and so is the normal value.
    """

    def __init__(self, pathway: Pathway) -> None:
        words = pathway.vocabulary
        found: dict[str, dict[Test, None]] = {name: {} for name in words.findings}
        for guard in _guards(pathway):
            for part in tests_and_names(guard):
                if not isinstance(part, Named):
                    found[part.finding][part] = None
        self.measured: frozenset[str] = frozenset(_measured(pathway))
        """The findings of which numbers are computed: of these a column has the number itself, too."""
        for name in self.measured:
            normal = words.findings[name].normal
            if isinstance(normal, Decimal):  # a closure says this very number
                found[name][Compare(name, Op.EQUAL, normal)] = None
        self._tests = {name: tuple(tests) for name, tests in found.items()}
        self.limits = {name: _limits(words.findings[name], tests) for name, tests in self._tests.items()}
        """For each finding the numbers within its range that one is compared with, in order."""
        self._numbers: dict[str, dict[tuple[bool, ...], int]] = {}
        self.ends: dict[tuple[str, int], tuple[Decimal, Decimal]] = {}
        """For each class of the values of a number, but that of not done, the lowest and the highest."""
        for name, finding in words.findings.items():
            numbers = self._numbers[name] = {}
            for value, low, high in _representatives(finding, self._tests[name]):
                number = numbers.setdefault(self._signature(name, value), len(numbers))
                ends = self.ends.setdefault((name, number), (low, high))
                self.ends[name, number] = min(low, ends[0]), max(high, ends[1])
        self.count = {name: len(numbers) for name, numbers in self._numbers.items()}
        self.points: dict[str, range] = {
            name: range(word.formula.span[0], word.formula.span[1] + 1)
            for name, word in words.derived.items()
            if word.recordable and isinstance(word.formula, Score)
        }
        """For each score that can be recorded the points that it can have, whatever its items are."""

    def number(self, finding: str, value: Value) -> int:
        """The class of a value that the finding can have."""
        return self._numbers[finding][self._signature(finding, value)]

    def passing(self, test: Test) -> frozenset[int]:
        """The classes whose values pass the test, which must be one of the pathway's."""
        place = self._tests[test.finding].index(test)
        return frozenset(number for signature, number in self._numbers[test.finding].items() if signature[place])

    def _signature(self, finding: str, value: Value) -> tuple[bool, ...]:
        apart = (value is NOT_DONE,) if finding in self.measured else ()
        return (*(passes(test, value) for test in self._tests[finding]), *apart)


def _guards(pathway: Pathway) -> Iterator[Guard]:
    words = pathway.vocabulary
    yield from (edge.guard for edge in pathway.edges.values() if edge.guard is not None)
    for word in words.derived.values():
        yield from formula_guards(word.formula)
    for rule in words.constraints:
        yield from (rule.given, rule.then)
    yield from (finding.applies_when for finding in words.findings.values() if finding.applies_when is not None)


def _measured(pathway: Pathway) -> Iterator[str]:
    """The findings of which a guard or formula computes a number."""
    for guard in _guards(pathway):
        for part in measured_in(guard):
            yield from readings(part.quantity)
    for word in pathway.vocabulary.derived.values():
        if isinstance(word.formula, Quantity):
            yield from readings(word.formula)


def _representatives(finding: Finding, tests: tuple[Test, ...]) -> Iterator[tuple[Value, Decimal, Decimal]]:
    """Values of a finding, one at least of every class; each with the lowest and highest number that it stands for."""
    none = Decimal(0), Decimal(0)
    if finding.type is FindingType.BOOLEAN:
        yield from ((value, *none) for value in (False, True))
    elif finding.type is FindingType.CHOICE:
        yield from ((value, *none) for value in finding.values)
    else:
        ends = sorted({finding.low, finding.high, *_limits(finding, tests)})
        yield from ((end, end, end) for end in ends if not finding.integer or end == end.to_integral_value())
        for low, high in pairwise(ends):
            if not finding.integer:
                yield (low + high) / 2, low, high
                continue
            first, last = Decimal(floor(low) + 1), Decimal(ceil(high) - 1)
            if first <= last:
                yield first, first, last
    if finding.optional:
        yield NOT_DONE, *none


def _limits(finding: Finding, tests: tuple[Test, ...]) -> list[Decimal]:
    return sorted(
        {test.value for test in tests if isinstance(test, Compare) and finding.low < test.value < finding.high}
    )
