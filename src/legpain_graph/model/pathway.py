"""The pathway: a directed acyclic graph of nodes with guarded edges, and where each of them comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

from legpain_graph.errors import NOWHERE, Place
from legpain_graph.model.guard.ir import Guard
from legpain_graph.model.urgency import UNORDERED
from legpain_graph.model.urgency import Urgency as Urgency
from legpain_graph.model.vocabulary import Vocabulary
from legpain_graph.record import record

if TYPE_CHECKING:
    import networkx


class NodeKind(StrEnum):
    START = "start"
    DECISION = "decision"
    INVESTIGATE = "investigate"
    ACTION = "action"
    REFER = "refer"
    STOP = "stop"


ENDS: Final = (NodeKind.REFER, NodeKind.STOP)
"""The kinds of node in which a walk ends, or sends somebody on."""


class EdgeKind(StrEnum):
    """When an edge is chosen: by its guard (an edge without one always is), as the rest, or only where nothing is known."""

    GUARDED = "guarded"
    OTHERWISE = "otherwise"
    WHEN_UNKNOWN = "when_unknown"


@record
class Line:
    """One thing to do, not to do, or to tell the patient, and where that comes from.

    `when` says whom it is about: it is left out where that is surely false, and where it is `sure` also while that is unknown.
    """

    text: str
    statements: tuple[str, ...] = ()
    when: Guard | None = None
    sure: bool = False


@record
class Edge:
    """A way on. `guard` is None on an edge that always holds, on `otherwise` and on `when_unknown`."""

    id: str
    source: str
    target: str
    kind: EdgeKind
    guard: Guard | None
    label: str
    text: str = ""
    """The guard as it is written."""
    english: str = ""
    """The guard in words."""
    not_done: bool = False
    """True for the `otherwise` edge of an investigation, which is taken when no result exists."""
    over: bool = False
    """True for the way past a refer that is over, by its `until`."""
    statements: tuple[str, ...] = ()
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@record
class Node:
    """A step of the pathway. Only its edges are conditional; nothing inside it is."""

    id: str
    kind: NodeKind
    stage: str
    title: str
    text: str = ""
    edges: tuple[Edge, ...] = ()
    first: bool = False
    """True where the first edge that holds is chosen, in written order; else every one that holds is."""
    urgency: Urgency | None = None
    timeframe: str = ""
    destination: str = ""
    diagnosis: str = ""
    orders: tuple[str, ...] = ()
    """The results that an investigate node orders."""
    do: tuple[Line, ...] = ()
    do_not: tuple[Line, ...] = ()
    tell: tuple[Line, ...] = ()
    """What the patient is told, in plain words."""
    review: str = ""
    safety_net: str = ""
    reviews: tuple[str, ...] = ()
    """Earlier nodes to come back to at review: drawn, never walked."""
    tags: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def walkable(self) -> tuple[Edge, ...]:
        """The edges that a walk can choose: all but `when_unknown`."""
        if self.when_unknown is None:
            return self.edges
        return tuple(edge for edge in self.edges if edge.kind is not EdgeKind.WHEN_UNKNOWN)

    @property
    def when_unknown(self) -> Edge | None:
        """The edge that acting now takes where what decides is not known."""
        for edge in self.edges:
            if edge.kind is EdgeKind.WHEN_UNKNOWN:
                return edge
        return None


@record
class Stage:
    id: str
    title: str
    step: int = 0


@record
class OverviewBox:
    """A box of the chart on one screen: what the source's own chart has, with the stages that encode it.

    It stands for the nodes of its stages, and for every node of the kind that it shows; with neither, for those of its step.
    """

    title: str
    row: int
    kind: NodeKind | None = None
    step: int = 0
    stages: tuple[str, ...] = ()
    shows: NodeKind | None = None


@record
class Statement:
    """A numbered sentence of the source, in our own words; or a decision taken where the source is wrong or silent."""

    id: str
    text: str
    heading: str = ""
    """The sub-heading of the source that begins with it."""
    guideline: str = ""
    lines: tuple[int, int] = (0, 0)
    decision: str = ""
    """Empty for the source's own; else why it was needed: error, simplified, ambiguous or silent."""
    not_encoded: str = ""
    """Why nothing encodes it: it gives a reason, sets the scope, or is layout."""
    place: Place = field(default=NOWHERE, compare=False)


@record
class WorkingDiagnosis:
    id: str
    label: str


@record
class SafetyNetLine:
    """What the patient is told to come back for, and how soon; `when` and `sure` as of a `Line`."""

    urgency: Urgency
    text: str
    statements: tuple[str, ...] = ()
    when: Guard | None = None
    sure: bool = False
    place: Place = field(default=NOWHERE, compare=False)


@record
class Hazard:
    """Something that could harm a patient, in the words of a hazard log (DCB0129): cause, effect, how bad, how likely."""

    id: str
    title: str
    cause: str
    effect: str
    severity: str
    likelihood: str = ""
    """Before the controls; `residual_likelihood` with them."""
    residual_likelihood: str = ""
    residual: str = ""
    """What risk is left, in words."""
    statements: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@record
class SafetyRule:
    """What controls a hazard: claims that hold of every patient, or a check of the graph itself."""

    id: str
    hazard: str
    title: str
    claims: tuple[str, ...] = ()
    indirect: tuple[tuple[str, Place], ...] = field(default=(), compare=False)
    """Derived words and constants that the claims name, and where: what such a claim says moves with their definition."""
    complete: bool = False
    """True where the claims are made of patients of whom everything is recorded."""
    check: str = ""
    """The name of a check of the graph, for `nodes` (sets and ids) and `tags`."""
    nodes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False)


MEASURES: Final = (
    "nodes",
    "edges",
    "outcomes",
    "paths",
    "mcdc",
    "thresholds",
    "unknowns",
    "statements",
    "mutants",
    "strength",
)
"""What an audit measures, and a waiver speaks of."""


@record
class Waiver:
    """Things that an audit does not ask cases for, and why; wrong as soon as one of them is covered, impossible or gone."""

    measure: str
    items: tuple[str, ...]
    reason: str
    statements: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Pathway:
    """The whole guideline: made by `load_pathway`, never changed.

    Nodes are in topological order from the start, ties by id, so that the order of files and nodes changes nothing.
    """

    id: str
    title: str
    version: str
    disclaimer: str
    vocabulary: Vocabulary
    nodes: dict[str, Node]
    stages: tuple[Stage, ...] = ()
    overview: tuple[OverviewBox, ...] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)
    diagnoses: dict[str, WorkingDiagnosis] = field(default_factory=dict)
    safety_nets: dict[str, tuple[SafetyNetLine, ...]] = field(default_factory=dict)
    guidelines: dict[str, str] = field(default_factory=dict)
    urgencies: tuple[Urgency, ...] = UNORDERED
    """How soon, the least urgent first; `UNORDERED` where the endings are treatments."""
    node_sets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Nodes that safety rules speak of together, by the name of the set."""
    treatments: tuple[str, ...] = ()
    """The sets of nodes that treat: a patient who is sent to one without need is harmed."""
    waivers: tuple[Waiver, ...] = ()
    hazards: Mapping[str, Hazard] = field(default_factory=dict)
    rules: Mapping[str, SafetyRule] = field(default_factory=dict)
    decisions: frozenset[str] = frozenset()
    """The ids of those statements that are decisions: what cites only these is not from the source."""
    leaflet: str = ""
    """The title of what a patient takes home; else that of the pathway."""
    hash: str = ""
    """SHA-256 of the files, so that a result can be traced to exactly what was walked."""

    @cached_property
    def start(self) -> str:
        """The id of the one node where every walk begins."""
        return next(node.id for node in self.nodes.values() if node.kind is NodeKind.START)

    @property
    def ordered(self) -> bool:
        """Whether its endings have an order, of how soon; else they are treatments."""
        return len(self.urgencies) > 1

    @cached_property
    def urgency(self) -> dict[str, Urgency]:
        """The levels of its scale by their ids; none where its endings are treatments."""
        return {level.id: level for level in self.urgencies} if self.ordered else {}

    @cached_property
    def edges(self) -> dict[str, Edge]:
        """Every edge by its id, `when_unknown` included, in node order and then as written."""
        return {edge.id: edge for node in self.nodes.values() for edge in node.edges}

    @cached_property
    def line_guards(self) -> tuple[Guard, ...]:
        """Whom lines are about, each guard once."""
        lines: list[Line | SafetyNetLine] = [line for net in self.safety_nets.values() for line in net]
        lines += [line for node in self.nodes.values() for line in (*node.do, *node.do_not, *node.tell)]
        return tuple(dict.fromkeys(line.when for line in lines if line.when is not None))

    @cached_property
    def graph(self) -> networkx.DiGraph[str]:
        """The nodes and edges for networkx; an edge of the graph carries `edges`, since two guards may lead to one node."""
        import networkx

        graph: networkx.DiGraph[str] = networkx.DiGraph(id=self.id, version=self.version)
        for node in self.nodes.values():
            graph.add_node(node.id, node=node)
        for node in self.nodes.values():
            for edge in node.edges:
                if graph.has_edge(edge.source, edge.target):
                    graph.edges[edge.source, edge.target]["edges"] += (edge,)
                else:
                    graph.add_edge(edge.source, edge.target, edges=(edge,))
        return graph
