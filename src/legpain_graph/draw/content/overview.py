"""The stages of a pathway as one chart: a box a stage, and the ways between them.

A stage that leads to many others stands on a line, and they stand in rows to both sides of it. A way that would cross the chart is
told in words, or leads to a pill with the step and the title of the stage that it goes on at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from legpain_graph.draw.content.exits import DrawnWalk, Exit, edge_label, slug
from legpain_graph.draw.content.placement import Placement
from legpain_graph.draw.content.views import by_stage
from legpain_graph.draw.shapes import (
    Annotation,
    Arrow,
    Box,
    Chip,
    ChipLine,
    DrawnStatus,
    Panel,
    Pill,
    Point,
    Row,
    Shape,
    Spine,
    best,
)
from legpain_graph.draw.style import palette
from legpain_graph.model.pathway import NodeKind, Pathway

FEW = 3
"""A chip names so many ways; where there are more, it says how many. A stage that leads to so many others is a hub."""


def overview(
    pathway: Pathway, walked: DrawnWalk | None, links: Mapping[str, str], annotations: Mapping[str, Annotation]
) -> Panel:
    """One panel with a box for each stage, and everything that leads from one to another."""
    return _Overview(Placement(pathway, walked, links, True, by_stage(pathway), annotations)).panel()


class _Overview:
    """The chart while it is made."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        self.order = {name: place for place, name in enumerate(placement.panels)}
        self.between: dict[str, dict[str, list[Exit]]] = {name: {} for name in placement.panels}
        for exits in placement.exits.values():
            for exit in exits:
                if placement.crosses(exit):
                    there = self.between[placement.exit_home(exit)]
                    there.setdefault(placement.home[exit.target.id], []).append(exit)
        self.parent = {name: found for name in placement.panels if (found := self._parent(name))}
        self.shapes: list[Shape] = []
        self.arrows: list[Arrow] = []
        self.columns: list[tuple[str, ...]] = []
        self.spines: list[Spine] = []

    def _parent(self, name: str) -> str | None:
        """The stage below which `name` stands: a hub before it if there is one, the one with the most ways to it, the last of those."""
        before = [
            other
            for other in self.placement.panels
            if self.order[other] < self.order[name] and name in self.between[other]
        ]
        hubs = [other for other in before if len(self.between[other]) >= FEW]
        return max(hubs or before, key=lambda other: (len(self.between[other][name]), self.order[other]), default=None)

    def panel(self) -> Panel:
        for name in self.placement.panels:
            if name not in self.parent:
                self.shapes.append(self.box(name))
                self.below(name)
        title = "Overview: the steps and the ways between them"
        shapes, arrows = tuple(self.shapes), tuple(self.arrows)
        return Panel("panel-overview", title, shapes, arrows, columns=tuple(self.columns), spines=tuple(self.spines))

    def below(self, name: str) -> None:
        """Draw everything that stands below the box of `name`: rows to both sides of a line, and what leads further at its foot."""
        children = [other for other in self.placement.panels if self.parent.get(other) == name]
        grown = [other for other in children if other in self.parent.values()]
        rows = [other for other in children if other not in grown]
        if not grown and len(rows) > 1 and self.order[rows[-1]] == len(self.order) - 1:
            grown = [rows.pop()]  # the last stage of all ends the chart
        away = [other for other in self.between[name] if other not in children] if self.hub(name) else []
        away.sort(key=self.order.__getitem__)
        ends = [(other, False) for other in rows] + [(other, True) for other in away]
        head = f"stage-{slug(name)}"
        width = max((self.chip(name, other).width for other, _ in ends), default=0.0)
        line, placed = [head], []
        for start in range(0, len(ends), 2):
            rest = [other for other, _ in ends[start:]] + grown
            point = self.point(name, line, f"line-{slug(name)}-{start // 2}", rest)
            sides = [self.end(name, other, point, width, pill) for other, pill in ends[start : start + 2]]
            placed.append(Row(point, sides[0], sides[1] if len(sides) > 1 else ()))
        if placed:
            if grown:
                self.point(name, line, f"line-{slug(name)}-foot", grown)
            self.spines.append(Spine(head, tuple(placed), line[-1]))
        for other in grown:
            down = self.end(name, other, line[-1], 0.0, False)
            if other == grown[0]:
                line += down
        if len(line) > 1:
            self.columns.append(tuple(line))
        for other in grown:
            self.below(other)

    def hub(self, name: str) -> bool:
        return len(self.between[name]) >= FEW

    def point(self, name: str, line: list[str], point: str, rest: list[str]) -> str:
        """Lengthen the line to `point`; `rest` is what leaves it there or further down."""
        self.shapes.append(Point(point))
        status = best([self.status(name, other) for other in rest])
        self.arrows.append(Arrow(f"{point}--line", line[-1], point, status, head=False, weight=60))
        line.append(point)
        return point

    def end(self, name: str, other: str, source: str, width: float, pill: bool) -> tuple[str, ...]:
        """Draw the way from `name` to `other`: its chip, and a box or a pill at its end."""
        placement, chip = self.placement, self.chip(name, other)
        chip = replace(chip, width=width or chip.width)
        status = self.status(name, other)
        end: Box | Pill = self.box(other)
        if pill:
            step = self.step(other)
            said = f"Goes on at {self.title(other)}."
            end = Pill(f"to-{slug(name)}--{slug(other)}", other, step, self.title(other), status, said)
        self.shapes += [chip, end]
        words = f"From {placement.arrangement.titles[name]} to {placement.arrangement.titles[other]}: {chip.words}."
        exit = f"way-{slug(name)}--{slug(other)}"
        edges = tuple(edge.id for one in self.between[name][other] for edge in one.edges)
        self.arrows += [
            Arrow(f"{exit}--to-chip", source, chip.id, status, edges, head=False, words=words),
            Arrow(exit, chip.id, end.id, status, edges, words=words),
        ]
        return (chip.id, end.id)

    def status(self, name: str, other: str) -> DrawnStatus:
        return best([self.placement.exit_status(exit) for exit in self.between[name][other]])

    def title(self, name: str) -> str:
        return next((stage.title for stage in self.placement.pathway.stages if stage.id == name), name)

    def step(self, name: str) -> str:
        return next(
            (str(stage.step) for stage in self.placement.pathway.stages if stage.id == name and stage.step), "→"
        )

    def box(self, name: str) -> Box:
        """The box of a stage: how urgent its ends are, and where else it leads."""
        placement, title = self.placement, self.title(name)
        nodes = [node for node in placement.pathway.nodes.values() if placement.home[node.id] == name]
        path = placement.walked.path if placement.walked else ()
        places = [path.index(node.id) + 1 for node in nodes if node.id in path]
        ends = Counter(
            exit.target.urgency
            for exits in placement.exits.values()
            for exit in exits
            if placement.exit_home(exit) == name
            and exit.target.kind is NodeKind.STOP
            and exit.target.urgency is not None
        )
        graded = ", ".join(
            f"{urgency.drawn}\xa0×\xa0{ends[urgency]}" if urgency.drawn else str(ends[urgency])
            for urgency in sorted(ends, reverse=True)
        )
        told = [] if self.hub(name) else [other for other in self.between[name] if self.parent.get(other) != name]
        lines = [f"Ends: {graded}" if graded else "", f"Then: {'; '.join(map(self.title, told))}" if told else ""]
        frontier = placement.walked.frontier if placement.walked else {}
        asked = [node.id for node in nodes if node.id in frontier]
        step = self.step(name)
        number = _spans(sorted(places))
        text = "\n".join(line for line in lines if line)
        return Box(
            id=f"stage-{slug(name)}",
            node=name,
            kind=None,
            status=best([placement.status(node.id) for node in nodes]) if placement.walked else DrawnStatus.PLAIN,
            strip=f"STEP {step}" if step != "→" else "STAGE",
            title=title,
            text=text,
            number=number,
            question=frontier[asked[0]] if asked else "",
            still=placement.walked.still.get(asked[0], "") if asked and placement.walked else "",
            width=palette.WIDE_BOX if self.hub(name) else palette.ROW_BOX,
            url=placement.links.get(name, ""),
            words=f"{title}. {text}" + (f" {number} on the path." if number else ""),
        )

    def chip(self, name: str, other: str) -> Chip:
        """The ways from one stage to another: their labels where they are few, else how many."""
        edges = [edge for exit in self.between[name][other] for edge in exit.edges]
        labels = [edge_label(edge) or "always" for edge in edges]
        status, few = self.status(name, other), len(edges) <= FEW
        shown = list(zip(edges, labels, strict=True)) if few else [(edges[0], f"{len(edges)} ways")]
        return Chip(
            id=f"ways-{slug(name)}--{slug(other)}",
            lines=tuple(
                ChipLine(edge.id, label, self.placement.edge_status(edge.id) if few else status)
                for edge, label in shown
            ),
            status=status,
            width=max(palette.chip_text_width(label) for _, label in shown),
            words=", ".join(labels),
        )


def _spans(numbers: list[int]) -> str:
    """1, 2, 3, 7 as `1-3, 7`."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(f"{span[0]}-{span[-1]}" if len(span) > 1 else f"{span[0]}" for span in spans)
