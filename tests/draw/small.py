"""Small pathways and what their pictures are read back with.

picture = svg(pathway(node("begin", "start", edge("home")), node("home", "stop")))
assert "node-home" in picture.classes
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from xml.etree import ElementTree

import seven
from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.content.exits import DrawnWalk
from legpain_graph.draw.write.render import rendered
from legpain_graph.model.guard.ir import Flag
from legpain_graph.model.pathway import Edge, EdgeKind, Node, NodeKind, Pathway, Stage
from legpain_graph.model.vocabulary import Vocabulary

SVG: Final = "{http://www.w3.org/2000/svg}"
KINDS: Final = {"otherwise": EdgeKind.OTHERWISE, "not_done": EdgeKind.OTHERWISE, "unknown": EdgeKind.WHEN_UNKNOWN}
NOTHING: Final = Vocabulary({}, {}, {}, (), (), {}, {})


def edge(to: str, when: str = "", label: str = "") -> Edge:
    """An edge that waits for its source; without `when` it always holds."""
    kind = KINDS.get(when, EdgeKind.GUARDED)
    guard = Flag(when) if when and kind is EdgeKind.GUARDED else None
    return Edge(to, "", to, kind, guard, label, when, when, not_done=when == "not_done")


def node(name: str, kind: str, *edges: Edge, stage: str = "one", title: str = "", **fields: Any) -> Node:
    """A node with its edges, whose ids count them: `begin.1`."""
    own = tuple(replace(way, id=f"{name}.{number}", source=name) for number, way in enumerate(edges, 1))
    return Node(name, NodeKind(kind), stage, title or f"Title of {name}", edges=own, **fields)


def pathway(*nodes: Node, **fields: Any) -> Pathway:
    """The nodes as a pathway, with their stages in the order in which they come."""
    stages = tuple(Stage(name, f"Stage {name}") for name in dict.fromkeys(node.stage for node in nodes))
    about = {
        "id": "small",
        "title": "A small pathway",
        "version": "1.2.3",
        "disclaimer": "Not a doctor",
        "stages": stages,
    }
    return Pathway(
        vocabulary=NOTHING, urgencies=seven.LEVELS, nodes={node.id: node for node in nodes}, **(about | fields)
    )


def clinic() -> Pathway:
    """Two stages; a stop that two nodes lead to; a decision that two stages lead to; and an edge for what is not known."""
    return pathway(
        node("begin", "start", edge("fever")),
        node(
            "fever",
            "decision",
            edge("hospital", "very_ill", "very ill"),
            edge("cough", "hot", "hot"),
            edge("rash", "otherwise", "no fever"),
            edge("ask", "unknown", "not known"),
        ),
        node(
            "cough",
            "investigate",
            edge("hospital", "film_bad", "bad film"),
            edge("rash", "film_good", "good film"),
            edge("ask", "not_done", "no film"),
            stage="two",
        ),
        node("rash", "decision", edge("home", "mild", "mild"), edge("home", "otherwise", "other"), stage="two"),
        node("hospital", "stop", urgency=seven.EMERGENCY_999, text="Go now."),
        node("ask", "stop", urgency=seven.SAME_DAY, reviews=("fever",)),
        node("home", "stop", stage="two", urgency=seven.PRIMARY_CARE),
    )


def screen(count: int = 8, **fields: Any) -> Pathway:
    """One decision with `count` stops, of which the last are the most urgent, and a rest that leads to another stage."""
    stops = [node(f"stop-{index}", "stop", urgency=seven.LEVELS[index % 7]) for index in range(count)]
    alarms = [edge(stop.id, f"alarm_{index}", f"alarm {index}") for index, stop in enumerate(stops)]
    return pathway(
        node("begin", "start", edge("screen")),
        node(
            "screen", "decision", *alarms, edge("stop-0", "again", "again"), edge("rest", "otherwise", "none"), **fields
        ),
        *stops,
        node("rest", "action", edge("end"), stage="two"),
        node("end", "stop", stage="two"),
    )


@dataclass(frozen=True)
class Picture:
    """An SVG read back: the classes and the words of everything with an id, and all text in it."""

    root: ElementTree.Element
    classes: dict[str, set[str]]
    words: dict[str, str]
    text: str


def svg(of: Pathway, walked: DrawnWalk | None = None, caption: str = "", **options: Any) -> Picture:
    """The picture of `of`, read back."""
    return read(rendered(diagram(of, walked, caption, **options), "svg"))


def read(data: bytes) -> Picture:
    root = ElementTree.fromstring(data)
    groups = [group for group in root.iter(f"{SVG}g") if group.get("id")]
    return Picture(
        root,
        {group.get("id", ""): set(group.get("class", "").split()) for group in groups},
        {group.get("id", ""): group.findtext(f"{SVG}title") or "" for group in groups},
        " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text")),
    )
