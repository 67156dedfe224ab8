"""What a rule forbids is proven of acting now too, or refuted with a patient whom the walk itself shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

import seven
from legpain_graph import Case, Pathway, load_pathway, note
from legpain_graph.case.facts import Expander
from legpain_graph.engine.smt import Space
from legpain_graph.proof.acting import ActingNow, OneActingNow
from legpain_graph.proof.prover import Proof, Prover, prove
from legpain_graph.proof.solver import Solver, Verdict
from legpain_graph.walk.walker import Walker

TIED = """\
pathway: {id: sore-throat, title: Sore throat, version: "1", disclaimer: A test.}
stages: [{id: all, title: All}]
guidelines: [{id: G, title: A guideline}]
statements: [{id: S1, text: A statement., guideline: G}]
safety_nets: [{id: net, lines: [{urgency: routine, text: Come back, statements: [S1]}]}]
findings:
  - {name: allergy, type: boolean, label: allergy to penicillin, statements: [S1]}
nodes:
  - {id: start, kind: start, stage: all, title: Start, statements: [S1], edges: [{to: which, statements: [S1]}]}
  - id: which
    kind: decision
    stage: all
    title: Which antibiotic?
    choose: first
    statements: [S1]
    edges:
      - {to: penicillin, when: not allergy, label: no allergy, statements: [S1]}
      - {to: clarithromycin, when: otherwise, label: allergy, statements: [S1]}
UNKNOWN
  - {id: penicillin, kind: stop, stage: all, title: Penicillin, urgency: primary_care, timeframe: now, destination: here, tags: [penicillin],
     statements: [S1], do: [{text: Give penicillin, statements: [S1]}], review: soon, safety_net: net}
  - {id: clarithromycin, kind: stop, stage: all, title: Clarithromycin, urgency: primary_care, timeframe: now, destination: here,
     statements: [S1], do: [{text: Give clarithromycin, statements: [S1]}], review: soon, safety_net: net}
OTHER
node_sets: [{name: PENICILLIN, tags: [penicillin]}]
hazards: [{id: H1, title: Anaphylaxis, cause: Allergy, effect: Death, severity: catastrophic, likelihood: low, residual_likelihood: very low,
           residual: none, statements: [S1]}]
rules: [{id: R1, hazard: H1, title: No penicillin in allergy, claims: ["reaches(PENICILLIN) -> sure(not allergy)"], statements: [S1]}]
"""
GUESS = """\
      - {to: penicillin-anyway, when: unknown, label: not known, statements: [S1]}
"""
ANYWAY = """\
  - {id: penicillin-anyway, kind: stop, stage: all, title: Penicillin, urgency: primary_care, timeframe: now, destination: here,
     tags: [penicillin], statements: [S1], do: [{text: Give penicillin, statements: [S1]}], review: soon, safety_net: net}
"""


def planted(folder: Path, unknown: str = "", other: str = "") -> Pathway:
    text = TIED.replace("UNKNOWN\n", unknown).replace("OTHER\n", other)
    (folder / "throat.yaml").write_text(text)
    return load_pathway(folder / "throat.yaml")


def test_a_tie_is_asked_and_prescribes_nothing(tmp_path: Path) -> None:
    pathway = planted(tmp_path)
    walk = Walker(pathway).walk(Case({}), "safest")
    assert [(step.node.id, step.asks) for step in walk.acting or ()] == [("start", ()), ("which", ("allergy",))]
    (proof,) = prove(pathway, ["R1"])
    assert (proof.verdict, proof.acting_now) == (Verdict.PROVEN, True)


def test_a_pathway_that_prescribes_by_a_guess_is_refuted_with_a_patient(tmp_path: Path) -> None:
    """No walk ever gives it; what is done while nobody knows does."""
    pathway = planted(tmp_path, GUESS, ANYWAY)
    assert Prover(pathway).find(pathway.rules["R1"]).verdict is Verdict.PROVEN
    (proof,) = prove(pathway, ["R1"])
    assert proof.verdict is Verdict.REFUTED
    assert proof.claim == "acting now: reaches(PENICILLIN) -> sure(not allergy)"
    assert proof.case is not None
    assert proof.case.findings == {}
    walk = Walker(pathway).walk(proof.case, "safest")
    assert "penicillin-anyway" in {step.node.id for step in walk.acting or ()}


@pytest.mark.parametrize(("ways", "verdict"), [("same_day", Verdict.REFUTED), ("primary_care", Verdict.PROVEN)])
def test_what_is_done_while_not_known_less_urgent_than_every_way_is_refuted(
    tmp_path: Path, ways: str, verdict: Verdict
) -> None:
    """Both ways are the same day, whatever the answer: nobody waits for it at home."""
    text = TIED.replace("UNKNOWN\n", GUESS).replace("OTHER\n", ANYWAY)
    for ending in ("title: Penicillin, urgency: primary_care", "title: Clarithromycin, urgency: primary_care"):
        text = text.replace(ending, ending.replace("primary_care", ways), 1)
    (tmp_path / "throat.yaml").write_text(text)
    pathway = load_pathway(tmp_path / "throat.yaml")
    (proof,) = prove(pathway, ["S-acting"])
    assert proof.verdict is verdict
    if proof.case is not None:
        assert proof.about == "which: acting now ends primary care, where same day is sure"
        walk = Walker(pathway).walk(proof.case, "safest")
        assert [node.urgency for node in walk.acting_outcomes] == [seven.PRIMARY_CARE]
        assert walk.acting_urgency is walk.floor == seven.SAME_DAY, "held, whatever an author wrote"
        assert "same day until known" in " ".join(note(walk).split())


def test_acting_now_is_never_less_urgent_than_the_floor_of_leg_pain(leg_pain: Pathway) -> None:
    (proof,) = prove(leg_pain, ["S-acting"])
    assert (proof.verdict, proof.about) == (Verdict.PROVEN, "2 edges for what is not known")


def test_every_rule_of_leg_pain_that_forbids_holds_of_acting_now(leg_pain: Pathway) -> None:
    prover = Prover(leg_pain)
    asked = {}
    for rule in leg_pain.rules.values():
        proof = prover.find_acting(Proof(rule, Verdict.PROVEN, 0.0))  # proven of every patient: test_prover
        if proof.acting_now:
            asked[rule.id] = proof.verdict
    assert set(asked.values()) == {Verdict.PROVEN}
    assert len(asked) > 20


@pytest.fixture(scope="module")
def solver(leg_pain: Pathway) -> Solver:
    return Solver(Space(leg_pain))


@pytest.fixture(scope="module")
def acting(leg_pain: Pathway, solver: Solver) -> ActingNow:
    """Acting now, with a formula for each node."""
    made = ActingNow(solver.space)
    for name in leg_pain.nodes:
        solver.space.named(made.reaches(frozenset({name})))
    assert solver.can(True) is Verdict.REFUTED  # it has been told of them
    return made


@pytest.mark.parametrize("seed", range(12))
def test_the_formulas_say_what_the_walk_does(
    leg_pain: Pathway, leg_pain_walker: Walker, solver: Solver, acting: ActingNow, seed: int
) -> None:
    """Of partial patients the solver's acting now comes to every node that the walk's does, and to no treatment that it does not."""
    random = Random(seed)
    words = leg_pain.vocabulary
    groups = [group for group in words.groups.values() if "normal" in group.closed_by]
    normal = tuple(group.name for group in groups if random.random() < 0.85)
    case = Case({"age_years": random.choice([6, 40, 70])}, normal=normal)
    case = replace(case, findings={**case.findings, "sex": random.choice(["female", "male"])})
    one = OneActingNow(leg_pain_walker, case)
    nodes = [name for name in leg_pain.nodes if random.random() < 0.3]
    said = solver.of(
        Expander(words).expand(case), [solver.space.named(acting.reaches(frozenset({name}))) for name in nodes]
    )
    assert dict(zip(nodes, said, strict=True)) == {name: name in one.nodes for name in nodes}
