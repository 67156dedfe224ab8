"""Safety rules: proven, refuted with the smallest patient, undecided; and eight faults that no rule of leg pain lets pass."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

import seven
from legpain_graph.errors import RequestError
from legpain_graph.load.loader import check_pathway, load_pathway
from legpain_graph.load.safety import CHECKS as LOADED_CHECKS
from legpain_graph.model.pathway import Pathway, SafetyRule
from legpain_graph.model.vocabulary import Finding, FindingType
from legpain_graph.proof.graph_rules import CHECKS as CHECKS_OF_THE_GRAPH
from legpain_graph.proof.prover import SEMANTICS, Proof, as_dict, prove
from legpain_graph.proof.solver import Verdict
from legpain_graph.report import hazard_log
from legpain_graph_cli.prove_command import provable
from proof.planted import PLANTED, Fault
from strategies import sketch, vocabulary_of

PATHWAY = """\
pathway: {id: tiny, title: Tiny, version: "1", disclaimer: A test.}
stages: [{id: all, title: All}]
guidelines: [{id: G, title: A guideline}]
statements: [{id: S1, text: A statement., guideline: G}]
safety_nets: [{id: net, lines: [{urgency: routine, text: Come back, statements: [S1]}]}]
findings:
  - {name: fever, type: boolean, label: fever, statements: [S1]}
  - {name: red, type: boolean, label: red, statements: [S1]}
  - {name: abpi, type: number, unit: ratio, range: [0, 3], label: ABPI, optional: true, section: investigation, statements: [S1]}
nodes:
  - {id: start, kind: start, stage: all, title: Start, statements: [S1], edges: [{to: ask, statements: [S1]}]}
  - id: ask
    kind: decision
    stage: all
    title: Hot?
    statements: [S1]
    edges:
      - {to: today, when: fever, label: hot, statements: [S1]}
      - {to: test, when: otherwise, label: else, statements: [S1]}
  - id: test
    kind: investigate
    stage: all
    title: ABPI
    orders: [abpi]
    statements: [S1]
    edges:
      - {to: soon, when: abpi < 0.9, label: low, statements: [S1]}
      - {to: home, when: abpi >= 0.9 and not red, label: normal, statements: [S1]}
      - {to: soon, when: not_done, label: none, statements: [S1]}
  - {id: today, kind: stop, stage: all, title: Today, urgency: same_day, timeframe: today, destination: here, statements: [S1],
     do: [{text: See, statements: [S1]}], do_not: [{text: Wait, statements: [S1]}], review: tomorrow, safety_net: net,
     tags: [seen]}
  - {id: soon, kind: stop, stage: all, title: Soon, urgency: soon, timeframe: soon, destination: here, statements: [S1],
     do: [{text: See, statements: [S1]}], review: soon, safety_net: net}
  - {id: home, kind: stop, stage: all, title: Home, urgency: primary_care, timeframe: later, destination: home, statements: [S1],
     do: [{text: Rest, statements: [S1]}], review: later, safety_net: net}
node_sets: [{name: ENDS, urgencies: [same_day, soon, primary_care]}]
hazards:
  - {id: H1, title: Missed, cause: "not asked <b>", effect: harm, severity: major, likelihood: high, residual_likelihood: very low,
     residual: "some | left", statements: [S1]}
rules:
"""


def rules(*texts: str) -> str:
    return "\n".join(
        f"  - {{id: R{n}, hazard: H1, title: Rule {n}, statements: [S1], {text}}}" for n, text in enumerate(texts, 1)
    )


def proven(folder: Path, *texts: str, seconds: float = 10) -> list[Proof]:
    (folder / "tiny.yaml").write_text(PATHWAY + rules(*texts))
    return prove(load_pathway(folder / "tiny.yaml"), [f"R{n}" for n in range(1, len(texts) + 1)], seconds)


def test_a_rule_that_holds_is_proven(tmp_path: Path) -> None:
    (found,) = proven(
        tmp_path,
        'claims: ["sure(fever) -> floor >= same_day and reaches(today)", "reaches(home) -> not possible(red)"]',
    )
    assert (found.verdict, found.case) == (Verdict.PROVEN, None)


def test_a_rule_that_does_not_hold_shows_the_smallest_patient(tmp_path: Path) -> None:
    (found,) = proven(tmp_path, 'claims: ["sure(red) -> floor >= same_day"]')
    assert found.verdict is Verdict.REFUTED
    assert found.claim == "sure(red) -> floor >= same_day"
    assert found.case is not None
    assert dict(found.case.findings) == {"red": True}


def test_the_claim_that_is_broken_is_the_one_named(tmp_path: Path) -> None:
    (found,) = proven(tmp_path, 'claims: ["sure(fever) -> reaches(today)", "reaches(soon) -> sure(fever)"]')
    assert (found.verdict, found.claim) == (Verdict.REFUTED, "reaches(soon) -> sure(fever)")


def test_complete_patients_only(tmp_path: Path) -> None:
    claim = 'claims: ["possible(red) -> sure(red)"]'
    partial, complete = proven(tmp_path, claim, f"{claim}, patients: complete")
    assert (partial.verdict, complete.verdict) == (Verdict.REFUTED, Verdict.PROVEN)


CHECKS = {
    "check: plan-and-review, nodes: [ENDS]": "",
    "check: tagged, nodes: [today], tags: [seen]": "",
    "check: tagged, nodes: [ENDS], tags: [seen]": "home lacks the tag seen; soon lacks the tag seen",
    "check: never-tagged, nodes: [test], tags: [seen]": "",
    "check: never-tagged, tags: [seen]": "today carries the tag seen",
    "check: forbids, nodes: [today]": "",
    "check: forbids, nodes: [ENDS]": "home forbids nothing by S1; soon forbids nothing by S1",
    "check: no-test-before, nodes: [today]": "",
    "check: no-test-before, nodes: [home]": "test lies on a way to home",
    "check: no-result-read, nodes: [today]": "",
    "check: no-result-read, nodes: [home]": "test>home reads abpi",
}


@pytest.mark.parametrize("check", CHECKS)
def test_checks_of_the_graph(tmp_path: Path, check: str) -> None:
    (found,) = proven(tmp_path, check)
    assert found.verdict is (Verdict.REFUTED if CHECKS[check] else Verdict.PROVEN)
    assert found.about == CHECKS[check]


@pytest.mark.parametrize("rule", [rule.id for rule in SEMANTICS])
def test_the_rules_of_the_semantics_hold_of_a_sound_pathway(tmp_path: Path, rule: str) -> None:
    (tmp_path / "tiny.yaml").write_text(PATHWAY + rules("check: plan-and-review, nodes: [ENDS]"))
    (found,) = prove(load_pathway(tmp_path / "tiny.yaml"), [rule])
    assert found.verdict is Verdict.PROVEN


def test_a_test_better_not_done_is_found(tmp_path: Path) -> None:
    """Any result is soon or worse for who is red, and no result would send them home."""
    text = (
        (PATHWAY + rules("check: plan-and-review, nodes: [ENDS]"))
        .replace("{to: soon, when: not_done,", "{to: home, when: not_done,")
        .replace("abpi >= 0.9 and not red, label", "abpi >= 0.9 and not red and not fever, label")
        .replace("{to: soon, when: abpi < 0.9,", "{to: soon, when: abpi < 0.9 or (abpi >= 0.9 and red),")
    )
    (tmp_path / "tiny.yaml").write_text(text)
    pathway, issues = check_pathway(tmp_path / "tiny.yaml")
    assert pathway is not None
    assert {issue.code for issue in issues} == {"investigation"}
    (found,) = prove(pathway, ["S-not-done"])
    assert found.verdict is Verdict.REFUTED
    assert found.about == "less urgent with abpi not done than with any result"
    assert found.case is not None
    assert found.case.findings["red"] is True


def test_a_result_that_the_patient_cannot_have_does_not_count(tmp_path: Path) -> None:
    """Who is not red cannot have a low index, by definition; so a normal one is all there is, and no test must not be better."""
    text = (
        (PATHWAY + rules("check: plan-and-review, nodes: [ENDS]"))
        .replace("node_sets:", "constraints: [{id: C1, rule: abpi < 0.9 -> red, why: by definition}]\nnode_sets:")
        .replace("{to: soon, when: abpi < 0.9,", "{to: home, when: abpi < 0.9,")
        .replace("{to: home, when: abpi >= 0.9 and not red,", "{to: soon, when: abpi >= 0.9,")
        .replace("{to: soon, when: not_done,", "{to: home, when: not_done,")
    )
    (tmp_path / "tiny.yaml").write_text(text)
    pathway, _ = check_pathway(tmp_path / "tiny.yaml")
    assert pathway is not None
    (found,) = prove(pathway, ["S-not-done"])
    assert found.verdict is Verdict.REFUTED
    assert found.case is not None
    assert found.case.findings["red"] is False


def test_a_patient_with_no_way_on_is_found(tmp_path: Path) -> None:
    text = (PATHWAY + rules("check: plan-and-review, nodes: [ENDS]")).replace(
        "{to: test, when: otherwise,", "{to: test, when: not fever and red,"
    )
    (tmp_path / "tiny.yaml").write_text(text)
    pathway, issues = check_pathway(tmp_path / "tiny.yaml")
    assert {issue.code for issue in issues} == {"not-exhaustive"}
    assert pathway is not None
    (found,) = prove(pathway, ["S-exhaustive"])
    assert found.case is not None
    assert dict(found.case.findings) == {"fever": False, "red": False}


HOLES = 11


def test_what_is_not_found_out_in_time_is_said() -> None:
    """That a dozen pigeons find no room for each in eleven holes takes a solver very long to see."""
    at = [[f"p{pigeon}_{hole}" for hole in range(HOLES)] for pigeon in range(HOLES + 1)]
    rooms = " and ".join(f"({' or '.join(row)})" for row in at)
    alone = " and ".join(
        f"not ({one[hole]} and {other[hole]})" for hole in range(HOLES) for one, other in combinations(at, 2)
    )
    words = vocabulary_of(
        *(Finding(name, FindingType.BOOLEAN, name) for row in at for name in row),
        derived={"rooms": rooms, "alone": alone},
    )
    plain = sketch(words, {"go": ["rooms and alone -> soon", "otherwise -> soon"], "soon": seven.ROUTINE})
    rule = SafetyRule("R1", "H1", "No such pigeons", claims=("not sure(rooms and alone)",))
    (found,) = prove(replace(plain, rules={"R1": rule}), ["R1"], seconds=0.2)
    assert (found.verdict, found.claim, found.case) == (Verdict.UNDECIDED, "not sure(rooms and alone)", None)
    assert found.seconds < 30


def test_what_loading_takes_for_a_check_is_one() -> None:
    assert set(LOADED_CHECKS) == set(CHECKS_OF_THE_GRAPH)


def test_an_unknown_rule_is_a_wrong_request(leg_pain: Pathway) -> None:
    with pytest.raises(RequestError, match="no such rule: 'I02-11'; did you mean"):
        prove(leg_pain, ["I02-11"])


BAD = {
    'claims: ["sure(feverr) -> floor >= soon"]': "unknown finding 'feverr'",
    'claims: ["reaches(todai)"]': "no such node or set: 'todai'",
    "check: taged": "unknown check 'taged'",
    "check: tagged, nodes: [nowhere]": "unknown set or node 'nowhere'",
    'check: tagged, claims: ["sure(red)"]': "has claims or a check, one of the two",
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_rule_is_a_fault_of_its_file(tmp_path: Path, bad: str) -> None:
    (tmp_path / "tiny.yaml").write_text(PATHWAY + rules(bad))
    _, issues = check_pathway(tmp_path / "tiny.yaml")
    assert [issue.message for issue in issues if BAD[bad] in issue.message]
    assert all(issue.place.line for issue in issues)


SETS = {
    "{name: A, nodes: [nowhere]}": "A: unknown node 'nowhere'",
    "{name: A, tags: [sen]}": "A: unknown tag 'sen'",
    "{name: A, sets: [B]}": "A: unknown set 'B'",
    "{name: A, urgencies: [emergency_999]}": "A: no node belongs to this set",
    "{name: A, sets: [B]}, {name: B, sets: [A]}": "a set that is made of itself: A -> B -> A",
    "{name: A, nodes: [home]}, {name: A, nodes: [soon]}": "'A' is declared twice",
}


@pytest.mark.parametrize("bad", SETS)
def test_a_bad_set_is_a_fault_of_its_file(tmp_path: Path, bad: str) -> None:
    text = PATHWAY.replace("node_sets: [", f"node_sets: [{bad}, ") + rules(
        "check: tagged, nodes: [today], tags: [seen]"
    )
    (tmp_path / "tiny.yaml").write_text(text)
    _, issues = check_pathway(tmp_path / "tiny.yaml")
    assert [issue.message for issue in issues if SETS[bad] in issue.message]


def test_a_set_may_stand_before_those_it_is_made_of(tmp_path: Path) -> None:
    several = "{name: MORE, sets: [ENDS], nodes: [test], without: [home]}"
    text = PATHWAY.replace("node_sets: [", f"node_sets: [{several}, ") + rules(
        "check: tagged, nodes: [today], tags: [seen]"
    )
    (tmp_path / "tiny.yaml").write_text(text)
    assert load_pathway(tmp_path / "tiny.yaml").node_sets["MORE"] == ("soon", "test", "today")


def test_the_hazard_log_is_whole_and_escaped(tmp_path: Path) -> None:
    findings = proven(tmp_path, 'claims: ["sure(fever) -> reaches(today)"]', 'claims: ["sure(red) -> reaches(today)"]')
    pathway = load_pathway(tmp_path / "tiny.yaml")
    text, page = hazard_log.markdown(pathway, findings), hazard_log.html(pathway, findings)
    for words in (
        "H1 Missed",
        "proven of every patient",
        "NOT KEPT",
        "major, high: 4",
        "major, very low: 2",
        "no clinical-safety officer",
    ):
        assert words in text
        assert words in page
    assert "<b>" not in page + text
    assert "some \\| left" in text
    assert hazard_log.risk("catastrophic", "very high") == "5"
    assert hazard_log.risk("minor", "very low") == "1"
    assert hazard_log.risk("minor", "") == ""


def test_the_hazard_log_is_what_a_safety_officer_prints(tmp_path: Path) -> None:
    """Contents, a summary, the matrix before and with the controls, what to fill in, statements in words, claims in words and in code."""
    findings = proven(tmp_path, 'claims: ["sure(fever) -> reaches(today)"]')
    page = hazard_log.html(load_pathway(tmp_path / "tiny.yaml"), findings)
    before, after = page.split("With the controls</caption>")
    assert '<td class="risk4"><strong>4</strong> H1</td>' in before
    assert '<td class="risk2"><strong>2</strong> H1</td>' in after
    assert "<strong>S1</strong> A statement." in page
    assert "<code>sure(fever) -&gt; reaches(today)</code>" in page
    assert "Whenever it is known that fever, then the patient reaches" in page
    assert all(f'<th scope="row">{name}</th><td></td>' in page for name in hazard_log.SIGN_OFF)
    links = re.findall(r'href="#([\w-]+)"', page)
    assert {"summary", "matrix", "H1", "semantics"} <= set(links)
    assert all(page.count(f'id="{name}"') == 1 for name in links)


def test_verdicts_as_data(tmp_path: Path) -> None:
    findings = proven(tmp_path, 'claims: ["sure(red) -> floor >= same_day"]')
    data = as_dict(load_pathway(tmp_path / "tiny.yaml"), findings)
    assert data["rules"][0]["verdict"] == "refuted"
    assert data["rules"][0]["patient"] == {
        "id": "breaks-r1",
        "who": "Generated: breaks the safety rule R1, Rule 1",
        "findings": {"red": True},
        "normal": [],
        "not_done": [],
    }


# Leg pain


def test_every_rule_of_leg_pain_is_proven(leg_pain: Pathway) -> None:
    found = prove(leg_pain, seconds=60)
    assert [(item.rule.id, item.claim or item.about) for item in found if item.verdict is not Verdict.PROVEN] == []
    assert len(found) >= 80


def test_every_hazard_of_leg_pain_has_a_rule(leg_pain: Pathway) -> None:
    assert {rule.hazard for rule in leg_pain.rules.values()} == set(leg_pain.hazards)


CAUGHT_BY = {
    "dropped-red-flag": "I06-07",
    "abpi-0-8": "I38",
    "d-dimer-when-likely": "I11",
    "and-for-or": "I02-alone",
    "past-the-abpi": "I08",
    "benign-before-neurology": "I20",
    "swapped-first": "I21-refer",
    "missing-otherwise": "S-exhaustive",
}


@pytest.mark.parametrize("fault", PLANTED.values(), ids=lambda fault: fault.name)
def test_a_planted_fault_is_refuted_with_a_patient(tmp_path: Path, fault: Fault) -> None:
    (found,) = prove(provable(str(fault.plant(tmp_path))), [CAUGHT_BY[fault.name]])
    assert found.verdict is Verdict.REFUTED
    assert found.case is not None
    assert fault.loads is (fault.name != "missing-otherwise")
