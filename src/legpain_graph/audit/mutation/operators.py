"""The small faults that an author could make: for a pathway every pathway with one of them, its mutants.

A mutant is a plain `Pathway` with one change, made by pure functions: of a guard or a derived finding's formula, of a node's edges,
of an urgency, of a definition. An operator is a generator and a row in a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple, TypeVar

from legpain_graph.audit.coverage.conditions import step_of
from legpain_graph.errors import Place
from legpain_graph.model.guard.arithmetic import Span, span, whole_score
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
    Score,
    Scored,
    Some,
    Term,
    formula_names,
    measured_in,
    names_read,
)
from legpain_graph.model.guard.ir import tests_and_names as leaves
from legpain_graph.model.guard.phrase import phrase
from legpain_graph.model.guard.unparse import number as written
from legpain_graph.model.pathway import Edge, EdgeKind, Node, Pathway
from legpain_graph.model.traversal import every_guard
from legpain_graph.model.vocabulary import Finding


class Mutation(NamedTuple):
    """One change of a pathway: its id, what changed in words, and where that is written."""

    id: str
    what: str
    place: Place
    pathway: Pathway


class _New(NamedTuple):
    """A guard or formula with one change: by which operator, in words."""

    operator: str
    what: str
    made: Guard


_STRICTER: Final = {Op.LESS: Op.AT_MOST, Op.AT_MOST: Op.LESS, Op.MORE: Op.AT_LEAST, Op.AT_LEAST: Op.MORE}


class Mutator:
    """Makes the mutants of one pathway."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway, self.words = pathway, pathway.vocabulary
        self._limits = _limits(pathway)
        self.walked = _walked_words(pathway)
        """The words that some walk can depend on."""

    def changes(self) -> Iterator[Mutation]:
        """Every mutant, each once, in the order of nodes and words; ids stay the same from run to run."""
        seen: dict[str, int] = {}
        for operator in (*_OF_NODES, *_OF_WORDS):
            for at, name, what, place, pathway in operator(self):
                number = seen[f"{at} {name}"] = seen.get(f"{at} {name}", 0) + 1
                yield Mutation(f"{at} {name} {number}", f"{at}: {what}", place, pathway)

    # Guards

    def variants(self, guard: Guard, *, denied: bool = False) -> Iterator[_New]:
        """Every guard that differs from `guard` by one change; `denied` where a `not` stands before it, whose loss is one."""
        yield from self._here(guard, denied=denied)
        match guard:
            case Not(inner):
                for new in self.variants(inner, denied=True):
                    yield new._replace(made=Not(new.made))
            case All(inner) | Some(inner):
                for number, part in enumerate(inner):
                    for new in self.variants(part):
                        yield new._replace(made=_joined(type(guard), (*inner[:number], new.made, *inner[number + 1 :])))
            case Scored(score, op, value) if not score.name:
                for name, what, made in self.scores(score):
                    yield _New(name, what, Scored(made, op, value))
            case Measured(quantity, op, value) if not quantity.name:
                for name, what, changed in self.quantities(quantity):
                    yield _New(name, what, Measured(changed, op, value))

    def _here(self, guard: Guard, *, denied: bool) -> Iterator[_New]:
        said = self._said
        match guard:
            case Flag() | Compare() | OneOf() | Named() | Measured() if not denied:
                yield _New("negated", f"{said(guard)} denied", Not(guard))
        match guard:
            case Not(inner):
                yield _New("not", f"{said(guard)} without its 'not'", inner)
            case Compare(finding, op, value):
                for other in self._steps(self.words.findings[finding], op, value):
                    name = "threshold" if other.op is op else "strictness"
                    yield _New(name, f"{said(guard)} becomes {said(other)}", other)
            case OneOf(finding, values) if len(values) > 1:
                for gone in values:
                    made = OneOf(finding, tuple(one for one in values if one != gone))
                    yield _New("value", f"{said(guard)} becomes {said(made)}", made)
            case All(inner) | Some(inner):
                other_kind = Some if isinstance(guard, All) else All
                words = "'and' becomes 'or'" if isinstance(guard, All) else "'or' becomes 'and'"
                yield _New("joined", f"{words} in {said(guard)}", other_kind(inner))
                for number, part in enumerate(inner):
                    rest = (*inner[:number], *inner[number + 1 :])
                    yield _New("dropped", f"without {said(part)}", _joined(type(guard), rest))
            case Measured(quantity, op, value):
                step = Decimal(1).scaleb(min(0, int(value.normalize().as_tuple().exponent)))
                for cutoff in (value - step, value + step):
                    moved = Measured(quantity, op, cutoff)
                    yield _New("threshold", f"{said(guard)} becomes {said(moved)}", moved)
                if op in _STRICTER:
                    strict = Measured(quantity, _STRICTER[op], value)
                    yield _New("strictness", f"{said(guard)} becomes {said(strict)}", strict)
            case Scored(score, op, value):
                for points in (value - 1, value + 1):
                    shifted = Scored(score, op, points)
                    yield _New("cutoff", f"{said(guard)} becomes {said(shifted)}", shifted)

    def _steps(self, finding: Finding, op: Op, value: Decimal) -> Iterator[Compare]:
        """The comparisons one step of the finding away; of a whole number, strictness is such a step."""
        step = step_of(finding, self._limits[finding.name])
        for number in (value - step, value + step):
            if finding.low <= number <= finding.high:
                yield Compare(finding.name, op, number)
        if not finding.integer and op in _STRICTER:
            yield Compare(finding.name, _STRICTER[op], value)

    def scores(self, score: Score) -> Iterator[tuple[str, str, Score]]:
        """Every score that differs by one change: of an item, a factor, the constant."""
        for at, term in enumerate(score.terms):

            def with_term(*terms: Term, at: int = at) -> Score:
                return replace(score, terms=(*score.terms[:at], *terms, *score.terms[at + 1 :]))

            for number, item in enumerate(term.items):
                before, after = term.items[:number], term.items[number + 1 :]
                rest = (*before, *after)
                made = with_term(replace(term, items=rest)) if rest else with_term()
                if made.terms:
                    yield "dropped", f"without {self._said(item)}", made
                for new in self.variants(item):
                    yield new.operator, new.what, with_term(replace(term, items=(*before, new.made, *after)))
            for factor in (term.factor - 1, term.factor + 1):
                if factor:
                    what = f"{term.factor} points for {self._said(term.items[0])} become {factor}"
                    yield "factor", what, with_term(replace(term, factor=factor))
        for constant in (score.constant - 1, score.constant + 1):
            yield "constant", f"{constant - score.constant:+d} to every total", replace(score, constant=constant)

    def quantities(self, quantity: Quantity) -> Iterator[tuple[str, str, Quantity]]:
        """Every number that differs by one change of how it is computed, and that can be computed of every patient."""
        for what, made in _numbers(quantity.number):
            changed = replace(quantity, number=made)
            if changed != quantity and self._is_computed(changed):
                yield "computed", what, changed

    def computes(self, pathway: Pathway) -> bool:
        """Whether every number of a changed pathway can be computed of every patient: none divides by what may be nothing."""
        numbers = [word.formula for word in pathway.vocabulary.derived.values() if isinstance(word.formula, Quantity)]
        numbers += [test.quantity for guard in every_guard(pathway) for test in measured_in(guard)]
        return all(map(self._is_computed, numbers))

    def _is_computed(self, quantity: Quantity) -> bool:
        try:
            span(quantity, self._whole, whole_score)
        except ZeroDivisionError:
            return False
        return True

    def _whole(self, name: str) -> Span:
        finding = self.words.findings[name]
        return Span(Fraction(finding.low), Fraction(finding.high))

    def _said(self, guard: Guard) -> str:
        return f"'{phrase(guard, self.words)}'"

    # What a pathway is made of, changed

    def with_node(self, node: Node) -> Pathway:
        return replace(self.pathway, nodes={**self.pathway.nodes, node.id: node})

    def with_edge(self, edge: Edge) -> Pathway:
        node = self.pathway.nodes[edge.source]
        edges = tuple(edge if one.id == edge.id else one for one in node.edges)
        return self.with_node(replace(node, edges=edges))

    def with_derived(self, name: str, formula: Formula) -> Pathway:
        """A score or number stands in the guards that compare it, too, and in the numbers that are computed of it."""
        word = self.words.derived[name]
        derived = {**self.words.derived, name: replace(word, formula=formula)}
        if not isinstance(formula, Score | Quantity):
            return replace(self.pathway, vocabulary=replace(self.words, derived=derived))
        for other, item in derived.items():
            if isinstance(item.formula, Quantity) and other != name:
                derived[other] = _kept(item, formula=_recomputed(item.formula, formula))
            elif item.truth is not None:
                derived[other] = _kept(item, formula=_rescored(item.truth, formula))
        nodes = {}
        for node in self.pathway.nodes.values():
            edges = tuple(
                edge if edge.guard is None else _kept(edge, guard=_rescored(edge.guard, formula)) for edge in node.edges
            )
            same = all(one is other for one, other in zip(edges, node.edges, strict=True))
            nodes[node.id] = node if same else replace(node, edges=edges)
        return replace(self.pathway, vocabulary=replace(self.words, derived=derived), nodes=nodes)

    def with_words(self, **fields: object) -> Pathway:
        return replace(self.pathway, vocabulary=replace(self.words, **fields))  # type: ignore[arg-type]


_Made = tuple[str, str, str, Place, Pathway]
_Operator = Callable[[Mutator], Iterator[_Made]]


def guards(mutator: Mutator) -> Iterator[_Made]:
    """One change of the guard of an edge."""
    for node in mutator.pathway.nodes.values():
        for edge in node.walkable:
            if edge.guard is not None:
                for operator, what, made in mutator.variants(edge.guard):
                    yield edge.id, operator, what, edge.place, mutator.with_edge(replace(edge, guard=made))


def redirected(mutator: Mutator) -> Iterator[_Made]:
    """An edge leads to the next target of its node, or the one before; where it has no other, to one beside its target elsewhere."""
    number = {name: at for at, name in enumerate(mutator.pathway.nodes)}
    siblings: dict[str, dict[str, None]] = {}
    for node in mutator.pathway.nodes.values():
        for edge in node.walkable:
            siblings.setdefault(edge.target, {}).update(dict.fromkeys(other.target for other in node.walkable))
    for node in mutator.pathway.nodes.values():
        own = list(dict.fromkeys(edge.target for edge in node.walkable))
        for edge in node.walkable:
            targets = own if len(own) > 1 else [one for one in siblings[edge.target] if number[one] > number[node.id]]
            at = targets.index(edge.target)
            for target in dict.fromkeys((targets[(at + 1) % len(targets)], targets[at - 1])):
                if target != edge.target:
                    what = f"leads to {target}"
                    yield edge.id, "redirected", what, edge.place, mutator.with_edge(replace(edge, target=target))


def dropped(mutator: Mutator) -> Iterator[_Made]:
    """An edge is gone, where another is left for every patient."""
    for node in mutator.pathway.nodes.values():
        for edge in node.walkable:
            rest = tuple(other for other in node.edges if other is not edge)
            if any(
                other.kind is EdgeKind.OTHERWISE or (other.guard is None and other in node.walkable) for other in rest
            ):
                yield edge.id, "edge", "is gone", edge.place, mutator.with_node(replace(node, edges=rest))


def reordered(mutator: Mutator) -> Iterator[_Made]:
    """Two neighbours of a node where the first edge that holds is chosen change places."""
    for node in mutator.pathway.nodes.values():
        if not node.first:
            continue
        for at, (one, other) in enumerate(zip(node.edges, node.edges[1:], strict=False)):
            if one.guard is not None and other.guard is not None:
                edges = (*node.edges[:at], other, one, *node.edges[at + 2 :])
                what = f"stands after {other.id}"
                yield one.id, "order", what, one.place, mutator.with_node(replace(node, edges=edges))


def urgencies(mutator: Mutator) -> Iterator[_Made]:
    """A refer or stop is one level more, or less, urgent."""
    for node in mutator.pathway.nodes.values():
        if node.urgency is not None:
            for level in (node.urgency - 1, node.urgency + 1):
                if 0 <= level < len(mutator.pathway.urgencies):
                    other = mutator.pathway.urgencies[level]
                    what = f"{node.urgency.words} becomes {other.words}"
                    changed = replace(node, urgency=other)
                    yield node.id, "urgency", what, node.place, mutator.with_node(changed)


def formulas(mutator: Mutator) -> Iterator[_Made]:
    """One change of the formula of a derived finding; not of one that only safety rules read, which changes no walk."""
    for name, word in mutator.words.derived.items():
        if name not in mutator.walked:
            continue
        if isinstance(word.formula, Score | Quantity):
            several = (
                mutator.scores(word.formula) if isinstance(word.formula, Score) else mutator.quantities(word.formula)
            )
            for operator, what, formula in several:
                changed = mutator.with_derived(name, formula)
                if mutator.computes(changed):
                    yield name, operator, what, word.place, changed
        else:
            for operator, what, made in mutator.variants(word.formula):
                yield name, operator, what, word.place, mutator.with_derived(name, made)


def applying(mutator: Mutator) -> Iterator[_Made]:
    """A finding applies to every patient."""
    for name, finding in mutator.words.findings.items():
        if finding.applies_when is not None and name in mutator.walked:
            findings = {**mutator.words.findings, name: replace(finding, applies_when=None)}
            yield name, "applies", "applies to everyone", finding.place, mutator.with_words(findings=findings)


def constraints(mutator: Mutator) -> Iterator[_Made]:
    """What is true by definition is not said."""
    for rule in mutator.words.constraints:
        rest = tuple(other for other in mutator.words.constraints if other is not rule)
        what = f"{rule.then.finding} no longer follows from {rule.given.finding}"
        yield rule.id, "constraint", what, rule.place, mutator.with_words(constraints=rest)


_OF_NODES: Final[tuple[_Operator, ...]] = (guards, redirected, dropped, reordered, urgencies)
_OF_WORDS: Final[tuple[_Operator, ...]] = (formulas, applying, constraints)


def _joined(kind: type[All] | type[Some], guards: tuple[Guard, ...]) -> Guard:
    return kind(guards) if len(guards) > 1 else guards[0]


R = TypeVar("R")


def _kept(item: R, **fields: object) -> R:
    """The record with other fields; itself where they are what it has, so that what is unchanged stays the same object."""
    return item if all(getattr(item, name) is value for name, value in fields.items()) else replace(item, **fields)  # type: ignore[type-var]


_OTHER: Final = {
    Arithmetic.PLUS: Arithmetic.MINUS, Arithmetic.MINUS: Arithmetic.PLUS, Arithmetic.TIMES: Arithmetic.OVER,
    Arithmetic.OVER: Arithmetic.TIMES, Arithmetic.LEAST: Arithmetic.MOST, Arithmetic.MOST: Arithmetic.LEAST,
    Arithmetic.MEAN: Arithmetic.MOST,
}  # fmt: skip
"""What an author may write for it by mistake."""


def _numbers(number: Expression) -> Iterator[tuple[str, Expression]]:
    """Every number that differs by one change of an operation or of what it is made of, in words."""
    match number:
        case Calculation(how, parts):
            if how in _OTHER:
                other = _OTHER[how]
                yield f"'{how.value}' becomes '{other.value}' in {written(number)}", Calculation(other, parts)
            for at, part in enumerate(parts):
                if how is Arithmetic.POWER and at:
                    continue
                for what, made in _numbers(part):
                    yield what, Calculation(how, (*parts[:at], made, *parts[at + 1 :]))
        case InUnit(inner, times, over):
            for what, made in _numbers(inner):
                yield what, InUnit(made, times, over)
        case Fixed(value):
            step = Decimal(1).scaleb(min(0, int(value.normalize().as_tuple().exponent)))
            for other_value in (value - step, value + step):
                yield f"{value} becomes {other_value}", Fixed(other_value)
        case _:
            return


def _recomputed(number: Expression, formula: Score | Quantity) -> Expression:
    """The number with `formula` in the place of the score or number of that name; itself where it is computed of no such."""
    match number:
        case Quantity(name) if name and name == formula.name and isinstance(formula, Quantity):
            return formula
        case Points(score) if score.name and score.name == formula.name and isinstance(formula, Score):
            return Points(formula)
        case Quantity(_, inner):
            return _kept(number, number=_recomputed(inner, formula))
        case InUnit(inner):
            return _kept(number, number=_recomputed(inner, formula))
        case Calculation(_, parts):
            return _kept(number, parts=_same(parts, tuple(_recomputed(part, formula) for part in parts)))
        case _:
            return number


def _rescored(guard: Guard, score: Score | Quantity) -> Guard:
    """The guard with `score` in the place of the score or number of that name; itself where it compares no such."""
    match guard:
        case Measured(quantity):
            return _kept(guard, quantity=_recomputed(quantity, score))
        case Scored(old, op, value) if old.name == score.name and isinstance(score, Score):
            return Scored(score, op, value)
        case Scored(old, op, value):
            terms = tuple(
                _kept(term, items=_same(term.items, tuple(_rescored(item, score) for item in term.items)))
                for term in old.terms
            )
            return _kept(guard, score=_kept(old, terms=_same(old.terms, terms)))
        case Not(inner):
            return _kept(guard, guard=_rescored(inner, score))
        case All(inner) | Some(inner):
            return _kept(guard, guards=_same(inner, tuple(_rescored(part, score) for part in inner)))
        case _:
            return guard


G = TypeVar("G")


def _same(old: tuple[G, ...], new: tuple[G, ...]) -> tuple[G, ...]:
    return old if all(one is other for one, other in zip(old, new, strict=True)) else new


def _walked_words(pathway: Pathway) -> set[str]:
    words = pathway.vocabulary
    todo = [
        name
        for node in pathway.nodes.values()
        for edge in node.walkable
        if edge.guard
        for name in names_read(edge.guard)
    ]
    found = set(todo)
    while todo:
        name, inner = todo.pop(), set[str]()
        if name in words.findings:
            applies = words.findings[name].applies_when
            guards = [applies] if applies is not None else []
        else:
            guards = []
            inner = set(formula_names(words.derived[name].formula))
        for read in ({read for guard in guards for read in names_read(guard)} | inner) - found:
            found.add(read)
            todo.append(read)
    return found


def _limits(pathway: Pathway) -> dict[str, list[Decimal]]:
    """For each number what it is compared with."""
    found: dict[str, list[Decimal]] = {}
    for guard in every_guard(pathway):
        for test in leaves(guard):
            if isinstance(test, Compare):
                found.setdefault(test.finding, []).append(test.value)
    return found
