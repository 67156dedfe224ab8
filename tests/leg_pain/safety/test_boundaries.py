"""Safety rule I30: the same findings, the same nodes; every boundary on its side."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import Any

import pytest

import seven
from leg_pain.patients import Judge, Seen, normal
from leg_pain.safety.check import Check, note
from leg_pain.safety.words import (
    BENIGN_PATHS,
    BONE_PAIN,
    CLAUDICATION,
    CLEAN_MRI,
    RED_FLAGS,
    SCIATICA,
    STRAIN,
    WELLS_1,
    always,
)
from legpain_graph import Case, CaseError
from legpain_graph.model.pathway import Urgency
from legpain_graph.model.vocabulary import NOT_DONE
from tiers import Some


def test_i30_same_findings_same_nodes(check: Check) -> None:
    random = Random(0)

    def holds(seen: Seen) -> bool:
        names = random.sample(sorted(seen.case.findings), len(seen.case.findings))
        other = seen.judge.of(
            Case({name: seen.case.findings[name] for name in names}, seen.case.normal[::-1], seen.case.not_done[::-1])
        )
        return (other.met, other.able, other.floor, other.ceiling) == (seen.met, seen.able, seen.floor, seen.ceiling)

    check([*RED_FLAGS.values(), *BENIGN_PATHS.values()], always, holds, share=0.5)


BOUNDARIES: dict[str, tuple[dict[str, Any], set[str], set[str]]] = {
    # what is recorded beside the normal (None: not recorded); nodes surely reached, or of acting now with an `!`, or what that asks with a `?`; nodes ruled out
    "wells 1": (WELLS_1, {"dvt-d-dimer", "stop-dvt-interim"}, {"dvt-scan"}),
    "wells 2": (WELLS_1 | {"previous_dvt": True}, {"dvt-scan"}, {"dvt-d-dimer"}),
    "calf difference 2.9": (WELLS_1 | {"calf_circumference_difference_cm": 2.9}, {"dvt-d-dimer"}, {"dvt-scan"}),
    "calf difference 3.0": (WELLS_1 | {"calf_circumference_difference_cm": 3}, {"dvt-scan"}, {"dvt-d-dimer"}),
    "torn calf 2.9": (
        STRAIN | {"unilateral_leg_swelling": True, "calf_circumference_difference_cm": 2.9},
        {"stop-calf-strain"},
        {"dvt-likelihood"},
    ),
    "torn calf 3.0": (
        STRAIN | {"unilateral_leg_swelling": True, "calf_circumference_difference_cm": 3},
        {"dvt-likelihood"},
        {"stop-calf-strain"},
    ),
    "wells 1 or 2": (WELLS_1 | {"calf_circumference_difference_cm": None}, {"?calf_circumference_difference_cm"}, set()),
    "wells 1 to 3": (
        WELLS_1 | {"previous_dvt": True, "active_cancer": True, "known_cancer": True}
        | {"alternative_diagnosis_at_least_as_likely": None},
        {"?alternative_diagnosis_at_least_as_likely"},
        set(),
    ),
    "wells 3 less 2": (
        WELLS_1 | {"previous_dvt": True, "active_cancer": True, "known_cancer": True}
        | {"alternative_diagnosis_at_least_as_likely": True},
        {"dvt-d-dimer"},
        {"dvt-scan"},
    ),
    "d-dimer negative, likely": (
        WELLS_1 | {"previous_dvt": True, "d_dimer_result": "negative"},
        {"dvt-scan", "stop-dvt-interim"},
        {"dvt-excluded"},
    ),
    "d-dimer negative, unlikely": (WELLS_1 | {"d_dimer_result": "negative"}, {"dvt-excluded"}, {"dvt-scan"}),
    "abpi 0.49": (CLAUDICATION | {"abpi": 0.49}, {"critical-ischaemia", "stop-same-day-vascular"}, {"pad-care"}),
    "abpi 0.50": (CLAUDICATION | {"abpi": 0.5}, {"pad-care"}, {"critical-ischaemia", "stop-abpi-normal"}),
    "abpi 0.90": (CLAUDICATION | {"abpi": 0.9}, {"pad-care"}, {"stop-abpi-normal"}),
    "abpi 0.91": (CLAUDICATION | {"abpi": 0.91}, {"stop-abpi-normal"}, {"pad-care", "duplex"}),
    "abpi 1.30": (CLAUDICATION | {"abpi": 1.3}, {"stop-abpi-normal"}, {"pad-care", "duplex"}),
    "abpi 1.31": (CLAUDICATION | {"abpi": 1.31}, {"duplex"}, {"pad-care", "stop-abpi-normal"}),
    "abpi not recorded": (CLAUDICATION | {"abpi": None}, {"!stop-arterial-awaited"}, {"compress"}),
    "diabetes not recorded, abpi 1.0": (
        CLAUDICATION | {"abpi": 1.0, "diabetes": None, "dorsalis_pedis_pulse": "reduced"}, {"abpi"}, {"pad-care"}
    ),
    "diabetes not recorded, abpi 1.0, all pulses": (
        STRAIN | {"abpi": 1.0, "diabetes": None, "compression_wanted": True}, {"compress"}, set()
    ),
    "diabetes, abpi 1.0, all pulses": (
        STRAIN | {"abpi": 1.0, "diabetes": True, "compression_wanted": True}, {"compress"}, set()
    ),
    "strain, compression, abpi 0.90": (STRAIN | {"abpi": 0.9, "compression_wanted": True}, {"no-compression"}, {"compress"}),
    "strain, compression, abpi 0.91": (STRAIN | {"abpi": 0.91, "compression_wanted": True}, {"compress"}, set()),
    "strain, compression, abpi 1.30": (STRAIN | {"abpi": 1.3, "compression_wanted": True}, {"compress"}, set()),
    "strain, compression, abpi 1.31": (STRAIN | {"abpi": 1.31, "compression_wanted": True}, {"no-compression"}, {"compress"}),
    "lump 5.0": ({"soft_tissue_lump": True, "lump_size_cm": 5}, {"no-emergency"}, {"lump"}),
    "lump 5.1": ({"soft_tissue_lump": True, "lump_size_cm": 5.1}, {"stop-lump-scan-2w"}, {"no-emergency"}),
    "lump growing 5.0": (
        {"soft_tissue_lump": True, "lump_enlarging": True, "lump_size_cm": 5}, {"stop-lump-scan-2w"}, {"stop-soft-tissue-2w"}
    ),
    "lump growing 5.1": (
        {"soft_tissue_lump": True, "lump_enlarging": True, "lump_size_cm": 5.1},
        {"stop-lump-scan-2w", "stop-soft-tissue-2w"},
        set(),
    ),
    "sciatica 5.9 weeks": (
        SCIATICA | {"symptom_duration_weeks": 5.9, "symptom_trajectory": "static"}, {"stop-sciatica"}, {"stop-spinal-routine"}
    ),
    "sciatica 6 weeks": (
        SCIATICA | {"symptom_duration_weeks": 6, "symptom_trajectory": "static"}, {"stop-spinal-routine"}, {"stop-sciatica"}
    ),
    "strain 8 weeks": (
        STRAIN | {"symptom_duration_weeks": 8, "symptom_trajectory": "static"}, {"stop-calf-strain"}, {"re-examine"}
    ),
    "strain 8.1 weeks": (
        STRAIN | {"symptom_duration_weeks": 8.1, "symptom_trajectory": "static"}, {"re-examine"}, {"stop-calf-strain"}
    ),
    "bone pain at 24": (BONE_PAIN | {"age_years": 24}, {"stop-xray-48h"}, {"stop-xray-2w"}),
    "bone pain at 25": (BONE_PAIN | {"age_years": 25}, {"stop-xray-2w"}, {"stop-xray-48h"}),
    "bone pain, age not recorded": (BONE_PAIN | {"age_years": None}, {"?age_years"}, set()),
    "lump at 24": ({"new_lump": True, "age_years": 24}, {"stop-lump-scan-48h"}, {"stop-lump-scan-2w"}),
    "lump at 25": ({"new_lump": True, "age_years": 25}, {"stop-lump-scan-2w"}, {"stop-lump-scan-48h"}),
    "lump, age not recorded": ({"new_lump": True, "age_years": None}, {"?age_years"}, set()),
    "unexplained at 59": (BONE_PAIN | CLEAN_MRI | {"age_years": 59}, {"bone-review"}, {"myeloma-screen"}),
    "unexplained at 60": (BONE_PAIN | CLEAN_MRI | {"age_years": 60}, {"stop-myeloma-awaited"}, {"bone-review"}),
    "unexplained, age not recorded": (BONE_PAIN | CLEAN_MRI | {"age_years": None}, {"?age_years"}, set()),
    "power 3": ({"dorsiflexion_power_mrc": 3}, {"stop-same-day-spinal"}, {"no-emergency"}),
    "power 4": ({"dorsiflexion_power_mrc": 4}, {"stop-spinal-urgent"}, {"stop-same-day-spinal"}),
    "power 5": ({"dorsiflexion_power_mrc": 5}, {"no-emergency"}, {"stop-spinal-urgent"}),
}  # fmt: skip


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_i30_boundaries(judge: Judge, boundary: str) -> None:
    """The boundaries of section 10, in a patient otherwise examined and normal."""
    changed, reached, ruled_out = BOUNDARIES[boundary]
    recorded = {name: value for name, value in normal(judge, **changed).items() if value is not None}
    seen = judge.of(Case(recorded))
    sure = {name for name in reached if name[0] not in "!?"}
    assert sure <= seen.met, sorted(seen.met)
    assert {name[1:] for name in reached if name[0] == "!"} <= seen.acting, sorted(seen.acting)
    assert {name[1:] for name in reached if name[0] == "?"} <= seen.acting_asks, sorted(seen.acting_asks)
    assert not ruled_out & seen.able, sorted(seen.able)


def test_i30_wells_not_known_is_a_scan(judge: Judge) -> None:
    """[1, 2] and [1, 3] points: a D-dimer may be reached, and acting now does not take it."""
    for boundary in ("wells 1 or 2", "wells 1 to 3"):
        recorded = {
            name: value for name, value in normal(judge, **BOUNDARIES[boundary][0]).items() if value is not None
        }
        seen = judge.of(Case(recorded))
        assert "dvt-d-dimer" in seen.able - seen.met
        assert not {"dvt-d-dimer", "dvt-excluded"} & seen.acting


def alarms(judge: Judge) -> dict[str, tuple[Any, Urgency]]:
    """Every finding of which one value, with nothing else recorded, is an alarm: that value, and the floor."""
    found: dict[str, tuple[Any, Urgency]] = {}
    for name, values in judge.values.items():
        for value in values:
            case = Case({name: "not_done" if value is NOT_DONE else value})
            floor = judge.of(case).floor
            if floor >= seven.SOON and (name not in found or floor > found[name][1]):
                found[name] = (case.findings[name], floor)
    return found


def test_i30_every_pair_of_red_flags(judge: Judge, some: Some, request: pytest.FixtureRequest) -> None:
    """Each true with the other true, false or not recorded: never below the more urgent of those that are true."""
    flags, pairs, wrong = alarms(judge), 0, []
    assert len(flags) >= 50
    for one, other in some(list(combinations(flags, 2))):
        calm = {name: judge.calm.get(name) for name in (one, other)}
        for said in ((one, other), (one,), (other,)):
            for rest in (
                {},
                {name: calm[name] for name in (one, other) if name not in said and calm[name] is not None},
            ):
                case = Case({name: flags[name][0] for name in said} | rest)
                try:
                    seen = judge.of(case)
                except CaseError:  # the one implies the other
                    continue
                pairs += 1
                if seen.floor < max(flags[name][1] for name in said):
                    wrong.append(case.findings)
    note(request, f"{len(flags)} red flags, {pairs} patients")
    assert wrong == []
