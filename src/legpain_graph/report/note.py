"""A walk in words: the outcome first, then what to do, then what is open, then why. As plain text and as Markdown.

An open walk never reads as reassurance: it leads with what is not cleared. Only a settled `primary_care` says "no red flag".
"""

from __future__ import annotations

import re
import textwrap
from typing import Final

from legpain_graph.errors import plural
from legpain_graph.model.guard.phrase import label
from legpain_graph.model.pathway import Line, Node, Pathway, Urgency
from legpain_graph.report.pending import NoteLine, NoteSection, how_soon, open_sections, values
from legpain_graph.report.safety_net import come_back
from legpain_graph.walk.headline import headline
from legpain_graph.walk.result import Acting, Step, Taken, Walk, is_added

WIDTH: Final = 80
FEW: Final = 6
_ENTITY: Final = re.compile(r"&(?=#?[A-Za-z0-9]+;)")
NARROW: Final = 30
"""Columns that a text has at least: what stands at its right leaves it so many, or goes below."""


def sections(walk: Walk) -> list[NoteSection]:
    """What there is to say, in the order in which it is read."""
    found: list[NoteSection] = []
    if walk.warnings:
        found.append(NoteSection("CHECK THE ENTRY", tuple(NoteLine(text, "!") for text in walk.warnings)))
    if walk.diagnoses:
        known = walk.pathway.diagnoses
        names = [known[name].label if name in known else name for name in walk.diagnoses]
        found.append(NoteSection("WORKING DIAGNOSIS", tuple(NoteLine(name) for name in names)))
    found += _to_do(walk)
    if not walk.floor.stops_questions:
        found += open_sections(walk)
    found.append(NoteSection("WHY", tuple(line for step in walk.path for line in _why(walk, step))))
    found += _tells(walk)
    found += _safety_nets(walk)
    found += _small_print(walk)
    return found


def _to_do(walk: Walk) -> list[NoteSection]:
    """What to do now. In an emergency only that: other problems are one line for the handover."""
    found = []
    told = walk.told
    for node in told:
        where = "; ".join(part for part in (node.destination, node.timeframe) if part)
        lead = NoteLine(where or node.text, margin=_cites(walk.pathway, node.statements))
        review = [NoteLine(f"Review {node.review}", "-")] if node.review else []
        found.append(NoteSection(f"DO: {node.title}", (lead, *_lines(walk, node), *review), how_soon(node)))
    found += [NoteSection(f"ALSO: {node.title}", _lines(walk, node)) for node in walk.actions if _lines(walk, node)]
    passed = [node.title for node in walk.actions if not _lines(walk, node)]
    if passed:
        found.append(NoteSection("ALSO", (NoteLine("; ".join(passed)),)))
    others = [node.title for node in walk.outcomes if node not in told]
    if others:
        found.append(NoteSection("HAND OVER TOO", (NoteLine("; ".join(others)),)))
    if not walk.floor.stops_questions:
        found += [
            NoteSection(f"ORDER: {node.title}", (NoteLine(node.text, margin=_cites(walk.pathway, node.statements)),))
            for node in walk.ordered
        ]
    return found


def _lines(walk: Walk, node: Node) -> tuple[NoteLine, ...]:
    """What a node says to do, and not to do."""
    do = [NoteLine(item.text, "-", _cites(walk.pathway, item.statements)) for item in walk.about(node.do)]
    refrain = [
        NoteLine(f"Do not: {item.text[:1].lower()}{item.text[1:]}", "x", _cites(walk.pathway, item.statements))
        for item in walk.about(node.do_not)
    ]
    return (*do, *refrain)


def _why(walk: Walk, step: Step) -> list[NoteLine]:
    node = step.node
    if not step.taken:
        text = f"{node.title}" + (" - waits for the answers above" if node.walkable else "")
        return [NoteLine(text, str(step.number), _cites(walk.pathway, node.statements))]
    lines = []
    for number, taken in enumerate(step.taken):
        lead = str(step.number) if not number else ""
        title = node.title if not number else "and"
        arrow = f"{title}: {taken.edge.label}" if taken.edge.label else title
        lines.append(NoteLine(f"{arrow}{because(walk, taken)}", lead, _cites(walk.pathway, taken.edge.statements)))
    return lines


def because(walk: Walk, taken: Taken) -> str:
    """What decided a way taken, in brackets."""
    if not taken.sure:
        return " (the only way left)"
    if not taken.because:
        return ""
    if len(taken.because) > FEW:
        return f" ({len(taken.because)} findings, all recorded or closed)"
    return f" ({values(walk, taken.because)})"


def _tells(walk: Walk) -> list[NoteSection]:
    """What the patient is told, once each, in the order of the path's endings and actions."""
    lines: dict[str, Line] = {}
    for line in (line for node in (*walk.told, *walk.actions) for line in walk.about(node.tell)):
        lines.setdefault(line.text, line)
    shown = tuple(NoteLine(text, "-", _cites(walk.pathway, line.statements)) for text, line in lines.items())
    return [NoteSection("TELL THE PATIENT", shown)] if shown else []


def _safety_nets(walk: Walk) -> list[NoteSection]:
    lines = tuple(NoteLine("; ".join(texts), _lead(urgency)) for urgency, texts in come_back(walk).items())
    title = "WHILE WAITING FOR HELP" if walk.floor.stops_questions else "TELL THE PATIENT TO COME BACK"
    return [NoteSection(title, lines)] if lines else []


def _lead(urgency: Urgency) -> str:
    word = "to expect" if urgency.expected else urgency.short
    return f"{word}:" if word else "-"


def _small_print(walk: Walk) -> list[NoteSection]:
    found = []
    closed = [NoteLine(f"{name}: {sentence}", "-") for name, sentence, _ in walk.closed]
    if closed:
        found.append(NoteSection("TAKEN FROM YOUR CLOSURES", tuple(closed)))
    if walk.unused:
        found.append(NoteSection("RECORDED, NOT USED ON THIS PATH", (NoteLine(values(walk, walk.unused)),)))
    if walk.acting is not None and any(step.because_not_known or step.asks for step in walk.acting):
        steps = tuple(
            NoteLine(step.node.title + _acting_words(walk, step), str(number + 1))
            for number, step in enumerate(walk.acting)
        )
        found.append(NoteSection("ACTING NOW, IF WHAT IS OPEN CANNOT BE HAD", steps))
    return found


def _acting_words(walk: Walk, step: Acting) -> str:
    known = " - because not known" if step.because_not_known else ""
    if step.until is None:
        return known
    several = ", ".join(label(name, walk.pathway.vocabulary) for name in step.asks[:FEW])
    more = f" and {len(step.asks) - FEW} more" if len(step.asks) > FEW else ""
    held = f"; {step.until.words} until known" if step.until.words else ""
    return f"{known} - stops and asks: {several}{more}{held}"


def _cites(pathway: Pathway, statements: tuple[str, ...]) -> str:
    """Two citations at most, and a mark where what is said does not come from the source."""
    shown = ", ".join(statements[:2]) + (", ..." if len(statements) > 2 else "")
    return f"{shown} (added)" if is_added(pathway, statements) else shown


def identity(walk: Walk) -> str:
    """Which pathway said so, and the disclaimer."""
    pathway = walk.pathway
    return f"Pathway {pathway.id} {pathway.version} ({pathway.hash[:8]}). {pathway.disclaimer}"


def text(walk: Walk, width: int = WIDTH) -> str:
    """The walk as plain text: the outcome, what to do, what is open, why, what to tell the patient.

    units: width in columns
    """
    out = [*textwrap.wrap(headline(walk), width), *textwrap.wrap(identity(walk), width)]
    if walk.case.who:
        out += textwrap.wrap(walk.case.who, width)
    for section in sections(walk):
        out += ["", *_beside("", section.title, section.margin, width)]
        for line in section.lines:
            lead = f"  {line.lead:<3}" if len(line.lead) < 4 else f"  {line.lead} "
            out += _beside(lead, line.text, line.margin, width)
    return "\n".join(out) + "\n"


def _beside(lead: str, text: str, margin: str, width: int) -> list[str]:
    """`text` after `lead`, with `margin` at the right of its first line; below the text where there is no room for it."""
    room = width - len(lead)
    beside = room - len(margin) - 2 if margin else room
    wrapped = textwrap.wrap(text, beside if beside >= NARROW else room) or [""]
    rest = wrapped[1:]
    first = lead + wrapped[0]
    if margin and len(wrapped[0]) <= beside:
        first = f"{first:<{width - len(margin)}}{margin}"
    elif margin:
        rest += [f"{part:>{room}}" for part in textwrap.wrap(margin, room)]
    return [first.rstrip(), *(" " * len(lead) + part for part in rest)]


def markdown(walk: Walk) -> str:
    """The walk as a Markdown note for the record, in the order of the plain text; nothing in it is markup of the pathway's own."""
    out = [f"# {escape(headline(walk))}", "", escape(identity(walk)), ""]
    if walk.case.who:
        out += [f"_{escape(walk.case.who)}_", ""]
    for section in sections(walk):
        out += [
            f"## {escape(_in_sentence_case(section.title))}"
            + (f" ({escape(section.margin)})" if section.margin else ""),
            "",
        ]
        for line in section.lines:
            lead = (
                f"{line.lead}. "
                if line.lead.isdigit()
                else f"- **{escape(line.lead)}** "
                if len(line.lead) > 1
                else "- "
            )
            out.append(f"{lead}{escape(line.text)}" + (f" _[{escape(line.margin)}]_" if line.margin else ""))
        out.append("")
    return "\n".join(out)


def _in_sentence_case(title: str) -> str:
    """A title in capitals as a heading; the name after its colon stays as it is written."""
    lead, colon, name = title.partition(":")
    return f"{lead.capitalize()}{colon}{name}"


def escape(words: str) -> str:
    """Text of a pathway or case is text in Markdown too: no links, tags, emphasis or entities of its own."""
    words = _ENTITY.sub("&amp;", words)
    for char in "\\`*_[]<>|#":
        words = words.replace(char, f"\\{char}" if char not in "<>" else {"<": "&lt;", ">": "&gt;"}[char])
    return words


def why_not_text(walk: Walk, node: Node, state: str, findings: tuple[str, ...]) -> str:
    """Why a node was not reached, in a sentence."""
    words = walk.pathway.vocabulary
    if state == "reached":
        return f"{node.title} ({node.id}) is reached.\n"
    if state == "waits":
        asked = "; ".join(
            words.findings[name].question or words.findings[name].label for name in findings if name in words.findings
        )
        return f"{node.title} ({node.id}) is possible. It waits for: {asked or 'an answer further on'}\n"
    return (
        f"{node.title} ({node.id}) is ruled out by {plural(len(findings), 'finding')}: {values(walk, findings, '; ')}\n"
    )
