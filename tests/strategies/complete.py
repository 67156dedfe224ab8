"""Complete patients, read in two values: every finding has a value, every guard is true or false."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import assert_never

from legpain_graph.case.facts import Facts
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
    Score,
    Scored,
    Some,
    Test,
    readings,
)  # fmt: skip
from legpain_graph.model.pathway import Edge, EdgeKind, Node, Pathway, Urgency
from legpain_graph.model.vocabulary import (
    NOT_DONE,
    Value,
)  # fmt: skip


class Plain:
    """A complete patient read in two values: every finding has a value, every guard is true or false."""

    def __init__(self, pathway: Pathway, values: Mapping[str, Value]) -> None:
        self.pathway, self.words, self.values = pathway, pathway.vocabulary, values

    def consistent(self) -> bool:
        return all(passes(rule.then, self.values) for rule in self.words.constraints if passes(rule.given, self.values))

    def points(self, score: Score) -> int:
        return score.constant + sum(term.factor for term in score.terms for item in term.items if self.holds(item))

    def holds(self, guard: Guard) -> bool:
        match guard:
            case Flag(name) | Compare(name) | OneOf(name):
                applies = self.words.findings[name].applies_when
                return (applies is None or self.holds(applies)) and passes(guard, self.values)
            case Named(name):
                formula = self.words.derived[name].truth
                assert formula is not None
                return self.holds(formula)
            case Not(inner):
                return not self.holds(inner)
            case All(guards):
                return all(self.holds(part) for part in guards)
            case Some(guards):
                return any(self.holds(part) for part in guards)
            case Scored(score, op, value):
                return relation(Decimal(self.points(score)), op, value)
            case Measured(quantity, op, value):
                gates = [self.words.findings[name].applies_when for name in readings(quantity)]
                applies = all(gate is None or self.holds(gate) for gate in gates)
                number = self.number(quantity)
                return applies and number is not None and relation(number, op, value)
            case _:
                assert_never(guard)

    def number(self, number: Expression) -> Fraction | None:
        """What the number comes to; None where a finding in it was not done."""
        match number:
            case Reading(name):
                value = self.values[name]
                return None if value is NOT_DONE else Fraction(value)  # type: ignore[arg-type]
            case Fixed(value):
                return Fraction(value)
            case Points(score):
                return Fraction(self.points(score))
            case Quantity(_, inner):
                return self.number(inner)
            case InUnit(inner, times, over):
                own = self.number(inner)
                return None if own is None else own * Fraction(times) / Fraction(over)
            case Calculation(how, parts):
                several = [own for part in parts if (own := self.number(part)) is not None]
                return COMPUTED[how](several) if len(several) == len(parts) else None
            case _:
                assert_never(number)

    def chosen(self, node: Node) -> list[Edge]:
        held = [
            edge
            for edge in node.walkable
            if edge.kind is EdgeKind.GUARDED and (edge.guard is None or self.holds(edge.guard))
        ]
        held = held[:1] if node.first else held
        return held or [edge for edge in node.walkable if edge.kind is EdgeKind.OTHERWISE]

    def walked(self) -> set[str]:
        """The nodes that this patient meets."""
        met, todo = {self.pathway.start}, [self.pathway.start]
        while todo:
            new = {edge.target for edge in self.chosen(self.pathway.nodes[todo.pop()])} - met
            met |= new
            todo += new
        return met


COMPUTED: dict[Arithmetic, Callable[[list[Fraction]], Fraction]] = {
    Arithmetic.PLUS: sum,  # type: ignore[dict-item]
    Arithmetic.MINUS: lambda several: several[0] - several[1],
    Arithmetic.TIMES: prod,
    Arithmetic.OVER: lambda several: several[0] / several[1],
    Arithmetic.POWER: lambda several: several[0] ** several[1],  # type: ignore[return-value]
    Arithmetic.LEAST: min,
    Arithmetic.MOST: max,
    Arithmetic.MEAN: lambda several: sum(several) / len(several),  # type: ignore[return-value]
}


def passes(test: Test, values: Mapping[str, Value]) -> bool:
    """Whether the recorded value passes the test; what was not done passes none."""
    value = values[test.finding]
    if value is NOT_DONE:
        return False
    match test:
        case Flag():
            return value is True
        case OneOf(_, chosen):
            return value in chosen
        case Compare(_, op, limit):
            assert isinstance(value, Decimal)
            return relation(value, op, limit)
        case _:
            assert_never(test)


def relation(number: Decimal | Fraction, op: Op, limit: Decimal) -> bool:
    sign = (number > limit) - (number < limit)
    return sign in {Op.LESS: (-1,), Op.AT_MOST: (-1, 0), Op.MORE: (1,), Op.AT_LEAST: (0, 1), Op.EQUAL: (0,)}[op]


def most_urgent(pathway: Pathway, nodes: set[str]) -> Urgency:
    """The most urgent refer or stop among `nodes`."""
    return max((pathway.nodes[name].urgency or pathway.urgencies[0] for name in nodes), default=pathway.urgencies[0])


def scores_agree(patient: Plain, facts: Facts) -> bool:
    formulas = {name: patient.words.derived[name].formula for name in facts.scores}
    return all(
        isinstance(score, Score) and patient.points(score) == facts.scores[name] for name, score in formulas.items()
    )
