"""Some rows of a table, whatever file they come from: of each column the distinct values, and which of them each row has.

What a value says is then found out once for all rows that have it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from legpain_graph.cohort.mapping import FINDINGS
from legpain_graph.record import record

Codes: TypeAlias = NDArray[np.signedinteger[Any]]

NULL = -1
FEW: Final = 17
"""So few codes are compared one by one."""
NUMBERS: Final = (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float64())
"""The types of numbers that are compared as they are."""


@record
class Distinct:
    """A column as the place of each row's value among the distinct ones; `NULL` where it has none. With `told`, what counts of `codes` is
    only where that has a value."""

    codes: Codes
    values: Sequence[Any]
    told: pa.Array | None = None

    def __getitem__(self, row: int) -> Any:
        code = self.codes[row]
        missing = code == NULL if self.told is None else not self.told[row].is_valid
        return None if missing else self.values[code]


@record
class Names:
    """A column of lists: those of a row are `names` from its `starts` to the next one; `none` rows have none."""

    starts: NDArray[np.int32]
    names: Distinct
    none: NDArray[np.bool_] | None

    def __getitem__(self, row: int) -> Any:
        if self.none is not None and self.none[row]:
            return None
        return [self.names[place] for place in range(self.starts[row], self.starts[row + 1])]


Held: TypeAlias = "pa.Array | Distinct | Names"


@record
class Batch:
    """`size` rows. A column is an Arrow array of truths or of numbers, or `Distinct`, or `Names`; `kept` is carried over as it is;
    `broken` says of rows that are none why that is so: nothing is recorded in them."""

    size: int
    columns: Mapping[str, Held]
    kept: Mapping[str, pa.Array]
    broken: Mapping[int, str]

    def value(self, column: str, row: int) -> Any:
        """What stands in the column, as Python has it; None where nothing does."""
        found = self.columns[column]
        return found[row].as_py() if isinstance(found, pa.Array) else found[row]


def distinct_of(values: Iterable[Any]) -> Distinct:
    """The column of these values; None is none. Equal values of two types are two: 1 is not true."""
    known: dict[Hashable, int] = {}
    distinct: list[Any] = []
    codes: list[int] = []
    for value in values:
        key = (type(value), repr(value) if isinstance(value, list | dict) else value)
        if value is not None and key not in known:
            known[key] = len(distinct)
            distinct.append(value)
        codes.append(NULL if value is None else known[key])
    return Distinct(np.array(codes, np.int32), distinct)


def from_arrow(rows: pa.RecordBatch, columns: Iterable[str], kept: Iterable[str], broken: Mapping[int, str]) -> Batch:
    """The batch of Arrow rows; `columns` are those that a walk reads."""
    found = {name: column_of(_column(rows, name)) for name in columns}
    return Batch(rows.num_rows, found, {name: plain(_column(rows, name)) for name in kept}, broken)


def _column(rows: pa.RecordBatch, name: str) -> pa.Array:
    """A column, or a field of the column `findings` of whole cases."""
    place = rows.schema.get_field_index(name)
    return rows.column(place) if place >= 0 else pc.struct_field(rows.column(FINDINGS), name)


def column_of(array: pa.Array) -> Held:
    """A column of truths or numbers as it is, lists by the distinct ones of their names, any other by its distinct values."""
    kind = array.type
    if pa.types.is_boolean(kind) or kind in NUMBERS:
        return array
    if pa.types.is_list(kind):
        inside = kind.value_type.value_type if pa.types.is_dictionary(kind.value_type) else kind.value_type
        if pa.types.is_string(inside):
            return _names(array)
    return coded(array)


def coded(array: pa.Array) -> Distinct:
    """A column by its distinct values."""
    kind = array.type
    if pa.types.is_null(kind):
        return Distinct(np.full(len(array), NULL, np.int32), [])
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_struct(kind) or pa.types.is_map(kind):
        return distinct_of(array.to_pylist())
    found = array if pa.types.is_dictionary(kind) else array.dictionary_encode()
    places = found.indices
    if pa.types.is_unsigned_integer(places.type):
        places = places.cast(pa.int64())
    values, told = found.dictionary, None
    if places.null_count and len(values) < FEW:
        codes, told = numbers_in(places), places
    else:
        codes = pc.fill_null(places, NULL).to_numpy(zero_copy_only=False)
    if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
        return Distinct(codes, [_text(value) for value in values.to_pylist()], told)
    if pa.types.is_float16(values.type) or pa.types.is_float32(values.type):
        written = [
            float(str(value)) for value in values.to_numpy()
        ]  # 0.9, and not the number next to it that it is kept as
        return Distinct(codes, written, told)
    return Distinct(codes, values.to_pylist(), told)


def filled(column: Distinct) -> Codes:
    """The codes of a column, `NULL` where it has none."""
    if column.told is None:
        return column.codes
    return np.where(column.told.is_valid().to_numpy(zero_copy_only=False), column.codes, NULL)


def numbers_in(array: pa.Array) -> NDArray[Any]:
    """The numbers of an array as they lie there, also where there is none."""
    kind, buffer = array.type.to_pandas_dtype(), array.buffers()[1]
    if buffer is None:
        return np.zeros(len(array), kind)
    found: NDArray[Any] = np.frombuffer(buffer, kind)[array.offset : array.offset + len(array)]
    return found


def distinct(column: Held) -> Distinct:
    """A column by its distinct values, whatever it is held as."""
    if isinstance(column, Names):
        return distinct_of(column[row] for row in range(len(column.starts) - 1))
    return column if isinstance(column, Distinct) else coded(column)


def _names(array: pa.Array) -> Names:
    if not array.null_count:
        starts = array.offsets.to_numpy()
        inside = array.values.slice(int(starts[0]), int(starts[-1] - starts[0]))
        return Names(starts - starts[0], coded(inside), None)
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy()
    starts = np.zeros(len(array) + 1, np.int32)
    np.cumsum(lengths, out=starts[1:])
    return Names(starts, coded(array.flatten()), array.is_null().to_numpy(zero_copy_only=False))


def _text(data: bytes | None) -> str | bytes | None:
    """The text of bytes; where they are none, they stay what they are."""
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return data


def plain(array: pa.Array) -> pa.Array:
    """The same values without a dictionary: one file can hold only one."""
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
