"""Tables that Arrow reads: Parquet, and Arrow's own files and streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from legpain_graph.cohort.batch import Batch, from_arrow
from legpain_graph.cohort.mapping import FINDINGS, TableColumns
from legpain_graph.cohort.source import ROWS, Unit, once
from legpain_graph.model.vocabulary import Vocabulary


def kinds_in(schema: pa.Schema, path: str) -> dict[str, pa.DataType]:
    """The columns of Arrow rows; those of whole cases by the names of their fields. errors: RequestError for a name that is there twice"""
    fields: list[pa.Field] = []
    for field in schema:
        inside = pa.types.is_struct(field.type) and field.name == FINDINGS
        fields += [field.type.field(number) for number in range(field.type.num_fields)] if inside else [field]
    return once([(field.name, field.type) for field in fields], path)


class Parquet:
    """A Parquet file; a unit is a row group."""

    plain = True

    def __init__(self, path: str) -> None:
        import pyarrow.parquet as pq

        self.path = path
        self._file = pq.ParquetFile(path, memory_map=True)
        self.kinds = kinds_in(self._file.schema_arrow, path)

    def units(self) -> Iterator[Unit]:
        metadata = self._file.metadata
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            yield Unit(number, 0, group.num_rows, group.total_byte_size)

    def batches(self, unit: Unit, columns: TableColumns, words: Vocabulary) -> Iterator[Batch]:  # noqa: ARG002 - as all
        import pyarrow.parquet as pq

        schema = self._file.schema_arrow
        top = set(schema.names)
        wanted = [name if name in top else f"{FINDINGS}.{name}" for name in (*columns.uses, *columns.kept)]
        texts = [name for name in wanted if name in top and is_text(schema.field(name).type)]
        file = pq.ParquetFile(self.path, memory_map=True, read_dictionary=texts)
        for rows in file.iter_batches(
            ROWS, row_groups=[unit.number], columns=wanted or [schema.names[0]], use_threads=False
        ):
            yield from_arrow(rows, columns.uses, columns.kept, {})


def is_text(kind: Any) -> bool:
    """Whether a column of this type holds text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


class ArrowFile:
    """An Arrow IPC file or stream; a unit is a part of a record batch."""

    plain = True

    def __init__(self, path: str) -> None:
        self.path = path
        self.kinds = kinds_in(self._open().schema, path)

    def _open(self) -> Any:
        mapped = pa.memory_map(self.path)
        return pa.ipc.open_file(mapped) if mapped.read(6) == b"ARROW1" else pa.ipc.open_stream(_again(mapped))

    def _batches(self) -> Iterator[pa.RecordBatch]:
        opened = self._open()
        if isinstance(opened, pa.ipc.RecordBatchFileReader):
            yield from (opened.get_batch(number) for number in range(opened.num_record_batches))
        else:
            yield from opened

    def units(self) -> Iterator[Unit]:
        for number, rows in enumerate(self._batches()):
            width = max(1, rows.nbytes // max(1, rows.num_rows))
            for start in range(0, rows.num_rows, ROWS):
                stop = min(start + ROWS, rows.num_rows)
                yield Unit(number, start, stop, width * (stop - start))

    def batches(self, unit: Unit, columns: TableColumns, words: Vocabulary) -> Iterator[Batch]:  # noqa: ARG002 - as all
        opened = self._open()
        if isinstance(opened, pa.ipc.RecordBatchFileReader):
            rows = opened.get_batch(unit.number)
        else:
            rows = next(batch for number, batch in enumerate(opened) if number == unit.number)
        yield from_arrow(rows.slice(unit.start, unit.stop - unit.start), columns.uses, columns.kept, {})


def _again(mapped: Any) -> Any:
    mapped.seek(0)
    return mapped
