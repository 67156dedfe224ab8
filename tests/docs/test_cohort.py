"""What the page about tables shows is what is said, and its mapping is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.names import ROOT
from docs.transcripts import follow, same
from legpain_graph.cohort.mapping import read_map
from legpain_graph.model.pathway import Pathway

PAGE = (ROOT / "docs" / "cohort.md").read_text()


def test_the_page_is_followed_to_the_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leg_pain: Pathway) -> None:
    monkeypatch.chdir(tmp_path)
    ran = 0
    for command, said in follow(PAGE, tmp_path):
        assert same(command.shown, said), (command.line, said)
        ran += 1
    assert ran == 3
    mapped = read_map((tmp_path / "map.yaml").read_bytes(), "map.yaml", leg_pain.vocabulary)
    assert list(mapped.uses) == ["AGE", "SEX", "ABPI_PERCENT"]
