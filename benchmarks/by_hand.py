"""The first step of the leg pain pathway written by hand, as a programmer would who had only this step and only complete patients:
exclude what threatens limb or life. Where the pathway goes on from there, the walk ends.

It is a yardstick: what walking a data-driven graph with unknowns costs is measured against it, and a test holds that both reach the
same nodes. The product never uses it. It knows no unknowns, gives no reasons, no floor, no ceiling and nothing to ask, and a change of
the guideline is a change of code here; those are what the product is for.

A patient is a dict of findings: bool, int, float or Decimal, str, and "not_done" for a test without a result. What is true by
definition is relied on (an enlarging lump is a lump); a finding is read only where it applies (the size of a lump only with a lump).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Patient = Mapping[str, Any]
Reach = Callable[[str], None]

CLEAN_BONE = ("normal", "stress_fracture", "other_benign")
GRAVE_FILM = ("suggests_bone_sarcoma", "suggests_other_malignancy", "fracture")


def walk(patient: Patient) -> list[str]:
    """The ids of the nodes that a complete patient reaches, each after one that leads to it."""
    p = patient
    reached = ["leg-pain", "emergency-screen"]
    reach = reached.append

    # Time

    age = p["age_years"]
    onset = p["onset_mode"]
    weeks = p["symptom_duration_weeks"]
    worsening = p["rapidly_worsening_pain"]
    deteriorated = p["acute_deterioration"]
    recent = weeks <= 2
    sudden = onset == "sudden_during_activity" or onset == "sudden_other"
    sudden_change = sudden or deteriorated
    acute_onset = sudden_change or recent or worsening

    # Arteries

    tibial, dorsalis, femoral = p["posterior_tibial_pulse"], p["dorsalis_pedis_pulse"], p["femoral_pulse"]
    popliteal = p["popliteal_pulse"]
    pulses = (femoral, popliteal, tibial, dorsalis)
    pulse_absent = "absent" in pulses
    pulses_palpable = not pulse_absent and "reduced" not in pulses
    pulseless = femoral == "absent" or tibial == dorsalis == "absent"

    pallor, cold = p["limb_pallor"], p["limb_perishingly_cold"]
    foot_pale = p["foot_pale"]
    cool_or_slow = p["foot_cool"] or p["capillary_refill_prolonged"]
    perfused = not (pallor or cold or cool_or_slow or foot_pale)
    embolic_source = p["atrial_fibrillation_or_embolic_source"]
    old_pulse_loss = pulse_absent and p["pulse_deficit_longstanding"] and perfused and not embolic_source

    numb, weak, paralysed = p["limb_paraesthesia_new"], p["limb_weakness_new"], p["limb_paralysis_new"]
    new_neurology = numb or weak or paralysed

    acute_ischaemia = (
        ((pallor or cold) and (acute_onset or new_neurology))
        or ((not pulses_palpable or foot_pale) and new_neurology)
        or (pulse_absent and onset == "sudden_other" and recent)
        or (pulseless and (deteriorated or worsening) and not old_pulse_loss)
        or (sudden_change and numb and not perfused)
    )
    critical_ischaemia = (
        p["tissue_loss"]
        or pallor
        or cold
        or (foot_pale and (acute_onset or cool_or_slow))
        or (
            p["foot_rest_pain"]
            and (
                p["rest_pain_relieved_by_dependency"]
                or p["buerger_test"] == "positive"
                or not (perfused and tibial == dorsalis == "palpable" and not pulse_absent)
            )
        )
    )
    pulse_loss = (
        pulse_absent
        and (
            pulseless
            or popliteal == "absent"
            or onset == "sudden_other"
            or onset == "spontaneous"
            or embolic_source
            or not perfused
        )
        and not old_pulse_loss
        and (
            recent
            or deteriorated
            or worsening
            or onset == "sudden_other"
            or (onset == "sudden_during_activity" and (weeks <= 8 or pulseless))
        )
    )
    abpi = p["abpi"]
    abpi_critical = abpi != "not_done" and abpi < 0.5
    rest_pain_shown = p["foot_rest_pain"] and (
        (abpi != "not_done" and abpi <= 0.9) or p["arterial_duplex_result"] == "significant_disease"
    )
    arteries = (
        not pulses_palpable
        or foot_pale
        or p["capillary_refill_prolonged"]
        or p["known_pad"]
        or p["foot_rest_pain"]
        or p["arterial_bruit"] == "present"
        or p["buerger_test"] == "positive"
        or (abpi != "not_done" and not 0.9 < abpi <= 1.3)
        or p["arterial_duplex_result"] == "significant_disease"
        or (
            p["exertional_leg_pain_reproducible_distance"]
            and p["relieved_within_minutes_by_standing_still"]
            and (
                p["exertional_pain_site"] != "shin"
                or p["diabetes"]
                or p["smoking_status"] == "ex"
                or p["smoking_status"] == "current"
            )
        )
    )

    # Compartment and infection

    out_of_proportion = p["pain_out_of_proportion"]
    stretch_pain, calf_tense = p["pain_worse_on_passive_stretch"], p["calf_tense"]
    precipitant = (
        p["recent_limb_fracture"] or p["crush_injury"] or p["recent_limb_reperfusion"] or p["tight_cast_or_bandage"]
    )
    compartment = out_of_proportion + stretch_pain + calf_tense + precipitant >= 2 or (worsening and precipitant)

    fever, erythema, spreading = p["fever"], p["erythema"], p["spreading_redness"]
    necrotising = (
        p["soft_tissue_crepitus"]
        or p["systemic_toxicity"]
        or p["rapidly_spreading_erythema"]
        or (out_of_proportion and (erythema or fever))
    )
    joint_hot = p["joint_hot_swollen"]
    infection = fever or spreading or joint_hot  # a hot febrile swollen leg has the fever
    leg_hot, calf_warm, local_warmth = p["leg_hot"], p["calf_warmth"], p["local_warmth"]
    calf_tender = p["calf_tenderness"]
    one_leg_swollen, both_legs_swollen = p["unilateral_leg_swelling"], p["bilateral_leg_swelling"]
    calf_swollen, thigh_swollen, foot_swollen = p["calf_swelling"], p["thigh_swelling"], p["foot_or_ankle_swelling"]
    skin_infection = erythema and (
        leg_hot
        or calf_warm
        or local_warmth
        or calf_tender
        or one_leg_swollen
        or calf_swollen
        or thigh_swollen
        or foot_swollen
        or p["new_or_increasing_leg_swelling"]
    )
    hot_foot = (
        foot_swollen
        and (local_warmth or leg_hot)
        and (p["diabetes"] or p["glove_and_stocking_numbness"] or p["glove_and_stocking_sensory_loss"])
    )

    # Spine and nerve

    deep_bone_pain = p["deep_bone_pain"]
    known_cancer = p["known_cancer"]
    radiates, strip_tingling, strip_pain = (
        p["pain_radiates_from_back_down_leg"],
        p["dermatomal_paraesthesia"],
        p["dermatomal_leg_pain"],
    )
    straight_leg_raise = p["straight_leg_raise_positive"]
    back_pain = p["spinal_pain"] or radiates or (deep_bone_pain and p["bone_pain_site"] == "pelvis_or_spine")
    sudden_numbness = (
        sudden_change and numb and not (strip_tingling and radiates and pulses_palpable and not pallor and not cold)
    ) or (numb and (cool_or_slow or p["tight_cast_or_bandage"]))
    sciatica = radiates and (strip_tingling or strip_pain or straight_leg_raise)
    dorsiflexion, plantarflexion = p["dorsiflexion_power_mrc"], p["plantarflexion_power_mrc"]
    severe_weakness = dorsiflexion <= 3 or plantarflexion <= 3
    upper_motor_neurone = p["upper_motor_neurone_signs"]
    deficit = (
        dorsiflexion < 5
        or plantarflexion < 5
        or p["ehl_power_mrc"] < 5
        or p["ankle_reflex"] != "normal"
        or p["knee_reflex"] != "normal"
        or p["dermatomal_sensory_loss"]
        or upper_motor_neurone
        or p["muscle_wasting"]
        or weak
    )
    cauda_equina = (
        p["saddle_numbness"]
        or p["bladder_disturbance"]  # urinary retention is one
        or p["bowel_disturbance"]  # faecal incontinence is one
        or p["saddle_anaesthesia_on_exam"] == "present"
        or p["anal_tone"] == "reduced"
        or p["bilateral_leg_weakness"]
        or p["bilateral_radicular_symptoms"]
        or p["progressive_motor_deficit"]
        or upper_motor_neurone
        or (p["sexual_dysfunction_new"] and (back_pain or strip_pain or strip_tingling or straight_leg_raise))
        or (known_cancer and (back_pain or strip_pain or strip_tingling) and (deficit or new_neurology))
    )
    cord_compression = known_cancer and (
        radiates or strip_pain or strip_tingling or (back_pain and (new_neurology or deficit or straight_leg_raise))
    )

    # Clots

    embolism = p["breathlessness"] or p["chest_pain"] or p["haemoptysis"]  # pleuritic pain is chest pain
    pregnancy = p["pregnancy_status"]
    pregnant = pregnancy == "pregnant" or pregnancy == "postpartum_within_6_weeks"
    strong_risk = (
        pregnant
        or p["major_surgery_within_12_weeks"]
        or p["bedridden_3_days_or_more"]
        or p["lower_limb_paralysis_paresis_or_plaster"]
        or p["active_cancer"]
        or p["previous_dvt"]
    )
    clot_risk = (
        strong_risk
        or known_cancer
        or p["recent_surgery"]
        or p["recent_immobility"]
        or p["recent_long_travel"]
        or p["combined_hormonal_contraception_or_hrt"]
    )
    popped = p["felt_sudden_tear_or_pop"]
    calf_bruised, push_off_pain = p["calf_bruising"], p["pain_on_resisted_plantarflexion"]
    calf_tear = onset == "sudden_during_activity" and popped and (calf_bruised or push_off_pain) and not strong_risk
    risk_or_no_tear = clot_risk or not calf_tear
    trauma = p["recent_trauma"]
    site = p["leg_pain_site"]
    one_leg_hurts = p["leg_pain_side"] != "both" and (site == "thigh" or site == "calf" or site == "whole_leg")
    dvt_suspected = (
        p["entire_leg_swollen"]
        or p["pitting_oedema_symptomatic_leg"]
        or p["new_or_increasing_leg_swelling"]
        or p["calf_circumference_difference_cm"] >= 3
        or ((one_leg_swollen or (calf_swollen and not both_legs_swollen)) and (risk_or_no_tear or calf_warm))
        or (thigh_swollen and (clot_risk or local_warmth or not trauma))
        or (p["localised_deep_vein_tenderness"] and risk_or_no_tear)
        or (calf_tender and calf_warm and risk_or_no_tear)
        or (calf_swollen and p["popliteal_swelling_before_calf_pain"])
        or (
            clot_risk
            and (
                (foot_swollen and not trauma)
                or (calf_tender and not calf_tear)
                or calf_warm
                or p["collateral_superficial_veins"]
                or (one_leg_hurts and (pregnant or (onset == "spontaneous" and not sciatica)))
                or (both_legs_swollen and strong_risk)
            )
        )
    )
    dvt_confirmed = p["proximal_leg_vein_uss_result"] == "positive" or p["repeat_leg_vein_uss_result"] == "positive"
    surface_clot = p["tender_superficial_cord"] and (
        strong_risk
        or p["svt_site"] != "below_knee"
        or p["svt_length_cm"] >= 5
        or (p["svt_distance_from_sfj_cm"] != "not_done" and p["svt_distance_from_sfj_cm"] <= 3)
    )
    vein_bled = p["varicose_veins_bleeding"]
    vein_bleeding = vein_bled and p["vein_bleeding_now"]

    # Injury, Achilles, child

    no_weight = p["unable_to_weight_bear"]
    bone_tender = p["focal_bone_tenderness_on_loading"]
    fracture = p["limb_deformity"] or (trauma and (no_weight or bone_tender))
    hip_stress_fracture = site == "hip_groin_buttock" and (
        bone_tender or p["training_error"] or p["red_s_risk"] or p["runner"]
    )
    squeeze, gap = p["simmonds_test"], p["achilles_gap"]
    achilles_intact = squeeze == "negative" and gap == "absent"
    achilles_torn = squeeze == "positive" or gap == "present"
    achilles_unproven = (
        (sudden or popped)
        and not achilles_intact
        and (
            site == "calf"
            or site == "ankle_or_heel"
            or site == "whole_leg"
            or calf_tender
            or push_off_pain
            or calf_bruised
            or p["gradual_achilles_pain"]
        )
    )
    calf_strain = (
        onset == "sudden_during_activity"
        and achilles_intact
        and (calf_tender or push_off_pain or calf_bruised)
        and site != "thigh"
        and site != "hip_groin_buttock"
    )
    stalled = p["symptom_trajectory"] != "improving" and (
        p["follow_up_contact"] or (weeks > 8 and (sciatica or calf_strain))
    )
    limb_pain_persists = p["unexplained_persistent_limb_pain"]
    child = age < 18 and (
        fever
        or no_weight
        or joint_hot
        or p["safeguarding_concern"]
        or (p["limp_or_not_using_leg"] and (age < 3 or limb_pain_persists or p["hip_movement_painful_or_restricted"]))
    )

    # Bone, lump, cancer

    xray, mri, lump_scan = p["xray_result"], p["mri_bone_result"], p["lump_uss_result"]
    bony_mass = p["bony_mass"]
    bone_concern = (
        bony_mass
        or (
            deep_bone_pain
            and (
                p["bone_pain_unexplained"]
                or p["bone_pain_persistent"]
                or p["bone_pain_night"]
                or p["bone_pain_constant"]
                or p["bone_pain_worsening"]
            )
        )
        or (age < 25 and limb_pain_persists)
    )
    metastasis = known_cancer and (deep_bone_pain or back_pain)
    new_lump, obvious_mass = p["new_lump"], p["obvious_mass"]
    lump_grows = lump_deep_or_large = lump_concern = False
    if new_lump or obvious_mass or p["soft_tissue_lump"]:
        lump_grows = p["lump_enlarging"]
        lump_deep_or_large = p["lump_deep"] or p["lump_size_cm"] > 5
        lump_concern = (
            lump_grows
            or new_lump
            or p["lump_unexplained"]
            or ((lump_deep_or_large or obvious_mass) and p["lump_confirmed_benign"] != "confirmed")
        )
    lump_suspicious = lump_scan == "suggestive_of_sarcoma" or lump_scan == "uncertain"
    systemic = p["unexplained_weight_loss"] or p["night_sweats"]

    # The screen

    if acute_ischaemia:
        reach("stop-999-acute-ischaemia")
    if paralysed or (weak and sudden_change):
        reach("stop-999-neuro-loss")
    if compartment:
        reach("stop-999-compartment")
    if necrotising:
        reach("stop-999-nec-fasc-sepsis")
    if out_of_proportion:
        reach("stop-999-disproportionate-pain")
    if cauda_equina:
        reach("stop-999-cauda-equina")
    if embolism:
        reach("stop-999-pe")
    if vein_bleeding:
        reach("stop-999-bleeding")
    emergency = len(reached) > 2

    if dvt_confirmed:
        reach("stop-dvt-confirmed")
    if critical_ischaemia or abpi_critical or rest_pain_shown:
        reach("critical-ischaemia")
        reach("stop-same-day-vascular")
    elif pulse_loss or vein_bled:
        reach("stop-same-day-vascular")
    if infection:
        reach("infection-where")
        if joint_hot:
            reach("septic-joint")
        if spreading or erythema:
            reach("skin-infection")
    if mri == "infection" or (fever and deep_bone_pain):
        reach("bone-infection")
        reach("stop-same-day-infection")
    elif infection:
        reach("stop-same-day-infection")
    if hot_foot:
        reach("stop-same-day-foot")
    if calf_swollen and (risk_or_no_tear or (calf_warm and calf_tender)):
        reach("calf-swelling-where")
    if sudden_numbness or worsening or skin_infection or both_legs_swollen or calf_tense:
        reach("stop-same-day-clinician")
    if severe_weakness:
        reach("weakness-where")
        if dorsiflexion <= 3 or not achilles_torn:
            reach("stop-same-day-spinal")
    if cord_compression:
        reach("stop-same-day-mscc")
    hip_shown = site == "hip_groin_buttock" and (xray == "stress_fracture" or mri == "stress_fracture")
    if fracture or no_weight or xray == "fracture" or hip_shown:
        reach("stop-same-day-trauma")
    if surface_clot:
        reach("stop-same-day-svt")
    if achilles_torn or achilles_unproven:
        reach("stop-urgent-ortho")
    if child:
        reach("child-where")
        if 9 <= age <= 16 and p["hip_movement_painful_or_restricted"]:
            reach("slipped-hip")
        reach("stop-same-day-paediatric")
    if deficit:
        reach("deficit-where")

    if xray == "suggests_bone_sarcoma" or mri == "suggests_malignancy":
        reach("stop-sarcoma-48h")
    if xray == "suggests_other_malignancy" or p["myeloma_screen_result"] == "positive" or metastasis:
        reach("stop-cancer-other")
    if systemic:
        reach("stop-unexplained-systemic")
    if lump_suspicious:
        reach("lump-refer-how-soon")
    if hip_stress_fracture:
        reach("hip-imaging")
    if stalled:
        reach("re-examine")
    if arteries:
        reach("arterial-sign")

    # What a result can settle

    other_problem = False
    refer_lump = lump_suspicious
    if dvt_suspected and _dvt(p, reach, dvt_confirmed, embolism, age >= 18 and not pregnant, emergency):
        other_problem = True
    if bone_concern and _bone(p, reach, age, xray, mri, bony_mass):
        other_problem = True
    if lump_concern:
        reach("lump")
        reach("lump-scan")
        if lump_grows and (lump_deep_or_large or lump_scan == "benign") and not lump_suspicious:
            refer_lump = True
            reach("lump-refer-how-soon")
        if lump_scan == "not_done":
            reach("lump-scan-how-soon")
            reach("stop-lump-scan-2w" if age >= 25 else "stop-lump-scan-48h")
        elif lump_scan == "benign" and not lump_grows:
            reach("lump-benign")
            other_problem = True
    if refer_lump:
        reach("stop-soft-tissue-2w" if age >= 25 else "stop-soft-tissue-48h")

    # Where the next steps begin

    if len(reached) == 2:
        reach("no-emergency")
    if other_problem:
        reach("other-problem")
    return reached


def _dvt(p: Patient, reach: Reach, confirmed: bool, embolism: bool, wells_valid: bool, emergency: bool) -> bool:
    """The nodes of a suspected DVT; True where a result excludes it."""
    scan, rescan, d_dimer = p["proximal_leg_vein_uss_result"], p["repeat_leg_vein_uss_result"], p["d_dimer_result"]
    anticoagulated = p["on_anticoagulant"]
    unlikely = wells_valid and _wells(p) < 2
    d_dimer_permitted = unlikely and not embolism and not anticoagulated
    reach("dvt-likelihood")
    reach("dvt-d-dimer" if d_dimer_permitted else "dvt-scan")
    if confirmed:
        return False  # its stop is reached from the screen
    d_dimer_clear = d_dimer == "negative" and not anticoagulated
    if (unlikely and d_dimer_clear) or (
        scan == "negative" and (unlikely or rescan == "negative" or (wells_valid and d_dimer_clear))
    ):
        reach("dvt-excluded")
        return True
    scanned = scan != "not_done" or rescan != "not_done"
    if d_dimer_permitted and (scanned or d_dimer != "not_done"):
        reach("dvt-scan")
    if scanned:
        reach("stop-dvt-rescan")
        return False
    reach("dvt-interim")
    if emergency:
        reach("stop-dvt-with-emergency")
    elif p["uss_available_within_4h"]:
        reach("stop-dvt-scan-4h")
    elif wells_valid and not anticoagulated and not p["anticoagulation_contraindicated"]:
        reach("stop-dvt-interim")
    else:
        reach("stop-dvt-specialist")
    return False


def _wells(p: Patient) -> int:
    """The two-level Wells score."""
    score: int = (
        p["active_cancer"]
        + p["lower_limb_paralysis_paresis_or_plaster"]
        + (p["bedridden_3_days_or_more"] or p["major_surgery_within_12_weeks"])
        + p["localised_deep_vein_tenderness"]
        + p["entire_leg_swollen"]
        + (p["calf_circumference_difference_cm"] >= 3)
        + p["pitting_oedema_symptomatic_leg"]
        + p["collateral_superficial_veins"]
        + p["previous_dvt"]
        - 2 * p["alternative_diagnosis_at_least_as_likely"]
    )
    return score


def _bone(p: Patient, reach: Reach, age: float, xray: str, mri: str, bony_mass: bool) -> bool:
    """The nodes of a bone that worries; True where imaging clears it."""
    reach("bone-xray")
    if xray in GRAVE_FILM or mri == "suggests_malignancy" or mri == "infection":
        return False  # their stops are reached from the screen
    if not bony_mass and (xray == "stress_fracture" or mri in CLEAN_BONE):
        reach("bone-cleared")
        if _blood_count(p, age, xray, mri):
            reach("blood-count")
        return True
    if xray == "not_done" and mri not in CLEAN_BONE:
        reach("xray-how-soon")
        reach("stop-xray-2w" if age >= 25 else "stop-xray-48h")
    elif bony_mass or age < 25 or (p["deep_bone_pain"] and p["bone_pain_worsening"]):
        reach("stop-bone-refer")
    else:
        reach("stop-bone-reimage")
    return False


def _blood_count(p: Patient, age: float, xray: str, mri: str) -> bool:
    """Whether a blood count is due: a young person whose pain no image explains."""
    pain: bool = p["deep_bone_pain"] or p["unexplained_persistent_limb_pain"]
    return age < 25 and pain and xray != "stress_fracture" and mri != "stress_fracture"
