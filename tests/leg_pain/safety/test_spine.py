"""Safety rules I17 to I20: spine and opioids."""

from __future__ import annotations

import re

import pytest

import seven
from leg_pain.safety.check import Check
from leg_pain.safety.words import (
    BENIGN,
    BENIGN_PATHS,
    OPIOID_PATHS,
    below,
    tagged,
)
from legpain_graph import Pathway


def test_i17_an_opioid_only_after_re_examination(check: Check, leg_pain: Pathway) -> None:
    check(
        OPIOID_PATHS,
        lambda seen: seen.reached(tagged(leg_pain, "opioid")),
        lambda seen: (
            seen.sure("neuro_reexamined_this_visit")
            and not seen.possible("cauda_equina_suspected")
            and not seen.possible("neurological_deficit")
        ),
        nearly=True,
        holes=["neuro_reexamined_this_visit", "not known_pad", "renal_impairment", "older_adult"],
        share=1.5,
    )


@pytest.mark.parametrize(
    "danger", ["not neuro_reexamined_this_visit", "cauda_equina_suspected", "neurological_deficit"]
)
def test_i17_no_opioid(check: Check, leg_pain: Pathway, danger: str) -> None:
    """The same from the other end: what is surely against it rules it out."""
    check(
        [danger, *(f"{danger} and {path}" for path in OPIOID_PATHS)],
        lambda seen: seen.sure(danger),
        lambda seen: not seen.may(tagged(leg_pain, "opioid")),
    )


def test_i17_no_node_carries_a_long_term_opioid(leg_pain: Pathway) -> None:
    assert not [tag for node in leg_pain.nodes.values() for tag in node.tags if "long-term" in tag]
    for node in leg_pain.nodes.values():
        for line in node.do:
            offers = re.search("long-term", line.text) and re.search("opioid", line.text, re.I)
            assert not offers or re.search("avoid|never|come off", line.text), (node.id, line.text)


def test_i18_no_gabapentinoid_in_sciatica(check: Check, leg_pain: Pathway) -> None:
    sciatica = "sciatica_suspected"
    check(
        [
            sciatica,
            f"{sciatica} and peripheral_neuropathy_suspected and burning_pain and age_years >= child_age",
            f"{sciatica} and restless_legs_suspected and rls_troublesome and age_years >= child_age and ferritin_ug_l > 75",
        ],
        lambda seen: seen.sure(sciatica),
        lambda seen: not seen.may(tagged(leg_pain, "gabapentinoid")),
    )


def test_i18_no_path_in_sciatica_orders_these_and_nothing_quinine(leg_pain: Pathway) -> None:
    drugs = "opioid|benzodiazepine|steroid|gabapentin|quinine|diazepam"
    for name in below(leg_pain, "sciatica"):
        node = leg_pain.nodes[name]
        assert not {"opioid", "benzodiazepine", "steroid", "gabapentinoid"} & set(node.tags), name
        assert not [line.text for line in node.do if re.search(drugs, line.text, re.I)], name
    for node in leg_pain.nodes.values():
        assert not {"quinine", "benzodiazepine", "steroid"} & set(node.tags)
        assert not [line.text for line in node.do if re.search("quinine", line.text, re.I)]


def test_i19_early_sciatica_is_not_imaged(check: Check, leg_pain: Pathway) -> None:
    early = "early_uncomplicated_sciatica"
    check(
        [early, f"{early} and spinal_stenosis_suspected", f"{early} and symptom_trajectory == worsening"],
        lambda seen: seen.sure(early),
        lambda seen: not seen.may(tagged(leg_pain, "lumbar-imaging")),
        nearly=None,
        share=1.5,
    )


def test_i19_a_calf_strain_is_not_imaged(leg_pain: Pathway) -> None:
    named = [node for node in leg_pain.nodes.values() if node.diagnosis == "calf_strain"]
    assert named
    for name in below(leg_pain, *(node.id for node in named)):
        assert "calf-strain-imaging" not in leg_pain.nodes[name].tags
        assert not leg_pain.nodes[name].orders, name


def test_i20_a_deficit_is_two_weeks_at_least_and_never_benign(check: Check) -> None:
    check(
        ["neurological_deficit", *(f"neurological_deficit and {path}" for path in BENIGN_PATHS.values())],
        lambda seen: seen.sure("neurological_deficit"),
        lambda seen: seen.floor >= seven.TWO_WEEKS and not seen.may(BENIGN),
    )
