"""A walk in the patient's own words: what we think, what to do, when to come back, when to call 999.

It never says "benign" or "nothing serious", and an open walk says first that the questions are not finished.
"""

from __future__ import annotations

import textwrap
from typing import Final

from legpain_graph.model.pathway import Node, Urgency
from legpain_graph.walk.result import Walk

_WHEN: Final = {
    Urgency.EMERGENCY_999: "Call 999 or go to A&E now if",
    Urgency.SAME_DAY: "Ring for help the same day (111 if we are closed) if",
    Urgency.WITHIN_48_HOURS: "Ring within two days if",
    Urgency.TWO_WEEKS: "Book an appointment within days if",
    Urgency.SOON: "Book an appointment within days if",
    Urgency.ROUTINE: "What to expect",
    Urgency.PRIMARY_CARE: "What to expect",
}


def leaflet(walk: Walk, width: int = 72) -> str:
    """The page that the patient takes home, as plain text: what we think, what to do, when to come back.

    units: width in columns
    """
    out = ["About your leg pain", ""]
    outcomes = [node for node in walk.outcomes if node.urgency == walk.floor or walk.floor < Urgency.EMERGENCY_999]
    if not walk.settled:
        out += _wrap(
            "We have not finished. Some questions or tests that matter are still open, so this page is not the last word.",
            width,
        )
        out.append("")
    outcomes += _until_known(walk, outcomes)
    told = [line.text for node in outcomes for line in node.tell]
    if told:
        out += ["What we think, and what happens now", *_bullets(told, width), ""]
    for title, lines in _come_back(walk, outcomes).items():
        out += [f"{title}:", *_bullets(lines, width), ""]
    reviews = [node.review for node in outcomes if node.review]
    if reviews:
        out += [*_wrap(f"We see you again: {'; '.join(dict.fromkeys(reviews))}.", width), ""]
    out += _wrap(walk.pathway.disclaimer, width)
    return "\n".join(out) + "\n"


def _until_known(walk: Walk, outcomes: list[Node]) -> list[Node]:
    """What is done now about what is still open: the most urgent of it, and nothing that only might be."""
    acting = [step.node for step in walk.acting or () if step.node.urgency is not None and step.node not in outcomes]
    acting.sort(key=lambda node: -int(node.urgency or 0))
    told = max((int(node.urgency or 0) for node in outcomes), default=-1)
    now = [node for node in acting if node.urgency == acting[0].urgency and int(node.urgency or 0) > told]
    if not any(node.safety_net for node in (*outcomes, *now)):
        now += [node for node in acting if node.safety_net and node not in now][:1]
    return now


def _come_back(walk: Walk, outcomes: list[Node]) -> dict[str, list[str]]:
    """The lines of every safety-net of the outcomes, once each, under how soon; the most urgent first."""
    found: dict[str, list[str]] = {}
    lines = [line for node in outcomes for line in walk.pathway.safety_nets.get(node.safety_net, ())]
    for line in sorted(lines, key=lambda line: -Urgency[line.urgency.upper()]):
        texts = found.setdefault(_WHEN[Urgency[line.urgency.upper()]], [])
        if line.text not in texts:
            texts.append(line.text)
    return found


def _bullets(texts: list[str], width: int) -> list[str]:
    return [
        line
        for text in dict.fromkeys(texts)
        for line in textwrap.wrap(text, width, initial_indent="- ", subsequent_indent="  ")
    ]


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width)
