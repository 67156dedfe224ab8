"""Whatever the door, the same files are taken, with the same walk, and of the others the same is said."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from case.doors import case_files, library_says
from legpain_graph import CaseError, Walker, case_from_json, read_case_file
from legpain_graph_cli.main import cli, main, printable


def walk(*args: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["walk", *args, "--format", "json"], input=given)


def test_the_set_has_good_and_bad_files_of_both_kinds(leg_pain_walker: Walker) -> None:
    files = case_files()
    said = {name: library_says(leg_pain_walker, name)[1] is not None for name in files}
    assert len(files) >= 300
    for ending in ("case.yaml", "case.json"):
        for good in (True, False):
            assert sum(taken is good for name, taken in said.items() if name.endswith(ending)) >= 30, (ending, good)


def test_walk_and_the_library(leg_pain_walker: Walker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file by its name, and by standard input; the words are those of the library, fault for fault."""
    monkeypatch.chdir(tmp_path)
    for number, (name, data) in enumerate(case_files().items()):
        faults, found = library_says(leg_pain_walker, name)
        Path(name).write_bytes(data)
        by_name = walk(name)
        if number % 4 == 0:
            by_input = walk("-", given=data)
            assert (by_input.exit_code, by_input.stdout) == (by_name.exit_code, by_name.stdout), name
            assert by_input.stderr == by_name.stderr.replace(f"{name}:", "<stdin>:"), name
        if found is not None:
            assert (by_name.exit_code, by_name.stderr) == (0, ""), name
            assert by_name.stdout == found.to_json(), name
            assert json.loads(by_name.stdout)["urgency"] == ("settled" if found.settled else "open")
        else:
            assert (by_name.exit_code, by_name.stdout) == (2, ""), name
            said = [line for line in by_name.stderr.split("\n") if not line.startswith("note: ")]
            errors = "".join(f"error: {fault}\n" for fault in faults)
            assert "\n".join(said) == f"{errors}{len(faults)} error{'s' * (len(faults) != 1)}; nothing was done\n", name


def test_a_case_in_one_line_of_a_program(leg_pain_walker: Walker) -> None:
    """`case_from_json` takes what a file may hold, and says the same of the rest."""
    for name, data in case_files().items():
        faults, found = library_says(leg_pain_walker, name)
        try:
            assert leg_pain_walker.walk(case_from_json(data, name)).as_dict() == (found and found.as_dict()), name
        except CaseError as error:
            said = [issue.message for issue in error.issues]
            assert found is None, name
            assert all(any(message in fault for fault in faults) for message in said), name
            assert len(said) == len(faults), name


def ask(name: str) -> tuple[int, str]:
    """Exit status and screen of `ask NAME -o kept.json` in a terminal that is closed by Ctrl-C at the first question."""
    child, screen = pty.fork()
    if child == 0:  # pragma: no cover - in a process of its own
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 - for the life of the process
        sys.argv = ["legpain-graph", "ask", name, "-o", "kept.json"]
        main()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 500, 0, 0))
    said, pressed = b"", 0
    with suppress(OSError):  # of a terminal whose other end is gone
        while part := os.read(screen, 100_000):
            said += part
            if part.endswith(b"\x1b[6n"):  # where is the cursor?
                os.write(screen, b"\x1b[1;1R")
            if b"stop here, keep" in said[pressed:] or b"f  finish" in said[pressed:]:
                os.write(screen, b"\x03")
                pressed = len(said)
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.decode().replace("\r\n", "\n")


def test_ask(leg_pain_walker: Walker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `walk` takes, it goes on with, and keeps the same patient; of the rest it says what `walk` says, and writes nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "1000")
    kept = Path("kept.json")
    for name, data in case_files().items():
        faults, found = library_says(leg_pain_walker, name)
        Path(name).write_bytes(data)
        kept.unlink(missing_ok=True)
        status, said = ask(name)
        if found is None:
            assert (status, kept.exists()) == (2, False), name
            for fault in faults:
                assert printable(fault) in said, name
        else:
            assert status in (0, 1), name
            assert leg_pain_walker.walk(read_case_file(kept).case).as_dict() == found.as_dict(), name
