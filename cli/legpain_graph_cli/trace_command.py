"""legpain-graph trace"""

from __future__ import annotations

import json

import click

from legpain_graph import load_pathway
from legpain_graph.errors import RequestError, did_you_mean
from legpain_graph.model.trace import Trace, trace
from legpain_graph.report.note import escape
from legpain_graph_cli.common import pathway_option


@click.command(
    "trace", epilog="NAMES are ids of statements, decisions, nodes, edges, findings; without one, all of them."
)
@click.argument("names", nargs=-1)
@pathway_option
@click.option("--summary", is_flag=True, help="Only how many statements have a place.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
def command(names: tuple[str, ...], pathway: str | None, summary: bool, format_: str) -> None:
    """Show where each statement of the source is encoded, and what each place encodes."""
    found = trace(load_pathway(pathway))
    if summary:
        click.echo(found.summary())
    elif format_ == "json":
        click.echo(json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
    elif format_ == "markdown":
        click.echo(_markdown(found))
    else:
        click.echo(_text(found, names or tuple(found.pathway.statements)))


def _text(found: Trace, names: tuple[str, ...]) -> str:
    out: list[str] = []
    for name in names:
        places = [place for place in found.places if place.id == name]
        if name in found.pathway.statements:
            statement = found.pathway.statements[name]
            kind = f" ({statement.decision})" if statement.decision else ""
            out.append(f"{name}{kind}: {statement.text}")
            out += [f"    {place.kind} {place.id}: {place.title}" for place in found.by_statement[name]]
            if statement.not_encoded:
                out.append(f"    not encoded: {statement.not_encoded}")
        elif places:
            for place in places:
                out.append(f"{place.kind} {place.id}: {place.title}")
                for cited in place.statements:
                    text = (
                        found.pathway.statements[cited].text if cited in found.pathway.statements else "does not exist"
                    )
                    out.append(f"    {cited}: {text}")
        else:
            known = [*found.pathway.statements, *(place.id for place in found.places)]
            hint = did_you_mean(name, known)
            raise RequestError(f"nothing is called {name!r}" + (f"; {hint}" if hint else ""))
    return "\n".join(out)


def _markdown(found: Trace) -> str:
    out = [
        "# Where each statement is encoded",
        "",
        found.summary(),
        "",
        "| statement | what it says | where |",
        "|---|---|---|",
    ]
    for item in found.pathway.statements.values():
        where = "; ".join(f"{place.kind} {escape(place.id)}" for place in found.by_statement[item.id])
        reason = f"not encoded: {escape(item.not_encoded)}" if item.not_encoded else ""
        out.append(f"| {item.id} | {escape(item.text)} | {where or reason or '-'} |")
    return "\n".join(out)
