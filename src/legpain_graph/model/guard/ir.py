"""The guard language as data: what may stand on an edge, and nothing else.

A guard says something about one patient that is true, false or unknown. It is a tree of single tests on findings, derived
findings by name, `and`, `or`, `not`, a score compared with a number, and a number computed of findings compared with one. No node
asks whether a finding is recorded: that keeps every guard monotone.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from legpain_graph.record import record


class Op(StrEnum):
    """How a number stands to a threshold."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "=="

    def holds(self, number: Decimal | Fraction | int, value: Decimal) -> bool:
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


class Arithmetic(StrEnum):
    """How a number is computed of others."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    OVER = "/"
    POWER = "**"
    LEAST = "min"
    MOST = "max"
    MEAN = "mean"


@record
class Reading:
    """The number of a finding, in the finding's own unit."""

    finding: str


@record
class Fixed:
    """A number that is the same for every patient."""

    value: Decimal


@record
class Points:
    """What a score adds up to."""

    score: Score


@record
class InUnit:
    """A number in another unit: `times` as many, over `over`. It is not written: units are carried."""

    number: Expression
    times: Decimal
    over: Decimal


@record
class Calculation:
    """`parts` put together: two of them, or of min, max and mean any number; of a power the second is fixed and whole."""

    how: Arithmetic
    parts: tuple[Expression, ...]


@record
class Quantity:
    """A number computed of findings, in `unit`; `name` is the derived finding, or empty for one written in place."""

    name: str
    number: Expression
    unit: str = ""

    @property
    def sides(self) -> tuple[Expression, Expression] | None:
        """Of the difference of two numbers that vary its two sides: compared with nothing is one of them with the other."""
        match self:
            case Quantity("", Calculation(Arithmetic.MINUS, (left, right))):
                return None if isinstance(left, Fixed) or isinstance(right, Fixed) else (left, right)
            case _:
                return None


@record
class Measured:
    """The computed number stands in relation `op` to `value`, in the number's own unit."""

    quantity: Quantity
    op: Op
    value: Decimal


Test: TypeAlias = Flag | Compare | OneOf
Guard: TypeAlias = Flag | Compare | OneOf | Named | Not | All | Some | Scored | Measured
Expression: TypeAlias = Reading | Fixed | Points | InUnit | Calculation | Quantity
Formula: TypeAlias = Flag | Compare | OneOf | Named | Not | All | Some | Scored | Measured | Score | Quantity
"""What a derived finding is: a truth, a score or a number."""


def parts(guard: Guard) -> tuple[Guard, ...]:
    """The guards directly inside `guard`; none for a test or a name."""
    match guard:
        case Not(inner):
            return (inner,)
        case All(inner) | Some(inner):
            return inner
        case Scored(score):
            return score.items
        case Measured(quantity):
            return tuple(item for score in scores_in(quantity) for item in score.items)
        case _:
            return ()


def measured_in(guard: Guard) -> Iterator[Measured]:
    """Every computed number that `guard` compares, with repeats."""
    if isinstance(guard, Measured):
        yield guard
    for part in parts(guard):
        yield from measured_in(part)


def within(number: Expression) -> Iterator[Expression]:
    """`number` and every number that it is computed of, left to right."""
    yield number
    match number:
        case Calculation(_, several):
            for part in several:
                yield from within(part)
        case InUnit(inner) | Quantity(_, inner):
            yield from within(inner)
        case _:
            return


def readings(number: Expression) -> tuple[str, ...]:
    """The findings whose numbers `number` is computed of, each once, as written."""
    return tuple(dict.fromkeys(part.finding for part in within(number) if isinstance(part, Reading)))


def scores_in(number: Expression) -> tuple[Score, ...]:
    """The scores that `number` is computed of, each once, as written."""
    return tuple(dict.fromkeys(part.score for part in within(number) if isinstance(part, Points)))


def tests_and_names(guard: Guard) -> Iterator[Test | Named]:
    """Every test and every name of a truth in `guard`, left to right, with repeats."""
    if isinstance(guard, Flag | Compare | OneOf | Named):
        yield guard
    for part in parts(guard):
        yield from tests_and_names(part)


def names_read(guard: Guard) -> Iterator[str]:
    """The findings and derived findings that `guard` names, scores and numbers too, left to right, with repeats."""
    if isinstance(guard, Named):
        yield guard.name
    elif isinstance(guard, Flag | Compare | OneOf):
        yield guard.finding
    elif isinstance(guard, Scored) and guard.score.name:
        yield guard.score.name
    elif isinstance(guard, Measured):
        yield from numbers_read(guard.quantity)
    for part in parts(guard):
        yield from names_read(part)


def numbers_read(number: Expression) -> Iterator[str]:
    """The names of findings, scores and numbers in `number`; not what the items of its scores name."""
    for part in within(number):
        match part:
            case Reading(name) | Quantity(name) | Points(Score(name)):
                if name:
                    yield name


def formula_guards(formula: Formula) -> tuple[Guard, ...]:
    """The guards that a formula is made of: the items of a score and of the scores in a number, else the formula itself."""
    match formula:
        case Score():
            return formula.items
        case Quantity():
            return tuple(item for score in scores_in(formula) for item in score.items)
        case _:
            return (formula,)


def formula_names(formula: Formula) -> Iterator[str]:
    """The findings and derived findings that a formula reads, with repeats."""
    if isinstance(formula, Quantity):
        yield from numbers_read(formula.number)
    for guard in formula_guards(formula):
        yield from names_read(guard)
