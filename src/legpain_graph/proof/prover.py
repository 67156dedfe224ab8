"""Safety rules -> verdicts: each claim is proven of every partial patient, or refuted with one, who is walked again by the reference.

Beside the rules of a pathway stand those of the semantics, which every pathway keeps: a way on for every patient, a stop at every
end, and no test that is better not done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter
from typing import Any, Final

from legpain_graph.case.facts import Case
from legpain_graph.case.write import case_dict
from legpain_graph.engine.kleene import Reference
from legpain_graph.engine.smt import Space, disj, neg
from legpain_graph.errors import RequestError, did_you_mean
from legpain_graph.model.claims import Claim, Reader, guards, says, truth
from legpain_graph.model.pathway import Line, Node, Pathway, SafetyRule
from legpain_graph.proof.acting import ActingNow, OneActingNow, forbids
from legpain_graph.proof.graph_rules import CHECKS
from legpain_graph.proof.semantic_rules import SEMANTIC_RULES, SEMANTICS, semantics
from legpain_graph.proof.solver import SECONDS, Answer, Solver, Verdict
from legpain_graph.proof.views import AllPatients, OnePatient
from legpain_graph.walk.walker import Walker

SCHEMA: Final = "legpain-graph/prove/1"


@dataclass(frozen=True)
class Proof:
    """What the solver says of one rule. `case` breaks it; `claim` is the one that is broken; `about` says what was looked at."""

    rule: SafetyRule
    verdict: Verdict
    seconds: float
    claim: str = ""
    case: Case | None = None
    about: str = ""
    acting_now: bool = False
    """Whether it was asked of acting now too: the rule forbids something."""


def prove(pathway: Pathway, names: Iterable[str] = (), seconds: float = SECONDS) -> list[Proof]:
    """What the solver finds of each rule of the pathway and of the semantics, in order; of `names` alone where they are given.

    units:  seconds that one question may take
    errors: RequestError for a rule that is not there, or where the solver is not installed
    """
    prover = Prover(pathway, seconds)
    rules = {rule.id: rule for rule in (*semantics(pathway), *pathway.rules.values())}
    chosen = list(names) or list(rules)
    for name in chosen:
        if name not in rules:
            raise RequestError(f"no such rule: {name!r}" + (f"; {hint}" if (hint := did_you_mean(name, rules)) else ""))
    return [prover.find_acting(prover.find(rules[name])) for name in chosen]


def untold(pathway: Pathway) -> list[tuple[Node, Line]]:
    """Each line to do, or not to do, that is not for everyone and of which no rule says whom it is for."""
    reader = Reader(pathway, {name: frozenset(nodes) for name, nodes in pathway.node_sets.items()})
    spoken: dict[tuple[str, str], list[set[str]]] = {}
    for rule in pathway.rules.values():
        for said in (said for text in rule.claims for said in says(reader.read(text))):
            spoken.setdefault((said.node, said.line), []).append(set(said.statements))
    return [
        (node, line)
        for node in pathway.nodes.values()
        for field, lines in (("do", node.do), ("do_not", node.do_not))
        for line in lines
        if line.when is not None and not any(cited <= {*line.statements} for cited in spoken.get((node.id, field), ()))
    ]


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

    def find(self, rule: SafetyRule) -> Proof:
        """The verdict on one rule."""
        begun = perf_counter()
        if rule.check in CHECKS:
            wrong = list(CHECKS[rule.check](self.pathway, rule))
            verdict = Verdict.REFUTED if wrong else Verdict.PROVEN
            return Proof(rule, verdict, perf_counter() - begun, about="; ".join(wrong))
        if rule.check:
            answer, about = SEMANTIC_RULES[rule.check](self.solver)
            case = self.solver.case(answer.patient) if answer.patient is not None else None
            return Proof(rule, answer.verdict, perf_counter() - begun, case=case and _named(case, rule), about=about)
        undecided = ""
        view = AllPatients(self.solver.space)
        several = [neg(truth(claim, view)) for claim in self.claims[rule.id]]
        if len(several) > 1 and self.solver.ask(disj(several), complete=rule.complete, smallest=False).never:
            return Proof(rule, Verdict.PROVEN, perf_counter() - begun)
        for text, claim, broken in zip(rule.claims, self.claims[rule.id], several, strict=True):
            answer = self.solver.ask(broken, complete=rule.complete)
            if answer.patient is not None:
                case = self._case(answer, claim, rule)
                return Proof(rule, Verdict.REFUTED, perf_counter() - begun, text, case)
            if answer.verdict is Verdict.UNDECIDED:
                undecided = undecided or text
        verdict = Verdict.UNDECIDED if undecided else Verdict.PROVEN
        return Proof(rule, verdict, perf_counter() - begun, undecided)

    def find_acting(self, proof: Proof) -> Proof:
        """The verdict with what acting now does: what a rule proven of every patient forbids, or ties to a condition, is asked of what
        is done now as well."""
        rule = proof.rule
        claims = [
            (text, claim)
            for text, claim in zip(rule.claims, self.claims.get(rule.id, ()), strict=True)
            if not rule.complete and forbids(claim)
        ]
        if proof.verdict is not Verdict.PROVEN or not claims:
            return proof
        begun = perf_counter()
        verdict, broken, found = Verdict.PROVEN, "", None
        for text, claim in claims:
            answer = self.solver.ask(neg(truth(claim, self.acting)))
            if answer.never:
                continue
            verdict, broken = Verdict.UNDECIDED, f"acting now: {text}"
            if answer.patient is not None and not self.holds_acting(claim, case := self.solver.case(answer.patient)):
                verdict, found = Verdict.REFUTED, _named(case, rule)
                break
        seconds = proof.seconds + perf_counter() - begun
        return replace(proof, verdict=verdict, seconds=seconds, claim=broken, case=found, acting_now=True)

    @cached_property
    def acting(self) -> ActingNow:
        return ActingNow(self.solver.space)

    def holds_acting(self, claim: Claim, case: Case) -> bool:
        """Whether the claim is true of what is done now of one patient, by the walk itself. errors: CaseError"""
        return truth(claim, OneActingNow(Walker(self.pathway), case))

    def _case(self, answer: Answer, claim: Claim, rule: SafetyRule) -> Case:
        """The patient as a case, who breaks the claim by the reference too."""
        assert answer.patient is not None

        def breaks(case: Case) -> bool:
            return not self.holds(claim, case)

        case = self.solver.case(answer.patient, breaks)
        if not breaks(case):
            raise AssertionError(f"{rule.id}: the solver says that {case} breaks it, the reference says not")
        return _named(case, rule)

    def holds(self, claim: Claim, case: Case) -> bool:
        """Whether the claim is true of one patient, by the reference. errors: CaseError"""
        return truth(claim, OnePatient(self.reference, case))


def _named(case: Case, rule: SafetyRule) -> Case:
    return replace(
        case, id=f"breaks-{rule.id}".lower(), who=f"Generated: breaks the safety rule {rule.id}, {rule.title}"
    )


def as_dict(pathway: Pathway, proofs: list[Proof]) -> dict[str, Any]:
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
                "acting_now": found.acting_now,
                "names": [{"word": word, "place": str(place)} for word, place in found.rule.indirect],
                "patient": case_dict(found.case) if found.case is not None else None,
                "statements": list(found.rule.statements),
            }
            for found in proofs
        ],
    }


__all__ = ["SEMANTICS", "Proof", "Prover", "as_dict", "prove"]
