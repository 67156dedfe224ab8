"""The rule that is missing: for a change that weakens the pathway unnoticed, the smallest patient who is weaker and what a rule must say.

What is recorded of that patient surely leads to something that it no longer leads to. Recording more never takes it away, so the claim
"whoever has this recorded, ..." holds of every patient of the pathway, and the patient breaks it in the changed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from legpain_graph.audit.mutation.incremental import Incremental, Unchanged
from legpain_graph.audit.strength.weakening import Way
from legpain_graph.case.facts import Case
from legpain_graph.engine.cells import Cell
from legpain_graph.engine.order import Order
from legpain_graph.engine.smt import Bit, Pair, Smt, Space, disj, neg
from legpain_graph.model.pathway import Pathway, Urgency
from legpain_graph.model.traversal import every_guard
from legpain_graph.model.vocabulary import NOT_DONE, Finding
from legpain_graph.proof.solver import Patient, Solver
from legpain_graph.proof.views import marks_of


class Caught(NamedTuple):
    """The patient, and the claim that holds of everyone and that this patient breaks where the pathway is changed."""

    case: Case
    claim: str


class Catching:
    """Finds such patients, recorded in part, of one pathway; the changed ones are named beforehand."""

    def __init__(self, pathway: Pathway, changed: Iterable[Pathway], seconds: float) -> None:
        self.space = Space(pathway, dict.fromkeys(guard for other in changed for guard in every_guard(other)))
        self.solver = Solver(self.space, seconds)
        self.original: Unchanged[Pair, Bit, Bit] = Unchanged(pathway, Smt(self.space))

    def caught(self, changed: Pathway, ways: Sequence[Way]) -> Caught | None:
        """The smallest patient who is weaker in one of the ways, the gravest first; None where none was found in the time."""
        incremental = Incremental(self.original, changed)
        for way in ways:
            was, now, then = self._sides(way, incremental)
            answer = self.solver.ask(was, neg(now))
            if answer.patient is not None:
                entries = list(_entries(self.space, answer.patient))
                given = " and ".join(f"sure({entry})" for entry in entries)
                return Caught(self.solver.case(answer.patient), f"{given} -> {then}" if given else then)
        return None

    def _sides(self, way: Way, incremental: Incremental[Pair, Bit, Bit]) -> tuple[Bit, Bit, str]:
        """What is sure before, what is sure after the change, and how a claim says it."""
        order = self.original.order
        named = ", ".join(name.replace("-", "_") for name in sorted(way.nodes))
        if way.kind == "treatment":
            before, after = self.original.possible, incremental.possible
            now = incremental.order.node_number
            was = [neg(disj(before[order.node_number[name]] for name in way.nodes))]
            return was[0], neg(disj(after[now[name]] for name in way.nodes)), f"not may_reach({named})"
        level = self.original.pathway.urgency[way.what] if way.kind == "less urgent" else None
        text = f"floor >= {way.what}" if level is not None else f"reaches({named})"
        aims = [_aim(one, way, level) for one in (order, incremental.order)]
        before = self.original.must(aims[0], Smt(self.space, aims[0]))[order.start]
        return before, incremental.must(aims[1], Smt(self.space, aims[1])), text


def _aim(order: Order, way: Way, level: Urgency | None) -> int:
    return 1 << (int(level) - 1) if level is not None else marks_of(order, way.nodes)


def _entries(space: Space, patient: Patient) -> Iterator[str]:
    """What is recorded of the patient, as guards."""
    for name, cell in sorted(patient.cells.items()):
        value = patient.values.get(name)
        yield f"{name} == {value:f}" if value is not None else _guard(space.findings[name], space.cells[name][cell])
    for name, points in sorted(patient.scores.items()):
        yield f"{name} == {points}"


def _guard(finding: Finding, cell: Cell) -> str:
    """The guard that is true of the values of a cell."""
    name, value = finding.name, cell.value
    if value is NOT_DONE:
        return (
            f"not ({name} >= {finding.low:f})"
            if not finding.values
            else f"not ({name} in [{', '.join(finding.values)}])"
        )
    if isinstance(value, bool):
        return name if value else f"not {name}"
    if isinstance(value, Decimal):
        return _interval(name, cell, finding)
    return f"{name} == {value}"


def _interval(name: str, cell: Cell, finding: Finding) -> str:
    domain: Any = cell.domain
    if domain.low == domain.high:
        return f"{name} == {domain.low:f}"
    below = f"{name} {'<' if domain.high_open else '<='} {domain.high:f}"
    above = f"{name} {'>' if domain.low_open else '>='} {domain.low:f}"
    ends = [above] if domain.low > finding.low or domain.low_open else []
    ends += [below] if domain.high < finding.high or domain.high_open else []
    return " and ".join(ends) or above
