"""Whether the guards of a node's edges leave somebody out: every combination of the values of one or two findings, without a solver."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from legpain_graph.model.guard.ir import (
    All,
    Compare,
    Flag,
    Guard,
    Named,
    Not,
    OneOf,
    Score,
    Scored,
    Some,
    Test,
    measured_in,
    names_read,
    tests_and_names,
)
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Value, Vocabulary, passes

MOST_FINDINGS: Final = 2


def left_out(guards: Sequence[Guard], words: Vocabulary) -> dict[str, Value] | None:
    """Values of one or two findings for which every guard is false; None where nobody is left out. Where more findings are read, or
    numbers are computed, nothing is shown: {}, somebody may be."""
    opened = [part for guard in guards for part in _opened(guard, words)]
    names = sorted({name for guard in opened for name in names_read(guard) if name in words.findings})
    if len(names) > MOST_FINDINGS or any(True for guard in opened for _ in measured_in(guard)):
        return {}
    rules = [rule for rule in words.constraints if {rule.given.finding, rule.then.finding} <= set(names)]
    tests = [test for guard in opened for test in tests_and_names(guard) if not isinstance(test, Named)]
    tests += [side for rule in rules for side in (rule.given, rule.then)]
    several = [list(_values(words.findings[name], [test for test in tests if test.finding == name])) for name in names]
    for values in itertools.product(*several):
        patient = dict(zip(names, values, strict=True))
        if any(
            passes(rule.given, patient[rule.given.finding]) and not passes(rule.then, patient[rule.then.finding])
            for rule in rules
        ):
            continue
        if not any(holds(guard, patient, words) for guard in guards):
            return patient
    return None


def _opened(guard: Guard, words: Vocabulary) -> Iterator[Guard]:
    """The guard, and every formula and condition that it rests on."""
    todo, seen = [guard], set[Guard]()
    while todo:
        part = todo.pop()
        if part in seen:
            continue
        seen.add(part)
        yield part
        for name in names_read(part):
            if name in words.findings:
                gate = words.findings[name].applies_when
                todo += [] if gate is None else [gate]
            elif (truth := words.derived[name].truth) is not None:
                todo.append(truth)


def _values(finding: Finding, tests: Iterable[Test]) -> Iterator[Value]:
    """Values of a finding, one at least of all that no test tells apart."""
    if finding.type is not FindingType.NUMBER:
        yield from (False, True) if finding.type is FindingType.BOOLEAN else finding.values
    else:
        limits = {test.value for test in tests if isinstance(test, Compare)}
        ends = sorted({finding.low, finding.high, *(limit for limit in limits if finding.low < limit < finding.high)})
        between: list[Decimal] = []
        for low, high in itertools.pairwise(ends):
            middle = low.to_integral_value("ROUND_FLOOR") + 1 if finding.integer else (low + high) / 2
            between += [middle] if low < middle < high else []
        whole = [end for end in ends if not finding.integer or end == end.to_integral_value()]
        yield from sorted([*whole, *between])
    if finding.optional:
        yield NOT_DONE


def holds(guard: Guard, patient: Mapping[str, Value], words: Vocabulary) -> bool:
    """Whether a guard is true of a patient of whom all that it reads is known; what the reference engine says of such a patient is the same."""
    match guard:
        case Flag(name) | Compare(name) | OneOf(name):
            gate = words.findings[name].applies_when
            return (gate is None or holds(gate, patient, words)) and passes(guard, patient[name])
        case Named(name):
            truth = words.derived[name].truth
            assert truth is not None
            return holds(truth, patient, words)
        case Not(inner):
            return not holds(inner, patient, words)
        case All(parts):
            return all(holds(part, patient, words) for part in parts)
        case Some(parts):
            return any(holds(part, patient, words) for part in parts)
        case Scored(score, op, value):
            return op.holds(_points(score, patient, words), value)
        case _:
            raise AssertionError(guard)


def _points(score: Score, patient: Mapping[str, Value], words: Vocabulary) -> int:
    return score.constant + sum(
        term.factor for term in score.terms for item in term.items if holds(item, patient, words)
    )
