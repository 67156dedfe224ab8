"""Two versions of a pathway: what changed in the files, and what that means for patients, proven or shown."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from legpain_graph.case.read import CaseFile
from legpain_graph.compare.accepted import Refused, refused
from legpain_graph.compare.case_diff import CaseDiff, worked
from legpain_graph.compare.meaning import Effect, Kind, Questions
from legpain_graph.compare.structure import Change, ChangeKind, changes, renamings
from legpain_graph.compare.witness import Witness
from legpain_graph.model.pathway import EdgeKind, Pathway
from legpain_graph.proof.solver import Verdict
from legpain_graph.record import record


@record
class Comparison:
    """All that differs between two versions of a pathway."""

    old: Pathway
    new: Pathway
    changes: tuple[Change, ...]
    same_edges: bool
    """Proven: the same graph, and every edge chosen for the same patients; no question is then left to ask."""
    effects: tuple[Effect, ...]
    """Each question asked of all patients, with its verdict."""
    witnesses: tuple[Witness, ...]
    """Patients for whom something differs, walked by both versions; the gravest first."""
    refused: tuple[Refused, ...]
    """Patients whom only one version accepts."""
    cases: int
    """How many worked cases were walked."""
    worked: tuple[CaseDiff, ...]
    """Those of them that end differently."""
    seconds: float

    @property
    def undecided(self) -> tuple[Effect, ...]:
        """The questions that the solver did not answer in its time."""
        return tuple(effect for effect in self.effects if effect.verdict is Verdict.UNDECIDED)

    @property
    def differs(self) -> tuple[Effect, ...]:
        """The questions that some patient answers."""
        return tuple(effect for effect in self.effects if effect.verdict is Verdict.REFUTED)

    @property
    def nobody(self) -> bool:
        """Proven that no patient changes: whom a version accepts, what a complete patient reaches, the bounds of every partial one."""
        return self.same_edges or not (
            self.differs or self.undecided or self.refused or self.worked or self.acting_changes
        )

    @property
    def acting_changes(self) -> tuple[Change, ...]:
        """Changed edges that only acting now takes: no question to the solver is about them."""
        edges = {**self.old.edges, **self.new.edges}
        return tuple(
            change
            for change in self.changes
            if change.part == "edge"
            and edges[change.id].kind is EdgeKind.WHEN_UNKNOWN
            and (
                change.how is not ChangeKind.CHANGED
                or any(item.field in ("target", "kind") for item in change.differences)
            )
        )


def compare(
    old: Pathway, new: Pathway, cases: Sequence[CaseFile] = (), *, seconds: float = 10.0, patients: int = 12
) -> Comparison:
    """What differs between two versions of a pathway.

    At most `patients` are shown, those of the gravest differences.

    units:  `seconds` for each question to the solver
    errors: RequestError where the solver is not installed
    """
    begun = perf_counter()
    renamed = renamings(old, new)
    questions = Questions(old, new, seconds, renamed, patients)
    refusals = tuple(refused(old, new, seconds))
    same = not refusals and questions.same_edges()
    effects = () if same else (*questions.urgency(), *questions.outcomes())
    return Comparison(
        old=old,
        new=new,
        changes=tuple(changes(old, new, renamed)),
        same_edges=same,
        effects=tuple(effects),
        witnesses=tuple(questions.witnesses),
        refused=refusals,
        cases=len(cases),
        worked=tuple(worked(old, new, cases, renamed)),
        seconds=perf_counter() - begun,
    )


__all__ = ["CaseDiff", "Change", "Comparison", "Effect", "Kind", "Refused", "Witness", "compare"]
