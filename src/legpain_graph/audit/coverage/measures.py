"""The table of measures: what each is called, and what makes the list of things that it counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from legpain_graph.audit.coverage.conditions import mcdc, thresholds
from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible
from legpain_graph.audit.coverage.graph import edges, nodes, outcomes, unknowns
from legpain_graph.audit.coverage.paths import paths, walking
from legpain_graph.audit.coverage.statements import statements
from legpain_graph.audit.coverage.walked_cases import WalkedCases

Key = tuple[str, str]
"""A measure and an item of it."""

LISTS: Final[Mapping[str, tuple[str, Callable[[WalkedCases], Iterator[CoverageGoal]]]]] = {
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


def met(walked: WalkedCases, goals: Mapping[Key, CoverageGoal]) -> dict[Key, int]:
    """Of each of `goals` the cases of `walked` that cover it, as bits."""
    covering = {key: walking(walked, goal.chain) for key, goal in goals.items() if goal.chain}
    for name in {name for name, _ in goals if name in LISTS}:
        for goal in LISTS[name][1](walked):
            if (name, goal.id) in goals:
                covering[name, goal.id] = goal.met
    return covering
