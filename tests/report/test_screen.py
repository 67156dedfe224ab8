"""A walk on one screen: short where it can be, and never by leaving out what is to be done or what cannot wait."""

from __future__ import annotations

import re

import pytest

import seven
from legpain_graph import Case, Walk, Walker, note
from legpain_graph.case.read import read_case_file
from legpain_graph.report.safety_net import come_back
from legpain_graph.report.screen import LINES, REST, WIDTH, screen
from legpain_graph.resources import pathway_folder
from legpain_graph.walk.headline import headline
from tiers import Some

CASES = sorted(pathway_folder().glob("cases/*.case.*"))
GENERATED = sorted(pathway_folder().glob("cases/generated/*.case.*"))
PARTS = 8
LONGER = {
    "child-girl-9-unexplained-night-pain-mri-clean",
    "child-slipped-hip-and-nothing-else",
    "veins-ulcer-active-with-claudication",
}
"""Worked cases with half a screen to do, or more, and so much open or to explain that it takes a little more than one."""
TO_DO = ("DO", "ALSO", "TOO", "ORDER")


def shown(walker: Walker, case: Case) -> tuple[Walk, str]:
    """As `walk` and `ask` print it: with what to do now where anything is open."""
    walk = walker.walk(case)
    walk = walk if walk.settled and walk.complete else walker.acting_now(walk)
    return walk, screen(walk)


def flat(text: str) -> str:
    return " ".join(text.split())


def blocks(page: str) -> dict[str, int]:
    """How many lines stand under each word at the left."""
    found: dict[str, int] = {}
    lead = ""
    for line in page.splitlines():
        if word := re.match(r"([A-Z]{2,5}) ", line[:6]):
            lead = word[1]
        elif not line.startswith(" " * 6):
            lead = ""
        found[lead] = found.get(lead, 0) + 1
    return found


def one_screen(page: str) -> bool:
    """The rule: one screen, or half a screen and more of what is to be done, of which nothing is cut."""
    return page.count("\n") <= LINES or sum(blocks(page).get(word, 0) for word in TO_DO) >= LINES / 2


@pytest.mark.parametrize("part", range(PARTS))
def test_every_worked_case_fits_one_screen(part: int, leg_pain_walker: Walker, some: Some) -> None:
    """Without hiding what to do, what not to do, when to review, and what to come back for at once."""
    for path in some(CASES[part::PARTS]):
        walk, page = shown(leg_pain_walker, read_case_file(path).case)
        name, text = path.name.split(".")[0], flat(page)
        assert max(map(len, page.splitlines())) <= WIDTH, name
        assert (page.count("\n") > LINES) is (name in LONGER), name
        assert one_screen(page), name
        assert text.startswith(flat(headline(walk))), name
        for node in (*walk.told, *walk.actions):
            for line in (*walk.about(node.do), *walk.about(node.do_not)):
                assert f"{line.text[1:]}" in text, (name, line.text)
            assert node.urgency is None or f"{node.title} - {node.destination}; {node.timeframe}" in text, name
            assert f"Review {node.review}." in text or not node.review or node.urgency is None, name
        for node in walk.ordered if walk.floor != seven.EMERGENCY_999 else ():
            assert f"{node.title}. {node.text}" in text, name
        for warning in walk.warnings:
            assert warning in text, name
        nets = come_back(walk)
        assert nets, name
        for line in nets.get(seven.EMERGENCY_999, ()):
            assert line in text, name
        later = [line for urgency, lines in nets.items() for line in lines if urgency > seven.ROUTINE]
        assert REST in text or all(line in text for line in later), name


@pytest.mark.parametrize("part", range(PARTS))
def test_a_patient_with_everything_at_once_takes_more_only_for_what_is_to_be_done(
    part: int, leg_pain_walker: Walker, some: Some
) -> None:
    for path in some(GENERATED[part::PARTS]):
        _, page = shown(leg_pain_walker, read_case_file(path).case)
        assert one_screen(page), path.name


def test_what_could_be_an_emergency_is_named_where_questions_do_not_fit(leg_pain_walker: Walker) -> None:
    """A word each instead of ten questions: more of what is open is seen, not less."""
    path = pathway_folder() / "cases" / "joint-hot-knee-and-nothing-else.case.yaml"
    walk, page = shown(leg_pain_walker, read_case_file(path).case)
    assert "[cauda_equina]" in page
    assert "What is true is closed by its name: --normal NAME" in page
    assert re.search(r"no more urgent than same day: \d+ more", page)
    words = leg_pain_walker.pathway.vocabulary
    groups = {member: name for name, group in words.groups.items() for member in group.members if name in page}
    for ask in walk.decides_urgency:
        if ask.urgency > walk.floor:
            assert ask.finding in groups or words.findings[ask.finding].label.lower() in flat(page).lower(), ask.finding


def test_a_value_that_decides_several_ways_is_said_once(leg_pain_walker: Walker) -> None:
    path = pathway_folder() / "cases" / "clear-claudication-calf.case.yaml"
    walk = leg_pain_walker.walk(read_case_file(path).case)
    value = "eased within minutes by standing still: yes"
    page = flat(screen(walk, 10_000))
    assert page.count(value) == 1
    assert flat(note(walk)).count(value) > 1


@pytest.mark.parametrize("width", [40, 80, 100, 200])
def test_a_screen_keeps_to_its_width(width: int, leg_pain_walker: Walker) -> None:
    for path in CASES[::60]:
        walk = leg_pain_walker.walk(read_case_file(path).case, "safest")
        assert max(map(len, screen(walk, width).splitlines())) <= width
