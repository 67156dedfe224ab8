"""Coverage and changes, drawn so that they are seen in black and white too."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from draw.small import SVG, clinic, edge, node, pathway, svg
from legpain_graph.draw.content.annotations import coverage, differences, merged, read_coverage
from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.layout.dot import dot
from legpain_graph.draw.shapes import Annotation
from legpain_graph.errors import RequestError

FOUND = {
    "nodes": {"fever": "covered", "cough": "uncovered", "rash": "infeasible"},
    "edges": {"fever.1": "covered", "fever.2": "uncovered", "cough.2": "infeasible"},
}


def test_coverage_is_in_the_classes_and_in_words() -> None:
    picture = svg(clinic(), annotations=coverage(FOUND, clinic()))
    assert "mark-covered" in picture.classes["node-fever"]
    assert "mark-uncovered" in picture.classes["node-cough"]
    assert "mark-infeasible" in picture.classes["node-rash"]
    assert "mark-uncovered" in picture.classes["edge-fever.2"]
    assert "! NOT COVERED" in picture.text
    assert "! hot" in picture.text
    assert "× CANNOT HAPPEN" in picture.text
    assert "× good film" in picture.text
    assert "Uncovered." in picture.words["node-cough"]
    for words in ("! not covered", "× cannot happen", "covered"):
        assert words in picture.text  # the legend
    assert "added" not in picture.text


def test_what_is_covered_looks_as_it_did() -> None:
    plain, covered = (
        dot(diagram(clinic(), annotations=annotations)) for annotations in ({}, {"fever": Annotation.COVERED})
    )
    assert covered.replace(" mark-covered", "") == plain


def test_marks_do_not_rest_on_colour() -> None:
    text = dot(diagram(clinic(), annotations=coverage(FOUND, clinic())))
    uncovered = next(line for line in text.splitlines() if 'id="edge-fever.2"' in line)
    infeasible = next(line for line in text.splitlines() if 'id="edge-cough.2"' in line)
    assert "penwidth=3.4" in uncovered
    assert "style=dotted" in infeasible


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"nodes": {"feve": "covered"}}, r"no such node: 'feve'\n  hint: did you mean 'fever'\?"),
        (
            {"nodes": {"fever": "half"}},
            r"no such state of fever: 'half'\n  hint: states: covered, uncovered, infeasible",
        ),
        ({"edges": {"fever.9": "covered"}}, r"no such edge: 'fever.9'"),
        ({"nodes": ["fever"]}, r"nodes is not a map of ids to states"),
        ({"nodes": {"fever": ["covered"]}}, r"no such state of fever"),
        ({}, r"neither nodes nor edges are in it"),
    ],
)
def test_a_coverage_map_with_a_fault(found: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        coverage(found, clinic())


def test_every_fault_of_a_coverage_map_is_told() -> None:
    with pytest.raises(RequestError) as error:
        coverage({"nodes": {"a": "covered", "fever": "x"}, "edges": {"b": "covered"}}, clinic())
    assert len(error.value.issues) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "is not JSON"), ("[]", "is not a map with nodes and edges"), ("[" * 100, "is not JSON")],
)
def test_a_file_that_is_no_coverage_map(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "coverage.json"
    path.write_text(text)
    with pytest.raises(RequestError, match=said):
        read_coverage(str(path), clinic())
    with pytest.raises(RequestError, match="cannot be read: No such file"):
        read_coverage(str(tmp_path / "gone.json"), clinic())


def test_a_coverage_map_is_read(tmp_path: Path) -> None:
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps(FOUND))
    assert read_coverage(str(path), clinic())["cough"] is Annotation.UNCOVERED


OLD = pathway(
    node("begin", "start", edge("which")),
    node("which", "decision", edge("a", "hot", "hot"), edge("b", "otherwise", "no"), text="Hot?"),
    node("a", "stop"),
    node("b", "action", edge("c")),
    node("c", "stop"),
)
NEW = pathway(
    node("begin", "start", edge("which")),
    node("which", "decision", edge("a", "hot", "very hot"), edge("d", "otherwise", "no"), text="Very hot?"),
    node("a", "stop"),
    node("d", "stop"),
    version="2.0.0",
)


def test_what_has_changed() -> None:
    assert differences(OLD, OLD) == {}
    assert differences(OLD, NEW) == {
        "which": Annotation.CHANGED,
        "d": Annotation.ADDED,
        "b": Annotation.REMOVED,
        "c": Annotation.REMOVED,
        "which.1": Annotation.CHANGED,
        "which.2": Annotation.CHANGED,
        "b.1": Annotation.REMOVED,
    }


def test_what_has_gone_is_drawn_struck_out_and_dashed() -> None:
    picture = svg(merged(OLD, NEW), annotations=differences(OLD, NEW))
    assert {"node-b", "node-c", "node-d"} <= set(picture.classes)
    assert "mark-removed" in picture.classes["node-b"]
    for words in ("- REMOVED", "+ ADDED", "± CHANGED", "± very hot"):
        assert words in picture.text
    struck = [text.text for text in picture.root.iter(f"{SVG}text") if text.get("text-decoration") == "line-through"]
    assert "Title of b" in struck
    assert "Title of d" not in struck
    text = dot(diagram(merged(OLD, NEW), annotations=differences(OLD, NEW)))
    removed = next(line for line in text.splitlines() if 'id="edge-b.1"' in line)
    assert "style=dashed" in removed


def test_two_versions_that_go_round_in_a_circle_together_can_be_drawn() -> None:
    def of(first: str, second: str) -> object:
        return pathway(
            node("begin", "start", edge(first)),
            node(first, "action", replace(edge(second), id="")),
            node(second, "action", edge("end")),
            node("end", "stop"),
        )

    old, new = of("x", "y"), of("y", "x")
    picture = svg(merged(old, new), annotations=differences(old, new))  # type: ignore[arg-type]
    assert {"node-x", "node-y"} <= set(picture.classes)
