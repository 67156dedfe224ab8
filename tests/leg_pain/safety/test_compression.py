"""Safety rules I08 to I10: compression, elevation, ABPI."""

from __future__ import annotations

import re

import pytest

from leg_pain.safety.check import Check
from leg_pain.safety.words import (
    BENIGN_PATHS,
    COMPRESSION_PATHS,
    N999,
    stops,
    tagged,
)
from legpain_graph import Pathway
from legpain_graph.model.vocabulary import NOT_DONE


def test_i08_compression_is_reached_only_where_safe(check: Check, leg_pain: Pathway) -> None:
    compression = tagged(leg_pain, "compression")
    check(
        COMPRESSION_PATHS,
        lambda seen: seen.reached(compression),
        lambda seen: seen.sure("compression_safe"),
        nearly=True,
        holes=["known_pad", "heart_failure", "dvt_confirmed", "runner", "renal_impairment"],
        share=2,
    )


def test_i08_compression_may_not_be_reached_where_surely_unsafe(check: Check, leg_pain: Pathway) -> None:
    """`may reach(compression) -> possible(compression_safe)`, the other way round."""
    compression = tagged(leg_pain, "compression")
    check(
        ["not compression_safe", *(f"not compression_safe and {path}" for path in COMPRESSION_PATHS)],
        lambda seen: not seen.possible("compression_safe"),
        lambda seen: not seen.may(compression),
    )


def test_i08_first_aid_is_no_compression(leg_pain: Pathway) -> None:
    for name in tagged(leg_pain, "first-aid"):
        assert set(leg_pain.nodes[name].tags) == {"first-aid"}
        lines = [line.text for line in leg_pain.nodes[name].do]
        assert not [text for text in lines if re.search("compress(?!ion line)|stocking|hosiery|sleeve", text)]


def test_i09_compression_safe_means(check: Check) -> None:
    reasons = (
        "any_pulse_reduced_or_absent",
        "pad_suspected",
        "dvt_open",
        "peripheral_neuropathy_suspected",
        "heart_failure",
        "skin_infection_suspected",
        "any_emergency",
    )
    check(
        COMPRESSION_PATHS,
        lambda seen: seen.sure("compression_safe"),
        lambda seen: (
            seen.sure("abpi_claudication_max < abpi <= abpi_reliable_max")
            and not any(seen.possible(reason) for reason in reasons)
        ),
        nearly=True,
    )


@pytest.mark.parametrize(
    "danger", ["ischaemia_suspected", "acute_compartment_syndrome_suspected", "compartment_precipitant"]
)
def test_i09_no_leg_is_raised(check: Check, leg_pain: Pathway, danger: str) -> None:
    check(
        [danger, f"{danger} and {BENIGN_PATHS['strain']}", f"{danger} and {BENIGN_PATHS['veins']}"],
        lambda seen: seen.sure(danger),
        lambda seen: not seen.may(tagged(leg_pain, "elevation")),
    )


def test_i10_a_critical_abpi_is_vascular_today(check: Check) -> None:
    check(
        ["abpi_critical"],
        lambda seen: seen.sure("abpi_critical"),
        lambda seen: seen.reached(stops("T_SAME_DAY_VASCULAR") | N999),
    )


def test_i10_an_unreliable_or_absent_abpi_excludes_no_arterial_disease(check: Check) -> None:
    check(
        ["abpi > abpi_reliable_max", "not (abpi >= 0)"],
        lambda seen: seen.sure("abpi > abpi_reliable_max") or seen.facts.known.get("abpi") is NOT_DONE,
        lambda seen: not seen.possible("arterial_disease_excluded_by_abpi"),
    )
