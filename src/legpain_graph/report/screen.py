"""A walk on one screen of a terminal: the outcome, what to do, what is open, why, what to tell. The note has all the rest."""

from __future__ import annotations

import textwrap
from typing import Final

from legpain_graph.model.pathway import EdgeKind, Node, Urgency
from legpain_graph.report.note import NoteLine, because, come_back, identity, open_sections, short
from legpain_graph.walk.headline import headline
from legpain_graph.walk.result import Walk

LINES: Final = 40
WIDTH: Final = 100
GUTTER: Final = 6
FEW: Final = 3


def screen(walk: Walk, width: int = WIDTH) -> str:
    """The walk as plain text of `width` columns, on `LINES` lines where the walk is an ordinary one."""
    head = [*textwrap.wrap(headline(walk), width), *textwrap.wrap(walk.case.who, width)[:2]]
    rows: list[tuple[str, str]] = [("CHECK", text) for text in walk.warnings]
    known = walk.pathway.diagnoses
    if walk.diagnoses:
        names = (known[name].label if name in known else name for name in walk.diagnoses)
        rows.append(("IS", "; ".join(names)))
    rows += _do(walk)
    if walk.floor is not Urgency.EMERGENCY_999:
        for section in open_sections(walk):
            rows.append(("OPEN", section.title))
            rows += [("", _asked(line)) for line in section.lines]
    rows.append(("WHY", _why(walk)))
    foot = textwrap.wrap(f"All of it: --full. {identity(walk)}", width)
    found = [*head, *_laid(rows, width)]
    tell = _told(walk, width, LINES - len(found) - len(foot))
    return "\n".join([*found, *tell, *foot]) + "\n"


def _laid(rows: list[tuple[str, str]], width: int) -> list[str]:
    out: list[str] = []
    for lead, text in rows:
        wrapped = textwrap.wrap(text, width - GUTTER) or [""]
        out += [f"{lead:<{GUTTER}}{wrapped[0]}", *(" " * GUTTER + rest for rest in wrapped[1:])]
    return out


def _do(walk: Walk) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for node in walk.told:
        assert node.urgency is not None
        rows.append(("DO", f"{node.title} - {node.destination}; {node.timeframe}"))
        rows += _lines(walk, node)
        if node.review:
            rows.append(("", f"Review {node.review}."))
    others = [node.title for node in walk.outcomes if node not in walk.told]
    if others:
        rows.append(("TOO", f"Hand over: {'; '.join(others)}"))
    for node in walk.actions:
        lines = _lines(walk, node)
        if lines:
            rows += [("ALSO", node.title), *lines]
    passed = [node.title for node in walk.actions if not _lines(walk, node)]
    if passed:
        rows.append(("ALSO", "; ".join(passed)))
    if walk.floor is not Urgency.EMERGENCY_999:
        rows += [("ORDER", f"{node.title}. {node.text}") for node in walk.ordered]
    return rows


def _lines(walk: Walk, node: Node) -> list[tuple[str, str]]:
    do = "; ".join(line.text for line in walk.about(node.do))
    refrain = "; ".join(f"{line.text[:1].lower()}{line.text[1:]}" for line in walk.about(node.do_not))
    rows = [("", f"{do}.")] if do else []
    return [*rows, ("", f"Do not: {refrain}.")] if refrain else rows


def _asked(line: NoteLine) -> str:
    lead = f"{line.lead} " if line.lead else ""
    return f"{lead}{line.text}" + (f" [{', '.join(line.margin.split('  '))}]" if line.margin else "")


def _why(walk: Walk) -> str:
    """The decisions on the path, each with what decided it where that is said in a few words."""
    said = []
    for step in walk.path:
        ways = []
        for taken in step.taken:
            if taken.edge.guard is not None or taken.edge.kind is EdgeKind.OTHERWISE:
                few = 0 < len(taken.because) <= FEW or not taken.sure
                ways.append(f"{taken.edge.label}{because(walk, taken) if few else ''}")
        if ways:
            said.append(f"{step.node.title}: {' and '.join(ways)}")
    said += [f"{node.title} waits" for node in walk.waiting]
    return "; ".join(said) or walk.path[-1].node.title


def _told(walk: Walk, width: int, room: int) -> list[str]:
    """What to come back for, as much of it as there is room for, the most urgent first; the patient's page has it all."""
    waits = walk.floor is Urgency.EMERGENCY_999
    told = [
        ("" if waits else f"{short(urgency)}: ") + "; ".join(texts) + "."
        for urgency, texts in come_back(walk).items()
        if urgency > Urgency.ROUTINE
    ]
    rest = ["When to come back, and for what: --format patient."]
    for shown in (told, [*told[:1], *rest], rest):
        lines = _laid([("" if number else "TELL", text) for number, text in enumerate(shown)], width)
        if len(lines) <= room:
            break
    return lines if told else []
