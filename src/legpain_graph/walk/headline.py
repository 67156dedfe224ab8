"""The first line of a walk, which every report, picture and page shows as it stands here: what is settled, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

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


def _outcome(walk: Led, unheeded: str) -> str:
    if not walk.settled:
        return f"NOT SETTLED - could still be {walk.ceiling.could_be}. At least: {walk.floor.words}."
    titles = "; ".join(dict.fromkeys(node.title for node in walk.outcomes if node.urgency == walk.floor))
    if not walk.complete:
        titles = titles or f"Waits at: {'; '.join(node.title for node in walk.waiting)}"
        if walk.floor.stops_questions:
            return f"{walk.floor.words}, whatever is not known. {titles}."
        missing = len(walk.decides_plan)
        open_ = f"PLAN OPEN: {missing} answer{'' if missing == 1 else 's'} missing"
        return f"{walk.floor.headline} - {open_}. {titles}."
    if unheeded:
        return f"{walk.floor.headline}. {titles}."
    flag = f", {walk.floor.nothing_urgent}" if walk.floor.nothing_urgent else ""
    return f"{walk.floor.headline} - settled{flag}. {titles}."
