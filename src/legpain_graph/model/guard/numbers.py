"""Syntax tree of arithmetic -> IR: what each number is computed of, with units carried, checked and made the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple, Protocol

from legpain_graph.errors import did_you_mean, listed
from legpain_graph.model.guard.arithmetic import MAX_POWER, Span, span, whole_score
from legpain_graph.model.guard.ir import (
    Arithmetic,
    Calculation,
    Expression,
    Fixed,
    InUnit,
    Measured,
    Op,
    Points,
    Quantity,
    Reading,
    Score,
    readings,
    scores_in,
)
from legpain_graph.model.guard.parser import SyntaxTree
from legpain_graph.model.guard.units import PLAIN, Unit, factor, product, unit, written
from legpain_graph.model.vocabulary import Constant, DerivedKind, Finding, FindingType

MAX_PARTS: Final = 100
MAX_DEGREE: Final = 20
"""How often numbers may be multiplied with each other: every figure counts, and they are exact."""


class Valued(NamedTuple):
    """A number, and its unit: None of a plain number, which takes the unit of what it is added to or compared with."""

    number: Expression
    unit: Unit | None


class Names(Protocol):
    """What gives names their meaning, and notes faults: the resolver."""

    findings: Mapping[str, Finding]
    derived: Mapping[str, DerivedKind]
    constants: Mapping[str, Constant]
    formulas: Mapping[str, Score | Quantity]
    used: set[str]
    before: Sequence[object]

    def fault(self, tree: SyntaxTree, message: str, hint: str = "") -> None: ...
    def unknown(self, tree: SyntaxTree) -> None: ...
    def score(self, tree: SyntaxTree, name: str = "") -> Score | None: ...


class Numbers:
    """Reads arithmetic; every fault goes to `names`."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def quantity(self, tree: SyntaxTree, name: str, text: str) -> Quantity | None:
        """The number that `tree` computes, in the unit `text`; a plain number may be in any."""
        found = self._read(tree)
        if found is None or self._span(tree, found.number) is None:
            return None
        number = found.number
        if found.unit:
            if not text:
                return self.names.fault(tree, f"computes {written(found.unit)}", f"unit: {written(found.unit)}")
            times = factor(found.unit, unit(text))
            if times is None:
                return self.names.fault(tree, f"computes {written(found.unit)}, which does not measure {text}")
            number = _in_unit(number, times)
        return Quantity(name, number, text)

    def compared(self, left: SyntaxTree, op: Op, right: SyntaxTree) -> Measured | None:
        """A number compared with a fixed one, or two numbers with each other: their difference with nothing."""
        one, other = self._read(left), self._read(right)
        if one is None or other is None:
            return None
        same = self._same(right, one, other)
        if same is None:
            return None
        numbers, carried = same
        text = written(carried) if carried else ""
        if isinstance(numbers[1], Fixed):
            named = isinstance(numbers[0], Quantity)
            quantity = numbers[0] if isinstance(numbers[0], Quantity) else Quantity("", numbers[0], text)
            value = numbers[1].value
            what = left.text if named else "this number"
        else:
            quantity, value = Quantity("", Calculation(Arithmetic.MINUS, numbers), text), Decimal(0)
            what = "the difference"
        whole = self._span(left, quantity)
        if whole is None:
            return None
        if not whole.low <= value <= whole.high:
            message = f"{what} is never {value}: it goes from {_shown(whole.low)} to {_shown(whole.high)}"
            return self.names.fault(right, f"{message} {quantity.unit}".rstrip())
        return Measured(quantity, op, value)

    def _span(self, tree: SyntaxTree, number: Expression) -> Span | None:
        """What a number may be, whoever the patient; None where it is none that can be computed, with the fault noted."""
        if not readings(number) and not scores_in(number):
            return self.names.fault(tree, "reads no finding")
        if _degree(number) > MAX_DEGREE:
            return self.names.fault(tree, f"multiplies more than {MAX_DEGREE} numbers")
        try:
            return span(number, self._whole, whole_score)
        except ZeroDivisionError:
            return self.names.fault(tree, "divides by what may be 0", "a range that leaves 0 out")

    def _whole(self, name: str) -> Span:
        finding = self.names.findings[name]
        return Span(Fraction(finding.low), Fraction(finding.high))

    def _read(self, tree: SyntaxTree) -> Valued | None:
        todo, parts = [tree], 0
        while todo and parts <= MAX_PARTS:
            part, parts = todo.pop(), parts + 1
            todo += () if part.kind == "call" and part.text == "count" else part.parts
        if todo:
            hint = "name a part as a derived number"
            return self.names.fault(tree, f"computed of more than {MAX_PARTS} numbers", hint)
        return self._valued(tree)

    def _valued(self, tree: SyntaxTree) -> Valued | None:
        match tree.kind:
            case "number":
                return Valued(Fixed(Decimal(tree.text)), None)
            case "name":
                return self._named(tree)
            case "sum":
                return self._sum(tree)
            case "product":
                return self._product(tree)
            case "power":
                return self._power(tree)
            case "call" if tree.text == "count":
                score = self.names.score(tree)
                return Valued(Points(score), None) if score is not None else None
            case "call" if tree.text in ("min", "max", "mean"):
                return self._function(tree)
            case "call":
                hint = did_you_mean(tree.text, CALLS)
                return self.names.fault(tree, f"unknown function {tree.text!r}", hint)
            case _:
                return self.names.fault(tree, "a test where a number is needed", "count(...) makes points of tests")

    def _named(self, tree: SyntaxTree) -> Valued | None:
        names, name = self.names, tree.text
        if name in names.constants:
            names.used.add(name)
            constant = names.constants[name]
            return Valued(Fixed(constant.value), None if constant.unit in PLAIN else unit(constant.unit))
        if name in names.findings:
            names.used.add(name)
            finding = names.findings[name]
            if finding.type is FindingType.NUMBER:
                return Valued(Reading(name), unit(finding.unit))
            how = f"{name} == {finding.values[0]}" if finding.values else name
            return names.fault(tree, f"{name!r} is a {finding.type}, not a number", f"count({how}) makes points of it")
        if name not in names.derived:
            return names.unknown(tree)
        names.used.add(name)
        formula = names.formulas.get(name)
        if formula is None:
            truth = names.derived[name] is DerivedKind.TRUTH
            what = "true or false" if truth else "at fault"
            return names.fault(tree, f"{name!r} is {what}, not a number", f"count({name})" if truth else "")
        return Valued(Points(formula), None) if isinstance(formula, Score) else Valued(formula, unit(formula.unit))

    def _sum(self, tree: SyntaxTree) -> Valued | None:
        found: Valued | None = Valued(Fixed(Decimal(0)), None)
        for number, (part, sign) in enumerate(zip(tree.parts, tree.ops, strict=True)):
            own = self._valued(part)
            if own is None or found is None:
                return None
            if number == 0 and sign == "+":
                found = own
            elif number == 0 and isinstance(own.number, Fixed):
                found = own._replace(number=Fixed(-own.number.value))
            else:
                same = self._same(part, found, own)
                found = Valued(Calculation(Arithmetic(sign), same[0]), same[1]) if same is not None else None
        return found

    def _product(self, tree: SyntaxTree) -> Valued | None:
        found = self._valued(tree.parts[0])
        for part, sign in zip(tree.parts[1:], tree.ops, strict=True):
            own = self._valued(part)
            if own is None or found is None:
                return None
            carried = found.unit
            if own.unit is not None:
                carried = product(found.unit or (), own.unit, 1 if sign == "*" else -1)
            found = Valued(Calculation(Arithmetic(sign), (found.number, own.number)), carried)
        return found

    def _power(self, tree: SyntaxTree) -> Valued | None:
        base, exponent = tree.parts
        found = self._valued(base)
        many = Decimal(exponent.text) if exponent.kind == "number" else Decimal(0)
        if many not in range(2, MAX_POWER + 1):
            hint = "of a root compare the square: a * b >= 4 for sqrt(a * b) >= 2"
            return self.names.fault(exponent, f"a power is a whole number from 2 to {MAX_POWER}", hint)
        if found is None:
            return None
        carried = product((), found.unit, int(many)) if found.unit is not None else None
        return Valued(Calculation(Arithmetic.POWER, (found.number, Fixed(many))), carried)

    def _function(self, tree: SyntaxTree) -> Valued | None:
        several = [self._valued(part) for part in tree.parts]
        if len(several) < 2:
            return self.names.fault(tree, f"{tree.text} of one number", f"{tree.text}(a, b)")
        found = several[0]
        numbers: tuple[Expression, ...] = (found.number,) if found is not None else ()
        for part, own in zip(tree.parts[1:], several[1:], strict=True):
            if own is None or found is None:
                return None
            same = self._same(part, found, own)
            if same is None:
                return None
            numbers, found = (*numbers, same[0][1]), Valued(found.number, same[1])
        return Valued(Calculation(Arithmetic(tree.text), numbers), found.unit) if found is not None else None

    def _same(
        self, tree: SyntaxTree, one: Valued, other: Valued
    ) -> tuple[tuple[Expression, Expression], Unit | None] | None:
        """Both numbers in the unit of the first that has one."""
        if one.unit is None or other.unit is None:
            return (one.number, other.number), other.unit if one.unit is None else one.unit
        times = factor(other.unit, one.unit)
        if times is None:
            units = listed([written(other.unit), written(one.unit)])
            return self.names.fault(tree, f"{units} do not measure the same")
        return (one.number, _in_unit(other.number, times)), one.unit


CALLS: Final = ("at_least", "count", "min", "max", "mean")


def _in_unit(number: Expression, times: Fraction) -> Expression:
    """The number in a unit of which one of its own is so many."""
    if times == 1:
        return number
    if isinstance(number, Fixed) and (exact := _decimal(Fraction(number.value) * times)) is not None:
        return Fixed(exact)
    return InUnit(number, Decimal(times.numerator), Decimal(times.denominator))


def _decimal(number: Fraction) -> Decimal | None:
    """The number as a decimal; None where it is none, or a long one."""
    found = Decimal(number.numerator) / Decimal(number.denominator)
    return found if Fraction(found) == number else None


def _degree(number: Expression) -> int:
    match number:
        case Fixed():
            return 0
        case InUnit(inner) | Quantity(_, inner):
            return _degree(inner)
        case Calculation(Arithmetic.POWER, (base, Fixed(many))):
            return _degree(base) * int(many)
        case Calculation(Arithmetic.TIMES | Arithmetic.OVER, parts):
            return sum(map(_degree, parts))
        case Calculation(_, parts):
            return max(map(_degree, parts))
        case _:
            return 1


def _shown(number: Fraction) -> str:
    return f"{Decimal(number.numerator) / Decimal(number.denominator):.4g}"
