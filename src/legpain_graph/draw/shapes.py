"""What is drawn, as plain data: panels of boxes, chips, pills and arrows. Nothing here knows of Graphviz or of a pathway.

`id` is what a shape is called in the picture. Where shapes stand is a wish to the layout, nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from legpain_graph.model.pathway import NodeKind


class DrawnStatus(StrEnum):
    """Where a shape stands in a walk; its value is its class in the SVG."""

    PLAIN = ""
    """Nobody walks."""
    ON = "on"
    POSSIBLE = "possible"
    OUT = "out"


class Annotation(StrEnum):
    """What an audit or a comparison says of a node or an edge; its value is its class in the SVG, `annotation-` in front."""

    NONE = ""
    COVERED = "covered"
    UNCOVERED = "uncovered"
    INFEASIBLE = "infeasible"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def stands_out(self) -> bool:
        """Whether it is drawn otherwise: what is covered looks as it always does."""
        return self not in (Annotation.NONE, Annotation.COVERED)


def worst(annotations: Iterable[Annotation]) -> Annotation:
    """The mark of what stands for several: the one that most needs to be looked at."""
    order = (
        Annotation.UNCOVERED,
        Annotation.REMOVED,
        Annotation.ADDED,
        Annotation.CHANGED,
        Annotation.INFEASIBLE,
        Annotation.COVERED,
        Annotation.NONE,
    )
    return min(annotations, key=order.index, default=Annotation.NONE)


def best(statuses: list[DrawnStatus]) -> DrawnStatus:
    """The status of what stands for several: on the path if one is, else possible if one is."""
    order = (DrawnStatus.ON, DrawnStatus.POSSIBLE, DrawnStatus.OUT, DrawnStatus.PLAIN)
    return min(statuses, key=order.index, default=DrawnStatus.PLAIN)


class Style(StrEnum):
    GUARDED = "guarded"
    WHEN_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Box:
    """A node; `again` is a short copy of a node that is drawn in full elsewhere."""

    id: str
    node: str
    """The id of the node; of a step of the overview the id of its stage."""
    kind: NodeKind | None
    """None is a whole step."""
    status: DrawnStatus
    strip: str
    """The words beside the glyph."""
    title: str
    text: str = ""
    number: str = ""
    """The place on the path, from 1; of a whole step the first and the last; empty where it is not on it."""
    question: str = ""
    """What is asked next here."""
    still: str = ""
    """What could still come of the question."""
    reviews: tuple[str, ...] = ()
    again: bool = False
    width: float = 0.0
    """Width of its text, points."""
    url: str = ""
    words: str = ""
    """What a screen reader says."""
    annotation: Annotation = Annotation.NONE


@dataclass(frozen=True, slots=True)
class ChipLine:
    edge: str
    text: str
    status: DrawnStatus
    annotation: Annotation = Annotation.NONE


@dataclass(frozen=True, slots=True)
class Chip:
    """The guards in the middle of an arrow, one line an edge."""

    id: str
    lines: tuple[ChipLine, ...]
    status: DrawnStatus
    style: Style = Style.GUARDED
    width: float = 0.0
    """Room for its text, points: all chips of a spine have one width."""
    words: str = ""
    annotation: Annotation = Annotation.NONE


@dataclass(frozen=True, slots=True)
class Pill:
    """Where an arrow leaves a panel or enters one; the same number is the same place."""

    id: str
    node: str
    """The node that it leads to."""
    number: str
    text: str
    status: DrawnStatus
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
    status: DrawnStatus
    edges: tuple[str, ...] = ()
    style: Style = Style.GUARDED
    head: bool = True
    weight: int = 1
    words: str = ""
    annotation: Annotation = Annotation.NONE
    width: float = 0.0
    """How thick it is, points; 0 as its status is."""


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
    abreast: tuple[tuple[str, ...], ...] = ()
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
    """The whole picture in a sentence or two, for who cannot see it."""
    annotated: bool = False
    """True where it shows marks."""
    sheet: str = ""
    """Which sheet of how many; empty for the only one."""
