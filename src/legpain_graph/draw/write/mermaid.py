"""From what is drawn to Mermaid, for pages that draw it themselves.

Mermaid refuses a chart with more edges or more text than it is configured for, so that a large picture is written as several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from legpain_graph.draw.shapes import Annotation, Arrow, Box, Chip, Diagram, DrawnStatus, Panel, Pill, Point, Style
from legpain_graph.draw.style import palette
from legpain_graph.draw.style.labels import plain, safe_url
from legpain_graph.model.pathway import NodeKind

EDGES: Final = 279
"""The most edges of a chart that every Mermaid in use draws: it refuses the 280th."""
CHARACTERS: Final = 50_000
"""The most text that it reads."""
_SHAPES: Final = {
    NodeKind.START: ("([", "])"),
    NodeKind.DECISION: ("{{", "}}"),
    NodeKind.INVESTIGATE: ("[/", "/]"),
    NodeKind.ACTION: ("(", ")"),
    NodeKind.REFER: ("[[", "]]"),
    NodeKind.STOP: ("[", "]"),
    None: ("[", "]"),
}


def mermaid(diagram: Diagram) -> str:
    """The picture as one flowchart; each panel is a subgraph."""
    ids = {shape.id: f"n{index}" for index, shape in enumerate(s for panel in diagram.panels for s in panel.shapes)}
    lines = [
        "---",
        f"title: {_title(diagram.title)}",
        "---",
        "flowchart TB",
        f"  %% {_comment(diagram.footer)}",
    ]
    if diagram.caption:
        lines.append(f"  %% {_comment(diagram.caption)}")
    lines += ["  accTitle: " + _plain(diagram.title), "  accDescr: " + _plain(f"{diagram.caption} {diagram.words}")]
    thick: dict[str, list[int]] = {}
    number = 0
    for index, panel in enumerate(diagram.panels):
        lines.append(f'  subgraph p{index}["{_text(panel.title)}"]')
        lines += [f"    {line}" for line in _nodes(panel, ids)]
        for arrow, chip in _ways(panel):
            lines.append(f"    {_edge(arrow, chip, ids)}")
            look = _line_look(arrow)
            if look:
                thick.setdefault(look, []).append(number)
            number += 1
        lines.append("  end")
    note = _text(" · ".join(part for part in (diagram.caption, diagram.footer, diagram.sheet) if part))
    lines.append(f'  note["{note}"]:::note')
    lines += [f"  linkStyle {','.join(str(one) for one in numbers)} {look}" for look, numbers in sorted(thick.items())]
    lines += _classes()
    return "\n".join(lines) + "\n"


def charts(diagram: Diagram) -> list[Diagram]:
    """`diagram` in as few pictures as a Mermaid draws; a panel is never cut."""
    parts: list[list[Panel]] = [[]]
    for panel in diagram.panels:
        longer = [*parts[-1], panel]
        if parts[-1] and not _small(replace(diagram, panels=tuple(longer))):
            parts.append([panel])
        else:
            parts[-1] = longer
    count = len(parts)
    return [
        replace(diagram, panels=tuple(part), sheet=f"Chart {number} of {count}." if count > 1 else diagram.sheet)
        for number, part in enumerate(parts, 1)
    ]


def _small(diagram: Diagram) -> bool:
    edges = sum(1 for panel in diagram.panels for _ in _ways(panel))
    return edges <= EDGES and len(mermaid(diagram)) <= CHARACTERS


def _nodes(panel: Panel, ids: dict[str, str]) -> Iterator[str]:
    for shape in panel.shapes:
        name = ids[shape.id]
        if isinstance(shape, Box):
            left, right = _SHAPES[shape.kind]
            yield f'{name}{left}"{_box_text(shape)}"{right}:::{_class(shape)}'
            if url := safe_url(shape.url):
                yield f'click {name} href "{url.replace(chr(34), "%22")}"'
        elif isinstance(shape, Pill):
            words = f"{shape.number} → {shape.text}" if shape.text else shape.number
            yield f'{name}(["{_text(words)}"]):::number'
        elif isinstance(shape, Point):
            yield f'{name}((" ")):::point'


def _box_text(box: Box) -> str:
    look = palette.look(box.kind)
    annotation = palette.ANNOTATIONS[box.annotation].words.upper() if box.annotation.stands_out else ""
    head = " · ".join(part for part in (f"{look.glyph} {box.strip}", box.number, annotation) if part)
    asks = f"? {box.question} {box.still}".rstrip() if box.question else ""
    return "<br/>".join(_text(part) for part in (head, box.title, *box.text.splitlines(), asks) if part)


def _ways(panel: Panel) -> Iterator[tuple[Arrow, Chip | None]]:
    """The arrows of `panel` from box to box, each with its chip: the two halves of an arrow are one edge."""
    chips = {shape.id: shape for shape in panel.shapes if isinstance(shape, Chip)}
    into = {arrow.target: arrow for arrow in panel.arrows if arrow.target in chips}
    for arrow in panel.arrows:
        if arrow.target in chips:
            continue
        if arrow.source in chips:
            yield replace(arrow, source=into[arrow.source].source), chips[arrow.source]
        else:
            yield arrow, None


def _edge(arrow: Arrow, chip: Chip | None, ids: dict[str, str]) -> str:
    if (
        arrow.style is Style.WHEN_UNKNOWN
        or arrow.status is DrawnStatus.POSSIBLE
        or arrow.annotation is Annotation.INFEASIBLE
    ):
        line = "-.->" if arrow.head else "-.-"
    else:
        line = "-->" if arrow.head else "---"
    label = f'|"{_text(" / ".join(line.text for line in chip.lines))}"|' if chip else ""
    return f"{ids[arrow.source]} {line}{label} {ids[arrow.target]}"


def _line_look(arrow: Arrow) -> str:
    if arrow.annotation.stands_out:
        seen = palette.ANNOTATIONS[arrow.annotation]
        return f"stroke:{seen.color},stroke-width:{seen.width:g}px"
    return {
        DrawnStatus.ON: f"stroke:{palette.INK},stroke-width:4px",
        DrawnStatus.OUT: f"stroke:{palette.QUIET_LINE},stroke-width:1px",
    }.get(arrow.status, "")


def _class(box: Box) -> str:
    if box.annotation.stands_out:
        return f"mark-{box.annotation}"
    if box.status is DrawnStatus.OUT:
        return "out"
    kind = str(box.kind or "step")
    return f"{kind}-{box.status.value}" if box.status else kind


def _classes() -> Iterator[str]:
    """What the classes look like; the path has a thick line, what is possible a dashed one."""
    kinds = {str(kind): look for kind, look in palette.LOOKS.items()} | {"step": palette.STEP}
    for kind, look in kinds.items():
        base = f"fill:{look.body},color:{palette.TEXT}"
        yield f"  classDef {kind} {base},stroke:{look.border},stroke-width:1px"
        yield f"  classDef {kind}-on {base},stroke:{palette.INK},stroke-width:4px,font-weight:bold"
        yield f"  classDef {kind}-possible {base},stroke:{look.border},stroke-width:2px,stroke-dasharray:5 3"
    for annotation, seen in palette.ANNOTATIONS.items():
        dashes = {"dashed": ",stroke-dasharray:5 3", "dotted": ",stroke-dasharray:2 3"}.get(seen.style, "")
        yield (
            f"  classDef mark-{annotation} fill:{palette.WHITE},color:{palette.TEXT},"
            f"stroke:{seen.color},stroke-width:{seen.width:g}px{dashes}"
        )
    yield f"  classDef out fill:{palette.WHITE},color:{palette.QUIET_TEXT},stroke:{palette.QUIET_BORDER}"
    yield f"  classDef number fill:{palette.INK},color:{palette.WHITE},stroke:{palette.INK}"
    yield f"  classDef point fill:{palette.INK},stroke:{palette.INK},color:{palette.INK}"
    yield f"  classDef note fill:{palette.WHITE},color:{palette.QUIET_TEXT},stroke:{palette.QUIET_BORDER}"


_ODD = re.compile(r"[^A-Za-z0-9 .,:()·×±→●♦○▲►■§?!/+-]")


def _text(words: str) -> str:
    """`words` inside quotes: everything that Mermaid, Markdown or HTML could read as theirs is written by its number."""
    return _ODD.sub(lambda odd: f"#{ord(odd[0])};" if odd[0] > " " and odd[0] != "\xa0" else " ", plain(words))


def _plain(words: str) -> str:
    """`words` on one line of an accessible title or description, which has no quotes: letters and simple marks only."""
    return " ".join(re.sub(r"[^\w .,:()·?-]", " ", words).split()) or "-"


def _title(words: str) -> str:
    return '"' + _plain(words).replace('"', "") + '"'


def _comment(words: str) -> str:
    return " ".join(re.sub(r"[{}%<>]", " ", words).split())
