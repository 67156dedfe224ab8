"""Which alarming values of a patient nobody heeds: docs/semantics.md, "Alarming values".

A value is heeded by an edge that is taken because of it and does not lead to less care, or by what its finding names in `heeded_by`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from legpain_graph.case.facts import Facts
from legpain_graph.engine.kleene import Kleene, Truth
from legpain_graph.engine.meaning import OPEN, RULED_OUT, Meaning, Status
from legpain_graph.engine.order import Order
from legpain_graph.load.graph_facts import Checked
from legpain_graph.model.guard.ir import Guard, formula_names, names_read
from legpain_graph.model.pathway import EdgeKind, Pathway, Urgency
from legpain_graph.model.vocabulary import Finding


def seen_at_least(levels: Iterable[Urgency]) -> Urgency | None:
    """How soon whoever has an alarming value that nothing heeds is seen at the latest, by a clinician who is told of it; None where no
    level says so."""
    return min((level for level in levels if level.seen), default=None)


class Alarms:
    """The alarming values of one pathway, and what heeds them."""

    def __init__(self, pathway: Pathway, order: Order) -> None:
        self.pathway, self.order = pathway, order
        self.findings: tuple[Finding, ...] = tuple(
            finding for finding in pathway.vocabulary.findings.values() if finding.alarming is not None
        )
        self._reads: dict[str, frozenset[str]] = {}
        self.heeding: tuple[int, ...] = self._heeding() if self.findings else ()
        """The numbers of the edges that can heed a value: they have a guard, and do not lead to less care."""
        self.edge_reads = {
            way: self.reads(guard) for way in self.heeding if (guard := order.edges[way].guard) is not None
        }

    def _heeding(self) -> tuple[int, ...]:
        checked, number = Checked(self.pathway, None), self.order.edge_number
        return tuple(
            number[edge.id]
            for node in self.order.nodes
            for edge in node.walkable
            if edge.guard is not None and edge.kind is EdgeKind.GUARDED and not checked.relaxes(node, edge)
        )

    def reads(self, guard: Guard) -> frozenset[str]:
        """The findings that `guard` reads, derived ones opened."""
        return self._opened(names_read(guard))

    def _opened(self, names: Iterable[str]) -> frozenset[str]:
        words = self.pathway.vocabulary
        found = set[str]()
        for name in names:
            if name in words.derived:
                if name not in self._reads:
                    self._reads[name] = self._opened(formula_names(words.derived[name].formula))
                found |= self._reads[name]
                continue
            applies = words.findings[name].applies_when
            found |= {name} if applies is None else {name, *self.reads(applies)}
        return frozenset(found)

    def unheeded(self, facts: Facts, status: Status) -> tuple[str, ...]:
        """The findings whose value is surely alarming, and which nothing heeds or may yet heed, in name order."""
        if not self.findings:
            return ()
        every = Meaning(self.pathway, EveryReason(self.pathway.vocabulary, facts), self.order)
        alarming = [word for word in self.findings if word.alarming is not None and every.guard(word.alarming).value]
        if not alarming:
            return ()
        heeded = self._heeded(every, status)
        return tuple(word.name for word in alarming if word.name not in heeded and not self._named(word, every, status))

    def _heeded(self, every: Meaning[Truth, bool, int], status: Status) -> set[str]:
        """The findings because of which an edge is taken, or may be."""
        found = set[str]()
        sure_nodes = self.order.reached(status.must[self.order.start])
        for way in self.heeding:
            edge = self.order.edges[way]
            source = self.order.node_number[edge.source]
            if status.edges[way] == RULED_OUT or not status.possible >> source & 1:
                continue
            if status.edges[way] == OPEN or not sure_nodes >> source & 1:
                found |= self.edge_reads[way]
            else:
                found |= every.holds(edge).why
        return found

    def _named(self, finding: Finding, every: Meaning[Truth, bool, int], status: Status) -> bool:
        """Whether what `heeded_by` names is so, or may be."""
        number = self.order.node_number
        return any(
            any(status.possible >> number[name] & 1 for name in heed.nodes)
            or (heed.when is not None and every.guard(heed.when).value is not False)
            for heed in finding.heeded_by
        )


class EveryReason(Kleene):
    """The reference, but where several operands each decide a truth it names the findings of them all."""

    def all_of(self, truths: Sequence[Truth]) -> Truth:
        return _together_with(False, truths) or super().all_of(truths)

    def any_of(self, truths: Sequence[Truth]) -> Truth:
        return _together_with(True, truths) or super().any_of(truths)


def _together_with(value: bool, truths: Sequence[Truth]) -> Truth | None:
    """The truth with the reasons of all operands of this value; None where there is none."""
    same = [truth.why for truth in truths if truth.value is value]
    return Truth(value, frozenset[str]().union(*same)) if same else None
