"""Whom a line of the plan is about: each that is not for everyone has a rule, and a rule is refuted where its `when` is turned round."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from legpain_graph import Pathway, load_pathway
from legpain_graph.model.claims import truth
from legpain_graph.model.guard.ir import Not
from legpain_graph.proof.prover import Prover, untold
from legpain_graph.proof.solver import Verdict
from legpain_graph.proof.views import AllPatients
from legpain_graph.resources import pathway_folder
from legpain_graph_cli.prove_command import _say_untold

PATHWAY = load_pathway()
LINES = [
    (node.id, field, number)
    for node in PATHWAY.nodes.values()
    for field in ("do", "do_not")
    for number, line in enumerate(getattr(node, field))
    if line.when is not None
]


def turned(name: str, field: str, number: int) -> Pathway:
    """The pathway with the `when` of one line turned round."""
    node = PATHWAY.nodes[name]
    lines = list(getattr(node, field))
    lines[number] = replace(lines[number], when=Not(lines[number].when))
    return replace(PATHWAY, nodes={**PATHWAY.nodes, name: replace(node, **{field: tuple(lines)})})


@pytest.fixture(scope="module")
def prover() -> Prover:
    return Prover(PATHWAY)


@pytest.mark.parametrize(("name", "field", "number"), LINES)
def test_a_line_that_is_turned_round_breaks_a_rule(prover: Prover, name: str, field: str, number: int) -> None:
    """The claims that name the node, as the turned pathway reads them, asked of the patients: the edges are the same."""
    other = Prover(turned(name, field, number))
    view = AllPatients(prover.solver.space)
    broken = [
        rule
        for rule, claims in other.claims.items()
        for claim, own in zip(claims, prover.claims[rule], strict=True)
        if claim != own and prover.solver.can(view.negate(truth(claim, view))) is Verdict.REFUTED
    ]
    assert broken


def test_every_line_that_is_not_for_everyone_has_a_rule() -> None:
    assert untold(PATHWAY) == []
    silent = replace(PATHWAY, rules={name: rule for name, rule in PATHWAY.rules.items() if not name.startswith("I43-")})
    assert len(untold(silent)) == len(LINES) > 70


def test_prove_warns_of_a_line_without_a_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "leg_pain"
    shutil.copytree(pathway_folder(), copy, ignore=shutil.ignore_patterns("cases"))
    rules = copy / "safety-lines.yaml"
    rules.write_text(re.sub(r"\n *- sure\(calf_warmth\) -> do\(not_benign, S1_6\)", "", rules.read_text()))
    found = load_pathway(copy)
    assert [(node.id, line.text) for node, line in untold(found)] == [("not-benign", "Warm calf: look for a DVT again")]
    _say_untold(found)
    assert "no rule says whom 'Warm calf: look for a DVT again' is for; do(NODE" in capsys.readouterr().err
