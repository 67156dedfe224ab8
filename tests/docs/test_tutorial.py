"""The tutorial, followed in an empty folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.transcripts import follow, same
from legpain_graph import check_pathway, load_pathway

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text()


def test_it_has_ten_steps() -> None:
    assert re.findall(r"^## (\d+)\. ", PAGE, re.MULTILINE) == [str(number) for number in range(1, 11)]


def test_its_commands_say_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = []
    for command, said in follow(PAGE, tmp_path):
        assert same(command.shown, said), "\n".join([f"$ {command.line}", *said])
        lines.append(command.line)
    for word in ("check", "walk", "render", "prove", "audit"):
        assert any(line.startswith(f"legpain-graph {word} ") for line in lines), word
    assert b"<svg" in (tmp_path / "clot.svg").read_bytes()
    assert check_pathway(tmp_path / "clot")[1] == []
    assert load_pathway(tmp_path / "clot").rules


@pytest.mark.parametrize(
    ("shown", "said", "expected"),
    [
        (["a (0123abcd): b"], ["a (ffffffff): b"], True),
        (["a"], ["a", "b"], False),
        (["a", "..."], ["a", "b"], True),
        (["...", "c"], ["a", "b", "c"], True),
        (["a", "...", "c"], ["a", "b"], False),
        (["in 0.1 seconds."], ["in 12.3 seconds."], True),
        ([], ["an error"], False),
    ],
)
def test_what_is_shown_is_compared_line_by_line(shown: list[str], said: list[str], expected: bool) -> None:
    assert same(shown, said) is expected
