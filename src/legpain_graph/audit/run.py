"""The audit of a pathway: what its worked cases cover of what any patient could, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from legpain_graph.audit.result import Audit
    from legpain_graph.case.read import CaseFile
    from legpain_graph.model.pathway import Pathway

SECONDS: Final = 10.0
"""Default time for one question to the solver."""


def audit(
    pathway: Pathway,
    cases: Sequence[CaseFile],
    *,
    seconds: float = SECONDS,
    only: Collection[str] = (),
    missing: bool = False,
    mutants: bool = False,
    strength: bool = False,
    sample: int | None = None,
    workers: int = 1,
) -> Audit:
    """The audit of `pathway` by `cases`; with `missing` also the cases that would close what is open, with `mutants` the mutation
    score, and with `strength` how much the safety rules refute, of `sample` of them where that is given, made by so many `workers`.

    `only` are the measures to make, without the checks of the pathway.

    units:  `seconds` for one question to the solver
    errors: CaseError with every fault of every case; RequestError where the solver is not installed
    """
    from dataclasses import replace

    from legpain_graph.audit import lint
    from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible
    from legpain_graph.audit.coverage.measures import every, shown
    from legpain_graph.audit.coverage.walked_cases import WalkedCases
    from legpain_graph.audit.result import Audit, CoverageState, Measure
    from legpain_graph.audit.waivers import waived

    spent: dict[str, float] = {}
    lap = _lap(spent)
    walked = WalkedCases(pathway, cases)
    failed = tuple(walked.failures())
    lap("cases")
    feasible = Feasible(walked, seconds)
    excused = {(waiver.measure, name) for waiver in pathway.waivers for name in waiver.items}
    measures: dict[str, Measure] = {}
    todo: dict[tuple[str, str], CoverageGoal] = {}
    lists = list(every(feasible, only))
    lap("goals")
    seen = shown(feasible, {(name, goal.id): goal for name, _, goals in lists for goal in goals})
    lap("patients")
    for name, title, goals in lists:
        measures[name] = Measure(
            name, title, tuple(feasible.item(goal, shown=(name, goal.id) in seen) for goal in goals)
        )
        both = zip(goals, measures[name].items, strict=True)
        todo.update({(name, goal.id): goal for goal, item in both if item.state is CoverageState.UNCOVERED})
        lap(name)
    issues = () if only else tuple(lint.issues(feasible))
    lap("checks")
    found = Audit(pathway, walked.ids, tuple(measures.values()), failed, issues, seconds=spent)
    if missing:
        from legpain_graph.audit.casegen.missing import Missing, with_missing_cases

        several = Missing(feasible, {key: goal for key, goal in todo.items() if key not in excused})
        found = with_missing_cases(found, *several.cases())
        lap("missing")
    if mutants:
        from legpain_graph.audit.mutation.score import mutants as made

        files = found.files if missing else None
        survey = made(pathway, cases, solver_seconds=seconds, sample=sample, workers=workers, missing=files)
        found = replace(found, mutants=survey)
        lap("mutants")
    if strength:
        from legpain_graph.audit.strength.score import strength as measured

        proof = measured(pathway, solver_seconds=seconds, sample=sample, workers=workers)
        found = replace(found, measures=(*found.measures, proof))
        lap("strength")
    found = waived(found)
    if missing and mutants:
        from legpain_graph.audit.mutation.survivor_cases import with_survivor_cases

        found = with_survivor_cases(found, several.usual)
        lap("their cases")
    return found


def _lap(spent: dict[str, float]) -> Callable[[str], None]:
    """Notes under a name the seconds since the last time."""
    from time import perf_counter

    last = perf_counter()

    def lap(name: str) -> None:
        nonlocal last
        now = perf_counter()
        spent[name], last = now - last, now

    return lap
