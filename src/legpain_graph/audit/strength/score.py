"""The strength of the proof: of all small faults that weaken a pathway, how many a safety rule refutes.

    found = strength(pathway, workers=2)
    found.words, shares(found)

A fault that no rule refutes is shown with the smallest patient who is weaker, and the rule that would catch it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from legpain_graph.audit.mutation.operators import Mutation, Mutator
from legpain_graph.audit.mutation.score import loader_faults, shared, spread
from legpain_graph.audit.result import CoverageItem, CoverageState, Measure
from legpain_graph.audit.strength.catching import Catching
from legpain_graph.audit.strength.refuting import Refutation, Refuting
from legpain_graph.model.pathway import Pathway
from legpain_graph.proof.solver import SECONDS

PARTS: Final = 2
"""Parts of all mutants, each of which makes the formulas anew."""
SHOWN: Final = 60
"""Survivors that are shown with their patient, spread evenly where there are more: each takes seconds."""
NOT_WEAKER: Final = "no complete patient is less urgent, loses or is given anything, which is proven"
NOTHING_LOST: Final = "no complete patient loses or is given anything, which is proven"
"""The same where endings are treatments."""


class _Job(NamedTuple):
    pathway: Pathway
    seconds: float


class _Found(NamedTuple):
    """What was found of one change: refused by the loader, and what the rules say."""

    number: int
    refused: bool = False
    weaker: bool = False
    rules: tuple[str, ...] = ()
    undecided: bool = False
    ways: str = ""


def strength(
    pathway: Pathway, *, solver_seconds: float = SECONDS, sample: int | None = None, workers: int = 1
) -> Measure:
    """Every mutant that the loader takes, or `sample` of them spread evenly: covered where a rule refutes it, by the ids of the rules
    in `cases`; infeasible where nobody is weaker.

    `solver_seconds`: for one question; `workers`: processes
    errors: RequestError without the solver
    """
    changes = list(Mutator(pathway).changes())
    chosen = spread(len(changes), sample)
    job = _Job(pathway, solver_seconds)
    found = {one.number: one for one in shared(_refuted, job, chosen, PARTS, workers)}
    survivors = [number for number in chosen if found[number].weaker and not found[number].rules]
    shown = [survivors[at] for at in spread(len(survivors), SHOWN)]
    caught = dict(shared(_caught, job, shown, PARTS, workers))
    items = [
        _item(changes[number], found[number], caught.get(number)) for number in chosen if not found[number].refused
    ]
    return Measure("strength", "weakening mutants refuted by a rule", tuple(items))


def shares(measure: Measure) -> Counter[str]:
    """For each rule how many of the weakening mutants it refutes."""
    return Counter(rule for item in measure.items for rule in item.cases)


def _item(change: Mutation, found: _Found, caught: CoverageItem | None) -> CoverageItem:
    if caught is not None:
        return caught
    state = (
        CoverageState.COVERED if found.rules
        else CoverageState.UNCOVERED if found.weaker
        else CoverageState.UNDECIDED if found.undecided
        else CoverageState.INFEASIBLE
    )  # fmt: skip
    why = {
        CoverageState.INFEASIBLE: NOT_WEAKER if change.pathway.ordered else NOTHING_LOST,
        CoverageState.UNCOVERED: found.ways,
    }.get(state, "")
    return CoverageItem(change.id, change.what, state, change.place, found.rules, why)


def _refuted(job: _Job, numbers: Sequence[int]) -> Iterator[_Found]:
    changes = list(Mutator(job.pathway).changes())
    asking = Refuting(job.pathway, [changes[number].pathway for number in numbers], job.seconds)
    known = loader_faults(job.pathway)
    for number in numbers:
        refutation = asking.refutation(changes[number].pathway)
        refused = bool(refutation.weaker and loader_faults(changes[number].pathway) - known)
        yield _Found(number, refused, refutation.weaker, refutation.rules, refutation.undecided, _words(refutation))


def _words(refutation: Refutation) -> str:
    return (
        f"somebody loses or is given: {'; '.join(f'{way.kind} {way.what}' for way in refutation.ways[:3])}"
        if refutation.ways
        else ""
    )


def _caught(job: _Job, numbers: Sequence[int]) -> Iterator[tuple[int, CoverageItem]]:
    """The survivors of these numbers, each with the patient and the rule that would catch it."""
    changes = {number: change for number, change in enumerate(Mutator(job.pathway).changes()) if number in set(numbers)}
    pathways = [change.pathway for change in changes.values()]
    asking, catching = Refuting(job.pathway, pathways, job.seconds), Catching(job.pathway, pathways, job.seconds)
    for number, change in changes.items():
        caught = catching.caught(change.pathway, asking.ways(change.pathway))
        if caught is not None:
            why = f"no rule refutes it; this would: {caught.claim}"
            yield (
                number,
                CoverageItem(
                    change.id, change.what, CoverageState.UNCOVERED, change.place, why=why, witness=caught.case
                ),
            )
