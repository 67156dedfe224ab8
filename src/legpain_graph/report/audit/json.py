"""An audit as data: everything that it found. It is a coverage map too, so that `render --coverage` draws it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from legpain_graph.audit.gate import below, percent_words
from legpain_graph.audit.result import CoverageItem, CoverageState, Measure
from legpain_graph.case.write import case_dict
from legpain_graph.errors import Issue, Place
from legpain_graph.report.audit.remarks import Report, failed_cases

SCHEMA: Final = "legpain-graph/audit/1"
DEPTH: Final = 8
"""The indent from which on everything is on one line: that of the items of a measure."""


def write(report: Report) -> str:
    """The audit as JSON, an item a line, the same on each run: how long it took is not in it."""
    return "".join(_lines(data(report), "")) + "\n"


def _lines(value: Any, indent: str) -> Iterator[str]:
    """JSON with what lies in an item on one line: an item is what stands in a list of a measure, or in a list of the whole."""
    opened = "{}" if isinstance(value, dict) else "[]"
    if not isinstance(value, dict | list) or not value or len(indent) >= DEPTH:
        yield json.dumps(value, ensure_ascii=False)
        return
    yield opened[0]
    for number, (key, inner) in enumerate(value.items() if isinstance(value, dict) else ((None, one) for one in value)):
        yield f"{',' if number else ''}\n{indent}  " + (f"{json.dumps(key)}: " if key is not None else "")
        yield from _lines(inner, indent + "  ")
    yield f"\n{indent}{opened[1]}"


def data(report: Report) -> dict[str, Any]:
    """What `write` writes. The cases that cover an item are given by their numbers in `cases`, from 0."""
    audit = report.audit
    pathway = audit.pathway
    failed = failed_cases(audit)
    numbers = {name: number for number, name in reversed(list(enumerate(audit.cases)))}
    return {
        "schema": SCHEMA,
        "pathway": {"id": pathway.id, "title": pathway.title, "version": pathway.version, "hash": pathway.hash},
        "passed": report.passed,
        "cases": list(audit.cases),
        "measures": [_measure(report, measure, numbers) for measure in report.measures],
        "failed": [{"case": name, **_issue(report, issue)} for name, issues in failed.items() for issue in issues],
        "issues": [_issue(report, issue) for issue in audit.issues],
        "mutants": [
            {
                "id": mutant.id,
                "what": mutant.what,
                "state": mutant.state,
                "case": mutant.case,
                "why": mutant.why,
                **_place(report, mutant.place),
                **({"witness": case_dict(mutant.witness)} if mutant.witness is not None else {}),
            }
            for mutant in audit.mutants
        ],
        "missing": [case_dict(case) for case in audit.missing],
        **coverage_map(report),
    }


def coverage_map(report: Report) -> dict[str, dict[str, str]]:
    """The states of nodes and edges by id, as a picture marks them. What is waived has no mark: it is neither."""
    marks = {
        CoverageState.COVERED: "covered",
        CoverageState.UNCOVERED: "uncovered",
        CoverageState.UNDECIDED: "uncovered",
        CoverageState.INFEASIBLE: "infeasible",
    }
    pathway = report.audit.pathway
    return {
        part: {
            item.id: marks[item.state]
            for measure in report.audit.measures
            if measure.id == part
            for item in measure.items
            if item.state in marks and item.id in known
        }
        for part, known in (("nodes", pathway.nodes), ("edges", pathway.edges))
    }


def _measure(report: Report, measure: Measure, numbers: Mapping[str, int]) -> dict[str, Any]:
    wanted = report.gate.wanted.get(measure.id)
    gate = {} if wanted is None else {"gate": percent_words(wanted), "short": below(measure, wanted)}
    return {
        "id": measure.id,
        "title": measure.title,
        "covered": measure.covered,
        "feasible": measure.feasible,
        "percent": measure.percent,
        **{str(state): measure.count(state) for state in CoverageState if state is not CoverageState.COVERED},
        **gate,
        "items": [_item(report, item, numbers) for item in measure.items],
    }


def _item(report: Report, item: CoverageItem, numbers: Mapping[str, int]) -> dict[str, Any]:
    optional = {
        "cases": [numbers[name] for name in item.cases if name in numbers],
        "why": item.why,
        "node": item.node,
        "edge": item.edge,
    }
    return {
        "id": item.id,
        "title": item.title,
        "state": str(item.state),
        **_place(report, item.place),
        **{key: value for key, value in optional.items() if value},
        **({"witness": case_dict(item.witness)} if item.witness is not None else {}),
    }


def _issue(report: Report, issue: Issue) -> dict[str, Any]:
    return {"code": issue.code, "message": issue.message, "hint": issue.hint, **_place(report, issue.place)}


def _place(report: Report, place: Place) -> dict[str, Any]:
    return place._replace(file=report.name(place.file)).as_dict()
