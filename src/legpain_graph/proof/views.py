"""What a claim asks, answered of all patients at once by the solver's formulas, and of one patient by the reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from legpain_graph.case.facts import Case
from legpain_graph.engine.kleene import Kleene, Reference
from legpain_graph.engine.meaning import Meaning
from legpain_graph.engine.order import Order
from legpain_graph.engine.smt import Bit, Space, conj, disj, neg
from legpain_graph.model.claims import Plain
from legpain_graph.model.guard.ir import Guard
from legpain_graph.model.pathway import Pathway


class Formulas:
    """The connectives of a view whose answers are formulas."""

    def both(self, bits: Iterable[Bit]) -> Bit:
        return conj(bits)

    def either(self, bits: Iterable[Bit]) -> Bit:
        return disj(bits)

    def negate(self, bit: Bit) -> Bit:
        return neg(bit)


class AllPatients(Formulas):
    """The view of every partial patient at once: answers are formulas."""

    def __init__(self, space: Space) -> None:
        self.space = space

    def sure(self, guard: Guard) -> Bit:
        return self.space.guard(guard).surely

    def possible(self, guard: Guard) -> Bit:
        return self.space.guard(guard).possibly

    def reaches(self, nodes: frozenset[str]) -> Bit:
        return self.space.meets(marks_of(self.space.order, nodes))

    def may_reach(self, nodes: frozenset[str]) -> Bit:
        number = self.space.order.node_number
        return disj(self.space.possible[number[name]] for name in sorted(nodes))

    def floor(self, least: int) -> Bit:
        return self.space.meets(1 << (int(least) - 1))

    def ceiling(self, least: int) -> Bit:
        return self.may_reach(at_least(self.space.pathway, least))


class OnePatient(Plain):
    """The view of one patient, by the reference: answers are plain."""

    def __init__(self, reference: Reference, case: Case) -> None:
        self.pathway, self.order = reference.pathway, reference.order
        self.facts = reference.facts(case)
        self.meaning = Meaning(self.pathway, Kleene(self.pathway.vocabulary, self.facts), self.order)
        self.edges = self.meaning.edges()

    def sure(self, guard: Guard) -> bool:
        return self.meaning.guard(guard).value is True

    def possible(self, guard: Guard) -> bool:
        return self.meaning.guard(guard).value is not False

    def reaches(self, nodes: frozenset[str]) -> bool:
        aimed = Meaning(
            self.pathway, _Aimed(self.pathway.vocabulary, self.facts, marks_of(self.order, nodes)), self.order
        )
        return bool(aimed.must(self.edges)[self.order.start])

    def may_reach(self, nodes: frozenset[str]) -> bool:
        able = self.meaning.possible(self.edges)
        return any(able[self.order.node_number[name]] for name in nodes)

    def floor(self, least: int) -> bool:
        return self.order.level(self.meaning.must(self.edges)[self.order.start]) >= least

    def ceiling(self, least: int) -> bool:
        return self.order.level(self.meaning.may(self.edges)[self.order.start]) >= least


class _Aimed(Kleene):
    """The reference, where a set of marks only says whether one that is aimed at is in it."""

    def __init__(self, vocabulary: Any, facts: Any, aim: int) -> None:
        super().__init__(vocabulary, facts)
        self.aim = aim

    def marks(self, marks: int) -> int:
        return int(bool(marks & self.aim))


def marks_of(order: Order, nodes: Iterable[str]) -> int:
    """The marks of nodes, by their ids."""
    return sum(1 << (order.levels + order.node_number[name]) for name in nodes)


def at_least(pathway: Pathway, least: int) -> frozenset[str]:
    """The refers and stops that are at least this urgent."""
    nodes = pathway.nodes.values()
    return frozenset(node.id for node in nodes if node.urgency is not None and node.urgency >= least)
