"""legpain-graph audit"""

from __future__ import annotations

import os

import click

from legpain_graph_cli.common import pathway_option


@click.command(
    "audit", epilog="CASES are files, or folders of *.case.yaml; by default the folder `cases` of the pathway."
)
@click.argument("cases", nargs=-1, type=click.Path())
@pathway_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.01),
    default=10.0,
    show_default=True,
    help="For one question to the solver.",
)
@click.pass_context
def command(ctx: click.Context, cases: tuple[str, ...], pathway: str | None, format_: str, seconds: float) -> None:
    """Audit a pathway: what its cases cover of what any patient could, what is proven impossible, what is missing."""
    from legpain_graph import load_pathway
    from legpain_graph.audit import audit
    from legpain_graph.audit.result import State
    from legpain_graph.casefile import find_cases, read_case_file
    from legpain_graph.resources import pathway_folder

    home = os.fspath(pathway if pathway is not None else pathway_folder())
    loaded = load_pathway(home)
    own = os.path.join(home if os.path.isdir(home) else os.path.dirname(home), "cases")
    sources = [read_case_file(name) for name in find_cases(cases or (own,))]
    found = audit(loaded, sources, seconds=seconds)
    if format_ == "json":
        import json

        rows = [
            {
                "id": measure.id,
                "title": measure.title,
                "covered": measure.covered,
                "feasible": measure.feasible,
                "percent": measure.percent,
                "items": [
                    {"id": i.id, "title": i.title, "state": i.state, "cases": len(i.cases), "why": i.why}
                    for i in measure.items
                ],
            }
            for measure in found.measures
        ]
        failed = [str(issue) for issue in found.failed]
        click.echo(json.dumps({"schema": "legpain-graph/audit/1", "measures": rows, "failed": failed}, indent=2))
    else:
        for measure in found.measures:
            click.echo(f"{measure.title:40} {measure.words}, {measure.count(State.INFEASIBLE)} that no patient can")
        for issue in found.failed:
            click.echo(f"error: {issue}")
    if found.failed:
        ctx.exit(1)
