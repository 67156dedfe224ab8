"""One reader's rules for both doors: the page refuses what `walk` refuses, with its words and places, and reads what it reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import yaml

from legpain_graph import CaseError, Pathway, Walker
from legpain_graph.case.read import parse_case, read_case_file
from legpain_graph.case.write import case_json
from legpain_graph.model.vocabulary import FindingType
from legpain_graph.resources import pathway_folder
from legpain_graph.walk.headline import headline
from legpain_graph.walk.interview import typed_number
from tiers import Some
from web.engine import PageEngine

FILES = sorted(pathway_folder().glob("cases/*.case.yaml"))
PIECES = (
    '"', "'", "{", "}", "[", "]", ",", ":", ": ", "- ", "? ", "?", "-", "#", " #", "&a ", "*a", "!t ", "!!str ", "!<x> ", "|\n", ">\n",
    ">-\n  a\n\n  b\n", "|2\n", "|+\n", "%", "@", "`", "---", "...", "\n---\n", "\n...\n", "\n", "\n\n", "\n  ", "\n    ", "\t", "  ", "\\",
    "\\x41", "\\u12", "\\\n", "a", "0", "1,2", "é", "😀", "~", "a: b", '"a": ', "{a: 1}", "[a, b]", "%YAML 1.2\n---\n", "%TAG ! x\n", "<<", "=",
    "-\t", "- - ", "k: |\n   t\n",
)  # fmt: skip
ENTRIES = (
    "fever: yes\n", "abpi: 0,82\n", "{abpi: 0,82}", ", abpi: 0,82", "1,000,000", "abip: 1\n", "age_years: 5e1\n", "normal: pe\n", "pe: true\n",
    "x" * 250 + ": 1\n", "null", "NaN", "1e999", "0." + "9" * 40, '"fever": true, "fever": false', '"abpi": "0.82"', "TRUE", "no", "wells_score: 5\n",
    "wells: 3\n", 'id: "a\\nb"\n', "expect: {floor: now}\n", '"expect": {"settled": 1},', "\\ud83d", "\\ud83d\\ude00", "abpi: '<0.5'\n",
    "age_years: 58 years\n", '"a\\u0000"', "\u2028", "\u202e", "\u200b", "\u00ad", "\x07", "\U000e0041", "\u061c", '"\\u202e"', "onset_mode: graduall\n",
)  # fmt: skip


def damaged(random: Random, texts: list[str], pieces: tuple[str, ...]) -> str:
    """A case file with a few slips in it."""
    text = random.choice(texts)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        at, kind = random.randrange(len(text) + 1), random.random()
        if kind < 0.6:
            text = text[:at] + random.choice(pieces) + text[at:]
        elif kind < 0.8:
            text = text[:at] + text[at + random.randint(1, 6) :]
        else:
            lines = text.split("\n")
            lines.insert(random.randrange(len(lines) + 1), random.choice(lines))
            text = "\n".join(lines)
    return text


def libyaml_events(text: str) -> Iterator[list[Any]]:
    """Each event of libyaml, and what ends them, as `probeEvents` has those of the page."""
    try:
        for event in yaml.parse(text, Loader=yaml.CLoader):
            start, end = event.start_mark.index, event.end_mark.index
            anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
            match event:
                case yaml.ScalarEvent():
                    yield ["scalar", start, end, anchor, tag, event.value, event.implicit[0]]
                case yaml.AliasEvent():
                    yield ["alias", start, start, anchor, None, None, None]
                case yaml.CollectionStartEvent():
                    kind = "sequence" if isinstance(event, yaml.SequenceStartEvent) else "mapping"
                    yield [kind, start, None, anchor, tag, None, None]
                case yaml.CollectionEndEvent() | yaml.DocumentStartEvent():
                    yield ["end" if isinstance(event, yaml.CollectionEndEvent) else "document", start] + [None] * 5
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        yield ["fault", mark.index if mark else None, error.problem or error.context]


def page_events(page: PageEngine, text: str) -> list[list[Any]]:
    events: list[list[Any]] = json.loads(page.events(text))
    for event in events:
        if event[0] in ("sequence", "mapping", "end", "document"):
            event[2] = None
    return events


@pytest.mark.parametrize("part", range(4))
def test_every_event_of_a_damaged_file_is_that_of_libyaml(part: int, leg_pain_page: PageEngine) -> None:
    texts = [path.read_text()[:600] for path in FILES]
    faults = 0
    for seed in range(part, 1200, 4):
        random = Random(f"yaml {seed}")
        pieces = [random.choice(PIECES) for _ in range(random.randint(1, 14))]
        text = "".join(pieces) if seed % 2 else damaged(random, texts, PIECES)
        theirs = list(libyaml_events(text))
        faults += bool(theirs) and theirs[-1][0] == "fault"
        assert page_events(leg_pain_page, text) == theirs, text
    assert 50 < faults < 290


def said_by_walk(walker: Walker, text: str) -> dict[str, Any]:
    """What `walk` says of a file: each fault as it is printed, or none, the headline, and the case as a file."""
    try:
        source = parse_case(text.encode("utf-8", "surrogatepass"), "a.case")
        try:
            said = headline(walker.walk(source.case))
        except CaseError as error:
            raise source.placed(error) from None
    except CaseError as error:
        return {"faults": [str(issue) for issue in error.issues]}
    return {"faults": None, "headline": said, "written": case_json(source)}


@pytest.mark.parametrize("part", range(4))
def test_a_damaged_case_is_told_alike(part: int, leg_pain_page: PageEngine, leg_pain_walker: Walker) -> None:
    texts = [path.read_text() for path in FILES] + [case_json(read_case_file(path)) for path in FILES]
    sound = 0
    for seed in range(part, 400, 4):
        text = damaged(Random(f"case {seed}"), texts, PIECES + ENTRIES)
        theirs = said_by_walk(leg_pain_walker, text)
        sound += theirs["faults"] is None
        assert json.loads(leg_pain_page.read(text, "a.case")) == theirs, text
    assert 0 < sound < 90


@pytest.mark.parametrize("part", range(4))
def test_every_worked_case_is_read_and_written_alike(
    part: int, some: Some, leg_pain_page: PageEngine, leg_pain_walker: Walker
) -> None:
    for path in some(FILES[part::4]):
        text = path.read_text()
        assert json.loads(leg_pain_page.read(text, "a.case")) == said_by_walk(leg_pain_walker, text), path.name


REFUSED = {
    "a key twice": '{"findings": {"breathlessness": true,\n "breathlessness": false}}',
    "two blocks": '{"findings": {"breathlessness": true}, "findings": {"fever": false}}',
    "a number as a record": '{"findings": {"age_years": {"figure": "45"}}}',
    "more figures than any measurement": '{"findings": {"abpi": 0.89999999999999999999999999999}}',
    "a control character": '{"who": "a\\u0007b"}',
    "a decimal comma": "findings: {abpi: 0,82}\n",
    "a line separator": "who: Woman of 60\u2028normal: [red_flags]\n",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_the_page_took_is_refused_as_walk_refuses_it(
    text: str, leg_pain_page: PageEngine, leg_pain_walker: Walker
) -> None:
    theirs = said_by_walk(leg_pain_walker, text)
    assert theirs["faults"]
    assert json.loads(leg_pain_page.read(text, "a.case")) == theirs


TYPED = (
    "0,82", "0.82", ".82", "82", "1,200", "12,000", "1,200,000", "1,200.5", "1.200,5", "0,820", "12,50", "-1,5", "1 200", "1_200", "1'200", "1e2", "1e99",
    "1e999", "017", "-017", "00", "007,5", "0,5", "-0.0", "-0,0", "0e3", "٣", "１２", "NaN", "Infinity", "-0", "0x10", "5.", ".", "", "five", "58 years", "<0.5", "0." + "9" * 40, "1,2,3", ",5", "5,", "+7", "−7",
)  # fmt: skip


@pytest.mark.parametrize("finding", ["abpi", "age_years", "calf_circumference_difference_cm"])
def test_a_typed_number_is_read_as_ask_reads_it(finding: str, leg_pain_page: PageEngine, leg_pain: Pathway) -> None:
    known = leg_pain.vocabulary.findings[finding]
    assert known.type is FindingType.NUMBER
    for text in TYPED:
        value, message = typed_number(known, text)
        theirs = {"message": message} if message else {"value": f"{value:f}"}
        assert json.loads(leg_pain_page.typed(finding, text)) == theirs, text


def test_a_comma_that_can_be_either_is_refused_with_a_word(leg_pain_page: PageEngine) -> None:
    for text in ("1,200", "12,000"):
        assert (
            "write a decimal point"
            in json.loads(leg_pain_page.typed("calf_circumference_difference_cm", text))["message"]
        )
    assert json.loads(leg_pain_page.typed("abpi", "0,82")) == {"value": "0.82"}
