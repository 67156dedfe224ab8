"""legpain-graph audit"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from legpain_graph.report.audit.formats import FORMATS
from legpain_graph_cli.common import faults_options, pathway_option, refuse_over, seconds_option
from legpain_graph_cli.reports import ReportCommand, destinations, report_options, write_reports

if TYPE_CHECKING:
    from legpain_graph.audit.result import Audit
    from legpain_graph.report.audit.formats import Report


@click.command(
    "audit",
    cls=ReportCommand,
    epilog="CASES are files, or folders of *.case.yaml; by default the folder `cases` of the pathway. Several reports at once: "
    "-o audit.sarif -o audit.xml -o audit.html. Exit status 1 where a case does not end as it expects, where the pathway has a "
    "fault, or where less is covered than --fail-under asks for; the reports are written all the same.",
)
@click.argument("cases", nargs=-1, type=click.Path())
@pathway_option
@click.option(
    "--fail-under",
    multiple=True,
    metavar="MEASURE=PERCENT,...",
    help="What must be covered at least: edges=100,paths=95. Exact: 219 of 220 are less than 100. May be repeated.",
)
@report_options(*FORMATS)
@click.option(
    "--mutants",
    is_flag=True,
    help="The mutation score too: which small faults, planted one by one, a case notices, and which of the rest nobody could. A minute.",
)
@click.option(
    "--strength",
    is_flag=True,
    help="How much the safety rules refute of those faults that weaken the pathway. Minutes.",
)
@faults_options
@click.option(
    "--write-missing",
    type=click.Path(),
    metavar="FOLDER",
    help="Write cases that would close what is open, with --mutants also for faults that no case notices, each for a clinician to "
    "confirm. Takes minutes where much is open.",
)
@click.option("--force", is_flag=True, help="Write them into a folder that is not empty.")
@seconds_option
@click.pass_context
def command(
    ctx: click.Context,
    cases: tuple[str, ...],
    pathway: str | None,
    fail_under: tuple[str, ...],
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    mutants: bool,
    strength: bool,
    sample: int | None,
    workers: int,
    write_missing: str | None,
    force: bool,
    seconds: float,
) -> None:
    """Audit a pathway: what its cases cover of what any patient could, what is proven impossible, what is missing."""
    from legpain_graph import load_pathway
    from legpain_graph.audit.gate import parse_gate
    from legpain_graph.audit.run import audit
    from legpain_graph.case.read import find_cases, read_case_file
    from legpain_graph.report.audit.formats import Report
    from legpain_graph.report.audit.remarks import repository
    from legpain_graph.resources import pathway_path

    wanted = destinations(ctx, formats, outputs, tuple(FORMATS))
    gate = parse_gate(fail_under)
    home = os.fspath(pathway if pathway is not None else pathway_path())
    loaded = load_pathway(home)
    own = os.path.join(home if os.path.isdir(home) else os.path.dirname(home), "cases")
    names = find_cases(cases or (own,))
    for _, path in wanted:
        refuse_over(path, home, *names)
    sources = [read_case_file(name) for name in names]
    if write_missing is not None:
        _writable(write_missing, force=force)
    found = audit(
        loaded,
        sources,
        seconds=seconds,
        missing=write_missing is not None,
        mutants=mutants or (sample is not None and not strength),
        strength=strength,
        sample=sample,
        workers=workers,
    )
    report = Report(found, gate, repository())
    report.gate.short(report.audit)  # a measure that was not made is refused before anything is written
    _write(report, wanted)
    if write_missing is not None:
        _write_cases(report.audit, write_missing)
    _say_times(report.audit)
    if not report.passed:
        ctx.exit(1)


def _write(report: Report, wanted: list[tuple[str, str]]) -> None:
    """Writes every report; for GitHub, the job's summary too."""
    from legpain_graph.report.audit.formats import write_report
    from legpain_graph_cli.reports import add_summary, summary_file

    texts = {path: write_report(report, format_) for format_, path in wanted}
    summary = write_report(report, "markdown") if summary_file() and "github" in [name for name, _ in wanted] else ""
    write_reports(texts)
    if summary:
        add_summary(summary)


def _writable(folder: str, *, force: bool) -> None:
    """errors: RequestError where the folder is none, or is not empty and that is not wanted"""
    from legpain_graph.errors import Issue, Place, RequestError

    if os.path.exists(folder) and not os.path.isdir(folder):
        raise RequestError([Issue("output", "is not a folder", Place(folder))])
    if not force and os.path.isdir(folder) and os.listdir(folder):
        hint = "name another folder, or say --force"
        raise RequestError([Issue("output", "is not empty", Place(folder), hint)])


def _write_cases(found: Audit, folder: str) -> None:
    """Writes the generated cases, each whole or not at all."""
    from legpain_graph.case.write import case_yaml
    from legpain_graph.files import make_folder, write_file

    make_folder(folder)
    for source in found.files:
        write_file(os.path.join(folder, f"{source.case.id}.case.yaml"), case_yaml(source).encode())
    click.echo(f"{len(found.files)} cases written to {folder}, for a clinician to confirm", err=True)


def _say_times(found: Audit) -> None:
    """How long each part took, on stderr: the reports are the same each run."""
    total = sum(found.seconds.values())
    parts = sorted(found.seconds.items(), key=lambda item: -item[1])
    longest = ", ".join(f"{name} {spent:.1f}" for name, spent in parts[:3] if spent >= 0.1)
    click.echo(f"{total:.1f} seconds" + (f": {longest}" if longest else ""), err=True)
