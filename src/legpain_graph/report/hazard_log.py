"""The hazard log: each hazard with its cause and effect, the rules that control it, and the evidence that they hold.

The shape is that of a DCB0129 hazard log: hazard, cause, effect, initial risk, controls, evidence, residual risk. A first draft for a
clinical-safety officer, who signs; this does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from legpain_graph.audit.result import Measure
from legpain_graph.audit.strength.score import shares
from legpain_graph.load.schema import LIKELIHOODS, SEVERITIES
from legpain_graph.model.claims import Reader
from legpain_graph.model.pathway import Hazard, Pathway, SafetyRule
from legpain_graph.proof.prover import Proof
from legpain_graph.proof.solver import Verdict
from legpain_graph.report.claim_words import ClaimWords
from legpain_graph.report.note import escape
from legpain_graph.report.page import page

_MATRIX: Final = (
    (5, 5, 4, 4, 3),
    (5, 4, 3, 3, 2),
    (4, 3, 3, 2, 2),
    (4, 3, 2, 2, 1),
    (3, 2, 2, 1, 1),
)
"""Risk 1 to 5 by likelihood (row, the most likely first) and severity (column, the worst first), as DCB0129 has it."""
_WORDS: Final = {
    Verdict.PROVEN: "proven of every patient",
    Verdict.REFUTED: "NOT KEPT: a patient breaks it",
    Verdict.UNDECIDED: "not found out in the time given",
}
_UNSIGNED: Final = "The likelihoods are a first judgement: no clinical-safety officer has signed this log."
COLUMNS: Final = ("Rule", "What it says", "Claims", "Evidence", "Refutes", "Statements")


def risk(severity: str, likelihood: str) -> str:
    """The risk, 1 to 5, of a severity with a likelihood; empty where one is not given."""
    if severity not in SEVERITIES or likelihood not in LIKELIHOODS:
        return ""
    return str(_MATRIX[LIKELIHOODS.index(likelihood)][SEVERITIES.index(severity)])


def _risks(hazard: Hazard) -> list[tuple[str, str]]:
    before, after = risk(hazard.severity, hazard.likelihood), risk(hazard.severity, hazard.residual_likelihood)
    return [
        ("Cause", hazard.cause),
        ("Effect", hazard.effect),
        ("Initial risk", f"{hazard.severity}, {hazard.likelihood or 'likelihood not judged'}: {before or '-'}"),
        (
            "Residual risk",
            f"{hazard.severity}, {hazard.residual_likelihood or 'likelihood not judged'}: {after or '-'}. {hazard.residual}",
        ),
        ("Statements", ", ".join(hazard.statements)),
    ]


SIGN_OFF: Final = (
    "Owner of this log",
    "Clinical-safety officer",
    "Registration",
    "Date of this log",
    "Next review",
    "Signature",
)
"""What people fill in on paper; nothing here is filled in for them."""
OF_EVERY_PATHWAY: Final = "What the semantics asks of every pathway"


@dataclass(frozen=True)
class HazardLog:
    """What a hazard log is written from: the verdict on each rule and, where it was measured, how much each refutes."""

    pathway: Pathway
    proofs: list[Proof]
    strength: Measure | None = None

    @cached_property
    def claims(self) -> dict[str, list[tuple[str, str]]]:
        """For each rule its claims, each in words and as it is written."""
        pathway = self.pathway
        reader = Reader(pathway, {name: frozenset(nodes) for name, nodes in pathway.node_sets.items()})
        words = ClaimWords(pathway)
        return {
            rule.id: [(words.say(reader.read(text)), text) for text in rule.claims] for rule in pathway.rules.values()
        }

    @cached_property
    def shares(self) -> Mapping[str, int]:
        return shares(self.strength) if self.strength is not None else {}

    def refutes(self, rule: str) -> str:
        """How many of the small faults that weaken somebody the rule refutes."""
        if self.strength is None:
            return "not measured"
        if rule not in self.pathway.rules:
            return ""
        found = self.shares.get(rule, 0)
        return f"{found} of {self.strength.feasible}" if found else "refutes no small fault"


def _head(log: HazardLog) -> list[str]:
    pathway, strength = log.pathway, log.strength
    measured = (
        f"Strength of the proof: of {strength.feasible} small faults that weaken somebody the rules refute {strength.covered} ({strength.percent} %)."
        if strength is not None
        else "The strength of the proof was not measured (prove --strength)."
    )
    return [
        f"{pathway.title}: {pathway.id} {pathway.version} ({pathway.hash[:12]}).",
        f"Severity, likelihood and risk (1 to 5) as in DCB0129. {_UNSIGNED}",
        measured,
        " ".join(pathway.disclaimer.split()),
    ]


def _controls(hazard: str, log: HazardLog) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    proofs = log.proofs
    for found in proofs:
        if found.rule.hazard == hazard:
            about = f" ({found.about})" if found.about and found.verdict is not Verdict.PROVEN else ""
            evidence = f"{_WORDS[found.verdict]}{about}, {found.seconds:.2f} s"
            if found.rule.check:
                evidence = evidence.replace("proven of every patient", "checked of the whole graph")
            claims = " ".join(f"{said} [{text}]" for said, text in log.claims.get(found.rule.id, ())) or _check(
                found.rule
            )
            statements = ", ".join(found.rule.statements)
            rows.append((found.rule.id, found.rule.title, claims, evidence, log.refutes(found.rule.id), statements))
    return rows


def _placed(pathway: Pathway, severity: str, likelihood: str, *, after: bool) -> list[str]:
    """The hazards in one cell of the risk matrix, before the controls or after; of no likelihood those that nobody judged."""
    return [
        hazard.id
        for hazard in pathway.hazards.values()
        if hazard.severity == severity and (hazard.residual_likelihood if after else hazard.likelihood) == likelihood
    ]


def _check(rule: SafetyRule) -> str:
    """What a check of the graph itself looks at."""
    about = ", ".join((*rule.nodes, *rule.tags))
    return f"[check: {rule.check}{f' of {about}' if about else ''}]" if rule.check else ""


def markdown(pathway: Pathway, proofs: list[Proof], strength: Measure | None = None) -> str:
    """The hazard log in Markdown; with `strength` how much each rule refutes."""
    log = HazardLog(pathway, proofs, strength)
    lines = ["# Hazard log", "", *(f"{_cell(line)}\n" for line in _head(log))]
    for hazard in pathway.hazards.values():
        lines += [f"## {_cell(f'{hazard.id} {hazard.title}')}", ""]
        lines += [f"- **{name}**: {_cell(text)}" for name, text in _risks(hazard)]
        lines += ["", f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
        lines += [*_rows(hazard.id, log), ""]
    lines += [f"## {OF_EVERY_PATHWAY}", "", f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    return "\n".join([*lines, *_rows("", log), ""])


def _rows(hazard: str, log: HazardLog) -> list[str]:
    return [f"| {' | '.join(map(_cell, row))} |" for row in _controls(hazard, log)]


def html(pathway: Pathway, proofs: list[Proof], strength: Measure | None = None) -> str:
    """The hazard log as one self-contained HTML file; with `strength` how much each rule refutes."""
    log = HazardLog(pathway, proofs, strength)
    return page(
        "hazard_log.html",
        pathway=pathway,
        head=_head(log),
        named=lambda row: dict(zip(COLUMNS, row, strict=True)),
        not_proven=lambda hazard: sum(
            proof.verdict is not Verdict.PROVEN for proof in proofs if proof.rule.hazard == hazard
        ),
        sign_off=SIGN_OFF,
        severities=SEVERITIES,
        matrix=list(zip(LIKELIHOODS, _MATRIX, strict=True)),
        placed=lambda severity, likelihood, after: _placed(pathway, severity, likelihood, after=after),
        risk=risk,
        hazards=pathway.hazards.values(),
        risks=_risks,
        controls=lambda hazard: _controls(hazard, log),
        claims=log.claims,
        statements=pathway.statements,
        broken=_WORDS[Verdict.REFUTED],
        of_every_pathway=OF_EVERY_PATHWAY,
    )


def _cell(text: str) -> str:
    """Text that stays in its cell, and is text."""
    return escape(" ".join(text.split()))
