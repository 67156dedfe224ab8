"""A picture over several sheets of paper: a panel a sheet, and where a panel is too large for one, in pieces that numbers join.

Nothing is printed smaller than can be read: a panel is cut rather than shrunk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from legpain_graph.draw.content.exits import slug
from legpain_graph.draw.content.placement import ALL, Arrangement, Cut, Placement
from legpain_graph.draw.layout.canvas import EDGE, canvas
from legpain_graph.draw.layout.paper import LEAST, Paper
from legpain_graph.draw.layout.parts import Layouts, connected
from legpain_graph.draw.shapes import Diagram
from legpain_graph.draw.style.palette import SMALLEST
from legpain_graph.errors import RequestError

MOST: Final = 200
"""More pieces than this are a mistake."""
FEWEST_ROWS: Final = 4
"""A spine with fewer ends than this is not cut."""


@dataclass(frozen=True, slots=True)
class Sheet:
    diagram: Diagram
    paper: Paper


def sheets(
    whole: Diagram,
    draw: Callable[[Arrangement], Diagram],
    placement: Callable[[Arrangement], Placement],
    arrangement: Arrangement,
    layouts: Layouts,
    papers: Sequence[Paper],
    together: bool = True,
) -> list[Sheet]:
    """`whole` on sheets of `papers`, the way of turning them that suits each; with `together` on one where it can be read on one.

    `draw` and `placement` make the picture with another arrangement
    errors: RequestError where some part cannot be made small enough
    """
    if together and (found := fitting(whole, layouts, papers)):
        return [Sheet(whole, found)]
    for _ in range(MOST):
        drawn = draw(arrangement)
        placed = [(panel, fitting(replace(drawn, panels=(panel,)), layouts, papers)) for panel in drawn.panels]
        names = dict(zip((panel.id for panel, _ in placed), _names(placement(arrangement), drawn), strict=True))
        large = [names[panel.id] for panel, paper in placed if paper is None]
        if not large:
            return _numbered(drawn, [paper for _, paper in placed if paper is not None])
        found_plan = placement(arrangement)
        for name in large:
            pieces = cut(found_plan, arrangement, name)
            if pieces is None:
                raise RequestError(
                    f"{arrangement.titles[name]!r} cannot be read on {papers[0].name.split()[0]}: ask for a larger paper"
                )
            arrangement = pieces
    raise RequestError("this picture cannot be cut into sheets")


def fitting(diagram: Diagram, layouts: Layouts, papers: Sequence[Paper]) -> Paper | None:
    """The paper on which `diagram` is largest, if it can be read there."""
    graded = []
    for paper in papers:
        made = canvas(diagram, layouts, paper)
        graded.append((paper.scale(made.width + EDGE, made.height + EDGE), paper))
    best = max(graded, key=lambda one: one[0])
    return best[1] if best[0] * SMALLEST >= LEAST else None


def _names(placement: Placement, drawn: Diagram) -> list[str]:
    """The ids in the arrangement of the panels of `drawn`."""
    known = {f"panel-{slug(name)}": name for name in placement.panels}
    return [known[panel.id] for panel in drawn.panels]


def _numbered(drawn: Diagram, papers: Sequence[Paper]) -> list[Sheet]:
    """A sheet for each panel; panels that are pieces of one say which."""
    count = len(drawn.panels)
    return [
        Sheet(replace(drawn, panels=(panel,), sheet=f"Sheet {number} of {count}." if count > 1 else ""), paper)
        for number, (panel, paper) in enumerate(zip(drawn.panels, papers, strict=True), 1)
    ]


def cut(placement: Placement, arrangement: Arrangement, name: str) -> Arrangement | None:
    """`arrangement` with the panel `name` in two; None where there is nothing to cut."""
    mine = [node for node in placement.pathway.nodes if placement.home[node] == name and not placement.repeated(node)]
    rows = [node for node, cuts in arrangement.cuts.items() if any(one.panel == name for one in cuts)]
    mine += [node for node in rows if node not in mine]
    mine = [node for node in placement.pathway.nodes if node in mine]  # sources before their targets
    groups = _groups(placement, name, mine)
    if len(groups) > 1:
        weights = [sum(_weight(placement, node) for node in group) for group in groups]
        half, first = sum(weights) / 2, [groups[0]]
        for group in groups[1:-1]:
            if sum(_weight(placement, node) for one in first for node in one) < half:
                first.append(group)
            else:
                break
        moved = {node for group in groups[len(first) :] for node in group}
        return _moved(arrangement, name, moved)
    heavy = max(mine, key=lambda node: _weight(placement, node))
    part = next((one for one in arrangement.cuts.get(heavy, ()) if one.panel == name), None)
    sides = len(placement.sides(placement.pathway.nodes[heavy]))
    start, stop = (part.start, min(part.stop, sides)) if part else (0, sides)
    subtree = _subtree(placement, mine)
    if stop - start >= FEWEST_ROWS and (
        subtree is None or 2 * _weight(placement, heavy) > sum(_weight(placement, node) for node in mine)
    ):
        return _cut_rows(arrangement, name, heavy, mine, (start, stop))
    return None if subtree is None else _moved(arrangement, name, subtree)


def _weight(placement: Placement, node: str) -> int:
    """About how much room a node needs with the ends beside it."""
    return 2 + sum(1 for exit in placement.exits[node] if placement.leaf(exit))


def _groups(placement: Placement, name: str, nodes: Sequence[str]) -> list[list[str]]:
    """`nodes` in groups that no arrow of the panel joins, in order."""
    joins = (
        (node, exit.target.id)
        for node in nodes
        for exit in placement.exits[node]
        if placement.exit_home(exit) == name and exit.target.id in nodes and not placement.crosses(exit)
    )
    return [[node for node in nodes if node in members] for members in connected(nodes, joins)]


def _subtree(placement: Placement, nodes: Sequence[str]) -> set[str] | None:
    """The nodes from one of `nodes` on that are best cut off: about half of the panel, with few arrows across the cut."""
    after: dict[str, set[str]] = {}
    for node in reversed(nodes):  # in topological order
        after[node] = {node}
        for exit in placement.exits[node]:
            if exit.target.id in after:
                after[node] |= after[exit.target.id]
    total = sum(_weight(placement, node) for node in nodes)

    def cost(node: str) -> tuple[float, str]:
        inside = after[node]
        crossing = sum(
            (one in inside) != (exit.target.id in inside)
            for one in nodes
            for exit in placement.exits[one]
            if exit.target.id in after
        )
        return abs(total - 2 * sum(_weight(placement, one) for one in inside)) + 2 * crossing, node

    options = [node for node in nodes if len(after[node]) < len(nodes) and node not in placement.arrangement.cuts]
    return after[min(options, key=cost)] if options else None


def _moved(arrangement: Arrangement, name: str, nodes: set[str]) -> Arrangement:
    """`nodes` of the panel `name` in a panel of their own, which comes after it."""
    new = _fresh(arrangement, name)
    home = {node: new if node in nodes else panel for node, panel in arrangement.home.items()}
    cuts = {
        node: tuple(replace(one, panel=new) if one.panel == name and node in nodes else one for one in parts)
        for node, parts in arrangement.cuts.items()
    }
    return replace(arrangement, titles=_titled(arrangement, name, new), home=home, cuts=cuts)


def _cut_rows(
    arrangement: Arrangement, name: str, node: str, nodes: Sequence[str], rows: tuple[int, int]
) -> Arrangement:
    """The rows of `node` over two panels; what leads to it stays in the first, all that follows is in the second."""
    new, (start, stop) = _fresh(arrangement, name), rows
    middle = start + (stop - start + 3) // 4 * 2  # an even number: rows have two sides
    parts = arrangement.cuts.get(node, (Cut(name, start, ALL),))
    at = next(index for index, one in enumerate(parts) if one.panel == name)
    parts = (*parts[:at], Cut(name, start, middle), Cut(new, middle, parts[at].stop), *parts[at + 1 :])
    follows = {other for other in nodes if nodes.index(other) > nodes.index(node)}
    home = {other: new if other in follows else panel for other, panel in arrangement.home.items()}
    return replace(
        arrangement, titles=_titled(arrangement, name, new), home=home, cuts={**arrangement.cuts, node: parts}
    )


def _fresh(arrangement: Arrangement, name: str) -> str:
    base = name.split("~")[0]
    return next(f"{base}~{number}" for number in range(2, MOST) if f"{base}~{number}" not in arrangement.titles)


def _titled(arrangement: Arrangement, name: str, new: str) -> dict[str, str]:
    """The titles with that of `new` after that of `name`."""
    titles: dict[str, str] = {}
    base = arrangement.titles[name].removesuffix(" (continued)")
    for panel, title in arrangement.titles.items():
        titles[panel] = title
        if panel == name:
            titles[new] = f"{base} (continued)"
    return titles
