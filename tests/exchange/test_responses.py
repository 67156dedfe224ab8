"""A response says what was answered: each fault has its place, and nothing is taken that is not so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from exchange.answering import response
from legpain_graph.errors import CaseError
from legpain_graph.exchange.questionnaire import canonical
from legpain_graph.exchange.responses import Taken, read_response
from legpain_graph.model.pathway import Pathway


def read(pathway: Pathway, resource: dict[str, Any]) -> Taken:
    return read_response(json.dumps(resource, indent=1).encode(), pathway, "r.json")


def said(pathway: Pathway, resource: dict[str, Any]) -> str:
    with pytest.raises(CaseError) as raised:
        read(pathway, resource)
    return str(raised.value)


def one(pathway: Pathway, link: str, *answers: dict[str, Any]) -> dict[str, Any]:
    return response(pathway, {}) | {"item": [{"linkId": link, "answer": list(answers)}]}


def test_not_known_and_no_answer_record_nothing(leg_pain: Pathway) -> None:
    found = response(leg_pain, {"fever": True}, sex="not_known", **{"abpi.state": "not_known"})
    found["item"].append({"linkId": "dyspnoea", "answer": []})
    assert read(leg_pain, found).source.case.findings == {"fever": True}


def test_a_test_that_was_not_done_is_so(leg_pain: Pathway) -> None:
    assert read(leg_pain, response(leg_pain, {"abpi": "not_done"})).source.case.findings == {"abpi": "not_done"}


def test_a_decimal_is_exact(leg_pain: Pathway) -> None:
    text = json.dumps(one(leg_pain, "abpi", {"valueDecimal": 0.5})).replace("0.5}", "0.49999999999999999999}")
    taken = read_response(text.encode(), leg_pain)
    assert str(taken.source.case.findings["abpi"]) == "0.49999999999999999999"


def test_what_is_not_used_is_told_with_its_place(leg_pain: Pathway) -> None:
    taken = read(leg_pain, one(leg_pain, "fevr", {"valueBoolean": True}))
    assert taken.source.case.findings == {}
    ((place, why),) = taken.unused
    assert (place.file, place.line) == ("r.json", 6)
    assert why == "no item is called 'fevr'; did you mean 'fever'?"


CODING = {"valueCoding": {"code": "true"}}
FAULTS = {
    "another resource": ({"resourceType": "Observation"}, "is Observation, expected a QuestionnaireResponse"),
    "entered in error": ({"status": "entered-in-error"}, "its status is entered-in-error: its answers do not count"),
    "no status": ({"status": None}, "its status is not said"),
    "another questionnaire": ({"questionnaire": "urn:other"}, "answers urn:other, not urn:legpain-graph:questionnaire:leg-pain"),
    "no questionnaire": ({"questionnaire": None}, "answers no questionnaire that it names"),
    "another version": ({"questionnaire": "urn:legpain-graph:questionnaire:leg-pain|0.0.1"}, "answers version 0.0.1, and the pathway is"),
    "what may change its meaning": ({"modifierExtension": [{"url": "urn:not"}]}, "has modifierExtension, which may change what it means"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_response_that_does_not_count(leg_pain: Pathway, name: str) -> None:
    change, message = FAULTS[name]
    assert canonical(leg_pain) == "urn:legpain-graph:questionnaire:leg-pain"
    found = response(leg_pain, {"fever": True}) | change
    assert message in said(leg_pain, {key: value for key, value in found.items() if value is not None})


ANSWERS = {
    "two answers": ("fever", [CODING, CODING], "fever has 2 answers, expected one"),
    "an answer without a value": ("fever", [{"extension": []}], "fever has 0 answers, expected one"),
    "a code of no such answer": ("fever", [{"valueCoding": {"code": "Yes"}}], "fever is answered 'Yes', expected one of true, false, not_known"),
    "a code of another system": ("fever", [{"valueCoding": {"system": "http://loinc.org", "code": "true"}}], "fever is answered in http://loinc.org, expected"),
    "a text": ("fever", [{"valueString": "no"}], "fever is answered by valueString, expected a coding"),
    "a text for a number": ("abpi", [{"valueString": "0.4"}], "abpi is answered by valueString, expected a number"),
    "a number as text": ("abpi", [{"valueDecimal": "0.4"}], "abpi is answered by valueDecimal, expected a number"),
    "a quantity in another unit": ("age_years", [{"valueQuantity": {"value": 700, "unit": "months"}}], "age_years is in months, expected years"),
    "a quantity without a unit": ("age_years", [{"valueQuantity": {"value": 70}}], "age_years is in no unit, expected years"),
    "a quantity that is less than": ("crp_mg_l", [{"valueQuantity": {"value": 5, "unit": "mg/L", "comparator": "<"}}], "crp_mg_l is < a number, expected the number"),
    "a quantity without a number": ("age_years", [{"valueQuantity": {"unit": "years"}}], "age_years is answered by valueQuantity, expected a number"),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_is_none(leg_pain: Pathway, name: str) -> None:
    link, answers, message = ANSWERS[name]
    found = said(leg_pain, one(leg_pain, link, *answers))
    assert message in found
    assert found.startswith("r.json:")


def test_an_answer_twice(leg_pain: Pathway) -> None:
    found = one(leg_pain, "abpi", {"valueDecimal": 0.4})
    found["item"].append({"linkId": "abpi.state", "answer": [{"valueCoding": {"code": "not_done"}}]})
    assert "abpi is answered twice; first on line 6" in said(leg_pain, found)
    found["item"][1] = {"linkId": "group", "item": [{"linkId": "q", "answer": [{"item": found["item"][0:1]}]}]}
    assert "abpi is answered twice" in said(leg_pain, found)


def test_what_is_no_json(leg_pain: Pathway) -> None:
    for data in (b"", b"[]", b'{"resourceType": "QuestionnaireResponse", "resourceType": "x"}', b"\xff", b'"text"'):
        with pytest.raises(CaseError):
            read_response(data, leg_pain)
