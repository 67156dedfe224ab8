"""What it means that a changed pathway is weaker: some complete patient is less urgent, or loses or is given what rules guard.

A patient is weakened who is less urgent; loses an alarm (a refer or stop so urgent, so that what leads there is no
longer asked), a working diagnosis, a prohibition or a test; or is given a treatment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from legpain_graph.audit.strength.complete import CompleteView, same
from legpain_graph.engine.smt import Bit, conj, neg
from legpain_graph.model.pathway import NodeKind, Pathway


class Way(NamedTuple):
    """One way of being weaker: `kind`, `what` it is about, the nodes that stand for it, and for whom it is so."""

    kind: str
    what: str
    nodes: frozenset[str]
    wanted: Bit


class Weaker:
    """What can be lost or added in one pathway."""

    def __init__(self, pathway: Pathway) -> None:
        self.levels = pathway.urgencies[:0:-1]
        """Every urgency above the least, the most urgent first."""
        named: dict[tuple[str, str], set[str]] = {}
        for node in pathway.nodes.values():
            if node.urgency is not None and node.urgency.alarm:
                named.setdefault(("alarm", node.id), set()).add(node.id)
            if node.diagnosis:
                named.setdefault(("diagnosis", node.diagnosis), set()).add(node.id)
            for line in node.do_not:
                named.setdefault(("prohibition", line.text), set()).add(node.id)
            for name in node.orders:
                named.setdefault(("test", name), set()).add(node.id)
        self.losses = [(*key, frozenset(nodes)) for key, nodes in sorted(named.items())]
        self.treatments = sorted(_treatments(pathway))

    def ways(self, old: CompleteView, new: CompleteView) -> Iterator[Way]:
        """Every way in which `new` may be weaker than `old`; those that are the same formula in both are left out."""
        for level in self.levels:
            yield from _gone("less urgent", level.id, frozenset(), old.floor(level), new.floor(level))
        for kind, what, nodes in self.losses:
            yield from _gone(kind, what, nodes, old.reaches(nodes), new.reaches(nodes))
        for name in self.treatments:
            yield from _gone("treatment", name, frozenset({name}), new.reaches([name]), old.reaches([name]))


def _gone(kind: str, what: str, nodes: frozenset[str], one: Bit, other: Bit) -> Iterator[Way]:
    """That only the first is true, where that may be."""
    if not same(one, other) and one is not False and other is not True:
        yield Way(kind, what, nodes, conj([one, neg(other)]))


def _treatments(pathway: Pathway) -> set[str]:
    """The nodes that treat: those of the sets that say so, else every action that says what to do."""
    named = {name for group in pathway.treatments for name in pathway.node_sets[group]}
    doing = {node.id for node in pathway.nodes.values() if node.kind is NodeKind.ACTION and node.do}
    return named or doing
