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
from legpain_graph.case.read import CaseFile
from legpain_graph.case.write import case_json
from legpain_graph.model.vocabulary import NOT_DONE, Value
from legpain_graph.walk.interview import Interview
from legpain_graph.walk.screens import Screen
from strategies import examples, pathways
from walk.answering import any_answer
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
