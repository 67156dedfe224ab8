"""Sheets of paper, and how small print may be on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from legpain_graph.errors import RequestError, did_you_mean

MM: Final = 72 / 25.4
"""Points in a millimetre."""
MARGIN: Final = 10 * MM
LEAST: Final = 7.0
"""The smallest that text may be printed, points."""
LARGEST: Final = 1.25
"""A small picture is not blown up by more than this."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet; width and height in points, its margin included."""

    name: str
    width: float
    height: float

    @property
    def room(self) -> tuple[float, float]:
        """Width and height of what is printed on, points."""
        return self.width - 2 * MARGIN, self.height - 2 * MARGIN

    def scale(self, width: float, height: float) -> float:
        """How large a picture of that size is printed on it: 1 is as it is."""
        return min(self.room[0] / width, self.room[1] / height)


def _both_ways(name: str, short: float, long: float) -> dict[str, Paper]:
    return {
        f"{name}-portrait": Paper(f"{name.upper()} portrait", short * MM, long * MM),
        f"{name}-landscape": Paper(f"{name.upper()} landscape", long * MM, short * MM),
    }


PAPERS: Final = _both_ways("a4", 210, 297) | _both_ways("a3", 297, 420)
A3: Final = PAPERS["a3-landscape"]


def papers(name: str) -> tuple[Paper, ...]:
    """The sheets that `name` allows: `a4` is either way, `a4-landscape` that way only.

    errors: RequestError for a sheet that is not known
    """
    found = tuple(paper for key, paper in PAPERS.items() if key == name or key.startswith(f"{name}-"))
    if not found:
        raise RequestError(f"no such paper: {name!r} {did_you_mean(name, ('a4', 'a3', *PAPERS))}".strip())
    return found
