"""The mutation score: of every small fault that an author could make, whether a worked case notices it, or nobody can.

    found = mutants(pathway, [read_case_file(path) for path in paths])

A fault that the loader's own rules find is left out. One that no case notices is put to the solver: is there a patient at all who can
tell? Where none is, it is no fault; else that patient is the case that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple, TypeVar

from legpain_graph.audit.mutate import Change, Mutator, every_guard, read_by
from legpain_graph.audit.noticed import Noticing
from legpain_graph.audit.result import Mutant
from legpain_graph.audit.tell import Telling
from legpain_graph.casefile import CaseFile
from legpain_graph.errors import Issue
from legpain_graph.load.rules import broken_rules
from legpain_graph.model import Pathway
from legpain_graph.solve import SECONDS, Verdict

PARTS: Final = 2
TOGETHER: Final = 40
"""Mutants that one solver is asked about: what it was told of all before makes it slow."""
MANY: Final = 20
"""Mutants for which a second process pays: it takes half a second to start."""


class _Fate(NamedTuple):
    """What became of a change before the solver was asked: the case that killed it, or why the loader refuses it."""

    number: int
    case: str | None = None
    refused: str = ""


def mutants(
    pathway: Pathway,
    cases: Sequence[CaseFile],
    *,
    solver_seconds: float = SECONDS,
    sample: int | None = None,
    workers: int = 1,
) -> tuple[Mutant, ...]:
    """Every mutant of `pathway`, or `sample` of them spread evenly, with its state and what shows it.

    `solver_seconds`: for one question; `workers`: processes. Cases that do not end as they expect notice nothing.
    errors: RequestError without the solver, where it is needed
    """
    changes = list(Mutator(pathway).changes())
    chosen = _spread(len(changes), sample)
    fates = {fate.number: fate for fate in _shared(_fates, pathway, cases, chosen, workers, solver_seconds)}
    left = [number for number in chosen if fates[number].case is None and not fates[number].refused]
    found = dict(_shared(_told, pathway, cases, left, workers, solver_seconds)) if left else {}
    return tuple(found.get(number) or _settled(changes[number], fates[number]) for number in chosen)


R = TypeVar("R")
_Task = Callable[[Pathway, Sequence[CaseFile], Sequence[int], float], Iterator[R]]


def _shared(
    task: _Task[R], pathway: Pathway, cases: Sequence[CaseFile], numbers: Sequence[int], workers: int, seconds: float
) -> list[R]:
    """What `task` finds of `numbers`, in parts that are the same whatever the number of processes.

    Processes start afresh, so that no thread or solver of this one is copied.
    """
    parts = [numbers[at::PARTS] for at in range(PARTS)]
    if workers < 2 or len(numbers) < MANY:
        return [found for part in parts if part for found in task(pathway, cases, part, seconds)]
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(min(workers, PARTS), get_context("spawn")) as pool:
        running = [pool.submit(_listed, task, pathway, cases, part, seconds) for part in parts]
        return [found for each in running for found in each.result()]


def _listed(
    task: _Task[R], pathway: Pathway, cases: Sequence[CaseFile], numbers: Sequence[int], seconds: float
) -> list[R]:
    return list(task(pathway, cases, numbers, seconds))


def _settled(change: Change, fate: _Fate) -> Mutant:
    state = "refused" if fate.refused else "killed"
    return Mutant(change.id, change.what, state, change.place, fate.case or "", why=fate.refused)


def _spread(count: int, sample: int | None) -> list[int]:
    """The numbers below `count`, or so many of them at even distances."""
    if sample is None or sample >= count:
        return list(range(count))
    return [count * at // sample for at in range(sample)]


def _fates(pathway: Pathway, cases: Sequence[CaseFile], numbers: Sequence[int], _: float) -> Iterator[_Fate]:
    """What becomes of the changes of these numbers."""
    changes = list(Mutator(pathway).changes())
    known = {(issue.code, issue.message) for issue in _broken(pathway)}
    noticing = Noticing(pathway, cases)
    for number in numbers:
        changed = changes[number].pathway
        refused = next((issue for issue in _broken(changed) if (issue.code, issue.message) not in known), None)
        if refused is not None:
            yield _Fate(number, refused=f"the loader refuses it: {refused.message}")
            continue
        killer = noticing.by(changed)
        yield _Fate(number, killer.case.id or killer.file if killer is not None else None)


def _broken(pathway: Pathway) -> list[Issue]:
    """The faults that the loader's rules find, which know what guards read."""
    words = pathway.vocabulary
    used = set(chain.from_iterable(map(read_by, every_guard(pathway))))
    used.update(words.constants)  # a guard holds the number alone
    return broken_rules(pathway, sound=True, used=frozenset(used))


def _told(
    pathway: Pathway, _: Sequence[CaseFile], numbers: Sequence[int], seconds: float
) -> Iterator[tuple[int, Mutant]]:
    """What the solver says of the changes of these numbers, which no case noticed."""
    changes = list(Mutator(pathway).changes())
    for at, number in enumerate(numbers):
        if at % TOGETHER == 0:
            telling = Telling(pathway, [changes[one].pathway for one in numbers[at : at + TOGETHER]], seconds)
        change = changes[number]
        told = telling.tell(change.pathway)
        state, why = {
            Verdict.PROVEN: ("equivalent", "no patient can tell, which is proven"),
            Verdict.REFUTED: ("survived", "a patient can tell, and no case does"),
            Verdict.UNDECIDED: (
                "undecided",
                "no case tells; whether a patient can was not found in the time",
            ),
        }[told.verdict]
        yield number, Mutant(change.id, change.what, state, change.place, witness=told.witness, why=why)
