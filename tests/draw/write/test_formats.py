"""Mermaid, GraphML and PDF, each read back by something that is not ours."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx
import pytest

from draw.mermaids import EDGES, mermaid_reads
from draw.small import clinic, edge, node, pathway, screen
from draw.write.test_svg import NASTY
from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.content.exits import DrawnWalk
from legpain_graph.draw.content.views import View
from legpain_graph.draw.layout.paper import PAPERS
from legpain_graph.draw.picture import Picture, files
from legpain_graph.draw.shapes import Annotation
from legpain_graph.draw.write.graphml import graph_of, graphml
from legpain_graph.draw.write.mermaid import CHARACTERS, charts, mermaid
from legpain_graph.draw.write.render import rendered
from legpain_graph.errors import RequestError
from legpain_graph.model.pathway import Pathway
from legpain_graph.resources import how_to_get

WALKED = DrawnWalk(
    ("begin", "fever", "cough"),
    frozenset({"begin.1", "fever.2"}),
    frozenset({"rash", "home"}),
    frozenset({"cough.2", "rash.1"}),
    {"cough": "What does the film show?"},
)


def hostile(words: str) -> Pathway:
    """A pathway that says `words` wherever it can."""
    return pathway(
        node("begin", "start", edge("which")),
        node("which", "decision", edge("end", "hot", words), edge("end", "otherwise", words), title=words, text=words),
        node("end", "stop", title=words, text=words, reviews=("which",)),
        title=words,
        disclaimer=words,
    )


def read_graphml(data: bytes) -> Any:
    return networkx.read_graphml(io.BytesIO(data), force_multigraph=True)


def test_mermaid_reads_every_step_and_every_way() -> None:
    read = mermaid_reads(mermaid(diagram(clinic(), WALKED, "Case 7")))
    texts = [vertex["text"] for vertex in read.vertices]
    for name in clinic().nodes:
        assert any(f"Title of {name}" in text for text in texts)
    assert {way["text"] for way in read.edges} >= {"very ill", "hot", "no fever", "mild / other"}
    assert read.panels == ["Stage one", "Stage two"]
    assert read.title == "A small pathway"
    assert any("? What does the film show?" in text for text in texts)
    assert any("Case 7" in text and "Not a doctor" in text and "small 1.2.3" in text for text in texts)


def test_a_walk_in_mermaid_does_not_rest_on_colour() -> None:
    read = mermaid_reads(mermaid(diagram(clinic(), WALKED)))
    strokes = {way["text"]: way["stroke"] for way in read.edges}
    assert strokes["good film"] == "dotted"
    assert strokes["hot"] == "normal"
    classes = {name for vertex in read.vertices for name in vertex["classes"]}
    assert {"start-on", "investigate-on", "decision-possible", "out"} <= classes
    assert "classDef start-on" in mermaid(diagram(clinic(), WALKED))
    assert "stroke-width:4px" in mermaid(diagram(clinic(), WALKED))


def test_the_leg_pain_pathway_in_charts_that_mermaid_draws(leg_pain: Pathway) -> None:
    made = charts(diagram(leg_pain))
    assert len(made) > 1
    assert [panel.id for chart in made for panel in chart.panels] == [f"panel-{stage.id}" for stage in leg_pain.stages]
    titles = set()
    for chart in made:
        text = mermaid(chart)
        assert len(text) <= CHARACTERS
        read = mermaid_reads(text)
        assert len(read.edges) < EDGES
        titles |= {line for vertex in read.vertices for line in vertex["text"].split("<br/>")}
    assert {node.title for node in leg_pain.nodes.values()} <= titles


def test_mermaid_refuses_what_the_limit_is_for(leg_pain: Pathway) -> None:
    with pytest.raises(AssertionError, match="Edge limit exceeded"):
        mermaid_reads(mermaid(diagram(leg_pain)), edges=100)


@pytest.mark.parametrize("words", [*NASTY, "end\n  click n0 call alert()", "```", "%%{init: {}}%%", 'x"]:::y'])
def test_words_of_a_pathway_are_words_in_mermaid(words: str) -> None:
    text = mermaid(diagram(hostile(words), caption=words, links={"end": "javascript:alert(1)", "which": words}))
    read = mermaid_reads(text)
    assert not any(vertex["link"] for vertex in read.vertices)
    one_line = " ".join(words.split())
    assert sum(one_line in " ".join(vertex["text"].split()) for vertex in read.vertices) >= 3
    assert "click" not in text.replace("#", " ").split()[:1]
    assert not [line for line in text.splitlines() if line.strip().startswith(("click", "call", "%%{"))]


def test_a_harmless_link_is_kept_in_mermaid() -> None:
    read = mermaid_reads(mermaid(diagram(clinic(), links={"home": "nodes/home.html"})))
    assert [vertex["link"] for vertex in read.vertices if vertex["link"]] == ["nodes/home.html"]


def test_graphml_comes_back_as_it_was() -> None:
    annotations = {"fever": Annotation.UNCOVERED, "fever.2": Annotation.INFEASIBLE}
    graph = graph_of(clinic(), WALKED, annotations)
    back = read_graphml(graphml(clinic(), WALKED, annotations))
    assert dict(back.nodes(data=True)) == dict(graph.nodes(data=True))
    assert sorted(
        (one, other, key, sorted(about.items())) for one, other, key, about in back.edges(keys=True, data=True)
    ) == sorted(
        (one, other, key, sorted(about.items())) for one, other, key, about in graph.edges(keys=True, data=True)
    )
    assert back.graph["title"] == "A small pathway"
    assert (back.nodes["cough"]["status"], back.nodes["cough"]["number"]) == ("on", 3)
    assert (back.nodes["fever"]["mark"], back.edges["fever", "cough", "fever.2"]["mark"]) == ("uncovered", "infeasible")


def test_the_leg_pain_pathway_as_graphml(leg_pain: Pathway) -> None:
    back = read_graphml(graphml(leg_pain))
    assert set(back.nodes) == set(leg_pain.nodes)
    assert {key for _, _, key in back.edges(keys=True)} == set(leg_pain.edges)
    assert all(isinstance(value, str | int) for _, about in back.nodes(data=True) for value in about.values())


@pytest.mark.parametrize("words", [*NASTY, "a\x00b\x1b"])
def test_words_of_a_pathway_are_words_in_graphml(words: str) -> None:
    back = read_graphml(graphml(hostile(words)))
    assert back.nodes["end"]["title"] == words.replace("\x00", "").replace("\x1b", "")


def test_a_view_is_what_is_written() -> None:
    around = Picture(clinic(), view=View("around", "rash"))
    (data,) = files(around, "graphml")
    assert set(read_graphml(data).nodes) == {"fever", "cough", "rash", "home"}


@pytest.fixture(scope="module")
def pypdf() -> Any:
    """It, and what draws the pages, once imported."""
    pytest.importorskip("cairosvg")
    return pytest.importorskip("pypdf")


@pytest.mark.parametrize(("paper", "size"), [("a4-portrait", (595, 842)), ("a3-landscape", (1191, 842)), ("", (0, 0))])
def test_a_pdf_has_a_page_a_sheet_of_the_size_that_was_asked_for(pypdf: Any, paper: str, size: tuple[int, int]) -> None:
    (data,) = files(Picture(clinic()), "pdf", paper)
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    assert len(pages) == 2
    for page in pages:
        found = (float(page.mediabox.width), float(page.mediabox.height))
        assert found == pytest.approx(size, abs=1) or not paper
        assert max(found) == pytest.approx(842 if paper.startswith("a4") else 1191, abs=1)
    words = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert "Title of fever" in words
    assert "Not a doctor" in words


@pytest.mark.parametrize("words", NASTY)
def test_words_of_a_pathway_are_words_in_a_pdf(pypdf: Any, words: str) -> None:
    made = rendered(diagram(hostile(words), links={"end": "javascript:alert(1)"}), "pdf", paper=PAPERS["a4-portrait"])
    assert b"/JavaScript" not in made
    assert b"/URI" not in made
    assert "begin" in pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()


def test_a_pdf_without_cairo_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "cairosvg", None)
    with pytest.raises(RequestError, match="(?s)a PDF needs cairosvg and pypdf.*hint: " + re.escape(how_to_get("pdf"))):
        files(Picture(clinic()), "pdf")


def test_a_format_that_is_not_known() -> None:
    with pytest.raises(
        RequestError, match=r"no such picture format: 'gif' \(known: svg, png, pdf, dot, mmd, graphml\)"
    ):
        files(Picture(clinic()), "gif")


def test_a_screen_of_many_alarms_has_its_order_in_every_format(tmp_path: Path) -> None:
    of = replace(screen(), title="Alarms")
    for format in ("mmd", "graphml", "dot"):
        one, two = files(Picture(of), format), files(Picture(of), format)
        assert one == two
    (tmp_path / "one.json").write_text(json.dumps(networkx.node_link_data(graph_of(of), edges="edges")))
    assert "alarm_3" in (tmp_path / "one.json").read_text()
