"""A patient in one line, as a case can be written: what is recorded and what is closed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from legpain_graph.case.facts import Case
from legpain_graph.model.vocabulary import NOT_DONE


def patient(case: Case) -> str:
    """`{alarm: true, abpi: 0.85}, normal: [red_flags]`: YAML that can be copied into a case file."""
    parts = [f"{name}: {value(raw)}" for name, raw in case.findings.items()]
    line = "findings: {" + ", ".join(parts) + "}"
    for key, names in (("normal", case.normal), ("not_done", case.not_done)):
        if names:
            line += f"; {key}: [{', '.join(names)}]"
    return line


def value(raw: Any) -> str:
    """One finding's value as YAML writes it."""
    if raw is NOT_DONE:
        return "not_done"
    if isinstance(raw, bool):
        return str(raw).lower()
    return f"{raw:f}" if isinstance(raw, Decimal) else raw if isinstance(raw, str) else json.dumps(raw)


def as_dict(case: Case) -> dict[str, Any]:
    """The case as JSON can hold it: numbers as numbers, `not_done` as the word."""
    from legpain_graph.walk.result import json_number

    def plain(raw: Any) -> Any:
        return "not_done" if raw is NOT_DONE else json_number(raw) if isinstance(raw, Decimal) else raw

    data: dict[str, Any] = {"id": case.id, "who": case.who} if case.id or case.who else {}
    return {
        **data,
        "findings": {name: plain(raw) for name, raw in case.findings.items()},
        "normal": list(case.normal),
        "not_done": list(case.not_done),
    }
