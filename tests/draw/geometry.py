"""An SVG read back as what is seen: boxes, and the words in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree

from draw.small import SVG
from legpain_graph.draw.layout.paper import PAPERS
from legpain_graph.draw.style.palette import text_width

PAIR = re.compile(r"(-?[\d.]+)[ ,](-?[\d.]+)")


class Place(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Place, by: float = 0.5) -> bool:
        return (
            self.left + by < other.right
            and other.left + by < self.right
            and self.top + by < other.bottom
            and other.top + by < self.bottom
        )

    def holds(self, other: Place, by: float) -> bool:
        return (
            self.left - by <= other.left
            and self.top - by <= other.top
            and other.right <= self.right + by
            and other.bottom <= self.bottom + by
        )


class Words(NamedTuple):
    text: str
    size: float
    place: Place


@dataclass
class Seen:
    """`boxes` is everything that stands by itself, by its id, `panels` what holds them; `least` is in points of the paper."""

    boxes: dict[str, Place] = field(default_factory=dict)
    panels: dict[str, Place] = field(default_factory=dict)
    words: dict[str, list[Words]] = field(default_factory=dict)
    claim: str = ""
    size: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0

    @property
    def smallest(self) -> float:
        return min(one.size for group in self.words.values() for one in group)

    def least(self, paper: str) -> float:
        """The smallest size of text on `paper`, whichever way it is turned; points."""
        rooms = [sheet.room for name, sheet in PAPERS.items() if name.startswith(paper)]
        return self.smallest * max(min(wide / self.size[0], tall / self.size[1]) for wide, tall in rooms)

    def faults(self) -> list[str]:
        """What lies on something else, or hangs out of its box."""
        found = [
            f"{one} lies on {other}"
            for (one, first), (other, second) in combinations(self.boxes.items(), 2)
            if first.meets(second)
        ]
        found += [
            f"panel {one} lies on {other}"
            for (one, first), (other, second) in combinations(self.panels.items(), 2)
            if first.meets(second)
        ]
        for name, group in self.words.items():
            for one in group:
                if not self.boxes[name].holds(one.place, by=1.5):
                    found.append(f"{one.text!r} hangs out of {name}")
            found += [
                f"{one.text!r} lies on {other.text!r} in {name}"
                for one, other in combinations(group, 2)
                if one.place.meets(other.place, by=1.5)
            ]
        return found


def seen(data: bytes) -> Seen:
    """What is seen in an SVG of ours."""
    root = ElementTree.fromstring(data)
    box = [float(number) for number in (root.get("viewBox") or "").split()]
    width = float((root.get("width") or "0").removesuffix("pt"))
    found = Seen(claim=root.get("data-paper") or "", size=(box[2], box[3]), scale=width / box[2])
    for group in root.iter(f"{SVG}g"):
        kind = (group.get("class") or "").split()[:1]
        name = group.get("id") or ""
        points = [
            (float(x), float(y))
            for shape in group.iter()
            for x, y in PAIR.findall(shape.get("points") or shape.get("d") or "")
        ]
        if kind == ["cluster"] and points:
            found.panels[name] = _around(points)
        elif kind == ["node"]:
            words = [_words(text) for text in group.iter(f"{SVG}text")]
            if not words:
                continue  # a bend of a line
            corners = [pair for one in words for pair in ((one.place[0], one.place[1]), (one.place[2], one.place[3]))]
            found.boxes[name] = _around(points or corners)
            found.words[name] = words
    return found


def _words(text: ElementTree.Element) -> Words:
    words, size = "".join(text.itertext()), float(text.get("font-size") or 0)
    wide = text_width(words, size, text.get("font-weight") == "bold")
    x, y = float(text.get("x") or 0), float(text.get("y") or 0)
    left = {"middle": x - wide / 2, "end": x - wide}.get(text.get("text-anchor") or "start", x)
    return Words(words, size, Place(left, y - 0.72 * size, left + wide, y + 0.2 * size))


def _around(points: list[tuple[float, float]]) -> Place:
    return Place(
        min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)
    )
