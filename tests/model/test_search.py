"""Search finds what people say: each phrase with the finding that must be among the first three."""

from __future__ import annotations

from pathlib import Path

import pytest

from legpain_graph import Pathway
from legpain_graph.model.search import Index

PHRASES = [line.split(": ") for line in (Path(__file__).parent / "phrases.txt").read_text().splitlines()]
FIRST = 3
PARTS = 5
LEAST = 4
"""Synonyms of a finding."""


@pytest.fixture(scope="module")
def index(leg_pain: Pathway) -> Index:
    return Index(leg_pain.vocabulary)


def hits(index: Index, text: str) -> list[str]:
    return [found.name for found in index.find(text) if found.kind == "finding"]


@pytest.mark.parametrize("part", range(PARTS))
def test_phrases(leg_pain: Pathway, index: Index, part: int) -> None:
    phrases = PHRASES[part::PARTS]
    assert len(phrases) >= 30
    assert {name for _, name in phrases} <= set(leg_pain.vocabulary.findings)
    missed = [(phrase, name) for phrase, name in phrases if name not in hits(index, phrase)[:FIRST]]
    assert len(missed) * 20 <= len(phrases), missed


def test_every_finding_has_synonyms(leg_pain: Pathway) -> None:
    """What a patient would speak of, and what a clinician calls otherwise; none says its label again."""
    for finding in leg_pain.vocabulary.findings.values():
        others = {word.lower() for word in finding.synonyms} - {finding.label.lower()}
        assert len(others) >= LEAST, finding.name


@pytest.mark.parametrize(
    ("text", "never"), [("shin", "plantarflexion_power_mrc"), ("arm", "calf_warmth"), ("ear", "heart_failure")]
)
def test_never_inside_another_word(index: Index, text: str, never: str) -> None:
    assert never not in hits(index, text)


@pytest.mark.parametrize("text", ["", "  ", "?", "xyzzy", "no such thing"])
def test_nothing_is_found_for_nothing(index: Index, text: str) -> None:
    assert hits(index, text) == []


def test_what_is_called_so_comes_before_what_speaks_of_it(index: Index) -> None:
    assert hits(index, "fever")[0] == "fever"
    assert hits(index, "diabetes")[0] == "diabetes"
