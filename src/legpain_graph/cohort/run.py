"""A run over tables: unit by unit, by as many processes as are wanted, written in order; what is done is kept until all is.

    result = run(Request(pathway, find(["patients/"]), "answers.parquet"))

Same rows, same answers, same order, the same bytes, whoever did what and however often it was begun.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import shutil
import signal
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from legpain_graph.cohort import output
from legpain_graph.cohort.batch import Batch
from legpain_graph.cohort.counts import Counts, counts_of
from legpain_graph.cohort.kernel import Kernel
from legpain_graph.cohort.mapping import ColumnMap, TableColumns, columns_of, columns_of_any
from legpain_graph.cohort.parts import Parts
from legpain_graph.cohort.recorded import Reading
from legpain_graph.cohort.source import BLOCK, ROWS, Source, Unit, unreadable, why
from legpain_graph.cohort.table import rejects_of, rejects_schema, rows_of, schema_of
from legpain_graph.cohort.tables import open_source
from legpain_graph.errors import Issue, RequestError
from legpain_graph.files import is_stream, refused
from legpain_graph.model.pathway import Pathway

AHEAD: Final = 2
"""Units a process that are given out before those in front of them are written."""
WORTH: Final = 10_000_000
"""Bytes of tables that are worth compiling the circuit."""
Progress = Callable[[int, int], None]
"""Told of each unit that is done its bytes and its rows."""


@dataclass(frozen=True)
class Request:
    """What is wanted: answers for the rows of `tables`, in `answers`, and the faults in `rejects`; empty names are not written.

    `format`: of the answers, where their name does not say it; `keep`: columns that are carried over; `ignore`, `ignore_others`: columns that are passed over; `workers`: processes;
    `fast`: whether the circuit is compiled, where LLVM is installed; not told, where the tables are large. The answers are the same
    """

    pathway: Pathway
    tables: Sequence[str]
    answers: str = ""
    rejects: str = ""
    format: str = ""
    mapped: ColumnMap | None = None
    keep: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    ignore_others: bool = False
    workers: int = 1
    fast: bool | None = None


class _Job(NamedTuple):
    """What a process is told."""

    pathway: Pathway
    tables: Sequence[str]
    columns: Sequence[TableColumns]
    kept: Mapping[str, pa.DataType]
    folder: str
    rows: bool
    """Whether answers are wanted."""
    rejects: bool
    fast: bool


class _Task(NamedTuple):
    """A unit of one of the tables, numbered through all of them."""

    number: int
    table: int
    unit: Unit


def run(request: Request, progress: Progress = lambda *_: None) -> Counts:
    """Answers the request; what was counted of the rows.

    errors: RequestError where a table or a column is not what it should be, or what is wanted cannot be written: what was there stays
        as it was, and the parts that are done are kept for the same request
    """
    sources = [open_source(path) for path in request.tables]
    columns = [_columns(request, source) for source in sources]
    kept = _kept(sources, columns)
    schema = schema_of(kept, request.pathway)
    with _folder(request) as folder:
        parts = Parts(folder)
        parts.begin(_named(request))
        fast = request.fast if request.fast is not None else sum(map(os.path.getsize, request.tables)) > WORTH
        wanted = bool(request.answers), bool(request.rejects)
        job = _Job(request.pathway, request.tables, columns, kept, folder, *wanted, fast)
        units = ((table, unit) for table, source in enumerate(sources) for unit in source.units())
        tasks = (_Task(number, *each) for number, each in enumerate(units))
        files, counts = None, Counts()
        try:
            files = _Files(request, parts, schema)
            table, first = 0, 1
            for task, found in _shared(job, parts, tasks, request.workers):
                table, first = task.table, (first if task.table == table else 1)
                files.add(task.number, first)
                first += found.rows
                counts.add(found)
                progress(task.unit.weight, found.rows)
            files.close()
        except BaseException as error:
            if files is not None:
                files.leave()
            stopped = _stopped(error, request, counts.rows)
            raise stopped from (error.__cause__ if stopped is error else None)
        parts.remove()
    return counts


def _columns(request: Request, source: Source) -> TableColumns:
    """What the columns of a table are."""
    mapped = request.mapped or ColumnMap({})
    mapped = replace(mapped, ignore=(*mapped.ignore, *request.ignore))
    words, others = request.pathway.vocabulary, request.ignore_others
    if source.kinds is None:
        return columns_of_any(words, mapped, keep=request.keep, ignore_others=others)
    return columns_of(source.kinds, words, mapped, keep=request.keep, ignore_others=others, file=source.path)


def _kept(sources: Sequence[Source], columns: Sequence[TableColumns]) -> dict[str, pa.DataType]:
    """The columns that are carried over from any table, each with its type; text, where the tables disagree."""
    found: dict[str, pa.DataType] = {}
    for source, each in zip(sources, columns, strict=True):
        for name in each.kept:
            kind = pa.string() if source.kinds is None else source.kinds[name]
            kind = kind.value_type if pa.types.is_dictionary(kind) else kind
            found[name] = kind if found.get(name, kind) == kind else pa.string()
    return found


def _named(request: Request) -> dict[str, Any]:
    """What makes two requests the same one: then what is done of it is done."""
    from legpain_graph import __version__

    files = [(os.path.abspath(path), *_state(path)) for path in request.tables]
    wanted = [repr(getattr(request, name)) for name in ("mapped", "keep", "ignore", "ignore_others", "format")]
    hash_ = request.pathway.hash or os.urandom(8).hex()
    return {"engine": __version__, "pathway": hash_, "tables": files, "wanted": wanted, "rows": ROWS, "block": BLOCK}


def _state(path: str) -> tuple[int, int]:
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns


@contextmanager
def _folder(request: Request) -> Iterator[str]:
    """Where the parts are: beside the answers, and kept where the run does not come to its end; else in a place that is soon gone."""
    if request.answers and not is_stream(request.answers):
        folder, name = os.path.split(os.path.realpath(request.answers))
        yield os.path.join(folder, f".{name}.unfinished")
    else:
        with tempfile.TemporaryDirectory(prefix="legpain-graph-") as folder:
            yield os.path.join(folder, "parts")


def _shared(job: _Job, parts: Parts, tasks: Iterator[_Task], workers: int) -> Iterator[tuple[_Task, Counts]]:
    """What was counted of each unit, in order. Each process starts afresh: no thread of this one is copied."""
    if workers < 2:
        worker = None
        for task in tasks:
            found = parts.done(task.number)
            if found is None:
                worker = worker or _Worker(job)
                found = worker.do(task)
            yield task, found
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (job,))
    try:
        waiting: deque[tuple[_Task, Counts | Future[Counts]]] = deque()
        for task in tasks:
            waiting.append((task, parts.done(task.number) or pool.submit(_do, task)))
            if len(waiting) > AHEAD * workers:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())
    finally:
        pool.shutdown(wait=sys.exc_info()[0] is None, cancel_futures=True)


def _finished(task: _Task, found: Counts | Future[Counts]) -> tuple[_Task, Counts]:
    return task, found if isinstance(found, Counts) else found.result()


class _Worker:
    """Does units of a job."""

    def __init__(self, job: _Job) -> None:
        self.job, self.parts, self.kernel = job, Parts(job.folder), Kernel(job.pathway, fast=job.fast)
        self.opened: dict[int, tuple[Source, Reading]] = {}

    def do(self, task: _Task) -> Counts:
        """Answers the rows of a unit, and writes what is wanted of it."""
        counts, rejects = Counts(), list[pa.RecordBatch]()

        def write(path: str) -> None:
            with pa.ipc.new_file(path, schema_of(self.job.kept, self.job.pathway)) as file:
                for rows in self._rows(task, counts, rejects):
                    file.write_batch(rows)

        if self.job.rows:
            self.parts.write(task.number, "rows", write)
        else:
            deque(self._rows(task, counts, rejects), maxlen=0)
        if self.job.rejects:
            self.parts.write(task.number, "rejects", partial(_write_rejects, rejects, self.job.pathway))
        self.parts.write(task.number, "done", partial(_write_counts, counts))
        return counts

    def _rows(self, task: _Task, counts: Counts, rejects: list[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The answers, where they are wanted; counts them, and puts the faults aside."""
        source, reading = self._open(task.table)
        kernel, words = self.kernel, self.job.pathway.vocabulary
        batches = source.batches(task.unit, self.job.columns[task.table], words)
        while (batch := _next(batches, source.path)) is not None:
            first = counts.rows
            answers = kernel.answers(batch, reading)
            counts.add(counts_of(answers, kernel))
            if self.job.rejects and answers.faults:
                rejects.append(rejects_of(answers, kernel, source.path, first))
            if self.job.rows:
                yield rows_of(answers, _fit(batch, self.job.kept), kernel, source.path, first)

    def _open(self, table: int) -> tuple[Source, Reading]:
        if table not in self.opened:
            source = open_source(self.job.tables[table])
            self.opened[table] = source, self.kernel.reading(self.job.columns[table], plain=source.plain)
        return self.opened[table]


def _next(batches: Iterator[Batch], path: str) -> Batch | None:
    """The next batch. errors: RequestError where the file cannot be read to its end"""
    try:
        return next(batches, None)
    except (OSError, pa.ArrowException) as error:
        raise unreadable(path, error) from None


def _fit(batch: Batch, kept: Mapping[str, pa.DataType]) -> Batch:
    """The batch with all that is carried over from any table."""
    found = {
        name: batch.kept[name].cast(kind) if name in batch.kept else pa.nulls(batch.size, kind)
        for name, kind in kept.items()
    }
    return replace(batch, kept=found)


def _write_rejects(rejects: Sequence[pa.RecordBatch], pathway: Pathway, path: str) -> None:
    with pa.ipc.new_file(path, rejects_schema(pathway)) as file:
        for rows in rejects:
            file.write_batch(rows)


def _write_counts(counts: Counts, path: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump(counts.as_dict(), file)


_worker: _Worker | None = None


def _begin(job: _Job) -> None:
    """Makes a process ready. Ctrl-C is for the first one to hear; when that is gone, nobody waits for this one."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.enable()
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    _worker = _Worker(job)


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _do(task: _Task) -> Counts:
    assert _worker is not None
    return _worker.do(task)


class _Files:
    """The answers and the rejects, written under other names until they are whole."""

    def __init__(self, request: Request, parts: Parts, schema: pa.Schema) -> None:
        self.parts = parts
        wanted = (
            ("rows", request.answers, request.format, schema),
            ("rejects", request.rejects, "", rejects_schema(request.pathway)),
        )
        self.targets = {kind: path for kind, path, _, _ in wanted if path}
        for path in self.targets.values():
            if not is_stream(path) and os.path.exists(path) and not os.access(path, os.W_OK):
                raise refused(path, "cannot be written: it is read-only")
        self.writers: dict[str, output.Writer] = {}
        try:
            for kind, path, format_, rows in wanted:
                if path:
                    self.writers[kind] = output.writer(self._beside(kind), format_ or output.format_of(path), rows)
        except BaseException:
            self.leave()
            raise

    def _beside(self, kind: str) -> str:
        return os.path.join(self.parts.folder, f"{kind}.begun")

    def add(self, number: int, first: int) -> None:
        """Adds the rows of a unit, the first of which has the number `first` in its table."""
        for kind, writer in self.writers.items():
            for rows in self.parts.rows(number, kind):
                place = rows.schema.get_field_index("row")
                numbers = pc.add(rows.column(place), first)
                writer.write(rows.set_column(place, rows.schema.field(place), numbers))

    def close(self) -> None:
        """Gives the files their names: the rejects first, so that no answers stand there without them."""
        for writer in self.writers.values():
            writer.close()
        for kind, path in reversed(self.targets.items()):
            if is_stream(path):
                with open(self._beside(kind), "rb") as source, open(path, "wb") as stream:
                    shutil.copyfileobj(source, stream)
                continue
            with output.whole(path) as beside:
                _moved(self._beside(kind), beside)

    def leave(self) -> None:
        """Leaves nothing of them."""
        for kind in self.targets:
            with suppress(OSError):
                os.unlink(self._beside(kind))


def _moved(source: str, target: str) -> None:
    """Gives a file another name, on another disk too."""
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(source, target)


def _stopped(error: BaseException, request: Request, rows: int) -> BaseException:
    """What is raised where a run does not come to its end: it says where to go on."""
    if isinstance(error, BrokenProcessPool):
        hint = "was there too little memory? --workers 1 takes the least"
        error = RequestError([Issue("run", "a process of the run was ended", hint=hint)])
    elif isinstance(error, OSError | pa.ArrowException):
        error = refused(request.answers or request.rejects, f"cannot be written: {why(error)}")
    if rows and request.answers and not is_stream(request.answers):
        note = f"{rows:,} rows are done and kept; the same command goes on from there"
        if isinstance(error, RequestError):
            error = RequestError([*error.issues, Issue("note", note)])
        else:
            error.add_note(note)
    return error
