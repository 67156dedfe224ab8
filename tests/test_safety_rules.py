"""The safety rules I01 to I39 of the clinical check (section 8), as properties of generated partial patients of the leg pain pathway.

A rule is "where this is given, that follows"; it is drawn until its premise was met often enough, and a premise that is hardly ever
met fails. `pytest --patients 100000` draws so many patients for each; `--patients-seed` draws other ones. A failure shows the
smallest patients found. Words: *sure* and *possible* of a truth, *reached* (every resolution) and *may reach* (some resolution) of a
set of nodes, floor, ceiling and acting now as docs/semantics.md has them. How often each premise was met stands in `--junitxml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import settings

from legpain_graph import Case, CaseError, Pathway, Walker
from legpain_graph.casefile import read_case_file
from legpain_graph.guard.ir import Named, Some
from legpain_graph.model import NodeKind, Urgency
from legpain_graph.resources import pathway_folder
from legpain_graph.semantics import OPEN
from legpain_graph.vocabulary import NOT_DONE
from patients import Judge, Patients, Seen, normal, shown, smallest

# The nodes that the rules name

STOPS: dict[str, tuple[str, ...]] = {
    "T_999_ACUTE_ISCHAEMIA": ("stop-999-acute-ischaemia",),
    "T_999_NEURO_LOSS": ("stop-999-neuro-loss",),
    "T_999_COMPARTMENT": ("stop-999-compartment",),
    "T_999_NEC_FASC_SEPSIS": ("stop-999-nec-fasc-sepsis",),
    "T_999_DISPROPORTIONATE_PAIN": ("stop-999-disproportionate-pain",),
    "T_999_CAUDA_EQUINA": ("stop-999-cauda-equina",),
    "T_999_PE": ("stop-999-pe",),
    "T_999_BLEEDING": ("stop-999-bleeding",),
    "T_SAME_DAY_DVT": (
        "stop-dvt-confirmed",
        "stop-dvt-rescan",
        "stop-dvt-scan-4h",
        "stop-dvt-interim",
        "stop-dvt-specialist",
        "stop-dvt-not-known",
        "stop-dvt-with-emergency",
    ),
    "T_SAME_DAY_SVT": ("stop-same-day-svt",),  # T_SAME_DAY_DVT of the rules, for superficial thrombophlebitis
    "T_SAME_DAY_VASCULAR": ("stop-same-day-vascular",),
    "T_SAME_DAY_INFECTION": ("stop-same-day-infection",),
    "T_SAME_DAY_FOOT": ("stop-same-day-foot",),
    "T_SAME_DAY_CLINICIAN": ("stop-same-day-clinician",),
    "T_SAME_DAY_SPINAL": ("stop-same-day-spinal",),
    "T_SAME_DAY_MSCC": ("stop-same-day-mscc",),
    "T_SAME_DAY_TRAUMA": ("stop-same-day-trauma",),
    "T_SAME_DAY_PAEDIATRIC": ("stop-same-day-paediatric",),
    "T_URGENT_ORTHO": ("stop-urgent-ortho",),
    "T_INCOMPLETE_ASSESS_TODAY": ("stop-assess-today",),
    "T_SARCOMA_48H": ("stop-sarcoma-48h",),
    "T_URGENT_XRAY": ("stop-xray-48h",),
    "T_URGENT_USS_LUMP": ("stop-lump-scan-48h",),
    "T_2WW_SOFT_TISSUE_48H": ("stop-soft-tissue-48h",),
    "T_URGENT_XRAY_2W": ("stop-xray-2w",),
    "T_URGENT_USS_LUMP_2W": ("stop-lump-scan-2w",),
    "T_2WW_SOFT_TISSUE": ("stop-soft-tissue-2w",),
    "T_REIMAGE_OR_REFER_BONE": ("stop-bone-reimage", "stop-bone-refer"),
    "T_URGENT_CANCER_OTHER": ("stop-cancer-other",),
    "T_UNEXPLAINED_SYSTEMIC": ("stop-unexplained-systemic",),
    "T_VASCULAR_ROUTINE": ("refer-vascular",),
    "T_INVESTIGATE_THEN_RETURN": (
        "stop-arterial-awaited",
        "stop-arteries-next",
        "stop-ferritin-awaited",
        "stop-myeloma-awaited",
        "stop-stress-xray",
        "stop-stress-mri",
        "stop-hip-image-48h",
        "stop-hip-mri-48h",
        "stop-bakers-scan",
    ),
    "T_MANAGE_CALF_STRAIN": ("stop-calf-strain",),
    "T_MANAGE_SCIATICA": ("stop-sciatica",),
    "T_MANAGE_CRAMPS": ("stop-night-cramps",),
    "T_MANAGE_RLS": ("stop-restless-legs",),
    "T_MANAGE_VENOUS": ("stop-venous",),
    "T_MANAGE_TENDINOPATHY": ("stop-achilles-tendinopathy",),
    "T_MANAGE_CLAUDICATION": ("stop-claudication",),
    "T_MANAGE_STRESS_FRACTURE": ("stop-stress-fracture",),
}
DVT_TESTS = ("dvt-d-dimer", "dvt-scan")
RE_EXAMINE, LUMP_SCAN, ABPI, DVT_EXCLUDED = ("re-examine",), ("lump-scan",), ("abpi",), ("dvt-excluded",)


def stops(*names: str) -> frozenset[str]:
    return frozenset(node for name in names for node in STOPS[name])


N999 = stops(*(name for name in STOPS if name.startswith("T_999_")))
SAMEDAY = stops(*(name for name in STOPS if name.startswith("T_SAME_DAY_")), "T_URGENT_ORTHO")
CANCER48 = stops("T_SARCOMA_48H", "T_URGENT_XRAY", "T_URGENT_USS_LUMP", "T_2WW_SOFT_TISSUE_48H")
IN_2_WEEKS = stops("T_URGENT_XRAY_2W", "T_URGENT_USS_LUMP_2W", "T_2WW_SOFT_TISSUE")
CANCER2W = IN_2_WEEKS | stops("T_REIMAGE_OR_REFER_BONE", "T_URGENT_CANCER_OTHER", "T_UNEXPLAINED_SYSTEMIC")
MANAGED = stops("T_MANAGE_CLAUDICATION", "T_MANAGE_STRESS_FRACTURE")
BENIGN = stops(*(name for name in STOPS if name.startswith("T_MANAGE_"))) - MANAGED
CALF_STRAIN = stops("T_MANAGE_CALF_STRAIN")

EMERGENCIES = {
    "acute_limb_ischaemia_suspected": stops("T_999_ACUTE_ISCHAEMIA"),
    "sudden_neurological_loss": stops("T_999_NEURO_LOSS"),
    "acute_compartment_syndrome_suspected": stops("T_999_COMPARTMENT"),
    "necrotising_infection_or_sepsis_suspected": stops("T_999_NEC_FASC_SEPSIS"),
    "disproportionate_pain_emergency": stops(
        "T_999_DISPROPORTIONATE_PAIN", "T_999_COMPARTMENT", "T_999_NEC_FASC_SEPSIS"
    ),
    "cauda_equina_suspected": stops("T_999_CAUDA_EQUINA"),
    "pe_features": stops("T_999_PE"),
    "vein_bleeding_now": stops("T_999_BLEEDING"),
}
SAME_DAY = {
    "dvt_open": stops("T_SAME_DAY_DVT"),
    "critical_limb_ischaemia_suspected": stops("T_SAME_DAY_VASCULAR"),
    "pulse_loss_same_day": stops("T_SAME_DAY_VASCULAR"),
    "sudden_numbness_same_day": stops("T_SAME_DAY_CLINICIAN"),
    "infection_same_day": stops("T_SAME_DAY_INFECTION", "T_SAME_DAY_PAEDIATRIC"),
    "hot_swollen_foot_same_day": stops("T_SAME_DAY_FOOT"),
    "rapidly_worsening_pain": stops("T_SAME_DAY_CLINICIAN"),
    "severe_weakness": stops("T_SAME_DAY_SPINAL", "T_URGENT_ORTHO"),
    "mscc_concern": stops("T_SAME_DAY_MSCC"),
    "fracture_suspected": stops("T_SAME_DAY_TRAUMA", "T_SAME_DAY_PAEDIATRIC"),
    "unable_to_weight_bear": stops("T_SAME_DAY_TRAUMA", "T_SAME_DAY_PAEDIATRIC"),
    "svt_same_day": stops("T_SAME_DAY_SVT"),
    "varicose_veins_bleeding": stops("T_SAME_DAY_VASCULAR"),
    "achilles_rupture_suspected": stops("T_URGENT_ORTHO"),
    "achilles_rupture_not_excluded": stops("T_URGENT_ORTHO"),
    "paediatric_same_day": stops("T_SAME_DAY_PAEDIATRIC"),
    "abpi_critical": stops("T_SAME_DAY_VASCULAR"),
    "xray_fracture": stops("T_SAME_DAY_TRAUMA", "T_SAME_DAY_PAEDIATRIC"),
    "hip_fracture_shown": stops("T_SAME_DAY_TRAUMA", "T_SAME_DAY_PAEDIATRIC"),
    "mri_infection": stops("T_SAME_DAY_INFECTION", "T_SAME_DAY_PAEDIATRIC"),
}
ALSO_SAME_DAY = ("skin_infection_suspected", "bilateral_leg_swelling", "calf_tense")
CANCER = {
    "cancer_result": "cancer_result",
    "bone": (
        "bone_sarcoma_concern and (bony_mass or not (xray_result == stress_fracture"
        " or mri_bone_result in [normal, stress_fracture, other_benign]))"
    ),
    "bone_metastasis_concern": "bone_metastasis_concern",
    "lump": "soft_tissue_sarcoma_concern and (lump_enlarging or not (lump_uss_result == benign))",
    "systemic_cancer_feature": "systemic_cancer_feature",
}
"""The operands of `cancer_open`."""
RED_FLAGS = {name: name for name in (*EMERGENCIES, *SAME_DAY, *ALSO_SAME_DAY)} | CANCER

# Patients who get far: what makes each ending likely when all else is quiet

BENIGN_PATHS = {
    "strain": "calf_strain_suspected and leg_pain_site in [calf, knee] and age_years >= benign_ending_age",
    "sciatica": "sciatica_suspected and age_years >= benign_ending_age and onset_mode in [gradual, spontaneous]",
    "cramps": "nocturnal_leg_cramps_suspected and age_years >= benign_ending_age and onset_mode == gradual",
    "restless": (
        "restless_legs_suspected and ferritin_ug_l >= 0 and age_years >= benign_ending_age and onset_mode == gradual"
    ),
    "veins": "venous_disease and age_years >= benign_ending_age and onset_mode == gradual",
    "tendon": "achilles_tendinopathy_suspected and age_years >= benign_ending_age and onset_mode == gradual",
}
MANAGED_PATHS = (
    "pad_suspected and 0.5 <= abpi <= 0.9 and onset_mode == gradual and symptom_duration_weeks > 2",
    "intermittent_claudication_suspected and 0.5 <= abpi <= 0.9 and onset_mode == gradual",
    "stress_fracture_suspected and xray_result == stress_fracture and onset_mode == gradual and not known_cancer",
    "bone_sarcoma_concern and mri_bone_result == stress_fracture and onset_mode == gradual and not bony_mass",
)
COMPRESSION_PATHS = tuple(
    f"compression_wanted and {path} and 0.9 < abpi <= 1.3" for path in (BENIGN_PATHS["strain"], BENIGN_PATHS["veins"])
)
D_DIMER_PATH = "dvt_suspected and wells_unlikely and age_years >= adult_wells_age and not pregnant_or_postpartum"
INTERIM_PATH = (
    "dvt_suspected and wells_valid and not uss_available_within_4h and not anticoagulation_contraindicated"
    " and d_dimer_result == {d_dimer} and not (proximal_leg_vein_uss_result in [positive, negative, inconclusive])"
)
OPIOID_PATHS = tuple(
    f"opioid_escalation_proposed and neuro_reexamined_this_visit and {path} and age_years >= child_age"
    for path in (BENIGN_PATHS["strain"], BENIGN_PATHS["sciatica"])
)


def note(request: pytest.FixtureRequest, premise: str) -> None:
    """Leaves how often a premise was met, for `--junitxml` and whoever else reads a report's properties."""
    request.node.user_properties.append(("premise", premise))


class Check:
    """Draws the patients of one rule, counts how often its premise is met, and shows the smallest that break it."""

    def __init__(self, judge: Judge, number: int, seed: str, request: pytest.FixtureRequest) -> None:
        self.judge, self.number, self.request = judge, number, request
        self.patients = Patients(judge, seed)

    def __call__(
        self,
        aims: Sequence[str],
        given: Callable[[Seen], bool],
        then: Callable[[Seen], bool],
        *,
        nearly: bool | None = None,
        holes: Sequence[str] = (),
        share: float = 1,
    ) -> None:
        """Partial patients; `share` times as many as asked for.

        errors: a failure that shows the smallest patients for whom `given` holds and `then` does not, or that `given` hardly ever holds
        """
        choices, number = (nearly,) if nearly is not None else (False, True), max(60, round(self.number * share))
        drawn = (
            self.patients.partial(aims, nearly=self.patients.random.choice(choices), holes=holes) for _ in range(number)
        )
        self.each(drawn, given, then, number)

    def complete(
        self, aims: Sequence[str], given: Callable[[Seen], bool], then: Callable[[Seen], bool], *, share: float = 1
    ) -> None:
        """The same for complete patients."""
        number = max(60, round(self.number * share))
        self.each((self.patients.complete(aims) for _ in range(number)), given, then, number, quiet=True)

    def each(
        self,
        drawn: Iterable[Seen],
        given: Callable[[Seen], bool],
        then: Callable[[Seen], bool],
        number: int,
        *,
        quiet: bool = False,
    ) -> None:
        met, wrong = 0, []
        for seen in drawn:
            if given(seen):
                met += 1
                if not then(seen):
                    wrong.append(seen.case)
        note(self.request, f"met by {met} of {number} patients, broken by {len(wrong)}")
        if wrong:
            found = f"the premise was met by {met} of {number} patients, {len(wrong)} of them break the rule"
            pytest.fail(f"{found}\n{self.report(wrong[:4], given, then, quiet=quiet)}", pytrace=False)
        assert met >= min(100, number // 2), f"the premise was met by {met} of {number} patients only"

    def report(
        self, wrong: list[Case], given: Callable[[Seen], bool], then: Callable[[Seen], bool], *, quiet: bool
    ) -> str:
        def breaks(judge: Judge, case: Case) -> bool:
            try:
                seen = judge.of(case)
                return given(seen) and not then(seen)
            except CaseError:
                return False

        lines = []
        reference = Judge(self.judge.pathway, reference=True)
        calm = self.judge.calm
        for case in wrong:
            least = smallest(case, lambda case: breaks(self.judge, case), calm if quiet else None)
            seen = self.judge.of(least)
            said = shown(least)
            odd = {name: value for name, value in said.items() if name not in calm or calm[name] != value}
            line = f"{said}" if len(said) <= 16 else f"{odd}, and {len(said) - len(odd)} findings normal"
            ends = sorted(name for name in seen.met if self.judge.pathway.nodes[name].urgency is not None)
            line += f"\n    floor {seen.floor.id}, ceiling {seen.ceiling.id}, surely reached {ends}"
            lines.append(line if breaks(reference, least) else line + "\n    BUT the reference engine says otherwise")
        return "broken by:\n  " + "\n  ".join(dict.fromkeys(lines))


@pytest.fixture(scope="module")
def judge(leg_pain: Pathway) -> Judge:
    return Judge(leg_pain)


@pytest.fixture
def check(judge: Judge, request: pytest.FixtureRequest) -> Check:
    number = request.config.getoption("--patients") or 4 * settings.default.max_examples
    return Check(judge, number, f"{request.config.getoption('--patients-seed')} {request.node.name}", request)


def always(_: Seen) -> bool:
    return True


def tagged(pathway: Pathway, *tags: str) -> frozenset[str]:
    return frozenset(node.id for node in pathway.nodes.values() if set(tags) & set(node.tags))


def below(pathway: Pathway, *starts: str) -> set[str]:
    """The nodes on the ways on from `starts`, these included."""
    found, todo = set(starts), list(starts)
    while todo:
        new = {edge.target for edge in pathway.nodes[todo.pop()].edges} - found
        found |= new
        todo += new
    return found


# What the map says


def test_the_map_names_nodes_that_exist_and_misses_none(leg_pain: Pathway) -> None:
    nodes = leg_pain.nodes
    named = {node for group in STOPS.values() for node in group}
    assert named | {*DVT_TESTS, *RE_EXAMINE, *LUMP_SCAN, *ABPI, *DVT_EXCLUDED} <= set(nodes)
    by_urgency = {urgency: {name for name, node in nodes.items() if node.urgency is urgency} for urgency in Urgency}
    assert by_urgency[Urgency.EMERGENCY_999] == N999
    assert by_urgency[Urgency.SAME_DAY] == SAMEDAY | stops("T_INCOMPLETE_ASSESS_TODAY")
    assert by_urgency[Urgency.WITHIN_48_HOURS] == CANCER48 | {"stop-hip-image-48h", "stop-hip-mri-48h"}
    assert by_urgency[Urgency.TWO_WEEKS] == CANCER2W - stops("T_UNEXPLAINED_SYSTEMIC") | {"stop-spinal-urgent"}
    assert tagged(leg_pain, "benign") == BENIGN
    assert tagged(leg_pain, "managed") == MANAGED
    for tag in ("compression", "d-dimer", "opioid", "elevation", "gabapentinoid", "lumbar-imaging", "re-examine"):
        assert tagged(leg_pain, tag), tag


def operands(pathway: Pathway, name: str) -> set[str]:
    formula = pathway.vocabulary.derived[name].formula
    assert isinstance(formula, Some)
    return {part.name if isinstance(part, Named) else getattr(part, "finding", "") for part in formula.guards}


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


def test_i01_acting_now_ends_in_a_stop(check: Check) -> None:
    def ends(seen: Seen) -> bool:
        nodes = seen.judge.pathway.nodes
        return any(nodes[name].kind is NodeKind.STOP for name in seen.acting) and all(
            not nodes[name].edges or {edge.target for edge in nodes[name].edges} & seen.acting for name in seen.acting
        )

    check((*RED_FLAGS.values(), *BENIGN_PATHS.values(), *MANAGED_PATHS), always, ends, share=0.6)


@pytest.mark.parametrize("alarm", EMERGENCIES)
def test_i02_a_sure_emergency_is_999(check: Check, alarm: str) -> None:
    check(
        [alarm],
        lambda seen: seen.sure(alarm),
        lambda seen: seen.floor is Urgency.EMERGENCY_999 and seen.reached(EMERGENCIES[alarm]),
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
        lambda seen: seen.ceiling is Urgency.PRIMARY_CARE,
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
        lambda seen: seen.floor >= Urgency.SAME_DAY and seen.reached(SAME_DAY[alarm] | N999),
    )


def test_i06_dvt_suspected_with_results_missing(check: Check) -> None:
    """Where a missing result leaves dvt_open unknown no walk can promise the same day: the rule is then on the ceiling and on acting
    now, and on the floor once each missing result is not_done (I06)."""

    def holds(seen: Seen) -> bool:
        filled = seen.without_awaited()
        return (
            seen.ceiling >= Urgency.SAME_DAY
            and seen.reached(DVT_TESTS)
            and (not filled.possible("dvt_open") or bool(seen.acting & (SAME_DAY["dvt_open"] | N999)))
            and (not filled.sure("dvt_open") or filled.floor >= Urgency.SAME_DAY)
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
    """One leg is suspected DVT, both a clinician today (AMB-04, SIL-14): so it is before anybody asked which, once no result is awaited."""
    check(
        [f"calf_swelling and {risk}"],
        lambda seen: seen.sure(f"calf_swelling and {risk}") and seen.truth("bilateral_leg_swelling") == OPEN,
        lambda seen: (
            seen.without_awaited().floor >= Urgency.SAME_DAY
            and seen.reached({"dvt-likelihood", "stop-same-day-clinician"} | N999)
        ),
        holes=["bilateral_leg_swelling"],
        share=0.5,
    )


@pytest.mark.parametrize("sign", ALSO_SAME_DAY)
def test_i06_also_same_day(check: Check, sign: str) -> None:
    check([sign], lambda seen: seen.sure(sign), lambda seen: seen.floor >= Urgency.SAME_DAY)


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


# Compression


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


# DVT


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


def reachable_without(pathway: Pathway, avoided: Iterable[str]) -> set[str]:
    """The nodes that some path from the start meets without going on from one of `avoided`."""
    stop, found, todo = set(avoided), {pathway.start}, [pathway.start]
    while todo:
        name = todo.pop()
        new = {edge.target for edge in pathway.nodes[name].edges} - found if name not in stop else set()
        found |= new
        todo += new
    return found


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


# Spine and opioids


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
        lambda seen: seen.floor >= Urgency.TWO_WEEKS and not seen.may(BENIGN),
    )


# Cancer

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
            seen.ceiling >= Urgency.TWO_WEEKS
            and bool(seen.acting & (CANCER_STOPS | stops("T_INCOMPLETE_ASSESS_TODAY")))
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
    assert {edge.source for edge in into} == {"emergency-screen", "bone-xray"}
    assert [edge.text for edge in into if edge.source == "emergency-screen" and "suggests_bone_sarcoma" in edge.text]
    assert "xray_result" in leg_pain.nodes["bone-xray"].orders


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
    """And acting now takes the 48-hour one."""
    in_48_hours = dict(
        zip(("xray-how-soon", "lump-scan-how-soon", "lump-refer-how-soon"),
            ("stop-xray-48h", "stop-lump-scan-48h", "stop-soft-tissue-48h"), strict=True)
    )  # fmt: skip
    check(
        [path, f"{path} and child_or_young_person"],
        lambda seen: seen.possible("child_or_young_person") and seen.sure(path),
        lambda seen: (
            not seen.met & IN_2_WEEKS
            and not seen.acting & IN_2_WEEKS
            and all(stop in seen.acting for asked, stop in in_48_hours.items() if asked in seen.acting)
        ),
        holes=["child_or_young_person"],
        share=0.8,
    )


# Other


@pytest.mark.parametrize("alarm", ["achilles_rupture_suspected", "achilles_rupture_not_excluded"])
def test_i25_an_achilles_rupture_is_orthopaedic_and_no_strain(check: Check, alarm: str) -> None:
    check(
        [alarm, f"{alarm} and onset_mode == sudden_during_activity and calf_tenderness"],
        lambda seen: seen.sure(alarm),
        lambda seen: seen.reached(stops("T_URGENT_ORTHO") | N999) and not seen.may(CALF_STRAIN),
    )


def test_i25_a_calf_strain_only_with_an_intact_tendon(check: Check) -> None:
    check(
        [BENIGN_PATHS["strain"]],
        lambda seen: seen.reached(CALF_STRAIN),
        lambda seen: seen.sure("achilles_tested_intact"),
        nearly=True,
        holes=["known_pad", "achilles_gap == present", "renal_impairment", "diabetes", "nsaid_contraindicated"],
        share=1.5,
    )


@pytest.mark.parametrize("sign", ["any_lower_limb_pulse_absent", "neurological_deficit"])
def test_i26_an_absent_pulse_or_a_deficit_is_never_benign(check: Check, sign: str) -> None:
    check(
        [sign, *(f"{sign} and {path}" for path in BENIGN_PATHS.values())],
        lambda seen: seen.sure(sign),
        lambda seen: not seen.may(BENIGN),
    )


def test_i27_stalled_recovery_is_examined_again(check: Check, leg_pain: Pathway) -> None:
    again, more = tagged(leg_pain, "re-examine"), tagged(leg_pain, "analgesia-escalation")
    check(
        ["recovery_stalled", *(f"recovery_stalled and {path}" for path in OPIOID_PATHS)],
        lambda seen: seen.sure("recovery_stalled"),
        lambda seen: seen.reached(RE_EXAMINE) and not seen.may_without(again) & more,
    )


SECTION_14 = {
    "emergency_999": (
        ("breathless", "chest pain", "cough up blood"),
        ("calf or leg", "swell", "swells more"),
        ("suddenly", "cold", "pale", "grey", "numb", "weak"),
        ("hard and tight", "severe pain", "painkillers do not touch"),
        ("[Rr]edness", "fast", "very unwell", "faint", "confused"),
        ("pain", "tingling", "numbness", "weakness", "both legs"),
        ("between your legs", "back passage", "genitals"),
        ("urine", "bowels"),
        ("sexual numbness",),
        ("leg or foot is getting weaker",),
        ("vein bleeds", "lie down", "raise the leg", "press firmly"),
    ),
    "same_day": (
        ("[Rr]edness is spreading",),
        ("111",),
        ("fever",),
        ("rapidly worse",),
        ("not put weight",),
        ("child", "limp", "use the leg"),
        ("[Pp]regnan", "maternity assessment"),
    ),
    "soon": (
        ("[Bb]one pain", "worse", "wakes you at night", "within days"),
        ("new lump", "growing", "within days"),
        ("losing weight without trying", "within days"),
    ),
    "routine": (
        ("calf strains and sciatica", "2 to 8 weeks"),
        ("review date", "examine you again", "not only change the painkillers"),
    ),
}
"""Section 14 of the clinical check: the words of each item, in one line of its urgency."""


def test_i28_every_stop_carries_its_safety_net_and_plan(leg_pain: Pathway) -> None:
    ends = [node for node in leg_pain.nodes.values() if node.kind is NodeKind.STOP]
    for node in ends:
        assert node.do, f"{node.id}: a plan"
        if node.id in N999:
            assert "first-aid" in node.tags, node.id
            continue
        assert "safety-net" in node.tags, node.id
        assert node.review, f"{node.id}: a dated review"
        missing = [
            words
            for urgency, items in SECTION_14.items()
            for words in items
            if not any(
                line.urgency == urgency and all(re.search(word, line.text) for word in words)
                for line in leg_pain.safety_nets[node.safety_net]
            )
        ]
        assert missing == [], node.id


TREATMENTS = (
    "compression", "elevation", "loading", "statin", "antiplatelet", "nsaid", "oral-nsaid", "opioid", "analgesia-escalation",
    "gabapentinoid", "dopamine-agonist", "adult-medicine",
)  # fmt: skip


def test_i29_beside_an_emergency_nothing_but_first_aid(check: Check, leg_pain: Pathway) -> None:
    treatments = tagged(leg_pain, *TREATMENTS, "interim-anticoagulation")
    check(
        [*EMERGENCIES, *(f"any_emergency and {path}" for path in (*BENIGN_PATHS.values(), *MANAGED_PATHS))],
        lambda seen: seen.reached(N999),
        lambda seen: not seen.may(treatments),
    )


@pytest.mark.parametrize("alarm", [*SAME_DAY, *ALSO_SAME_DAY])
def test_i29_beside_a_same_day_problem_no_treatment(check: Check, leg_pain: Pathway, alarm: str) -> None:
    check(
        [alarm, *(f"{alarm} and {path}" for path in (*BENIGN_PATHS.values(), *MANAGED_PATHS))],
        lambda seen: seen.sure(alarm),
        lambda seen: not seen.may(tagged(leg_pain, *TREATMENTS)),
    )


def test_i29_at_a_same_day_stop_no_treatment(check: Check, leg_pain: Pathway) -> None:
    """As written, for every way to a same-day stop, those below the screen too."""
    shown_by_film = "xray_result == stress_fracture or mri_bone_result == stress_fracture"
    check(
        [*SAME_DAY, *(f"{alarm} and {BENIGN_PATHS['strain']}" for alarm in SAME_DAY)]
        + [
            f"hip_stress_fracture_suspected and ({shown_by_film}) and {more}"
            for more in (
                "neurological_deficit",
                "recovery_stalled",
                "soft_tissue_sarcoma_concern and lump_uss_result == benign",
            )
        ],
        lambda seen: seen.reached(SAMEDAY),
        lambda seen: not seen.met & tagged(leg_pain, *TREATMENTS),
    )


def test_i30_same_findings_same_nodes(check: Check) -> None:
    random = Random(0)

    def holds(seen: Seen) -> bool:
        names = random.sample(sorted(seen.case.findings), len(seen.case.findings))
        other = seen.judge.of(
            Case({name: seen.case.findings[name] for name in names}, seen.case.normal[::-1], seen.case.not_done[::-1])
        )
        return (other.met, other.able, other.floor, other.ceiling) == (seen.met, seen.able, seen.floor, seen.ceiling)

    check([*RED_FLAGS.values(), *BENIGN_PATHS.values()], always, holds, share=0.5)


WELLS_1 = {"unilateral_leg_swelling": True, "pitting_oedema_symptomatic_leg": True}
STRAIN = {
    "onset_mode": "sudden_during_activity", "symptom_duration_weeks": 1, "felt_sudden_tear_or_pop": True, "calf_tenderness": True,
    "calf_bruising": True, "pain_on_resisted_plantarflexion": True,
}  # fmt: skip
SCIATICA = {
    "leg_pain_site": "whole_leg", "pain_radiates_from_back_down_leg": True, "dermatomal_paraesthesia": True,
    "symptom_duration_weeks": 3,
}  # fmt: skip
CLAUDICATION = {
    "exertional_leg_pain_reproducible_distance": True, "exertional_pain_site": "calf", "symptom_duration_weeks": 30,
    "relieved_within_minutes_by_standing_still": True, "smoking_status": "current", "age_years": 66,
}  # fmt: skip
BONE_PAIN = {"deep_bone_pain": True, "bone_pain_night": True, "leg_pain_site": "shin"}
CLEAN_MRI = {"bone_pain_unexplained": True, "mri_bone_result": "normal", "xray_result": "normal"}
BOUNDARIES: dict[str, tuple[dict[str, Any], set[str], set[str]]] = {
    # what is recorded beside the normal (None: not recorded); nodes surely reached, or of acting now with an `!`; nodes ruled out
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
    "wells 1 or 2": (WELLS_1 | {"calf_circumference_difference_cm": None}, {"!dvt-scan"}, set()),
    "wells 1 to 3": (
        WELLS_1 | {"previous_dvt": True, "active_cancer": True, "known_cancer": True}
        | {"alternative_diagnosis_at_least_as_likely": None},
        {"!dvt-scan"},
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
    "bone pain, age not recorded": (BONE_PAIN | {"age_years": None}, {"!stop-xray-48h"}, set()),
    "lump at 24": ({"new_lump": True, "age_years": 24}, {"stop-lump-scan-48h"}, {"stop-lump-scan-2w"}),
    "lump at 25": ({"new_lump": True, "age_years": 25}, {"stop-lump-scan-2w"}, {"stop-lump-scan-48h"}),
    "lump, age not recorded": ({"new_lump": True, "age_years": None}, {"!stop-lump-scan-48h"}, set()),
    "unexplained at 59": (BONE_PAIN | CLEAN_MRI | {"age_years": 59}, {"bone-review"}, {"myeloma-screen"}),
    "unexplained at 60": (BONE_PAIN | CLEAN_MRI | {"age_years": 60}, {"stop-myeloma-awaited"}, {"bone-review"}),
    "unexplained, age not recorded": (BONE_PAIN | CLEAN_MRI | {"age_years": None}, {"!stop-myeloma-awaited"}, set()),
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
    sure = {name for name in reached if not name.startswith("!")}
    assert sure <= seen.met, sorted(seen.met)
    assert {name[1:] for name in reached - sure} <= seen.acting, sorted(seen.acting)
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
            if floor >= Urgency.SOON and (name not in found or floor > found[name][1]):
                found[name] = (case.findings[name], floor)
    return found


def test_i30_every_pair_of_red_flags(judge: Judge, request: pytest.FixtureRequest) -> None:
    """Each true with the other true, false or not recorded: never below the more urgent of those that are true."""
    flags, pairs, wrong = alarms(judge), 0, []
    assert len(flags) >= 50
    for one, other in combinations(flags, 2):
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


READ_WHERE = {
    "abpi": (*MANAGED_PATHS[:2], "pad_suspected", *COMPRESSION_PATHS, "abpi_critical"),
    "arterial_duplex_result": ("pad_suspected", *MANAGED_PATHS[:2], *COMPRESSION_PATHS),
    "arterial_bruit": ("pad_suspected", *BENIGN_PATHS.values()),
    "buerger_test": ("foot_rest_pain", "pad_suspected", *BENIGN_PATHS.values()),
    "simmonds_test": (BENIGN_PATHS["strain"], BENIGN_PATHS["tendon"], "achilles_rupture_not_excluded"),
    "achilles_gap": (BENIGN_PATHS["strain"], BENIGN_PATHS["tendon"], "achilles_rupture_not_excluded"),
    "proximal_leg_vein_uss_result": ("dvt_suspected", D_DIMER_PATH, "ruptured_bakers_cyst_suspected"),
    "repeat_leg_vein_uss_result": ("dvt_suspected", "dvt_suspected and dvt_excluded"),
    "d_dimer_result": ("dvt_suspected", D_DIMER_PATH),
    "svt_distance_from_sfj_cm": ("tender_superficial_cord",),
    "xray_result": ("bone_sarcoma_concern", "stress_fracture_suspected", "hip_stress_fracture_suspected"),
    "mri_bone_result": ("bone_sarcoma_concern", "stress_fracture_suspected", "hip_stress_fracture_suspected"),
    "lump_uss_result": ("soft_tissue_sarcoma_concern",),
    "lump_confirmed_benign": ("lump_present", "soft_tissue_sarcoma_concern"),
    "myeloma_screen_result": ("bone_pain_unexplained and mri_bone_result == normal and age_years >= 60",),
    "bakers_cyst_uss_result": ("ruptured_bakers_cyst_suspected", "ruptured_bakers_cyst_suspected and dvt_excluded"),
    "ferritin_ug_l": (BENIGN_PATHS["restless"], "restless_legs_suspected"),
    "saddle_anaesthesia_on_exam": (BENIGN_PATHS["sciatica"],),
    "anal_tone": (BENIGN_PATHS["sciatica"],),
}
"""For each optional finding that a guard reads, patients of whom it decides something."""


def test_i31_every_optional_finding_is_looked_at(leg_pain: Pathway) -> None:
    words = leg_pain.vocabulary.findings
    assert {name for name, word in words.items() if word.optional and not word.record_only} == set(READ_WHERE)
    never = {"calf_circumference_difference_cm"} | {
        name for name in words if name.endswith(("_pulse", "_power_mrc", "_reflex"))
    }
    assert len(never) == 10
    assert not [name for name in never if words[name].optional]
    assert not [name for name in ("simmonds_test", "achilles_gap") if words[name].type.value != "choice"]


@pytest.mark.parametrize("result", READ_WHERE)
def test_i31_not_done_is_no_less_urgent_than_the_least_result(check: Check, result: str) -> None:
    """Of complete patients; and Simmonds and the gap not done are no less urgent than normal."""
    normal_value = {"simmonds_test": "negative", "achilles_gap": "absent"}.get(result)

    def holds(seen: Seen) -> bool:
        values = [normal_value] if normal_value else [v for v in check.judge.values[result] if v is not NOT_DONE]
        least = min(seen.but(**{result: value}).floor for value in values)
        return seen.but(**{result: "not_done"}).floor >= least

    check.complete(READ_WHERE[result], always, holds, share=0.55)


def test_i31_a_test_not_done_never_leads_where_a_result_leads(leg_pain: Pathway) -> None:
    for node in leg_pain.nodes.values():
        if node.kind is NodeKind.INVESTIGATE:
            (not_done,) = [edge.target for edge in node.edges if edge.not_done]
            results = {edge.target for edge in node.edges if not edge.not_done} - {
                "no-compression"
            }  # it withholds, never reassures
            assert not_done not in results, node.id


NAMED_WITH_AN_URGENCY = re.compile(r"(S1|F9|S9)\.")
CONTEXT = {
    "presenting_complaint_leg_pain", "leg_pain_side", "bone_pain_site", "follow_up_contact", "symptom_trajectory", "safety_net_given",
    "review_interval_days",
}  # fmt: skip
"""Named beside an alarm without being one: the way in, where and which side, the course, and what was done."""


def alarming(pathway: Pathway) -> list[str]:
    """The findings that step 1 or the safety-net of the source names."""
    return sorted(
        name
        for name, word in pathway.vocabulary.findings.items()
        if not word.added and name not in CONTEXT and any(map(NAMED_WITH_AN_URGENCY.match, word.statements))
    )


OTHERWISE_NORMAL: dict[str, tuple[dict[str, Any], set[str]]] = {
    "cramps": ({"nocturnal_cramps": True, "leg_pain_side": "both"}, set()),
    "strain": (STRAIN, {"unilateral_leg_swelling", "calf_swelling", "localised_deep_vein_tenderness"}),
    "sciatica": (SCIATICA, {"limb_paraesthesia_new"}),
}
"""Patients otherwise normal, and what the clinical check excepts in them by name: an established calf tear (AMB-04), and numbness in a
strip with pain from the back (AMB-08)."""


@pytest.mark.parametrize("base", OTHERWISE_NORMAL)
def test_i32_no_red_flag_is_display_only(judge: Judge, base: str, request: pytest.FixtureRequest) -> None:
    """In a patient otherwise normal its alarming value changes the floor or closes the benign gate."""
    changed, excepted = OTHERWISE_NORMAL[base]
    patient, names = normal(judge, **changed), alarming(judge.pathway)
    calm = judge.of(Case(patient))
    assert calm.floor is calm.ceiling is Urgency.PRIMARY_CARE
    assert calm.reached(BENIGN)
    assert calm.sure("benign_terminal_permitted")

    def acts(name: str, value: Any) -> bool:
        seen = _with_what_it_implies(judge, patient, {name: "not_done" if value is NOT_DONE else value})
        return seen is not None and (
            seen.floor > calm.floor or not seen.sure("benign_terminal_permitted") or not seen.reached(BENIGN)
        )

    silent = [name for name in names if not any(acts(name, value) for value in judge.values[name])]
    note(request, f"{len(names)} findings")
    assert set(silent) - excepted == set()


def _with_what_it_implies(judge: Judge, patient: dict[str, Any], said: dict[str, Any]) -> Seen | None:
    """The patient with `said`, and with what is recorded otherwise of what it implies, taken out."""
    case = Case({**patient, **said})
    for _ in range(4):
        try:
            return judge.of(case)
        except CaseError as error:
            case = Case({**(error.remaining or case).findings, **said})
    return None


PROCESS = {
    "hip_examined", "lumbar_spine_examined", "neuro_reexamined_this_visit", "safety_net_given", "review_interval_days",
    "follow_up_contact", "opioid_escalation_proposed", "compression_wanted", "uss_available_within_4h",
    "spinal_intervention_planned", "alternative_diagnosis_at_least_as_likely",
}  # fmt: skip
"""What was done or is planned, and the judgement that the vocabulary never assumes."""


def test_i33_closing_a_group_records_its_items_by_name(judge: Judge) -> None:
    words = judge.pathway.vocabulary
    for name, group in words.groups.items():
        for how in group.closed_by:
            seen = judge.of(Case(**{how: (name,)}))
            assert set(group.members) <= set(seen.facts.known), name
            assert (name, how, group.members) in seen.facts.closed
            for member in group.members:
                expected = NOT_DONE if how == "not_done" else words.findings[member].normal
                assert seen.facts.known[member] == expected, member


def test_i33_cauda_equina_is_closed_by_its_own_name_only(leg_pain: Pathway) -> None:
    words = leg_pain.vocabulary
    items = {"saddle_numbness", "urinary_retention", "bladder_disturbance", "faecal_incontinence", "bowel_disturbance",
             "sexual_dysfunction_new", "bilateral_leg_weakness", "bilateral_radicular_symptoms",
             "progressive_motor_deficit"}  # fmt: skip
    assert set(words.groups["cauda_equina"].members) == items
    assert not [name for name, group in words.groups.items() if name != "cauda_equina" and items & set(group.members)]
    assert not [name for name, group in words.sets.items() if "cauda_equina" in group.groups]


def test_i33_process_items_are_in_no_group(leg_pain: Pathway) -> None:
    words = leg_pain.vocabulary
    assert set(words.findings) >= PROCESS
    assert {name for name, word in words.findings.items() if word.section == "plan"} <= PROCESS
    assert not {member for group in words.groups.values() for member in group.members} & PROCESS


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
    check([loss], lambda seen: seen.sure(loss), lambda seen: seen.floor is Urgency.EMERGENCY_999)


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
        lambda seen: seen.floor >= Urgency.SAME_DAY,
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


@pytest.mark.parametrize(
    ("result", "floor"), [("same_day_result", Urgency.SAME_DAY), ("cancer_result", Urgency.TWO_WEEKS)]
)
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
    critical = {"critical_limb_ischaemia_suspected", "abpi_critical"}
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


# Acting now: not in the list, which speaks of the walk; but what it says is done to the patient


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


# What closing a case takes

CLOSURES = (
    "red_flags", "cauda_equina", "dvt_signs", "vte_risk", "bone_lump_systemic", "trauma", "examination", "achilles",
    "other_histories", "local_signs", "medical_history", "medicines",
)  # fmt: skip
BURDEN: dict[str, dict[str, Any]] = {
    "calf strain": {
        "age_years": 30, "sex": "male", "onset_mode": "sudden_during_activity", "symptom_duration_weeks": 0.4,
        "symptom_trajectory": "improving", "follow_up_contact": False, "leg_pain_side": "right", "leg_pain_site": "calf",
        "lumbar_spine_examined": True, "felt_sudden_tear_or_pop": True, "calf_bruising": True, "calf_tenderness": True,
        "pain_on_resisted_plantarflexion": True, "compression_wanted": False, "opioid_escalation_proposed": False,
    },
    "sciatica": {
        "age_years": 41, "sex": "male", "onset_mode": "gradual", "symptom_duration_weeks": 3,
        "symptom_trajectory": "improving", "follow_up_contact": False, "leg_pain_side": "left", "leg_pain_site": "thigh",
        "lumbar_spine_examined": True, "spinal_pain": True, "pain_radiates_from_back_down_leg": True,
        "dermatomal_leg_pain": True, "dermatomal_paraesthesia": True, "spinal_intervention_planned": False,
        "opioid_escalation_proposed": False,
    },
    "claudication": {
        "age_years": 66, "sex": "male", "onset_mode": "gradual", "symptom_duration_weeks": 26,
        "symptom_trajectory": "static", "follow_up_contact": False, "leg_pain_side": "right", "leg_pain_site": "calf",
        "lumbar_spine_examined": True, "exertional_leg_pain_reproducible_distance": True, "exertional_pain_site": "calf",
        "relieved_within_minutes_by_standing_still": True, "smoking_status": "current",
    },
    "nocturnal cramps": {
        "age_years": 58, "sex": "male", "onset_mode": "gradual", "symptom_duration_weeks": 20,
        "symptom_trajectory": "static", "follow_up_contact": False, "leg_pain_side": "both", "leg_pain_site": "calf",
        "lumbar_spine_examined": True, "nocturnal_cramps": True, "cramps_severe": False,
    },
}  # fmt: skip
ENDS = {
    "calf strain": "stop-calf-strain",
    "sciatica": "stop-sciatica",
    "claudication": "stop-arterial-awaited",
    "nocturnal cramps": "stop-night-cramps",
}
MOST_SINGLE_ENTRIES = 18


@pytest.mark.parametrize("textbook", BURDEN)
def test_closure_burden(leg_pain_walker: Walker, textbook: str, request: pytest.FixtureRequest) -> None:
    """A textbook patient is settled, with a complete plan, by a few single entries beside the sentences that a clinician signs."""
    case = Case(BURDEN[textbook], CLOSURES, ("tests",))
    walk = leg_pain_walker.walk(case)
    assert (walk.settled, walk.complete, walk.remaining) == (True, True, 0), [
        ask.finding for ask in (*walk.decides_urgency, *walk.decides_plan)
    ]
    assert ENDS[textbook] in walk.reached

    def closed(case: Case) -> bool:
        walk = leg_pain_walker.walk(case)
        return walk.settled and walk.complete and ENDS[textbook] in walk.reached

    fewest = smallest(case, closed)
    note(request, f"{len(case.findings)} single entries, {len(fewest.findings)} at the least")
    assert len(case.findings) <= MOST_SINGLE_ENTRIES


def test_closure_burden_of_worked_cases(leg_pain_walker: Walker, request: pytest.FixtureRequest) -> None:
    """Of the worked cases that sign no sentence around an exception; recorded, not bounded: they name single findings instead."""
    words, found = leg_pain_walker.pathway.vocabulary, {}
    for name in ("clear-calf-strain-tennis", "clear-sciatica-no-deficit", "clear-claudication-calf", "cramps-typical"):
        case = read_case_file(pathway_folder() / "cases" / f"{name}.case.yaml").case
        walk = leg_pain_walker.walk(case)
        assert (walk.settled, walk.complete) == (True, True), name
        singles = [entry for entry in (*case.normal, *case.not_done) if entry in words.findings]
        found[name] = f"{len(case.findings)} findings, {len(singles)} closed by their own name"
    note(request, str(found))
