"""Acting now for the solver: what is done for every partial patient at once, so that what a rule forbids is proven of it too.

Tests not recorded are read as not done; done is what every resolution then has, and what it has below an edge for what is not known
where that is taken. Whether such an edge is taken is read generously (also where nothing to do would differ), so that what is proven
holds; a patient found is walked by the reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from legpain_graph.case.facts import Case
from legpain_graph.engine.kleene import Kleene
from legpain_graph.engine.meaning import Meaning
from legpain_graph.engine.smt import Bit, Pair, Smt, Space, conj, disj, neg
from legpain_graph.model.claims import AnyOf, Ceiling, Claim, Every, Floor, MayReach, No, Plain, Reaches, Whenever
from legpain_graph.model.guard.ir import Guard
from legpain_graph.model.vocabulary import NOT_DONE
from legpain_graph.proof.views import Formulas, marks_of
from legpain_graph.walk.walker import Walker, missing_is_not_done


def forbids(claim: Claim) -> bool:
    """Whether `claim` lets something be reached only where something is known of the patient: what acting now must keep as well.

    Claims that promise a way or an urgency speak of the walk: acting now may stop before it and ask.
    """
    denied, promised = _polarities(claim, denied=False)
    return denied and not promised


def _polarities(claim: Claim, *, denied: bool) -> tuple[bool, bool]:
    """Whether nodes stand in `claim` where their being reached can break it; and whether nodes or an urgency do that it promises."""
    match claim:
        case Reaches() | MayReach():
            return denied, not denied
        case Floor() | Ceiling():
            return False, True
        case No(inner):
            return _polarities(inner, denied=not denied)
        case Every(claims) | AnyOf(claims):
            found = [_polarities(item, denied=denied) for item in claims]
        case Whenever(given, then):
            found = [_polarities(given, denied=not denied), _polarities(then, denied=denied)]
        case _:
            return False, False
    return any(one for one, _ in found), any(other for _, other in found)


class ActingNow(Formulas):
    """The view of what is done now, of every partial patient at once: answers are formulas."""

    def __init__(self, space: Space) -> None:
        self.space, self.order = space, space.order
        self._must: dict[int, list[Bit]] = {}

    @cached_property
    def able(self) -> Mapping[str, list[Bit]]:
        """For each finding and each of its cells, whether the value may lie there once what is not recorded is not done."""
        found: dict[str, list[Bit]] = {}
        for name, bits in self.space.able.items():
            missing = next((n for n, cell in enumerate(self.space.cells[name]) if cell.value is NOT_DONE), None)
            found[name] = [
                bit if missing is None or number == missing else conj([bit, neg(bits[missing])])
                for number, bit in enumerate(bits)
            ]
        return found

    @cached_property
    def meaning(self) -> Meaning[Pair, Bit, Bit]:
        return Meaning(self.space.pathway, _Filled(self.space, self.able), self.order)

    @cached_property
    def edges(self) -> list[Pair]:
        return self.meaning.edges()

    def must(self, marks: int) -> list[Bit]:
        """For each node, whether every resolution of a walk from it meets one of `marks`."""
        if marks not in self._must:
            aimed: Meaning[Pair, Bit, Bit] = Meaning(
                self.space.pathway, _Filled(self.space, self.able, marks), self.order
            )
            self._must[marks] = aimed.must(self.edges)
        return self._must[marks]

    @cached_property
    def taken(self) -> dict[int, Bit]:
        """For each node where an edge for what is not known leads to, whether acting now may take it; in topological order."""
        found: dict[int, Bit] = {}
        may = [
            [self.space.named(bit) for bit in Meaning(self.space.pathway, _Filled(self.space, self.able, 1 << level), self.order).may(self.edges)]
            for level in range(self.order.levels)
        ]  # fmt: skip
        for number, node in enumerate(self.order.nodes):
            if node.when_unknown is None:
                continue
            ways = [(self.edges[way], target) for way, target in self.order.onward[number]]
            is_open = [conj([truth.possibly, neg(truth.surely)]) for truth, _ in ways]
            worse = [
                conj([disj(conj([bit, may[level][to]]) for bit, (_, to) in zip(is_open, ways, strict=True)),
                      neg(self._done(1 << level, found))])
                for level in range(self.order.levels)
            ]  # fmt: skip
            none_sure = conj(neg(truth.surely) for truth, _ in ways)
            here = self._done(marks_of(self.order, [node.id]), found)
            target = self.order.node_number[node.when_unknown.target]
            found[target] = self.space.named(conj([here, disj(is_open), disj([none_sure, *worse])]))
        return found

    def _done(self, marks: int, taken: Mapping[int, Bit]) -> Bit:
        must = self.must(marks)
        return disj([must[self.order.start], *(conj([bit, must[at]]) for at, bit in taken.items())])

    def sure(self, guard: Guard) -> Bit:
        return self.meaning.guard(guard).surely

    def possible(self, guard: Guard) -> Bit:
        return self.meaning.guard(guard).possibly

    def reaches(self, nodes: frozenset[str]) -> Bit:
        return self._done(marks_of(self.order, nodes), self.taken)

    def may_reach(self, nodes: frozenset[str]) -> Bit:
        return self.reaches(nodes)

    def floor(self, least: int) -> Bit:
        return self._done(1 << (int(least) - 1), self.taken)

    def ceiling(self, least: int) -> Bit:
        return self.floor(least)


class OneActingNow(Plain):
    """The view of what is done now of one patient, by the walk itself."""

    def __init__(self, walker: Walker, case: Case) -> None:
        walk = walker.walk(case, "safest")
        words = walker.pathway.vocabulary
        self.nodes = {step.node.id: step.node for step in walk.acting or ()}
        self.meaning = Meaning(walker.pathway, Kleene(words, missing_is_not_done(walk.facts, words)), walker.order)

    def sure(self, guard: Guard) -> bool:
        return self.meaning.guard(guard).value is True

    def possible(self, guard: Guard) -> bool:
        return self.meaning.guard(guard).value is not False

    def reaches(self, nodes: frozenset[str]) -> bool:
        return not nodes.isdisjoint(self.nodes)

    def may_reach(self, nodes: frozenset[str]) -> bool:
        return self.reaches(nodes)

    def floor(self, least: int) -> bool:
        return any(node.urgency is not None and node.urgency >= least for node in self.nodes.values())

    def ceiling(self, least: int) -> bool:
        return self.floor(least)


class _Filled(Smt):
    """The solver's algebra over the patients with what is not recorded of tests read as not done."""

    def __init__(self, space: Space, able: Mapping[str, list[Bit]], aim: int = 0) -> None:
        super().__init__(space, aim)
        self.able = able
