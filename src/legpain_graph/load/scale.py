"""Entries of the files -> how soon: the levels of the pathway's own scale, those of `seven.yaml`, or none where endings are treatments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from legpain_graph.errors import Issue, did_you_mean
from legpain_graph.load.schema import Entry, entry
from legpain_graph.load.tree import decode, read
from legpain_graph.model.urgency import COLOURS, UNORDERED, Urgency

TREATMENTS: Final = "treatments"


def scale(head: Entry | None, entries: Sequence[Entry], issues: list[Issue]) -> tuple[Urgency, ...]:
    """The levels that the pathway says, the least urgent first; faults are added to `issues`."""
    if head is not None and head.get("endings") == TREATMENTS:
        if entries:
            message = "a pathway whose endings are treatments has no urgencies"
            issues.append(Issue("urgency", message, entries[0].place, "drop them, or the line `endings`"))
        return UNORDERED
    if not entries:
        return seven()
    if len(entries) == 1:
        hint = "write two or more, the most urgent first, or `endings: treatments` in the pathway"
        issues.append(Issue("urgency", "one urgency alone has no order", entries[0].place, hint))
    return _levels(entries)


def _levels(entries: Sequence[Entry]) -> tuple[Urgency, ...]:
    """The levels of entries that start with the most urgent; where one says no colour it has that of its place."""
    last = max(len(entries) - 1, 1)
    found = []
    for level, item in enumerate(reversed(entries)):
        colour = COLOURS[round((last - level) * (len(COLOURS) - 1) / last)]
        found.append(Urgency(level, **{"colour": colour, **item}))
    return tuple(found)


@lru_cache
def seven() -> tuple[Urgency, ...]:
    """The levels of a pathway that declares none, the least urgent first."""
    name = "seven.yaml"
    text, faults = decode((files("legpain_graph") / "load" / name).read_bytes(), name)
    tree, more = read(text, name)
    assert tree is not None
    issues = [*faults, *more]
    found = entry(tree, "file", issues)
    assert found is not None
    assert not issues
    return _levels(found["urgencies"])


def level_of(item: Entry, levels: Sequence[Urgency], issues: list[Issue]) -> Urgency | None:
    """The urgency that an entry gives; None where it gives none, or one that is not of the scale, which is noted."""
    if levels == UNORDERED:
        if "urgency" in item:
            message = "the endings of this pathway are treatments: none is more urgent than another"
            issues.append(
                Issue("urgency", message, item.at("urgency"), "drop `urgency`, or the line `endings: treatments`")
            )
        return UNORDERED[0]
    if "urgency" not in item:
        return None
    known = {level.id: level for level in levels}
    if item["urgency"] not in known:
        hint = did_you_mean(item["urgency"], known, issues) or f"known: {', '.join(reversed(known))}"
        issues.append(Issue("unknown", f"unknown urgency {item['urgency']!r}", item.at("urgency"), hint))
    return known.get(item["urgency"], levels[0])
