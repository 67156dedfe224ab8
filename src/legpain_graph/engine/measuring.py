"""What is known of the findings of a computed number -> its truth: one patient, exactly. Engines that look patients up ask here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias

from legpain_graph.case.domain import Domain, point, whole_domain
from legpain_graph.model.guard.arithmetic import Span, span
from legpain_graph.model.guard.ir import Measured, Score, readings
from legpain_graph.model.vocabulary import Finding, Value

Totals: TypeAlias = Mapping[Score, tuple[int, int]]
"""The lowest and the highest total of each score."""


def known_of(finding: Finding, known: Mapping[str, Value], bounds: Mapping[str, Domain]) -> Domain:
    """What a finding may still be."""
    if finding.name in known:
        return point(finding, known[finding.name])
    return bounds.get(finding.name) or whole_domain(finding)


def truth_of(guard: Measured, domain: Callable[[str], Domain], totals: Totals) -> bool | None:
    """Whether every value that is left gives the relation, none does, or some do: True, False, None."""
    left = {name: domain(name) for name in readings(guard.quantity)}
    if not all(part.has_value for part in left.values()):
        return False
    truth = number_of(guard, lambda name: _ends(left[name]), totals).stands(guard.op, guard.value)
    return None if truth and any(part.not_done for part in left.values()) else truth


def number_of(guard: Measured, reading: Callable[[str], Span], totals: Totals) -> Span:
    """What the number of `guard` may be."""
    ends = {score: Span(Fraction(low), Fraction(high)) for score, (low, high) in totals.items()}
    return span(guard.quantity, reading, ends.__getitem__)


def _ends(domain: Domain) -> Span:
    return Span(Fraction(domain.low), Fraction(domain.high))
