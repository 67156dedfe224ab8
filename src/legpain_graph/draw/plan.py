"""What all panels of one picture share: where each node is drawn, how often, in what status, and which letter leads where.

A stage is a panel and no arrow crosses panels: an arrow that leaves one ends in a pill with a letter, and the same letter stands
where it enters the other. A stop is drawn once for every node that leads to it, in full the first time and short after that. The
pathway stays one graph; only its picture repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from legpain_graph.draw import palette
from legpain_graph.draw.palette import CHIP_SIZE, CHIP_WIDTH, text_width, wrapped
from legpain_graph.draw.shapes import (
    Arrow,
    Box,
    Chip,
    ChipLine,
    Pill,
    Status,
    Style,
    best,
)
from legpain_graph.model import Edge, EdgeKind, Node, NodeKind, Pathway, Urgency

SPINE = 3
"""A node with more ends than this is drawn as a spine."""

_SOON = {
    Urgency.PRIMARY_CARE: "primary care",
    Urgency.ROUTINE: "routine",
    Urgency.SOON: "soon",
    Urgency.TWO_WEEKS: "2 weeks",
    Urgency.WITHIN_48_HOURS: "48 hours",
    Urgency.SAME_DAY: "same day",
    Urgency.EMERGENCY_999: "999",
}


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk did, in the words of the picture; what it does not name is ruled out."""

    path: tuple[str, ...] = ()
    """Ids of the nodes surely reached, in order."""
    edges: frozenset[str] = frozenset()
    """Ids of the edges surely walked."""
    possible: frozenset[str] = frozenset()
    possible_edges: frozenset[str] = frozenset()
    frontier: Mapping[str, str] = field(default_factory=dict)
    """Node id to the question that comes next there."""


@dataclass(frozen=True, slots=True)
class Exit:
    """All edges of one node that lead to one target, drawn as one arrow with one chip."""

    source: Node
    target: Node
    edges: tuple[Edge, ...]

    @property
    def style(self) -> Style:
        return Style.WHEN_UNKNOWN if self.edges[0].kind is EdgeKind.WHEN_UNKNOWN else Style.GUARDED

    @property
    def last(self) -> bool:
        """True for the way on that is left when nothing else holds."""
        return any(edge.kind is EdgeKind.OTHERWISE and not edge.not_done for edge in self.edges)


def slug(text: str) -> str:
    """`text` as an id for SVG and DOT; different texts stay different."""
    return "".join(char if char.isascii() and (char.isalnum() or char in "-.") else f"_{ord(char):x}_" for char in text)


class Plan:
    """Where each node of `pathway` is drawn, and what `walked` makes of it."""

    def __init__(self, pathway: Pathway, walked: Walked | None, links: Mapping[str, str], text: bool) -> None:
        self.pathway, self.walked, self.links, self.text = pathway, walked, links, text
        self.exits = {node.id: list(_exits(pathway, node)) for node in pathway.nodes.values()}
        self.entries: dict[str, list[Exit]] = {name: [] for name in pathway.nodes}
        for exits in self.exits.values():
            for way in exits:
                self.entries[way.target.id].append(way)
        self.home = {node.id: self._home(node) for node in pathway.nodes.values()}
        used = set(self.home.values())
        listed = [stage.id for stage in pathway.stages if stage.id in used]
        self.stages = listed + sorted(used - set(listed))
        crossed = [
            name
            for stage in self.stages
            for name in pathway.nodes
            if self.home[name] == stage and any(self._crosses(way) for way in self.entries[name])
        ]
        self.letters = {name: _letter(index) for index, name in enumerate(crossed)}

    def _home(self, node: Node) -> str:
        """The panel where `node` is drawn in full: a stop beside the first node of its stage that leads to it."""
        sources = [way.source.stage for way in self.entries[node.id]] if node.kind is NodeKind.STOP else []
        return node.stage if node.stage in sources or not sources else sources[0]

    def _crosses(self, way: Exit) -> bool:
        return way.target.kind is not NodeKind.STOP and self.home[way.target.id] != self.home[way.source.id]

    def leaf(self, way: Exit) -> bool:
        """True where nothing is drawn behind the target."""
        return way.target.kind is NodeKind.STOP or self._crosses(way)

    def sides(self, node: Node) -> list[Exit]:
        """The ways out of `node` that would stand in rows along a line: where the picture of them ends, and not the last resort."""
        return [
            way
            for way in self.exits[node.id]
            if way.style is Style.GUARDED and self.leaf(way) and not (way.last and self._crosses(way))
        ]

    def is_spine(self, node: Node) -> bool:
        return len(self.sides(node)) > SPINE

    # what a walk makes of it

    def status(self, node: str) -> Status:
        if self.walked is None:
            return Status.PLAIN
        if node in self.walked.path:
            return Status.ON
        return Status.POSSIBLE if node in self.walked.possible else Status.OUT

    def edge_status(self, edge: str) -> Status:
        if self.walked is None:
            return Status.PLAIN
        if edge in self.walked.edges:
            return Status.ON
        return Status.POSSIBLE if edge in self.walked.possible_edges else Status.OUT

    def exit_status(self, way: Exit) -> Status:
        return best([self.edge_status(edge.id) for edge in way.edges])

    def number(self, node: str, status: Status) -> int:
        return self.walked.path.index(node) + 1 if self.walked and status is Status.ON else 0

    # shapes

    def box(self, node: Node) -> Box:
        """`node` in full."""
        status = self.status(node.id)
        step = next((stage.step for stage in self.pathway.stages if stage.id == node.stage), 0)
        strip = [node.kind.value] + ([f"step {step}"] if step else [])
        if node.urgency is not None:
            strip.append(_SOON[node.urgency])
        frontier = self.walked.frontier if self.walked else {}
        titles = tuple(self.pathway.nodes[name].title if name in self.pathway.nodes else name for name in node.reviews)
        number = self.number(node.id, status)
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
            reviews=titles if self.text else (),
            width=palette.WIDE_BOX if node.kind is NodeKind.START or self.is_spine(node) else palette.BOX_WIDTH,
            url=self.links.get(node.id, ""),
            words=f"{', '.join(strip)}: {node.title}." + (f" {number} on the path." if number else ""),
        )

    def stop(self, way: Exit) -> Box:
        """The stop at the end of `way`: in full where it is at home, else short."""
        full = self.box(way.target)
        ways = self.entries[way.target.id]
        first = next((other for other in ways if other.source.stage == self.home[way.target.id]), way)
        statuses = [self.exit_status(other) for other in ways]
        status = self.exit_status(way)
        if way is first and full.status not in statuses:
            status = full.status  # reached, but by either of two answers: no single edge shows it
        number = self.number(way.target.id, status) if full.number else 0
        box = replace(full, status=status, number=number, question=full.question if status is Status.ON else "")
        if self.is_spine(way.source):
            box = replace(box, width=palette.ROW_BOX)
        if way is first:
            return box
        copy = 2 + [other for other in ways if other is not first].index(way)
        return replace(box, id=f"{full.id}--{copy}", again=True, text="", reviews=(), words=f"{box.words} Shown again.")

    def pill_out(self, way: Exit) -> Pill:
        letter = self.letters[way.target.id]
        return Pill(
            id=f"to-{slug(way.edges[0].id)}",
            node=way.target.id,
            letter=letter,
            text=way.target.title,
            status=self.exit_status(way),
            words=f"Goes on at {letter}, {way.target.title}.",
        )

    def pill_in(self, node: Node) -> Pill:
        statuses = [self.exit_status(way) for way in self.entries[node.id] if self._crosses(way)]
        letter = self.letters[node.id]
        words = f"Comes from {letter}."
        return Pill(f"from-{slug(node.id)}", node.id, letter, text="", status=best(statuses), words=words)

    def chip(self, way: Exit, width: float = 0.0) -> Chip | None:
        """The guards of `way`; None where there is nothing to say."""
        if len(self.exits[way.source.id]) == 1 and all(always(edge) for edge in way.edges):
            return None
        said = [edge for edge in way.edges if edge_label(edge)]
        if not said:
            return None
        return Chip(
            id=f"chip-{slug(way.edges[0].id)}",
            lines=tuple(ChipLine(edge.id, edge_label(edge), self.edge_status(edge.id)) for edge in said),
            status=self.exit_status(way),
            style=way.style,
            width=width or self.chip_width([way]),
            words="; ".join(f"{edge_label(edge)}: {edge.english or edge.text}".removesuffix(": ") for edge in said),
        )

    def chip_width(self, ways: Sequence[Exit]) -> float:
        """Width of the text of the widest chip of `ways`."""
        texts = [edge_label(edge) for way in ways for edge in way.edges]
        lines = [line for text in texts for line in wrapped(text, CHIP_WIDTH, CHIP_SIZE, bold=True)]
        return max((text_width(line, CHIP_SIZE, bold=True) for line in lines), default=0.0)

    def arrows(self, way: Exit, source: str, chip: Chip | None, target: str, weight: int) -> list[Arrow]:
        """The line from shape `source` to shape `target`, through its chip."""
        labels = ", ".join(line.text for line in chip.lines) if chip else ""
        words = f"From {way.source.title} to {way.target.title}" + (f": {labels}." if labels else ".")
        edges = tuple(edge.id for edge in way.edges)
        whole = Arrow(
            id=f"edge-{slug(edges[0])}",
            source=source,
            target=target,
            status=self.exit_status(way),
            edges=edges,
            style=way.style,
            weight=weight,
            words=words,
        )
        if chip is None:
            return [whole]
        return [
            replace(whole, id=f"{whole.id}--to-chip", target=chip.id, head=False),
            replace(whole, source=chip.id),
        ]


def always(edge: Edge) -> bool:
    return edge.kind is EdgeKind.GUARDED and edge.guard is None


def edge_label(edge: Edge) -> str:
    """What the chip of `edge` says; empty for an edge that always holds and has no label."""
    if edge.label:
        return edge.label
    if edge.kind is EdgeKind.OTHERWISE:
        return "not done" if edge.not_done else "otherwise"
    if edge.kind is EdgeKind.WHEN_UNKNOWN:
        return "not known"
    return edge.english or edge.text


def _exits(pathway: Pathway, node: Node) -> Iterator[Exit]:
    """The ways out of `node`, one a target, in the order in which they are first written."""
    ways: dict[tuple[str, bool], list[Edge]] = {}
    for edge in node.edges:
        ways.setdefault((edge.target, edge.kind is EdgeKind.WHEN_UNKNOWN), []).append(edge)
    for (target, _), edges in ways.items():
        yield Exit(node, pathway.nodes[target], tuple(edges))


def _letter(index: int) -> str:
    """A, B ... Z, AA, AB ..."""
    return ("" if index < 26 else _letter(index // 26 - 1)) + chr(ord("A") + index % 26)
