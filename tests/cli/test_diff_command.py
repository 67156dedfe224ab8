"""`diff` on the command line: exit status, formats, git, and clean refusals."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from legpain_graph_cli.main import cli
from load import tiny

LESS = ("nodes.stop-999.urgency", "same_day")


def diff(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["diff", *map(str, args)], catch_exceptions=False)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes the tiny pathway, changed, into a folder of its own."""

    def written(name: str, *changes: tiny.Change) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "pathway.yaml").write_text(tiny.text(*changes))
        return folder

    return written


def test_the_same_is_0_and_a_difference_1(write: Callable[..., Path]) -> None:
    old = write("old")
    same = diff(old, write("same", ("nodes.stop-home.title", "Go home")))
    assert same.exit_code == 0
    assert same.output.startswith("NO PATIENT CHANGES (proven).\n")
    assert "node stop-home changed" in same.output
    less = diff(old, write("new", LESS))
    assert less.exit_code == 1
    assert less.output.startswith("LESS URGENT for some patients.\n")
    assert "findings: {alarm: true}" in less.output
    assert f"{old}/pathway.yaml:" in less.output


def test_json_says_all_of_it(write: Callable[..., Path]) -> None:
    result = diff(write("old"), write("new", LESS), "--format", "json")
    data = json.loads(result.stdout)
    assert data["schema"] == "legpain-graph/diff/1"
    assert data["no_patient_changes"] is False
    first = data["questions"][0]
    assert (first["asks"], first["what"], first["nobody"]) == ("less_urgent", "emergency_999", "refuted")
    patient = data["patients"][first["patient"] - 1]
    assert patient["urgency"] == "less"
    assert patient["new"]["case"] == {"findings": {"alarm": True}, "normal": [], "not_done": []}
    assert (patient["old"]["at_least"], patient["new"]["at_most"]) == ("emergency_999", "same_day")
    assert [(change["part"], change["id"], change["change"]) for change in data["changes"]] == [
        ("node", "stop-999", "changed")
    ]
    assert data["changes"][0]["fields"] == [{"field": "urgency", "old": "emergency_999", "new": "same_day"}]
    assert data["changes"][0]["new_place"]["line"] > 1


def test_markdown_and_a_file(write: Callable[..., Path], tmp_path: Path) -> None:
    target = tmp_path / "diff.md"
    result = diff(write("old"), write("new", LESS), "--format", "markdown", "-o", target)
    assert (result.exit_code, result.stdout) == (1, "")
    assert target.read_text().startswith("# LESS URGENT for some patients")


def test_everything_of_each_kind_that_was_added_is_listed(write: Callable[..., Path]) -> None:
    output = diff(write("old"), write("rich", *tiny.RICH)).output
    for line in (
        "node stop-guess added",
        "edge screen>stop-guess added",
        "finding other added",
        "derived points added",
        "constant low added",
        "constraint C1 added",
        "warning W1 added",
        "group calm added",
        "set all_calm added",
        "statement D1 added",
        "diagnosis dvt added",
        "stage only changed",
    ):
        assert line in output


def test_the_cases_beside_new_or_where_it_is_said(write: Callable[..., Path], tmp_path: Path) -> None:
    old, new = write("old"), write("new", LESS)
    (old / "cases").mkdir()
    (old / "cases" / "one.case.yaml").write_text("id: one\nfindings: {alarm: true}\n")
    assert "1 of 1 worked case change." in diff(old, new).output
    assert "WORKED CASES" not in diff(new, new).output
    assert "0 of 1 worked case change." in diff(new, new, "--cases", old / "cases").output
    none = diff(old, new, "--cases", tmp_path / "nowhere")
    assert none.exit_code == 2
    assert "no case file (*.case.yaml) here" in none.output
    (old / "cases" / "bad.case.yaml").write_text("findings: [\n")
    assert diff(old, new).exit_code == 2


def test_the_picture_marks_what_changed(write: Callable[..., Path], tmp_path: Path) -> None:
    old = write("old")
    gone = ("nodes.scan-leg.edges.0.to", "stop-wait"), ("nodes.stop-today", tiny.DROP), LESS
    result = diff(old, write("new", *gone), "--picture", tmp_path / "diff.svg")
    assert result.exit_code == 1
    said = " ".join("".join(item.itertext()) for item in ElementTree.parse(tmp_path / "diff.svg").iter())
    assert "removed" in said
    assert "changed" in said
    assert "stop today" in said, "what is gone is drawn too"
    wrong = diff(old, old, "--picture", tmp_path / "diff.gif")
    assert wrong.exit_code == 2
    assert "no picture format 'gif'" in wrong.output


# git


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two commits of the tiny pathway, and a working tree that is as the second; the current folder."""
    home = tmp_path / "repository"
    home.mkdir()
    monkeypatch.chdir(home)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    git("init", "-q")
    for changes in ((), (LESS,)):
        folder = home / "guide" / "leg"
        (folder / "cases").mkdir(parents=True, exist_ok=True)
        (folder / "pathway.yaml").write_text(tiny.text(*changes))
        (folder / "notes.txt").write_text("not read")
        (folder / "cases" / "one.case.yaml").write_text("id: one\nfindings: {alarm: true}\n")
        git("add", "-A")
        git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "pathway")
    return home


def git(*args: str) -> None:
    subprocess.run(["git", *args], check=True, capture_output=True)


def test_a_revision_of_a_folder_and_of_a_file(repository: Path) -> None:
    result = diff("HEAD~1:guide/leg", "guide/leg")
    assert result.exit_code == 1
    assert "LESS URGENT" in result.output
    assert "HEAD~1:guide/leg/pathway.yaml:" in result.output
    assert diff("HEAD:guide/leg/pathway.yaml", repository / "guide" / "leg").exit_code == 0
    both = diff("HEAD~1:guide/leg", "HEAD:guide/leg/")
    assert both.exit_code == 1
    assert "1 of 1 worked case change." in both.output


def test_a_path_from_here(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "guide")
    result = diff("HEAD:./leg", "leg")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("HEAD~9:guide/leg", "git says: invalid object name 'HEAD~9'"),
        ("HEAD:nowhere", "git says: path 'nowhere' does not exist in 'HEAD'"),
        (":", "no such file or folder, and git says: "),
        ("HEAD:guide", "no *.yaml file here"),
        ("HEAD:guide/leg/notes.txt", "notes.txt"),
        ("nowhere", "no such file or folder"),
        ("$(touch x):y", "git says: invalid object name '$(touch x)'"),
    ],
)
def test_what_is_no_version_is_refused(repository: Path, name: str, said: str) -> None:
    result = diff(name, "guide/leg")
    assert result.exit_code == 2
    assert said in result.output
    assert not (repository / "x").exists()


def test_a_revision_that_looks_like_an_option_is_none(repository: Path) -> None:
    result = diff("--", "--all:guide", "guide/leg")
    assert result.exit_code == 2
    assert "git says: invalid object name '--all'" in result.output
    assert repository.exists()


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    result = diff("HEAD:guide/leg", "guide/leg")
    assert result.exit_code == 2
    assert "git is not installed" in result.output


def test_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., Path]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    result = diff("HEAD:old", write("old"))
    assert result.exit_code == 2
    assert "git says: not a git repository" in result.output


def test_a_version_that_does_not_load_gives_its_faults(write: Callable[..., Path]) -> None:
    result = diff(write("old"), write("new", ("nodes.screen.edges.0.when", "alarrm")))
    assert result.exit_code == 2
    assert "unknown finding 'alarrm'" in result.output
    assert "did you mean 'alarm'?" in result.output


def test_text_of_a_file_does_not_steer_the_terminal(write: Callable[..., Path]) -> None:
    result = diff(write("old"), write("new", ("nodes.stop-home.title", "Go \x9b31m home")))
    assert "\x9b" not in result.output
