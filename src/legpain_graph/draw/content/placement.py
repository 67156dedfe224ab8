"""What all panels of one picture share: where each node is drawn, how often, in what status, and which number leads where.

No arrow crosses panels: an arrow that leaves one ends in a pill with a number, and the same number stands where it enters the other.
Where the arrangement repeats ends, a node without a way on is drawn once for every node that leads to it, in full the first time and
short after that. The pathway stays one graph; only its picture repeats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from legpain_graph.draw.content.exits import DrawnWalk, Exit, always, edge_label, exits_of, slug
from legpain_graph.draw.shapes import Annotation, Arrow, Box, Chip, ChipLine, DrawnStatus, Pill, Style, best, worst
from legpain_graph.draw.style import palette
from legpain_graph.model.pathway import Node, NodeKind, Pathway

SPINE = 3
"""A node with more ends than this is drawn as a spine."""
TALL = 24
"""Beside a spine of more ends than this boxes are wide: it is the height of the sheet that is short."""

ALL = 1_000_000
"""More rows than any node has."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of the rows of a node that is too tall for one panel: those from `start` to before `stop`."""

    panel: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which panels there are, with their titles, and which of them each node stands in."""

    titles: Mapping[str, str]
    """Panel id to title, in reading order."""
    home: Mapping[str, str]
    """Node id to panel id; that of a repeated end is a wish."""
    repeat: bool = True
    """Whether a node without a way on is drawn once for each node that leads to it."""
    width: float = palette.BOX_WIDTH
    """Width of the text of a box, points."""
    cuts: Mapping[str, tuple[Cut, ...]] = field(default_factory=dict)
    """Node id to the panels that its rows are spread over, the first where it is at home."""


class Placement:
    """Where each node of `pathway` is drawn, and what `walked` makes of it."""

    def __init__(
        self,
        pathway: Pathway,
        walked: DrawnWalk | None,
        links: Mapping[str, str],
        text: bool,
        arrangement: Arrangement,
        annotations: Mapping[str, Annotation] | None = None,
    ) -> None:
        self.pathway, self.walked, self.links, self.text = pathway, walked, links, text
        self.arrangement, self.annotations = arrangement, annotations or {}
        self.exits = {node.id: list(exits_of(pathway, node)) for node in pathway.nodes.values()}
        self.entries: dict[str, list[Exit]] = {name: [] for name in pathway.nodes}
        for exits in self.exits.values():
            for exit in exits:
                self.entries[exit.target.id].append(exit)
        self.home: dict[str, str] = {}
        for name in sorted(
            pathway.nodes, key=self.repeated
        ):  # repeated ends last: they stand where what leads to them does
            self.home[name] = self._home(name)
        used = set(self.home.values()) | {cut.panel for cuts in arrangement.cuts.values() for cut in cuts}
        self.panels = [panel for panel in arrangement.titles if panel in used]
        crossed = [
            name
            for panel in self.panels
            for name in pathway.nodes
            if self.home[name] == panel and any(self.crosses(exit) for exit in self.entries[name])
        ]
        crossed += [f"{name}~{index}" for name, cuts in arrangement.cuts.items() for index in range(1, len(cuts))]
        self.numbers = {name: str(index + 1) for index, name in enumerate(crossed)}

    def _home(self, name: str) -> str:
        """The panel where a node is drawn in full: a repeated end beside a node that leads to it, in its own panel if it can."""
        wish = self.arrangement.home[name]
        panels = [self.exit_home(exit) for exit in self.entries[name]] if self.repeated(name) else []
        return wish if wish in panels or not panels else panels[0]

    def repeated(self, name: str) -> bool:
        """True for an end that is drawn wherever it is led to."""
        return self.arrangement.repeat and not self.exits[name] and bool(self.entries[name])

    def exit_home(self, exit: Exit) -> str:
        """The panel where `exit` leaves its source."""
        cuts = self.arrangement.cuts.get(exit.source.id)
        if not cuts:
            return self.home[exit.source.id]
        sides = self.sides(exit.source)
        at = sides.index(exit) if exit in sides else cuts[-1].start
        return next((cut.panel for cut in cuts if cut.start <= at < cut.stop), cuts[-1].panel)

    def crosses(self, exit: Exit) -> bool:
        return not self.repeated(exit.target.id) and self.home[exit.target.id] != self.exit_home(exit)

    def leaf(self, exit: Exit) -> bool:
        """True where nothing is drawn behind the target."""
        return self.repeated(exit.target.id) or self._leaves(exit)

    def _leaves(self, exit: Exit) -> bool:
        """True where the target of `exit` stands in another panel than its source, whichever part of it."""
        cuts = self.arrangement.cuts.get(exit.source.id, ())
        panels = {cut.panel for cut in cuts} or {self.arrangement.home[exit.source.id]}
        return not self.repeated(exit.target.id) and self.arrangement.home[exit.target.id] not in panels

    def sides(self, node: Node) -> list[Exit]:
        """The ways out of `node` that would stand in rows along a line: where the picture of them ends, and not the last resort.

        The most urgent first, but where order has a meaning; of the equally urgent those with the most guards, so that tall stand by tall
        """
        found = [
            exit
            for exit in self.exits[node.id]
            if exit.style is Style.GUARDED and self.leaf(exit) and not (exit.last and self._leaves(exit))
        ]
        if not node.first:
            found.sort(
                key=lambda exit: (
                    exit.last,
                    1 if exit.target.urgency is None else -exit.target.urgency,
                    -len(exit.edges),
                )
            )
        return found

    def is_spine(self, node: Node) -> bool:
        return len(self.sides(node)) > SPINE

    # what a walk makes of it

    def status(self, node: str) -> DrawnStatus:
        if self.walked is None:
            return DrawnStatus.PLAIN
        if node in self.walked.path:
            return DrawnStatus.ON
        return DrawnStatus.POSSIBLE if node in self.walked.possible else DrawnStatus.OUT

    def edge_status(self, edge: str) -> DrawnStatus:
        if self.walked is None:
            return DrawnStatus.PLAIN
        if edge in self.walked.edges:
            return DrawnStatus.ON
        return DrawnStatus.POSSIBLE if edge in self.walked.possible_edges else DrawnStatus.OUT

    def exit_status(self, exit: Exit) -> DrawnStatus:
        return best([self.edge_status(edge.id) for edge in exit.edges])

    def exit_annotation(self, exit: Exit) -> Annotation:
        return worst(self.annotations.get(edge.id, Annotation.NONE) for edge in exit.edges)

    def number(self, node: str, status: DrawnStatus) -> str:
        return str(self.walked.path.index(node) + 1) if self.walked and status is DrawnStatus.ON else ""

    # shapes

    def box(self, node: Node) -> Box:
        """`node` in full."""
        status, annotation = self.status(node.id), self.annotations.get(node.id, Annotation.NONE)
        step = next((stage.step for stage in self.pathway.stages if stage.id == node.stage), 0)
        strip = [node.kind.value] + ([f"step {step}"] if step else [])
        if node.urgency is not None and node.urgency.drawn:
            strip.append(node.urgency.drawn)
        frontier = self.walked.frontier if self.walked else {}
        titles = tuple(self.pathway.nodes[name].title if name in self.pathway.nodes else name for name in node.reviews)
        number = self.number(node.id, status)
        words = f"{', '.join(strip)}: {node.title}." + (f" {number} on the path." if number else "")
        return Box(
            id=f"node-{slug(node.id)}",
            node=node.id,
            kind=node.kind,
            status=status,
            strip=" · ".join(strip).upper(),
            title=node.title,
            text=node.text if self.text else "",
            number=number,
            question=frontier.get(node.id, ""),
            still=self.walked.still.get(node.id, "") if self.walked else "",
            reviews=titles if self.text else (),
            width=palette.WIDE_BOX if node.kind is NodeKind.START or self.is_spine(node) else self.arrangement.width,
            url=self.links.get(node.id, ""),
            words=words + (f" {annotation.value.capitalize()}." if annotation else ""),
            annotation=annotation,
        )

    def stop(self, exit: Exit) -> Box:
        """The repeated end of `exit`: in full where it is at home, else short."""
        full = self.box(exit.target)
        entries = self.entries[exit.target.id]
        first = next((other for other in entries if self.exit_home(other) == self.home[exit.target.id]), exit)
        statuses = [self.exit_status(other) for other in entries]
        status = self.exit_status(exit)
        if exit is first and full.status not in statuses:
            status = full.status  # reached, but by either of two answers: no single edge shows it
        number = self.number(exit.target.id, status) if full.number else ""
        asks = status is DrawnStatus.ON
        box = replace(
            full,
            status=status,
            number=number,
            question=full.question if asks else "",
            still=full.still if asks else "",
        )
        if self.is_spine(exit.source):
            box = replace(box, width=palette.WIDE_BOX if len(self.sides(exit.source)) > TALL else palette.ROW_BOX)
        if exit is first:
            return box
        copy = 2 + [other for other in entries if other is not first].index(exit)
        return replace(box, id=f"{full.id}--{copy}", again=True, text="", reviews=(), words=f"{box.words} Shown again.")

    def pill_out(self, exit: Exit) -> Pill:
        number = self.numbers[exit.target.id]
        return Pill(
            id=f"to-{slug(exit.edges[0].id)}",
            node=exit.target.id,
            number=number,
            text=exit.target.title,
            status=self.exit_status(exit),
            words=f"Goes on at {number}, {exit.target.title}.",
        )

    def pill_in(self, node: Node) -> Pill:
        statuses = [self.exit_status(exit) for exit in self.entries[node.id] if self.crosses(exit)]
        number = self.numbers[node.id]
        words = f"Comes from {number}."
        return Pill(f"from-{slug(node.id)}", node.id, number, text="", status=best(statuses), words=words)

    def chip(self, exit: Exit, width: float = 0.0) -> Chip | None:
        """The guards of `exit`; None where there is nothing to say."""
        telling = self.exit_annotation(exit).stands_out
        if not telling and len(self.exits[exit.source.id]) == 1 and all(always(edge) for edge in exit.edges):
            return None
        said = [edge for edge in exit.edges if edge_label(edge) or telling]
        if not said:
            return None
        lines = []
        for edge in said:
            annotation = self.annotations.get(edge.id, Annotation.NONE)
            lines.append(
                ChipLine(
                    edge.id, palette.annotated(edge_label(edge), annotation), self.edge_status(edge.id), annotation
                )
            )
        return Chip(
            id=f"chip-{slug(exit.edges[0].id)}",
            lines=tuple(lines),
            status=self.exit_status(exit),
            style=exit.style,
            width=width or self.chip_width([exit]),
            words="; ".join(f"{edge_label(edge)}: {edge.english or edge.text}".removesuffix(": ") for edge in said),
            annotation=self.exit_annotation(exit),
        )

    def chip_width(self, exits: Sequence[Exit]) -> float:
        """Width of the text of the widest chip of `exits`."""
        texts = [
            palette.annotated(edge_label(edge), self.annotations.get(edge.id, Annotation.NONE))
            for exit in exits
            for edge in exit.edges
        ]
        return max((palette.chip_text_width(text) for text in texts), default=0.0)

    def arrows(self, exit: Exit, source: str, chip: Chip | None, target: str, weight: int) -> list[Arrow]:
        """The line from shape `source` to shape `target`, through its chip."""
        labels = ", ".join(line.text for line in chip.lines) if chip else ""
        words = f"From {exit.source.title} to {exit.target.title}" + (f": {labels}." if labels else ".")
        edges = tuple(edge.id for edge in exit.edges)
        whole = Arrow(
            id=f"edge-{slug(edges[0])}",
            source=source,
            target=target,
            status=self.exit_status(exit),
            edges=edges,
            style=exit.style,
            weight=weight,
            words=words,
            annotation=self.exit_annotation(exit),
        )
        if chip is None:
            return [whole]
        return [
            replace(whole, id=f"{whole.id}--to-chip", target=chip.id, head=False),
            replace(whole, source=chip.id),
        ]
