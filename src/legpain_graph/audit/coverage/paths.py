"""Paths from the start to a stop: chains of edges that one case surely walks, all of them.

There are many, and most begin alike: the cases and the solver are asked about each beginning once, and where no patient goes on that
way nothing below it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_
from time import perf_counter
from typing import Final

from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible, Query, within
from legpain_graph.audit.coverage.sample import Sample
from legpain_graph.audit.result import CoverageState
from legpain_graph.model.pathway import Edge, Pathway

MOST: Final = 20_000
"""More paths than so many are not looked at one by one."""


def count(pathway: Pathway) -> int:
    """How many paths lead from the start to a stop along edges that a walk can choose."""
    below: dict[str, int] = {}
    for node in reversed(pathway.nodes.values()):
        below[node.id] = sum(below[edge.target] for edge in node.walkable) if node.walkable else 1
    return below[pathway.start]


def paths(feasible: Feasible) -> Iterator[CoverageGoal]:
    """Every path, with what the solver said of it."""
    pathway = feasible.pathway
    several = count(pathway)
    if several > MOST:
        why = f"more than {MOST:,} paths are not looked at one by one"
        yield CoverageGoal(
            "paths", f"{several:,} paths", 0, lambda _: [], verdict=(CoverageState.UNDECIDED, why), many=several
        )
    else:
        yield from _from(feasible, pathway.start, (), feasible.walked.everyone)


def walking(walked: Sample, chain: Sequence[str]) -> int:
    """The cases that surely walk every edge of a path, as bits."""
    return reduce(and_, (walked.walked[edge] for edge in chain), walked.everyone)


def _from(feasible: Feasible, node: str, before: tuple[Edge, ...], cases: int, why: str = "") -> Iterator[CoverageGoal]:
    """The paths that begin with `before`, which `cases` walk so far; `why` no patient does, where none does."""
    exits = feasible.pathway.nodes[node].walkable
    if not exits:
        state = CoverageState.INFEASIBLE if why else CoverageState.UNCOVERED
        if why.startswith("the solver"):
            state = CoverageState.UNDECIDED
        title = " > ".join(feasible.pathway.nodes[edge.target].title for edge in before)
        chain = tuple(edge.id for edge in before)
        yield CoverageGoal(
            name(before), title, cases, _walks(before), before[-1].place, node=node, verdict=(state, why), chain=chain
        )
    for edge in exits:
        further = (*before, edge)
        left = cases & feasible.walked.walked[edge.id]
        found = why or ("" if left else _why_not(feasible, further))
        yield from _from(feasible, edge.target, further, left, found)


def _walks(chain: Sequence[Edge]) -> Query:
    """That a patient surely walks `chain` from the start."""
    return lambda feasible: [feasible.walked_edge(edge.id) for edge in chain]


def _why_not(feasible: Feasible, chain: Sequence[Edge]) -> str:
    """Why no patient walks `chain`; empty where one does."""
    from legpain_graph.proof.solver import Verdict

    bits = _walks(chain)(feasible)
    begun = perf_counter()
    verdict = feasible.solver.can(*bits)
    if verdict is Verdict.PROVEN:
        return f"no patient walks {name(chain)}: proven by the solver, {within(perf_counter() - begun)}"
    if verdict is Verdict.UNDECIDED:
        return f"the solver did not find out within {feasible.seconds:g} s whether a patient walks {name(chain)}"
    return ""


def name(chain: Sequence[Edge]) -> str:
    """The id of a path: its first edge, then of each further one what tells it from its siblings."""
    text = chain[0].id
    for edge in chain[1:]:
        text += (
            edge.id.removeprefix(edge.source)
            if edge.id.startswith(f"{edge.source}>")
            else f">({edge.id})>{edge.target}"
        )
    return text
