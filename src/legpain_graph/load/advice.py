"""What a sound pathway could still say better: asked of its authors by `check`, and no fault."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from legpain_graph.errors import Issue
from legpain_graph.load.graph_facts import Checked
from legpain_graph.model.pathway import NodeKind, Pathway


def advice(pathway: Pathway) -> Iterator[Issue]:
    """Nodes whose ways are equally urgent and lead to different things to do, with no edge for what is not known: nothing but the
    answer decides between them, so acting now stops there and asks."""
    if not pathway.ordered:  # there all are, and what is open is told by its endings
        return
    checked = Checked(pathway, None)
    does = {name for name, node in pathway.nodes.items() if node.kind not in (NodeKind.START, NodeKind.DECISION)}
    for node in pathway.nodes.values():
        if node.when_unknown is not None or node.kind is NodeKind.INVESTIGATE:  # a result that is not there is not done
            continue
        ways = [edge for edge in node.walkable if edge.guard is not None or edge.kind == "otherwise"]
        for one, other in combinations(ways, 2):
            if one.target == other.target:
                continue
            spans = [(checked.least[edge.target], checked.greatest[edge.target]) for edge in (one, other)]
            ends = [({edge.target} | checked.below(edge.target)) & does for edge in (one, other)]
            if spans[0] == spans[1] and ends[0] != ends[1]:
                message = (
                    f"{node.id}: {one.label or one.target!r} and {other.label or other.target!r} are equally urgent and lead to "
                    "different things to do"
                )
                hint = "what is done while the answer is not known? `when: unknown`; without it acting now stops here and asks"
                yield Issue("when-unknown", message, node.place, hint)
                break
