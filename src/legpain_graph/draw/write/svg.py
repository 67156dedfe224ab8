"""The SVG that Graphviz wrote, made fit for a page and for a screen reader."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from legpain_graph.draw.layout.canvas import Canvas
from legpain_graph.draw.layout.dot import dot
from legpain_graph.draw.layout.paper import LARGEST, MARGIN, Paper
from legpain_graph.draw.shapes import Box, Chip, Diagram, Pill, Point
from legpain_graph.draw.style import palette

SVG: Final = "{http://www.w3.org/2000/svg}"
LINK: Final = "{http://www.w3.org/1999/xlink}"
FAMILY: Final = f"{palette.FONT}, Liberation Sans, Arimo, Helvetica, sans-serif"
"""Only families of the width that Graphviz measured."""

_HASH = re.compile(r" \([0-9a-f]{12}\)")


def finished(data: bytes, diagram: Diagram, canvas: Canvas, paper: Paper | None = None) -> bytes:
    """`data` without prolog and document type, with a title and words for every part; on all of `paper` where it is given."""
    ElementTree.register_namespace("", SVG[1:-1])
    ElementTree.register_namespace("xlink", LINK[1:-1])
    root = ElementTree.fromstring(data)
    words, meant = dict(spoken(diagram)), dict(meanings(diagram))
    for group in root.iter(f"{SVG}g"):
        for name, value in meant.get(group.get("id", ""), {}).items():
            group.set(name, value)
        title = group.find(f"{SVG}title")
        if title is None:
            continue
        if said := words.get(group.get("id", "")):
            title.text = said
        else:
            group.remove(title)
    linked = False
    for link in root.iter(f"{SVG}a"):
        link.attrib.pop(f"{LINK}title", None)
        linked = True
    for text in root.iter(f"{SVG}text"):
        text.set("font-family", FAMILY)
        _as_wide_as_meant(text)
    named = f"{diagram.id}-title {diagram.id}-desc"
    root.set("role", "group" if linked else "img")
    root.set("aria-labelledby", named)
    root.set("data-paper", canvas.claim)
    root.set("data-source", source_of(diagram))
    if paper is not None:
        _on(root, paper)
    for tag, name, said in zip(
        ("desc", "title"), reversed(named.split()), (_description(diagram), diagram.title), strict=True
    ):
        element = ElementTree.Element(f"{SVG}{tag}", {"id": name})
        element.text = said
        root.insert(0, element)
    return ElementTree.tostring(root, encoding="unicode").encode() + b"\n"


def source_of(diagram: Diagram) -> str:
    """What a picture was made from, in 16 letters: another text of it in DOT, another answer; the hash of the files is left out."""
    return hashlib.sha256(_HASH.sub("", dot(diagram)).encode()).hexdigest()[:16]


def _as_wide_as_meant(text: ElementTree.Element) -> None:
    """Says how wide the words are to be, so that they stay in their box where another font stands in."""
    words, size = text.text or "", float(text.get("font-size", "0"))
    if words.strip() and all(32 <= ord(char) < 127 or char in palette.KNOWN for char in words):
        wide = palette.text_width(words, size, text.get("font-weight") == "bold")
        text.set("textLength", f"{wide:.2f}")
        text.set("lengthAdjust", "spacingAndGlyphs")


def _on(root: ElementTree.Element, paper: Paper) -> None:
    """Makes the picture as large as `paper`: as large as it can be read, not blown up, in the middle of the top."""
    left, top, width, height = (float(number) for number in (root.get("viewBox") or "0 0 1 1").split())
    scale = min(paper.scale(width, height), LARGEST)
    wide, tall = paper.width / scale, paper.height / scale
    box = (left - (wide - width) / 2, top - MARGIN / scale, wide, tall)
    root.set("viewBox", " ".join(f"{number:.2f}" for number in box))
    root.set("width", f"{paper.width:.2f}pt")
    root.set("height", f"{paper.height:.2f}pt")


def spoken(diagram: Diagram) -> Iterator[tuple[str, str]]:
    """The id of everything that has words, and the words."""
    for panel in diagram.panels:
        yield panel.id, panel.title
        for shape in panel.shapes:
            if not isinstance(shape, Point):
                yield shape.id, shape.words
        for arrow in panel.arrows:
            yield arrow.id, arrow.words


def meanings(diagram: Diagram) -> Iterator[tuple[str, dict[str, str]]]:
    """The id of everything that stands for a node or for edges, and the attributes that name them."""
    for panel in diagram.panels:
        for shape in panel.shapes:
            if isinstance(shape, Box | Pill):
                yield shape.id, {"data-node": shape.node}
            elif isinstance(shape, Chip):
                yield shape.id, {"data-edges": " ".join(line.edge for line in shape.lines)}
        for arrow in panel.arrows:
            if arrow.edges:
                yield arrow.id, {"data-edges": " ".join(arrow.edges)}


def _description(diagram: Diagram) -> str:
    return " ".join(part for part in (diagram.caption, diagram.words, diagram.footer) if part)
