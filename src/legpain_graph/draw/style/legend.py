"""What stands around the panels: headline, caption, panel titles, legend and footer."""

from __future__ import annotations

from typing import Final

from legpain_graph.draw.shapes import Annotation, Arrow, Box, Chip, Diagram, DrawnStatus, Pill, Style
from legpain_graph.draw.style import palette
from legpain_graph.draw.style.labels import cell, font, lines, table, text

SAMPLE: Final = 30.0
"""Length of a line in the legend, points."""
WIDTHS: Final = (390, 520, 620, 900, 1300, 1800)

CLAIMS: Final = {
    "a4": "Can be read on A4.",
    "a3": "Can be read on A3; on A4 in several sheets.",
    "screen": "For the screen; for print, ask for sheets of paper.",
}
"""What is said of the paper that a picture can be read on, by the id of the paper."""
LINES: Final = {
    "legend-on": ("path taken, numbered", DrawnStatus.ON, Style.GUARDED, Annotation.NONE),
    "legend-possible": ("still possible", DrawnStatus.POSSIBLE, Style.GUARDED, Annotation.NONE),
    "legend-out": ("ruled out", DrawnStatus.OUT, Style.GUARDED, Annotation.NONE),
    "legend-unknown": ("only where it cannot be known", DrawnStatus.PLAIN, Style.WHEN_UNKNOWN, Annotation.NONE),
    **{
        f"legend-mark-{annotation}": (f"{look.sign} {look.words}".strip(), DrawnStatus.PLAIN, Style.GUARDED, annotation)
        for annotation, look in palette.ANNOTATIONS.items()
    },
}


def legend(diagram: Diagram) -> dict[str, str]:
    """The HTML label of each thing around the panels, by its id; the legend in the order in which it is read.

    What runs over the whole page comes in several widths, to be chosen when the page is known: `footer@620`
    """
    labels = {}
    for width in WIDTHS:
        labels[f"headline@{width}"] = _block(diagram.title, palette.HEADLINE_SIZE, width, bold=True)
        if diagram.caption:
            labels[f"caption@{width}"] = _block(diagram.caption, palette.CAPTION_SIZE, width)
        labels[f"footer@{width}"] = _block(diagram.footer, palette.BODY_SIZE, width, palette.QUIET_TEXT)
    for panel in diagram.panels:
        labels[f"title-{panel.id}"] = _block(panel.title, palette.PANEL_SIZE, WIDTHS[0], palette.HEADING, bold=True)
    labels |= {
        f"claim-{name}": _block(f"{diagram.sheet} {words}".strip(), palette.BODY_SIZE, WIDTHS[0], palette.QUIET_TEXT)
        for name, words in CLAIMS.items()
    }
    kinds = {shape.kind for panel in diagram.panels for shape in panel.shapes if isinstance(shape, Box)}
    shown = [kind for kind in palette.LOOKS if kind in kinds]
    if None in kinds:
        words = font(text("One step of the pathway"), palette.BODY_SIZE, palette.STEP.header_text, bold=True)
        labels["legend-0"] = table(
            cell(words, ""), 1, "ROUNDED", palette.STEP.header, palette.STEP.header, 'CELLPADDING="4"'
        )
    for index, kind in enumerate(shown):
        look = palette.LOOKS[kind]
        words = font(text(f"{look.glyph} {kind.value.capitalize()}"), palette.BODY_SIZE, look.header_text, bold=True)
        labels[f"legend-{index}"] = table(cell(words, ""), 1, "ROUNDED", look.header, look.header, 'CELLPADDING="4"')
    for name in samples(diagram):
        labels[name] = _block(LINES[name][0], palette.BODY_SIZE, WIDTHS[-1])
    if any(isinstance(shape, Pill) for panel in diagram.panels for shape in panel.shapes):
        steps = None in kinds
        number = font("1", palette.BODY_SIZE, palette.WHITE, bold=True)
        labels["legend-number"] = table(cell(number, ""), 1, "ROUNDED", palette.INK, palette.INK, 'CELLPADDING="4"')
        labels["legend-numbers"] = _block(
            "goes on at that step" if steps else "goes on at the same number", palette.BODY_SIZE, WIDTHS[-1]
        )
    return labels


def fitting(name: str, width: float) -> str:
    """The id of the widest form of `name` that fits in `width` points; the narrowest where none does."""
    return f"{name}@{max((form for form in WIDTHS if form <= width), default=WIDTHS[0])}"


def samples(diagram: Diagram) -> dict[str, Arrow]:
    """A line of each style that the legend explains, by the id of its words."""
    arrows = [arrow for panel in diagram.panels for arrow in panel.arrows]
    shapes = [shape for panel in diagram.panels for shape in panel.shapes if isinstance(shape, Box | Chip)]
    statuses = {thing.status for thing in (*arrows, *shapes)}
    annotations = {thing.annotation for thing in (*arrows, *shapes)}
    styles = {arrow.style for arrow in arrows}
    names = [
        name
        for name, (_, status, style, annotation) in LINES.items()
        if (annotation in annotations if annotation else status in statuses if status else style in styles)
    ]
    return {
        name: Arrow(
            f"{name}-line",
            f"{name}-from",
            f"{name}-to",
            LINES[name][1],
            style=LINES[name][2],
            head=False,
            annotation=LINES[name][3],
        )
        for name in names
    }


def _block(words: str, size: float, width: float, color: str = palette.TEXT, bold: bool = False) -> str:
    return table(cell(lines(words, width, size, color, bold)), 0, "", "", "", 'CELLPADDING="1"')
