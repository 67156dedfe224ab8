"""legpain-graph export, and walk --from fhir: what was answered walks as the same case typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from exchange.answering import response
from legpain_graph.model.pathway import Pathway
from legpain_graph_cli.main import cli

CALF = {"age_years": 30, "calf_tenderness": True}


@pytest.fixture
def answered(leg_pain: Pathway, tmp_path: Path) -> Path:
    found = response(leg_pain, CALF)
    found["item"].append({"linkId": "shoe_size", "answer": [{"valueInteger": 42}]})
    path = tmp_path / "response.json"
    path.write_text(json.dumps(found))
    return path


@pytest.mark.parametrize("closed", [(), ("--normal", "red_flags", "--not-done", "tests")])
def test_a_response_walks_as_the_case(answered: Path, tmp_path: Path, closed: tuple[str, ...]) -> None:
    case = tmp_path / "a.case.json"
    case.write_text(json.dumps({"findings": CALF}))
    taken = CliRunner().invoke(cli, ["walk", "--from", "fhir", str(answered), "--format", "json", *closed])
    typed = CliRunner().invoke(cli, ["walk", str(case), "--format", "json", *closed])
    assert json.loads(taken.stdout) == json.loads(typed.stdout)
    assert "note: " in taken.stderr
    assert "not used: no item is called 'shoe_size'" in taken.stderr


def test_a_number_that_cannot_be_has_its_place(leg_pain: Pathway, tmp_path: Path) -> None:
    path = tmp_path / "response.json"
    path.write_text(json.dumps(response(leg_pain, {"abpi": 9}), indent=1))
    result = CliRunner().invoke(cli, ["walk", "--from", "fhir", str(path)])
    assert result.exit_code == 2
    assert f"{path}:9:" in result.stderr
    assert "abpi is 9, expected a number from 0 to 2.5" in result.stderr


def test_the_questionnaire_is_written(tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    result = CliRunner().invoke(cli, ["export", "--to", "questionnaire", "--fhir", "R5", "-o", str(path)])
    assert result.exit_code == 0
    assert json.loads(path.read_text())["resourceType"] == "Questionnaire"
