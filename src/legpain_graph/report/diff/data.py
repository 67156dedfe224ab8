"""A comparison as data: `legpain-graph/diff/1`."""

from __future__ import annotations

import json
from typing import Any, Final

from legpain_graph.case.write import case_dict
from legpain_graph.compare.comparison import Comparison
from legpain_graph.compare.meaning import Effect
from legpain_graph.compare.structure import Change
from legpain_graph.model.pathway import Pathway
from legpain_graph.report.diff.words import verdict
from legpain_graph.walk.headline import headline
from legpain_graph.walk.result import Walk

SCHEMA: Final = "legpain-graph/diff/1"


def text(comparison: Comparison, names: tuple[str, str]) -> str:
    """The comparison as a JSON file."""
    return json.dumps(as_dict(comparison, names), indent=2, ensure_ascii=False) + "\n"


def as_dict(comparison: Comparison, names: tuple[str, str]) -> dict[str, Any]:
    """The whole comparison, ready for JSON; `names` are those that the versions were given by."""
    return {
        "schema": SCHEMA,
        "verdict": verdict(comparison),
        "no_patient_changes": comparison.nobody,
        "old": _identity(comparison.old, names[0]),
        "new": _identity(comparison.new, names[1]),
        "seconds": round(comparison.seconds, 1),
        "proven_same_edges": comparison.same_edges,
        "questions": [_question(effect) for effect in comparison.effects],
        "patients": [
            {
                "number": witness.number,
                ("urgency" if comparison.old.ordered else "fares"): witness.urgency,
                "old": {"case": case_dict(witness.old.case), **_walk(witness.old)},
                "new": {"case": case_dict(witness.new.case), **_walk(witness.new)},
            }
            for witness in comparison.witnesses
        ],
        "refused": [
            {
                "by": refused.by,
                "what": refused.what,
                "verdict": refused.verdict.value,
                "case": case_dict(refused.case) if refused.case is not None else None,
            }
            for refused in comparison.refused
        ],
        "acting_now": [change.id for change in comparison.acting_changes],
        "cases": {
            "walked": comparison.cases,
            "changed": [
                {
                    "id": case.id,
                    "file": case.file,
                    "differs": list(case.differs),
                    "old": _walk(case.old) if case.old is not None else None,
                    "new": _walk(case.new) if case.new is not None else None,
                    "refusal": case.refusal,
                }
                for case in comparison.worked
            ],
        },
        "changes": [_change(change) for change in comparison.changes],
    }


def _identity(pathway: Pathway, name: str) -> dict[str, str]:
    return {"name": name, "id": pathway.id, "version": pathway.version, "hash": pathway.hash}


def _question(effect: Effect) -> dict[str, Any]:
    return {
        "asks": effect.kind.value,
        "target": effect.target or "urgency",
        "what": effect.what,
        "nobody": effect.verdict.value,
        "seconds": round(effect.seconds, 2),
        "patient": effect.witness.number if effect.witness is not None else None,
    }


def _walk(walk: Walk) -> dict[str, Any]:
    return {
        "headline": headline(walk),
        **({"at_least": walk.floor.id, "at_most": walk.ceiling.id} if walk.pathway.ordered else {}),
        "outcomes": [node.id for node in walk.outcomes],
        "working_diagnoses": list(walk.diagnoses),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "part": change.part,
        "id": change.id,
        "change": change.how.value,
        "old_id": change.old_id or change.id,
        "old_place": change.old_place.as_dict() or None,
        "new_place": change.new_place.as_dict() or None,
        "fields": [{"field": item.field, "old": item.old, "new": item.new} for item in change.differences],
    }
