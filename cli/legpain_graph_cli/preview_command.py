"""legpain-graph preview"""

from __future__ import annotations

import gc
import os

import click

from legpain_graph.errors import Issue, Place, RequestError


@click.command("preview", epilog="PATHWAY is a folder of YAML files, or one file; by default the leg pain pathway.")
@click.argument("pathway", type=click.Path(), required=False)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8137, show_default=True, help="Of 127.0.0.1; 0 takes a free one."
)
@click.option("--open/--no-open", "open_", default=False, show_default=True, help="Open it in the browser.")
def command(pathway: str | None, port: int, open_: bool) -> None:
    """Show a pathway while you write it: a page on this machine alone that follows the files and shows every fault."""
    from legpain_graph.preview.follow import Follower
    from legpain_graph.preview.server import server
    from legpain_graph.resources import pathway_folder
    from legpain_graph_cli.main import printable

    gc.enable()  # off for commands that are one short run; this one may be left open for a day
    path = pathway if pathway is not None else str(pathway_folder())
    if not os.path.exists(path):
        raise RequestError([Issue("file", "no such file or folder", Place(printable(path)))])
    follower = Follower(path, tell=lambda text: click.echo(text, err=True))
    made = server(follower, port)
    click.echo(made.url)
    click.echo(f"following {printable(path)}; Ctrl-C ends it", err=True)
    if open_:
        import webbrowser

        webbrowser.open(made.url)
    made.serve()
    click.echo("ended", err=True)
