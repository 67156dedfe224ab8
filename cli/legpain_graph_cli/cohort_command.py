"""legpain-graph cohort"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import click

from legpain_graph_cli.common import needs, pathway_option, put, read_bytes, refuse_over

if TYPE_CHECKING:
    from legpain_graph.cohort.mapping import ColumnMap
    from legpain_graph.model.pathway import Pathway

ROWS: Final = ("parquet", "arrow", "csv", "ndjson")
REJECTS: Final = ".rejects.csv"
WORTH: Final = 10_000_000
"""Bytes for which more than one process is worth its start."""


@click.command(
    "cohort",
    epilog="IN are tables - Parquet, Arrow, CSV, lines of JSON - or folders or patterns of them: a row a patient, a column a finding; "
    "the columns normal and not_done name what is closed. Exit status 1 where a row is no case: it is answered with its fault, and "
    "stands in the rejects; with --diff where a row changes.",
)
@click.argument("tables", nargs=-1, required=True, type=click.Path(), metavar="IN...")
@pathway_option
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False),
    metavar="OUT",
    help=f"Write the answers there: .{', .'.join(ROWS)}.",
)
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help=f"Write the faults there.  [default: OUT{REJECTS}]",
)
@click.option(
    "--summary", multiple=True, type=click.Path(dir_okay=False), metavar="FILE",
    help="Write the figures there: .txt, .json, .md or .html; - prints them, which is the default. May be repeated.",
)  # fmt: skip
@click.option("--suppress", type=click.IntRange(min=0), default=0, metavar="N", help="Tell no number from 1 to N, and round the others to 5.")  # fmt: skip
@click.option("--columns", type=click.Path(dir_okay=False), metavar="MAP", help="A file that maps the table's own names, codes and units.")  # fmt: skip
@click.option("--keep", multiple=True, metavar="COLUMN", help="Carry a column over to the answers, as id is. May be repeated.")  # fmt: skip
@click.option(
    "--ignore", multiple=True, metavar="COLUMN", help="Pass over a column that is no finding. May be repeated."
)
@click.option(
    "--ignore-others", is_flag=True, help="Pass over every column that is no finding: also one that is misspelt."
)
@click.option("--diff", nargs=2, metavar="OLD NEW", help="Answer with two versions of a pathway: who changes, from where to where; -o OUT has the rows that do.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes.  [default: one a core]")
def command(
    tables: tuple[str, ...],
    pathway: str | None,
    output: str | None,
    rejects: str | None,
    summary: tuple[str, ...],
    suppress: int,
    columns: str | None,
    keep: tuple[str, ...],
    ignore: tuple[str, ...],
    ignore_others: bool,
    diff: tuple[str, str] | None,
    workers: int | None,
) -> None:
    """Walk a cohort: every row of a table, in order; and how many end how."""
    from legpain_graph import load_pathway

    with needs("cohort", "cohort", "numpy", "pyarrow"):
        from legpain_graph.cohort.run import Request, run
        from legpain_graph.cohort.tables import find
        from legpain_graph.cohort.versions import compare_rows
        from legpain_graph.compare.structure import renamings
        from legpain_graph.compare.version import read_version
        from legpain_graph.report.cohort.change import FORMATS as CHANGE
        from legpain_graph.report.cohort.change import Change
        from legpain_graph.report.cohort.formats import Figures, summary_format, write_summary
    gc.enable()  # a run is long
    if diff is not None and (pathway is not None or rejects is not None):
        raise click.UsageError("--diff names its two pathways itself, and writes no rejects")
    wanted = [(summary_format(path), path) for path in summary or ("-",)]
    if diff is not None and any(format_ not in CHANGE for format_, _ in wanted):
        raise click.UsageError(f"what changes is told as {' or '.join(CHANGE)}: --summary FILE.txt, FILE.json")
    found = load_pathway(pathway) if diff is None else read_version(diff[1]).pathway
    files = find(tables)
    rejects = rejects if rejects is not None or output is None or diff is not None else output + REJECTS
    for path in (output, rejects, *summary):
        refuse_over(path, pathway, columns, *files)
    size = sum(map(_size, files))
    request = Request(
        found,
        files,
        output or "",
        rejects or "",
        mapped=_map(columns, found) if columns is not None else None,
        keep=keep,
        ignore=ignore,
        ignore_others=ignore_others,
        workers=workers if workers is not None else _cores() if size > WORTH else 1,
    )
    if diff is not None:
        old = read_version(diff[0]).pathway
        before = replace(request, pathway=old, mapped=_map(columns, old) if columns is not None else None)
        with _progress(2 * size) as progress:
            differences = compare_rows(before, request, renamings(old, found), output or "", progress)
        change = Change(old, found, differences, suppress)
        for format_, path in wanted:
            put(path, CHANGE[format_](change))
        if differences.changed:
            sys.exit(1)
        return
    with _progress(size) as progress:
        try:
            counts = run(request, progress)
        except KeyboardInterrupt as stopped:
            for note in getattr(stopped, "__notes__", ()):
                click.echo(f"\n{note}", err=True)
            raise
    figures = Figures(found, counts, suppress)
    for format_, path in wanted:
        put(path, write_summary(figures, format_))
    if counts.faulty:
        sys.exit(1)


def _size(path: str) -> int:
    """Its bytes; what is no file, a run says."""
    return os.path.getsize(path) if os.path.isfile(path) else 0


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _map(path: str, pathway: Pathway) -> ColumnMap:
    from legpain_graph.cohort.mapping import read_map

    return read_map(read_bytes(path), path, pathway.vocabulary)


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, with rows a second and the time left; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    begun, rows = monotonic(), 0

    def rate(_: Any) -> str:
        return f"{rows:,} rows, {rows / max(monotonic() - begun, 0.001):,.0f} a second"

    with click.progressbar(length=size, file=sys.stderr, show_pos=False, item_show_func=rate) as bar:

        def step(weight: int, done: int) -> None:
            nonlocal rows
            rows += done
            bar.update(weight, True)

        yield step
