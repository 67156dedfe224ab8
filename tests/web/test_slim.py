"""A path that is made shorter goes the same way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legpain_graph import Pathway
from legpain_graph.web.chart import charts
from legpain_graph.web.slim import short_path

Place = tuple[float, float]
TENTHS = st.integers(-20_000, 20_000).map(lambda number: number / 10)
PLACES = st.tuples(TENTHS, TENTHS)


def corners(path: str) -> list[Place]:
    """Where each step of a path in M, C, c, l, h and v ends."""
    here, found = (0.0, 0.0), []
    for letter, body in re.findall(r"([MCclhv])([^MCclhv]*)", path):
        numbers = [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?", body)]
        size: int = {"M": 2, "C": 6, "c": 6, "l": 2, "h": 1, "v": 1}[letter]
        assert len(numbers) % size == 0
        for at in range(0, len(numbers), size):
            step = numbers[at : at + size]
            across = 0.0 if letter == "v" else step[0] if letter == "h" else step[-2]
            down = 0.0 if letter == "h" else step[-1]
            here = (across, down) if letter.isupper() else (here[0] + across, here[1] + down)
            found.append(here)
    return found


@given(start=PLACES, curves=st.lists(st.tuples(PLACES, PLACES, PLACES), min_size=1, max_size=9))
def test_the_ends_of_every_curve_stay_where_they_are(start: Place, curves: list[Any]) -> None:
    written = [f"{x:.2f},{y:.2f}" for curve in curves for x, y in curve]
    path = f"M{start[0]:.2f},{start[1]:.2f}C{' '.join(written)}"
    moved = [place for place, before in zip(corners(path)[1:], corners(path), strict=False) if place != before]
    short = corners(short_path(path))
    assert short[0] == pytest.approx(start)
    assert {(round(x, 1), round(y, 1)) for x, y in moved} <= {(round(x, 1), round(y, 1)) for x, y in short}


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("M871,-1448.5C871,-1448.5 871,-1440.3 871,-1440.3", "M871,-1448.5v8.2"),
        ("M0,0C3,0 7,0 10,0 10,0 20,10 20,10", "M0,0h10l10,10"),
        ("M0,0C0,10 10,10 10,0", "M0,0c0,10,10,10,10,0"),
        ("M0,0C-5,0 15,0 10,0", "M0,0c-5,0,15,0,10,0"),
        ("M0,0C0,0 10,0 10,0 16,0 22,-6 22,-12", "M0,0h10c6,0,12,-6,12,-12"),
        ("M1.04,2.06C1.04,2.06 1.04,2.06 1.04,2.06", "M1,2.1"),
        ("M0,0L10.123,10", "M0,0L10.1,10"),
    ],
)  # fmt: skip
def test_a_curve_that_is_straight_is_a_line(path: str, short: str) -> None:
    assert short_path(path) == short.replace(",-", "-")


def test_no_panel_says_what_every_panel_says(leg_pain: Pathway) -> None:
    for panel in charts(leg_pain):
        for words in ("font-family", "lengthAdjust", "aria-hidden", 'stroke="none"', 'role="button"', " />"):
            assert words not in panel.svg
        for points in re.findall(r'points="([^"]*)"', panel.svg):
            assert points.split()[0] != points.split()[-1]
