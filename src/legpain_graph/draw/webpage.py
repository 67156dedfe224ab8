"""The web page of a pathway: one file that works from disk, asks nothing of the network and sends nothing anywhere."""

from __future__ import annotations

from importlib.resources import files


def script_text(name: str) -> str:
    """One piece of the page's script."""
    return (files("legpain_graph") / "draw" / "web" / f"{name}.js").read_text("utf-8")
