"""The values of each finding in classes that no guard of the pathway tells apart: what a column of a million values comes down to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from math import floor

from legpain_graph.case.domain import passes
from legpain_graph.model.guard.ir import Compare, Guard, Named, Score, Test, formula_guards, tests_and_names
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Value


class Classes:
    """The classes of the values of every finding of one pathway. Two values are of one class where they pass the same tests."""

    def __init__(self, pathway: Pathway) -> None:
        words = pathway.vocabulary
        found: dict[str, dict[Test, None]] = {name: {} for name in words.findings}
        for guard in _guards(pathway):
            for part in tests_and_names(guard):
                if not isinstance(part, Named):
                    found[part.finding][part] = None
        self._tests = {name: tuple(tests) for name, tests in found.items()}
        self._numbers: dict[str, dict[tuple[bool, ...], int]] = {}
        for name, finding in words.findings.items():
            numbers = self._numbers[name] = {}
            for value in _representatives(finding, self._tests[name]):
                numbers.setdefault(self._signature(name, value), len(numbers))
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
        return tuple(passes(test, value) for test in self._tests[finding])


def _guards(pathway: Pathway) -> Iterator[Guard]:
    words = pathway.vocabulary
    yield from (edge.guard for edge in pathway.edges.values() if edge.guard is not None)
    for word in words.derived.values():
        yield from formula_guards(word.formula)
    for rule in words.constraints:
        yield from (rule.given, rule.then)
    yield from (finding.applies_when for finding in words.findings.values() if finding.applies_when is not None)


def _representatives(finding: Finding, tests: tuple[Test, ...]) -> Iterator[Value]:
    """Values of a finding, one at least of every class."""
    if finding.type is FindingType.BOOLEAN:
        yield from (False, True)
    elif finding.type is FindingType.CHOICE:
        yield from finding.values
    else:
        limits = {test.value for test in tests if isinstance(test, Compare) and finding.low < test.value < finding.high}
        ends = sorted({finding.low, finding.high, *limits})
        between = [Decimal(floor(low) + 1) if finding.integer else (low + high) / 2 for low, high in pairwise(ends)]
        inside = [value for value, (low, high) in zip(between, pairwise(ends), strict=True) if low < value < high]
        yield from (value for value in (*ends, *inside) if not finding.integer or value == value.to_integral_value())
    if finding.optional:
        yield NOT_DONE
