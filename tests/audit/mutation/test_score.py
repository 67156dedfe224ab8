"""The mutation score on small pathways: each operator, a fault that a case notices, one that nobody can, and one that survives."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph.audit.mutation.incremental import Incremental, Unchanged
from legpain_graph.audit.mutation.operators import Mutation, Mutator
from legpain_graph.audit.mutation.score import MANY, mutants
from legpain_graph.audit.result import Audit, Mutant
from legpain_graph.case.facts import Case, Facts
from legpain_graph.case.read import CaseFile
from legpain_graph.engine.bitset import Bitset
from legpain_graph.engine.kleene import Kleene, Reference
from legpain_graph.engine.meaning import Meaning
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Flag, Score, Some, Term
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Constraint, Derived, Finding, FindingType, Warning
from legpain_graph.walk.walker import Walker
from strategies import accepted, cases, examples, partial_case, pathways, sketch, vocabulary_of

FEVER, RED, HOT = (Finding(name, FindingType.BOOLEAN, name) for name in ("fever", "red", "hot"))
WEEKS = Finding("weeks", FindingType.NUMBER, "duration", low=Decimal(0), high=Decimal(52), unit="weeks")
AGE = Finding("age", FindingType.NUMBER, "age", low=Decimal(0), high=Decimal(110), unit="years", integer=True)
SITE = Finding("site", FindingType.CHOICE, "site", values=("calf", "thigh", "foot"))
ENDS = {"now": seven.SAME_DAY, "soon": seven.SOON, "home": seven.PRIMARY_CARE}


def pathway_of(lines: list[str] | tuple[str, list[str]], *findings: Finding, **words: Any) -> Pathway:
    """One decision with the given edges, and three ends. A warning reads every truth, so that a change leaves none unused."""
    known = findings or (FEVER, RED)
    read = Warning("W", Some(tuple(Flag(one.name) for one in known if one.type is FindingType.BOOLEAN)), "look again")
    steps = {"start": ["always -> ask"], "ask": lines, **ENDS}
    told = str(lines)
    return sketch(
        vocabulary_of(*known, warnings=(read,), **words),
        {name: step for name, step in steps.items() if name not in ENDS or name in told},
    )


def scoring(line: str, *terms: Term, recordable: bool = False) -> Pathway:
    """The same with the score `points`."""
    words = pathway_of([]).vocabulary
    words.derived["points"] = Derived("points", "points", Score("points", terms), recordable=recordable)
    return sketch(words, {"start": ["always -> ask"], "ask": [line, "otherwise -> home"], **ENDS})


def of(pathway: Pathway, operator: str) -> list[Mutation]:
    return [change for change in Mutator(pathway).changes() if change.id.split()[-2] == operator]


def said(pathway: Pathway, operator: str) -> list[str]:
    """What the mutants of one operator change."""
    return [change.what.partition(": ")[2] for change in of(pathway, operator)]


def worked(findings: dict[str, Any], name: str = "a", **expect: Any) -> CaseFile:
    return CaseFile(Case(findings, id=name), f"{name}.case.yaml", expect=expect)


def states(found: tuple[Mutant, ...]) -> dict[str, str]:
    return {mutant.id: mutant.state for mutant in found}


# Operators

EITHER = pathway_of(["fever and not red -> now", "otherwise -> home"])


def test_atoms_are_dropped_and_negated_and_joined_otherwise() -> None:
    assert said(EITHER, "dropped") == ["without 'fever'", "without 'no red'"]
    assert said(EITHER, "negated") == ["'fever' denied"]
    assert said(EITHER, "not") == ["'no red' without its 'not'"]
    assert said(EITHER, "joined") == ["'and' becomes 'or' in 'fever and no red'"]


def test_a_threshold_moves_one_step_either_way_and_its_strictness_changes() -> None:
    pathway = pathway_of(["weeks < 6 -> now", "age >= 65 -> soon", "otherwise -> home"], WEEKS, AGE)
    assert said(pathway, "threshold") == [
        "'duration under 6 weeks' becomes 'duration under 5 weeks'",
        "'duration under 6 weeks' becomes 'duration under 7 weeks'",
        "'age 65 years or more' becomes 'age 64 years or more'",
        "'age 65 years or more' becomes 'age 66 years or more'",
    ]
    assert said(pathway, "strictness") == ["'duration under 6 weeks' becomes 'duration 6 weeks or less'"]


def test_a_threshold_stays_within_the_range() -> None:
    pathway = pathway_of(["age >= 110 -> now", "otherwise -> home"], AGE)
    assert said(pathway, "threshold") == ["'age 110 years or more' becomes 'age 109 years or more'"]


def test_a_value_is_left_out_of_a_list() -> None:
    pathway = pathway_of(["site in [calf, thigh] -> now", "otherwise -> home"], SITE)
    assert said(pathway, "value") == [
        "'site: calf or thigh' becomes 'site: thigh'",
        "'site: calf or thigh' becomes 'site: calf'",
    ]


def test_a_score_changes_its_cutoff_factor_constant_and_items() -> None:
    pathway = scoring("points >= 2 -> now", Term(2, (Flag("fever"),)), Term(-1, (Flag("red"),)))
    assert said(pathway, "cutoff") == [
        "'points 2 or more' becomes 'points 1 or more'",
        "'points 2 or more' becomes 'points 3 or more'",
    ]
    assert said(pathway, "factor") == [
        "2 points for 'fever' become 1",
        "2 points for 'fever' become 3",
        "-1 points for 'red' become -2",
    ]
    assert said(pathway, "constant") == ["-1 to every total", "+1 to every total"]
    assert said(pathway, "dropped") == ["without 'fever'", "without 'red'"]
    everywhere = of(pathway, "factor")[0].pathway
    guard = everywhere.nodes["ask"].edges[0].guard
    assert guard is not None
    assert guard.score is everywhere.vocabulary.derived["points"].formula  # type: ignore[union-attr]


def test_edges_are_redirected_dropped_and_reordered() -> None:
    pathway = pathway_of(("first", ["fever -> now", "red -> soon", "otherwise -> home"]))  # type: ignore[arg-type]
    assert said(pathway, "redirected")[:2] == ["leads to soon", "leads to home"]
    assert said(pathway, "edge") == ["is gone", "is gone"], "the rest of the patients keep an edge"
    assert said(pathway, "order") == ["stands after ask>soon"]
    swapped = of(pathway, "order")[0].pathway.nodes["ask"]
    assert [edge.target for edge in swapped.edges] == ["soon", "now", "home"]


def test_an_edge_with_no_other_target_leads_to_one_beside() -> None:
    steps = {"start": ["fever -> one", "otherwise -> other"], "one": ["always -> now"], "other": ["red -> now", "otherwise -> home"], **ENDS}  # fmt: skip
    del steps["soon"]
    pathway = sketch(vocabulary_of(FEVER, RED), steps)
    assert "one>now: leads to home" in [change.what for change in of(pathway, "redirected")]


def test_urgencies_move_one_level() -> None:
    assert [change.what for change in of(EITHER, "urgency")] == [
        "home: primary care becomes routine",
        "now: same day becomes within 48 hours",
        "now: same day becomes EMERGENCY (999)",
    ]


def test_formulas_conditions_and_definitions_are_changed() -> None:
    gated = Finding("hot", FindingType.BOOLEAN, "hot", applies_when=Flag("red"))
    rule = Constraint("C1", Flag("hot"), Flag("red"), "a kind of it")
    pathway = pathway_of(
        ["bad and hot -> now", "otherwise -> home"], FEVER, RED, gated,
        derived={"bad": "fever or red", "for_rules_alone": "fever and red"}, constraints=(rule,),
    )  # fmt: skip
    assert [change.id for change in of(pathway, "joined")] == ["ask>now joined 1", "bad joined 1"]
    assert said(pathway, "applies") == ["applies to everyone"]
    assert said(pathway, "constraint") == ["red no longer follows from hot"]
    assert of(pathway, "constraint")[0].pathway.vocabulary.constraints == ()


def test_ids_are_unique_and_the_pathway_is_not_touched(leg_pain: Pathway) -> None:
    before = repr(leg_pain)
    ids = [change.id for change in Mutator(leg_pain).changes()]
    assert len(ids) == len(set(ids)) > 2_000
    assert repr(leg_pain) == before


# Killed, equivalent, survived, refused


def test_a_case_kills_what_it_notices_and_a_witness_kills_what_survives() -> None:
    pathway = pathway_of(["fever and red -> now", "otherwise -> home"])
    both = worked({"fever": True, "red": True}, floor="same_day")
    found = mutants(pathway, [both])
    dropped = [mutant for mutant in found if " dropped " in mutant.id]
    assert {mutant.state for mutant in dropped} == {"survived"}
    assert next((m.state, m.case) for m in found if m.id == "ask>now negated 1") == ("killed", "a")
    more = [both]
    for mutant in dropped:
        assert mutant.witness is not None
        walk = Walker(pathway).walk(mutant.witness)
        more.append(
            CaseFile(
                mutant.witness, expect={"floor": walk.floor.id, "ceiling": walk.ceiling.id, "never": walk.ruled_out}
            )
        )
    again = states(mutants(pathway, more))
    assert {again[mutant.id] for mutant in dropped} == {"killed"}


def test_what_no_patient_can_tell_is_equivalent_and_not_counted() -> None:
    pathway = pathway_of(["fever or fever -> now", "otherwise -> home"])
    found = mutants(pathway, [])
    equivalent = {mutant.id: mutant.why for mutant in found if mutant.state == "equivalent"}
    assert {"ask>now dropped 1", "ask>now dropped 2", "ask>now joined 1"} <= set(equivalent)
    assert equivalent["ask>now dropped 1"] == "no patient's path or urgency is another, which is proven"
    score = Audit(pathway, (), (), mutants=found).score
    assert score is not None
    assert score.feasible == sum(mutant.state in ("survived", "killed") for mutant in found)


def test_an_expected_question_kills() -> None:
    """The urgency is the same, but the question is no longer asked."""
    pathway = pathway_of(["fever or red -> now", "otherwise -> home"])
    case = worked({}, floor="primary_care", asks=["fever", "red"])
    assert states(mutants(pathway, [case]))["ask>now dropped 1"] == "killed"
    silent = worked({}, floor="primary_care")
    assert states(mutants(pathway, [silent]))["ask>now dropped 1"] == "survived"


def test_a_definition_that_is_gone_is_noticed_by_what_no_longer_follows() -> None:
    rule = Constraint("C1", Flag("hot"), Flag("red"), "a kind of it")
    pathway = pathway_of(["red -> now", "otherwise -> home"], RED, HOT, constraints=(rule,))
    hot = worked({"hot": True}, floor="same_day")
    assert states(mutants(pathway, [hot]))["C1 constraint 1"] == "killed"
    survived = next(mutant for mutant in mutants(pathway, []) if mutant.id == "C1 constraint 1")
    assert (survived.state, survived.witness) == ("survived", Case({"hot": True}))


def test_a_recorded_score_that_the_change_refuses_is_noticed() -> None:
    pathway = scoring("points >= 1 -> now", Term(1, (Flag("fever"), Flag("red"))), recordable=True)
    case = worked({"points": 2}, floor="same_day")
    assert states(mutants(pathway, [case]))["points dropped 1"] == "killed"
    assert states(mutants(pathway, []))["points dropped 1"] == "survived"


def test_a_case_that_does_not_end_as_it_expects_notices_nothing() -> None:
    wrong = worked({"fever": True, "red": True}, floor="routine")
    assert "killed" not in states(mutants(EITHER, [wrong])).values()


def test_what_the_loader_refuses_is_left_out() -> None:
    assert {m.id: m.why for m in mutants(EITHER, []) if m.state == "refused"}[
        "ask>now edge 1"
    ] == "the loader refuses it: now: no path from the start leads here"


def test_a_sample_is_spread_and_the_same_each_time() -> None:
    all_of_them = [mutant.id for mutant in mutants(EITHER, [])]
    some = [mutant.id for mutant in mutants(EITHER, [], sample=4)]
    assert (len(some), some[0]) == (4, all_of_them[0])
    assert some == [name for name in all_of_them if name in some]
    assert [mutant.id for mutant in mutants(EITHER, [], sample=1000)] == all_of_them


def test_two_processes_find_what_one_does() -> None:
    lines = [
        "fever and red and hot -> now",
        "site == foot and not red and weeks < 6 or age >= 65 -> soon",
        "otherwise -> home",
    ]
    pathway = pathway_of(lines, FEVER, RED, HOT, WEEKS, AGE, SITE)
    one, two, again = (mutants(pathway, [worked({}, floor="routine")], workers=n, missing=[]) for n in (1, 2, 2))
    assert [m.state for m in one].count("survived") >= MANY
    assert [(m.id, m.state, m.case) for m in one] == [(m.id, m.state, m.case) for m in two]
    assert two == again, "the same patients are shown each time"
    assert all(m.witness is not None for m in two if m.state == "survived")


# Worked out again only where it differs


def assert_again(pathway: Pathway, changed: Pathway, facts: list[Facts]) -> None:
    """What is worked out again is what is worked out anew, for many patients and for one with reasons."""
    several = Bitset(pathway.vocabulary, facts)
    again = Incremental(Unchanged(pathway, several), changed)
    anew = Meaning(changed, several)
    edges = anew.edges()
    assert again.edges == edges
    assert again.possible == anew.possible(edges)
    met, expected = again.must(0, several), anew.must(edges)[anew.order.start]
    assert met.rest == expected.rest
    assert all(met.has(mark) == expected.has(mark) for mark in range(anew.order.levels + len(anew.order.nodes)))
    alone = Kleene(pathway.vocabulary, facts[0])
    assert Incremental(Unchanged(pathway, alone), changed).edges == Meaning(changed, alone).edges()


@examples(60)
@given(st.data())
def test_a_changed_pathway_is_worked_out_as_if_anew(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    engine = Reference(pathway)
    facts = [accepted(engine, data.draw(cases(pathway)))[1] for _ in range(3)]
    changes = list(Mutator(pathway).changes())
    for change in data.draw(st.lists(st.sampled_from(changes), min_size=1, max_size=4)):
        assert_again(pathway, change.pathway, facts)


@pytest.mark.parametrize("part", range(2))
def test_leg_pain_changed_is_worked_out_as_if_anew(leg_pain: Pathway, part: int) -> None:
    from random import Random

    random, engine, facts = Random(part), Reference(leg_pain), list[Facts]()
    while len(facts) < 20:
        try:
            facts.append(engine.facts(partial_case(leg_pain, random)))
        except CaseError:
            continue
    for change in random.sample(list(Mutator(leg_pain).changes()), 25):
        assert_again(leg_pain, change.pathway, facts)
