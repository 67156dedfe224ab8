"""Colours, glyphs and type sizes of the picture, in one place so that a test can prove that they can be told apart.

The six header colours keep a distance of 28 or more (CIE 1976) for normal, protan, deutan and tritan sight, and every text has a
contrast of 4.5 or more on what it stands on. Meaning never rests on colour: kinds have a glyph and a word, the path has numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from legpain_graph.draw.shapes import Annotation
from legpain_graph.model.pathway import NodeKind

INK: Final = "#111827"
TEXT: Final = "#1A1A1A"
WHITE: Final = "#FFFFFF"
LINE: Final = "#4B5563"
"""Edges where nobody walks."""
QUIET_TEXT: Final = "#5B6472"
QUIET_LINE: Final = "#858EA0"
QUIET_BORDER: Final = "#C4CAD4"
QUIET_STRIP: Final = "#EEF1F5"
PANEL: Final = "#F7F9FC"
PANEL_BORDER: Final = "#D5DAE1"
HEADING: Final = "#374151"

FONT: Final = "Arial"
"""One family only: with a list, graphviz-pure measures Times and text runs out of its box."""
TITLE_SIZE: Final = 10.0
"""All sizes are whole: Graphviz cuts a fraction off without a word."""
BODY_SIZE: Final = 9.0
STRIP_SIZE: Final = 9.0
CHIP_SIZE: Final = 9.0
BOX_WIDTH: Final = 140.0
"""Width of the text of a box, points."""
ROW_BOX: Final = 190.0
WIDE_BOX: Final = 240.0
CHIP_WIDTH: Final = 84.0
"""The most that the text of a chip has, points."""
PANEL_SIZE: Final = 13.0
HEADLINE_SIZE: Final = 20.0
CAPTION_SIZE: Final = 12.0
SMALLEST: Final = min(TITLE_SIZE, BODY_SIZE, STRIP_SIZE, CHIP_SIZE)


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of node is drawn; the glyphs are in every font that is used (WGL4)."""

    header: str
    header_text: str
    body: str
    border: str
    glyph: str


LOOKS: Final[dict[NodeKind, Look]] = {
    NodeKind.START: Look("#1F2328", WHITE, "#F1F3F4", "#1F2328", "●"),
    NodeKind.DECISION: Look("#E8B10A", TEXT, "#FFF6D6", "#7A5200", "♦"),
    NodeKind.INVESTIGATE: Look("#0B4F9C", WHITE, "#E1EDFC", "#0B4F9C", "○"),
    NodeKind.ACTION: Look("#7CCBA2", TEXT, "#E4F6EC", "#00604A", "▲"),
    NodeKind.REFER: Look("#C18BDB", TEXT, "#F6ECFB", "#6A2C91", "►"),
    NodeKind.STOP: Look("#8E1B10", WHITE, "#FDE7E3", "#8E1B10", "■"),
}

STEP: Final = Look("#3B4A63", WHITE, "#EEF2F8", "#3B4A63", "§")
"""A whole step, in the overview."""


SOON: Final = {
    "emergency": "#8E1B10",
    "today": "#B5541C",
    "days": "#C98A00",
    "weeks": "#8A6D00",
    "soon": "#5B6C1F",
    "routine": "#2F7D5B",
    "calm": "#00604A",
}
"""The colour of a level of a scale, by the role that it gives."""


def look(kind: NodeKind | None) -> Look:
    return STEP if kind is None else LOOKS[kind]


@dataclass(frozen=True, slots=True)
class MarkLook:
    """How a mark is drawn: told apart by words, by the width and the style of its line, and by colour last."""

    color: str
    words: str
    sign: str
    """In front of the label of an edge."""
    width: float
    style: str


ANNOTATIONS: Final[dict[Annotation, MarkLook]] = {
    Annotation.COVERED: MarkLook(LINE, "covered", "", 1.2, ""),
    Annotation.UNCOVERED: MarkLook("#C2410C", "not covered", "!", 3.4, ""),
    Annotation.INFEASIBLE: MarkLook(QUIET_TEXT, "cannot happen", "×", 1.2, "dotted"),
    Annotation.ADDED: MarkLook("#1D4ED8", "added", "+", 3.4, ""),
    Annotation.REMOVED: MarkLook(QUIET_TEXT, "removed", "-", 1.4, "dashed"),
    Annotation.CHANGED: MarkLook("#9A5B00", "changed", "±", 2.4, ""),
}


def annotated(label: str, annotation: Annotation) -> str:
    """`label` with the sign of `annotation` in front; the words of the mark where there is no label."""
    if not annotation.stands_out:
        return label
    return f"{ANNOTATIONS[annotation].sign} {label or ANNOTATIONS[annotation].words}"


# Arial advance widths in thousandths of the size, from "space" to "~".
_PLAIN = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 "
    "556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 "
    "469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 "
    "334 584"
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 "
    "611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 "
    "584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 "
    "389 584"
)
_WIDTHS = {bold: [int(width) for width in text.split()] for bold, text in ((False, _PLAIN), (True, _BOLD))}


KNOWN: Final = {
    **dict.fromkeys("●○■", 604),
    **dict.fromkeys("▲►", 990),
    **dict.fromkeys("≥≤±", 549),
    "♦": 510,
    "→": 1000,
    "×": 584,
    "·": 333,
    "\xa0": 278,
    "–": 556,
    "—": 1000,
    "’": 250,
    "°": 400,
    "½": 834,
    "é": 556,
}
"""Advance widths of what else is usual, plain and bold."""


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of `text` in Arial.

    units: points; a character that is not known counts as 0.6 of the size
    """
    widths = _WIDTHS[bold]
    return sum(widths[ord(char) - 32] if 32 <= ord(char) < 127 else KNOWN.get(char, 600) for char in text) * size / 1000


def chip_text_width(text: str) -> float:
    """Width of the widest line of `text` in a chip, points."""
    return max(
        (text_width(line, CHIP_SIZE, bold=True) for line in wrapped(text, CHIP_WIDTH, CHIP_SIZE, bold=True)),
        default=0.0,
    )


_BLANKS = str.maketrans(dict.fromkeys("\t\x0b\x0c", " "))
"""A no-break space is none of them: it holds a number and its unit together."""


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Lines of `text` that are at most `width` points wide; written line breaks stay, a longer word is cut."""
    return list(_wrapped(text, width, size, bold))


@lru_cache(maxsize=20_000)
def _wrapped(text: str, width: float, size: float, bold: bool) -> tuple[str, ...]:
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.translate(_BLANKS).split(" "):
            for piece in _pieces(word, width, size, bold):
                longer = f"{line} {piece}" if line else piece
                if line and text_width(longer, size, bold) > width:
                    lines.append(line)
                    line = piece
                else:
                    line = longer
        if line:
            lines.append(line)
    return tuple(lines)


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """`word`, cut where it is wider than a line."""
    pieces = [""] if word else []
    for char in word:
        if pieces[-1] and text_width(pieces[-1] + char, size, bold) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces
