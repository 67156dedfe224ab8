"""Where things stand: nothing overlaps, nothing leaves its panel, and panels fill the paper."""

from __future__ import annotations

import re
from itertools import combinations
from typing import NamedTuple

import pytest

from draw.small import clinic, edge, node, pathway, screen
from legpain_graph.draw.arrange import frames, orders, size_of, structures
from legpain_graph.draw.diagram import diagram
from legpain_graph.draw.page import A3, page_source
from legpain_graph.draw.palette import SMALLEST
from legpain_graph.draw.render import laid_out, renderer
from legpain_graph.draw.shapes import Diagram
from legpain_graph.model import Pathway


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


def places(drawn: Diagram) -> tuple[dict[str, Place], dict[str, Place]]:
    """Where each shape and each panel stands."""
    program = renderer()
    text = page_source(drawn, lambda source: laid_out(program, source, 60))
    shapes = {}
    for line in text.splitlines():
        found = re.match(r'"([^"]+)" \[.* width=([\d.]+) height=([\d.]+) pos="([-\d.]+),([-\d.]+)"\]', line)
        if found:
            wide, tall, x, y = (float(number) for number in found.groups()[1:])
            shapes[found[1]] = Place(x - wide * 36, y - tall * 36, x + wide * 36, y + tall * 36)
    panels = {
        name: Place(*(float(number) for number in box.split(",")))
        for name, box in re.findall(r'graph \[id="([^"]+)" .*bb="([^"]+)"\]', text)
    }
    return shapes, panels


MANY = pathway(
    node("begin", "start", edge("which")),
    node("which", "decision", *(edge(f"do-{index}", f"case_{index}", f"case {index}") for index in range(5)), edge("end", "otherwise")),
    *(node(f"do-{index}", "action", edge("end"), text="Some words. " * index) for index in range(5)),
    node("end", "stop", text="At last."),
)


def _sound(drawn: Diagram) -> None:
    shapes, panels = places(drawn)
    for (one, place), (other, second) in combinations(shapes.items(), 2):
        assert not place.meets(second), f"{one} lies on {other}"
    for panel in drawn.panels:
        for shape in panel.shapes:
            assert panels[panel.id].holds(shapes.get(shape.id, panels[panel.id])), f"{shape.id} leaves its panel"
    for one_panel, other_panel in combinations(panels.values(), 2):
        assert not one_panel.meets(other_panel)


@pytest.mark.parametrize("of", [clinic(), screen(), screen(3), screen(21), MANY])
def test_nothing_overlaps(of: Pathway) -> None:
    _sound(diagram(of))


def test_nothing_overlaps_in_the_leg_pain_pathway(leg_pain: Pathway) -> None:
    for stages in ((), *((stage.id,) for stage in leg_pain.stages)):
        _sound(diagram(leg_pain, stages=stages))


def test_the_leg_pain_pathway_fits_on_paper(leg_pain: Pathway) -> None:
    shapes, _ = places(diagram(leg_pain))
    wide = max(place.right for place in shapes.values()) - min(place.left for place in shapes.values())
    tall = max(place.top for place in shapes.values()) - min(place.bottom for place in shapes.values())
    assert SMALLEST * min(A3[0] / wide, A3[1] / tall) > 4  # points, all panels on one A3 page; one panel a page is larger


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
