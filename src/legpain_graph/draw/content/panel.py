"""One panel: which shapes it has, and which of them stand side by side or below each other."""

from __future__ import annotations

from dataclasses import replace

from legpain_graph.draw.content.exits import Exit, slug
from legpain_graph.draw.content.placement import Cut, Placement
from legpain_graph.draw.shapes import Arrow, Panel, Pill, Point, Row, Shape, Spine, Style, best
from legpain_graph.model.pathway import Node


def panel(placement: Placement, name: str) -> Panel:
    """Everything that is drawn in the panel `name` of `placement`."""
    return _PanelInProgress(placement, name).panel()


class _PanelInProgress:
    """The shapes of one panel, collected node by node."""

    def __init__(self, placement: Placement, name: str) -> None:
        self.placement, self.name = placement, name
        self.shapes: list[Shape] = []
        self.arrows: list[Arrow] = []
        self.abreast: list[tuple[str, ...]] = []
        self.beside: list[tuple[str, ...]] = []
        self.columns: list[tuple[str, ...]] = []
        self.spines: list[Spine] = []

    def panel(self) -> Panel:
        placement = self.placement
        for node in placement.pathway.nodes.values():
            cuts = placement.arrangement.cuts.get(node.id, ())
            here = [index for index, cut in enumerate(cuts) if cut.panel == self.name]
            if here:
                self.cut(node, cuts, here[0])
            elif not cuts and placement.home[node.id] == self.name and not placement.repeated(node.id):
                self.node(node)
        return Panel(
            id=f"panel-{slug(self.name)}",
            title=placement.arrangement.titles[self.name],
            shapes=tuple(self.shapes),
            arrows=tuple(self.arrows),
            abreast=tuple(self.abreast),
            beside=tuple(self.beside),
            columns=tuple(self.columns),
            spines=tuple(self.spines),
        )

    def node(self, node: Node) -> None:
        """Draw `node`, the number that leads to it, and every way out."""
        placement = self.placement
        box = placement.box(node)
        if node.id in placement.numbers:
            self.entered(placement.pill_in(node), box.id)
        self.shapes.append(box)
        exits = placement.exits[node.id]
        if placement.is_spine(node):
            self.spine(node, box.id, placement.sides(node), exits)
        else:
            self.fan(box.id, exits)

    def entered(self, pill: Pill, box: str) -> None:
        """Draw the number that leads to `box`."""
        self.shapes.append(pill)
        self.arrows.append(Arrow(f"enter-{box}", pill.id, box, pill.status, weight=20, words=pill.words))
        self.columns.append((pill.id, box))

    def cut(self, node: Node, cuts: tuple[Cut, ...], index: int) -> None:
        """Draw the part `index` of a node whose rows are spread over several panels; a number leads from each to the next."""
        placement, box = self.placement, self.placement.box(node)
        sides = placement.sides(node)
        mine = sides[cuts[index].start : cuts[index].stop]
        last = index == len(cuts) - 1
        feet = [exit for exit in placement.exits[node.id] if exit not in sides] if last else []
        after = [exit for exit in placement.exits[node.id] if exit in sides[cuts[index].stop :] or exit not in sides]
        if index:
            number = placement.numbers[f"{node.id}~{index}"]
            status = best([placement.exit_status(exit) for exit in (*mine, *after)])
            box = replace(box, id=f"{box.id}--part-{index + 1}", again=True, text="", question="", still="", reviews=())
            box = replace(box, title=f"{node.title} (continued)", words=f"{box.words} Continued.")
            pill = Pill(f"from-{slug(node.id)}--{index + 1}", node.id, number, "", status, f"Comes from {number}.")
            self.entered(pill, box.id)
        elif node.id in placement.numbers:
            self.entered(placement.pill_in(node), box.id)
        self.shapes.append(box)
        foot = None
        if not last:
            number = placement.numbers[f"{node.id}~{index + 1}"]
            status = best([placement.exit_status(exit) for exit in after])
            said = f"Goes on at {number}."
            foot = Pill(f"to-{slug(node.id)}--{index + 2}", node.id, number, f"{node.title} (continued)", status, said)
        self.spine(node, box.id, mine, [*mine, *feet], foot)

    def exit(self, exit: Exit, source: str, width: float = 0.0, weight: int = 1) -> tuple[str, ...]:
        """Draw one way out; the ids from its chip to its target."""
        placement = self.placement
        chip = placement.chip(exit, width)
        if chip:
            self.shapes.append(chip)
        if placement.leaf(exit):
            end = placement.stop(exit) if placement.repeated(exit.target.id) else placement.pill_out(exit)
            self.shapes.append(end)
            target = end.id
        else:
            target = placement.box(exit.target).id
        self.arrows += placement.arrows(exit, source, chip, target, weight)
        return (chip.id, target) if chip else (target,)

    def fan(self, source: str, exits: list[Exit]) -> None:
        """The usual layout: what goes on goes down; what ends may stand beside it."""
        mixed = any(not self.placement.leaf(exit) for exit in exits)
        for exit in exits:
            leaf = self.placement.leaf(exit)
            names = self.exit(exit, source, weight=1 if leaf else 4)
            if exit.style is Style.WHEN_UNKNOWN:
                self.abreast.append((source, *names))
            elif leaf and mixed:
                self.beside.append((source, *names))
            elif len(exits) == 1:
                self.columns.append((source, *names))

    def spine(self, node: Node, source: str, sides: list[Exit], exits: list[Exit], more: Pill | None = None) -> None:
        """Many ends: rows to both sides of a vertical line, the most urgent first, and what goes on at its foot.

        `more` is the number where the rows go on in another panel
        """
        placement = self.placement
        sides, unknown = list(sides), [exit for exit in exits if exit.style is Style.WHEN_UNKNOWN]
        feet = [exit for exit in exits if exit not in sides and exit not in unknown]
        if len(sides) % 2:
            sides += unknown
        else:
            self.abreast += [(source, *self.exit(exit, source)) for exit in unknown]
        width = placement.chip_width(placement.sides(node))
        beyond = feet if more is None else [exit for exit in placement.exits[node.id] if exit not in sides]
        line, rows = [source], []
        for start in range(0, len(sides), 2):
            point = f"spine-{source}-{start // 2}"
            self.point(line, point, sides[start:] + beyond)
            left = self.exit(sides[start], point, width)
            right = self.exit(sides[start + 1], point, width) if start + 1 < len(sides) else ()
            rows.append(Row(point, left, right))
        if feet or more:
            self.point(line, f"spine-{source}-foot", beyond)
        self.spines.append(Spine(source, tuple(rows), line[-1]))
        last = [exit for exit in feet if exit.last] or feet[-1:]
        for exit in feet:
            down = self.exit(exit, line[-1], weight=40 if exit in last else 1)
            if exit in last:
                line += down
        if more:
            self.shapes.append(more)
            self.arrows.append(Arrow(f"continue-{source}", line[-1], more.id, more.status, weight=40, words=more.words))
            line.append(more.id)
        self.columns.append(tuple(line))

    def point(self, line: list[str], point: str, exits: list[Exit]) -> None:
        """Lengthen the line of a spine to `point`; `exits` are all that leave it there or further down."""
        self.shapes.append(Point(point))
        status = best([self.placement.exit_status(exit) for exit in exits])
        self.arrows.append(Arrow(f"{point}--line", line[-1], point, status, head=False, weight=60))
        line.append(point)
