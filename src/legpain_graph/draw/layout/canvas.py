"""The canvas: panels in rows and columns, under a headline and above a legend, with every position in it.

Graphviz draws it as it stands (neato -n2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Final

from legpain_graph.draw.layout.dot import (
    arrow_line,
    digraph,
    in_drawing_order,
    panel_look,
    shape_attributes,
    shape_line,
)
from legpain_graph.draw.layout.packing import (
    Frame,
    Size,
    Structure,
    best_of,
    frames,
    orders,
    size_of,
    structures,
    widths_and_columns,
)
from legpain_graph.draw.layout.paper import A3, LEAST, PAPERS, Paper
from legpain_graph.draw.layout.parts import Laid, Layouts, Spot, moved, part_source, parts, straight, with_spines
from legpain_graph.draw.shapes import Diagram, Panel, Point
from legpain_graph.draw.style.labels import quoted
from legpain_graph.draw.style.legend import LINES, SAMPLE, fitting, legend, samples
from legpain_graph.draw.style.palette import SMALLEST

BESIDE: Final = (True, False)
"""Whether an end stands beside its node or below it: both are tried."""
GAP: Final = 12.0
MARGIN: Final = 10.0
LEGEND_GAP: Final = 8.0
LEAST_WIDTH: Final = 400.0
"""A picture is at least so wide, points."""
EDGE: Final = 15.0
"""What Graphviz leaves around a picture, both sides together."""
FEW: Final = 4
"""So many panels may stand in any rows and columns; more stand in columns."""
GAIN: Final = 1.03
"""How much larger the print must get before panels change places."""

SCREEN: Final = "screen"


@dataclass(frozen=True, slots=True)
class Canvas:
    """DOT text of a picture with every position in it, its size in points, and the paper that it claims to be read on."""

    source: str
    width: float
    height: float
    claim: str
    """The id of the smallest sheet on which all text is at least LEAST; `screen` where it is smaller on each."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to lay a panel out: its size and what stands where in it, from the upper left corner, y upward."""

    size: Size
    spots: dict[str, Spot]
    routes: dict[str, str]


def canvas(diagram: Diagram, layouts: Layouts, paper: Paper = A3) -> Canvas:
    """The whole picture, arranged so that it is printed as large as possible on `paper`."""
    labels = legend(diagram)
    sizes = _sizes(diagram, labels, layouts)
    choices = _choices(diagram, layouts, sizes)
    above = [name for name in ("caption", "headline") if fitting(name, 0) in labels]
    room = paper.room
    rest = sum(sizes[fitting(name, room[0])][1] for name in (*above, "footer")) + sizes["legend-0"][1] + GAP
    picked, placed = _best(choices, room, rest)
    width = max(frame.left + frame.width for frame in placed)
    if width < LEAST_WIDTH:  # one column: what is said around it needs some room
        placed = [replace(frame, width=LEAST_WIDTH - frame.left) for frame in placed]
        width = LEAST_WIDTH
    body = ["graph [splines=true outputorder=edgesfirst pad=0.1 bgcolor=white]"]
    for panel, choice, frame in zip(diagram.panels, picked, placed, strict=True):
        body += _panel(panel, choice, frame, labels, sizes)
    y = 5.0
    for name in above:
        form = fitting(name, width)
        y += sizes[form][1]
        body.append(_at(name, labels[form], 0, y, sizes[form]))
    top = y
    low = min(frame.top - frame.height for frame in placed) - 6
    headline, row = sizes[fitting("headline", width)], sizes["legend-0"][1] + 4
    entries = _legend_things(labels, sizes)
    whole = sum(wide for _, wide in entries)
    if whole + headline[0] < width:
        body += _legend(diagram, labels, sizes, _in_rows(entries, width - whole, width), y - headline[1] / 2)
    else:
        spots = _in_rows(entries, 0.0, width)
        body += _legend(diagram, labels, sizes, spots, low - row / 2)
        low -= row * (1 + max(number for _, _, number in spots))
    footer = sizes[fitting("footer", width)]
    body.append(_at("footer", labels[fitting("footer", width)], 0, low, footer))
    low -= footer[1]
    height = top - low + sizes[f"claim-{SCREEN}"][1]
    claim = _claim(width, height)
    body.append(_at("claim", labels[f"claim-{claim}"], 0, low, sizes[f"claim-{claim}"]))
    return Canvas(digraph(diagram.id, body), width, height, claim)


def _claim(width: float, height: float) -> str:
    """The id of the smallest sheet on which the smallest text of a picture of that size can be read, as it is or turned."""
    for name in ("a4", "a3"):
        sheets = (paper for key, paper in PAPERS.items() if key.startswith(name))
        if max(sheet.scale(width + EDGE, height + EDGE) for sheet in sheets) * SMALLEST >= LEAST:
            return name
    return SCREEN


def _sizes(diagram: Diagram, labels: Mapping[str, str], layouts: Layouts) -> dict[str, tuple[float, float]]:
    """Width and height of every shape and of everything around the panels."""
    looks = {name: f"label=<{label}>" for name, label in labels.items()}
    for panel in diagram.panels:
        looks |= {shape.id: shape_attributes(shape) for shape in panel.shapes if not isinstance(shape, Point)}
    layouts.size(looks.values())
    return {name: layouts.sizes[look] for name, look in looks.items()}


def _choices(diagram: Diagram, layouts: Layouts, sizes: Mapping[str, Sequence[float]]) -> list[list[Choice]]:
    """For each panel the ways to lay it out that are worth a try."""
    pieces = [parts(panel) for panel in diagram.panels]
    tries = [(part, beside) for panel in pieces for part in panel for beside in BESIDE]
    laid = layouts.of([part_source(part, sizes, beside) for part, beside in tries])
    laid = [with_spines(part, one, sizes) for (part, _), one in zip(tries, laid, strict=True)]
    waiting = iter(laid)
    found = []
    for panel, mine in zip(diagram.panels, pieces, strict=True):
        variants = [tuple(next(waiting) for _ in BESIDE) for _ in mine]
        title = sizes[f"title-{panel.id}"]
        made = []
        for structure in structures(len(mine)):
            for picked in product(*variants) if len(mine) <= 5 else [tuple(variant[0] for variant in variants)]:
                made.append(_choice(structure, picked, title))
        found.append([made[index] for index in best_of([choice.size for choice in made])])
    return found


def _choice(structure: Structure, picked: Sequence[Laid], title: Sequence[float]) -> Choice:
    """The parts of a panel in `structure`, below its title."""
    sizes = [(laid.width, laid.height) for laid in picked]
    wide, tall = size_of(structure, sizes, 2 * GAP)
    spots: dict[str, Spot] = {}
    routes: dict[str, str] = {}
    for laid, frame in zip(picked, frames(structure, sizes, 2 * GAP), strict=True):
        right = MARGIN + frame.left + (frame.width - laid.width) / 2
        up = frame.top - laid.height - MARGIN - title[1]
        spots |= {name: (x + right, y + up, w, h) for name, (x, y, w, h) in laid.spots.items()}
        routes |= {name: moved(route, right, up) for name, route in laid.routes.items()}
    return Choice((max(wide, title[0]) + 2 * MARGIN, tall + title[1] + 2 * MARGIN), spots, routes)


def _best(choices: list[list[Choice]], paper: Size, rest: float) -> tuple[list[Choice], list[Frame]]:
    """The choice and the frame of each panel that print largest on `paper`, by a little less if that keeps their order.

    The first panel stays the first and the last the last; panels between them may change places, since numbers join them.
    """
    if len(choices) > FEW:
        return _best_of_many(choices, paper, rest)
    found: tuple[float, Structure, tuple[int, ...], tuple[Choice, ...]] | None = None
    tried = structures(len(choices))
    for order in orders(len(choices), len(tried) * prod(len(panel) for panel in choices)):
        for structure, picked in product(tried, product(*(choices[index] for index in order))):
            wide, tall = size_of(structure, [choice.size for choice in picked], GAP)
            scale = min(paper[0] / wide, paper[1] / (tall + rest))
            if found is None or scale > found[0] * (1 + 1e-9 if order == found[2] else GAIN):
                found = (scale, structure, order, picked)
    assert found is not None
    placed = frames(found[1], [choice.size for choice in found[3]], GAP)
    back = [found[2].index(panel) for panel in range(len(choices))]
    return [found[3][index] for index in back], [placed[index] for index in back]


def _best_of_many(choices: list[list[Choice]], paper: Size, rest: float) -> tuple[list[Choice], list[Frame]]:
    """As `_best`, in columns and in the order of reading: more arrangements than that are not tried."""
    forms = [[choice.size for choice in panel] for panel in choices]
    found: tuple[float, Structure, tuple[int, ...]] | None = None
    for structure, picked in widths_and_columns(forms, GAP):
        wide, tall = size_of(structure, [sizes[at] for sizes, at in zip(forms, picked, strict=True)], GAP)
        scale = min(paper[0] / wide, paper[1] / (tall + rest))
        if found is None or scale > found[0] * (1 + 1e-9):
            found = (scale, structure, picked)
    assert found is not None
    chosen = [panel[at] for panel, at in zip(choices, found[2], strict=True)]
    return chosen, frames(found[1], [choice.size for choice in chosen], GAP)


def _panel(
    panel: Panel, choice: Choice, frame: Frame, labels: Mapping[str, str], sizes: Mapping[str, Sequence[float]]
) -> Iterator[str]:
    """Statements that draw `panel` inside `frame`."""
    box = f"{frame.left:.2f},{frame.top - frame.height:.2f},{frame.left + frame.width:.2f},{frame.top:.2f}"
    title = f"title-{panel.id}"
    right = frame.left + (frame.width - choice.size[0]) / 2
    up = frame.top
    yield f"subgraph {quoted('cluster_' + panel.id)} {{"
    yield f'graph [id={quoted(panel.id)} label="" {panel_look()} bb="{box}"]'
    yield _at(title, labels[title], frame.left + MARGIN, frame.top - MARGIN / 2, sizes[title])
    for shape in in_drawing_order(panel.shapes):
        x, y, wide, tall = choice.spots[shape.id]
        yield shape_line(shape, f' width={wide / 72:.4f} height={tall / 72:.4f} pos="{x + right:.2f},{y + up:.2f}"')
    for arrow in panel.arrows:
        yield arrow_line(arrow, f' pos="{moved(choice.routes[arrow.id], right, up)}"')
    yield "}"


def _legend_things(labels: Mapping[str, str], sizes: Mapping[str, Sequence[float]]) -> list[tuple[str, float]]:
    """What the legend explains, with the width that each needs."""
    names = [name for name in labels if name.startswith("legend")]
    return [(name, sizes[name][0] + LEGEND_GAP + (SAMPLE + 2 if name in LINES else 0)) for name in names]


def _in_rows(things: Sequence[tuple[str, float]], start: float, end: float) -> list[tuple[str, float, int]]:
    """Where each thing begins, and in which row, from `start` to `end`."""
    spots, left, row = [], start, 0
    for name, wide in things:
        if left > start and left + wide - LEGEND_GAP > end + 0.01:
            left, row = start, row + 1
        spots.append((name, left, row))
        left += wide
    return spots


def _legend(
    diagram: Diagram,
    labels: Mapping[str, str],
    sizes: Mapping[str, Sequence[float]],
    spots: Sequence[tuple[str, float, int]],
    top: float,
) -> Iterator[str]:
    """Statements for the kinds and the kinds of line; the first row has its middle at `top`."""
    lines = samples(diagram)
    for name, left, row in spots:
        middle = top - row * (sizes["legend-0"][1] + 4)
        if name in lines:
            line = lines[name]
            ends = {line.source: (left, middle, 0.0, 0.0), line.target: (left + SAMPLE, middle, 0.0, 0.0)}
            for end, (x, y, _, _) in ends.items():
                yield f'{quoted(end)} [shape=point width=0.01 style=invis pos="{x:.2f},{y:.2f}"]'
            yield arrow_line(line, f' pos="{straight(line, ends)}"')
            left += SAMPLE + 2
        yield _at(name, labels[name], left, middle + sizes[name][1] / 2, sizes[name])


def _at(name: str, label: str, left: float, top: float, size: Sequence[float]) -> str:
    """A statement for a label with its upper left corner at `left`, `top`."""
    wide, tall = size[0], size[1]
    place = f'width={wide / 72:.4f} height={tall / 72:.4f} pos="{left + wide / 2:.2f},{top - tall / 2:.2f}"'
    return f"{quoted(name)} [id={quoted(name)} class=legend label=<{label}> {place}]"
