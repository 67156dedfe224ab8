"""The cases of an audit, walked: for every node and edge the cases that meet it, a bit a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from legpain_graph.case.read import CaseFile
from legpain_graph.engine.bitset import Bits, Bitset, Met, Truths, numbers
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.meaning import OPEN, SURE, Meaning
from legpain_graph.errors import CaseError, Issue
from legpain_graph.model.pathway import EdgeKind, Pathway
from legpain_graph.model.vocabulary import Value
from legpain_graph.walk.expectation import failures
from legpain_graph.walk.result import Walk
from legpain_graph.walk.walker import Walker


class WalkedCases:
    """Several cases of one pathway, all walked. errors: CaseError with every fault of every case, each at its place"""

    def __init__(self, pathway: Pathway, sources: Sequence[CaseFile], walker: Walker | None = None) -> None:
        self.pathway, self.sources = pathway, tuple(sources)
        self.walker = walker or Walker(pathway, Compiled(pathway))
        self.order = self.walker.order
        self.walks = self._walk()
        bitset = Bitset(pathway.vocabulary, [walk.facts for walk in self.walks])
        self.meaning: Meaning[Truths, Bits, Met] = Meaning(pathway, bitset, self.order)
        self.everyone = bitset.everyone
        self.reached = [0] * len(self.order.nodes)
        """For each node the cases that surely reach it."""
        self.sure = [0] * len(self.order.edges)
        self.open = [0] * len(self.order.edges)
        """For each edge the cases of which it is surely true, and of which it is neither that nor ruled out."""
        for number, walk in enumerate(self.walks):
            bit = 1 << number
            for node in numbers(self.order.reached(walk.status.must[self.order.start])):
                self.reached[node] |= bit
            for index, truth in enumerate(walk.status.edges):
                if truth == SURE:
                    self.sure[index] |= bit
                elif truth == OPEN:
                    self.open[index] |= bit

    def _walk(self) -> list[Walk]:
        walks, issues = [], []
        for source in self.sources:
            try:
                walks.append(self.walker.walk(source.case, "safest"))
            except CaseError as error:
                issues += source.placed(error).issues
        if issues:
            raise CaseError(issues)
        return walks

    def failures(self) -> Iterator[Issue]:
        """Every expectation of a case that its walk does not meet."""
        for source, walk in zip(self.sources, self.walks, strict=True):
            yield from failures(source, walk)

    @cached_property
    def values(self) -> dict[str, dict[Value, Bits]]:
        """For each finding and each value of it the cases in which it is known to be that."""
        found: dict[str, dict[Value, Bits]] = {name: {} for name in self.pathway.vocabulary.findings}
        for number, walk in enumerate(self.walks):
            for name, value in walk.facts.known.items():
                found[name][value] = found[name].get(value, 0) | 1 << number
        return found

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of each case, or its file's name where it has none."""
        return tuple(source.case.id or source.file for source in self.sources)

    def names(self, cases: int) -> tuple[str, ...]:
        """The ids of cases given as bits."""
        return tuple(self.ids[number] for number in numbers(cases))

    def at(self, node: str) -> int:
        """The cases that surely reach a node; one that only acting now can reach, those that reach it so."""
        number = self.order.node_number[node]
        return self.acting.get(node, 0) if node in self.acting_only else self.reached[number]

    @cached_property
    def walked(self) -> dict[str, int]:
        """For each edge the cases that surely walk it: it is sure, or all that is left at a node surely reached.

        A `when_unknown` edge, and what lies below, is walked where acting now comes that way.
        """
        acting = self.acting
        found: dict[str, int] = {}
        for node in self.order.nodes:
            exits = [self.order.edge_number[edge.id] for edge in node.walkable]
            for edge in node.edges:
                if edge.kind is EdgeKind.WHEN_UNKNOWN:
                    found[edge.id] = acting.get(edge.target, 0)
                    continue
                index = self.order.edge_number[edge.id]
                if node.id in self.acting_only:
                    both = acting.get(edge.source, 0) & acting.get(edge.target, 0)
                    found[edge.id] = both & (self.sure[index] | self.open[index])
                    continue
                others = 0
                for other in exits:
                    others |= 0 if other == index else self.sure[other] | self.open[other]
                found[edge.id] = self.at(node.id) & (self.sure[index] | self.open[index] & ~others)
        return found

    @cached_property
    def acting_only(self) -> frozenset[str]:
        """The nodes that only acting now can reach: no walkable edge leads there from the start."""
        return acting_only(self.pathway)

    @cached_property
    def acting(self) -> dict[str, int]:
        """For each node the cases whose acting now comes there."""
        found: dict[str, int] = {}
        for number, walk in enumerate(self.walks):
            for step in walk.acting or ():
                found[step.node.id] = found.get(step.node.id, 0) | 1 << number
        return found


def acting_only(pathway: Pathway) -> frozenset[str]:
    """The nodes that only acting now can reach: no walkable edge leads there from the start."""
    reachable = {pathway.start}
    for node in pathway.nodes.values():
        if node.id in reachable:
            reachable.update(edge.target for edge in node.walkable)
    return frozenset(pathway.nodes) - reachable
