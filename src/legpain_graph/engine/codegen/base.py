"""What the algebras whose values are source text share: a pathway as straight-line code, in whatever language.

A truth is an int of two bits, possible (2) and sure (1), so `&` and `|` are Kleene's and and or. A set of marks is an integer. The
code is made from the pathway by the same `Meaning` as every other engine, from numbers and names that the code itself gives: no text
of a pathway file ever stands in it.

A language says how it writes a choice, a conjunction, an integer of any size, and a value that was recorded. Nothing else.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final, NamedTuple

from legpain_graph.case.domain import whole_domain
from legpain_graph.engine.kleene import finding_bits
from legpain_graph.engine.meaning import OPEN, RULED_OUT, SURE, Meaning
from legpain_graph.model.guard.ir import Compare, Flag, Measured, OneOf, Op, Score, Scored, Test, readings
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Derived, Finding, Vocabulary

MAX_INLINED: Final = 1_000
"""Characters: Python reads brackets up to a depth."""
NOT: Final = (SURE, -1, OPEN, RULED_OUT)
TRUTH: Final[dict[bool | None, int]] = {True: SURE, None: OPEN, False: RULED_OUT}
_STEP: Final = re.compile(r"\bv\d+\b")


class Code(NamedTuple):
    """A truth as text: an expression, and with reasons the expression of the findings behind it as bits."""

    truth: str
    why: str


class CodeAlgebra(ABC):
    """The algebra whose values are source text. shape: T is Code, B and S are expressions

    Steps are lines `v1 = expression`, with expressions in the language.
    """

    same: ClassVar[str] = "=="
    differs: ClassVar[str] = "!="

    def __init__(self, vocabulary: Vocabulary, *, reasons: bool) -> None:
        self.vocabulary, self.reasons = vocabulary, reasons
        self.lines: list[str] = []
        self.bits = finding_bits(vocabulary)
        self.values: dict[str, str] = {}
        self.count = 0
        self.narrowed = {side.finding for rule in vocabulary.constraints for side in (rule.given, rule.then)}
        self.nothing = self.integer(0)
        self.ranges: dict[str, tuple[str, str]] = {}
        """For each score that can be recorded the least and the most that its items allow."""

    # The language

    @abstractmethod
    def when(self, condition: str, yes: str, no: str) -> str:
        """`yes` where the condition holds, else `no`; binds weakest."""

    @abstractmethod
    def every(self, conditions: Sequence[str]) -> str: ...
    @abstractmethod
    def some(self, conditions: Sequence[str]) -> str: ...
    def compared(self, op: Op) -> str:
        """The operator, as it is written."""
        return self.same if op is Op.EQUAL else op.value

    @abstractmethod
    def integer(self, number: int) -> str:
        """An integer of any size: marks, or findings as bits."""

    @abstractmethod
    def recorded(self, finding: str) -> str:
        """What is recorded of a finding."""

    @abstractmethod
    def recorded_score(self, name: str) -> str: ...
    @abstractmethod
    def missing(self, value: str) -> str:
        """The condition that nothing is recorded."""

    @abstractmethod
    def undone(self, value: str) -> str:
        """The condition that the value is `not_done`."""

    @abstractmethod
    def number(self, value: Decimal) -> str:
        """A threshold, to compare a recorded number with."""

    @abstractmethod
    def points(self, value: Decimal) -> str:
        """A number of points, to compare a whole number with."""

    @abstractmethod
    def looked_up(self, value: str, finding: Finding, passing: Sequence[Any], unrecorded: int) -> str:
        """The truth of a test that passes some values of a boolean or a choice."""

    @abstractmethod
    def is_narrowed(self, finding: str) -> str: ...
    @abstractmethod
    def of_bounds(self, test: Test) -> str:
        """The truth of `test` over what is left of its finding."""

    @abstractmethod
    def looked_up_number(self, guard: Measured, totals: Sequence[tuple[str, str]]) -> str:
        """The truth of a computed number compared with a fixed one; `totals` the lowest and highest of each score in it."""

    @abstractmethod
    def denied(self, condition: str) -> str: ...
    @abstractmethod
    def negated(self, truth: str) -> str: ...

    def behind(self, finding: str) -> str:
        """The finding as a bit."""
        return self.integer(self.bits[finding])

    # The algebra

    def fresh(self, expression: str) -> str:
        if expression.isidentifier() or expression.lstrip("-").isdigit():
            return expression
        self.count += 1
        self.lines.append(f"v{self.count} = {expression}")
        return f"v{self.count}"

    def constant(self, value: bool) -> Code:
        return Code(str(SURE if value else RULED_OUT), self.nothing)

    def test(self, test: Test) -> Code:
        finding = self.vocabulary.findings[test.finding]
        value = self._value(test.finding)
        unrecorded = TRUTH[whole_domain(finding).truth(test)]
        if isinstance(test, Compare):
            holds = f"{value} {self.compared(test.op)} {self.number(test.value)}"
            done = f"({self.when(holds, '3', '0')})"
            known = f"({self.when(self.undone(value), '0', done)})" if finding.optional else done
            expression = self.when(self.missing(value), str(unrecorded), known)
        else:
            passing = (True,) if isinstance(test, Flag) else test.values
            expression = self.looked_up(value, finding, passing, unrecorded)
        if test.finding in self.narrowed and (finding.optional or isinstance(test, Compare | OneOf)):
            asked = self.every([self.missing(value), self.is_narrowed(test.finding)])
            expression = self.when(asked, self.of_bounds(test), expression)
        return Code(self.fresh(expression), self.behind(test.finding))

    def _value(self, finding: str) -> str:
        if finding not in self.values:
            self.values[finding] = self.fresh(self.recorded(finding))
        return self.values[finding]

    def all_of(self, truths: Sequence[Code]) -> Code:
        return self._join(truths, " & ", str(SURE), sure_needs_all=True)

    def any_of(self, truths: Sequence[Code]) -> Code:
        return self._join(truths, " | ", str(RULED_OUT), sure_needs_all=False)

    def _join(self, truths: Sequence[Code], operator: str, neutral: str, *, sure_needs_all: bool) -> Code:
        """`and` is settled as true by all operands together and otherwise by the first that says so; `or` the other way round,
        except that an open `or` asks all its open operands."""
        truths = [truth for truth in truths if truth.truth != neutral]
        opposite = str(RULED_OUT if sure_needs_all else SURE)
        if any(truth.truth == opposite for truth in truths):
            return Code(opposite, self.nothing)
        if len(truths) < 2:
            return truths[0] if truths else Code(neutral, self.nothing)
        if not self.reasons:
            joined = self.until_false(truths) if sure_needs_all else operator.join(truth.truth for truth in truths)
            return Code(self.fresh(joined), self.nothing)
        joined = self.fresh(operator.join(truth.truth for truth in truths))
        return Code(joined, self.fresh(self._joined_why(truths, joined, sure_needs_all=sure_needs_all)))

    def _joined_why(self, truths: Sequence[Code], joined: str, *, sure_needs_all: bool) -> str:
        same = self.same
        together = " | ".join(truth.why for truth in truths)
        first = self.first_of(truths, joined)
        if sure_needs_all:
            return self.when(f"{joined} {same} {SURE}", f"({together})", f"({first})")
        asked = self._asked(truths)
        settled = self.when(f"{joined} {same} {SURE}", f"({first})", asked)
        return self.when(f"{joined} {same} {RULED_OUT}", f"({together})", settled)

    def first_of(self, truths: Sequence[Code], joined: str) -> str:
        """The reason of the first operand that has the truth of all together."""
        first = truths[-1].why
        for truth in reversed(truths[:-1]):
            first = self.when(f"{truth.truth} {self.same} {joined}", truth.why, first)
        return first

    def _asked(self, truths: Sequence[Code], *, settled: bool = False) -> str:
        """The reasons of the open operands, or of those that are settled."""
        same = self.differs if settled else self.same
        return " | ".join(f"({self.when(f'{truth.truth} {same} {OPEN}', truth.why, self.nothing)})" for truth in truths)

    def until_false(self, truths: Sequence[Code]) -> str:
        """`and`, which a language may leave at the first false operand."""
        return " & ".join(truth.truth for truth in truths)

    def negate(self, truth: Code) -> Code:
        if truth.truth.isdigit():
            return Code(str(NOT[int(truth.truth)]), truth.why)
        return Code(self.fresh(self.negated(truth.truth)), truth.why)

    def scored(
        self, name: str, terms: Sequence[tuple[int, Sequence[Code]]], constant: int, op: Op, value: Decimal
    ) -> Code:
        least, most = self._totals(terms, constant)
        python, number = self.compared(op), self.points(value)
        match op:
            case Op.EQUAL:
                sure = self.every([f"{least} {python} {number}", f"{most} {python} {number}"])
                able = self.every([f"{least} <= {number}", f"{number} <= {most}"])
                if value != value.to_integral_value():
                    sure = able = "0"
            case Op.LESS | Op.AT_MOST:
                sure, able = f"{most} {python} {number}", f"{least} {python} {number}"
            case _:
                sure, able = f"{least} {python} {number}", f"{most} {python} {number}"
        truth = self.fresh(self.when(sure, "3", self.when(able, "2", "0")))
        items = [item for _, inner in terms for item in inner]
        why = self.nothing
        if self.reasons:
            asked, settled = self._asked(items), self._asked(items, settled=True)
            why = self.fresh(self.when(f"{truth} {self.same} {OPEN}", f"({asked})", f"({settled})"))
        if not name or not self.vocabulary.derived[name].recordable:
            return Code(truth, why)
        self.ranges[name] = least, most
        recorded = self.fresh(self.recorded_score(name))
        holds = self.when(f"{recorded} {python} {number}", "3", "0")
        truth = self.fresh(self.when(self.missing(recorded), truth, holds))
        if self.reasons:
            why = self.fresh(self.when(self.missing(recorded), why, self.behind(name)))
        return Code(truth, why)

    def _totals(self, terms: Sequence[tuple[int, Sequence[Code]]], constant: int) -> tuple[str, str]:
        """The lowest and the highest total of a score that is not recorded."""
        low, high = [str(constant)], [str(constant)]
        for factor, items in terms:
            sure = self.fresh(" + ".join(f"({item.truth} & 1)" for item in items))
            able = self.fresh(" + ".join(f"({item.truth} >> 1)" for item in items))
            ends = (sure, able) if factor > 0 else (able, sure)
            low.append(f"{factor} * {ends[0]}")
            high.append(f"{factor} * {ends[1]}")
        return self.fresh(" + ".join(low)), self.fresh(" + ".join(high))

    def measured(self, guard: Measured, items: Mapping[Score, Sequence[Sequence[Code]]]) -> Code:
        totals: list[tuple[str, str]] = []
        asked: list[str] = []
        settled: list[str] = []
        for score, truths in items.items():
            terms = [(term.factor, inner) for term, inner in zip(score.terms, truths, strict=True)]
            least, most = self._totals(terms, score.constant)
            several = [item for inner in truths for item in inner]
            open_why, told_why = (f"({self._asked(several, settled=told)})" for told in (False, True))
            if score.name and self.vocabulary.derived[score.name].recordable:
                self.ranges[score.name] = least, most
                recorded = self.fresh(self.recorded_score(score.name))
                least, most = (self.fresh(self.when(self.missing(recorded), end, recorded)) for end in (least, most))
                open_why = f"({self.when(self.missing(recorded), open_why, self.nothing)})"
                told_why = f"({self.when(self.missing(recorded), told_why, self.behind(score.name))})"
            totals.append((least, most))
            asked.append(open_why)
            settled.append(told_why)
        truth = self.fresh(self.looked_up_number(guard, totals))
        if not self.reasons:
            return Code(truth, self.nothing)
        for name in readings(guard.quantity):
            missing, bit = self.missing(self._value(name)), self.behind(name)
            narrowed = self.is_narrowed(name) if name in self.narrowed else "0"
            asked.append(f"({self.when(missing, bit, self.nothing)})")
            open_here = self.every([missing, self.denied(narrowed)])
            settled.append(f"({self.when(open_here, self.nothing, bit)})")
        why = self.when(f"{truth} {self.same} {OPEN}", f"({' | '.join(asked)})", f"({' | '.join(settled)})")
        return Code(truth, self.fresh(why))

    def keep(self, truth: Code) -> Code:
        return Code(self.fresh(truth.truth), self.fresh(truth.why))

    def surely(self, truth: Code) -> str:
        return "1" if truth.truth == str(SURE) else "0" if truth.truth == str(RULED_OUT) else f"{truth.truth} & 1"

    def possibly(self, truth: Code) -> str:
        return "1" if truth.truth == str(SURE) else truth.truth

    def yes(self) -> str:
        return "1"

    def both(self, left: str, right: str) -> str:
        return right if left == "1" else left if right == "1" else self.every([left, right])

    def either(self, bits: Sequence[str]) -> str:
        if "1" in bits:
            return "1"
        kept = [bit for bit in bits if bit != "0"]
        return self.fresh(self.some(kept)) if kept else "0"

    def marks(self, marks: int) -> str:
        return self.integer(marks)

    def union(self, sets: Sequence[str]) -> str:
        kept = [marks for marks in dict.fromkeys(sets) if marks != self.nothing]
        return " | ".join(marks if marks.isalnum() else f"({marks})" for marks in kept) or self.nothing

    def common(self, sets: Sequence[str]) -> str:
        return " & ".join(marks if marks.isalnum() else f"({marks})" for marks in dict.fromkeys(sets))

    def only_if(self, bit: str, marks: str) -> str:
        return marks if bit == "1" else self.nothing if bit == "0" else self.when(bit, marks, self.nothing)

    def unless_not(self, bit: str, marks: str) -> str:
        return marks if bit == "1" else self.when(bit, marks, self.integer(-1))

    def choose(self, bit: str, yes: str, no: str) -> str:
        return yes if bit == "1" else no if bit == "0" else self.when(bit, f"({yes})", f"({no})")

    def keep_marks(self, marks: str) -> str:
        return self.fresh(marks)


class Answers(NamedTuple):
    """What the code of a pathway answers, as expressions: the fields of `Status`, and the range of each recordable score."""

    edges: list[str]
    possible: str
    must: list[str]
    may: list[str]
    why: list[str]
    warnings: list[str]
    lines: list[str]
    """The truth of each guard of lines; the page asks, a walk asks the reference."""
    ranges: list[tuple[str, str]]
    because: list[str]
    """The findings behind the guard of each edge, which may not be chosen for all that."""
    alarming: list[str]
    heeded_by: list[str]


def answers(pathway: Pathway, writer: CodeAlgebra) -> Answers:
    """The whole of what there is to know of one patient, with reasons; `writer.lines` are the steps to it."""
    meaning: Meaning[Code, str, str] = Meaning(pathway, writer)
    edges = meaning.edges()
    must, may = meaning.must(edges), meaning.may(edges)
    warnings = [truth.truth for truth in meaning.warnings()]
    for word in recordable_scores(pathway.vocabulary):
        if word.name not in writer.ranges and isinstance(word.formula, Score):
            meaning.guard(Scored(word.formula, Op.AT_LEAST, Decimal(0)))
    holding = [meaning.holds(edge) for edge in meaning.order.edges]
    return Answers(
        edges=[truth.truth for truth in edges],
        possible=f"{may[meaning.order.start]} >> {writer.integer(meaning.order.levels)}",
        must=must,
        may=may,
        why=[truth.why for truth in edges],
        warnings=warnings,
        lines=[truth.truth for truth in meaning.line_guards()],
        ranges=[writer.ranges[word.name] for word in recordable_scores(pathway.vocabulary)],
        because=[truth.why for truth in holding],
        alarming=[truth.truth for truth in meaning.alarming()],
        heeded_by=[truth.truth for truth in meaning.heeded_by()],
    )


def recordable_scores(vocabulary: Vocabulary) -> list[Derived]:
    """The scores that can be recorded, in the order of `Answers.ranges`."""
    return [word for word in vocabulary.derived.values() if word.recordable and isinstance(word.formula, Score)]


def inlined(lines: list[str]) -> list[str]:
    """The same straight-line code, with each step that is used once written where it is used, and often never taken."""
    uses: dict[str, int] = {}
    for line in lines:
        for name in _STEP.findall(line.split(" = ", 1)[-1]):
            uses[name] = uses.get(name, 0) + 1
    inside: dict[str, str] = {}
    kept: list[str] = []
    for line in lines:
        name, is_step, expression = line.partition(" = ")
        text = _STEP.sub(lambda found: inside.get(found[0], found[0]), expression if is_step else line)
        if not is_step:
            kept.append(text)
        elif name in uses and (uses[name] == 1 or expression.isdigit()) and len(text) <= MAX_INLINED:
            inside[name] = expression if expression.isdigit() else f"({text})"
        elif name in uses:
            kept.append(f"{name} = {text}")
    return kept
