"""What is still open, in words: what to ask, what decides how soon first, and what to do where it cannot be had."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from legpain_graph.case import group_wording
from legpain_graph.errors import plural
from legpain_graph.model.guard.phrase import label
from legpain_graph.model.pathway import Node
from legpain_graph.model.vocabulary import Group
from legpain_graph.walk.result import Ask, Walk

SHOWN: Final = 10
"""Questions shown before "and more": a list that is read in ten seconds."""
CLOSED_BY_NAME: Final = "What is true is closed by its name: --normal NAME"
IF_NOT_KNOWN: Final = "If you cannot find out:"


class NoteLine(NamedTuple):
    """One line: `lead` a number or mark, `text`, and `margin` what stands at the right: a citation, an urgency."""

    text: str
    lead: str = ""
    margin: str = ""


class NoteSection(NamedTuple):
    title: str
    lines: tuple[NoteLine, ...]
    margin: str = ""


def open_sections(walk: Walk) -> list[NoteSection]:
    """What is still open, what decides how soon first."""
    found = []
    if walk.decides_urgency:
        lines = _asks(walk, walk.decides_urgency)
        lines += _if_not_known(walk, set())
        found.append(
            NoteSection(
                f"SETTLE IT FIRST: {plural(len(walk.decides_urgency), 'answer')} missing",
                tuple(lines),
                "could be" if walk.pathway.ordered else "",
            )
        )
    if walk.decides_plan:
        title = f"THEN, FOR THE PLAN: {plural(len(walk.decides_plan), 'answer')} missing"
        lines = _asks(walk, walk.decides_plan)
        if not walk.decides_urgency:
            lines += _if_not_known(walk, {node.id for node in walk.outcomes})
        found.append(NoteSection(title, tuple(lines)))
    return found


def _if_not_known(walk: Walk, told: set[str]) -> list[NoteLine]:
    words = if_not_known(walk, told)
    return [NoteLine(f"{IF_NOT_KNOWN} {words} (walk --unknown safest).")] if words else []


def if_not_known(walk: Walk, told: set[str]) -> str:
    """What acting now does about what is open: where it ends, the most urgent of what is not `told` already, and what it holds until
    the answers are there; empty where nothing is left to say."""
    steps = walk.acting or ()
    ends = [step.node for step in steps if step.node.urgency is not None and step.node.id not in told]
    asks = [step.until for step in steps if step.until is not None]
    worst = max([*(node.urgency for node in ends if node.urgency is not None), *asks], default=None)
    if worst is None:
        return ""
    titles = "; ".join(dict.fromkeys(node.title for node in ends if node.urgency == worst))
    held = f"{worst.words} until it is known" if worst > walk.floor else ""
    lead = f"{worst.words} - " if worst.words else ""
    stops = any(step.asks and step.node.when_unknown is None for step in steps)
    wait = "nothing yet that depends on it" if stops else ""
    return "; ".join(part for part in (f"{lead}{titles}" if titles else held, wait) if part)


def _asks(walk: Walk, asks: tuple[Ask, ...]) -> list[NoteLine]:
    """The questions, the most urgent first; where most of a group is open, what closing it says stands for its members."""
    findings = walk.pathway.vocabulary.findings
    lines: list[NoteLine] = []
    grouped = asked_in_groups(walk, asks)
    for number, (ask, group) in enumerate(grouped, 1):
        if group is not None:
            lines.append(NoteLine(_group_words(walk, group), str(number), ask.urgency.short))
            continue
        finding = findings[ask.finding]
        margin = "  ".join(part for part in (ask.urgency.short, ask.leads_to[0].label) if part) if ask.leads_to else ""
        lines.append(NoteLine(finding.question or f"{finding.label}?", str(number), margin))
    if len(lines) > SHOWN:
        lines = [*lines[:SHOWN], NoteLine(f"... and {len(lines) - SHOWN} more: --format json lists them all")]
    if any(group is not None for _, group in grouped):
        lines.append(NoteLine(CLOSED_BY_NAME))
    return lines


def asked_in_groups(walk: Walk, asks: tuple[Ask, ...]) -> list[tuple[Ask, Group | None]]:
    """What is asked, in its order; where most of a group is open, the group stands once for its members, with the first of them."""
    groups = walk.pathway.vocabulary.groups.values()
    group_of = {member: group for group in groups for member in group.members if "normal" in group.closed_by}
    members = Counter(group_of[ask.finding].name for ask in asks if ask.finding in group_of)
    found: list[tuple[Ask, Group | None]] = []
    said: set[str] = set()
    for ask in asks:
        group = group_of.get(ask.finding)
        if group is None or members[group.name] <= 2:
            found.append((ask, None))
        elif group.name not in said:
            said.add(group.name)
            found.append((ask, group))
    return found


def _group_words(walk: Walk, group: Group) -> str:
    """What closing the group as normal would say."""
    words, facts = walk.pathway.vocabulary, walk.facts
    filled = group_wording.fills(words, facts, group, "normal")
    return f'{group.name}: "{group_wording.sentence(words, facts, group, "normal", filled)}"'


def how_soon(node: Node) -> str:
    """The words of a node's urgency; empty where it has none, and where endings are treatments."""
    return node.urgency.words if node.urgency is not None else ""


def values(walk: Walk, names: tuple[str, ...], join: str = ", ") -> str:
    """Findings with their values, as words."""
    return join.join(f"{label(name, walk.pathway.vocabulary)}: {walk.value(name)['words']}" for name in names)
