"""The flowchart as the web page shows it: a panel a stage, each an SVG of its own whose colours are the style sheet's.

The picture is that of `render`, without what a page repeats or does not need.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.content.exits import slug
from legpain_graph.draw.layout.paper import Paper
from legpain_graph.draw.shapes import Arrow, Box, Panel, Pill, Point
from legpain_graph.draw.write.render import rendered
from legpain_graph.engine.order import Order
from legpain_graph.model.pathway import EdgeKind, NodeKind, Pathway
from legpain_graph.web.slim import slim

PAPER: Final = Paper("page", 900.0, 1400.0)
"""The shape that a panel is arranged for, points."""


class Chart(NamedTuple):
    """One panel: the stage, its heading, and the SVG as text."""

    stage: str
    title: str
    svg: str


def charts(pathway: Pathway) -> list[Chart]:
    """The panels of `pathway`, in its order of stages. errors: RequestError where there is no Graphviz"""
    found = []
    for panel in diagram(pathway).panels:
        stage = panel.id.removeprefix("panel-")
        picture = diagram(pathway, stages=(_stage(pathway, panel),))
        svg = slim(rendered(picture, "svg", paper=PAPER), panel.title, data_attributes(pathway, picture.panels[0]))
        found.append(Chart(stage, panel.title, svg))
    return found


def _stage(pathway: Pathway, panel: Panel) -> str:
    names = {node.stage for node in pathway.nodes.values()}
    return next(name for name in names if panel.id == f"panel-{slug(name)}")


def data_attributes(pathway: Pathway, panel: Panel) -> dict[str, dict[str, str]]:
    """For each shape and arrow what it stands for, by the numbers of `Order`: a node, or edges any of which lights it; and how urgent it is."""
    order = Order(pathway)
    lit: dict[str, tuple[str, ...]] = {}
    for arrow in panel.arrows:
        lit[arrow.id] = arrow.edges or _beyond(panel, arrow)
    found: dict[str, dict[str, str]] = {}
    for shape in panel.shapes:
        into = tuple(edge for arrow in panel.arrows if arrow.target == shape.id for edge in arrow.edges)
        if isinstance(shape, Pill) and not into:  # where the arrow enters that left another panel
            into = tuple(edge.id for edge in pathway.edges.values() if edge.target == shape.node)
            into = tuple(edge for edge in into if not any(edge in arrow.edges for arrow in panel.arrows))
            lit |= {arrow.id: into for arrow in panel.arrows if arrow.source == shape.id}
        if isinstance(shape, Box | Pill):
            found[shape.id] = {"data-node": str(order.node_number[shape.node])}
        if isinstance(shape, Box) and shape.kind is NodeKind.STOP:
            found[shape.id]["class"] = f"u{int(pathway.nodes[shape.node].urgency or 0)}"
        if not isinstance(shape, Point) and (not isinstance(shape, Box) or shape.again):
            lit[shape.id] = into
    for name, edges in lit.items():
        known = [str(order.edge_number[edge]) for edge in dict.fromkeys(edges) if edge in order.edge_number]
        unknowns = [
            str(order.node_number[pathway.edges[edge].source])
            for edge in edges
            if pathway.edges[edge].kind is EdgeKind.WHEN_UNKNOWN
        ]
        entry = found.setdefault(name, {})
        entry |= {"data-edges": " ".join(known)} if known else {}
        entry |= {"data-aside": " ".join(unknowns)} if unknowns else {}
    return found


def _beyond(panel: Panel, arrow: Arrow) -> tuple[str, ...]:
    """The edges that leave a line further on, where several share it."""
    found: list[str] = []
    for other in panel.arrows:
        if other.source == arrow.target and other.id != arrow.id:
            found += other.edges or _beyond(panel, other)
    return tuple(found)
