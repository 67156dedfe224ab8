"""Random patients of a pathway, drawn from its vocabulary: complete, true to what is true by definition, the same for the same seed.

`prevalence` is the chance that a finding is not the quiet one (false, normal, no test done). 0 gives healthy patients and 0.3 very ill
ones; a pathway of many alarms is healthy only below about 0.01. With `focus` a few findings of one formula are positive and the rest
keeps to `prevalence`, which finds the patients where that formula alone decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import Any, Final

from legpain_graph import Case, Pathway
from legpain_graph.case import passes
from legpain_graph.guard.ir import Compare, Guard, Named, Score, Scored, Test, parts
from legpain_graph.vocabulary import NOT_DONE, Constraint, Finding, FindingType, Value, Vocabulary

MIX: Final = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3)
"""From healthy to very ill."""
USUAL: Final[Mapping[str, Value]] = {"pregnancy_status": "not_pregnant"}
"""What is quiet though the vocabulary does not say so."""


class Patients:
    """Draws patients of one pathway."""

    def __init__(self, pathway: Pathway, seed: int = 0, quiet: Mapping[str, Value] = USUAL) -> None:
        self.random = Random(seed)
        self.vocabulary = words = pathway.vocabulary
        guards = [edge.guard for edge in pathway.edges.values() if edge.guard is not None]
        self.formulas: list[Guard | Score] = [*guards, *(word.formula for word in words.derived.values())]
        self.focuses = [sorted({test.finding for test in tests(formula, words)}) for formula in self.formulas]
        thresholds: dict[str, set[Decimal]] = {}
        rules = [side for rule in words.constraints for side in (rule.given, rule.then)]
        for test in (*rules, *(test for formula in self.formulas for test in tests(formula, words))):
            if isinstance(test, Compare):
                thresholds.setdefault(test.finding, set()).add(test.value)
        self.values = {name: _values(finding, thresholds.get(name, set())) for name, finding in words.findings.items()}
        self.quiet = {name: quiet.get(name, _quiet(finding)) for name, finding in words.findings.items()}

    def complete(
        self, prevalence: float, *, focus: bool = False, known: Mapping[str, Value] | None = None
    ) -> dict[str, Value]:
        """A patient of whom every finding is recorded; `known` is kept as it is.

        errors: ValueError where no patient is found that has `known`
        """
        known = known or {}
        watched: Collection[str] = self.random.choice(self.focuses) if focus else ()
        often = min(0.5, 3 / max(1, len(watched)))
        for _ in range(1_000):
            patient = {
                name: known[name] if name in known else self._draw(name, often if name in watched else prevalence)
                for name in self.values
            }
            if self._mend(patient, known):
                return patient
        raise ValueError("no patient has all of these findings")

    def mix(self, count: int) -> Iterator[dict[str, Value]]:
        """From healthy to very ill, every second one with a focus."""
        for number in range(count):
            yield self.complete(MIX[number // 2 % len(MIX)], focus=bool(number % 2))

    def part(self, patient: Mapping[str, Value], share: float) -> dict[str, Value]:
        """`patient` with each finding recorded with the chance `share`."""
        return {name: value for name, value in patient.items() if self.random.random() < share}

    def _draw(self, name: str, prevalence: float) -> Value:
        finding, random = self.vocabulary.findings[name], self.random
        quiet = self.quiet[name]
        if quiet is not None and random.random() >= prevalence:
            return quiet
        if quiet is None and finding.type is FindingType.NUMBER and random.random() < 0.5:
            return Decimal(random.randint(int(finding.low), int(finding.high)))
        return random.choice([value for value in self.values[name] if value != quiet])

    def _mend(self, patient: dict[str, Value], known: Mapping[str, Value]) -> bool:
        """Makes what is implied true, or where that is known to be false what implies it false; False where it can not be done."""
        for _ in range(20):
            broken = [rule for rule in self.vocabulary.constraints if not _holds(rule, patient)]
            if not broken:
                return True
            for rule in broken:
                for test, holds in ((rule.then, True), (rule.given, False)):
                    able = [value for value in self.values[test.finding] if passes(test, value) is holds]
                    if test.finding not in known and able:
                        patient[test.finding] = self.random.choice(able)
                        break
        return False


def recorded(patient: Mapping[str, Value]) -> Case:
    """The patient as a case, as it would be read from a file."""
    return Case({name: "not_done" if value is NOT_DONE else value for name, value in patient.items()})


def plain(patient: Mapping[str, Value]) -> dict[str, Any]:
    """The patient in Python's own numbers, as code written by hand would have it."""
    return {name: _plain(value) for name, value in patient.items()}


def tests(formula: Guard | Score, words: Vocabulary) -> Iterator[Test]:
    """Every single test behind a formula, derived names followed."""
    if isinstance(formula, Score):
        for term in formula.terms:
            for item in term.items:
                yield from tests(item, words)
    elif isinstance(formula, Named):
        yield from tests(words.derived[formula.name].formula, words)
    elif isinstance(formula, Scored):
        yield from tests(formula.score, words)
    elif inner := parts(formula):
        for part in inner:
            yield from tests(part, words)
    else:
        yield formula  # type: ignore[misc]


def _holds(rule: Constraint, patient: Mapping[str, Value]) -> bool:
    return not passes(rule.given, patient[rule.given.finding]) or passes(rule.then, patient[rule.then.finding])


def _values(finding: Finding, thresholds: set[Decimal]) -> list[Value]:
    """The values that matter: all of a choice, of a number its ends and what is at and beside each threshold."""
    values: list[Value] = [False, True] if finding.type is FindingType.BOOLEAN else list(finding.values)
    if finding.type is FindingType.NUMBER:
        step = Decimal(1) if finding.integer else Decimal("0.1")
        near = {threshold + beside for threshold in thresholds for beside in (-step, 0, step)} | {
            finding.low,
            finding.high,
        }
        values = [*sorted(number for number in near if finding.low <= number <= finding.high)]
    return [*values, NOT_DONE] if finding.optional else values


def _quiet(finding: Finding) -> Value | None:
    """What most people have; None where there is no such value."""
    if finding.normal is not None:
        return finding.normal
    if finding.optional:
        return NOT_DONE
    if finding.type is FindingType.NUMBER:
        return finding.low if finding.section != "demographic" else None
    return finding.values[0] if finding.applies_when is not None else None


def _plain(value: Value) -> Any:
    if value is NOT_DONE:
        return "not_done"
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
