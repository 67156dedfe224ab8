"""A walk in the patient's own words: what we think, what to do, when to come back and how soon.

It never says "benign" or "nothing serious", and an open walk says first that the questions are not finished.
"""

from __future__ import annotations

import textwrap
from typing import Final

from legpain_graph.model.pathway import Pathway
from legpain_graph.report.safety_net import come_back, until_known
from legpain_graph.walk.result import Walk

_WAITING: Final = "While you wait for help"
"""In an emergency nobody is told to come back."""
_SAID: Final = {
    "open": "We have not finished. Some questions or tests that matter are still open, so this page is not the last word.",
    "until": "Until we know more",
    "plan_open": "Part of your plan waits for a question or a test that is still open.",
    "nothing_yet": "We cannot say yet what it is. First we need the answers or tests that are missing.",
    "think": "What we think, and what happens now",
    "again": "When you are seen again",
}


def leaflet(walk: Walk, width: int = 72) -> str:
    """The page that the patient takes home, as plain text: what we think, what to do, when to come back.

    Nothing on it is surely about other patients. units: width in columns
    """
    out = [_title(walk.pathway), ""]
    now = until_known(walk)
    if not walk.settled:
        out += _wrap(
            _SAID["open"] + (f" {_SAID['until']}: {_held(walk)}." if _held(walk) else ""),
            width,
        )
        out.append("")
    elif not walk.complete and not walk.floor.stops_questions:
        out += [*_wrap(_SAID["plan_open"], width), ""]
    speaking = (*walk.told, *walk.actions, *now)
    told = [line.text for node in speaking for line in walk.about(node.tell)]
    if not told and not walk.complete:
        told = [_SAID["nothing_yet"]]
    if told:
        out += [_SAID["think"], *_bullets(told, width), ""]
    for title, lines in _under_headings(walk).items():
        out += [f"{title}:", *_bullets(lines, width), ""]
    reviews = [node.review for node in (*walk.told, *now) if node.review]
    if reviews:
        out += [*_wrap(f"{_SAID['again']}: {'; '.join(dict.fromkeys(reviews))}.", width), ""]
    out += _wrap(walk.pathway.disclaimer, width)
    return "\n".join(out) + "\n"


def leaflet_words(pathway: Pathway) -> dict[str, str]:
    """The sentences of it, for the page to say the same."""
    return {"title": _title(pathway), **_SAID, "waiting": _WAITING}


def _title(pathway: Pathway) -> str:
    return pathway.leaflet or pathway.title


def _held(walk: Walk) -> str:
    """How soon what is open is looked after, where acting now asks and holds it above what is sure."""
    until = max((step.until for step in walk.acting or () if step.until is not None), default=walk.floor)
    return until.held if until > walk.floor else ""


def _under_headings(walk: Walk) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for urgency, texts in come_back(walk).items():
        found.setdefault(_WAITING if walk.floor.stops_questions else urgency.leaflet, []).extend(texts)
    return found


def _bullets(texts: list[str], width: int) -> list[str]:
    return [
        line
        for text in dict.fromkeys(texts)
        for line in textwrap.wrap(text, width, initial_indent="- ", subsequent_indent="  ")
    ]


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width)
