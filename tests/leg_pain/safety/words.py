"""The nodes that the safety rules name, the alarms they speak of, and the patients who get far."""

from __future__ import annotations

from collections.abc import Iterable

from leg_pain.patients import Seen
from legpain_graph import Pathway
from legpain_graph.model.guard.ir import Named, Some

# The nodes that the rules name

STOPS: dict[str, tuple[str, ...]] = {
    "T_999_ACUTE_ISCHAEMIA": ("stop-999-acute-ischaemia",),
    "T_999_NEURO_LOSS": ("stop-999-neuro-loss",),
    "T_999_COMPARTMENT": ("stop-999-compartment",),
    "T_999_NEC_FASC_SEPSIS": ("stop-999-nec-fasc-sepsis",),
    "T_999_DISPROPORTIONATE_PAIN": ("stop-999-disproportionate-pain",),
    "T_999_CAUDA_EQUINA": ("stop-999-cauda-equina",),
    "T_999_PE": ("stop-999-pe",),
    "T_999_BLEEDING": ("stop-999-bleeding",),
    "T_SAME_DAY_DVT": (
        "stop-dvt-confirmed",
        "stop-dvt-rescan",
        "stop-dvt-scan-4h",
        "stop-dvt-interim",
        "stop-dvt-specialist",
        "stop-dvt-not-known",
        "stop-dvt-with-emergency",
    ),
    "T_SAME_DAY_SVT": ("stop-same-day-svt",),  # T_SAME_DAY_DVT of the rules, for superficial thrombophlebitis
    "T_SAME_DAY_VASCULAR": ("stop-same-day-vascular",),
    "T_SAME_DAY_INFECTION": ("stop-same-day-infection",),
    "T_SAME_DAY_FOOT": ("stop-same-day-foot",),
    "T_SAME_DAY_CLINICIAN": ("stop-same-day-clinician",),
    "T_SAME_DAY_SPINAL": ("stop-same-day-spinal",),
    "T_SAME_DAY_MSCC": ("stop-same-day-mscc",),
    "T_SAME_DAY_TRAUMA": ("stop-same-day-trauma",),
    "T_SAME_DAY_PAEDIATRIC": ("stop-same-day-paediatric",),
    "T_URGENT_ORTHO": ("stop-urgent-ortho",),
    "T_INCOMPLETE_ASSESS_TODAY": ("stop-assess-today",),
    "T_SARCOMA_48H": ("stop-sarcoma-48h",),
    "T_URGENT_XRAY": ("stop-xray-48h",),
    "T_URGENT_USS_LUMP": ("stop-lump-scan-48h",),
    "T_2WW_SOFT_TISSUE_48H": ("stop-soft-tissue-48h",),
    "T_URGENT_XRAY_2W": ("stop-xray-2w",),
    "T_URGENT_USS_LUMP_2W": ("stop-lump-scan-2w",),
    "T_2WW_SOFT_TISSUE": ("stop-soft-tissue-2w",),
    "T_REIMAGE_OR_REFER_BONE": ("stop-bone-reimage", "stop-bone-refer"),
    "T_URGENT_CANCER_OTHER": ("stop-cancer-other",),
    "T_UNEXPLAINED_SYSTEMIC": ("stop-unexplained-systemic",),
    "T_VASCULAR_ROUTINE": ("refer-vascular",),
    "T_INVESTIGATE_THEN_RETURN": (
        "stop-arterial-awaited",
        "stop-arteries-next",
        "stop-ferritin-awaited",
        "stop-myeloma-awaited",
        "stop-blood-count-48h",
        "stop-stress-xray",
        "stop-stress-mri",
        "stop-hip-image-48h",
        "stop-hip-mri-48h",
        "stop-bakers-scan",
        "stop-bakers-rescan",
    ),
    "T_MANAGE_CALF_STRAIN": ("stop-calf-strain",),
    "T_MANAGE_SCIATICA": ("stop-sciatica",),
    "T_MANAGE_CRAMPS": ("stop-night-cramps",),
    "T_MANAGE_RLS": ("stop-restless-legs",),
    "T_MANAGE_VENOUS": ("stop-venous",),
    "T_MANAGE_TENDINOPATHY": ("stop-achilles-tendinopathy",),
    "T_MANAGE_CLAUDICATION": ("stop-claudication",),
    "T_MANAGE_STRESS_FRACTURE": ("stop-stress-fracture",),
}
DVT_TESTS = ("dvt-d-dimer", "dvt-scan")
RE_EXAMINE, LUMP_SCAN, ABPI, DVT_EXCLUDED = ("re-examine",), ("lump-scan",), ("abpi",), ("dvt-excluded",)


def stops(*names: str) -> frozenset[str]:
    return frozenset(node for name in names for node in STOPS[name])


N999 = stops(*(name for name in STOPS if name.startswith("T_999_")))
SAMEDAY = stops(*(name for name in STOPS if name.startswith("T_SAME_DAY_")), "T_URGENT_ORTHO")
CANCER48 = stops("T_SARCOMA_48H", "T_URGENT_XRAY", "T_URGENT_USS_LUMP", "T_2WW_SOFT_TISSUE_48H")
IN_2_WEEKS = stops("T_URGENT_XRAY_2W", "T_URGENT_USS_LUMP_2W", "T_2WW_SOFT_TISSUE")
CANCER2W = IN_2_WEEKS | stops("T_REIMAGE_OR_REFER_BONE", "T_URGENT_CANCER_OTHER", "T_UNEXPLAINED_SYSTEMIC")
MANAGED = stops("T_MANAGE_CLAUDICATION", "T_MANAGE_STRESS_FRACTURE")
BENIGN = stops(*(name for name in STOPS if name.startswith("T_MANAGE_"))) - MANAGED
CALF_STRAIN = stops("T_MANAGE_CALF_STRAIN")

EMERGENCIES = {
    "acute_limb_ischaemia_suspected": stops("T_999_ACUTE_ISCHAEMIA"),
    "sudden_neurological_loss": stops("T_999_NEURO_LOSS"),
    "acute_compartment_syndrome_suspected": stops("T_999_COMPARTMENT"),
    "necrotising_infection_or_sepsis_suspected": stops("T_999_NEC_FASC_SEPSIS"),
    "disproportionate_pain_emergency": stops(
        "T_999_DISPROPORTIONATE_PAIN", "T_999_COMPARTMENT", "T_999_NEC_FASC_SEPSIS"
    ),
    "cauda_equina_suspected": stops("T_999_CAUDA_EQUINA"),
    "pe_features": stops("T_999_PE"),
    "vein_bleeding_now": stops("T_999_BLEEDING"),
}
SAME_DAY = {
    "dvt_open": stops("T_SAME_DAY_DVT"),
    "critical_limb_ischaemia_suspected": stops("T_SAME_DAY_VASCULAR"),
    "pulse_loss_same_day": stops("T_SAME_DAY_VASCULAR"),
    "sudden_numbness_same_day": stops("T_SAME_DAY_CLINICIAN"),
    "infection_same_day": stops("T_SAME_DAY_INFECTION", "T_SAME_DAY_PAEDIATRIC"),
    "hot_swollen_foot_same_day": stops("T_SAME_DAY_FOOT"),
    "rapidly_worsening_pain": stops("T_SAME_DAY_CLINICIAN"),
    "severe_weakness": stops("T_SAME_DAY_SPINAL", "T_URGENT_ORTHO"),
    "mscc_concern": stops("T_SAME_DAY_MSCC"),
    "fracture_suspected": stops("T_SAME_DAY_TRAUMA", "T_SAME_DAY_PAEDIATRIC"),
    "unable_to_weight_bear": stops("T_SAME_DAY_TRAUMA", "T_SAME_DAY_PAEDIATRIC"),
    "svt_same_day": stops("T_SAME_DAY_SVT"),
    "varicose_veins_bleeding": stops("T_SAME_DAY_VASCULAR"),
    "achilles_rupture_suspected": stops("T_URGENT_ORTHO"),
    "achilles_rupture_not_excluded": stops("T_URGENT_ORTHO"),
    "paediatric_same_day": stops("T_SAME_DAY_PAEDIATRIC"),
    "abpi_critical": stops("T_SAME_DAY_VASCULAR"),
    "rest_pain_in_shown_disease": stops("T_SAME_DAY_VASCULAR"),
    "xray_fracture": stops("T_SAME_DAY_TRAUMA", "T_SAME_DAY_PAEDIATRIC"),
    "hip_fracture_shown": stops("T_SAME_DAY_TRAUMA", "T_SAME_DAY_PAEDIATRIC"),
    "mri_infection": stops("T_SAME_DAY_INFECTION", "T_SAME_DAY_PAEDIATRIC"),
    "clinician_today": stops(
        "T_SAME_DAY_CLINICIAN", "T_SAME_DAY_VASCULAR", "T_SAME_DAY_TRAUMA", "T_SAME_DAY_PAEDIATRIC"
    ),
}
ALSO_SAME_DAY = ("skin_infection_suspected", "bilateral_leg_swelling", "calf_tense")
CANCER = {
    "cancer_result": "cancer_result",
    "bone": (
        "(bone_sarcoma_concern or image_does_not_say) and (bony_mass or not (xray_result == stress_fracture"
        " or mri_bone_result in [normal, stress_fracture, other_benign]))"
    ),
    "bone_metastasis_concern": "bone_metastasis_concern",
    "lump": "soft_tissue_sarcoma_concern and (lump_enlarging or not (lump_uss_result == benign))",
    "systemic_cancer_feature": "systemic_cancer_feature",
}
"""The operands of `cancer_open`."""
RED_FLAGS = {name: name for name in (*EMERGENCIES, *SAME_DAY, *ALSO_SAME_DAY)} | CANCER

# Patients who get far: what makes each ending likely when all else is quiet

BENIGN_PATHS = {
    "strain": "calf_strain_suspected and leg_pain_site in [calf, knee] and age_years >= benign_ending_age",
    "sciatica": "sciatica_suspected and age_years >= benign_ending_age and onset_mode in [gradual, spontaneous]",
    "cramps": "nocturnal_leg_cramps_suspected and age_years >= benign_ending_age and onset_mode == gradual",
    "restless": (
        "restless_legs_suspected and ferritin_ug_l >= 0 and age_years >= benign_ending_age and onset_mode == gradual"
    ),
    "veins": "venous_disease and age_years >= benign_ending_age and onset_mode == gradual",
    "tendon": "achilles_tendinopathy_suspected and age_years >= benign_ending_age and onset_mode == gradual",
}
MANAGED_PATHS = (
    "pad_suspected and 0.5 <= abpi <= 0.9 and onset_mode == gradual and symptom_duration_weeks > 2",
    "intermittent_claudication_suspected and 0.5 <= abpi <= 0.9 and onset_mode == gradual",
    "stress_fracture_suspected and xray_result == stress_fracture and onset_mode == gradual and not known_cancer",
    "bone_sarcoma_concern and mri_bone_result == stress_fracture and onset_mode == gradual and not bony_mass",
)
COMPRESSION_PATHS = tuple(
    f"compression_wanted and {path} and 0.9 < abpi <= 1.3" for path in (BENIGN_PATHS["strain"], BENIGN_PATHS["veins"])
)
D_DIMER_PATH = "dvt_suspected and wells_unlikely and age_years >= adult_wells_age and not pregnant_or_postpartum"
INTERIM_PATH = (
    "dvt_suspected and wells_valid and not uss_available_within_4h and not anticoagulation_contraindicated"
    " and d_dimer_result == {d_dimer} and not (proximal_leg_vein_uss_result in [positive, negative, inconclusive])"
)
OPIOID_PATHS = tuple(
    f"opioid_escalation_proposed and neuro_reexamined_this_visit and {path} and age_years >= child_age"
    for path in (BENIGN_PATHS["strain"], BENIGN_PATHS["sciatica"])
)


def always(_: Seen) -> bool:
    return True


def tagged(pathway: Pathway, *tags: str) -> frozenset[str]:
    return frozenset(node.id for node in pathway.nodes.values() if set(tags) & set(node.tags))


def below(pathway: Pathway, *starts: str) -> set[str]:
    """The nodes on the ways on from `starts`, these included."""
    found, todo = set(starts), list(starts)
    while todo:
        new = {edge.target for edge in pathway.nodes[todo.pop()].edges} - found
        found |= new
        todo += new
    return found


def operands(pathway: Pathway, name: str) -> set[str]:
    formula = pathway.vocabulary.derived[name].formula
    assert isinstance(formula, Some)
    return {part.name if isinstance(part, Named) else getattr(part, "finding", "") for part in formula.guards}


def reachable_without(pathway: Pathway, avoided: Iterable[str]) -> set[str]:
    """The nodes that some path from the start meets without going on from one of `avoided`."""
    stop, found, todo = set(avoided), {pathway.start}, [pathway.start]
    while todo:
        name = todo.pop()
        new = {edge.target for edge in pathway.nodes[name].edges} - found if name not in stop else set()
        found |= new
        todo += new
    return found


WELLS_1 = {"unilateral_leg_swelling": True, "pitting_oedema_symptomatic_leg": True}
STRAIN = {
    "onset_mode": "sudden_during_activity", "symptom_duration_weeks": 1, "felt_sudden_tear_or_pop": True, "calf_tenderness": True,
    "calf_bruising": True, "pain_on_resisted_plantarflexion": True,
}  # fmt: skip
SCIATICA = {
    "leg_pain_site": "whole_leg", "pain_radiates_from_back_down_leg": True, "dermatomal_paraesthesia": True,
    "symptom_duration_weeks": 3,
}  # fmt: skip
CLAUDICATION = {
    "exertional_leg_pain_reproducible_distance": True, "exertional_pain_site": "calf", "symptom_duration_weeks": 30,
    "relieved_within_minutes_by_standing_still": True, "smoking_status": "current", "age_years": 66,
}  # fmt: skip
BONE_PAIN = {"deep_bone_pain": True, "bone_pain_night": True, "leg_pain_site": "shin"}
CLEAN_MRI = {"bone_pain_unexplained": True, "mri_bone_result": "normal", "xray_result": "normal"}
