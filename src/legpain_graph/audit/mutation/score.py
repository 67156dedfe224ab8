"""The mutation score: of every small fault that an author could make, whether a worked case notices it, or nobody can.

    found = mutants(pathway, [read_case_file(path) for path in paths])

A fault that the loader's own rules find is left out. One that no case notices is put to the solver: is there a patient at all who can
tell? Where none is, it is no fault; else that patient is the case that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple, TypeVar

from legpain_graph.audit.coverage.walked_cases import WalkedCases
from legpain_graph.audit.mutation.equivalence import Equivalence
from legpain_graph.audit.mutation.kills import Kills
from legpain_graph.audit.mutation.operators import Mutation, Mutator
from legpain_graph.audit.mutation.survivor_cases import SurvivorCases, in_full
from legpain_graph.audit.result import Mutant
from legpain_graph.case.facts import Case
from legpain_graph.case.read import CaseFile
from legpain_graph.errors import Issue
from legpain_graph.load.rules import broken_rules
from legpain_graph.model.guard.ir import names_read
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.traversal import every_guard
from legpain_graph.proof.solver import SECONDS, Verdict

PARTS: Final = 2
"""Parts of all mutants, each of which walks the cases anew."""
TOGETHER: Final = 15
"""Mutants that one solver is asked about: what it was distinction of all before makes it slow."""
MANY: Final = 20
"""Mutants for which a second process pays: it takes half a second to start."""


class _Job(NamedTuple):
    """What is asked about each mutant: `missing` are the cases that are written anyway, None where none are."""

    pathway: Pathway
    cases: Sequence[CaseFile]
    seconds: float
    missing: Sequence[CaseFile] | None


class _Fate(NamedTuple):
    """What became of a change before the solver was asked: the case that killed it, why the loader refuses it, or the missing case
    that would tell."""

    number: int
    case: str | None = None
    refused: str = ""
    witness: Case | None = None

    @property
    def known(self) -> bool:
        return self.case is not None or bool(self.refused) or self.witness is not None


def mutants(
    pathway: Pathway,
    cases: Sequence[CaseFile],
    *,
    solver_seconds: float = SECONDS,
    sample: int | None = None,
    workers: int = 1,
    missing: Sequence[CaseFile] | None = None,
) -> tuple[Mutant, ...]:
    """Every mutant of `pathway`, or `sample` of them spread evenly, with its state and what shows it.

    `solver_seconds`: for one question; `workers`: processes; `missing`: cases that are to be written. Where that is given, the
    patient who can tell of a mutant is one of them or else like a worked case; without it the smallest. Cases that do not end as they
    expect kill nothing.
    errors: RequestError without the solver, where it is needed
    """
    changes = list(Mutator(pathway).changes())
    chosen = spread(len(changes), sample)
    job = _Job(pathway, cases, solver_seconds, missing)
    fates = {fate.number: fate for fate in shared(_fates, job, chosen, PARTS, workers)}
    left = [number for number in chosen if not fates[number].known]
    found = dict(shared(_asked_of_the_solver, job, left, -(-len(left) // TOGETHER), workers))
    return tuple(found.get(number) or _settled(changes[number], fates[number]) for number in chosen)


J = TypeVar("J")
R = TypeVar("R")
Task = Callable[[J, Sequence[int]], Iterator[R]]
"""What is found of the mutants of these numbers."""


def shared(task: Task[J, R], job: J, numbers: Sequence[int], count: int, workers: int) -> list[R]:
    """What `task` finds of `numbers`, in `count` parts, `workers` of them at a time.

    Each has a process that starts afresh: no thread or solver of this one is copied, and whom the solver shows does not depend on
    what it was asked before.
    """
    parts = [numbers[at::count] for at in range(min(count, len(numbers)))]
    if workers < 2 or len(numbers) < MANY:
        return [found for part in parts for found in task(job, part)]
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    from multiprocessing import get_context

    def alone(part: Sequence[int]) -> list[R]:
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            return process.submit(_listed, task, job, part).result()

    with ThreadPoolExecutor(workers) as threads:
        return [found for each in threads.map(alone, parts) for found in each]


def _listed(task: Task[J, R], job: J, numbers: Sequence[int]) -> list[R]:
    import gc

    gc.freeze()  # the pathway and its cases stay: they need not be looked through again and again
    return list(task(job, numbers))


SURVIVED: Final = "a patient can tell, and no case does"


def _settled(change: Mutation, fate: _Fate) -> Mutant:
    if fate.witness is not None:
        return Mutant(change.id, change.what, "survived", change.place, witness=fate.witness, why=SURVIVED)
    state = "refused" if fate.refused else "killed"
    return Mutant(change.id, change.what, state, change.place, fate.case or "", why=fate.refused)


def spread(count: int, sample: int | None) -> list[int]:
    """The numbers below `count`, or so many of them at even distances."""
    if sample is None or sample >= count:
        return list(range(count))
    return [count * at // sample for at in range(sample)]


def _fates(job: _Job, numbers: Sequence[int]) -> Iterator[_Fate]:
    """What becomes of the changes of these numbers."""
    changes = list(Mutator(job.pathway).changes())
    known = loader_faults(job.pathway)
    kills = Kills(job.pathway, job.cases)
    missing = Kills(job.pathway, in_full(job.pathway, [source.case for source in job.missing or ()]))
    for number in numbers:
        changed = changes[number].pathway
        refused = next((issue for issue in _broken(changed) if (issue.code, issue.message) not in known), None)
        if refused is not None:
            yield _Fate(number, refused=f"the loader refuses it: {refused.message}")
            continue
        killer = next((kills.sources[at] for at in kills.by(changed)), None)
        if killer is not None:
            yield _Fate(number, killer.case.id or killer.file)
        else:
            yield _Fate(number, witness=next((missing.sources[at].case for at in missing.by(changed)), None))


def loader_faults(pathway: Pathway) -> set[tuple[str, str]]:
    """The faults that the loader's rules find, by code and message."""
    return {(issue.code, issue.message) for issue in _broken(pathway)}


def _broken(pathway: Pathway) -> list[Issue]:
    """The faults that the loader's rules find, which know what guards read."""
    words = pathway.vocabulary
    used = set(chain.from_iterable(map(names_read, every_guard(pathway))))
    used.update(words.constants)  # a guard holds the number alone
    return broken_rules(pathway, sound=True, used=frozenset(used))


def _asked_of_the_solver(job: _Job, numbers: Sequence[int]) -> Iterator[tuple[int, Mutant]]:
    """What the solver says of the changes of these numbers, which no case killed."""
    changes = list(Mutator(job.pathway).changes())
    equivalence = Equivalence(job.pathway, [changes[number].pathway for number in numbers], job.seconds)
    near = None if job.missing is None else SurvivorCases(WalkedCases(job.pathway, job.cases), job.seconds)
    for number in numbers:
        change = changes[number]
        distinction, ordered = equivalence.distinction(change.pathway), change.pathway.ordered
        if near is not None and distinction.witness is not None:
            distinction = distinction._replace(witness=near.case(equivalence, distinction, change.pathway))
        state, why = {
            Verdict.PROVEN: (
                "equivalent",
                f"no patient's path or {'urgency' if ordered else 'ending'} is another, which is proven",
            ),
            Verdict.REFUTED: ("survived", SURVIVED),
            Verdict.UNDECIDED: (
                "undecided",
                "no case tells; whether a patient can was not found in the time",
            ),
        }[distinction.verdict]
        yield number, Mutant(change.id, change.what, state, change.place, witness=distinction.witness, why=why)
