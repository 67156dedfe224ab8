"""The gate: how much of each measure cases must cover. Exact: what is asked for is a fraction, and so is what is covered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from legpain_graph.audit.result import Audit, Measure
from legpain_graph.errors import Issue, RequestError, did_you_mean
from legpain_graph.model.pathway import MEASURES

FAILING: Final = frozenset({"gap", "waiver"})
"""Issues of an audit that fail it whatever the gate asks for: a patient without a way on, a waiver that is no longer true."""
_NUMBER: Final = re.compile(r"\d{1,3}(\.\d{1,6})?")


@dataclass(frozen=True)
class Gate:
    """The percentage wanted of each measure, by its id, in the order in which they were asked for."""

    wanted: Mapping[str, Fraction] = field(default_factory=dict)

    def short(self, audit: Audit) -> list[Measure]:
        """The measures that are below what is wanted of them.

        errors: RequestError where one was not measured
        """
        known = measures(audit)
        hints = {"mutants": "the mutation score is made with --mutants", "strength": "it is measured with --strength"}
        absent = [
            Issue("gate", f"{name} was not measured", hint=hints.get(name, ""))
            for name in self.wanted
            if name not in known
        ]
        if absent:
            raise RequestError(absent)
        return [known[name] for name, percent in self.wanted.items() if below(known[name], percent)]

    def words(self, measure: Measure) -> str:
        """What is wanted of a measure and whether it is met, for a column of a table; empty where nothing is wanted."""
        percent = self.wanted.get(measure.id)
        if percent is None:
            return ""
        return f"{'short of' if below(measure, percent) else 'meets'} {percent_words(percent)} %"


def below(measure: Measure, percent: Fraction) -> bool:
    """Whether less than `percent` of what is feasible is covered, exactly; never where nothing is feasible."""
    return Fraction(100 * measure.covered) < percent * measure.feasible


def percent_words(percent: Fraction) -> str:
    """The percentage as it was written: 100, 99.5."""
    return f"{float(percent):.6f}".rstrip("0").rstrip(".")


def measures(audit: Audit) -> dict[str, Measure]:
    """Every measure of an audit by its id, the mutation score last where there is one."""
    score = audit.score
    return {**audit.by_id, **({score.id: score} if score is not None else {})}


def parse_gate(texts: Iterable[str]) -> Gate:
    """`edges=100,paths=95` -> Gate; of a measure that is named twice the last counts.

    errors: RequestError for each part that is not MEASURE=PERCENT, an unknown measure, a percentage that is not from 0 to 100
    """
    wanted: dict[str, Fraction] = {}
    issues: list[Issue] = []
    for part in (part.strip() for text in texts for part in text.split(",")):
        name, equals, number = (word.strip() for word in part.partition("="))
        number = number.removesuffix("%").strip()
        if not part:
            continue
        if not equals or not name:
            issues.append(Issue("gate", f"{part!r} is not MEASURE=PERCENT", hint="for example edges=100,paths=95"))
        elif name not in MEASURES:
            hint = did_you_mean(name, MEASURES) or f"measures: {', '.join(MEASURES)}"
            issues.append(Issue("gate", f"unknown measure {name!r}", hint=hint))
        elif not _NUMBER.fullmatch(number) or Fraction(number) > 100:
            issues.append(Issue("gate", f"{name}: {number!r} is not a percentage from 0 to 100"))
        else:
            wanted[name] = Fraction(number)
    if issues:
        raise RequestError(issues)
    return Gate(wanted)
