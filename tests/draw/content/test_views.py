"""What each view shows, and what it refuses."""

from __future__ import annotations

import pytest

import seven
from draw.small import SVG, clinic, edge, node, pathway, screen, svg
from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.content.exits import DrawnWalk
from legpain_graph.draw.content.views import View, view_of
from legpain_graph.draw.shapes import Box, Chip, Diagram, DrawnStatus, Pill
from legpain_graph.errors import RequestError
from legpain_graph.model.pathway import Pathway, Stage

WALKED = DrawnWalk(
    ("begin", "fever", "cough", "hospital"),
    frozenset({"begin.1", "fever.2", "cough.1"}),
    frozenset({"rash"}),
    frozenset({"cough.2"}),
    {"cough": "What does the film show?"},
    {"cough": "Still possible: 1 way, at most same day."},
)


def boxes(drawn: Diagram) -> dict[str, Box]:
    return {shape.id: shape for panel in drawn.panels for shape in panel.shapes if isinstance(shape, Box)}


def told(drawn: Diagram) -> set[str]:
    return {line.text for p in drawn.panels for shape in p.shapes if isinstance(shape, Chip) for line in shape.lines}


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("whole", View("whole")),
        ("Overview", View("overview")),
        ("stage:5", View("stage", "5")),
        ("stage 5", View("stage", "5")),
        ("around=wells", View("around", "wells")),
        ("path", View("path")),
    ],
)
def test_a_view_can_be_named(text: str, view: View) -> None:
    assert view_of(text) == view
    assert view_of(str(view)) == view


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("overvew", r"no such view: 'overvew'\n  hint: did you mean 'overview'\?"),
        ("stage", r"the view stage needs to know of what"),
        ("around:", r"the view around needs to know of what"),
        ("path:1", r"the view path is not of anything: '1'"),
        ("", r"no such view: ''\n  hint: views: overview, whole, path, stage:STAGE, around:NODE"),
    ],
)
def test_a_view_that_is_not_there(text: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        view_of(text)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (View("stage", "tw"), r"no such stage: 'tw'\n  hint: did you mean 'two'\? stages: one, two"),
        (View("stage", "7"), r"no such stage: '7'"),
        (View("around", "coug"), r"no such node: 'coug'\n  hint: did you mean 'cough'\?"),
        (View("path"), r"the view path needs a case"),
    ],
)
def test_a_view_of_what_is_not_there(view: View, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        diagram(clinic(), view=view)


def test_a_stage_by_its_id_or_by_the_number_of_its_step() -> None:
    of = pathway(
        node("begin", "start", edge("next")),
        node("next", "action", edge("end"), stage="two"),
        node("end", "stop", stage="three"),
        stages=(Stage("one", "One", 1), Stage("two", "Two", 2), Stage("three", "Three", 2)),
    )
    assert [panel.title for panel in diagram(of, view=View("stage", "two")).panels] == ["Step 2 · Two"]
    assert [panel.id for panel in diagram(of, view=View("stage", "step 2")).panels] == ["panel-two"]
    assert [panel.id for panel in diagram(of, view=View("stage", "1")).panels] == ["panel-one"]


def test_the_path_is_what_the_patient_met_and_nothing_else() -> None:
    drawn = diagram(clinic(), WALKED, view=View("path"))
    found = boxes(drawn)
    assert list(found) == ["node-begin", "node-fever", "node-cough", "node-hospital"]
    assert [box.number for box in found.values()] == ["1", "2", "3", "4"]
    assert told(drawn) == {"hot", "bad film"}
    assert not [shape for shape in drawn.panels[0].shapes if isinstance(shape, Pill)]
    assert len(drawn.panels) == 1
    picture = svg(clinic(), WALKED, view=View("path"))
    assert "? What does the film show?" in picture.text
    assert "Still possible: 1 way, at most same day." in picture.text
    assert "ruled out" not in picture.text


def test_an_end_that_two_answers_lead_to_is_on_the_path_once() -> None:
    either = DrawnWalk(
        ("begin", "which", "end"), frozenset({"begin.1"}), possible_edges=frozenset({"which.1", "which.2"})
    )
    of = pathway(
        node("begin", "start", edge("which")),
        node("which", "decision", edge("end", "hot"), edge("end", "otherwise"), edge("other", "cold")),
        node("end", "stop"),
        node("other", "stop"),
    )
    drawn = diagram(of, either, view=View("path"))
    assert list(boxes(drawn)) == ["node-begin", "node-which", "node-end"]
    (arrow,) = [arrow for arrow in drawn.panels[0].arrows if "which.1" in arrow.edges and arrow.head]
    assert arrow.status is DrawnStatus.POSSIBLE


def test_around_a_node_is_what_leads_to_it_and_what_follows() -> None:
    drawn = diagram(clinic(), view=View("around", "rash"))
    assert {box.node for box in boxes(drawn).values()} == {"fever", "cough", "rash", "home"}
    assert told(drawn) == {"no fever", "good film", "mild", "other"}
    assert drawn.panels[0].title == "Around: Title of rash"


@pytest.mark.parametrize("name", list(clinic().nodes))
def test_every_node_has_its_surroundings(name: str) -> None:
    of = clinic()
    drawn = diagram(of, view=View("around", name))
    ways = {way.id for way in of.edges.values() if name in (way.source, way.target)}
    assert {one for arrow in drawn.panels[0].arrows for one in arrow.edges} == ways


def test_the_overview_has_every_stage_and_tells_of_every_way_between_them(leg_pain: Pathway) -> None:
    drawn = diagram(leg_pain, view=View("overview"))
    found = boxes(drawn)
    assert {box.node for box in found.values()} == {stage.id for stage in leg_pain.stages}
    titles = {stage.id: stage.title for stage in leg_pain.stages}
    home = {node.id: node.stage for node in leg_pain.nodes.values()}
    drawn_ways = {one for arrow in drawn.panels[0].arrows for one in arrow.edges}
    for way in leg_pain.edges.values():
        crosses = home[way.source] != home[way.target] and leg_pain.nodes[way.target].edges
        if crosses:
            source = found[f"stage-{home[way.source]}"]
            assert way.id in drawn_ways or titles[home[way.target]] in source.text, way.id


def test_the_overview_counts_the_ends_of_a_stage_by_urgency() -> None:
    found = boxes(diagram(clinic(), view=View("overview")))
    assert found["stage-one"].text == "Ends: 999\xa0×\xa01, same day\xa0×\xa01"
    assert found["stage-two"].text == "Ends: 999\xa0×\xa01, same day\xa0×\xa01, primary care\xa0×\xa01"
    assert {seven.EMERGENCY_999.id} < {urgency.id for urgency in seven.LEVELS}


def test_a_walk_in_the_overview() -> None:
    drawn = diagram(clinic(), WALKED, view=View("overview"))
    found = boxes(drawn)
    assert (found["stage-one"].number, found["stage-two"].number) == ("1-2, 4", "3")
    assert found["stage-two"].question == "What does the film show?"
    assert found["stage-one"].status is found["stage-two"].status is DrawnStatus.ON


@pytest.mark.parametrize("view", ["overview", "whole", "stage:two", "around:cough", "path"])
def test_every_view_says_what_it_is(view: str) -> None:
    picture = svg(clinic(), WALKED, "Case 7", view=view_of(view))
    for words in ("A small pathway", "Case 7", "small 1.2.3", "Not a doctor", "Can be read on A4."):
        assert words in picture.text
    assert picture.root.get("data-paper") == "a4"
    assert picture.root.find(f"{SVG}desc") is not None


def test_the_ids_of_a_node_and_its_edges_are_the_same_in_every_view() -> None:
    ids = [set(svg(clinic(), view=view_of(view)).classes) for view in ("whole", "stage:one", "around:fever")]
    for name in ("node-fever", "edge-fever.1", "chip-fever.1"):
        assert all(name in found for found in ids), name


def test_a_screen_in_the_overview_of_one_stage_only() -> None:
    of = pathway(*(node for node in screen(3).nodes.values()))
    assert [box.title for box in boxes(diagram(of, view=View("overview"))).values()] == ["Stage one", "Stage two"]
