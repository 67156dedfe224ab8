"""The first line of a walk, which every report, picture and page shows as it stands here: what is settled, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from legpain_graph.model.guard.phrase import label
from legpain_graph.model.pathway import Node, Pathway, Urgency


class Led(Protocol):
    """What the first line speaks of: a walk."""

    pathway: Pathway
    floor: Urgency
    ceiling: Urgency

    @property
    def settled(self) -> bool: ...
    @property
    def complete(self) -> bool: ...
    @property
    def outcomes(self) -> Sequence[Node]: ...
    @property
    def open_ends(self) -> Sequence[Node]: ...
    @property
    def waiting(self) -> Sequence[Node]: ...
    @property
    def decides_plan(self) -> Sequence[object]: ...
    @property
    def unheeded(self) -> Sequence[str]: ...
    def value(self, finding: str) -> dict[str, Any]: ...


def headline(walk: Led) -> str:
    """The outcome in one line that cannot be misread, with what nobody heeds; not in an emergency, where only its stop is told.

    "Settled" is never said beside something open or not dealt with.
    """
    unheeded = "" if walk.floor.stops_questions else _unheeded(walk)
    return _outcome(walk, unheeded) + unheeded


def _unheeded(walk: Led) -> str:
    words = walk.pathway.vocabulary
    several = ", ".join(f"{label(name, words)}: {walk.value(name)['words']}" for name in walk.unheeded)
    return f" NOT DEALT WITH, A CLINICIAN DECIDES: {several}." if several else ""


FEW: Final = 3
"""Endings that the first line names of those that are possible."""


def _outcome(walk: Led, unheeded: str) -> str:
    return _how_soon(walk, unheeded) if walk.pathway.ordered else _endings(walk, unheeded)


def _endings(walk: Led, unheeded: str) -> str:
    """Where endings are treatments: those that are sure, and while one more is possible, which."""
    titles = "; ".join(dict.fromkeys(node.title for node in walk.outcomes))
    if not walk.settled:
        could = list(dict.fromkeys(node.title for node in walk.open_ends))
        more = f" and {len(could) - FEW} more" if len(could) > FEW else ""
        sure = f" Sure: {titles}." if titles else ""
        return f"NOT SETTLED - could still be {'; '.join(could[:FEW])}{more}.{sure}"
    if not walk.complete:
        return f"{_plan_open(walk)}. {titles}."
    return f"{titles}." if unheeded else f"SETTLED - {titles}."


def _plan_open(walk: Led) -> str:
    missing = len(walk.decides_plan)
    return f"PLAN OPEN: {missing} answer{'' if missing == 1 else 's'} missing"


def _how_soon(walk: Led, unheeded: str) -> str:
    if not walk.settled:
        return f"NOT SETTLED - could still be {walk.ceiling.could_be}. At least: {walk.floor.words}."
    titles = "; ".join(dict.fromkeys(node.title for node in walk.outcomes if node.urgency == walk.floor))
    if not walk.complete:
        titles = titles or f"Waits at: {'; '.join(node.title for node in walk.waiting)}"
        if walk.floor.stops_questions:
            return f"{walk.floor.words}, whatever is not known. {titles}."
        return f"{walk.floor.headline} - {_plan_open(walk)}. {titles}."
    if unheeded:
        return f"{walk.floor.headline}. {titles}."
    flag = f", {walk.floor.nothing_urgent}" if walk.floor.nothing_urgent else ""
    return f"{walk.floor.headline} - settled{flag}. {titles}."
