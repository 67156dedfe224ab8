"""The rules of leg pain bite: a danger sign that is deleted and a constant that is moved are refuted; claims name what is recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from legpain_graph import CaseError, Pathway, PathwayError, Walker, load_pathway
from legpain_graph.audit.strength.refuting import Refuting
from legpain_graph.case.read import read_case_file
from legpain_graph.proof.prover import prove
from legpain_graph.proof.solver import Verdict
from legpain_graph.resources import pathway_folder

PLANTS = {
    "a danger sign deleted": ("formula: >-\n      tissue_loss or rest_pain", "formula: >-\n      rest_pain"),
    "Wells from 3": ("name: wells_likely_min, value: 2", "name: wells_likely_min, value: 3"),
    "Wells from 1": ("name: wells_likely_min, value: 2", "name: wells_likely_min, value: 1"),
    "ABPI a step up": ("name: abpi_claudication_max, value: 0.9", "name: abpi_claudication_max, value: 1.0"),
    "ABPI a step down": ("name: abpi_critical_below, value: 0.5", "name: abpi_critical_below, value: 0.4"),
}


def planted(folder: Path, old: str, new: str) -> Pathway:
    for file in pathway_folder().glob("*.yaml"):
        text = file.read_text()
        if file.name == "findings.yaml":
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (folder / file.name).write_text(text)
    return load_pathway(folder)


@pytest.mark.parametrize("name", PLANTS)
def test_a_plant_is_refuted(name: str, leg_pain: Pathway, tmp_path: Path) -> None:
    """`prove` of the planted pathway shows the same, in minutes; here only what the plant touches is asked."""
    changed = planted(tmp_path, *PLANTS[name])
    assert Refuting(leg_pain, [changed], 30).broken_rules(changed)


def steps(pathway: Pathway, folder: Path) -> Iterator[tuple[str, Decimal, Pathway | None]]:
    """Every constant one step down and one step up; None where the loader refuses it."""
    written = {file.name: file.read_text() for file in pathway_folder().glob("*.yaml")}
    for number, constant in enumerate(pathway.vocabulary.constants.values()):
        for step in (-1, 1):
            value = constant.value + step * Decimal("0.1" if constant.unit == "ratio" else 1)
            moved = folder / f"{number}{step:+}"
            moved.mkdir()
            for name, text in written.items():
                (moved / name).write_text(re.sub(rf"(name: {constant.name}, value: )[\d.]+", rf"\g<1>{value}", text))
            try:
                yield constant.name, value, load_pathway(moved)
            except PathwayError:
                yield constant.name, value, None


NARROWED = {
    "oldest_mother": "dvt-postpartum-at-74-the-oldest-on-record",
    "youngest_mother": "child-pregnant-at-5-the-youngest-on-record",
}
"""Moved inwards these refuse patients; no rule can say that somebody exists. A worked case does, who is then refused."""


def test_each_constant_a_step_either_way_breaks_a_rule(leg_pain: Pathway, tmp_path: Path) -> None:
    moved = [(name, value, pathway) for name, value, pathway in steps(leg_pain, tmp_path) if pathway is not None]
    assert len(moved) == 2 * len(leg_pain.vocabulary.constants) - 1  # power 6 is not a grade: refused at load
    asking = Refuting(leg_pain, [pathway for *_, pathway in moved], 60)
    untold = [(name, value, pathway) for name, value, pathway in moved if not asking.broken_rules(pathway)]
    assert {name for name, *_ in untold} == set(NARROWED)
    for name, _, pathway in untold:
        source = read_case_file(pathway_folder() / "cases" / f"{NARROWED[name]}.case.yaml")
        Walker(leg_pain).walk(source.case)
        if prove(pathway, ["I40-pregnant"])[0].verdict is Verdict.PROVEN:
            with pytest.raises(CaseError):
                Walker(pathway).walk(source.case)


def test_no_claim_names_a_derived_word_or_a_constant(leg_pain: Pathway) -> None:
    assert {rule.id: rule.indirect for rule in leg_pain.rules.values() if rule.indirect} == {}
