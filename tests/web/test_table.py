"""The table of docs/ask.md: how many screens and single answers an interview takes, from nothing recorded to settled and complete."""

from __future__ import annotations

import json
import re
from pathlib import Path
from statistics import median

import seven
from legpain_graph import Case, Walker
from legpain_graph.case.read import read_case_file
from legpain_graph.model.vocabulary import Part
from legpain_graph.resources import pathway_folder
from legpain_graph.walk.interview import Interview
from walk.answering import Answering
from web.engine import PageEngine
from web.test_interview import text

PAGE = Path(__file__).parents[2] / "docs" / "ask.md"
MOST_MEDIAN, MOST, MOST_999 = 12, 18, 4


NO_COMPLAINT = {
    "compartment-deformed-shin-pain-on-stretch": 6,  # the deformity and the pain on stretch are found on examination
    "ischaemia-sudden-at-rest-pulse-absent-2-0-weeks": 5,  # of the alarm only the absent pulse, on examination
    "ischaemia-blue-swollen-leg-three-weeks": 5,  # the blue colour, the swelling and the cold are found on examination
}
"""The 999s that no complaint announces, with their screens."""


def test_a_999_is_reached_in_four_screens_once_the_complaint_is_recorded(leg_pain_walker: Walker) -> None:
    """What the patient tells is recorded as it is told, as anybody can at any time; then every line is answered as it comes."""
    words = leg_pain_walker.pathway.vocabulary.findings
    more, screens = {}, []
    for path in sorted((pathway_folder() / "cases").glob("*.case.yaml")):
        case = read_case_file(path).case
        whole = leg_pain_walker.walk(case)
        if not whole.floor.stops_questions:
            continue
        interview = Interview(leg_pain_walker, Case())
        for name, value in case.findings.items():
            if value is True and words[name].part is Part.HISTORY and not words[name].presentation:
                interview.record(name, value)
        Answering(whole).to_the_end(interview)
        assert interview.walk.floor.stops_questions, path.name
        screens.append(interview.state.screens)
        if screens[-1] > MOST_999:
            more[path.name.removesuffix(".case.yaml")] = screens[-1]
    assert more == NO_COMPLAINT
    assert len(screens) > 90
    assert median(screens) <= 2


def test_the_table_in_the_docs(leg_pain_walker: Walker, leg_pain_page: PageEngine) -> None:
    """Of each patient, in the terminal's machine and in the page's; and the walk is that of the case."""
    rows = re.findall(r"^\| [^|]+ \| `([\w-]+)` \| \d+ \| (\d+) \| (\d+) \| (\d+) \|$", PAGE.read_text(), re.MULTILINE)
    assert len(rows) == 14
    told, screens = [], []
    for name, *_ in rows:
        whole = leg_pain_walker.walk(read_case_file(pathway_folder() / "cases" / f"{name}.case.yaml").case)
        answering = Answering(whole)
        interview = answering.to_the_end(Interview(leg_pain_walker, Case()))
        said = [
            {"said": {line: None if value is None else text(value) for line, value in reply.items()}, "others": True}
            for _, reply in answering.heard
        ]
        theirs = json.loads(leg_pain_page.interview("{}", json.dumps(said)))
        assert theirs["next"] is None, name
        assert interview.walk.disposition == whole.disposition, name
        if whole.floor == seven.EMERGENCY_999:
            assert interview.state.screens <= MOST_999, name
        else:
            assert interview.walk.reached == whole.reached, name
        screens.append(interview.state.screens)
        told.append((name, *map(str, (interview.state.screens, interview.state.answers, len(theirs["seen"])))))
    assert told == rows
    assert median(screens) <= MOST_MEDIAN
    assert max(screens) <= MOST
