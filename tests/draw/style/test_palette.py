"""The colours can be told apart by colour-blind readers and read by everybody.

source: Machado, Oliveira and Fernandes 2009 (full protanopia, deuteranopia, tritanopia); CIE 1976 colour difference; WCAG 2.2 contrast
"""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from legpain_graph.draw.shapes import Annotation
from legpain_graph.draw.style import palette
from legpain_graph.draw.style.palette import LOOKS, text_width, wrapped
from legpain_graph.model.pathway import NodeKind

Triple = tuple[float, float, float]

SIGHT: dict[str, tuple[Triple, Triple, Triple]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(color: str) -> Triple:
    def channel(start: int) -> float:
        value = int(color[start : start + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return channel(1), channel(3), channel(5)


def luminance(color: str) -> float:
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(color: str, sight: tuple[Triple, Triple, Triple]) -> Triple:
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, linear(color), strict=True)))) for row in sight
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883

    def root(value: float) -> float:
        return float(value ** (1 / 3)) if value > 0.008856 else 7.787 * value + 16 / 116

    return 116 * root(y) - 16, 500 * (root(x) - root(y)), 200 * (root(y) - root(z))


@pytest.mark.parametrize("sight", SIGHT)
def test_kinds_can_be_told_apart(sight: str) -> None:
    seen = [lab(look.header, SIGHT[sight]) for look in LOOKS.values()]
    assert min(math.dist(one, other) for one, other in combinations(seen, 2)) > 28


def test_the_check_would_find_the_obvious_colours_wrong() -> None:
    brown_and_red = [lab(color, SIGHT["deutan"]) for color in ("#7A5200", "#9B1C0C")]
    assert math.dist(*brown_and_red) < 5


TOGETHER = ((Annotation.UNCOVERED, Annotation.INFEASIBLE), (Annotation.ADDED, Annotation.REMOVED, Annotation.CHANGED))
"""Marks that stand in one picture."""


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("annotations", TOGETHER)
def test_marks_can_be_told_apart(annotations: tuple[Annotation, ...], sight: str) -> None:
    seen = [lab(palette.ANNOTATIONS[annotation].color, SIGHT[sight]) for annotation in annotations]
    assert min(math.dist(one, other) for one, other in combinations(seen, 2)) > 20


@pytest.mark.parametrize("annotations", TOGETHER)
def test_marks_are_told_apart_without_colour(annotations: tuple[Annotation, ...]) -> None:
    looks = [palette.ANNOTATIONS[annotation] for annotation in annotations]
    assert len({look.words for look in looks}) == len({look.sign for look in looks}) == len(looks)
    assert len({(look.width, look.style) for look in looks}) == len(looks)


@pytest.mark.parametrize("annotation", palette.ANNOTATIONS)
def test_every_mark_can_be_read(annotation: Annotation) -> None:
    assert contrast(palette.ANNOTATIONS[annotation].color, palette.WHITE) >= 4.5
    assert contrast(palette.ANNOTATIONS[annotation].color, palette.PANEL) >= 3


def test_a_whole_step_can_be_read() -> None:
    assert contrast(palette.STEP.header, palette.STEP.header_text) >= 4.5
    assert contrast(palette.STEP.body, palette.TEXT) >= 7


def test_sizes_are_whole_since_graphviz_cuts_a_fraction_off() -> None:
    sizes = (palette.TITLE_SIZE, palette.BODY_SIZE, palette.STRIP_SIZE, palette.CHIP_SIZE, palette.PANEL_SIZE)
    assert all(size == int(size) for size in (*sizes, palette.HEADLINE_SIZE, palette.CAPTION_SIZE, palette.SMALLEST))


@pytest.mark.parametrize("kind", NodeKind)
def test_every_kind_can_be_read(kind: NodeKind) -> None:
    look = LOOKS[kind]
    assert contrast(look.header, look.header_text) >= 4.5
    assert contrast(look.body, palette.TEXT) >= 7
    assert contrast(look.body, look.border) >= 3


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (palette.QUIET_TEXT, palette.WHITE),
        (palette.QUIET_TEXT, palette.QUIET_STRIP),
        (palette.TEXT, palette.WHITE),
        (palette.WHITE, palette.INK),
        (palette.HEADING, palette.PANEL),
    ],
)
def test_what_is_ruled_out_can_still_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("line", [palette.INK, palette.LINE, palette.QUIET_LINE])
def test_lines_stand_out_from_a_panel(line: str) -> None:
    assert contrast(line, palette.PANEL) >= 3


def test_kinds_have_a_glyph_of_their_own() -> None:
    assert len({look.glyph for look in LOOKS.values()}) == len(NodeKind) == len(LOOKS)


def test_lines_are_no_wider_than_asked() -> None:
    words = "Pain out of proportion, worse on stretch; palpable pulses do not rule it out. " + "W" * 60
    for bold in (False, True):
        found = wrapped(words, 120, 9, bold)
        assert all(text_width(line, 9, bold) <= 120 for line in found)
        assert "".join(found).replace(" ", "") == words.replace(" ", "")


def test_written_line_ends_stay() -> None:
    assert wrapped("one\ntwo three\n\nfour", 500, 9) == ["one", "two three", "four"]
