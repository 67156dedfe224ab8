"""Safety rules -> verdicts: each claim is proven of every partial patient, or refuted with one, who is walked again by the reference.

Beside the rules of a pathway stand those of the semantics, which every pathway keeps: a way on for every patient, a stop at every
end, and no test that is better not done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter
from typing import Any, Final

from legpain_graph.algebra.kleene import Kleene, Reference
from legpain_graph.algebra.smt import Bit, Space, conj, disj, neg
from legpain_graph.case import Case
from legpain_graph.claim import Claim, Reader, guards, truth
from legpain_graph.errors import RequestError, did_you_mean
from legpain_graph.guard.ir import Guard, Named, Score, Scored, tests_and_names
from legpain_graph.model import NodeKind, Pathway, SafetyRule, Urgency
from legpain_graph.semantics import Meaning, Order
from legpain_graph.solve import SECONDS, Answer, Solver, Verdict
from legpain_graph.vocabulary import NOT_DONE

SCHEMA: Final = "legpain-graph/prove/1"


@dataclass(frozen=True)
class Finding:
    """What was found of one rule. `case` breaks it; `claim` is the one that is broken; `about` says what was looked at."""

    rule: SafetyRule
    verdict: Verdict
    seconds: float
    claim: str = ""
    case: Case | None = None
    about: str = ""


def prove(
    pathway: Pathway,
    names: Iterable[str] = (),
    seconds: float = SECONDS,
    progress: Callable[[Finding], None] | None = None,
) -> list[Finding]:
    """What the solver finds of each rule of the pathway and of the semantics, in order; of `names` alone where they are given.

    units: seconds that one question may take; errors: RequestError for a rule that is not there
    """
    prover = Prover(pathway, seconds)
    rules = {rule.id: rule for rule in (*SEMANTICS, *pathway.rules.values())}
    chosen = list(names) or list(rules)
    for name in chosen:
        if name not in rules:
            raise RequestError(f"no such rule: {name!r}" + (f"; {hint}" if (hint := did_you_mean(name, rules)) else ""))
    found = []
    for name in chosen:
        found.append(prover.find(rules[name]))
        if progress is not None:
            progress(found[-1])
    return found


class Prover:
    """Proves the rules of one pathway."""

    def __init__(self, pathway: Pathway, seconds: float = SECONDS) -> None:
        self.pathway, self.seconds = pathway, seconds
        self.reader = Reader(pathway, {name: frozenset(nodes) for name, nodes in pathway.node_sets.items()})
        self.claims = {rule.id: [self.reader.read(text) for text in rule.claims] for rule in pathway.rules.values()}
        self.extra = [guard for several in self.claims.values() for claim in several for guard in guards(claim)]
        self.reference = Reference(pathway)

    @cached_property
    def solver(self) -> Solver:
        return Solver(Space(self.pathway, self.extra), self.seconds)

    def find(self, rule: SafetyRule) -> Finding:
        """The verdict on one rule."""
        begun = perf_counter()
        if rule.check in CHECKS:
            wrong = list(CHECKS[rule.check](self, rule))
            verdict = Verdict.REFUTED if wrong else Verdict.PROVEN
            return Finding(rule, verdict, perf_counter() - begun, about="; ".join(wrong))
        if rule.check:
            return replace(OWN[rule.check](self, rule), seconds=perf_counter() - begun)
        undecided = ""
        for text, claim in zip(rule.claims, self.claims[rule.id], strict=True):
            broken = neg(truth(claim, AllPatients(self.solver.space)))
            answer = self.solver.ask(broken, complete=rule.complete)
            if answer.patient is not None:
                case = self._case(answer, claim, rule)
                return Finding(rule, Verdict.REFUTED, perf_counter() - begun, text, case)
            if answer.verdict is Verdict.UNDECIDED:
                undecided = undecided or text
        verdict = Verdict.UNDECIDED if undecided else Verdict.PROVEN
        return Finding(rule, verdict, perf_counter() - begun, undecided)

    def _case(self, answer: Answer, claim: Claim, rule: SafetyRule) -> Case:
        """The patient as a case, who breaks the claim by the reference too."""
        assert answer.patient is not None

        def breaks(case: Case) -> bool:
            return not self.holds(claim, case)

        case = self.solver.case(answer.patient, breaks)
        if not breaks(case):
            raise AssertionError(f"{rule.id}: the solver says that {case} breaks it, the reference says not")
        return replace(
            case, id=f"breaks-{rule.id}".lower(), who=f"Generated: breaks the safety rule {rule.id}, {rule.title}"
        )

    def holds(self, claim: Claim, case: Case) -> bool:
        """Whether the claim is true of one patient, by the reference. errors: CaseError"""
        return truth(claim, OnePatient(self.reference, case))


class AllPatients:
    """The view of every partial patient at once: answers are formulas."""

    def __init__(self, space: Space) -> None:
        self.space = space

    def sure(self, guard: Guard) -> Bit:
        return self.space.guard(guard).surely

    def possible(self, guard: Guard) -> Bit:
        return self.space.guard(guard).possibly

    def reaches(self, nodes: frozenset[str]) -> Bit:
        return self.space.meets(marks_of(self.space.order, nodes))

    def may_reach(self, nodes: frozenset[str]) -> Bit:
        number = self.space.order.node_number
        return disj(self.space.possible[number[name]] for name in sorted(nodes))

    def floor(self, least: Urgency) -> Bit:
        return self.space.meets(1 << (int(least) - 1))

    def ceiling(self, least: Urgency) -> Bit:
        return self.may_reach(at_least(self.space.pathway, least))

    def both(self, bits: Iterable[Bit]) -> Bit:
        return conj(bits)

    def either(self, bits: Iterable[Bit]) -> Bit:
        return disj(bits)

    def negate(self, bit: Bit) -> Bit:
        return neg(bit)


class OnePatient:
    """The view of one patient, by the reference: answers are plain."""

    def __init__(self, reference: Reference, case: Case) -> None:
        self.pathway, self.order = reference.pathway, reference.order
        self.facts = reference.facts(case)
        self.meaning = Meaning(self.pathway, Kleene(self.pathway.vocabulary, self.facts), self.order)
        self.edges = self.meaning.edges()

    def sure(self, guard: Guard) -> bool:
        return self.meaning.guard(guard).value is True

    def possible(self, guard: Guard) -> bool:
        return self.meaning.guard(guard).value is not False

    def reaches(self, nodes: frozenset[str]) -> bool:
        aimed = Meaning(
            self.pathway, _Aimed(self.pathway.vocabulary, self.facts, marks_of(self.order, nodes)), self.order
        )
        return bool(aimed.must(self.edges)[self.order.start])

    def may_reach(self, nodes: frozenset[str]) -> bool:
        able = self.meaning.possible(self.edges)
        return any(able[self.order.node_number[name]] for name in nodes)

    def floor(self, least: Urgency) -> bool:
        return self.order.level(self.meaning.must(self.edges)[self.order.start]) >= least

    def ceiling(self, least: Urgency) -> bool:
        return self.order.level(self.meaning.may(self.edges)[self.order.start]) >= least

    def both(self, bits: Iterable[bool]) -> bool:
        return all(bits)

    def either(self, bits: Iterable[bool]) -> bool:
        return any(bits)

    def negate(self, bit: bool) -> bool:
        return not bit


class _Aimed(Kleene):
    """The reference, where a set of marks only says whether one that is aimed at is in it."""

    def __init__(self, vocabulary: Any, facts: Any, aim: int) -> None:
        super().__init__(vocabulary, facts)
        self.aim = aim

    def marks(self, marks: int) -> int:
        return int(bool(marks & self.aim))


def marks_of(order: Order, nodes: Iterable[str]) -> int:
    """The marks of nodes, by their ids."""
    return sum(1 << (order.LEVELS + order.node_number[name]) for name in nodes)


def at_least(pathway: Pathway, least: Urgency) -> frozenset[str]:
    """The refers and stops that are at least this urgent."""
    nodes = pathway.nodes.values()
    return frozenset(node.id for node in nodes if node.urgency is not None and node.urgency >= least)


# Checks of the graph itself: a row each, a generator of what is wrong


def _nodes(prover: Prover, rule: SafetyRule) -> list[str]:
    sets = prover.pathway.node_sets
    return sorted({node for name in rule.nodes for node in sets.get(name, (name,))})


def no_test_before(prover: Prover, rule: SafetyRule) -> Iterator[str]:
    """No investigation lies on a way to one of the nodes."""
    import networkx

    graph = prover.pathway.graph
    for name in _nodes(prover, rule):
        for before in sorted(networkx.ancestors(graph, name)):
            if prover.pathway.nodes[before].kind is NodeKind.INVESTIGATE:
                yield f"{before} lies on a way to {name}"


def no_result_read(prover: Prover, rule: SafetyRule) -> Iterator[str]:
    """No guard of an edge into one of the nodes reads the result of a test."""
    words = prover.pathway.vocabulary
    wanted = set(_nodes(prover, rule))
    for edge in prover.pathway.edges.values():
        if edge.target in wanted and edge.guard is not None:
            for name in sorted(_reads(prover, edge.guard)):
                if words.findings[name].is_result:
                    yield f"{edge.id} reads {name}"


def _reads(prover: Prover, guard: Guard) -> set[str]:
    """The findings that `guard` reads, derived findings opened."""
    found: set[str] = set()
    for part in tests_and_names(guard):
        if not isinstance(part, Named):
            found.add(part.finding)
            continue
        formula = prover.pathway.vocabulary.derived[part.name].formula
        items = [item for term in formula.terms for item in term.items] if isinstance(formula, Score) else [formula]
        for item in items:
            found |= _reads(prover, item)
    if isinstance(guard, Scored):
        for term in guard.score.terms:
            for item in term.items:
                found |= _reads(prover, item)
    return found


def tagged(prover: Prover, rule: SafetyRule) -> Iterator[str]:
    """Each of the nodes carries each of the tags."""
    for name in _nodes(prover, rule):
        for tag in rule.tags:
            if tag not in prover.pathway.nodes[name].tags:
                yield f"{name} lacks the tag {tag}"


def never_tagged(prover: Prover, rule: SafetyRule) -> Iterator[str]:
    """None of the nodes, nor one below them, carries one of the tags; without nodes, none of the pathway does."""
    import networkx

    names = _nodes(prover, rule) or list(prover.pathway.nodes)
    graph = prover.pathway.graph
    for name in sorted({*names, *(below for node in names for below in networkx.descendants(graph, node))}):
        for tag in sorted({*rule.tags} & {*prover.pathway.nodes[name].tags}):
            yield f"{name} carries the tag {tag}"


def plan_and_review(prover: Prover, rule: SafetyRule) -> Iterator[str]:
    """Each of the nodes has a plan, a safety-net and a dated review."""
    for name in _nodes(prover, rule):
        node = prover.pathway.nodes[name]
        for what, there in (("plan", node.do), ("safety-net", node.safety_net), ("review", node.review)):
            if not there:
                yield f"{name} has no {what}"


CHECKS: Final[dict[str, Callable[[Prover, SafetyRule], Iterator[str]]]] = {
    "no-test-before": no_test_before,
    "no-result-read": no_result_read,
    "tagged": tagged,
    "never-tagged": never_tagged,
    "plan-and-review": plan_and_review,
}


# What the semantics asks of every pathway


def exhaustive(prover: Prover, rule: SafetyRule) -> Finding:
    """Every patient has a way on from every node that may be reached."""
    space = prover.solver.space
    stuck = []
    for number, node in enumerate(space.order.nodes):
        ways = [space.edges[space.order.edge_number[edge.id]].possibly for edge in node.walkable]
        if ways:
            stuck.append(conj([space.possible[number], neg(disj(ways))]))
    return _judged(prover, rule, prover.solver.ask(disj(stuck)))


def ends(prover: Prover, rule: SafetyRule) -> Finding:
    """Every complete patient, and every partial one, reaches a stop."""
    space = prover.solver.space
    stops = [node.id for node in space.order.nodes if node.kind is NodeKind.STOP]
    return _judged(prover, rule, prover.solver.ask(neg(space.meets(marks_of(space.order, stops)))))


def bounds(prover: Prover, rule: SafetyRule) -> Finding:
    """The floor is never above the ceiling, and of a complete patient they are the same."""
    view = AllPatients(prover.solver.space)
    above = [conj([view.floor(level), neg(view.ceiling(level))]) for level in Urgency if level]
    answer = prover.solver.ask(disj(above))
    if answer.never:
        apart = [conj([view.ceiling(level), neg(view.floor(level))]) for level in Urgency if level]
        answer = prover.solver.ask(disj(apart), complete=True)
    return _judged(prover, rule, answer)


def not_done(prover: Prover, rule: SafetyRule) -> Finding:
    """Of a patient complete otherwise, the urgency with a test not done is at least the lowest over its results."""
    words = prover.pathway.vocabulary
    tests = [name for name, word in words.findings.items() if word.optional and not word.record_only]
    most = max((len(prover.solver.space.cells[name]) for name in tests), default=1) - 1
    base = prover.solver.space
    copies = [Space(prover.pathway, prover.extra, prefix=f"{number}:", beside=base) for number in range(most)]
    solver = Solver(base, prover.seconds, others=copies)
    same = [
        {
            name: base.named(conj(a == b for a, b in zip(base.able[name], copy.able[name], strict=True)))
            for name in words.findings
        }
        for copy in copies
    ]
    levels = [
        (AllPatients(base).floor(level), [AllPatients(copy).floor(level) for copy in copies])
        for level in Urgency
        if level
    ]
    undecided = ""
    for test in tests:
        cells = base.cells[test]
        missing = next(number for number, cell in enumerate(cells) if cell.value is NOT_DONE)
        values = [number for number in range(len(cells)) if number != missing]
        assumed = [base.able[test][missing]]
        for copy, equal, value in zip(copies, same, values, strict=False):
            assumed += [bit for name, bit in equal.items() if name != test]
            assumed += [bit if number == value else neg(bit) for number, bit in enumerate(copy.able[test])]
        lower = disj(conj([neg(mine), *theirs[: len(values)]]) for mine, theirs in levels)
        answer = solver.ask(*assumed, lower, complete=True)
        if answer.patient is not None:
            found = _judged(prover, rule, answer)
            return replace(found, about=f"less urgent with {test} not done than with any result")
        if answer.verdict is Verdict.UNDECIDED:
            undecided = undecided or test
    verdict = Verdict.UNDECIDED if undecided else Verdict.PROVEN
    return Finding(rule, verdict, 0.0, about=undecided or f"{len(tests)} tests")


def _judged(prover: Prover, rule: SafetyRule, answer: Answer) -> Finding:
    case = prover.solver.case(answer.patient) if answer.patient is not None else None
    if case is not None:
        case = replace(case, id=f"breaks-{rule.id}".lower(), who=f"Generated: breaks {rule.id}, {rule.title}")
    return Finding(rule, answer.verdict, answer.seconds, case=case)


OWN: Final = {"exhaustive": exhaustive, "ends": ends, "bounds": bounds, "not-done": not_done}
SEMANTICS: Final = tuple(
    SafetyRule(f"S-{name}", "", (function.__doc__ or "").strip(), check=name) for name, function in OWN.items()
)


def as_dict(pathway: Pathway, findings: list[Finding]) -> dict[str, Any]:
    """The verdicts as data."""
    return {
        "schema": SCHEMA,
        "pathway": {"id": pathway.id, "version": pathway.version, "hash": pathway.hash},
        "disclaimer": pathway.disclaimer,
        "rules": [
            {
                "id": found.rule.id,
                "hazard": found.rule.hazard,
                "title": found.rule.title,
                "verdict": found.verdict.value,
                "seconds": round(found.seconds, 3),
                "broken": found.claim,
                "about": found.about,
                "patient": dict(_said(found.case)) if found.case is not None else None,
                "statements": list(found.rule.statements),
            }
            for found in findings
        ],
    }


def _said(case: Case) -> Iterator[tuple[str, Any]]:
    from legpain_graph.result import json_number

    yield (
        "findings",
        {name: value if isinstance(value, bool | str) else json_number(value) for name, value in case.findings.items()},
    )
    yield "normal", list(case.normal)
    yield "not_done", list(case.not_done)


__all__ = ["SEMANTICS", "Finding", "Prover", "as_dict", "prove"]
