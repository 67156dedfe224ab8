"""An audit for a terminal: the outcome first, then the measures, then what is open and what a case would look like that closes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from legpain_graph.audit.result import CoverageItem, CoverageState, Measure
from legpain_graph.errors import Issue, Place
from legpain_graph.report.audit.remarks import OPEN, Report, failed_cases, named, who_would

WIDTH: Final = 110
"""What is longer is cut in the middle: the path from start to stop."""
MOST: Final = 10
"""How much of each measure is listed; the other formats have all of it."""


def write(report: Report) -> str:
    """The audit as text, lines without trailing blanks."""
    lines = [report.title, report.verdict, "", *table(report)]
    failed = failed_cases(report.audit)
    if failed:
        lines += ["", f"CASES THAT DO NOT END AS EXPECTED: {len(failed)}"]
        lines += [line for issues in failed.values() for issue in issues for line in _issue(report, issue)]
    for words, issues in (("WHAT IS WRONG", report.faults), ("TO LOOK AT, it may be meant", report.notes)):
        if issues:
            lines += ["", f"{words}: {len(issues)}"]
            lines += [line for issue in issues for line in _issue(report, issue)]
    for measure in report.measures:
        lines += opened(report, measure)
    for measure in report.measures:
        lines += _left_out(report, measure)
    if report.audit.missing:
        lines += ["", f"{len(report.audit.missing)} generated cases would close what is open: --write-missing FOLDER"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def table(report: Report) -> list[str]:
    """The measures, a line each: covered of feasible, what is left out and why, the gate."""
    head = ("measure", "covered of feasible", "impossible", "waived", "gate")
    rows = [head, *(_row(report, measure) for measure in report.measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return [
        "  ".join(
            word.rjust(width) if 2 <= column <= 3 else word.ljust(width)
            for column, (word, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _row(report: Report, measure: Measure) -> tuple[str, ...]:
    infeasible, waived = measure.count(CoverageState.INFEASIBLE), measure.count(CoverageState.WAIVED)
    gate = report.gate.words(measure)
    return measure.title, measure.words, str(infeasible or ""), str(waived or ""), gate


def opened(report: Report, measure: Measure) -> Iterator[str]:
    """What is not covered of a measure, after an empty line; nothing where all is."""
    return _list(measure, OPEN, "NOT COVERED", lambda item: _opened(report, item))


def _opened(report: Report, item: CoverageItem) -> Iterator[str]:
    note = " (not found out whether a patient can)" if item.state is CoverageState.UNDECIDED else ""
    yield f"  {_title(item)}{note}{_where(report, item.place)}"
    yield from (f"      {words}" for words in (item.why, who_would(item)) if words)


def _left_out(report: Report, measure: Measure) -> Iterator[str]:
    def line(item: CoverageItem) -> Iterator[str]:
        yield f"  {_title(item)}{': ' + _cut(item.why) if item.why else ''}{_where(report, item.place)}"

    yield from _list(measure, (CoverageState.INFEASIBLE,), "NO PATIENT CAN, PROVEN", line)
    yield from _list(measure, (CoverageState.WAIVED,), "WAIVED", line)


def _list(
    measure: Measure, states: Sequence[CoverageState], words: str, say: Callable[[CoverageItem], Iterator[str]]
) -> Iterator[str]:
    """What is in these states of a measure, after an empty line; nothing where there is nothing."""
    items = [item for item in measure.items if item.state in states]
    if items:
        yield from ("", f"{words}, {measure.title}: {len(items)}")
        for item in items[:MOST]:
            yield from say(item)
    if len(items) > MOST:
        yield f"  ... and {len(items) - MOST} more: --format json or html lists all"


def _title(item: CoverageItem) -> str:
    return _cut(named(item) if len(named(item)) <= WIDTH else item.id)


def _cut(words: str) -> str:
    half = WIDTH // 2
    return words if len(words) <= WIDTH else f"{words[: half - 2]} ... {words[2 - half :]}"


def _where(report: Report, place: Place) -> str:
    return f"  ({place._replace(file=report.name(place.file))})" if place.file else ""


def _issue(report: Report, issue: Issue) -> list[str]:
    named = issue._replace(place=issue.place._replace(file=report.name(issue.place.file)))
    return [f"  {line}" for line in str(named).split("\n")]
