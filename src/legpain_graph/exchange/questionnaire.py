"""The findings of a pathway as a FHIR Questionnaire: one item a finding, in the order of a consultation.

"Not known" and "not done" are answers that can be given, and none is given beforehand. What depends on another finding is asked
until that finding says that it does not apply: an open question never hides one that matters.

source: HL7 FHIR R4 (4.0.1) and R5 (5.0.0), Questionnaire; SDC extensions as FHIR core publishes them
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal, TypeAlias

from legpain_graph.case.write import SECTIONS, json_number
from legpain_graph.model.guard.ir import All, Compare, Flag, Guard, Named, OneOf, Op, Some, Test
from legpain_graph.model.guard.phrase import value_words
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Derived, Finding, FindingType, Vocabulary

Release: TypeAlias = Literal["R4", "R5"]
TRUE, FALSE, NOT_KNOWN, NOT_DONE = "true", "false", "not_known", "not_done"
"""Codes of answers that are no value of a choice."""
STATE: Final = ".state"
"""What follows the name of a number in the item that says why there is none."""

_HELP: Final = {
    "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
    "valueCodeableConcept": {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]},
}
_TITLES: Final = {"demographic": "The patient", "risk": "Risks", "investigation": "Results"}


def questionnaire(pathway: Pathway, release: Release = "R4") -> dict[str, Any]:
    """The Questionnaire resource, as JSON data.

    linkId: the name of the finding; of an answer the code is the value, in a code system of the pathway's own, no terminology's
    """
    words = pathway.vocabulary
    return {
        "resourceType": "Questionnaire",
        "url": canonical(pathway),
        "version": pathway.version,
        "name": "".join(part.capitalize() for part in pathway.id.split("_")),
        "title": pathway.title,
        "status": "draft",
        "experimental": True,
        "subjectType": ["Patient"],
        "description": pathway.disclaimer,
        "item": [
            {"linkId": f"section.{name or 'other'}", "text": title, "type": "group", "item": items}
            for name, title, items in _sections(words, canonical(pathway), "choice" if release == "R4" else "coding")
        ],
    }


def canonical(pathway: Pathway) -> str:
    """The address of the pathway's questionnaire; it names a thing, not a place."""
    return f"urn:legpain-graph:questionnaire:{pathway.id}"


def _sections(words: Vocabulary, url: str, coded: str) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Each section that has findings: its name, its title, its items. What brings the patient is asked first."""
    presented = [finding for finding in words.findings.values() if finding.presentation]
    if presented:
        yield (
            "presentation",
            "What brings the patient",
            [item for one in presented for item in _items(one, words, url, coded)],
        )
    others = [finding for finding in words.findings.values() if not finding.presentation]
    names = dict.fromkeys([*SECTIONS, *(finding.section for finding in others)])
    for name in names:
        items = [item for one in others if one.section == name for item in _items(one, words, url, coded)]
        if items:
            yield name, _TITLES.get(name, name.capitalize() or "Other"), items
    scores = [_score(word) for word in words.derived.values() if word.recordable]
    if scores:
        yield "scores", "Scores that are known already", scores


def _items(finding: Finding, words: Vocabulary, url: str, coded: str) -> Iterator[dict[str, Any]]:
    """The item of a finding; of a number a second one, for why there is none."""
    item: dict[str, Any] = {"linkId": finding.name, "text": finding.text}
    shown = _shown(finding.applies_when, words, url)
    if shown:
        item |= {"enableWhen": shown} | ({"enableBehavior": "any"} if len(shown) > 1 else {})
    if finding.type is not FindingType.NUMBER:
        yield item | {"type": coded, "answerOption": _options(finding, url)} | _help(finding)
        return
    kind = "Integer" if finding.integer else "Decimal"
    yield item | {"type": kind.lower(), "extension": list(_limits(finding, kind))} | _help(finding)
    where = [{"question": finding.name, "operator": "exists", "answerBoolean": False}]
    state = {"linkId": finding.name + STATE, "text": f"{finding.label}: no figure", "type": coded}
    yield state | {"enableWhen": where, "answerOption": _options(finding, url)}


def answers(finding: Finding) -> list[tuple[str, str]]:
    """Every answer that is a code, and how it reads: the values, and why there is none. Of a number only why there is none."""
    values = [(value, value_words(finding, value)) for value in finding.values]
    if finding.type is FindingType.BOOLEAN:
        values = [(TRUE, "Yes"), (FALSE, "No")]
    return [*values, *[(NOT_DONE, "Not done")] * finding.optional, (NOT_KNOWN, "Not known")]


def _options(finding: Finding, url: str) -> list[dict[str, Any]]:
    return [{"valueCoding": _coding(code, url) | {"display": display}} for code, display in answers(finding)]


def _coding(code: str, url: str) -> dict[str, str]:
    return {"system": f"{url}:answers", "code": code}


def _limits(finding: Finding, kind: str) -> Iterator[dict[str, Any]]:
    for name, value in (("minValue", finding.low), ("maxValue", finding.high)):
        yield {"url": f"http://hl7.org/fhir/StructureDefinition/{name}", f"value{kind}": json_number(value)}
    if finding.unit and finding.unit != "ratio":
        unit = {"display": finding.unit}
        yield {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit", "valueCoding": unit}


def _help(finding: Finding) -> dict[str, Any]:
    """What counts, and what people call it, as help beside the question."""
    called = f"Also called: {', '.join(finding.synonyms)}." if finding.synonyms else ""
    text = " ".join(part for part in (finding.definition, called) if part)
    if not text:
        return {}
    return {"item": [{"extension": [_HELP], "linkId": f"{finding.name}.help", "text": text, "type": "display"}]}


def _score(word: Derived) -> dict[str, Any]:
    return {"linkId": word.name, "text": f"{word.label}, points", "type": "integer"}


def _shown(gate: Guard | None, words: Vocabulary, url: str) -> list[dict[str, Any]]:
    """The conditions any of which shows an item: what it depends on is open, or says that it applies. Empty where it is always shown."""
    found: list[dict[str, Any]] = []
    for test in (_any_of(gate, words) if gate is not None else None) or []:
        finding = words.findings[test.finding]
        found.append({"question": test.finding, "operator": "exists", "answerBoolean": False})
        if isinstance(test, Compare):
            kind = "answerInteger" if finding.integer else "answerDecimal"
            operator = "=" if test.op is Op.EQUAL else str(test.op)
            found.append({"question": test.finding, "operator": operator, kind: json_number(test.value)})
        else:
            codes = [TRUE] if isinstance(test, Flag) else test.values
            found += [
                {"question": test.finding, "operator": "=", "answerCoding": _coding(code, url)}
                for code in (*codes, NOT_KNOWN)
            ]
    return [item for number, item in enumerate(found) if item not in found[:number]]


def _any_of(gate: Guard, words: Vocabulary) -> list[Test] | None:
    """Single tests of which one is true where `gate` is; None where it is not of that form."""
    match gate:
        case Flag() | Compare() | OneOf():
            return [gate]
        case Named(name):
            truth = words.derived[name].truth
            return None if truth is None else _any_of(truth, words)
        case Some(parts):
            several = [_any_of(part, words) for part in parts]
            return None if None in several else [test for tests in several for test in tests or ()]
        case All(parts):
            return next((tests for part in parts if (tests := _any_of(part, words)) is not None), None)
        case _:
            return None
