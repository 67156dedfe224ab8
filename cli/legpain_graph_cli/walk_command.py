"""legpain-graph walk"""

from __future__ import annotations

import click

from legpain_graph import load_pathway
from legpain_graph_cli.common import (
    closure_options,
    pathway_option,
    put,
    read_case,
    read_fhir,
    refuse_over,
    terminal_width,
    walk_case,
)


@click.command("walk", epilog="CASE is a JSON or YAML file, or - for standard input.")
@click.argument("case", type=str)
@pathway_option
@closure_options
@click.option(
    "--from",
    "from_",
    type=click.Choice(["case", "fhir"]),
    default="case",
    show_default=True,
    help="fhir: CASE is a QuestionnaireResponse to the pathway's questionnaire (export --to questionnaire).",
)
@click.option(
    "--unknown",
    type=click.Choice(["open", "safest"]),
    default="open",
    show_default=True,
    help="safest goes on to a stop: what to do now if what is open cannot be had.",
)
@click.option(
    "--full", is_flag=True, help="As text, the whole note: citations, closures, what was not used or not done."
)
@click.option("--why-not", metavar="NODE", help="Say why this node was not reached.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "markdown", "patient"]), default="text", show_default=True
)
@click.option("--output", "-o", type=click.Path(), help="Write to a file instead of standard output.")
def command(
    case: str,
    pathway: str | None,
    normal: tuple[str, ...],
    not_done: tuple[str, ...],
    from_: str,
    unknown: str,
    full: bool,
    why_not: str | None,
    format_: str,
    output: str | None,
) -> None:
    """Walk one patient: where it leads, why, what is still open, and what to ask next."""
    from legpain_graph.walk.walker import Walker

    refuse_over(output, case, pathway)
    if from_ == "case":
        source = read_case(case, normal, not_done)
        walker = Walker(load_pathway(pathway, cache=True))
    else:
        walker = Walker(load_pathway(pathway, cache=True))
        source = read_fhir(case, walker.pathway, normal, not_done)
    walk = walk_case(walker, source)
    if unknown == "safest" or (format_ != "json" and not (walk.settled and walk.complete)):
        walk = walker.acting_now(walk)
    if why_not is not None:
        from legpain_graph.report.note import why_not_text

        state, findings = walker.why_not(walk, why_not)
        if format_ == "json":
            import json

            shown = (
                json.dumps(
                    {
                        "node": why_not,
                        "state": state,
                        "findings": {name: walk.value(name) for name in findings if name in walk.facts.known},
                    },
                    indent=2,
                )
                + "\n"
            )
        else:
            shown = why_not_text(walk, walker.pathway.nodes[why_not], state, findings)
    elif format_ == "json":
        shown = walk.to_json()
    elif format_ == "patient":
        from legpain_graph.report.leaflet import leaflet

        shown = leaflet(walk)
    elif format_ == "markdown" or full:
        from legpain_graph.report import note

        shown = note.markdown(walk) if format_ == "markdown" else note.text(walk)
    else:
        from legpain_graph.report.screen import screen

        shown = screen(walk, terminal_width())
    put(output, shown)
