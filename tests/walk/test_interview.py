"""The interview: it asks what the walk asks, takes nothing as answered, and ends where the walk of the whole case ends."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph import Case, CaseError, Compiled, Walk, Walker
from legpain_graph.case.read import CaseFile, parse_case, read_case_file
from legpain_graph.case.write import case_json
from legpain_graph.load.numbers import POINT
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Group, GroupSet, Value
from legpain_graph.resources import pathway_folder
from legpain_graph.walk.interview import Interview, progress, typed_number
from legpain_graph.walk.screens import MOST_LINES, Screen
from strategies import examples, pathways, sketch, vocabulary_of
from walk.answering import UNSAID, Answering, any_answer, only_what_was_shown, recorded_of

CASES = sorted(pathway_folder().glob("cases/*.case.*"))
PARTS = 4
EVERY = 4
"""One worked case in so many is interviewed: each is some thirty walks."""
SCIATICA, DVT, RETENTION = "sciatica-early-typical", "dvt-likely-scan-positive", "spine-retention-otherwise-normal"
MOST_SCREENS = 18


def worked(walker: Walker, name: str) -> Walk:
    return walker.walk(read_case_file(pathway_folder() / "cases" / f"{name}.case.yaml").case)


def ended(walk: Walk) -> bool:
    return walk.floor.stops_questions or (walk.settled and walk.complete)


def shown(interview: Interview) -> Screen:
    screen = interview.screen
    assert screen is not None
    return screen


def names(interview: Interview) -> list[str]:
    return [line.name for line in shown(interview).lines]


# --- The whole pathway ---


@pytest.mark.parametrize("part", range(PARTS))
def test_answers_of_a_worked_case_lead_where_the_case_leads(leg_pain_walker: Walker, part: int) -> None:
    """Of every case that the walk calls complete; what its clinician did not know is answered "unsure"."""
    seen = 0
    for path in CASES[part * EVERY :: PARTS * EVERY]:
        whole = leg_pain_walker.walk(read_case_file(path).case)
        if not ended(whole):
            continue
        interview = Answering(whole).to_the_end(Interview(leg_pain_walker, Case()))
        assert interview.walk.disposition == whole.disposition, path.name
        assert ended(interview.walk), path.name
        assert interview.state.screens <= MOST_SCREENS, path.name
        if not interview.walk.floor.stops_questions:  # which stops before the rest of the path is known
            assert interview.walk.reached == whole.reached, path.name
        seen += 1
    assert seen > 20


def test_a_textbook_sciatica_takes_few_screens(leg_pain_walker: Walker) -> None:
    answering = Answering(worked(leg_pain_walker, SCIATICA))
    interview = answering.to_the_end(Interview(leg_pain_walker, Case()))
    assert interview.walk.diagnoses == ("sciatica",)
    assert interview.walk.disposition == seven.PRIMARY_CARE
    assert len(answering.heard) == interview.state.screens <= MOST_SCREENS
    assert interview.state.answers <= 40
    assert len(set(answering.names)) == len(answering.names), "nothing is asked twice"


def test_it_opens_with_the_complaint(leg_pain_walker: Walker) -> None:
    """On one screen, said by the pathway, every line of it may be left alone and none is signed."""
    interview = Interview(leg_pain_walker, Case())
    screen = shown(interview)
    words = leg_pain_walker.pathway.vocabulary
    assert screen.kind == "complaint"
    assert names(interview) == list(words.complaint)
    assert {"age_years", "sex", "leg_pain_side", "leg_pain_site", "onset_mode", "symptom_duration_weeks"} <= {
        finding.name for finding in words.findings.values() if finding.presentation
    }
    assert interview.answer(screen, {}, others=True) == ()
    assert interview.case == Case()
    assert shown(interview).kind == "checklist"


def test_a_screen_is_at_most_ten_lines_the_most_urgent_on_top(leg_pain_walker: Walker) -> None:
    interview = Interview(leg_pain_walker, Case())
    answering = Answering(worked(leg_pain_walker, SCIATICA))
    while (screen := interview.screen) is not None:
        assert 0 < len(screen.lines) <= MOST_LINES
        if screen.kind == "checklist":
            order = [(-line.decides, -line.could_be) for line in screen.lines]
            assert order == sorted(order)
            asks = interview.walk.decides_urgency or interview.walk.decides_plan
            assert screen.lines[0].could_be == asks[0].urgency
        answering.answer(interview)


def test_an_emergency_ends_it_at_once(leg_pain_walker: Walker) -> None:
    answering = Answering(worked(leg_pain_walker, RETENTION))
    interview = answering.to_the_end(Interview(leg_pain_walker, Case()))
    assert interview.state.screens == 2
    assert interview.walk.floor == seven.EMERGENCY_999
    assert interview.screen is None
    assert interview.unanswered == ()
    assert progress(interview.walk) == ""


def test_what_was_found_is_recorded_at_any_time(leg_pain_walker: Walker) -> None:
    """In the place of what was signed of it; a 999 stops everything."""
    interview = Interview(leg_pain_walker, Case(normal=("fever", "red_flags")))
    interview.record("fever", True)
    assert interview.case == Case({"fever": True}, ("red_flags",))
    with pytest.raises(CaseError):
        interview.record("nothing", True)
    interview.record("urinary_retention", True)
    assert interview.screen is None
    interview.undo()
    assert interview.case == Case({"fever": True}, ("red_flags",))


def test_what_is_said_of_a_screen_is_kept_where_something_else_is_recorded(leg_pain_walker: Walker) -> None:
    interview = Interview(leg_pain_walker, Case())
    interview.answer(shown(interview), {}, others=False)
    screen = shown(interview)
    interview.record("recent_long_travel", True, screen, {"breathlessness": None, "varicose_veins_bleeding": False})
    assert interview.case == Case({"recent_long_travel": True, "varicose_veins_bleeding": False})
    assert {line.name for line in screen.lines} - set(names(interview)) == {"breathlessness", "varicose_veins_bleeding"}
    interview.undo()
    assert (interview.screen, interview.case) == (screen, Case())
    with pytest.raises(CaseError):
        interview.record("recent_long_travel", True, screen, {"breathlessness": "perhaps"})
    assert interview.case == Case()


def test_nothing_known_ends_open_and_says_so(leg_pain_walker: Walker) -> None:
    """Not one "unsure" is read as absent: the bounds are those of nothing recorded."""
    interview = Interview(leg_pain_walker, Case())
    while (screen := interview.screen) is not None:
        interview.answer(screen, {}, others=False)
    walk = interview.walk
    assert interview.state.screens > 5
    assert interview.case == Case()
    assert (walk.floor, walk.ceiling) == (seven.PRIMARY_CARE, seven.EMERGENCY_999)
    assert set(interview.unanswered) == {ask.finding for ask in (*walk.decides_urgency, *walk.decides_plan)}
    assert progress(walk).startswith(f"{len(interview.unanswered)} answers missing")
    interview.ask_again()
    assert interview.screen is not None


def test_undoing_every_answer_leads_back_through_the_same_screens(leg_pain_walker: Walker) -> None:
    interview = Interview(leg_pain_walker, Case())
    answering = Answering(worked(leg_pain_walker, SCIATICA))
    screens = []
    while (screen := interview.screen) is not None:
        screens.append((screen, interview.case))
        answering.answer(interview)
    while screens:
        assert interview.can_undo
        interview.undo()
        assert (interview.screen, interview.case) == screens.pop()
    assert not interview.can_undo
    interview.undo()
    assert interview.case == Case()


def test_what_was_kept_is_gone_on_with(leg_pain_walker: Walker) -> None:
    """A case file written halfway asks only what is left, and ends the same."""
    whole = worked(leg_pain_walker, DVT)
    first = Answering(whole)
    interview = Interview(leg_pain_walker, Case())
    for _ in range(4):
        assert first.answer(interview)
    kept = parse_case(case_json(CaseFile(interview.case)).encode(), "case.json").case
    assert kept == interview.case
    second = Answering(whole)
    resumed = second.to_the_end(Interview(leg_pain_walker, kept))
    straight = Answering(whole).to_the_end(Interview(leg_pain_walker, Case()))
    assert resumed.walk.facts.known == straight.walk.facts.known
    assert resumed.walk.disposition == whole.disposition
    said = {name for _, said in first.heard for name, value in said.items() if value is None}
    assert set(first.names) & set(second.names) <= said


@pytest.mark.parametrize("path", CASES[::40], ids=lambda path: path.name.removesuffix(".case.yaml"))
def test_a_case_is_written_as_it_is_read(path: Path) -> None:
    source = read_case_file(path)
    again = parse_case(case_json(source).encode(), "case.json")
    assert (again.case, again.expect, again.statements) == (source.case, source.expect, source.statements)


def test_numbers_are_written_with_their_figures() -> None:
    number = Decimal("0.49999999999999999999999")
    source = CaseFile(Case({"abpi": number, "tests": 'a "quoted" word', "age_years": 7}, who="Frau Müller"))
    again = parse_case(case_json(source).encode(), "case.json").case
    assert again == replace(source.case, findings={**source.case.findings, "age_years": Decimal(7)})
    assert again.findings["abpi"] == number


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ({"sex": "male"}, {"pregnancy_status"}),
        ({"sex": "female", "age_years": Decimal(78)}, {"pregnancy_status", "limp_or_not_using_leg"}),
        ({"age_years": Decimal(4)}, {"pregnancy_status"}),
        ({"age_years": Decimal(41)}, {"limp_or_not_using_leg", "hip_movement_painful_or_restricted"}),
        ({"erythema": False}, {"spreading_redness", "rapidly_spreading_erythema"}),
        ({}, set()),
    ],
)
def test_what_an_answer_rules_out_is_never_asked(
    leg_pain_walker: Walker, said: dict[str, Value], never: set[str]
) -> None:
    """No pregnancy of a man, no child's hip of an adult; "unsure" rules nothing out."""
    whole = worked(leg_pain_walker, SCIATICA).case
    known = {
        name: value for name, value in whole.findings.items() if name not in ("sex", "age_years", "pregnancy_status")
    }
    answering = Answering(leg_pain_walker.walk(replace(whole, findings={**known, **said})))
    answering.to_the_end(Interview(leg_pain_walker, Case()))
    assert never.isdisjoint(answering.names)
    if not said:
        assert "pregnancy_status" in answering.names


# --- Small pathways ---

WORDS = vocabulary_of(
    Finding("fever", FindingType.BOOLEAN, "Fever", normal=False, section="history"),
    Finding("pulse", FindingType.CHOICE, "Pulse", values=("palpable", "weak", "absent"), normal="palpable"),
    Finding("warm", FindingType.BOOLEAN, "Calf warm", normal=False, section="examination"),
    Finding("scan", FindingType.CHOICE, "Scan", values=("clear", "clot"), optional=True, section="investigation"),
    Finding("film", FindingType.CHOICE, "Film", values=("plain", "broken"), optional=True, section="investigation"),
    Finding("abpi", FindingType.NUMBER, "ABPI", unit="ratio", high=Decimal("2.5"), optional=True),
    Finding("age", FindingType.NUMBER, "Age", unit="years", high=Decimal(120), integer=True),
    groups={
        "signs": Group("signs", "No fever, pulse palpable, calf not warm.", ("fever", "pulse", "warm")),
        "scans": Group("scans", "No scan.", ("scan",), ("not_done",)),
        "films": Group("films", "No film.", ("film",), ("not_done",)),
    },
    sets={"results": GroupSet("results", ("scans", "films"))},
)
SIGNS = "fever or pulse == absent or warm"
RESULTS = "scan == clot or film == broken"


def interview_of(guard: str, case: Case | None = None) -> Interview:
    steps = {
        "start": [f"{guard} -> bad", "otherwise -> fine"],
        "bad": seven.SAME_DAY,
        "fine": seven.PRIMARY_CARE,
    }
    pathway = sketch(WORDS, steps)
    return Interview(Walker(pathway), case or Case())


def test_none_of_the_others_signs_the_sentence_of_a_group_of_which_every_line_was_shown() -> None:
    interview = interview_of(SIGNS)
    screen = shown(interview)
    assert names(interview) == ["fever", "pulse", "warm"]
    assert interview.signs(screen, {}) == ("No fever, pulse palpable, calf not warm.",)
    assert interview.answer(screen, {}, others=True) == ("No fever, pulse palpable, calf not warm.",)
    assert interview.case == Case(normal=("signs",))
    assert interview.screen is None
    assert interview.walk.disposition == seven.PRIMARY_CARE


def test_of_a_group_that_was_shown_in_part_only_the_lines_are_signed() -> None:
    interview = interview_of("fever or pulse == absent")
    assert names(interview) == ["fever", "pulse"]
    assert interview.answer(shown(interview), {}, others=True) == ("Normal: fever: no; pulse: palpable.",)
    assert interview.case == Case(normal=("fever", "pulse"))


def test_what_is_ticked_is_recorded_and_the_rest_signed_apart_from_it() -> None:
    """With fever "No fever ..." is false: what is signed says so, and names the members."""
    interview = interview_of("(fever or pulse == weak or warm) and (pulse == absent or warm or age > 90)")
    assert {"fever", "pulse", "warm"} <= set(names(interview))
    sentence = "Apart from fever: yes. The rest is normal: pulse: palpable; calf warm: no."
    assert interview.answer(shown(interview), {"fever": True}, others=True) == (sentence,)
    assert interview.case == Case({"fever": True}, ("signs",))


def test_unsure_stays_not_recorded_and_its_group_is_not_signed() -> None:
    interview = interview_of(SIGNS)
    assert interview.answer(shown(interview), {"warm": None}, others=True) == ("Normal: fever: no; pulse: palpable.",)
    assert interview.case == Case(normal=("fever", "pulse"))
    assert interview.unanswered == ("warm",)
    assert not interview.walk.settled


def test_without_none_of_the_others_what_is_left_alone_is_not_known() -> None:
    interview = interview_of(f"{SIGNS} or age > 60")
    interview.answer(shown(interview), {"age": Decimal(40)}, others=False)
    assert interview.case == Case({"age": Decimal(40)})
    assert interview.screen is None
    assert set(interview.unanswered) == {"fever", "pulse", "warm"}


def test_without_none_of_the_others_no_sentence_is_signed() -> None:
    """Though every member of the group is known by now: its sentence was not on the screen."""
    interview = interview_of(f"{SIGNS} or age > 60", Case({"warm": False}, ("fever", "pulse")))
    assert names(interview) == ["age"]
    assert interview.answer(shown(interview), {"age": Decimal(40)}, others=False) == ()
    assert interview.case == Case({"warm": False, "age": Decimal(40)}, ("fever", "pulse"))


def test_results_are_a_line_a_kind_and_one_that_exists_is_asked_for_next() -> None:
    words = replace(
        WORDS, groups={**WORDS.groups, "images": Group("images", "No image.", ("scan", "film"), ("not_done",))}
    )
    words.groups.pop("scans")
    words.groups.pop("films")
    steps = {"start": [f"{RESULTS} -> bad", "otherwise -> fine"], "bad": seven.SAME_DAY, "fine": seven.PRIMARY_CARE}
    interview = Interview(Walker(sketch(replace(words, sets={}), steps)), Case())
    screen = shown(interview)
    assert [(line.name, line.members, line.others) for line in screen.lines] == [("images", ("scan", "film"), NOT_DONE)]
    assert interview.answer(screen, {}, others=True) == ("No image.",)
    assert interview.case == Case(not_done=("images",))
    interview.undo()
    interview.answer(screen, {"images": True}, others=True)
    assert set(names(interview)) == {"scan", "film"}
    interview.answer(shown(interview), {"film": "plain"}, others=True)
    assert interview.case == Case({"film": "plain"}, (), ("scan",))
    assert interview.walk.disposition == seven.PRIMARY_CARE


def test_where_one_thing_is_not_known_what_else_could_settle_it_is_asked() -> None:
    """Of an `and` a walk asks for the first that is open."""
    interview = interview_of("warm and age > 60")
    assert [ask.finding for ask in interview.walk.decides_urgency] == ["warm"]
    interview.answer(shown(interview), {"warm": None}, others=False)
    assert names(interview) == ["age"]
    interview.answer(shown(interview), {"age": Decimal(40)}, others=False)
    assert interview.walk.disposition == seven.PRIMARY_CARE


@pytest.mark.parametrize(
    "said", [{"pulse": "yes"}, {"pulse": Decimal(1)}, {"pulse": "absent "}, {"pulse": NOT_DONE}, {"warm": True}]
)
def test_an_answer_that_cannot_be_changes_nothing(said: dict[str, Value | None]) -> None:
    interview = interview_of("pulse == absent")
    screen = shown(interview)
    with pytest.raises(CaseError):
        interview.answer(screen, said, others=True)
    assert interview.case == Case()
    assert not interview.can_undo
    assert interview.screen == screen


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("abpi", "0.82", Decimal("0.82")),
        ("abpi", " 2.50 ", Decimal("2.50")),
        ("abpi", "2.51", "abpi is 2.51, expected a number from 0 to 2.5"),
        ("abpi", "0,8", Decimal("0.8")),
        ("abpi", "1,200", f'abpi is "1,200", expected a number from 0 to 2.5; {POINT}'),
        ("abpi", "", 'abpi is "", expected a number from 0 to 2.5'),
        ("abpi", "nan", 'abpi is "nan", expected a number from 0 to 2.5'),
        ("abpi", "1e-999", 'abpi is "1e-999", expected a number from 0 to 2.5'),
        ("age", "58", Decimal(58)),
        ("age", "58.5", "age is 58.5, expected a whole number of years from 0 to 120"),
        ("age", "-1", "age is -1, expected a whole number of years from 0 to 120"),
    ],
)
def test_a_number_is_read_as_it_is_typed(name: str, text: str, expected: object) -> None:
    value, fault = typed_number(WORDS.findings[name], text)
    assert (fault or value) == expected


# --- Any pathway, any answers ---


def answered_anyhow(interview: Interview, random: Random, ticked: float = 0.3) -> dict[str, Value | None]:
    """Answers to the end; every line that was left alone, or said not to be done, with what that records."""
    signed: dict[str, Value | None] = {}
    while (screen := interview.screen) is not None:
        before = interview.walk
        assert interview.state.screens < 200
        said, others = any_answer(screen, random, ticked)
        try:
            interview.answer(screen, said, others=others)
        except CaseError:  # it contradicts what is recorded: nothing was taken
            assert interview.walk is before
            interview.answer(screen, {}, others=False)
            continue
        assert interview.walk.floor >= before.floor
        assert interview.walk.ceiling <= before.ceiling
        for line in screen.lines:
            signed |= recorded_of(line.members, said.get(line.name, UNSAID), line.others if others else None)
    return signed


@pytest.mark.parametrize("seed", range(12))
def test_nothing_of_leg_pain_is_normal_whose_line_was_not_on_an_answered_screen(
    leg_pain_walker: Walker, seed: int
) -> None:
    interview = Interview(leg_pain_walker, Case())
    signed = answered_anyhow(interview, Random(f"shown {seed}"), 0.02 if seed % 2 else 0.3)
    only_what_was_shown(leg_pain_walker, interview.case, signed)


class Careless(Interview):
    """A planted fault: a group is closed by its sentence as soon as one of its lines was left alone."""

    def _by_name(self, case: Case) -> Case:
        groups = [group for group in self.words.groups.values() if set(group.members) & set(case.normal)]
        return replace(case, normal=tuple(group.name for group in groups if "normal" in group.closed_by))


def test_a_machine_that_signs_what_it_did_not_show_is_found_out(leg_pain_walker: Walker) -> None:
    interview = Careless(leg_pain_walker, Case())
    signed = answered_anyhow(interview, Random("careless"))
    with pytest.raises(AssertionError, match="was not shown"):
        only_what_was_shown(leg_pain_walker, interview.case, signed)


@given(st.data())
@examples(60)
def test_any_answers_come_to_an_end_and_sign_only_what_was_shown(data: st.DataObject) -> None:
    """Whatever is answered: it ends, no answer lowers the floor or raises the ceiling, and what is left was not known."""
    pathway = data.draw(pathways())
    interview = Interview(Walker(pathway, Compiled(pathway)), Case())
    signed = answered_anyhow(interview, Random(data.draw(st.integers(0, 1 << 30))))
    only_what_was_shown(interview.walker, interview.case, signed)
    walk = interview.walk
    if not walk.floor.stops_questions:
        assert set(interview.unanswered) == {ask.finding for ask in (*walk.decides_urgency, *walk.decides_plan)}
