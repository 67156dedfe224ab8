"""The solver's algebra: every partial patient of a pathway at once, as Z3 formulas.

A finding is cut into *cells*: the values that no guard can tell apart, and `not_done` where it is optional. What is known of a finding
is the set of its cells that are still possible, one variable a cell: all of them where nothing is recorded, one where it is. So a
truth is a pair of formulas, surely and possibly, and everything is propositional: numbers need no arithmetic.

A set of marks is here one formula: whether a mark aimed at is in the set. `must` and `may` aimed at the stops of one urgency, or at
the nodes of one tag, then say whether every or some resolution meets one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any, Final

from legpain_graph.case.facts import Facts
from legpain_graph.engine.cells import cells_of, overlap
from legpain_graph.engine.ends import Ends, Source, z3_same
from legpain_graph.engine.formulas import Bit as Bit
from legpain_graph.engine.formulas import Pair as Pair
from legpain_graph.engine.formulas import conj as conj
from legpain_graph.engine.formulas import disj as disj
from legpain_graph.engine.formulas import implies as implies
from legpain_graph.engine.formulas import neg as neg
from legpain_graph.engine.formulas import z3
from legpain_graph.engine.meaning import Meaning
from legpain_graph.engine.measuring import known_of
from legpain_graph.engine.order import Order
from legpain_graph.model.guard.arithmetic import Span, span, whole_score
from legpain_graph.model.guard.ir import Guard, Measured, Op, Score, Scored, Test, readings
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE, Finding, passes

MOST_IN_RING: Final = 6
"""Findings that narrow each other, at most, of which every combination is looked at."""


class Space:
    """The partial patients of one pathway that an engine accepts, as variables and axioms.

    `extra` are guards that questions will ask about, beside those of the pathway: they cut the cells too. A space
    `beside` another can be asked about together with it: with a `prefix` it has patients of its own, without one the same patients,
    so that two pathways can be compared (their cells must then be cut alike: give each the guards of the other as `extra`). What is
    the same in both is then one formula, and only what differs is left to the solver. `prefixes` gives findings a prefix each: those
    that are not the same fact in the other space.
    """

    def __init__(
        self,
        pathway: Pathway,
        extra: Iterable[Guard] = (),
        prefix: str = "",
        beside: Space | None = None,
        prefixes: Mapping[str, str] | None = None,
    ) -> None:
        self.pathway, self.extra = pathway, tuple(extra)
        words = pathway.vocabulary
        self.cells = cells_of(pathway, self.extra)
        bit = z3().Bool
        self.prefix = prefix
        self.able: dict[str, list[Bit]] = {
            name: [bit(f"{prefix}{(prefixes or {}).get(name, '')}{name}={cell.value}") for cell in found]
            for name, found in self.cells.items()
        }
        """For each finding and each of its cells, whether the value may lie there."""
        self._names: dict[Bit, Bit] = {} if beside is None else beside._names
        self._met: dict[int, Bit] = {}
        self._reached: dict[int, Bit] = {}
        self.definitions: list[Bit] = [] if beside is None else beside.definitions
        """What each named formula stands for; a solver takes them in before it is asked."""
        self.meant: dict[int, tuple[Bit, Bit]] = {} if beside is None else beside.meant
        """For each name, by its number for the solver, the name and the formula that it stands for."""
        self.numbers: dict[object, Ends] = {} if beside is None else beside.numbers
        """The computed numbers that were asked about, by what they are computed of."""
        self.entries: dict[str, tuple[str, Bit]] = {}
        """For each finding whose state is not its entry: what it is recorded as, and that it is not recorded."""
        self._prefixes = prefixes or {}
        self.scores: dict[str, dict[int, Bit]] = {}
        """For each recordable score and each number of points, whether it is recorded as that."""
        for name, word in words.derived.items():
            if word.recordable and isinstance(word.formula, Score):
                low, high = word.formula.span
                self.scores[name] = {points: bit(f"{prefix}{name}={points}") for points in range(low, high + 1)}

    def named(self, bit: Bit) -> Bit:
        """A variable that stands for `bit`: a formula is then worked through once, however often it is asked about."""
        if isinstance(bit, bool) or bit.num_args() == 0:
            return bit
        if bit.num_args() == 1 and bit.arg(0).num_args() == 0:
            return bit
        if bit not in self._names:
            name = self._names[bit] = z3().Bool(f"{self.prefix}#{len(self.definitions)}")
            self.definitions.append(name == bit)
            self.meant[name.get_id()] = name, bit
        return self._names[bit]

    def truth(self, test: Test, able: Mapping[str, list[Bit]] | None = None) -> Pair:
        """The truth of a single test on what is known of its finding; or on what `able` says of its cells."""
        yes: list[Bit] = []
        no: list[Bit] = []
        for cell, bit in zip(self.cells[test.finding], (able or self.able)[test.finding], strict=True):
            (yes if passes(test, cell.value) else no).append(bit)
        return Pair(conj(map(neg, no)) if yes else False, disj(yes))

    def number(
        self, guard: Measured, totals: Mapping[Score, Mapping[int, Pair]], able: Mapping[str, list[Bit]] | None = None
    ) -> Pair:
        """The truth of a computed number compared with a fixed one; `totals` of each score in it whether it is at least so many."""
        names = readings(guard.quantity)
        bits = [bit for name in names for bit in self.able[name]]
        bits += [bit for several in totals.values() for pair in several.values() for bit in pair]
        key = guard.quantity.number, tuple(bit if isinstance(bit, bool) else bit.get_id() for bit in bits)
        if key not in self.numbers:
            sources = {name: self._source(name) for name in names}
            findings = self.findings
            whole = span(
                guard.quantity,
                lambda name: Span(Fraction(findings[name].low), Fraction(findings[name].high)),
                whole_score,
            )
            label = f"{self.prefix}number {len(self.numbers)}"
            self.numbers[key] = Ends(label, guard.quantity.number, sources, totals, whole, self.definitions)
        truth = self.numbers[key].stands(guard.op, guard.value)
        able = able or self.able
        missing = [bit for name in names for cell, bit in zip(self.cells[name], able[name], strict=True) if cell.value is NOT_DONE]  # fmt: skip
        there = [
            disj(bit for cell, bit in zip(self.cells[name], able[name], strict=True) if cell.value is not NOT_DONE)
            for name in names
        ]
        return Pair(conj([truth.surely, *there, *map(neg, missing)]), conj([truth.possibly, *there]))

    def _source(self, name: str) -> Source:
        """What is known of a finding that a number is computed of."""
        entry, free = self.entries.get(name, (f"{self.prefix}{self._prefixes.get(name, '')}{name}", None))
        able = self.able[name]
        if free is None:
            rules = self.implied().get(name, [])
            left = [conj(implies(active, kept[n]) for active, kept in rules) for n in range(len(able))]
            narrowed = [z3_same(bit, own) for bit, own in zip(able, left, strict=True)]
            free = self.named(conj(narrowed if rules else able))
        return Source(entry, self.findings[name], self.cells[name], able, free)

    def literals(self, facts: Facts) -> list[Bit]:
        """One patient, as the truth of every variable."""
        found: list[Bit] = []
        for name in self.cells:
            found += self.literals_of(name, facts)
        for name in self.scores:
            found += self.literals_of_score(name, facts)
        return found

    def literals_of_score(self, name: str, facts: Facts) -> list[Bit]:
        """As which points one score of one patient is recorded, as the truth of its variables."""
        points = facts.scores.get(name)
        return [bit if points == number else neg(bit) for number, bit in self.scores[name].items()]

    def ends_of(self, one: Ends, facts: Facts, holds: Callable[[Bit], bool]) -> list[Bit]:
        """Where the ends of a computed number lie of one patient, as the truth of its variables; `holds` says what is so of the rest."""
        left = {name: known_of(self.findings[name], facts.known, facts.bounds) for name in one.sources}
        if not all(domain.has_value for domain in left.values()):
            return []
        spans = {name: Span(Fraction(domain.low), Fraction(domain.high)) for name, domain in left.items()}
        number = span(one.number, spans.__getitem__, lambda score: one.total(score, holds))
        found = []
        for (value, above), pair in one.cuts.items():
            op = Op.MORE if above else Op.AT_LEAST
            found += [bit if op.holds(end, value) else neg(bit) for end, bit in zip(number, pair, strict=True)]
        return found

    @property
    def findings(self) -> Mapping[str, Finding]:
        return self.pathway.vocabulary.findings

    def implied(self, able: Mapping[str, list[Bit]] | None = None) -> dict[str, list[tuple[Bit, list[bool]]]]:
        """For a finding what constraints say of it: where the formula holds, which of its cells are left. `able` says which cells
        of each finding are possible before that."""
        found: dict[str, list[tuple[Bit, list[bool]]]] = {}
        for _, target, active, allowed in self._implications(able or self.able):
            found.setdefault(target, []).append((active, allowed))
        return found

    def _implications(self, able: Mapping[str, list[Bit]]) -> Iterator[tuple[str, str, Bit, list[bool]]]:
        """Each constraint either way: of which finding it reads, of which it tells, where it holds, and which cells it leaves."""
        for rule in self.pathway.vocabulary.constraints:
            given, then = self.truth(rule.given, able), self.truth(rule.then, able)
            for active, source, test, holds in (
                (given.surely, rule.given, rule.then, True),
                (neg(then.possibly), rule.then, rule.given, False),
            ):
                if active is True:  # true of every value; what is not recorded sets nothing off all the same
                    active = neg(conj(able[source.finding]))
                allowed = [passes(test, cell.value) is holds for cell in self.cells[test.finding]]
                yield source.finding, test.finding, active, allowed

    def _founded(self) -> Iterator[Bit]:
        """That no finding narrows itself, and none each other in a ring: where all are narrowed and none is recorded, another finding
        narrows one.
        source: F. Lin and Y. Zhao, ASSAT: computing answer sets of a logic program by SAT solvers, 2004 (loop formulas)"""
        from networkx import DiGraph, strongly_connected_components

        rules = [rule for rule in self._implications(self.able) if sum(rule[3]) > 1]
        solver = z3()
        narrows = DiGraph((source, target) for source, target, *_ in rules)
        for ring in strongly_connected_components(narrows):
            for size in range(1, len(ring) + 1) if len(ring) <= MOST_IN_RING else (1, 2, len(ring)):
                for names in combinations(sorted(ring), size):
                    if size == 1 and not narrows.has_edge(*names, *names):
                        continue
                    entries = [bit for name in names for bit in self._full_or_one(name, solver)]
                    others = [active for source, target, active, _ in rules if target in names and source not in names]
                    yield disj([*entries, *others])

    def _full_or_one(self, name: str, solver: Any) -> list[Bit]:
        """That nothing is known of a finding, and that it is recorded."""
        able = self.able[name]
        return [conj(able), solver.PbEq([(bit, 1) for bit in able], 1)]

    def literals_of(self, name: str, facts: Facts) -> list[Bit]:
        """What is known of one finding of one patient, as the truth of its variables."""
        known, bounds = facts.known.get(name), facts.bounds.get(name)
        found = []
        for cell, able in zip(self.cells[name], self.able[name], strict=True):
            holds = cell.has(known) if known is not None else bounds is None or overlap(bounds, cell)
            found.append(able if holds else neg(able))
        return found

    @cached_property
    def axioms(self) -> list[Bit]:
        """What is true of every partial patient that an engine accepts: its entries do not contradict each other, and what they
        imply is recorded. An interval narrower than a finding's range comes from a constraint."""
        solver = z3()
        found: list[Bit] = []
        narrowing: dict[str, list[tuple[Bit, list[bool]]]] = {}
        for name, rules in self.implied().items():
            for active, allowed in rules:
                closed = [neg(able) for able, kept in zip(self.able[name], allowed, strict=True) if not kept]
                found.append(implies(active, conj(closed)))
            if several := [rule for rule in rules if sum(rule[1]) > 1]:
                narrowing[name] = several
        for name, able in self.able.items():
            found.append(disj(able))
            if len(able) > 2:
                narrowed = [
                    solver.And(
                        *(a == conj(implies(active, kept[n]) for active, kept in rules) for n, a in enumerate(able))
                    )
                    for rules in ([narrowing[name]] if name in narrowing else [])
                ]
                found.append(disj([*self._full_or_one(name, solver), *narrowed]))
        found += self._founded()
        for name, points in self.scores.items():
            found.append(solver.PbLe([(bit, 1) for bit in points.values()], 1))
            formula = self.pathway.vocabulary.derived[name].formula
            assert isinstance(formula, Score)
            for number, bit in points.items():
                found.append(implies(bit, allows(self.meaning, formula, number)))
        return [axiom for axiom in found if axiom is not True]

    @cached_property
    def complete(self) -> list[Bit]:
        """True of the patients of whom every finding is recorded."""
        solver = z3()
        return [
            solver.PbEq([(a, 1) for a in able], 1) if len(able) > 2 else solver.Xor(*able)
            for able in self.able.values()
            if len(able) > 1
        ]

    @cached_property
    def order(self) -> Order:
        return Order(self.pathway)

    @cached_property
    def meaning(self) -> Meaning[Pair, Bit, Bit]:
        """What the pathway means of all these patients."""
        return Meaning(self.pathway, Smt(self), self.order)

    @cached_property
    def edges(self) -> list[Pair]:
        """The truth of every edge, by its number."""
        return self.meaning.edges()

    @cached_property
    def possible(self) -> list[Bit]:
        """For each node, whether some resolution reaches it."""
        return [self.named(bit) for bit in self.meaning.possible(self.edges)]

    def guard(self, guard: Guard) -> Pair:
        """The truth of a guard."""
        return self.meaning.guard(guard)

    def reached(self, number: int) -> Bit:
        """Whether every resolution reaches one node: what `meets` says of its mark, in a formula over the nodes between it and its
        dominator, and over what that says of the dominator."""
        order, chain = self.order, [number]
        while chain[-1] not in self._reached and (dominator := order.dominator[chain[-1]]) is not None:
            chain.append(dominator)
        for node in reversed(chain):
            if node not in self._reached:
                self._reached[node] = self.named(self.meaning.reached_at(node, self.edges, self._reached))
        return self._reached[number]

    def meets(self, marks: int) -> Bit:
        """Whether every resolution's walk from the start meets one of `marks`."""
        if marks not in self._met:
            aimed: Meaning[Pair, Bit, Bit] = Meaning(self.pathway, Smt(self, marks), self.order)
            self._met[marks] = aimed.must(self.edges)[self.order.start]
        return self._met[marks]


def allows(meaning: Meaning[Pair, Bit, Bit], score: Score, points: int) -> Bit:
    """Whether the items of a score, whatever is recorded of the score itself, may add up to so many points."""
    items = replace(score, name="")
    bounds = [meaning.guard(Scored(items, op, Decimal(points))) for op in (Op.AT_LEAST, Op.AT_MOST)]
    return conj(bound.possibly for bound in bounds)


class Smt:
    """Strong Kleene logic over the patients of a space. shape: T is Pair, B and S are formulas; S is whether `aim` is met"""

    def __init__(self, space: Space, aim: int = 0) -> None:
        self.space, self.aim = space, aim

    def constant(self, value: bool) -> Pair:
        return Pair(value, value)

    able: Mapping[str, list[Bit]] | None = None
    """What may be left of each finding, where that is not what is known of it."""

    def test(self, test: Test) -> Pair:
        return self.space.truth(test, self.able)

    def all_of(self, truths: Sequence[Pair]) -> Pair:
        return Pair(conj(truth.surely for truth in truths), conj(truth.possibly for truth in truths))

    def any_of(self, truths: Sequence[Pair]) -> Pair:
        return Pair(disj(truth.surely for truth in truths), disj(truth.possibly for truth in truths))

    def negate(self, truth: Pair) -> Pair:
        return Pair(neg(truth.possibly), neg(truth.surely))

    def scored(
        self, name: str, terms: Sequence[tuple[int, Sequence[Pair]]], constant: int, op: Op, value: Decimal
    ) -> Pair:
        summed = _summed(terms, constant, op, value)
        points = self.space.scores.get(name, {})
        if not points:
            return summed
        recorded = disj(points.values())
        holds = disj(bit for number, bit in points.items() if op.holds(number, value))
        return Pair(
            disj([holds, conj([neg(recorded), summed.surely])]), disj([holds, conj([neg(recorded), summed.possibly])])
        )

    def measured(self, guard: Measured, items: Mapping[Score, Sequence[Sequence[Pair]]]) -> Pair:
        totals: dict[Score, dict[int, Pair]] = {}
        for score, truths in items.items():
            terms = [(term.factor, inner) for term, inner in zip(score.terms, truths, strict=True)]
            low, high = score.span
            found = {
                points: self.scored(score.name, terms, score.constant, Op.AT_LEAST, Decimal(points))
                for points in range(low + 1, high + 1)
            }
            totals[score] = {
                points: Pair(self.space.named(pair.surely), self.space.named(pair.possibly))
                for points, pair in found.items()
            }
        return self.space.number(guard, totals, self.able)

    def keep(self, truth: Pair) -> Pair:
        return Pair(self.space.named(truth.surely), self.space.named(truth.possibly))

    def surely(self, truth: Pair) -> Bit:
        return truth.surely

    def possibly(self, truth: Pair) -> Bit:
        return truth.possibly

    def yes(self) -> Bit:
        return True

    def both(self, left: Bit, right: Bit) -> Bit:
        return conj([left, right])

    def either(self, bits: Sequence[Bit]) -> Bit:
        return disj(bits)

    def marks(self, marks: int) -> Bit:
        return bool(marks & self.aim)

    def union(self, sets: Sequence[Bit]) -> Bit:
        return disj(sets)

    def common(self, sets: Sequence[Bit]) -> Bit:
        return conj(sets)

    def only_if(self, bit: Bit, marks: Bit) -> Bit:
        return conj([bit, marks])

    def unless_not(self, bit: Bit, marks: Bit) -> Bit:
        return implies(bit, marks)

    def choose(self, bit: Bit, yes: Bit, no: Bit) -> Bit:
        return conj([implies(bit, yes), disj([bit, no])])

    def keep_marks(self, marks: Bit) -> Bit:
        return self.space.named(marks)


def _summed(terms: Sequence[tuple[int, Sequence[Pair]]], constant: int, op: Op, value: Decimal) -> Pair:
    """Truth of a sum of points: of the interval from its lowest to its highest total."""
    least, most = _at_least(terms, constant, value), _at_least(terms, constant, _next(value))
    match op:
        case Op.AT_LEAST:
            return least
        case Op.MORE:
            return most
        case Op.LESS:
            return Pair(neg(least.possibly), neg(least.surely))
        case Op.AT_MOST:
            return Pair(neg(most.possibly), neg(most.surely))
        case _:
            if value != value.to_integral_value():
                return Pair(False, False)
            return Pair(conj([least.surely, neg(most.possibly)]), conj([least.possibly, neg(most.surely)]))


def _next(value: Decimal) -> Decimal:
    """The smallest whole number above `value`."""
    return value.to_integral_value("ROUND_FLOOR") + 1


def _at_least(terms: Sequence[tuple[int, Sequence[Pair]]], constant: int, value: Decimal) -> Pair:
    """Truth of "the sum is at least `value`": surely where the lowest total is, possibly where the highest is."""
    wanted = int(value.to_integral_value("ROUND_CEILING")) - constant
    lowest: list[tuple[Bit, int]] = []
    highest: list[tuple[Bit, int]] = []
    for factor, items in terms:
        for item in items:
            low, high = (item.surely, item.possibly) if factor > 0 else (item.possibly, item.surely)
            lowest.append((low, factor))
            highest.append((high, factor))
    return Pair(_weighs(lowest, wanted), _weighs(highest, wanted))


def _weighs(weighed: Iterable[tuple[Bit, int]], wanted: int) -> Bit:
    """Whether the weights of the bits that hold add up to `wanted` or more."""
    kept: list[tuple[Bit, int]] = []
    for bit, weight in weighed:
        if bit is True:
            wanted -= weight
        elif bit is not False and weight > 0:
            kept.append((bit, weight))
        elif bit is not False:
            kept.append((neg(bit), -weight))
            wanted -= weight
    if wanted <= 0:
        return True
    return False if sum(weight for _, weight in kept) < wanted else z3().PbGe(kept, wanted)
