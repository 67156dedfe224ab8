"""Reports of an audit: one writer a format, each from the same data, so that the numbers are the same in all of them."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from legpain_graph.report.audit.remarks import Report

__all__ = ["FORMATS", "Report", "format_of", "write_report"]

FORMATS: Final = {
    "text": (".txt",),
    "json": (".json",),
    "markdown": (".md", ".markdown"),
    "github": (".github",),
    "junit": (".xml",),
    "sarif": (".sarif", ".sarif.json"),
    "lcov": (".info", ".lcov"),
    "html": (".html", ".htm"),
}
"""Every format, with the endings of a file that say it, the usual one first; each is a module here with a function `write`."""


def write_report(report: Report, format_: str) -> str:
    """The report in one of FORMATS."""
    text: str = import_module(f"legpain_graph.report.audit.{format_}").write(report)
    return text


def format_of(path: str) -> str:
    """The format that a file's ending says; empty where it says none."""
    said = [(ending, name) for name, endings in FORMATS.items() for ending in endings if path.lower().endswith(ending)]
    return max(said, key=lambda found: len(found[0]), default=("", ""))[1]
