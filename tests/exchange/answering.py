"""Answers to a questionnaire, as a form filler gives them, and what a form hides once they are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from legpain_graph.case.write import json_number
from legpain_graph.exchange.questionnaire import STATE, canonical
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE, FindingType


def items(parent: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every item below `parent`, in order."""
    for item in parent.get("item", ()):
        yield item
        yield from items(item)


def response(pathway: Pathway, findings: Mapping[str, Any], **more: str) -> dict[str, Any]:
    """The response in which `findings` are answered; `more` are codes of items."""
    own = f"{canonical(pathway)}:answers"
    answered = []
    for name, value in findings.items():
        finding = pathway.vocabulary.findings.get(name)
        if finding is None or (finding.type is FindingType.NUMBER and value not in (NOT_DONE, "not_done")):
            number = json_number(Decimal(value))
            kind = "valueInteger" if finding is None or finding.integer else "valueDecimal"
            answered.append((name, {kind: number}))
        else:
            code = {True: "true", False: "false", NOT_DONE: "not_done"}.get(value, value)
            link = name + STATE * (finding.type is FindingType.NUMBER)
            answered.append((link, {"valueCoding": {"system": own, "code": code}}))
    answered += [(name, {"valueCoding": {"system": own, "code": code}}) for name, code in more.items()]
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{canonical(pathway)}|{pathway.version}",
        "status": "completed",
        "item": [
            {"linkId": "section.all", "item": [{"linkId": name, "answer": [answer]} for name, answer in answered]}
        ],
    }


def hidden(questionnaire: Mapping[str, Any], answered: Mapping[str, Any]) -> set[str]:
    """The items that no form shows. source: FHIR R4, Questionnaire.item.enableWhen; all conditions here are joined by "any" """
    given = {item["linkId"]: next(iter(item["answer"][0].values())) for item in items(answered) if "answer" in item}
    found = set()
    for item in items(questionnaire):
        several = item.get("enableWhen", ())
        assert len(several) < 2 or item["enableBehavior"] == "any"
        if several and not any(_holds(condition, given) for condition in several):
            found.add(item["linkId"])
    return found


def _holds(condition: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    (wanted,) = (value for key, value in condition.items() if key.startswith("answer"))
    value = given.get(condition["question"])
    if condition["operator"] == "exists":
        return (value is not None) is wanted
    if value is None:
        return False
    if isinstance(wanted, dict):
        return bool(value == wanted)
    relations = {
        "=": value == wanted,
        "<": value < wanted,
        "<=": value <= wanted,
        ">": value > wanted,
        ">=": value >= wanted,
    }
    return bool(relations[condition["operator"]])
