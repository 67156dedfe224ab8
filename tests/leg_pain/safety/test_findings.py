"""Safety rules I31 to I33: tests not done, no red flag for display, closures."""

from __future__ import annotations

import re
from typing import Any

import pytest

import seven
from leg_pain.patients import Judge, Seen, normal
from leg_pain.safety.check import Check, note
from leg_pain.safety.words import (
    BENIGN,
    BENIGN_PATHS,
    COMPRESSION_PATHS,
    D_DIMER_PATH,
    MANAGED_PATHS,
    SCIATICA,
    STRAIN,
    always,
)
from legpain_graph import Case, CaseError, Pathway
from legpain_graph.model.pathway import NodeKind
from legpain_graph.model.vocabulary import NOT_DONE

VITAL_SIGNS = ("news2_score >= 3", "vital_signs_same_day", BENIGN_PATHS["strain"])
READ_WHERE = {
    "abpi": (*MANAGED_PATHS[:2], "pad_suspected", *COMPRESSION_PATHS, "abpi_critical"),
    "arterial_duplex_result": ("pad_suspected", *MANAGED_PATHS[:2], *COMPRESSION_PATHS),
    "arterial_bruit": ("pad_suspected", *BENIGN_PATHS.values()),
    "buerger_test": ("foot_rest_pain", "pad_suspected", *BENIGN_PATHS.values()),
    "simmonds_test": (BENIGN_PATHS["strain"], BENIGN_PATHS["tendon"], "achilles_rupture_not_excluded"),
    "achilles_gap": (BENIGN_PATHS["strain"], BENIGN_PATHS["tendon"], "achilles_rupture_not_excluded"),
    "proximal_leg_vein_uss_result": ("dvt_suspected", D_DIMER_PATH, "ruptured_bakers_cyst_suspected"),
    "repeat_leg_vein_uss_result": ("dvt_suspected", "dvt_suspected and dvt_excluded"),
    "d_dimer_result": ("dvt_suspected", D_DIMER_PATH),
    "svt_distance_from_sfj_cm": ("tender_superficial_cord",),
    "other_vein_clot": ("dvt_suspected", "tender_superficial_cord", BENIGN_PATHS["strain"]),
    "pulse_rate_bpm": VITAL_SIGNS,
    "respiratory_rate_per_min": VITAL_SIGNS,
    "systolic_bp_mmhg": VITAL_SIGNS,
    "temperature_c": VITAL_SIGNS,
    "oxygen_saturation_percent": VITAL_SIGNS,
    "xray_result": ("bone_sarcoma_concern", "stress_fracture_suspected", "hip_stress_fracture_suspected"),
    "mri_bone_result": ("bone_sarcoma_concern", "stress_fracture_suspected", "hip_stress_fracture_suspected"),
    "lump_uss_result": ("soft_tissue_sarcoma_concern",),
    "haemoglobin_g_l": ("child_or_young_person and bone_sarcoma_concern and mri_bone_result == normal",),
    "lump_confirmed_benign": ("lump_present", "soft_tissue_sarcoma_concern"),
    "myeloma_screen_result": ("bone_pain_unexplained and mri_bone_result == normal and age_years >= 60",),
    "bakers_cyst_uss_result": ("ruptured_bakers_cyst_suspected", "ruptured_bakers_cyst_suspected and dvt_excluded"),
    "ferritin_ug_l": (BENIGN_PATHS["restless"], "restless_legs_suspected"),
    "saddle_anaesthesia_on_exam": (BENIGN_PATHS["sciatica"],),
    "anal_tone": (BENIGN_PATHS["sciatica"],),
}
"""For each optional finding that a guard reads, patients of whom it decides something."""


def test_i31_every_optional_finding_is_looked_at(leg_pain: Pathway) -> None:
    words = leg_pain.vocabulary.findings
    assert {name for name, word in words.items() if word.optional and not word.record_only} == set(READ_WHERE)
    never = {"calf_circumference_difference_cm"} | {
        name for name in words if name.endswith(("_pulse", "_power_mrc", "_reflex"))
    }
    assert len(never) == 10
    assert not [name for name in never if words[name].optional]
    assert not [name for name in ("simmonds_test", "achilles_gap") if words[name].type.value != "choice"]


@pytest.mark.parametrize("result", READ_WHERE)
def test_i31_not_done_is_no_less_urgent_than_the_least_result(check: Check, result: str) -> None:
    """Of complete patients; and Simmonds and the gap not done are no less urgent than normal."""
    normal_value = {"simmonds_test": "negative", "achilles_gap": "absent"}.get(result)

    def holds(seen: Seen) -> bool:
        values = [normal_value] if normal_value else [v for v in check.judge.values[result] if v is not NOT_DONE]
        least = min(seen.but(**{result: value}).floor for value in values)
        return seen.but(**{result: "not_done"}).floor >= least

    check.complete(READ_WHERE[result], always, holds, share=0.55)


def test_i31_a_test_not_done_never_leads_where_a_result_leads(leg_pain: Pathway) -> None:
    for node in leg_pain.nodes.values():
        if node.kind is NodeKind.INVESTIGATE:
            (not_done,) = [edge.target for edge in node.edges if edge.not_done]
            results = {edge.target for edge in node.edges if not edge.not_done}
            results -= {"no-compression"}  # it withholds, never reassures
            assert not_done not in results, node.id


NAMED_WITH_AN_URGENCY = re.compile(r"(S1|F9|S9)\.")
CONTEXT = {
    "presenting_complaint_leg_pain", "leg_pain_side", "bone_pain_site", "follow_up_contact", "symptom_trajectory", "safety_net_given",
    "review_interval_days",
}  # fmt: skip
"""Named beside an alarm without being one: the way in, where and which side, the course, and what was done."""


def alarming(pathway: Pathway) -> list[str]:
    """The findings that step 1 or the safety-net of the source names."""
    return sorted(
        name
        for name, word in pathway.vocabulary.findings.items()
        if not word.added and name not in CONTEXT and any(map(NAMED_WITH_AN_URGENCY.match, word.statements))
    )


OTHERWISE_NORMAL: dict[str, tuple[dict[str, Any], set[str]]] = {
    "cramps": ({"nocturnal_cramps": True, "leg_pain_side": "both"}, set()),
    "strain": (STRAIN, {"unilateral_leg_swelling", "calf_swelling", "localised_deep_vein_tenderness"}),
    "sciatica": (SCIATICA, {"limb_paraesthesia_new"}),
}
"""Patients otherwise normal, and what the clinical check excepts in them by name: an established calf tear (AMB-04), and numbness in a
strip with pain from the back (AMB-08)."""


@pytest.mark.parametrize("base", OTHERWISE_NORMAL)
def test_i32_no_red_flag_is_display_only(judge: Judge, base: str, request: pytest.FixtureRequest) -> None:
    """In a patient otherwise normal its alarming value changes the floor or closes the benign gate."""
    changed, excepted = OTHERWISE_NORMAL[base]
    patient, names = normal(judge, **changed), alarming(judge.pathway)
    calm = judge.of(Case(patient))
    assert calm.floor is calm.ceiling == seven.PRIMARY_CARE
    assert calm.reached(BENIGN)
    assert calm.sure("benign_terminal_permitted")

    def acts(name: str, value: Any) -> bool:
        seen = _with_what_it_implies(judge, patient, {name: "not_done" if value is NOT_DONE else value})
        return seen is not None and (
            seen.floor > calm.floor or not seen.sure("benign_terminal_permitted") or not seen.reached(BENIGN)
        )

    silent = [name for name in names if not any(acts(name, value) for value in judge.values[name])]
    note(request, f"{len(names)} findings")
    assert set(silent) - excepted == set()


def _with_what_it_implies(judge: Judge, patient: dict[str, Any], said: dict[str, Any]) -> Seen | None:
    """The patient with `said`, and with what is recorded otherwise of what it implies, taken out."""
    case = Case({**patient, **said})
    for _ in range(4):
        try:
            return judge.of(case)
        except CaseError as error:
            case = Case({**(error.remaining or case).findings, **said})
    return None


PROCESS = {
    "hip_examined", "lumbar_spine_examined", "neuro_reexamined_this_visit", "safety_net_given", "review_interval_days",
    "follow_up_contact", "opioid_escalation_proposed", "compression_wanted", "uss_available_within_4h",
    "spinal_intervention_planned", "alternative_diagnosis_at_least_as_likely",
}  # fmt: skip
"""What was done or is planned, and the judgement that the vocabulary never assumes."""


def test_i33_closing_a_group_records_its_items_by_name(judge: Judge) -> None:
    words = judge.pathway.vocabulary
    for name, group in words.groups.items():
        for how in group.closed_by:
            seen = judge.of(Case(**{how: (name,)}))
            assert set(group.members) <= set(seen.facts.known), name
            assert (name, how, group.members) in seen.facts.closed
            for member in group.members:
                expected = NOT_DONE if how == "not_done" else words.findings[member].normal
                assert seen.facts.known[member] == expected, member


def test_i33_cauda_equina_is_closed_by_its_own_name_only(leg_pain: Pathway) -> None:
    words = leg_pain.vocabulary
    items = {"saddle_numbness", "urinary_retention", "bladder_disturbance", "faecal_incontinence", "bowel_disturbance",
             "sexual_dysfunction_new", "bilateral_leg_weakness", "bilateral_radicular_symptoms",
             "progressive_motor_deficit"}  # fmt: skip
    assert set(words.groups["cauda_equina"].members) == items
    assert not [name for name, group in words.groups.items() if name != "cauda_equina" and items & set(group.members)]
    assert not [name for name, group in words.sets.items() if "cauda_equina" in group.groups]


def test_i33_process_items_are_in_no_group(leg_pain: Pathway) -> None:
    words = leg_pain.vocabulary
    assert set(words.findings) >= PROCESS
    assert {name for name, word in words.findings.items() if word.section == "plan"} <= PROCESS
    assert not {member for group in words.groups.values() for member in group.members} & PROCESS
