"""The numbers of a pathway's nodes and edges, and of the marks that a walk can meet, by which every engine speaks of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from legpain_graph.case.entries import kind_of
from legpain_graph.errors import Issue, RequestError
from legpain_graph.model.pathway import Edge, EdgeKind, Node, NodeKind, Pathway, Urgency


class Order:
    """The numbers of nodes, edges and marks: the first bits of a set of marks are the urgencies above the
    least, then come the nodes."""

    def __init__(self, pathway: Pathway) -> None:
        """errors: RequestError for what is no pathway"""
        if not isinstance(pathway, Pathway):
            hint = "load_pathway() gives one, of a folder or a file"
            raise RequestError([Issue("pathway", f"{kind_of(pathway)} was given, expected a Pathway", hint=hint)])
        self.urgencies = pathway.urgencies
        self.levels = len(pathway.urgencies) - 1
        """How many bits of a set of marks say how urgent."""
        self.level_bits = (1 << self.levels) - 1
        self.nodes: tuple[Node, ...] = tuple(pathway.nodes.values())
        self.edges: tuple[Edge, ...] = tuple(edge for node in self.nodes for edge in node.walkable)
        self.node_number = {node.id: number for number, node in enumerate(self.nodes)}
        self.edge_number = {edge.id: number for number, edge in enumerate(self.edges)}
        self.start = self.node_number[pathway.start]
        self._names: dict[int, tuple[str, ...]] = {}

    @cached_property
    def marks(self) -> tuple[int, ...]:
        """For each node the marks that it carries itself."""
        return tuple(
            1 << (self.levels + number) | ((1 << int(node.urgency)) - 1 if node.urgency is not None else 0)
            for number, node in enumerate(self.nodes)
        )

    @cached_property
    def doing(self) -> int:
        """The nodes that do something, as bits: all but the start and the decisions."""
        return sum(
            1 << number
            for number, node in enumerate(self.nodes)
            if node.kind not in (NodeKind.START, NodeKind.DECISION)
        )

    @cached_property
    def ends(self) -> int:
        """The refers and stops, as bits."""
        return sum(1 << number for number, node in enumerate(self.nodes) if node.urgency is not None)

    @cached_property
    def target(self) -> tuple[int, ...]:
        """For each edge the number of the node that it leads to."""
        return tuple(self.node_number[edge.target] for edge in self.edges)

    @cached_property
    def into(self) -> tuple[tuple[int, ...], ...]:
        """For each node the edges that lead to it."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for number, edge in enumerate(self.edges):
            found[self.node_number[edge.target]].append(number)
        return tuple(map(tuple, found))

    @cached_property
    def onward(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each node its edges in written order, each with the node that it leads to."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.nodes]
        for number, edge in enumerate(self.edges):
            found[self.node_number[edge.source]].append((number, self.node_number[edge.target]))
        return tuple(map(tuple, found))

    @cached_property
    def dominator(self) -> tuple[int | None, ...]:
        """For each node the last one before it that every walk to it meets; None of the start, and of what no walk reaches."""
        found: list[int | None] = [None] * len(self.nodes)
        depth = {self.start: 0}
        for number in range(len(self.nodes)):
            above = {self.node_number[self.edges[edge].source] for edge in self.into[number]} & depth.keys()
            if number == self.start or not above:
                continue
            while len(above) > 1:
                deepest = max(above, key=depth.__getitem__)
                above = (above - {deepest}) | {node for node in (found[deepest],) if node is not None}
            (found[number],) = above
            depth[number] = depth[above.pop()] + 1
        return tuple(found)

    @cached_property
    def always(self) -> tuple[bool, ...]:
        """For each node whether one of its edges is chosen for everyone."""
        return tuple(
            not node.first and any(edge.kind is EdgeKind.GUARDED and edge.guard is None for edge in node.walkable)
            for node in self.nodes
        )

    @cached_property
    def for_the_rest(self) -> tuple[bool, ...]:
        """For each node whether it has an edge for whoever takes none of its others."""
        return tuple(
            any(edge.kind is EdgeKind.OTHERWISE or edge.guard is None for edge in node.walkable) for node in self.nodes
        )

    def level(self, marks: int) -> Urgency:
        """The most urgent level in a set of marks."""
        return self.urgencies[(marks & self.level_bits).bit_length()]

    def worst(self, nodes: int) -> Urgency:
        """The most urgent level that one of the nodes, given as bits, carries."""
        for level, carriers in self._carriers:
            if nodes & carriers:
                return level
        return self.urgencies[0]

    @cached_property
    def _carriers(self) -> list[tuple[Urgency, int]]:
        """For each level, the most urgent first, the nodes of that urgency as bits."""
        return [
            (level, sum(1 << number for number, node in enumerate(self.nodes) if node.urgency == level))
            for level in reversed(self.urgencies)
        ]

    def reached(self, marks: int) -> int:
        """The nodes in a set of marks, as bits by node number."""
        return marks >> self.levels

    def names(self, bits: int) -> tuple[str, ...]:
        """The ids of nodes given as bits."""
        found = self._names.get(bits)
        if found is None:
            found = tuple(node.id for number, node in enumerate(self.nodes) if bits >> number & 1)
            if len(self._names) < 10_000:
                self._names[bits] = found
        return found


def numbers(bits: int) -> Iterable[int]:
    """The numbers of the bits that are set, from the lowest."""
    while bits:
        low = bits & -bits
        bits ^= low
        yield low.bit_length() - 1
