"""What the semantics asks of every pathway: a row each, a question to the solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from legpain_graph.engine.alarms import Alarms, seen_at_least
from legpain_graph.engine.smt import Bit, Space, conj, disj, implies, neg
from legpain_graph.model.guard.ir import Compare, Flag, OneOf, Test, parts
from legpain_graph.model.pathway import NodeKind, Pathway, SafetyRule
from legpain_graph.model.vocabulary import NOT_DONE, Finding
from legpain_graph.proof.acting import ActingNow
from legpain_graph.proof.reasons import Reasons
from legpain_graph.proof.solver import Answer, Solver, Verdict
from legpain_graph.proof.views import AllPatients, marks_of
from legpain_graph.walk.walker import Walker

RuleAnswer: TypeAlias = tuple[Answer, str]
"""The answer to "can it be otherwise?", and what was looked at."""


def exhaustive(solver: Solver) -> RuleAnswer:
    """Every patient has a way on from every node that may be reached."""
    space = solver.space
    stuck = []
    for number, node in enumerate(space.order.nodes):
        exits = [space.edges[space.order.edge_number[edge.id]].possibly for edge in node.walkable]
        if exits:
            stuck.append(conj([space.possible[number], neg(disj(exits))]))
    return solver.ask(disj(stuck)), ""


def ends(solver: Solver) -> RuleAnswer:
    """Every complete patient, and every partial one, reaches a stop."""
    space = solver.space
    stops = [node.id for node in space.order.nodes if node.kind is NodeKind.STOP]
    return solver.ask(neg(space.meets(marks_of(space.order, stops)))), ""


def bounds(solver: Solver) -> RuleAnswer:
    """The floor is never above the ceiling, and of a complete patient they are the same."""
    view, levels = AllPatients(solver.space), solver.space.pathway.urgencies[1:]
    above = [conj([view.floor(level), neg(view.ceiling(level))]) for level in levels]
    answer = solver.ask(disj(above))
    if answer.never:
        apart = [conj([view.ceiling(level), neg(view.floor(level))]) for level in levels]
        answer = solver.ask(disj(apart), complete=True)
    return answer, ""


def not_done(solver: Solver) -> RuleAnswer:
    """Of a patient complete otherwise, the urgency with a test not done is at least the lowest over its results.

    A copy of the patient for each result has tests of its own, and everything else in common: what no test decides is one formula.
    """
    base = solver.space
    tests = [name for name, word in base.findings.items() if word.optional and not word.record_only]
    most = max((len(base.cells[name]) for name in tests), default=1) - 1
    copies = [
        Space(base.pathway, base.extra, beside=base, prefixes=dict.fromkeys(tests, f"{number}:"))
        for number in range(most)
    ]
    able = [base.named(conj(copy.axioms)) for copy in copies]  # some results may be none that this patient can have
    same = [{name: _equal(base.able[name], copy.able[name], base) for name in tests} for copy in copies]
    above = base.pathway.urgencies[1:]
    levels = [(AllPatients(base).floor(level), [AllPatients(copy).floor(level) for copy in copies]) for level in above]
    answer = Answer(Verdict.PROVEN, 0.0)
    undecided: list[str] = []
    for test in tests:
        cells = base.cells[test]
        missing = next(number for number, cell in enumerate(cells) if cell.value is NOT_DONE)
        values = [number for number in range(len(cells)) if number != missing]
        assumed = _only(base.able[test], missing)
        for copy, equal, value in zip(copies, same, values, strict=False):
            assumed += [bit for name, bit in equal.items() if name != test]
            assumed += _only(copy.able[test], value)
        can = able[: len(values)]
        lower = disj(conj([neg(mine), *map(implies, can, theirs)]) for mine, theirs in levels)
        answer = solver.ask(*assumed, disj(can), lower, complete=True)
        if answer.patient is not None:
            return answer, f"less urgent with {test} not done than with any result"
        if answer.verdict is Verdict.UNDECIDED:
            undecided.append(test)
    if undecided:
        return Answer(Verdict.UNDECIDED, 0.0), ", ".join(undecided)
    return answer, f"{len(tests)} tests"


def _equal(able: Sequence[Bit], other: Sequence[Bit], space: Space) -> Bit:
    """That both patients have the same of a finding."""
    return space.named(conj(one == two for one, two in zip(able, other, strict=True)))


def _only(able: Sequence[Bit], cell: int) -> list[Bit]:
    """That the value lies in this cell and in no other."""
    return [bit if number == cell else neg(bit) for number, bit in enumerate(able)]


_HEEDED: Final = (
    "by an edge in every patient",
    "in some by what the finding names",
    "in some by being seen soon with the value named",
)
"""How an alarming value is heeded, the surest first."""


def heeded(solver: Solver) -> RuleAnswer:
    """Whoever has an alarming value reaches something that heeds it, or is seen soon by a clinician who is told of it.

    Asked of complete patients: of whoever is recorded in part it is then so whatever the rest turns out to be.
    """
    space = solver.space
    alarms = Alarms(space.pathway, space.order)
    taken = Reasons(space).taken_because_of(alarms)
    least = seen_at_least(space.pathway.urgencies)
    seen = AllPatients(space).ceiling(least) if least is not None else False
    number = space.order.node_number
    first, unheeded, undecided, ways = None, list[str](), list[str](), Counter[str]()
    for word in alarms.findings:
        dealt = [space.possible[number[name]] for heed in word.heeded_by for name in heed.nodes]
        dealt += [space.guard(heed.when).surely for heed in word.heeded_by if heed.when is not None]
        by = list(zip(_HEEDED, (taken.get(word.name, ()), dealt, [seen]), strict=True))
        for test in _values(word):
            has, dealing = space.guard(test).surely, list[Bit]()
            if has is False:
                continue
            for how, bits in by:
                dealing += bits
                if solver.can(has, neg(disj(dealing)), conj(space.complete)) is Verdict.PROVEN:
                    ways[how] += 1
                    break
            else:
                answer = solver.ask(has, neg(disj(dealing)), complete=True, smallest=first is None)
                if answer.patient is not None:
                    first = first or answer
                    unheeded.append(_said(space, word, answer))
                elif not answer.never:
                    undecided.append(word.name)
    if first is not None:
        return first, f"nothing heeds {len(unheeded)}: {', '.join(unheeded)}"
    if undecided:
        return Answer(Verdict.UNDECIDED, 0.0), ", ".join(undecided)
    counted = ", ".join(f"{ways[how]} {how}" for how in (_HEEDED if least is not None else _HEEDED[:-1]))
    return Answer(Verdict.PROVEN, 0.0), f"{ways.total()} alarming values of {len(alarms.findings)} findings: {counted}"


def acting(solver: Solver) -> RuleAnswer:
    """Acting now ends nowhere less urgent than the floor, unless it stops and asks.

    With tests read as not done the floor only rises. A node where nothing is sure stops acting now, which then holds the most urgent way
    on; so it can end less urgently only below an edge for what is not known, where all other ways are more urgent than what that edge
    does. A walk then holds the patient as urgent as these are, and asks: safe, and yet not what an author meant.
    """
    space, now = solver.space, ActingNow(solver.space)
    order = space.order
    carriers = {
        level: [node.id for node in order.nodes if node.urgency is not None and node.urgency >= level]
        for level in space.pathway.urgencies
    }
    walker, edges, undecided = Walker(space.pathway), 0, list[str]()
    for number, node in enumerate(order.nodes):
        if node.when_unknown is None:
            continue
        edges += 1
        target = order.node_number[node.when_unknown.target]
        here = now.must(marks_of(order, [node.id]))[order.start]
        none_sure = [neg(now.edges[way].surely) for way, _ in order.onward[number]]
        for level in space.pathway.urgencies[1:]:
            held = now.must(1 << (int(level) - 1))[number]
            done = [now.must(marks_of(order, [name])) for name in carriers[level]]
            met = disj(bit for must in done for bit in (must[order.start], must[target]))
            answer = solver.ask(here, *none_sure, held, neg(met))
            if answer.patient is not None and (walk := walker.walk(solver.case(answer.patient), "safest")):
                ends = max(
                    (node.urgency for node in walk.acting_outcomes if node.urgency is not None), default=walk.floor
                )
                if ends < walk.floor:
                    return answer, f"{node.id}: acting now ends {ends.words}, where {walk.floor.words} is sure"
                undecided.append(node.id)
            if answer.verdict is Verdict.UNDECIDED:
                undecided.append(node.id)
    if undecided:
        return Answer(Verdict.UNDECIDED, 0.0), ", ".join(undecided)
    return Answer(Verdict.PROVEN, 0.0), f"{edges} edges for what is not known"


def _values(word: Finding) -> Sequence[Test]:
    """The alarming values of a finding, each for itself; of a number each relation."""
    alarming = word.alarming
    if isinstance(alarming, OneOf):
        return [OneOf(word.name, (value,)) for value in alarming.values]
    return [part for part in parts(alarming) or (alarming,) if isinstance(part, Flag | Compare)] if alarming else []


def _said(space: Space, word: Finding, answer: Answer) -> str:
    """The finding with the value that the patient has."""
    assert answer.patient is not None
    cell = answer.patient.cells.get(word.name)
    value = answer.patient.values.get(word.name, space.cells[word.name][cell].value) if cell is not None else None
    return word.name if value is None or isinstance(value, bool) else f"{word.name} {value}"


SEMANTIC_RULES: Final[dict[str, Callable[[Solver], RuleAnswer]]] = {
    "exhaustive": exhaustive,
    "ends": ends,
    "bounds": bounds,
    "not-done": not_done,
    "heeded": heeded,
    "acting": acting,
}
SEMANTICS: Final = tuple(
    SafetyRule(f"S-{name}", "", (function.__doc__ or "").strip().split("\n")[0], check=name)
    for name, function in SEMANTIC_RULES.items()
)
_WITHOUT_ORDER: Final = {
    "S-exhaustive": "",
    "S-ends": "",
    "S-heeded": "Whoever has an alarming value reaches something that heeds it.",
}
"""The rules that ask nothing of how soon, and what they say where there is no such thing."""


def semantics(pathway: Pathway) -> tuple[SafetyRule, ...]:
    """What the semantics asks of this pathway: where its endings are treatments, nothing of how soon."""
    if pathway.ordered:
        return SEMANTICS
    return tuple(
        replace(rule, title=_WITHOUT_ORDER[rule.id] or rule.title) for rule in SEMANTICS if rule.id in _WITHOUT_ORDER
    )
