"""Statements that the pathway encodes, met by a case: at a node, an edge, a finding or a derived finding that cites them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from legpain_graph.audit.coverage.conditions import compared
from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible, Query
from legpain_graph.audit.coverage.sample import Sample
from legpain_graph.model.guard.ir import Guard, Named, Quantity, Score
from legpain_graph.model.trace import Encoding, trace

if TYPE_CHECKING:
    from legpain_graph.engine.smt import Bit

KINDS = frozenset({"node", "line", "safety net", "edge", "finding", "derived"})
"""What a patient can meet; a safety rule that cites a statement is proven, not met."""


def statements(walked: Sample) -> Iterator[CoverageGoal]:
    """Every statement or decision that is encoded: a node surely reached, an edge surely walked, a finding recorded or a derived
    finding surely true cites it."""
    pathway = walked.pathway
    for name, places in trace(pathway).by_statement.items():
        several = [place for place in places if place.kind in KINDS]
        if several:
            statement = pathway.statements[name]
            met = 0
            for place in several:
                met |= _met(walked, place)
            first = next((place for place in several if place.kind in ("node", "line", "edge")), None)
            node = first.id if first is not None and first.kind != "edge" else ""
            edge = first.id if first is not None and first.kind == "edge" else ""
            yield CoverageGoal(name, statement.text, met, _asks(several), statement.place, node=node, edge=edge)


def _met(walked: Sample, place: Encoding) -> int:
    """The cases that meet what cites a statement."""
    match place.kind:
        case "node" | "line":
            return walked.at(place.id)
        case "edge":
            return walked.walked[place.id]
        case "safety net":
            met = 0
            for node in walked.pathway.nodes.values():
                met |= walked.at(node.id) if node.safety_net == place.id else 0
            return met
        case "finding":
            met = 0
            for cases in walked.values[place.id].values():
                met |= cases
            return met
        case _:
            formula = walked.pathway.vocabulary.derived[place.id].formula
            if not isinstance(formula, Score | Quantity):
                return walked.meaning.guard(Named(place.id)).surely
            met = 0
            for comparison in compared(walked.pathway, place.id):
                met |= walked.meaning.guard(comparison).surely
            return met


def _asks(places: list[Encoding]) -> Query:
    """That a patient meets one of `places`."""
    from legpain_graph.engine.smt import disj

    return lambda feasible: [disj(bit for place in places for bit in _ask(feasible, place))]


def _ask(feasible: Feasible, place: Encoding) -> Iterator[Bit]:
    from legpain_graph.engine.smt import conj

    pathway, order = feasible.pathway, feasible.space.order
    match place.kind:
        case "node" | "line":
            if place.id in order.node_number:
                yield feasible.reached(place.id)
        case "edge":
            if place.id in order.edge_number:
                yield conj([feasible.reached(pathway.edges[place.id].source), feasible.walked_edge(place.id)])
        case "safety net":
            yield from (feasible.reached(node.id) for node in pathway.nodes.values() if node.safety_net == place.id)
        case "finding":
            yield from (feasible.solver.exactly(place.id, cell) for cell in range(len(feasible.space.cells[place.id])))
        case _:
            formula = pathway.vocabulary.derived[place.id].formula
            guards: Sequence[Guard] = (
                [Named(place.id)] if not isinstance(formula, Score | Quantity) else compared(pathway, place.id)
            )
            yield from (feasible.space.guard(guard).surely for guard in guards)
