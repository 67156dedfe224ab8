"""Marks of nodes and edges: what tests cover, and what has changed since another version of the pathway."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from legpain_graph.draw.shapes import Annotation
from legpain_graph.errors import Issue, Place, RequestError, did_you_mean
from legpain_graph.files import read_file
from legpain_graph.model.pathway import Edge, Node, Pathway

MAX_BYTES: Final = 100_000_000
"""Of a coverage map: the whole audit of a pathway of two hundred nodes is a tenth of it."""
COVERAGE: Final = (Annotation.COVERED, Annotation.UNCOVERED, Annotation.INFEASIBLE)


def coverage(found: Mapping[str, Any], pathway: Pathway, place: Place | None = None) -> dict[str, Annotation]:
    """The marks of a coverage map: `{"nodes": {id: state}, "edges": {id: state}}`, states covered, uncovered, infeasible.

    errors: RequestError with every fault: a state or an id that is not known, or something else than a map
    """
    issues: list[Issue] = []
    annotations: dict[str, Annotation] = {}
    states = [annotation.value for annotation in COVERAGE]
    for part, known in (("nodes", pathway.nodes), ("edges", pathway.edges)):
        rows = found.get(part, {})
        if not isinstance(rows, Mapping):
            issues.append(Issue("coverage", f"{part} is not a map of ids to states", place or Place("")))
            continue
        for name, state in rows.items():
            if name not in known:
                hint = did_you_mean(str(name), known)
                issues.append(Issue("coverage", f"no such {part[:-1]}: {name!r}", place or Place(""), hint=hint))
            elif state not in states:
                hint = f"states: {', '.join(states)}"
                issues.append(Issue("coverage", f"no such state of {name}: {state!r}", place or Place(""), hint=hint))
            else:
                annotations[name] = Annotation(state)
    if not found.keys() & {"nodes", "edges"}:
        issues.append(Issue("coverage", "neither nodes nor edges are in it", place or Place("")))
    if issues:
        raise RequestError(issues)
    return annotations


def read_coverage(path: str, pathway: Pathway) -> dict[str, Annotation]:
    """The marks of the coverage map in a JSON file.

    errors: RequestError where it cannot be read, is not JSON, or has faults
    """
    place = Place(path)
    try:
        data = read_file(path, MAX_BYTES, pipes=True)
        if len(data) > MAX_BYTES:
            raise RequestError([Issue("coverage", f"more than {MAX_BYTES} bytes", place)])
        found = json.loads(data)
    except OSError as error:
        raise RequestError([Issue("coverage", f"cannot be read: {error.strerror}", place)]) from None
    except (ValueError, RecursionError) as error:
        raise RequestError([Issue("coverage", f"is not JSON: {error}", place)]) from None
    if not isinstance(found, dict):
        raise RequestError([Issue("coverage", "is not a map with nodes and edges", place)])
    return coverage(found, pathway, place)


def differences(old: Pathway, new: Pathway) -> dict[str, Annotation]:
    """The mark of every node and edge that is only in `new`, only in `old`, or not the same in both.

    A node is changed by what it says of itself; its edges have marks of their own.
    """
    annotations: dict[str, Annotation] = {}
    one: Mapping[str, Node | Edge]
    other: Mapping[str, Node | Edge]
    for one, other in ((_bare(old), _bare(new)), (old.edges, new.edges)):
        for name, thing in other.items():
            if name not in one:
                annotations[name] = Annotation.ADDED
            elif one[name] != thing:
                annotations[name] = Annotation.CHANGED
        annotations |= {name: Annotation.REMOVED for name in one if name not in other}
    return annotations


def _bare(pathway: Pathway) -> dict[str, Node]:
    return {name: replace(node, edges=()) for name, node in pathway.nodes.items()}


def merged(old: Pathway, new: Pathway) -> Pathway:
    """`new` with the nodes and edges that only `old` has, to draw what has gone; it is a picture's pathway, not one to walk."""
    gone = {name: node for name, node in old.nodes.items() if name not in new.nodes}
    nodes = {
        name: replace(node, edges=(*node.edges, *(e for e in _edges(old, name) if e.id not in new.edges)))
        for name, node in new.nodes.items()
    }
    for name, node in gone.items():
        nodes[name] = replace(node, edges=tuple(edge for edge in node.edges if edge.id not in new.edges))
    listed = {stage.id for stage in new.stages}
    stages = (*new.stages, *(stage for stage in old.stages if stage.id not in listed))
    return replace(new, nodes=_in_order(nodes), stages=stages)


def _edges(pathway: Pathway, name: str) -> tuple[Edge, ...]:
    return pathway.nodes[name].edges if name in pathway.nodes else ()


def _in_order(nodes: Mapping[str, Node]) -> dict[str, Node]:
    """`nodes` with sources before their targets where that can be: two versions together may go round in a circle."""
    order: dict[str, Node] = {}
    waiting = dict(nodes)
    while waiting:
        targets = {edge.target for node in waiting.values() for edge in node.edges}
        free = [name for name in waiting if name not in targets] or [next(iter(waiting))]
        for name in free:
            order[name] = waiting.pop(name)
    return order
