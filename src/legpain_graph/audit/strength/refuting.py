"""Which safety rules a changed pathway breaks: only what the change touches is asked again, of one set of formulas for all changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from legpain_graph.audit.mutation.incremental import Incremental, Unchanged
from legpain_graph.audit.strength.complete import Complete, CompleteView, Scratch, same
from legpain_graph.audit.strength.weakening import Way, Weaker
from legpain_graph.engine.alarms import Alarms
from legpain_graph.engine.smt import Bit, Space, disj, neg
from legpain_graph.model.claims import Claim, guards, named_nodes, speaks_of_urgency, truth
from legpain_graph.model.guard.ir import Guard, Named, tests_and_names
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.traversal import every_guard
from legpain_graph.proof.graph_rules import CHECKS
from legpain_graph.proof.prover import Prover
from legpain_graph.proof.solver import Verdict


class Refutation(NamedTuple):
    """What was found of one changed pathway: in which ways it is weaker, if any patient is, and which rules it breaks.

    `undecided`: a question was not answered in the time; what is missing counts as not weaker, and as not refuted
    """

    weaker: bool = False
    ways: tuple[Way, ...] = ()
    rules: tuple[str, ...] = ()
    undecided: bool = False


class Cone(NamedTuple):
    """What a claim rests on: the words that its guards read, and the nodes that it speaks of."""

    words: frozenset[str]
    nodes: frozenset[str]

    def touched(self, incremental: Incremental[Bit, Bit, Bit]) -> bool:
        """Whether the change may touch what the claim says."""
        number, before, now = (
            incremental.order.node_number,
            incremental.original.pathway.nodes,
            incremental.pathway.nodes,
        )
        return not self.words.isdisjoint(incremental.words) or any(
            number[name] in incremental.differing or now[name].urgency is not before[name].urgency
            for name in self.nodes
        )


class Refuting:
    """Asks of one changed pathway after the other; all are named beforehand, since their tests cut the findings into cells."""

    def __init__(self, pathway: Pathway, changed: Iterable[Pathway], seconds: float) -> None:
        self.pathway = pathway
        self.prover = Prover(pathway, seconds)
        cuts = dict.fromkeys(guard for other in changed for guard in every_guard(other))
        self.search = Scratch(Space(pathway, [*self.prover.extra, *cuts]), seconds)
        self.original: Unchanged[Bit, Bit, Bit] = Unchanged(pathway, Complete(self.search.space))
        self.weaker = Weaker(pathway)

    @cached_property
    def view(self) -> CompleteView:
        return CompleteView(self.original)

    @cached_property
    def unbroken(self) -> dict[str, list[Bit]]:
        """For each rule, where each of its claims is broken in the pathway itself: nowhere, where it is proven."""
        return self._broken(self.view)

    @cached_property
    def cones(self) -> dict[str, list[Cone]]:
        """For each rule what each of its claims rests on."""
        alarms = Alarms(self.pathway, self.search.space.order)
        ends = {node.id for node in self.pathway.nodes.values() if node.urgency is not None}

        def cone(claim: Claim) -> Cone:
            read = [name for guard in guards(claim) for name in (*alarms.reads(guard), *_derived(guard))]
            return Cone(frozenset(read), named_nodes(claim) | (ends if speaks_of_urgency(claim) else frozenset()))

        return {name: [cone(claim) for claim in claims] for name, claims in self.prover.claims.items()}

    def _broken(self, view: CompleteView) -> dict[str, list[Bit]]:
        return {name: [neg(truth(claim, view)) for claim in claims] for name, claims in self.prover.claims.items()}

    def refutation(self, changed: Pathway) -> Refutation:
        """In which ways the changed pathway is weaker, and which rules it breaks."""
        if changed.vocabulary.constraints is not self.pathway.vocabulary.constraints:
            return Refutation()
        self.unbroken  # noqa: B018 - made before, so that it is not forgotten with what is asked apart
        with self.search.apart():
            incremental = Incremental(self.original, changed)
            new = CompleteView(incremental)
            ways = tuple(self.weaker.ways(self.view, new))
            weaker = self.search.can(disj(way.wanted for way in ways))
            if weaker is not Verdict.REFUTED:
                return Refutation(undecided=weaker is Verdict.UNDECIDED)
            verdicts = dict(self._verdicts(incremental, new))
            broken = [name for name, verdict in verdicts.items() if verdict is Verdict.REFUTED]
            return Refutation(
                True, ways, (*self._checks(changed), *broken), undecided=Verdict.UNDECIDED in verdicts.values()
            )

    def broken_rules(self, changed: Pathway) -> list[str]:
        """The rules that some complete patient breaks in the changed pathway, whether anybody is weaker or not."""
        self.unbroken  # noqa: B018 - as in `refutation`
        with self.search.apart():
            incremental = Incremental(self.original, changed)
            verdicts = self._verdicts(incremental, CompleteView(incremental))
            return [name for name, verdict in verdicts if verdict is Verdict.REFUTED]

    def _verdicts(self, incremental: Incremental[Bit, Bit, Bit], new: CompleteView) -> Iterator[tuple[str, Verdict]]:
        """What the solver finds of each rule that the change touches."""
        for name, claims in self.prover.claims.items():
            cones = zip(claims, self.unbroken[name], self.cones[name], strict=True)
            made = [(neg(truth(claim, new)), was) for claim, was, cone in cones if cone.touched(incremental)]
            touched = [claim for claim, was in made if not same(claim, was)]
            if touched:
                yield name, self.search.can(disj(touched))

    def ways(self, changed: Pathway) -> list[Way]:
        """The ways in which somebody is weaker in the changed pathway, the gravest first."""
        with self.search.apart():
            ways = self.weaker.ways(self.view, CompleteView(Incremental(self.original, changed)))
            return [way for way in ways if self.search.can(way.wanted) is Verdict.REFUTED]

    def _checks(self, changed: Pathway) -> Iterator[str]:
        """The rules that are checks of the graph, and broken."""
        for name, rule in self.pathway.rules.items():
            if rule.check and next(CHECKS[rule.check](changed, rule), None) is not None:
                yield name


def _derived(guard: Guard) -> Iterator[str]:
    """The derived words that `guard` names."""
    return (part.name for part in tests_and_names(guard) if isinstance(part, Named))
