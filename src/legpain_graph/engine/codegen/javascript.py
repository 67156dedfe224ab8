"""The engine of the web page: the pathway as straight-line JavaScript, made by the same `Meaning` as every other engine.

Findings have numbers, in the order of `finding_bits`. A boolean is 0 or 1, a choice the place of its value, `not_done` is -1, a number
a BigInt of units of 10^-30, so that every boundary is exact; what is not recorded is undefined. Marks and findings as bits are BigInt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import count, product
from math import floor
from string import ascii_letters, digits
from typing import Any, ClassVar, Final, NamedTuple

from legpain_graph.case.facts import MAX_FIGURES
from legpain_graph.engine.codegen.base import NOT, Code, CodeAlgebra, answers, inlined, recordable_scores
from legpain_graph.engine.meaning import RULED_OUT, SURE
from legpain_graph.engine.order import numbers
from legpain_graph.model.guard.ir import Measured, Test
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Finding, Vocabulary

FIGURES: Final = MAX_FIGURES
"""Decimal places of a number in the page; no case and no threshold has more."""
RESERVED: Final = frozenset({"do", "if", "in", "for", "let", "new", "try", "var"})
"""Words of the language of three letters at most: no name has more."""
_NAMED: Final = re.compile(r"\b[bkv]\d+\b")
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
REASONS: Final = """\
const ANY = (pick, joined, ...parts) => {
  if (joined === 3) return pick(joined, ...parts);
  let bits = 0n;
  for (let at = 0; at < parts.length; at += 2) if (!joined || parts[at] === 2) bits |= parts[at + 1];
  return bits;
};
const ALL = (pick, joined, ...parts) => {
  if (joined !== 3) return pick(joined, ...parts);
  let bits = 0n;
  for (let at = 1; at < parts.length; at += 2) bits |= parts[at];
  return bits;
};"""
"""The findings behind an `or` and an `and`, as `_joined_why` of the base has them: of truths and their reasons in turn."""


LITERAL: Final = 256
"""Bits: larger integers stand in the code once, as the places of their bits; else its size would grow by the square of the nodes."""


class JavaScript(CodeAlgebra):
    """The algebra whose values are JavaScript source."""

    same: ClassVar[str] = "==="
    differs: ClassVar[str] = "!=="

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__(vocabulary, reasons=True)
        self.numbers = {name: number for number, name in enumerate(self.bits)}
        self.scores = {word.name: number for number, word in enumerate(recordable_scores(vocabulary))}
        self.constants: dict[str, str] = {"[3,-1,2,0]": "NOT"}
        self.tests: dict[Test, int] = {}
        """The tests that the code asks of what is left of a finding, by number."""
        self.measured_guards: dict[Measured, int] = {}
        """The computed numbers that the code asks of, each as it is compared."""
        assert NOT == (3, -1, 2, 0)

    def given(self, text: str) -> str:
        """The name of a constant; equal ones share it."""
        return self.constants.setdefault(text, f"k{len(self.constants)}")

    def when(self, condition: str, yes: str, no: str) -> str:
        return f"{condition} ? {yes} : {no}"

    def every(self, conditions: Sequence[str]) -> str:
        return " && ".join(conditions)

    def some(self, conditions: Sequence[str]) -> str:
        return " || ".join(conditions)

    def integer(self, number: int) -> str:
        if number.bit_length() <= LITERAL:
            return f"{number}n"
        parts = [f"1n << {bit + LITERAL}n" for bit in numbers(number >> LITERAL)]
        return self.given(" | ".join([*parts, f"{number & (1 << LITERAL) - 1}n"]))

    def behind(self, finding: str) -> str:
        return f"b{self.numbers[finding]}"

    def recorded(self, finding: str) -> str:
        return f"known[{self.numbers[finding]}]"

    def recorded_score(self, name: str) -> str:
        return f"scores[{self.scores[name]}]"

    def missing(self, value: str) -> str:
        return f"{value} === undefined"

    def undone(self, value: str) -> str:
        return f"{value} === -1"

    def number(self, value: Decimal) -> str:
        return self.given(f"{scaled(value)}n")

    def points(self, value: Decimal) -> str:
        """Whole points stand to a fraction as to the middle between its neighbours, which a double holds exactly."""
        whole = floor(value)
        return str(whole) if value == whole else str(whole + 0.5)

    def looked_up(self, value: str, finding: Finding, passing: Sequence[Any], unrecorded: int) -> str:
        every = finding.values or (False, True)
        table = [RULED_OUT, *(SURE if item in passing else RULED_OUT for item in every)]
        name = self.given(f"[{','.join(map(str, table))}]")
        return f"({name}[{value} + 1] ?? {unrecorded})"

    def is_narrowed(self, finding: str) -> str:
        return f"bounds[{self.numbers[finding]}] !== undefined"

    def of_bounds(self, test: Test) -> str:
        number = self.tests.setdefault(test, len(self.tests))
        return f"left({number}, bounds[{self.numbers[test.finding]}])"

    def looked_up_number(self, guard: Measured, totals: Sequence[tuple[str, str]]) -> str:
        number = self.measured_guards.setdefault(guard, len(self.measured_guards))
        ends = ", ".join(f"[{least}, {most}]" for least, most in totals)
        return f"measured({number}, known, bounds, [{ends}])"

    def denied(self, condition: str) -> str:
        return f"!({condition})"

    def negated(self, truth: str) -> str:
        return f"NOT[{truth}]"

    def _joined_why(self, truths: Sequence[Code], joined: str, *, sure_needs_all: bool) -> str:
        """Which of several sufficient reasons is told, whoever runs the code says: the first, or the shortest."""
        told = f"pick, {joined}, {', '.join(f'{truth.truth}, {truth.why}' for truth in truths)}"
        return f"{'ALL' if sure_needs_all else 'ANY'}({told})"


class Script(NamedTuple):
    """`text`: an expression, the function (known, bounds, scores, left, measured, pick) -> the fields of `Answers`. `tests`: those that
    it asks `left` of, by number; `numbers` those that it asks `measured` of."""

    text: str
    tests: tuple[Test, ...]
    numbers: tuple[Measured, ...]


def script(pathway: Pathway) -> Script:
    """The engine of `pathway` as JavaScript."""
    writer = JavaScript(pathway.vocabulary)
    found = answers(pathway, writer)
    told = {
        "edges": _list(found.edges),
        "possible": found.possible,
        "must": _list(found.must),
        "may": _list(found.may),
        "why": _list(found.why),
        "warnings": _list(found.warnings),
        "because": _list(found.because),
        "alarming": _list(found.alarming),
        "heededBy": _list(found.heeded_by),
        "lines": _list(found.lines),
        "ranges": _list([_list(ends) for ends in found.ranges]),
    }
    *steps, result = inlined(
        [*writer.lines, f"return {{{', '.join(f'{name}: {value}' for name, value in told.items())}}}"]
    )
    bits = ", ".join(f"b{number}" for number in range(len(writer.bits)))
    every_bit = f"[{bits}] = Array.from({{ length: {len(writer.bits)} }}, (_, at) => 1n << BigInt(at))"
    constants = [f"{name} = {text}" for text, name in writer.constants.items()]
    head = f"const {', '.join([every_bit, *constants])};\n{REASONS}"
    named = ",\n".join(steps)
    body = f"const {named};\n{result}" if steps else result
    text = f"(() => {{\n{head}\nreturn (known, bounds, scores, left, measured, pick) => {{\n{body};\n}};\n}})()"
    return Script(short_names(text), tuple(writer.tests), tuple(writer.measured_guards))


def short_names(text: str) -> str:
    """The same script with its numbered names as short as they can be, the shortest for those that stand most often."""
    uses = Counter(_NAMED.findall(text))
    taken = set(_WORD.findall(text)) | RESERVED
    free = (name for name in _names() if name not in taken)
    short = dict(zip(sorted(uses, key=lambda name: -uses[name]), free, strict=False))
    return _NAMED.sub(lambda found: short[found[0]], text)


def _names() -> Iterator[str]:
    """Every name of letters and digits, the short ones first."""
    for length in count():
        for first, *rest in product(ascii_letters, *[ascii_letters + digits] * length):
            yield "".join((first, *rest))


def scaled(value: Decimal) -> int:
    """The number in units of 10^-30."""
    units: Fraction = Fraction(value) * int(10**FIGURES)
    assert units.denominator == 1, f"{value} has more than {FIGURES} decimal places"
    return int(units.numerator)


def _list(parts: Sequence[str]) -> str:
    return f"[{', '.join(parts)}]"
