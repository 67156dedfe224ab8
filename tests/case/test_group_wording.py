"""What is said of a closure is true: its own sentence only where every member is so, else what it fills and what is known otherwise."""

from __future__ import annotations

from decimal import Decimal

import pytest

import seven
from case.closures import FOOT, RESULTS, closure_pathway
from legpain_graph import Case, Walk, Walker
from legpain_graph.report import note
from legpain_graph.walk.interview import Interview


@pytest.fixture(scope="module")
def walker() -> Walker:
    return Walker(closure_pathway())


def assumed(walk: Walk) -> dict[str, tuple[str, list[str]]]:
    """What the walk says of each closure and definition as data, and the members filled."""
    return {item["closure"]: (item["sentence"], item["members"]) for item in walk.as_dict()["assumptions"]}


def printed(walk: Walk) -> dict[str, str]:
    """What the note says of each closure."""
    lines = [
        line.text
        for section in note.sections(walk)
        if section.title == "TAKEN FROM YOUR CLOSURES"
        for line in section.lines
    ]
    return dict(line.split(": ", 1) for line in lines)


ROWS = {
    "all of it": (Case(normal=("foot",)), "foot", FOOT, ["cold", "pale", "pulse", "size"]),
    "all of it, one recorded so": (Case({"pale": False}, normal=("foot",)), "foot", FOOT, ["cold", "pulse", "size"]),
    "all of it, one true by definition": (
        Case({"blanched": False}, normal=("foot",)), "foot", FOOT, ["pale", "pulse", "size"],
    ),
    "one recorded otherwise": (
        Case({"pale": True}, normal=("foot",)), "foot",
        "Apart from pale foot: yes. The rest is normal: cold foot: no; pulse: palpable; size: 0 cm.", ["cold", "pulse", "size"],
    ),
    "several recorded otherwise": (
        Case({"pale": True, "pulse": "absent", "size": Decimal("0.5"), "cold": False}, normal=("foot",)), "foot",
        "Nothing to close: pale foot: yes; pulse: absent; size: 0.5 cm.", [],
    ),
    "a test not done is not normal": (
        Case(normal=("foot",), not_done=("pulse",)), "foot",
        "Apart from pulse: not done. The rest is normal: cold foot: no; pale foot: no; size: 0 cm.", ["cold", "pale", "size"],
    ),
    "narrowed by definition": (
        Case({"weak": True}, normal=("foot",)), "foot",
        "Apart from pulse: not normal. The rest is normal: cold foot: no; pale foot: no; size: 0 cm.", ["cold", "pale", "size"],
    ),
    "no result": (Case(not_done=("results",)), "results", RESULTS, ["abpi", "scan"]),
    "no result, one recorded so": (Case({"scan": "not_done"}, not_done=("results",)), "results", RESULTS, ["abpi"]),
    "a result on file": (
        Case({"abpi": Decimal("0.82")}, not_done=("results",)), "results", "Apart from ABPI: 0.82. Not done: scan.", ["scan"],
    ),
    "every result on file": (
        Case({"abpi": Decimal(1), "scan": "clear"}, not_done=("results",)), "results",
        "Nothing to close: ABPI: 1; scan: clear.", [],
    ),
    "a result that must exist by definition": (
        Case({"scanned": True}, not_done=("results",)), "results", "Apart from scan: done. Not done: ABPI.", ["abpi"],
    ),
    "what normal says is not said of what is not done": (
        Case(not_done=("extras",)), "extras", "Not done: bruit; buerger test.", ["bruit", "buerger"],
    ),
    "not done, one recorded": (
        Case({"bruit": "heard"}, not_done=("extras",)), "extras", "Apart from bruit: heard. Not done: buerger test.", ["buerger"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "group", "sentence", "members"), ROWS.values(), ids=ROWS)
def test_a_closure_says_what_is_true(walker: Walker, case: Case, group: str, sentence: str, members: list[str]) -> None:
    walk = walker.walk(case)
    assert assumed(walk)[group] == (sentence, members)
    assert printed(walk)[group] == sentence
    assert sentence in " ".join(note.text(walk).split())
    assert note.escape(sentence) in note.markdown(walk)


def test_an_emergency_does_not_say_both(walker: Walker) -> None:
    walk = walker.walk(Case({"pale": True}, normal=("all_normal",), not_done=("results",)))
    assert walk.floor == seven.EMERGENCY_999
    said = " ".join(note.text(walk).split())
    assert "not pale" not in said
    assert "pale foot: yes" in said
    assert assumed(walk)["extras"][0] == "No bruit, Buerger negative."


def test_closed_twice_says_of_the_second_time_that_nothing_was_left(walker: Walker) -> None:
    walk = walker.walk(Case(normal=("extras",), not_done=("extras",)))
    first, second = (item for item in walk.as_dict()["assumptions"] if item["closure"] == "extras")
    assert (first["sentence"], first["members"]) == ("No bruit, Buerger negative.", ["bruit", "buerger"])
    assert (second["sentence"], second["members"]) == ("Nothing to close: bruit: none; buerger test: negative.", [])


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (Case(), FOOT),
        (Case({"cold": False}), FOOT),
        (
            Case({"cold": True}),
            "Apart from cold foot: yes. The rest is normal: pale foot: no; pulse: palpable; size: 0 cm.",
        ),
        (
            Case({"weak": True}),
            "Apart from pulse: not normal. The rest is normal: cold foot: no; pale foot: no; size: 0 cm.",
        ),
    ],
)
def test_what_is_offered_is_what_is_then_printed(walker: Walker, case: Case, sentence: str) -> None:
    """In the note's questions, in the interview, and once it is closed."""
    interview = Interview(walker, case)
    walk = interview.walk
    asked = [line.text for section in note.sections(walk) for line in section.lines if line.text.startswith("foot: ")]
    assert asked == [f'foot: "{sentence}"']
    said = {name: value for name, value in case.findings.items() if name not in walk.case.findings}
    while (screen := interview.screen) is not None and "foot" not in interview.case.normal:
        signed = interview.answer(screen, said, others=True)
    assert sentence in signed
    assert assumed(interview.walk)["foot"][0] == sentence
