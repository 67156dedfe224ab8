"""What is written reads back as the same case, whatever stands in it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from legpain_graph.case.facts import Case
from legpain_graph.case.read import CaseFile, parse_case
from legpain_graph.case.write import case_dict, case_json, case_line, case_yaml
from legpain_graph.load.characters import forbidden
from legpain_graph.model.vocabulary import NOT_DONE

LETTERS = st.characters(categories=("L", "N", "P", "S"), include_characters=" ").filter(
    lambda char: not forbidden(char)
)
TEXTS = st.text(LETTERS, max_size=300).map(str.strip)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**6)
VALUES = st.booleans() | NUMBERS | TEXTS.filter(bool)
NAMES = st.lists(TEXTS.filter(bool), max_size=4, unique=True).map(tuple)
CASES = st.builds(Case, st.dictionaries(TEXTS.filter(bool), VALUES, max_size=5), NAMES, NAMES, TEXTS, TEXTS)
FILES = st.builds(CaseFile, CASES, statements=NAMES)


@given(FILES)
@pytest.mark.parametrize("write", [case_json, case_yaml])
def test_what_is_written_reads_back(write: Any, source: CaseFile) -> None:
    again = parse_case(write(source).encode(), "case")
    assert again.case == source.case
    assert again.statements == source.statements


@given(FILES)
def test_another_reader_of_yaml_sees_the_same_words(source: CaseFile) -> None:
    """One of YAML 1.1, where `no`, `on` and `1:30` are no words."""
    words = {name: value for name, value in source.case.findings.items() if isinstance(value, str)}
    read = yaml.safe_load(case_yaml(CaseFile(Case(words, source.case.normal, who=source.case.who))))
    assert (read["findings"], read.get("normal", []), read.get("who", "")) == (
        words,
        list(source.case.normal),
        source.case.who,
    )


@pytest.mark.parametrize("figures", ["0.50", "0.49999999999999999999999", "-0", "1E+3", "7"])
def test_numbers_keep_their_figures(figures: str) -> None:
    for write in (case_json, case_yaml):
        read = parse_case(write(CaseFile(Case({"abpi": Decimal(figures)}))).encode(), "case").case.findings["abpi"]
        assert read == Decimal(figures)


def test_in_a_report() -> None:
    case = Case({"alarm": True, "abpi": Decimal("0.85"), "mri": NOT_DONE, "hb": "not_done"}, ("red_flags",), ("tests",))
    line = "findings: {alarm: true, abpi: 0.85, mri: not_done, hb: not_done}; normal: [red_flags]; not_done: [tests]"
    assert case_line(case) == line
    assert case_dict(case) == {
        "findings": {"alarm": True, "abpi": 0.85, "mri": "not_done", "hb": "not_done"},
        "normal": ["red_flags"],
        "not_done": ["tests"],
    }
    assert case_dict(Case(id="a", who="b"))["who"] == "b"
