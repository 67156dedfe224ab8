"""What a picture takes from a pathway: its ways out of nodes, what a walk made of them, and names that are safe as ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from legpain_graph.draw.shapes import Style
from legpain_graph.model.pathway import Edge, EdgeKind, Node, Pathway


@dataclass(frozen=True, slots=True)
class DrawnWalk:
    """What a walk did, in the words of the picture; what it does not name is ruled out."""

    path: tuple[str, ...] = ()
    """Ids of the nodes surely reached, in order."""
    edges: frozenset[str] = frozenset()
    """Ids of the edges surely walked."""
    possible: frozenset[str] = frozenset()
    possible_edges: frozenset[str] = frozenset()
    frontier: Mapping[str, str] = field(default_factory=dict)
    """Node id to the question that comes next there."""
    still: Mapping[str, str] = field(default_factory=dict)
    """Node id to what could still come of that question."""


@dataclass(frozen=True, slots=True)
class Exit:
    """All edges of one node that lead to one target, drawn as one arrow with one chip."""

    source: Node
    target: Node
    edges: tuple[Edge, ...]

    @property
    def style(self) -> Style:
        return Style.WHEN_UNKNOWN if self.edges[0].kind is EdgeKind.WHEN_UNKNOWN else Style.GUARDED

    @property
    def last(self) -> bool:
        """True for the way on that is left when nothing else holds."""
        return any(edge.kind is EdgeKind.OTHERWISE and not edge.not_done for edge in self.edges)


def slug(text: str) -> str:
    """`text` as an id for SVG and DOT; different texts stay different."""
    return "".join(char if char.isascii() and (char.isalnum() or char in "-.") else f"_{ord(char):x}_" for char in text)


def always(edge: Edge) -> bool:
    return edge.kind is EdgeKind.GUARDED and edge.guard is None


def edge_label(edge: Edge) -> str:
    """What the chip of `edge` says; empty for an edge that always holds and has no label."""
    if edge.label:
        return edge.label
    if edge.kind is EdgeKind.OTHERWISE:
        return "not done" if edge.not_done else "otherwise"
    if edge.kind is EdgeKind.WHEN_UNKNOWN:
        return "not known"
    return edge.english or edge.text


def exits_of(pathway: Pathway, node: Node) -> Iterator[Exit]:
    """The ways out of `node`, one a target, in the order in which they are first written."""
    exits: dict[tuple[str, bool], list[Edge]] = {}
    for edge in node.edges:
        exits.setdefault((edge.target, edge.kind is EdgeKind.WHEN_UNKNOWN), []).append(edge)
    for (target, _), edges in exits.items():
        yield Exit(node, pathway.nodes[target], tuple(edges))
