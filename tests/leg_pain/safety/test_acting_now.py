"""Acting now: not in the list of rules, which speaks of the walk; but what it says is done to the patient."""

from __future__ import annotations

import pytest

from leg_pain.safety.check import Check
from leg_pain.safety.words import (
    BENIGN_PATHS,
    COMPRESSION_PATHS,
    D_DIMER_PATH,
    INTERIM_PATH,
    OPIOID_PATHS,
    tagged,
)
from legpain_graph import Pathway

ACTING = {
    "compression": (
        COMPRESSION_PATHS,
        "compression_safe",
        ("heart_failure", "known_pad", "peripheral_neuropathy_suspected"),
    ),
    "d-dimer": ((D_DIMER_PATH,), "d_dimer_permitted", ("on_anticoagulant", "dvt_likely", "pe_features")),
    "opioid": (
        OPIOID_PATHS,
        "neuro_reexamined_this_visit and not cauda_equina_suspected and not neurological_deficit",
        ("neuro_reexamined_this_visit", "neurological_deficit"),
    ),
    "interim-anticoagulation": (
        tuple(INTERIM_PATH.format(d_dimer=result) for result in ("positive", "negative")),
        "dvt_suspected and not uss_available_within_4h and not anticoagulation_contraindicated",
        ("uss_available_within_4h", "anticoagulation_contraindicated"),
    ),
    "benign": (tuple(BENIGN_PATHS.values()), "benign_terminal_permitted", ("nothing_against_benign",)),
}


@pytest.mark.parametrize("tag", ACTING)
def test_acting_now_takes_nothing_that_is_not_shown_safe(check: Check, leg_pain: Pathway, tag: str) -> None:
    """What acting now does is surely permitted once what is not recorded is read as not done: what is not known is no permission."""
    paths, permitted, holes = ACTING[tag]
    check(
        paths,
        lambda seen: not seen.acting.isdisjoint(tagged(leg_pain, tag)),
        lambda seen: seen.without_awaited().sure(permitted),
        nearly=True,
        share={"interim-anticoagulation": 3, "opioid": 1.5, "compression": 1.5}.get(tag, 2),
        holes=holes,
    )
