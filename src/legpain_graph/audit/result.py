"""What an audit finds, as data: every writer of a report and the picture read this, so that all say the same numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from legpain_graph.case.facts import Case
from legpain_graph.case.read import CaseFile
from legpain_graph.errors import NOWHERE, Issue, Place
from legpain_graph.model.pathway import Pathway


class CoverageState(StrEnum):
    """Of one thing that cases can cover. Only the first three are feasible; a waived one is, and is not asked for."""

    COVERED = "covered"
    UNCOVERED = "uncovered"
    UNDECIDED = "undecided"
    INFEASIBLE = "infeasible"
    WAIVED = "waived"


@dataclass(frozen=True)
class CoverageItem:
    """One thing that cases can cover: a node, an edge, a path, one side of a threshold.

    `cases` are the ids of the cases that cover it, `why` the proof or the waiver where none need do so, `witness` a patient who would.
    """

    id: str
    title: str
    state: CoverageState
    place: Place = NOWHERE
    cases: tuple[str, ...] = ()
    why: str = ""
    witness: Case | None = None
    node: str = ""
    edge: str = ""
    """The node or edge of the picture that it belongs to."""
    many: int = 0
    """Of what stands for so many, too many to be looked at one by one."""


@dataclass(frozen=True)
class Measure:
    """One kind of thing and how much of it the cases cover, over what is feasible."""

    id: str
    title: str
    items: tuple[CoverageItem, ...]

    def count(self, *states: CoverageState) -> int:
        return sum(item.state in states for item in self.items)

    @property
    def covered(self) -> int:
        return self.count(CoverageState.COVERED)

    @property
    def feasible(self) -> int:
        """What is covered or could be; what was not found out counts as if it could."""
        return self.count(CoverageState.COVERED, CoverageState.UNCOVERED, CoverageState.UNDECIDED)

    @property
    def percent(self) -> str:
        """Rounded down, to one figure: 219 of 220 are 99.5 %, never 100 %."""
        if not self.feasible:
            return "100.0"
        tenths = 1000 * self.covered // self.feasible
        return f"{tenths // 10}.{tenths % 10}"

    @property
    def words(self) -> str:
        if many := sum(item.many for item in self.items):
            return f"not counted: {many:,}"
        return f"{self.covered}/{self.feasible} ({self.percent} %)"


@dataclass(frozen=True)
class Mutant:
    """One change of the pathway, and the case that noticed it.

    `state`: killed, survived, equivalent (of no patient is the path or the urgency another, proven), refused (by the loader's rules),
    undecided, or waived; `case` killed it, `witness` would
    """

    id: str
    what: str
    state: str
    place: Place = NOWHERE
    case: str = ""
    witness: Case | None = None
    why: str = ""


@dataclass(frozen=True)
class Audit:
    """What the cases of a pathway cover, and what is wrong with it."""

    pathway: Pathway
    cases: tuple[str, ...]
    """Their ids."""
    measures: tuple[Measure, ...]
    """One for each kind of thing that cases can cover, each thing with its state and its cases."""
    failed: tuple[Issue, ...] = ()
    """Cases that do not end as they expect."""
    issues: tuple[Issue, ...] = ()
    """Gaps, overlaps, guards that are always or never true, findings that change nothing, waivers that are no longer true."""
    mutants: tuple[Mutant, ...] = ()
    """Small faults planted, and what became of each."""
    missing: tuple[Case, ...] = ()
    """The cases that would close what is open."""
    files: tuple[CaseFile, ...] = ()
    """The same as files: each with what its walk says as what is expected, and the statements that it meets."""
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each part took."""

    @cached_property
    def by_id(self) -> dict[str, Measure]:
        """The measures by their ids: nodes, edges, outcomes, paths, mcdc, thresholds, unknowns, statements."""
        return {measure.id: measure for measure in self.measures}

    @property
    def score(self) -> Measure | None:
        """The mutation score as a measure, without what the loader refuses, which no walk meets; None where no mutants were made."""
        if not self.mutants:
            return None
        states = {
            "killed": CoverageState.COVERED,
            "survived": CoverageState.UNCOVERED,
            "equivalent": CoverageState.INFEASIBLE,
            "waived": CoverageState.WAIVED,
        }
        items = tuple(
            CoverageItem(
                mutant.id,
                mutant.what,
                states.get(mutant.state, CoverageState.UNDECIDED),
                mutant.place,
                (mutant.case,) if mutant.case else (),
                mutant.why,
                mutant.witness,
            )
            for mutant in self.mutants
            if mutant.state != "refused"
        )
        return Measure("mutants", "mutants killed", items)
