"""The textbook patients: what their case files take, and that they are where an interview of one's own begins and ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import seven
from leg_pain.patients import smallest
from legpain_graph import Case, Walk, Walker
from legpain_graph.case.read import parse_case, read_case_file
from legpain_graph.case.textbook import textbook, textbooks
from legpain_graph.errors import RequestError
from legpain_graph.model.vocabulary import NOT_DONE
from legpain_graph.resources import pathway_folder

ENDS = {
    "calf_strain": "stop-calf-strain",
    "sciatica": "stop-sciatica",
    "intermittent_claudication": "stop-arterial-awaited",
    "nocturnal_leg_cramps": "stop-night-cramps",
}
SINGLE_ENTRIES = {"calf_strain": 15, "sciatica": 15, "intermittent_claudication": 13, "nocturnal_leg_cramps": 11}
MOST_SINGLE_ENTRIES = 18
QUESTIONS = {"one by one": 148, "by sentences": 39}
"""From the empty case to the textbook sciatica settled with its plan complete, answering what the walk asks for and nothing else."""
ALSO_ANSWERED = {"calf_circumference_difference_cm": 0}
"""What the sentences make needless to ask."""


def settled(walk: Walk) -> bool:
    return walk.settled and walk.complete and walk.remaining == 0


def test_there_is_one_for_each_common_cause(leg_pain_walker: Walker) -> None:
    assert set(textbooks(pathway_folder())) == set(ENDS) <= set(leg_pain_walker.pathway.diagnoses)


@pytest.mark.parametrize("diagnosis", ENDS)
def test_it_is_a_whole_case_file_that_a_walk_settles(
    leg_pain_walker: Walker, diagnosis: str, request: pytest.FixtureRequest
) -> None:
    """By few single entries beside the sentences that a clinician signs."""
    text = textbook(pathway_folder(), diagnosis)
    case = parse_case(text.encode(), "template").case
    walk = leg_pain_walker.walk(case)
    assert settled(walk), [ask.finding for ask in (*walk.decides_urgency, *walk.decides_plan)]
    assert ENDS[diagnosis] in walk.reached
    words = leg_pain_walker.pathway.vocabulary
    signed = [name for name in (*case.normal, *case.not_done) if name in words.findings]
    assert signed == [], "only sentences are signed"
    assert len(case.findings) == SINGLE_ENTRIES[diagnosis] <= MOST_SINGLE_ENTRIES
    fewest = smallest(case, lambda case: settled(leg_pain_walker.walk(case)))
    request.node.user_properties.append(("premise", f"{len(case.findings)} entries, {len(fewest.findings)} at least"))
    assert "expect" not in text
    assert "statements" not in text
    worked = read_case_file(textbooks(pathway_folder())[diagnosis]).case
    assert replace(worked, who="") == replace(case, who="")


@pytest.mark.parametrize(("asked", "found"), [("claudication", "intermittent-claudication"), ("Calf Strain", "calf-strain"),
                                              ("cramps", "nocturnal-leg-cramps"), ("calf-strain", "calf-strain")])  # fmt: skip
def test_a_word_of_the_name_is_enough(asked: str, found: str) -> None:
    assert f"\nid: textbook-{found}\n" in textbook(pathway_folder(), asked)


@pytest.mark.parametrize(
    ("asked", "hint"), [("scatica", "did you mean 'sciatica'"), ("c", "calf_strain"), ("dvt", "there is one for")]
)
def test_none_or_several_are_refused_with_a_hint(asked: str, hint: str) -> None:
    with pytest.raises(RequestError, match=hint):
        textbook(pathway_folder(), asked)


def test_a_pathway_without_textbook_cases_says_so(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="this pathway has none"):
        textbook(tmp_path, "sciatica")


def test_the_empty_case_is_open_and_asks_the_red_flags_first(leg_pain_walker: Walker) -> None:
    walk = leg_pain_walker.walk(Case())
    assert (walk.floor, walk.ceiling, walk.settled) == (seven.PRIMARY_CARE, seven.EMERGENCY_999, False)
    first = [ask for ask in walk.decides_urgency if ask.urgency == seven.EMERGENCY_999]
    assert first
    assert first == [*walk.decides_urgency[: len(first)]]
    words = leg_pain_walker.pathway.vocabulary
    red = {name for group in words.leaves("red_flags") for name in group.members} | {
        *words.groups["cauda_equina"].members
    }
    assert first[0].finding in red
    assert len([ask for ask in first if ask.finding in red]) >= 20


@pytest.mark.parametrize("how", QUESTIONS)
def test_the_questions_from_empty_to_a_settled_sciatica(
    leg_pain_walker: Walker, how: str, request: pytest.FixtureRequest
) -> None:
    """Only what the walk asks for is answered: the first in its list, by itself or with the sentence that closes it."""
    words = leg_pain_walker.pathway.vocabulary
    whole = parse_case(textbook(pathway_folder(), "sciatica").encode(), "template").case
    known = leg_pain_walker.walk(whole).facts.known
    signed = {
        member: (closure, group.name)
        for closure in ("normal", "not_done")
        for name in getattr(whole, closure)
        for group in words.leaves(name)
        for member in group.members
        if member not in whole.findings
    }
    case, questions = Case(), 0
    while not settled(walk := leg_pain_walker.walk(case)):
        name = (*walk.decides_urgency, *walk.decides_plan)[0].finding
        questions += 1
        if how == "by sentences" and name in signed:
            closure, group = signed[name]
            case = replace(case, **{closure: (*getattr(case, closure), group)})
        else:
            value = "not_done" if known.get(name) is NOT_DONE else known.get(name, ALSO_ANSWERED.get(name))
            case = replace(case, findings={**case.findings, name: value})
    assert "stop-sciatica" in walk.reached
    request.node.user_properties.append(("premise", f"{questions} questions"))
    assert questions == QUESTIONS[how]
