"""A measured value that no edge takes is a fault, at its node; bounds that meet are none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from legpain_graph.load.number_gap import untaken
from legpain_graph.model.guard.ir import Guard
from legpain_graph.model.vocabulary import Finding, FindingType
from strategies import read_guard, vocabulary_of

HB = Finding("hb", FindingType.NUMBER, "hb", unit="g/L", low=Decimal(0), high=Decimal(250), optional=True)
WEEKS = Finding("weeks", FindingType.NUMBER, "weeks", unit="weeks", low=Decimal(0), high=Decimal(9), integer=True)
PALE = Finding("pale", FindingType.BOOLEAN, "pale")
WORDS = vocabulary_of(HB, WEEKS, PALE, derived={"anaemic": "hb < 80"})


@pytest.mark.parametrize(
    ("finding", "guards", "gap"),
    [
        (HB, ["hb < 80", "hb > 120"], "80"),
        (HB, ["hb < 80", "hb >= 80"], None),
        (HB, ["hb <= 80", "hb > 80"], None),
        (HB, ["hb < 80", "hb > 80"], "80"),
        (HB, ["hb >= 10"], "0"),
        (HB, ["hb < 250"], "250"),
        (HB, ["anaemic", "hb > 120"], "80"),
        (HB, ["hb < 80", "hb > 120", "pale"], None),
        (HB, ["hb < 80 and pale", "hb >= 80"], None),
        (HB, ["hb < 80 or pale", "hb > 120"], None),
        (HB, ["not (hb >= 80)", "hb >= 80"], None),
        (WEEKS, ["weeks <= 3", "weeks >= 4"], None),
        (WEEKS, ["weeks < 3", "weeks >= 4"], "3"),
    ],
)
def test_a_value_that_no_edge_takes(finding: Finding, guards: list[str], gap: str | None) -> None:
    read: list[Guard] = [read_guard(text, WORDS) for text in guards]
    found = untaken(finding, read, WORDS.derived)
    assert (found is None) if gap is None else (found == Decimal(gap))
