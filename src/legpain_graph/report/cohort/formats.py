"""The formats of the figures of a cohort, by the ending of the file."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Final

from legpain_graph.errors import Issue, Place, RequestError, listed
from legpain_graph.report.cohort.figures import Figures

__all__ = ["FORMATS", "Figures", "summary_format", "write_summary"]

FORMATS: Final = {
    "text": (".txt",),
    "json": (".json",),
    "markdown": (".md", ".markdown"),
    "html": (".html", ".htm"),
}
"""Each is a module here with a function `write`."""


def write_summary(figures: Figures, format_: str) -> str:
    """The figures in one of FORMATS."""
    text: str = import_module(f"legpain_graph.report.cohort.{format_}").write(figures)
    return text


def summary_format(path: str) -> str:
    """The format that a file's ending says, text for `-`. errors: RequestError where it says none"""
    if path == "-":
        return "text"
    ending = os.path.splitext(path)[1].lower()
    found = next((name for name, endings in FORMATS.items() if ending in endings), "")
    if not found:
        known = [ending for endings in FORMATS.values() for ending in endings]
        raise RequestError(
            [Issue("output", "its ending says no format", Place(path), f"end it in {listed(known, 'or')}")]
        )
    return found
