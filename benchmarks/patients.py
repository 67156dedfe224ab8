"""Random patients of a pathway, drawn from its vocabulary: complete, true to what is true by definition, the same for the same seed.

`prevalence` is the chance that a finding is not the quiet one (false, normal, no test done). 0 gives healthy patients and 0.3 very ill
ones; where there are many alarms, patients are healthy only below about 0.01. Of a pointed patient a formula or two of the pathway are
just true or just false, which random findings alone seldom make them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any, Final

from legpain_graph import Case, Pathway
from legpain_graph.model.guard.ir import (
    All,
    Compare,
    Flag,
    Formula,
    Guard,
    Measured,
    Named,
    Not,
    OneOf,
    Quantity,
    Score,
    Scored,
    Some,
    Test,
    formula_guards,
    parts,
)
from legpain_graph.model.pathway import NodeKind
from legpain_graph.model.vocabulary import NOT_DONE, Constraint, Finding, FindingType, Value, passes

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
        self.formulas: list[Formula] = [*guards, *(word.formula for word in words.derived.values())]
        thresholds: dict[str, set[Decimal]] = {}
        rules = [side for rule in words.constraints for side in (rule.given, rule.then)]
        for test in (*rules, *(test for formula in self.formulas for test in _tests(formula))):
            if isinstance(test, Compare):
                thresholds.setdefault(test.finding, set()).add(test.value)
        self.values = {name: _values(finding, thresholds.get(name, set())) for name, finding in words.findings.items()}
        self.quiet = {name: quiet.get(name, _quiet(finding)) for name, finding in words.findings.items()}

    def complete(
        self, prevalence: float, *, pointed: bool = False, known: Mapping[str, Value] | None = None
    ) -> dict[str, Value]:
        """A patient of whom every finding is recorded; `known` is kept as it is.

        errors: ValueError where no patient is found that has `known`
        """
        known = known or {}
        for _ in range(1_000):
            wanted = dict(known)
            for formula in self.random.sample(self.formulas, self.random.randint(1, 2) if pointed else 0):
                self._want(formula, self.random.random() < 0.6, wanted)
            patient = {name: wanted[name] if name in wanted else self._draw(name, prevalence) for name in self.values}
            if self._mend(patient, known):
                return patient
        raise ValueError("no patient has all of these findings")

    def mix(self, count: int) -> Iterator[dict[str, Value]]:
        """Patients from healthy to very ill, every second one pointed."""
        for number in range(count):
            pointed = bool(number % 2)
            prevalences = MIX[:4] if pointed else MIX
            yield self.complete(prevalences[number // 2 % len(prevalences)], pointed=pointed)

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

    def _want(self, formula: Formula, truth: bool, wanted: dict[str, Value]) -> None:
        """Adds the values that make `formula` just so: of `and` that is false and of `or` that is true one part alone decides."""
        random = self.random
        match formula:
            case Flag() | Compare() | OneOf():
                able = [value for value in self.values[formula.finding] if passes(formula, value) is truth]
                if able:
                    wanted.setdefault(formula.finding, random.choice(able))
            case Named(name):
                self._want(self.vocabulary.derived[name].formula, truth, wanted)
            case Not(inner):
                self._want(inner, not truth, wanted)
            case All(inner) | Some(inner):
                common = isinstance(formula, All)
                odd = random.choice(inner) if truth is not common else None
                for part in random.sample(inner, len(inner)):
                    self._want(part, truth if part is odd else common, wanted)
            case Score() | Scored() | Quantity() | Measured():
                for item in _items(formula):
                    self._want(item, random.random() < 0.3, wanted)

    def _mend(self, patient: dict[str, Value], known: Mapping[str, Value]) -> bool:
        """Makes true what is implied, or where that is known to be false makes false what implies it; False where neither can be."""
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


def first_step(pathway: Pathway) -> Pathway:
    """The pathway's first step alone: where it leaves that step, it ends."""
    first = {stage.id for stage in pathway.stages if stage.step <= 1}
    nodes = {name: node for name, node in pathway.nodes.items() if node.stage in first}
    left = {edge.target for node in nodes.values() for edge in node.edges} - set(nodes)
    ends = {
        name: replace(node, kind=NodeKind.STOP, edges=(), orders=(), urgency=node.urgency or pathway.urgencies[0])
        for name, node in pathway.nodes.items()
        if name in left
    }
    both = nodes | ends
    return replace(pathway, nodes={name: both[name] for name in pathway.nodes if name in both})


def recorded(patient: Mapping[str, Value]) -> Case:
    """The patient as a case, as it would be read from a file."""
    return Case({name: "not_done" if value is NOT_DONE else value for name, value in patient.items()})


def plain(patient: Mapping[str, Value]) -> dict[str, Any]:
    """The patient in Python's own numbers, as code written by hand would have it."""
    return {name: _plain(value) for name, value in patient.items()}


def _items(formula: Formula) -> tuple[Guard, ...]:
    """The guards directly inside a formula."""
    return formula_guards(formula) if isinstance(formula, Score | Quantity) else parts(formula)


def _tests(formula: Formula) -> Iterator[Test]:
    """Every single test in a formula, derived names not followed."""
    if isinstance(formula, Flag | Compare | OneOf):
        yield formula
    for item in _items(formula):
        yield from _tests(item)


def _holds(rule: Constraint, patient: Mapping[str, Value]) -> bool:
    return not passes(rule.given, patient[rule.given.finding]) or passes(rule.then, patient[rule.then.finding])


def _values(finding: Finding, thresholds: set[Decimal]) -> list[Value]:
    """The values that matter: all of a choice, of a number its ends and what is at and beside each threshold."""
    values: list[Value] = [False, True] if finding.type is FindingType.BOOLEAN else list(finding.values)
    if finding.type is FindingType.NUMBER:
        step = Decimal(1) if finding.integer else Decimal("0.1")
        near = {threshold + beside for threshold in thresholds for beside in (-step, 0, step)}
        values = [
            *sorted(number for number in near | {finding.low, finding.high} if finding.low <= number <= finding.high)
        ]
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
