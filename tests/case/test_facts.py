"""One patient's findings: what closures and definitions add, in which order, and every way in which a case is refused."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph.case.facts import Case, Expander, Facts
from legpain_graph.engine.kleene import Reference
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Compare, Flag, OneOf, Op, Score, Term, Test
from legpain_graph.model.vocabulary import (
    NOT_DONE,
    Constraint,
    Derived,
    Finding,
    FindingType,
    Group,
    GroupSet,
    Vocabulary,
)
from strategies import cases, examples, pathways, sketch, vocabulary_of

BOOLEAN, CHOICE, NUMBER = FindingType.BOOLEAN, FindingType.CHOICE, FindingType.NUMBER
FINDINGS = (
    *(Finding(name, BOOLEAN, name, normal=False) for name in ("swelling", "entire_leg", "pitting", "fever")),
    Finding("felt_cord", BOOLEAN, "cord", optional=True, normal=False),
    Finding("side", CHOICE, "side", values=("left", "right", "both")),
    Finding("pulse", CHOICE, "pulse", values=("palpable", "reduced", "absent"), normal="palpable"),
    Finding("scan", CHOICE, "scan", values=("clear", "clot"), optional=True),
    Finding("film", CHOICE, "film", values=("plain", "fracture"), optional=True, normal="plain"),
    Finding("girth", NUMBER, "girth", unit="cm", high=Decimal(20)),
    Finding("abpi", NUMBER, "ABPI", unit="ratio", high=Decimal("2.5"), optional=True),
    Finding("age", NUMBER, "age", unit="years", high=Decimal(120), integer=True),
)
GROUPS = {
    "skin": Group("skin", "Neither swollen nor pitting.", ("swelling", "pitting")),
    "legs": Group("legs", "The leg is well.", ("swelling", "pulse")),
    "tests": Group("tests", "No test yet.", ("scan", "abpi"), ("not_done",)),
    "films": Group("films", "The film is plain.", ("film",), ("normal", "not_done")),
}
SETS = {"all_normal": GroupSet("all_normal", ("skin", "legs")), "mixed": GroupSet("mixed", ("skin", "tests"))}
WELLS = Score("wells", (Term(1, (Flag("swelling"), Flag("pitting"))), Term(-2, (Flag("fever"),))))


def below(name: str, number: str) -> Compare:
    return Compare(name, Op.LESS, Decimal(number))


def least(name: str, number: str) -> Compare:
    return Compare(name, Op.AT_LEAST, Decimal(number))


def words(*rules: tuple[Test, Test], groups: Mapping[str, Group] = GROUPS) -> Vocabulary:
    constraints = tuple(
        Constraint(f"C{number}", *rule, f"definition {number}") for number, rule in enumerate(rules, start=1)
    )
    found = vocabulary_of(
        *FINDINGS, constraints=constraints, groups=dict(groups), sets=SETS if groups is GROUPS else {}
    )
    found.derived["wells"] = Derived("wells", "Wells", WELLS, recordable=True)
    found.derived["points"] = Derived("points", "points", Score("points", WELLS.terms))
    return found


def expand(case: Case, *rules: tuple[Test, Test]) -> Facts:
    return Expander(words(*rules)).expand(case)


def refused(case: Case, *rules: tuple[Test, Test]) -> CaseError:
    with pytest.raises(CaseError) as caught:
        expand(case, *rules)
    return caught.value


def messages(error: CaseError) -> list[tuple[str, str, str]]:
    return [(issue.code, issue.message, issue.hint) for issue in error.issues]


# What can be recorded


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("swelling", True, True),
        ("swelling", False, False),
        ("side", "left", "left"),
        ("girth", 3, Decimal(3)),
        ("girth", 0.1, Decimal("0.1")),
        ("girth", Decimal("3.25"), Decimal("3.25")),
        ("girth", 0, Decimal(0)),
        ("girth", 20, Decimal(20)),
        ("age", 65.0, Decimal(65)),
        ("scan", "clot", "clot"),
        ("scan", "not_done", NOT_DONE),
        ("abpi", "not_done", NOT_DONE),
        ("felt_cord", "not_done", NOT_DONE),
        ("felt_cord", NOT_DONE, NOT_DONE),
    ],
)
def test_a_value_is_read(name: str, raw: Any, value: Any) -> None:
    facts = expand(Case({name: raw}))
    assert facts.known == {name: value}
    assert type(facts.known[name]) is type(value)
    assert facts.how == {name: "recorded"}


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("swelling", 1, "swelling is 1, expected true or false"),
        ("swelling", "true", 'swelling is "true", expected true or false'),
        ("swelling", None, "swelling is empty, expected true or false"),
        ("swelling", "not_done", "swelling cannot be not_done: it is not a test"),
        ("side", "lefft", "side is \"lefft\", expected one of left, right, both; did you mean 'left'?"),
        ("side", True, "side is true, expected one of left, right, both"),
        ("side", ["left"], "side is a list, expected one of left, right, both"),
        ("scan", "positive", 'scan is "positive", expected one of clear, clot'),
        ("side", "x" * 99, f'side is "{"x" * 40}"..., expected one of left, right, both'),
        ("girth", 20.01, "girth is 20.01, expected a number of cm from 0 to 20"),
        ("girth", -0.01, "girth is -0.01, expected a number of cm from 0 to 20"),
        ("girth", float("nan"), "girth is nan, expected a number of cm from 0 to 20"),
        ("girth", float("inf"), "girth is inf, expected a number of cm from 0 to 20"),
        ("girth", Decimal("NaN"), "girth is NaN, expected a number of cm from 0 to 20"),
        ("girth", Decimal("-Infinity"), "girth is -Infinity, expected a number of cm from 0 to 20"),
        ("girth", True, "girth is true, expected a number of cm from 0 to 20"),
        ("girth", "3", 'girth is "3", expected a number of cm from 0 to 20; write it without quotes'),
        ("girth", {"min": 3}, "girth is a group of entries, expected a number of cm from 0 to 20"),
        ("girth", "not_done", "girth cannot be not_done: it is not a test"),
        ("abpi", 7.8, "abpi is 7.8, expected a number from 0 to 2.5"),
        ("age", 64.5, "age is 64.5, expected a whole number of years from 0 to 120"),
        ("age", 10**60, f"age is 1{'0' * 39}, expected a whole number of years from 0 to 120"),
        ("wells", 1.5, "wells is 1.5, expected a whole number of points"),
        ("wells", True, "wells is true, expected a whole number of points"),
        ("wells", "2", 'wells is "2", expected a whole number of points; write it without quotes'),
        ("wells", float("nan"), "wells is nan, expected a whole number of points"),
    ],
)
def test_a_value_is_refused(name: str, raw: Any, message: str) -> None:
    error = refused(Case({name: raw}))
    assert messages(error) == [(f"findings.{name}", message, "")]
    assert error.remaining is None


@pytest.mark.parametrize(
    ("case", "message", "hint"),
    [
        (Case({"sweling": True}), "unknown finding 'sweling'", "did you mean 'swelling'?"),
        (Case({"welss": 2}), "unknown finding 'welss'", "did you mean 'wells'?"),
        (Case({"quite_other": 2}), "unknown finding 'quite_other'", ""),
        (Case({"points": 2}), "'points' is computed and cannot be recorded", "record its findings"),
        (Case({"skin": True}), "'skin' is a group", 'close it: "normal": ["skin"]'),
        (Case({"all_normal": False}), "'all_normal' is a group", 'close it: "normal": ["all_normal"]'),
        (Case({}, normal=("skni",)), "unknown finding or group 'skni'", "did you mean 'skin'?"),
        (Case({}, normal=("side",)), "side has no normal value", "record it under findings"),
        (Case({}, not_done=("pulse",)), "pulse cannot be not_done", "leave it out: it is then not recorded"),
        (Case({}, normal=("tests",)), "tests cannot be closed as normal", "it is closed by not_done"),
        (Case({}, not_done=("skin",)), "skin cannot be closed as not_done", "it is closed by normal"),
        (Case({}, normal=("mixed",)), "tests cannot be closed as normal", "it is closed by not_done"),
        (Case({}, not_done=("mixed",)), "skin cannot be closed as not_done", "it is closed by normal"),
        (Case({}, not_done=("all_normal",)), "skin and legs cannot be closed as not_done", "it is closed by normal"),
        (Case({}, ("film",), ("film",)), "film stands in both normal and not_done", ""),
    ],
)  # fmt: skip
def test_a_name_is_refused(case: Case, message: str, hint: str) -> None:
    assert [(issue.message, issue.hint) for issue in refused(case).issues] == [(message, hint)]


def test_every_fault_of_a_case_is_told_at_once() -> None:
    error = refused(Case({"sweling": True, "abpi": 7.8, "side": 3}, normal=("skni",), not_done=("pulse",)))
    assert [issue.code for issue in error.issues] == [
        "findings.abpi", "not_done.pulse", "findings.side", "findings.sweling", "normal.skni",
    ]  # fmt: skip


# Closures


def test_a_group_fills_only_what_is_open() -> None:
    facts = expand(Case({"swelling": True}, normal=("skin",)))
    assert facts.known == {"swelling": True, "pitting": False}
    assert facts.how == {"swelling": "recorded", "pitting": "skin"}
    assert facts.closed == [("skin", "normal", ("pitting",))]


def test_a_closed_group_is_told_even_where_it_fills_nothing() -> None:
    assert expand(Case({"swelling": True, "pitting": True}, normal=("skin",))).closed == [("skin", "normal", ())]


def test_a_group_records_the_normal_value_of_each_member() -> None:
    assert expand(Case({}, normal=("legs",))).known == {"swelling": False, "pulse": "palpable"}


def test_a_group_of_tests_is_closed_as_not_done() -> None:
    facts = expand(Case({"scan": "clot"}, not_done=("tests",)))
    assert facts.known == {"scan": "clot", "abpi": NOT_DONE}
    assert facts.closed == [("tests", "not_done", ("abpi",))]


@pytest.mark.parametrize(("how", "value"), [("normal", "plain"), ("not_done", NOT_DONE)])
def test_a_group_may_be_closed_either_way(how: str, value: Any) -> None:
    facts = expand(Case({}, **{how: ("films",)}))  # type: ignore[arg-type]
    assert facts.known == {"film": value}
    assert facts.closed == [("films", how, ("film",))]


def test_a_set_closes_its_groups_and_each_tells_its_sentence() -> None:
    facts = expand(Case({}, normal=("all_normal",)))
    assert facts.known == {"swelling": False, "pitting": False, "pulse": "palpable"}
    assert facts.closed == [("skin", "normal", ("swelling", "pitting")), ("legs", "normal", ("pulse",))]


def test_a_finding_is_closed_by_its_own_name() -> None:
    facts = expand(Case({}, normal=("pulse", "fever"), not_done=("scan",)))
    assert facts.known == {"pulse": "palpable", "fever": False, "scan": NOT_DONE}
    assert facts.how == {"pulse": "normal", "fever": "normal", "scan": "not_done"}
    assert facts.closed == []


@pytest.mark.parametrize("value", [True, False])
def test_a_single_finding_closed_against_its_own_value_is_refused(value: bool) -> None:
    case = Case({"swelling": value, "fever": True}, normal=("swelling", "pulse"))
    if value is False:
        assert expand(case).how["swelling"] == "recorded"
        return
    error = refused(case)
    assert messages(error) == [
        ("findings.swelling", "swelling is recorded as true and closed as normal", "correct swelling")
    ]
    assert error.remaining == Case({"fever": True}, ("pulse",))


def test_a_result_closed_as_not_done_is_refused() -> None:
    error = refused(Case({"abpi": 0.8, "fever": True}, not_done=("abpi", "scan")))
    assert messages(error) == [("findings.abpi", "abpi is recorded as 0.8 and closed as not_done", "correct abpi")]
    assert error.remaining == Case({"fever": True}, (), ("scan",))


# Definitions

KIND_OF = (Flag("entire_leg"), Flag("swelling"))


def test_what_a_constraint_implies_is_taken_as_recorded_forwards_and_backwards() -> None:
    facts = expand(Case({"entire_leg": True}), KIND_OF)
    assert facts.known == {"entire_leg": True, "swelling": True}
    assert facts.how == {"entire_leg": "recorded", "swelling": "C1"}
    assert expand(Case({"swelling": False}), KIND_OF).known == {"swelling": False, "entire_leg": False}
    assert expand(Case({"swelling": True}), KIND_OF).known == {"swelling": True}
    assert expand(Case({"entire_leg": False}), KIND_OF).known == {"entire_leg": False}


def test_implications_go_on_to_a_fixed_point() -> None:
    chain = (KIND_OF, (Flag("swelling"), OneOf("side", ("left",))), (OneOf("side", ("left",)), least("girth", "3")))
    assert expand(Case({"entire_leg": True}), *chain).known == {"entire_leg": True, "swelling": True, "side": "left"}
    assert expand(Case({"entire_leg": True}), *chain).bounds["girth"].truth(least("girth", "3")) is True
    assert expand(Case({"girth": 2}), *chain[::-1]).known == {
        "girth": Decimal(2), "swelling": False, "entire_leg": False,
    }  # fmt: skip


def test_a_choice_is_narrowed_until_one_value_is_left() -> None:
    rules = ((Flag("fever"), OneOf("side", ("left", "both"))), (Flag("pitting"), OneOf("side", ("both", "right"))))
    facts = expand(Case({"fever": True}), *rules)
    assert facts.known == {"fever": True}
    assert [facts.bounds["side"].truth(OneOf("side", (value,))) for value in ("left", "right", "both")] == [
        None,
        False,
        None,
    ]
    facts = expand(Case({"fever": True, "pitting": True}), *rules)
    assert facts.known["side"] == "both"
    assert facts.bounds == {}


@pytest.mark.parametrize(
    ("rules", "truths"),
    [
        ([least("girth", "3")], {"<3": False, ">=3": True, "<10": None, "==3": None, "==2": False}),
        ([below("girth", "3")], {"<3": True, ">=3": False, "<10": True, "==3": False, "==2": None}),
        ([Compare("girth", Op.MORE, Decimal(3))], {"<3": False, ">=3": True, "<=3": False, "==3": False}),
        ([Compare("girth", Op.AT_MOST, Decimal(3))], {"<3": None, "<=3": True, ">3": False, "==3": None}),
        (
            [least("girth", "3"), below("girth", "10")],
            {">=3": True, "<10": True, ">5": None, ">=10": False, "==9.99": None},
        ),
    ],
)
def test_a_number_is_narrowed_to_an_interval(rules: list[Compare], truths: dict[str, bool | None]) -> None:
    facts = expand(Case({"fever": True}), *((Flag("fever"), rule) for rule in rules))
    domain = facts.bounds["girth"]
    found = {}
    for text in truths:
        op = next(op for op in sorted(Op, key=len, reverse=True) if text.startswith(op))
        found[text] = domain.truth(Compare("girth", op, Decimal(text.removeprefix(op))))
    assert found == truths


def test_a_number_narrowed_to_a_point_is_known() -> None:
    rules = ((Flag("fever"), least("girth", "3")), (Flag("pitting"), Compare("girth", Op.AT_MOST, Decimal(3))))
    assert expand(Case({"fever": True, "pitting": True}), *rules).known["girth"] == Decimal(3)
    whole = ((Flag("fever"), Compare("age", Op.MORE, Decimal(64))), (Flag("pitting"), below("age", "66")))
    assert expand(Case({"fever": True, "pitting": True}), *whole).known["age"] == Decimal(65)


def test_the_bounds_of_a_number_answer_questions() -> None:
    pathway = sketch(words((Flag("fever"), least("girth", "3"))), {
        "go": ["girth >= 2 -> yes", "otherwise -> no"], "yes": seven.SAME_DAY, "no": seven.ROUTINE,
    })  # fmt: skip
    engine = Reference(pathway)
    assert engine.status(engine.facts(Case({"fever": True}))).edges == [3, 0]
    assert engine.status(engine.facts(Case({}))).edges == [2, 2]


def test_a_test_that_is_implied_was_done_and_one_that_is_not_may_not_have_been() -> None:
    rule = (Flag("fever"), OneOf("scan", ("clot",)))
    assert expand(Case({"fever": True}), rule).known["scan"] == "clot"
    assert expand(Case({"scan": "not_done"}), rule).known == {"scan": NOT_DONE, "fever": False}
    backwards = expand(Case({"fever": False}), (OneOf("scan", ("clot",)), Flag("fever")))
    assert backwards.known == {"fever": False}
    assert backwards.bounds["scan"].truth(OneOf("scan", ("clot",))) is False
    assert backwards.bounds["scan"].truth(OneOf("scan", ("clear",))) is None
    assert backwards.bounds["scan"].not_done


# The order: findings, what they imply, closures, what those imply, refusal


def test_implications_answer_before_closures() -> None:
    facts = expand(Case({"entire_leg": True}, normal=("skin",)), KIND_OF)
    assert facts.known == {"entire_leg": True, "swelling": True, "pitting": False}
    assert facts.how["swelling"] == "C1"


def test_a_closure_leaves_open_what_cannot_be_normal() -> None:
    facts = expand(Case({"fever": True}, normal=("legs",)), (Flag("fever"), OneOf("pulse", ("reduced", "absent"))))
    assert facts.known == {"fever": True, "swelling": False}
    assert facts.closed == [("legs", "normal", ("swelling",))]
    assert facts.bounds["pulse"].truth(OneOf("pulse", ("palpable",))) is False


def test_closures_imply() -> None:
    facts = expand(Case({}, normal=("skin",)), KIND_OF)
    assert facts.known == {"swelling": False, "pitting": False, "entire_leg": False}
    assert facts.how["entire_leg"] == "C1"


def test_what_a_closure_implies_may_contradict_what_another_filled() -> None:
    rule = (OneOf("pulse", ("palpable",)), Flag("pitting"))
    error = refused(Case({"fever": True}, normal=("skin", "legs")), rule)
    assert [issue.hint for issue in error.issues] == ["correct legs or skin"]
    assert error.remaining == Case({"fever": True})


# Refusals


def test_a_contradiction_is_refused_with_the_rule_and_with_what_remains() -> None:
    case = Case({"entire_leg": True, "swelling": False, "fever": True}, ("pulse",), ("tests",), "id", "who")
    error = refused(case, KIND_OF)
    assert messages(error) in (
        [("findings.entire_leg", f"{pair} contradict each other (C1: definition 1)", "correct entire_leg or swelling")]
        for pair in ("entire_leg and swelling", "swelling and entire_leg")
    )
    assert error.remaining == Case({"fever": True}, ("pulse",), ("tests",), "id", "who")


def test_what_is_to_blame_is_found_through_what_it_implied() -> None:
    rules = (KIND_OF, (Flag("swelling"), OneOf("side", ("left",))))
    error = refused(Case({"entire_leg": True, "side": "right", "fever": True}), *rules)
    assert error.issues[0].hint == "correct entire_leg or side"
    assert error.remaining == Case({"fever": True})


def test_each_of_several_contradictions_is_told() -> None:
    rules = (KIND_OF, (Flag("pitting"), least("girth", "3")))
    error = refused(Case({"entire_leg": True, "swelling": False, "pitting": True, "girth": 1, "fever": True}), *rules)
    assert sorted(issue.hint for issue in error.issues) == [
        "correct entire_leg or swelling",
        "correct girth or pitting",
    ]
    assert error.remaining == Case({"fever": True})


def test_a_closure_to_blame_is_left_out_of_what_remains() -> None:
    error = refused(Case({"entire_leg": True}, normal=("swelling", "pulse")), KIND_OF)
    assert error.issues[0].hint == "correct entire_leg or swelling"
    assert error.remaining == Case({}, ("pulse",))


def test_what_only_narrowed_a_finding_is_not_to_blame_for_what_a_closure_filled() -> None:
    rules = ((Flag("fever"), OneOf("pulse", ("palpable", "reduced"))), (OneOf("pulse", ("palpable",)), Flag("pitting")))
    error = refused(Case({"fever": True}, normal=("legs", "skin")), *rules)
    assert error.issues[0].hint == "correct legs or skin"
    assert error.remaining == Case({"fever": True})


def test_the_order_of_entries_does_not_say_what_remains() -> None:
    rules = (KIND_OF, (Flag("pitting"), Flag("swelling")))
    findings = {"entire_leg": True, "pitting": True, "swelling": False}
    left = [refused(Case(dict(order)), *rules).remaining.findings for order in permutations(findings.items())]
    assert [dict(rest) for rest in left] == [dict(left[0])] * 6


def test_the_order_of_entries_does_not_change_the_message() -> None:
    findings = {"entire_leg": True, "swelling": False}
    told = [messages(refused(Case(dict(order)), KIND_OF)) for order in permutations(findings.items())]
    assert told == [told[0]] * 2


def test_the_order_of_entries_does_not_say_how_a_finding_came_to_be() -> None:
    rules = (KIND_OF, (Flag("pitting"), Flag("swelling")))
    how = [
        expand(Case(dict(order)), *rules).how for order in permutations({"entire_leg": True, "pitting": True}.items())
    ]
    assert how == [how[0]] * 2


@examples(150)
@given(st.data())
def test_what_remains_of_a_refused_case_is_not_refused(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    engine = Reference(pathway)
    case = data.draw(cases(pathway))
    rest = left_of(engine, case)
    if rest is not None:
        assert entries(rest) < entries(case)
        assert engine.facts(rest).known.keys() >= rest.findings.keys() - pathway.vocabulary.derived.keys()


def left_of(engine: Reference, case: Case) -> Case | None:
    try:
        engine.facts(case)
    except CaseError as error:
        rest: Case | None = error.remaining
        return rest
    return None


def entries(case: Case) -> int:
    return len(case.findings) + len(case.normal) + len(case.not_done)


# Recorded scores


def scored(case: Case, *rules: tuple[Test, Test]) -> Facts:
    steps = {"go": ["wells >= 2 -> yes", "otherwise -> no"], "yes": seven.SAME_DAY, "no": seven.ROUTINE}
    return Reference(sketch(words(*rules), steps)).facts(case)


@pytest.mark.parametrize(
    ("findings", "points"),
    [
        ({}, -2),
        ({}, 2),
        ({"swelling": True}, 2),
        ({"swelling": True}, -1),
        ({"swelling": True, "pitting": True, "fever": False}, 2),
    ],
)
def test_a_score_within_what_its_items_allow_is_taken(findings: dict[str, Any], points: int) -> None:
    assert scored(Case({**findings, "wells": points})).scores == {"wells": points}


@pytest.mark.parametrize(
    ("findings", "points", "low", "high"),
    [
        ({}, 3, -2, 2),
        ({}, -3, -2, 2),
        ({"swelling": False}, 2, -2, 1),
        ({"fever": True}, 1, -2, 0),
        ({"swelling": True, "pitting": True, "fever": False}, 1, 2, 2),
    ],
)
def test_a_score_outside_what_its_items_allow_is_refused(
    findings: dict[str, Any], points: int, low: int, high: int
) -> None:
    with pytest.raises(CaseError) as caught:
        scored(Case({**findings, "wells": points, "abpi": 1}, ("pulse",)))
    message = f"wells is {points}, but its items allow {low} to {high}"
    assert messages(caught.value) == [("findings.wells", message, "record the items, or correct the score")]
    assert caught.value.remaining == Case({**findings, "abpi": 1}, ("pulse",))


@pytest.mark.parametrize(
    "findings",
    [{"entire_leg": True, "swelling": False, "wells": 5}, {"wells": 5, "fever_points": 9}],
    ids=["rule", "two scores"],
)
def test_what_remains_is_without_every_contradiction(findings: dict[str, Any]) -> None:
    found = words(KIND_OF)
    found.derived["fever_points"] = Derived(
        "fever_points", "fever", Score("fever_points", WELLS.terms[1:]), recordable=True
    )
    engine = Reference(sketch(found, {"go": ["always -> no"], "no": seven.ROUTINE}))
    with pytest.raises(CaseError) as caught:
        engine.facts(Case({**findings, "pitting": True}))
    assert caught.value.remaining == Case({"pitting": True})
    assert len(caught.value.issues) == 2


def test_what_is_implied_counts_for_a_score() -> None:
    with pytest.raises(CaseError, match="its items allow -1 to 2"):
        scored(Case({"entire_leg": True, "wells": -2}), KIND_OF)


def test_a_truth_that_is_marked_recordable_is_a_matter_of_the_case_not_a_crash() -> None:
    found = words()
    found.derived["ill"] = Derived("ill", "ill", Flag("fever"), recordable=True)
    engine = Reference(sketch(found, {"go": ["ill -> yes", "otherwise -> no"], "yes": seven.SOON, "no": seven.SOON}))
    for raw in (True, 1):
        try:
            facts = engine.facts(Case({"ill": raw}))
        except CaseError:
            continue
        assert facts.scores["ill"] is True
