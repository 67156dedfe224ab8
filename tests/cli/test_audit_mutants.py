"""`audit --mutants`: faults planted in a pathway, the score, the gate on it, and what is missing."""

from __future__ import annotations

import json
from html import unescape
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
    tiny.lay(tmp_path, safe=SAFE, alarm=ALARM)
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
    result = run("--fail-under", "mutants=95")
    assert result.exit_code == 2
    assert "mutants was not measured\n  hint: the mutation score is made with --mutants" in result.stderr


def test_every_report_shows_a_survivor_and_who_would_notice_it(home: Path) -> None:
    endings = ("txt", "md", "html", "json", "sarif", "xml")
    result = run("--mutants", *(word for ending in endings for word in ("-o", f"a.{ending}")))
    assert result.exit_code == 0
    mutants = json.loads((home / "a.json").read_text())["mutants"]
    survivors = {each["id"]: each["witness"]["findings"] for each in mutants if each["state"] == "survived"}
    assert survivors
    for name, findings in survivors.items():
        told = ", ".join(f"{key}: {str(value).lower()}" for key, value in findings.items())
        for ending in endings:
            text = unescape((home / f"a.{ending}").read_text())
            assert name in text, ending
            assert ending == "json" or f"findings: {{{told}}}" in text, ending


def test_the_cases_that_are_written_notice_what_survives(home: Path) -> None:
    first = run("--mutants", "--write-missing", "tiny/cases/new", "--fail-under", "mutants=100")
    assert first.exit_code == 1
    written = list((home / "tiny" / "cases" / "new").iterdir())
    assert written
    second = run("--mutants", "--fail-under", "mutants=100", "-f", "json")
    assert second.exit_code == 0, second.output
    assert len(json.loads(second.stdout)["cases"]) == 2 + len(written)
