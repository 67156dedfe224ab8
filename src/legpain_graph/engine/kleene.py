"""The reference: one patient, true, false or unknown, so plain that it needs no proof. Every other algebra agrees with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import NamedTuple

from legpain_graph.case.domain import whole_domain
from legpain_graph.case.facts import Case, Expander, Facts, without
from legpain_graph.engine.meaning import OPEN, RULED_OUT, SURE, Meaning, Status
from legpain_graph.engine.measuring import Totals, known_of, truth_of
from legpain_graph.engine.order import Order
from legpain_graph.errors import CaseError, Issue
from legpain_graph.model.guard.ir import Measured, Op, Score, Test, readings
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Vocabulary, passes


class Truth(NamedTuple):
    """True, False, or None for unknown; and `why`: the findings that decide it, or where it is unknown those to ask.

    By syntax, so that every engine agrees: of `or` all unknown operands, of `and` the first as written, of a score or number all unknown
    items and findings.
    """

    value: bool | None
    why: frozenset[str]


class Kleene:
    """Strong Kleene logic over the facts of one patient. shape: T is Truth, B is bool, S is an int, a bit a mark"""

    def __init__(self, vocabulary: Vocabulary, facts: Facts, unrecorded: dict[Test, bool | None] | None = None) -> None:
        self.vocabulary, self.facts = vocabulary, facts
        self.unrecorded: dict[Test, bool | None] = {} if unrecorded is None else unrecorded
        """What a test is where nothing is recorded: the same for every patient."""

    def constant(self, value: bool) -> Truth:
        return Truth(value, frozenset())

    def test(self, test: Test) -> Truth:
        name, facts = test.finding, self.facts
        if name in facts.known:
            return Truth(passes(test, facts.known[name]), frozenset({name}))
        if name in facts.bounds:
            return Truth(facts.bounds[name].truth(test), frozenset({name}))
        if test not in self.unrecorded:
            self.unrecorded[test] = whole_domain(self.vocabulary.findings[name]).truth(test)
        return Truth(self.unrecorded[test], frozenset({name}))

    def all_of(self, truths: Sequence[Truth]) -> Truth:
        values = [truth.value for truth in truths]
        for value in (False, None):
            if value in values:
                return truths[values.index(value)]
        return Truth(True, _together(truths))

    def any_of(self, truths: Sequence[Truth]) -> Truth:
        values = [truth.value for truth in truths]
        if True in values:
            return truths[values.index(True)]
        if None in values:
            return Truth(None, _together([truth for truth in truths if truth.value is None]))
        return Truth(False, _together(truths))

    def negate(self, truth: Truth) -> Truth:
        return Truth(None if truth.value is None else not truth.value, truth.why)

    def scored(
        self, name: str, terms: Sequence[tuple[int, Sequence[Truth]]], constant: int, op: Op, value: Decimal
    ) -> Truth:
        recorded = self.facts.scores.get(name)
        if recorded is not None:
            return Truth(op.holds(Decimal(recorded), value), frozenset({name}))
        low, high = score_range(terms, constant)
        items = [item for _, inner in terms for item in inner]
        unknown = [item for item in items if item.value is None]
        answers = {op.holds(points, value) for points in range(low, high + 1)}
        if len(answers) == 2:
            return Truth(None, _together(unknown))
        return Truth(answers.pop(), _together(item for item in items if item.value is not None))

    def measured(self, guard: Measured, items: Mapping[Score, Sequence[Sequence[Truth]]]) -> Truth:
        """Open it asks for every finding and item that is not known; settled it is so by all that are."""
        facts = self.facts
        totals: dict[Score, tuple[int, int]] = {}
        parts: list[Truth] = []
        for score, truths in items.items():
            given = facts.scores.get(score.name)
            if given is None:
                terms = [(term.factor, inner) for term, inner in zip(score.terms, truths, strict=True)]
                totals[score] = score_range(terms, score.constant)
                parts += chain.from_iterable(truths)
            else:
                totals[score] = int(given), int(given)
                parts.append(Truth(True, frozenset({score.name})))
        value, names = self.number(guard, totals), readings(guard.quantity)
        if value is None:
            asked = frozenset(name for name in names if name not in facts.known)
            return Truth(None, asked | _together(part for part in parts if part.value is None))
        told = frozenset(name for name in names if name in facts.known or name in facts.bounds)
        return Truth(value, told | _together(part for part in parts if part.value is not None))

    def number(self, guard: Measured, totals: Totals) -> bool | None:
        """The truth of a computed number compared with a fixed one, where the totals of its scores are known."""
        findings, facts = self.vocabulary.findings, self.facts
        return truth_of(guard, lambda name: known_of(findings[name], facts.known, facts.bounds), totals)

    def keep(self, truth: Truth) -> Truth:
        return truth

    def surely(self, truth: Truth) -> bool:
        return truth.value is True

    def possibly(self, truth: Truth) -> bool:
        return truth.value is not False

    def yes(self) -> bool:
        return True

    def both(self, left: bool, right: bool) -> bool:
        return left and right

    def either(self, bits: Sequence[bool]) -> bool:
        return any(bits)

    def marks(self, marks: int) -> int:
        return marks

    def union(self, sets: Sequence[int]) -> int:
        return reduce(or_, sets, 0)

    def common(self, sets: Sequence[int]) -> int:
        return reduce(and_, sets, -1)

    def only_if(self, bit: bool, marks: int) -> int:
        return marks if bit else 0

    def unless_not(self, bit: bool, marks: int) -> int:
        return marks if bit else -1

    def choose(self, bit: bool, yes: int, no: int) -> int:
        return yes if bit else no

    def keep_marks(self, marks: int) -> int:
        return marks


def _together(truths: Iterable[Truth]) -> frozenset[str]:
    return frozenset[str]().union(*(truth.why for truth in truths))


def score_range(terms: Sequence[tuple[int, Sequence[Truth]]], constant: int) -> tuple[int, int]:
    """The lowest and the highest total that a score may have."""
    low = high = constant
    for factor, items in terms:
        sure = sum(item.value is True for item in items)
        able = sum(item.value is not False for item in items)
        low += min(factor * sure, factor * able)
        high += max(factor * sure, factor * able)
    return low, high


class Reference:
    """The reference engine of one pathway: facts in, status of every node and edge out."""

    def __init__(self, pathway: Pathway) -> None:
        self.order = Order(pathway)
        self.pathway = pathway
        self.expander = Expander(pathway.vocabulary)
        self.unrecorded: dict[Test, bool | None] = {}
        self.bits = finding_bits(pathway.vocabulary)

    def facts(self, case: Case) -> Facts:
        """The facts of `case`. errors: CaseError, also where a recorded score lies outside what its items allow"""
        issues: list[Issue] = []
        try:
            facts = self.expander.expand(case)
        except CaseError as error:
            if error.remaining is None:
                raise
            issues, case = error.issues, error.remaining
            facts = self.expander.expand(case)
        for name in sorted(facts.scores):
            low, high = self._score_range(name, facts)
            points = facts.scores[name]
            if not low <= points <= high:
                message = f"{name} is {points}, but its items allow {low} to {high}"
                issues.append(Issue(f"findings.{name}", message, hint="record the items, or correct the score"))
                case = without(case, frozenset({name}))
        if issues:
            raise CaseError(issues, case)
        return facts

    def _score_range(self, name: str, facts: Facts) -> tuple[int, int]:
        """What the items of a score allow, whatever is recorded of the score itself."""
        meaning = Meaning(self.pathway, Kleene(self.pathway.vocabulary, facts, self.unrecorded), self.order)
        formula = self.pathway.vocabulary.derived[name].formula
        assert isinstance(formula, Score)
        factors = [term.factor for term in formula.terms]
        return score_range(list(zip(factors, meaning.items(formula), strict=True)), formula.constant)

    def status(self, facts: Facts) -> Status:
        """The status of every node and edge."""
        meaning = Meaning(self.pathway, Kleene(self.pathway.vocabulary, facts, self.unrecorded), self.order)
        bit = self.bits
        edges = meaning.edges()
        words = {True: SURE, None: OPEN, False: RULED_OUT}
        return Status(
            edges=[words[truth.value] for truth in edges],
            possible=sum(1 << number for number, able in enumerate(meaning.possible(edges)) if able),
            must=meaning.must(edges),
            may=meaning.may(edges),
            why=[sum(bit[name] for name in truth.why) for truth in edges],
            warnings=[words[truth.value] for truth in meaning.warnings()],
        )


def finding_bits(vocabulary: Vocabulary) -> dict[str, int]:
    """The bit of each finding and recordable score in `Status.why`."""
    names = [*vocabulary.findings, *(name for name, word in vocabulary.derived.items() if word.recordable)]
    return {name: 1 << number for number, name in enumerate(names)}
