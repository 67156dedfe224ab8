"""legpain-graph page"""

from __future__ import annotations

import click

from legpain_graph import load_pathway
from legpain_graph_cli.common import put, refuse_over


@click.command("page", epilog="PATHWAY is a folder of YAML files, or one file; by default the leg pain pathway.")
@click.argument("pathway", type=click.Path(), required=False)
@click.option("--output", "-o", type=click.Path(dir_okay=False), required=True, help="FILE.html")
def command(pathway: str | None, output: str) -> None:
    """Write a web page that walks patients: one file, works offline from disk, sends nothing anywhere."""
    from pathlib import Path

    from legpain_graph.resources import pathway_folder
    from legpain_graph.web.page import example_files, webpage

    refuse_over(output, pathway)
    found = load_pathway(pathway)
    folder = Path(pathway) if pathway is not None else pathway_folder()
    text = webpage(found, example_files(folder if folder.is_dir() else folder.parent))
    data = text.encode()
    put(output, data)
    click.echo(f"wrote {output}, {len(data) // 1024} KB", err=True)
