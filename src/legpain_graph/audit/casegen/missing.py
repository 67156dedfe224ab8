"""The cases that would close what is open: each a worked case as it stands, changed in as little as will do.

A generated patient starts as the worked case that comes closest, and the solver gives up of it only what it must; so it reads like a
patient, and what was changed is said. What is expected is what the walk says: a clinician confirms it, or finds a fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, Final

from legpain_graph.audit.casegen.nearest import NearestCase
from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible
from legpain_graph.audit.coverage.measures import Key, met
from legpain_graph.audit.coverage.walked_cases import WalkedCases
from legpain_graph.audit.result import Audit
from legpain_graph.case.facts import Case
from legpain_graph.case.read import CaseFile
from legpain_graph.walk.result import Walk

WHO: Final = "Generated: expected outcome to be confirmed by a clinician."
BATCH: Final = 4
"""Patients made between two looks at what they cover."""
JOINED: Final = 6
"""Paths that one patient is made for, at most: with more of them it would read like no patient."""
TRIED: Final = 40
"""Further paths that are looked at for that."""


class Missing:
    """Makes cases for what is open: `goals` by measure and item, and `meets`, which says of other cases what they cover of it."""

    def __init__(self, feasible: Feasible, goals: dict[Key, CoverageGoal]) -> None:
        self.feasible, self.goals = feasible, goals
        self.walked, self.pathway = feasible.walked, feasible.pathway
        self.nearest = NearestCase(feasible)
        nodes = self.pathway.nodes
        self.usual = {node for node in nodes if self.walked.sources and self.walked.at(node) == self.walked.everyone}

    def cases(self) -> tuple[list[CaseFile], dict[Key, Case]]:
        """A small set of cases that cover what is open and can be covered, and of each such thing one that covers it."""
        todo = dict(self.goals)
        made: list[Case] = []
        covers: list[set[Key]] = []
        while todo:
            batch: list[Case] = []
            waiting: dict[Key, CoverageGoal] = {}
            while todo and len(batch) < BATCH:
                goal, joined = self._joined(todo)
                first, *rest = joined
                todo.pop(first)
                waiting.update({key: todo.pop(key) for key in rest})
                if (case := self.nearest.patient(goal)) is not None:
                    batch.append(case)
            todo = {**waiting, **todo}
            if not batch:
                continue
            covering = met(
                WalkedCases(self.pathway, [CaseFile(case) for case in batch], self.walked.walker), self.goals
            )
            for number, case in enumerate(batch):
                made.append(case)
                covers.append({key for key, cases in covering.items() if cases >> number & 1})
                for key in covers[-1]:
                    todo.pop(key, None)
        chosen = smallest(covers)
        files: list[CaseFile] = []
        shows: dict[Key, Case] = {}
        for number, index in enumerate(chosen, 1):
            source = generated(self.walked.walker.walk(made[index]), number, self.usual)
            files.append(source)
            for key in covers[index]:
                shows.setdefault(key, source.case)
        return files, shows

    def _joined(self, todo: Mapping[Key, CoverageGoal]) -> tuple[CoverageGoal, list[Key]]:
        """What is wanted of one patient: the first of `todo`, and where that is a path, some of those after it that the same patient
        can walk. Paths part late, and a patient may well have two problems at once."""
        from legpain_graph.proof.solver import Verdict

        keys = list(todo)
        goal, joined = todo[keys[0]], keys[:1]
        if not goal.chain:
            return goal, joined
        edges = dict.fromkeys(goal.chain)
        for other in [key for key in keys[1:] if todo[key].chain][:TRIED]:
            both = edges | dict.fromkeys(todo[other].chain)
            if self.feasible.solver.can(*map(self.feasible.walked_edge, both)) is Verdict.REFUTED:
                edges = both
                joined.append(other)
                if len(joined) == JOINED:
                    break
        return replace(goal, ask=lambda feasible: [feasible.walked_edge(edge) for edge in edges]), joined


def generated(walk: Walk, number: int, usual: Set[str]) -> CaseFile:
    """The case of a walk with a name, and with what the walk says as what is expected, except the nodes that are `usual`."""
    case = walk.case
    named = replace(case, id=f"audit-{number:03d}-{case.id}".rstrip("-")[:80], who=f"{WHO} {case.who}".strip())
    return CaseFile(named, expect=expected(walk, usual), statements=cited(walk))


def with_missing_cases(audit: Audit, files: Sequence[CaseFile], shows: Mapping[Key, Case]) -> Audit:
    """The audit with the generated cases, and with one of them beside each thing that it would cover."""
    measures = tuple(
        replace(each, items=tuple(replace(item, witness=shows.get((each.id, item.id))) for item in each.items))
        for each in audit.measures
    )
    return replace(audit, measures=measures, missing=tuple(file.case for file in files), files=tuple(files))


def smallest(covers: Sequence[set[Key]]) -> list[int]:
    """The numbers of a few of `covers` that together have everything: always the one that adds most."""
    left = set[Key]().union(*covers)
    chosen = []
    while left:
        best = max(range(len(covers)), key=lambda number: (len(covers[number] & left), -number))
        chosen.append(best)
        left -= covers[best]
    return sorted(chosen)


def expected(walk: Walk, usual: Set[str] = frozenset()) -> dict[str, Any]:
    """What a walk says, as the `expect` block of a case; `usual` are nodes that need not be said."""
    bounds = {"floor": walk.floor.id, "ceiling": walk.ceiling.id} if walk.pathway.ordered else {}
    found: dict[str, Any] = {**bounds, "settled": walk.settled}
    lists = {
        "diagnoses": list(walk.diagnoses),
        "reaches": [step.node.id for step in walk.path if step.node.id not in usual],
        "asks": [ask.finding for ask in (*walk.decides_urgency, *walk.decides_plan)],
    }
    return found | {key: names for key, names in lists.items() if names}


def cited(walk: Walk) -> tuple[str, ...]:
    """The statements of the outcomes and working diagnoses met, or where none is met of all that is."""
    nodes = [step.node for step in walk.path if step.node.urgency is not None or step.node.diagnosis]
    nodes = nodes or [step.node for step in walk.path]
    return tuple(dict.fromkeys(name for node in nodes for name in node.statements))
