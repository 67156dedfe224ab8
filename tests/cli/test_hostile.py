"""The command line on hostile input: a clean message and exit status 2, no traceback, no file left half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from legpain_graph_cli.main import cli
from load import tiny
from load.hostile import Hostile, hostile
from work import bounded

GUARD = 300
"""Seconds after which a process that never ends is stopped."""


@cache
def inputs() -> list[Hostile]:
    return list(hostile())


def test_there_are_enough() -> None:
    assert len(inputs()) >= 500


@pytest.mark.parametrize("part", range(8))
def test_every_input_is_refused_or_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    target = tmp_path / "out.txt"
    wrong: list[str] = []
    for name, family, data in inputs()[part::8]:
        path = tmp_path / ("case.json" if family == "case" else "pathway.yaml")
        path.write_bytes(data)
        command = ["walk", str(path), "-o", str(target)] if family == "case" else ["check", str(path)]
        with bounded():
            result = CliRunner().invoke(cli, command)
        clean = result.exception is None or isinstance(result.exception, SystemExit)
        said = result.exit_code != 2 or "error: " in result.output
        whole = result.exit_code == 2 or family != "case" or target.stat().st_size > 0
        if not (clean and said and whole and result.exit_code in ((0, 2) if family == "case" else (0, 1))):
            wrong.append(f"{name}: {result.exit_code}, {result.exception!r}")
        if result.exit_code == 2 and target.exists():
            wrong.append(f"{name}: left a file")
        target.unlink(missing_ok=True)
        if [left for left in tmp_path.iterdir() if left.name.startswith(".")]:
            wrong.append(f"{name}: left a half-written file")
    assert wrong == []


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A folder with the pathway `tiny`, among whose cases and files are a pipe, an endless device and a link to nowhere."""
    tiny.lay(tmp_path, one="{findings: {alarm: true}, expect: {floor: emergency_999}}")
    for folder, ending in ((tmp_path / "tiny", "yaml"), (tmp_path / "tiny" / "cases", "case.json")):
        os.mkfifo(folder / f"pipe.{ending}")
        (folder / f"endless.{ending}").symlink_to("/dev/zero")
        (folder / f".#link.{ending}").symlink_to("nobody@nowhere.1")
    os.mkfifo(tmp_path / "tiny" / "cases" / "textbook-pipe.case.yaml")
    (tmp_path / "latin" / "cases").mkdir(parents=True)
    (tmp_path / "latin" / "cases" / "textbook-latin.case.yaml").write_bytes(b"who: \xe9")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("check tiny", 0, "tiny"),
        ("audit -p tiny", 0, "1 of 1 case end as expected"),
        ("audit -p tiny tiny/cases/pipe.case.json", 2, "tiny/cases/pipe.case.json: cannot be read: it is not a file but a pipe"),
        ("audit -p tiny /dev/zero", 2, "/dev/zero: cannot be read: it is not a file"),
        ("diff tiny tiny", 0, ""),
        ("diff tiny tiny --cases tiny/cases", 0, ""),
        ("page tiny -o page.html", 0, "wrote page.html"),
        ("findings -p tiny --template pipe", 2, "no textbook case for 'pipe'"),
        ("findings -p latin --template latin", 2, "textbook-latin.case.yaml:1:6: not UTF-8"),
        ("render -p tiny --coverage /dev/zero -o x.dot", 2, "/dev/zero: more than 100000000 bytes"),
        ("walk /dev/zero -p tiny", 2, "more than 100000 bytes"),
        ("walk - -p tiny </dev/zero", 2, "more than 100000 bytes"),
        ("walk tiny/cases/one.case.yaml -p /dev/zero", 2, "/dev/zero: no such file or folder"),
        ("walk <(cat tiny/cases/one.case.yaml) -p tiny", 0, "EMERGENCY"),
    ],
)  # fmt: skip
def test_nothing_endless_and_no_pipe_is_read(strange: Path, command: str, status: int, said: str) -> None:
    done = as_process(strange, command)
    assert said in done.stdout + done.stderr
    assert (done.returncode, "Traceback" in done.stderr) == (status, False)


def as_process(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """The installed command in a folder, as a shell writes it, with at most 4 GB."""
    script = str(Path(sys.executable).parent / "legpain-graph")
    return subprocess.run(
        ["bash", "-c", f'ulimit -v 4000000; "$0" {command}', script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=GUARD,
        check=False,
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
    )


def test_as_a_process_there_is_no_traceback(tmp_path: Path) -> None:
    """A sample through the installed command, on standard input and as files."""
    script = str(Path(sys.executable).parent / "legpain-graph")
    for name, family, data in inputs()[:: max(1, len(inputs()) // 30)]:
        path = tmp_path / "input.yaml"
        path.write_bytes(data)
        command = [script, "walk", "-"] if family == "case" else [script, "walk", "-", "-p", str(path)]
        done = subprocess.run(
            command,
            input=data if family == "case" else b"{}",
            capture_output=True,
            timeout=GUARD,
            check=False,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        )
        assert done.returncode in (0, 2), (name, done.stderr[-300:])
        assert b"Traceback" not in done.stderr, name
