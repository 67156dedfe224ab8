"""Whether any patient at all can tell a changed pathway from the pathway: asked of the solver, over all partial patients.

Both are one set of formulas, so that what is the same in both is the same formula, and only what differs is left to solve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from legpain_graph.algebra.kleene import Reference
from legpain_graph.algebra.smt import Bit, Pair, Smt, Space, conj, disj, every_test, neg
from legpain_graph.audit.again import Again, Whole
from legpain_graph.audit.mutate import every_guard
from legpain_graph.case import Case
from legpain_graph.domain import passes
from legpain_graph.errors import CaseError
from legpain_graph.guard.ir import Guard, Named, Score
from legpain_graph.model import Pathway
from legpain_graph.semantics import Status
from legpain_graph.solve import SECONDS, Solver, Verdict
from legpain_graph.vocabulary import NOT_DONE


class Told(NamedTuple):
    """Whether some patient can tell: proven that none can, refuted with the patient `witness`, or undecided.

    `asked`: what is true of each patient who can
    """

    verdict: Verdict
    witness: Case | None = None
    asked: Bit = False


class Telling:
    """Asks of one pathway after the other whether some patient can tell it from `pathway`; all are named beforehand, since their
    tests cut the findings into the cells that the solver sees."""

    def __init__(self, pathway: Pathway, changed: Iterable[Pathway], seconds: float = SECONDS) -> None:
        self.pathway = pathway
        tests = {guard: None for other in changed for guard in every_guard(other)}
        self.space = Space(pathway, extra=tests)
        self.solver = Solver(self.space, seconds)
        self.whole: Whole[Pair, Bit, Bit] = Whole(pathway, Smt(self.space))
        self._reference = Reference(pathway)
        self._tests = dict.fromkeys(every_test(pathway))

    def tell(self, changed: Pathway) -> Told:
        """Whether some partial patient is surely or possibly at a node in one pathway and not in the other, or is bounded otherwise."""
        if changed.vocabulary.constraints is not self.pathway.vocabulary.constraints:
            witness = next((case for case in self._sides(changed) if self.differs(case, changed)), None)
            return Told(Verdict.UNDECIDED if witness is None else Verdict.REFUTED, witness)
        again = Again(self.whole, changed)
        verdict, witness, asked = Verdict.REFUTED, None, False
        for quick in (self._words, self._edges):
            if verdict is not Verdict.PROVEN:
                verdict = self.solver.can(disj(quick(again)))
        if verdict is not Verdict.PROVEN:  # an edge differs, or may do: does what is reached?
            for question in (self._nodes_and_bounds, self._surely):
                asked = disj(question(again))
                answer = self.solver.ask(asked)
                verdict = answer.verdict
                if answer.patient is not None:
                    witness = self.solver.case(answer.patient, lambda case: self.differs(case, changed))
                if verdict is not Verdict.PROVEN:
                    break
        return Told(verdict, witness, asked)

    def differs(self, case: Case, changed: Pathway) -> bool:
        """Whether the reference says something else of `case` in the changed pathway. errors: CaseError, where both refuse it"""
        other = Reference(changed)
        try:
            theirs = other.status(other.facts(case))
        except CaseError:
            return bool(self._reference.facts(case))
        ours = self._reference.status(self._reference.facts(case))
        return _said(self._reference, ours) != _said(other, theirs)

    def _words(self, again: Again[Pair, Bit, Bit]) -> Iterator[Bit]:
        """Where only words are defined otherwise: one of them is of another truth."""
        redefined = self.whole.redefined(again.pathway)
        derived = self.pathway.vocabulary.derived
        asked: list[Guard] = [test for test in self._tests if test.finding in redefined]
        asked += [Named(name) for name in redefined if name in derived and not isinstance(derived[name].formula, Score)]
        nodes = any(node is not self.pathway.nodes[name] for name, node in again.pathway.nodes.items())
        if nodes or any(name in derived and isinstance(derived[name].formula, Score) for name in redefined):
            yield True
        for guard in asked:
            one, other = self.whole.meaning.guard(guard), again.meaning.guard(guard)
            yield from (_xor(one.surely, other.surely), _xor(one.possibly, other.possibly))

    def _edges(self, again: Again[Pair, Bit, Bit]) -> Iterator[Bit]:
        """Where a node is possible an edge of it is of another truth, or leads elsewhere; or it is of another urgency."""
        order, number = again.order, self.whole.order.edge_number
        for at, (marks, before) in enumerate(zip(order.marks, self.whole.order.marks, strict=True)):
            if marks != before:
                yield again.possible[at]
        for at in sorted(again.moved):
            ours = {self.whole.order.edges[way].id: self.whole.edges[way] for way, _ in self.whole.order.onward[at]}
            theirs = {order.edges[way].id: again.edges[way] for way, _ in order.onward[at]}
            differs: list[Bit] = []
            for edge in sorted(ours.keys() | theirs.keys()):
                one, other = ours.get(edge, _NEVER), theirs.get(edge, _NEVER)
                differs += (_xor(one.surely, other.surely), _xor(one.possibly, other.possibly))
                if edge in ours and edge in theirs:
                    target = self.whole.order.edges[number[edge]].target
                    if order.edges[order.edge_number[edge]].target != target:
                        differs.append(one.possibly)
            yield conj([again.whole.possible[at], disj(differs)])

    def _nodes_and_bounds(self, again: Again[Pair, Bit, Bit]) -> Iterator[Bit]:
        """A node is possible in one and not in the other, or the floor or the ceiling is another."""
        for was, now in zip(self.whole.possible, again.possible, strict=True):
            yield _xor(was, now)
        before = self.whole.order
        for level in range(before.LEVELS):
            yield self._met(again, 1 << level)
            if before.marks != again.order.marks:
                yield _xor(
                    disj(
                        bit for bit, marks in zip(self.whole.possible, before.marks, strict=True) if marks >> level & 1
                    ),
                    disj(
                        bit for bit, marks in zip(again.possible, again.order.marks, strict=True) if marks >> level & 1
                    ),
                )

    def _surely(self, again: Again[Pair, Bit, Bit]) -> Iterator[Bit]:
        """A node is surely reached in one and not in the other."""
        below = set[int]()
        for at in sorted(again.moved):
            below |= {target for _, target in self.whole.order.onward[at]}
            below |= {target for _, target in again.order.onward[at]}
        for at, ways in enumerate(again.order.onward):
            if at in below:
                below |= {target for _, target in ways}
        for at in sorted(below):
            yield self._met(again, 1 << (self.whole.order.LEVELS + at))

    def _met(self, again: Again[Pair, Bit, Bit], aim: int) -> Bit:
        algebra = Smt(self.space, aim)
        return _xor(self.whole.must(aim, algebra)[self.whole.order.start], again.must(aim, algebra))

    def _sides(self, changed: Pathway) -> Iterator[Case]:
        """Patients of whom a definition that is gone says something: of one side of it something is recorded, and nothing else."""
        for rule in self.pathway.vocabulary.constraints:
            if rule not in changed.vocabulary.constraints:
                for test, holds in ((rule.given, True), (rule.then, False)):
                    for cell in self.space.cells[test.finding]:
                        if passes(test, cell.value) is holds and cell.value is not NOT_DONE:
                            yield Case({test.finding: cell.value})


_NEVER = Pair(False, False)


def _xor(one: Bit, other: Bit) -> Bit:
    if one == other:
        return False
    return disj([conj([one, neg(other)]), conj([neg(one), other])])


def _said(engine: Reference, status: Status) -> tuple[int, int, int, int]:
    """What is told apart: the nodes possible and surely reached, the floor and the ceiling."""
    order = engine.order
    met = status.must[order.start]
    return status.possible, order.reached(met), int(order.level(met)), int(order.level(status.may[order.start]))
