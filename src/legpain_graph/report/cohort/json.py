"""The figures of a cohort as JSON; null is a number that is too small to be told."""

from __future__ import annotations

import json
from typing import Any, Final

from legpain_graph.report.cohort.figures import Figures, Row

SCHEMA: Final = "legpain-graph/cohort/1"


def write(figures: Figures) -> str:
    """The figures as JSON text."""
    pathway = figures.pathway
    data = {
        "schema": SCHEMA,
        "pathway": {"id": pathway.id, "title": pathway.title, "version": pathway.version, "hash": pathway.hash},
        "disclaimer": pathway.disclaimer,
        "suppressed": figures.suppress,
        "rows": figures.rows,
        "faulty": figures.faulty.number,
        "settled": figures.settled.number,
        "open": figures.open.number,
        "complete": figures.complete.number,
        **({"urgency": _urgencies(figures)} if figures.urgencies else {}),
        "diagnoses": _table(figures.diagnoses),
        "endings": _table(figures.endings),
        "asks": _table(figures.asks),
        "faults": _table(figures.faults),
        "nodes": {name: figures.node(name).number for name in pathway.nodes},
        "edges": {name: figures.edge(name).number for name in pathway.edges},
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _urgencies(figures: Figures) -> list[dict[str, Any]]:
    return [
        {
            "urgency": row.urgency.id,
            "settled": row.settled.number,
            "at_least": row.floor.number,
            "at_most": row.ceiling.number,
        }
        for row in figures.urgencies
    ]


def _table(rows: list[Row]) -> list[dict[str, Any]]:
    return [{"id": row.id, "title": row.title, "count": row.figure.number} for row in rows]
