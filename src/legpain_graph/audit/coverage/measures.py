"""The table of measures: what each is called, and what makes the list of things that it counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from legpain_graph.audit.coverage.conditions import mcdc, thresholds
from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible
from legpain_graph.audit.coverage.graph import edges, nodes, outcomes, unknowns
from legpain_graph.audit.coverage.paths import paths, walking
from legpain_graph.audit.coverage.sample import Sample
from legpain_graph.audit.coverage.statements import statements
from legpain_graph.audit.coverage.witnesses import witnesses

Key = tuple[str, str]
"""A measure and an item of it."""

LISTS: Final[Mapping[str, tuple[str, Callable[[Sample], Iterator[CoverageGoal]]]]] = {
    "nodes": ("nodes reached", nodes),
    "edges": ("edges walked", edges),
    "outcomes": ("outcomes of decisions", outcomes),
    "mcdc": ("atoms of guards (MC/DC, masking)", mcdc),
    "thresholds": ("sides of thresholds", thresholds),
    "unknowns": ("edges met unknown", unknowns),
    "statements": ("statements encoded", statements),
}
"""Each measure that is a list whatever the solver says. Paths are not: the solver says which way it is worth to go on."""
PATHS: Final = ("paths", "paths from start to stop")


def every(feasible: Feasible, only: Collection[str] = ()) -> Iterator[tuple[str, str, list[CoverageGoal]]]:
    """Every measure, or those of `only`: its id, its title, and its wants."""
    for name, (title, goals) in LISTS.items():
        if not only or name in only:
            yield name, title, list(goals(feasible.walked))
        if name == "outcomes" and (not only or PATHS[0] in only):
            yield *PATHS, list(paths(feasible))


def shown(feasible: Feasible, goals: Mapping[Key, CoverageGoal]) -> set[Key]:
    """Those of `goals` that a patient meets who is made for it without the solver, so that it need not be asked."""
    goals = {key: goal for key, goal in goals.items() if not (goal.met or goal.rule or goal.verdict)}
    nodes = {goal.node or feasible.pathway.edges[goal.edge].source for goal in goals.values() if goal.node or goal.edge}
    feasible.samples = witnesses(feasible, nodes)
    lists = {key: goal for key, goal in goals.items() if key[0] in LISTS and goal.exact is None}
    found = {key for sample, _ in feasible.samples[1:] for key, who in met(sample, lists).items() if who}
    for key, goal in goals.items():
        if goal.exact is not None and feasible.variants.can_be(*goal.exact):
            found.add(key)
    return found


def met(walked: Sample, goals: Mapping[Key, CoverageGoal]) -> dict[Key, int]:
    """Of each of `goals` the cases of `walked` that cover it, as bits."""
    covering = {key: walking(walked, goal.chain) for key, goal in goals.items() if goal.chain}
    for name in {name for name, _ in goals if name in LISTS}:
        for goal in LISTS[name][1](walked):
            if (name, goal.id) in goals:
                covering[name, goal.id] = goal.met
    return covering
