"""What the patient is told to come back for: once, for the note, the screen and the patient's sheet. (The page's `note.js` says the same.)"""

from __future__ import annotations

from legpain_graph.model.pathway import Node, Urgency
from legpain_graph.walk.result import Walk


def until_known(walk: Walk) -> list[Node]:
    """What is done now about what is still open: the most urgent of it, and nothing that only might be."""
    if walk.floor.stops_questions:
        return []
    outcomes = walk.told
    acting = [node for node in walk.acting_outcomes if node not in outcomes]
    told = max((int(node.urgency or 0) for node in outcomes), default=-1)
    now = [node for node in acting if node.urgency == acting[0].urgency and int(node.urgency or 0) > told]
    if not any(node.safety_net for node in (*outcomes, *now)):
        now += [node for node in acting if node.safety_net and node not in now][:1]
    return now


def come_back(walk: Walk) -> dict[Urgency, list[str]]:
    """The lines of every safety-net of the endings, once each, under how soon; the most urgent first.

    Where no ending is sure, those of what is done until it is known, else of the least urgent one that is possible: what may start later
    is told to everybody.
    """
    ends = [*walk.told, *until_known(walk)]
    nets = dict.fromkeys(node.safety_net for node in ends if node.safety_net) or _possible_nets(walk)
    found: dict[Urgency, list[str]] = {}
    lines = walk.about(line for name in nets for line in walk.pathway.safety_nets.get(name, ()))
    for line in sorted(lines, key=lambda line: -line.urgency):
        texts = found.setdefault(line.urgency, [])
        if line.text not in texts:
            texts.append(line.text)
    return found


def _possible_nets(walk: Walk) -> list[str]:
    nodes = [walk.pathway.nodes[name] for name in walk.possible]
    ends = [node for node in nodes if node.safety_net and node.urgency is not None]
    return [min(ends, key=lambda node: int(node.urgency or 0)).safety_net] if ends else []
