"""One panel: which shapes it has, and which of them stand side by side or below each other."""

from __future__ import annotations

from dataclasses import replace

from legpain_graph.draw.content.exits import Exit, slug
from legpain_graph.draw.content.placement import Cut, Placement
from legpain_graph.draw.shapes import Arrow, Panel, Pill, Point, Row, Shape, Spine, Style, best
from legpain_graph.model.pathway import Node


def panel(plan: Placement, name: str) -> Panel:
    """Everything that is drawn in the panel `name` of `plan`."""
    return _PanelInProgress(plan, name).panel()


class _PanelInProgress:
    """The shapes of one panel, collected node by node."""

    def __init__(self, plan: Placement, name: str) -> None:
        self.plan, self.name = plan, name
        self.shapes: list[Shape] = []
        self.arrows: list[Arrow] = []
        self.aside: list[tuple[str, ...]] = []
        self.beside: list[tuple[str, ...]] = []
        self.columns: list[tuple[str, ...]] = []
        self.spines: list[Spine] = []

    def panel(self) -> Panel:
        plan = self.plan
        for node in plan.pathway.nodes.values():
            cuts = plan.arrangement.cuts.get(node.id, ())
            here = [index for index, cut in enumerate(cuts) if cut.panel == self.name]
            if here:
                self.cut(node, cuts, here[0])
            elif not cuts and plan.home[node.id] == self.name and not plan.repeated(node.id):
                self.node(node)
        return Panel(
            id=f"panel-{slug(self.name)}",
            title=plan.arrangement.titles[self.name],
            shapes=tuple(self.shapes),
            arrows=tuple(self.arrows),
            aside=tuple(self.aside),
            beside=tuple(self.beside),
            columns=tuple(self.columns),
            spines=tuple(self.spines),
        )

    def node(self, node: Node) -> None:
        """Draw `node`, the letter that leads to it, and every way out."""
        plan = self.plan
        box = plan.box(node)
        if node.id in plan.letters:
            self.entered(plan.pill_in(node), box.id)
        self.shapes.append(box)
        ways = plan.exits[node.id]
        if plan.is_spine(node):
            self.spine(node, box.id, plan.sides(node), ways)
        else:
            self.fan(box.id, ways)

    def entered(self, pill: Pill, box: str) -> None:
        """Draw the letter that leads to `box`."""
        self.shapes.append(pill)
        self.arrows.append(Arrow(f"enter-{box}", pill.id, box, pill.status, weight=20, words=pill.words))
        self.columns.append((pill.id, box))

    def cut(self, node: Node, cuts: tuple[Cut, ...], index: int) -> None:
        """Draw the part `index` of a node whose rows are spread over several panels; a letter leads from each to the next."""
        plan, box = self.plan, self.plan.box(node)
        sides = plan.sides(node)
        mine = sides[cuts[index].start : cuts[index].stop]
        last = index == len(cuts) - 1
        feet = [way for way in plan.exits[node.id] if way not in sides] if last else []
        after = [way for way in plan.exits[node.id] if way in sides[cuts[index].stop :] or way not in sides]
        if index:
            letter = plan.letters[f"{node.id}~{index}"]
            status = best([plan.exit_status(way) for way in (*mine, *after)])
            box = replace(box, id=f"{box.id}--part-{index + 1}", again=True, text="", question="", still="", reviews=())
            box = replace(box, title=f"{node.title} (continued)", words=f"{box.words} Continued.")
            pill = Pill(f"from-{slug(node.id)}--{index + 1}", node.id, letter, "", status, f"Comes from {letter}.")
            self.entered(pill, box.id)
        elif node.id in plan.letters:
            self.entered(plan.pill_in(node), box.id)
        self.shapes.append(box)
        foot = None
        if not last:
            letter = plan.letters[f"{node.id}~{index + 1}"]
            status = best([plan.exit_status(way) for way in after])
            said = f"Goes on at {letter}."
            foot = Pill(f"to-{slug(node.id)}--{index + 2}", node.id, letter, f"{node.title} (continued)", status, said)
        self.spine(node, box.id, mine, [*mine, *feet], foot)

    def way(self, way: Exit, source: str, width: float = 0.0, weight: int = 1) -> tuple[str, ...]:
        """Draw one way out; the ids from its chip to its target."""
        plan = self.plan
        chip = plan.chip(way, width)
        if chip:
            self.shapes.append(chip)
        if plan.leaf(way):
            end = plan.stop(way) if plan.repeated(way.target.id) else plan.pill_out(way)
            self.shapes.append(end)
            target = end.id
        else:
            target = plan.box(way.target).id
        self.arrows += plan.arrows(way, source, chip, target, weight)
        return (chip.id, target) if chip else (target,)

    def fan(self, source: str, ways: list[Exit]) -> None:
        """The usual layout: what goes on goes down; what ends may stand beside it."""
        mixed = any(not self.plan.leaf(way) for way in ways)
        for way in ways:
            leaf = self.plan.leaf(way)
            names = self.way(way, source, weight=1 if leaf else 4)
            if way.style is Style.WHEN_UNKNOWN:
                self.aside.append((source, *names))
            elif leaf and mixed:
                self.beside.append((source, *names))
            elif len(ways) == 1:
                self.columns.append((source, *names))

    def spine(self, node: Node, source: str, sides: list[Exit], ways: list[Exit], more: Pill | None = None) -> None:
        """Many ends: rows to both sides of a vertical line, the most urgent first, and what goes on at its foot.

        `more` is the letter where the rows go on in another panel
        """
        plan = self.plan
        sides, unknown = list(sides), [way for way in ways if way.style is Style.WHEN_UNKNOWN]
        feet = [way for way in ways if way not in sides and way not in unknown]
        if len(sides) % 2:
            sides += unknown
        else:
            self.aside += [(source, *self.way(way, source)) for way in unknown]
        width = plan.chip_width(plan.sides(node))
        beyond = feet if more is None else [way for way in plan.exits[node.id] if way not in sides]
        line, rows = [source], []
        for start in range(0, len(sides), 2):
            point = f"spine-{source}-{start // 2}"
            self.point(line, point, sides[start:] + beyond)
            left = self.way(sides[start], point, width)
            right = self.way(sides[start + 1], point, width) if start + 1 < len(sides) else ()
            rows.append(Row(point, left, right))
        if feet or more:
            self.point(line, f"spine-{source}-foot", beyond)
        self.spines.append(Spine(source, tuple(rows), line[-1]))
        last = [way for way in feet if way.last] or feet[-1:]
        for way in feet:
            down = self.way(way, line[-1], weight=40 if way in last else 1)
            if way in last:
                line += down
        if more:
            self.shapes.append(more)
            self.arrows.append(Arrow(f"continue-{source}", line[-1], more.id, more.status, weight=40, words=more.words))
            line.append(more.id)
        self.columns.append(tuple(line))

    def point(self, line: list[str], point: str, ways: list[Exit]) -> None:
        """Lengthen the line of a spine to `point`; `ways` are all that leave it there or further down."""
        self.shapes.append(Point(point))
        status = best([self.plan.exit_status(way) for way in ways])
        self.arrows.append(Arrow(f"{point}--line", line[-1], point, status, head=False, weight=60))
        line.append(point)
