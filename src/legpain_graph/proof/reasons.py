"""Because of which findings an edge is taken, of every complete patient at once, as the solver's formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from legpain_graph.engine.alarms import Alarms
from legpain_graph.engine.meaning import Meaning
from legpain_graph.engine.smt import Bit, Pair, Smt, Space, conj, disj, implies, neg
from legpain_graph.model.guard.ir import Measured, Op, Score, Test, readings


@dataclass(frozen=True)
class Reasoned:
    """A truth; and for each finding, whether it is among those that decide it. As `EveryReason` has it of one patient."""

    truth: Pair
    why: Mapping[str, Bit] = field(default_factory=dict)


class Reasons:
    """The reasons of one space's guards. shape: T is Reasoned"""

    def __init__(self, space: Space) -> None:
        self.space, self.smt = space, Smt(space)

    def taken_because_of(self, alarms: Alarms) -> dict[str, list[Bit]]:
        """For each finding with alarming values, where one of the edges that can heed it is taken because of it."""
        space = self.space
        meaning: Meaning[Reasoned, Bit, Bit] = Meaning(space.pathway, self, space.order)  # type: ignore[arg-type]
        found: dict[str, list[Bit]] = {word.name: [] for word in alarms.findings}
        for way in alarms.heeding:
            edge = space.order.edges[way]
            taken = conj([space.edges[way].surely, space.possible[space.order.node_number[edge.source]]])
            for name, why in meaning.holds(edge).why.items():
                if name in found:
                    found[name].append(conj([taken, why]))
        return found

    def constant(self, value: bool) -> Reasoned:
        return Reasoned(self.smt.constant(value))

    def test(self, test: Test) -> Reasoned:
        return Reasoned(self.smt.test(test), {test.finding: True})

    def all_of(self, truths: Sequence[Reasoned]) -> Reasoned:
        joined = self.smt.all_of([item.truth for item in truths])
        return Reasoned(
            joined, _together([(item, implies(neg(joined.possibly), neg(item.truth.possibly))) for item in truths])
        )

    def any_of(self, truths: Sequence[Reasoned]) -> Reasoned:
        joined = self.smt.any_of([item.truth for item in truths])
        return Reasoned(joined, _together([(item, implies(joined.surely, item.truth.surely)) for item in truths]))

    def negate(self, truth: Reasoned) -> Reasoned:
        return Reasoned(self.smt.negate(truth.truth), truth.why)

    def scored(
        self, name: str, terms: Sequence[tuple[int, Sequence[Reasoned]]], constant: int, op: Op, value: Decimal
    ) -> Reasoned:
        plain = [(factor, [item.truth for item in items]) for factor, items in terms]
        summed = neg(disj(self.space.scores.get(name, {}).values()))
        why = _together([(item, summed) for _, items in terms for item in items])
        return Reasoned(self.smt.scored(name, plain, constant, op, value), why)

    def measured(self, guard: Measured, items: Mapping[Score, Sequence[Sequence[Reasoned]]]) -> Reasoned:
        plain = {score: [[item.truth for item in inner] for inner in truths] for score, truths in items.items()}
        why: list[tuple[Reasoned, Bit]] = [
            (Reasoned(self.smt.constant(True), {name: True}), True) for name in readings(guard.quantity)
        ]
        for score, truths in items.items():
            summed = neg(disj(self.space.scores.get(score.name, {}).values()))
            why += [(item, summed) for inner in truths for item in inner]
        return Reasoned(self.smt.measured(guard, plain), _together(why))

    def keep(self, truth: Reasoned) -> Reasoned:
        why = {finding: self.space.named(bit) for finding, bit in truth.why.items()}
        return Reasoned(self.smt.keep(truth.truth), why)


def _together(items: Sequence[tuple[Reasoned, Bit]]) -> dict[str, Bit]:
    """The reasons of those items of which the formula beside them is true."""
    found: dict[str, list[Bit]] = {}
    for item, counts in items:
        for name, bit in item.why.items():
            found.setdefault(name, []).append(conj([counts, bit]))
    return {name: disj(bits) for name, bits in found.items()}
