"""Some rows of a table, whatever file they come from: of each column the distinct values, and which of them each row has.

What a value says is then found out once for all rows that have it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from legpain_graph.cohort.mapping import FINDINGS
from legpain_graph.record import record

Codes: TypeAlias = NDArray[np.int32]

NULL = -1


@record
class Distinct:
    """A column as the place of each row's value among the distinct ones; `NULL` where it has none."""

    codes: Codes
    values: Sequence[Any]

    def __getitem__(self, row: int) -> Any:
        code = self.codes[row]
        return None if code == NULL else self.values[code]


@record
class Batch:
    """`size` rows. A column is an Arrow array of truths, or `Distinct`; `kept` is carried over as it is; `broken` says of rows that are
    none why that is so: nothing is recorded in them."""

    size: int
    columns: Mapping[str, pa.Array | Distinct]
    kept: Mapping[str, pa.Array]
    broken: Mapping[int, str]

    def value(self, column: str, row: int) -> Any:
        """What stands in the column, as Python has it; None where nothing does."""
        found = self.columns[column]
        return found[row] if isinstance(found, Distinct) else found[row].as_py()


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


def column_of(array: pa.Array) -> pa.Array | Distinct:
    """A column of truths as it is, any other by its distinct values."""
    kind = array.type
    if pa.types.is_boolean(kind):
        return array
    if pa.types.is_null(kind):
        return Distinct(np.full(len(array), NULL, np.int32), [])
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_struct(kind) or pa.types.is_map(kind):
        return distinct_of(array.to_pylist())
    coded = array if pa.types.is_dictionary(kind) else array.dictionary_encode()
    codes = pc.fill_null(coded.indices.cast(pa.int32()), NULL).to_numpy(zero_copy_only=False)
    values = coded.dictionary
    if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
        return Distinct(codes, [_text(value) for value in values.to_pylist()])
    if pa.types.is_float16(values.type) or pa.types.is_float32(values.type):
        written = [
            float(str(value)) for value in values.to_numpy()
        ]  # 0.9, and not the number next to it that it is kept as
        return Distinct(codes, written)
    return Distinct(codes, values.to_pylist())


def _text(data: bytes | None) -> str | bytes | None:
    """The text of bytes; where they are none, they stay what they are."""
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return data


def plain(array: pa.Array) -> pa.Array:
    """The same values without a dictionary: one file can hold only one."""
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
