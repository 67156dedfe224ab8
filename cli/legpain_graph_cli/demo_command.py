"""legpain-graph demo"""

from __future__ import annotations

import os.path

import click

CASE = "two-dvt-and-toe-ulcer"


@click.command("demo")
@click.option("--output", "-o", type=click.Path(file_okay=False), default="legpain-demo", show_default=True)
def command(output: str) -> None:
    """Walk a worked case, print where it leads, and draw the path as SVG and PNG."""
    from legpain_graph import load_pathway
    from legpain_graph.case.read import read_case_file
    from legpain_graph.draw.picture import picture_of
    from legpain_graph.files import make_folder
    from legpain_graph.report.screen import screen
    from legpain_graph.resources import pathway_folder
    from legpain_graph.walk.walker import Walker
    from legpain_graph_cli.common import walk_case
    from legpain_graph_cli.render_command import write

    path = pathway_folder() / "cases" / f"{CASE}.case.yaml"
    source = read_case_file(path)
    walker = Walker(load_pathway(cache=True))
    walk = walk_case(walker, source)
    make_folder(output)
    click.echo(screen(walk), nl=False)
    picture = picture_of(walker.pathway, walk, "path")
    for format_ in ("svg", "png"):
        write(picture, os.path.join(output, f"walk.{format_}"), format_)
    click.echo(f"The case:      {path}")
    click.echo(f"The path drawn: {os.path.join(output, 'walk.svg')} and {os.path.join(output, 'walk.png')}")
