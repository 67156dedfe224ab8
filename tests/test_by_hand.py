"""The yardstick of the benchmark: what a programmer would write by hand reaches the nodes that the engine surely reaches.

By hand there is the pathway's first step only, so both end where it does."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from legpain_graph import Compiled, Pathway, Walk, Walker
from legpain_graph.case.read import read_case_file
from legpain_graph.engine.kleene import Kleene
from legpain_graph.engine.meaning import Meaning
from legpain_graph.model.vocabulary import Value
from legpain_graph.resources import pathway_folder

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import by_hand
from benchmarks.patients import Patients, first_step, plain, recorded

CASES = sorted(pathway_folder().glob("cases/*.case.*"))


@pytest.fixture(scope="module")
def walker(leg_pain: Pathway) -> Walker:
    first = first_step(leg_pain)
    return Walker(first, Compiled(first))


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


def test_the_patients_are_complete_and_go_every_way(drawn: list[tuple[dict[str, Value], Walk]], walker: Walker) -> None:
    assert len(drawn) >= 4_000
    assert all(walk.settled and walk.complete and len(patient) == len(walk.facts.known) for patient, walk in drawn)
    taken = {taken.edge.id for _, walk in drawn for step in walk.path for taken in step.taken}
    edges = {edge.id for node in walker.pathway.nodes.values() for edge in node.walkable}
    assert edges - taken == set()


def test_worked_cases_completed(walker: Walker) -> None:
    """No worked case says everything (the size of no lump), so the rest is drawn; of a walk that is complete it changes nothing."""
    patients = Patients(walker.pathway, seed=2)
    wrong = []
    for path in CASES:
        walk = walker.walk(read_case_file(path).case)
        for prevalence in (0.0, 0.02, 0.2):
            patient = patients.complete(prevalence, known=walk.facts.known)
            whole = walker.walk(recorded(patient))
            same = not (walk.settled and walk.complete) or walk.facts.scores or walk.reached == whole.reached
            if not same or not agrees(patient, whole):
                wrong.append(path.name)
    assert wrong == []
    assert len(CASES) >= 40


def test_what_does_not_apply_is_not_read(walker: Walker) -> None:
    words = walker.pathway.vocabulary
    for patient in Patients(walker.pathway, seed=3).mix(300):
        meaning = Meaning(walker.pathway, Kleene(words, walker.engine.facts(recorded(patient))))
        gates = {name: words.findings[name].applies_when for name in patient}
        asked = {name: patient[name] for name, gate in gates.items() if gate is None or meaning.guard(gate).value}
        assert by_hand.walk(plain(asked)) == by_hand.walk(plain(patient))
