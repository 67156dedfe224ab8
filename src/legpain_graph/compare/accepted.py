"""Patients that only one version accepts: what is true by definition, or which values there are, is not the same in both."""

from __future__ import annotations

from collections.abc import Iterator

from legpain_graph.case.facts import Case
from legpain_graph.engine.smt import Space, neg
from legpain_graph.model.guard.ir import Score, Test
from legpain_graph.model.guard.unparse import unparse
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Constraint, Finding, Vocabulary
from legpain_graph.proof.solver import Solver, Verdict
from legpain_graph.proof.version_pair import same_fact, takes
from legpain_graph.record import record


@record
class Refused:
    """Entries that one version refuses, or may refuse: `by` is old or new. `case` is a patient where the solver made one."""

    by: str
    what: str
    verdict: Verdict = Verdict.REFUTED
    case: Case | None = None


def refused(old: Pathway, new: Pathway, seconds: float) -> Iterator[Refused]:
    """Everything that makes a patient of one version none of the other, except findings that only one of them knows."""
    words = old.vocabulary, new.vocabulary
    for name in sorted(words[0].findings.keys() & words[1].findings.keys()):
        yield from _values(words[0].findings[name], words[1].findings[name], *words)
    for name in sorted(words[0].derived.keys() & words[1].derived.keys()):
        one, other = words[0].derived[name], words[1].derived[name]
        scores = isinstance(one.formula, Score) and isinstance(other.formula, Score)
        if scores and one.recordable and other.recordable and one.formula != other.formula:
            yield Refused("new", f"{name}: a recorded score may lie outside what the new formula allows")
        elif scores and one.recordable != other.recordable:
            yield Refused("new" if one.recordable else "old", f"{name} cannot be recorded")
    rules = [{(rule.given, rule.then): rule for rule in vocabulary.constraints} for vocabulary in words]
    for by, accepting, known, other_rules in (("new", old, rules[0], rules[1]), ("old", new, rules[1], rules[0])):
        broken = [rule for key, rule in other_rules.items() if key not in known]
        broken = [rule for rule in broken if _fits(rule.given, *words) and _fits(rule.then, *words)]
        if broken:
            yield from _breaking(by, accepting, broken, seconds)


def _values(one: Finding, other: Finding, old: Vocabulary, new: Vocabulary) -> Iterator[Refused]:
    if not same_fact(one.name, old, new):
        yield Refused("new", f"{one.name} is another fact: its type, unit or every value changed")
    elif takes(one) != takes(other):
        for by, wide, narrow in (("new", one, other), ("old", other, one)):
            gone = sorted(set(wide.values) - set(narrow.values))
            if wide.optional and not narrow.optional:
                gone.append("not_done")
            if wide.low < narrow.low or wide.high > narrow.high:
                gone.append(f"a number outside {narrow.low} to {narrow.high}")
            if narrow.integer and not wide.integer:
                gone.append("a number that is not whole")
            if gone:
                yield Refused(by, f"{one.name}: {', '.join(gone)}")


def _fits(test: Test, old: Vocabulary, new: Vocabulary) -> bool:
    """Whether both versions know what the test is about."""
    return same_fact(test.finding, old, new)


def _breaking(by: str, accepting: Pathway, rules: list[Constraint], seconds: float) -> Iterator[Refused]:
    solver = Solver(Space(accepting, [test for rule in rules for test in (rule.given, rule.then)]), seconds)
    for rule in rules:
        answer = solver.ask(solver.space.truth(rule.given).surely, neg(solver.space.truth(rule.then).possibly))
        if not answer.never:
            case = solver.case(answer.patient) if answer.patient is not None else None
            what = f"{rule.id}: {unparse(rule.given)} -> {unparse(rule.then)}"
            yield Refused(by, what, answer.verdict, case)
