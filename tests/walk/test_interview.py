"""The interview: it asks what the walk asks, takes nothing as answered, and ends where the walk of the whole case ends."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legpain_graph import Case, CaseError, Compiled, Walk, Walker
from legpain_graph.case.read import CaseFile, parse_case, read_case_file
from legpain_graph.case.write import case_json
from legpain_graph.load.numbers import POINT
from legpain_graph.model.pathway import Urgency
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Group, GroupSet, Value
from legpain_graph.resources import pathway_folder
from legpain_graph.walk.interview import AskFinding, AskGroup, Interview, progress, typed_number
from strategies import examples, pathways, sketch, vocabulary_of
from walk.answering import Answering

CASES = sorted(pathway_folder().glob("cases/*.case.*"))
PARTS = 4
EVERY = 4
"""One worked case in so many is interviewed: each is some forty walks."""
SCIATICA, DVT = "sciatica-early-typical", "dvt-likely-scan-positive"
MOST_QUESTIONS = 40
"""A textbook sciatica in primary care takes 39 answers, 22 of them a sentence each."""


def worked(walker: Walker, name: str) -> Walk:
    return walker.walk(read_case_file(pathway_folder() / "cases" / f"{name}.case.yaml").case)


def at(interview: Interview, name: str) -> AskFinding | AskGroup:
    """The next question, which is the one of that name."""
    question = interview.question
    assert question is not None
    assert (question.name if isinstance(question, AskGroup) else question.finding.name) == name
    return question


def ended(walk: Walk) -> bool:
    return walk.floor is Urgency.EMERGENCY_999 or (walk.settled and walk.complete)


# --- The whole pathway ---


@pytest.mark.parametrize("part", range(PARTS))
def test_answers_of_a_worked_case_lead_where_the_case_leads(leg_pain_walker: Walker, part: int) -> None:
    """Of every case that the walk calls complete; what its clinician did not know is answered "don't know"."""
    seen = 0
    for path in CASES[part * EVERY :: PARTS * EVERY]:
        whole = leg_pain_walker.walk(read_case_file(path).case)
        if not ended(whole):
            continue
        interview = Answering(whole).to_the_end(Interview(leg_pain_walker, Case()))
        assert interview.walk.disposition == whole.disposition, path.name
        assert ended(interview.walk), path.name
        seen += 1
    assert seen > 20


def test_a_textbook_sciatica_is_settled_in_few_questions(leg_pain_walker: Walker) -> None:
    answering = Answering(worked(leg_pain_walker, SCIATICA))
    interview = answering.to_the_end(Interview(leg_pain_walker, Case()))
    assert interview.walk.diagnoses == ("sciatica",)
    assert interview.walk.disposition is Urgency.PRIMARY_CARE
    assert len(answering.heard) == interview.state.answered <= MOST_QUESTIONS
    first = [name for name, _ in answering.heard[:8]]
    red_flags = {"pe", "limb_perfusion", "limb_neurology_sudden", "compartment", "infection", "cauda_equina"}
    assert red_flags <= set(first), "red flags first"
    assert len({name for name, _ in answering.heard}) == len(answering.heard), "nothing is asked twice"


def test_the_more_urgent_is_asked_first_and_history_before_examination(leg_pain_walker: Walker) -> None:
    interview = Interview(leg_pain_walker, Case())
    answering = Answering(worked(leg_pain_walker, SCIATICA))
    while (question := interview.question) is not None:
        asks = interview.walk.decides_urgency or interview.walk.decides_plan
        assert question.could_be == asks[0].urgency
        answering.answer(interview)
    names = [name for name, _ in answering.heard]
    assert names.index("cauda_equina") < names.index("intimate_examination")


def test_an_emergency_ends_it_at_once(leg_pain_walker: Walker) -> None:
    interview = Interview(leg_pain_walker, Case(normal=("red_flags",)))
    cauda_equina = at(interview, "cauda_equina")
    assert isinstance(cauda_equina, AskGroup)
    interview.go_through(cauda_equina)
    numbness = at(interview, "saddle_numbness")
    assert isinstance(numbness, AskFinding)
    interview.record(numbness, True)
    assert interview.walk.floor is Urgency.EMERGENCY_999
    assert interview.question is None
    assert interview.unanswered == ()
    assert progress(interview.walk) == ""


def test_nothing_known_ends_open_and_says_so(leg_pain_walker: Walker) -> None:
    """Not one "don't know" is read as absent: the bounds are those of nothing recorded."""
    interview = Interview(leg_pain_walker, Case())
    asked = 0
    while (question := interview.question) is not None:
        interview.skip(question)
        asked += 1
    walk = interview.walk
    assert asked > 10
    assert interview.case == Case()
    assert (walk.floor, walk.ceiling) == (Urgency.PRIMARY_CARE, Urgency.EMERGENCY_999)
    assert set(interview.unanswered) == {ask.finding for ask in (*walk.decides_urgency, *walk.decides_plan)}
    assert progress(walk).startswith(f"{len(interview.unanswered)} answers missing")
    interview.ask_again()
    assert interview.question is not None


def test_undoing_every_answer_leads_back_through_the_same_questions(leg_pain_walker: Walker) -> None:
    interview = Interview(leg_pain_walker, Case())
    answering = Answering(worked(leg_pain_walker, SCIATICA))
    questions = []
    while (question := interview.question) is not None:
        questions.append((question, interview.case))
        answering.answer(interview)
    while questions:
        assert interview.can_undo
        interview.undo()
        assert (interview.question, interview.case) == questions.pop()
    assert not interview.can_undo
    interview.undo()
    assert interview.case == Case()


def test_what_was_kept_is_gone_on_with(leg_pain_walker: Walker) -> None:
    """A case file written halfway asks only what is left, and ends the same."""
    whole = worked(leg_pain_walker, DVT)
    first = Answering(whole)
    interview = Interview(leg_pain_walker, Case())
    for _ in range(6):
        assert first.answer(interview)
    kept = parse_case(case_json(CaseFile(interview.case)).encode(), "case.json").case
    assert kept == interview.case
    second = Answering(whole)
    resumed = second.to_the_end(Interview(leg_pain_walker, kept))
    straight = Answering(whole).to_the_end(Interview(leg_pain_walker, Case()))
    assert resumed.case == straight.case
    assert resumed.walk.disposition == whole.disposition
    assert {name for name, _ in first.heard}.isdisjoint(name for name, said in second.heard if said != "one by one")


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
    ("sex", "age", "asked"),
    [
        ("male", 41, ["sex"]),
        ("male", 8, ["sex"]),
        ("female", 41, ["sex", "age_years", "pregnancy_status"]),
        ("female", 78, ["sex", "age_years"]),
        ("female", 74, ["sex", "age_years", "pregnancy_status"]),
        ("female", 4, ["sex", "age_years"]),
        ("other", 30, ["sex", "age_years", "pregnancy_status"]),
        (None, 30, ["sex", "age_years", "pregnancy_status"]),
        (None, 78, ["sex", "age_years"]),
        ("male", None, ["sex"]),
        ("female", None, ["sex", "age_years", "pregnancy_status"]),
    ],
)
def test_what_saves_asking_is_asked_first(
    leg_pain_walker: Walker, sex: str | None, age: int | None, asked: list[str]
) -> None:
    """A pregnancy is asked of nobody whom sex or age rules out; "don't know" rules nothing out."""
    said = {"sex": sex, "age_years": age}
    whole = read_case_file(pathway_folder() / "cases" / f"{SCIATICA}.case.yaml").case
    rest = {
        name: value for name, value in whole.findings.items() if name not in ("sex", "age_years", "pregnancy_status")
    }
    interview = Interview(leg_pain_walker, replace(whole, findings=rest))
    heard = []
    while "pregnancy_status" not in heard and (question := interview.question) is not None:
        name = question.name if isinstance(question, AskGroup) else question.finding.name
        heard += [name] if name in asked else []
        assert name in asked or name not in ("pregnancy_status", "sex")
        if isinstance(question, AskFinding) and (value := said.get(name)) is not None:
            interview.record(question, value if isinstance(value, str) else Decimal(value))
        else:
            interview.skip(question)
    assert heard[: len(asked)] == asked


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
        "bad": Urgency.SAME_DAY,
        "fine": Urgency.PRIMARY_CARE,
    }
    pathway = sketch(WORDS, steps)
    return Interview(Walker(pathway), case or Case())


def group(interview: Interview, name: str) -> AskGroup:
    question = at(interview, name)
    assert isinstance(question, AskGroup)
    return question


def single(interview: Interview, name: str) -> AskFinding:
    question = at(interview, name)
    assert isinstance(question, AskFinding)
    return question


def test_a_group_is_one_question_and_closes_under_its_name() -> None:
    interview = interview_of(SIGNS)
    signs = group(interview, "signs")
    assert signs.sentences == {"normal": ("No fever, pulse palpable, calf not warm.",)}
    assert signs.members == ("fever", "pulse", "warm")
    interview.close(signs, "normal")
    assert interview.case == Case(normal=("signs",))
    assert interview.question is None
    assert interview.walk.disposition is Urgency.PRIMARY_CARE


def test_one_by_one_and_then_the_rest() -> None:
    interview = interview_of("fever and pulse == absent or warm or pulse == weak")
    interview.go_through(group(interview, "signs"))
    fever = single(interview, "fever")
    assert fever.rest == ("fever", "pulse", "warm")
    interview.record(fever, True)
    pulse = single(interview, "pulse")
    assert pulse.values == ("palpable", "weak", "absent")
    assert pulse.rest == ("pulse", "warm")
    interview.close(pulse, "normal")
    assert interview.case == Case({"fever": True}, ("signs",))
    assert interview.walk.settled


def test_a_sentence_that_is_no_longer_true_is_not_signed() -> None:
    """With fever recorded "No fever ..." is false: what is offered says so, and names the members that it would close."""
    signs = group(interview_of("fever and (pulse == absent or warm)", Case({"fever": True})), "signs")
    assert signs.sentences == {
        "normal": ("Apart from fever: yes. The rest is normal: pulse: palpable; calf warm: no.",)
    }
    assert signs.members == ("pulse", "warm")


def test_results_are_one_question_that_says_each_sentence() -> None:
    interview = interview_of(RESULTS)
    results = group(interview, "results")
    assert results.sentences == {"not_done": ("No scan.", "No film.")}
    interview.close(results, "not_done")
    assert interview.case == Case(not_done=("results",))
    interview.undo()
    interview.go_through(group(interview, "results"))
    scan = single(interview, "scan")
    assert scan.not_done
    interview.record(scan, NOT_DONE)
    interview.record(single(interview, "film"), "plain")
    assert interview.case == Case({"film": "plain"}, (), ("scan",))
    assert interview.walk.disposition is Urgency.PRIMARY_CARE


def test_a_group_not_known_is_not_asked_again_member_by_member() -> None:
    interview = interview_of(f"{SIGNS} or age > 60")
    age = single(interview, "age")
    assert (age.values, age.not_done) == ((), False)
    interview.record(age, Decimal(40))
    interview.skip(group(interview, "signs"))
    assert interview.question is None
    assert set(interview.unanswered) == {"fever", "pulse", "warm"}
    assert not interview.walk.settled


def test_where_one_thing_is_not_known_what_else_could_settle_it_is_asked() -> None:
    """Of an `and` a walk asks for the first that is open."""
    interview = interview_of("warm and age > 60")
    assert [ask.finding for ask in interview.walk.decides_urgency] == ["warm"]
    interview.skip(single(interview, "warm"))
    interview.record(single(interview, "age"), Decimal(40))
    assert interview.walk.disposition is Urgency.PRIMARY_CARE


@pytest.mark.parametrize("value", ["yes", Decimal(1), "absent ", NOT_DONE])
def test_an_answer_that_cannot_be_changes_nothing(value: Value) -> None:
    interview = interview_of("pulse == absent")
    pulse = single(interview, "pulse")
    with pytest.raises(CaseError):
        interview.record(pulse, value)
    assert interview.case == Case()
    assert not interview.can_undo
    assert interview.question == pulse


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


# --- Any pathway ---


@given(st.data())
@examples(60)
def test_any_answers_come_to_an_end_and_only_ever_narrow(data: st.DataObject) -> None:
    """Whatever is answered: it ends, no answer lowers the floor or raises the ceiling, and what is left was not known."""
    pathway = data.draw(pathways())
    interview = Interview(Walker(pathway, Compiled(pathway)), Case())
    while (question := interview.question) is not None:
        before = interview.walk
        assert interview.state.answered < 200
        try:
            if isinstance(question, AskGroup):
                choice = data.draw(st.sampled_from((*question.sentences, "one by one", "don't know")))
                if choice == "one by one":
                    interview.go_through(question)
                elif choice == "don't know":
                    interview.skip(question)
                else:
                    interview.close(question, choice)
            elif question.rest and data.draw(st.booleans()):
                interview.close(question, "normal")
            else:
                low = question.finding.low
                values = [
                    *(question.values or (low, question.finding.high)),
                    *([NOT_DONE] if question.not_done else []),
                ]
                value = data.draw(st.sampled_from([*values, None]))
                if value is None:
                    interview.skip(question)
                else:
                    interview.record(question, value)
        except CaseError:  # it contradicts what is recorded: nothing was taken
            assert interview.walk is before
            interview.skip(question)
        assert interview.walk.floor >= before.floor
        assert interview.walk.ceiling <= before.ceiling
    walk = interview.walk
    if walk.floor is not Urgency.EMERGENCY_999:
        assert set(interview.unanswered) == {ask.finding for ask in (*walk.decides_urgency, *walk.decides_plan)}
