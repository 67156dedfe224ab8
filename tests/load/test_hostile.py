"""Hostile files end in faults, each at its place, or in a sound result; never in another exception, and never late."""

from __future__ import annotations

import json
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from legpain_graph import Case, CaseError, Walker
from legpain_graph.casefile import parse_case
from legpain_graph.errors import Issue, Place
from legpain_graph.load import check_pathway
from load.hostile import Hostile, hostile

SECONDS = 5
INPUTS = list(hostile())


@contextmanager
def in_time() -> Iterator[None]:
    """Stops what takes too long, in the middle if need be."""

    def late(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {SECONDS} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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


@pytest.mark.parametrize("item", [item for item in INPUTS if item.family == "pathway"], ids=lambda item: ascii(item.name))
def test_a_hostile_pathway(item: Hostile, tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_bytes(item.data)
    with in_time():
        pathway, issues = check_pathway(path)
        if not issues:
            assert pathway is not None
            json.dumps(Walker(pathway).walk(Case(), "safest").as_dict())
    fair(issues, str(path))


@pytest.mark.parametrize("item", [item for item in INPUTS if item.family == "case"], ids=lambda item: ascii(item.name))
def test_a_hostile_case(item: Hostile, leg_pain_walker: Walker) -> None:
    with in_time():
        try:
            source = parse_case(item.data, "hostile.json")
        except CaseError as error:
            issues = error.issues
        else:
            issues = walked(leg_pain_walker, source)
    fair(issues, "hostile.json")


def walked(walker: Walker, source: object) -> list[Issue]:
    """The faults of what the case says; none where it can be walked and told."""
    from legpain_graph.casefile import CaseFile

    assert isinstance(source, CaseFile)
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
    assert list(hostile()) == INPUTS
    names = Counter((item.family, item.name) for item in INPUTS)
    assert [name for name, count in names.items() if count > 1] == []
    families = Counter(item.family for item in INPUTS)
    assert families["pathway"] >= 250
    assert families["case"] >= 250
    assert max(len(item.data) for item in INPUTS) < 5_000_000
