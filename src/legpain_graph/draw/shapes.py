"""What is drawn, as plain data: panels of boxes, chips, pills and arrows. Nothing here knows of Graphviz or of a pathway.

`id` is what a shape is called in the picture. Where shapes stand is a wish to the layout, nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from legpain_graph.model import NodeKind


class Status(StrEnum):
    """Where a shape stands in a walk; its value is its class in the SVG."""

    PLAIN = ""
    """Nobody walks."""
    ON = "on"
    POSSIBLE = "possible"
    OUT = "out"


def best(statuses: list[Status]) -> Status:
    """The status of what stands for several: on the path if one is, else possible if one is."""
    order = (Status.ON, Status.POSSIBLE, Status.OUT, Status.PLAIN)
    return min(statuses, key=order.index, default=Status.PLAIN)


class Style(StrEnum):
    GUARDED = "guarded"
    WHEN_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Box:
    """A node; `again` is a short copy of a node that is drawn in full elsewhere."""

    id: str
    node: str
    kind: NodeKind
    status: Status
    strip: str
    """The words beside the glyph."""
    title: str
    text: str = ""
    number: int = 0
    """The place on the path, from 1; 0 is not on it."""
    question: str = ""
    """What is asked next here."""
    reviews: tuple[str, ...] = ()
    again: bool = False
    width: float = 0.0
    """Width of its text, points."""
    url: str = ""
    words: str = ""
    """What a screen reader says."""


@dataclass(frozen=True, slots=True)
class ChipLine:
    edge: str
    text: str
    status: Status


@dataclass(frozen=True, slots=True)
class Chip:
    """The guards in the middle of an arrow, one line an edge."""

    id: str
    lines: tuple[ChipLine, ...]
    status: Status
    style: Style = Style.GUARDED
    width: float = 0.0
    """Room for its text, points: all chips of a spine have one width."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Pill:
    """Where an arrow leaves a panel or enters one; the same letter is the same place."""

    id: str
    node: str
    """The node that it leads to."""
    letter: str
    text: str
    status: Status
    words: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A bend of the spine, where exits leave it."""

    id: str


Shape: TypeAlias = Box | Chip | Pill | Point


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line from shape to shape; `head` says whether it ends in an arrow head."""

    id: str
    source: str
    target: str
    status: Status
    edges: tuple[str, ...] = ()
    style: Style = Style.GUARDED
    head: bool = True
    weight: int = 1
    words: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What leaves the spine at `point`: to each side the chip and the target, from the spine outward."""

    point: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spine:
    """A vertical line from `head` to `foot` with rows to both sides."""

    head: str
    rows: tuple[Row, ...]
    foot: str

    @property
    def shapes(self) -> tuple[str, ...]:
        """Everything on the line and beside it, without its head and its foot."""
        return tuple(name for row in self.rows for name in (*row.left, row.point, *row.right))


@dataclass(frozen=True, slots=True)
class Panel:
    id: str
    title: str
    shapes: tuple[Shape, ...]
    arrows: tuple[Arrow, ...]
    columns: tuple[tuple[str, ...], ...] = ()
    """Shapes that stand exactly below each other."""
    aside: tuple[tuple[str, ...], ...] = ()
    """Shapes that stand to the right of the first, side by side."""
    beside: tuple[tuple[str, ...], ...] = ()
    """Shapes that may stand to the right of the first, or below it."""
    spines: tuple[Spine, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagram:
    """One picture. `walked` says whether it shows a walk, `footer` what it is a picture of."""

    id: str
    title: str
    caption: str
    footer: str
    panels: tuple[Panel, ...]
    walked: bool
    words: str = ""
    """The whole picture in a sentence or two, for who can not see it."""
