"""What a number looks like, and what is said where a person wrote one another way."""

from __future__ import annotations

from decimal import Decimal

import pytest

from legpain_graph.case.facts import read_number
from legpain_graph.case.read import parse_case
from legpain_graph.errors import CaseError
from legpain_graph.load.numbers import NOUGHT, POINT, number, number_hint, typed

TYPED = [
    ("0.82", "0.82"),
    (" 0.82 ", "0.82"),
    ("0,82", "0.82"),
    (",82", ".82"),
    ("12,5", "12.5"),
    ("-0,5", "-0.5"),
    ("0,825", "0.825"),
    ("1,2345", "1.2345"),
    ("1200", "1200"),
    ("1e2", "100"),
    ("1,200", None),
    ("12,000", None),
    ("-1,200", None),
    ("1,000,000", None),
    ("1,200.5", None),
    ("1.200,5", None),
    ("1 200", None),
    ("1'200", None),
    ("1_200", None),
    ("0;82", None),
    ("٣", None),
    ("０", None),
    ("1e400", None),
    ("017", None),
    ("-017", None),
    ("00", None),
    ("007.5", None),
    ("007,5", None),
    ("0", "0"),
    ("-0", "0"),
    ("-0,00", "0.00"),
    ("0e5", "0"),
    ("nan", None),
    ("inf", None),
    ("5 cm", None),
    ("1" * 31, None),
    ("", None),
]


@pytest.mark.parametrize(("text", "value"), TYPED)
def test_what_is_typed(text: str, value: str | None) -> None:
    assert typed(text) == (Decimal(value) if value is not None else None)


def test_nought_has_no_sign() -> None:
    for raw in (number("-0"), Decimal("-0.00"), -0.0):
        found = read_number(raw)
        assert found == 0
        assert not found.is_signed()


HINTS = [
    *((text, POINT) for text in ("0,82", "1,200", "1,000,000", "0;82", "0:82", "0·82", "1 200", "1'200", "1’200", "1_200.5", "0٫5")),
    ("82%", "write the number alone"),
    ("3cm", "write the number alone"),
    ("3 cm", "write the number alone"),
    ("<1", "write the number alone"),
    ("~ 3", "write the number alone"),
    ("0.82", "write it without quotes"),
    ("1e5", "write it without quotes"),
    ("0." + "1" * 40, "write at most 30 figures"),
    *((text, NOUGHT) for text in ("017", "-017", "+00", "007.5", "007,5")),
    ("high", ""),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_what_is_tried(text: str, hint: str) -> None:
    assert number_hint(text) == hint


CUT = [
    ("{abpi: 0,82}", "abpi: 0,82", 18),
    ('{"abpi": 0,82}', "abpi: 0,82", 20),
    ("{abpi: 0, 82}", "abpi: 0,82", 18),
    ("{abpi: ,82}", "abpi: ,82", 18),
    ("{abpi: -0,5}", "abpi: -0,5", 18),
    ("{abpi: 0,82e1}", "abpi: 0,82e1", 18),
    ("{abpi: 1.0,82}", "abpi: 1.0,82", 18),
    ("{alarm: true, abpi: 0,82}", "abpi: 0,82", 31),
    ("{abpi: 1,000,000}", "abpi: 1,000", 18),
]


@pytest.mark.parametrize(("findings", "said", "column"), CUT)
def test_a_comma_that_cuts_a_number_in_two_is_named(findings: str, said: str, column: int) -> None:
    with pytest.raises(CaseError) as caught:
        parse_case(f"findings: {findings}".encode(), "case")
    (issue,) = caught.value.issues
    assert (issue.message, issue.hint, issue.place[1:]) == (f"{said} is not a number", POINT, (1, column))


def test_two_cut_numbers_are_two_faults() -> None:
    with pytest.raises(CaseError) as caught:
        parse_case(b"findings: {abpi: 0,82, hb: 11,82}", "case")
    assert [issue.message for issue in caught.value.issues] == [
        "abpi: 0,82 is not a number",
        "hb: 11,82 is not a number",
    ]


def test_what_is_longer_than_any_measurement_is_none() -> None:
    assert number("9" * 30) == Decimal("9" * 30)
    assert number("9" * 31) is None
