"""Waivers: what is not covered and need not be, for a reason that is written down. One that is no longer true is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from legpain_graph.audit.result import Audit, CoverageItem, CoverageState, Measure
from legpain_graph.errors import Issue, did_you_mean
from legpain_graph.model.pathway import MEASURES, Waiver

_STALE: Final = {
    CoverageState.COVERED: "is covered by {by}",
    CoverageState.INFEASIBLE: "is impossible: {why}",
}


def waived(audit: Audit) -> Audit:
    """The audit with the pathway's waivers taken in, and a fault for each that is no longer true.

    A waiver of what was not measured this time is left alone.
    """
    measures = dict(audit.by_id)
    mutants = {mutant.id: mutant for mutant in audit.mutants}
    score = audit.score
    faults: list[Issue] = []
    for waiver in audit.pathway.waivers:
        measure = score if waiver.measure == "mutants" else measures.get(waiver.measure)
        if measure is None:
            if waiver.measure not in MEASURES:
                hint = did_you_mean(waiver.measure, MEASURES) or f"measures: {', '.join(MEASURES)}"
                faults.append(Issue("waiver", f"there is no measure {waiver.measure!r}", waiver.place, hint))
            continue
        good = {item.id for item in measure.items if item.id in waiver.items and item.state not in _STALE}
        faults += _stale(waiver, measure)
        if waiver.measure == "mutants":
            mutants.update({name: replace(mutants[name], state="waived", why=waiver.reason) for name in good})
        else:
            items = tuple(_excused(item, waiver) if item.id in good else item for item in measure.items)
            measures[measure.id] = replace(measure, items=items)
    return replace(
        audit, measures=tuple(measures.values()), mutants=tuple(mutants.values()), issues=(*faults, *audit.issues)
    )


def _excused(item: CoverageItem, waiver: Waiver) -> CoverageItem:
    return replace(item, state=CoverageState.WAIVED, why=waiver.reason)


def _stale(waiver: Waiver, measure: Measure) -> Iterator[Issue]:
    """A fault for each thing that a waiver excuses and need not."""
    items = {item.id: item for item in measure.items}
    for name in waiver.items:
        item = items.get(name)
        if item is None:
            hint = did_you_mean(name, items)
            yield Issue("waiver", f"{measure.id}: {name!r} is waived, but there is no such thing", waiver.place, hint)
        elif item.state in _STALE:
            why = _STALE[item.state].format(by=", ".join(item.cases[:3]), why=item.why)
            yield Issue(
                "waiver", f"{measure.id}: {name!r} is waived, but {why}", waiver.place, "take it out of the waiver"
            )
