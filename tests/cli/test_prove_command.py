"""`legpain-graph prove`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from legpain_graph import load_pathway, prove
from legpain_graph.errors import RequestError
from legpain_graph_cli.main import cli
from load import tiny
from proof.planted import PLANTED


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["prove", *args], catch_exceptions=False)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_a_proven_rule(tmp_path: Path) -> None:
    log = tmp_path / "log.md"
    result = run("--rule", "I15", "--hazard-log", str(log))
    assert result.exit_code == 0
    assert "1 of 1 rules proven of every patient, whatever is recorded or not" in result.output
    assert "not a doctor" in result.output
    assert "| I15 |" in log.read_text()


def test_a_refuted_rule_shows_its_patient_who_walks(tmp_path: Path) -> None:
    folder = PLANTED["and-for-or"].plant(tmp_path)
    result = run(str(folder), "--rule", "I02-alone", "--write-patients", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "REFUTED  I02-alone  Each of these alone is 999" in result.output
    assert "claim     sure(saddle_numbness) -> floor == emergency_999" in result.output
    assert '"saddle_numbness": true' in result.output
    (file,) = (tmp_path / "out").iterdir()
    walked = CliRunner().invoke(cli, ["walk", str(file), "--pathway", str(folder)], catch_exceptions=False)
    assert walked.exit_code == 0
    assert "EMERGENCY (999) - settled" not in walked.output


def test_as_json(tmp_path: Path) -> None:
    folder = PLANTED["dropped-red-flag"].plant(tmp_path)
    result = run(str(folder), "--rule", "I06-07", "--format", "json")
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["schema"] == "legpain-graph/prove/1"
    assert [(rule["id"], rule["verdict"]) for rule in data["rules"]] == [("I06-07", "refuted")]
    assert data["rules"][0]["patient"]["findings"] == {"rapidly_worsening_pain": True}


def test_a_gap_is_shown_though_check_refuses_it(tmp_path: Path) -> None:
    folder = PLANTED["missing-otherwise"].plant(tmp_path)
    result = run(str(folder), "--rule", "S-exhaustive")
    assert result.exit_code == 1
    assert "REFUTED  S-exhaustive" in result.output
    assert '"findings": {' in result.output


@pytest.mark.parametrize("command", [["prove", "tiny"], ["audit", "-p", "tiny"], ["diff", "tiny", "tiny"]])
@pytest.mark.parametrize("seconds", ["nan", "inf", "-inf", "1e400", "1e18", "0", "-1", "x"])
def test_a_time_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], seconds: str) -> None:
    monkeypatch.chdir(tmp_path)
    tiny.lay(tmp_path)
    result = CliRunner().invoke(cli, [*command, "--seconds", seconds])
    assert (result.exit_code, "Invalid value for '--seconds'" in result.output) == (2, True)


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), 0, -1, 1e9])
def test_the_solver_takes_no_such_time_either(tmp_path: Path, seconds: float) -> None:
    tiny.lay(tmp_path)
    with pytest.raises(RequestError, match="is no time for a question"):
        prove(load_pathway(tmp_path / "tiny"), (), seconds)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--rule", "I99"), "no such rule: 'I99'"),
        (("--hazard-log", "log.txt"), "a hazard log is written as .md or .html"),
        (("nowhere",), "no such file or folder"),
    ],
)
def test_wrong_requests(args: tuple[str, ...], message: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert message in result.output
