"""Whether a worked case ends as a clinician expects: the one judge of a case's `expect` block, whatever found the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, NamedTuple

from legpain_graph.model import Urgency
from legpain_graph.result import Walk


class Outcome(NamedTuple):
    """What expectations speak of, of one patient: the bounds, the nodes surely reached and ruled out, and what is still asked."""

    floor: Urgency
    ceiling: Urgency
    reached: Set[str]
    ruled_out: Set[str]
    diagnoses: Set[str]
    asks: Set[str] = frozenset()

    @classmethod
    def of(cls, walk: Walk) -> Outcome:
        """What a walk found."""
        asks = {ask.finding for ask in (*walk.decides_urgency, *walk.decides_plan)}
        diagnoses = frozenset(walk.diagnoses)
        return cls(walk.floor, walk.ceiling, walk.reached, frozenset(walk.ruled_out), diagnoses, asks)


def unmet(expect: Mapping[str, Any], outcome: Outcome) -> list[str]:
    """Each expectation that the outcome does not meet, in words."""
    floor, ceiling = outcome.floor, outcome.ceiling
    found = {"floor": floor.id, "ceiling": ceiling.id, "settled": floor is ceiling}
    wrong = [
        f"{key}: expected {_said(expect[key])}, got {_said(value)}"
        for key, value in found.items()
        if key in expect and expect[key] != value
    ]
    sets = {
        "diagnoses": outcome.diagnoses,
        "reaches": outcome.reached,
        "never": outcome.ruled_out,
        "asks": outcome.asks,
    }
    for key, have in sets.items():
        missing = [name for name in expect.get(key, ()) if name not in have]
        if missing:
            wrong.append(f"{key}: {', '.join(sorted(missing))} not among them")
    return wrong


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
