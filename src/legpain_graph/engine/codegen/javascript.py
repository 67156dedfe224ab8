"""The engine of the web page: the pathway as straight-line JavaScript, made by the same `Meaning` as every other engine.

Findings have numbers, in the order of `finding_bits`. A boolean is 0 or 1, a choice the place of its value, `not_done` is -1, a number
a BigInt of units of 10^-30, so that every boundary is exact; what is not recorded is undefined. Marks and findings as bits are BigInt.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, ClassVar, Final, NamedTuple

from legpain_graph.case.facts import MAX_FIGURES
from legpain_graph.engine.codegen.base import NOT, Code, CodeAlgebra, answers, inlined, recordable_scores
from legpain_graph.engine.meaning import RULED_OUT, SURE
from legpain_graph.model.guard.ir import Measured, Test
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Finding, Vocabulary

FIGURES: Final = MAX_FIGURES
"""Decimal places of a number in the page; no case and no threshold has more."""


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
        return f"{number}n"

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
        return self.when(self.missing(value), str(unrecorded), f"{name}[{value} + 1]")

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

    def first_of(self, truths: Sequence[Code], joined: str) -> str:
        """Which of several sufficient reasons is told, whoever runs the code says: the first, or the shortest."""
        return f"pick({joined}, {', '.join(f'{truth.truth}, {truth.why}' for truth in truths)})"


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
    bits = [f"b{number} = 1n << {number}n" for number in range(len(writer.bits))]
    constants = [f"{name} = {text}" for text, name in writer.constants.items()]
    head = f"const {', '.join([*bits, *constants])};"
    named = ",\n".join(steps)
    body = f"const {named};\n{result}" if steps else result
    text = f"(() => {{\n{head}\nreturn (known, bounds, scores, left, measured, pick) => {{\n{body};\n}};\n}})()"
    return Script(text, tuple(writer.tests), tuple(writer.measured_guards))


def scaled(value: Decimal) -> int:
    """The number in units of 10^-30."""
    units: Fraction = Fraction(value) * int(10**FIGURES)
    assert units.denominator == 1, f"{value} has more than {FIGURES} decimal places"
    return int(units.numerator)


def _list(parts: Sequence[str]) -> str:
    return f"[{', '.join(parts)}]"
