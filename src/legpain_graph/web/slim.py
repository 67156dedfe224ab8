"""A panel of the flowchart as small as it can be: a page holds fourteen of them.

What it looks like says the style sheet of the page, by the classes of shapes and texts, so that it follows the colours of the system.
Headline, legend and footer, every colour, font and line width, the second outline of every box, and digits that nobody sees are taken out;
curves that are straight are lines, and every step of a path is counted from the one before.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, TypeAlias
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from legpain_graph.draw.write.svg import SVG

MARGIN: Final = 6.0
TITLE: Final = "heading"
"""The class of the words of a title; the first text of a box is its header, and other texts have no class."""
_LOOK: Final = (
    *("fill", "stroke", "stroke-width", "stroke-dasharray"),
    *(
        "font-family",
        "font-size",
        "font-weight",
        "text-anchor",
        "lengthAdjust",
        "{http://www.w3.org/XML/1998/namespace}space",
    ),
)
"""What the style sheet of the page says."""
Place: TypeAlias = tuple[float, float]
_NUMBER: Final = re.compile(r"-?\d+\.\d+")


def slim(data: bytes, title: str, attributes: dict[str, dict[str, str]]) -> str:
    """The SVG of one panel, without what the page says elsewhere; `attributes` are what its shapes and arrows stand for, by their ids."""
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
    for child in list(root):
        root.remove(child)
    root.extend(graph)
    root.attrib.clear()
    left, top, right, bottom = box
    wide, tall = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
    root.set("viewBox", f"{left - MARGIN:.0f} {top - MARGIN:.0f} {wide:.0f} {tall:.0f}")
    root.set("role", "group")
    root.set("aria-label", title)
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>").replace(">\n<", "><")


def _slim_group(group: Element, attributes: dict[str, str]) -> None:
    """One shape or arrow: what it looks like by its classes, what it is by its data."""
    for title in group.findall(f"{SVG}title"):
        group.remove(title)
    for name in ("id", "data-node", "data-edges"):
        group.attrib.pop(name, None)
    for name, value in attributes.items():
        group.set(name, f"{group.get(name, '')} {value}".strip() if name == "class" else value)
    for link in group.iter(f"{SVG}a"):
        link.attrib.clear()
    for parent in list(group.iter()):
        _one_outline(parent)
    if "kind-" in group.get("class", ""):
        _say_which_text(group)
    for element in group.iter():
        _slim_element(element)


def _say_which_text(group: Element) -> None:
    """Of the texts of a box the first is its header; what else is bold is its title."""
    for number, text in enumerate(group.iter(f"{SVG}text")):
        if number and text.get("font-weight") == "bold":
            text.set("class", TITLE)


def _slim_element(element: Element) -> None:
    """What the style sheet says, and digits that nobody sees, are left out; a polygon is a path."""
    for name in _LOOK:
        element.attrib.pop(name, None)
    for name in ("x", "y", "textLength"):
        if name in element.attrib:
            element.set(name, _NUMBER.sub(_short, element.attrib[name]))
    if "points" in element.attrib:
        element.tag = f"{SVG}path"
        element.set("d", _outline(element.attrib.pop("points")))
    elif "d" in element.attrib:
        element.set("d", short_path(element.attrib["d"]))
    element.tail = None
    if element.text is not None and not element.text.strip():
        element.text = None


def _outline(points: str) -> str:
    """The path around the corners of a polygon."""
    corners = [(float(x), float(y)) for x, y in (corner.split(",") for corner in points.split())]
    if corners[0] == corners[-1]:
        corners.pop()
    curves = (f"{x},{y}" for before, after in pairwise(corners) for x, y in (before, after, after))
    return short_path(f"M{corners[0][0]},{corners[0][1]}C{' '.join(curves)}") + "z"


def _one_outline(parent: Element) -> None:
    """Graphviz fills a shape and draws its border apart: here one element does both."""
    before: Element | None = None
    for child in list(parent):
        same = before is not None and all(before.get(name) == child.get(name) for name in ("d", "points"))
        if before is not None and same and before.get("stroke") == "none" and child.get("fill") == "none":
            parent.remove(child)
        elif child.tag in (f"{SVG}path", f"{SVG}polygon"):
            before = child


def short_path(path: str) -> str:
    """The path of `M` and `C` with absolute places, in steps of a tenth from place to place; a curve that is straight becomes a line."""
    letters = re.findall(r"[A-Za-z]|-?\d+(?:\.\d+)?", path)
    if set(filter(str.isalpha, letters)) != {"M", "C"} or letters.count("M") != 1:
        return _NUMBER.sub(_short, path)
    numbers = [float(word) for word in letters if not word.isalpha()]
    here, *others = list(zip(numbers[::2], numbers[1::2], strict=True))
    written, letter = f"M{_joined(map(_tenths, here))}", "M"
    for curve in zip(others[::3], others[1::3], others[2::3], strict=True):
        across, down = ([_tenths(to[way]) - _tenths(here[way]) for to in curve] for way in (0, 1))
        if not _straight(here, *curve):
            step, steps = "c", [part for pair in zip(across, down, strict=True) for part in pair]
        elif across[-1] and down[-1]:
            step, steps = "l", [across[-1], down[-1]]
        else:
            step, steps = ("h", [across[-1]]) if across[-1] else ("v", [down[-1]])
        if any(steps):
            tail = _joined(steps)
            written += (
                tail if step == letter and tail.startswith("-") else f",{tail}" if step == letter else step + tail
            )
            letter = step
        here = curve[-1]
    return written


def _straight(start: Place, one: Place, other: Place, end: Place) -> bool:
    """Whether a curve is the line from its start to its end, to a twentieth of a point."""
    across, down = end[0] - start[0], end[1] - start[1]
    long = math.hypot(across, down)
    if long == 0:
        return one == other == start
    along = [((x - start[0]) * across + (y - start[1]) * down) / long for x, y in (one, other)]
    beside = [abs((x - start[0]) * down - (y - start[1]) * across) / long for x, y in (one, other)]
    return max(beside) <= 0.05 and -0.05 <= along[0] <= along[1] + 0.05 <= long + 0.1


def _tenths(number: float) -> int:
    return round(number * 10)


def _joined(tenths: Iterable[int]) -> str:
    """Numbers beside each other: a minus parts them too."""
    words = [f"{number / 10:.1f}".removesuffix(".0") for number in tenths]
    return words[0] + "".join(word if word.startswith("-") else f",{word}" for word in words[1:])


def _short(found: re.Match[str]) -> str:
    return f"{float(found[0]):.1f}".removesuffix(".0")


def _bounds(path: str) -> tuple[float, float, float, float]:
    """The box around the corners of a path: left, top, right, bottom."""
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]
    across, down = numbers[0::2], numbers[1::2]
    return min(across), min(down), max(across), max(down)
