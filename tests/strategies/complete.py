"""Complete patients, read in two values: every finding has a value, every guard is true or false."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import assert_never

from legpain_graph.case.facts import Facts
from legpain_graph.model.guard.ir import (
    All,
    Compare,
    Flag,
    Guard,
    Named,
    Not,
    OneOf,
    Op,
    Score,
    Scored,
    Some,
    Test,
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
                formula = self.words.derived[name].formula
                assert not isinstance(formula, Score)
                return self.holds(formula)
            case Not(inner):
                return not self.holds(inner)
            case All(guards):
                return all(self.holds(part) for part in guards)
            case Some(guards):
                return any(self.holds(part) for part in guards)
            case Scored(score, op, value):
                return relation(Decimal(self.points(score)), op, value)
            case _:
                assert_never(guard)

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


def relation(number: Decimal, op: Op, limit: Decimal) -> bool:
    sign = (number > limit) - (number < limit)
    return sign in {Op.LESS: (-1,), Op.AT_MOST: (-1, 0), Op.MORE: (1,), Op.AT_LEAST: (0, 1), Op.EQUAL: (0,)}[op]


def most_urgent(pathway: Pathway, nodes: set[str]) -> Urgency:
    """The most urgent refer or stop among `nodes`."""
    return max((pathway.nodes[name].urgency or Urgency.PRIMARY_CARE for name in nodes), default=Urgency.PRIMARY_CARE)


def scores_agree(patient: Plain, facts: Facts) -> bool:
    formulas = {name: patient.words.derived[name].formula for name in facts.scores}
    return all(
        isinstance(score, Score) and patient.points(score) == facts.scores[name] for name, score in formulas.items()
    )
