"""What cases could cover: some patient would, or none can, which is then proven by the solver or said by a rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from legpain_graph.audit.coverage.sample import Sample
from legpain_graph.audit.coverage.variants import Patient, Variants
from legpain_graph.audit.coverage.walked_cases import WalkedCases
from legpain_graph.audit.result import CoverageItem, CoverageState
from legpain_graph.errors import NOWHERE, Place

if TYPE_CHECKING:
    from legpain_graph.engine.bitset import Bits
    from legpain_graph.engine.smt import Bit, Pair, Space
    from legpain_graph.proof.solver import Answer, Solver

Query = Callable[["Feasible"], "Sequence[Bit]"]
"""What must be true of a patient who covers a thing."""


@dataclass(frozen=True)
class CoverageGoal:
    """One thing to cover: `met` the cases that do, as bits; `ask` what is true of a patient who would.

    `rule` is why none can, where that needs no solver. `adjust` names the finding and the value that a patient who would must have
    exactly; `acting` is set where only acting now can cover it, which the solver is not asked about.
    """

    id: str
    title: str
    met: int
    ask: Query
    place: Place = NOWHERE
    node: str = ""
    edge: str = ""
    rule: str = ""
    exact: tuple[str, Decimal] | None = None
    acting: bool = False
    verdict: tuple[CoverageState, str] | None = None
    """What the solver has said already of whether a patient can, where it was asked."""
    near: int = 0
    """Worked cases to start from where a patient is made, as bits; any where there is none."""
    chain: tuple[str, ...] = ()
    """Of a path the ids of its edges."""
    many: int = 0
    """Of what stands for so many, too many to be looked at one by one."""


class Feasible:
    """The solver of one audit, and the formulas that several measures share. Made only where a case leaves something open."""

    def __init__(self, walked: WalkedCases, seconds: float, solver: Solver | None = None) -> None:
        self.walked, self.pathway, self.seconds = walked, walked.pathway, seconds
        self._walked: dict[str, Bit] = {}
        pairs = zip(walked.sources, walked.walks, strict=True)
        self.samples: list[tuple[Sample, Sequence[Patient]]] = [
            (walked, [Patient(source.case, {}, walk.facts) for source, walk in pairs])
        ]
        """Patients who show what can be: the worked cases, and others made for that."""
        if solver is not None:
            self.solver = solver

    @cached_property
    def variants(self) -> Variants:
        """What makes patients without the solver."""
        return Variants(self.walked.walker.engine)

    @property
    def space(self) -> Space:
        return self.solver.space

    @cached_property
    def solver(self) -> Solver:
        from legpain_graph.engine.smt import Space
        from legpain_graph.proof.solver import Solver

        return Solver(Space(self.pathway), self.seconds)

    def edge(self, edge: str) -> Pair:
        """The truth of an edge."""
        return self.space.edges[self.space.order.edge_number[edge]]

    def reached(self, node: str) -> Bit:
        """That a node is surely reached."""
        return self.space.reached(self.space.order.node_number[node])

    def walked_edge(self, edge: str) -> Bit:
        """Of a patient who surely reaches the edge's source: that it is walked, being sure or all that is left."""
        from legpain_graph.engine.smt import conj, disj, neg

        if edge not in self._walked:
            node = self.pathway.nodes[self.pathway.edges[edge].source]
            others = [neg(self.edge(other.id).possibly) for other in node.walkable if other.id != edge]
            own = self.edge(edge)
            self._walked[edge] = self.space.named(disj([own.surely, conj([own.possibly, *others])]))
        return self._walked[edge]

    def shown(self, who: Callable[[Sample], Bits]) -> bool:
        """Whether one of the patients that there are is among those whom `who` says."""
        return any(who(sample) for sample, _ in self.samples)

    def item(self, goal: CoverageGoal, *, shown: bool = False) -> CoverageItem:
        """What is found of `goal`: the cases that cover it, or whether some patient would, as is `shown` already or the solver says."""
        state, why = (
            (CoverageState.COVERED, "") if goal.met else (CoverageState.UNCOVERED, "") if shown else self.verdict(goal)
        )
        cases = self.walked.names(goal.met)
        return CoverageItem(
            goal.id, goal.title, state, goal.place, cases, why, node=goal.node, edge=goal.edge, many=goal.many
        )

    def verdict(self, goal: CoverageGoal) -> tuple[CoverageState, str]:
        """Whether some patient covers `goal`, and why none does."""
        if goal.verdict is not None:
            return goal.verdict
        if goal.rule:
            return CoverageState.INFEASIBLE, goal.rule
        from time import perf_counter

        from legpain_graph.proof.solver import Verdict

        bits = goal.ask(self)
        begun = perf_counter()
        found = self.solver.can(*bits)
        taken = within(perf_counter() - begun)
        if found is Verdict.PROVEN:
            return CoverageState.INFEASIBLE, f"no patient can: proven by the solver, {taken}"
        if found is Verdict.UNDECIDED:
            return CoverageState.UNDECIDED, f"the solver did not find out within {self.seconds:g} s"
        return (
            (CoverageState.UNDECIDED, "only acting now goes this way, and no case does")
            if goal.acting
            else (CoverageState.UNCOVERED, "")
        )

    def ask(self, goal: CoverageGoal, *, smallest: bool = True) -> Answer:
        """A patient who covers `goal`; with `smallest` one of whom as little is recorded as can be."""
        return self.solver.ask(*goal.ask(self), smallest=smallest)


def within(seconds: float) -> str:
    """A time in words that are the same from run to run, except on a machine that is very slow or very fast."""
    for most in ("0.1", "1", "10", "100"):
        if seconds < float(most):
            return f"in under {most} s"
    return f"in {seconds:.0f} s"
