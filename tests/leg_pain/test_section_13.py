"""The patients that every engine must get right (clinical check, section 13): each is a worked case, no less urgent than said where
it is dangerous, no more urgent where it is easily sent too fast, and where the table says where to, there."""

from __future__ import annotations

import pytest

import seven
from legpain_graph import Walker
from legpain_graph.case.read import read_case_file
from legpain_graph.model.pathway import Urgency
from legpain_graph.resources import pathway_folder

EMERGENCY, SAME_DAY, IN_48_HOURS, TWO_WEEKS, ROUTINE, PRIMARY_CARE = (
    seven.EMERGENCY_999,
    seven.SAME_DAY,
    seven.WITHIN_48_HOURS,
    seven.TWO_WEEKS,
    seven.ROUTINE,
    seven.PRIMARY_CARE,
)
AT_LEAST: dict[str, dict[str, tuple[Urgency, str]]] = {
    # the patient: each worked case, with the least urgency and a node reached
    "claudication for 5 years; since yesterday the foot is cold and pale": {
        "ischaemia-claudicant-cold-since-yesterday": (EMERGENCY, "stop-999-acute-ischaemia"),
    },
    "sudden dead leg, pulses normal; new paralysis of gradual onset; sudden partial weakness": {
        "spine-dead-leg-sudden-pulses-normal": (EMERGENCY, "stop-999-neuro-loss"),
        "spine-paralysis-gradual": (EMERGENCY, "stop-999-neuro-loss"),
        "spine-sudden-partial-weakness": (EMERGENCY, "stop-999-neuro-loss"),
    },
    "sudden calf pain at rest, one pulse absent, foot warm": {
        "ischaemia-sudden-at-rest-pulse-absent-2-0-weeks": (EMERGENCY, "stop-999-acute-ischaemia"),
    },
    "whole-foot numbness, new, with a reduced pulse": {
        "ischaemia-new-numb-foot-weak-pulse": (EMERGENCY, "stop-999-acute-ischaemia"),
    },
    "prostate cancer, leg pain from the back, brisk reflexes, upgoing plantar": {
        "spine-prostate-cancer-upgoing-plantar": (EMERGENCY, "stop-999-cauda-equina"),
    },
    "boy of 12, tibial fracture in cast, toe stretch agony": {
        "child-boy-12-cast-toe-stretch": (EMERGENCY, "stop-999-compartment"),
    },
    "cancer 4 years ago, new sciatica, normal neurology": {
        "spine-cancer-sciatica-normal-neurology": (SAME_DAY, "stop-same-day-mscc"),
    },
    "cancer 4 years ago, back pain alone": {
        "spine-cancer-back-pain-alone": (TWO_WEEKS, "stop-cancer-other"),
    },
    "spreading redness without fever; pain rapidly worse over hours; any fever with leg pain": {
        "infection-spreading-redness-no-fever": (SAME_DAY, "stop-same-day-infection"),
        "compartment-pain-rapidly-worse": (SAME_DAY, "stop-same-day-clinician"),
        "infection-fever-with-leg-pain": (SAME_DAY, "stop-same-day-infection"),
    },
    "cold pale foot for 3 weeks, no rest pain": {
        "ischaemia-cold-pale-foot-three-weeks": (SAME_DAY, "stop-same-day-vascular"),
    },
    "fall at 84, groin pain, cannot take four steps": {
        "bone-fall-at-84-cannot-walk": (SAME_DAY, "stop-same-day-trauma"),
    },
    "phlebitis of the thigh 12 cm; varicose vein that bled yesterday": {
        "vein-phlebitis-thigh-12-cm": (SAME_DAY, "stop-same-day-svt"),
        "vein-bled-yesterday": (SAME_DAY, "stop-same-day-vascular"),
    },
    "HRT and long flight, calf tender since jogging": {
        "dvt-hrt-flight-tender-since-jogging": (SAME_DAY, "dvt-likelihood"),
    },
    "34 weeks pregnant, left thigh pain, no swelling": {
        "dvt-pregnant-thigh-pain": (SAME_DAY, "dvt-likelihood"),
    },
    "strain at review with new swelling": {
        "dvt-strain-at-review-new-swelling": (SAME_DAY, "dvt-likelihood"),
    },
    "boy of 13, knee pain, limp, hip rotation restricted": {
        "child-boy-13-limp-hip-restricted": (SAME_DAY, "stop-same-day-paediatric"),
    },
    'girl of 15, one-sided night knee pain, "not the bone"': {
        "child-girl-15-night-knee-pain": (IN_48_HOURS, "stop-xray-48h"),
    },
    '"benign" lump of 4 years ago, now 8 cm and growing': {
        "lump-called-benign-now-8-cm": (TWO_WEEKS, "lump-scan"),
    },
    "sciatica with power 4 or one absent ankle jerk": {
        "spine-weak-foot-power-4": (TWO_WEEKS, "stop-spinal-urgent"),
        "deficit-ankle-jerk-absent": (TWO_WEEKS, "stop-spinal-urgent"),
    },
    "calf ache 10 weeks, one absent foot pulse": {
        "ischaemia-calf-ache-one-pulse-absent": (ROUTINE, "abpi"),
    },
    "sudden numbness of the whole leg, pulses felt, warm": {
        "ischaemia-sudden-numb-leg-warm-pulses-felt": (SAME_DAY, "stop-same-day-clinician"),
    },
    "foot pain in bed, diabetic, warm foot, both pulses felt": {
        "ischaemia-foot-pain-in-bed-diabetic-warm-foot": (ROUTINE, "abpi"),
    },
    "buttock pain at a fixed walking distance, relieved by standing still": {
        "clear-claudication-buttock": (ROUTINE, "abpi"),
    },
    "diabetic, warm swollen foot, no fever": {
        "infection-warm-swollen-foot-in-diabetes": (SAME_DAY, "stop-same-day-foot"),
    },
    "positive leg scan on file, signs gone": {
        "result-leg-scan-positive-signs-gone": (SAME_DAY, "stop-dvt-confirmed"),
    },
    "likely DVT: scan negative, D-dimer negative, repeat scan positive": {
        "dvt-likely-repeat-scan-positive": (SAME_DAY, "stop-dvt-confirmed"),
    },
    "sudden calf pain with a pop, Simmonds not done": {
        "achilles-pop-not-tested": (SAME_DAY, "stop-urgent-ortho"),
    },
}
AT_MOST: dict[str, dict[str, tuple[Urgency, str]]] = {
    # the patient: each worked case, with the greatest urgency and a node reached
    "cancer 4 years ago, back pain alone: no call of the cord line": {
        "spine-cancer-back-pain-alone": (TWO_WEEKS, "stop-cancer-other"),
    },
    "ex-smoker of 68, ankle sprain 10 days ago, one foot pulse absent, foot warm, pink, refill normal": {
        "ischaemia-sprain-one-foot-pulse-absent": (ROUTINE, "abpi"),
    },
    "the same, both foot pulses documented absent before, normal perfusion, no embolic source": {
        "ischaemia-sprain-both-pulses-known-absent": (ROUTINE, "abpi"),
    },
    "sudden injury 3 years ago, one foot pulse absent, nothing new": {
        "ischaemia-old-injury-one-pulse-absent": (ROUTINE, "abpi"),
    },
    "sudden numbness in a strip with pain from the back, all pulses felt, leg warm and pink": {
        "ischaemia-sudden-strip-numbness-from-the-back": (PRIMARY_CARE, "sciatica"),
    },
    "fit 30-year-old, pop at tennis, bruise, 1.5 cm swelling, no VTE risk": {
        "clear-calf-strain-tennis": (PRIMARY_CARE, "stop-calf-strain"),
    },
    "diabetic of 60, calf tear, no swelling (no compression without ABPI and pulses)": {
        "clear-calf-strain-diabetic-not-measured": (PRIMARY_CARE, "stop-calf-strain"),
    },
    "spinal stenosis, both legs tingle on walking for a year": {
        "stenosis-both-legs-a-year": (ROUTINE, "spinal-stenosis"),
    },
    "severe sciatica, leg looks normal": {
        "sciatica-severe-leg-looks-normal": (PRIMARY_CARE, "stop-sciatica"),
    },
    "Achilles rupture with weak push-off: orthopaedics, not spinal on call": {
        "achilles-rupture-weak-push-off": (SAME_DAY, "stop-urgent-ortho"),
    },
}
NEVER = {
    "spine-cancer-back-pain-alone": {"stop-same-day-mscc"},
    "deficit-ankle-jerk-absent": {"stop-sciatica"},
    "spine-weak-foot-power-4": {"stop-sciatica"},
    "ischaemia-calf-ache-one-pulse-absent": {"stop-calf-strain"},
    "ischaemia-foot-pain-in-bed-diabetic-warm-foot": {"stop-night-cramps", "stop-restless-legs"},
    "ischaemia-sudden-strip-numbness-from-the-back": {"stop-same-day-clinician"},
    "clear-calf-strain-tennis": {"dvt-likelihood"},
    "clear-calf-strain-diabetic-not-measured": {"compress"},
    "sciatica-severe-leg-looks-normal": {"stop-999-disproportionate-pain"},
    "achilles-rupture-weak-push-off": {"stop-same-day-spinal"},
    "achilles-pop-not-tested": {"stop-calf-strain"},
}
"""Where the table says also what it must not be."""


def rows(table: dict[str, dict[str, tuple[Urgency, str]]]) -> list[tuple[str, Urgency, str]]:
    return [(case, *expected) for cases in table.values() for case, expected in cases.items()]


@pytest.mark.parametrize(("case", "urgency", "node"), rows(AT_LEAST))
def test_no_less_urgent(leg_pain_walker: Walker, case: str, urgency: Urgency, node: str) -> None:
    walk = leg_pain_walker.walk(read_case_file(pathway_folder() / "cases" / f"{case}.case.yaml").case)
    assert walk.floor >= urgency
    assert node in walk.reached
    assert NEVER.get(case, set()) <= set(walk.ruled_out)


@pytest.mark.parametrize(("case", "urgency", "node"), rows(AT_MOST))
def test_no_more_urgent(leg_pain_walker: Walker, case: str, urgency: Urgency, node: str) -> None:
    walk = leg_pain_walker.walk(read_case_file(pathway_folder() / "cases" / f"{case}.case.yaml").case)
    assert walk.settled
    assert walk.ceiling <= urgency
    assert node in walk.reached
    assert NEVER.get(case, set()) <= set(walk.ruled_out)


def test_the_whole_table_is_here() -> None:
    """36 rows: one of them, cancer and back pain alone, is both a danger and a patient sent too fast."""
    assert len(AT_LEAST | AT_MOST) - 1 == 36
