"""A guard in plain English, node by node."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legpain_graph.model.guard.ir import Flag, Guard, Score, Term
from legpain_graph.model.guard.phrase import label, normal_words, phrase, value_words
from legpain_graph.model.vocabulary import NOT_DONE, Derived, Finding, FindingType, Value
from strategies import draw_guard, draw_vocabulary, examples, guard_classes, read_guard, vocabulary_of

BOOLEAN, CHOICE, NUMBER = FindingType.BOOLEAN, FindingType.CHOICE, FindingType.NUMBER
WORDS = vocabulary_of(
    Finding("fever", BOOLEAN, "Fever"),
    Finding("swelling", BOOLEAN, "Unilateral swelling"),
    Finding("dvt", BOOLEAN, "DVT before"),
    Finding("l5", BOOLEAN, "L5 sensory loss"),
    Finding("onset", CHOICE, "Onset", values=("gradual", "sudden", "within_minutes"), normal="gradual"),
    Finding(
        "abpi",
        NUMBER,
        "Ankle-brachial pressure index",
        unit="ratio",
        high=Decimal("2.5"),
        optional=True,
        normal=Decimal("1.0"),
    ),
    Finding("size", NUMBER, "Size", unit="cm", high=Decimal(300)),
    Finding("size_before", NUMBER, "Earlier size", unit="cm", high=Decimal(300)),
    derived={"infected": "fever and swelling", "growth": ("size - size_before", "cm")},
)
WELLS = Score("wells", (Term(1, (Flag("swelling"), Flag("fever"))), Term(-2, (Flag("l5"),))))
WORDS.derived["wells"] = Derived("wells", "Two-level Wells score", WELLS)
WORDS.derived["infected"] = Derived("infected", "Infection suspected", WORDS.derived["infected"].formula)
ABPI = "ankle-brachial pressure index"
PHRASES = [
    ("fever", "fever"),
    ("dvt", "DVT before"),
    ("l5", "L5 sensory loss"),
    ("infected", "infection suspected"),
    ("not fever", "no fever"),
    ("not infected", "not (infection suspected)"),
    ("not not fever", "not (no fever)"),
    ("abpi < 0.5", f"{ABPI} under 0.5"),
    ("abpi <= 0.50", f"{ABPI} 0.5 or less"),
    ("abpi > 0.5", f"{ABPI} over 0.5"),
    ("size >= 5", "size 5 cm or more"),
    ("size == 5", "size exactly 5 cm"),
    ("size < 100", "size under 100 cm"),
    ("0.5 <= abpi <= 0.9", f"{ABPI} 0.5 to 0.9"),
    ("3 <= size <= 5", "size 3 cm to 5 cm"),
    ("0.5 < abpi <= 0.9", f"{ABPI} over 0.5 and 0.9 or less"),
    ("0.5 <= abpi < 0.9", f"{ABPI} 0.5 or more and under 0.9"),
    ("abpi < 0.5 and size > 5", f"{ABPI} under 0.5 and size over 5 cm"),
    ("onset == gradual", "onset: gradual"),
    ("onset in [gradual, within_minutes]", "onset: gradual or within minutes"),
    ("onset in [gradual, sudden, within_minutes]", "onset: gradual, sudden or within minutes"),
    ("not onset == gradual", "onset: not gradual"),
    ("not abpi < 0.5", f"not ({ABPI} under 0.5)"),
    ("fever and swelling and dvt", "fever and unilateral swelling and DVT before"),
    ("fever or swelling", "fever or unilateral swelling"),
    ("fever and (swelling or dvt)", "fever and (unilateral swelling or DVT before)"),
    ("fever and swelling or dvt", "fever and unilateral swelling or DVT before"),
    ("not (fever or swelling)", "not (fever or unilateral swelling)"),
    ("at_least(2, fever, swelling, dvt)", "at least 2 of: fever, unilateral swelling, DVT before"),
    ("at_least(1, fever, swelling and dvt)", "at least 1 of: fever, unilateral swelling and DVT before"),
    ("wells >= 2", "two-level Wells score 2 or more"),
    ("wells < -1", "two-level Wells score under -1"),
    ("count(fever, swelling) < 2", "points for fever and unilateral swelling under 2"),
    ("count(fever) - 2 * count(dvt) >= 1", "points for fever and DVT before 1 or more"),
    ("size > size_before", "size over earlier size"),
    ("size == size_before", "size the same as earlier size"),
    ("growth >= 2", "growth 2 cm or more"),
    ("mean(size, size_before) < 3", "mean of size and earlier size under 3 cm"),
    ("size / 2 + size_before > 3", "(size divided by 2) plus earlier size over 3 cm"),
    ("1.5 * count(fever) + wells > 3", "(1.5 times points for fever) plus two-level Wells score over 3"),
    ("max(size, size_before) ** 2 > 9", "(most of size and earlier size) to the power 2 over 9 cm2"),
]


@pytest.mark.parametrize(("text", "english"), PHRASES)
def test_a_guard_reads(text: str, english: str) -> None:
    assert phrase(read_guard(text, WORDS), WORDS) == english


def test_every_node_of_a_guard_is_among_them() -> None:
    seen = frozenset().union(*(guard_classes(read_guard(text, WORDS)) for text, _ in PHRASES))
    assert {kind.__name__ for kind in get_args(Guard)} <= seen
    assert {"chain", "at_least", "count", "named score", "not not", "negative term"} <= seen


@examples(100)
@given(st.data())
def test_different_tests_never_read_the_same(data: st.DataObject) -> None:
    words = draw_vocabulary(data.draw)
    one, other = (draw_guard(data.draw, words.findings, words.derived, depth=0) for _ in range(2))
    if phrase(one, words) == phrase(other, words):
        assert one == other


@pytest.mark.parametrize(
    ("finding", "value", "words"),
    [
        ("fever", True, "yes"),
        ("fever", False, "no"),
        ("onset", "within_minutes", "within minutes"),
        ("abpi", Decimal("0.820"), "0.82"),
        ("abpi", NOT_DONE, "not done"),
        ("size", Decimal("300"), "300 cm"),
        ("size", Decimal("0.10"), "0.1 cm"),
        ("size", Decimal("0"), "0 cm"),
        ("size", Decimal("-0"), "0 cm"),
    ],
)
def test_a_value_reads(finding: str, value: Value, words: str) -> None:
    assert value_words(WORDS.findings[finding], value) == words


def test_a_label_keeps_its_capitals_where_it_is_an_abbreviation() -> None:
    assert [label(name, WORDS) for name in ("fever", "dvt", "l5", "wells")] == [
        "fever", "DVT before", "L5 sensory loss", "two-level Wells score",
    ]  # fmt: skip


def test_what_closing_records_reads() -> None:
    assert [normal_words(WORDS.findings[name]) for name in ("fever", "onset", "abpi", "size")] == [
        "no",
        "gradual",
        "1",
        "",
    ]
