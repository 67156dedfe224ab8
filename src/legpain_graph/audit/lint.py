"""What is wrong with a pathway though it loads: each check is a generator with a docstring and a row in `CHECKS`.

Nothing here is guessed: a fault is shown with a patient, and that there is none is proven. What the worked cases show already is not
asked of the solver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Final

from legpain_graph.audit.casegen.nearest import NearestCase
from legpain_graph.audit.coverage.effects import effective
from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible, Query
from legpain_graph.errors import Issue
from legpain_graph.model.guard.ir import Guard
from legpain_graph.model.guard.phrase import label, value_words
from legpain_graph.model.pathway import Edge, EdgeKind, Node, NodeKind

if TYPE_CHECKING:
    from legpain_graph.audit.coverage.sample import Sample
    from legpain_graph.case.facts import Case
    from legpain_graph.engine.bitset import Bits
    from legpain_graph.engine.smt import Bit
    from legpain_graph.model.vocabulary import Finding, Vocabulary


def gap(feasible: Feasible) -> Iterator[Issue]:
    """A patient can get stuck: no edge of a node that is reached holds; or none for a result though every test ordered there has one,
    which would then count as not done."""
    from legpain_graph.engine.smt import neg

    for node in _reachable(feasible):
        closed = [edge for edge in node.walkable if edge.guard is None]
        out = [neg(feasible.edge(edge.id).possibly) for edge in node.walkable if edge not in closed]
        stuck, hint = "no edge holds for a patient", "add an edge for them, or `otherwise`"
        if node.kind is NodeKind.INVESTIGATE and node.orders and [edge.kind for edge in closed] == [EdgeKind.OTHERWISE]:
            out += [neg(bit) for name in node.orders for bit in _not_done(feasible, name)]
            stuck, hint = "results of a patient count as not done", "let the edges of the results meet"
        elif closed:
            continue
        answer = feasible.solver.ask(feasible.reached(node.id), *out) if out else None
        if answer is not None and answer.patient is not None:
            patient = words_of(feasible.solver.case(answer.patient), feasible.pathway.vocabulary)
            yield Issue("gap", f"{node.id}: {stuck}: {patient}", node.place, hint)


def _not_done(feasible: Feasible, name: str) -> list[Bit]:
    """Whether no result of a test may exist."""
    from legpain_graph.model.vocabulary import NOT_DONE

    cells = zip(feasible.space.cells[name], feasible.space.able[name], strict=True)
    return [able for cell, able in cells if cell.value is NOT_DONE]


def overlap(feasible: Feasible) -> Iterator[Issue]:
    """Only the order of two edges decides: both hold for one patient, they lead to different nodes, and the first is chosen.

    That can be meant; it is told so that nobody changes the order without a thought.
    """
    from legpain_graph.proof.solver import Verdict

    walked, nearest = feasible.walked, NearestCase(feasible)
    for node in _reachable(feasible):
        guarded = [(edge, edge.guard) for edge in node.walkable if edge.guard is not None] if node.first else []
        for (one, its), (other, others) in combinations(guarded, 2):
            if one.target == other.target:
                continue
            both = walked.at(node.id)
            both &= walked.meaning.guard(its).surely & walked.meaning.guard(others).surely
            if both:
                who = f"case {walked.names(both)[0]}"
            else:
                case = nearest.both(node.id, (its, others))
                if case is None:
                    bits = [feasible.reached(node.id), *(feasible.space.guard(guard).surely for guard in (its, others))]
                    if feasible.solver.can(*bits) is not Verdict.REFUTED:
                        continue
                    case = nearest.patient(CoverageGoal(other.id, "", 0, _asking(bits), near=walked.at(node.id)))
                who = (case.who or words_of(case, feasible.pathway.vocabulary)) if case is not None else "not shown"
            what = f"{one.id} stands before {other.id}, and both hold for one patient: {who}"
            yield Issue("overlap", what, other.place, "keep the order, or narrow one of them")


def always(feasible: Feasible) -> Iterator[Issue]:
    """A guard is true of everybody who comes to it."""
    from legpain_graph.engine.smt import neg

    for node, edge, guard in _guarded(feasible):
        met = feasible.shown(partial(_without, node, guard))
        if not met and _never(feasible, node, neg(feasible.space.guard(guard).possibly)):
            what = f"{edge.id}: {edge.text or edge.english} is true of everybody who comes here"
            yield Issue("always", what, edge.place, "drop it")


def never(feasible: Feasible) -> Iterator[Issue]:
    """A guard is true of nobody who comes to it."""
    for node, edge, guard in _guarded(feasible):
        met = feasible.shown(partial(_with, node, guard))
        if not met and _never(feasible, node, feasible.space.guard(guard).surely):
            what = f"{edge.id}: {edge.text or edge.english} is true of nobody who comes here"
            yield Issue("never", what, edge.place, "drop the edge, or correct it")


def no_effect(feasible: Feasible) -> Iterator[Issue]:
    """A finding changes nothing on its own: of whoever else everything is known, whatever it is, the same nodes are reached."""
    changing = effective(feasible.variants, feasible.samples)
    pathway = feasible.pathway
    findings = pathway.vocabulary.findings.values()
    left = [word for word in findings if not word.record_only and word.name not in changing]
    for finding in _proven_idle(feasible, left):
        what = f"{finding.name} changes nothing on its own: no patient's nodes depend on it"
        yield Issue("no-effect", what, finding.place, "use it, or mark it record_only")


def _proven_idle(feasible: Feasible, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Those of `findings` that change nothing in any two complete patients who differ in one alone: asked of the solver."""
    from legpain_graph.engine.smt import Space, conj, disj, neg
    from legpain_graph.proof.solver import Solver, Verdict

    if not findings:
        return
    one = feasible.space
    other = Space(feasible.pathway, beside=one, prefixes={finding.name: "other " for finding in findings})
    same = {
        finding.name: one.named(
            conj(a == b for a, b in zip(one.able[finding.name], other.able[finding.name], strict=True))
        )
        for finding in findings
    }
    pairs = zip(one.possible, other.possible, strict=True)
    differ = one.named(disj(a != b for a, b in pairs if not isinstance(a, bool) and not a.eq(b)))
    solver = Solver(one, feasible.seconds, [other])
    whole = [*map(one.named, one.complete), *map(other.named, other.complete), differ]
    whole += [neg(bit) for points in one.scores.values() for bit in points.values()]
    for finding in findings:
        rest = [bit for key, bit in same.items() if key != finding.name]
        if solver.can(*whole, *rest) is Verdict.PROVEN:
            yield finding


CHECKS: Final[tuple[Callable[[Feasible], Iterator[Issue]], ...]] = (gap, never, always, no_effect, overlap)


def issues(feasible: Feasible) -> Iterator[Issue]:
    """What all checks find."""
    for check in CHECKS:
        yield from check(feasible)


def _reachable(feasible: Feasible) -> list[Node]:
    """The nodes that a walk can come to."""
    return [node for node in feasible.pathway.nodes.values() if node.id not in feasible.walked.acting_only]


def _guarded(feasible: Feasible) -> Iterator[tuple[Node, Edge, Guard]]:
    for node in _reachable(feasible):
        for edge in node.walkable:
            if edge.kind is EdgeKind.GUARDED and edge.guard is not None:
                yield node, edge, edge.guard


def _with(node: Node, guard: Guard, sample: Sample) -> Bits:
    """Those who come to a node and of whom a guard is surely true."""
    return sample.at(node.id) & sample.meaning.guard(guard).surely


def _without(node: Node, guard: Guard, sample: Sample) -> Bits:
    """Those who come to a node and of whom a guard is not even possibly true."""
    return sample.at(node.id) & ~sample.meaning.guard(guard).possibly


def _never(feasible: Feasible, node: Node, bit: object) -> bool:
    """Whether no patient who comes to `node` shows `bit`, though some do come."""
    from legpain_graph.proof.solver import Verdict

    there = feasible.reached(node.id)
    if feasible.solver.can(there, bit) is not Verdict.PROVEN:
        return False
    return bool(feasible.walked.at(node.id)) or feasible.solver.can(there) is Verdict.REFUTED


def _asking(bits: Sequence[Bit]) -> Query:
    return lambda _: bits


def words_of(case: Case, words: Vocabulary) -> str:
    """A patient in a line: what is recorded."""
    from legpain_graph.case.facts import Expander

    known = Expander(words).expand(case).known
    recorded = [
        f"{label(name, words)} {value_words(words.findings[name], known[name])}"
        for name in sorted(case.findings)
        if name in known
    ]
    recorded += [f"{label(name, words)} {case.findings[name]}" for name in sorted(case.findings) if name not in known]
    return "; ".join(recorded) or "nothing is recorded"
