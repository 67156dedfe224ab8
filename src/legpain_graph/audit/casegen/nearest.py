"""Patients made by the solver that read like patients: a worked case as it stands, changed in as little as will do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import partial, reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible
from legpain_graph.audit.coverage.sample import Sample
from legpain_graph.audit.coverage.variants import altered
from legpain_graph.case.facts import Case, Expander, Facts
from legpain_graph.engine.bitset import numbers
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Guard
from legpain_graph.model.guard.phrase import label, value_words
from legpain_graph.model.vocabulary import Value

if TYPE_CHECKING:
    from legpain_graph.proof.solver import Patient


class NearestCase:
    """Makes patients for what is wanted, each from the worked case that comes closest; where there is none, the smallest patient."""

    def __init__(self, feasible: Feasible) -> None:
        self.feasible, self.walked = feasible, feasible.walked
        self.words = feasible.pathway.vocabulary
        self.expander = Expander(self.words)

    def patient(self, goal: CoverageGoal) -> Case | None:
        """A case of a patient who covers `goal`, who says of whom and how it differs; None where none was found."""
        solver = self.feasible.solver
        bits = list(goal.ask(self.feasible))
        base = self._base(goal) if self.walked.sources else None
        known = self.walked.walks[base].facts.known if base is not None else {}
        solver.wished = {name: value for name, value in known.items() if isinstance(value, Decimal)}
        solver.wished |= dict([goal.exact]) if goal.exact is not None else {}
        found = solver.ask(*bits).patient if base is None else solver.near(bits, self._wishes(base))
        for draft in self._drafts(base, found, goal) if found is not None else ():
            try:
                case = draft()
                if solver.holds(case, *bits):
                    return case
            except (CaseError, ValueError):
                continue
        return None

    def both(self, node: str, guards: Sequence[Guard]) -> Case | None:
        """The first worked case at a node, changed in as few of the findings that `guards` read as will do for all to be surely true
        of it there; None where changing these alone does not do. No question to the solver."""
        variants, here = self.feasible.variants, self.walked.at(node)
        if not here:
            return None
        base = (here & -here).bit_length() - 1
        start = self.feasible.samples[0][1][base]
        several = list(variants.around(start, variants.read(guards)))
        sample = Sample(self.walked.pathway, [patient.facts for patient in several], self.walked.order)
        found = reduce(and_, (sample.meaning.guard(guard).surely for guard in guards), sample.everyone)
        for number in numbers(found):
            if self._comes(several[number].facts, node):
                changes = several[number].changes
                return self.like(base, {name: changes[name] for name in self.words.findings if name in changes})
        return None

    def _comes(self, facts: Facts, node: str) -> bool:
        """Whether one patient surely reaches a node."""
        order = self.walked.order
        reached = order.reached(self.walked.walker.engine.status(facts).must[order.start])
        return bool(reached >> order.node_number[node] & 1)

    def _drafts(self, base: int | None, patient: Patient, goal: CoverageGoal) -> Iterator[Callable[[], Case]]:
        """Makes the patient as the worked case with changes; and said in full, for where that contradicts itself."""
        if base is not None:
            yield partial(self._changed, base, patient, goal)
        yield partial(self._in_full, patient, goal)

    def _in_full(self, patient: Patient, goal: CoverageGoal) -> Case:
        case = self.feasible.solver.case(patient)
        return case if goal.exact is None else replace(case, findings={**case.findings, goal.exact[0]: goal.exact[1]})

    def _base(self, goal: CoverageGoal) -> int:
        """The number of the worked case to start from: the one that comes furthest on the way, or else to the node."""
        walked = self.walked
        if goal.chain:
            near = walked.everyone
            for edge in goal.chain:
                if not near & walked.walked[edge]:
                    break
                near &= walked.walked[edge]
            more = [walked.walked[edge] for edge in goal.chain]
            return max(numbers(near), key=lambda number: sum(cases >> number & 1 for cases in more))
        near = goal.near or walked.everyone
        return next(iter(numbers(near)))

    def _wishes(self, base: int) -> list[Any]:
        """What is recorded of the worked case, finding by finding and its scores, and then that what is given up be normal."""
        from legpain_graph.engine.smt import conj

        solver, facts = self.feasible.solver, self.walked.walks[base].facts
        first = [conj(solver.space.literals_of(name, facts)) for name in solver.space.cells]
        first += [conj(solver.space.literals_of_score(name, facts)) for name in solver.space.scores]
        then = []
        for name, cells in solver.space.cells.items():
            normal = self.words.findings[name].normal
            if normal is not None:
                then.append(solver.exactly(name, next(n for n, cell in enumerate(cells) if cell.has(normal))))
        return [*first, *then]

    def _changed(self, base: int, patient: Patient, goal: CoverageGoal) -> Case:
        """The worked case with what is other of the patient. errors: CaseError where that contradicts itself"""
        source = self.walked.sources[base].case
        changes = self._other(self.walked.walks[base].facts, patient)
        if goal.exact is not None:
            changes[goal.exact[0]] = goal.exact[1]
        for name, value in self._other(self.expander.expand(altered(source, changes, self.words)), patient).items():
            changes.setdefault(name, value)  # what a definition said of the worked case is to be said of this one
        return self.like(base, changes)

    def like(self, base: int, changes: dict[str, Value | None]) -> Case:
        """A worked case, by its number, with `changes`, but for those that follow from the rest; it says whom it is like and how it
        differs. errors: CaseError where that contradicts itself"""
        source = self.walked.sources[base].case
        facts = self.expander.expand(altered(source, changes, self.words))
        for name in [name for name, value in changes.items() if value is not None]:
            fewer = {key: value for key, value in changes.items() if key != name}
            with suppress(CaseError):  # where the others alone contradict the worked case, this one does not follow
                if self.expander.expand(altered(source, fewer, self.words)).known == facts.known:
                    changes = fewer
        changed_findings = [
            f"{label(name, self.words)} {'not recorded' if value is None else value_words(self.words.findings[name], value)}"
            for name, value in changes.items()
        ]
        case = altered(source, changes, self.words)
        but = f", but: {'; '.join(changed_findings)}" if changes else ", with more expected"
        return replace(case, id=source.id, who=f"As {self.walked.ids[base]}{but}.")

    def _other(self, facts: Facts, patient: Patient) -> dict[str, Value | None]:
        """What the patient has other than `facts` say; None for what of the patient is not recorded."""
        space = self.feasible.space
        found: dict[str, Value | None] = {}
        for name, several in space.cells.items():
            number = patient.cells.get(name)
            if number is None:
                if name in facts.known and len(several) > 1:
                    found[name] = None
                continue
            able = [bit.eq(own) for bit, own in zip(space.literals_of(name, facts), space.able[name], strict=True)]
            exact = patient.values.get(name)
            if exact is not None and facts.known.get(name) != exact:
                found[name] = exact
            elif able != [other == number for other in range(len(able))]:
                found[name] = several[number].value
        return found
