"""`cohort` on the command line: what is printed and written, the exit status, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from legpain_graph_cli.main import cli
from load import tiny

TABLE = "id,alarm\n1,true\n2,false\n3,\n4,maybe\n"


def cohort(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["cohort", *map(str, args)], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny pathway and a table."""
    (tmp_path / "pathway.yaml").write_text(tiny.text())
    (tmp_path / "t.csv").write_text(TABLE)
    return tmp_path


def test_answers_rejects_and_figures(folder: Path) -> None:
    out = folder / "new" / "out.csv"
    result = cohort(
        folder / "t.csv", "-p", folder / "pathway.yaml", "-o", out, "--summary", "-", "--summary", folder / "s.json"
    )
    assert result.exit_code == 1  # a row is no case
    assert "walked                                        3  75.0%" in result.output
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [(row["id"], row["floor"], row["settled"]) for row in rows] == [
        ("1", "emergency_999", "true"),
        ("2", "primary_care", "false"),
        ("3", "primary_care", "false"),
        ("4", "", ""),
    ]
    (reject,) = csv.DictReader((folder / "new" / "out.csv.rejects.csv").read_text().splitlines())
    assert (reject["row"], reject["column"], reject["reason"]) == (
        "4",
        "alarm",
        'alarm is "maybe", expected true or false',
    )
    data = json.loads((folder / "s.json").read_text())
    assert (data["schema"], data["rows"], data["faulty"]) == ("legpain-graph/cohort/1", 4, 1)


def test_a_sound_table_is_0_and_needs_no_output(folder: Path) -> None:
    (folder / "t.csv").write_text("alarm\ntrue\n")
    result = cohort(folder / "t.csv", "-p", folder / "pathway.yaml")
    assert result.exit_code == 0
    assert result.output.startswith("Tiny")
    assert sorted(path.name for path in folder.iterdir()) == ["pathway.yaml", "t.csv"]


def test_what_is_refused(folder: Path) -> None:
    (folder / "other.csv").write_text("alrm\ntrue\n")
    pathway = ("-p", folder / "pathway.yaml")
    for args, said in (
        ((folder / "other.csv", *pathway), "the column 'alrm' is no finding\n  hint: did you mean 'alarm'?"),
        ((folder / "t.csv", *pathway, "-o", folder / "out.xlsx"), "its ending says no format"),
        ((folder / "t.csv", *pathway, "-o", folder / "t.csv"), "is what was read, and would be lost"),
        ((folder / "t.csv", *pathway, "--summary", folder / "s.pdf"), "its ending says no format"),
        ((folder / "none.csv", *pathway), "cannot be read: No such file or directory"),
        ((folder / "t.csv", *pathway, "--columns", folder / "map.yaml"), "cannot be read"),
        ((folder / "t.csv", *pathway, "--keep", "nhs"), "no column 'nhs'"),
    ):
        result = cohort(*args)
        assert (result.exit_code, said in result.output) == (2, True), result.output
    assert cohort(folder / "other.csv", *pathway, "--ignore-others").exit_code == 0
    assert cohort(folder / "other.csv", *pathway, "--ignore", "alrm").exit_code == 0


def test_two_versions(folder: Path) -> None:
    (folder / "old.yaml").write_text(tiny.text().replace("when: alarm\n", "when: alarm and not alarm\n", 1))
    assert (folder / "old.yaml").read_text() != tiny.text()
    versions = (folder / "old.yaml", folder / "pathway.yaml")
    result = cohort(
        folder / "t.csv",
        "--diff",
        *versions,
        "-o",
        folder / "who.csv",
        "--summary",
        "-",
        "--summary",
        folder / "n.json",
    )
    assert result.exit_code == 1
    assert "4 rows, of which 1 change 25.0%" in result.output
    (row,) = csv.DictReader((folder / "who.csv").read_text().splitlines())
    assert (row["id"], row["floor_old"], row["floor_new"]) == ("1", "primary_care", "emergency_999")
    assert json.loads((folder / "n.json").read_text())["floor"] == [
        {"old": "primary_care", "new": "emergency_999", "count": 1}
    ]
    assert cohort(folder / "t.csv", "--diff", versions[0], versions[0]).exit_code == 0
    assert [path for path in folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("more", [["-p", "pathway.yaml"], ["--rejects", "r.csv"], ["--summary", "s.html"]])
def test_what_two_versions_do_not_take(folder: Path, more: list[str]) -> None:
    path = folder / "pathway.yaml"
    assert cohort(folder / "t.csv", "--diff", path, path, *more).exit_code == 2
