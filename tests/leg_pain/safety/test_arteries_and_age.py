"""Safety rules I34 to I39: age and pregnancy, sudden loss, pulses, cancer in the back, results on file, arteries."""

from __future__ import annotations

import pytest

import seven
from leg_pain.patients import Seen
from leg_pain.safety.check import Check
from leg_pain.safety.words import (
    ABPI,
    ALSO_SAME_DAY,
    BENIGN,
    BENIGN_PATHS,
    CANCER,
    MANAGED_PATHS,
    N999,
    SAMEDAY,
    operands,
    stops,
    tagged,
)
from legpain_graph import Pathway
from legpain_graph.model.pathway import Urgency


def test_i34_a_child_gets_no_adult_medicine(check: Check, leg_pain: Pathway) -> None:
    child = "age_years < child_age"
    check(
        [
            child,
            f"{child} and pad_suspected and 0.5 <= abpi <= 0.9",
            f"{child} and peripheral_neuropathy_suspected and burning_pain",
            f"{child} and restless_legs_suspected and rls_troublesome",
        ],
        lambda seen: seen.sure(child),
        lambda seen: not seen.may(tagged(leg_pain, "adult-medicine")),
    )


def test_i34_no_such_medicine_in_pregnancy(check: Check, leg_pain: Pathway) -> None:
    pregnant = "pregnant_or_postpartum"
    tags = ("nsaid", "oral-nsaid", "statin", "gabapentinoid", "dopamine-agonist", "d-dimer")
    check(
        [
            pregnant,
            f"{pregnant} and pad_suspected and 0.5 <= abpi <= 0.9",
            f"{pregnant} and peripheral_neuropathy_suspected and burning_pain",
            f"{pregnant} and restless_legs_suspected and rls_troublesome and ferritin_ug_l > 75",
            f"{pregnant} and dvt_suspected",
            *(f"{pregnant} and {path}" for path in BENIGN_PATHS.values()),
        ],
        lambda seen: seen.sure(pregnant),
        lambda seen: not seen.may(tagged(leg_pain, *tags)),
    )


@pytest.mark.parametrize("loss", ["limb_paralysis_new", "limb_weakness_new and sudden_change"])
def test_i35_sudden_loss_of_power_is_999(check: Check, loss: str) -> None:
    check([loss], lambda seen: seen.sure(loss), lambda seen: seen.floor == seven.EMERGENCY_999)


ONE_FOOT_PULSE = (
    "not limb_pulseless and not (popliteal_pulse == absent) and foot_perfusion_normal"
    " and not (onset_mode in [sudden_other, spontaneous]) and not atrial_fibrillation_or_embolic_source"
)
"""One absent foot pulse in a warm, pink, well refilled foot, the pain neither of itself nor with an embolic source: worked up (AMB-08)."""


def test_i36_an_absent_pulse_with_an_acute_onset_is_same_day(check: Check) -> None:
    """As written, but for the one absent foot pulse that AMB-08 and section 13 want worked up (docs/decisions/011)."""

    def given(seen: Seen) -> bool:
        return (
            seen.sure("any_lower_limb_pulse_absent and acute_onset")
            and not seen.possible("pulse_deficit_longstanding and foot_perfusion_normal")
            and not (
                seen.sure("onset_mode == sudden_during_activity")
                and seen.possible("symptom_duration_weeks > sudden_injury_recent_weeks")
            )
            and not seen.possible(ONE_FOOT_PULSE)
        )

    absent = "any_lower_limb_pulse_absent and acute_onset"
    check(
        [
            f"{absent} and not pulse_deficit_longstanding and popliteal_pulse == absent",
            f"{absent} and not pulse_deficit_longstanding and limb_pulseless",
            f"{absent} and not pulse_deficit_longstanding and atrial_fibrillation_or_embolic_source",
            f"{absent} and not pulse_deficit_longstanding and onset_mode in [sudden_other, spontaneous]",
            f"{absent} and not foot_perfusion_normal",
        ],
        given,
        lambda seen: seen.floor >= seven.SAME_DAY,
    )


def test_i37_cancer_with_nerve_pain_is_the_cord_line(check: Check) -> None:
    check(
        ["mscc_concern"],
        lambda seen: seen.sure("mscc_concern"),
        lambda seen: seen.reached(stops("T_SAME_DAY_MSCC") | N999),
    )


def test_i37_cancer_with_back_pain_is_never_benign(check: Check) -> None:
    both = "known_cancer and back_related_pain"
    check(
        [both, *(f"{both} and {path}" for path in BENIGN_PATHS.values())],
        lambda seen: seen.sure(both),
        lambda seen: not seen.may(BENIGN),
    )


@pytest.mark.parametrize(("result", "floor"), [("same_day_result", seven.SAME_DAY), ("cancer_result", seven.TWO_WEEKS)])
def test_i38_a_result_on_file_is_acted_on(check: Check, result: str, floor: Urgency) -> None:
    check([result], lambda seen: seen.sure(result), lambda seen: seen.floor >= floor)


PAD = "pad_suspected or pad_by_abpi"
WORKED_UP = {*ABPI, "stop-arterial-awaited", "stop-arteries-next"}
PAD_ENDS = WORKED_UP | stops("T_VASCULAR_ROUTINE", "T_MANAGE_CLAUDICATION") | SAMEDAY | N999


@pytest.mark.parametrize("sign", ["pad_suspected", "pad_by_abpi"])
def test_i39_arterial_disease_is_worked_up(check: Check, sign: str) -> None:
    """As written, of every partial patient; that an ABPI excludes the disease is not even needed."""
    check(
        [sign, f"{sign} and onset_mode == gradual", *(f"({flag}) and {sign}" for flag in CANCER.values())],
        lambda seen: seen.sure(PAD),
        lambda seen: seen.reached(PAD_ENDS),
        holes=["known_pad", "diabetes", "abpi > 1", "arterial_duplex_result == significant_disease", "cancer_open"],
        share=1.5,
    )


def test_i39_arterial_disease_is_worked_up_in_complete_patients(check: Check) -> None:
    check.complete(
        ["pad_suspected", "pad_by_abpi", *MANAGED_PATHS],
        lambda seen: seen.sure(PAD),
        lambda seen: seen.reached(PAD_ENDS),
    )


def test_what_comes_before_an_arterial_work_up_is_all_that_is_open(leg_pain: Pathway) -> None:
    """The list is that of the same-day problems but the critical arteries, which go their own way."""
    beside = operands(leg_pain, "problem_beside_arteries_open")
    critical = {"critical_limb_ischaemia_suspected", "abpi_critical", "rest_pain_in_shown_disease"}
    also = {"any_emergency", "cancer_open", "hip_stress_fracture_open", *ALSO_SAME_DAY}
    assert beside == operands(leg_pain, "same_day_open") - critical | also
    assert operands(leg_pain, "other_problem_open") == critical | {"problem_beside_arteries_open"}


@pytest.mark.parametrize("sign", ["calf_tense", "compartment_precipitant", "unexplained_limb_numbness"])
def test_i39_never_benign(check: Check, sign: str) -> None:
    check(
        [sign, *(f"{sign} and {path}" for path in BENIGN_PATHS.values())],
        lambda seen: seen.sure(sign),
        lambda seen: not seen.may(BENIGN),
    )
