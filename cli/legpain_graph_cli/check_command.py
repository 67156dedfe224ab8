"""legpain-graph check"""

from __future__ import annotations

import click

from legpain_graph.report.check import FORMATS, CheckResult
from legpain_graph_cli.common import refuse_over
from legpain_graph_cli.reports import ReportCommand, destinations, report_options, write_reports


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
    from legpain_graph.load.advice import advice
    from legpain_graph.load.loader import check_pathway
    from legpain_graph.resources import pathway_path

    wanted = destinations(ctx, formats, outputs, tuple(FORMATS))
    path = pathway if pathway is not None else pathway_path()
    for _, file in wanted:
        refuse_over(file, path)
    found, issues = check_pathway(path)
    notes = list(advice(found)) if found is not None and not issues else []
    result = CheckResult(path, found, issues, notes)
    write_reports({file: FORMATS[format_](result) for format_, file in wanted})
    if issues:
        ctx.exit(1)
