"""Patients like another one but for a finding or two: who shows that something can be, before the solver is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from math import prod
from typing import Final, NamedTuple

from legpain_graph.case.facts import Case, Expander, Facts
from legpain_graph.engine.cells import cells_of
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Guard, formula_names, names_read
from legpain_graph.model.vocabulary import NOT_DONE, Value, Vocabulary
from legpain_graph.walk.walker import Engine

MOST: Final = 100
"""Combinations of values that are all looked at; where there are more, each value alone and in pairs up to so many."""

Changes = Mapping[str, Value | None]
"""What is other of a patient; None where it is not recorded."""


class Patient(NamedTuple):
    """A patient: a case, what is other of it, and what is known then."""

    base: Case
    changes: Changes
    facts: Facts


class Variants:
    """Makes patients of one pathway from others."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.words = engine, engine.pathway.vocabulary
        self.tied = Expander(self.words).touching.keys()
        """Findings that constraints tie to others."""
        self.values = {name: [cell.value for cell in several] for name, several in cells_of(engine.pathway).items()}
        """For each finding a value of each of its cells: what no guard tells apart."""

    def recorded(self, case: Case) -> Patient:
        """The patient of a case. errors: CaseError for one that contradicts itself"""
        return Patient(case, {}, self.engine.facts(case))

    def changed(self, patient: Patient, changes: Changes) -> Patient | None:
        """The patient with other values; None where these contradict the rest."""
        both = {**patient.changes, **changes}
        if patient.facts.scores or not self.tied.isdisjoint(changes):
            try:
                return Patient(patient.base, both, self.engine.facts(altered(patient.base, both, self.words)))
            except CaseError:
                return None
        known = dict(patient.facts.known)
        for name, value in changes.items():
            known.pop(name, None)
            if value is not None:
                known[name] = value
        return Patient(patient.base, both, Facts(known, patient.facts.bounds, patient.facts.scores, {}, []))

    def can_be(self, name: str, value: Value) -> bool:
        """Whether a patient of whom nothing else is recorded has this value. Where not, another one may all the same."""
        try:
            return self.engine.facts(Case({name: value})).known[name] == value
        except CaseError:
            return False

    def around(self, patient: Patient, names: Sequence[str]) -> Iterator[Patient]:
        """The patient with other values of `names`, those with the fewest changes first."""
        others = {
            name: [value for value in self.values[name] if value != patient.facts.known.get(name)] for name in names
        }
        whole = prod(len(values) + 1 for values in others.values()) <= MOST
        made = 0
        for size in range(1, len(names) + 1):
            for some in combinations(names, size):
                for values in product(*(others[name] for name in some)):
                    made += 1
                    if size > 1 and not whole and made > MOST:
                        return
                    if (found := self.changed(patient, dict(zip(some, values, strict=True)))) is not None:
                        yield found

    def read(self, guards: Sequence[Guard]) -> list[str]:
        """The findings that guards read, themselves, by a derived finding, or for whether a finding applies; each once."""
        found: dict[str, None] = {}
        todo = [name for guard in guards for name in names_read(guard)][::-1]
        while todo:
            name = todo.pop()
            if name in found:
                continue
            found[name] = None
            if name in self.words.derived:
                todo += formula_names(self.words.derived[name].formula)
            elif (applies := self.words.findings[name].applies_when) is not None:
                todo += names_read(applies)
        return [name for name in found if name in self.words.findings]


def altered(case: Case, changes: Changes, words: Vocabulary) -> Case:
    """The case with other values; None takes a finding out, and with it the closures that would fill it, which are then said one by one."""
    findings = {name: value for name, value in case.findings.items() if name not in changes}
    closures = {
        word: tuple(_apart(getattr(case, word), {name for name, value in changes.items() if value is None}, words))
        for word in ("normal", "not_done")
    }
    closures = {word: tuple(name for name in names if name not in changes) for word, names in closures.items()}
    for name, value in changes.items():
        if value is not None:
            findings[name] = "not_done" if value is NOT_DONE else value
    return Case(findings, closures["normal"], closures["not_done"], case.id, case.who)


def _apart(closed: Sequence[str], out: set[str], words: Vocabulary) -> Iterator[str]:
    """The closures without the findings of `out`: a set as its groups, a group as its members, where one of them is among these."""
    for name in closed:
        groups = list(words.leaves(name))
        if not any(out & set(group.members) for group in groups):
            yield name
            continue
        for group in groups:
            if out & set(group.members):
                yield from (member for member in group.members if member not in out)
            else:
                yield group.name
