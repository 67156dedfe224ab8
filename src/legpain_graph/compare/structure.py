"""What was added, removed, renamed or changed between two versions, word by word, with its place in both files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from legpain_graph.errors import NOWHERE, Place
from legpain_graph.model.guard.ir import Guard, Score
from legpain_graph.model.guard.phrase import phrase
from legpain_graph.model.guard.unparse import unparse
from legpain_graph.model.pathway import Edge, Line, Node, Pathway, SafetyNetLine, Urgency
from legpain_graph.model.vocabulary import NOT_DONE, HeededBy, Vocabulary
from legpain_graph.record import record

UNSAID: Final = {"id", "name", "place", "edges", "source"}
"""What is no change of its own: names are compared by, places move, edges have rows of their own."""
_GUARDS: Final = (*Guard.__args__, Score)


_MATCHES: Final[tuple[Callable[[Edge], object], ...]] = (
    lambda edge: (edge.kind, edge.target, edge.guard, edge.label),
    lambda edge: (edge.kind, edge.target, edge.guard),
    lambda edge: (edge.kind, edge.target, edge.label),
    lambda edge: (edge.kind, edge.guard),
    lambda edge: (edge.kind, edge.target),
)
"""What makes two edges of a node the same one, the surest first."""


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


@record
class Difference:
    """One field of a thing that is not the same: what it was, and what it is now."""

    field: str
    old: str
    new: str


@record
class Change:
    """One thing that is not the same. `part` is its kind: node, edge, finding, ...; `old_id` differs where it was renamed."""

    part: str
    id: str
    how: ChangeKind
    differences: tuple[Difference, ...] = ()
    old_place: Place = NOWHERE
    new_place: Place = NOWHERE
    old_id: str = ""


def changes(old: Pathway, new: Pathway, renamed: Mapping[str, str]) -> list[Change]:
    """Every change, nodes and edges first. `renamed` gives nodes of the old version their new ids."""
    found = list(_nodes(old, new, renamed))
    found += _edges(old, new, renamed)
    for part, before, after in _parts(old, new):
        for name in sorted(before.keys() | after.keys()):
            found += _compared(part, name, before.get(name), after.get(name), old.vocabulary, new.vocabulary)
    return found


def renamings(old: Pathway, new: Pathway) -> dict[str, str]:
    """The nodes that only changed their names: the new id of each. Everything else, and where their edges lead, is the same."""
    gone = [node for name, node in old.nodes.items() if name not in new.nodes]
    come = [node for name, node in new.nodes.items() if name not in old.nodes]
    found: dict[str, str] = {}
    size = -1
    while size != len(found):  # where two in a row were renamed, the lower one tells the upper
        size = len(found)
        for node in reversed(gone):
            if node.id in found:
                continue
            alike = [other for other in come if _signature(other, {}) == _signature(node, found)]
            if len(alike) == 1 and alike[0].id not in found.values():
                found[node.id] = alike[0].id
    return found


def _signature(node: Node, renamed: Mapping[str, str]) -> object:
    edges = tuple(
        replace(edge, id="", source="", target=renamed.get(edge.target, edge.target), place=NOWHERE)
        for edge in node.edges
    )
    return replace(node, id="", edges=edges)


def _nodes(old: Pathway, new: Pathway, renamed: Mapping[str, str]) -> Iterator[Change]:
    before = {renamed.get(name, name): node for name, node in old.nodes.items()}
    names = sorted(before.keys() | new.nodes.keys())
    for name in names:
        one, other = before.get(name), new.nodes.get(name)
        if one is not None and other is not None and one.id != name:
            yield Change("node", name, ChangeKind.RENAMED, (), one.place, other.place, one.id)
        yield from _compared("node", name, one, other, old.vocabulary, new.vocabulary)


def _edges(old: Pathway, new: Pathway, renamed: Mapping[str, str]) -> Iterator[Change]:
    """Edges of a node are matched by what they say, then by where they lead, then by their guard; the order counts in `first`."""
    before = {renamed.get(name, name): node for name, node in old.nodes.items()}
    for name in sorted(before.keys() | new.nodes.keys()):
        one, other = before.get(name), new.nodes.get(name)
        olds = [replace(e, source=name, target=renamed.get(e.target, e.target)) for e in one.edges] if one else []
        pairs = _matched(olds, list(other.edges) if other else [])
        for left, right in pairs:
            thing = right or left
            assert thing is not None
            yield from _compared("edge", thing.id, left, right, old.vocabulary, new.vocabulary)
        if one is not None and other is not None and (one.first or other.first):
            both = [(left, right) for left, right in pairs if left is not None and right is not None]
            order = [olds.index(left) for left, _ in both]
            if order != sorted(order):
                ways = [" > ".join(_way(edge) for edge in edges) for edges in (sorted((left for left, _ in both), key=olds.index), [right for _, right in both])]  # fmt: skip
                yield Change("node", name, ChangeKind.CHANGED, (Difference("order", *ways),), one.place, other.place)


def _matched(olds: list[Edge], news: list[Edge]) -> list[tuple[Edge | None, Edge | None]]:
    """Pairs in the order of the new edges, then the old ones that are left."""
    left, found = list(olds), dict[int, Edge]()
    for said in _MATCHES:
        for number, edge in enumerate(news):
            match = next((other for other in left if said(other) == said(edge)), None) if number not in found else None
            if match is not None:
                found[number] = match
                left.remove(match)
    return [*((found.get(number), edge) for number, edge in enumerate(news)), *((edge, None) for edge in left)]


def _way(edge: Edge) -> str:
    return f"{edge.target} ({edge.label or edge.english})"


def _parts(old: Pathway, new: Pathway) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    words = old.vocabulary, new.vocabulary
    for part, name in (("finding", "findings"), ("derived", "derived"), ("constant", "constants"), ("group", "groups"), ("set", "sets")):  # fmt: skip
        yield part, getattr(words[0], name), getattr(words[1], name)
    for part, name in (("constraint", "constraints"), ("warning", "warnings")):
        yield part, *({rule.id: rule for rule in getattr(vocabulary, name)} for vocabulary in words)  # type: ignore[misc]
    yield "statement", old.statements, new.statements
    yield "hazard", old.hazards, new.hazards
    yield "safety rule", old.rules, new.rules
    yield "node set", *({name: _Set(ids) for name, ids in pathway.node_sets.items()} for pathway in (old, new))  # type: ignore[misc]
    yield "diagnosis", old.diagnoses, new.diagnoses
    yield "stage", *({stage.id: stage for stage in pathway.stages} for pathway in (old, new))  # type: ignore[misc]
    yield "overview", *({f"{box.row} {box.title}": box for box in pathway.overview} for pathway in (old, new))  # type: ignore[misc]
    yield "safety_net", *({name: _Net(lines) for name, lines in pathway.safety_nets.items()} for pathway in (old, new))  # type: ignore[misc]
    yield "pathway", {"pathway": _About.of(old)}, {"pathway": _About.of(new)}


@record
class _Net:
    lines: tuple[SafetyNetLine, ...]

    @property
    def place(self) -> Place:
        return self.lines[0].place if self.lines else NOWHERE


@record
class _Set:
    nodes: tuple[str, ...]


@record
class _About:
    identity: str
    title: str
    version: str
    disclaimer: str
    leaflet: str
    urgencies: tuple[str, ...]

    @classmethod
    def of(cls, pathway: Pathway) -> _About:
        levels = (
            tuple(f"{level.id} ({_said_of(level)})" for level in reversed(pathway.urgencies)) if pathway.ordered else ()
        )
        return cls(pathway.id, pathway.title, pathway.version, pathway.disclaimer, pathway.leaflet, levels)


def _said_of(level: Urgency) -> str:
    return ", ".join(f"{name}: {_said(value)}" for name, value in vars(level).items() if value and name != "id")


def _compared(part: str, name: str, one: Any, other: Any, old: Vocabulary, new: Vocabulary) -> Iterator[Change]:
    places = getattr(one, "place", NOWHERE), getattr(other, "place", NOWHERE)
    if one is None or other is None:
        said = tuple(
            Difference(item, *((words, "") if other is None else ("", words)))
            for item, words in _fields(one or other, old if other is None else new)
            if words
        )
        yield Change(part, name, ChangeKind.REMOVED if other is None else ChangeKind.ADDED, said, *places)
        return
    before, after = dict(_fields(one, old)), dict(_fields(other, new))
    said = tuple(
        Difference(item, before.get(item, ""), after.get(item, ""))
        for item in dict.fromkeys((*before, *after))  # a guard that only one has says in words what only one has
        if before.get(item, "") != after.get(item, "")
    )
    if any(item.field == "text" for item in said) and isinstance(one, Edge):
        said = tuple(item for item in said if item.field != "guard")  # the text says it as it is written
    if said:
        yield Change(part, name, ChangeKind.CHANGED, said, *places)


def _fields(thing: Any, words: Vocabulary) -> Iterator[tuple[str, str]]:
    """What a thing says of itself, as text; of a formula also what it says in words."""
    for item in fields(thing):
        if item.name in UNSAID:
            continue
        value = getattr(thing, item.name)
        yield item.name, _said(value)
        if isinstance(value, Guard.__args__) and not isinstance(thing, Edge):
            yield f"{item.name} in words", phrase(value, words)


def _said(value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case Urgency():
            return value.id
        case Decimal():
            return f"{value.normalize():f}"
        case Line() | SafetyNetLine():
            cites = f" ({', '.join(value.statements)})" if value.statements else ""
            when = f", when {unparse(value.when)}" if value.when is not None else ""
            return f"{f'{value.urgency.id}: ' if isinstance(value, SafetyNetLine) else ''}{value.text}{when}{cites}"
        case HeededBy():
            when = f"when {unparse(value.when)}" if value.when is not None else ""
            by = "; ".join(part for part in (", ".join(value.nodes), when, value.why) if part)
            return f"{by} ({', '.join(value.statements)})"
        case tuple() | list():
            return "; ".join(_said(item) for item in value)
        case _ if value is NOT_DONE:
            return "not_done"
        case _ if isinstance(value, _GUARDS):
            return unparse(value)
        case _:
            return str(value)
