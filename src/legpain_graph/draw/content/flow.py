"""The flow of a cohort through a pathway: on each edge how many walked it and of how many, and a line as thick as that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from legpain_graph.draw.content.annotations import MAX_BYTES
from legpain_graph.draw.content.exits import edge_label
from legpain_graph.draw.shapes import Arrow, Diagram
from legpain_graph.errors import Issue, Place, RequestError
from legpain_graph.files import read_file
from legpain_graph.model.pathway import Edge, Node, Pathway

SCHEMA: Final = "legpain-graph/cohort/1"
THIN, THICK = 0.7, 9.0
"""Of a line that nobody walked, and of one that everybody did; points."""


@dataclass(frozen=True, slots=True)
class Flow:
    """How many walked each edge and reached each node, by id; None where there are too few to be told. `rows`: of how many in all."""

    nodes: Mapping[str, int | None]
    edges: Mapping[str, int | None]
    rows: int
    widths: Mapping[str, float] = field(init=False)
    """How thick each edge is, points; that of several is their sum."""

    def __post_init__(self) -> None:
        widths = {name: (THICK - THIN) * (count or 0) / max(1, self.rows) for name, count in self.edges.items()}
        object.__setattr__(self, "widths", widths)

    def on(self, pathway: Pathway) -> Pathway:
        """The pathway with the counts in the words of its nodes and edges; a picture's, not one to walk."""
        return replace(pathway, nodes={name: self._node(node) for name, node in pathway.nodes.items()})

    def _node(self, node: Node) -> Node:
        reached = _said(self.nodes[node.id], self.rows)
        edges = tuple(self._edge(edge) for edge in node.edges)
        return replace(node, text="\n".join(part for part in (reached, node.text) if part), edges=edges)

    def _edge(self, edge: Edge) -> Edge:
        walked = _said(self.edges[edge.id], self.nodes[edge.source])
        return replace(edge, label="\n".join(part for part in (edge_label(edge), walked) if part))

    def thickened(self, drawn: Diagram) -> Diagram:
        """The picture with lines as thick as the flow."""
        panels = (
            replace(panel, arrows=tuple(replace(arrow, width=self._width(arrow)) for arrow in panel.arrows))
            for panel in drawn.panels
        )
        return replace(drawn, panels=tuple(panels))

    def _width(self, arrow: Arrow) -> float:
        return min(THICK, THIN + sum(self.widths[edge] for edge in arrow.edges)) if arrow.edges else arrow.width


def _said(count: int | None, of: int | None) -> str:
    """A number of patients, and in percent of how many."""
    if count is None:
        return "few"
    return f"{count:,} · {_percent(count, of)}" if of and count else f"{count:,}"


def _percent(count: int, of: int) -> str:
    """To a tenth; never rounded to all or nothing."""
    tenths = (2_000 * count + of) // (2 * of)
    if tenths == 0 and count:
        return "<0.1%"
    return ">99.9%" if tenths == 1_000 and count < of else f"{tenths // 10}.{tenths % 10}%"


def read_flow(path: str, pathway: Pathway) -> Flow:
    """The flow in the figures that `cohort --summary FILE.json` wrote.

    errors: RequestError where it cannot be read, is something else, or is of another version of the pathway
    """
    place = Place(path)

    def fault(said: str, hint: str = "legpain-graph cohort IN --summary FILE.json writes one") -> RequestError:
        return RequestError([Issue("cohort", said, place, hint)])

    try:
        data = read_file(path, MAX_BYTES, pipes=True)
        found = json.loads(data) if len(data) <= MAX_BYTES else None
    except OSError as error:
        raise fault(f"cannot be read: {error.strerror}", "") from None
    except (ValueError, RecursionError):
        raise fault("is no JSON") from None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise fault(f"holds no figures of a cohort ({SCHEMA})")
    version = found.get("pathway")
    if not isinstance(version, dict) or version.get("hash") != pathway.hash:
        raise fault(
            "is of another version of the pathway", "count the cohort again, or draw the version with --pathway"
        )
    nodes, edges = (
        _counts(found.get(part), known) for part, known in (("nodes", pathway.nodes), ("edges", pathway.edges))
    )
    rows, faulty = found.get("rows"), found.get("faulty")
    if nodes is None or edges is None or not _is_count(rows) or not _is_count(faulty):
        raise fault("does not count every node and edge")
    return Flow(nodes, edges, (rows or 0) - (faulty or 0))


def _counts(found: Any, known: Mapping[str, Any]) -> dict[str, int | None] | None:
    sound = isinstance(found, dict) and found.keys() == known.keys() and all(map(_is_count, found.values()))
    return found if sound else None


def _is_count(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0)
