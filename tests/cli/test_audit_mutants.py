"""`audit --mutants`: faults planted in a pathway, the score, the gate on it, and what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from legpain_graph_cli.main import cli
from load import tiny

SAFE = "id: safe\nfindings: {alarm: false, scan: negative}\nexpect: {floor: primary_care, ceiling: primary_care}\n"
ALARM = "id: alarm\nfindings: {alarm: true}\nexpect: {floor: emergency_999}\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny" / "cases").mkdir(parents=True)
    (tmp_path / "tiny" / "pathway.yaml").write_text(tiny.text())
    (tmp_path / "tiny" / "cases" / "safe.case.yaml").write_text(SAFE)
    (tmp_path / "tiny" / "cases" / "alarm.case.yaml").write_text(ALARM)
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["audit", "--pathway", "tiny", *args], catch_exceptions=False)


def test_the_score_and_what_would_kill_a_survivor(home: Path) -> None:
    result = run("--mutants", "-o", "a.json")
    assert result.exit_code == 0, result.output
    data = json.loads((home / "a.json").read_text())
    by_state: dict[str, list[str]] = {}
    for mutant in data["mutants"]:
        by_state.setdefault(mutant["state"], []).append(mutant["id"])
        assert mutant["file"] == "tiny/pathway.yaml"
        assert ("witness" in mutant) <= (mutant["state"] == "survived")
    assert by_state["killed"]
    assert by_state["survived"]
    score = next(row for row in data["measures"] if row["id"] == "mutants")
    assert score["covered"] == len(by_state["killed"])
    assert score["feasible"] == len(by_state["killed"]) + len(by_state["survived"])


def test_a_number_of_them_and_a_gate(home: Path) -> None:  # noqa: ARG001 - the current folder
    few = run("--sample", "5", "-f", "json")
    assert len(json.loads(few.stdout)["mutants"]) == 5
    assert run("--mutants", "--fail-under", "mutants=1").exit_code == 0
    short = run("--mutants", "--fail-under", "mutants=100")
    assert short.exit_code == 1
    assert "short of the gate: mutants" in short.stdout


def test_a_gate_on_mutants_needs_mutants(home: Path) -> None:  # noqa: ARG001 - the current folder
    assert run("--fail-under", "mutants=95").exit_code == 2
