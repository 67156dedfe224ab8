"""What the rules for authors ask of a pathway's graph: what is reachable, what is ordered before, and which way less care lies.

"Less care" is told by the least urgent refer or stop that a walk below a node can end with: an edge *relaxes* where taking it can end
less urgently than not taking it, and *alarms* where it ends more urgently.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import assert_never

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
    Scored,
    Some,
    Test,
    parts,
    readings,
)
from legpain_graph.model.pathway import Edge, EdgeKind, Node, NodeKind, Pathway


class Checked:
    """A pathway with what the rules ask of its graph."""

    def __init__(self, pathway: Pathway, used: frozenset[str] | None) -> None:
        self.pathway, self.nodes, self.used = pathway, pathway.nodes, used
        self._reads: dict[str, frozenset[tuple[Test, bool]]] = {}
        self._without: dict[str, tuple[bool, bool]] = {}
        ordered = {name for node in self.nodes.values() for name in node.orders}
        words = pathway.vocabulary.findings.values()
        self._results = {word.name for word in words if word.optional or word.is_result or word.name in ordered}
        self._unordered: dict[str, set[str]] = {}
        """For each result the nodes that some path reaches before anything orders it."""

    @cached_property
    def least(self) -> dict[str, int]:
        """For each node the least, over all walks below it, of the most urgent refer or stop met; -1 where there is none."""
        least: dict[str, int] = {}
        for node in reversed(list(self.nodes.values())):
            own = int(node.urgency) if node.urgency is not None else -1
            least[node.id] = max(own, min((least[edge.target] for edge in node.walkable), default=-1))
        return least

    @cached_property
    def greatest(self) -> dict[str, int]:
        """For each node the greatest, over all walks below it, of the most urgent refer or stop met."""
        greatest: dict[str, int] = {}
        for node in reversed(list(self.nodes.values())):
            own = int(node.urgency) if node.urgency is not None else -1
            greatest[node.id] = max(own, max((greatest[edge.target] for edge in node.walkable), default=-1))
        return greatest

    def reachable(self, without: frozenset[str] = frozenset()) -> set[str]:
        """Nodes that some path from the start reaches without passing a node of `without`."""
        starts = [name for name, node in self.nodes.items() if node.kind is NodeKind.START and name not in without]
        seen = set(starts)
        while starts:
            for edge in self.nodes[starts.pop()].edges:
                if edge.target not in seen and edge.target not in without:
                    seen.add(edge.target)
                    starts.append(edge.target)
        return seen

    def relaxes(self, node: Node, edge: Edge) -> bool:
        """True where taking `edge` can end less urgently than another way on that is then not taken."""
        if node.first:
            others = self._later(node, edge)
        else:
            others = tuple(other for other in node.walkable if other.kind is EdgeKind.OTHERWISE)
        return any(self.least[edge.target] < self.least[other.target] for other in others)

    def alarms(self, node: Node, edge: Edge) -> bool:
        """True where taking `edge` ends more urgently than a way on that is left without it."""
        mine = self.least[edge.target]
        if node.first:
            return any(mine > self.least[other.target] for other in self._later(node, edge))
        rest = [other for other in node.walkable if other.guard is None and other is not edge]
        return any(mine > self.least[other.target] for other in rest)

    @cached_property
    def guarded(self) -> list[tuple[Node, Edge, Guard, bool, bool]]:
        """Every edge with a guard, at its node, and whether it relaxes and alarms."""
        return [
            (node, edge, edge.guard, self.relaxes(node, edge), self.alarms(node, edge))
            for node in self.nodes.values()
            for edge in node.walkable
            if edge.guard is not None
        ]

    @staticmethod
    def _later(node: Node, edge: Edge) -> tuple[Edge, ...]:
        edges = node.walkable
        return edges[next(number for number, other in enumerate(edges) if other is edge) + 1 :]

    def reads(self, guard: Guard, *, positive: bool = True) -> Iterator[tuple[Test, bool]]:
        """Every test in `guard` of a result, or of what may not be done, derived findings opened, and whether it being true can
        make the guard true."""
        match guard:
            case Flag() | Compare() | OneOf():
                if guard.finding in self._results:
                    yield guard, positive
                applies = self.pathway.vocabulary.findings[guard.finding].applies_when
                if applies is not None:
                    yield from self.reads(applies, positive=positive)
            case Named(name):
                for test, same in self._read_by(name):
                    yield test, same is positive
            case Not(inner):
                yield from self.reads(inner, positive=not positive)
            case Scored():
                for term in guard.score.terms:
                    up = (guard.op in (Op.AT_LEAST, Op.MORE)) is (term.factor > 0)
                    for item in term.items:
                        yield from self.reads(item, positive=positive is up)
                        if guard.op is Op.EQUAL:
                            yield from self.reads(item, positive=positive is not up)
            case Measured(quantity, op, value):
                for name in readings(quantity):  # as a test of each
                    yield from self.reads(Compare(name, op, value), positive=positive)
                for item in parts(guard):
                    yield from self.reads(item, positive=True)
                    yield from self.reads(item, positive=False)
            case _:
                for part in parts(guard):
                    yield from self.reads(part, positive=positive)

    def _read_by(self, name: str) -> frozenset[tuple[Test, bool]]:
        """What the derived finding `name` reads; kept, since definitions share their parts."""
        if name not in self._reads:
            formula = self.pathway.vocabulary.derived[name].truth
            self._reads[name] = frozenset() if formula is None else frozenset(self.reads(formula))
        return self._reads[name]

    def without_results(self, guard: Guard) -> tuple[bool, bool]:
        """Whether `guard` can be true, and can be false, where every optional finding is not done."""
        words = self.pathway.vocabulary
        match guard:
            case Flag(name) | Compare(name) | OneOf(name):
                return not words.findings[name].optional, True
            case Named(name):
                if name not in self._without:
                    formula = words.derived[name].truth
                    self._without[name] = (True, True) if formula is None else self.without_results(formula)
                return self._without[name]
            case Not(inner):
                true, false = self.without_results(inner)
                return false, true
            case All(inner):
                sides = [self.without_results(part) for part in inner]
                return all(true for true, _ in sides), any(false for _, false in sides)
            case Some(inner):
                sides = [self.without_results(part) for part in inner]
                return any(true for true, _ in sides), all(false for _, false in sides)
            case Scored(score, op, value):
                low = high = score.constant
                for term in score.terms:
                    sides = [self.without_results(item) for item in term.items]
                    least = term.factor * sum(not false for _, false in sides)
                    most = term.factor * sum(true for true, _ in sides)
                    low, high = low + min(least, most), high + max(least, most)
                answers = {op.holds(points, value) for points in range(low, high + 1)}
                return True in answers, False in answers
            case Measured(quantity):
                return not any(words.findings[name].optional for name in readings(quantity)), True
            case _:
                assert_never(guard)

    def only_made_here(self, node: Node) -> bool:
        """Whether every way to `node` asks for a result that no patient brings along: one that is `brought: false`."""
        into = [edge for other in self.nodes.values() for edge in other.walkable if edge.target == node.id]
        return bool(into) and all(edge.guard is not None and self._needs_made_here(edge.guard) for edge in into)

    def _needs_made_here(self, guard: Guard) -> bool:
        """Whether `guard` is true only where a test on such a result is."""
        words = self.pathway.vocabulary
        match guard:
            case Flag(name) | Compare(name) | OneOf(name):
                return not words.findings[name].brought
            case Named(name):
                formula = words.derived[name].truth
                return formula is not None and self._needs_made_here(formula)
            case All(inner):
                return any(map(self._needs_made_here, inner))
            case Some(inner):
                return all(map(self._needs_made_here, inner))
            case Measured(quantity):
                return any(not words.findings[name].brought for name in readings(quantity))
            case Not() | Scored():
                return False
            case _:
                assert_never(guard)

    def ordered_before(self, node: Node, finding: str) -> bool:
        """True where every path to the end of `node` passes an investigation that orders `finding`."""
        if finding not in self._unordered:
            orders = frozenset(name for name, other in self.nodes.items() if finding in other.orders)
            self._unordered[finding] = self.reachable(orders)
        return node.id not in self._unordered[finding]

    def below(self, name: str) -> set[str]:
        """The nodes that some path from the node `name` reaches, itself included."""
        found = {name}
        todo = [name]
        while todo:
            for edge in self.nodes[todo.pop()].edges:
                if edge.target not in found:
                    found.add(edge.target)
                    todo.append(edge.target)
        return found

    def landing(self, name: str) -> str:
        """The node that `name` leads to by steps that have only one way on."""
        while len(self.nodes[name].walkable) == 1:
            name = self.nodes[name].walkable[0].target
        return name

    def sufficient(self, guard: Guard) -> set[Guard]:
        """What alone makes `guard` true: itself, and the parts of an `or`, derived findings opened."""
        found: set[Guard] = set()
        todo = [guard]
        while todo:
            part = todo.pop()
            if part not in found:
                found.add(part)
                todo += part.guards if isinstance(part, Some) else self._opened(part)
        return found

    def denied(self, guard: Guard) -> set[Guard]:
        """What must be false, or not known to be true, for `guard` as its author wrote it to hold.

        Derived findings are opened as far as they are plain conjunctions: what a definition says in one of its `or`s is its own.
        """
        seen: set[tuple[Guard, bool]] = set()
        todo = [(guard, True)]
        while todo:
            part, positive = todo.pop()
            if (part, positive) not in seen:
                seen.add((part, positive))
                inner = [other for other in self._opened(part) if not isinstance(other, Some | Scored)]
                todo += [(other, positive is not isinstance(part, Not)) for other in (*parts(part), *inner)]
        return {part for part, positive in seen if not positive}

    def _opened(self, guard: Guard) -> list[Guard]:
        """The formula behind a derived finding's name."""
        if not isinstance(guard, Named):
            return []
        formula = self.pathway.vocabulary.derived[guard.name].truth
        return [] if formula is None else [formula]
