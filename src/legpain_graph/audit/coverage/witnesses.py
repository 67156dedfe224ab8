"""Patients who show what can be, made from the worked cases and all looked at together; only what none of them shows is the solver's.

A patient who comes to a node is varied in what is read there, so others come further. Where nobody comes the solver is asked for one,
the last such node first: who gets there meets much on the way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from legpain_graph.audit.coverage.goal import Feasible
from legpain_graph.audit.coverage.sample import Sample
from legpain_graph.audit.coverage.variants import Patient
from legpain_graph.case.facts import Case
from legpain_graph.engine.bitset import Bits
from legpain_graph.errors import CaseError
from legpain_graph.model.pathway import Node

WAYS: Final = 2
"""Patients varied at one node, at most: each takes another way on."""


def witnesses(feasible: Feasible, nodes: Collection[str]) -> list[tuple[Sample, Sequence[Patient]]]:
    """Samples of patients in which all that can happen at `nodes` is likely to happen to somebody; the first are the worked cases."""
    walked, variants = feasible.walked, feasible.variants
    found = list(feasible.samples)
    todo = [node for node in walked.order.nodes if node.id in nodes and node.id not in walked.acting_only]
    new: list[Patient] = [] if walked.sources else [variants.recorded(Case())]
    while todo or new:
        if new:
            found.append((Sample(walked.pathway, [patient.facts for patient in new], walked.order), new))
        new, waiting = [], []
        for node in todo:
            those = list(_who(node, found))
            if those:
                new += _varied(feasible, node, those)
            else:
                waiting.append(node)
        if waiting and not new:
            new += _asked(feasible, waiting.pop())
        todo = waiting
    return found


def _who(node: Node, found: Sequence[tuple[Sample, Sequence[Patient]]]) -> Iterator[Patient]:
    """A patient for each way that somebody takes from a node; any who comes there where nobody goes on surely."""
    seen: set[int] = set()
    for sample, patients in found:
        for cases in (*(sample.walked[edge.id] for edge in node.walkable), sample.at(node.id)):
            if cases and len(seen) < WAYS:
                patient = patients[_first(cases)]
                if id(patient) not in seen:
                    seen.add(id(patient))
                    yield patient


def _first(cases: Bits) -> int:
    return (cases & -cases).bit_length() - 1


def _varied(feasible: Feasible, node: Node, those: Sequence[Patient]) -> Iterator[Patient]:
    """Patients who differ from `those` in what the edges of a node read; and in that something of it is not recorded."""
    variants = feasible.variants
    names = variants.read([edge.guard for edge in node.walkable if edge.guard is not None])
    for patient in those:
        yield from variants.around(patient, names)
        unknown = [name for name in names if name in patient.facts.known]
        for out in (*([name] for name in unknown), unknown):
            if out and (found := variants.changed(patient, dict.fromkeys(out))) is not None:
                yield found


def _asked(feasible: Feasible, node: Node) -> Iterator[Patient]:
    """The solver's patient who comes to a node, where there is one."""
    answer = feasible.solver.ask(feasible.reached(node.id), smallest=False)
    if answer.patient is not None:
        try:
            yield feasible.variants.recorded(feasible.solver.case(answer.patient))
        except CaseError:
            return
