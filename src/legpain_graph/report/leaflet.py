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
_WAITING: Final = "While you wait for help"
"""In an emergency nobody is told to come back."""


def leaflet(walk: Walk, width: int = 72) -> str:
    """The page that the patient takes home, as plain text: what we think, what to do, when to come back.

    Nothing on it is surely about other patients. units: width in columns
    """
    out = ["About your leg pain", ""]
    now = _until_known(walk)
    if not walk.settled:
        out += _wrap(
            "We have not finished. Some questions or tests that matter are still open, so this page is not the last word."
            + (f" Until we know more: {_held(walk)}." if _held(walk) else ""),
            width,
        )
        out.append("")
    elif not walk.complete and walk.floor is not Urgency.EMERGENCY_999:
        out += [*_wrap("Part of your plan waits for a question or a test that is still open.", width), ""]
    speaking = (*walk.told, *walk.actions, *now)
    told = [line.text for node in speaking for line in walk.about(node.tell)]
    if not told and not walk.complete:
        told = ["We cannot say yet what it is. First we need the answers or tests that are missing."]
    if told:
        out += ["What we think, and what happens now", *_bullets(told, width), ""]
    for title, lines in _come_back(walk, [*walk.told, *now]).items():
        out += [f"{title}:", *_bullets(lines, width), ""]
    reviews = [node.review for node in (*walk.told, *now) if node.review]
    if reviews:
        out += [*_wrap(f"When you are seen again: {'; '.join(dict.fromkeys(reviews))}.", width), ""]
    out += _wrap(walk.pathway.disclaimer, width)
    return "\n".join(out) + "\n"


def _held(walk: Walk) -> str:
    """How soon what is open is looked after, where acting now asks and holds it above what is sure."""
    until = max((step.until for step in walk.acting or () if step.asks), default=Urgency.PRIMARY_CARE)
    return _SOON[until] if until > max(walk.floor, Urgency.ROUTINE) else ""


_SOON: Final = {
    Urgency.EMERGENCY_999: "we treat it as an emergency",
    Urgency.SAME_DAY: "you are seen today",
    Urgency.WITHIN_48_HOURS: "you are seen within two days",
    Urgency.TWO_WEEKS: "you are seen within two weeks",
    Urgency.SOON: "you are seen soon",
}


def _until_known(walk: Walk) -> list[Node]:
    """What is done now about what is still open: the most urgent of it, and nothing that only might be."""
    if walk.floor is Urgency.EMERGENCY_999:
        return []
    outcomes = walk.told
    acting = [node for node in walk.acting_outcomes if node not in outcomes]
    told = max((int(node.urgency or 0) for node in outcomes), default=-1)
    now = [node for node in acting if node.urgency == acting[0].urgency and int(node.urgency or 0) > told]
    if not any(node.safety_net for node in (*outcomes, *now)):
        now += [node for node in acting if node.safety_net and node not in now][:1]
    return now


def _come_back(walk: Walk, outcomes: list[Node]) -> dict[str, list[str]]:
    """The lines of every safety-net of the outcomes, once each, under how soon; the most urgent first. Where no ending is sure, those
    of the least urgent one that is possible: what may start later is told to everybody."""
    nets = [node.safety_net for node in outcomes if node.safety_net] or _possible_nets(walk)
    found: dict[str, list[str]] = {}
    lines = walk.about(line for name in nets for line in walk.pathway.safety_nets[name])
    waiting = walk.floor is Urgency.EMERGENCY_999
    for line in sorted(lines, key=lambda line: -Urgency[line.urgency.upper()]):
        title = _WAITING if waiting else _WHEN[Urgency[line.urgency.upper()]]
        texts = found.setdefault(title, [])
        if line.text not in texts:
            texts.append(line.text)
    return found


def _possible_nets(walk: Walk) -> list[str]:
    nodes = [walk.pathway.nodes[name] for name in walk.possible]
    ends = [node for node in nodes if node.safety_net and node.urgency is not None]
    return [min(ends, key=lambda node: int(node.urgency or 0)).safety_net] if ends else []


def _bullets(texts: list[str], width: int) -> list[str]:
    return [
        line
        for text in dict.fromkeys(texts)
        for line in textwrap.wrap(text, width, initial_indent="- ", subsequent_indent="  ")
    ]


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width)
