"""Safety rules I21 to I24: cancer."""

from __future__ import annotations

import pytest

import seven
from leg_pain.patients import Seen
from leg_pain.safety.check import Check
from leg_pain.safety.words import (
    BENIGN,
    BENIGN_PATHS,
    CANCER,
    CANCER2W,
    CANCER48,
    IN_2_WEEKS,
    LUMP_SCAN,
    N999,
    SAMEDAY,
    stops,
)
from legpain_graph import Pathway

CANCER_STOPS = CANCER48 | CANCER2W | SAMEDAY | N999
BONE = ("bone_sarcoma_concern", "bone_metastasis_concern")
BONE_CLEARED = frozenset({"bone-cleared"})


@pytest.mark.parametrize("concern", BONE)
def test_i21_a_bone_concern_has_its_stop_in_complete_patients(check: Check, concern: str) -> None:
    check.complete(
        [concern, f"{concern} and not cancer_open"],
        lambda seen: seen.sure(concern),
        lambda seen: seen.reached(CANCER_STOPS) or not seen.possible("cancer_open"),
    )


@pytest.mark.parametrize("concern", BONE)
def test_i21_a_bone_concern_that_is_surely_open_has_its_stop(check: Check, concern: str) -> None:
    """As written, wherever cancer_open is sure, tests missing or not."""
    check(
        [concern, f"{concern} and cancer_open", f"{concern} and lump_enlarging"],
        lambda seen: seen.sure(concern) and seen.sure("cancer_open"),
        lambda seen: seen.reached(CANCER_STOPS),
    )


def test_i21_a_metastasis_concern_has_its_stop(check: Check) -> None:
    """As written, of every partial patient: no result settles it."""
    check(
        ["bone_metastasis_concern"],
        lambda seen: seen.sure("bone_metastasis_concern"),
        lambda seen: seen.reached(CANCER_STOPS),
    )


def test_i21_a_sarcoma_concern_has_its_stop_or_is_cleared_by_imaging(check: Check) -> None:
    """While film and MRI are not recorded one of them may have cleared the bone, so cancer_open is unknown and no stop of the list is
    sure: but every way on ends at one of them, or at the node that an image which clears the bone opens, and nothing else does."""
    check(
        ["bone_sarcoma_concern", "bone_sarcoma_concern and xray_result == stress_fracture"],
        lambda seen: seen.sure("bone_sarcoma_concern"),
        lambda seen: (
            seen.reached(CANCER_STOPS | BONE_CLEARED) and (seen.may(BONE_CLEARED) or seen.reached(CANCER_STOPS))
        ),
        holes=[CANCER["bone"]],
    )


@pytest.mark.parametrize("concern", BONE)
def test_i21_a_bone_concern_with_results_missing(check: Check, concern: str) -> None:
    """On the ceiling and on acting now while it is open, and on the floor once each missing result is not_done."""

    operand = {"bone_sarcoma_concern": CANCER["bone"]}.get(concern, concern)

    def holds(seen: Seen) -> bool:
        filled = seen.without_awaited()
        return (
            seen.ceiling >= seven.TWO_WEEKS
            and seen.acting_urgency >= seven.TWO_WEEKS
            and (not filled.sure("cancer_open") or filled.reached(CANCER_STOPS))
        )

    check(
        [concern, f"{concern} and xray_result == stress_fracture"],
        lambda seen: seen.sure(concern) and seen.possible(operand),
        holds,
        share=0.7,
        holes=[CANCER["bone"]],
    )


@pytest.mark.parametrize("flag", ["cancer_open", *CANCER])
def test_i21_no_benign_stop_while_cancer_is_open(check: Check, flag: str) -> None:
    text = CANCER.get(flag, flag)
    check(
        [text, *(f"({text}) and {path}" for path in BENIGN_PATHS.values())],
        lambda seen: seen.sure(text),
        lambda seen: not seen.may(BENIGN),
    )


def test_i22_a_film_that_suggests_sarcoma_is_referred(check: Check) -> None:
    film = "xray_result == suggests_bone_sarcoma"
    check(
        [film, f"{film} and bone_sarcoma_concern"],
        lambda seen: seen.sure(film),
        lambda seen: seen.reached(stops("T_SARCOMA_48H") | SAMEDAY | N999),
    )


def test_i22_with_no_test_between(leg_pain: Pathway) -> None:
    """Every way into the referral is one edge, from the screen or from the node that ordered the image."""
    sarcoma = stops("T_SARCOMA_48H")
    into = [edge for edge in leg_pain.edges.values() if edge.target in sarcoma]
    assert {edge.source for edge in into} == {"emergency-screen", "bone-xray", "hip-imaging"}
    assert [edge.text for edge in into if edge.source == "emergency-screen" and "suggests_bone_sarcoma" in edge.text]
    assert all("xray_result" in leg_pain.nodes[name].orders for name in ("bone-xray", "hip-imaging"))


def test_i23_a_lump_is_scanned_or_referred(check: Check) -> None:
    lump = "soft_tissue_sarcoma_concern"
    ordered = {*LUMP_SCAN} | stops("T_2WW_SOFT_TISSUE", "T_2WW_SOFT_TISSUE_48H") | SAMEDAY | N999
    check(
        [lump],
        lambda seen: seen.sure(lump),
        lambda seen: seen.reached(ordered) or seen.sure("lump_uss_result == benign"),
    )


@pytest.mark.parametrize(
    "path", [
        "bone_sarcoma_concern and not (xray_result == fracture)",
        "soft_tissue_sarcoma_concern",
        "lump_enlarging and lump_deep",
        "lump_scan_suspicious",
    ]
)  # fmt: skip
def test_i24_perhaps_under_25_is_never_sure_of_two_weeks(check: Check, path: str) -> None:
    """And acting now asks for the age, and holds 48 hours until it is known."""
    how_soon = {"xray-how-soon", "lump-scan-how-soon", "lump-refer-how-soon"}
    check(
        [path, f"{path} and child_or_young_person"],
        lambda seen: seen.possible("child_or_young_person") and seen.sure(path),
        lambda seen: (
            not seen.met & IN_2_WEEKS
            and not seen.acting & IN_2_WEEKS
            and (not how_soon & seen.acting or seen.acting_urgency >= seven.WITHIN_48_HOURS)
        ),
        holes=["child_or_young_person"],
        share=0.8,
    )
