"""What the values of a column say of a finding: the class of each, or that it cannot be one.

A value is judged by `case.facts`, as one of a case file is, once for all rows that have it. Text of a table is read as a plain word of
a case file: `true` is a truth, `0.82` a number, nothing is not recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import floor, inf, nextafter
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from legpain_graph.case.facts import read_number, read_value
from legpain_graph.cohort.mapping import Use
from legpain_graph.engine.classes import Classes
from legpain_graph.errors import listed
from legpain_graph.load.numbers import number
from legpain_graph.load.tree import scalar_value
from legpain_graph.model.vocabulary import Finding, FindingType, Vocabulary

NOTHING: Final = -1
WRONG: Final = -2
FIGURES: Final = 15
"""Figures that a float keeps of any decimal."""
MANY: Final = 100_000
"""Values of a column that are remembered."""


class Said(NamedTuple):
    """What stands for a value in a case; `wrong` says why nothing can."""

    value: Any
    wrong: str = ""


class Stretches(NamedTuple):
    """The classes of numbers by size: that of a number is the one at the place that says how many of `bounds` it reaches. `whole` where
    one with a fraction is none."""

    bounds: NDArray[np.float64]
    classes: Sequence[int]
    whole: bool


class Values:
    """What is said by the values of one column, which is a finding or a score."""

    def __init__(self, column: str, use: Use, words: Vocabulary, classes: Classes, *, plain: bool) -> None:
        self.column, self.use, self.words, self.classes = column, use, words, classes
        self.plain = plain
        """Whether text is read as a plain word; in JSON it is what it is."""
        self._numbers: dict[tuple[type, Any], int] = {}
        self._codes = dict(use.codes)
        self._exact = {found: meant for code, meant in use.codes if (found := number(code)) is not None}

    def numbers(self, values: Sequence[Any]) -> NDArray[np.int16]:
        """The class of each value, the place of a score's points, `NOTHING` or `WRONG`; at the end one more, of no value."""
        known = self._numbers
        found = np.empty(len(values) + 1, np.int16)
        for place, value in enumerate(values):
            if isinstance(value, list | dict):
                found[place] = WRONG
                continue
            key = (type(value), value)
            number = known.get(key)
            if number is None:
                number = self._number(value)
                if len(known) < MANY:
                    known[key] = number
            found[place] = number
        found[-1] = NOTHING
        return found

    def figures(self, values: Sequence[Any]) -> tuple[NDArray[np.int64], list[Decimal]]:
        """The place of each value's number among those that follow, `NOTHING` of none; at the end one more, of no value."""
        places = np.full(len(values) + 1, NOTHING, np.int64)
        numbers: list[Decimal] = []
        for place, value in enumerate(values):
            found, _ = read_value(self.words.findings[self.use.word], self.said(value).value)
            if isinstance(found, Decimal):
                places[place] = len(numbers)
                numbers.append(found)
        return places, numbers

    def stretches(self) -> Stretches | None:
        """How numbers as they are kept, without codes and units, fall into classes; None of what is no number, where a number is
        computed of it, and where a bound has more figures than a float keeps."""
        finding = self.words.findings.get(self.use.word)
        plain = not self._codes and self.use.times == 1 and not self.use.plus
        if (
            finding is None
            or finding.type is not FindingType.NUMBER
            or not plain
            or finding.name in self.classes.measured
        ):
            return None
        limits = sorted({finding.low, finding.high, *self.classes.limits[finding.name]})
        if not all(_kept(limit) for limit in limits):
            return None
        bounds: list[float] = []
        classes = [WRONG]
        for limit, end in zip(limits, [*limits[1:], None], strict=True):
            for bound, value in ((float(limit), limit), (nextafter(float(limit), inf), _between(limit, end, finding))):
                known = value is not None and not (finding.integer and value != value.to_integral_value())
                number = self.classes.number(finding.name, value) if known and value is not None else WRONG
                if number != classes[-1]:
                    bounds.append(bound)
                    classes.append(number)
        return Stretches(np.array(bounds), classes, finding.integer)

    def _number(self, raw: Any) -> int:
        value, wrong = self.said(raw)
        if wrong:
            return WRONG
        if value is None:
            return NOTHING
        word = self.use.word
        if word in self.classes.points:
            points = read_number(value)
            span = self.classes.points[word]
            return (
                int(points) - span.start
                if points is not None and points == points.to_integral_value() and int(points) in span
                else WRONG
            )
        found, wrong = read_value(self.words.findings[word], value)
        return WRONG if wrong or found is None else self.classes.number(word, found)

    def said(self, raw: Any) -> Said:
        """What a case would have in the place of `raw`."""
        if isinstance(raw, bytes):
            return Said(None, f"{self.column} is not UTF-8 text")
        if isinstance(raw, str) and self.plain:
            raw = raw.strip()
        if raw is None:
            return Said(None)
        if self._codes:
            return self._decoded(raw)
        value = scalar_value(raw) if isinstance(raw, str) and self.plain else raw
        exact = read_number(value)
        if exact is not None and (self.use.times != 1 or self.use.plus):
            value = exact * self.use.times + self.use.plus
        return Said(value)

    def _decoded(self, raw: Any) -> Said:
        text = ("true" if raw else "false") if isinstance(raw, bool) else str(raw)
        if text in self._codes:
            return Said(self._codes[text])
        exact = number(text) if isinstance(raw, str) else read_number(raw)
        if exact is not None and exact in self._exact:
            return Said(self._exact[exact])
        if text == "":
            return Said(None)
        return Said(
            None, f'{self.column} is "{text[:40]}", expected one of the codes {listed(list(self._codes), "or")}'
        )


def _kept(limit: Decimal) -> bool:
    """Whether the float next to it is that of no other decimal as short: then what a float is written as compares as the float does."""
    digits = len(limit.normalize().as_tuple().digits)
    return digits <= FIGURES and (not limit or FIGURES >= limit.adjusted() >= -FIGURES)


def _between(low: Decimal, high: Decimal | None, finding: Finding) -> Decimal | None:
    """A number between two limits that the finding can have."""
    if high is None:
        return None
    found = Decimal(floor(low) + 1) if finding.integer else (low + high) / 2
    return found if found < high else None
