"""The GitHub Action in a repository that has a pathway and cases and nothing else: its `run` steps, as they are written."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from components import need
from load import tiny

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
CASES = {
    "safe": "{alarm: false, scan: negative}\nexpect: {floor: primary_care}\n",
    "alarm": "{alarm: true}\nexpect: {floor: emergency_999}\n",
    "today": "{alarm: false, scan: positive}\nexpect: {floor: same_day}\n",
    "wait": "{alarm: false, scan: not_done}\nexpect: {floor: soon}\n",
}


class Done(NamedTuple):
    status: dict[str, int]
    """By the name of each step that ran, its exit status."""
    output: str
    summary: str
    outputs: dict[str, str]

    @property
    def passed(self) -> bool:
        return not any(self.status.values())


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that the Action's own step has installed, apart from the Python of the job; once for all workers."""
    need("package index")
    shared = "PYTEST_XDIST_WORKER" in os.environ
    home = (tmp_path_factory.getbasetemp().parent if shared else tmp_path_factory.getbasetemp()) / "action"
    home.mkdir(exist_ok=True)
    done = home / "done"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            (step,) = (step for step in steps() if step["name"] == "Install")
            before = packages()
            environment = surroundings(home)
            status, said = run_step(step, {"runner.temp": str(home / "temp")}, environment, home)
            assert status == 0, said
            assert packages() == before
            done.write_text(Path(environment["GITHUB_OUTPUT"]).read_text())
    program = Path(done.read_text().strip().removeprefix("program="))
    assert program.is_relative_to(home / "temp")
    return program


def packages() -> str:
    """What is installed in the Python of the job."""
    return subprocess.run([sys.executable, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout


def test_the_python_of_the_job_is_left_as_it_is() -> None:
    (given,) = (
        step["with"] for step in ACTION["runs"]["steps"] if step.get("uses", "").startswith("actions/setup-python")
    )
    assert given["update-environment"] is False


def steps() -> list[dict[str, Any]]:
    return [step for step in ACTION["runs"]["steps"] if "run" in step]


def surroundings(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "LANG", "XDG_"))}
    files = {f"GITHUB_{name}": str(home / name.lower()) for name in ("OUTPUT", "STEP_SUMMARY")}
    return {**kept, **files, "HOME": str(home), "PATH": os.environ["PATH"]}


def run_step(step: dict[str, Any], inputs: dict[str, str], environment: dict[str, str], cwd: Path) -> tuple[int, str]:
    """Status and output of a step: bash as GitHub starts it, `${{ inputs.x }}` put in where the file says."""
    known = {name: one["default"] for name, one in ACTION["inputs"].items()} | inputs
    known["github.action_path"] = str(ROOT)
    known["steps.python.outputs.python-path"] = sys.executable

    def put(text: str) -> str:
        return re.sub(r"\$\{\{ (?:inputs\.)?([\w.-]+) \}\}", lambda found: known[found[1]], text)

    assert "${{" not in step["run"], "an input in a script is a way in for others; it comes by the environment"
    own = {name: put(value) for name, value in step.get("env", {}).items()}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(
        command, cwd=cwd, env={**environment, **own}, capture_output=True, text=True, check=False, timeout=600
    )
    return done.returncode, done.stdout + done.stderr


def act(python: Path, repository: Path, **inputs: str) -> Done:
    """All of it but the installation, which is done. Where the check fails the audit is not run."""
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    given["steps.install.outputs.program"] = str(python)
    environment = surroundings(repository.parent)
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
        Path(environment[name]).write_text("")
    status: dict[str, int] = {}
    said = ""
    for step in steps():
        name = step["name"]
        if name == "Install" or (name == "Prove" and given.get("prove") == "false") or status.get("Check"):
            continue
        status[name], output = run_step(step, given, environment, repository)
        said += output
    lines = Path(environment["GITHUB_OUTPUT"]).read_text().splitlines()
    summary = Path(environment["GITHUB_STEP_SUMMARY"]).read_text()
    return Done(status, said, summary, dict(line.split("=", 1) for line in lines))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with a pathway and four cases in a folder whose name has a blank."""
    home = tmp_path / "repository"
    folder = home / "my pathway"
    (folder / "cases").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(home)], check=True)
    (folder / "pathway.yaml").write_text(tiny.text())
    for name, case in CASES.items():
        (folder / "cases" / f"{name}.case.yaml").write_text(f"id: {name}\nfindings: {case}")
    return home


def test_the_gate_passes_where_it_should(python: Path, repository: Path) -> None:
    done = act(python, repository, pathway="my pathway", fail_under="nodes=100,edges=100,outcomes=100")
    assert done.passed, done.output
    assert list(done.status) == ["Reports", "Check", "Prove", "Audit"]
    assert "PASSED - 4 of 4 cases end as expected" in done.summary
    assert done.outputs == {"folder": "legpain-reports"}
    reports = repository / "legpain-reports"
    assert sorted(path.name for path in reports.iterdir()) == [
        "audit.html", "audit.info", "audit.json", "audit.sarif", "audit.xml", "check.sarif", "hazards.html",
    ]  # fmt: skip
    assert json.loads((reports / "audit.json").read_text())["passed"] is True
    for output in ("sarif", "junit", "lcov", "html", "json"):
        value = ACTION["outputs"][output]["value"].replace("${{ steps.reports.outputs.folder }}", "legpain-reports")
        assert (repository / value).is_file()


def test_the_gate_fails_where_a_case_is_taken_away(python: Path, repository: Path) -> None:
    (repository / "my pathway" / "cases" / "today.case.yaml").unlink()
    done = act(python, repository, pathway="my pathway", fail_under="nodes=100", formats="sarif")
    assert (done.status["Prove"], done.status["Audit"]) == (0, 1)
    assert "::error file=my pathway/pathway.yaml,line=" in done.output
    assert "6/7 (85.7 %25), short of 100 %25" in done.output
    assert "FAILED" in done.summary
    assert (repository / "legpain-reports" / "audit.sarif").is_file(), "written before it fails"


def test_a_gate_on_mutants_needs_them_and_fails_where_a_change_goes_unnoticed(python: Path, repository: Path) -> None:
    asked = {"pathway": "my pathway", "prove": "false", "formats": "json", "fail_under": "mutants=100"}
    without = act(python, repository, **asked)
    assert without.status["Audit"] == 2
    assert "mutants was not measured" in without.output
    done = act(python, repository, **asked, mutants="true")
    assert done.passed, done.output
    (repository / "my pathway" / "cases" / "wait.case.yaml").unlink()
    fewer = act(python, repository, **asked, mutants="true")
    assert fewer.status["Audit"] == 1
    assert "stop-wait" in fewer.output
    data = json.loads((repository / "legpain-reports" / "audit.json").read_text())
    assert {mutant["state"] for mutant in data["mutants"]} >= {"killed", "survived"}


def test_a_case_that_does_not_end_as_expected_fails(python: Path, repository: Path) -> None:
    case = repository / "my pathway" / "cases" / "wait.case.yaml"
    case.write_text(case.read_text().replace("floor: soon", "floor: routine"))
    done = act(python, repository, pathway="my pathway", prove="false", cases="my pathway/cases\n")
    assert done.status["Audit"] == 1
    assert "::error file=my pathway/cases/wait.case.yaml,line=3,col=17,title=legpain-graph case::" in done.output


def test_a_fault_of_the_pathway_fails_the_check_and_nothing_else_is_run(python: Path, repository: Path) -> None:
    (repository / "my pathway" / "pathway.yaml").write_text(tiny.text(("nodes.begin.kind", "strat")))
    done = act(python, repository, pathway="my pathway")
    assert done.status == {"Reports": 0, "Check": 1}
    assert "%0Ahint: did you mean 'start'?" in done.output


def test_what_is_given_is_never_run(python: Path, repository: Path) -> None:
    """An input is data: no shell reads it as a command."""
    done = act(python, repository, pathway='$(touch broken); "`touch broken`', fail_under="$(touch broken)")
    assert done.status["Check"] == 1 or done.status["Check"] == 2
    assert not (repository / "broken").exists()


def test_its_formats_are_those_of_the_command() -> None:
    from legpain_graph.report.audit.formats import FORMATS

    said = re.findall(r"\w+", ACTION["inputs"]["formats"]["description"].split(":")[1])
    assert set(said) == set(FORMATS) - {"github"}
    endings = {endings[0]: name for name, endings in FORMATS.items()}
    script = next(step["run"] for step in steps() if step["name"] == "Audit")
    for name, ending in re.findall(r"(\w+)\) ending=(\w+)", script):
        assert endings[f".{ending}"] == name


def test_the_guide_tells_of_every_format_measure_input_and_output() -> None:
    from legpain_graph.model.pathway import MEASURES
    from legpain_graph.report.audit.formats import FORMATS

    guide = (ROOT / "docs" / "ci.md").read_text()
    for name, endings in FORMATS.items():
        assert f"| `{name}` | {'' if name == 'github' else f'`{endings[0]}` '}|" in guide
    for name in (*ACTION["inputs"], *ACTION["outputs"], *MEASURES):
        assert f"`{name}`" in guide
