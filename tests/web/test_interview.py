"""The page's interview beside the terminal's: the same screens, in the same order, recording the same, whatever is answered."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legpain_graph import Case, CaseError, Compiled, Pathway, Walker
from legpain_graph.case.read import CaseFile, parse_case
from legpain_graph.case.write import case_json
from legpain_graph.model.vocabulary import NOT_DONE, Value
from legpain_graph.walk.interview import Interview
from legpain_graph.walk.screens import Screen
from strategies import examples, pathways
from walk.answering import UNSAID, any_answer, only_what_was_shown, recorded_of
from web.engine import PageEngine, case_text

PARTS = 4
INTERVIEWS = 5
"""Of each part: each is some fifteen screens."""


def shown(screen: Screen | None) -> dict[str, Any] | None:
    return screen and {
        "kind": screen.kind,
        "could_be": screen.could_be.id,
        "lines": [
            {
                "name": line.name,
                "question": line.question,
                "could_be": line.could_be.id,
                "decides": line.decides,
                "part": int(line.part),
                "members": list(line.members),
                "not_done": line.not_done,
                "values": [text(value) for value in line.values],
                "others": None if line.others is None else text(line.others),
                "follows": line.follows,
            }
            for line in screen.lines
        ],
    }


def text(value: Value) -> str:
    if value is NOT_DONE:
        return "not_done"
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def both(walker: Walker, page: PageEngine, case: Case, random: Random) -> None:
    """One interview to its end, and the same answers to the page."""
    interview, answers, seen = Interview(walker, case), list[dict[str, Any]](), list[dict[str, Any]]()
    while (screen := interview.screen) is not None and len(answers) < 60:
        said, others = any_answer(screen, random)
        answers.append(
            {
                "said": {name: None if value is None else text(value) for name, value in said.items()},
                "others": others,
            }
        )
        sentences: list[str] | str
        try:
            sentences = list(interview.answer(screen, said, others=others))
        except CaseError:
            sentences = "refused"
        written = json.loads(case_json(CaseFile(interview.case)))
        seen.append({"screen": shown(screen), "sentences": sentences, "case": written})
        if sentences == "refused":
            break
    theirs = json.loads(page.interview(case_text(case), json.dumps(answers)))
    for ours, other in zip(seen, theirs["seen"], strict=True):
        assert other == ours
    assert theirs["next"] == shown(interview.screen)


def signs_only_what_was_shown(walker: Walker, page: PageEngine, random: Random, ticked: float) -> int:
    """An interview on the page, with answers anyhow to what the page itself shows; then what it has recorded. How many screens that took."""
    answers: list[dict[str, Any]] = []
    signed: dict[str, Value | None] = {}
    words = walker.pathway.vocabulary
    while (told := json.loads(page.interview("{}", json.dumps(answers))))["next"] is not None and len(answers) < 40:
        said = {line["name"]: a_value(line, random) for line in told["next"]["lines"] if random.random() < ticked}
        others = random.random() < 0.8
        answers.append({"said": said, "others": others})
        if json.loads(page.interview("{}", json.dumps(answers)))["seen"][-1]["sentences"] == "refused":
            answers[-1] = {"said": {}, "others": False}
            continue
        for line in told["next"]["lines"]:
            left = line["others"] if others else None
            value = NOT_DONE if left == "not_done" else None if left is None else words.findings[line["name"]].normal
            of = said.get(line["name"], UNSAID)
            signed |= recorded_of(line["members"], NOT_DONE if of == "not_done" else of, value)
    if not answers:
        return 0
    only_what_was_shown(walker, parse_case(json.dumps(told["seen"][-1]["case"]).encode(), "case.json").case, signed)
    return len(answers)


def a_value(line: dict[str, Any], random: Random) -> str | None:
    return random.choice([*line["values"], *(["not_done"] if line["not_done"] else []), None])


SEEDS = 4
RARELY = 0.02
"""Of how many lines something is said."""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_page_signs_only_what_was_shown(seed: int, leg_pain_walker: Walker, leg_pain_page: PageEngine) -> None:
    """Most of it is left alone, so that the interview does not end with the first alarm."""
    assert signs_only_what_was_shown(leg_pain_walker, leg_pain_page, Random(f"page {seed}"), RARELY) > 1


@examples(30)
@given(st.data())
def test_the_page_signs_only_what_was_shown_of_any_pathway(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    seed = data.draw(st.integers(0, 1 << 30))
    signs_only_what_was_shown(Walker(pathway, Compiled(pathway)), PageEngine(pathway), Random(seed), 0.3)


def test_a_page_that_signs_what_it_did_not_show_is_found_out(leg_pain: Pathway, leg_pain_walker: Walker) -> None:
    page = PageEngine(leg_pain)
    page.context.eval("""Interview.prototype.byName = function (kase) {
      const groups = this.words.groups.filter(group => group.closed_by.includes("normal")
        && group.members.some(at => kase.normal.includes(this.words.findings[at].name)));
      return { ...kase, normal: groups.map(group => group.name) };
    };""")
    with pytest.raises(AssertionError, match="was not shown"):
        signs_only_what_was_shown(leg_pain_walker, page, Random("careless"), RARELY)


@pytest.mark.parametrize("part", range(PARTS))
def test_of_leg_pain(part: int, leg_pain: Pathway, leg_pain_page: PageEngine) -> None:
    walker = Walker(leg_pain, Compiled(leg_pain))
    for seed in range(part, PARTS * INTERVIEWS, PARTS):
        case = Case({"age_years": Decimal(seed * 4)}) if seed % 3 == 0 else Case()
        both(walker, leg_pain_page, case, Random(f"interview {seed}"))


@examples(60)
@given(st.data())
def test_of_generated_pathways(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    both(
        Walker(pathway, Compiled(pathway)), PageEngine(pathway), Case(), Random(data.draw(st.integers(0, 1 << 30)))
    )  # fmt: skip
