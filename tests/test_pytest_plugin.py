"""The pytest plugin as another project has it: installed, found by its entry point, run as a process."""

from __future__ import annotations

import ntpath
import os
import subprocess
import sys
from pathlib import Path

import pytest

from legpain_graph.pytest_plugin import near_name
from load import tiny

SAFE = "id: safe\nfindings: {alarm: false, scan: negative}\nexpect: {floor: primary_care, reaches: [stop-home]}\n"
WRONG = "id: wrong\nfindings: {alarm: true}\nexpect:\n  floor: soon\n  reaches: [screen, stop-home]\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a pathway in a folder, two cases below it that pass, and an ini file."""
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "tiny" / "cases").mkdir(parents=True)
    (tmp_path / "tiny" / "pathway.yaml").write_text(tiny.text())
    (tmp_path / "tiny" / "cases" / "safe.case.yaml").write_text(SAFE)
    (tmp_path / "tiny" / "cases" / "alarm.case.json").write_text(
        '{"id": "alarm", "findings": {"alarm": true}, "expect": {"floor": "emergency_999", "settled": true}}'
    )
    return tmp_path


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONWARNINGS": "error", "COLUMNS": "120"}
    environment.pop("PYTEST_ADDOPTS", None)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", *args]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, check=False)


def test_cases_are_tests(project: Path) -> None:
    done = run(project, "-v", "--junitxml", "out.xml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tiny/cases/alarm.case.json::alarm PASSED" in done.stdout
    assert "tiny/cases/safe.case.yaml::safe PASSED" in done.stdout
    assert "2 passed" in done.stdout
    assert 'name="safe"' in (project / "out.xml").read_text()


def test_a_failure_says_what_was_expected_what_came_and_where(project: Path) -> None:
    (project / "tiny" / "cases" / "wrong.case.yaml").write_text(WRONG)
    done = run(project)
    assert done.returncode == 1
    assert (
        "tiny/cases/wrong.case.yaml:4:10: wrong: floor: expected soon, got emergency_999\n"
        "tiny/cases/wrong.case.yaml:5:21: wrong: reaches: expected stop-home, got not reached\n"
        "walked: begin > screen > stop-999\n"
        "which is: at least EMERGENCY (999), at most EMERGENCY (999)\n"
    ) in done.stdout
    assert "Traceback" not in done.stdout
    assert "1 failed, 2 passed" in done.stdout


def test_a_case_that_expects_nothing_fails(project: Path) -> None:
    (project / "tiny" / "cases" / "silent.case.yaml").write_text("id: silent\nfindings: {alarm: true}\n")
    done = run(project)
    assert "the case expects nothing\n  hint: expect: {floor: emergency_999, ceiling: emergency_999}" in done.stdout
    assert "1 failed, 2 passed" in done.stdout


def test_what_cannot_be_read_fails_at_its_place(project: Path) -> None:
    (project / "tiny" / "cases" / "typo.case.yaml").write_text("findings: {alarrm: true}\nexpect: {settled: true}\n")
    done = run(project)
    assert "tiny/cases/typo.case.yaml:1:12: unknown finding 'alarrm'\n  hint: did you mean 'alarm'?" in done.stdout
    (project / "tiny" / "pathway.yaml").write_text("nodes: [")
    done = run(project)
    assert "pathway.yaml:1:" in done.stdout
    assert "3 failed" in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize("how", ["option", "ini"])
def test_the_pathway_can_be_named(project: Path, how: str) -> None:
    """A pathway of one file, beside cases that have none above them."""
    (project / "tiny" / "pathway.yaml").rename(project / "one.yaml")
    unnamed = run(project)
    assert "unknown finding 'alarm'" in unnamed.stdout, "the pathway of the package has no such finding"
    if how == "ini":
        (project / "pytest.ini").write_text("[pytest]\nlegpain_pathway = one.yaml\n")
    named = run(project, *(["--legpain-pathway", "one.yaml"] if how == "option" else []))
    assert named.returncode == 0, named.stdout
    missing = run(project, "--legpain-pathway", "two.yaml")
    assert "two.yaml: no such file or folder" in missing.stdout


FOREIGN = {
    "steps": "steps: [open, close]\n",
    "expect": "name: a page\nsteps: [open]\nexpect: {status: 200}\n",
    "words": "note: what it findings and expect are\n",
    "scanner": "tool: lint\nfindings:\n  - {id: 1, level: high}\nexpect: none\n",
    "normal": "normal: true\nexpect: 3\n",
    "several": "---\nrequest: a\n---\nexpect: b\n",
    "template": "{% for x in y %}\nexpect: {{ x }}\n",
    "array": '[{"expect": 1}]',
}


@pytest.mark.parametrize("named", [(), ("--legpain-pathway", "tiny")])
def test_what_another_tool_calls_a_case_is_let_be(project: Path, named: tuple[str, ...]) -> None:
    """In a folder of its own, beside a pathway of ours, and below what another tool calls pathway.yaml."""
    (project / "other").mkdir()
    (project / "other" / "pathway.yaml").write_text("name: glycolysis\nreactions: [R1]\n")
    for name, text in FOREIGN.items():
        (project / f"{name}.case.{'json' if name == 'array' else 'yaml'}").write_text(text)
        (project / "other" / f"{name}.case.yaml").write_text(text)
    done = run(project, *named)
    assert (done.returncode, "2 passed" in done.stdout) == (0, True), done.stdout


def test_a_case_of_ours_is_taken_with_its_faults(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "typo.case.yaml").write_text("findings: {abpi: 0.9}\nexpct: {}\n")
    (tmp_path / "broken.case.yaml").write_text("findings: {abpi: 0.9\n")
    (tmp_path / "closed.case.json").write_text('{"normal": ["pulsses"], "expect": {}}')
    assert "3 failed" in run(tmp_path).stdout


def test_a_name_on_another_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "relpath", ntpath.relpath)
    with pytest.raises(ValueError, match="mount"):
        os.path.relpath("D:\\cases\\a.case.yaml")
    assert near_name("D:\\cases\\a.case.yaml") == "D:\\cases\\a.case.yaml"


def test_a_project_without_cases_pays_nothing(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_one.py").write_text(
        "import sys\ndef test_one():\n"
        "    found = sorted(name for name in sys.modules if name.startswith(('legpain_graph', 'yaml', 'click', 'z3')))\n"
        "    assert found == ['legpain_graph', 'legpain_graph.pytest_plugin']\n"
    )
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_coverage_is_said_at_the_end(project: Path, workers: tuple[str, ...]) -> None:
    done = run(project, "--legpain-coverage", *workers)
    assert done.returncode == 0, done.stdout
    said = done.stdout.partition("coverage of tiny")[2]
    assert "nodes reached          5/7 (71.4 %)" in said
    assert "edges walked           4/6 (66.6 %)" in said
    assert "outcomes of decisions  " in said
    assert "  stop-today: stop today  (" in said
    assert "coverage of" not in run(project).stdout
