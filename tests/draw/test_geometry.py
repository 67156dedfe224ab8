"""Every view of the leg pain pathway, read back from its SVG: nothing lies on anything else, and what is for print can be read there."""

from __future__ import annotations

from functools import cache

import pytest

from draw.geometry import Seen, seen
from legpain_graph import Pathway, Walker, load_pathway
from legpain_graph.case.read import read_case_file
from legpain_graph.draw.content.views import view_of
from legpain_graph.draw.content.walk_words import caption_of, walked_of
from legpain_graph.draw.layout.paper import LEAST
from legpain_graph.draw.picture import Picture, files
from legpain_graph.resources import pathway_folder

PATHWAY = load_pathway()
STAGES = [f"stage:{stage.id}" for stage in PATHWAY.stages]
STEPS = [f"stage:{step}" for step in sorted({stage.step for stage in PATHWAY.stages})]
AROUND = [*sorted(PATHWAY.nodes, key=lambda name: (-PATHWAY.graph.degree(name), name))[:8], "stop-sciatica"]
LONG = "artery-abpi-0-91"
CASES = (LONG, "two-dvt-and-toe-ulcer", "ischaemia-claudicant-cold-since-yesterday", "spine-bladder-not-asked")


@cache
def picture(view: str, case: str) -> Picture:
    if not case:
        return Picture(PATHWAY, view=view_of(view))
    source = read_case_file(pathway_folder() / "cases" / f"{case}.case.yaml")
    walk = Walker(PATHWAY).walk(source.case)
    return Picture(PATHWAY, walked_of(walk), caption_of(walk), view_of(view))


@cache
def drawn(view: str, case: str = "", paper: str = "") -> list[Seen]:
    return [seen(data) for data in files(picture(view, case), "svg", paper)]


@pytest.mark.parametrize("view", ["overview", *STAGES, *STEPS, *(f"around:{name}" for name in AROUND)])
def test_nothing_overlaps_in_any_view(view: str) -> None:
    (found,) = drawn(view)
    assert found.faults() == []
    assert len(found.boxes) > 5


@pytest.mark.parametrize("view", ["overview", "path", "stage:1"])
@pytest.mark.parametrize("case", CASES)
def test_nothing_overlaps_where_a_case_is_walked(view: str, case: str) -> None:
    (found,) = drawn(view, case)
    assert found.faults() == []


@pytest.mark.parametrize("case", ["", *CASES])
def test_nothing_overlaps_in_the_whole(case: str) -> None:
    (found,) = drawn("whole", case)
    assert found.faults() == []
    assert found.claim == "screen"
    assert found.least("a3") < LEAST


@pytest.mark.parametrize("view", ["overview", *STAGES, *(f"around:{name}" for name in AROUND)])
def test_no_text_is_smaller_than_can_be_read_on_the_paper_that_a_picture_claims(view: str) -> None:
    (found,) = drawn(view)
    if found.claim == "screen":
        assert found.least("a3") < LEAST
    else:
        assert found.least(found.claim) >= LEAST


@pytest.mark.parametrize("view", STAGES)
def test_a_stage_is_one_sheet_of_a3(view: str) -> None:
    assert len(picture(view, "").sheets("a3")) == 1


def test_an_overview_and_a_path_are_one_sheet_of_a4() -> None:
    assert len(picture("overview", "").sheets("a4")) == 1
    for case in CASES:
        assert len(picture("path", case).sheets("a4")) == 1, case


def test_a_long_path_is_broken_into_columns_that_can_be_read_on_a4() -> None:
    (found,) = drawn("path", LONG)
    assert len(found.panels) > 1
    assert found.claim == "a4"
    assert found.faults() == []


def test_only_the_whole_is_for_the_screen() -> None:
    assert {view for view in ("overview", *STAGES) if drawn(view)[0].claim == "screen"} == set()


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_whole_on_sheets_can_be_read_and_has_every_node_and_edge(paper: str) -> None:
    pages = drawn("whole", paper=paper)
    for found in pages:
        assert found.faults() == []
        assert found.smallest * found.scale >= LEAST
    names = {name for found in pages for name in found.boxes}
    assert {f"node-{name}" for name in PATHWAY.nodes} <= names
    sizes = {round(max(found.size) * found.scale) for found in pages}
    assert sizes == {1191 if paper == "a3" else 842}


def test_the_fixture_is_the_pathway_that_is_tested_elsewhere(leg_pain: Pathway) -> None:
    assert leg_pain.hash == PATHWAY.hash
