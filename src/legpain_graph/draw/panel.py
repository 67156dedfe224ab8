"""One panel: which shapes it has, and which of them stand side by side or below each other."""

from __future__ import annotations

from legpain_graph.draw.plan import SPINE, Exit, Plan
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
        self.levels: list[tuple[str, ...]] = []
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
            id=f"panel-{self.stage}",
            title=f"Step {step} · {title}" if step else title,
            shapes=tuple(self.shapes),
            arrows=tuple(self.arrows),
            levels=tuple(self.levels),
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
        if sum(plan.leaf(way) for way in ways) > SPINE:
            self.spine(node, box.id, ways)
        else:
            self.fan(box.id, ways)

    def way(self, way: Exit, source: str, *, leftward: bool = False, wide: bool = False, weight: int = 1) -> list[str]:
        """Draw one way out; the ids from its chip to its target."""
        plan = self.plan
        chip = plan.chip(way, wide)
        if chip:
            self.shapes.append(chip)
        if way.target.kind is NodeKind.STOP:
            end: Shape = plan.stop(way)
            self.shapes.append(end)
            target = end.id
        elif plan.leaf(way):
            end = plan.pill_out(way)
            self.shapes.append(end)
            target = end.id
        else:
            target = plan.box(way.target).id
        self.arrows += plan.arrows(way, source, chip, target, leftward, weight)
        return [chip.id, target] if chip else [target]

    def fan(self, source: str, ways: list[Exit]) -> None:
        """The usual layout: ways on go down; a stop stands beside, where something else goes down."""
        leaves = [way for way in ways if self.plan.leaf(way)]
        beside = leaves[:1] if len(leaves) < len(ways) else []
        beside += [way for way in ways if way.style is Style.WHEN_UNKNOWN and way not in beside]
        for way in ways:
            if way in beside:
                self.levels.append((source, *self.way(way, source)))
            else:
                down = self.way(way, source, weight=4 if not self.plan.leaf(way) else 1)
                if len(ways) == 1:
                    self.columns.append((source, *down))

    def spine(self, node: Node, source: str, ways: list[Exit]) -> None:
        """Many ways out: rows to both sides of a vertical line, the most urgent first, and what goes on at its foot."""
        plan = self.plan
        sides = [way for way in ways if plan.leaf(way) and not way.last and way.style is Style.GUARDED]
        feet = [way for way in ways if way not in sides and way.style is Style.GUARDED]
        if not node.first:
            sides.sort(key=lambda way: -1 if way.target.urgency is None else -way.target.urgency)
        for way in ways:
            if way.style is Style.WHEN_UNKNOWN:
                self.levels.append((source, *self.way(way, source, wide=True)))
        column, rows = [source], []
        for start in range(0, len(sides), 2):
            point = Point(f"spine-{source}-{start // 2}")
            self.shapes.append(point)
            self.link(column[-1], point.id, sides[start:] + feet)
            column.append(point.id)
            left = self.way(sides[start], point.id, leftward=True, wide=True)
            right = self.way(sides[start + 1], point.id, wide=True) if start + 1 < len(sides) else []
            rows.append(Row(point.id, tuple(left), tuple(right)))
        foot = column[-1]
        if feet:
            foot = f"spine-{source}-foot"
            self.shapes.append(Point(foot))
            self.link(column[-1], foot, feet)
            column.append(foot)
        self.spines.append(Spine(source, tuple(rows), foot))
        self.levels += [(*reversed(row.left), row.point, *row.right) for row in rows]
        last = [way for way in feet if way.last] or feet[-1:]
        for way in feet:
            down = self.way(way, foot, weight=40 if way in last else 1)
            if way in last:
                column += down
        self.columns.append(tuple(column))

    def link(self, source: str, target: str, ways: list[Exit]) -> None:
        """A piece of the spine, above all of `ways`."""
        status = best([self.plan.exit_status(way) for way in ways])
        self.arrows.append(Arrow(f"{target}--line", source, target, status, head=False, weight=60))
