"""Where things stand: nothing overlaps, nothing leaves its panel, and panels fill the paper."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import NamedTuple

import pytest

from draw.small import clinic, edge, node, pathway, screen
from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.layout import canvas as paging
from legpain_graph.draw.layout.packing import frames, orders, size_of, structures
from legpain_graph.draw.shapes import Diagram
from legpain_graph.draw.write.render import layouts
from legpain_graph.model.pathway import Pathway
from tiers import Some


class Place(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Place, by: float = 0.5) -> bool:
        return (
            self.left + by < other.right
            and other.left + by < self.right
            and self.bottom + by < other.top
            and other.bottom + by < self.top
        )

    def holds(self, other: Place) -> bool:
        return (
            self.left <= other.left
            and self.bottom <= other.bottom
            and other.right <= self.right
            and other.top <= self.top
        )

    def has(self, x: float, y: float, by: float) -> bool:
        """Whether the point is inside by at least so many points."""
        return self.left + by < x < self.right - by and self.bottom + by < y < self.top - by


class Page(NamedTuple):
    shapes: dict[str, Place]
    panels: dict[str, Place]
    routes: dict[str, tuple[str, str, list[tuple[float, float]]]]
    """Each arrow by its id: from where, to where, and points along it."""


def page(drawn: Diagram) -> Page:
    """Where everything stands."""
    text = paging.canvas(drawn, layouts()).source
    shapes, routes = {}, {}
    for line in text.splitlines():
        if found := re.match(r'"([^"]+)" \[.* width=([\d.]+) height=([\d.]+) pos="([-\d.]+),([-\d.]+)"\]', line):
            wide, tall, x, y = (float(number) for number in found.groups()[1:])
            shapes[found[1]] = Place(x - wide * 36, y - tall * 36, x + wide * 36, y + tall * 36)
        elif found := re.match(r'"([^"]+)" -> "([^"]+)" \[id="([^"]+)".* pos="([^"]+)"\]', line):
            routes[found[3]] = (found[1], found[2], points(found[4]))
    panels = {
        name: Place(*(float(number) for number in box.split(",")))
        for name, box in re.findall(r'graph \[id="([^"]+)" .*bb="([^"]+)"\]', text)
    }
    return Page(shapes, panels, routes)


def points(route: str) -> list[tuple[float, float]]:
    """Points every few points along a route, its arrow head last; control points are joined by straight lines."""
    head = re.match(r"e,([-\d.]+),([-\d.]+) ", route)
    corners = [(float(x), float(y)) for x, y in re.findall(r"(?:^| )([-\d.]+),([-\d.]+)", route)]
    corners += [(float(head[1]), float(head[2]))] if head else []
    steps = [step / 40 for step in range(41)]
    return [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t) for (x0, y0), (x1, y1) in pairwise(corners) for t in steps]


MANY = pathway(
    node("begin", "start", edge("which")),
    node(
        "which",
        "decision",
        *(edge(f"do-{index}", f"case_{index}", f"case {index}") for index in range(5)),
        edge("end", "otherwise"),
    ),
    *(node(f"do-{index}", "action", edge("end"), text="Some words. " * index) for index in range(5)),
    node("end", "stop", text="At last."),
)


def sound(drawn: Diagram) -> None:
    """Nothing lies on anything else, and every arrow goes from its source to its target past all other shapes."""
    found = page(drawn)
    for (one, place), (other, second) in combinations(found.shapes.items(), 2):
        assert not place.meets(second), f"{one} lies on {other}"
    for one_panel, other_panel in combinations(found.panels.values(), 2):
        assert not one_panel.meets(other_panel)
    for panel in drawn.panels:
        near = {shape.id: found.shapes[shape.id] for shape in panel.shapes if shape.id in found.shapes}
        for name, place in near.items():
            assert found.panels[panel.id].holds(place), f"{name} leaves its panel"
        for arrow in panel.arrows:
            source, target, way = found.routes[arrow.id]
            for end, (x, y) in ((source, way[0]), (target, way[-1])):
                assert near.get(end, Place(x, y, x, y)).has(x, y, by=-3), f"{arrow.id} does not touch {end}"
            for name, place in near.items():
                if name not in (source, target):
                    assert not any(place.has(x, y, by=1) for x, y in way), f"{arrow.id} runs over {name}"


@pytest.mark.parametrize("of", [clinic(), screen(), screen(3), screen(21), MANY])
def test_nothing_overlaps(of: Pathway) -> None:
    sound(diagram(of))


def test_nothing_overlaps_in_the_leg_pain_pathway(leg_pain: Pathway) -> None:
    sound(diagram(leg_pain))


def test_nothing_overlaps_in_a_stage_of_the_leg_pain_pathway(leg_pain: Pathway, some: Some) -> None:
    for stage in some(leg_pain.stages):
        sound(diagram(leg_pain, stages=(stage.id,)))


def test_every_structure_is_tried_and_has_everything() -> None:
    found = structures(4)
    assert len(set(found)) == 27
    assert all(sorted(thing for column in one for row in column for thing in row) == [0, 1, 2, 3] for one in found)
    assert len(structures(12)) == 2**11 or len(structures(12)) == 12
    assert len(structures(40)) == 40


def test_the_first_stays_first_and_the_last_last() -> None:
    assert list(orders(4, 10)) == [(0, 1, 2, 3), (0, 2, 1, 3)]
    assert list(orders(4, 10_000)) == [(0, 1, 2, 3)]
    assert list(orders(1, 1)) == [(0,)]
    assert list(orders(2, 1)) == [(0, 1)]


def test_frames_are_large_enough_and_flush() -> None:
    sizes = [(100.0, 300.0), (200.0, 90.0), (50.0, 120.0), (80.0, 60.0)]
    for structure in structures(4):
        wide, tall = size_of(structure, sizes, 10)
        placed = frames(structure, sizes, 10)
        for frame, (least_wide, least_tall) in zip(placed, sizes, strict=True):
            assert frame.width >= least_wide - 1e-6
            assert frame.height >= least_tall - 1e-6
        assert max(frame.left + frame.width for frame in placed) == pytest.approx(wide)
        assert min(frame.top - frame.height for frame in placed) == pytest.approx(-tall)
