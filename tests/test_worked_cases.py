"""Every worked case of the pathway is a test: what a clinician expects is what a walk says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from legpain_graph import Compiled, Walk, Walker, load_pathway
from legpain_graph.casefile import CaseFile, read_case_file
from legpain_graph.model import Pathway, Urgency
from legpain_graph.resources import pathway_folder

CASES = sorted(pathway_folder().glob("cases/*.case.*"))


@pytest.fixture(scope="module")
def pathway() -> Pathway:
    return load_pathway()


@pytest.fixture(scope="module")
def reference(pathway: Pathway) -> Walker:
    return Walker(pathway)


@pytest.fixture(scope="module")
def compiled(pathway: Pathway) -> Walker:
    return Walker(pathway, Compiled(pathway))


def asked(walk: Walk) -> set[str]:
    return {ask.finding for ask in (*walk.decides_urgency, *walk.decides_plan)}


def unmet(source: CaseFile, walk: Walk) -> list[str]:
    """Each expectation that the walk does not meet, in words."""
    expect = source.expect
    found = {
        "floor": walk.floor.id,
        "ceiling": walk.ceiling.id,
        "settled": walk.settled,
    }
    wrong = [
        f"{key}: expected {expect[key]}, got {found[key]}"
        for key in found
        if key in expect and expect[key] != found[key]
    ]
    sets = {
        "diagnoses": set(walk.diagnoses),
        "reaches": set(walk.reached),
        "never": set(walk.ruled_out),
        "asks": asked(walk),
    }
    for key, have in sets.items():
        missing = set(expect.get(key, ())) - have
        if missing:
            wrong.append(f"{key}: {sorted(missing)} not among them")
    return wrong


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name.removesuffix(".case.yaml"))
def test_worked_case(path: Path, reference: Walker, compiled: Walker) -> None:
    source = read_case_file(path)
    assert source.case.id == path.name.split(".")[0]
    assert source.case.who
    assert source.statements
    assert {"floor", "ceiling", "settled"} <= set(source.expect), "a worked case says what it expects"
    walk = reference.walk(source.case, "safest")
    assert unmet(source, walk) == [], f"path: {[step.node.id for step in walk.path]}"
    assert compiled.walk(source.case, "safest").as_dict() == walk.as_dict()


def test_cases_cite_statements_that_exist_and_expect_nodes_that_exist(pathway: Pathway) -> None:
    for path in CASES:
        source = read_case_file(path)
        assert set(source.statements) <= set(pathway.statements), path
        nodes = {*source.expect.get("reaches", ()), *source.expect.get("never", ())}
        assert nodes <= set(pathway.nodes), path
        assert set(source.expect.get("asks", ())) <= set(pathway.vocabulary.findings), path


def test_there_are_enough_cases_and_every_stop_is_reached(pathway: Pathway, reference: Walker) -> None:
    assert len(CASES) >= 40
    reached: set[str] = set()
    for path in CASES:
        walk = reference.walk(read_case_file(path).case, "safest")
        reached |= walk.reached | {step.node.id for step in walk.acting or ()}
    stops = {name for name, node in pathway.nodes.items() if node.urgency is not None}
    assert stops - reached == set()


@pytest.mark.parametrize(
    "closure", ["red_flags", "cauda_equina", "dvt_signs", "bone_lump_systemic", "trauma", "nerve_signs"]
)
def test_a_closure_left_out_is_never_read_as_absent(reference: Walker, closure: str) -> None:
    """Of a settled, harmless patient each unsigned sentence reopens the case and raises the ceiling."""
    case = read_case_file(pathway_folder() / "cases" / "clear-sciatica-no-deficit.case.yaml").case
    assert reference.walk(case).ceiling is Urgency.PRIMARY_CARE
    sets = reference.pathway.vocabulary.sets
    opened = [
        group for name in case.normal for group in (sets[name].groups if name in sets and closure != name else (name,))
    ]
    walk = reference.walk(replace(case, normal=tuple(name for name in opened if name != closure)))
    assert walk.ceiling > Urgency.PRIMARY_CARE
    assert not walk.settled
