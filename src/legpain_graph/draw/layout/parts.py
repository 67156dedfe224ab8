"""How each part of a panel is laid out: by Graphviz, except a spine, whose rows are set here like type.

Whatever hangs together is laid out alone, since all parts of one Graphviz layout share their ranks, and a tall box in one would
tear gaps into the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

from legpain_graph.draw.layout.dot import GRAPH, digraph, panel_lines
from legpain_graph.draw.shapes import Arrow, DrawnStatus, Panel, Spine
from legpain_graph.draw.style.labels import quoted

Layouter: TypeAlias = Callable[[str], str]
"""DOT text of one or more graphs to the JSON of their layouts, one after the other."""
Spot: TypeAlias = tuple[float, float, float, float]
"""Centre x and y, width and height; points, y upward as in DOT."""

ROW_GAP: Final = 5.0
STUB: Final = 8.0
"""From the spine to a chip."""
SHAFT: Final = 14.0
"""From a chip to its target."""
HEAD: Final = 7.0
"""Length of an arrow head."""
CLEAR: Final = 1.7
"""From the middle of the spine to where a row begins, so that no row is drawn across the path."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A layout with its lower left corner at 0, 0; a route is the spline of an arrow as DOT writes it."""

    width: float
    height: float
    spots: dict[str, Spot]
    routes: dict[str, str]


def connected(names: Iterable[str], joins: Iterable[tuple[str, str]]) -> list[set[str]]:
    """`names` in groups that no join leads out of, in the order of their first."""
    group = {name: {name} for name in names}
    for one, other in joins:
        if group[one] is not group[other]:
            group[one] |= group[other]
            group |= dict.fromkeys(group[other], group[one])
    return list({id(members): members for members in group.values()}.values())


def parts(panel: Panel) -> list[Panel]:
    """`panel` cut into the pieces that no arrow joins, in the order of their first shapes."""
    groups = connected((shape.id for shape in panel.shapes), ((arrow.source, arrow.target) for arrow in panel.arrows))
    return [
        Panel(
            id=f"{panel.id}-{number}",
            title="",
            shapes=tuple(shape for shape in panel.shapes if shape.id in members),
            arrows=tuple(arrow for arrow in panel.arrows if arrow.source in members),
            abreast=tuple(names for names in panel.abreast if names[0] in members),
            beside=tuple(names for names in panel.beside if names[0] in members),
            columns=tuple(column for column in panel.columns if column[0] in members),
            spines=tuple(spine for spine in panel.spines if spine.head in members),
        )
        for number, members in enumerate(groups)
    ]


def part_source(part: Panel, sizes: Mapping[str, Sequence[float]], beside: bool) -> str:
    """DOT text of `part` to be laid out; its spines are left out, and a box of their size stands for each."""
    columns = list(part.columns)
    body = [f"graph [{GRAPH}]"]
    for spine in part.spines:
        wide, tall = block_size(spine, sizes)
        name, size = f"block-{spine.head}", f"width={wide / 72:.4f} height={tall / 72:.4f}"
        column = next(index for index, column in enumerate(columns) if spine.head in column)
        body.append(f'{quoted(name)} [label="" shape=box fixedsize=true {size} group="column-{column}"]')
        body.append(f"{quoted(spine.head)} -> {quoted(name)} [weight=60]")
        if spine.foot not in spine.shapes:
            body.append(f"{quoted(name)} -> {quoted(spine.foot)} [weight=60]")
    hidden = frozenset(name for spine in part.spines for name in spine.shapes)
    return digraph(part.id, [*body, *panel_lines(part, hidden, beside)])


def block_size(spine: Spine, sizes: Mapping[str, Sequence[float]]) -> tuple[float, float]:
    """Width and height of the rows of `spine`."""
    half = max(_reach(side, sizes) for row in spine.rows for side in (row.left, row.right))
    return 2 * half, sum(_tall(row, sizes) for row in (row.left + row.right for row in spine.rows)) + ROW_GAP * (
        len(spine.rows) - 1
    )


def _reach(side: tuple[str, ...], sizes: Mapping[str, Sequence[float]]) -> float:
    return STUB + sum(sizes[name][0] for name in side) + SHAFT * (len(side) - 1)


def _tall(names: tuple[str, ...], sizes: Mapping[str, Sequence[float]]) -> float:
    return max(sizes[name][1] for name in names)


def with_spines(part: Panel, laid: Laid, sizes: Mapping[str, Sequence[float]]) -> Laid:
    """`laid` with the rows of every spine set in the place that was left for them."""
    spots, routes = dict(laid.spots), dict(laid.routes)
    arrows = {(arrow.source, arrow.target): arrow for arrow in part.arrows}
    path = {arrow.target for arrow in part.arrows if arrow.status is DrawnStatus.ON}
    for spine in part.spines:
        x, middle, _, tall = spots.pop(f"block-{spine.head}")
        y = middle + tall / 2
        for row in spine.rows:
            height = _tall(row.left + row.right, sizes)
            y -= height / 2
            spots[row.point] = (x, y, 0.0, 0.0)
            for side, sign in ((row.left, -1), (row.right, 1)):
                near = x + sign * STUB
                for name in side:
                    wide, own = sizes[name][0], sizes[name][1]
                    spots[name] = (near + sign * wide / 2, y, wide, own)
                    near += sign * (wide + SHAFT)
                for one, other in zip((row.point, *side), side, strict=False):
                    arrow = arrows[one, other]
                    clear = 0.0 if arrow.status is DrawnStatus.ON or row.point not in path else CLEAR
                    routes[arrow.id] = straight(arrow, {**spots, row.point: (x, y, 2 * clear, 0.0)})
            y -= height / 2 + ROW_GAP
        line = [spine.head, *(row.point for row in spine.rows)] + (
            [spine.foot] if spine.foot != spine.rows[-1].point else []
        )
        for one, other in pairwise(line):
            arrow = arrows[one, other]
            routes[arrow.id] = straight(arrow, {**spots, one: (x, *spots[one][1:]), other: (x, *spots[other][1:])})
        if spine.foot in spots:
            foot = spots[spine.foot] = (x, spots[spine.foot][1], 0.0, 0.0)
            for arrow in part.arrows:
                if arrow.source == spine.foot:
                    routes[arrow.id] = bent(arrow, foot, spots[arrow.target])
    return Laid(laid.width, laid.height, spots, routes)


def bent(arrow: Arrow, start: Spot, end: Spot) -> str:
    """A route along from `start`, then down to the top of `end`."""
    corner, top = (end[0], start[1]), end[1] + end[3] / 2
    stop = (end[0], top + HEAD) if arrow.head else (end[0], top)
    pairs = [start[:2], start[:2], corner, corner, corner, stop, stop]
    route = " ".join(f"{x:.2f},{y:.2f}" for x, y in pairs)
    return f"e,{end[0]:.2f},{top:.2f} {route}" if arrow.head else route


def straight(arrow: Arrow, spots: Mapping[str, Spot]) -> str:
    """A route along a level or a column, from edge to edge."""
    (x0, y0, w0, h0), (x1, y1, w1, h1) = spots[arrow.source], spots[arrow.target]
    if y0 == y1:
        sign = 1 if x1 > x0 else -1
        start, end, back = (x0 + sign * w0 / 2, y0), (x1 - sign * w1 / 2, y0), (-sign * HEAD, 0.0)
    else:
        sign = 1 if y1 > y0 else -1
        start, end, back = (x0, y0 + sign * h0 / 2), (x0, y1 - sign * h1 / 2), (0.0, -sign * HEAD)
    stop = (end[0] + back[0], end[1] + back[1]) if arrow.head else end
    pairs = [
        start,
        *((start[0] + (stop[0] - start[0]) * part / 3, start[1] + (stop[1] - start[1]) * part / 3) for part in (1, 2)),
        stop,
    ]
    route = " ".join(f"{x:.2f},{y:.2f}" for x, y in pairs)
    return f"e,{end[0]:.2f},{end[1]:.2f} {route}" if arrow.head else route


class Layouts:
    """Lays graphs out, and remembers: most panels of a picture are those of the picture before it."""

    def __init__(self, run: Layouter) -> None:
        self.run = run
        self.laid: dict[str, Laid] = {}
        self.sizes: dict[str, tuple[float, float]] = {}

    def of(self, sources: Sequence[str]) -> list[Laid]:
        """The layouts of the graphs in `sources`, each the text of one digraph."""
        missing = [source for source in dict.fromkeys(sources) if source not in self.laid]
        if missing:
            self.laid |= zip(missing, read_layouts(self.run("".join(missing))), strict=True)
        return [self.laid[source] for source in sources]

    def size(self, labels: Iterable[str]) -> None:
        """Finds out how large shapes with these attributes are; points."""
        missing = [label for label in dict.fromkeys(labels) if label not in self.sizes]
        if missing:
            lines = [f"n{index} [{label}]" for index, label in enumerate(missing)]
            (found,) = read_layouts(self.run(digraph("sizes", lines)))
            self.sizes |= {label: found.spots[f"n{index}"][2:] for index, label in enumerate(missing)}


def read_layouts(written: str) -> list[Laid]:
    """The layouts in the JSON that Graphviz wrote, in order."""
    decoder, found = json.JSONDecoder(), []
    rest = written.lstrip()
    while rest:
        graph, end = decoder.raw_decode(rest)
        found.append(_read(graph))
        rest = rest[end:].lstrip()
    return found


def _read(graph: dict[str, Any]) -> Laid:
    left, bottom, right, top = (float(number) for number in graph["bb"].split(","))
    spots = {}
    for thing in graph.get("objects", ()):
        if "pos" in thing:
            x, y = (float(number) for number in thing["pos"].split(","))
            spots[thing["name"]] = (x - left, y - bottom, float(thing["width"]) * 72, float(thing["height"]) * 72)
    edges = [edge for edge in graph.get("edges", ()) if "pos" in edge and "id" in edge]
    return Laid(right - left, top - bottom, spots, {edge["id"]: moved(edge["pos"], -left, -bottom) for edge in edges})


_PAIR = re.compile(r"(-?[\d.]+(?:e[-+]?\d+)?),(-?[\d.]+(?:e[-+]?\d+)?)")


def moved(route: str, right: float, up: float) -> str:
    """The spline `route`, moved."""
    return _PAIR.sub(lambda pair: f"{float(pair[1]) + right:.2f},{float(pair[2]) + up:.2f}", route)
