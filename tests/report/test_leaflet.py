"""What the patient is told: on every ending, in plain words, and never more than is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph import Case, Walk, Walker
from legpain_graph.case.read import read_case_file
from legpain_graph.engine.kleene import Kleene, Reference
from legpain_graph.engine.meaning import Meaning
from legpain_graph.model.pathway import Line, Node, NodeKind, Pathway, SafetyNetLine
from legpain_graph.report.leaflet import leaflet
from legpain_graph.report.note import markdown, text
from legpain_graph.report.screen import screen
from legpain_graph.resources import pathway_folder
from strategies import accepted, cases, examples, pathways
from tiers import Some

CASES = sorted(pathway_folder().glob("cases/*.case.*"))
PARTS = 8
FORBIDDEN = re.compile(
    r"\bbenign|nothing serious|\ball[- ]clear\b|\b(six|6)[- ]hours?\b|\b\d*\s?(mg|mcg|milligrams?)\b", re.I
)
"""Words that reassure too much, the window that is for clinicians (SIM-13), and doses."""
JARGON = re.compile(
    r"\b(DVT|D-dimer|ABPI|duplex|NSAIDs?|ischaemia|claudication|oedema|anticoagula\w+|antiplatelet|haemoptysis|embolism"
    r"|thrombo\w+|analgesi\w+|radicul\w+|dermatom\w+|deficit|malignan\w+|metasta\w+|paediatric|orthopaedic\w*|saddle)\b",
    re.I,
)
IN_BRACKETS = re.compile(r"\([^)]*\)")
"""Where the clinical name may stand after the plain one."""
NOT_FINISHED = "We have not finished."
NINES = "Call 999 or go to A&E now if:"
OPENING = "About your leg pain"


def endings(pathway: Pathway) -> list[Node]:
    return [node for node in pathway.nodes.values() if node.urgency is not None]


def lines(pathway: Pathway) -> list[tuple[str, Line]]:
    return [(node.id, line) for node in endings(pathway) for line in node.tell]


def flat(text: str) -> str:
    return " ".join(text.split())


def take_home(walker: Walker, path: Path) -> tuple[Walk, str]:
    """The leaflet of a worked case as `walk --format patient` makes it: with what to do now where anything is open."""
    walk = walker.walk(read_case_file(path).case)
    walk = walk if walk.settled and walk.complete else walker.acting_now(walk)
    return walk, leaflet(walk)


def page_of(walker: Walker, case: str) -> str:
    return flat(take_home(walker, pathway_folder() / "cases" / f"{case}.case.yaml")[1])


def told(walker: Walker, paths: Sequence[Path]) -> list[tuple[Walk, str]]:
    """Each worked case with its leaflet."""
    return [take_home(walker, path) for path in paths]


def test_every_ending_tells_the_patient_something(leg_pain: Pathway) -> None:
    told = {node.id: [line for line in node.tell if line.when is None] for node in endings(leg_pain)}
    assert {name: len(lines_of) for name, lines_of in told.items() if not 1 <= len(lines_of) <= 4} == {}


def test_what_is_told_is_short_and_cited(leg_pain: Pathway) -> None:
    assert [(node, line.text) for node, line in lines(leg_pain) if len(line.text) >= 110] == []
    assert [(node, line.text) for node, line in lines(leg_pain) if not line.statements] == []
    assert {name for _, line in lines(leg_pain) for name in line.statements} <= set(leg_pain.statements)


def test_no_forbidden_word_is_told(leg_pain: Pathway) -> None:
    assert [(node, line.text) for node, line in lines(leg_pain) if FORBIDDEN.search(line.text)] == []


def test_a_clinical_word_stands_only_in_brackets_after_the_plain_one(leg_pain: Pathway) -> None:
    """Or where the patient is given the very words to say to 999."""
    said = [(node, line.text) for node, line in lines(leg_pain) if "Tell 999" not in line.text]
    assert [(node, text) for node, text in said if JARGON.search(IN_BRACKETS.sub("", text))] == []


@pytest.mark.parametrize(
    "text",
    ["It is benign.", "Nothing serious", "You are all clear.", "within six hours", "6 hours", "take 400 mg", "400mg"],
)
def test_the_forbidden_words_are_found(text: str) -> None:
    assert FORBIDDEN.search(text)


def test_each_999_ending_starts_with_calling_999(leg_pain: Pathway) -> None:
    emergencies = [node for node in endings(leg_pain) if node.urgency == seven.EMERGENCY_999]
    assert emergencies
    assert {
        node.id: node.tell[0].text for node in emergencies if not node.tell[0].text.startswith("Call 999 now")
    } == {}
    assert len({node.tell[0].text for node in emergencies}) == 1, "the same words, so that two emergencies say it once"


@pytest.mark.parametrize("part", range(PARTS))
def test_the_leaflet_of_every_worked_case(part: int, some: Some, leg_pain_walker: Walker) -> None:
    for walk, page in told(leg_pain_walker, some(CASES[part::PARTS])):
        name, text = walk.case.id, flat(page)
        assert page.startswith(f"{OPENING}\n\n"), name
        body = text.removeprefix(OPENING).strip()
        assert body.startswith(NOT_FINISHED) is not walk.settled, name
        assert flat(walk.pathway.disclaimer) in text, name
        assert (NINES if walk.floor != seven.EMERGENCY_999 else "While you wait for help:") in page, name
        assert not FORBIDDEN.search(text), name
        assert "What we think, and what happens now" in text, name


@pytest.mark.parametrize("part", range(PARTS))
def test_a_999_leaflet_starts_with_calling_999_and_tells_nothing_less_urgent(
    part: int, some: Some, leg_pain_walker: Walker
) -> None:
    for walk, page in told(leg_pain_walker, some(CASES[part::PARTS])):
        if walk.floor != seven.EMERGENCY_999:
            continue
        first = next(line for line in page.splitlines() if line.startswith("- "))
        assert first.startswith("- Call 999 now"), walk.case.id
        assert page.count("- Call 999 now") == 1, walk.case.id
        other = {line.text for node in walk.outcomes if node.urgency is not walk.floor for line in node.tell}
        own = {line.text for node in walk.outcomes if node.urgency is walk.floor for line in node.tell}
        assert [text for text in other - own if text in flat(page)] == [], walk.case.id


def test_two_worked_cases_read_as_they_should(leg_pain_walker: Walker) -> None:
    strain = page_of(leg_pain_walker, "clear-calf-strain-tennis")
    assert "We found no sign today of a clot in a deep leg vein, or of a torn Achilles (heel) tendon." in strain
    bleeding = page_of(leg_pain_walker, "deficit-cauda-equina-and-bleeding-vein")
    assert bleeding.index("Call 999 now") < bleeding.index("raise the leg high and press firmly")


def test_an_ending_that_waits_for_an_answer_tells_what_happens_now(leg_pain_walker: Walker) -> None:
    """Surely the same day, but which of four endings is not known yet."""
    page = page_of(leg_pain_walker, "dvt-likely-scan-service-not-known")
    assert "You may have a blood clot in a deep leg vein (DVT)." in page
    assert NINES in page


def test_an_open_leaflet_names_no_cause_that_nothing_speaks_for(leg_pain_walker: Walker) -> None:
    """Of this patient nothing is known but that the leg is no better."""
    page = page_of(leg_pain_walker, "course-stalled-and-nothing-else")
    assert "We ask and examine what is missing before you leave." in page
    assert "restless legs" not in page
    assert "We found no sign today" not in page


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_on_paper_is_surely_about_other_patients(part: int, some: Some, leg_pain_walker: Walker) -> None:
    """Of every worked case: no line whose guard is surely false stands in the leaflet, the note, the screen or the data; every other
    line of what is told stands in the note."""
    for path in some(CASES[part::PARTS]):
        walk, page = take_home(leg_pain_walker, path)
        judge = Kleene(walk.pathway.vocabulary, walk.facts)
        meaning = Meaning(walk.pathway, judge)
        papers = [flat(paper) for paper in (page, markdown(walk), screen(walk), text(walk))]
        for node in (*walk.told, *walk.actions):
            lines_of = (*node.do, *node.do_not, *node.tell, *walk.pathway.safety_nets.get(node.safety_net, ()))
            kept = {
                line.text
                for line in lines_of
                if line.when is None or meaning.guard(line.when).value in ((True,) if line.sure else (True, None))
            }
            for line in lines_of:
                said = line.text in kept
                if not said:
                    assert all(line.text not in paper for paper in papers), (path.name, line.text)
            for line in node.tell:
                assert (line.text in flat(leaflet(walk, 10_000))) is (line.text in kept), (path.name, line.text)
            for line in node.do:
                assert (line.text in flat(text(walk, 10_000))) is (line.text in kept), (path.name, line.text)


def said_twice(texts: Sequence[str], most: int = 8) -> set[str]:
    """Sentences of four words and more, and runs of `most` words, that stand in two lines."""
    seen: dict[str, set[int]] = {}
    for number, line in enumerate(texts):
        words = re.findall(r"[\w'-]+", line.lower())
        runs = [" ".join(words[at : at + most]) for at in range(len(words) - most + 1)]
        sentences = [part for part in re.split(r"(?<=[.:;]) ", line) if part.count(" ") > 2]
        for said in (*runs, *sentences):
            seen.setdefault(said, set()).add(number)
    return {said for said, lines_of in seen.items() if len(lines_of) > 1}


def test_what_is_said_twice_is_found() -> None:
    assert said_twice(["Ring the same day.", "A sore vein. Ring the same day."]) == {"Ring the same day."}
    assert said_twice(["one two three four five six seven eight", "and one two three four five six seven eight"])
    assert not said_twice(["Stay active. Ask us.", "Keep your skin dry. Ask us."])


SAME_DAY = {"Ring the same day.", "ring the same day."}
"""After what it is for."""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_advice_is_given_twice(part: int, some: Some, leg_pain_walker: Walker) -> None:
    """By two endings, in other words: stretching for cramps and for restless legs, no stocking for veins and for a strain."""
    for walk, _ in told(leg_pain_walker, some(CASES[part::PARTS])):
        texts = [line.text for node in (*walk.told, *walk.actions) for line in walk.about(node.tell)]
        assert said_twice(list(dict.fromkeys(texts))) <= SAME_DAY, walk.case.id


def test_what_most_people_have_is_promised_to_those_alone_of_whom_it_is_so(leg_pain: Pathway) -> None:
    """Not to whoever lies awake, or has an ulcer."""
    every = [line for _, line in lines(leg_pain)] + [line for net in leg_pain.safety_nets.values() for line in net]
    promises = [line for line in every if re.search(r"\bmost (people|calf|sciatica|strains)\b", line.text, re.I)]
    assert len(promises) >= 5
    assert [line.text for line in promises if not (line.sure and line.when is not None)] == []


def test_no_paper_speaks_of_bleeding_where_nothing_bleeds(leg_pain: Pathway, leg_pain_walker: Walker) -> None:
    net = [line for lines_of in leg_pain.safety_nets.values() for line in lines_of if "bleed" in line.text]
    assert net
    assert [line.text for line in net if line.when is None] == []
    assert "bleeding" not in page_of(leg_pain_walker, "audit-strip-pain-new-sexual-dysfunction")
    assert "if bleeding starts or goes on" in page_of(leg_pain_walker, "vein-bleeding-now")


def test_what_a_patient_must_not_take_or_wear_is_told(leg_pain: Pathway, leg_pain_walker: Walker) -> None:
    """What a step withholds that is to be had without a prescription, and what it gives that can harm."""
    kept_from = [
        node
        for node in leg_pain.nodes.values()
        if node.kind is NodeKind.ACTION
        and node.stage == "relief"
        and (node.do_not or "compression" in node.tags)
        and "opioid" not in node.tags
    ]
    assert len(kept_from) >= 4
    assert [node.id for node in kept_from if not node.tell] == []
    assert "no anti-inflammatory, by mouth or on the skin" in page_of(leg_pain_walker, "relief-opioid-pregnant")
    assert "Take no anti-inflammatory by mouth" in page_of(leg_pain_walker, "relief-sciatica-age-65")
    assert "Your iron store is low" in page_of(leg_pain_walker, "restless-pregnant-troublesome")


@examples(100)
@given(st.data())
def test_every_paper_has_the_lines_that_it_may_have(data: st.DataObject) -> None:
    """Of generated pathways: a line with a guard is on no paper where that is surely false, and one that has to be sure only where it is
    true; what stands on the screen stands in the note."""
    pathway = data.draw(pathways())
    walk = Walker(pathway).walk(accepted(Reference(pathway), data.draw(cases(pathway)))[0], "safest")
    meaning = Meaning(pathway, Kleene(pathway.vocabulary, walk.facts))
    papers = [leaflet(walk), text(walk), markdown(walk), screen(walk), walk.to_json()]
    for line in every_line(pathway):
        value = meaning.guard(line.when).value if line.when is not None else True
        on = [line.text in paper for paper in papers]
        assert not any(on) or value is True or (value is None and not line.sure), line
        assert on[1] or not on[3], line


def every_line(pathway: Pathway) -> list[Line | SafetyNetLine]:
    lines: list[Line | SafetyNetLine] = [line for net in pathway.safety_nets.values() for line in net]
    return lines + [line for node in pathway.nodes.values() for line in (*node.do, *node.do_not, *node.tell)]


def test_the_sheet_fits_the_patient(leg_pain_walker: Walker) -> None:
    """The boy of 6, the man of 78, the woman with a clot: what each is not told, and what is told while nobody knows: every warning, and
    nothing that reassures."""
    words = {"sexual": "new sexual numbness", "birth": "a birth in the last 6 weeks", "child": "A child has a new limp",
             "vein": "A vein bleeds", "strain": "Most calf strains"}  # fmt: skip
    told = {
        "boy": ({"age_years": 6, "sex": "male", "varicose_veins": False}, {"child"}),
        "man": ({"age_years": 78, "sex": "male", "varicose_veins": True}, {"sexual", "vein"}),
        "nobody": ({}, set(words) - {"strain"}),
    }
    for name, (findings, kept) in told.items():
        case = Case({**findings, "breathlessness": False, "calf_swelling": True} if findings else {})
        page = flat(leaflet(leg_pain_walker.walk(case, "safest")))
        lines_said = {word for word, line in words.items() if line in page}
        assert kept <= lines_said, name
        assert not {"sexual", "birth"} & lines_said - kept, name
        assert ("child" in lines_said) is ("child" in kept), name
        assert "strain" not in lines_said, name


CONDITION = re.compile(r"^(If|With|Pregnant|Under \d+|New|Cannot)\b|\bif\b|:")
TRUE_EITHER_WAY = {
    "A bone in your leg may be broken.",
    "A leg vein is bleeding. Lie flat, raise the leg high and press firmly on the bleeding point.",
    "A normal temperature does not rule an infection out.",
    "A scan this early seldom helps.",
    "Do not wait to see if you get a fever.",
    "Pain in the thigh or the knee can come from the hip.",
    "The wait is the usual one in your area.",
    "They see you within 2 weeks at most.",
    "Too little blood may reach your leg.",
    "We ask them to see you within 48 hours.",
    "We send you now to the hospital's medical or same-day emergency team.",
    "You go to A&E or a minor injury unit today for an X-ray.",
    "Your pain is much worse than we can explain. We do not know yet which of two causes it is.",
}
"""Said while their guard is unknown, and right then too."""


def test_what_is_told_while_it_is_unknown_whom_it_is_about_says_its_condition(leg_pain: Pathway) -> None:
    """Or has to be sure: an ABPI alone once told its patient that a vein had bled."""
    plain = {
        line.text
        for node in endings(leg_pain)
        for line in node.tell
        if line.when is not None and not line.sure and not CONDITION.search(line.text)
    }
    assert plain <= TRUE_EITHER_WAY


@pytest.mark.parametrize("part", range(PARTS))
def test_no_paper_contradicts_itself_or_says_a_thing_twice(part: int, some: Some, leg_pain_walker: Walker) -> None:
    """What first aid does with the leg; what is there already and is told as what might come; a sentence of the note."""
    for path in some(CASES[part::PARTS]):
        walk, page = take_home(leg_pain_walker, path)
        page, known = flat(page), walk.facts.known
        level = "leg level" in page or "level with your heart" in page or "ice the leg or raise it" in page
        assert not (level and "raise the leg high and press" in page), path.name
        for finding, line in COMES.items():
            assert known.get(finding) is not True or line not in page, (path.name, line)
        told = [line for node in (*walk.told, *walk.actions) for line in walk.about(node.tell)]
        for line in told:
            assert flat(text(walk, 10_000)).count(f"- {line.text}") == 1, (path.name, line.text)


COMES = {
    "fever": "You have a fever",
    "spreading_redness": "Redness is spreading",
    "unable_to_weight_bear": "You cannot put weight on the leg",
    "unexplained_weight_loss": "You are losing weight",
    "calf_swelling": "leg starts to swell",
}


def test_no_word_is_doubled_under_its_heading(leg_pain_walker: Walker) -> None:
    for path in CASES[::25]:
        page = take_home(leg_pain_walker, path)[1]
        assert "What to expect: " not in page
        assert "(book within days)" not in page
        assert "(ring 111" not in page
