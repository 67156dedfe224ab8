"""LCOV on the lines of the YAML: nodes and edges are lines, the edges of a decision its branches.

Only what is feasible is in it. Where several nodes and edges stand on one line, the line is as covered as the least of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from legpain_graph.audit.result import CoverageItem, CoverageState
from legpain_graph.model.pathway import NodeKind
from legpain_graph.report.audit.remarks import Report

_FEASIBLE: Final = (CoverageState.COVERED, CoverageState.UNCOVERED, CoverageState.UNDECIDED)


def write(report: Report) -> str:
    """A record for each file; file names relative to the root."""
    lines: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for item in _items(report, "nodes") + _items(report, "edges"):
        if item.place.file and item.place.line:
            lines[item.place.file][item.place.line].append(_hits(item))
    branches = _branches(report)
    test = re.sub(r"[^A-Za-z0-9_]", "_", report.audit.pathway.id)
    out = []
    for file in sorted(lines, key=report.name):
        out += [f"TN:{test}", f"SF:{report.name(file)}"]
        rows = branches.get(file, [])
        out += [f"BRDA:{line},0,{branch},{taken}" for line, branch, taken in rows]
        out += [f"BRF:{len(rows)}", f"BRH:{sum(taken not in ('-', '0') for _, _, taken in rows)}"]
        hits = {line: min(counts) for line, counts in sorted(lines[file].items())}
        out += [f"DA:{line},{count}" for line, count in hits.items()]
        out += [f"LF:{len(hits)}", f"LH:{sum(count > 0 for count in hits.values())}", "end_of_record"]
    return "\n".join(out) + "\n"


def _branches(report: Report) -> dict[str, list[tuple[int, int, str]]]:
    """By file, for each feasible edge of a decision: the line of its node, its number there, and how often it was taken."""
    states = {item.id: item for item in _items(report, "edges")}
    reached = {item.id: item.state is CoverageState.COVERED for item in _items(report, "nodes")}
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    nodes = report.audit.pathway.nodes.values()
    for node in sorted(nodes, key=lambda node: node.place):
        if node.kind in (NodeKind.DECISION, NodeKind.INVESTIGATE) and node.place.line:
            for branch, edge in enumerate(node.edges):
                if edge.id in states:
                    taken = str(_hits(states[edge.id])) if reached.get(node.id) else "-"
                    found[node.place.file].append((node.place.line, branch, taken))
    return found


def _items(report: Report, measure: str) -> list[CoverageItem]:
    found = report.audit.by_id.get(measure)
    return [item for item in found.items if item.state in _FEASIBLE] if found else []


def _hits(item: CoverageItem) -> int:
    """How many cases cover it; what is covered is at least once."""
    return max(len(item.cases), 1) if item.state is CoverageState.COVERED else 0
