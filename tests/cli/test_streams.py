"""Standard streams that are full, closed or of an encoding that lacks a letter: a clear word, the right status, no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from legpain_graph_cli.main import COMMANDS
from load import tiny

SCRIPT = str(Path(sys.executable).parent / "legpain-graph")
PRINTS = {
    "walk": "walk case.yaml -p tiny",
    "ask": "ask -p tiny",
    "render": "render case.yaml -p tiny --format svg -o -",
    "page": "page tiny -o -",
    "preview": "preview tiny --port 0",
    "check": "check tiny",
    "cohort": "cohort table.csv -p tiny -o answers.csv",
    "generate": "generate --help",
    "cases": "cases --help",
    "audit": "audit -p tiny",
    "findings": "findings -p tiny",
    "diff": "diff tiny tiny",
    "trace": "trace -p tiny",
    "export": "export --to questionnaire -p tiny",
    "schema": "schema case -p tiny",
    "prove": "prove tiny",
    "demo": "demo -o demo",
    "--help": "--help",
    "--version": "--version",
}
"""A way to have each command print something."""
NAME = "Łukasz 😀 é"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    tiny.lay(tmp_path, one="{findings: {alarm: true}, expect: {floor: emergency_999}}")
    (tmp_path / "table.csv").write_text("id,alarm\n1,true\n")
    (tmp_path / "case.yaml").write_text(f"who: {NAME}\nfindings: {{alarm: true}}\n")
    return tmp_path


def run(
    here: Path, command: str, streams: str = "", stdin: bytes | None = None, **env: str
) -> subprocess.CompletedProcess[bytes]:
    """`command` in the folder `here`, its streams redirected as a shell writes it."""
    return subprocess.run(
        ["bash", "-c", f'"$0" {command} {streams}', SCRIPT],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        timeout=300,
        check=False,
        cwd=here,
        env={**os.environ, "XDG_CACHE_HOME": str(here / "cache"), **env},
    )


def test_every_command_is_here() -> None:
    assert set(COMMANDS) <= set(PRINTS)


@pytest.mark.parametrize("name", PRINTS)
def test_results_that_cannot_be_written_are_an_error(here: Path, name: str) -> None:
    done = run(here, PRINTS[name], ">/dev/full")
    said = b"ask needs a terminal" if name == "ask" else b"error: <stdout>: cannot be written: No space left on device"
    assert (done.returncode, said in done.stderr, b"Traceback" in done.stderr) == (2, True, False)


@pytest.mark.parametrize("name", ["walk", "render", "audit", "--help"])
def test_a_closed_standard_output(here: Path, name: str) -> None:
    done = run(here, PRINTS[name], ">&-")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, b"error: <stdout>: cannot be written: it is closed")


def test_a_stream_that_is_not_needed_may_be_closed(here: Path) -> None:
    assert run(here, "walk case.yaml -p tiny -o note.txt", "<&- >&- 2>&-").returncode == 0
    assert NAME in (here / "note.txt").read_text()


@pytest.mark.parametrize("streams", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize(
    ("command", "status"),
    [("walk case.yaml -p tiny", 0), ("findings nothing -p tiny", 1), ("walk nowhere.yaml -p tiny", 2), ("nothing", 2)],
)
def test_remarks_that_nobody_reads_change_no_status(here: Path, command: str, status: int, streams: str) -> None:
    assert run(here, command, streams).returncode == status
    assert run(here, command, f"{streams} >/dev/full").returncode == (status or 2)


def test_a_closed_standard_input_and_one_that_is_a_folder(here: Path) -> None:
    done = run(here, "walk - -p tiny", "<&-")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, b"error: <stdin>: cannot be read: it is closed")
    assert b"Traceback" not in run(here, "ask -p tiny", "<&-").stderr


@pytest.mark.parametrize(("command", "status"), [("trace", 0), ("audit -p tiny --fail-under nodes=100", 1)])
def test_a_reader_who_has_gone_is_no_error(here: Path, command: str, status: int) -> None:
    """The status is that of the command."""
    done = run(here, command, '| true; exit "${PIPESTATUS[0]}"')
    assert (done.returncode, b"Traceback" in done.stderr) == (status, False)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "iso8859-7"])
def test_a_letter_that_the_encoding_lacks(here: Path, encoding: str) -> None:
    said = run(here, "walk case.yaml -p tiny", PYTHONIOENCODING=encoding)
    lost = NAME.encode(encoding, "backslashreplace").decode(encoding).replace("\\U0001f600", "\\ud83d\\ude00")
    lost = lost.replace("\\xe9", "\\u00e9")
    assert (said.returncode, lost in said.stdout.decode(encoding)) == (0, True)


def test_what_programs_read_stays_what_it_is(here: Path) -> None:
    (here / "tiny" / "cases" / f"{NAME}.case.yaml").write_text(
        f"who: {NAME}\nfindings: {{}}\nexpect: {{floor: same_day}}"
    )
    data = run(here, "audit -p tiny -f json", PYTHONIOENCODING="cp1252")
    assert NAME in json.dumps(json.loads(data.stdout.decode("cp1252")), ensure_ascii=False)
    junit = run(here, "audit -p tiny -f junit", PYTHONIOENCODING="cp1252")
    assert NAME in ElementTree.tostring(ElementTree.fromstring(junit.stdout), encoding="unicode")


def test_an_encoding_that_somebody_asked_for_is_kept(here: Path) -> None:
    said = run(here, "walk case.yaml -p tiny", PYTHONIOENCODING="cp1252:replace")
    assert "?ukasz ? é".encode("cp1252") in said.stdout


def test_a_file_name_that_is_no_text(here: Path) -> None:
    wrong = os.fsdecode(b"\xff.case.yaml")
    (here / "tiny" / "cases" / wrong).write_text("{findings: {alarm: true}, expect: {floor: same_day}}")
    done = run(here, "audit -p tiny")
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
