"""Every word of the glossary stands there once, and its name in code is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.names import resolved

PAGE = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| word |")
]


def test_each_word_stands_there_once() -> None:
    words = [word for word, _, _ in ROWS for word in word.split(", ")]
    assert sorted(words) == sorted(set(words))
    assert len(words) > 80


@pytest.mark.parametrize(("word", "means", "code"), ROWS, ids=[row[0] for row in ROWS])
def test_its_name_in_code_is_there(word: str, means: str, code: str) -> None:
    assert means, word
    names = re.findall(r"`([^`]+)`", code)
    assert names, word
    for name in names:
        assert resolved(f"legpain_graph.{name}"), name
