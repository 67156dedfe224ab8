"""The flowchart as the web page shows it: a panel a stage, each an SVG of its own whose colours are the style sheet's.

The picture is that of `render`. What a page repeats or does not need is taken out: headline, legend and footer, the font of every
text, the second outline of every box, digits that nobody sees; that is two thirds of it.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.content.exits import slug
from legpain_graph.draw.layout.paper import Paper
from legpain_graph.draw.shapes import Arrow, Box, Panel, Pill, Point
from legpain_graph.draw.write.render import rendered
from legpain_graph.draw.write.svg import SVG
from legpain_graph.engine.order import Order
from legpain_graph.model.pathway import EdgeKind, Pathway

PAPER: Final = Paper("page", 900.0, 1400.0)
"""The shape that a panel is arranged for, points."""
MARGIN: Final = 6.0
_NUMBER: Final = re.compile(r"-?\d+\.\d+")


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
        svg = _slim(rendered(picture, "svg", paper=PAPER), panel, data_attributes(pathway, picture.panels[0]))
        found.append(Chart(stage, panel.title, svg))
    return found


def _stage(pathway: Pathway, panel: Panel) -> str:
    names = {node.stage for node in pathway.nodes.values()}
    return next(name for name in names if panel.id == f"panel-{slug(name)}")


def data_attributes(pathway: Pathway, panel: Panel) -> dict[str, dict[str, str]]:
    """For each shape and arrow what it stands for, by the numbers of `Order`: a node, or edges any of which lights it."""
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


def _slim(data: bytes, panel: Panel, attributes: dict[str, dict[str, str]]) -> str:
    """One panel of the picture, without what the page says elsewhere."""
    ElementTree.register_namespace("", SVG[1:-1])
    root = ElementTree.fromstring(data)
    graph = root.find(f"{SVG}g")
    assert graph is not None
    cluster = next(group for group in graph if group.get("class") == "cluster")
    frame = cluster.find(f"{SVG}path")
    assert frame is not None
    box = _bounds(frame.get("d", ""))
    for child in list(graph):
        if child.tag != f"{SVG}g" or child is cluster or "legend" in child.get("class", "").split():
            graph.remove(child)
    for group in graph:
        _slim_group(group, attributes.get(group.get("id", ""), {}))
    graph.attrib.pop("transform", None)
    graph.attrib.pop("id", None)
    for name in ("width", "height", "role", "aria-labelledby"):
        root.attrib.pop(name, None)
    for child in list(root):
        if child is not graph:
            root.remove(child)
    left, top, right, bottom = box
    wide, tall = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
    root.set("viewBox", f"{left - MARGIN:.0f} {top - MARGIN:.0f} {wide:.0f} {tall:.0f}")
    root.set("role", "group")
    root.set("aria-label", panel.title)
    return ElementTree.tostring(root, encoding="unicode")


def _slim_group(group: Element, attributes: dict[str, str]) -> None:
    """One shape or arrow: what it looks like by its classes, what it is by its data."""
    title = group.find(f"{SVG}title")
    words = title.text or "" if title is not None else ""
    if title is not None:
        group.remove(title)
    for name in ("id", "data-node", "data-edges"):
        group.attrib.pop(name, None)
    for name, value in attributes.items():
        group.set(name, value)
    if "data-node" in attributes:
        for name, value in (("role", "button"), ("tabindex", "-1"), ("aria-label", words)):
            group.set(name, value)
    else:
        group.set("aria-hidden", "true")
    for link in group.iter(f"{SVG}a"):
        link.attrib.clear()
    for parent in list(group.iter()):
        _one_outline(parent)
    if "kind-" in group.get("class", ""):
        _room_for_a_number(group)
    for element in group.iter():
        for name in ("font-family", "{http://www.w3.org/XML/1998/namespace}space", "text-anchor"):
            element.attrib.pop(name, None)
        for name in ("d", "points", "x", "y", "font-size", "stroke-width", "textLength"):
            if name in element.attrib:
                element.set(name, _NUMBER.sub(_short, element.attrib[name]))
        element.tail = None
        if element.text is not None and not element.text.strip():
            element.text = None


def _one_outline(parent: Element) -> None:
    """Graphviz fills a shape and draws its border apart: here one element does both."""
    before: Element | None = None
    for child in list(parent):
        same = before is not None and all(before.get(name) == child.get(name) for name in ("d", "points"))
        if before is not None and same and before.get("stroke") == "none" and child.get("fill") == "none":
            before.set("stroke", child.get("stroke", ""))
            if "stroke-width" in child.attrib:
                before.set("stroke-width", child.attrib["stroke-width"])
            parent.remove(child)
        elif child.tag in (f"{SVG}path", f"{SVG}polygon"):
            before = child


def _room_for_a_number(group: Element) -> None:
    """An empty text at the right end of the header of a box, for its place on the path."""
    shapes = [child for child in group.iter() if child.tag in (f"{SVG}path", f"{SVG}polygon")]
    text = next(group.iter(f"{SVG}text"), None)
    if len(shapes) < 2 or text is None:
        return
    right = _bounds(shapes[1].get("d") or shapes[1].get("points") or "")[2]
    place = {"class": "number", "x": f"{right - 4:.1f}", "y": text.get("y", "0")}
    color = {"fill": text.get("fill", ""), "font-weight": "bold", "font-size": "9"}
    ElementTree.SubElement(group, f"{SVG}text", place | color)


def _short(found: re.Match[str]) -> str:
    return f"{float(found[0]):.1f}".removesuffix(".0")


def _bounds(path: str) -> tuple[float, float, float, float]:
    """The box around the corners of a path: left, top, right, bottom."""
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]
    across, down = numbers[0::2], numbers[1::2]
    return min(across), min(down), max(across), max(down)
