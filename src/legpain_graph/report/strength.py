"""The strength of the proof in words and as data: how much the rules refute, each rule's share, and what no rule would notice."""

from __future__ import annotations

from typing import Any

from legpain_graph.audit.result import CoverageItem, CoverageState, Measure
from legpain_graph.audit.strength.score import shares
from legpain_graph.case.write import case_dict
from legpain_graph.model.pathway import Pathway


def survivors(measure: Measure) -> list[CoverageItem]:
    """The faults that weaken somebody and that no rule refutes, those not found out included."""
    return [item for item in measure.items if item.state in (CoverageState.UNCOVERED, CoverageState.UNDECIDED)]


def text(pathway: Pathway, measure: Measure) -> str:
    """For a terminal: each survivor with the patient, the shares, and the strength last."""
    lines: list[str] = []
    for item in survivors(measure):
        lines.append(f"SURVIVED  {item.id}  {item.title}")
        lines.append(f"  place     {item.place}")
        lines += [f"  why       {item.why}"] if item.why else []
        if item.witness is not None:
            lines.append(f"  patient   {_patient(item)}")
        lines.append("")
    found = shares(measure)
    lines.append("Refuted by")
    lines += [
        f"  {found[name]:5}  {name}  {' '.join(pathway.rules[name].title.split())}"
        for name in _by_share(pathway, found)
    ]
    waived = measure.count(CoverageState.WAIVED)
    left = f"; {waived} waived" if waived else ""
    nobody = measure.count(CoverageState.INFEASIBLE)
    lines.append(
        f"Strength: {measure.words} of the faults that weaken somebody are refuted by a rule{left}; {nobody} weaken nobody."
    )
    return "\n".join(lines)


def _by_share(pathway: Pathway, found: dict[str, int]) -> list[str]:
    """The rules of the pathway, those that refute most first; those that refute nothing too."""
    return sorted(pathway.rules, key=lambda name: (-found[name], name))


def _patient(item: CoverageItem) -> str:
    assert item.witness is not None
    data = case_dict(item.witness)
    entries = ", ".join(f"{name}: {str(value).lower()}" for name, value in data["findings"].items())
    return entries or "nothing recorded"


def as_dict(measure: Measure) -> dict[str, Any]:
    """The strength as data."""
    return {
        "refuted": measure.covered,
        "weakening": measure.feasible,
        "percent": measure.percent,
        "shares": dict(sorted(shares(measure).items())),
        "mutants": [
            {
                "id": item.id,
                "what": item.title,
                "place": str(item.place),
                "state": item.state.value,
                "rules": list(item.cases),
                "why": item.why,
                "patient": case_dict(item.witness) if item.witness is not None else None,
            }
            for item in measure.items
            if item.state is not CoverageState.INFEASIBLE
        ],
    }
