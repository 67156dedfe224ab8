"""SARIF 2.1.0, as code scanners read it: a result for each remark, the rule's help with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from legpain_graph import __version__
from legpain_graph.report.audit.remarks import Level, Remark, Report, place_of, uri
from legpain_graph.report.audit.rules import Help, rule

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_SEVERITY: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}


def write(report: Report) -> str:
    """The audit's remarks as one run, with the measures among its properties."""
    numbers = {measure.id: measure.words for measure in report.measures}
    return document(report.remarks, report.root, {"measures": numbers})


def document(remarks: Sequence[Remark], root: str, properties: dict[str, Any] | None = None) -> str:
    """Remarks as one run of the tool."""
    levels = {remark.code: remark.level for remark in reversed(remarks)}
    codes = sorted(levels)
    seen: Counter[str] = Counter()
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "legpain-graph",
                "semanticVersion": __version__,
                "rules": [_rule(rule(code), levels[code]) for code in codes],
            }
        },
        "automationDetails": {"id": "legpain-graph/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(remark, codes.index(remark.code), root, seen) for remark in remarks],
    }
    if properties:
        run["properties"] = properties
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(found: Help, level: Level) -> dict[str, Any]:
    return {
        "id": found.code,
        "shortDescription": {"text": found.short},
        "fullDescription": {"text": f"{found.short} {found.help}"},
        "help": {"text": f"{found.short} {found.help}", "markdown": f"**{found.short}**\n\n{found.help}"},
        "defaultConfiguration": {"level": str(level)},
        "properties": {
            "precision": "very-high",
            "problem.severity": _SEVERITY[level],
            "tags": ["clinical-pathway"],
        },
    }


def _result(remark: Remark, index: int, root: str, seen: Counter[str]) -> dict[str, Any]:
    place = place_of(remark)
    text = remark.message + (f"\n{remark.hint}" if remark.hint else "")
    key = sha256("\0".join((remark.code, uri(place.file, root), remark.key or remark.message)).encode()).hexdigest()[
        :32
    ]
    seen[key] += 1
    result: dict[str, Any] = {
        "ruleId": remark.code,
        "ruleIndex": index,
        "level": str(remark.level),
        "message": {"text": text},
        "partialFingerprints": {"primaryLocationLineHash": f"{key}:{seen[key]}"},
    }
    if place.file:
        region = {"startLine": place.line, "startColumn": place.column}
        physical = {"artifactLocation": {"uri": uri(place.file, root)}, "region": region}
        result["locations"] = [{"physicalLocation": physical}]
    return result
