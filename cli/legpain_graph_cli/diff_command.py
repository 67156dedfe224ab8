"""legpain-graph diff"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from legpain_graph.errors import Issue, Place, RequestError
from legpain_graph.report.diff.formats import FORMATS, write_diff
from legpain_graph_cli.common import put, refuse_over, seconds_option

if TYPE_CHECKING:
    from legpain_graph.case.read import CaseFile
    from legpain_graph.compare.version import Version


@click.command(
    "diff",
    epilog="OLD and NEW are a pathway's folder or file, or what git kept of it: HEAD~3:pathway/leg_pain (the path from the top of "
    "the repository; HEAD~3:./leg_pain from here). Exit status: 0 no patient changes, which is then proven; 1 something changes, or "
    "is not decided; 2 a version does not load.",
)
@click.argument("old", type=str)
@click.argument("new", type=str)
@click.option(
    "--cases",
    type=click.Path(),
    metavar="DIR",
    help="Worked cases.  [default: those beside NEW, else those beside OLD]",
)
@click.option("--picture", type=click.Path(dir_okay=False), metavar="FILE.svg", help="Draw NEW, with what has changed.")
@seconds_option
@click.option("--patients", type=click.IntRange(0, 500), default=12, show_default=True, help="Shown at most.")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--output", "-o", type=click.Path(), help="Write to a file instead of standard output.")
@click.pass_context
def command(
    ctx: click.Context,
    old: str,
    new: str,
    cases: str | None,
    picture: str | None,
    seconds: float,
    patients: int,
    format_: str,
    output: str | None,
) -> None:
    """Compare two versions of a pathway: what changed, and for which patients; what became less urgent comes first.

    The solver asks of every refer, stop, diagnosis, test and action, and of the urgency, whether any patient is treated differently,
    and shows one, as both versions walk them. "No patient changes" is said only where it is proven.
    """
    from legpain_graph.compare.comparison import compare
    from legpain_graph.compare.version import read_version
    from legpain_graph_cli.main import printable
    from legpain_graph_cli.render_command import ending_of, write

    ending = ending_of(picture) if picture is not None else ""
    refuse_over(output, old, new)
    before, after = read_version(old), read_version(new)
    found = compare(before.pathway, after.pathway, _cases(cases, before, after), seconds=seconds, patients=patients)
    if picture is not None:
        from legpain_graph.draw.picture import picture_of_changes

        for name in write(picture_of_changes(before.pathway, after.pathway), picture, ending):
            click.echo(f"wrote {name}", err=True)
    text = write_diff(found, (old, new), format_)
    put(output, text if format_ == "json" else printable(text))
    click.echo(f"{len(found.effects)} questions, {found.seconds:.1f} seconds", err=True)
    if not found.nobody:
        ctx.exit(1)


def _cases(folder: str | None, before: Version, after: Version) -> tuple[CaseFile, ...]:
    """The worked cases to walk: those asked for, else those that lie beside a version."""
    if folder is None:
        return (after if after.files else before).cases()
    from legpain_graph.case.read import parse_case
    from legpain_graph.compare.version import case_files
    from legpain_graph.resources import CASE_ENDINGS

    files = case_files(folder)
    if not files:
        raise RequestError([Issue("cases", f"no case file (*{CASE_ENDINGS[0]}) here", Place(folder))])
    return tuple(parse_case(data, file) for file, data in files.items())
