"""CSV, as it is written: quoted fields may hold separators and line breaks, and nothing is guessed.

Cut up by Arrow; that a row has too few fields or too many is told of that row alone.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from legpain_graph.cohort.batch import Batch, from_arrow
from legpain_graph.cohort.mapping import TableColumns
from legpain_graph.cohort.source import BLOCK, ROWS, Unit, blocks, once, read_part
from legpain_graph.errors import Issue, Place, RequestError, plural
from legpain_graph.model.vocabulary import Vocabulary

SEPARATORS: Final = (",", "\t", ";", "|")
QUOTE, FEED, RETURN = (ord(char) for char in '"\n\r')


class Text:
    """A CSV file with a header; an empty line is a row only where there is one column."""

    plain = True

    def __init__(self, path: str) -> None:
        self.path = path
        with open(path, "rb") as file:
            data = file.read(BLOCK)
        self.separator = _separator(data)
        ends, _ = _ends(data, self.separator)
        self._start = int(ends[0]) if len(ends) else len(data)
        try:
            header = data[: self._start].removeprefix(b"\xef\xbb\xbf").decode()
        except UnicodeDecodeError:
            raise RequestError(
                [Issue("input", "the header is not UTF-8 text", Place(path, 1), "save it as UTF-8")]
            ) from None
        rows = list(csv.reader(io.StringIO(header, newline=""), delimiter=self.separator))
        if not rows or not any(rows[0]):
            raise RequestError([Issue("input", "has no header", Place(path, 1), "the first row names the columns")])
        self.kinds = once([(name.strip(), pa.string()) for name in rows[0]], path)
        self.names = tuple(self.kinds)

    def units(self) -> Iterator[Unit]:
        return blocks(self.path, self._start, self._end)

    def _end(self, data: bytes, last: bool) -> int:
        """The end of the rows in a block. errors: RequestError where the file ends in the middle of a field"""
        ends, inside = _ends(data, self.separator)
        if last and len(inside) % 2:
            rows = int(np.searchsorted(ends, inside[-1]))
            message = "a quote is opened and never closed: what follows it would all be one field"
            hint = f"it stands {plural(rows, 'row')} after byte {os.path.getsize(self.path) - len(data)}"
            raise RequestError([Issue("input", message, Place(self.path), hint)])
        return len(data) if last else int(ends[-1]) if len(ends) else 0

    def batches(self, unit: Unit, columns: TableColumns, words: Vocabulary) -> Iterator[Batch]:  # noqa: ARG002 - as all
        import pyarrow.csv as arrow_csv

        data = read_part(self.path, unit)
        uneven: dict[int, str] = {}

        def skip(row: Any) -> str:
            uneven[row.number - 1] = f"{plural(row.actual_columns, 'field')}, expected {row.expected_columns}"
            return "skip"

        words_ = pa.dictionary(pa.int32(), pa.binary())
        names = [f"{number}" for number in range(len(self.names))]
        place = {name: str(number) for number, name in enumerate(self.names)}
        wanted = dict.fromkeys((*columns.uses, *columns.kept)) or {self.names[0]: None}
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self.separator,
                newlines_in_values=True,
                ignore_empty_lines=len(names) > 1,
                invalid_row_handler=skip,
            ),
            convert_options=arrow_csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(names, words_),
                include_columns=[place[name] for name in wanted],
                strings_can_be_null=False,
            ),
        )
        yield from _cut(table.rename_columns(list(wanted)).combine_chunks(), uneven, columns)


def _cut(table: pa.Table, uneven: dict[int, str], columns: TableColumns) -> Iterator[Batch]:
    """The batches of a block, with an empty row in the place of each uneven one."""
    size = table.num_rows + len(uneven)
    if uneven:
        gone = np.zeros(size, bool)
        gone[list(uneven)] = True
        table = table.take(pa.array(np.cumsum(~gone) - 1, mask=gone)).combine_chunks()
    for start in range(0, size, ROWS):
        rows = table.slice(start, ROWS).to_batches()[0]
        broken = {row - start: why for row, why in uneven.items() if start <= row < start + ROWS}
        batch = from_arrow(rows, columns.uses, (), broken)
        kept = {name: _decoded(rows.column(name)) for name in columns.kept}
        yield Batch(batch.size, batch.columns, kept, broken)


def _decoded(column: pa.Array) -> pa.Array:
    """The text of a column that is carried over; bytes that are no text are marked as such."""
    words_ = [None if word is None else word.decode("utf-8", "replace") for word in column.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(column.indices, pa.array(words_, pa.string())).dictionary_decode()


def _separator(data: bytes) -> str:
    """What stands between the fields of the header most often."""
    head = data.partition(b"\n")[0].decode("utf-8", "replace")
    return max(SEPARATORS, key=head.count)


def _ends(data: bytes, separator: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where rows end, and where quoted fields begin and end, in turn."""
    chars = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(chars == FEED) + 1
    quotes = np.flatnonzero(chars == QUOTE)
    if len(quotes):
        quotes = _inside(chars, quotes, ord(separator))
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return ends, quotes


def _inside(chars: NDArray[np.uint8], quotes: NDArray[np.int64], separator: int) -> NDArray[np.int64]:
    """Where quoted fields begin and end, in turn. A quote in the middle of a field that has none in front is a character of it."""
    between = np.isin(np.arange(256), (separator, FEED, RETURN))
    before = np.where(quotes > 0, chars[quotes - 1], FEED)
    after = np.where(quotes + 1 < len(chars), chars[np.minimum(quotes + 1, len(chars) - 1)], FEED)
    opens, closes = between[before] | (before == QUOTE), between[after] | (after == QUOTE)
    if opens[0::2].all() and closes[1::2].all() and before[0] != QUOTE:
        return quotes
    found: list[int] = []
    skip = False
    for quote, starts, follows in zip(quotes.tolist(), between[before].tolist(), after.tolist(), strict=True):
        if skip:
            skip = False
        elif len(found) % 2 == 0:
            if starts:
                found.append(quote)
        elif follows == QUOTE:
            skip = True
        else:
            found.append(quote)
    return np.array(found, np.int64)
