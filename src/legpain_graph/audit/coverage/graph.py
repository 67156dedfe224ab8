"""What cases can cover of a pathway's graph, each kind of thing a measure: a function that says what is wanted.

Sure is what counts. A node is covered by a case that surely reaches it, an edge by one that surely walks it; a case that leaves the
way open covers neither, but covers the edge as one met unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible, Query
from legpain_graph.audit.coverage.sample import Sample
from legpain_graph.model.pathway import Edge, EdgeKind, Node, Pathway

if TYPE_CHECKING:
    from legpain_graph.engine.smt import Bit


def nodes(walked: Sample) -> Iterator[CoverageGoal]:
    """Every node, surely reached by a case; one that only acting now can reach, reached so."""
    for node in walked.pathway.nodes.values():
        acting = node.id in walked.acting_only
        ask = _acting(walked.pathway, node.id) if acting else _reached(node.id)
        yield CoverageGoal(node.id, node.title, walked.at(node.id), ask, node.place, node=node.id, acting=acting)


def edges(walked: Sample) -> Iterator[CoverageGoal]:
    """Every edge, surely walked by a case; a `when_unknown` edge, and what lies below, by acting now."""
    for node in walked.pathway.nodes.values():
        for edge in node.edges:
            acting = edge.target in walked.acting_only or node.id in walked.acting_only
            ask = (
                _acting(walked.pathway, edge.target if edge.target in walked.acting_only else node.id)
                if acting
                else _taken(edge)
            )
            yield CoverageGoal(
                edge.id, edge_title(node, edge), walked.walked[edge.id], ask, edge.place, edge=edge.id, acting=acting
            )


def outcomes(walked: Sample) -> Iterator[CoverageGoal]:
    """Every way that a decision or investigation can turn out, surely, where it is surely reached.

    Of `first` each edge chosen; of `all` each edge chosen, and each guarded one not chosen.
    """
    for node in walked.pathway.nodes.values():
        if node.id in walked.acting_only or len(node.walkable) < 2:
            continue
        for edge in node.walkable:
            title = edge_title(node, edge)
            yield CoverageGoal(
                f"{edge.id}: chosen", f"{title}: chosen", walked.walked[edge.id], _taken(edge), edge.place, edge=edge.id
            )
            if edge.guard is None or node.first:
                continue
            index = walked.order.edge_number[edge.id]
            out = walked.at(node.id) & ~walked.sure[index] & ~walked.open[index]
            yield CoverageGoal(
                f"{edge.id}: not chosen", f"{title}: not chosen", out, _left(edge), edge.place, edge=edge.id
            )


def unknowns(walked: Sample) -> Iterator[CoverageGoal]:
    """Every edge met open: its node surely reached, and what decides it not recorded."""
    for node in walked.pathway.nodes.values():
        for edge in node.walkable:
            if node.id in walked.acting_only:
                continue
            always = (
                edge.guard is None
                and edge.kind is EdgeKind.GUARDED
                and not (node.first and edge.id != node.walkable[0].id)
            )
            rule = "it always holds, whatever is known" if always else ""
            met = walked.at(node.id) & walked.open[walked.order.edge_number[edge.id]]
            yield CoverageGoal(
                edge.id,
                edge_title(node, edge),
                met,
                _open(edge),
                edge.place,
                edge=edge.id,
                rule=rule,
                near=walked.at(node.id),
            )


def edge_title(node: Node, edge: Edge) -> str:
    """An edge in words: the node, and what a person would call the way on."""
    return f"{node.title} - {edge.label or edge.english}"


def _reached(node: str) -> Query:
    return lambda feasible: [feasible.reached(node)]


def _taken(edge: Edge) -> Query:
    return lambda feasible: [feasible.reached(edge.source), feasible.walked_edge(edge.id)]


def _left(edge: Edge) -> Query:
    from legpain_graph.engine.smt import neg

    return lambda feasible: [feasible.reached(edge.source), neg(feasible.edge(edge.id).possibly)]


def _open(edge: Edge) -> Query:
    from legpain_graph.engine.smt import neg

    return lambda feasible: [
        feasible.reached(edge.source),
        feasible.edge(edge.id).possibly,
        neg(feasible.edge(edge.id).surely),
    ]


def _acting(pathway: Pathway, node: str) -> Query:
    """That acting now may come to `node`: a `when_unknown` edge leads there, and its source is reached with another edge open."""
    from legpain_graph.engine.smt import conj, disj, neg

    def ask(feasible: Feasible) -> Sequence[Bit]:
        able = []
        for name in _sources(pathway, node):
            exits = [feasible.edge(edge.id) for edge in pathway.nodes[name].walkable]
            unknown = disj(conj([edge.possibly, neg(edge.surely)]) for edge in exits)
            able.append(conj([feasible.reached(name), unknown]))
        return [disj(able)]

    return ask


def _sources(pathway: Pathway, node: str) -> list[str]:
    """The sources of the `when_unknown` edges below which `node` lies."""
    above = {node}
    found = []
    for other in reversed(pathway.nodes.values()):
        for edge in other.edges:
            if edge.target in above:
                above.add(other.id)
                if edge.kind is EdgeKind.WHEN_UNKNOWN:
                    found.append(other.id)
    return found
