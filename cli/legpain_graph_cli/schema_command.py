"""legpain-graph schema"""

from __future__ import annotations

import json

import click

from legpain_graph_cli.common import pathway_option


@click.command(
    "schema", epilog="In an editor: first line of the file '# yaml-language-server: $schema=./pathway.schema.json'."
)
@click.argument("of", type=click.Choice(["case", "pathway", "walk"]))
@pathway_option
def command(of: str, pathway: str | None) -> None:
    """Print a JSON Schema: of a case of this pathway, of the pathway files, or of the result of one of its walks."""
    from legpain_graph import load_pathway
    from legpain_graph.report.json_schema import case_schema, pathway_schema, walk_schema

    if of == "pathway":
        found = pathway_schema()
    elif of == "walk":
        found = walk_schema(load_pathway(pathway, cache=True))
    else:
        found = case_schema(load_pathway(pathway, cache=True))
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))
