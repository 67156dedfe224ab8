"""Safety rules I01 to I07: the map, totality, urgency, the alarms of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

import seven
from leg_pain.patients import Judge, Patients, Seen, shown
from leg_pain.safety.check import Check, note
from leg_pain.safety.words import (
    ABPI,
    ALSO_SAME_DAY,
    BENIGN,
    BENIGN_PATHS,
    CANCER,
    CANCER2W,
    CANCER48,
    D_DIMER_PATH,
    DVT_EXCLUDED,
    DVT_TESTS,
    EMERGENCIES,
    LUMP_SCAN,
    MANAGED,
    MANAGED_PATHS,
    N999,
    RE_EXAMINE,
    RED_FLAGS,
    SAME_DAY,
    SAMEDAY,
    STOPS,
    always,
    below,
    operands,
    stops,
    tagged,
)
from legpain_graph import Pathway
from legpain_graph.engine.meaning import OPEN
from legpain_graph.model.pathway import NodeKind

# What the map says


def test_the_map_names_nodes_that_exist_and_misses_none(leg_pain: Pathway) -> None:
    nodes = leg_pain.nodes
    named = {node for group in STOPS.values() for node in group}
    assert named | {*DVT_TESTS, *RE_EXAMINE, *LUMP_SCAN, *ABPI, *DVT_EXCLUDED} <= set(nodes)
    by_urgency = {
        urgency: {name for name, node in nodes.items() if node.urgency == urgency} for urgency in seven.LEVELS
    }
    assert by_urgency[seven.EMERGENCY_999] == N999
    assert by_urgency[seven.SAME_DAY] == SAMEDAY | stops("T_INCOMPLETE_ASSESS_TODAY")
    assert by_urgency[seven.WITHIN_48_HOURS] == CANCER48 | {
        "stop-hip-image-48h",
        "stop-hip-mri-48h",
        "stop-blood-count-48h",
    }
    assert by_urgency[seven.TWO_WEEKS] == CANCER2W - stops("T_UNEXPLAINED_SYSTEMIC") | {"stop-spinal-urgent"}
    assert tagged(leg_pain, "benign") == BENIGN
    assert tagged(leg_pain, "managed") == MANAGED
    for tag in ("compression", "d-dimer", "opioid", "elevation", "gabapentinoid", "lumbar-imaging", "re-examine"):
        assert tagged(leg_pain, tag), tag


def test_the_operands_are_those_of_the_vocabulary(leg_pain: Pathway, judge: Judge) -> None:
    assert operands(leg_pain, "any_emergency") == set(EMERGENCIES)
    assert operands(leg_pain, "same_day_open") == set(SAME_DAY)
    cancer = leg_pain.vocabulary.derived["cancer_open"].formula
    assert judge.truths.guard(" or ".join(f"({text})" for text in CANCER.values())) == cancer


def test_truths_are_those_of_the_reference(judge: Judge, check: Check) -> None:
    texts = [*RED_FLAGS.values(), "benign_terminal_permitted", "compression_safe", "dvt_excluded", "d_dimer_permitted"]
    for _ in range(60):
        seen = check.patients.partial(texts, nearly=check.patients.random.random() < 0.3)
        for text in texts:
            assert judge.truths.fast(text, seen.facts) == judge.truths.reference(text, seen.facts), text


# Totality and urgency


def test_i01_every_complete_patient_reaches_a_stop(check: Check) -> None:
    def ends(seen: Seen) -> bool:
        nodes = seen.judge.pathway.nodes
        return (
            seen.floor == seen.ceiling
            and seen.met == seen.able
            and any(nodes[name].kind is NodeKind.STOP for name in seen.met)
            and all(not nodes[name].edges or {e.target for e in nodes[name].edges} & seen.met for name in seen.met)
        )

    check.complete((*RED_FLAGS.values(), *BENIGN_PATHS.values(), *MANAGED_PATHS), always, ends)


def test_i01_acting_now_ends_in_a_stop_or_asks(check: Check) -> None:
    def ends(seen: Seen) -> bool:
        nodes = seen.judge.pathway.nodes
        stops = any(nodes[name].kind is NodeKind.STOP for name in seen.acting)
        return (stops or bool(seen.acting_asks)) and seen.acting_urgency >= seen.floor

    check((*RED_FLAGS.values(), *BENIGN_PATHS.values(), *MANAGED_PATHS), always, ends, share=0.6)


@pytest.mark.parametrize("alarm", EMERGENCIES)
def test_i02_a_sure_emergency_is_999(check: Check, alarm: str) -> None:
    check(
        [alarm],
        lambda seen: seen.sure(alarm),
        lambda seen: seen.floor == seven.EMERGENCY_999 and seen.reached(EMERGENCIES[alarm]),
    )


def test_i03_a_benign_stop_is_reached_only_where_permitted(check: Check) -> None:
    check(
        [*BENIGN_PATHS.values()],
        lambda seen: seen.reached(BENIGN),
        lambda seen: seen.sure("benign_terminal_permitted"),
        nearly=True,
        share=1.5,
    )


def test_i03_a_managed_stop_is_reached_only_where_permitted(check: Check) -> None:
    check(
        MANAGED_PATHS,
        lambda seen: seen.reached(MANAGED),
        lambda seen: seen.sure("managed_terminal_permitted"),
        nearly=True,
        share=1.5,
    )


def test_i03_a_ceiling_of_primary_care_leaves_no_benign_doubt(check: Check) -> None:
    check(
        [*BENIGN_PATHS.values(), MANAGED_PATHS[2]],
        lambda seen: seen.ceiling == seven.PRIMARY_CARE,
        lambda seen: not any(seen.possible(flag) for flag in ("any_emergency", "same_day_open", "cancer_open")),
        nearly=True,
        share=1.5,
    )


@pytest.mark.parametrize("flag", RED_FLAGS)
def test_no_benign_stop_while_a_red_flag_is_true_or_unknown(check: Check, flag: str) -> None:
    """I03 for each red flag alone: true, and no benign stop may be reached; unknown, and none is reached."""
    text = RED_FLAGS[flag]
    check(
        [f"({text}) and {path}" for path in BENIGN_PATHS.values()] + [*BENIGN_PATHS.values()],
        lambda seen: seen.possible(text),
        lambda seen: not seen.reached(BENIGN) and not (seen.sure(text) and seen.may(BENIGN)),
        nearly=True,
        holes=[text],
        share=2 if flag == "paediatric_same_day" else 1,
    )


def test_i04_one_more_alarm_never_lowers_the_urgency(check: Check) -> None:
    random, patients, number = check.patients.random, check.patients, check.number
    flags = [*RED_FLAGS.values()]

    def pairs() -> Iterable[tuple[Seen, Seen]]:
        for _ in range(number):
            seen = patients.complete([*BENIGN_PATHS.values(), *MANAGED_PATHS, *flags], random.choice((0, 0.01, 0.05)))
            more = patients.changed(seen, random.choice(flags))
            if more is not None:
                yield seen, more

    met, wrong = 0, []
    for less, more in pairs():
        before = {flag for flag in flags if less.sure(flag)}
        after = {flag for flag in flags if more.sure(flag)}
        if before < after and len(after - before) == 1:
            met += 1
            if more.floor < less.floor:
                changed = {
                    k: (less.case.findings[k], v) for k, v in more.case.findings.items() if v != less.case.findings[k]
                }
                quiet = {k: v for k, v in shown(less.case).items() if v != check.judge.calm.get(k)}
                wrong.append(f"{changed} lowers {less.floor.id} to {more.floor.id} in {quiet}")
    note(check.request, f"met by {met} of {number} pairs")
    assert wrong == []
    assert met >= min(100, number // 2)


def test_i05_no_test_before_an_emergency(leg_pain: Pathway) -> None:
    ways_to = {name for name in leg_pain.nodes if below(leg_pain, name) & N999}
    assert {leg_pain.nodes[name].kind for name in ways_to - N999} == {NodeKind.START, NodeKind.DECISION}
    assert all(not leg_pain.nodes[name].orders for name in ways_to)
    reads = Patients(Judge(leg_pain), 0).reads
    for edge in leg_pain.edges.values():
        if edge.target in N999:
            assert edge.guard is not None
            results = {name for name in reads(edge.guard) if leg_pain.vocabulary.findings[name].is_result}
            assert results == set(), edge.id


@pytest.mark.parametrize("alarm", SAME_DAY)
def test_i06_a_sure_same_day_problem_is_same_day(check: Check, alarm: str) -> None:
    """As written for every operand, dvt_open included: the floor holds wherever dvt_open is surely true."""
    check(
        [alarm],
        lambda seen: seen.sure(alarm),
        lambda seen: seen.floor >= seven.SAME_DAY and seen.reached(SAME_DAY[alarm] | N999),
    )


def test_i06_dvt_suspected_with_results_missing(check: Check) -> None:
    """Where a missing result leaves dvt_open unknown no walk can promise the same day: the rule is then on the ceiling and on acting
    now, and on the floor once each missing result is not_done (I06)."""

    def holds(seen: Seen) -> bool:
        filled = seen.without_awaited()
        return (
            seen.ceiling >= seven.SAME_DAY
            and seen.reached(DVT_TESTS)
            and (not filled.possible("dvt_open") or seen.acting_urgency >= seven.SAME_DAY)
            and (not filled.sure("dvt_open") or filled.floor >= seven.SAME_DAY)
        )

    check(
        [D_DIMER_PATH, "dvt_suspected and d_dimer_result == negative", "dvt_suspected and dvt_excluded"],
        lambda seen: seen.sure("dvt_suspected") and seen.truth("dvt_open") == OPEN,
        holds,
        holes=["dvt_excluded", "d_dimer_result == negative or proximal_leg_vein_uss_result == negative"],
        share=2,
    )


@pytest.mark.parametrize("risk", ["previous_dvt", "recent_long_travel", "not mechanical_calf_injury"])
def test_i06_a_swollen_calf_is_same_day_by_either_answer(check: Check, risk: str) -> None:
    """One leg is suspected DVT, both a clinician today (AMB-04, SIL-14), without a clot risk a torn Achilles the surgeons (P4.1d): so it is
    before anybody asked which, once no result is awaited and none on file excludes a DVT."""
    torn = {"stop-urgent-ortho"} if risk == "not mechanical_calf_injury" else set()
    check(
        [f"calf_swelling and {risk}"],
        lambda seen: (
            seen.sure(f"calf_swelling and {risk}")
            and seen.truth("bilateral_leg_swelling") == OPEN
            and not seen.without_awaited().possible("dvt_excluded")
        ),
        lambda seen: (
            seen.without_awaited().floor >= seven.SAME_DAY
            and seen.reached({"dvt-likelihood", "stop-same-day-clinician"} | torn | N999)
        ),
        holes=["bilateral_leg_swelling"],
        share=0.5,
    )


@pytest.mark.parametrize("sign", ALSO_SAME_DAY)
def test_i06_also_same_day(check: Check, sign: str) -> None:
    check([sign], lambda seen: seen.sure(sign), lambda seen: seen.floor >= seven.SAME_DAY)


@pytest.mark.parametrize(
    "said", [{"abpi": 0.3}, {"abpi": 1.0}, {"abpi": 1.4}, {"abpi": "not_done"}, {"known_pad": True}, {"known_pad": False},
             {"symptom_duration_weeks": 0}, {"symptom_duration_weeks": 2}, {"symptom_duration_weeks": 300}],
    ids=str,
)  # fmt: skip
def test_i07_nothing_cancels_acute_ischaemia(check: Check, said: dict[str, Any]) -> None:
    """Whatever ABPI, duration and known disease say: of the duration only where the alarm is not itself a matter of weeks."""
    alarm, weeks = "acute_limb_ischaemia_suspected", "symptom_duration_weeks" in said
    check(
        [alarm],
        lambda seen: seen.sure(alarm) and (not weeks or seen.but(**said).sure(alarm)),
        lambda seen: seen.but(**said).sure(alarm) and seen.but(**said).reached(EMERGENCIES[alarm]),
        share=0.8,
    )


def test_i07_palpable_pulses_never_cancel_a_compartment_syndrome(check: Check) -> None:
    pulses = ("femoral_pulse", "popliteal_pulse", "posterior_tibial_pulse", "dorsalis_pedis_pulse")
    alarm = "acute_compartment_syndrome_suspected"
    check(
        [f"{alarm} and all_pulses_palpable"],
        lambda seen: seen.sure(alarm),
        lambda seen: seen.but(**dict.fromkeys(pulses, "palpable")).reached(EMERGENCIES[alarm]),
    )
