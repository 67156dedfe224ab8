"""A guard in plain English: for edge labels, explanations and reports. It says what is tested, never what is true."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, assert_never

from legpain_graph.errors import listed
from legpain_graph.model.guard.ir import (
    All,
    Arithmetic,
    Calculation,
    Compare,
    Expression,
    Fixed,
    Flag,
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
    Scored,
    Some,
)
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Value, Vocabulary


def phrase(guard: Guard, vocabulary: Vocabulary) -> str:
    """What `guard` tests, as a clinician would say it."""
    return _phrase(guard, vocabulary, inside=False)


def label(name: str, vocabulary: Vocabulary) -> str:
    """The label of a finding or derived finding, as it reads inside a sentence."""
    known = vocabulary.findings.get(name) or vocabulary.derived.get(name)
    word = known.label if known is not None else name  # a derived finding whose formula could not be read
    return word if word[1:2].isupper() or word[1:2].isdigit() else word[:1].lower() + word[1:]


def value_words(finding: Finding, value: Value) -> str:
    """A recorded value as words: yes, not done, 0.82, 3 cm."""
    if value is NOT_DONE:
        return "not done"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        value = value or Decimal(0)  # minus nothing is nothing
        return f"{value.normalize():f} {'' if finding.unit == 'ratio' else finding.unit}".strip()
    return str(value).replace("_", " ")


def range_words(finding: Finding) -> str:
    """What can be recorded of a finding: `true | false`, `0 to 120 years | not_done`."""
    if finding.values:
        words = (" < " if finding.order else " | ").join(finding.values)
    elif finding.unit:
        words = f"{finding.low} to {finding.high} {finding.unit}"
    else:
        words = "true | false"
    return words + (" | not_done" if finding.optional else "")


def _phrase(guard: Guard, vocabulary: Vocabulary, *, inside: bool) -> str:
    match guard:
        case Flag(name) | Named(name):
            return label(name, vocabulary)
        case Compare(name, op, value):
            finding = vocabulary.findings[name]
            return f"{label(name, vocabulary)} {_relation(op, value_words(finding, value))}"
        case OneOf(name, values):
            return f"{label(name, vocabulary)}: {_choices(values)}"
        case Not(OneOf(name, values)):
            return f"{label(name, vocabulary)}: not {_choices(values)}"
        case Not(Flag(name)):
            return f"no {label(name, vocabulary)}"
        case Not(inner):
            return f"not ({_phrase(inner, vocabulary, inside=False)})"
        case All((Compare(a, Op.AT_LEAST | Op.MORE as low, least), Compare(b, Op.AT_MOST | Op.LESS as high, most))) if (
            a == b
        ):
            finding = vocabulary.findings[a]
            if low is Op.AT_LEAST and high is Op.AT_MOST:
                return f"{label(a, vocabulary)} {value_words(finding, least)} to {value_words(finding, most)}"
            return (
                f"{label(a, vocabulary)} {_relation(low, value_words(finding, least))}"
                f" and {_relation(high, value_words(finding, most))}"
            )
        case All(parts):
            return " and ".join(_phrase(part, vocabulary, inside=True) for part in parts)
        case Some(parts):
            words = " or ".join(_phrase(part, vocabulary, inside=True) for part in parts)
            return f"({words})" if inside else words
        case Scored(score, op, value):
            points = f"{value.normalize():f}"
            if score.name:
                return f"{label(score.name, vocabulary)} {_relation(op, points)}"
            items = [_phrase(item, vocabulary, inside=True) for item in score.items]
            if len(score.terms) == 1 and score.terms[0].factor == 1 and not score.constant and op is Op.AT_LEAST:
                return f"at least {points} of: {', '.join(items)}"
            return f"points for {listed(items)} {_relation(op, points)}"
        case Measured(quantity, op, value):
            if quantity.sides is not None and not value:
                left, right = (_computed(side, vocabulary) for side in quantity.sides)
                return f"{left} {_BESIDE[op]} {right}"
            unit = "" if quantity.unit == "ratio" else quantity.unit
            return f"{_computed(quantity, vocabulary)} {_relation(op, f'{value.normalize():f} {unit}'.strip())}"
        case _:
            assert_never(guard)


_BESIDE: Final = {
    Op.LESS: "under",
    Op.AT_MOST: "at most",
    Op.MORE: "over",
    Op.AT_LEAST: "at least",
    Op.EQUAL: "the same as",
}
"""How a number stands to another one."""
_PUT_TOGETHER: Final = {
    Arithmetic.PLUS: "plus",
    Arithmetic.MINUS: "minus",
    Arithmetic.TIMES: "times",
    Arithmetic.OVER: "divided by",
    Arithmetic.POWER: "to the power",
}
_OF: Final = {Arithmetic.LEAST: "least of", Arithmetic.MOST: "most of", Arithmetic.MEAN: "mean of"}


def _computed(number: Expression, vocabulary: Vocabulary, *, inside: bool = False) -> str:
    """A computed number in words; `inside` another one in brackets where it is put together itself."""
    match number:
        case Reading(name):
            return label(name, vocabulary)
        case Fixed(value):
            return f"{value.normalize():f}"
        case Points(score):
            if score.name:
                return label(score.name, vocabulary)
            return f"points for {listed([_phrase(item, vocabulary, inside=True) for item in score.items])}"
        case InUnit(inner):
            return _computed(inner, vocabulary, inside=inside)
        case Quantity(name, inner):
            return label(name, vocabulary) if name else _computed(inner, vocabulary, inside=inside)
        case Calculation(how, parts):
            several = [_computed(part, vocabulary, inside=True) for part in parts]
            words = f"{_OF[how]} {listed(several)}" if how in _OF else f" {_PUT_TOGETHER[how]} ".join(several)
            return f"({words})" if inside else words
        case _:
            assert_never(number)


def _relation(op: Op, value: str) -> str:
    match op:
        case Op.LESS:
            return f"under {value}"
        case Op.AT_MOST:
            return f"{value} or less"
        case Op.MORE:
            return f"over {value}"
        case Op.AT_LEAST:
            return f"{value} or more"
        case Op.EQUAL:
            return f"exactly {value}"
        case _:
            assert_never(op)


def _choices(values: tuple[str, ...]) -> str:
    return listed([value.replace("_", " ") for value in values], "or")


def normal_words(finding: Finding) -> str:
    """The normal value as words, or an empty string where closing does not record one."""
    normal = False if finding.type is FindingType.BOOLEAN and finding.normal is None else finding.normal
    return value_words(finding, normal) if normal is not None else ""
