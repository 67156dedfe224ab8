"""What a walk means, written once over an algebra: docs/semantics.md says the same in words.

An algebra says what truth is made of: values, source text, bits, formulas. Folding a guard, choosing edges and reaching nodes are
here and nowhere else.

*Marks* are what a walk can meet: a node, or "a refer or stop at least this urgent". The nodes surely reached are the marks that
every resolution meets, and the floor is the most urgent such level: one recursion gives both. Likewise the ceiling is the most
urgent level that some resolution meets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from typing import Final, Generic, NamedTuple, Protocol, TypeVar, assert_never

from legpain_graph.engine.order import Order
from legpain_graph.model.guard.ir import (
    All,
    Compare,
    Flag,
    Guard,
    Measured,
    Named,
    Not,
    OneOf,
    Op,
    Score,
    Scored,
    Some,
    Test,
    names_read,
    readings,
    scores_in,
)
from legpain_graph.model.pathway import Edge, EdgeKind, Node, Pathway

T = TypeVar("T")
B = TypeVar("B")
S = TypeVar("S")

RULED_OUT: Final = 0
OPEN: Final = 2
SURE: Final = 3
"""Three-valued truth as two bits: possible (2) and sure (1)."""


class Logic(Protocol[T, B]):
    """T: a three-valued truth. B: a plain yes or no."""

    def constant(self, value: bool) -> T: ...
    def test(self, test: Test) -> T:
        """Truth of a single test on what is known of its finding.

        That includes the bounds that a constraint narrowed a finding to: they are the backend's to know. Whether the finding applies
        is not: `Meaning` folds that in.
        """
        ...

    def all_of(self, truths: Sequence[T]) -> T: ...
    def any_of(self, truths: Sequence[T]) -> T: ...
    def negate(self, truth: T) -> T: ...
    def scored(self, name: str, terms: Sequence[tuple[int, Sequence[T]]], constant: int, op: Op, value: Decimal) -> T:
        """Truth of a score compared with a number; a score recorded under its name takes the place of the sum."""
        ...

    def measured(self, guard: Measured, items: Mapping[Score, Sequence[Sequence[T]]]) -> T:
        """Truth of a computed number compared with a fixed one; `items` are those of each score in it, by term.

        It is false where one of its findings is not done. What is known of a finding is an interval, and so is what is computed of it.
        """
        ...

    def keep(self, truth: T) -> T:
        """The same truth, which will be asked for again: where it is dear to work out, the backend keeps it."""
        ...

    def surely(self, truth: T) -> B: ...
    def possibly(self, truth: T) -> B: ...
    def yes(self) -> B: ...
    def both(self, left: B, right: B) -> B: ...
    def either(self, bits: Sequence[B]) -> B: ...


class Algebra(Logic[T, B], Protocol[T, B, S]):
    """A logic with S: a set of marks."""

    def marks(self, marks: int) -> S: ...
    def union(self, sets: Sequence[S]) -> S: ...
    def common(self, sets: Sequence[S]) -> S: ...
    def only_if(self, bit: B, marks: S) -> S:
        """`marks`, or nothing."""
        ...

    def unless_not(self, bit: B, marks: S) -> S:
        """`marks`, or everything."""
        ...

    def choose(self, bit: B, yes: S, no: S) -> S: ...
    def keep_marks(self, marks: S) -> S: ...


class Status(NamedTuple):
    """The status of every node and edge for one patient, by their numbers in `Order`.

    `edges`: SURE, OPEN or RULED_OUT; `possible`: nodes as bits; `must` and `may`: marks met below each node, surely and possibly;
    `why`: for each edge the findings that decide it, or where it is open those to ask, as bits by finding number; `warnings`: the
    truth of each warning of the vocabulary.
    """

    edges: Sequence[int]
    possible: int
    must: Sequence[int]
    may: Sequence[int]
    why: Sequence[int] = ()
    warnings: Sequence[int] = ()


class Chosen(Generic[T, B]):
    """Which edges of one pathway are chosen and which nodes are reached, in one logic."""

    algebra: Logic[T, B]

    def __init__(self, pathway: Pathway, algebra: Logic[T, B], order: Order | None = None) -> None:
        self.pathway, self.algebra = pathway, algebra
        self.order = order or Order(pathway)
        self._tests: dict[Test, T] = {}
        self._measured: dict[Measured, T] = {}
        self._derived: dict[str, T] = {}
        self._holds: dict[str, T] = {}

    def take(self, other: Chosen[T, B], changed: Set[str]) -> None:
        """Takes over what `other` found of tests and derived findings, but of the words in `changed`. Same algebra, same facts."""
        self._tests.update((test, truth) for test, truth in other._tests.items() if test.finding not in changed)
        self._measured.update(
            (guard, truth) for guard, truth in other._measured.items() if changed.isdisjoint(names_read(guard))
        )
        self._derived.update((name, truth) for name, truth in other._derived.items() if name not in changed)

    def guard(self, guard: Guard) -> T:
        """The truth of `guard`."""
        algebra = self.algebra
        match guard:
            case Flag() | Compare() | OneOf():
                return self._test(guard)
            case Named(name):
                if name not in self._derived:
                    formula = self.pathway.vocabulary.derived[name].truth
                    assert formula is not None
                    self._derived[name] = algebra.keep(self.guard(formula))
                return self._derived[name]
            case Not(inner):
                return algebra.negate(self.guard(inner))
            case All(parts):
                return algebra.all_of([self.guard(part) for part in parts])
            case Some(parts):
                return algebra.any_of([self.guard(part) for part in parts])
            case Scored(score, op, value):
                factors = [term.factor for term in score.terms]
                terms = list(zip(factors, self.items(score), strict=True))
                return algebra.scored(score.name, terms, score.constant, op, value)
            case Measured():
                return self._number(guard)
            case _:
                assert_never(guard)

    def items(self, score: Score) -> list[list[T]]:
        """The truths of the items of a score, by term."""
        return [[self.guard(item) for item in term.items] for term in score.terms]

    def _number(self, guard: Measured) -> T:
        """As a test: false where one of its findings does not apply."""
        truth = self._measured.get(guard)
        if truth is None:
            findings = self.pathway.vocabulary.findings
            truth = self.algebra.measured(guard, {score: self.items(score) for score in scores_in(guard.quantity)})
            gates = dict.fromkeys(findings[name].applies_when for name in readings(guard.quantity))
            applies = [self.guard(gate) for gate in gates if gate is not None]
            if applies:
                truth = self.algebra.all_of([*applies, truth])
            self._measured[guard] = truth = self.algebra.keep(truth)
        return truth

    def _test(self, test: Test) -> T:
        """A test is false where its finding does not apply; while that is open, only a false test is decided."""
        truth = self._tests.get(test)
        if truth is None:
            truth = self.algebra.test(test)
            applies = self.pathway.vocabulary.findings[test.finding].applies_when
            if applies is not None:
                truth = self.algebra.all_of([self.guard(applies), truth])
            self._tests[test] = truth = self.algebra.keep(truth)
        return truth

    def holds(self, edge: Edge) -> T:
        """The truth of the guard of `edge`, which may not be chosen for all that."""
        if edge.id not in self._holds:
            guard = edge.guard
            self._holds[edge.id] = self.guard(guard) if guard is not None else self.algebra.constant(True)
        return self._holds[edge.id]

    def chosen(self, node: Node) -> list[T]:
        """The truth of each edge that a walk can choose, in written order."""
        algebra, edges = self.algebra, node.walkable
        guards = [self.holds(edge) for edge in edges]
        found: list[T] = []
        for number, edge in enumerate(edges):
            truth = guards[number]
            if edge.kind is EdgeKind.OTHERWISE:
                others = [guard for other, guard in zip(edges, guards, strict=True) if other is not edge]
                truth = algebra.negate(algebra.any_of(others))
            elif node.first and number:
                truth = algebra.all_of([truth, algebra.negate(algebra.any_of(guards[:number]))])
            found.append(algebra.keep(truth))
        return found

    def possible(self, edges: Sequence[T]) -> list[B]:
        """For each node, whether some resolution reaches it, from the truth of every edge."""
        found: list[B] = []
        for number in range(len(self.order.nodes)):
            found.append(self.possible_at(number, edges, found))
        return found

    def possible_at(self, number: int, edges: Sequence[T], above: Sequence[B]) -> B:
        """Whether some resolution reaches one node, from the same of the nodes before it."""
        algebra, order = self.algebra, self.order
        if number == order.start:
            return algebra.yes()
        exits = [
            algebra.both(algebra.possibly(edges[index]), above[order.node_number[order.edges[index].source]])
            for index in order.into[number]
        ]
        return algebra.either(exits)

    def reached(self, edges: Sequence[T]) -> list[B]:
        """For each node, whether every resolution reaches it; the marks that `Meaning.must` finds from the start, node by node.

        Every way to a node goes through its dominator: it is surely reached where that is, and where every walk from there meets it.
        """
        found: list[B] = []
        for number in range(len(self.order.nodes)):
            found.append(self.reached_at(number, edges, found))
        return found

    def reached_at(self, number: int, edges: Sequence[T], above: Sequence[B] | Mapping[int, B]) -> B:
        """Whether every resolution reaches one node, from the same of its dominator."""
        dominator = self.order.dominator[number]
        if dominator is None:
            return self.algebra.yes() if number == self.order.start else self.algebra.either([])
        return self.algebra.both(above[dominator], self.meeting({number}, edges, dominator)[dominator])

    def meeting(self, targets: Set[int], edges: Sequence[T], first: int) -> dict[int, B]:
        """Whether every resolution of a walk from a node meets one of `targets`: of each node from `first` on that can meet one."""
        found: dict[int, B] = {}
        for number in reversed(range(first, max(targets, default=first - 1) + 1)):
            if number in targets:
                found[number] = self.algebra.yes()
            else:
                ways = [(edges[index], found.get(target)) for index, target in self.order.onward[number]]
                if any(met is not None for _, met in ways):
                    found[number] = self._meets(number, ways)
        return found

    def _meets(self, number: int, ways: Sequence[tuple[T, B | None]]) -> B:
        """As `Meaning.must_at`, of one thing to meet. What is met on some way that is sure is met; else it must be on each that is
        possible. Where there is an edge for who takes no other, and none is sure, two are possible: on one of them is not enough."""
        algebra, order = self.algebra, self.order
        able = [(truth, met) for truth, met in ways if met is not None]
        found = [algebra.both(algebra.surely(truth), met) for truth, met in able]
        if not (order.always[number] or (order.for_the_rest[number] and len(able) == 1)):
            on_each = algebra.yes()
            for truth, met in ways:
                impossible = algebra.surely(algebra.negate(truth))
                on_each = algebra.both(on_each, impossible if met is None else algebra.either([impossible, met]))
            found.append(on_each)
        return algebra.either(found)

    def able(self, targets: Set[int], edges: Sequence[T]) -> list[B]:
        """For each node, whether some resolution of a walk from it meets one of `targets`."""
        algebra = self.algebra
        found: dict[int, B] = {}
        for number in reversed(range(len(self.order.nodes))):
            ways = [
                algebra.both(algebra.possibly(edges[index]), found[target])
                for index, target in self.order.onward[number]
            ]
            found[number] = algebra.yes() if number in targets else algebra.either(ways)
        return [found[number] for number in range(len(self.order.nodes))]

    def edges(self) -> list[T]:
        """The truth of every edge, by its number."""
        return [truth for node in self.order.nodes for truth in self.chosen(node)]

    def alarming(self) -> list[T]:
        """The truth of each finding's value being an alarming one, of the findings that have such."""
        words = self.pathway.vocabulary.findings.values()
        return [self.guard(word.alarming) for word in words if word.alarming is not None]

    def heeded_by(self) -> list[T]:
        """For each finding that has alarming values, whether one of the guards named in its `heeded_by` is true."""
        words = [word for word in self.pathway.vocabulary.findings.values() if word.alarming is not None]
        named = [[heed.when for heed in word.heeded_by if heed.when is not None] for word in words]
        return [self.algebra.any_of([self.guard(when) for when in whens]) for whens in named]

    def line_guards(self) -> list[T]:
        """The truth of each guard of lines, by their order in the pathway."""
        return [self.guard(guard) for guard in self.pathway.line_guards]

    def warnings(self) -> list[T]:
        """The truth of every warning of the vocabulary."""
        return [self.guard(warning.when) for warning in self.pathway.vocabulary.warnings]


class Meaning(Chosen[T, B], Generic[T, B, S]):
    """The meaning of one pathway in one algebra."""

    algebra: Algebra[T, B, S]

    def __init__(self, pathway: Pathway, algebra: Algebra[T, B, S], order: Order | None = None) -> None:
        super().__init__(pathway, algebra, order)

    def must(self, edges: Sequence[T]) -> list[S]:
        """For each node, the marks that every resolution of a walk from it meets."""
        found: dict[int, S] = {}
        for number in reversed(range(len(self.order.nodes))):
            found[number] = self.must_at(number, edges, found)
        return [found[number] for number in range(len(self.order.nodes))]

    def must_at(self, number: int, edges: Sequence[T], below: Mapping[int, S]) -> S:
        """The marks that every resolution of a walk from one node meets, from the same of the nodes after it.

        must(n) = own marks + those of every sure way on, or, if none is sure, those common to all possible ways on
        """
        algebra, order = self.algebra, self.order
        exits = [(edges[index], below[target]) for index, target in order.onward[number]]
        own = algebra.marks(order.marks[number])
        if exits:
            any_sure = algebra.either([algebra.surely(truth) for truth, _ in exits])
            sure = algebra.union([algebra.only_if(algebra.surely(truth), met) for truth, met in exits])
            common = algebra.common([algebra.unless_not(algebra.possibly(truth), met) for truth, met in exits])
            own = algebra.union([own, algebra.choose(any_sure, sure, common)])
        return algebra.keep_marks(own)

    def may(self, edges: Sequence[T]) -> list[S]:
        """For each node, the marks that some resolution of a walk from it meets."""
        algebra, order = self.algebra, self.order
        found: dict[int, S] = {}
        for number in reversed(range(len(order.nodes))):
            exits = [
                algebra.only_if(algebra.possibly(edges[index]), found[target]) for index, target in order.onward[number]
            ]
            found[number] = algebra.keep_marks(algebra.union([algebra.marks(order.marks[number]), *exits]))
        return [found[number] for number in range(len(order.nodes))]
