"""Several patients of one pathway: for every node and edge those who meet it, a bit a patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from legpain_graph.case.facts import Facts
from legpain_graph.engine.bitset import Bits, Bitset, Met, Truths
from legpain_graph.engine.meaning import Meaning
from legpain_graph.engine.order import Order
from legpain_graph.model.pathway import EdgeKind, Pathway
from legpain_graph.model.vocabulary import Value


class Sample:
    """What is so of each of several patients, by their facts. Where acting now would go is not asked."""

    def __init__(self, pathway: Pathway, patients: Sequence[Facts], order: Order) -> None:
        self.pathway, self.patients, self.order = pathway, patients, order
        bitset = Bitset(pathway.vocabulary, patients)
        self.meaning: Meaning[Truths, Bits, Met] = Meaning(pathway, bitset, order)
        self.everyone = bitset.everyone

    @cached_property
    def _edges(self) -> list[Truths]:
        return self.meaning.edges()

    @cached_property
    def reached(self) -> list[Bits]:
        """For each node the patients who surely reach it."""
        return self.meaning.reached(self._edges)

    @cached_property
    def possible(self) -> list[Bits]:
        """For each node the patients who may reach it."""
        return self.meaning.possible(self._edges)

    @cached_property
    def sure(self) -> list[Bits]:
        """For each edge the patients of whom it is surely true."""
        return [truth.surely for truth in self._edges]

    @cached_property
    def open(self) -> list[Bits]:
        """For each edge the patients of whom it is neither surely true nor ruled out."""
        return [truth.possibly & ~truth.surely for truth in self._edges]

    @cached_property
    def values(self) -> dict[str, dict[Value, Bits]]:
        """For each finding and each value of it the patients in whom it is known to be that."""
        found: dict[str, dict[Value, Bits]] = {name: {} for name in self.pathway.vocabulary.findings}
        for number, facts in enumerate(self.patients):
            for name, value in facts.known.items():
                found[name][value] = found[name].get(value, 0) | 1 << number
        return found

    def at(self, node: str) -> Bits:
        """The patients who surely reach a node; one that only acting now can reach, those who reach it so."""
        number = self.order.node_number[node]
        return self.acting.get(node, 0) if node in self.acting_only else self.reached[number]

    @cached_property
    def walked(self) -> dict[str, Bits]:
        """For each edge the patients who surely walk it: it is sure, or all that is left at a node surely reached.

        A `when_unknown` edge, and what lies below, is walked where acting now comes that way.
        """
        acting = self.acting
        found: dict[str, Bits] = {}
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
    def acting(self) -> Mapping[str, Bits]:
        """For each node the patients whose acting now comes there."""
        return {}


def acting_only(pathway: Pathway) -> frozenset[str]:
    """The nodes that only acting now can reach: no walkable edge leads there from the start."""
    reachable = {pathway.start}
    for node in pathway.nodes.values():
        if node.id in reachable:
            reachable.update(edge.target for edge in node.walkable)
    return frozenset(pathway.nodes) - reachable
