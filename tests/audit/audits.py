"""An audit of the tiny pathway, made by hand: something of every state, so that each report has all of it to show."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from legpain_graph import Case, load_pathway
from legpain_graph.audit.gate import Gate, parse_gate
from legpain_graph.audit.result import Audit, CoverageItem, CoverageState, Measure, Mutant
from legpain_graph.errors import Issue, Place
from legpain_graph.report.audit.remarks import Report
from load import tiny

HITS = {"begin": 2, "screen": 2, "scan-leg": 1, "stop-999": 1, "stop-home": 1, "stop-today": 0, "stop-wait": 0}
WALKED = {"begin>screen": 2, "screen>stop-999": 1, "screen>scan-leg": 1, "scan-leg>stop-home": 1}
CASES = ("first", "second <&>")


def repository(folder: Path) -> Path:
    """A git repository with the tiny pathway in a folder with a blank in its name; the pathway file."""
    (folder / ".git").mkdir()
    file = folder / "my pathway" / "tiny.yaml"
    file.parent.mkdir()
    file.write_text(tiny.text())
    return file


def audit(file: Path) -> Audit:
    """Two cases, one of which fails; 5 of 6 nodes, since one is impossible, 4 of 6 edges."""
    pathway = load_pathway(file)
    assert set(HITS) == set(pathway.nodes)
    nodes = tuple(
        CoverageItem(
            node.id, node.title, CoverageState.COVERED if HITS[node.id] else CoverageState.UNCOVERED, node.place,
            CASES[: HITS[node.id]], node=node.id,
        )
        for node in pathway.nodes.values()
    )  # fmt: skip
    nodes = tuple(
        replace(item, state=CoverageState.INFEASIBLE, why="no patient comes here: proven")
        if item.id == "stop-wait"
        else item
        for item in nodes
    )
    edges = tuple(
        CoverageItem(
            edge.id, edge.label, CoverageState.COVERED if WALKED.get(edge.id) else CoverageState.UNCOVERED, edge.place,
            CASES[: WALKED.get(edge.id, 0)], edge=edge.id,
            witness=None if WALKED.get(edge.id) else Case({"alarm": False, "scan": "positive", "abpi": Decimal("0.85")}),
        )
        for edge in pathway.edges.values()
    )  # fmt: skip
    where = pathway.nodes["screen"].edges[0].place
    atoms = (
        CoverageItem("screen>stop-999: alarm", "alarm", CoverageState.COVERED, where, ("first",)),
        CoverageItem("a|b", 'x "quoted" <b>*bold*</b>', CoverageState.UNDECIDED, where, why="200 ms"),
        CoverageItem("kept", "by hand", CoverageState.WAIVED, where, why="the source says so"),
    )
    case_file = Place(str(file.parent / "second.case.yaml"), 5, 10)
    return Audit(
        pathway,
        CASES,
        (
            Measure("nodes", "nodes reached", nodes),
            Measure("edges", "edges walked", edges),
            Measure("mcdc", "atoms (MC/DC)", atoms),
            Measure("paths", "paths", ()),
        ),
        failed=(Issue("case", "second <&>: floor: expected same_day, got 100% soon", case_file),),
        issues=(
            Issue("overlap", "screen: two edges hold", where, "narrow one"),
            Issue("waiver", "kept: is covered now\nsince, so", Place("waivers.yaml", 3, 1)),
        ),
        mutants=(
            Mutant("m1", "alarm dropped", "killed", where, case="first"),
            Mutant("m2", "alarm negated", "survived", where, witness=Case({"alarm": True}, ("safe",), ("scan",))),
            Mutant("m3", "redirected", "equivalent", where, why="no patient can tell"),
        ),
        missing=(Case({"alarm": True}, id="missing-1", who="generated"),),
        seconds={"nodes": 1.5},
    )


def clean(file: Path) -> Audit:
    """An audit with nothing to say against it: everything covered by one case."""
    pathway = load_pathway(file)
    items = tuple(
        CoverageItem(node.id, node.title, CoverageState.COVERED, node.place, ("all",), node=node.id)
        for node in pathway.nodes.values()
    )
    ways = tuple(
        CoverageItem(edge.id, edge.label, CoverageState.COVERED, edge.place, ("all",), edge=edge.id)
        for edge in pathway.edges.values()
    )
    return Audit(pathway, ("all",), (Measure("nodes", "nodes reached", items), Measure("edges", "edges walked", ways)))


def report(file: Path, *gate: str) -> Report:
    return Report(audit(file), parse_gate(gate) if gate else Gate(), str(file.parent.parent))
