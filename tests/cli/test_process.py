"""The installed command, as a process: exit status, what it imports, and that it asks nothing of the network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from legpain_graph.resources import pathway_folder

CASE = str(pathway_folder() / "cases" / "two-dvt-and-toe-ulcer.case.yaml")


def command(*args: str, cache: Path, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    script = Path(sys.executable).parent / "legpain-graph"
    return subprocess.run(
        [str(script), *args],
        input=stdin,
        capture_output=True,
        timeout=300,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(cache), **env},
    )


def test_exit_status_and_streams(tmp_path: Path) -> None:
    good = command("walk", CASE, cache=tmp_path)
    assert good.returncode == 0
    first = "SAME DAY - PLAN OPEN: 2 answers missing. Today: DVT result within 4 hours; Today: vascular on call."
    assert " ".join(good.stdout.decode().split()).startswith(f"{first} ")
    assert good.stderr == b""
    bad = command("walk", "-", cache=tmp_path, stdin=b'{"findings": {"nothing": 1}}')
    assert bad.returncode == 2
    assert bad.stdout == b""
    assert b"Traceback" not in bad.stderr
    assert command("walk", cache=tmp_path).returncode == 2


def test_a_closed_pipe_is_no_bug(tmp_path: Path) -> None:
    script = Path(sys.executable).parent / "legpain-graph"
    line = f'"{script}" findings | head -1; echo "status ${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        timeout=300,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
    )
    assert b"Traceback" not in done.stderr
    assert done.stdout.startswith(b"abpi:")
    assert b"status 3" not in done.stdout


@pytest.mark.parametrize("heavy", ["networkx", "pydantic", "graphviz", "yaml", "prompt_toolkit"])
def test_the_warm_way_imports_nothing_heavy(tmp_path: Path, heavy: str) -> None:
    case = tmp_path / "case.json"
    case.write_text('{"findings": {"fever": true}}')
    assert command("walk", str(case), cache=tmp_path).returncode == 0
    probe = (
        "import sys, io, contextlib\n"
        "from legpain_graph_cli.main import cli\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    cli.main(['walk', {str(case)!r}], standalone_mode=False)\n"
        f"sys.exit({heavy!r} in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], check=False, timeout=300, env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    )
    assert done.returncode == 0


def test_shell_completion_names_the_commands(tmp_path: Path) -> None:
    done = command(
        cache=tmp_path, _LEGPAIN_GRAPH_COMPLETE="bash_complete", COMP_WORDS="legpain-graph wa", COMP_CWORD="1"
    )
    assert b"walk" in done.stdout


def test_an_unwritable_cache_is_no_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert command("walk", CASE, cache=blocked).returncode == 0
