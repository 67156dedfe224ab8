"""One panel: which shapes it has, and which of them stand side by side or below each other."""

from __future__ import annotations

from legpain_graph.draw.plan import Exit, Plan, slug
from legpain_graph.draw.shapes import Arrow, Panel, Point, Row, Shape, Spine, Style, best
from legpain_graph.model import Node, NodeKind


def panel(plan: Plan, stage: str) -> Panel:
    """Everything that is drawn for `stage`."""
    return _PanelInProgress(plan, stage).panel()


class _PanelInProgress:
    """The shapes of one panel, collected node by node."""

    def __init__(self, plan: Plan, stage: str) -> None:
        self.plan, self.stage = plan, stage
        self.shapes: list[Shape] = []
        self.arrows: list[Arrow] = []
        self.aside: list[tuple[str, ...]] = []
        self.beside: list[tuple[str, ...]] = []
        self.columns: list[tuple[str, ...]] = []
        self.spines: list[Spine] = []

    def panel(self) -> Panel:
        plan = self.plan
        for node in plan.pathway.nodes.values():
            if plan.home[node.id] != self.stage:
                continue
            if node.kind is NodeKind.STOP:
                if not plan.entries[node.id]:
                    self.shapes.append(plan.box(node))
                continue
            self.node(node)
        title = next((stage.title for stage in plan.pathway.stages if stage.id == self.stage), self.stage)
        step = next((stage.step for stage in plan.pathway.stages if stage.id == self.stage), 0)
        return Panel(
            id=f"panel-{slug(self.stage)}",
            title=f"Step {step} · {title}" if step and not title.lower().startswith("step") else title,
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
            pill = plan.pill_in(node)
            self.shapes.append(pill)
            self.arrows.append(Arrow(f"enter-{box.id}", pill.id, box.id, pill.status, weight=20, words=pill.words))
            self.columns.append((pill.id, box.id))
        self.shapes.append(box)
        ways = plan.exits[node.id]
        if plan.is_spine(node):
            self.spine(node, box.id, ways)
        else:
            self.fan(box.id, ways)

    def way(self, way: Exit, source: str, width: float = 0.0, weight: int = 1) -> tuple[str, ...]:
        """Draw one way out; the ids from its chip to its target."""
        plan = self.plan
        chip = plan.chip(way, width)
        if chip:
            self.shapes.append(chip)
        if plan.leaf(way):
            end = plan.stop(way) if way.target.kind is NodeKind.STOP else plan.pill_out(way)
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

    def spine(self, node: Node, source: str, ways: list[Exit]) -> None:
        """Many ends: rows to both sides of a vertical line, the most urgent first, and what goes on at its foot."""
        plan = self.plan
        sides, unknown = plan.sides(node), [way for way in ways if way.style is Style.WHEN_UNKNOWN]
        feet = [way for way in ways if way not in sides and way not in unknown]
        if not node.first:
            sides.sort(key=lambda way: (way.last, 1) if way.target.urgency is None else (way.last, -way.target.urgency))
        if len(sides) % 2:
            sides += unknown
        else:
            self.aside += [(source, *self.way(way, source)) for way in unknown]
        width = plan.chip_width(sides)
        line, rows = [source], []
        for start in range(0, len(sides), 2):
            point = f"spine-{source}-{start // 2}"
            self.point(line, point, sides[start:] + feet)
            left = self.way(sides[start], point, width)
            right = self.way(sides[start + 1], point, width) if start + 1 < len(sides) else ()
            rows.append(Row(point, left, right))
        if feet:
            self.point(line, f"spine-{source}-foot", feet)
        self.spines.append(Spine(source, tuple(rows), line[-1]))
        last = [way for way in feet if way.last] or feet[-1:]
        for way in feet:
            down = self.way(way, line[-1], weight=40 if way in last else 1)
            if way in last:
                line += down
        self.columns.append(tuple(line))

    def point(self, line: list[str], point: str, ways: list[Exit]) -> None:
        """Lengthen the line of a spine to `point`; `ways` are all that leave it there or further down."""
        self.shapes.append(Point(point))
        status = best([self.plan.exit_status(way) for way in ways])
        self.arrows.append(Arrow(f"{point}--line", line[-1], point, status, head=False, weight=60))
        line.append(point)
