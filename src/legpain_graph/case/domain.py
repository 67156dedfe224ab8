"""What a finding may still be."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from legpain_graph.model.guard.ir import Compare, Flag, OneOf, Op, Test
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Value
from legpain_graph.record import record


@record
class Domain:
    """The values that a finding may still have.

    `values` of a boolean or choice; of a number the interval from `low` to `high`, each end `open` or not. `not_done` where no
    result may exist.
    """

    values: frozenset[Value] = frozenset()
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    low_open: bool = False
    high_open: bool = False
    is_number: bool = False
    integer: bool = False
    not_done: bool = False

    @property
    def has_value(self) -> bool:
        """True where some value, not only `not_done`, is left."""
        if not self.is_number:
            return bool(self.values)
        return self.low < self.high or (self.low == self.high and not self.low_open and not self.high_open)

    @property
    def empty(self) -> bool:
        return not self.has_value and not self.not_done

    @property
    def only(self) -> Value | None:
        """The one value that is left, or None where there are several."""
        if not self.has_value:
            return NOT_DONE if self.not_done else None
        if self.not_done:
            return None
        if self.is_number:
            return self.low if self.low == self.high else None
        return next(iter(self.values)) if len(self.values) == 1 else None

    def truth(self, test: Test) -> bool | None:
        """Whether every value left passes `test`, none does, or some do: True, False, None. On not_done every test is false."""
        able = self._some_pass(test)
        if not able:
            return False
        return None if self.not_done or self._some_fail(test) else True

    def where(self, test: Test, *, holds: bool) -> Domain:
        """The part of this domain on which `test` is true, or on which it is false."""
        if not self.is_number:
            passing = _passing(test)
            kept = frozenset(value for value in self.values if (value in passing) is holds)
            return Domain(values=kept, not_done=self.not_done and not holds)
        assert isinstance(test, Compare)
        op = test.op if holds else _OPPOSITE[test.op]
        low, low_open, high, high_open = self.low, self.low_open, self.high, self.high_open
        if op in (Op.MORE, Op.AT_LEAST) and (test.value, op is Op.MORE) > (low, low_open):
            low, low_open = test.value, op is Op.MORE
        if op in (Op.LESS, Op.AT_MOST) and (test.value, op is Op.AT_MOST) < (high, not high_open):
            high, high_open = test.value, op is Op.LESS
        if self.integer:
            low, low_open = (
                (low.to_integral_value("ROUND_FLOOR") + 1 if low_open else low.to_integral_value("ROUND_CEILING")),
                False,
            )
            high, high_open = (
                (high.to_integral_value("ROUND_CEILING") - 1 if high_open else high.to_integral_value("ROUND_FLOOR")),
                False,
            )
        return Domain(
            low=low, high=high, low_open=low_open, high_open=high_open, is_number=True, integer=self.integer,
            not_done=self.not_done and not holds,
        )  # fmt: skip

    def _some_pass(self, test: Test) -> bool:
        if isinstance(test, Compare) and test.op is Op.EQUAL:
            return self._holds_number(test.value)
        return self.where(test, holds=True).has_value

    def _some_fail(self, test: Test) -> bool:
        if isinstance(test, Compare) and test.op is Op.EQUAL:
            return self.has_value and not (self.low == self.high == test.value)
        return self.where(test, holds=False).has_value

    def _holds_number(self, value: Decimal) -> bool:
        after = value > self.low or (value == self.low and not self.low_open)
        before = value < self.high or (value == self.high and not self.high_open)
        return after and before and (not self.integer or value == value.to_integral_value())


_OPPOSITE: Final = {Op.LESS: Op.AT_LEAST, Op.AT_MOST: Op.MORE, Op.MORE: Op.AT_MOST, Op.AT_LEAST: Op.LESS}


def _passing(test: Test) -> frozenset[Value]:
    return (
        frozenset({True})
        if isinstance(test, Flag)
        else frozenset(test.values)
        if isinstance(test, OneOf)
        else frozenset()
    )


def whole_domain(finding: Finding) -> Domain:
    """Everything that a finding not recorded may be."""
    if finding.type is FindingType.NUMBER:
        return Domain(
            low=finding.low, high=finding.high, is_number=True, integer=finding.integer, not_done=finding.optional
        )
    values: frozenset[Value] = frozenset({True, False} if finding.type is FindingType.BOOLEAN else finding.values)
    return Domain(values=values, not_done=finding.optional)


def point(finding: Finding, value: Value) -> Domain:
    """The domain of a finding whose value is known."""
    if value is NOT_DONE:
        return Domain(is_number=finding.type is FindingType.NUMBER, low=Decimal(1), not_done=True)
    if isinstance(value, Decimal):
        return Domain(low=value, high=value, is_number=True, integer=finding.integer)
    return Domain(values=frozenset({value}))
