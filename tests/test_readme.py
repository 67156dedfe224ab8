"""What the README says is true: its transcript and its example run."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from legpain_graph_cli.main import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def without_hash(text: str) -> str:
    """The pathway's hash changes with every word of it; the transcript need not."""
    return re.sub(r"\([0-9a-f]{8}\)", "(hash)", text)


def test_the_transcript_runs(tmp_path: Path) -> None:
    (tmp_path / "back-and-leg.yaml").write_text(blocks("yaml")[0])
    transcript = next(block for block in blocks("") if block.startswith("$ legpain-graph"))
    line, expected = transcript.split("\n", 1)
    words = [str(tmp_path / word) if word.endswith(".yaml") else word for word in line.split()[2:]]
    result = CliRunner(env={"COLUMNS": "100"}).invoke(cli, words)
    assert result.exit_code == 0, result.output
    assert without_hash(result.output).startswith(without_hash(expected).removesuffix("...\n").rstrip())


def test_the_library_example_runs() -> None:
    exec(compile(blocks("python")[0], "README.md", "exec"), {})


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
