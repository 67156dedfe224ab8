"""What a change means: for every outcome, is there a patient to whom it makes a difference? The solver proves or shows one.

Of a patient *of whom everything is recorded* the question is where they are sent in the end. Such a difference is shown by the smallest
patient who has it whatever else is found: surely so in one version, ruled out in the other. Of a patient *of whom something is not
recorded* it is the floor and the ceiling: where one of them sinks, an alarm may be hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from time import perf_counter
from typing import Final, NamedTuple

from legpain_graph.compare.witness import Judge, Witness, Witnesses, alike
from legpain_graph.engine.smt import Bit, Space, conj, disj, neg
from legpain_graph.model.pathway import NodeKind, Pathway, Urgency
from legpain_graph.proof.solver import Search, Verdict
from legpain_graph.proof.version_pair import VersionPair
from legpain_graph.record import record
from legpain_graph.walk.result import Walk

TARGETS: Final = (NodeKind.STOP, NodeKind.REFER, NodeKind.INVESTIGATE, NodeKind.ACTION)
"""The nodes that mean something to a patient: where to go, what is ordered, what is done."""


class Kind(StrEnum):
    """A difference: in urgency of a complete patient (less, more), in a bound of a partial one, or in what a complete one reaches."""

    LESS = "less_urgent"
    FLOOR_LOWER = "floor_lower"
    CEILING_LOWER = "ceiling_lower"
    MORE = "more_urgent"
    FLOOR_HIGHER = "floor_higher"
    CEILING_HIGHER = "ceiling_higher"
    LOST = "no_longer_reached"
    GAINED = "newly_reached"


@record
class Effect:
    """The answer to one question: `verdict` is that of "there is no such patient". `what` is the urgency or the target it is about,
    empty where it is about every urgency. `witness` may be None of a difference that was found and not shown in time."""

    kind: Kind
    what: str
    verdict: Verdict
    seconds: float
    witness: Witness | None = None
    target: str = ""
    """What `what` names: a node kind, or diagnosis."""


class Side(NamedTuple):
    """One direction of a question: from `high`, where the patient is more urgent or reaches the target, to `low`."""

    high: Space
    low: Space
    high_is_old: bool

    def judge(self, judge: Judge) -> Judge:
        """A judge of (high, low) walks as one of (old, new) walks."""
        return judge if self.high_is_old else lambda old, new: judge(new, old)


class Questions:
    """Asks what changes between two versions. `renamed` gives nodes of the old version their new ids; at most `patients` are shown."""

    def __init__(self, old: Pathway, new: Pathway, seconds: float, renamed: Mapping[str, str], patients: int) -> None:
        self.old, self.new, self.renamed = old, new, renamed
        self.pair = VersionPair(old, new)
        self.levels = old.urgencies[:0:-1] if alike(old, new) else ()
        """Every urgency above the least, the most urgent first; none where the scales differ, and nothing can be compared."""
        self._search = Search(self.pair, seconds)
        self._witnesses = Witnesses(old, new, self._search, patients)
        self._complete = conj(self.pair.complete)
        self._sides = Side(self.pair.old, self.pair.new, True), Side(self.pair.new, self.pair.old, False)

    @property
    def witnesses(self) -> Sequence[Witness]:
        return self._witnesses.shown

    def same_edges(self) -> bool:
        """Whether the graph is the same and every edge is surely, and possibly, chosen for the same partial patients: then nothing
        that a walk can tell, or acting now, differs."""
        if _shape(self.old) != _shape(self.new):
            return False
        pairs = zip(self.pair.old.edges, self.pair.new.edges, strict=True)
        differ = [_differ(a, b) for before, after in pairs for a, b in zip(before, after, strict=True)]
        return self._search.can(disj(differ)) is Verdict.PROVEN

    def urgency(self) -> Iterator[Effect]:
        """Whether anyone is less urgent, then whether anyone is more urgent, in the new version."""
        if not self.levels:
            return
        for side, kinds in zip(self._sides, ((Kind.LESS, Kind.FLOOR_LOWER, Kind.CEILING_LOWER), (Kind.MORE, Kind.CEILING_HIGHER, Kind.FLOOR_HIGHER)), strict=True):  # fmt: skip
            yield from self._levels(kinds[0], side)
            for kind in kinds[1:]:
                yield self._bounds(kind, side, floor=kind in (Kind.FLOOR_LOWER, Kind.FLOOR_HIGHER))

    def _levels(self, kind: Kind, side: Side) -> Iterator[Effect]:
        """For each urgency of the more urgent version at which somebody changes one patient; or that nobody does."""
        begun = perf_counter()
        high, low = side.high, side.low
        verdict = self._search.can(
            disj(conj([_ceiling(high, level), neg(_ceiling(low, level))]) for level in self.levels), self._complete
        )
        if verdict is not Verdict.REFUTED:
            yield Effect(kind, "", verdict, perf_counter() - begun)
            return
        for level in self.levels:
            begun = perf_counter()
            exactly = [
                _ceiling(high, level),
                *(neg(_ceiling(high, above)) for above in self.levels if above == level + 1),
            ]
            lower = neg(_ceiling(low, level))
            verdict = self._search.can(*exactly, lower, self._complete)
            witness = None
            if verdict is Verdict.REFUTED:
                judge = side.judge(lambda a, b, level=level: a.floor == level > b.ceiling)  # type: ignore[misc]
                witness = self._witnesses.show((*exactly, lower), judge, complete=True)
                verdict = self._confirmed(witness)
            if verdict is not Verdict.PROVEN:
                yield Effect(kind, level.id, verdict, perf_counter() - begun, witness)

    def _bounds(self, kind: Kind, side: Side, *, floor: bool) -> Effect:
        """Whether the floor, or the ceiling, of some partial patient sinks from `high` to `low`, and at the most urgent level where
        one does a patient."""
        begun = perf_counter()
        bound = _floor if floor else _ceiling
        verdict = Verdict.PROVEN
        for level in self.levels:
            wanted = bound(side.high, level), neg(bound(side.low, level))
            answer = self._search.can(*wanted)
            if answer is Verdict.REFUTED:

                def sinks(high: Walk, low: Walk, level: Urgency = level) -> bool:
                    return high.floor >= level > low.floor if floor else high.ceiling >= level > low.ceiling

                judge = side.judge(sinks)
                witness = self._witnesses.seen(judge) or self._witnesses.show(wanted, judge, complete=False)
                return Effect(kind, level.id, self._confirmed(witness), perf_counter() - begun, witness)
            verdict = answer if answer is Verdict.UNDECIDED else verdict
        return Effect(kind, "", verdict, perf_counter() - begun)

    def _confirmed(self, witness: Witness | None) -> Verdict:
        """Refuted by a patient whom both versions walk; or where enough are shown already, by the solver alone."""
        return Verdict.REFUTED if witness is not None or self._witnesses.enough else Verdict.UNDECIDED

    def outcomes(self) -> Iterator[Effect]:
        """For everything that a patient is told, whether some complete patient reaches it in one version only."""
        for kind, name, old, new in self._targets():
            for effect, side, ids in (
                (Kind.LOST, self._sides[0], (old, new)),
                (Kind.GAINED, self._sides[1], (new, old)),
            ):
                yield self._reached(effect, kind, name, side, *ids)

    def _targets(self) -> Iterator[tuple[str, str, frozenset[str], frozenset[str]]]:
        """Nodes that are told, by kind, and working diagnoses: the ids of their nodes in the old and in the new version."""
        for kind in TARGETS:
            if kind is NodeKind.INVESTIGATE:  # after the endings, which name the graver differences
                yield from self._diagnoses()
            old = {self.renamed.get(name, name): name for name, node in self.old.nodes.items() if node.kind is kind}
            new = frozenset(name for name, node in self.new.nodes.items() if node.kind is kind)
            for name in sorted(new | old.keys()):
                yield kind.value, name, frozenset({old[name]} if name in old else ()), new & {name}

    def _diagnoses(self) -> Iterator[tuple[str, str, frozenset[str], frozenset[str]]]:
        named = [node.diagnosis for pathway in (self.old, self.new) for node in pathway.nodes.values()]
        for name in sorted(set(named) - {""}):
            old_ids, new_ids = (
                frozenset(key for key, node in pathway.nodes.items() if node.diagnosis == name)
                for pathway in (self.old, self.new)
            )
            yield "diagnosis", name, old_ids, new_ids

    def _reached(
        self, effect: Kind, kind: str, name: str, side: Side, high: frozenset[str], low: frozenset[str]
    ) -> Effect:
        begun = perf_counter()

        def changes(one: Walk, other: Walk) -> bool:
            return bool(high & one.reached) and not low & (other.reached | set(other.possible))

        judge = side.judge(changes)
        witness = self._witnesses.seen(judge)
        if witness is not None:
            return Effect(effect, name, Verdict.REFUTED, 0.0, witness, kind)
        met, other = _possible(side.high, high), _possible(side.low, low)
        if _differ(met, other) is False:
            return Effect(effect, name, Verdict.PROVEN, 0.0, target=kind)
        verdict = self._search.can(met, neg(other), self._complete)
        if verdict is Verdict.REFUTED:
            witness = self._witnesses.show((met, neg(other)), judge, complete=True)
            verdict = self._confirmed(witness)
        return Effect(effect, name, verdict, perf_counter() - begun, witness, kind)


def _ceiling(space: Space, level: Urgency) -> Bit:
    """Whether the ceiling is at least `level`."""
    at_least = [number for number, node in enumerate(space.order.nodes) if (node.urgency or 0) >= level]
    return space.named(disj(space.possible[number] for number in at_least))


def _floor(space: Space, level: Urgency) -> Bit:
    """Whether the floor is at least `level`."""
    return space.meets(1 << (int(level) - 1))


def _possible(space: Space, ids: frozenset[str]) -> Bit:
    return space.named(disj(space.possible[space.order.node_number[name]] for name in sorted(ids)))


def _differ(one: Bit, other: Bit) -> Bit:
    """Whether two formulas differ; False where they are written the same."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is not other if isinstance(one, bool) and isinstance(other, bool) else neg(_same(one, other))
    if one.eq(other):
        return False
    import z3

    return z3.Xor(one, other)


def _same(one: Bit, other: Bit) -> Bit:
    constant, formula = (one, other) if isinstance(one, bool) else (other, one)
    return formula if constant else neg(formula)


def _shape(pathway: Pathway) -> object:
    """The graph without its guards and texts."""
    return [
        (
            node.id,
            node.kind,
            node.urgency.id if node.urgency is not None else None,
            node.diagnosis,
            node.first,
            [(edge.id, edge.target, edge.kind) for edge in node.edges],
        )
        for node in pathway.nodes.values()
    ]
