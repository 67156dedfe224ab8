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
    blue = p["limb_blue"]
    perfused = not (pallor or blue or cold or cool_or_slow or foot_pale)
    embolic_source = p["atrial_fibrillation_or_embolic_source"]
    old_pulse_loss = pulse_absent and p["pulse_deficit_longstanding"] and perfused and not embolic_source

    numb, weak, paralysed = p["limb_paraesthesia_new"], p["limb_weakness_new"], p["limb_paralysis_new"]
    new_neurology = numb or weak or paralysed

    one_leg_swollen, both_legs_swollen = p["unilateral_leg_swelling"], p["bilateral_leg_swelling"]
    calf_swollen, thigh_swollen, foot_swollen = p["calf_swelling"], p["thigh_swelling"], p["foot_or_ankle_swelling"]
    pitting = p["pitting_oedema_symptomatic_leg"]
    swollen = (
        one_leg_swollen
        or both_legs_swollen
        or calf_swollen
        or thigh_swollen
        or foot_swollen
        or pitting
        or p["entire_leg_swollen"]
        or p["new_or_increasing_leg_swelling"]
    )

    acute_ischaemia = (
        ((pallor or blue or cold) and (acute_onset or new_neurology))
        or (blue and swollen)
        or ((not pulses_palpable or foot_pale) and new_neurology)
        or (pulse_absent and onset == "sudden_other" and recent)
        or (pulseless and (deteriorated or worsening) and not old_pulse_loss)
        or (sudden_change and numb and not perfused)
    )
    critical_ischaemia = (
        p["tissue_loss"]
        or pallor
        or blue
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
        or cool_or_slow
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
    trauma, site = p["recent_trauma"], p["leg_pain_site"]
    no_weight, bone_tender = p["unable_to_weight_bear"], p["focal_bone_tenderness_on_loading"]
    joint_swollen = trauma and p["joint_swollen_since_injury"]
    fracture = p["limb_deformity"] or (trauma and (no_weight or bone_tender or joint_swollen))
    strong_risk = _strong_clot_risk(p)
    popped = p["felt_sudden_tear_or_pop"]
    calf_bruised, push_off_pain = p["calf_bruising"], p["pain_on_resisted_plantarflexion"]
    tear = onset == "sudden_during_activity" and popped and (calf_bruised or push_off_pain) and not strong_risk
    compartment = (
        out_of_proportion + stretch_pain + calf_tense + precipitant >= 2
        or (worsening and precipitant)
        or ((stretch_pain or calf_tense) and (fracture or new_neurology))
        or (calf_tense and trauma)
        or (stretch_pain and trauma and swollen and not tear)
    )

    fever, erythema, spreading = p["fever"], p["erythema"], p["spreading_redness"]
    necrotising = (
        p["soft_tissue_crepitus"]
        or p["systemic_toxicity"]
        or p["rapidly_spreading_erythema"]
        or p["skin_blisters_or_necrosis"]
        or _vital_signs_of_sepsis(p)
        or (out_of_proportion and (erythema or fever))
    )
    joint_hot = p["joint_hot_swollen"]
    measured_fever = p["temperature_c"] != "not_done" and p["temperature_c"] >= 38
    infection = fever or measured_fever or spreading or joint_hot  # a hot febrile swollen leg has the fever
    leg_hot, calf_warm, local_warmth = p["leg_hot"], p["calf_warmth"], p["local_warmth"]
    calf_tender = p["calf_tenderness"]
    cord = p["tender_superficial_cord"]
    immunity = p["diabetes"] or p["immunosuppression"]
    one_leg = p["leg_pain_side"] != "both"
    skin_infection = leg_hot or (
        erythema
        and (
            swollen
            or (
                not (cord and p["red_along_the_vein_only"])
                and (
                    calf_warm
                    or local_warmth
                    or calf_tender
                    or p["tenderness_elsewhere"]
                    or (one_leg and (recent or p["symptom_trajectory"] == "worsening"))
                    or immunity
                    or p["wound_or_bite"]
                    or p["venous_ulcer"] == "active"
                    or p["tissue_loss"]
                )
            )
        )
    )
    hot_foot = (
        (foot_swollen or site == "foot" or site == "ankle_or_heel")
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
    clot_risk = (
        strong_risk
        or known_cancer
        or p["recent_surgery"]
        or p["recent_immobility"]
        or p["recent_long_travel"]
        or p["combined_hormonal_contraception_or_hrt"]
        or p["thrombophilia_or_family_clots"]
    )
    risk_or_no_tear = clot_risk or not tear
    squeeze, gap = p["simmonds_test"], p["achilles_gap"]
    achilles_torn = squeeze == "positive" or gap == "present"
    achilles_swells = onset == "sudden_during_activity" and popped and achilles_torn and not strong_risk
    injury_swells = tear or achilles_swells or (joint_swollen and not calf_swollen and not strong_risk)
    one_leg_hurts = one_leg and (site == "thigh" or site == "calf" or site == "whole_leg")
    cyst_seen = p["bakers_cyst_uss_result"] == "ruptured_cyst_seen"
    dvt_suspected = (
        p["entire_leg_swollen"]
        or (pitting and not p["swelling_old_and_unchanged"])
        or p["new_or_increasing_leg_swelling"]
        or p["calf_circumference_difference_cm"] >= 3
        or (
            (one_leg_swollen or (calf_swollen and not both_legs_swollen))
            and (clot_risk or not injury_swells or calf_warm)
        )
        or (thigh_swollen and (clot_risk or local_warmth or not trauma))
        or (p["localised_deep_vein_tenderness"] and risk_or_no_tear)
        or (calf_tender and calf_warm and risk_or_no_tear)
        or (calf_swollen and p["popliteal_swelling_before_calf_pain"])
        or cyst_seen
        or p["collateral_superficial_veins"]
        or p["d_dimer_result"] == "positive"
        or p["proximal_leg_vein_uss_result"] == "inconclusive"
        or (
            clot_risk
            and (
                (foot_swollen and not trauma)
                or (calf_tender and not tear)
                or calf_warm
                or (one_leg_hurts and (pregnant or (onset == "spontaneous" and not sciatica)))
                or (both_legs_swollen and strong_risk)
            )
        )
    )
    other_clot = p["other_vein_clot"]
    dvt_confirmed = (
        p["proximal_leg_vein_uss_result"] == "positive"
        or p["repeat_leg_vein_uss_result"] == "positive"
        or other_clot == "calf_vein"
    )
    surface_clot = (
        other_clot == "surface_vein"
        or (p["svt_distance_from_sfj_cm"] != "not_done" and p["svt_distance_from_sfj_cm"] <= 3)
        or (cord and (strong_risk or p["svt_site"] != "below_knee" or p["svt_length_cm"] >= 5))
    )
    vein_bled = p["varicose_veins_bleeding"]
    vein_bleeding = vein_bled and p["vein_bleeding_now"]

    # Injury, Achilles, child

    loaded = p["training_error"] or p["red_s_risk"] or p["runner"]
    stress_fracture = bone_tender or (
        loaded
        and (
            deep_bone_pain or site == "hip_groin_buttock" or (onset == "gradual" and (site == "shin" or site == "foot"))
        )
    )
    hip_stress_fracture = site == "hip_groin_buttock" and stress_fracture
    achilles_intact = squeeze == "negative" and gap == "absent"
    achilles_unproven = not achilles_intact and (
        popped
        or (
            sudden
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
    limp = age < 18 and p["limp_or_not_using_leg"]
    child = age < 18 and (
        fever
        or measured_fever
        or no_weight
        or joint_hot
        or p["safeguarding_concern"]
        or p["hip_movement_painful_or_restricted"]
        or (limp and (age < 3 or limb_pain_persists))
    )
    stretch_pain_today = stretch_pain and (
        swollen or cyst_seen or p["symptom_trajectory"] == "worsening" or not (tear and calf_strain)
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
    metastasis = known_cancer and (deep_bone_pain or back_pain or limb_pain_persists)
    stress_fracture_shown = xray == "stress_fracture" or mri == "stress_fracture"
    image_does_not_say = mri == "indeterminate" or (xray == "indeterminate" and not stress_fracture)
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
    artery_punctured = p["recent_arterial_puncture"] and (
        site == "hip_groin_buttock"
        or not pulses_palpable
        or swollen
        or new_lump
        or obvious_mass
        or p["soft_tissue_lump"]
    )
    unexplained = (
        calf_warm
        or (local_warmth and not cord)
        or (foot_swollen and not trauma)
        or (calf_bruised and not trauma and not sudden)
        or p["tight_cast_or_bandage"]
        or p["recent_limb_fracture"]
        or (numb and not (strip_tingling and radiates))
        or p["sexual_dysfunction_new"]
        or limb_pain_persists
        or limp
        or (stress_fracture_shown and not (deep_bone_pain or bone_tender or loaded))
    )

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
    elif pulse_loss or vein_bled or p["recent_limb_reperfusion"] or p["pulsatile_lump"] or artery_punctured:
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
    if (one_leg_swollen and not tear) or (calf_swollen and (risk_or_no_tear or (calf_warm and calf_tender))):
        reach("swelling-where")
    if cord and skin_infection:
        reach("phlebitis")
    if (
        sudden_numbness
        or worsening
        or deteriorated
        or stretch_pain_today
        or _vital_sign_out_of_band(p)
        or p["dark_urine"]
        or p["safeguarding_concern"]
        or skin_infection
        or both_legs_swollen
        or calf_tense
    ):
        reach("stop-same-day-clinician")
    if severe_weakness:
        reach("weakness-where")
        if dorsiflexion <= 3 or not achilles_torn:
            reach("stop-same-day-spinal")
    if cord_compression:
        reach("stop-same-day-mscc")
    hip_shown = site == "hip_groin_buttock" and stress_fracture_shown
    if fracture or no_weight or p["crush_injury"] or xray == "fracture" or hip_shown:
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

    other_problem = unexplained
    if unexplained:
        reach("unexplained-sign")
        reach("stop-sign-unexplained")
    refer_lump = lump_suspicious
    if dvt_suspected and _dvt(p, reach, dvt_confirmed, embolism, age >= 18 and not pregnant, emergency):
        other_problem = True
    if (bone_concern or image_does_not_say) and _bone(p, reach, age, xray, mri, bony_mass):
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


def _strong_clot_risk(p: Patient) -> bool:
    pregnancy = p["pregnancy_status"]
    risk: bool = (
        pregnancy == "pregnant"
        or pregnancy == "postpartum_within_6_weeks"
        or p["major_surgery_within_12_weeks"]
        or p["bedridden_3_days_or_more"]
        or p["lower_limb_paralysis_paresis_or_plaster"]
        or p["active_cancer"]
        or p["previous_dvt"]
    )
    return risk


def _news2(p: Patient) -> list[int]:
    """The points of NEWS2 for each vital sign that was measured, on air."""
    points = []
    if (breaths := p["respiratory_rate_per_min"]) != "not_done":
        points.append(3 if breaths <= 8 or breaths >= 25 else 2 if breaths >= 21 else 1 if breaths <= 11 else 0)
    if (oxygen := p["oxygen_saturation_percent"]) != "not_done":
        points.append(3 if oxygen <= 91 else 2 if oxygen <= 93 else 1 if oxygen <= 95 else 0)
    if (pressure := p["systolic_bp_mmhg"]) != "not_done":
        points.append(3 if pressure <= 90 or pressure >= 220 else 2 if pressure <= 100 else 1 if pressure <= 110 else 0)
    if (pulse := p["pulse_rate_bpm"]) != "not_done":
        points.append(
            3 if pulse <= 40 or pulse >= 131 else 2 if pulse >= 111 else 1 if pulse <= 50 or pulse >= 91 else 0
        )
    if (warmth := p["temperature_c"]) != "not_done":
        points.append(3 if warmth <= 35 else 2 if warmth > 39 else 1 if warmth <= 36 or warmth > 38 else 0)
    return points


def _vital_signs_of_sepsis(p: Patient) -> bool:
    points = _news2(p)
    return 3 in points or sum(points) >= 5


def _vital_sign_out_of_band(p: Patient) -> bool:
    """Two points for one sign, or a fever; three are an emergency besides."""
    breaths, oxygen = p["respiratory_rate_per_min"], p["oxygen_saturation_percent"]
    pressure, pulse, warmth = p["systolic_bp_mmhg"], p["pulse_rate_bpm"], p["temperature_c"]
    return bool(
        (breaths != "not_done" and 21 <= breaths <= 24)
        or (oxygen != "not_done" and 92 <= oxygen <= 93)
        or (pressure != "not_done" and 91 <= pressure <= 100)
        or (pulse != "not_done" and 111 <= pulse <= 130)
        or (warmth != "not_done" and warmth >= 38)
    )


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
