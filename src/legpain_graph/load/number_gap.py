"""A measured value that no edge for a result takes would count as not done: found without a solver, for the numbers of one finding."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from decimal import Decimal

from legpain_graph.model.guard.ir import All, Compare, Guard, Named, Not, Some, tests_and_names
from legpain_graph.model.vocabulary import Derived, Finding


def untaken(finding: Finding, guards: Iterable[Guard], derived: Mapping[str, Derived]) -> Decimal | None:
    """A value of `finding` for which every guard is false, whatever else is so; None where there is none that can be told so."""
    several = list(guards)
    cuts = {finding.low, finding.high, *(cut for guard in several for cut in _cuts(guard, finding.name, derived))}
    inside = sorted(cut for cut in cuts if finding.low <= cut <= finding.high)
    values = [value for low, high in itertools.pairwise(inside) for value in (low, (low + high) / 2)]
    for value in [*values, *inside[-1:]]:
        whole = not finding.integer or value == value.to_integral_value()
        if whole and all(_truth(guard, finding.name, value, derived) is False for guard in several):
            return value
    return None


def _cuts(guard: Guard, name: str, derived: Mapping[str, Derived]) -> set[Decimal]:
    found: set[Decimal] = set()
    for part in tests_and_names(guard):
        if isinstance(part, Compare) and part.finding == name:
            found.add(part.value)
        elif isinstance(part, Named) and (formula := derived[part.name].truth) is not None:
            found |= _cuts(formula, name, derived)
    return found


def _truth(guard: Guard, name: str, value: Decimal, derived: Mapping[str, Derived]) -> bool | None:
    """The truth of a guard where only one number is known; None is unknown."""
    match guard:
        case Compare(finding, op, other) if finding == name:
            return op.holds(value, other)
        case Not(inner):
            truth = _truth(inner, name, value, derived)
            return None if truth is None else not truth
        case All(parts) | Some(parts):
            ends = isinstance(guard, Some)
            truths = [_truth(part, name, value, derived) for part in parts]
            return ends if ends in truths else None if None in truths else not ends
        case Named(word) if (formula := derived[word].truth) is not None:
            return _truth(formula, name, value, derived)
        case _:
            return None
