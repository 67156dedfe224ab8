"""legpain-graph render"""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING

import click

from legpain_graph import load_pathway
from legpain_graph.draw.formats import FORMATS
from legpain_graph.errors import RequestError
from legpain_graph_cli.common import closure_options, pathway_option, put, read_case, refuse_over, walk_case

if TYPE_CHECKING:
    from legpain_graph.draw.picture import Picture

PAPERS = ("a4", "a4-portrait", "a4-landscape", "a3", "a3-portrait", "a3-landscape")


@click.command(
    "render",
    epilog="CASE is a JSON or YAML file, or - for standard input; without one nobody's path stands out. "
    "VIEW: overview, whole, stage:STAGE (an id or a step's number), path (what the case met), around:NODE.",
)
@click.argument("case", type=str, required=False)
@pathway_option
@closure_options
@click.option("--output", "-o", type=click.Path(dir_okay=False), required=True, help=f"FILE.{', .'.join(FORMATS)}")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="The format, where the file's ending does not say it."
)
@click.option("--view", metavar="VIEW", help="What to draw; see below.  [default: path with a case, else whole]")
@click.option(
    "--paper",
    type=click.Choice(PAPERS),
    help="On sheets that can be read in print: a PDF of several pages, or files FILE-1, FILE-2 ...  [PDF: a3]",
)
@click.option("--dpi", type=click.IntRange(40, 600), default=150, show_default=True, help="Of a PNG.")
@click.option(
    "--coverage", type=click.Path(dir_okay=False), metavar="FILE", help="Mark what a coverage map (JSON) says."
)
@click.option("--diff", type=click.Path(), metavar="OLD", help="Mark what has changed since the pathway OLD.")
@click.option(
    "--cohort", type=click.Path(dir_okay=False), metavar="FILE",
    help="On every edge how many of a cohort walked it, as thick as that: the figures that `cohort --summary FILE.json` wrote.",
)  # fmt: skip
def command(
    case: str | None,
    pathway: str | None,
    normal: tuple[str, ...],
    not_done: tuple[str, ...],
    output: str,
    format_: str | None,
    view: str | None,
    paper: str | None,
    dpi: int,
    coverage: str | None,
    diff: str | None,
    cohort: str | None,
) -> None:
    """Draw the flowchart; with a case the path taken stands out, numbered, and what is ruled out is grey."""
    from legpain_graph.draw.content.views import view_of
    from legpain_graph.draw.picture import picture_of, picture_of_changes, picture_of_flow

    ending = format_ or ending_of(output)
    if sum(option is not None for option in (case, coverage, diff, cohort)) > 1:
        raise click.UsageError("a case, --coverage, --diff and --cohort are pictures of their own: one at a time")
    refuse_over(output, case, pathway, coverage, diff, cohort)
    view = view or ("whole" if case is None else "path")
    view_of(view)  # what is wrong with it is said before anything is read
    found = load_pathway(pathway)
    walk = None
    if case is not None:
        from legpain_graph.walk.walker import Walker

        walk = walk_case(Walker(found), read_case(case, normal, not_done))
    elif normal or not_done:
        raise click.UsageError("--normal and --not-done need a case")
    if coverage is not None:
        from legpain_graph.draw.content.annotations import read_coverage

        marks = read_coverage(coverage, found)
        picture = picture_of(found, None, view, f"Coverage: {os.path.basename(coverage)}", marks)
    elif cohort is not None:
        from legpain_graph.draw.content.flow import read_flow

        flow = read_flow(cohort, found)
        picture = picture_of_flow(
            found, flow, view, f"{flow.rows:,} patients, counted where their way is sure: {os.path.basename(cohort)}"
        )
    elif diff is not None:
        picture = picture_of_changes(load_pathway(diff), found, view)
    else:
        picture = picture_of(found, walk, view)
    for name in write(picture, output, ending, paper or "", dpi):
        click.echo(f"wrote {name}", err=True)


def ending_of(file: str) -> str:
    """The format of a picture, by the name of its file. errors: RequestError for one that is not drawn"""
    ending = os.path.splitext(file)[1].removeprefix(".").lower()
    if ending not in FORMATS:
        raise RequestError(f"{file}: no picture format {ending!r}; name the file .{', .'.join(FORMATS)}")
    return ending


def write(picture: Picture, output: str, format_: str, paper: str = "", dpi: int = 150) -> list[str]:
    """Writes the picture; the names of its files: `output`, or numbered where there are several."""
    from legpain_graph.draw.picture import files

    made = files(picture, format_, paper, dpi)
    stem, ending = os.path.splitext(output)
    digits = len(str(len(made)))
    names = [output] if len(made) == 1 else [f"{stem}-{n:0{digits}}{ending}" for n in range(1, len(made) + 1)]
    for name, data in zip(names, made, strict=True):
        put(name, data)
    return names
