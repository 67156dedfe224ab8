"""A guard or a score as it is written in a pathway file: what is read back from it is the same guard, with numbers for constants."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, assert_never

from legpain_graph.model.guard.ir import (
    All,
    Arithmetic,
    Calculation,
    Compare,
    Expression,
    Fixed,
    Flag,
    Formula,
    Guard,
    InUnit,
    Measured,
    Named,
    Not,
    OneOf,
    Op,
    Points,
    Quantity,
    Reading,
    Score,
    Scored,
    Some,
    Term,
)


def unparse(formula: Formula) -> str:
    """The text of a guard, or of the formula of a score or number."""
    match formula:
        case Flag(name) | Named(name):
            return name
        case Compare(name, op, value):
            return f"{name} {op.value} {_number(value)}"
        case OneOf(name, values):
            return f"{name} == {values[0]}" if len(values) == 1 else f"{name} in [{', '.join(values)}]"
        case Not(inner):
            return f"not {_inside(inner, All, Some, Compare, OneOf, Scored, Measured)}"
        case All(parts):
            return " and ".join(_inside(part, All, Some) for part in parts)
        case Some(parts):
            return " or ".join(_inside(part, All, Some) for part in parts)
        case Scored(score, op, value):
            if score.name:
                return f"{score.name} {op.value} {_number(value)}"
            if op is Op.AT_LEAST and _counts(score) and value in range(1, len(score.terms[0].items) + 1):
                return f"at_least({_number(value)}, {_items(score.terms[0])})"
            return f"{_points(score)} {op.value} {_number(value)}"
        case Measured(quantity, op, value):
            sides = quantity.sides if not value else None
            left, right = (number(quantity), _number(value)) if sides is None else map(number, sides)
            return f"{left} {op.value} {right}"
        case Score():
            return _points(formula)
        case Quantity(_, inner):
            return number(inner)
        case _:
            assert_never(formula)


_BINDS: Final = {
    Arithmetic.PLUS: 1, Arithmetic.MINUS: 1, Arithmetic.TIMES: 2, Arithmetic.OVER: 2, Arithmetic.POWER: 3,
}  # fmt: skip
"""How tightly an operation binds what stands beside it."""


def number(expression: Expression) -> str:
    """The text of a computed number."""
    match expression:
        case Reading(name):
            return name
        case Fixed(value):
            return _number(value)
        case Points(score):
            return score.name or _points(score)
        case InUnit(inner):
            return number(inner)
        case Quantity(name, inner):
            return name or number(inner)
        case Calculation(how, parts) if how not in _BINDS:
            return f"{how.value}({', '.join(map(number, parts))})"
        case Calculation(how, (left, right)):
            least = _BINDS[how]
            return f"{_bound(left, least + (how is Arithmetic.POWER))} {how.value} {_bound(right, least + 1)}"
        case Calculation():
            raise AssertionError(expression)
        case _:
            assert_never(expression)


def _bound(expression: Expression, least: int) -> str:
    """The text, in brackets where it binds less than that."""
    inner = expression
    while isinstance(inner, InUnit) or (isinstance(inner, Quantity) and not inner.name):
        inner = inner.number
    binds = 4
    if isinstance(inner, Calculation):
        binds = _BINDS.get(inner.how, 4)
    elif (isinstance(inner, Points) and not inner.score.name and not _counts(inner.score)) or (
        isinstance(inner, Fixed) and inner.value < 0
    ):
        binds = 1
    return f"({number(inner)})" if binds < least else number(inner)


def _inside(guard: Guard, *kinds: type) -> str:
    return f"({unparse(guard)})" if isinstance(guard, kinds) else unparse(guard)


def _points(score: Score) -> str:
    found = ""
    for term in score.terms:
        many = "" if abs(term.factor) == 1 else f"{abs(term.factor)} * "
        sign = "-" if term.factor < 0 else "+"
        found += f" {sign} {many}count({_items(term)})" if found or term.factor < 0 else f"{many}count({_items(term)})"
    if score.constant:
        found += f" {'-' if score.constant < 0 else '+'} {abs(score.constant)}"
    return found.strip()


def _counts(score: Score) -> bool:
    """Whether the score is one plain count."""
    return len(score.terms) == 1 and score.terms[0].factor == 1 and not score.constant


def _items(term: Term) -> str:
    return ", ".join(unparse(item) for item in term.items)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
