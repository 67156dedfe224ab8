"""Waivers excuse what is not covered, with a reason, and are faults as soon as they are no longer true."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import seven
from legpain_graph import Case, load_pathway
from legpain_graph.audit.result import Audit, CoverageState, Mutant
from legpain_graph.audit.run import audit
from legpain_graph.audit.waivers import waived
from legpain_graph.case.read import CaseFile
from legpain_graph.load.cache import freeze, thaw
from legpain_graph.load.loader import check_pathway
from legpain_graph.model.pathway import Pathway, Waiver
from legpain_graph.model.vocabulary import Finding, FindingType
from load import tiny
from strategies import sketch, vocabulary_of

PATHWAY = sketch(
    vocabulary_of(Finding("fever", FindingType.BOOLEAN, "fever")),
    {"go": ["fever -> more", "otherwise -> later"], "more": ["not fever -> now", "otherwise -> now"], "now": seven.SAME_DAY, "later": seven.ROUTINE},
)  # fmt: skip
HOT = CaseFile(Case({"fever": True}, id="hot"))


def found(*waivers: Waiver) -> Audit:
    pathway: Pathway = replace(PATHWAY, waivers=waivers)
    return audit(pathway, [HOT])


def faults(audited: Audit) -> list[str]:
    return [issue.message for issue in audited.issues if issue.code == "waiver"]


def test_what_is_waived_is_not_asked_for_and_says_why() -> None:
    audited = found(Waiver("nodes", ("later",), "nobody comes so late"))
    nodes = audited.by_id["nodes"]
    (item,) = [item for item in nodes.items if item.state is CoverageState.WAIVED]
    assert (item.id, item.why) == ("later", "nobody comes so late")
    assert (found().by_id["nodes"].words, nodes.words) == ("3/4 (75.0 %)", "3/3 (100.0 %)")
    assert faults(audited) == []


def test_a_waiver_of_what_is_covered_is_a_fault() -> None:
    assert faults(found(Waiver("nodes", ("now", "later"), "why"))) == ["nodes: 'now' is waived, but is covered by hot"]


def test_a_waiver_of_what_is_impossible_is_a_fault() -> None:
    (message,) = faults(found(Waiver("edges", ("more>now",), "why")))
    assert message.startswith("edges: 'more>now' is waived, but is impossible: no patient can: proven by the solver")


def test_a_waiver_of_what_is_gone_is_a_fault() -> None:
    audited = found(Waiver("nodes", ("latter",), "why"), Waiver("node", ("later",), "why"))
    assert faults(audited) == ["nodes: 'latter' is waived, but there is no such thing", "there is no measure 'node'"]
    assert [issue.hint for issue in audited.issues if issue.code == "waiver"] == [
        "did you mean 'later'?",
        "did you mean 'nodes'?",
    ]


def test_a_mutant_can_be_waived_where_mutants_are_made() -> None:
    waiver = Waiver("mutants", ("m1", "m2"), "the same in practice")
    assert faults(found(waiver)) == [], "nothing is said of what was not measured"
    mutants = (Mutant("m1", "a change", "survived"), Mutant("m2", "another", "killed", case="hot"))
    audited = waived(Audit(replace(PATHWAY, waivers=(waiver,)), ("hot",), (), mutants=mutants))
    assert [(mutant.id, mutant.state) for mutant in audited.mutants] == [("m1", "waived"), ("m2", "killed")]
    assert audited.score is not None
    assert audited.score.words == "1/1 (100.0 %)"
    assert faults(audited) == ["mutants: 'm2' is waived, but is covered by hot"]


def test_waivers_are_read_from_the_pathway_and_kept_in_its_cache(tmp_path: Path) -> None:
    waiver = {"measure": "nodes", "items": ["stop-999"], "reason": "rare", "statements": ["S1"]}
    (tmp_path / "pathway.yaml").write_text(tiny.text(("waivers", [waiver])))
    pathway = load_pathway(tmp_path)
    assert pathway.waivers == (Waiver("nodes", ("stop-999",), "rare", ("S1",)),)
    assert pathway.waivers[0].place.line > 0
    assert thaw(freeze(pathway)).waivers == pathway.waivers


def test_a_waiver_gives_a_reason_and_cites_what_exists(tmp_path: Path) -> None:
    waivers = [
        {"measure": "nodes", "items": ["a"]},
        {"measure": "nodes", "items": ["a"], "reason": "rare", "statements": ["S9"]},
    ]
    (tmp_path / "pathway.yaml").write_text(tiny.text(("waivers", waivers)))
    _, issues = check_pathway(tmp_path)
    assert [issue.message for issue in issues] == [
        "this waiver lacks reason",
        "waiver of nodes: cites the unknown statement 'S9'",
    ]
