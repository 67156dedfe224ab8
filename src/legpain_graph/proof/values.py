"""Values for the findings that numbers are computed of: whether a patient of the solver can be, and what is then recorded of him.

The solver sees of a computed number only where its ends lie; that they follow from the findings is asked here, of real numbers. What
cannot be is learnt as a lemma, so that it is asked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, Final, NamedTuple, TypeAlias

from legpain_graph.engine.ends import Ends, Source
from legpain_graph.engine.formulas import Bit, neg, z3
from legpain_graph.model.guard.ir import (
    Arithmetic,
    Calculation,
    Expression,
    Fixed,
    InUnit,
    Points,
    Quantity,
    Reading,
    Score,
)
from legpain_graph.model.vocabulary import NOT_DONE

Real: TypeAlias = Any
"""A fraction, or a term of the solver over the values sought."""
MOST_FIGURES: Final = 6
MOST_CHOICES: Final = 3
"""Findings that may be recorded or only narrowed, at most, before nothing is said of a patient."""


class Given(NamedTuple):
    """The ends of what may be left of a number: the same twice where it is known."""

    low: Real
    high: Real


class Values:
    """Looks for values; `bits` says what is so of a patient of the solver."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._seen: dict[tuple[tuple[int, bool], ...], list[Bit] | None] = {}

    def lemma(self, numbers: Sequence[Ends], holds: Callable[[Bit], bool]) -> list[Bit] | None:
        """None where values give what the patient shows of every number; else what cannot be so together.

        errors: TimeoutError where that was not found out
        """
        state = _state(numbers, holds)
        if state not in self._seen:
            self._seen[state] = self._lemma(numbers, holds)
        return self._seen[state]

    def _lemma(self, numbers: Sequence[Ends], holds: Callable[[Bit], bool]) -> list[Bit] | None:
        wrong: dict[int, Bit] = {}
        for recorded in _choices(numbers, holds):
            problem = Problem(numbers, holds, recorded, self.seconds)
            core = problem.core()
            if core is None:
                return None
            wrong.update({bit.get_id(): bit for bit in core})
        return list(wrong.values())

    def found(
        self, numbers: Sequence[Ends], holds: Callable[[Bit], bool], wished: Mapping[str, Decimal]
    ) -> dict[str, Decimal | None] | None:
        """For each entry that numbers are computed of its value, None where nothing is recorded; `wished` where it will do. None
        where no decimal with few figures is found."""
        for recorded in _choices(numbers, holds):
            values = Problem(numbers, holds, recorded, self.seconds).values(wished)
            if values is not None:
                return values
        return None


class Problem:
    """The values of the findings of one patient, as real numbers."""

    def __init__(
        self,
        numbers: Sequence[Ends],
        holds: Callable[[Bit], bool],
        recorded: Mapping[str, bool],
        seconds: float,
    ) -> None:
        self._holds, self._recorded = holds, recorded
        self._solver = z3().Solver()
        self._solver.set("timeout", int(seconds * 1000))
        self._marks: list[tuple[Bit, list[Bit]]] = []
        self._unknown: dict[str, Real] = {}
        self._sources: dict[str, Source] = {}
        self._left: dict[tuple[str, int], Given | None] = {}
        for one in numbers:
            given = {name: self._given(source) for name, source in one.sources.items()}
            if all(each is not None for each in given.values()):
                self._require(one, given)

    def core(self) -> list[Bit] | None:
        """What of the patient cannot be so together; None where it can. errors: TimeoutError where that was not found out"""
        found = self._solver.check(*(mark for mark, _ in self._marks))
        if found == z3().sat:
            return None
        if found != z3().unsat:
            raise TimeoutError
        inside = {mark.get_id() for mark in self._solver.unsat_core()}
        kept = [bits for mark, bits in self._marks if mark.get_id() in inside] or [bits for _, bits in self._marks]
        return [bit for bits in kept for bit in bits]

    def values(self, wished: Mapping[str, Decimal]) -> dict[str, Decimal | None] | None:
        """A value for each entry, with few figures; None where none is found, or nothing is sought and the patient cannot be."""
        marks = [mark for mark, _ in self._marks]
        if self._solver.check(*marks) != z3().sat:
            return None
        found: dict[str, Decimal | None] = {
            source.entry: None for source in self._sources.values() if source.entry not in self._unknown
        }
        for entry, term in sorted(self._unknown.items(), key=lambda item: item[0]):
            if self._solver.check(*marks) != z3().sat:
                return None
            value = self._solver.model().eval(term, model_completion=True)
            for candidate in ([wished[entry]] if entry in wished else []) + list(_candidates(value)):
                fixed = term == z3().RealVal(str(candidate))
                if self._solver.check(*marks, fixed) == z3().sat:
                    self._solver.add(fixed)
                    found[entry] = candidate
                    break
            else:
                return None
        return found

    def _given(self, source: Source) -> Given | None:
        """What is left of a finding; None where it is surely not done."""
        key = source.entry, source.able[0].get_id()
        if key in self._left:
            return self._left[key]
        self._sources[source.entry] = source
        state = [bit if self._holds(bit) else neg(bit) for bit in source.able]
        left = [cell for cell, bit in zip(source.cells, source.able, strict=True) if self._holds(bit)]
        numbers = [cell.domain for cell in left if cell.value is not NOT_DONE]
        found: Given | None = None
        if numbers:
            low, high = numbers[0], numbers[-1]
            if self._recorded.get(source.entry, _is_recorded(source, self._holds)):
                term = self._unknown.setdefault(source.entry, z3().Real(source.entry))
                self._mark(term >= _real(low.low), state)
                self._mark(term <= _real(high.high), state)
                if low.low_open:
                    self._mark(term > _real(low.low), state)
                if high.high_open:
                    self._mark(term < _real(high.high), state)
                if source.finding.integer:
                    self._solver.add(z3().IsInt(term))
                found = Given(term, term)
            else:
                found = Given(Fraction(low.low), Fraction(high.high))
        self._left[key] = found
        return found

    def _require(self, one: Ends, given: Mapping[str, Given | None]) -> None:
        """That the ends of a number are where the patient shows them."""
        states = [
            bit if self._holds(bit) else neg(bit)
            for source in one.sources.values()
            for bit in (*source.able, source.free)
            if not isinstance(bit, bool)
        ]
        totals: dict[Score, Given] = {}
        for score, several in one.totals.items():
            totals[score] = Given(*one.total(score, self._holds))
            bits = [bit for pair in several.values() for bit in pair if not isinstance(bit, bool)]
            states += [bit if self._holds(bit) else neg(bit) for bit in bits]
        number = _ends(one.number, {name: each for name, each in given.items() if each is not None}, totals)
        for (value, above), pair in one.cuts.items():
            for end, bit in zip(number, pair, strict=True):
                over = end > _real(value) if above else end >= _real(value)
                so = self._holds(bit)
                self._mark(
                    over if so else z3().Not(over) if not isinstance(over, bool) else not over,
                    [*states, bit if so else neg(bit)],
                )

    def _mark(self, condition: Any, bits: list[Bit]) -> None:
        mark = z3().Bool(f"mark {len(self._marks)}")
        self._solver.add(z3().Implies(mark, condition))
        self._marks.append((mark, bits))


def _is_recorded(source: Source, holds: Callable[[Bit], bool]) -> bool:
    left = [cell for cell, bit in zip(source.cells, source.able, strict=True) if holds(bit)]
    return len(left) == 1 and left[0].value is not NOT_DONE and not _so(source.free, holds)


def _so(bit: Bit, holds: Callable[[Bit], bool]) -> bool:
    return bit if isinstance(bit, bool) else holds(bit)


def _choices(numbers: Iterable[Ends], holds: Callable[[Bit], bool]) -> list[dict[str, bool]]:
    """What may be recorded or only narrowed, each way. errors: TimeoutError where that is too much"""
    either = set[str]()
    for one in numbers:
        for source in one.sources.values():
            left = [cell for cell, bit in zip(source.cells, source.able, strict=True) if holds(bit)]
            if len(left) == 1 and left[0].value is not NOT_DONE and _so(source.free, holds):
                either.add(source.entry)
    if len(either) > MOST_CHOICES:
        raise TimeoutError
    names = sorted(either)
    return [dict(zip(names, chosen, strict=True)) for chosen in product((False, True), repeat=len(names))]


def _state(numbers: Sequence[Ends], holds: Callable[[Bit], bool]) -> tuple[tuple[int, bool], ...]:
    """All that matters of a patient."""
    bits: dict[int, bool] = {}
    for one in numbers:
        several = [bit for pair in one.cuts.values() for bit in pair]
        several += [bit for totals in one.totals.values() for pair in totals.values() for bit in pair]
        several += [bit for source in one.sources.values() for bit in (*source.able, source.free)]
        bits.update({bit.get_id(): holds(bit) for bit in several if not isinstance(bit, bool)})
    return tuple(sorted(bits.items()))


def _real(number: Decimal | Fraction) -> Real:
    fraction = Fraction(number)
    return z3().Q(fraction.numerator, fraction.denominator)


def _candidates(value: Any) -> Iterable[Decimal]:
    """Decimals near a value of the solver, with as few figures as can be."""
    if not z3().is_rational_value(value):
        value = value.approx(2 * MOST_FIGURES)
    fraction = Fraction(value.numerator_as_long(), value.denominator_as_long())
    for figures in range(MOST_FIGURES + 1):
        size = 10**figures
        whole = fraction * size
        for number in dict.fromkeys((round(whole), whole.__floor__(), whole.__ceil__())):
            yield Decimal(number).scaleb(-figures)


def _ends(number: Expression, given: Mapping[str, Given], totals: Mapping[Score, Given]) -> Given:
    """The ends of a number as terms, by the rules of guard.arithmetic."""
    match number:
        case Reading(finding):
            return given[finding]
        case Fixed(value):
            return Given(Fraction(value), Fraction(value))
        case Points(score):
            return totals[score]
        case Quantity(_, inner):
            return _ends(inner, given, totals)
        case InUnit(inner, times, over):
            many = Fraction(times) / Fraction(over)
            return Given(*(_times(end, many) for end in _ends(inner, given, totals)))
        case Calculation(how, parts):
            return _calculated(how, [_ends(part, given, totals) for part in parts])


def _calculated(how: Arithmetic, several: Sequence[Given]) -> Given:
    one, other = several[0], several[-1]
    known = all(each.low is each.high for each in several)
    match how:
        case Arithmetic.PLUS:
            found = Given(_plus(one.low, other.low), _plus(one.high, other.high))
        case Arithmetic.MINUS:
            found = Given(
                _plus(one.low, _times(other.high, Fraction(-1))), _plus(one.high, _times(other.low, Fraction(-1)))
            )
        case Arithmetic.TIMES | Arithmetic.OVER:
            join = _times if how is Arithmetic.TIMES else _over
            ends = [join(one.low, other.low)] if known else [join(left, right) for left in one for right in other]
            found = Given(_least(ends), _most(ends))
        case Arithmetic.POWER:
            many = int(other.low)
            ends = [_power(one.low, many)] if known else [_power(end, many) for end in one]
            least = _least(ends)
            if many % 2 == 0 and not known:
                least = _if(_both(_below(one.low), _above(one.high)), Fraction(0), least)
            found = Given(least, _most(ends))
        case Arithmetic.LEAST | Arithmetic.MOST:
            join_all = _least if how is Arithmetic.LEAST else _most
            found = Given(join_all([each.low for each in several]), join_all([each.high for each in several]))
        case Arithmetic.MEAN:
            low, high = Fraction(0), Fraction(0)
            for each in several:
                low, high = _plus(low, each.low), _plus(high, each.high)
            share = Fraction(1, len(several))
            found = Given(_times(low, share), _times(high, share))
    return Given(found.low, found.low) if known else found


def _term(end: Real) -> Real:
    return _real(end) if isinstance(end, Fraction) else end


def _plus(left: Real, right: Real) -> Real:
    return left + right if _fixed(left, right) else _term(left) + _term(right)


def _times(left: Real, right: Real) -> Real:
    return left * right if _fixed(left, right) else _term(left) * _term(right)


def _over(left: Real, right: Real) -> Real:
    return left / right if _fixed(left, right) else _term(left) / _term(right)


def _power(base: Real, many: int) -> Real:
    found = base
    for _ in range(many - 1):
        found = _times(found, base)
    return found


def _fixed(*ends: Real) -> bool:
    return all(isinstance(end, Fraction) for end in ends)


def _least(ends: Sequence[Real]) -> Real:
    found = ends[0]
    for end in ends[1:]:
        found = min(found, end) if _fixed(found, end) else z3().If(_term(end) < _term(found), _term(end), _term(found))
    return found


def _most(ends: Sequence[Real]) -> Real:
    found = ends[0]
    for end in ends[1:]:
        found = max(found, end) if _fixed(found, end) else z3().If(_term(end) > _term(found), _term(end), _term(found))
    return found


def _below(end: Real) -> Any:
    return end < 0


def _above(end: Real) -> Any:
    return end > 0


def _both(left: Any, right: Any) -> Any:
    return left and right if isinstance(left, bool) and isinstance(right, bool) else z3().And(left, right)


def _if(condition: Any, yes: Real, no: Real) -> Real:
    if isinstance(condition, bool):
        return yes if condition else no
    return z3().If(condition, _term(yes), _term(no))
