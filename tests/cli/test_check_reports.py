"""`check` in every format, and where reports go."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from legpain_graph_cli.main import cli
from load import tiny


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["check", *args], catch_exceptions=False)


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A pathway with two faults that are told at once, the current folder a repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    text = tiny.text(("nodes.stop-999.kind", "stopp"), ("nodes.screen.edges.1.to", "scan-legg"))
    (tmp_path / "tiny.yaml").write_text(text)
    return "tiny.yaml"


@pytest.fixture
def sound(tmp_path: Path) -> str:
    (tmp_path / "sound.yaml").write_text(tiny.text())
    return str(tmp_path / "sound.yaml")


def test_annotations(faulty: str) -> None:
    result = run(faulty, "-f", "github")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("::error file=tiny.yaml,line=")
    assert "title=legpain-graph unknown::" in result.output
    assert "%0Ahint: did you mean 'stop'?" in result.output


def test_sarif_and_junit_beside_each_other(faulty: str, tmp_path: Path) -> None:
    result = run(faulty, "-f", "sarif", "-o", "out/check.sarif", "-f", "junit", "-o", "out/check.xml")
    assert result.exit_code == 1
    assert result.output.endswith("2 errors\n"), "what is printed stays text"
    (done,) = json.loads((tmp_path / "out" / "check.sarif").read_text())["runs"]
    assert [one["level"] for one in done["results"]] == ["error", "error"]
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in done["results"]}
    assert uris == {"tiny.yaml"}
    root = ElementTree.fromstring((tmp_path / "out" / "check.xml").read_text())
    assert (root.get("tests"), root.get("failures")) == ("1", "1")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["check.sarif", "check.xml"]


def test_a_sound_pathway_in_every_format(sound: str) -> None:
    assert run(sound).output.endswith("statements.\n")
    assert run(sound, "-f", "github").output == ""
    assert json.loads(run(sound, "-f", "sarif").output)["runs"][0]["results"] == []
    assert ElementTree.fromstring(run(sound, "-f", "junit").output).get("failures") == "0"
    assert json.loads(run(sound, "-f", "json").output)["issues"] == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-f", "github", "-o", "a.sarif"], "a.sarif: its ending says sarif, the -f before it github"),
        (["-o", "a.pdf"], "a.pdf: its ending says no format\n  hint: put -f FORMAT before it, or end it in .txt"),
        (["-o", "a.info"], "a.info: lcov is not written by this command"),
        (["-f", "json", "-f", "sarif"], "json and sarif would all be printed"),
        (["-o", "a.xml", "-f", "junit", "-o", "a.xml"], "a.xml: two reports for one file"),
    ],
)
def test_reports_that_have_nowhere_to_go_are_refused(sound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], message: str) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    result = run(sound, *args)
    assert result.exit_code == 2
    assert f"error: {message}" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sound.yaml"]


def test_the_order_of_options_says_what_goes_where(sound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("-o", "a.sarif", "--format=json", "-ob", "-f", "junit", sound)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("<?xml")
    assert "2.1.0" in (tmp_path / "a.sarif").read_text()
    assert "legpain-graph/check/1" in (tmp_path / "b").read_text()


def test_a_report_that_cannot_be_written_leaves_nothing(sound: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run(sound, "-o", str(tmp_path / "file" / "a.sarif"))
    assert result.exit_code == 2
    assert "cannot be written: Not a directory" in result.output
