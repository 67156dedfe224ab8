"""Annotations for a run of GitHub Actions: lines on stdout that it shows beside the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from legpain_graph.report.audit.remarks import Level, Remark, Report, relative

MOST: Final = 50
"""Warnings and notes written; GitHub shows ten of each kind a step, and errors come first."""
_WORDS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def write(report: Report) -> str:
    """An annotation for each remark, and one with the measures."""
    numbers = "; ".join(f"{measure.title} {measure.words}" for measure in report.measures)
    last = f"::notice title={_property(report.verdict)}::{_message(numbers)}"
    return "\n".join([*lines(report.remarks, report.root), last]) + "\n"


def lines(remarks: Iterable[Remark], root: str) -> Iterator[str]:
    """Every error, then the first `MOST` of what is less, then how many were left out."""
    less = 0
    for remark in remarks:
        less += remark.level is not Level.ERROR
        if remark.level is Level.ERROR or less <= MOST:
            yield annotation(remark, root)
    if less > MOST:
        yield f"::notice title=legpain-graph::and {less - MOST} more, in the reports"


def annotation(remark: Remark, root: str) -> str:
    """One workflow command, its parts escaped."""
    place = remark.place
    parts = [("file", relative(place.file, root))] if place.file else []
    parts += [(name, str(number)) for name, number in (("line", place.line), ("col", place.column)) if number]
    parts.append(("title", f"legpain-graph {remark.code}"))
    text = remark.message + (f"\nhint: {remark.hint}" if remark.hint else "")
    return (
        f"::{_WORDS[remark.level]} {','.join(f'{name}={_property(value)}' for name, value in parts)}::{_message(text)}"
    )


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
