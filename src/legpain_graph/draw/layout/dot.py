"""From what is drawn to DOT text: the same text on every run.

Guards are small nodes in the middle of their arrows, since Graphviz loses the labels of orthogonal edges. Panels are laid out one by
one, each as a graph of its own, and put on the page by `page.py`: in one layout a tall box in one panel would tear gaps into the others.
Never use pack or packmode here: with newrank they crash Graphviz.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from legpain_graph.draw.shapes import (
    Arrow,
    Box,
    Chip,
    Diagram,
    DrawnStatus,
    Panel,
    Pill,
    Point,
    Shape,
    Style,
)
from legpain_graph.draw.style import palette
from legpain_graph.draw.style.labels import cell, font, label, quoted, safe_url, table, text

GRAPH = f'rankdir=TB newrank=true nodesep=0.14 ranksep=0.15 pad=0.15 bgcolor="white" fontname="{palette.FONT}"'
NODE = f'shape=plain fontname="{palette.FONT}" fontsize={palette.BODY_SIZE:g}'
EDGE = f'arrowsize=0.7 fontname="{palette.FONT}"'


def dot(diagram: Diagram) -> str:
    """The whole picture as one digraph that any Graphviz lays out; each panel is a cluster.

    Lines are bent, not orthogonal: `dot` 2.43 stops at a failed assertion where it is to route so many of them.
    """
    rows = cell(font(text(diagram.title), palette.HEADLINE_SIZE, palette.TEXT, bold=True))
    for words in (diagram.caption, diagram.footer):
        if words:
            rows += cell(font(text(words), palette.CAPTION_SIZE, palette.TEXT))
    head = table(rows, 0, "", "", "", 'CELLPADDING="2"')
    body = [f"graph [{GRAPH} splines=polyline labelloc=t labeljust=l label=<{head}>]"]
    for panel in diagram.panels:
        body += [
            f"subgraph {quoted('cluster_' + panel.id)} {{",
            f"graph [{panel_frame(panel)}]",
            *panel_lines(panel),
            "}",
        ]
    return digraph(diagram.id, body)


def digraph(name: str, body: Iterable[str]) -> str:
    lines = [f"digraph {quoted(name)} {{", f"node [{NODE}]", f"edge [{EDGE}]", *body, "}"]
    return "\n".join(lines) + "\n"


def panel_frame(panel: Panel) -> str:
    """Attributes of the cluster of `panel`."""
    heading = font(text(panel.title), palette.PANEL_SIZE, palette.HEADING, bold=True)
    return f"id={quoted(panel.id)} label=<{heading}> labeljust=l margin=12 {panel_look()}"


def panel_look() -> str:
    return f'style="rounded,filled" color="{palette.PANEL_BORDER}" fillcolor="{palette.PANEL}" penwidth=1'


def panel_lines(panel: Panel, hidden: frozenset[str] = frozenset(), beside: bool = True) -> Iterator[str]:
    """Statements for all shapes and arrows of `panel` but those `hidden`, and for where they stand.

    `beside` says whether the first of the ends that may stand beside a node does so
    """
    columns = [[name for name in column if name not in hidden] for column in panel.columns]
    groups = {name: f"column-{index}" for index, column in enumerate(columns) for name in column}
    for shape in panel.shapes:
        if shape.id not in hidden:
            yield shape_line(shape, f" group={quoted(groups[shape.id])}" if shape.id in groups else "")
    rightward = {names[0]: names for names in reversed(panel.beside)} if beside else {}
    rightward |= {names[0]: names for names in panel.abreast}
    levels = list(rightward.values())
    for spine in panel.spines:
        levels += [(*reversed(row.left), row.point, *row.right) for row in spine.rows if row.point not in hidden]
    for level in levels:
        yield f"{{ rank=same; {'; '.join(quoted(name) for name in level)} }}"
    order = {pair for level in levels for pair in pairwise(level)}
    for arrow in panel.arrows:
        if not hidden & {arrow.source, arrow.target}:
            yield arrow_line(arrow, f" weight={arrow.weight}", (arrow.target, arrow.source) in order)


def in_drawing_order(shapes: Iterable[Shape]) -> list[Shape]:
    """`shapes` with the chips of the path last: Graphviz draws the arrows out of a shape in the order of their targets."""
    order = (DrawnStatus.PLAIN, DrawnStatus.OUT, DrawnStatus.POSSIBLE, DrawnStatus.ON)
    return sorted(shapes, key=lambda shape: order.index(shape.status) if isinstance(shape, Chip) else -1)


def shape_line(shape: Shape, more: str) -> str:
    """The statement for `shape`; `more` is attributes of this use of it."""
    return f"{quoted(shape.id)} [{shape_attributes(shape)}{more}]"


def arrow_line(arrow: Arrow, more: str, leftward: bool = False) -> str:
    """The statement for `arrow`; one to the left is written from its end, since that is how Graphviz orders a level."""
    ends = (arrow.target, arrow.source) if leftward else (arrow.source, arrow.target)
    back = " dir=back" if leftward and arrow.head else ""
    return f"{quoted(ends[0])} -> {quoted(ends[1])} [{arrow_attributes(arrow)}{back}{more}]"


@lru_cache(maxsize=20_000)
def shape_attributes(shape: Shape) -> str:
    """Id, classes, label and link of `shape`."""
    if isinstance(shape, Point):
        return f"id={quoted(shape.id)} shape=point width=0.01 height=0.01 style=invis"
    attributes = f"id={quoted(shape.id)} class={quoted(' '.join(classes(shape)))} label=<{label(shape)}>"
    url = safe_url(shape.url) if isinstance(shape, Box) else ""
    return attributes + (f" URL={quoted(url)}" if url else "")


def classes(shape: Box | Chip | Pill | Arrow) -> list[str]:
    """The classes of `shape` in the SVG; Graphviz puts `node` or `edge` in front."""
    match shape:
        case Box():
            kinds = [f"kind-{shape.kind or 'step'}"] + (["again"] if shape.again else [])
        case Chip():
            kinds = ["guard"]
        case Pill():
            kinds = ["connector"]
        case _:
            kinds = ["when-unknown"] if shape.style is Style.WHEN_UNKNOWN else []
    annotations = [] if isinstance(shape, Pill) or not shape.annotation else [f"mark-{shape.annotation}"]
    return kinds + ([shape.status.value] if shape.status else []) + annotations


def arrow_attributes(arrow: Arrow) -> str:
    """Id, classes and line of `arrow`."""
    width, color, style = {
        DrawnStatus.ON: (3.4, palette.INK, ""),
        DrawnStatus.POSSIBLE: (1.5, palette.INK, "dashed"),
        DrawnStatus.OUT: (1.0, palette.QUIET_LINE, ""),
        DrawnStatus.PLAIN: (1.2, palette.LINE, ""),
    }[arrow.status]
    if arrow.annotation.stands_out:
        seen = palette.ANNOTATIONS[arrow.annotation]
        width, color, style = seen.width, seen.color, seen.style
    width = arrow.width or width
    if arrow.style is Style.WHEN_UNKNOWN:
        width, style = max(width, 1.8), "dotted"
    head = "" if arrow.head else "dir=none"
    named = " ".join(classes(arrow))
    parts = [
        f"id={quoted(arrow.id)}",
        f"class={quoted(named)}" if named else "",
        f'color="{color}" penwidth={width:g}',
        f"style={style}" if style else "",
        head,
    ]
    return " ".join(part for part in parts if part)
