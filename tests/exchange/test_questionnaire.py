"""The questionnaire of a pathway: every finding can be answered, or said not to be known; nothing that matters is hidden."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import need
from exchange.answering import hidden, items, response
from legpain_graph.case.facts import Case
from legpain_graph.engine.kleene import Kleene, Reference
from legpain_graph.engine.meaning import Meaning
from legpain_graph.errors import CaseError
from legpain_graph.exchange.questionnaire import STATE, Release, questionnaire
from legpain_graph.exchange.responses import read_response
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import FindingType
from strategies import accepted, cases, examples, partial_case, pathways


@pytest.mark.parametrize("release", ["R4", "R5"])
def test_every_finding_is_asked_and_nothing_is_answered_beforehand(leg_pain: Pathway, release: Release) -> None:
    found = questionnaire(leg_pain, release)
    asked = {item["linkId"]: item for item in items(found) if item["type"] not in ("group", "display")}
    for finding in leg_pain.vocabulary.findings.values():
        item = asked.pop(finding.name)
        assert item["text"] == finding.text
        number = finding.type is FindingType.NUMBER
        coded = asked.pop(finding.name + STATE) if number else item
        codes = [option["valueCoding"]["code"] for option in coded["answerOption"]]
        assert codes[-1] == "not_known"
        assert ("not_done" in codes) is finding.optional
        if finding.values:
            assert tuple(codes[: len(finding.values)]) == finding.values
    assert list(asked) == [word.name for word in leg_pain.vocabulary.derived.values() if word.recordable]
    text = json.dumps(found)
    assert '"initial"' not in text
    assert '"required"' not in text


def gate_is_false(pathway: Pathway, engine: Reference, case: Case, name: str) -> bool:
    gate = pathway.vocabulary.findings[name].applies_when
    assert gate is not None
    meaning = Meaning(pathway, Kleene(pathway.vocabulary, engine.facts(case)), engine.order)
    return meaning.guard(gate).value is False


def test_what_is_hidden_surely_does_not_apply(leg_pain: Pathway) -> None:
    engine, found, seen = Reference(leg_pain), questionnaire(leg_pain), set[str]()
    gated = {finding.name for finding in leg_pain.vocabulary.findings.values() if finding.applies_when is not None}
    for seed in range(60):
        case = Case(partial_case(leg_pain, Random(seed)).findings)
        try:
            engine.facts(case)
        except CaseError:
            continue
        for name in hidden(found, response(leg_pain, case.findings)) & gated:
            assert gate_is_false(leg_pain, engine, case, name), name
            seen.add(name)
    assert len(seen) > len(gated) / 2


@examples(40)
@given(st.data())
def test_of_any_pathway(data: st.DataObject) -> None:
    """What is hidden does not apply, and what is answered is what is read."""
    pathway = data.draw(pathways())
    engine, found = Reference(pathway), questionnaire(pathway)
    case, _ = accepted(engine, data.draw(cases(pathway)))
    answered = response(pathway, case.findings)
    for name in hidden(found, answered) & set(pathway.vocabulary.findings):
        assert gate_is_false(pathway, engine, Case(case.findings), name)
    taken = read_response(json.dumps(answered).encode(), pathway)
    assert not taken.unused
    assert engine.facts(taken.source.case).known == engine.facts(Case(case.findings)).known


def written(pathway: Pathway) -> Iterator[tuple[Release, dict[str, Any]]]:
    for release in ("R4", "R5"):
        yield release, questionnaire(pathway, release)  # type: ignore[misc]


def test_fhir_resources_reads_it(leg_pain: Pathway) -> None:
    need("fhir.resources")
    from fhir.resources.questionnaire import Questionnaire as Newer
    from fhir.resources.R4B.questionnaire import Questionnaire

    for release, found in written(leg_pain):
        model = Questionnaire if release == "R4" else Newer
        assert json.loads(model.model_validate(found).model_dump_json()).keys() == found.keys()


def test_npm_fhir_finds_nothing_wrong(leg_pain: Pathway) -> None:
    folder = need("fhir")
    script = (
        "const { Fhir } = require(process.argv[1]);"
        "const text = require('fs').readFileSync(0, 'utf8');"
        "const found = new Fhir().validate(JSON.parse(text), { errorOnUnexpected: true });"
        "console.log(JSON.stringify({ valid: found.valid, of: found.messages.filter(one => one.severity === 'error') }))"
    )
    said = subprocess.run(["node", "-e", script, folder], input=json.dumps(questionnaire(leg_pain)), capture_output=True, text=True, check=True)  # fmt: skip
    assert json.loads(said.stdout) == {"valid": True, "of": []}
