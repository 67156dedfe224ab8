"""The pathway as GraphML for graph tools: what every node and edge is, and what a walk or an audit made of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from legpain_graph.draw.content.exits import DrawnWalk, edge_label
from legpain_graph.draw.shapes import Annotation
from legpain_graph.draw.style.labels import plain
from legpain_graph.model.pathway import Pathway

if TYPE_CHECKING:
    import networkx


def graph_of(
    pathway: Pathway, walked: DrawnWalk | None = None, annotations: Mapping[str, Annotation] | None = None
) -> networkx.MultiDiGraph[str]:
    """`pathway` as a graph whose attributes are all text or whole numbers, as GraphML has them.

    Two guards may lead from one node to another, so it has parallel edges; the key of an edge is its id
    """
    import networkx

    steps = {stage.id: stage.step for stage in pathway.stages}
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(
        id=plain(pathway.id),
        title=plain(pathway.title),
        version=plain(pathway.version),
        hash=pathway.hash,
        disclaimer=plain(pathway.disclaimer),
    )
    path = walked.path if walked else ()
    for node in pathway.nodes.values():
        about = {
            "title": node.title,
            "kind": node.kind.value,
            "stage": node.stage,
            "step": steps.get(node.stage, 0),
            "text": node.text,
            **({"urgency": node.urgency.id if node.urgency is not None else ""} if pathway.ordered else {}),
            "timeframe": node.timeframe,
            "destination": node.destination,
            "diagnosis": node.diagnosis,
            "tags": " ".join(node.tags),
            "statements": " ".join(node.statements),
            "status": _status(node.id, path, walked.possible) if walked else "",
            "number": path.index(node.id) + 1 if node.id in path else 0,
            "mark": (annotations or {}).get(node.id, Annotation.NONE).value,
        }
        graph.add_node(
            node.id, **{name: plain(value) if isinstance(value, str) else value for name, value in about.items()}
        )
    for edge in pathway.edges.values():
        about = {
            "label": edge_label(edge),
            "kind": edge.kind.value,
            "guard": edge.text,
            "english": edge.english,
            "statements": " ".join(edge.statements),
            "status": _status(edge.id, walked.edges, walked.possible_edges) if walked else "",
            "mark": (annotations or {}).get(edge.id, Annotation.NONE).value,
        }
        graph.add_edge(
            edge.source, edge.target, key=edge.id, **{name: plain(str(value)) for name, value in about.items()}
        )
    return graph


def graphml(
    pathway: Pathway, walked: DrawnWalk | None = None, annotations: Mapping[str, Annotation] | None = None
) -> bytes:
    """`pathway` as a GraphML file."""
    import networkx

    out = io.BytesIO()
    networkx.write_graphml_xml(graph_of(pathway, walked, annotations), out, named_key_ids=True)
    return out.getvalue() + b"\n"


def _status(name: str, on: tuple[str, ...] | frozenset[str], possible: frozenset[str]) -> str:
    return "on" if name in on else "possible" if name in possible else "out"
