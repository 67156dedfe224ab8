"""The flowchart of an audit: the pathway with what is covered marked on it."""

from __future__ import annotations

from legpain_graph.draw.content.annotations import coverage
from legpain_graph.draw.picture import Picture
from legpain_graph.report.audit.json import coverage_map
from legpain_graph.report.audit.remarks import Report


def coverage_picture(report: Report) -> Picture:
    """The whole pathway, its nodes and edges covered, not covered, or reached by no patient."""
    pathway = report.audit.pathway
    return Picture(pathway, None, report.verdict, annotations=coverage(coverage_map(report), pathway))
