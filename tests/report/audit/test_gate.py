"""The gate is exact, and what it cannot understand it says before anything is written."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from audit import audits
from legpain_graph.audit.gate import Gate, below, parse_gate, percent_words
from legpain_graph.audit.result import CoverageItem, CoverageState, Measure
from legpain_graph.errors import RequestError
from legpain_graph.report.audit.formats import Report


def measure(covered: int, feasible: int) -> Measure:
    states = [CoverageState.COVERED] * covered + [CoverageState.UNCOVERED] * (feasible - covered)
    return Measure("paths", "paths", tuple(CoverageItem(str(number), "", state) for number, state in enumerate(states)))


@pytest.mark.parametrize(
    ("covered", "feasible", "wanted", "short"),
    [
        (219, 220, "100", True),
        (220, 220, "100", False),
        (0, 0, "100", False),
        (0, 5, "0", False),
        (1, 3, "33.333333", False),
        (1, 3, "33.333334", True),
        (9995, 10000, "99.95", False),
        (99949, 100000, "99.95", True),
    ],
)
def test_the_gate_is_exact(covered: int, feasible: int, wanted: str, short: bool) -> None:
    assert below(measure(covered, feasible), parse_gate([f"paths={wanted}"]).wanted["paths"]) is short


def test_what_is_nearly_all_is_never_called_all() -> None:
    assert measure(219, 220).words == "219/220 (99.5 %)"
    assert measure(99_999, 100_000).words == "99999/100000 (99.9 %)"


def test_a_gate_is_read() -> None:
    gate = parse_gate(["edges=100, paths = 95.5 %", "edges=90", ""])
    assert gate.wanted == {"edges": Fraction(90), "paths": Fraction(191, 2)}
    assert [percent_words(number) for number in gate.wanted.values()] == ["90", "95.5"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("edges", "'edges' is not MEASURE=PERCENT"),
        ("=100", "'=100' is not MEASURE=PERCENT"),
        ("edges=101", "edges: '101' is not a percentage"),
        ("edges=-1", "edges: '-1' is not a percentage"),
        ("edges=1e2", "edges: '1e2' is not a percentage"),
        ("edges=nan", "edges: 'nan' is not a percentage"),
        ("edges=", "edges: '' is not a percentage"),
    ],
)
def test_what_is_no_gate_is_refused(text: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        parse_gate([text])


def test_an_unknown_measure_is_refused_with_what_was_meant() -> None:
    with pytest.raises(RequestError) as refused:
        parse_gate(["edgse=100", "zebra=1"])
    assert str(refused.value) == (
        "unknown measure 'edgse'\n  hint: did you mean 'edges'?\n"
        "unknown measure 'zebra'\n  hint: measures: nodes, edges, outcomes, paths, mcdc, thresholds, unknowns, statements, mutants, strength"
    )


def test_what_was_not_measured_is_not_called_covered(pathway_file: Path) -> None:
    with pytest.raises(RequestError, match="mutants was not measured"):
        parse_gate(["mutants=1"]).short(audits.clean(pathway_file))


def test_what_fails_an_audit(pathway_file: Path) -> None:
    whole = audits.clean(pathway_file)
    assert Report(whole, parse_gate(["nodes=100,edges=100"])).passed
    assert not audits.report(pathway_file).passed
    from dataclasses import replace

    given = audits.audit(pathway_file)
    assert not Report(replace(whole, failed=given.failed)).passed
    assert Report(replace(whole, issues=given.issues[:1])).passed, "an overlap warns"
    assert not Report(replace(whole, issues=given.issues[1:])).passed, "a waiver that is no longer true fails"
    assert Report(replace(given, failed=(), issues=())).passed, "nothing was asked for"
    assert not Report(replace(given, failed=(), issues=()), parse_gate(["edges=100"])).passed
    assert Report(replace(given, failed=(), issues=()), Gate({"nodes": Fraction(83)})).passed
