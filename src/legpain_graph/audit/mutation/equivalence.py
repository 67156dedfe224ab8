"""Whether any patient at all can tell a changed pathway from the pathway: asked of the solver, over all partial patients.

Both are one set of formulas, so that what is the same in both is the same formula, and only what differs is left to solve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from legpain_graph.audit.mutation.incremental import Incremental, Unchanged
from legpain_graph.case.facts import Case
from legpain_graph.engine.cells import every_test
from legpain_graph.engine.kleene import Reference
from legpain_graph.engine.meaning import Status
from legpain_graph.engine.smt import Bit, Pair, Smt, Space, allows, conj, disj, neg
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Guard, Named, Score
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.traversal import every_guard
from legpain_graph.proof.solver import SECONDS, Search, Solver, Verdict, closed
from legpain_graph.proof.version_pair import VersionPair


class Distinction(NamedTuple):
    """Whether some patient can tell: proven that none can, refuted with the patient `witness`, or undecided.

    `asked`: what is true of each patient who can
    """

    verdict: Verdict
    witness: Case | None = None
    asked: Bit = False


class Equivalence:
    """Asks of one pathway after the other whether some patient can tell it from `pathway`; all are named beforehand, since their
    tests cut the findings into the cells that the solver sees."""

    def __init__(self, pathway: Pathway, changed: Iterable[Pathway], seconds: float = SECONDS) -> None:
        self.pathway = pathway
        tests = {guard: None for other in changed for guard in every_guard(other)}
        self.space = Space(pathway, extra=tests)
        self.seconds, self.solver = seconds, Solver(self.space, seconds)
        self.original: Unchanged[Pair, Bit, Bit] = Unchanged(pathway, Smt(self.space))
        self._reference = Reference(pathway)
        self._tests = dict.fromkeys(every_test(pathway))

    def distinction(self, changed: Pathway) -> Distinction:
        """Whether some partial patient is surely or possibly at a node in one pathway and not in the other, is bounded otherwise, or is
        refused by the other alone."""
        if changed.vocabulary.constraints is not self.pathway.vocabulary.constraints:
            return self._with_less_defined(changed)
        incremental = Incremental(self.original, changed)
        questions = [self._refused]
        if all(self.solver.can(disj(quick(incremental))) is not Verdict.PROVEN for quick in (self._words, self._edges)):
            questions += [self._nodes_and_bounds, self._surely]  # an edge differs, or may do: does what is reached?
        for question in questions:
            asked = disj(question(incremental))
            answer = self.solver.ask(asked)
            if answer.patient is not None:
                witness = self.solver.case(answer.patient, lambda case: self.differs(case, changed))
                return Distinction(answer.verdict, witness, asked)
            if not answer.never:
                return Distinction(answer.verdict)
        return Distinction(Verdict.PROVEN)

    def _with_less_defined(self, changed: Pathway) -> Distinction:
        """The same where a definition is gone, so that less follows from what is recorded: both pathways beside each other."""
        pair = VersionPair(self.pathway, changed)
        search = Search(pair, self.seconds)
        spaces = (pair.old, pair.new)
        pairs = zip(pair.old.edges, pair.new.edges, strict=True)
        edges = [_xor(one, other) for both in pairs for one, other in zip(*both, strict=True)]
        if search.can(disj(edges)) is Verdict.PROVEN:
            return Distinction(Verdict.PROVEN)
        marks = range(pair.old.order.levels + len(pair.old.order.nodes))
        for question in (
            (_xor(one, other) for one, other in zip(*(space.possible for space in spaces), strict=True)),
            (_xor(*(space.meets(1 << mark) for space in spaces)) for mark in marks),
        ):
            answer = search.ask(disj(question))
            if answer.patient is not None:
                case = Case(pair.entries(answer.patient)[0])
                witness = closed(case, self.pathway.vocabulary, lambda case: self.differs(case, changed))
                return Distinction(answer.verdict, witness)
            if not answer.never:
                return Distinction(answer.verdict)
        return Distinction(Verdict.PROVEN)

    def differs(self, case: Case, changed: Pathway) -> bool:
        """Whether the reference says something else of `case` in the changed pathway, or refuses it there; never of one that the
        pathway itself refuses, who is no patient."""
        other = Reference(changed)
        try:
            ours = self._reference.status(self._reference.facts(case))
        except CaseError:
            return False
        try:
            theirs = other.status(other.facts(case))
        except CaseError:
            return True
        return _said(self._reference, ours) != _said(other, theirs)

    def _refused(self, incremental: Incremental[Pair, Bit, Bit]) -> Iterator[Bit]:
        """A score is recorded that its items, or their weights, now rule out."""
        for name in sorted(self.space.scores.keys() & incremental.words):
            score = incremental.pathway.vocabulary.derived[name].formula
            assert isinstance(score, Score)
            for points, recorded in self.space.scores[name].items():
                yield conj([recorded, neg(allows(incremental.meaning, score, points))])

    def _words(self, incremental: Incremental[Pair, Bit, Bit]) -> Iterator[Bit]:
        """Where only words are defined otherwise: one of them is of another truth."""
        redefined = self.original.redefined(incremental.pathway)
        derived = self.pathway.vocabulary.derived
        asked: list[Guard] = [test for test in self._tests if test.finding in redefined]
        asked += [Named(name) for name in redefined if name in derived and derived[name].truth is not None]
        nodes = any(node is not self.pathway.nodes[name] for name, node in incremental.pathway.nodes.items())
        if nodes or any(name in derived and derived[name].truth is None for name in redefined):
            yield True
        for guard in asked:
            one, other = self.original.meaning.guard(guard), incremental.meaning.guard(guard)
            yield from (_xor(one.surely, other.surely), _xor(one.possibly, other.possibly))

    def _edges(self, incremental: Incremental[Pair, Bit, Bit]) -> Iterator[Bit]:
        """Where a node is possible an edge of it is of another truth, or leads elsewhere; or it is of another urgency."""
        order, number = incremental.order, self.original.order.edge_number
        for at, (marks, before) in enumerate(zip(order.marks, self.original.order.marks, strict=True)):
            if marks != before:
                yield incremental.possible[at]
        for at in sorted(incremental.moved):
            ours = {
                self.original.order.edges[index].id: self.original.edges[index]
                for index, _ in self.original.order.onward[at]
            }
            theirs = {order.edges[index].id: incremental.edges[index] for index, _ in order.onward[at]}
            differs: list[Bit] = []
            for edge in sorted(ours.keys() | theirs.keys()):
                one, other = ours.get(edge, _NEVER), theirs.get(edge, _NEVER)
                differs += (_xor(one.surely, other.surely), _xor(one.possibly, other.possibly))
                if edge in ours and edge in theirs:
                    target = self.original.order.edges[number[edge]].target
                    if order.edges[order.edge_number[edge]].target != target:
                        differs.append(one.possibly)
            yield conj([incremental.original.possible[at], disj(differs)])

    def _nodes_and_bounds(self, incremental: Incremental[Pair, Bit, Bit]) -> Iterator[Bit]:
        """A node is possible in one and not in the other, or the floor or the ceiling is another."""
        for was, now in zip(self.original.possible, incremental.possible, strict=True):
            yield _xor(was, now)
        before = self.original.order
        for level in range(before.levels):
            yield self._met(incremental, 1 << level)
            if before.marks != incremental.order.marks:
                yield _xor(
                    disj(
                        bit
                        for bit, marks in zip(self.original.possible, before.marks, strict=True)
                        if marks >> level & 1
                    ),
                    disj(
                        bit
                        for bit, marks in zip(incremental.possible, incremental.order.marks, strict=True)
                        if marks >> level & 1
                    ),
                )

    def _surely(self, incremental: Incremental[Pair, Bit, Bit]) -> Iterator[Bit]:
        """A node is surely reached in one and not in the other."""
        below = set[int]()
        for at in sorted(incremental.moved):
            below |= {target for _, target in self.original.order.onward[at]}
            below |= {target for _, target in incremental.order.onward[at]}
        for at, exits in enumerate(incremental.order.onward):
            if at in below:
                below |= {target for _, target in exits}
        for at in sorted(below):
            yield self._met(incremental, 1 << (self.original.order.levels + at))

    def _met(self, incremental: Incremental[Pair, Bit, Bit], aim: int) -> Bit:
        algebra = Smt(self.space, aim)
        return _xor(self.original.must(aim, algebra)[self.original.order.start], incremental.must(aim, algebra))


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
