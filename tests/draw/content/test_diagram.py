"""What is drawn, before anything is laid out."""

from __future__ import annotations

import pytest

from draw.small import clinic, edge, node, pathway, screen
from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.content.exits import DrawnWalk
from legpain_graph.draw.shapes import Box, Chip, Diagram, DrawnStatus, Pill, Style
from legpain_graph.errors import RequestError
from legpain_graph.model.pathway import Pathway


def boxes(drawn: Diagram) -> dict[str, Box]:
    return {shape.id: shape for panel in drawn.panels for shape in panel.shapes if isinstance(shape, Box)}


def chips(drawn: Diagram) -> dict[str, Chip]:
    return {shape.id: shape for panel in drawn.panels for shape in panel.shapes if isinstance(shape, Chip)}


def pills(drawn: Diagram) -> dict[str, Pill]:
    return {shape.id: shape for panel in drawn.panels for shape in panel.shapes if isinstance(shape, Pill)}


@pytest.mark.parametrize("of", [clinic(), screen(), screen(3), screen(9, first=True)])
def test_every_node_and_every_edge_is_drawn(of: Pathway) -> None:
    drawn = diagram(of)
    assert {box.node for box in boxes(drawn).values()} == set(of.nodes)
    assert {name for panel in drawn.panels for arrow in panel.arrows for name in arrow.edges} == set(of.edges)


@pytest.mark.parametrize("of", [clinic(), screen()])
def test_no_arrow_leaves_its_panel_and_no_id_is_used_twice(of: Pathway) -> None:
    drawn = diagram(of)
    for panel in drawn.panels:
        inside = {shape.id for shape in panel.shapes}
        assert {name for arrow in panel.arrows for name in (arrow.source, arrow.target)} <= inside
        assert {name for row in (*panel.columns, *panel.abreast, *panel.beside) for name in row} <= inside
    names = [thing.id for panel in drawn.panels for thing in (*panel.shapes, *panel.arrows)]
    assert len(names) == len(set(names))


def test_a_stop_is_drawn_beside_each_node_that_leads_to_it_and_in_full_once() -> None:
    found = boxes(diagram(clinic()))
    assert (found["node-hospital"].text, found["node-hospital"].again) == ("Go now.", False)
    assert (found["node-hospital--2"].text, found["node-hospital--2"].again) == ("", True)
    assert found["node-hospital--2"].node == "hospital"


def test_the_same_letter_stands_where_an_arrow_leaves_and_where_it_enters() -> None:
    found = pills(diagram(clinic()))
    assert {name: pill.number for name, pill in found.items()} == {
        "to-fever.2": "1",
        "to-fever.3": "2",
        "from-cough": "1",
        "from-rash": "2",
    }
    assert found["to-fever.2"].text == "Title of cough"


def test_edges_to_one_target_share_a_chip() -> None:
    chip = chips(diagram(clinic()))["chip-rash.1"]
    assert [line.text for line in chip.lines] == ["mild", "other"]


def test_an_edge_without_a_label_is_named_by_what_it_is() -> None:
    of = pathway(
        node("begin", "start", edge("which")),
        node("which", "decision", edge("a", "hot"), edge("b", "otherwise"), edge("c", "unknown")),
        *(node(name, "stop") for name in "abc"),
    )
    found = chips(diagram(of)).values()
    assert [line.text for chip in found for line in chip.lines] == ["hot", "otherwise", "not known"]
    assert [chip.style for chip in found] == [Style.GUARDED, Style.GUARDED, Style.WHEN_UNKNOWN]


def test_the_only_way_on_has_no_chip() -> None:
    assert "chip-begin.1" not in chips(diagram(clinic()))


def test_a_spine_has_the_most_urgent_first_and_the_rest_at_its_foot() -> None:
    (spine,) = diagram(screen()).panels[0].spines
    ends = [side[-1] for row in spine.rows for side in (row.left, row.right)]
    assert ends == [f"node-stop-{index}" for index in (6, 5, 4, 3, 2, 1, 0, 7)]
    assert spine.foot == "spine-node-screen-foot"
    assert diagram(screen()).panels[0].columns[-1][-1] == "to-screen.10"


def test_a_spine_keeps_the_written_order_where_order_has_a_meaning() -> None:
    (spine,) = diagram(screen(first=True)).panels[0].spines
    assert [side[-1] for row in spine.rows for side in (row.left, row.right)] == [f"node-stop-{n}" for n in range(8)]


def test_few_ways_out_are_no_spine() -> None:
    assert not diagram(screen(3)).panels[0].spines


WALKED = DrawnWalk(
    path=("begin", "fever", "cough"),
    edges=frozenset({"begin.1", "fever.2"}),
    possible=frozenset({"hospital", "rash", "home"}),
    possible_edges=frozenset({"cough.1", "cough.2", "rash.1"}),
    frontier={"cough": "What does the film show?"},
)


def test_a_walk_is_numbered_and_every_status_is_told_apart() -> None:
    found = boxes(diagram(clinic(), WALKED))
    assert [found[f"node-{name}"].number for name in ("begin", "fever", "cough", "ask")] == ["1", "2", "3", ""]
    assert {name: box.status for name, box in found.items()} == {
        "node-begin": DrawnStatus.ON,
        "node-fever": DrawnStatus.ON,
        "node-cough": DrawnStatus.ON,
        "node-rash": DrawnStatus.POSSIBLE,
        "node-home": DrawnStatus.POSSIBLE,
        "node-hospital": DrawnStatus.OUT,
        "node-hospital--2": DrawnStatus.POSSIBLE,
        "node-ask": DrawnStatus.OUT,
        "node-ask--2": DrawnStatus.OUT,
    }
    assert [name for name, box in found.items() if box.question] == ["node-cough"]


def test_a_chip_tells_its_edges_apart() -> None:
    chip = chips(diagram(clinic(), WALKED))["chip-rash.1"]
    assert [line.status for line in chip.lines] == [DrawnStatus.POSSIBLE, DrawnStatus.OUT]


def test_pills_of_one_letter_tell_of_their_own_arrows_only() -> None:
    found = pills(diagram(clinic(), WALKED))
    assert (found["to-fever.2"].status, found["from-cough"].status) == (DrawnStatus.ON, DrawnStatus.ON)
    assert (found["to-fever.3"].status, found["from-rash"].status) == (DrawnStatus.OUT, DrawnStatus.OUT)


def test_a_stop_reached_by_either_of_two_answers_is_on_the_path_though_no_edge_is() -> None:
    by_either = DrawnWalk(
        ("begin", "fever", "hospital"), frozenset({"begin.1"}), frozenset({"cough"}), frozenset({"fever.1", "fever.2"})
    )
    found = boxes(diagram(clinic(), by_either))
    assert (found["node-hospital"].status, found["node-hospital"].number) == (DrawnStatus.ON, "3")
    assert found["node-hospital--2"].status is DrawnStatus.OUT


def test_the_line_of_a_spine_is_on_as_far_as_the_path_goes() -> None:
    walked = DrawnWalk(("begin", "screen", "stop-3"), frozenset({"begin.1", "screen.4"}))
    arrows = {arrow.id: arrow.status for arrow in diagram(screen(), walked).panels[0].arrows}
    line = [arrows[f"spine-node-screen-{index}--line"] for index in range(4)]
    assert line == [DrawnStatus.ON, DrawnStatus.ON, DrawnStatus.OUT, DrawnStatus.OUT]


def test_panels_can_be_picked_and_keep_their_letters() -> None:
    drawn = diagram(clinic(), stages=("two",))
    assert [panel.id for panel in drawn.panels] == ["panel-two"]
    assert pills(drawn)["from-rash"].number == "2"
    with pytest.raises(RequestError, match=r"no such stage: 'tw'\n  hint: did you mean 'two'\?"):
        diagram(clinic(), stages=("tw",))


def test_titles_only() -> None:
    assert not any(box.text or box.reviews for box in boxes(diagram(clinic(), text=False)).values())


def test_the_footer_says_what_was_drawn() -> None:
    of = pathway(node("begin", "start", edge("end")), node("end", "stop"), hash="0123456789abcdef")
    assert diagram(of).footer == "small 1.2.3 (0123456789ab) · Not a doctor"
