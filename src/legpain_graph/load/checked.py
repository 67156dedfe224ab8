"""What the rules for authors ask of a pathway's graph: what is reachable, what is ordered before, and which way less care lies.

"Less care" is told by the least urgent refer or stop that a walk below a node can end with: an edge *relaxes* where taking it can end
less urgently than not taking it, and *alarms* where it ends more urgently.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from legpain_graph.guard.ir import Compare, Flag, Guard, Named, Not, OneOf, Score, Scored, Test, parts
from legpain_graph.model import Edge, EdgeKind, Node, NodeKind, Pathway


class Checked:
    """A pathway with what the rules ask of its graph."""

    def __init__(self, pathway: Pathway, used: frozenset[str] | None) -> None:
        self.pathway, self.nodes, self.used = pathway, pathway.nodes, used

    @cached_property
    def least(self) -> dict[str, int]:
        """For each node the least, over all walks below it, of the most urgent refer or stop met; -1 where there is none."""
        least: dict[str, int] = {}
        for node in reversed(list(self.nodes.values())):
            own = int(node.urgency) if node.urgency is not None else -1
            least[node.id] = max(own, min((least[edge.target] for edge in node.walkable), default=-1))
        return least

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
        """True where taking `edge` can end less urgently than another way on from the node."""
        mine = self.least[edge.target]
        return any(mine < self.least[other.target] for other in self._instead(node, edge))

    def alarms(self, node: Node, edge: Edge) -> bool:
        """True where taking `edge` ends more urgently than a way on that is open without it."""
        mine = self.least[edge.target]
        return any(mine > self.least[other.target] for other in self._instead(node, edge))

    def _instead(self, node: Node, edge: Edge) -> list[Edge]:
        """The edges that can be chosen because `edge` is not."""
        if node.first:
            return list(node.walkable[node.walkable.index(edge) + 1 :])
        return [other for other in node.walkable if other.kind is EdgeKind.OTHERWISE]

    def reads(self, guard: Guard, *, positive: bool = True) -> Iterator[tuple[Test, bool]]:
        """Every test in `guard`, derived findings opened, and whether it being true can make the guard true."""
        match guard:
            case Flag() | Compare() | OneOf():
                yield guard, positive
            case Named(name):
                formula = self.pathway.vocabulary.derived[name].formula
                if not isinstance(formula, Score):
                    yield from self.reads(formula, positive=positive)
            case Not(inner):
                yield from self.reads(inner, positive=not positive)
            case Scored():
                for part in parts(guard):
                    for test, _ in self.reads(part):
                        yield test, True
                        yield test, False
            case _:
                for part in parts(guard):
                    yield from self.reads(part, positive=positive)

    def ordered_before(self, node: Node, finding: str, *, beside: bool) -> bool:
        """True where every path to the end of `node` passes an investigation that orders `finding`.

        With `beside`, an order on a branch of an earlier `choose: all` node that is on every path counts too.
        """
        orders = frozenset(name for name, other in self.nodes.items() if finding in other.orders)
        if node.id in orders or node.id not in self.reachable(orders):
            return True
        if not beside:
            return False
        return any(
            not screen.first
            and (screen.id == node.id or node.id not in self.reachable(frozenset({screen.id})))
            and bool(self._below(screen) & orders)
            for screen in self.nodes.values()
            if screen.kind is NodeKind.DECISION
        )

    def _below(self, node: Node) -> set[str]:
        below: set[str] = set()
        todo = [node.id]
        while todo:
            for edge in self.nodes[todo.pop()].edges:
                if edge.target not in below:
                    below.add(edge.target)
                    todo.append(edge.target)
        return below
