"""The docs name nothing that does not exist: modules, files, commands, options, links; and no old word."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from docs.names import ROOT, pages, resolved
from legpain_graph_cli.main import COMMANDS

HOUSE = ROOT / "src" / "legpain_graph"
HOMES = (ROOT, HOUSE, HOUSE / "web", ROOT / "cli" / "legpain_graph_cli", ROOT / "docs", ROOT / "tests")
FOLDERS = sorted(path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists())
EVERY_COMMAND = {name: import_module(f"legpain_graph_cli.{name}_command").command for name in COMMANDS}
OTHERS = {
    *("--branch-coverage", "--compare-branch"),  # genhtml, diff-cover
    *("--legpain-coverage", "--legpain-pathway", "--hypothesis-profile", "--patients"),  # pytest
    *("--strict", "--help", "--version", "--numstat"),
}
"""Options of other programs, and those that every command has."""
OLD = (
    *("guard/syntax", "guard/parse", "guard/written", "guard/algebra", "load/words", "load/shape", "load/checked", "load/frozen"),
    *("prove/own", "compare/worked", "engine/planes", "audit/again", "audit/noticed", "audit/tell", "audit/unnoticed", "audit/nearby"),
    *("audit/cited", "draw/ways", "draw/arrange", "draw/furniture", "closing.py"),
)  # fmt: skip


def text_of(page: Path) -> str:
    return page.read_text()


def each_page() -> list[Any]:
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages()]


@pytest.mark.parametrize("page", each_page())
def test_each_name_of_code_is_there(page: Path) -> None:
    names = re.findall(r"\blegpain_graph(?:_cli)?(?:\.\w+)+", text_of(page))
    wrong = [name for name in names if not resolved(name)]
    assert not wrong, wrong


@pytest.mark.parametrize("page", each_page())
def test_each_file_of_the_house_is_there(page: Path) -> None:
    text = re.sub(r"`[^`]+` \(new\)", "", text_of(page))  # what a recipe adds
    files = re.findall(r"(?<![\w/.-])((?:[\w.-]+/)+[\w-]+\.(?:py|js|css))\b", text)
    folders = re.findall(r"`((?:src|cli|tests|benchmarks|outputs)/[\w./-]*)`", text)
    modules = [name for name in re.findall(r"`(\w+/[\w/]+)`", text) if name.partition("/")[0] in FOLDERS]
    wrong = [name for name in (*files, *folders) if not any((home / name).exists() for home in HOMES)]
    wrong += [name for name in modules if not (HOUSE / name).exists() and not (HOUSE / f"{name}.py").exists()]
    assert not wrong, wrong


@pytest.mark.parametrize("page", each_page())
def test_each_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!\w+:|#)([^)\s#]+)", text_of(page)):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", [page for page in each_page() if page.id != "CHANGELOG.md"])
def test_each_command_and_option_is_there(page: Path) -> None:
    text = text_of(page)
    for name in re.findall(r"(?:^|[`$] ?)legpain-graph ([a-z]+)", text, re.MULTILINE):
        assert name in COMMANDS, name
    known = {word for command in EVERY_COMMAND.values() for param in command.params for word in param.opts} | OTHERS
    for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text):
        assert option in known, option


@pytest.mark.parametrize("page", each_page())
def test_no_old_word_is_left(page: Path) -> None:
    text = text_of(page).lower()
    found = [word for word in OLD if re.search(rf"\b{re.escape(word)}\b", text)] + re.findall(r"\bcan not\b", text)
    assert not found, found


def test_each_make_target_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in pages():
        for name in re.findall(r"(?:`|^)make ([a-z][a-z-]*)\b", text_of(page), re.MULTILINE):
            assert name in targets, (page.name, name)


def test_commands_are_commands() -> None:
    assert all(isinstance(command, click.Command) for command in EVERY_COMMAND.values())
