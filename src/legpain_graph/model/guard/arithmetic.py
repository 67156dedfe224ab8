"""Numbers computed of numbers that are not known exactly: each is the interval of what it may be, and every operation keeps to the ends.

Exact: ends are fractions. An interval may be wider than it need be where a finding stands in it twice, and is never narrower.
source: R. E. Moore, Interval Analysis, 1966
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Final, NamedTuple, TypeAlias, assert_never

from legpain_graph.model.guard.ir import (
    Arithmetic,
    Calculation,
    Expression,
    Fixed,
    InUnit,
    Op,
    Points,
    Quantity,
    Reading,
    Score,
)

MAX_POWER: Final = 9


class Span(NamedTuple):
    """From the lowest to the highest number that it may be."""

    low: Fraction
    high: Fraction

    def stands(self, op: Op, value: Decimal) -> bool | None:
        """Whether every number of the interval stands in relation `op` to `value`, none does, or some do: True, False, None."""
        if op is Op.EQUAL:
            if not self.low <= value <= self.high:
                return False
            return True if self.low == self.high else None
        low, high = op.holds(self.low, value), op.holds(self.high, value)
        return low if low is high else None


SpanOf: TypeAlias = Callable[[str], Span]


def exactly(number: Decimal | int) -> Span:
    """The interval of one number."""
    return Span(Fraction(number), Fraction(number))


def span(number: Expression, reading: SpanOf, points: Callable[[Score], Span]) -> Span:
    """What `number` may be, where `reading` says what each finding may be and `points` each score.

    errors: ZeroDivisionError where it divides by what may be nothing
    """
    match number:
        case Reading(finding):
            return reading(finding)
        case Fixed(value):
            return exactly(value)
        case Points(score):
            return points(score)
        case InUnit(inner, times, over):
            return _product(span(inner, reading, points), exactly(times), over=exactly(over))
        case Quantity(_, inner):
            return span(inner, reading, points)
        case Calculation(how, parts):
            return _calculated(how, [span(part, reading, points) for part in parts])
        case _:
            assert_never(number)


def _calculated(how: Arithmetic, spans: Sequence[Span]) -> Span:
    one, other = spans[0], spans[-1]
    match how:
        case Arithmetic.PLUS:
            return Span(one.low + other.low, one.high + other.high)
        case Arithmetic.MINUS:
            return Span(one.low - other.high, one.high - other.low)
        case Arithmetic.TIMES:
            return _product(one, other)
        case Arithmetic.OVER:
            return _product(one, over=other)
        case Arithmetic.POWER:
            return _power(one, int(other.low))
        case Arithmetic.LEAST:
            return Span(min(each.low for each in spans), min(each.high for each in spans))
        case Arithmetic.MOST:
            return Span(max(each.low for each in spans), max(each.high for each in spans))
        case Arithmetic.MEAN:
            total = reduce(lambda left, right: _calculated(Arithmetic.PLUS, (left, right)), spans)
            return Span(total.low / len(spans), total.high / len(spans))
        case _:
            assert_never(how)


def _product(*several: Span, over: Span | None = None) -> Span:
    found = several[0]
    if over is not None:
        if over.low <= 0 <= over.high:
            raise ZeroDivisionError("divides by what may be nothing")
        several = (*several, Span(1 / over.high, 1 / over.low))
    for other in several[1:]:
        ends = [left * right for left in found for right in other]
        found = Span(min(ends), max(ends))
    return found


def _power(base: Span, exponent: int) -> Span:
    ends = sorted((base.low**exponent, base.high**exponent))
    if exponent % 2 == 0 and base.low < 0 < base.high:
        ends[0] = Fraction(0)
    return Span(*ends)


def whole_score(score: Score) -> Span:
    """What a score adds up to, whoever the patient."""
    low, high = score.span
    return Span(Fraction(low), Fraction(high))
