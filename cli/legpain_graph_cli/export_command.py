"""legpain-graph export"""

from __future__ import annotations

import click

from legpain_graph_cli.common import pathway_option, put, refuse_over

FORMATS = {"questionnaire": "legpain_graph.exchange.questionnaire"}
"""Where the function of that name makes it, as JSON data."""


@click.command("export")
@pathway_option
@click.option("--to", "to", type=click.Choice(list(FORMATS)), required=True, help="A FHIR Questionnaire.")
@click.option(
    "--fhir", "release", type=click.Choice(["R4", "R5"]), default="R4", show_default=True, help="The release of FHIR."
)
@click.option("--output", "-o", type=click.Path(), help="Write to a file instead of standard output.")
def command(pathway: str | None, to: str, release: str, output: str | None) -> None:
    """Write the pathway in a format of health software."""
    import json
    from importlib import import_module

    from legpain_graph import load_pathway

    refuse_over(output, pathway)
    found = getattr(import_module(FORMATS[to]), to)(load_pathway(pathway, cache=True), release)
    put(output, json.dumps(found, indent=2, ensure_ascii=False) + "\n")
