"""The rules of leg pain bite: a danger sign that is deleted and a constant that is moved are refuted; claims name what is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from legpain_graph import Pathway, load_pathway
from legpain_graph.audit.strength.refuting import Refuting
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


def test_no_claim_names_a_derived_word_or_a_constant(leg_pain: Pathway) -> None:
    assert {rule.id: rule.indirect for rule in leg_pain.rules.values() if rule.indirect} == {}
