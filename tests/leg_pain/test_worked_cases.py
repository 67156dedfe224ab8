"""Every worked case of the pathway is a test: what a clinician expects is what a walk says."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import seven
from legpain_graph import Case, Walk, Walker
from legpain_graph.case.read import CaseFile, read_case_file
from legpain_graph.engine.kleene import Kleene
from legpain_graph.engine.meaning import Meaning
from legpain_graph.model.guard.phrase import label
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE, Group
from legpain_graph.report import note
from legpain_graph.resources import pathway_folder
from legpain_graph.walk.expectation import unmet
from tiers import Some

Worked = Callable[[Path], tuple[CaseFile, Walk]]

CASES = sorted(pathway_folder().glob("cases/*.case.*"))
GENERATED = sorted(pathway_folder().glob("cases/generated/*.case.*"))
PARTS = 8
"""The two engines are compared in so many parts, for the cores of the machine to share."""
NEVER_WALKED = {
    # The ABPI is ordered below `which-system`. One under 0.5 is an alarm of the first screen, so its `otherwise` is not
    # taken, and `other-problem` does not lead there while that alarm stands. The edge keeps the bands together.
    "abpi>critical-ischaemia",
    # The same of a positive myeloma screen: an alarm of the first screen, and every way down here is held while it stands.
    "myeloma-screen>stop-cancer-other",
    # Without an ABPI compression is not shown safe, which the edge before it says already: that one stands first so that
    # acting now never compresses. An investigation keeps its `not_done` edge.
    "compression-abpi>no-compression#2",
}
SETTLED = pathway_folder() / "cases" / "clear-sciatica-no-deficit.case.yaml"
"""A complete, harmless patient."""
RAISES = (
    *("red_flags", "pe", "limb_perfusion", "limb_neurology_sudden", "compartment", "infection", "cauda_equina"),
    *("dvt_signs", "bone_lump_systemic", "trauma", "examination", "pulses", "nerve_signs", "achilles"),
    *("joints_and_bone", "claudication_history", "stenosis_history", "neuropathy", "night_legs_history"),
    *("loading_history", "veins", "medical_history", "tests", "vein_tests", "arterial_tests"),
    *("bone_and_lump_imaging", "blood_tests", "intimate_examination", "bruit_and_buerger"),
)
"""What is signed of that patient, sets whole and one by one, without which something more urgent is possible."""
ONLY_THE_PLAN = ("vte_risk", "medicines")
"""Signed too, for the plan alone. `calf_signs` decide nothing here: no swelling, no clot risk, the heel cord tested."""


@pytest.fixture(scope="module")
def reference(leg_pain: Pathway) -> Walker:
    return Walker(leg_pain)


@pytest.fixture(scope="module")
def worked(leg_pain_walker: Walker) -> Worked:
    """A worked case with its walk; each is read and walked once."""

    @functools.cache
    def walk(path: Path) -> tuple[CaseFile, Walk]:
        source = read_case_file(path)
        return source, leg_pain_walker.walk(source.case, "safest")

    return walk


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name.removesuffix(".case.yaml"))
def test_worked_case(path: Path, worked: Worked) -> None:
    source, walk = worked(path)
    assert source.case.id == path.name.split(".")[0]
    assert source.case.who
    assert source.statements
    assert {"floor", "ceiling", "settled"} <= set(source.expect), "a worked case says what it expects"
    assert unmet(source.expect, walk) == [], f"path: {[step.node.id for step in walk.path]}"


@pytest.mark.parametrize("part", range(PARTS))
def test_both_engines_walk_every_worked_case_alike(part: int, some: Some, reference: Walker, worked: Worked) -> None:
    walks = [worked(path)[1] for path in some(CASES[part::PARTS])]
    differ = [walk.case.id for walk in walks if walk.as_dict() != reference.walk(walk.case, "safest").as_dict()]
    assert differ == []


@pytest.mark.parametrize("part", range(PARTS))
def test_cases_cite_statements_that_exist_and_expect_nodes_that_exist(leg_pain: Pathway, part: int) -> None:
    for path in CASES[part::PARTS]:
        source = read_case_file(path)
        assert set(source.statements) <= set(leg_pain.statements), path
        nodes = {name for key in ("reaches", "possible", "never") for name in source.expect.get(key, ())}
        assert nodes <= set(leg_pain.nodes), path
        assert set(source.expect.get("asks", ())) <= set(leg_pain.vocabulary.findings), path


def test_all_that_the_path_says_to_do_is_told(worked: Worked) -> None:
    """Also what a step says that sends nobody on, such as which painkiller; in an emergency only what its stop says."""
    seen = 0
    for path in CASES:
        _, walk = worked(path)
        data = walk.as_dict()
        meaning = Meaning(walk.pathway, Kleene(walk.pathway.vocabulary, walk.facts))
        told = [line for part in (*data["outcomes"], *data["actions"]) for line in (*part["do"], *part["do_not"])]
        for node in (step.node for step in walk.path):
            for item in (*node.do, *node.do_not):
                truth = True if item.when is None else meaning.guard(item.when).value
                if truth is False or (item.sure and truth is None):
                    continue
                if walk.floor == seven.EMERGENCY_999 and node.urgency is not walk.floor:
                    continue
                assert {"text": item.text, "statements": list(item.statements)} in told, (path.name, item.text)
                seen += node.urgency is None
        lines = {line.text for section in note.sections(walk) for line in section.lines}
        for action in data["actions"]:
            assert {line["text"] for line in action["do"]} <= lines, path.name
            assert {f"Do not: {line['text'][:1].lower()}{line['text'][1:]}" for line in action["do_not"]} <= lines
    assert seen > 1000


def speaks_against(walk: Walk, group: Group, how: str) -> bool:
    """Whether something known of a member is not what the closure says of it."""
    findings, known = walk.pathway.vocabulary.findings, walk.facts.known
    return any(known.get(name) != (findings[name].normal if how == "normal" else NOT_DONE) for name in group.members)


def test_no_closure_says_what_is_recorded_otherwise(leg_pain: Pathway, worked: Worked) -> None:
    """A group's own sentence is printed only where every member is as it says; else each exception is named."""
    groups, seen = leg_pain.vocabulary.groups, Counter[bool]()
    for path in [*CASES, *GENERATED]:
        _, walk = worked(path)
        told = {line.text for section in note.sections(walk) for line in section.lines}
        for item, (name, how, members) in zip(walk.as_dict()["assumptions"], walk.facts.closed, strict=False):
            group, sentence = groups[name], item["sentence"]
            against = speaks_against(walk, group, how)
            seen[against] += 1
            assert (item["closure"], item["members"]) == (name, list(members)), path.name
            assert f"{name}: {sentence}" in told, path.name
            if not against:
                continue
            assert group.sentence != sentence, path.name
            assert f"{name}: {group.sentence}" not in told, path.name
            for other in set(group.members) - set(members):
                value = walk.facts.known.get(other)
                if value not in (None, leg_pain.vocabulary.findings[other].normal if how == "normal" else NOT_DONE):
                    assert f"{label(other, leg_pain.vocabulary)}: {walk.value(other)['words']}" in sentence, path.name
        for name, group in groups.items():  # asked for, too: what is false of a patient is offered to nobody
            if any(
                walk.facts.known.get(member, finding.normal) != finding.normal
                for member in group.members
                if (finding := leg_pain.vocabulary.findings[member]).normal is not None
            ):
                assert f'{name}: "{group.sentence}"' not in told, path.name
    assert min(seen[True], seen[False]) > 100


def taken_now(walk: Walk) -> dict[str, str]:
    """The `when_unknown` edges that acting now takes, and where each leads; nothing else leads there."""
    acting = {step.node.id: step.node for step in walk.acting or ()}
    asides = [node.when_unknown for node in acting.values()]
    return {edge.id: edge.target for edge in asides if edge is not None and edge.target in acting}


def test_every_working_diagnosis_and_every_ending_has_three_cases(leg_pain: Pathway, worked: Worked) -> None:
    walks = [worked(path)[1] for path in CASES]
    diagnoses = Counter(name for walk in walks for name in walk.diagnoses)
    assert {name: diagnoses[name] for name in leg_pain.diagnoses if diagnoses[name] < 3} == {}
    reached = Counter(name for walk in walks for name in walk.reached.union(taken_now(walk).values()))
    ends = [name for name, node in leg_pain.nodes.items() if node.urgency is not None]
    assert {name: reached[name] for name in ends if reached[name] < 3} == {}


def test_every_node_is_reached_and_every_edge_walked(leg_pain: Pathway, worked: Worked) -> None:
    """Surely, by some worked case; what only acting now can take, by acting now. Except what is listed, no more."""
    walks = [worked(path)[1] for path in CASES]
    reached = {name for walk in walks for name in walk.reached.union(taken_now(walk).values())}
    assert set(leg_pain.nodes) - reached == set()
    walked = {taken.edge.id for walk in walks for step in walk.path for taken in step.taken}
    walked |= {edge for walk in walks for edge in taken_now(walk)}
    assert {edge.id for node in leg_pain.nodes.values() for edge in node.edges} - walked == NEVER_WALKED


def without(case: Case, closure: str, pathway: Pathway) -> Case:
    """The case with one closure fewer: a whole set, or one group of a set that is closed."""
    sets = pathway.vocabulary.sets

    def left(closed: tuple[str, ...]) -> tuple[str, ...]:
        parts = [sets[name].groups if name in sets else (name,) for name in closed if name != closure]
        return tuple(part for names in parts for part in names if part != closure)

    return replace(case, normal=left(case.normal), not_done=left(case.not_done))


@pytest.mark.parametrize("closure", [*RAISES, *ONLY_THE_PLAN])
def test_a_closure_left_out_is_never_read_as_absent(leg_pain_walker: Walker, closure: str) -> None:
    """Of a settled, harmless patient each unsigned sentence reopens the case, and nearly each raises the ceiling."""
    case = read_case_file(SETTLED).case
    whole = leg_pain_walker.walk(case)
    assert whole.ceiling == seven.PRIMARY_CARE
    assert whole.complete
    walk = leg_pain_walker.walk(without(case, closure, leg_pain_walker.pathway))
    assert not walk.complete
    assert (walk.ceiling > seven.PRIMARY_CARE) is (closure in RAISES)
    assert walk.settled is (closure not in RAISES)
