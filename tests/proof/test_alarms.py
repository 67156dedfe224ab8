"""Every alarming value is heeded: what that means, of one patient and of all, and what the walk says of one that is not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph import Case, Pathway, Walker
from legpain_graph.engine.alarms import seen_at_least
from legpain_graph.engine.smt import Space
from legpain_graph.load.loader import load_pathway
from legpain_graph.proof.prover import prove
from legpain_graph.proof.semantic_rules import heeded
from legpain_graph.proof.solver import Solver, Verdict
from legpain_graph.walk.headline import headline
from load import tiny
from strategies import accepted, cases, completions, examples, pathways


def pathway_of(folder: Path, *changes: tiny.Change) -> Pathway:
    file = folder / "tiny.yaml"
    file.write_text(tiny.text(*changes))
    return load_pathway(file)


SCAN_SAYS = ("findings.scan.alarming", ["positive", "unclear"])
UNCLEAR = ("findings.scan.values", ["negative", "positive", "unclear"])
ALL_WELL = {"alarm": False, "scan": "negative"}


def heeded_of(pathway: Pathway) -> Any:
    return prove(pathway, ["S-heeded"])[0]


def counted(found: Any) -> tuple[int, ...]:
    """Of how many values: heeded by an edge in everyone, in some by what the finding names, in some by being seen soon."""
    pattern = r"(\d+) alarming values of .*: (\d+) by an edge .*, (\d+) in some by what .*, (\d+) in some by being .*"
    return tuple(map(int, re.fullmatch(pattern, found.about).groups()))  # type: ignore[union-attr]


def test_a_value_that_an_edge_is_taken_because_of_is_heeded(tmp_path: Path) -> None:
    found = heeded_of(pathway_of(tmp_path, ("findings.scan.alarming", ["positive"])))
    assert found.verdict is Verdict.PROVEN
    assert counted(found) == (1, 0, 0, 1)  # in an alarm the scan is not looked at


def test_a_value_that_leads_home_with_the_harmless_one_is_shown(tmp_path: Path) -> None:
    pathway = pathway_of(tmp_path, UNCLEAR, SCAN_SAYS, ("nodes.scan-leg.edges.1.when", "scan in [negative, unclear]"))
    found = heeded_of(pathway)
    assert found.verdict is Verdict.REFUTED
    assert found.about == "nothing heeds 1: scan unclear"
    assert found.case is not None
    walk = Walker(pathway).walk(found.case)
    assert walk.unheeded == ("scan",)
    assert headline(walk).endswith("NOT DEALT WITH, A CLINICIAN DECIDES: scan: unclear.")
    assert "no red flag" not in headline(walk)
    assert walk.as_dict()["unheeded"] == ["scan"]


@pytest.mark.parametrize("by", [{"nodes": ["stop-home"]}, {"when": "scan == unclear and not alarm"}])
def test_what_the_finding_names_heeds_it(tmp_path: Path, by: dict[str, Any]) -> None:
    home = ("nodes.scan-leg.edges.1.when", "scan in [negative, unclear]")
    by = {**by, "statements": ["S1"]}
    pathway = pathway_of(tmp_path, UNCLEAR, SCAN_SAYS, home, ("findings.scan.heeded_by", [by]))
    assert heeded_of(pathway).verdict is Verdict.PROVEN
    assert Walker(pathway).walk(Case({"alarm": False, "scan": "unclear"})).unheeded == ()


def test_the_ways_are_counted_the_surest_first(tmp_path: Path) -> None:
    named = [{"when": "scan == unclear", "statements": ["S1"]}]
    home = ("nodes.scan-leg.edges.1.when", "scan in [negative, unclear]")
    found = heeded_of(pathway_of(tmp_path, UNCLEAR, SCAN_SAYS, home, ("findings.scan.heeded_by", named)))
    assert counted(found) == (2, 0, 1, 1)


def test_an_edge_that_leads_to_less_care_heeds_nothing(tmp_path: Path) -> None:
    """`scan == unclear` stands first and leads home: that is no heed."""
    edges = [
        tiny.edge("stop-home", "scan in [negative, unclear]"),
        tiny.edge("stop-today", "scan == positive"),
        tiny.edge("stop-wait", "not_done"),
    ]
    pathway = pathway_of(
        tmp_path, UNCLEAR, SCAN_SAYS, ("nodes.scan-leg.edges", edges), ("nodes.scan-leg.choose", "first")
    )
    assert heeded_of(pathway).about == "nothing heeds 1: scan unclear"


def test_of_two_that_each_suffice_both_are_heeded(tmp_path: Path) -> None:
    """The walk names the first reason alone; a value is heeded all the same."""
    other = tiny.boolean("fever", alarming=["true"])
    pathway = pathway_of(
        tmp_path,
        ("findings.alarm.alarming", ["true"]),
        ("findings.+", other),
        ("nodes.screen.edges.0.when", "alarm or fever"),
    )
    assert counted(heeded_of(pathway)) == (2, 2, 0, 0)
    walk = Walker(pathway).walk(Case({"alarm": True, "fever": True}))
    assert walk.unheeded == ()


def test_who_is_seen_soon_for_something_else_is_told_of_it(tmp_path: Path) -> None:
    """Proven, since a clinician sees the patient in time; the walk names the value."""
    other = tiny.boolean("lump", section="examination")
    home = ("nodes.scan-leg.edges.1.when", "scan == negative and not lump")
    pathway = pathway_of(tmp_path, ("findings.+", other), home)
    walk = Walker(pathway).walk(Case({"alarm": False, "scan": "positive", "lump": True}))
    assert walk.floor >= seen_at_least(seven.LEVELS)
    assert walk.unheeded == ("lump",)
    assert "NOT DEALT WITH, A CLINICIAN DECIDES: lump: yes." in headline(walk)


def test_what_may_yet_heed_it_is_not_called_unheeded(tmp_path: Path) -> None:
    pathway = pathway_of(tmp_path, ("findings.scan.alarming", ["positive"]))
    assert Walker(pathway).walk(Case({"scan": "positive"})).unheeded == ()


WRONG = {
    "an unknown value": ({"alarming": ["postive"]}, "scan: 'postive' is not one of its values"),
    "an unknown node": ({"heeded_by": [{"nodes": ["stop-hom"]}]}, "scan: unknown node 'stop-hom'"),
    "nothing": ({"heeded_by": [{"statements": ["S1"]}]}, "heeded by nothing"),
    "no statement": (
        {"heeded_by": [{"nodes": ["stop-home"], "statements": ["S9"]}]},
        "cites the unknown statement 'S9'",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, name: str) -> None:
    fields, message = WRONG[name]
    issues = tiny.issues(tmp_path, tiny.text(*((f"findings.scan.{field}", value) for field, value in fields.items())))
    assert any(message in issue.message for issue in issues), issues


def test_of_a_number_a_relation_alarms(tmp_path: Path) -> None:
    text = tiny.text(("findings.+", {"name": "size", "type": "number", "unit": "cm", "range": [0, 9], "label": "Size",
                                    "alarming": ["> 5", "big"]}))  # fmt: skip
    assert any("'big' is not a relation to a number" in issue.message for issue in tiny.issues(tmp_path, text))


@examples(60)
@given(st.data())
def test_generated_pathways_walk_and_proof_agree(data: st.DataObject) -> None:
    """Refuted with a patient whose walk names the value and ends below soon; proven, and no complete patient is such."""
    pathway = data.draw(pathways())
    walker = Walker(pathway)
    answer, _ = heeded(Solver(Space(pathway)))
    assert answer.verdict is not Verdict.UNDECIDED
    if answer.patient is not None:
        walk = walker.walk(Solver(Space(pathway)).case(answer.patient))
        assert walk.unheeded
        assert walk.ceiling < seen_at_least(seven.LEVELS)
        return
    for _ in range(3):
        _, facts = accepted(walker.engine, data.draw(cases(pathway)))
        for whole in completions(pathway, facts)[:5]:
            walk = walker.walk(Case(whole.values))
            assert not walk.unheeded or walk.floor >= seen_at_least(seven.LEVELS)


def test_every_alarm_of_leg_pain_is_heeded_or_told(leg_pain: Pathway) -> None:
    assert replace(heeded_of(leg_pain), seconds=0).verdict is Verdict.PROVEN
