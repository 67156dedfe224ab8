"""Everything that is written in Markdown, read by a Markdown reader: the words of a pathway and of a case stay words, to the letter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt
from markdown_it.token import Token

from legpain_graph_cli.main import cli
from load import tiny
from load.hostile import INJECTIONS

OURS = re.compile(r"(</?(details|summary|br)>)*")
"""The tags that the reports have of their own."""
COMMANDS = {
    "note": "walk case.yaml -p a --format markdown -o out.md",
    "hazard log": "prove a --hazard-log out.md",
    "audit": "audit case.yaml -p a -o out.md",
    "comparison": "diff b a --format markdown -o out.md",
    "trace": "trace -p a --format markdown",
}
WORDS = {name: " ".join(text.split()) for name, text in INJECTIONS.items() if text.isascii() and len(text) < 200}
TOLD = ("pathway.title", "pathway.disclaimer", "nodes.screen.title", "nodes.screen.edges.0.label", "nodes.stop-wait.do.0.text",
        "nodes.stop-wait.destination", "findings.alarm.label", "statements.S1.text", "safety_nets.standard.lines.0.text")  # fmt: skip


def pathway(words: str) -> str:
    """The rich pathway with `words` wherever it says something."""
    hazard = {"id": "H1", "title": words, "cause": words, "effect": words, "severity": "major", "likelihood": "low",
              "residual_likelihood": "low", "residual": words, "statements": ["S1"]}  # fmt: skip
    rule = {"id": "R1", "hazard": "H1", "title": words, "statements": ["S1"], "claims": ["sure(alarm) -> reaches(stop_999)"]}  # fmt: skip
    return tiny.text(*tiny.RICH, *((way, words) for way in TOLD), ("hazards", [hazard]), ("rules", [rule]))


@pytest.mark.parametrize("what", COMMANDS)
def test_words_are_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.chdir(tmp_path)
    for name in "ab":
        Path(name).mkdir()
    Path("b/p.yaml").write_text(pathway("Words"))
    for name, words in WORDS.items():
        Path("a/p.yaml").write_text(pathway(words))
        Path("case.yaml").write_text(
            f"{{who: {json.dumps(words)}, findings: {{alarm: false}}, expect: {{floor: soon}}}}"
        )
        result = CliRunner().invoke(cli, COMMANDS[what].split(), catch_exceptions=False)
        assert result.exit_code in (0, 1), (name, result.output)
        text = Path("out.md").read_text() if "out.md" in COMMANDS[what] else result.output
        tokens = list(flat(MarkdownIt("commonmark").enable("table").parse(text)))
        assert not {"link_open", "image", "code_block"} & {token.type for token in tokens}, name
        tags = [token.content for token in tokens if token.type in ("html_inline", "html_block")]
        assert all(OURS.fullmatch("".join(re.findall("<[^>]*>", tag))) for tag in tags), name
        said = "".join(token.content for token in tokens if token.type in ("text", "text_special", "code_inline"))
        assert "".join(words.split()) in "".join(said.split()), name


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from flat(token.children) if token.children else [token]
