"""A walk on one screen of a terminal: the outcome, what to do, what is open, why, what to tell. The note has all the rest.

What there is to do, not to do and to order is on it whole, always, and so is what to come back for at once. The rest gives way, the
reasons first, as far as the screen needs it. Only who has half a screen to do, and more, may take more than one.
"""

from __future__ import annotations

import textwrap
from typing import Final, NamedTuple

from legpain_graph.model.guard.phrase import label
from legpain_graph.model.pathway import EdgeKind, Node, Urgency
from legpain_graph.report.note import identity
from legpain_graph.report.pending import (
    CLOSED_BY_NAME,
    IF_NOT_KNOWN,
    NoteLine,
    asked_in_groups,
    open_sections,
    values,
)
from legpain_graph.report.safety_net import come_back
from legpain_graph.walk.headline import headline
from legpain_graph.walk.result import Taken, Walk

LINES: Final = 40
WIDTH: Final = 100
GUTTER: Final = 6
FEW: Final = 3
REST: Final = "What can wait longer: --format patient. All of it: --full."

Row = tuple[str, str]


class Room(NamedTuple):
    """How much room a screen takes."""

    apart: bool
    """What to do, what not to do and the review stand on lines of their own."""
    reasons: bool
    """Why has the values that decided it."""
    all_told: bool
    """What to come back for later than at once is told too."""
    questions: bool
    """What is open is asked in questions, and not in a word each."""


ROOMS: Final = (
    Room(apart=True, reasons=True, all_told=True, questions=True),
    Room(apart=True, reasons=False, all_told=True, questions=True),
    Room(apart=False, reasons=True, all_told=True, questions=True),
    Room(apart=False, reasons=False, all_told=True, questions=True),
    Room(apart=False, reasons=False, all_told=False, questions=True),
    Room(apart=False, reasons=False, all_told=False, questions=False),
)
"""From the most to the least; the first that fits is taken."""


def screen(walk: Walk, width: int = WIDTH) -> str:
    """The walk as plain text of `width` columns, on `LINES` lines where the walk is an ordinary one."""
    lines: list[str] = []
    for room in ROOMS:
        lines = _lines(walk, width, room)
        if len(lines) <= LINES:
            break
    return "\n".join(lines) + "\n"


def _lines(walk: Walk, width: int, room: Room) -> list[str]:
    rows: list[Row] = [("CHECK", text) for text in walk.warnings]
    known = walk.pathway.diagnoses
    if walk.diagnoses:
        names = (known[name].label if name in known else name for name in walk.diagnoses)
        rows.append(("IS", "; ".join(names)))
    rows += _to_do(walk, room)
    if not walk.floor.stops_questions:
        rows += _open(walk) if room.questions else _open_in_words(walk)
    told = _told(walk, room)
    rows += [("WHY", _why(walk, room)), *told]
    out = [*_wrap(headline(walk), width), *_wrap(walk.case.who, width)[:2]]
    for lead, text in rows:
        wrapped = _wrap(text, width - GUTTER) or [""]
        out += [f"{lead:<{GUTTER}}{wrapped[0]}", *(" " * GUTTER + rest for rest in wrapped[1:])]
    more = "" if told and REST in told[-1][1] else "All of it: --full. "
    return [*out, *_wrap(f"{more}{identity(walk)}", width)]


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False)


def _to_do(walk: Walk, room: Room) -> list[Row]:
    rows: list[Row] = []
    for node in walk.told:
        review = [f"Review {node.review}."] if node.review else []
        where = "; ".join(part for part in (node.destination, node.timeframe) if part)
        title = f"{node.title} - {where}" if where else node.title
        rows += _block("DO", title, [*_do_and_do_not(walk, node), *review], room)
    others = [node.title for node in walk.outcomes if node not in walk.told]
    if others:
        rows.append(("TOO", f"Hand over: {'; '.join(others)}"))
    rows += _also(walk, room)
    if not walk.floor.stops_questions:
        rows += [("ORDER", f"{node.title}. {node.text}") for node in walk.ordered]
    return rows


def _also(walk: Walk, room: Room) -> list[Row]:
    """What else the path says. Close together, what is only to be done stands in one paragraph."""
    rows: list[Row] = []
    brief: list[str] = []
    passed: list[str] = []
    for node in walk.actions:
        lines = _do_and_do_not(walk, node)
        if not lines:
            passed.append(node.title)
        elif room.apart or walk.about(node.do_not):
            rows += _block("ALSO", node.title, lines, room)
        else:
            brief += lines if node.title.lower() in lines[0].lower() else [f"{node.title}: {lines[0]}"]
    if passed:
        brief.append("; ".join(passed))
    return [*rows, ("ALSO", " ".join(brief))] if brief else rows


def _block(lead: str, title: str, lines: list[str], room: Room) -> list[Row]:
    if room.apart:
        return [(lead, title), *(("", line) for line in lines)]
    return [(lead, f"{title}. {' '.join(lines)}")]


def _do_and_do_not(walk: Walk, node: Node) -> list[str]:
    do = "; ".join(line.text for line in walk.about(node.do))
    refrain = "; ".join(f"{line.text[:1].lower()}{line.text[1:]}" for line in walk.about(node.do_not))
    return [*([f"{do}."] if do else []), *([f"Do not: {refrain}."] if refrain else [])]


def _open(walk: Walk) -> list[Row]:
    rows: list[Row] = []
    for section in open_sections(walk):
        rows += [("OPEN", section.title), *(("", _question(line)) for line in section.lines)]
    return rows


def _question(line: NoteLine) -> str:
    lead = f"{line.lead} " if line.lead else ""
    return f"{lead}{line.text}" + (f" [{', '.join(line.margin.split('  '))}]" if line.margin else "")


def _open_in_words(walk: Walk) -> list[Row]:
    """What is open, a word each and a group in brackets; a count of what cannot make it more urgent than it surely is."""
    rows: list[Row] = []
    for section, asks in zip(open_sections(walk), filter(None, (walk.decides_urgency, walk.decides_plan)), strict=True):
        rows.append(("OPEN", section.title))
        names: dict[Urgency, list[str]] = {}
        asked = asked_in_groups(walk, asks)
        for ask, group in asked:
            if ask.urgency > walk.floor or asks is walk.decides_plan or not walk.pathway.ordered:
                word = label(ask.finding, walk.pathway.vocabulary) if group is None else f"[{group.name}]"
                names.setdefault(ask.urgency, []).append(word)
        rows += [("", f"{_before(urgency)}{', '.join(words)}") for urgency, words in names.items()]
        left = len(asked) - sum(map(len, names.values()))
        if left:
            rows.append(("", f"no more urgent than {walk.floor.words}: {left} more"))
        rows += [("", line.text) for line in section.lines if line.text.startswith((CLOSED_BY_NAME, IF_NOT_KNOWN))]
    return rows


def _before(urgency: Urgency) -> str:
    return f"{urgency.short}: " if urgency.short else ""


def _why(walk: Walk, room: Room) -> str:
    """The decisions on the path, each with what decided it where that is said in a few words; a value is said once."""
    said: list[str] = []
    told: set[str] = set()
    for step in walk.path:
        ways = [
            f"{taken.edge.label}{_because(walk, taken, told) if room.reasons or not taken.sure else ''}"
            for taken in step.taken
            if taken.edge.guard is not None or (room.reasons and taken.edge.kind is EdgeKind.OTHERWISE)
        ]
        if ways:
            said.append(f"{step.node.title}: {' and '.join(ways)}")
    said += [f"{node.title} waits" for node in walk.waiting]
    return "; ".join(said) or walk.path[-1].node.title


def _because(walk: Walk, taken: Taken, told: set[str]) -> str:
    if not taken.sure:
        return " (the only way left)"
    new = tuple(name for name in taken.because if name not in told)
    if not new or len(taken.because) > FEW:
        return ""
    told.update(new)
    return f" ({values(walk, new)})"


def _told(walk: Walk, room: Room) -> list[Row]:
    """What to come back for, what cannot wait first; the patient's page has it all."""
    waits = walk.floor.stops_questions
    told = [
        f"{'' if waits else _before(urgency)}{'; '.join(texts)}."
        for urgency, texts in come_back(walk).items()
        if not urgency.expected
    ]
    if not room.all_told and len(told) > 1:
        told = [f"{told[0]} {REST}"]
    return [("" if number else "TELL", text) for number, text in enumerate(told)]
