"""The flowchart of a cohort: counts and percentages where they belong, lines as thick as the flow, and no figures of another version."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import seven
from legpain_graph.draw.content.flow import THICK, Flow, read_flow
from legpain_graph.draw.picture import files, picture_of_flow
from legpain_graph.draw.shapes import Box, Chip
from legpain_graph.errors import RequestError
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Finding, FindingType
from strategies import sketch, vocabulary_of

ALARM = Finding("alarm", FindingType.BOOLEAN, "Alarm", normal=False)


@pytest.fixture
def pathway() -> Pathway:
    ways = ["alarm -> now", "otherwise -> home"]
    return replace(
        sketch(vocabulary_of(ALARM), {"go": ("first", ways), "now": seven.EMERGENCY_999, "home": seven.PRIMARY_CARE}),
        hash="this",
    )


def figures(pathway: Pathway, /, **other: Any) -> dict[str, Any]:
    nodes = dict.fromkeys(pathway.nodes, 0) | {"go": 4_000, "now": 1, "home": 3_000}
    edges = {edge.id: nodes[edge.target] for edge in pathway.edges.values()}
    found = {"schema": "legpain-graph/cohort/1", "pathway": {"hash": "this"}, "rows": 4_010, "faulty": 10}
    return {**found, "nodes": nodes, "edges": edges, **other}


def drawn(pathway: Pathway, path: Path, /, **other: Any):  # type: ignore[no-untyped-def]
    path.write_text(json.dumps(figures(pathway, **other)))
    return picture_of_flow(pathway, read_flow(str(path), pathway))


def test_each_edge_and_box_says_how_many_and_of_how_many(pathway: Pathway, tmp_path: Path) -> None:
    panels = drawn(pathway, tmp_path / "f.json").diagram().panels
    shapes = [shape for panel in panels for shape in panel.shapes]
    chips = {
        line.edge: line.text.splitlines()[-1] for shape in shapes if isinstance(shape, Chip) for line in shape.lines
    }
    assert {pathway.edges[name].target: text for name, text in chips.items()} == {
        "now": "1 · <0.1%",
        "home": "3,000 · 75.0%",
    }
    boxes = {shape.node: shape.text.splitlines()[0] for shape in shapes if isinstance(shape, Box)}
    assert boxes == {"go": "4,000 · 100.0%", "now": "1 · <0.1%", "home": "3,000 · 75.0%"}


def test_lines_are_as_thick_as_the_flow(pathway: Pathway, tmp_path: Path) -> None:
    panels = drawn(pathway, tmp_path / "f.json").diagram().panels
    widths = {
        pathway.edges[edge].target: arrow.width for panel in panels for arrow in panel.arrows for edge in arrow.edges
    }
    assert 0 < widths["now"] < 1 < 6 < widths["home"] < THICK
    (svg,) = files(drawn(pathway, tmp_path / "f.json"), "svg")
    assert f'stroke-width="{widths["home"]:g}'.encode()[:17] in svg.replace(b"stroke-width:", b'stroke-width="')


def test_what_is_kept_back_stays_so(pathway: Pathway, tmp_path: Path) -> None:
    nodes = figures(pathway)["nodes"] | {"now": None}
    edges = {edge.id: nodes[edge.target] for edge in pathway.edges.values()}
    (svg,) = files(drawn(pathway, tmp_path / "f.json", nodes=nodes, edges=edges), "svg")
    assert b"few" in svg
    assert b"0.1%" not in svg


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"pathway": {"hash": "that"}}, "is of another version"),
        ({"schema": "something/1"}, "holds no figures of a cohort"),
        ({"nodes": {"go": 1}}, "does not count every node and edge"),
        ({"rows": "many"}, "does not count every node and edge"),
    ],
)
def test_other_figures_are_refused(pathway: Pathway, tmp_path: Path, other: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        drawn(pathway, tmp_path / "f.json", **other)


@pytest.mark.parametrize(("text", "said"), [("[", "is no JSON"), ("[]", "holds no figures"), (None, "cannot be read")])
def test_what_is_no_summary_is_refused(pathway: Pathway, tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "f.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(RequestError, match=said):
        read_flow(str(path), pathway)


def test_nobody_is_no_fault(pathway: Pathway) -> None:
    flow = Flow(dict.fromkeys(pathway.nodes, 0), dict.fromkeys(pathway.edges, 0), 0)
    assert files(picture_of_flow(pathway, flow), "svg")
