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
