"""The words inside shapes, as Graphviz HTML labels; everything that comes from a pathway is escaped here and nowhere else."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from legpain_graph.draw.shapes import Annotation, Box, Chip, ChipLine, DrawnStatus, Pill, Shape, Style
from legpain_graph.draw.style import palette
from legpain_graph.draw.style.palette import (
    BODY_SIZE,
    CHIP_SIZE,
    CHIP_WIDTH,
    INK,
    STRIP_SIZE,
    TITLE_SIZE,
    WHITE,
    wrapped,
)
from legpain_graph.model.pathway import NodeKind

QUIET = (Annotation.REMOVED, Annotation.INFEASIBLE)
"""Drawn as what is ruled out is."""
_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(words: str) -> str:
    """`words` without the characters that no XML can have."""
    return _CONTROL.sub("", words)


def text(words: str) -> str:
    """`words` as text of an HTML label: markup is text, and Graphviz reads no backslash as an escape."""
    return html.escape(plain(words)).replace("\\", "\\\\")


def quoted(words: str) -> str:
    """`words` as a quoted string of DOT."""
    words = html.escape(plain(" ".join(words.split())), quote=False)
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


NO_URL = '\\\x7f<>"`{}|^'
"""What no URL may have in it, whatever it is of."""


def safe_url(url: str) -> str:
    """`url` if it is a fragment, relative, or http(s); else empty. Nothing that a pathway names is ever run."""
    if any(ord(char) <= 32 or char in NO_URL for char in url) or url.startswith("//"):
        return ""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    before = re.split(r"[/?#]", url, maxsplit=1)[0]
    return url if scheme in ("http", "https") or ":" not in before else ""


def font(words: str, size: float, color: str, bold: bool = False) -> str:
    """`words`, which are escaped already, in one size and colour; Graphviz takes no empty tag, so nothing where there are none."""
    if not words:
        return ""
    inner = f"<B>{words}</B>" if bold else words
    return f'<FONT POINT-SIZE="{size:g}" COLOR="{color}">{inner}</FONT>'


def lines(words: str, width: float, size: float, color: str, bold: bool = False, align: str = "LEFT") -> str:
    """`words`, wrapped to `width` points."""
    end = f'<BR ALIGN="{align}"/>'
    return font("".join(text(line) + end for line in wrapped(words, width, size, bold)), size, color, bold)


def cell(content: str, attributes: str = 'ALIGN="LEFT" BALIGN="LEFT"') -> str:
    return f"<TR><TD{' ' if attributes else ''}{attributes}>{content}</TD></TR>"


def label(shape: Shape) -> str:
    """The HTML label of `shape`, without its angle brackets; empty for a point."""
    match shape:
        case Box():
            return box_label(shape)
        case Chip():
            return chip_label(shape)
        case Pill():
            return pill_label(shape)
        case _:
            return ""


def box_label(box: Box) -> str:
    """A strip with kind and number, the title, the text, and what is asked next."""
    look, quiet = palette.look(box.kind), box.status is DrawnStatus.OUT or box.annotation in QUIET
    strip, on_strip = (palette.QUIET_STRIP, palette.QUIET_TEXT) if quiet else (look.header, look.header_text)
    ink, fill = (palette.QUIET_TEXT, WHITE) if quiet else (palette.TEXT, look.body)
    width, rounded = box.width, box.kind in (NodeKind.START, NodeKind.ACTION)
    margin = "&#160;" if rounded else ""
    words = font(f"{margin}{text(f'{look.glyph} {box.strip}')}", STRIP_SIZE, on_strip, bold=True)
    head = f'<TD ALIGN="LEFT">{words}</TD>'
    if box.number:
        head += f'<TD ALIGN="RIGHT">{font(f"{box.number}{margin}", TITLE_SIZE, on_strip, bold=True)}</TD>'
    body = [tag(box.annotation)] if box.annotation.stands_out else []
    title = lines(box.title, width, TITLE_SIZE, ink, bold=True)
    body.append(f"<S>{title}</S>" if box.annotation is Annotation.REMOVED and title else title)
    if box.text:
        body.append(lines(box.text, width, BODY_SIZE, ink))
    for title in box.reviews:
        words = lines(f"review: {title}", width - 8, STRIP_SIZE, ink)
        body.append(table(cell(words), 1, "ROUNDED,DASHED", palette.QUIET_LINE, "", 'CELLPADDING="1"'))
    if box.question:
        words = lines(f"? {box.question}", width - 8, BODY_SIZE, palette.TEXT, bold=True)
        words += lines(box.still, width - 8, BODY_SIZE, palette.TEXT)
        body.append(table(cell(words), 1, "", INK, WHITE, 'CELLPADDING="2"'))
    border, style, color = _edge_of(box.status, look.border)
    if box.annotation.stands_out:
        seen = palette.ANNOTATIONS[box.annotation]
        border, style, color = max(1, round(seen.width)), seen.style.upper(), seen.color
    strip_style, strip_fill, cell_fill = ("ROUNDED", strip, "") if rounded else ("", "", f'BGCOLOR="{strip}" ')
    if rounded:  # and so is the strip, or its corners would stick out
        style = f"ROUNDED,{style}" if style else "ROUNDED"
    head = table(f"<TR>{head}</TR>", 0, strip_style, "", strip_fill, 'CELLPADDING="1"')
    rows = cell(head, f'{cell_fill}WIDTH="{width + 8:g}"')
    rows += cell(table("".join(cell(part) for part in body), 0, "", "", "", 'CELLPADDING="1"'))
    return table(rows, border, style, color, fill, 'CELLPADDING="2"')


def tag(annotation: Annotation) -> str:
    """The words of `annotation` in white on its colour, so that they are read in black and white too."""
    seen = palette.ANNOTATIONS[annotation]
    words = font(text(f"{seen.sign} {seen.words}".upper()), STRIP_SIZE, WHITE, bold=True)
    return table(cell(words), 0, "", "", seen.color, 'CELLPADDING="2"')


def _edge_of(status: DrawnStatus, own: str) -> tuple[int, str, str]:
    """Border width, style and colour of a box."""
    match status:
        case DrawnStatus.ON:
            return 3, "", INK
        case DrawnStatus.POSSIBLE:
            return 2, "DASHED", own
        case DrawnStatus.OUT:
            return 1, "", palette.QUIET_BORDER
        case _:
            return 1, "", own


def table(rows: str, border: int, style: str, color: str, fill: str, more: str) -> str:
    """A table of `rows`; an empty style, colour or fill is left out."""
    looks = "".join(
        f'{name}="{value}" ' for name, value in (("STYLE", style), ("COLOR", color), ("BGCOLOR", fill)) if value
    )
    return f'<TABLE {looks}BORDER="{border}" CELLBORDER="0" CELLSPACING="0" {more}>{rows}</TABLE>'


def chip_label(chip: Chip) -> str:
    colors = {
        DrawnStatus.ON: (2, "ROUNDED", INK),
        DrawnStatus.POSSIBLE: (1, "ROUNDED,DASHED", INK),
        DrawnStatus.OUT: (1, "ROUNDED", palette.QUIET_LINE),
        DrawnStatus.PLAIN: (1, "ROUNDED", palette.LINE),
    }
    border, style, color = colors[chip.status]
    if chip.annotation.stands_out:
        seen = palette.ANNOTATIONS[chip.annotation]
        border, style, color = max(1, round(seen.width) - 1), f"ROUNDED,{seen.style.upper()}".strip(","), seen.color
    if chip.style is Style.WHEN_UNKNOWN:
        style = "ROUNDED,DOTTED"
    if len(chip.lines) == 1:
        rows, fill = _chip_row(chip.lines[0], chip.width), INK if chip.status is DrawnStatus.ON else WHITE
    else:
        rows, fill = "<HR/>".join(_chip_row(line, chip.width, alone=False) for line in chip.lines), WHITE
    return table(rows, border, style, color, fill, 'CELLPADDING="2"')


def _chip_row(line: ChipLine, width: float, alone: bool = True) -> str:
    ink = {DrawnStatus.ON: WHITE, DrawnStatus.OUT: palette.QUIET_TEXT}.get(line.status, palette.TEXT)
    words = "<BR/>".join(text(part) for part in wrapped(line.text, CHIP_WIDTH, CHIP_SIZE, bold=True))
    content = font(words, CHIP_SIZE, ink, bold=True)
    if line.annotation is Annotation.REMOVED and content:
        content = f"<S>{content}</S>"
    if line.status is DrawnStatus.ON and not alone:
        # a dark pill of its own, since a filled row would stick out of the round corners
        content = table(cell(content, ""), 0, "ROUNDED", INK, INK, 'CELLPADDING="2"')
    return cell(content, f'WIDTH="{width + 8:.1f}"')


def pill_label(pill: Pill) -> str:
    """A number on dark ground, and where it leads."""
    colors = {
        DrawnStatus.OUT: (WHITE, palette.QUIET_TEXT, palette.QUIET_LINE, "ROUNDED"),
        DrawnStatus.POSSIBLE: (WHITE, INK, INK, "ROUNDED,DASHED"),
    }
    fill, ink, border, style = colors.get(pill.status, (INK, WHITE, INK, "ROUNDED"))
    cells = f"<TD>{font(text(pill.number), TITLE_SIZE, ink, bold=True)}</TD>"
    if pill.text:
        words = lines(f"→ {pill.text}", palette.BOX_WIDTH - 24, BODY_SIZE, ink, bold=True)
        cells += f'<TD ALIGN="LEFT" BALIGN="LEFT">{words}</TD><TD></TD>'
    return table(f"<TR>{cells}</TR>", 2, style, border, fill, 'CELLPADDING="3"')
