"""A patient that the solver found, as a case that both versions walk: what is shown was walked, never only solved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeAlias

from legpain_graph.case.facts import Case, without
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.smt import Bit
from legpain_graph.errors import CaseError
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Group, Vocabulary
from legpain_graph.proof.solver import Patient, Search, closed
from legpain_graph.proof.version_pair import VersionPair
from legpain_graph.record import record
from legpain_graph.walk.result import Walk
from legpain_graph.walk.walker import Walker

Judge: TypeAlias = Callable[[Walk, Walk], bool]
"""Whether two walks of a patient, by the old version and by the new one, show a difference."""


@record
class Witness:
    """A patient who shows a difference, by both walks. `number` counts the patients of one comparison from 1."""

    number: int
    old: Walk
    new: Walk

    @property
    def urgency(self) -> str:
        """less, more, same, or open: how the patient fares in the new version; open where what is not recorded decides; elsewhere where
        there is no order to tell it by."""
        if not alike(self.old.pathway, self.new.pathway):
            return "elsewhere"
        if self.new.ceiling < self.old.floor:
            return "less"
        if self.new.floor > self.old.ceiling:
            return "more"
        return "same" if (self.old.floor, self.old.ceiling) == (self.new.floor, self.new.ceiling) else "open"


def alike(old: Pathway, new: Pathway) -> bool:
    """Whether how soon can be compared: both have the same scale."""
    return old.ordered and [level.id for level in old.urgencies] == [level.id for level in new.urgencies]


class Witnesses:
    """The patients shown so far, at most `most`; few patients show most differences, so each is offered to every question."""

    def __init__(self, old: Pathway, new: Pathway, search: Search[VersionPair], most: int) -> None:
        self._search, self._words, self._most = search, (old.vocabulary, new.vocabulary), most
        self._walkers = tuple(Walker(pathway, Compiled(pathway)) for pathway in (old, new))
        self.shown: list[Witness] = []
        self._groups = {name: group for name, group in new.vocabulary.groups.items() if self._alike(group)}

    @property
    def enough(self) -> bool:
        return len(self.shown) >= self._most

    def seen(self, judge: Judge) -> Witness | None:
        """The first patient so far who shows it."""
        return next((shown for shown in self.shown if judge(shown.old, shown.new)), None)

    def show(self, wanted: Iterable[Bit], judge: Judge, *, complete: bool) -> Witness | None:
        """The smallest patient of whom `wanted` is true; None where none was found in time, or where the walks do not show it.

        `complete`: the patient is sought among those of whom everything is recorded, and what does not matter then left out.
        """
        if self.enough:
            return None
        answer = self._search.ask(*wanted, complete=complete)
        walks = self._walked(answer.patient, judge) if answer.patient is not None else None
        if walks is None:
            return None
        self.shown.append(Witness(len(self.shown) + 1, *walks))
        return self.shown[-1]

    def _walked(self, patient: Patient, judge: Judge) -> tuple[Walk, Walk] | None:
        """Both walks, with closures that say the same in both versions, and without anything that is not needed."""
        shared, *own = self._search.space.entries(patient)

        def walks(case: Case) -> tuple[Walk, Walk]:
            old, new = (replace(case, findings={**case.findings, **more}) if more else case for more in own)
            return self._walkers[0].walk(old), self._walkers[1].walk(new)

        def holds(case: Case) -> bool:
            try:
                return judge(*walks(case))
            except CaseError:
                return False

        case = Case(shared)
        if not holds(case):
            return None
        case = closed(case, replace(self._words[1], groups=self._groups), holds)
        for name in (*case.not_done, *case.normal, *case.findings):
            fewer = without(case, frozenset({name}))
            if holds(fewer):
                case = fewer
        for more in own:
            for name in list(more):
                value = more.pop(name)
                if not holds(case):
                    more[name] = value
        return walks(case)

    def _alike(self, group: Group) -> bool:
        """Whether closing the group records the same in both versions."""
        other = self._words[0].groups.get(group.name)
        return (
            other is not None
            and (other.members, other.closed_by) == (group.members, group.closed_by)
            and all(_normal(name, self._words[0]) == _normal(name, self._words[1]) for name in group.members)
        )


def _normal(name: str, words: Vocabulary) -> object:
    return words.findings[name].normal
