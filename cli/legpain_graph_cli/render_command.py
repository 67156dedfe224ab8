"""legpain-graph render"""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING

import click

from legpain_graph import load_pathway
from legpain_graph.errors import RequestError
from legpain_graph_cli.common import closure_options, pathway_option, read_case, walk_case, write_file

if TYPE_CHECKING:
    from legpain_graph.model import Pathway
    from legpain_graph.result import Walk

FORMATS = ("svg", "png", "pdf", "dot")
SHEETS = {"a3": (785.2, 1133.9), "a4": (538.6, 785.2)}
"""The printable part, 10 mm of margin off: width and height in points."""
PAPERS = tuple(f"{sheet}-{way}" for sheet in SHEETS for way in ("landscape", "portrait"))


@click.command(
    "render", epilog="CASE is a JSON or YAML file, or - for standard input; without one the whole pathway is drawn."
)
@click.argument("case", type=str, required=False)
@pathway_option
@closure_options
@click.option("--output", "-o", type=click.Path(dir_okay=False), required=True, help="FILE.svg, .png, .pdf or .dot")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="The format, where the file's ending does not say it."
)
@click.option(
    "--stage",
    "stages",
    multiple=True,
    metavar="STAGE",
    help="Draw this panel only; `path`: those that the path meets. May be repeated.",
)
@click.option(
    "--paper",
    type=click.Choice(PAPERS),
    default="a3-landscape",
    show_default=True,
    help="The sheet it is arranged for.",
)
@click.option("--dpi", type=click.IntRange(40, 600), default=150, show_default=True, help="Of a PNG.")
def command(
    case: str | None,
    pathway: str | None,
    normal: tuple[str, ...],
    not_done: tuple[str, ...],
    output: str,
    format_: str | None,
    stages: tuple[str, ...],
    paper: str,
    dpi: int,
) -> None:
    """Draw the flowchart; with a case the path taken stands out, numbered, and what is ruled out is grey."""
    ending = format_ or os.path.splitext(output)[1].removeprefix(".").lower()
    if ending not in FORMATS:
        raise RequestError(f"{output}: no picture format {ending!r}; name the file .svg, .png, .pdf or .dot")
    found = load_pathway(pathway)
    walk = None
    if case is not None:
        from legpain_graph.walk import Walker

        walk = walk_case(Walker(found), read_case(case, normal, not_done))
    elif normal or not_done:
        raise click.UsageError("--normal and --not-done need a case")
    draw(found, walk, output, ending, dpi, stages, paper)
    click.echo(f"wrote {output}", err=True)


def draw(
    pathway: Pathway,
    walk: Walk | None,
    output: str,
    format_: str,
    dpi: int = 150,
    stages: tuple[str, ...] = (),
    paper: str = "a3-landscape",
) -> None:
    """Writes the picture of the pathway, with the path of `walk` where there is one."""
    from legpain_graph.draw.diagram import Walked, diagram
    from legpain_graph.draw.render import rendered

    walked = None
    caption = ""
    if walk is not None:
        from legpain_graph import note
        from legpain_graph.semantics import RULED_OUT

        status, order = walk.status, walk.order
        possible = frozenset(walk.possible)
        taken = frozenset(taken.edge.id for step in walk.path for taken in step.taken)
        sources = {*possible, *walk.reached}
        asks = {ask.node: ask.finding for ask in reversed((*walk.decides_urgency, *walk.decides_plan))}
        words = pathway.vocabulary.findings
        walked = Walked(
            path=tuple(step.node.id for step in walk.path),
            edges=taken,
            possible=possible,
            possible_edges=frozenset(
                edge.id
                for edge, truth in zip(order.edges, status.edges, strict=True)
                if truth != RULED_OUT and edge.source in sources and edge.id not in taken
            ),
            frontier={node: words[name].question or words[name].label for node, name in asks.items()},
        )
        caption = " ".join(part for part in (walk.case.who, note.headline(walk)) if part)
    if stages == ("path",) and walk is not None:
        met = {step.node.stage for step in walk.path}
        stages = tuple(stage.id for stage in pathway.stages if stage.id in met)
    sheet = SHEETS[paper.split("-")[0]]
    size = (max(sheet), min(sheet)) if paper.endswith("landscape") else (min(sheet), max(sheet))
    picture = diagram(pathway, walked, caption, stages=stages)
    write_file(output, rendered(picture, format_, dpi=dpi, paper=size))
