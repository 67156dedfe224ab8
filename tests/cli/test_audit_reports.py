"""`audit`: the gate, the exit status, and reports that are written before it fails."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from legpain_graph.audit.gate import measures
from legpain_graph.audit.run import audit
from legpain_graph.case.read import find_cases, read_case_file
from legpain_graph.load.loader import load_pathway
from legpain_graph.model.pathway import MEASURES
from legpain_graph_cli.main import cli
from load import tiny

SAFE = "id: safe\nfindings: {alarm: false, scan: negative}\nexpect: {floor: primary_care}\n"
ALARM = "id: alarm\nfindings: {alarm: true}\nexpect: {floor: emergency_999}\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the tiny pathway and two of the four cases that it needs; the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    (tmp_path / ".git").mkdir()
    tiny.lay(tmp_path, safe=SAFE, alarm=ALARM)
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["audit", "--pathway", "tiny", *args], catch_exceptions=False)


def test_without_a_gate_only_faults_fail(home: Path) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Tiny: tiny 0.1.0 (")
    assert "PASSED - 2 of 2 cases end as expected" in result.stdout
    assert "  stop-today: stop today" in result.stdout
    (home / "tiny" / "cases" / "alarm.case.yaml").write_text(ALARM.replace("emergency_999", "soon"))
    result = run()
    assert result.exit_code == 1
    assert "tiny/cases/alarm.case.yaml:3:17: alarm: floor: expected soon, got emergency_999" in result.stdout


def test_the_gate_fails_when_short_and_the_reports_are_written_first(home: Path) -> None:
    wanted = ("-o", "out/a.sarif", "-o", "out/a.xml", "-o", "out/a.html", "-o", "out/a.json", "-o", "out/a.info")
    result = run("--fail-under", "nodes=72,edges=50", *wanted, "-o", "out/a.md")
    assert result.exit_code == 1
    assert "short of the gate: nodes" in result.stdout
    assert sorted(path.name for path in (home / "out").iterdir()) == [
        "a.html", "a.info", "a.json", "a.md", "a.sarif", "a.xml",
    ]  # fmt: skip
    assert "data:image/svg+xml;base64," in (home / "out" / "a.html").read_text()
    rows = {row["id"]: row for row in json.loads((home / "out" / "a.json").read_text())["measures"]}
    assert (rows["nodes"]["covered"], rows["nodes"]["feasible"], rows["nodes"]["short"]) == (5, 7, True)
    assert rows["edges"]["short"] is False
    assert run("--fail-under", "nodes=71.4,edges=50").exit_code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--fail-under", "edgse=100", "-o", "a.json"), "unknown measure 'edgse'\n  hint: did you mean 'edges'?"),
        (("--fail-under", "edges=101", "-o", "a.json"), "'101' is not a percentage from 0 to 100"),
        (("-o", "a.json", "nowhere.case.yaml"), "nowhere.case.yaml: "),
    ],
)
def test_a_wrong_request_writes_nothing(home: Path, args: tuple[str, ...], message: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert message in result.output
    assert sorted(os.listdir(home)) == [".git", "tiny"]


def test_on_github_annotations_are_printed_and_the_summary_is_added_to(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = home / "summary.md"
    summary.write_text("# of another step\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    result = run("--fail-under", "edges=100", "-f", "github")
    assert result.exit_code == 1
    assert all(line.startswith("::") for line in result.stdout.splitlines())
    assert "::error file=tiny/pathway.yaml,line=" in result.stdout
    text = summary.read_text()
    assert text.startswith("# of another step\n## Tiny: tiny 0.1.0")
    assert "```mermaid" in text
    run("-f", "json")
    assert summary.read_text() == text, "only where GitHub's format is asked for"


def test_every_measure_can_be_asked_for(home: Path) -> None:
    sources = [read_case_file(name) for name in find_cases([str(home / "tiny" / "cases")])]
    found = measures(audit(load_pathway(home / "tiny"), sources))
    assert set(found) <= set(MEASURES)
    assert set(MEASURES) - set(found) <= {"mutants", "strength"}
