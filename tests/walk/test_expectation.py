"""The judge of worked cases: every kind of expectation met and unmet, with its place in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from legpain_graph import Walker, load_pathway
from legpain_graph.case.read import parse_case
from legpain_graph.walk.expectation import failures, unmet
from load import tiny


@pytest.fixture
def walker(tmp_path: Path) -> Walker:
    (tmp_path / "tiny.yaml").write_text(tiny.text())
    return Walker(load_pathway(tmp_path / "tiny.yaml"))


SAFE = "id: safe\nfindings: {alarm: false}\nexpect:\n"


@pytest.mark.parametrize(
    "line",
    [
        "  floor: primary_care",
        "  ceiling: same_day",
        "  settled: false",
        "  reaches: [screen, scan-leg]",
        "  possible: [stop-home]",
        "  never: [stop-999]",
        "  asks: [scan]",
    ],
)
def test_what_holds_is_met(walker: Walker, line: str) -> None:
    source = parse_case((SAFE + line + "\n").encode(), "safe.case.yaml")
    assert failures(source, walker.walk(source.case)) == []


@pytest.mark.parametrize(
    ("line", "message", "column"),
    [
        ("  floor: same_day", "floor: expected same_day, got primary_care", 10),
        ("  ceiling: emergency_999", "ceiling: expected emergency_999, got same_day", 12),
        ("  settled: true", "settled: expected true, got false", 12),
        ("  diagnoses: [gout]", "diagnoses: expected gout, got not reached", 15),
        ("  reaches: [screen, stop-999, stop-home]", "reaches: expected stop-999, stop-home, got not reached", 21),
        ("  possible: [stop-999, stop-home]", "possible: expected stop-999, got not still possible", 14),
        ("  never: [stop-999, stop-home]", "never: expected stop-home, got not ruled out", 21),
        ("  asks: [alarm]", "asks: expected alarm, got not asked", 10),
    ],
)
def test_what_does_not_hold_is_said_where_it_is_written(walker: Walker, line: str, message: str, column: int) -> None:
    source = parse_case((SAFE + line + "\n").encode(), "safe.case.yaml")
    (issue,) = failures(source, walker.walk(source.case))
    assert str(issue) == f"safe.case.yaml:4:{column}: safe: {message}"
    assert issue.code == "case"


def test_every_unmet_expectation_is_said(walker: Walker) -> None:
    source = parse_case((SAFE + "  floor: soon\n  settled: true\n  never: [begin]\n").encode(), "safe.case.yaml")
    assert [item.key for item in unmet(source.expect, walker.walk(source.case))] == ["floor", "settled", "never"]
