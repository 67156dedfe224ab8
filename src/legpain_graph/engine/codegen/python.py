"""The fast way for many patients one at a time: the pathway as straight-line Python, compiled once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from legpain_graph.case.domain import Domain
from legpain_graph.engine.codegen.base import NOT, TRUTH, Code, CodeAlgebra, answers, inlined
from legpain_graph.engine.kleene import Reference
from legpain_graph.engine.meaning import RULED_OUT, SURE, Meaning, Status
from legpain_graph.engine.measuring import known_of, truth_of
from legpain_graph.model.guard.ir import Measured, Test, scores_in
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE, Finding, Value, Vocabulary

_Run = Callable[[Mapping[str, Value], Mapping[str, Domain], Mapping[str, Any]], tuple[Any, ...]]


LITERAL: Final = 256
"""Bits: larger integers are handed to the code; to write them as figures would take time by the square of the nodes."""
TOGETHER: Final = 50
"""Terms of one expression: Python reads no more than some hundreds of one inside the other."""


class Python(CodeAlgebra):
    """The algebra whose values are Python source."""

    def __init__(self, vocabulary: Vocabulary, *, reasons: bool) -> None:
        super().__init__(vocabulary, reasons=reasons)
        self.names: dict[str, Any] = {"NOT": NOT, "TRUTH": TRUTH, "ND": NOT_DONE}
        self.known: dict[str, str] = {}

    def given(self, thing: Any) -> str:
        """The name by which the code knows a Python object; equal ones share it."""
        key = hex(thing) if isinstance(thing, int) else repr(thing)
        name = self.known.setdefault(key, f"K{len(self.names)}")
        self.names[name] = thing
        return name

    def when(self, condition: str, yes: str, no: str) -> str:
        return f"{yes} if {condition} else {no}"

    def every(self, conditions: Sequence[str]) -> str:
        return " and ".join(conditions)

    def some(self, conditions: Sequence[str]) -> str:
        return " or ".join(conditions)

    def integer(self, number: int) -> str:
        return str(number) if number.bit_length() <= LITERAL else self.given(number)

    def recorded(self, finding: str) -> str:
        return f"get({finding!r})"

    def recorded_score(self, name: str) -> str:
        return f"scores.get({name!r})"

    def missing(self, value: str) -> str:
        return f"{value} is None"

    def undone(self, value: str) -> str:
        return f"{value} is ND"

    def number(self, value: Decimal) -> str:
        return self.given(value)

    def points(self, value: Decimal) -> str:
        return self.given(value)

    def looked_up(self, value: str, finding: Finding, passing: Sequence[Any], unrecorded: int) -> str:
        every = finding.values or (True, False)
        table: dict[Value | None, int] = {item: SURE if item in passing else RULED_OUT for item in every}
        table[None] = unrecorded
        if finding.optional:
            table[NOT_DONE] = RULED_OUT
        return f"{self.given(table)}[{value}]"

    def is_narrowed(self, finding: str) -> str:
        return f"{finding!r} in bounds"

    def of_bounds(self, test: Test) -> str:
        return f"TRUTH[bounds[{test.finding!r}].truth({self.given(test)})]"

    def looked_up_number(self, guard: Measured, totals: Sequence[tuple[str, str]]) -> str:
        self.names["measured"] = Measuring(self.vocabulary)
        ends = ", ".join(f"({least}, {most})" for least, most in totals)
        return f"measured({self.given(guard)}, known, bounds, ({ends}{',' if totals else ''}))"

    def denied(self, condition: str) -> str:
        return f"not ({condition})"

    def negated(self, truth: str) -> str:
        return f"NOT[{truth}]"

    def until_false(self, truths: Sequence[Code]) -> str:
        self.count += 1
        so_far = f"t{self.count}"
        steps = [f"({so_far} := {truths[0].truth})"]
        steps += [f"({so_far} := {so_far} & {truth.truth})" for truth in truths[1:-1]]
        return self.every([*steps, f"{so_far} & {truths[-1].truth}"])


class Measuring:
    """What the code asks of a computed number: its truth, where the totals of its scores are known."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._findings = vocabulary.findings

    def __call__(
        self,
        guard: Measured,
        known: Mapping[str, Value],
        bounds: Mapping[str, Domain],
        totals: Sequence[tuple[int, int]],
    ) -> int:
        by_score = dict(zip(scores_in(guard.quantity), totals, strict=True))
        return TRUTH[truth_of(guard, lambda name: known_of(self._findings[name], known, bounds), by_score)]


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

    def __reduce__(self) -> tuple[type[Compiled], tuple[Pathway]]:
        """To another process goes the pathway; there it is compiled anew."""
        return type(self), (self.pathway,)

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
    writer = Python(pathway.vocabulary, reasons=reasons)
    if reasons:
        found = answers(pathway, writer)
        told = [_tuple(found.edges), found.possible, *map(_tuple, (found.must, found.may, found.why, found.warnings))]
    else:
        meaning: Meaning[Code, str, str] = Meaning(pathway, writer)
        edges = meaning.edges()
        must = meaning.must(edges)
        possible = enumerate(meaning.possible(edges))
        bits = [f"({writer.integer(1 << number)} if {bit} else 0)" for number, bit in possible if bit != "0"]
        while len(bits) > 1:
            bits = [writer.fresh(" | ".join(bits[start : start + TOGETHER])) for start in range(0, len(bits), TOGETHER)]
        told = [_tuple([truth.truth for truth in edges]), *(bits or ["0"]), must[meaning.order.start]]
    lines = inlined([*writer.lines, f"return {', '.join(told)}"])
    body = "\n".join(f"    {line}" for line in ["get = known.get", *lines])
    given = ", ".join(f"{name}={name}" for name in writer.names)
    return f"def run(known, bounds, scores, {given}):\n{body}\n", writer.names


def _tuple(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)},)" if parts else "()"


def _compiled(pathway: Pathway, *, reasons: bool) -> _Run:
    text, names = source(pathway, reasons=reasons)
    space = dict(names)
    exec(compile(text, f"<engine of {pathway.hash[:8]}>", "exec"), space)
    run: _Run = space["run"]
    return run
