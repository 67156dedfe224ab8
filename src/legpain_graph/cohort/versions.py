"""Runs two versions of a pathway over the same tables, and compares what they answer."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from legpain_graph.cohort import output
from legpain_graph.cohort.difference import Differences, differ, schema_of
from legpain_graph.cohort.mapping import recordable
from legpain_graph.cohort.run import Progress, Request, run


def compare_rows(
    old: Request, new: Request, renamed: Mapping[str, str], changed: str = "", progress: Progress = lambda *_: None
) -> Differences:
    """What differs over the rows of two requests, which name the same tables; the rows that do are written to `changed`, where that is told.

    A column that is a finding in one version only is passed over by the other. `renamed`: what nodes of the old version are called now
    errors: as of `run`
    """
    words = [set(recordable(each.pathway.vocabulary)) for each in (old, new)]
    found = Differences()
    home = os.path.dirname(os.path.realpath(changed)) if changed else None
    with tempfile.TemporaryDirectory(prefix=".legpain-graph-", dir=home) as folder:
        paths = [os.path.join(folder, name) for name in ("old.arrow", "new.arrow")]
        for request, path, known, others in zip((old, new), paths, words, reversed(words), strict=True):
            ignore = (*request.ignore, *sorted(others - known))
            run(replace(request, answers=path, rejects="", ignore=ignore), progress)
        schema = schema_of(*(pa.ipc.open_file(pa.memory_map(path)).schema for path in paths))
        rows = differ(_batches(paths[0]), _batches(paths[1]), renamed, found)
        if changed:
            _write(rows, changed, schema)
        else:
            for _ in rows:
                pass
    return found


def _batches(path: str) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(path) as mapped:
        file = pa.ipc.open_file(mapped)
        for number in range(file.num_record_batches):
            yield file.get_batch(number)


def _write(rows: Iterator[pa.RecordBatch] | Sequence[pa.RecordBatch], path: str, schema: pa.Schema) -> None:
    with output.whole(path) as beside:
        writer = output.writer(beside, output.format_of(path), schema)
        for each in rows:
            writer.write(each)
        writer.close()
