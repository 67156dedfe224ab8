"""Safety rules I11 to I16: DVT."""

from __future__ import annotations

import re

import pytest

from leg_pain.safety.check import Check
from leg_pain.safety.words import (
    BENIGN,
    BENIGN_PATHS,
    D_DIMER_PATH,
    DVT_EXCLUDED,
    INTERIM_PATH,
    MANAGED,
    MANAGED_PATHS,
    reachable_without,
    stops,
    tagged,
)
from legpain_graph import Pathway


def test_i11_a_d_dimer_is_reached_only_where_permitted(check: Check, leg_pain: Pathway) -> None:
    check(
        [D_DIMER_PATH],
        lambda seen: seen.reached(tagged(leg_pain, "d-dimer")),
        lambda seen: seen.sure("d_dimer_permitted"),
        nearly=True,
        holes=["on_anticoagulant", "calf_tense", "known_pad"],
        share=2,
    )


@pytest.mark.parametrize(
    "reason", ["dvt_likely", "on_anticoagulant", "pe_features", "not wells_valid", "not d_dimer_permitted"]
)
def test_i11_no_d_dimer(check: Check, leg_pain: Pathway, reason: str) -> None:
    check(
        [reason, f"{reason} and dvt_suspected", f"{reason} and {D_DIMER_PATH}"],
        lambda seen: seen.sure(reason),
        lambda seen: not seen.may(tagged(leg_pain, "d-dimer")),
    )


@pytest.mark.parametrize("ending", [BENIGN, MANAGED], ids=["benign", "managed"])
def test_i12_no_such_stop_while_a_dvt_is_open(check: Check, ending: frozenset[str]) -> None:
    check(
        ["dvt_open", *(f"dvt_open and {path}" for path in (*BENIGN_PATHS.values(), *MANAGED_PATHS))],
        lambda seen: seen.sure("dvt_open"),
        lambda seen: not seen.may(ending),
    )


def test_i13_what_excludes_a_dvt(check: Check) -> None:
    check(
        ["dvt_excluded", "dvt_suspected and dvt_excluded"],
        lambda seen: seen.sure("dvt_excluded"),
        lambda seen: (
            (seen.sure("wells_unlikely") or seen.sure("proximal_leg_vein_uss_result == negative"))
            and not seen.possible("dvt_confirmed")
        ),
    )


def test_i13_the_node_that_excludes_is_reached_only_where_the_formula_holds(check: Check) -> None:
    check(
        ["dvt_suspected and dvt_excluded"],
        lambda seen: seen.reached(DVT_EXCLUDED),
        lambda seen: seen.sure("dvt_excluded"),
        holes=["dvt_excluded"],
        share=1.5,
    )


def test_i13_the_node_that_excludes_is_reached_where_the_formula_holds(check: Check) -> None:
    """Of a patient in whom a DVT is suspected: no other is on the DVT route, whatever a scan on file says."""
    check(
        ["dvt_suspected and dvt_excluded"],
        lambda seen: seen.sure("dvt_suspected") and seen.sure("dvt_excluded"),
        lambda seen: seen.reached(DVT_EXCLUDED),
        holes=["pe_features", "wells_valid"],
    )


def test_i14_interim_anticoagulation(check: Check, leg_pain: Pathway) -> None:
    interim = tagged(leg_pain, "interim-anticoagulation")
    check(
        [INTERIM_PATH.format(d_dimer=result) for result in ("positive", "negative")],
        lambda seen: seen.reached(interim),
        lambda seen: (
            seen.sure("dvt_suspected")
            and not seen.possible("uss_available_within_4h")
            and not seen.possible("anticoagulation_contraindicated")
        ),
        nearly=True,
        share=1.5,
    )


def test_i14_every_path_through_interim_anticoagulation_orders_a_scan(leg_pain: Pathway) -> None:
    for name in tagged(leg_pain, "interim-anticoagulation"):
        node = leg_pain.nodes[name]
        assert [line.text for line in node.do if re.search("scan within 24 hours", line.text)]
        assert "24 hours" in node.timeframe
        assert "24 hours" in node.review
        ordering = {n.id for n in leg_pain.nodes.values() if "proximal_leg_vein_uss_result" in n.orders}
        assert name not in reachable_without(leg_pain, ordering)


def test_i15_a_dvt_with_features_of_an_embolism_is_999(check: Check) -> None:
    check(
        ["dvt_suspected and pe_features"],
        lambda seen: seen.sure("dvt_suspected") and seen.sure("pe_features"),
        lambda seen: seen.reached(stops("T_999_PE")),
    )


def test_i16_a_burst_bakers_cyst_only_with_clear_veins(check: Check, leg_pain: Pathway) -> None:
    named = {node.id for node in leg_pain.nodes.values() if node.diagnosis == "ruptured_bakers_cyst"}
    path = "ruptured_bakers_cyst_suspected and bakers_cyst_uss_result == ruptured_cyst_seen and onset_mode == gradual"
    clear = "proximal_leg_vein_uss_result == negative"
    check(
        [f"{path} and {clear}", f"{path} and {clear} and dvt_excluded"],
        lambda seen: seen.reached(named),
        lambda seen: seen.sure(clear),
        nearly=True,
        share=2,
    )


def test_i16_no_burst_bakers_cyst_without_clear_veins(check: Check, leg_pain: Pathway) -> None:
    named = {node.id for node in leg_pain.nodes.values() if node.diagnosis == "ruptured_bakers_cyst"}
    clear = "proximal_leg_vein_uss_result == negative"
    check([f"not ({clear})"], lambda seen: not seen.possible(clear), lambda seen: not seen.may(named))
