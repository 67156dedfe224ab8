"""The fast way for many patients one at a time: the pathway as straight-line Python, compiled once.

A truth is an int of two bits, possible (2) and sure (1), so `&` and `|` are Kleene's and and or. A set of marks is an int. The code is
made from the pathway by the same `Meaning` as every other engine, from numbers and names that the code itself gives: no text of a
pathway file ever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from legpain_graph.algebra.kleene import Reference, finding_bits
from legpain_graph.domain import Domain, whole_domain
from legpain_graph.guard.ir import Compare, Flag, OneOf, Op, Test
from legpain_graph.model import Pathway
from legpain_graph.semantics import OPEN, RULED_OUT, SURE, Meaning, Status
from legpain_graph.vocabulary import NOT_DONE, Value, Vocabulary

MAX_INLINED: Final = 1_000
"""Characters: Python reads brackets up to a depth."""
_STEP: Final = re.compile(r"\bv\d+\b")
_NOT: Final = (SURE, -1, OPEN, RULED_OUT)
_TRUTH: Final = {True: SURE, None: OPEN, False: RULED_OUT}
_Run = Callable[[Mapping[str, Value], Mapping[str, Domain], Mapping[str, Any]], tuple[Any, ...]]


class Code(NamedTuple):
    """A truth as Python text: an expression, and with reasons the expression of the findings behind it as bits."""

    truth: str
    why: str = "0"


class Writer:
    """The algebra whose values are Python source. shape: T is Code, B and S are expressions"""

    def __init__(self, vocabulary: Vocabulary, *, reasons: bool) -> None:
        self.vocabulary, self.reasons = vocabulary, reasons
        self.lines: list[str] = []
        self.names: dict[str, Any] = {"NOT": _NOT, "TRUTH": _TRUTH, "ND": NOT_DONE}
        self.known: dict[str, str] = {}
        self.bits = finding_bits(vocabulary)
        self.values: dict[str, str] = {}
        self.count = 0
        self.narrowed = {side.finding for rule in vocabulary.constraints for side in (rule.given, rule.then)}

    def fresh(self, expression: str) -> str:
        if expression.isidentifier() or expression.lstrip("-").isdigit():
            return expression
        self.count += 1
        self.lines.append(f"v{self.count} = {expression}")
        return f"v{self.count}"

    def given(self, thing: Any) -> str:
        """The name by which the code knows a Python object; equal ones share it."""
        name = self.known.setdefault(repr(thing), f"K{len(self.names)}")
        self.names[name] = thing
        return name

    def constant(self, value: bool) -> Code:
        return Code(str(SURE if value else RULED_OUT))

    def test(self, test: Test) -> Code:
        finding = self.vocabulary.findings[test.finding]
        value = self._value(test.finding)
        unrecorded = _TRUTH[whole_domain(finding).truth(test)]
        if isinstance(test, Compare):
            python = test.op.value
            done = f"(3 if {value} {python} {self.given(test.value)} else 0)"
            known = f"(0 if {value} is ND else {done})" if finding.optional else done
            expression = f"{unrecorded} if {value} is None else {known}"
        else:
            passing = (True,) if isinstance(test, Flag) else test.values
            every = (True, False) if isinstance(test, Flag) else finding.values
            table: dict[Value | None, int] = {item: SURE if item in passing else RULED_OUT for item in every}
            table[None] = unrecorded
            if finding.optional:
                table[NOT_DONE] = RULED_OUT
            expression = f"{self.given(table)}[{value}]"
        if test.finding in self.narrowed and (finding.optional or isinstance(test, Compare | OneOf)):
            slow = f"TRUTH[bounds[{test.finding!r}].truth({self.given(test)})]"
            expression = f"{slow} if {value} is None and {test.finding!r} in bounds else {expression}"
        return Code(self.fresh(expression), str(self.bits[test.finding]))

    def _value(self, finding: str) -> str:
        if finding not in self.values:
            self.values[finding] = self.fresh(f"get({finding!r})")
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
            return Code(opposite)
        if len(truths) < 2:
            return truths[0] if truths else Code(neutral)
        if not self.reasons:
            return Code(
                self.fresh(
                    self._until_false(truths) if sure_needs_all else operator.join(truth.truth for truth in truths)
                )
            )
        joined = self.fresh(operator.join(truth.truth for truth in truths))
        together = " | ".join(truth.why for truth in truths)
        first = truths[-1].why
        settled, rest = (str(SURE), joined) if sure_needs_all else (str(RULED_OUT), joined)
        for truth in reversed(truths[:-1]):
            first = f"{truth.why} if {truth.truth} == {rest} else {first}"
        if sure_needs_all:
            why = f"({together}) if {joined} == {settled} else ({first})"
        else:
            asked = " | ".join(f"({truth.why} if {truth.truth} == {OPEN} else 0)" for truth in truths)
            why = f"({together}) if {joined} == {settled} else ({first}) if {joined} == {SURE} else {asked}"
        return Code(joined, self.fresh(why))

    def _until_false(self, truths: Sequence[Code]) -> str:
        """`and` that looks no further than the first false operand."""
        self.count += 1
        so_far = f"t{self.count}"
        steps = [f"({so_far} := {truths[0].truth})"]
        steps += [f"({so_far} := {so_far} & {truth.truth})" for truth in truths[1:-1]]
        return " and ".join([*steps, f"{so_far} & {truths[-1].truth}"])

    def negate(self, truth: Code) -> Code:
        if truth.truth.isdigit():
            return Code(str(_NOT[int(truth.truth)]), truth.why)
        return Code(self.fresh(f"NOT[{truth.truth}]"), truth.why)

    def scored(
        self, name: str, terms: Sequence[tuple[int, Sequence[Code]]], constant: int, op: Op, value: Decimal
    ) -> Code:
        low, high = [str(constant)], [str(constant)]
        for factor, items in terms:
            sure = self.fresh(" + ".join(f"({item.truth} & 1)" for item in items))
            able = self.fresh(" + ".join(f"({item.truth} >> 1)" for item in items))
            ends = (sure, able) if factor > 0 else (able, sure)
            low.append(f"{factor} * {ends[0]}")
            high.append(f"{factor} * {ends[1]}")
        least, most = self.fresh(" + ".join(low)), self.fresh(" + ".join(high))
        python, number = op.value, self.given(value)
        match op:
            case Op.EQUAL:
                sure, able = (
                    f"{least} == {most} == {number}",
                    f"{least} <= {number} <= {most} and {number} == int({number})",
                )
            case Op.LESS | Op.AT_MOST:
                sure, able = f"{most} {python} {number}", f"{least} {python} {number}"
            case _:
                sure, able = f"{least} {python} {number}", f"{most} {python} {number}"
        truth = self.fresh(f"3 if {sure} else 2 if {able} else 0")
        items = [item for _, inner in terms for item in inner]
        why = "0"
        if self.reasons:
            asked = " | ".join(f"({item.why} if {item.truth} == {OPEN} else 0)" for item in items)
            settled = " | ".join(f"({item.why} if {item.truth} != {OPEN} else 0)" for item in items)
            why = self.fresh(f"({asked}) if {truth} == {OPEN} else ({settled})")
        if not name or not self.vocabulary.derived[name].recordable:
            return Code(truth, why)
        recorded = self.fresh(f"scores.get({name!r})")
        truth = self.fresh(f"{truth} if {recorded} is None else 3 if {recorded} {python} {number} else 0")
        return Code(truth, self.fresh(f"{why} if {recorded} is None else {self.bits[name]}") if self.reasons else "0")

    def keep(self, name: str, truth: Code) -> Code:  # noqa: ARG002 - every step has a variable already
        return Code(self.fresh(truth.truth), self.fresh(truth.why))

    def surely(self, truth: Code) -> str:
        return "1" if truth.truth == str(SURE) else "0" if truth.truth == str(RULED_OUT) else f"{truth.truth} & 1"

    def possibly(self, truth: Code) -> str:
        return "1" if truth.truth == str(SURE) else truth.truth

    def yes(self) -> str:
        return "1"

    def both(self, left: str, right: str) -> str:
        return right if left == "1" else left if right == "1" else f"{left} and {right}"

    def either(self, bits: Sequence[str]) -> str:
        if "1" in bits:
            return "1"
        kept = [bit for bit in bits if bit != "0"]
        return self.fresh(" or ".join(kept)) if kept else "0"

    def marks(self, marks: int) -> str:
        return str(marks)

    def union(self, sets: Sequence[str]) -> str:
        kept = [marks for marks in dict.fromkeys(sets) if marks != "0"]
        return " | ".join(marks if marks.isalnum() else f"({marks})" for marks in kept) or "0"

    def common(self, sets: Sequence[str]) -> str:
        return " & ".join(marks if marks.isalnum() else f"({marks})" for marks in dict.fromkeys(sets))

    def only_if(self, bit: str, marks: str) -> str:
        return marks if bit == "1" else "0" if bit == "0" else f"{marks} if {bit} else 0"

    def unless_not(self, bit: str, marks: str) -> str:
        return marks if bit == "1" else f"{marks} if {bit} else -1"

    def choose(self, bit: str, yes: str, no: str) -> str:
        return yes if bit == "1" else no if bit == "0" else f"({yes}) if {bit} else ({no})"

    def keep_marks(self, name: str, marks: str) -> str:  # noqa: ARG002 - every step has a variable already
        return self.fresh(marks)


class Bare(NamedTuple):
    """The status of every node and edge, by their numbers in `Order`.

    `edges`: SURE, OPEN or RULED_OUT; `possible`: nodes as bits; `met`: the marks that every resolution meets, so that
    `order.reached(met)` are the nodes surely reached, `order.level(met)` is the floor and `order.worst(possible)` the ceiling.
    """

    edges: Sequence[int]
    possible: int
    met: int


class Compiled(Reference):
    """The engine of one pathway for many patients: the same answers as the reference, from compiled code."""

    def __init__(self, pathway: Pathway) -> None:
        super().__init__(pathway)
        self._status = _compiled(pathway, reasons=False)
        self._explained: _Run | None = None

    def status(self, facts: Any) -> Status:
        """The status of every node and edge, with the findings behind each edge."""
        if self._explained is None:
            self._explained = _compiled(self.pathway, reasons=True)
        return Status(*self._explained(facts.known, facts.bounds, facts.scores))

    def bare_status(self, facts: Any) -> Bare:
        """The status of every node and edge, and nothing more: the fastest answer."""
        return Bare(*self._status(facts.known, facts.bounds, facts.scores))


def source(pathway: Pathway, *, reasons: bool) -> tuple[str, dict[str, Any]]:
    """The Python text of the engine of `pathway`, and the objects that it names."""
    writer = Writer(pathway.vocabulary, reasons=reasons)
    meaning: Meaning[Code, str, str] = Meaning(pathway, writer)
    edges = meaning.edges()
    must = meaning.must(edges)
    answers = [_tuple([truth.truth for truth in edges])]
    start = meaning.order.start
    if reasons:
        may = meaning.may(edges)
        answers += [f"{may[start]} >> {meaning.order.LEVELS}", _tuple(must), _tuple(may)]
        answers.append(_tuple([truth.why for truth in edges]))
        answers.append(_tuple([truth.truth for truth in meaning.warnings()]))
    else:
        possible = enumerate(meaning.possible(edges))
        bits = " | ".join(f"({1 << number} if {bit} else 0)" for number, bit in possible if bit != "0")
        answers += [bits or "0", must[start]]
    lines = inlined([*writer.lines, f"return {', '.join(answers)}"])
    body = "\n".join(f"    {line}" for line in ["get = known.get", *lines])
    given = ", ".join(f"{name}={name}" for name in writer.names)
    return f"def run(known, bounds, scores, {given}):\n{body}\n", writer.names


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


def _tuple(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)},)" if parts else "()"


def _compiled(pathway: Pathway, *, reasons: bool) -> _Run:
    text, names = source(pathway, reasons=reasons)
    space = dict(names)
    exec(compile(text, f"<engine of {pathway.hash[:8]}>", "exec"), space)
    run: _Run = space["run"]
    return run
