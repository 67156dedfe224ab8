"""Reports of an audit: one writer a format, each from the same data, so that the numbers are the same in all of them."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from legpain_graph.report.audit.remarks import Report

__all__ = ["FORMATS", "Report", "format_of", "written"]

FORMATS: Final = {
    "text": ".txt",
    "json": ".json",
    "markdown": ".md",
    "github": ".github",
    "junit": ".xml",
    "sarif": ".sarif",
    "lcov": ".info",
    "html": ".html",
}
"""Every format, with the ending of a file that says it."""
_MORE_ENDINGS: Final = {".sarif.json": "sarif", ".lcov": "lcov", ".htm": "html", ".markdown": "markdown"}


def written(report: Report, format_: str) -> str:
    """The report in one of FORMATS."""
    text: str = import_module(f"legpain_graph.report.audit.{format_}").write(report)
    return text


def format_of(path: str) -> str:
    """The format that a file's ending says; empty where it says none."""
    endings = {**_MORE_ENDINGS, **{ending: name for name, ending in FORMATS.items()}}
    return next((name for ending, name in endings.items() if path.lower().endswith(ending)), "")
