"""The hazard log: each hazard with its cause and effect, the rules that control it, and the evidence that they hold.

The shape is that of a DCB0129 hazard log: hazard, cause, effect, initial risk, controls, evidence, residual risk. A first draft for a
clinical-safety officer, who signs; this does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from legpain_graph.load.schema import LIKELIHOODS, SEVERITIES
from legpain_graph.model.pathway import Hazard, Pathway
from legpain_graph.proof.prover import Proof
from legpain_graph.proof.solver import Verdict

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
_STYLE: Final = (
    "body{font:16px/1.5 Arial,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #858ea0;padding:.4rem .6rem;text-align:left;vertical-align:top}"
    "th{background:#eef1f5}dt{font-weight:bold}dd{margin:0 0 .4rem 0}.broken{background:#fde7e3;font-weight:bold}"
)
COLUMNS: Final = ("Rule", "What it says", "Evidence", "Statements")


def risk(severity: str, likelihood: str) -> str:
    """The risk, 1 to 5, of a severity with a likelihood; empty where one is not given."""
    if severity not in SEVERITIES or likelihood not in LIKELIHOODS:
        return ""
    return str(_MATRIX[LIKELIHOODS.index(likelihood)][SEVERITIES.index(severity)])


def _head(pathway: Pathway) -> list[str]:
    return [
        f"{pathway.title}: {pathway.id} {pathway.version} ({pathway.hash[:12]}).",
        f"Severity, likelihood and risk (1 to 5) as in DCB0129. {_UNSIGNED}",
        " ".join(pathway.disclaimer.split()),
    ]


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


OF_EVERY_PATHWAY: Final = "What the semantics asks of every pathway"


def _controls(hazard: str, proofs: list[Proof]) -> list[tuple[str, str, str, str]]:
    rows = []
    for found in proofs:
        if found.rule.hazard == hazard:
            about = f" ({found.about})" if found.about and found.verdict is not Verdict.PROVEN else ""
            evidence = f"{_WORDS[found.verdict]}{about}, {found.seconds:.2f} s"
            if found.rule.check:
                evidence = evidence.replace("proven of every patient", "checked of the whole graph")
            rows.append((found.rule.id, found.rule.title, evidence, ", ".join(found.rule.statements)))
    return rows


def markdown(pathway: Pathway, proofs: list[Proof]) -> str:
    """The hazard log in Markdown."""
    lines = ["# Hazard log", "", *(f"{line}\n" for line in _head(pathway))]
    for hazard in pathway.hazards.values():
        lines += [f"## {hazard.id} {_cell(hazard.title)}", ""]
        lines += [f"- **{name}**: {_cell(text)}" for name, text in _risks(hazard)]
        lines += ["", f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
        lines += [*_rows(hazard.id, proofs), ""]
    lines += [f"## {OF_EVERY_PATHWAY}", "", f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    return "\n".join([*lines, *_rows("", proofs), ""])


def _rows(hazard: str, proofs: list[Proof]) -> list[str]:
    return [f"| {' | '.join(map(_cell, row))} |" for row in _controls(hazard, proofs)]


def html(pathway: Pathway, proofs: list[Proof]) -> str:
    """The hazard log as one self-contained HTML file."""
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>Hazard log: {escape(pathway.title)}</title>',
        f"<style>{_STYLE}</style></head><body>",
        "<main><h1>Hazard log</h1>",
        *(f"<p>{escape(line)}</p>" for line in _head(pathway)),
    ]
    for hazard in pathway.hazards.values():
        parts.append(f"<section><h2>{escape(hazard.id)} {escape(hazard.title)}</h2><dl>")
        parts += [f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in _risks(hazard)]
        parts += ["</dl>", *_table(f"Controls of {hazard.id}", _controls(hazard.id, proofs)), "</section>"]
    parts += [f"<section><h2>{OF_EVERY_PATHWAY}</h2>", *_table("Rules of the semantics", _controls("", proofs))]
    return "\n".join([*parts, "</section></main></body></html>", ""])


def _table(caption: str, rows: list[tuple[str, str, str, str]]) -> Iterator[str]:
    head = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS)
    yield f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>"
    for row in rows:
        mark = ' class="broken"' if "NOT KEPT" in row[2] else ""
        yield f"<tr{mark}>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"


def _cell(text: str) -> str:
    """Text that stays in its cell, and is text."""
    return escape(" ".join(text.split()), quote=False).replace("|", "\\|")
