"""The yardstick of the benchmark: what a programmer would write by hand reaches the nodes that the engine surely reaches."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from legpain_graph import Compiled, Pathway, Walk, Walker
from legpain_graph.algebra.kleene import Kleene
from legpain_graph.casefile import read_case_file
from legpain_graph.model import EdgeKind
from legpain_graph.resources import pathway_folder
from legpain_graph.semantics import Meaning
from legpain_graph.vocabulary import Value

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import by_hand
from benchmarks.patients import Patients, plain, recorded

CASES = sorted(pathway_folder().glob("cases/*.case.*"))


@pytest.fixture(scope="module")
def walker(leg_pain: Pathway) -> Walker:
    return Walker(leg_pain, Compiled(leg_pain))


@pytest.fixture(scope="module")
def drawn(walker: Walker) -> list[tuple[dict[str, Value], Walk]]:
    """4,000 random complete patients from healthy to very ill, each with its walk."""
    return [(patient, walker.walk(recorded(patient))) for patient in Patients(walker.pathway, seed=1).mix(4_000)]


def agrees(patient: Mapping[str, Value], walk: Walk) -> bool:
    """True where both reach the same nodes; by hand none twice, and each after one that leads to it."""
    found = by_hand.walk(plain(patient))
    led_to = {walk.pathway.start}
    for node in found:
        if node not in led_to:
            return False
        led_to |= {edge.target for edge in walk.pathway.nodes[node].walkable}
    return len(found) == len(set(found)) and set(found) == walk.reached


def test_random_complete_patients(drawn: list[tuple[dict[str, Value], Walk]]) -> None:
    wrong = [patient for patient, walk in drawn if not agrees(patient, walk)]
    assert wrong == [], f"{len(wrong)} of {len(drawn)} differ"


def test_the_patients_are_complete_and_go_every_way(
    drawn: list[tuple[dict[str, Value], Walk]], leg_pain: Pathway
) -> None:
    assert len(drawn) >= 4_000
    assert all(walk.settled and walk.complete and len(patient) == len(walk.facts.known) for patient, walk in drawn)
    asides = {edge.target for edge in leg_pain.edges.values() if edge.kind is EdgeKind.WHEN_UNKNOWN}
    assert set().union(*(walk.reached for _, walk in drawn)) == set(leg_pain.nodes) - asides
    taken = {taken.edge.id for _, walk in drawn for step in walk.path for taken in step.taken}
    assert {edge.id for node in leg_pain.nodes.values() for edge in node.walkable} - taken == set()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name.removesuffix(".case.yaml"))
def test_worked_cases_completed(path: Path, walker: Walker) -> None:
    """No worked case says everything (the size of no lump), so the rest is drawn, thrice; of a complete walk it changes nothing."""
    walk = walker.walk(read_case_file(path).case)
    patients = Patients(walker.pathway, seed=2)
    for prevalence in (0.0, 0.02, 0.2):
        patient = patients.complete(prevalence, known=walk.facts.known)
        whole = walker.walk(recorded(patient))
        assert agrees(patient, whole)
        if walk.settled and walk.complete and not walk.facts.scores:
            assert agrees(patient, walk)


def test_what_does_not_apply_is_not_read(walker: Walker) -> None:
    words = walker.pathway.vocabulary
    for patient in Patients(walker.pathway, seed=3).mix(300):
        meaning = Meaning(walker.pathway, Kleene(words, walker.engine.facts(recorded(patient))))
        gates = {name: words.findings[name].applies_when for name in patient}
        asked = {name: patient[name] for name, gate in gates.items() if gate is None or meaning.guard(gate).value}
        assert by_hand.walk(plain(asked)) == by_hand.walk(plain(patient))
