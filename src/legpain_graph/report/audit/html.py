"""An audit as one page: no scripts, nothing from elsewhere, readable on paper, by keyboard and by ear."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Final

from legpain_graph.audit.result import CoverageItem, CoverageState, Measure
from legpain_graph.case.write import case_line
from legpain_graph.draw.picture import files
from legpain_graph.report.audit.picture import coverage_picture
from legpain_graph.report.audit.remarks import Report
from legpain_graph.report.page import page

SHOWN: Final = 3
"""The cases that are named of those that cover a thing; the JSON has all."""
OPENED: Final = 20
"""The rows of a table that are seen at once; what is beyond them is folded away."""


def write(report: Report) -> str:
    """The page as HTML, with what is covered on the flowchart. errors: RequestError where there is no Graphviz"""
    return page(
        "audit.html",
        inline_styles=True,  # a bar is as wide as its measure
        report=report,
        pathway=report.audit.pathway,
        word="PASSED" if report.passed else "FAILED",
        picture=b64encode(
            files(coverage_picture(report), "svg")[0]
        ).decode(),  # an image: its names and styles stay there
        opened=OPENED,
        bar=_bar,
        having=_having,
        reasons=_reasons,
        explained=_explained,
        case_line=case_line,
    )


def _bar(measure: Measure) -> str:
    """Its width in percent: full only where everything is covered, the last hundredth is kept for it."""
    full = measure.covered >= measure.feasible
    return f"{100 if full else min(99.0, 100 * measure.covered / measure.feasible):.1f}"


def _having(measure: Measure, *states: str) -> list[CoverageItem]:
    return [item for item in measure.items if item.state in states]


def _reasons(item: CoverageItem) -> list[str]:
    """What the last cell says beside a patient: who covers it, or why none need do so."""
    if item.state is CoverageState.COVERED:
        more = f" and {len(item.cases) - SHOWN} more" if len(item.cases) > SHOWN else ""
        return [", ".join(item.cases[:SHOWN]) + more] if item.cases else []
    unknown = ["Not found out whether a patient can."] if item.state is CoverageState.UNDECIDED else []
    return [*unknown, *([item.why] if item.why else [])]


def _explained(items: Sequence[CoverageItem]) -> bool:
    """Whether a last column has anything to say."""
    return any(item.witness is not None or _reasons(item) for item in items)
