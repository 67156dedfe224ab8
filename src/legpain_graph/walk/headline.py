"""The outcome of a walk in its first line, which every report, picture and page shows as it stands here."""

from __future__ import annotations

from legpain_graph.model.guard.phrase import label
from legpain_graph.model.pathway import Urgency
from legpain_graph.walk.result import Walk


def headline(walk: Walk) -> str:
    """The outcome in one line that cannot be misread, with what nobody heeds; not in an emergency, where only its stop is told."""
    unheeded = "" if walk.floor is Urgency.EMERGENCY_999 else _unheeded(walk)
    return _outcome(walk, unheeded) + unheeded


def _unheeded(walk: Walk) -> str:
    words = walk.pathway.vocabulary
    several = ", ".join(f"{label(name, words)}: {walk.value(name)['words']}" for name in walk.unheeded)
    return f" NOT DEALT WITH, A CLINICIAN DECIDES: {several}." if several else ""


def _outcome(walk: Walk, unheeded: str) -> str:
    if not walk.settled:
        worst = f"an {walk.ceiling.words}" if walk.ceiling is Urgency.EMERGENCY_999 else walk.ceiling.words.upper()
        return f"NOT SETTLED - could still be {worst}. At least: {walk.floor.words}."
    titles = "; ".join(dict.fromkeys(node.title for node in walk.outcomes if node.urgency == walk.floor))
    titles = titles or walk.path[-1].node.title  # sure how soon, not yet by which way
    plan = "" if walk.complete or walk.floor is Urgency.EMERGENCY_999 else " The plan is still open."
    if walk.floor is Urgency.PRIMARY_CARE:
        flag = "" if unheeded else ", no red flag"
        return f"PRIMARY CARE - settled{flag}. {titles}.{plan}"
    return f"{walk.floor.words.upper()} - settled. {titles}.{plan}"
