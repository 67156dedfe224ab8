"""Safety rules I25 to I29: Achilles, pulses, review, what stands at a stop."""

from __future__ import annotations

import re

import pytest

import seven
from leg_pain.safety.check import Check
from leg_pain.safety.words import (
    ALSO_SAME_DAY,
    BENIGN,
    BENIGN_PATHS,
    CALF_STRAIN,
    EMERGENCIES,
    MANAGED,
    MANAGED_PATHS,
    N999,
    OPIOID_PATHS,
    RE_EXAMINE,
    SAME_DAY,
    SAMEDAY,
    stops,
    tagged,
)
from legpain_graph import Pathway
from legpain_graph.model.pathway import NodeKind


@pytest.mark.parametrize("alarm", ["achilles_rupture_suspected", "achilles_rupture_not_excluded"])
def test_i25_an_achilles_rupture_is_orthopaedic_and_no_strain(check: Check, alarm: str) -> None:
    check(
        [alarm, f"{alarm} and onset_mode == sudden_during_activity and calf_tenderness"],
        lambda seen: seen.sure(alarm),
        lambda seen: seen.reached(stops("T_URGENT_ORTHO") | N999) and not seen.may(CALF_STRAIN),
    )


def test_i25_a_calf_strain_only_with_an_intact_tendon(check: Check) -> None:
    check(
        [BENIGN_PATHS["strain"]],
        lambda seen: seen.reached(CALF_STRAIN),
        lambda seen: seen.sure("achilles_tested_intact"),
        nearly=True,
        holes=["known_pad", "achilles_gap == present", "renal_impairment", "diabetes", "nsaid_contraindicated"],
        share=1.5,
    )


@pytest.mark.parametrize("sign", ["any_lower_limb_pulse_absent", "neurological_deficit"])
def test_i26_an_absent_pulse_or_a_deficit_is_never_benign(check: Check, sign: str) -> None:
    check(
        [sign, *(f"{sign} and {path}" for path in BENIGN_PATHS.values())],
        lambda seen: seen.sure(sign),
        lambda seen: not seen.may(BENIGN),
    )


def test_i27_stalled_recovery_is_examined_again(check: Check, leg_pain: Pathway) -> None:
    again, more = tagged(leg_pain, "re-examine"), tagged(leg_pain, "analgesia-escalation")
    check(
        ["recovery_stalled", *(f"recovery_stalled and {path}" for path in OPIOID_PATHS)],
        lambda seen: seen.sure("recovery_stalled"),
        lambda seen: seen.reached(RE_EXAMINE) and not seen.may_without(again) & more,
    )


SECTION_14 = {
    "emergency_999": (
        ("breathless", "chest pain", "cough up blood"),
        ("calf or leg", "starts to swell"),
        ("calf or leg", "swells more"),
        ("suddenly", "cold", "pale", "grey", "numb", "weak"),
        ("hard and tight", "severe pain", "painkillers do not touch"),
        ("[Rr]edness", "fast", "very unwell", "faint", "confused"),
        ("pain", "tingling", "numbness", "weakness", "both legs"),
        ("between your legs", "back passage", "genitals"),
        ("urine", "bowels"),
        ("sexual numbness",),
        ("leg or foot is getting weaker",),
        ("vein bleeds", "lie down", "raise the leg", "press firmly"),
    ),
    "same_day": (
        ("[Rr]edness is spreading",),
        ("fever",),
        ("rapidly worse",),
        ("not put weight",),
        ("child", "limp", "use the leg"),
        ("[Pp]regnan", "maternity assessment"),
    ),
    "soon": (
        ("[Bb]one pain", "worse", "wakes you at night"),
        ("new lump", "growing"),
        ("losing weight without trying",),
    ),
    "routine": (
        ("calf strains", "2 to 8 weeks"),
        ("sciatica", "2 to 8 weeks"),
        ("review date", "examine you again", "not only change the painkillers"),
    ),
}
"""Section 14 of the clinical check: the words of each item, in one line of its urgency. The heading says whom to ring, and how soon."""


def test_i28_every_stop_carries_its_safety_net_and_plan(leg_pain: Pathway) -> None:
    ends = [node for node in leg_pain.nodes.values() if node.kind is NodeKind.STOP]
    for node in ends:
        assert node.do, f"{node.id}: a plan"
        if node.id in N999:
            assert "first-aid" in node.tags, node.id
            continue
        assert "safety-net" in node.tags, node.id
        assert node.review, f"{node.id}: a dated review"
        missing = [
            words
            for urgency, items in SECTION_14.items()
            for words in items
            if not any(
                line.urgency.id == urgency and all(re.search(word, line.text) for word in words)
                for line in leg_pain.safety_nets[node.safety_net]
            )
        ]
        assert missing == [], node.id


TREATMENTS = (
    "compression", "elevation", "loading", "statin", "antiplatelet", "nsaid", "oral-nsaid", "opioid", "analgesia-escalation",
    "gabapentinoid", "dopamine-agonist", "adult-medicine",
)  # fmt: skip


def test_i29_beside_an_emergency_nothing_but_first_aid(check: Check, leg_pain: Pathway) -> None:
    treatments = tagged(leg_pain, *TREATMENTS, "interim-anticoagulation")
    check(
        [*EMERGENCIES, *(f"any_emergency and {path}" for path in (*BENIGN_PATHS.values(), *MANAGED_PATHS))],
        lambda seen: seen.reached(N999),
        lambda seen: not seen.may(treatments),
    )


@pytest.mark.parametrize("alarm", [*SAME_DAY, *ALSO_SAME_DAY])
def test_i29_beside_a_same_day_problem_no_treatment(check: Check, leg_pain: Pathway, alarm: str) -> None:
    check(
        [alarm, *(f"{alarm} and {path}" for path in (*BENIGN_PATHS.values(), *MANAGED_PATHS))],
        lambda seen: seen.sure(alarm),
        lambda seen: not seen.may(tagged(leg_pain, *TREATMENTS)),
    )


def test_i29_at_a_same_day_stop_no_treatment(check: Check, leg_pain: Pathway) -> None:
    """As written, for every way to a same-day stop, those below the screen too."""
    shown_by_film = "xray_result == stress_fracture or mri_bone_result == stress_fracture"
    check(
        [*SAME_DAY, *(f"{alarm} and {BENIGN_PATHS['strain']}" for alarm in SAME_DAY)]
        + [
            f"hip_stress_fracture_suspected and ({shown_by_film}) and {more}"
            for more in (
                "neurological_deficit",
                "recovery_stalled",
                "soft_tissue_sarcoma_concern and lump_uss_result == benign",
            )
        ],
        lambda seen: seen.reached(SAMEDAY),
        lambda seen: not seen.met & tagged(leg_pain, *TREATMENTS),
    )


def test_a_hip_not_shown_whole_holds_every_plan(check: Check) -> None:
    """The femoral neck until shown otherwise (SIL-24): within 48 hours at least, and no other plan is possible."""
    check(
        [
            "hip_stress_fracture_open",
            "hip_stress_fracture_open and xray_result == normal",
            *(f"hip_stress_fracture_open and {path}" for path in BENIGN_PATHS.values()),
        ],
        lambda seen: seen.sure("hip_stress_fracture_open"),
        lambda seen: seen.floor >= seven.WITHIN_48_HOURS and not seen.may(BENIGN | MANAGED),
    )
