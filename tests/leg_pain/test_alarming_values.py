"""Each harmless worked case with each alarming value alone added: somebody heeds it, or a clinician sees the patient soon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import seven
from legpain_graph import Case, CaseError, Compiled, Pathway, Walk, Walker
from legpain_graph.case.facts import Facts
from legpain_graph.case.read import read_case_file
from legpain_graph.engine.kleene import Kleene
from legpain_graph.engine.meaning import Meaning
from legpain_graph.engine.order import Order
from legpain_graph.model.vocabulary import Value
from legpain_graph.resources import pathway_folder
from strategies import representatives

PARTS = 8


@pytest.fixture(scope="module")
def walker(leg_pain: Pathway) -> Walker:
    return Walker(leg_pain, Compiled(leg_pain))


@pytest.fixture(scope="module")
def alarming(leg_pain: Pathway) -> list[tuple[str, Value]]:
    """Every alarming value, a number's just at its thresholds."""
    order = Order(leg_pain)

    def alarms(name: str, value: Value) -> bool:
        guard = leg_pain.vocabulary.findings[name].alarming
        kleene = Kleene(leg_pain.vocabulary, Facts({name: value}, {}, {}, {}, []))
        return guard is not None and Meaning(leg_pain, kleene, order).guard(guard).value is not False

    values = representatives(leg_pain).items()
    return [(name, value) for name, several in values for value in several if alarms(name, value)]


def harmless(walker: Walker, files: list[Path]) -> Iterator[tuple[str, Walk]]:
    for file in files:
        walk = walker.walk(read_case_file(file).case)
        if walk.disposition == seven.PRIMARY_CARE and any("benign" in step.node.tags for step in walk.path):
            yield file.name, walk


def test_every_finding_that_alarms_has_a_value_to_try(leg_pain: Pathway, alarming: list[tuple[str, Value]]) -> None:
    findings = leg_pain.vocabulary.findings.values()
    assert {name for name, _ in alarming} == {word.name for word in findings if word.alarming is not None}


@pytest.mark.parametrize("part", range(PARTS))
def test_no_alarming_value_is_left_alone(walker: Walker, alarming: list[tuple[str, Value]], part: int) -> None:
    files = sorted(pathway_folder().glob("cases/*.case.yaml"))[part::PARTS]
    tried, alone = 0, []
    for name, walk in harmless(walker, files):
        for finding, value in alarming:
            implied = walker.engine.facts(Case({finding: value})).known
            rest = {key: known for key, known in walk.facts.known.items() if key not in implied}
            try:
                changed = walker.walk(Case({**rest, finding: value}))
            except CaseError:
                continue
            tried += 1
            if changed.floor < seven.SOON and changed.unheeded:
                alone.append((name, finding, value, changed.unheeded, changed.floor.id))
    assert alone == []
    assert tried > 500
