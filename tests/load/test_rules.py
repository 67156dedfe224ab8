"""Every fault that loading can give: the smallest pathway that has it, at its place, and the neighbour that has not. The table is
rules/*.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from legpain_graph.errors import Issue
from legpain_graph.load import rules
from legpain_graph.load.build import build
from legpain_graph.load.rules import RULES, Checked
from legpain_graph.load.schema import entry
from legpain_graph.load.tree import read
from load import tiny
from load.rows import Row, rows
from load.test_files import FILES
from load.test_records import SHAPES
from load.tiny import Change

Rule = Callable[[Checked], Iterator[Issue]]
ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
def test_the_fault_is_told_at_its_place(row: Row, tmp_path: Path) -> None:
    text = tiny.text(*row.given, *row.wrong)
    issues = tiny.issues(tmp_path, text)
    assert {issue.code for issue in issues} == {row.code, *row.also}
    (issue,) = (issue for issue in issues if issue.code == row.code)
    assert issue.place.file == str(tmp_path / "a.yaml")
    assert issue.place[1:] == ((0, 0) if row.at is None else tiny.place(text, row.at))
    assert row.says in f"{issue.message}\n  hint: {issue.hint}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
def test_its_neighbour_has_no_fault(row: Row, tmp_path: Path) -> None:
    assert tiny.issues(tmp_path, tiny.text(*row.given, *row.right)) == []


def tripped(rule: Rule, changes: tuple[Change, ...]) -> list[Issue]:
    """What one rule alone says of the changed pathway."""
    issues: list[Issue] = []
    tree, _ = read(tiny.text(*changes), "a.yaml")
    assert tree is not None
    whole = entry(tree, "file", issues)
    assert whole is not None
    built = build([whole], "", issues)
    assert built.pathway is not None
    return list(rule(Checked(built.pathway, built.used)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_is_tripped_by_a_row_and_not_by_its_neighbour(rule: Rule) -> None:
    rows = [row for row in ROWS if row.rule == rule.__name__]
    assert rows
    for row in rows:
        assert row.code in {issue.code for issue in tripped(rule, row.given + row.wrong)}
        assert tripped(rule, row.given + row.right) == []


def test_every_row_names_a_rule_that_there_is() -> None:
    assert {row.rule for row in ROWS} - {""} == {rule.__name__ for rule in RULES}
    assert len({row.fault for row in ROWS}) == len(ROWS)


def test_every_code_that_loading_gives_is_tripped_here() -> None:
    home = Path(rules.__file__).parent
    written = re.compile(r"""(?:Issue|_issue|self\.fault)\(\s*"([a-z][a-z-]*)",""")
    given = {code for file in home.glob("*.py") for code in written.findall(file.read_text())}
    assert len(given) > 25
    tripped_here = (
        {row.code for row in ROWS}
        | {row[4] for row in SHAPES}
        | {row[2] for row in FILES}
        | {"guard", "file", "pathway"}
        | {"claim", "rule", "empty-set"}  # of safety rules: tests/proof
    )
    assert given - tripped_here == set()
