"""The package as a library: what it exports, and what a program asks for in one line."""

from __future__ import annotations

import ast
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

import legpain_graph
import seven
from legpain_graph import (
    Case,
    CaseError,
    Pathway,
    RequestError,
    Verdict,
    Walker,
    audit_pathway,
    case_from_json,
    case_schema,
    case_to_json,
    check_pathway,
    compare_pathways,
    leaflet,
    load_pathway,
    markdown,
    note,
    prove,
    read_case_file,
    render,
    textbook_case,
    textbook_names,
    walk_schema,
    webpage,
)
from legpain_graph.errors import NOWHERE
from legpain_graph.resources import pathway_folder
from legpain_graph_cli.main import cli
from load import tiny

CASES = sorted((pathway_folder() / "cases").glob("*.case.yaml"))
SOURCE = Path(legpain_graph.__file__).read_text()
FUNCTIONS = [name for name in legpain_graph.__all__ if inspect.isfunction(getattr(legpain_graph, name))]
CLASSES = [name for name in legpain_graph.__all__ if inspect.isclass(getattr(legpain_graph, name))]
SURE = {"case_schema", "leaflet", "markdown", "note", "pathway_schema", "walk_schema"}
"""Functions that cannot fail for anything that a user does."""


@pytest.fixture
def small(tmp_path: Path) -> Pathway:
    tiny.lay(tmp_path)
    return load_pathway(tmp_path / "tiny")


def test_each_public_name_is_declared_once_for_people_and_once_for_type_checkers() -> None:
    block = next(node for node in ast.parse(SOURCE).body if isinstance(node, ast.If))
    typed = {
        alias.asname or alias.name: f"{node.module}:{alias.name}"
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.module != "pathlib"
        for alias in node.names
    }
    lazy = {
        name: f"legpain_graph.{home}" if ":" in home else f"legpain_graph.{home}:{name}"
        for name, home in legpain_graph._HOMES.items()
    }
    assert typed == lazy
    assert sorted({*lazy, "load_pathway", "__version__"}) == sorted(legpain_graph.__all__)
    assert set(legpain_graph.__all__) <= set(dir(legpain_graph))


def test_no_public_name_is_that_of_a_folder_or_module() -> None:
    """Importing the folder `audit` puts it into the package under that name, over a function that is called so."""
    home = Path(legpain_graph.__file__).parent
    assert not {path.stem for path in home.iterdir()} & set(legpain_graph.__all__)


def test_nothing_below_imports_public_names() -> None:
    """They come from every floor: through them a module could use what stands above it."""
    home = Path(legpain_graph.__file__).parent
    found = {
        (path.stem, names)
        for path in home.glob("*/**/*.py")
        for names in re.findall(r"^ *from legpain_graph import (.+)", path.read_text(), re.MULTILINE)
        if names != "__version__"
    }
    assert not found


def test_importing_the_package_imports_nothing_heavy() -> None:
    program = "import sys, legpain_graph; print([name for name in sys.modules if name.startswith('legpain_graph.')])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[]\n"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Walkr'"):
        legpain_graph.Walkr  # noqa: B018


def public_members(thing: type) -> dict[str, Any]:
    """Methods and properties that are written in the class itself or in another class of the package."""
    return {
        name: getattr(value, "fget", None) or getattr(value, "func", value)
        for home in thing.__mro__
        if home.__module__.startswith("legpain_graph")
        for name, value in vars(home).items()
        if not name.startswith("_")
        and (inspect.isfunction(value) or isinstance(value, property) or hasattr(value, "func"))
    }


@pytest.mark.parametrize("name", [*CLASSES, *FUNCTIONS])
def test_each_public_name_says_what_it_is(name: str) -> None:
    thing = getattr(legpain_graph, name)
    text = inspect.getdoc(thing) or ""
    assert text.partition("\n\n")[0].endswith((".", ":")), text
    assert text[0].isupper()
    if inspect.isclass(thing):
        for member, function in public_members(thing).items():
            assert inspect.getdoc(function), f"{name}.{member}"


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - SURE))
def test_each_public_function_that_can_fail_says_how(name: str) -> None:
    assert "\nerrors: " in (inspect.getdoc(getattr(legpain_graph, name)) or "")


def test_the_api_page_has_every_public_name_once() -> None:
    page = (Path(__file__).parents[1] / "docs" / "api.md").read_text()
    shown = [line.removeprefix("::: legpain_graph.") for line in page.splitlines() if line.startswith(":::")]
    assert sorted(shown) == sorted({*legpain_graph.__all__} - {"__version__"})
    assert "`legpain_graph.__version__`" in page


def test_a_number_with_a_unit_says_which() -> None:
    for name in FUNCTIONS:
        thing = getattr(legpain_graph, name)
        if {"seconds", "width", "dpi"} & set(inspect.signature(thing).parameters):
            assert "units:" in (inspect.getdoc(thing) or ""), name


@pytest.mark.parametrize("path", CASES[::15], ids=lambda path: path.stem)
def test_a_case_is_read_as_its_file_is(path: Path) -> None:
    case = read_case_file(path).case
    assert case_from_json(path.read_bytes()) == case
    assert case_from_json(path.read_text()) == case
    assert case_from_json(case_to_json(case)) == case


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '{"findings": {"abpi": 0.9, "abpi": 1}}',
        '{"findingz": {}}',
        '{"normal": "pulses"}',
        '{"normal": ["pulses", "pulses"]}',
        '{"who": "\x00"}',
        "{" * 40,
        "findings: [abpi",
        '{"findings": {"abpi": 1}} x',
        "[" + "1," * 60_000 + "1]",
    ],
)
def test_what_a_case_file_refuses_is_refused_with_the_same_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "case.json").write_text(text)
    with pytest.raises(CaseError) as of_file:
        read_case_file(tmp_path / "case.json")
    with pytest.raises(CaseError) as of_text:
        case_from_json(text, "case.json")
    if of_file.value.issues[0].code == "size":  # a file's size is known before it is read
        assert of_text.value.issues[0].code == "size"
        return
    short = str(of_file.value).replace(str(tmp_path / "case.json"), "case.json")
    assert str(of_text.value) == short
    assert of_text.value.issues[0].place != NOWHERE


@pytest.mark.parametrize("thing", [{"findings": {}}, None, 3, ["{}"], Case()])
def test_what_is_no_text_is_refused_with_what_to_do(thing: Any) -> None:
    with pytest.raises(CaseError, match=r"was given, expected text or bytes\n  hint: .* Case\(findings"):
        case_from_json(thing)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(CaseError, match="not UTF-8"):
        case_from_json(b'{"who": "\xff"}')
    with pytest.raises(CaseError, match="not UTF-8"):
        case_from_json('{"who": "\ud800"}')


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, [1], object()])
def test_what_stands_in_no_case_is_not_written(value: Any) -> None:
    with pytest.raises(CaseError, match=r"^abpi is "):
        case_to_json(Case({"abpi": value}))


def test_numbers_keep_their_figures() -> None:
    text = '{"findings": {"abpi": 0.90, "age_years": 58, "lump_size_cm": 4.999999999999999999}}'
    again = case_from_json(case_to_json(case_from_json(text)))
    assert [str(value) for value in again.findings.values()] == ["0.90", "58", "4.999999999999999999"]
    assert '"abpi": 0.82' in case_to_json(Case({"abpi": 0.82}))


def test_a_walk_as_json_is_what_the_command_prints(leg_pain: Pathway, leg_pain_walker: Walker) -> None:
    path = CASES[0]
    walk = leg_pain_walker.walk(read_case_file(path).case)
    printed = CliRunner().invoke(cli, ["walk", str(path), "--format", "json"]).output
    assert walk.to_json() == printed
    jsonschema.validate(json.loads(walk.to_json()), walk_schema(leg_pain))


def test_a_case_as_json_keeps_its_schema(leg_pain: Pathway) -> None:
    source = textbook_case("sciatica")
    jsonschema.validate(json.loads(case_to_json(source.case)), case_schema(leg_pain))


def test_textbook_cases_are_walked(leg_pain_walker: Walker) -> None:
    names = textbook_names()
    assert "sciatica" in names
    for name in names:
        source = textbook_case(name)
        assert not source.expect
        assert leg_pain_walker.walk(source.case).settled, name


def test_a_textbook_case_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no textbook case for 'gout'"):
        textbook_case("gout")
    tiny.lay(tmp_path)
    assert textbook_names(tmp_path / "tiny") == []
    with pytest.raises(RequestError, match="has none"):
        textbook_case("gout", tmp_path / "tiny")
    with pytest.raises(RequestError, match="no such file or folder"):
        textbook_names(tmp_path / "tinny")


def test_a_program_gets_by_with_public_names(small: Pathway, tmp_path: Path) -> None:
    found, issues = check_pathway(tmp_path / "tiny")
    assert found == small
    assert issues == []
    walk = Walker(small).walk(Case({"alarm": True}))
    assert (walk.disposition, walk.settled) == (seven.EMERGENCY_999, True)
    assert note(walk).startswith("EMERGENCY (999) - settled.")
    assert markdown(walk).startswith("# EMERGENCY (999) - settled.")
    assert leaflet(walk).rstrip().endswith(small.disclaimer)
    proofs = prove(small)
    assert {proof.verdict for proof in proofs} == {Verdict.PROVEN}
    assert audit_pathway(small, []).by_id["nodes"].covered == 0
    assert compare_pathways(small, small).nobody
    assert webpage(small).startswith("<!doctype html>")


def test_a_picture_is_of_the_path_where_there_is_a_walk_and_else_of_all(small: Pathway) -> None:
    walk = Walker(small).walk(Case({"alarm": True}))
    [whole], [path], [all_of_it] = render(small), render(small, walk), render(small, walk, view="whole")
    assert b'id="node-stop-wait"' in whole
    assert b'id="node-stop-wait"' not in path
    assert b'id="node-stop-999"' in path
    assert b'id="node-stop-wait"' in all_of_it
    assert render(small, format="png")[0].startswith(b"\x89PNG")
    assert b"\nflowchart TB\n" in render(small, format="mmd")[0]


def test_a_walk_is_drawn_on_its_own_pathway(small: Pathway, leg_pain: Pathway) -> None:
    with pytest.raises(RequestError, match=r"through tiny 0\.1\.0; draw it on walk\.pathway"):
        render(leg_pain, Walker(small).walk(Case()))


@pytest.mark.parametrize("wrong", [{"format": "jpg"}, {"view": "hole"}, {"paper": "a7"}, {"view": "around:nowhere"}])
def test_a_picture_that_cannot_be_drawn_is_refused(small: Pathway, wrong: dict[str, Any]) -> None:
    with pytest.raises(RequestError):
        render(small, **wrong)
