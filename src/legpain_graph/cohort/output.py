"""Writing rows: Parquet, Arrow IPC, CSV, lines of JSON. A file is begun under another name, and has its own when it is whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from legpain_graph.cohort.source import why
from legpain_graph.errors import Issue, Place, RequestError, listed
from legpain_graph.files import make_folder, refused

BETWEEN: Final = ";"
"""What stands between the names of a list in CSV."""
FORMATS: Final = {
    "parquet": (".parquet", ".pq"),
    "arrow": (".arrow", ".ipc", ".feather"),
    "csv": (".csv",),
    "ndjson": (".ndjson", ".jsonl"),
}
"""The formats, each with its endings."""


class Writer(Protocol):
    def write(self, rows: pa.RecordBatch) -> None: ...
    def close(self) -> None: ...


def format_of(path: str) -> str:
    """The format that the ending of a file says. errors: RequestError where it says none"""
    ending = os.path.splitext(path)[1].lower()
    found = next((name for name, endings in FORMATS.items() if ending in endings), "")
    if not found:
        endings = [ending for endings in FORMATS.values() for ending in endings]
        raise RequestError(
            [Issue("output", "its ending says no format", Place(path), f"end it in {listed(endings, 'or')}")]
        )
    return found


def writer(path: str, format_: str, schema: pa.Schema) -> Writer:
    """What writes rows into the file `path` in this format."""
    if format_ == "parquet":
        return _Parquet(path, schema)
    if format_ == "arrow":
        return _Arrow(path, schema)
    return _Csv(path, schema) if format_ == "csv" else _Lines(path)


@contextmanager
def whole(path: str) -> Iterator[str]:
    """The name to write a file under; it has its own when it is whole, and where it is not nothing is left of it.

    errors: RequestError where it cannot be written
    """
    target = os.path.realpath(path)
    beside = os.path.join(os.path.dirname(target), f".{os.urandom(8).hex()}.part")
    make_folder(os.path.dirname(target))
    try:
        yield beside
        if os.path.exists(target):
            shutil.copymode(target, beside)
        os.replace(beside, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(beside)
        if isinstance(error, OSError | pa.ArrowException):
            raise refused(path, f"cannot be written: {why(error)}") from None
        raise


class _Parquet:
    def __init__(self, path: str, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq

        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self.close = self._writer.close

    def write(self, rows: pa.RecordBatch) -> None:
        self._writer.write_batch(rows)


class _Arrow:
    def __init__(self, path: str, schema: pa.Schema) -> None:
        self._writer = pa.ipc.new_file(path, schema)
        self.write, self.close = self._writer.write_batch, self._writer.close


class _Csv:
    def __init__(self, path: str, schema: pa.Schema) -> None:
        from pyarrow import csv

        options = csv.WriteOptions(quoting_style="needed")
        self._writer = csv.CSVWriter(
            path, pa.schema([(field.name, _flat(field)) for field in schema]), write_options=options
        )
        self.close = self._writer.close

    def write(self, rows: pa.RecordBatch) -> None:
        columns = [_joined(column) for column in rows.columns]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, names=rows.schema.names))


def _flat(field: pa.Field) -> pa.DataType:
    """The type of a column in CSV. errors: RequestError where it has none"""
    kind = field.type
    if pa.types.is_list(kind) and (pa.types.is_dictionary(kind.value_type) or pa.types.is_string(kind.value_type)):
        return pa.string()
    if pa.types.is_dictionary(kind):
        return kind.value_type
    if pa.types.is_nested(kind):
        raise RequestError([Issue("output", f"the column {field.name!r} is a {kind}, which CSV has no way to write")])
    return kind


def _joined(column: pa.Array) -> pa.Array:
    if pa.types.is_list(column.type):
        words = column.cast(pa.list_(pa.string())) if pa.types.is_dictionary(column.type.value_type) else column
        return pc.binary_join(words, BETWEEN)
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


class _Lines:
    def __init__(self, path: str) -> None:
        self._file = open(path, "w", encoding="utf-8")  # noqa: SIM115 - closed by close
        self.close = self._file.close

    def write(self, rows: pa.RecordBatch) -> None:
        self._file.writelines(json.dumps(row, default=_said, ensure_ascii=False) + "\n" for row in rows.to_pylist())


def _said(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else str(value)
