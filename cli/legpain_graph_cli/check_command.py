"""legpain-graph check"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from legpain_graph_cli.common import refuse_over
from legpain_graph_cli.reports import ReportCommand, destinations, report_options, write_reports

if TYPE_CHECKING:
    from legpain_graph.errors import Issue
    from legpain_graph.model.pathway import Pathway

FORMATS: Final = ("text", "json", "github", "junit", "sarif")


@click.command(
    "check",
    cls=ReportCommand,
    epilog="PATHWAY is a folder of YAML files, or one file; by default the leg pain pathway. Several reports at once: "
    "-o check.sarif -f github.",
)
@click.argument("pathway", type=click.Path(), required=False)
@report_options(*FORMATS)
@click.pass_context
def command(ctx: click.Context, pathway: str | None, formats: tuple[str, ...], outputs: tuple[str, ...]) -> None:
    """Check a pathway: every fault of every file, with file, line, column and a hint."""
    from legpain_graph.load.loader import check_pathway
    from legpain_graph.resources import pathway_path

    wanted = destinations(ctx, formats, outputs, FORMATS)
    path = pathway if pathway is not None else pathway_path()
    for _, file in wanted:
        refuse_over(file, path)
    found, issues = check_pathway(path)
    write_reports({file: _written(format_, path, found, issues) for format_, file in wanted})
    if issues:
        ctx.exit(1)


def _written(format_: str, path: str, found: Pathway | None, issues: Sequence[Issue]) -> str:
    """The result of a check in one format; of a sound pathway also what it asks of its authors, which fails nothing."""
    from legpain_graph.load.advice import advice
    from legpain_graph.report.audit import github, junit, sarif
    from legpain_graph.report.audit.remarks import Level, of_issues, repository

    asked = list(advice(found)) if found is not None and not issues else []
    remarks = [*of_issues(issues, Level.ERROR), *of_issues(asked, Level.NOTE)]
    match format_:
        case "json":
            return _json(issues, asked)
        case "github":
            return "".join(f"{line}\n" for line in github.lines(remarks, repository()))
        case "junit":
            return junit.document(remarks, path, repository())
        case "sarif":
            return sarif.document(remarks, repository())
        case _:
            return _text(found, issues, asked)


def _text(found: Pathway | None, issues: Sequence[Issue], asked: Sequence[Issue]) -> str:
    if issues:
        from legpain_graph.errors import plural

        count = plural(len(issues), "error")
        return "".join(f"error: {issue}\n" for issue in issues) + f"{count}\n"
    if found is None:
        return ""
    words = found.vocabulary
    notes = [f"note: {issue.place}: {issue.message}\n" for issue in asked]
    if asked:
        notes.append(f"  hint: {asked[-1].hint}\n")
    return (
        f"{found.id} {found.version} ({found.hash[:8]}): sound. {len(found.nodes)} nodes, {len(found.edges)} edges, "
        f"{len(words.findings)} findings, {len(words.derived)} derived, {len(found.statements)} statements.\n"
    ) + "".join(notes)


def _json(issues: Sequence[Issue], asked: Sequence[Issue]) -> str:
    data = {"schema": "legpain-graph/check/1", "issues": _rows(issues), "notes": _rows(asked)}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _rows(issues: Sequence[Issue]) -> list[dict[str, str | int]]:
    return [
        {
            "code": i.code,
            "file": i.place.file,
            "line": i.place.line,
            "column": i.place.column,
            "message": i.message,
            "hint": i.hint,
        }
        for i in issues
    ]
