"""The guard language as data: what may stand on an edge, and nothing else.

A guard says something about one patient that is true, false or unknown. It is a tree of single tests on findings, derived
findings by name, `and`, `or`, `not`, and a score compared with a number. No node asks whether a finding is recorded: that keeps
every guard monotone.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from legpain_graph.record import record


class Op(StrEnum):
    """How a number stands to a threshold."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "=="

    def holds(self, number: Decimal | int, value: Decimal) -> bool:
        """Whether `number` stands in this relation to `value`."""
        return bool(_RELATION[self](number, value))


_RELATION: Final = {
    Op.LESS: operator.lt,
    Op.AT_MOST: operator.le,
    Op.MORE: operator.gt,
    Op.AT_LEAST: operator.ge,
    Op.EQUAL: operator.eq,
}


@record
class Flag:
    """The boolean finding is recorded true."""

    finding: str


@record
class Compare:
    """The number stands in relation `op` to `value`, in the finding's own unit."""

    finding: str
    op: Op
    value: Decimal


@record
class OneOf:
    """The choice is one of `values`."""

    finding: str
    values: tuple[str, ...]


@record
class Named:
    """The derived finding `name`, a truth, holds."""

    name: str


@record
class Not:
    guard: Guard


@record
class All:
    """Every one of `guards` holds; in written order, the gate first."""

    guards: tuple[Guard, ...]


@record
class Some:
    """At least one of `guards` holds."""

    guards: tuple[Guard, ...]


@record
class Term:
    """`factor` points for each of `items` that holds."""

    factor: int
    items: tuple[Guard, ...]


@record
class Score:
    """A sum of terms and a constant; `name` is the derived score, or empty for a count written in place."""

    name: str
    terms: tuple[Term, ...]
    constant: int = 0

    @property
    def items(self) -> tuple[Guard, ...]:
        """What is counted, in written order."""
        return tuple(item for term in self.terms for item in term.items)

    @property
    def span(self) -> tuple[int, int]:
        """The lowest and the highest total, whoever the patient."""
        sums = [term.factor * len(term.items) for term in self.terms]
        return self.constant + sum(min(0, total) for total in sums), self.constant + sum(
            max(0, total) for total in sums
        )


@record
class Scored:
    """The score stands in relation `op` to `value` points."""

    score: Score
    op: Op
    value: Decimal


Test: TypeAlias = Flag | Compare | OneOf
Guard: TypeAlias = Flag | Compare | OneOf | Named | Not | All | Some | Scored


def parts(guard: Guard) -> tuple[Guard, ...]:
    """The guards directly inside `guard`; none for a test or a name."""
    match guard:
        case Not(inner):
            return (inner,)
        case All(inner) | Some(inner):
            return inner
        case Scored(score):
            return score.items
        case _:
            return ()


def tests_and_names(guard: Guard) -> Iterator[Test | Named]:
    """Every test and every derived name in `guard`, left to right, with repeats."""
    if isinstance(guard, Flag | Compare | OneOf | Named):
        yield guard
    for part in parts(guard):
        yield from tests_and_names(part)


def names_read(guard: Guard) -> Iterator[str]:
    """The findings and derived findings that `guard` names, scores too, left to right, with repeats."""
    if isinstance(guard, Named):
        yield guard.name
    elif isinstance(guard, Flag | Compare | OneOf):
        yield guard.finding
    elif isinstance(guard, Scored) and guard.score.name:
        yield guard.score.name
    for part in parts(guard):
        yield from names_read(part)


def formula_guards(formula: Guard | Score) -> tuple[Guard, ...]:
    """The guards that a formula is made of: the items of a score, else the formula itself."""
    return formula.items if isinstance(formula, Score) else (formula,)
