"""Hostile files end in faults, each at its place, or in a sound result; never in another exception."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from legpain_graph import Case, CaseError, Walker
from legpain_graph.case.read import CaseFile, parse_case
from legpain_graph.errors import Issue, Place
from legpain_graph.load.loader import check_pathway
from load.hostile import Hostile, hostile
from work import bounded

BATCHES = range(15)
"""About fifty inputs each, the slow ones spread: a test an input would take as long again to set up."""


@cache
def inputs(family: str) -> list[Hostile]:
    return [item for item in hostile() if item.family == family]


def fair(issues: list[Issue], file: str) -> None:
    """Every fault has words that can be printed, and says where it is, or another one of the same file does."""
    for issue in issues:
        assert issue.code
        assert issue.message
        assert isinstance(issue.place, Place)
        assert issue.place.file in (file, "")
        assert issue.place.line >= 0
        assert len(str(issue)) < len(file) + 25_000
        printable(str(issue))
    assert not issues or file in {issue.place.file for issue in issues}


def printable(text: str) -> None:
    """No control character reaches a terminal, and the text can be written to a file."""
    text.encode("utf-8")
    assert not [char for char in text if (ord(char) < 32 and char not in "\n\t") or 0x7F <= ord(char) < 0xA0]


def failures(family: str, batch: int, issues_of: Callable[[Hostile], list[Issue]], file: str) -> list[str]:
    """The names of the inputs of a batch that end otherwise than in fair faults or a sound result, and how they end."""
    found = []
    for item in inputs(family)[batch :: len(BATCHES)]:
        try:
            with bounded():
                issues = issues_of(item)
            fair(issues, file)
        except Exception as error:
            found.append(f"{item.name}: {type(error).__name__}: {str(error)[:300]}")
    return found


def none_of(found: list[str]) -> None:
    """Fails with every line of `found`: an `assert` would cut a long list short."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("batch", BATCHES)
def test_hostile_pathways(batch: int, tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"

    def checked(item: Hostile) -> list[Issue]:
        path.write_bytes(item.data)
        pathway, issues = check_pathway(path)
        if not issues:
            assert pathway is not None
            json.dumps(Walker(pathway).walk(Case(), "safest").as_dict())
        return issues

    none_of(failures("pathway", batch, checked, str(path)))


@pytest.mark.parametrize("batch", BATCHES)
def test_hostile_cases(batch: int, leg_pain_walker: Walker) -> None:
    def read(item: Hostile) -> list[Issue]:
        try:
            source = parse_case(item.data, "hostile.json")
        except CaseError as error:
            return error.issues
        return walked(leg_pain_walker, source)

    none_of(failures("case", batch, read, "hostile.json"))


def walked(walker: Walker, source: CaseFile) -> list[Issue]:
    """The faults of what the case says; none where it can be walked and told."""
    try:
        walk = walker.walk(source.case, "safest")
    except CaseError as error:
        return source.placed(error).issues
    told = walk.as_dict()
    assert walk.floor <= walk.ceiling
    text = json.dumps(told, ensure_ascii=False)
    assert len(text) < 1_000_000
    printable(text)
    printable(walk.case.who + walk.case.id)
    return []


def test_the_inputs_are_many_and_the_same_on_every_run() -> None:
    found = [*inputs("pathway"), *inputs("case")]
    assert list(hostile()) == found
    names = Counter((item.family, item.name) for item in found)
    assert [name for name, count in names.items() if count > 1] == []
    assert len(inputs("pathway")) >= 250
    assert len(inputs("case")) >= 250
    assert max(len(item.data) for item in found) < 5_000_000
