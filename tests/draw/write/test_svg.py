"""The SVG read back: what a reader of the picture, or a screen reader, would look for."""

from __future__ import annotations

import pytest

from draw.small import SVG, clinic, edge, node, pathway, screen, svg
from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.content.exits import DrawnWalk
from legpain_graph.draw.write.render import rendered

NASTY = [
    "</TABLE><script>alert(1)</script>",
    'a"]; rm -rf /; ["',
    "C:\\new \\N \\G \\\\ \\",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#60;",
    "]]> <!-- -->",
    "{rank=same} > | <",
]


def test_every_node_and_chip_is_there_with_its_words() -> None:
    of = clinic()
    picture = svg(of)
    assert {f"node-{name}" for name in of.nodes} <= set(picture.classes)
    for words in ("very ill", "bad film", "no film", "mild", "other", "not known", "Go now.", "review: Title of fever"):
        assert words in picture.text
    assert picture.classes["node-hospital"] == {"node", "kind-stop"}
    assert picture.classes["node-hospital--2"] == {"node", "kind-stop", "again"}
    assert "STOP · 999" in picture.text


def test_title_caption_disclaimer_version_and_legend_are_in_the_picture() -> None:
    walked = DrawnWalk(("begin", "fever"), frozenset({"begin.1"}), frozenset({"cough"}), frozenset({"fever.2"}))
    text = svg(clinic(), walked, "Case 7: a cough").text
    for words in (
        "A small pathway",
        "Case 7: a cough",
        "Not a doctor",
        "small 1.2.3",
        "● Start",
        "♦ Decision",
        "■ Stop",
    ):
        assert words in text
    for words in (
        "path taken, numbered",
        "still possible",
        "ruled out",
        "only where it cannot be known",
        "same number",
    ):
        assert words in text


def test_the_legend_explains_only_what_is_drawn() -> None:
    text = svg(pathway(node("begin", "start", edge("end")), node("end", "stop"))).text
    assert "Refer" not in text
    assert "ruled out" not in text
    assert "same number" not in text


def test_a_walk_is_in_the_classes() -> None:
    walked = DrawnWalk(
        ("begin", "fever", "cough"),
        frozenset({"begin.1", "fever.2"}),
        frozenset({"rash", "home"}),
        frozenset({"cough.2", "rash.1"}),
        {"cough": "What does the film show?"},
    )
    picture = svg(clinic(), walked)
    for name in ("node-begin", "node-fever", "node-cough", "chip-fever.2", "to-fever.2", "from-cough", "edge-fever.2"):
        assert "on" in picture.classes[name]
    for name in ("node-rash", "node-home", "chip-cough.2", "edge-cough.2"):
        assert "possible" in picture.classes[name]
    for name in ("node-hospital", "node-ask", "chip-fever.1", "edge-fever.3--to-chip"):
        assert "out" in picture.classes[name]
    assert "when-unknown" in picture.classes["edge-fever.4"]
    assert "? What does the film show?" in picture.text


def test_it_can_be_heard() -> None:
    of = clinic()
    data = rendered(diagram(of, DrawnWalk(("begin", "fever"), frozenset({"begin.1"})), "Case 7"), "svg")
    assert data.startswith(b"<svg")
    picture = svg(of, DrawnWalk(("begin", "fever"), frozenset({"begin.1"})), "Case 7")
    root = picture.root
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "small-title small-desc"
    assert root.findtext(f"{SVG}title") == "A small pathway"
    said = root.findtext(f"{SVG}desc") or ""
    assert said.startswith("Case 7 Flowchart of 7 steps in 2 panels. Path: 1. Title of begin; 2. Title of fever.")
    assert picture.words["node-fever"] == "decision: Title of fever. 2 on the path."
    assert picture.words["edge-fever.1"] == "From Title of fever to Title of hospital: very ill."
    assert picture.words["chip-fever.1"] == "very ill: very_ill"
    assert picture.words["to-fever.2"] == "Goes on at 1, Title of cough."
    assert picture.words["panel-two"] == "Stage two"


def test_nodes_and_edges_can_be_found_by_their_ids() -> None:
    root = svg(clinic()).root
    named = {group.get("data-node") for group in root.iter(f"{SVG}g")} - {None}
    edges = {name for group in root.iter(f"{SVG}g") for name in (group.get("data-edges") or "").split()}
    assert named == set(clinic().nodes)
    assert edges == set(clinic().edges)


@pytest.mark.parametrize("words", NASTY)
def test_what_a_pathway_says_is_text_and_nothing_else(words: str) -> None:
    of = pathway(
        node("begin", "start", edge("which"), title=words, text=words),
        node("which", "decision", edge("end", "hot", words), edge("end", "otherwise", words), title=words),
        node("end", "stop", title=words, text=words, reviews=("which",)),
        title=words,
        disclaimer=words,
    )
    walked = DrawnWalk(("begin", "which"), frozenset({"begin.1"}), frontier={"which": words})
    picture = svg(of, walked, words, links={"end": words})
    shown = "".join(picture.text.split())  # long words are wrapped
    assert shown.count("".join(words.split())) >= 9
    assert picture.root.findtext(f"{SVG}title") == words
    assert not list(picture.root.iter(f"{SVG}script"))
    assert {element.tag.removeprefix(SVG) for element in picture.root.iter()} <= {
        "svg",
        "g",
        "title",
        "desc",
        "text",
        "path",
        "polygon",
        "polyline",
        "ellipse",
        "a",
    }
    links = [
        value for link in picture.root.iter(f"{SVG}a") for key, value in link.attrib.items() if key.endswith("href")
    ]
    assert not any("script:" in link for link in links)


def test_a_harmless_link_is_kept() -> None:
    root = svg(clinic(), links={"home": "nodes/home.html"}).root
    links = [value for link in root.iter(f"{SVG}a") for key, value in link.attrib.items() if key.endswith("href")]
    assert links == ["nodes/home.html"]
    assert root.get("role") == "group"


def test_ids_keep_different_names_apart() -> None:
    of = pathway(
        node("a b", "start", edge("a-b"), edge("a_b"), edge('a"b')),
        node("a-b", "stop"),
        node("a_b", "stop"),
        node('a"b', "stop"),
    )
    assert {"node-a_20_b", "node-a-b", "node-a_5f_b", "node-a_22_b"} <= set(svg(of).classes)


def test_a_title_of_nothing_and_a_word_of_no_end_can_be_drawn() -> None:
    of = pathway(node("begin", "start", edge("end"), text="x" * 300), node("end", "stop", stage="", title=" "))
    assert "x" * 20 in svg(of).text


def test_a_spine_with_two_edges_to_one_stop() -> None:
    picture = svg(screen())
    assert "alarm 0" in picture.text
    assert "again" in picture.text
    assert "chip-screen.9" not in picture.classes  # it is a line of the chip of the first
