"""The note on any pathway: whatever stands at the right of a line, however wide, is told, and the line stays in its width."""

from __future__ import annotations

from pathlib import Path

import pytest

from legpain_graph.case.facts import Case
from legpain_graph.load.loader import load_pathway
from legpain_graph.report.note import WIDTH, text
from legpain_graph.walk.walker import Walker
from load import tiny

WIDE = [20, 60, 74, 75, 76, 77, 90, 150, 190]
"""Around where a line has no room left for what stands at its right."""


def walks(folder: Path, *changes: tiny.Change) -> list[str]:
    (folder / "pathway.yaml").write_text(tiny.text(*tiny.RICH, *changes))
    walker = Walker(load_pathway(folder))
    cases = ({}, {"alarm": True}, {"alarm": False}, {"alarm": False, "scan": "positive"})
    return [text(walker.acting_now(walker.walk(Case(case, id="x")))) for case in cases]


@pytest.mark.parametrize("length", WIDE)
@pytest.mark.parametrize("words", [True, False])
def test_a_label_however_wide(tmp_path: Path, length: int, words: bool) -> None:
    label = ("mnop " * length)[:length].strip() if words else "w" * length
    said = walks(tmp_path, ("nodes.screen.edges.stop-999.label", label), ("nodes.stop-999.title", label))
    assert all(len(line) <= WIDTH for text in said for line in text.splitlines())
    assert all(
        "".join(label.split()) in "".join(text.split()) for text in said[:2]
    )  # the question's reason; what to do


@pytest.mark.parametrize("length", WIDE)
def test_a_citation_however_wide(tmp_path: Path, length: int) -> None:
    name = "S" + "1" * (length - 1)
    (tmp_path / "pathway.yaml").write_text(tiny.text(*tiny.RICH).replace("S1", name))
    walker = Walker(load_pathway(tmp_path))
    for case in ({}, {"alarm": True}):
        said = text(walker.acting_now(walker.walk(Case(case, id="x"))))
        assert all(len(line) <= WIDTH for line in said.splitlines())
        assert name in "".join(said.split())
