"""A case as a program makes it: what is of another kind is named, and nothing changes under a walk."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from legpain_graph import Case, CaseError, CaseFile, Compiled, Reference, RequestError, Walker, load_pathway
from legpain_graph.walk.interview import Interview


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"normal": "red_flags"}, "normal is a str, expected a list of names\n  hint: normal=['red_flags']"),
        ({"not_done": "tests"}, "not_done is a str, expected a list of names\n  hint: not_done=['tests']"),
        ({"normal": None}, 'normal is None, expected a list of names\n  hint: normal=["red_flags"]'),
        ({"normal": {"red_flags": True}}, "normal is a dict, expected a list of names"),
        ({"normal": {"red_flags"}}, "normal is a set, expected a list of names"),
        ({"normal": 3}, "normal is an int, expected a list of names"),
        ({"normal": [3]}, "normal: 3 is an int, expected the name of a finding, group or set"),
        ({"normal": [["red_flags"]]}, "normal: ['red_flags'] is a list, expected the name"),
        ({"findings": None}, "findings is None, expected values by the names of findings"),
        ({"findings": ["fever"]}, "findings is a list, expected values by the names of findings"),
        ({"findings": "fever"}, "findings is a str, expected values by the names of findings"),
        ({"findings": Case()}, "findings is a Case, expected values by the names of findings"),
        ({"findings": {1: True}}, "findings: 1 is an int, expected the name of a finding"),
        ({"findings": {None: True}}, "findings: None is None, expected the name of a finding"),
        ({"who": None}, "who is None, expected a text"),
        ({"id": 7}, "id is an int, expected a text"),
        ({"who": "a\u202eb"}, "who contains the direction mark U+202E (right-to-left override)\n  hint: take it out"),
        ({"who": "\x1b[2J"}, "who contains the control character U+001B"),
        ({"id": "a\u2028normal: [red_flags]"}, "id contains the line break U+2028 (line separator)"),
    ],
)
def test_a_part_of_another_kind_is_named(made: dict[str, Any], said: str) -> None:
    with pytest.raises(CaseError) as caught:
        Case(**made)
    assert str(caught.value).startswith(said)


def test_every_part_of_another_kind_is_named_at_once() -> None:
    with pytest.raises(CaseError) as caught:
        Case([], "a", "b", None, None)  # type: ignore[arg-type]
    assert len(caught.value.issues) == 5


@pytest.mark.parametrize(
    ("thing", "kind"),
    [({"findings": {"fever": True}}, "a dict"), (None, "None"), ("fever", "a str"), (CaseFile(Case()), "a CaseFile"), (Case, "a type")],
)  # fmt: skip
def test_what_is_no_case_is_named_by_every_engine(leg_pain_walker: Walker, thing: Any, kind: str) -> None:
    pathway = leg_pain_walker.pathway
    for walk in (leg_pain_walker.walk, Reference(pathway).facts, lambda case: Interview(leg_pain_walker, case)):
        with pytest.raises(CaseError, match=f"^{kind} was given, expected a Case"):
            walk(thing)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(Fraction(1, 2), "a Fraction"), (date(2020, 1, 1), "a date"), (object(), "an object"), (b"true", "a bytes"), ({1}, "a set"), (1j, "a complex"), (None, "empty"), ((), "a list")],
)  # fmt: skip
def test_a_value_of_another_kind_is_named(leg_pain_walker: Walker, value: Any, kind: str) -> None:
    with pytest.raises(CaseError) as caught:
        leg_pain_walker.walk(Case({"fever": value, "age_years": value, "sex": value}))
    assert [issue.message.split(", expected")[0] for issue in caught.value.issues] == [
        f"age_years is {kind}",
        f"fever is {kind}",
        f"sex is {kind}",
    ]


@pytest.mark.parametrize("unknown", ["foo", "", None, True, "Open", "safe", [], "openn"])
def test_no_other_way_to_walk(leg_pain_walker: Walker, unknown: Any) -> None:
    with pytest.raises(RequestError, match=r"is not a way to walk\n  hint: (known: open and safest|did you mean)"):
        leg_pain_walker.walk(Case(), unknown)


@pytest.mark.parametrize("thing", [None, "leg_pain", {}, Case(), 3])
def test_what_is_no_pathway_is_named(thing: Any) -> None:
    for make in (Walker, Reference, Compiled):
        with pytest.raises(RequestError, match="was given, expected a Pathway\n  hint: load_pathway"):
            make(thing)


def test_what_is_no_walk_or_node_is_named(leg_pain_walker: Walker) -> None:
    walk = leg_pain_walker.walk(Case())
    for thing in (None, Case(), {}):
        with pytest.raises(RequestError, match="was given, expected a Walk"):
            leg_pain_walker.acting_now(thing)  # type: ignore[arg-type]
        with pytest.raises(RequestError, match="was given, expected a Walk"):
            leg_pain_walker.why_not(thing, "stop-999-pe")  # type: ignore[arg-type]
    for node in (None, 3, [], "", "stop-999-pee"):
        with pytest.raises(RequestError, match="unknown node"):
            leg_pain_walker.why_not(walk, node)  # type: ignore[arg-type]


def test_nothing_changes_under_a_walk(leg_pain_walker: Walker) -> None:
    mine = {"breathlessness": True}
    closures = ["cauda_equina"]
    case = Case(mine, closures)  # type: ignore[arg-type]
    walk = leg_pain_walker.walk(case)
    before = json.dumps(walk.as_dict())
    mine["breathlessness"] = False
    closures.append("red_flags")
    findings: Any = case.findings
    for change in (
        lambda: findings.__setitem__("breathlessness", False),
        lambda: findings.__delitem__("breathlessness"),
        lambda: findings.update(fever=True),
        lambda: findings.setdefault("fever", True),
        lambda: findings.pop("breathlessness"),
        findings.popitem,
        findings.clear,
        lambda: findings.__ior__({"fever": True}),
    ):
        with pytest.raises(TypeError, match="the findings of a case are never changed"):
            change()
    assert walk.case == Case({"breathlessness": True}, ("cauda_equina",))
    assert json.dumps(leg_pain_walker.walk(case).as_dict()) == json.dumps(walk.as_dict()) == before


def test_another_case_is_made_from_one() -> None:
    case = Case({"fever": True, "abpi": Decimal("0.9")}, normal=("cauda_equina",), who="a")
    assert replace(case, findings={**case.findings, "limp": True}).findings == {**case.findings, "limp": True}
    assert case.findings | {"limp": True} == {"fever": True, "abpi": Decimal("0.9"), "limp": True}
    for same in (
        copy.copy(case),
        copy.deepcopy(case),
        pickle.loads(pickle.dumps(case)),
        Case(case.findings, case.normal, who="a"),
    ):
        assert same == case
        with pytest.raises(TypeError):
            same.findings["fever"] = False  # type: ignore[index]


@pytest.mark.parametrize("engine", [Reference, Compiled])
def test_a_walker_goes_to_another_process(engine: Any) -> None:
    pathway = load_pathway(cache=True)
    walker = Walker(pathway, engine(pathway))
    case = Case({"breathlessness": True, "abpi": Decimal("0.4")}, not_done=("tests",), who="a")
    walk = walker.walk(case)
    there = pickle.loads(pickle.dumps(walker))
    assert type(there.engine) is engine
    for sent in (there.walk(case), pickle.loads(pickle.dumps(walk))):
        assert sent.as_dict() == walk.as_dict()
