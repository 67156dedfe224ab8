"""Patients of whom everything is recorded, in two truth values: half the formulas of the three-valued solver, and a node is reached or
it is not. What holds of them bounds whoever is recorded in part (docs/semantics.md, theorem 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cached_property

from legpain_graph.audit.mutation.incremental import Incremental, Unchanged
from legpain_graph.engine.smt import Bit, Pair, Smt, Space, conj, disj, neg
from legpain_graph.model.guard.ir import Guard, Measured, Op, Score, Test
from legpain_graph.model.vocabulary import passes
from legpain_graph.proof.solver import Search
from legpain_graph.proof.views import Formulas


class Complete(Smt):
    """The algebra of the complete patients of a space. shape: T and B are formulas"""

    def constant(self, value: bool) -> Bit:
        return value

    def test(self, test: Test) -> Bit:
        both = zip(self.space.cells[test.finding], self.space.able[test.finding], strict=True)
        return disj(bit for cell, bit in both if passes(test, cell.value))

    def all_of(self, truths: Sequence[Bit]) -> Bit:
        return conj(truths)

    def any_of(self, truths: Sequence[Bit]) -> Bit:
        return disj(truths)

    def negate(self, truth: Bit) -> Bit:
        return neg(truth)

    def scored(
        self,
        name: str,  # noqa: ARG002 - see below
        terms: Sequence[tuple[int, Sequence[Bit]]],
        constant: int,
        op: Op,
        value: Decimal,
    ) -> Bit:
        """A score that is recorded beside all of its items is their sum."""
        pairs = [(factor, [Pair(item, item) for item in items]) for factor, items in terms]
        return super().scored("", pairs, constant, op, value).surely

    def measured(self, guard: Measured, items: Mapping[Score, Sequence[Sequence[Bit]]]) -> Bit:
        pairs = {score: [[Pair(item, item) for item in inner] for inner in truths] for score, truths in items.items()}
        return self.pairs.measured(guard, pairs).possibly

    @cached_property
    def pairs(self) -> Smt:
        """The same in three values, for numbers: of complete patients both ends are the same."""
        return Smt(self.space)

    def keep(self, truth: Bit) -> Bit:
        return self.space.named(truth)

    def surely(self, truth: Bit) -> Bit:
        return truth

    def possibly(self, truth: Bit) -> Bit:
        return truth

    def either(self, bits: Sequence[Bit]) -> Bit:
        return self.space.named(disj(bits))


class CompleteView(Formulas):
    """What a claim asks, of all complete patients of one pathway: surely and possibly are the same."""

    def __init__(self, one: Unchanged[Bit, Bit, Bit] | Incremental[Bit, Bit, Bit]) -> None:
        self._meaning, self._order, self._reached = one.meaning, one.order, one.possible

    def sure(self, guard: Guard) -> Bit:
        return self._meaning.guard(guard)

    def possible(self, guard: Guard) -> Bit:
        return self._meaning.guard(guard)

    def reaches(self, nodes: Iterable[str]) -> Bit:
        return disj(self._reached[self._order.node_number[name]] for name in sorted(nodes))

    def may_reach(self, nodes: Iterable[str]) -> Bit:
        return self.reaches(nodes)

    def floor(self, least: int) -> Bit:
        both = zip(self._order.nodes, self._reached, strict=True)
        return disj(bit for node, bit in both if node.urgency is not None and node.urgency >= least)

    def ceiling(self, least: int) -> Bit:
        return self.floor(least)


class Scratch(Search[Space]):
    """A search among complete patients that forgets what it was asked apart, so that the thousandth question is as quick as the first."""

    def __init__(self, space: Space, seconds: float) -> None:
        super().__init__(space, seconds)
        self._solver.add(*space.complete)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is named and asked inside is gone afterwards."""
        self.can(True)
        names, definitions = self.space._names, self.space.definitions
        named, told, numbers = len(names), len(definitions), self.space.numbers
        known = {key: len(one.cuts) for key, one in numbers.items()}
        self._solver.push()
        try:
            yield
        finally:
            self._solver.pop()
            del definitions[told:]
            for bit in list(names)[named:]:
                del names[bit]
            for key in list(numbers):
                if key not in known:
                    del numbers[key]
                    continue
                for cut in list(numbers[key].cuts)[known[key] :]:
                    del numbers[key].cuts[cut]
            self._rests.forget()
            self._told = told


def same(one: Bit, other: Bit) -> bool:
    """Whether two formulas are written the same."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one.eq(other))
