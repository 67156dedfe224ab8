"""One meaning: the page's engine gives what the other engines give, for every node and edge, and what a note says of it."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from case.closures import FOOT, closure_pathway
from legpain_graph import Case, CaseError, Pathway, Walker
from legpain_graph.case.read import parse_case, read_case_file
from legpain_graph.engine.codegen.javascript import script
from legpain_graph.engine.kleene import Reference
from legpain_graph.model.vocabulary import Finding, FindingType
from legpain_graph.resources import pathway_folder
from legpain_graph.web.data import as_json, engine_data, packed
from strategies import cases, examples, partial_case, pathways, sketch, vocabulary_of
from tiers import Some
from web.engine import PageEngine, expected

PARTS = 4
CASES = sorted(pathway_folder().glob("cases/*.case.yaml"))


def differences(walker: Walker, page: PageEngine, case: Case, why_not: tuple[str, ...]) -> list[str]:
    """What the two say differently of a case; of one that contradicts itself also of what remains of it."""
    found = []
    for _ in range(10):
        ours, theirs = expected(walker, case, why_not), page.seen(case, why_not)
        found += [
            f"{key}: {ours.get(key)} / {theirs.get(key)}"
            for key in sorted({*ours, *theirs})
            if ours.get(key) != theirs.get(key)
        ]
        if not ours.get("remaining"):
            return found
        try:
            walker.engine.facts(case)
        except CaseError as error:
            case = error.remaining
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_generated_partial_cases_of_leg_pain(
    part: int, some: Some, leg_pain_walker: Walker, leg_pain_page: PageEngine, request: pytest.FixtureRequest
) -> None:
    """200 of them; `pytest --page-cases=20000` for as many as one likes."""
    nodes = tuple(leg_pain_walker.pathway.nodes)
    for seed in some(range(part, request.config.getoption("--page-cases"), PARTS)):
        random = Random(f"page {seed}")
        case = partial_case(leg_pain_walker.pathway, random)
        assert differences(leg_pain_walker, leg_pain_page, case, (random.choice(nodes),)) == [], seed


@pytest.mark.parametrize("part", range(PARTS))
def test_worked_cases(part: int, some: Some, leg_pain_walker: Walker, leg_pain_page: PageEngine) -> None:
    for path in some(CASES[part::PARTS]):
        assert differences(leg_pain_walker, leg_pain_page, read_case_file(path).case, ()) == [], path.name


@examples(100)
@given(st.data())
def test_generated_pathways(data: st.DataObject) -> None:
    """Against the reference, which is right by definition."""
    pathway = data.draw(pathways())
    walker, page = Walker(pathway, Reference(pathway)), PageEngine(pathway)
    for _ in range(3):
        assert differences(walker, page, data.draw(cases(pathway)), tuple(pathway.nodes)) == []


def number(**more: Any) -> Finding:
    return Finding("size", FindingType.NUMBER, "Size", low=Decimal(0), high=Decimal(10), unit="cm", **more)


BOUNDARIES = ("0.9", "0.90", "0.9000000000000000000001", "0.8999999999999999999999", "9e-1", "90e-2", "1", "0.1", "0.3")


@pytest.mark.parametrize("digits", BOUNDARIES)
def test_a_boundary_is_exact(digits: str) -> None:
    """A double would take 0.9 and a number that differs in the 22nd place for the same."""
    words = vocabulary_of(number())
    steps = {"start": ["size < 0.9 -> low", "otherwise -> high"], "low": seven.SAME_DAY, "high": seven.ROUTINE}
    pathway = sketch(words, steps)
    text = f'{{"findings": {{"size": {digits}}}}}'
    seen = json.loads(PageEngine(pathway).walk(text, "[]"))
    walk = Walker(pathway).walk(parse_case(text.encode(), "a.json").case)
    assert seen["at_least"] == seen["at_most"] == walk.floor.id


WHOLE = {
    "recorded as normal": Case({"pale": False, "size": Decimal("0.0")}, normal=("foot",)),
    "true by definition": Case({"blanched": False}, normal=("foot",)),
    "beside a result": Case({"abpi": Decimal("0.82")}, normal=("foot",), not_done=("results", "extras")),
    "still asked": Case({"blanched": False}),
}
PART = {
    "recorded": Case({"pale": True}, normal=("foot",)),
    "all of it": Case({"pale": True, "cold": True, "pulse": "absent", "size": Decimal("0.50")}, normal=("foot",)),
    "narrowed": Case({"weak": True, "scanned": True}, normal=("foot",), not_done=("results",)),
    "both ways": Case({"bruit": "heard"}, normal=("all_normal",), not_done=("extras", "pulse")),
    "still asked": Case({"cold": True}),
    "asked, narrowed": Case({"weak": True}),
}


@pytest.mark.parametrize(
    ("case", "whole"),
    [*((case, True) for case in WHOLE.values()), *((case, False) for case in PART.values())],
    ids=[*(f"whole: {name}" for name in WHOLE), *(f"part: {name}" for name in PART)],
)
def test_a_sentence_is_printed_only_where_all_of_it_is_so(case: Case, whole: bool) -> None:
    pathway = closure_pathway()
    page = PageEngine(pathway)
    assert differences(Walker(pathway), page, case, ()) == []
    assert (FOOT in page.seen(case)["markdown"]) is whole


def test_a_case_file_comes_back_as_it_was(leg_pain_page: PageEngine) -> None:
    text = (
        '{"id": "a", "who": "Man, \\"58\\" 1.5\\\\", "findings": {"abpi": 0.90, "age_years": 58, "calf_tenderness": true, '
        '"onset_mode": "gradual"}, "normal": ["pe"], "not_done": ["tests"]}'
    )
    again = leg_pain_page.round(text)
    assert parse_case(again.encode(), "again").case == parse_case(text.encode(), "first").case
    assert '"abpi": 0.90,' in again
    assert leg_pain_page.round(again) == again


WRONG = {
    "no JSON": "{",
    "a list": "[]",
    "a number": "5",
    "an unknown entry": '{"finding": {}}',
    "findings in a list": '{"findings": ["fever"]}',
    "no list": '{"normal": "pe"}',
    "twice": '{"normal": ["pe", "pe"]}',
    "an unknown finding": '{"findings": {"abip": 1}}',
    "a group as a finding": '{"findings": {"pe": true}}',
    "an unknown group": '{"normal": ["nothing"]}',
    "no test": '{"not_done": ["fever"]}',
    "no normal": '{"normal": ["age_years"]}',
    "closed the wrong way": '{"not_done": ["pe"]}',
    "out of range": '{"findings": {"age_years": 121}}',
    "no whole number": '{"findings": {"age_years": 1.5}}',
    "a text": '{"findings": {"age_years": "58"}}',
    "a truth": '{"findings": {"age_years": true}}',
    "a boolean": '{"findings": {"fever": "yes"}}',
    "a choice": '{"findings": {"onset_mode": "never"}}',
    "null": '{"findings": {"fever": null}}',
    "both": '{"normal": ["ankle_reflex"], "not_done": ["ankle_reflex"]}',
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_wrong_case_is_refused_as_walk_refuses_it(text: str, leg_pain_page: PageEngine, leg_pain: Pathway) -> None:
    def refused() -> bool:
        try:
            Reference(leg_pain).facts(parse_case(text.encode(), "case.json").case)
        except CaseError:
            return True
        return False

    assert refused() is bool(json.loads(leg_pain_page.walk(text, "[]")).get("refused")) is True


def test_no_text_of_the_pathway_stands_in_the_code() -> None:
    hostile = "x</script><script>alert(1)</script>"
    words = vocabulary_of(Finding("lump", FindingType.BOOLEAN, hostile, question=hostile, normal=False))
    steps = {"start": ["lump -> bad", "otherwise -> good"], "bad": seven.SAME_DAY, "good": seven.ROUTINE}
    pathway = sketch(words, steps)
    assert {"lump", "script", "bad"}.isdisjoint(script(pathway).text.replace("(", " ").split())
    data, _ = engine_data(pathway)
    assert hostile in json.dumps(data)
    assert "<" not in as_json(data)
    assert json.loads(as_json(data)) == json.loads(json.dumps(data))


def test_what_is_packed_as_tables_is_the_same_once_it_is_read(leg_pain_page: PageEngine) -> None:
    data = leg_pain_page.data
    rows = [{"a": [{"b": 1, "c": []}, {"b": "2", "c": [{"b": None}]}], "d": {}}, {"a": [], "d": {"a": "<"}}]
    for one in (data, rows, rows[:1], [*rows, {}], [{}, {}], [], {"rows": rows}):
        text = as_json(packed(one))
        read = leg_pain_page.context.eval(f"JSON.stringify(unpacked(JSON.parse({as_json(text)})))")
        assert json.loads(read) == json.loads(json.dumps(one))
        assert "<" not in text
    assert len(as_json(packed(data))) < 0.8 * len(as_json(data))
