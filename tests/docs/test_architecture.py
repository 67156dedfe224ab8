"""The picture of the house is true to the folders, and the recipes name files that are there."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from docs.names import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text()
HOUSE = ROOT / "src" / "legpain_graph"


@pytest.fixture(scope="module")
def drawing() -> Any:
    sys.path.insert(0, str(ROOT / "outputs"))
    try:
        import architecture
    finally:
        sys.path.pop(0)
    return architecture


def test_the_picture_is_the_one_that_the_house_gives(drawing: Any) -> None:
    kept = (ROOT / "outputs" / "architecture.svg").read_text()
    assert kept == drawing.svg(), "a folder or floor has changed: python outputs/architecture.py"


def test_every_folder_and_module_stands_in_it(drawing: Any) -> None:
    there = {path.stem for path in HOUSE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    drawn = re.findall(r'id="house-(\w+)"', drawing.svg())
    assert sorted(drawn) == sorted(there - {"__init__"})


@cache
def uses(folder: str) -> set[str]:
    """The folders and modules that the modules of one import."""
    texts = [path.read_text() for path in (HOUSE / folder).rglob("*.py")]
    return {name for text in texts for name in re.findall(r"^ *from legpain_graph\.(\w+)", text, re.MULTILINE)}


def test_each_stop_of_a_way_uses_one_before_it_or_makes_it(drawing: Any) -> None:
    for way in (drawing.PATHWAY_WAY, drawing.CASE_WAY):
        stops = list(way)
        for number, stop in enumerate(stops[1:], 1):
            before = set(stops[:number])
            assert uses(stop) & before or any(stop in uses(earlier) for earlier in before), stop


def test_each_folder_says_in_two_lines_what_it_is_for() -> None:
    for folder in [path for path in HOUSE.rglob("__init__.py") if path.parent != HOUSE]:
        lines = [line for line in (ast.get_docstring(ast.parse(folder.read_text())) or "").splitlines() if line]
        assert 1 <= len(lines) <= 2, folder


def test_there_are_five_recipes() -> None:
    recipes = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)
    assert recipes == [
        "Change a guard",
        "Add an engine",
        "Add a format of reports",
        "Add a view",
        "Add a type of finding",
    ]


def test_what_a_recipe_touches_is_there_and_what_it_adds_is_not() -> None:
    for row in re.findall(r"^\| (`.+?) \| \d+ \| \d+ \|$", PAGE, re.MULTILINE):
        for name, new in re.findall(r"`([^`]+\.\w+)`( \(new\))?", row):
            there = any((home / name).exists() for home in (ROOT, HOUSE))
            assert there is not bool(new), name


def test_what_is_said_of_a_folder_is_said_of_one_that_is_there() -> None:
    ways = PAGE[PAGE.index("## The way of a pathway") : PAGE.index("## Five recipes")]
    for name in re.findall(r"`(\w+(?:/\w+)*(?:\.py)?)`", ways):
        assert any((home / name).exists() for home in (HOUSE, ROOT)) or not re.search(r"/|^[a-z]+$", name), name


def test_the_page_shows_the_picture() -> None:
    assert "(../outputs/architecture.svg)" in PAGE
    assert Path(ROOT / "outputs" / "architecture.svg").exists()
