"""An audit in Markdown, for a job's summary or a comment; a small pathway is drawn, with what is covered."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Final

from legpain_graph.audit.result import CoverageItem, CoverageState, Measure
from legpain_graph.case.write import case_line
from legpain_graph.draw.write.mermaid import mermaid
from legpain_graph.errors import Issue, Place
from legpain_graph.report.audit.picture import coverage_picture
from legpain_graph.report.audit.remarks import OPEN, Report, failed_cases
from legpain_graph.report.note import escape

MOST: Final = 50
"""How much of each list is written: GitHub takes a summary of at most one megabyte."""
SMALL: Final = 40
"""The most nodes of a pathway that is drawn."""


def write(report: Report) -> str:
    """The audit as GitHub-flavoured Markdown."""
    lines = [f"## {escape(report.title)}", "", f"**{escape(report.verdict)}**", "", *_table(report), ""]
    failed = failed_cases(report.audit)
    lines += _list(f"Cases that do not end as expected: {len(failed)}", _issues(report, report.audit.failed), True)
    lines += _list(f"What is wrong: {len(report.faults)}", _issues(report, report.faults), True)
    lines += _list(f"To look at, it may be meant: {len(report.notes)}", _issues(report, report.notes))
    lines += _picture(report)
    for measure in report.measures:
        lines += _list(*_of(report, measure, OPEN, "Not covered"))
    for measure in report.measures:
        lines += _list(*_of(report, measure, (CoverageState.INFEASIBLE,), "No patient can, proven"))
        lines += _list(*_of(report, measure, (CoverageState.WAIVED,), "Waived"))
    return "\n".join(lines).rstrip() + "\n"


def _table(report: Report) -> Iterator[str]:
    yield "| measure | covered of feasible | impossible | waived | gate |"
    yield "|---|---:|---:|---:|---|"
    for measure in report.measures:
        out = [str(measure.count(state) or "") for state in (CoverageState.INFEASIBLE, CoverageState.WAIVED)]
        gate = report.gate.words(measure)
        row = (escape(measure.title), measure.words, *out, f"**{gate}**" if measure in report.short else gate)
        yield f"| {' | '.join(row)} |"


def _of(report: Report, measure: Measure, states: Sequence[CoverageState], words: str) -> tuple[str, list[str]]:
    items = [item for item in measure.items if item.state in states]
    return f"{words}, {html.escape(measure.title)}: {len(items)}", [_item(report, item) for item in items]


def _item(report: Report, item: CoverageItem) -> str:
    title = f" {_words(item.title)}" if item.title not in ("", item.id) else ""
    note = " *(not found out)*" if item.state is CoverageState.UNDECIDED else ""
    why = f": {_words(item.why)}" if item.why else ""
    who = f"<br>a patient who would: {_code(case_line(item.witness))}" if item.witness is not None else ""
    return f"{_code(item.id)}{title}{note}{why}{_where(report, item.place)}{who}"


def _issues(report: Report, issues: Sequence[Issue]) -> list[str]:
    return [
        f"{_words(issue.message)}{_where(report, issue.place)}" + (f"<br>{_words(issue.hint)}" if issue.hint else "")
        for issue in issues
    ]


def _list(title: str, items: Sequence[str], shown: bool = False) -> Iterator[str]:
    if not items:
        return
    yield from (f"### {title}", "") if shown else ("<details>", f"<summary>{title}</summary>", "")
    yield from (f"- {item}" for item in items[:MOST])
    if len(items) > MOST:
        yield f"- ... and {len(items) - MOST} more, in the JSON and HTML reports"
    yield ""
    if not shown:
        yield from ("</details>", "")


def _where(report: Report, place: Place) -> str:
    return f" ({_code(str(place._replace(file=report.name(place.file))))})" if place.file else ""


def _words(text: str) -> str:
    """Text on one line, with nothing that Markdown would read."""
    return escape(" ".join(text.split()))


def _code(text: str) -> str:
    text = " ".join(text.split())
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def _picture(report: Report) -> Iterator[str]:
    """A Mermaid flowchart; states are words and signs, never colour alone. None where the pathway is not small."""
    pathway = report.audit.pathway
    if len(pathway.nodes) <= SMALL and len(pathway.edges) <= 2 * SMALL:
        yield from ("```mermaid", mermaid(coverage_picture(report).diagram()).rstrip(), "```", "")
