"""What is recorded in the rows of a table, as the planes that an engine of columns reads; and each row as a case again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from legpain_graph.case.facts import Case
from legpain_graph.cohort.batch import NULL, Batch, Names, distinct, filled
from legpain_graph.cohort.mapping import CLOSURES, TableColumns
from legpain_graph.cohort.packing import NOBODY, UNREAD, Coded, Measures, Named, Packing, Slots, Truths
from legpain_graph.cohort.told import closed_value
from legpain_graph.cohort.values import NOTHING, WRONG, Values
from legpain_graph.engine.classes import Classes
from legpain_graph.engine.figures import Figures
from legpain_graph.engine.gates import Closing, How, Input, Made
from legpain_graph.model.vocabulary import Vocabulary
from legpain_graph.record import record

BETWEEN: Final = re.compile(r"[\s,;|]+")
"""What stands between the names of closures in text."""


@record
class Recorded:
    """`packings` make the inputs of `Told`."""

    packings: Sequence[Packing]
    figures: Mapping[str, Figures]
    """The numbers themselves, of findings that numbers are computed of."""


class Reading:
    """Reads tables with these columns. `plain` where text is read as a plain word of a case file, as `Values` says."""

    def __init__(
        self, columns: TableColumns, vocabulary: Vocabulary, classes: Classes, slots: Mapping[Made, int], *, plain: bool
    ) -> None:
        self.words, self.classes, self.slots = vocabulary, classes, slots
        self.column = {use.word: name for name, use in columns.uses.items()}
        """The column of each finding, score and closure."""
        self.values = {
            use.word: Values(name, use, vocabulary, classes, plain=plain)
            for name, use in columns.uses.items()
            if use.word not in CLOSURES
        }
        self._slots = {word: self._slots_of(word) for word in self.values}
        self._truths = {word: self._placed(word, self.values[word].numbers((False, True))) for word in self.values}
        self._stretches = {word: each.stretches() for word, each in self.values.items()}

    def recorded(self, batch: Batch) -> Recorded:
        """What is recorded in `batch`."""
        packings = [*self._told(batch), *self._closed(batch)]
        if batch.broken:
            codes = np.full(batch.size, NULL, np.int8)
            codes[list(batch.broken)] = 0
            packings.append(Coded(codes, np.array([UNREAD, NOBODY], np.int32)))
        return Recorded(packings, self._figures(batch))

    def _slots_of(self, word: str) -> Slots:
        """The slot of each class or number of points; then of what is none, and of nothing."""
        points = self.classes.points.get(word)
        count = self.classes.count[word] if points is None else len(points)
        return np.array([*(self.slots[Input(word, number)] for number in range(count)), UNREAD, NOBODY], np.int32)

    def _placed(self, word: str, numbers: NDArray[np.int16]) -> Slots:
        assert (WRONG, NOTHING) == (-2, -1)  # the last two of the slots
        return self._slots[word][numbers]

    def _told(self, batch: Batch) -> Iterator[Packing]:
        for word, values in self.values.items():
            column = batch.columns.get(self.column[word])
            if column is None or (isinstance(column, pa.Array) and column.null_count == len(column)):
                continue
            if isinstance(column, pa.Array) and pa.types.is_boolean(column.type):
                yield Truths(column, self._truths[word])
                continue
            stretches = self._stretches[word]
            if isinstance(column, pa.Array) and stretches is not None:
                slots = self._placed(word, np.array(stretches.classes, np.int16))
                yield Measures(column, stretches.bounds, slots, stretches.whole)
                continue
            held = distinct(column)
            yield Coded(held.codes, self._placed(word, values.numbers(held.values)), held.told)

    def _figures(self, batch: Batch) -> dict[str, Figures]:
        found: dict[str, Figures] = {}
        for word in sorted(self.classes.measured & self.values.keys()):
            column = batch.columns.get(self.column[word])
            if column is not None and not (isinstance(column, pa.Array) and pa.types.is_boolean(column.type)):
                held = distinct(column)
                places, numbers = self.values[word].figures(held.values)
                found[word] = Figures(places[filled(held)], numbers)
        return found

    def _closed(self, batch: Batch) -> Iterator[Packing]:
        """Who closed each group, and each finding by its own name."""
        for how in CLOSURES:
            column = batch.columns.get(self.column.get(how, ""))
            if isinstance(column, Names):
                starts, held = column.starts, column.names
                said: Iterable[Any] = ((value,) for value in held.values)
                none = [UNREAD]
            elif column is not None:
                starts, held, none = None, distinct(column), []
                said = map(self.names, held.values)
            else:
                continue
            slots = [none, *([slot for name in names for slot in self._closing(how, name)] for names in said)]
            first = np.zeros(len(slots) + 1, np.int32)
            np.cumsum([len(each) for each in slots], out=first[1:])
            flat = np.array([slot for each in slots for slot in each], np.int32)
            yield Named(starts, filled(held).astype(np.int32, copy=False), first, flat)

    def _closing(self, how: str, name: Any) -> list[int]:
        """The slots of a name in a closure: that of what is none, where it cannot be closed so."""
        if not isinstance(name, str):
            return [UNREAD]
        if name in self.words.findings:
            sound = closed_value(self.words.findings[name], how) is not None
            return [self.slots[Closing(cast(How, how), name)] if sound else UNREAD]
        groups = list(self.words.leaves(name))
        if not groups or not all(how in group.closed_by for group in groups):
            return [UNREAD]
        return [self.slots[key] for group in groups if (key := Closing(cast(How, how), group.name)) in self.slots]

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
