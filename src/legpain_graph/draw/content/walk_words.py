"""A walk in the words of the picture."""

from __future__ import annotations

from legpain_graph.draw.content.exits import DrawnWalk
from legpain_graph.engine.meaning import RULED_OUT
from legpain_graph.errors import plural
from legpain_graph.walk.headline import headline
from legpain_graph.walk.result import Walk


def walked_of(walk: Walk) -> DrawnWalk:
    """What `walk` did: its path, what is still possible, and the question that comes next at each node that waits for one."""
    status, order = walk.status, walk.order
    possible = frozenset(walk.possible)
    taken = frozenset(taken.edge.id for step in walk.path for taken in step.taken)
    sources = {*possible, *walk.reached}
    open_edges = [
        edge
        for edge, truth in zip(order.edges, status.edges, strict=True)
        if truth != RULED_OUT and edge.source in sources and edge.id not in taken
    ]
    asks = {ask.node: ask.finding for ask in reversed((*walk.decides_urgency, *walk.decides_plan))}
    words = walk.pathway.vocabulary.findings
    still = {}
    for node in asks:
        exits = [edge for edge in open_edges if edge.source == node]
        top = max((order.level(status.may[order.node_number[edge.target]]) for edge in exits), default=None)
        count = plural(len(exits), "way")
        still[node] = (
            f"Still possible: {count}{f', at most {top.drawn}' if top.drawn else ''}." if top is not None else ""
        )
    return DrawnWalk(
        path=tuple(step.node.id for step in walk.path),
        edges=taken,
        possible=possible,
        possible_edges=frozenset(edge.id for edge in open_edges),
        frontier={node: words[name].question or words[name].label for node, name in asks.items()},
        still=still,
    )


def caption_of(walk: Walk) -> str:
    """Who the case is of, and where the walk leads."""
    return " ".join(part for part in (walk.case.who, headline(walk)) if part)
