"""Guards that are shown to leave nobody out need no `otherwise`; whom they leave out is named, with the value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from legpain_graph.load.partition import left_out
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType
from strategies import read_guard, vocabulary_of

WORDS = vocabulary_of(
    Finding("a", FindingType.BOOLEAN, "a"),
    Finding("hb", FindingType.NUMBER, "hb", unit="g/L", low=Decimal(20), high=Decimal(250)),
    Finding("abpi", FindingType.NUMBER, "abpi", unit="ratio", high=Decimal(3), optional=True),
    Finding("size", FindingType.NUMBER, "size", unit="cm", high=Decimal(9), integer=True),
)


@pytest.mark.parametrize(
    ("guards", "patient"),
    [
        (["a", "not a"], None),
        (["hb < 70", "not (hb < 70)"], None),
        (["hb < 70", "hb >= 70"], None),
        (["hb < 70", "hb > 70"], {"hb": Decimal(70)}),
        (["hb < 70", "hb >= 80"], {"hb": Decimal(70)}),
        (["abpi < 1", "abpi >= 1"], {"abpi": NOT_DONE}),
        (["size < 3", "size > 3", "size == 3"], None),
        (["a and hb < 70", "hb >= 70", "not a"], None),
        (["a and hb < 70", "hb >= 70"], {"a": False, "hb": Decimal(20)}),
        (["a and hb < 70 and size > 3"], {}),  # somebody may be: three findings are for the solver
        (["a and hb < 70 and size > 3", "not (a and hb < 70 and size > 3)"], {}),
    ],
)
def test_whom_guards_leave_out(guards: list[str], patient: dict[str, object] | None) -> None:
    assert left_out([read_guard(text, WORDS) for text in guards], WORDS) == patient
