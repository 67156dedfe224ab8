"""A guard or a score as it is written in a pathway file: what is read back from it is the same guard, with numbers for constants."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from legpain_graph.model.guard.ir import All, Compare, Flag, Guard, Named, Not, OneOf, Op, Score, Scored, Some, Term


def unparse(formula: Guard | Score) -> str:
    """The text of a guard, or of the formula of a score."""
    match formula:
        case Flag(name) | Named(name):
            return name
        case Compare(name, op, value):
            return f"{name} {op.value} {_number(value)}"
        case OneOf(name, values):
            return f"{name} == {values[0]}" if len(values) == 1 else f"{name} in [{', '.join(values)}]"
        case Not(inner):
            return f"not {_inside(inner, All, Some, Compare, OneOf, Scored)}"
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
        case Score():
            return _points(formula)
        case _:
            assert_never(formula)


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
