"""The strength of the proof: what weakens, which rule refutes it, and the rule that would catch what none does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from legpain_graph.audit.gate import parse_gate
from legpain_graph.audit.mutation.operators import Mutator
from legpain_graph.audit.result import CoverageState, Measure
from legpain_graph.audit.run import audit
from legpain_graph.audit.strength.score import shares, strength
from legpain_graph.engine.kleene import Reference
from legpain_graph.errors import RequestError
from legpain_graph.load.loader import load_pathway
from legpain_graph.model.pathway import Pathway
from legpain_graph.proof.prover import Prover, prove
from legpain_graph.proof.solver import Verdict
from legpain_graph.report.strength import as_dict, text
from load import tiny

HAZARD = {
    "id": "H1", "title": "Missed", "cause": "not asked", "effect": "harm", "severity": "major", "statements": ["S1"],
}  # fmt: skip


def rule(name: str, *claims: str) -> dict[str, Any]:
    return {"id": name, "hazard": "H1", "title": f"Rule {name}", "claims": list(claims), "statements": ["S1"]}


def pathway_of(folder: Path, *rules: dict[str, Any], changes: tuple[tiny.Change, ...] = ()) -> Pathway:
    file = folder / "tiny.yaml"
    file.write_text(tiny.text(("hazards", [HAZARD]), ("rules", list(rules)), *changes))
    return load_pathway(file)


ALARM = rule("alarm", "sure(alarm) -> reaches(stop_999)")
SCAN = rule("scan", "sure(not alarm) and sure(scan == positive) -> floor >= same_day")


def by_id(measure: Measure) -> dict[str, Any]:
    return {item.id: item for item in measure.items}


def test_a_rule_refutes_what_it_speaks_of_and_nothing_else(tmp_path: Path) -> None:
    alone, both = (strength(pathway_of(tmp_path, *rules)) for rules in ((ALARM,), (ALARM, SCAN)))
    assert alone.covered < both.covered
    assert alone.feasible == both.feasible
    assert shares(both)["alarm"] == shares(alone)["alarm"] > 0
    assert by_id(both)["screen>stop-999 negated 1"].cases == ("alarm",)


def test_what_weakens_nobody_is_proven_to_be_none(tmp_path: Path) -> None:
    """A stop that becomes more urgent is no weaker; one that becomes less urgent is."""
    items = by_id(strength(pathway_of(tmp_path, ALARM)))
    less, more = items["stop-home urgency 1"], items["stop-999 urgency 1"]
    assert less.state is CoverageState.INFEASIBLE
    assert more.state is CoverageState.UNCOVERED


def test_without_rules_nothing_is_refuted(tmp_path: Path) -> None:
    found = strength(pathway_of(tmp_path))
    assert found.covered == 0
    assert found.feasible >= 5


@pytest.mark.parametrize("rules", [(), (ALARM,), (ALARM, SCAN)])
def test_the_rule_that_is_told_would_catch_it(tmp_path: Path, rules: tuple[dict[str, Any], ...]) -> None:
    """It is proven of the pathway, and broken by the patient where the pathway is changed."""
    pathway = pathway_of(tmp_path, *rules)
    changes = {change.id: change.pathway for change in Mutator(pathway).changes()}
    found = [item for item in strength(pathway).items if item.state is CoverageState.UNCOVERED]
    assert found
    for number, item in enumerate(found):
        claim = item.why.removeprefix("no rule refutes it; this would: ")
        assert claim != item.why, item
        added = pathway_of(tmp_path, *rules, rule(f"new-{number}", claim))
        assert prove(added, [f"new-{number}"])[0].verdict is Verdict.PROVEN, claim
        prover = Prover(added)
        prover.reference = Reference(changes[item.id])
        assert item.witness is not None
        assert not prover.holds(prover.claims[f"new-{number}"][0], item.witness), claim


def test_with_all_such_rules_nothing_survives(tmp_path: Path) -> None:
    found = strength(pathway_of(tmp_path))
    claims = [item.why.removeprefix("no rule refutes it; this would: ") for item in found.items if item.witness]
    again = strength(pathway_of(tmp_path, *(rule(f"R{number}", claim) for number, claim in enumerate(claims))))
    assert (again.covered, again.feasible) == (found.feasible, found.feasible)


def test_it_is_a_measure_with_a_gate_and_waivers(tmp_path: Path) -> None:
    pathway = pathway_of(tmp_path, ALARM, SCAN)
    found = audit(pathway, [], strength=True, only=("nodes",))
    measure = found.by_id["strength"]
    open_ = [item.id for item in measure.items if item.state is CoverageState.UNCOVERED]
    assert parse_gate(["strength=100"]).short(found) == [measure]
    waiver = {"measure": "strength", "items": open_, "reason": "on purpose", "statements": ["S1"]}
    excused = pathway_of(tmp_path, ALARM, SCAN, changes=(("waivers", [waiver]),))
    assert parse_gate(["strength=100"]).short(audit(excused, [], strength=True, only=("nodes",))) == []
    with pytest.raises(RequestError, match="it is measured with --strength"):
        parse_gate(["strength=95"]).short(audit(pathway, [], only=("nodes",)))


def test_it_is_told_in_words_and_as_data(tmp_path: Path) -> None:
    pathway = pathway_of(tmp_path, ALARM, rule("idle", "sure(alarm) -> may_reach(stop_999)"))
    found = strength(pathway)
    said = text(pathway, found)
    assert f"Strength: {found.words} of the faults that weaken somebody are refuted by a rule" in said
    assert "SURVIVED  scan-leg>stop-today" in said
    assert as_dict(found)["shares"]["alarm"] == shares(found)["alarm"]


def test_parts_and_samples_say_the_same(tmp_path: Path) -> None:
    pathway = pathway_of(tmp_path, ALARM)
    whole = by_id(strength(pathway))
    for item in strength(pathway, sample=7).items:
        assert (item.state, item.cases) == (whole[item.id].state, whole[item.id].cases)
