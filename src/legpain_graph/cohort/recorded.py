"""What is recorded in the rows of a table, as the planes that an engine of columns reads; and each row as a case again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from legpain_graph.case.facts import Case
from legpain_graph.cohort.batch import Batch, Distinct
from legpain_graph.cohort.mapping import CLOSURES, TableColumns
from legpain_graph.cohort.values import WRONG, Values
from legpain_graph.engine.classes import Classes
from legpain_graph.engine.columns import Plane, packed, unpacked, words
from legpain_graph.engine.figures import Figures
from legpain_graph.engine.gates import KNOWN, RECORDED, Closing, Input
from legpain_graph.model.vocabulary import NOT_DONE, Group, Vocabulary
from legpain_graph.record import record

BETWEEN: Final = re.compile(r"[\s,;|]+")
"""What stands between the names of closures in text."""


@record
class Recorded:
    """`planes` are the inputs of an engine; `doubtful` rows are to be looked at one by one: an entry is none, or stands there twice."""

    planes: dict[Input | Closing, Plane]
    figures: Mapping[str, Figures]
    """The numbers themselves, of findings that numbers are computed of."""
    doubtful: NDArray[np.bool_]


class Reading:
    """Reads tables with these columns. `plain` where text is read as a plain word of a case file, as `Values` says."""

    def __init__(
        self,
        columns: TableColumns,
        vocabulary: Vocabulary,
        classes: Classes,
        inputs: Iterable[Input | Closing],
        *,
        plain: bool,
    ) -> None:
        self.words, self.classes, self.inputs = vocabulary, classes, tuple(inputs)
        self.column = {use.word: name for name, use in columns.uses.items()}
        """The column of each finding, score and closure."""
        self.values = {
            use.word: Values(name, use, vocabulary, classes, plain=plain)
            for name, use in columns.uses.items()
            if use.word not in CLOSURES
        }

    def recorded(self, batch: Batch) -> Recorded:
        """What is recorded in `batch`."""
        doubtful = np.zeros(batch.size, bool)
        doubtful[list(batch.broken)] = True
        told = {word: self._told(batch, word, doubtful) for word in self.values if self.column[word] in batch.columns}
        closed = self._closed(batch, told, doubtful)
        nobody, everyone = (np.full(words(batch.size), fill, np.uint64) for fill in (0, ~np.uint64(0)))
        missing = {word: ~_any(planes) for word, planes in told.items()}
        found: dict[Input | Closing, Plane] = {}
        for each in self.inputs:
            if isinstance(each, Closing):
                found[each] = closed.get(each, nobody)
                continue
            if not each.name or (each.number == KNOWN and each.name in self.classes.measured):
                continue  # what is computed: `Columns.measure` adds it
            planes, points = told.get(each.name), self.classes.points.get(each.name)
            if planes is None:
                found[each] = nobody if points is not None or each.number == RECORDED else everyone
            elif points is not None:
                found[each] = planes[each.number - points.start]
            elif each.number == RECORDED:
                found[each] = ~missing[each.name]
            else:
                found[each] = planes[each.number] | missing[each.name]
        return Recorded(found, self._figures(batch), doubtful)

    def _figures(self, batch: Batch) -> dict[str, Figures]:
        found: dict[str, Figures] = {}
        for word in sorted(self.classes.measured & self.values.keys()):
            column = batch.columns.get(self.column[word])
            if isinstance(column, Distinct):
                places, numbers = self.values[word].figures(column.values)
                found[word] = Figures(places[column.codes], numbers)
        return found

    def _told(self, batch: Batch, word: str, doubtful: NDArray[np.bool_]) -> list[Plane]:
        """For each class of values, or number of points, of whom it is recorded."""
        points = self.classes.points.get(word)
        count = self.classes.count[word] if points is None else len(points)
        column = batch.columns[self.column[word]]
        if isinstance(column, Distinct):
            numbers = self.values[word].numbers(column.values)[column.codes]
            doubtful |= numbers == WRONG
            return [packed(numbers == number) for number in range(count)]
        found = [np.zeros(words(batch.size), np.uint64) for _ in range(count)]
        false, true, _ = self.values[word].numbers((False, True))
        value, valid = bits(column, 1), bits(column, 0)
        for number, plane in ((false, valid & ~value), (true, valid & value)):
            if number == WRONG:
                doubtful |= unpacked(plane, batch.size)
            elif number >= 0:
                found[number] |= plane
        return found

    def _closed(
        self, batch: Batch, told: dict[str, list[Plane]], doubtful: NDArray[np.bool_]
    ) -> dict[Input | Closing, Plane]:
        """Who closed each group. A finding that is closed by its own name is recorded."""
        groups: dict[Input | Closing, NDArray[np.bool_]] = {}
        for how in CLOSURES:
            column = batch.columns.get(self.column.get(how, ""))
            if column is None:
                continue
            assert isinstance(column, Distinct)
            for name, places in self._named(how, column).items():
                which = np.zeros(len(column.values) + 1, bool)
                which[places] = True
                rows = which[column.codes]
                if name == "":
                    doubtful |= rows
                elif name in self.words.findings:
                    self._single(told, how, name, rows, doubtful)
                for group in self.words.leaves(name):
                    key = Closing(how, group.name)
                    groups[key] = groups[key] | rows if key in groups else rows
        return {key: packed(rows) for key, rows in groups.items()}

    def _named(self, how: str, column: Distinct) -> dict[str, list[int]]:
        """For each finding, group and set that can be closed so, the places of the values that name it; "" of those that name others."""
        found: dict[str, list[int]] = {}
        for place, raw in enumerate(column.values):
            for name in self.names(raw):
                sound = isinstance(name, str) and (
                    name in self.words.findings
                    or (self._leaves(name) and all(how in group.closed_by for group in self._leaves(name)))
                )
                found.setdefault(name if sound else "", []).append(place)
        return found

    def _leaves(self, name: str) -> list[Group]:
        return list(self.words.leaves(name))

    def _single(
        self, told: dict[str, list[Plane]], how: str, name: str, rows: NDArray[np.bool_], doubtful: NDArray[np.bool_]
    ) -> None:
        finding = self.words.findings[name]
        value = NOT_DONE if how == "not_done" else finding.normal
        if value is None or (value is NOT_DONE and not finding.optional):
            doubtful |= rows
            return
        width = words(len(rows))
        planes = told.setdefault(name, [np.zeros(width, np.uint64) for _ in range(self.classes.count[name])])
        already, who = _any(planes), packed(rows)
        doubtful |= unpacked(who & already, len(rows))
        planes[self.classes.number(name, value)] |= who & ~already

    def case(self, batch: Batch, row: int) -> tuple[Case, list[tuple[str, str]]]:
        """What is recorded in a row as a case, and of each column whose value stands for nothing why that is so."""
        findings: dict[str, Any] = {}
        wrong: list[tuple[str, str]] = []
        for word, values in self.values.items():
            if self.column[word] in batch.columns:
                said = values.said(batch.value(self.column[word], row))
                if said.wrong:
                    wrong.append((self.column[word], said.wrong))
                elif said.value is not None:
                    findings[word] = said.value
        closures = {}
        for how in CLOSURES:
            raw = batch.value(self.column[how], row) if self.column.get(how) in batch.columns else None
            names = self.names(raw)
            closures[how] = tuple(dict.fromkeys(name for name in names if isinstance(name, str)))
            if not all(isinstance(name, str) for name in names):
                wrong.append((self.column[how], f"{how} is {raw!r}"[:80] + ", expected names of findings and groups"))
        return Case(findings, closures["normal"], closures["not_done"]), wrong

    @staticmethod
    def names(raw: Any) -> tuple[Any, ...]:
        """The names in the value of a closure, a list or text; what is no text is none."""
        if raw is None:
            return ()
        if isinstance(raw, tuple | list):
            return tuple(raw)
        return tuple(name for name in BETWEEN.split(raw) if name) if isinstance(raw, str) else (raw,)


def _any(planes: Iterable[Plane]) -> Plane:
    several: Iterator[Plane] = iter(planes)
    found = next(several).copy()
    for plane in several:
        found |= plane
    return found


def bits(array: pa.Array, which: int) -> Plane:
    """The bits of an Arrow array of truths as a plane: of its values (1), or of whether there is one (0)."""
    size, offset, buffer = len(array), array.offset, array.buffers()[which]
    found = np.zeros(words(size) * 8, np.uint8)
    if buffer is None:
        return packed(np.ones(size, bool))
    raw = np.frombuffer(buffer, np.uint8)[offset // 8 :][: -(-(offset % 8 + size) // 8)]
    if offset % 8:
        raw = np.packbits(np.unpackbits(raw, bitorder="little")[offset % 8 : offset % 8 + size], bitorder="little")
    found[: len(raw)] = raw
    return found.view(np.uint64)
