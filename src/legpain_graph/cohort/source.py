"""A table in a file, whatever its format.

A table is read in *units*, each by itself, so that several processes can share it: row groups, record batches, or as many whole lines
as fit in a block. Which rows are a unit follows from the file alone. A process holds one batch of rows at a time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

import pyarrow as pa

from legpain_graph.cohort.batch import Batch
from legpain_graph.cohort.mapping import TableColumns
from legpain_graph.errors import Issue, Place, RequestError
from legpain_graph.model.vocabulary import Vocabulary

ROWS: Final = 131_072
"""Rows of a batch: so many words of 64 of them stay in a processor's cache."""
BLOCK: Final = 16_000_000
"""Bytes of text that are read at a time."""
LONGEST: Final = 8
"""Blocks that a row may be long."""


class Unit(NamedTuple):
    """A part of a table: which, from where to where; `weight` its share of the file, bytes."""

    number: int
    start: int
    stop: int
    weight: int


class Source(Protocol):
    """A table in a file."""

    path: str
    plain: bool
    """Whether text in it is a plain word."""

    @property
    def kinds(self) -> Mapping[str, pa.DataType] | None:
        """The type of each of its columns; None where each row has keys of its own."""
        ...

    def units(self) -> Iterator[Unit]: ...
    def batches(self, unit: Unit, columns: TableColumns, words: Vocabulary) -> Iterator[Batch]: ...


def unreadable(path: str, error: Exception) -> RequestError:
    """The error for a file that cannot be read, or not to its end."""
    return RequestError([Issue("input", f"cannot be read: {why(error)}", Place(path))])


def why(error: Exception) -> str:
    """What the system says of an error, or Arrow in its first line."""
    known = isinstance(error, OSError) and error.errno
    return os.strerror(known) if known else str(error).partition("\n")[0][:200]


def once(columns: Sequence[tuple[str, pa.DataType]], path: str) -> dict[str, pa.DataType]:
    """Columns by name. errors: RequestError for a name that is there twice"""
    names = [name for name, _ in columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RequestError([Issue("column", f"the column {name!r} is there twice", Place(path)) for name in twice])
    return dict(columns)


def blocks(path: str, start: int, ends: Callable[[bytes, bool], int]) -> Iterator[Unit]:
    """The units of a file of lines from byte `start` on.

    `ends` gives the end of the last whole row in a block, or 0; of the last block, it is told, all of it is.
    errors: RequestError where a row is longer than any can be
    """
    size = os.path.getsize(path)
    number = 0
    with open(path, "rb") as file:
        while start < size:
            stop, length = 0, BLOCK
            while not stop:
                if length > LONGEST * BLOCK:
                    hint = "is a quote opened and not closed?"
                    raise RequestError(
                        [Issue("input", f"a row that begins at byte {start} has no end", Place(path), hint)]
                    )
                file.seek(start)
                data = file.read(length)
                stop = ends(data, start + len(data) >= size)
                length *= 2
            yield Unit(number, start, start + stop, stop)
            number, start = number + 1, start + stop


def read_part(path: str, unit: Unit) -> bytes:
    """The bytes of a unit of lines."""
    with open(path, "rb") as file:
        file.seek(unit.start)
        return file.read(unit.stop - unit.start)
