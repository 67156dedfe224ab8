"""The computed numbers of many patients: each worked out once for all of whom the same is known of everything in it, exactly.

A column of *figures* has the recorded numbers of one finding: for each patient the place of its number among those that occur, -1
where none is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from legpain_graph.case.domain import Domain, point
from legpain_graph.engine.circuit import Measurement
from legpain_graph.engine.classes import Classes
from legpain_graph.engine.gates import Gate
from legpain_graph.engine.measuring import truth_of
from legpain_graph.errors import RequestError
from legpain_graph.model.guard.ir import Score, readings
from legpain_graph.model.vocabulary import NOT_DONE, Vocabulary

Flags: TypeAlias = NDArray[np.bool_]
Column: TypeAlias = NDArray[np.int64]
MAX_CLASSES: Final = 60


class Figures(NamedTuple):
    """The recorded numbers of one finding. shapes: `places` (patients,)"""

    places: Column
    numbers: Sequence[Decimal]


class Measuring:
    """What is known of the findings that numbers are computed of, for many patients."""

    def __init__(self, words: Vocabulary, classes: Classes, figures: Mapping[str, Figures]) -> None:
        self._words, self._classes, self._figures = words, classes, figures
        self._states: dict[str, Column] = {}
        """For each finding the place of its number, or where none is recorded minus one and the classes left, as bits."""

    def tell(self, name: str, left: Sequence[Flags]) -> None:
        """Takes in who may still have a value of each class. errors: RequestError for more classes than can be told apart"""
        if len(left) > MAX_CLASSES:
            raise RequestError(f"{name}: more than {MAX_CLASSES} classes of values in a computed number")
        bits = [flags.astype(np.int64) << number for number, flags in enumerate(left)]
        state: Column = -1 - np.asarray(np.sum(bits, axis=0, dtype=np.int64))
        if name in self._figures:
            places = self._figures[name].places
            state = np.where(places >= 0, places, state)
        self._states[name] = state

    def known(self, name: str) -> Flags:
        """Of whom the value of a finding is known."""
        states, inverse = np.unique(self._states[name], return_inverse=True)
        return np.array([self._left(name, int(state)).only is not None for state in states], bool)[inverse]

    def _left(self, name: str, state: int) -> Domain:
        finding = self._words.findings[name]
        if state >= 0:
            return point(finding, self._figures[name].numbers[state])
        missing = self._classes.number(name, NOT_DONE) if finding.optional else None
        able = [number for number in range(self._classes.count[name]) if (-1 - state) >> number & 1]
        ends = [self._classes.ends[name, number] for number in able if number != missing]
        low, high = (
            min((low for low, _ in ends), default=Decimal(1)),
            max((high for _, high in ends), default=Decimal(0)),
        )
        return Domain(low=low, high=high, is_number=True, integer=finding.integer, not_done=missing in able)

    def truths(self, measurement: Measurement, flags: Mapping[Gate, Flags], size: int) -> tuple[Flags, Flags]:
        """Of whom the number surely, and of whom it possibly stands as its guard says; `flags` are those of its gates."""
        names = readings(measurement.guard.quantity)
        scores = list(measurement.totals)
        ends = [
            sum((flags[gate] * points for points, gate in totals.items()), start=np.zeros(size, np.int64))
            for score in scores
            for totals in measurement.totals[score]
        ]
        rows, inverse = np.unique(
            np.stack([*(self._states[name] for name in names), *ends], axis=1), axis=0, return_inverse=True
        )
        answers = [self._truth(measurement, names, scores, [int(part) for part in row]) for row in rows]
        surely = np.array([answer is True for answer in answers], bool)[inverse.reshape(-1)]
        possibly = np.array([answer is not False for answer in answers], bool)[inverse.reshape(-1)]
        return surely, possibly

    def _truth(
        self, measurement: Measurement, names: Sequence[str], scores: Sequence[Score], row: Sequence[int]
    ) -> bool | None:
        left = {name: self._left(name, state) for name, state in zip(names, row, strict=False)}
        ends = row[len(names) :]
        totals = {score: (ends[2 * at], ends[2 * at + 1]) for at, score in enumerate(scores)}
        return truth_of(measurement.guard, left.__getitem__, totals)
