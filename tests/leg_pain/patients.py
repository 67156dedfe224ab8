"""Partial patients drawn so that the premise of a safety rule often holds, and what the walk says of one.

A rule *aims*: it names guards, and of those drawn some findings are recorded that make one of them true. The rest of the patient is
little or nothing (one known alarm must be enough), or nearly everything and mostly quiet (so that walks go deep). Truths of guards
are Kleene's; they are compiled for speed, and every counterexample is looked at again with the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any, Final

import seven
from legpain_graph import Case, CaseError, Compiled, Pathway, Walker
from legpain_graph.case.facts import Facts
from legpain_graph.engine.kleene import Kleene, Reference
from legpain_graph.engine.meaning import OPEN, RULED_OUT, SURE, Meaning
from legpain_graph.engine.order import Order
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
    parts,
    tests_and_names,
)  # fmt: skip
from legpain_graph.model.pathway import Urgency
from legpain_graph.model.vocabulary import NOT_DONE, FindingType, Value, Vocabulary, passes
from legpain_graph.walk.result import Walk
from strategies import read_guard, representatives, sketch

QUIET: Final[Mapping[str, Value]] = {
    "presenting_complaint_leg_pain": True,
    "pregnancy_status": "not_pregnant",
    "symptom_trajectory": "improving",
    "calf_circumference_difference_cm": Decimal(0),
    "lumbar_spine_examined": True,
}
"""What "all else examined and normal" says beyond the normal values of the vocabulary."""
TRIES: Final = 200


class Truths:
    """The truth of guards for a patient, as SURE, OPEN or RULED_OUT."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway, self.order = pathway, Order(pathway)
        self._guards: dict[str, Guard] = {}
        self._engines: dict[str, Compiled] = {}

    def guard(self, text: str) -> Guard:
        if text not in self._guards:
            self._guards[text] = read_guard(text, self.pathway.vocabulary)
        return self._guards[text]

    def reference(self, text: str, facts: Facts) -> int:
        """By the reference, Kleene, which is right by definition."""
        truth = Meaning(self.pathway, Kleene(self.pathway.vocabulary, facts), self.order).guard(self.guard(text))
        return {True: SURE, None: OPEN, False: RULED_OUT}[truth.value]

    def fast(self, text: str, facts: Facts) -> int:
        """The same by the compiled engine: the status of an edge with that guard."""
        if text not in self._engines:
            steps = {"go": [f"{text} -> end", "otherwise -> end"], "end": seven.ROUTINE}
            self._engines[text] = Compiled(sketch(self.pathway.vocabulary, steps))
        return self._engines[text].bare_status(facts).edges[0]


class Judge:
    """Walks patients, and answers the questions of the rules about each; with the reference, or fast."""

    def __init__(self, pathway: Pathway, *, reference: bool = False) -> None:
        self.pathway = pathway
        self.engine = Reference(pathway) if reference else Compiled(pathway)
        self.walker = Walker(pathway, self.engine)
        self.truths, self.order = Truths(pathway), self.walker.order
        self.truth = self.truths.reference if reference else self.truths.fast
        number = self.order.node_number
        self.values = representatives(pathway)
        self.quiet = {name: QUIET.get(name, self._normal(name)) for name in self.values}
        self.calm = shown(Case(_recorded({name: value for name, value in self.quiet.items() if value is not None})))
        """What is quiet, as it is shown."""
        self.ways = [
            [(self.order.edge_number[edge.id], number[edge.target]) for edge in node.walkable]
            for node in self.order.nodes
        ]

    def _normal(self, name: str) -> Value | None:
        """What most people have, or the value that says least; None where any is as good."""
        finding = self.pathway.vocabulary.findings[name]
        if finding.type is FindingType.BOOLEAN and not finding.optional:
            return False
        if finding.normal is not None:
            return finding.normal
        if finding.optional:
            return NOT_DONE
        return self.values[name][0] if finding.applies_when is not None else None

    def of(self, case: Case) -> Seen:
        """errors: CaseError where the case contradicts itself"""
        return Seen(self, case, self.engine.facts(case))


@dataclass(eq=False)
class Seen:
    """One patient and what the walk says: the words of the rules."""

    judge: Judge
    case: Case
    facts: Facts

    @cached_property
    def _status(self) -> tuple[Sequence[int], int, int, Urgency]:
        """The status of every edge, the nodes possible as bits, the marks surely met, and the ceiling."""
        order, engine = self.judge.order, self.judge.engine
        if isinstance(engine, Compiled):
            bare = engine.bare_status(self.facts)
            return bare.edges, bare.possible, bare.met, order.worst(bare.possible)
        status = engine.status(self.facts)
        return status.edges, status.possible, status.must[order.start], order.level(status.may[order.start])

    def truth(self, text: str) -> int:
        return self.judge.truth(text, self.facts)

    def sure(self, text: str) -> bool:
        return self.truth(text) == SURE

    def possible(self, text: str) -> bool:
        return self.truth(text) != RULED_OUT

    @cached_property
    def floor(self) -> Urgency:
        return self.judge.order.level(self._status[2])

    @cached_property
    def ceiling(self) -> Urgency:
        return self._status[3]

    @cached_property
    def met(self) -> frozenset[str]:
        """The nodes surely reached."""
        order = self.judge.order
        return frozenset(order.names(order.reached(self._status[2])))

    @cached_property
    def able(self) -> frozenset[str]:
        """The nodes possibly reached."""
        return frozenset(self.judge.order.names(self._status[1]))

    def reached(self, nodes: Iterable[str]) -> bool:
        """Every resolution reaches one of `nodes`, not always the same one."""
        wanted = set(nodes)
        if wanted & self.met:
            return True
        if not wanted & self.able:
            return False
        order, edges = self.judge.order, self._status[0]
        found = [False] * len(order.nodes)
        for number in reversed(range(len(found))):
            ways = [(edges[way], found[target]) for way, target in self.judge.ways[number]]
            sure = [below for truth, below in ways if truth == SURE]
            able = [below for truth, below in ways if truth != RULED_OUT]
            found[number] = order.nodes[number].id in wanted or (any(sure) if sure else bool(able) and all(able))
        return found[order.start]

    def may(self, nodes: Iterable[str]) -> bool:
        """Some resolution reaches one of `nodes`."""
        return not self.able.isdisjoint(nodes)

    def may_without(self, avoided: Iterable[str]) -> set[str]:
        """The nodes that some resolution could reach if nothing went on from `avoided`."""
        order, stop = self.judge.order, set(avoided)
        found = {order.start}
        for number, node in enumerate(order.nodes):
            if number in found and node.id not in stop:
                found |= {target for way, target in self.judge.ways[number] if self._status[0][way] != RULED_OUT}
        return {order.nodes[number].id for number in found}

    @cached_property
    def acting(self) -> frozenset[str]:
        """The nodes of acting now."""
        return frozenset(step.node.id for step in self.acting_walk.acting or ())

    @property
    def acting_urgency(self) -> Urgency:
        """How urgent acting now is, with what it holds until an answer is there."""
        return self.acting_walk.acting_urgency

    @property
    def acting_asks(self) -> frozenset[str]:
        """What acting now stops to ask."""
        return frozenset(name for step in self.acting_walk.acting or () for name in step.asks)

    @cached_property
    def acting_walk(self) -> Walk:
        return self.judge.walker.walk(self.case, "safest")

    def but(self, **values: Any) -> Seen:
        """The same patient with other values recorded. errors: CaseError where they contradict the rest"""
        return self.judge.of(replace(self.case, findings={**self.case.findings, **values}))

    def without_awaited(self) -> Seen:
        """The same patient, with what is optional and not recorded recorded as not done, as acting now reads it."""
        facts, words = self.facts, self.judge.pathway.vocabulary
        awaited = {
            name: "not_done"
            for name, finding in words.findings.items()
            if finding.optional
            and name not in facts.known
            and (name not in facts.bounds or facts.bounds[name].not_done)
        }
        return self.but(**awaited)


class Patients:
    """Draws patients of one pathway, the same for the same seed."""

    def __init__(self, judge: Judge, seed: object) -> None:
        self.judge, self.random = judge, Random(str(seed))
        self.words: Vocabulary = judge.pathway.vocabulary
        self.values, self.quiet = judge.values, judge.quiet

    def partial(self, aims: Sequence[str], *, nearly: bool = False, holes: Sequence[str] = ()) -> Seen:
        """A patient of whom one of `aims` is probably true, and of the rest little or much is recorded.

        `nearly`: all but a few findings are recorded, mostly quiet; `holes`: and of one of these guards some findings are not
        """
        random = self.random
        for _ in range(TRIES):
            wanted = self._aimed(aims)
            if nearly:
                patient = self._filled(wanted, random.choice((0, 0, 0, 0.003, 0.01)))
                self._mend(patient, wanted)
                dropped = set(random.sample(sorted(self.values), random.choice((0, 0, 0, 0, 1, 2, 4, 12))))
                if holes and random.random() < 0.5:
                    reads = sorted(self.reads(self.judge.truths.guard(random.choice(holes))))
                    dropped |= set(random.sample(reads, random.randint(1, len(reads))))
                dropped |= {rule.then.finding for rule in self.words.constraints if rule.given.finding in dropped}
            else:
                patient = self._filled(wanted, random.choice((0, 0.01, 0.05, 0.3)))
                share = random.choice((0, 0, 0.03, 0.1, 0.3, 0.6, 0.9, 1))
                dropped = {name for name in patient if name not in wanted and random.random() >= share}
            kept = {name: value for name, value in patient.items() if name not in dropped}
            normal, not_done = self._closures() if random.random() < 0.15 else ((), ())
            if random.random() < 0.1:
                kept["wells_dvt_score"] = Decimal(random.randint(-2, 9))
            seen = self._accepted(Case(_recorded(kept), normal, not_done), wanted)
            if seen is not None:
                return seen
        raise ValueError(f"no patient for {aims}")

    def complete(self, aims: Sequence[str] = (), prevalence: float | None = None) -> Seen:
        """A patient of whom every finding is recorded."""
        for _ in range(TRIES):
            wanted = self._aimed(aims) if aims else {}
            share = self.random.choice((0, 0.01, 0.05, 0.3)) if prevalence is None else prevalence
            patient = self._filled(wanted, share)
            self._mend(patient, wanted)
            seen = self._accepted(Case(_recorded(patient)), wanted)
            if seen is not None and len(seen.case.findings) == len(self.values):
                return seen
        raise ValueError(f"no patient for {aims}")

    def changed(self, seen: Seen, aim: str) -> Seen | None:
        """The same complete patient, changed in as few findings as make `aim` true; None where that contradicts the rest."""
        wanted: dict[str, Value] = {}
        self._want(self.judge.truths.guard(aim), True, wanted)
        patient = {**seen.facts.known, **wanted}
        self._mend(patient, wanted)
        try:
            return self.judge.of(Case(_recorded(patient)))
        except CaseError:
            return None

    def reads(self, guard: Guard) -> set[str]:
        """The findings that `guard` reads, derived findings opened."""
        found: set[str] = set()
        for part in tests_and_names(guard):
            if isinstance(part, Named):
                formula = self.words.derived[part.name].formula
                items = _items(formula) if isinstance(formula, Score) else (formula,)
                found |= set().union(*(self.reads(item) for item in items))
            else:
                applies = self.words.findings[part.finding].applies_when
                found |= {part.finding} | (self.reads(applies) if applies is not None else set())
        return found

    def _aimed(self, aims: Sequence[str]) -> dict[str, Value]:
        wanted: dict[str, Value] = {}
        self._want(self.judge.truths.guard(self.random.choice(aims)), True, wanted)
        return wanted

    def _want(self, guard: Guard, truth: bool, wanted: dict[str, Value]) -> None:
        """Adds findings that make `guard` so, as few as it takes: of `or` that is true one part alone decides."""
        random = self.random
        match guard:
            case Flag(name) | Compare(name) | OneOf(name):
                able = [value for value in self.values[name] if passes(guard, value) is truth]
                applies = self.words.findings[name].applies_when
                if name not in wanted and able:
                    wanted[name] = random.choice(able)
                if truth and applies is not None:
                    self._want(applies, True, wanted)
            case Named(name):
                formula = self.words.derived[name].formula
                assert not isinstance(formula, Score)
                self._want(formula, truth, wanted)
            case Not(inner):
                self._want(inner, not truth, wanted)
            case All(inner) | Some(inner):
                every = isinstance(guard, All) is truth
                if every:
                    self._want_together([part for part in inner if isinstance(part, Compare)], truth, wanted)
                for part in random.sample(inner, len(inner)) if every else [random.choice(inner)]:
                    self._want(part, truth, wanted)
            case Scored(score, op):
                high = truth is (op in (Op.AT_LEAST, Op.MORE))
                for term in score.terms:
                    for item in term.items:
                        self._want(item, random.random() < 0.5 if (term.factor > 0) is high else False, wanted)

    def _want_together(self, tests: Sequence[Compare], truth: bool, wanted: dict[str, Value]) -> None:
        """Adds a number that passes every one of `tests` on it, or none."""
        for name in {test.finding: None for test in tests}:
            mine = [test for test in tests if test.finding == name]
            able = [value for value in self.values[name] if all(passes(test, value) is truth for test in mine)]
            if name not in wanted and able:
                wanted[name] = self.random.choice(able)

    def _filled(self, wanted: Mapping[str, Value], prevalence: float) -> dict[str, Value]:
        return {name: wanted[name] if name in wanted else self._draw(name, prevalence) for name in self.values}

    def _draw(self, name: str, prevalence: float) -> Value:
        quiet = self.quiet[name]
        if quiet is not None and self.random.random() >= prevalence:
            return quiet
        return self.random.choice(self.values[name])

    def _closures(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Some groups, which fill what is not recorded."""
        chosen = {}
        for how in ("normal", "not_done"):
            names = [name for name, group in self.words.groups.items() if how in group.closed_by]
            chosen[how] = tuple(self.random.sample(names, self.random.choice((0, 2, len(names) // 2))))
        both = set(chosen["normal"]) & set(chosen["not_done"])
        return tuple(name for name in chosen["normal"] if name not in both), chosen["not_done"]

    def _accepted(self, case: Case, wanted: Mapping[str, Value]) -> Seen | None:
        """The patient, without entries that contradict others, those of `wanted` kept."""
        for _ in range(10):
            try:
                return self.judge.of(case)
            except CaseError as error:
                left = error.remaining
                if left is None:
                    return None
                kept = {
                    name: value
                    for name, value in case.findings.items()
                    if name in left.findings or name in wanted
                }  # fmt: skip
                smaller = Case(kept, left.normal, left.not_done)
                if smaller == case:
                    return None
                case = smaller
        return None

    def _mend(self, patient: dict[str, Value], wanted: Mapping[str, Value]) -> None:
        """Makes true what is implied, or where that is wanted otherwise makes false what implies it."""
        for _ in range(6):
            broken = [
                rule
                for rule in self.words.constraints
                if passes(rule.given, patient[rule.given.finding]) and not passes(rule.then, patient[rule.then.finding])
            ]
            if not broken:
                return
            for rule in broken:
                for test, holds in ((rule.then, True), (rule.given, False)):
                    able = [value for value in self.values[test.finding] if passes(test, value) is holds]
                    if test.finding not in wanted and able:
                        patient[test.finding] = self.random.choice(able)
                        break


def smallest(case: Case, fails: Callable[[Case], bool], quiet: Mapping[str, Any] | None = None) -> Case:
    """`case` with as little recorded as still fails; of a complete patient, with as much quiet as still fails."""
    while True:
        before = case
        for name, value in list(case.findings.items()):
            rest = {key: known for key, known in case.findings.items() if key != name}
            if quiet is not None:
                if name not in quiet or quiet[name] == value:
                    continue
                rest = {**case.findings, name: quiet[name]}
            smaller = replace(case, findings=rest)
            if fails(smaller):
                case = smaller
        for how in ("normal", "not_done"):
            for name in getattr(case, how):
                smaller = replace(case, **{how: tuple(other for other in getattr(case, how) if other != name)})
                if fails(smaller):
                    case = smaller
        if case == before:
            return case


def shown(case: Case) -> dict[str, Any]:
    """The case as a short dictionary, to be read by people."""
    findings = {name: _plain(value) for name, value in case.findings.items()}
    return findings | {how: list(getattr(case, how)) for how in ("normal", "not_done") if getattr(case, how)}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _recorded(patient: Mapping[str, Value]) -> dict[str, Any]:
    return {name: "not_done" if value is NOT_DONE else value for name, value in patient.items()}


def _items(formula: Score | Guard) -> tuple[Guard, ...]:
    if isinstance(formula, Score):
        return tuple(item for term in formula.terms for item in term.items)
    return parts(formula)


def normal(judge: Judge, **values: Any) -> dict[str, Any]:
    """A complete patient, all examined and normal but for `values`: 45 years old, a calf ache of 4 weeks that came by and by."""
    base = {
        "age_years": 45,
        "sex": "female",
        "leg_pain_side": "left",
        "leg_pain_site": "calf",
        "onset_mode": "gradual",
        "symptom_duration_weeks": 4,
    }
    quiet = {name: value for name, value in judge.quiet.items() if value is not None}
    return _recorded(quiet) | base | values
