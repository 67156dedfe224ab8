"""A page of the docs, followed to the letter: the files that it shows are written, its commands run, their output compared."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from click.testing import CliRunner

from legpain_graph_cli.main import cli

BLOCK: Final = re.compile(r'^```(\w*)(?: title="([^"]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE)
VARIES: Final = ((r"\([0-9a-f]{8}\)", "(hash)"), (r"\d+\.\d seconds", "some seconds"))
"""What is another on each run, or with each word of the pathway."""


class Command(NamedTuple):
    line: str
    shown: list[str]
    """Its output as the page shows it; `...` stands for lines that are left out."""


def follow(page: str, folder: Path) -> Iterator[tuple[Command, list[str]]]:
    """Each command of the page with what it says when it is run in `folder`, the current one."""
    for language, title, text in BLOCK.findall(page):
        if title:
            (folder / title).write_text(text)
        elif not language and text.startswith("$ "):
            for command in commands(text):
                yield command, run(command.line, folder)


def commands(text: str) -> list[Command]:
    found: list[Command] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:], []))
        else:
            found[-1].shown.append(line)
    return found


def run(line: str, folder: Path) -> list[str]:
    words = shlex.split(line)
    if words[0] == "legpain-graph":
        result = CliRunner(env={"COLUMNS": "100"}).invoke(cli, words[1:])
        assert result.exit_code in (0, 1), result.output
        return result.output.splitlines()
    done = subprocess.run(line, shell=True, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def same(shown: list[str], said: list[str]) -> bool:
    """Whether `said` is what is shown, but for what varies and what is left out."""
    pattern = ""
    for line in shown:
        pattern += r"(?:[^\n]*\n)*" if line == "..." else re.escape(_settled(line)) + r"\n"
    return re.fullmatch(pattern, "".join(f"{_settled(line)}\n" for line in said)) is not None


def _settled(line: str) -> str:
    for what, instead in VARIES:
        line = re.sub(what, instead, line)
    return line
