"""The flow of a cohort through the stages of a pathway, as an SVG: bands as wide as many patients surely go that way.

A patient may take several ways at once, and one who waits for an answer goes no further: bands need not add up.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from html import escape
from typing import Final, NamedTuple

from legpain_graph.draw.style import palette
from legpain_graph.model.pathway import Node, Pathway
from legpain_graph.report.cohort.figures import Figures

BAR: Final = 14
GAP: Final = 18
LANE: Final = 142
LEFT: Final = 8
TOP: Final = 60
HEIGHT: Final = 420
"""Widths of a bar and of a lane, the room between bars and beside them, and the height of all, pixels."""
LETTERS: Final = 20
"""Of a line of a title."""
STAGE: Final = "#0B4F9C"


class Band(NamedTuple):
    """So many go from one place to another, by their names."""

    source: str
    target: str
    number: int


def bands(figures: Figures) -> list[Band]:
    """What goes from stage to stage, and from each to how soon it ends there; numbers that are kept back are no bands."""
    pathway, found = figures.pathway, dict[tuple[str, str], int]()
    for edge in pathway.edges.values():
        source, target = pathway.nodes[edge.source], pathway.nodes[edge.target]
        ends = target.urgency is not None and not target.edges
        place = target.stage if not ends or target.urgency is None else _ending(pathway, target)
        number = figures.edge(edge.id).number
        if number and place != source.stage:
            found[source.stage, place] = found.get((source.stage, place), 0) + number
    return [Band(*places, number) for places, number in found.items()]


def _ending(pathway: Pathway, stop: Node) -> str:
    """What a band to a stop ends at: how soon, or the stop itself where endings are treatments, by a name that no stage has."""
    return stop.urgency.id if pathway.ordered and stop.urgency is not None else f"> {stop.id}"


def _endings(pathway: Pathway) -> tuple[dict[str, str], dict[str, str]]:
    """Where bands end, in their order: the title and the colour of each."""
    if pathway.ordered:
        levels = list(reversed(pathway.urgencies))
        return {one.id: one.words for one in levels}, {one.id: palette.SOON[one.colour] for one in levels}
    stops = [node for node in pathway.nodes.values() if node.urgency is not None and not node.edges]
    return {f"> {one.id}": one.title for one in stops}, {f"> {one.id}": STAGE for one in stops}


def svg(figures: Figures) -> str:
    """The picture; empty where nobody goes anywhere."""
    every = bands(figures)
    if not every:
        return ""
    pathway = figures.pathway
    known = {stage.id: stage.title for stage in pathway.stages}
    named = {**known, **{node.stage: node.stage for node in pathway.nodes.values() if node.stage not in known}}
    stages = {name: title for name, title in named.items() if any(name in band[:2] for band in every)}
    titles, colors = _endings(pathway)
    ends = [name for name in titles if any(name == band.target for band in every)]
    column = {name: number for number, name in enumerate(stages)} | dict.fromkeys(ends, len(stages))
    titles = stages | {name: titles[name] for name in ends}
    colors = {name: colors[name] for name in ends}
    through = {
        name: max(
            sum(band.number for band in every if band.source == name),
            sum(band.number for band in every if band.target == name),
        )
        for name in column
    }
    scale = (HEIGHT - GAP * len(ends)) / max(sum(through[name] for name in ends), *through.values(), 1)
    top = _tops(through, column, ends, scale)
    parts = [*_paths(every, column, top, scale, colors), *_bars(through, column, top, scale, colors, titles)]
    width, height = LANE * len(stages) + 210, HEIGHT + TOP + 10
    goal = "how soon it ends" if pathway.ordered else "where it ends"
    said = escape(f"Flow of {figures.sound.words} patients through {len(stages)} stages to {goal}.")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{said}" font-family="Arial, sans-serif" font-size="12">' + "".join(parts) + "</svg>"
    )


def _tops(through: Mapping[str, int], column: Mapping[str, int], ends: list[str], scale: float) -> dict[str, float]:
    """Where each bar begins; those of the endings below each other."""
    found = dict.fromkeys(column, float(TOP))
    y = float(TOP)
    for name in ends:
        found[name] = y
        y += through[name] * scale + GAP
    return found


def _paths(
    every: list[Band], column: Mapping[str, int], top: Mapping[str, float], scale: float, colors: Mapping[str, str]
) -> list[str]:
    out, into = dict(top), dict(top)
    found = []
    for band in sorted(every, key=lambda band: (column[band.target], top[band.target], column[band.source])):
        wide = max(band.number * scale, 0.5)
        x1, x2 = column[band.source] * LANE + LEFT + BAR, column[band.target] * LANE + LEFT
        y1, y2 = out[band.source], into[band.target]
        out[band.source] += wide
        into[band.target] += wide
        middle, goal = (x1 + x2) / 2, band.target.removeprefix("> ")
        bow = 22.0 * max(0, column[band.target] - column[band.source] - 1) * (band.target not in colors)
        found.append(
            f'<path d="M{x1},{y1:.1f} C{middle:.0f},{y1 + bow:.1f} {middle:.0f},{y2 + bow:.1f} {x2},{y2:.1f} v{wide:.1f} '
            f'C{middle:.0f},{y2 + bow + wide:.1f} {middle:.0f},{y1 + bow + wide:.1f} {x1},{y1 + wide:.1f} Z" '
            f'fill="{colors.get(band.target, STAGE)}" fill-opacity="0.35">'
            f"<title>{escape(f'{band.source} to {goal}: {band.number:,}')}</title></path>"
        )
    return found


def _bars(
    through: Mapping[str, int],
    column: Mapping[str, int],
    top: Mapping[str, float],
    scale: float,
    colors: Mapping[str, str],
    titles: Mapping[str, str],
) -> list[str]:
    found = []
    for name, number in through.items():
        x, y, tall = column[name] * LANE + LEFT, top[name], max(number * scale, 1.0)
        found.append(f'<rect x="{x}" y="{y:.1f}" width="{BAR}" height="{tall:.1f}" fill="{colors.get(name, STAGE)}"/>')
        if name in colors:
            said = escape(f"{titles[name]}: {number:,}")
            found.append(f'<text x="{x + BAR + 6}" y="{y + tall / 2 + 4:.1f}">{said}</text>')
            continue
        lines = textwrap.wrap(titles[name], LETTERS, max_lines=2, placeholder=" …")
        said = "".join(f'<tspan x="{x}" y="{14 + 15 * at}">{escape(line)}</tspan>' for at, line in enumerate(lines))
        found.append(f'<text font-weight="bold">{said}</text><text x="{x}" y="{TOP - 8}">{number:,} ways</text>')
    return found
