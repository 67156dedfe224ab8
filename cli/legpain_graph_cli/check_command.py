"""legpain-graph check"""

from __future__ import annotations

import json

import click


@click.command("check", epilog="PATHWAY is a folder of YAML files, or one file; by default the leg pain pathway.")
@click.argument("pathway", type=click.Path(), required=False)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(ctx: click.Context, pathway: str | None, format_: str) -> None:
    """Check a pathway: every fault of every file, with file, line, column and a hint."""
    from legpain_graph.load import check_pathway
    from legpain_graph.resources import pathway_folder

    found, issues = check_pathway(pathway if pathway is not None else pathway_folder())
    if format_ == "json":
        rows = [
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
        click.echo(json.dumps({"schema": "legpain-graph/check/1", "issues": rows}, indent=2, ensure_ascii=False))
    elif issues:
        from legpain_graph_cli.main import printable

        for issue in issues:
            click.echo(f"error: {printable(str(issue))}")
        click.echo(f"{len(issues)} error{'' if len(issues) == 1 else 's'}")
    elif found is not None:
        words = found.vocabulary
        click.echo(
            f"{found.id} {found.version} ({found.hash[:8]}): sound. {len(found.nodes)} nodes, {len(found.edges)} edges, "
            f"{len(words.findings)} findings, {len(words.derived)} derived, {len(found.statements)} statements."
        )
    if issues:
        ctx.exit(1)
