"""What is published: the same bytes each time, whole, and every command of it runs where nothing of the checkout is."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pexpect
import pytest

from components import need
from legpain_graph import __version__
from legpain_graph.resources import pathway_folder
from legpain_graph_cli.main import COMMANDS

ROOT = Path(__file__).parents[1]
LONGEST = 200
PATIENCE = 300
"""Seconds to wait for what never comes: a guard, not a verdict."""


def build(source: Path, into: Path, *targets: str) -> list[Path]:
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(into)]
    command += [word for target in targets for word in ("-t", target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=600)
    return sorted(into.iterdir())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sdist and the wheel."""
    return build(ROOT, tmp_path_factory.mktemp("dist"), "sdist", "wheel")


def test_it_is_the_same_bytes_each_time_and_from_the_sdist_too(built: list[Path], tmp_path: Path) -> None:
    wheel, sdist = built
    again = build(ROOT, tmp_path / "again", "sdist", "wheel")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in built]
    with tarfile.open(sdist) as packed:
        packed.extractall(tmp_path, filter="data")
    (other,) = build(tmp_path / sdist.name.removesuffix(".tar.gz"), tmp_path / "other", "wheel")
    assert hashlib.sha256(other.read_bytes()).digest() == hashlib.sha256(wheel.read_bytes()).digest()


def test_the_wheel_holds_what_is_run_and_nothing_else(built: list[Path]) -> None:
    wheel, sdist = built
    assert (wheel.name, sdist.name) == (
        f"legpain_graph-{__version__}-py3-none-any.whl",
        f"legpain_graph-{__version__}.tar.gz",
    )
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        about = packed.read(f"legpain_graph-{__version__}.dist-info/METADATA").decode()
    assert max(map(len, names)) < LONGEST
    tops = {name.split("/")[0] for name in names}
    assert tops == {"legpain_graph", "legpain_graph_cli", f"legpain_graph-{__version__}.dist-info"}
    here = {f"legpain_graph/_pathway/leg_pain/{path.name}" for path in pathway_folder().glob("*.yaml")}
    assert here <= set(names)
    assert not [name for name in names if name.endswith((".pyc", ".part"))]
    assert {name.rpartition("licenses/")[2] for name in names if "licenses/" in name} == {
        "LICENSE",
        "LICENSES/libyaml-MIT.txt",
    }
    assert "License-Expression: Apache-2.0 AND MIT" in about
    with tarfile.open(sdist) as packed:
        inside = {name.partition("/")[2] for name in packed.getnames()}
    assert {"SECURITY.md", "CITATION.cff", "Makefile", "tests/test_dist.py", ".ci/run"} <= inside


def test_the_notice_of_libyaml_goes_with_every_page() -> None:
    from legpain_graph import load_pathway, webpage

    assert "Copyright (c) 2006-2016 Kirill Simonov" in webpage(load_pathway(cache=True))


def test_citation_and_version_agree() -> None:
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__


@pytest.fixture(scope="module")
def home(built: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment with the wheel and its extras, and nothing else."""
    need("package index")
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, f"{built[0]}[prove,pdf,cohort,sheets]"], check=True, capture_output=True, timeout=900)
    return folder / "bin"


RUNS = {
    "walk": [["walk", "case.yaml"]],
    "ask": [],
    "render": [["render", "case.yaml", "-o", "path.svg"], ["render", "--paper", "a4", "-o", "sheets.pdf"]],
    "page": [["page", "-o", "page.html"]],
    "preview": [],
    "check": [["check"]],
    "cohort": [["cohort", "patients.parquet", "-o", "answers.csv", "--summary", "figures.html"]],
    "generate": [["generate", "-n", "50", "-o", "patients.parquet"]],
    "audit": [["audit", "mine", "-o", "audit.html"]],
    "cases": [["cases", "mine", "--to", "cases.xlsx"], ["cases", "cases.xlsx", "--to", "back"]],
    "export": [["export", "--to", "questionnaire", "-o", "questionnaire.json"]],
    "findings": [["findings", "calf"], ["findings", "--template", "sciatica"]],
    "diff": [["diff", "own", "own"]],
    "trace": [["trace", "--summary"]],
    "schema": [["schema", "walk"]],
    "prove": [["prove", "own"]],
    "demo": [["demo"]],
}
"""How each command is run; those that ask or wait are, below."""


def test_every_command_runs_from_another_folder(home: Path, tmp_path: Path) -> None:
    from load import tiny

    assert RUNS.keys() >= COMMANDS.keys()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pathway.yaml").write_text(tiny.text())
    (tmp_path / "mine").mkdir()
    env = {"HOME": str(tmp_path), "PATH": f"{home}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    program = str(home / "legpain-graph")

    def run(*args: str) -> str:
        done = subprocess.run([program, *args], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, (args, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    assert run("--version").startswith(f"legpain-graph {__version__}\npathway leg-pain ")
    case = run("findings", "--template", "sciatica")
    (tmp_path / "case.yaml").write_text(case)
    (tmp_path / "mine" / "one.case.yaml").write_text(
        "id: one\nfindings: {breathlessness: true}\nexpect: {floor: emergency_999}\n"
    )
    for name in ("generate", *sorted(RUNS.keys() - {"generate"})):
        for args in RUNS[name]:
            assert run(*args) or any(path.name in args for path in tmp_path.iterdir()), args
    assert (tmp_path / "back" / "one.case.yaml").read_text() == (tmp_path / "mine" / "one.case.yaml").read_text()
    own = json.loads(subprocess.run(
        [home / "python", "-c", "import json, legpain_graph; print(json.dumps(legpain_graph.__file__))"],
        cwd=tmp_path, env=env, capture_output=True, text=True, check=True,
    ).stdout)  # fmt: skip
    assert Path(own).is_relative_to(home.parent)


def test_the_commands_that_wait_run_too(home: Path, tmp_path: Path) -> None:
    env = {**os.environ, "HOME": str(tmp_path), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "NO_COLOR": "1"}
    child = pexpect.spawn(str(home / "legpain-graph"), ["ask"], env=env, cwd=tmp_path, timeout=PATIENCE, encoding="utf-8", dimensions=(50, 100))  # fmt: skip
    child.delaybeforesend = 1  # as a person: a key that comes sooner is not taken
    child.expect("q  stop here")
    child.send("q")
    child.expect(pexpect.EOF)
    child = pexpect.spawn(str(home / "legpain-graph"), ["preview", "--port", "0"], env=env, cwd=tmp_path, timeout=PATIENCE, encoding="utf-8")  # fmt: skip
    child.expect(r"http://127\.0\.0\.1:\d+")
    child.sendintr()
    child.expect(pexpect.EOF)
