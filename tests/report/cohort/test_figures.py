"""Figures: what is counted is told once, exactly or not at all."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from cohort.small import pathway
from legpain_graph.cohort.counts import Counts
from legpain_graph.model.pathway import Pathway
from legpain_graph.report.cohort.figures import Figure, Figures
from legpain_graph.report.cohort.formats import FORMATS, write_summary
from legpain_graph.report.cohort.sankey import Band, bands, svg


def counts() -> Counts:
    return Counts(
        rows=1_010,
        faulty=10,
        complete=400,
        bounds=Counter(
            {"emergency_999..emergency_999": 3, "primary_care..primary_care": 598, "primary_care..emergency_999": 399}
        ),
        nodes=Counter({"go": 1_000, "now": 3, "home": 598}),
        edges=Counter({"go>now": 3, "go>home": 598}),
        asks=Counter({"alarm": 399, "index": 12, "scan": 2}),
        faults=Counter({"index": 8, "": 3}),
    )


@pytest.mark.parametrize(
    ("number", "of", "percent"),
    [
        (0, 10, "0.0%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (3, 3, "100.0%"),
        (1, 100_000, "<0.1%"),
        (99_999, 100_000, ">99.9%"),
        (1, 0, ""),
        (None, 3, ""),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(number: int | None, of: int, percent: str) -> None:
    assert Figure(number, of).percent == percent


def test_what_is_counted_is_told() -> None:
    found = Figures(pathway(), counts())
    assert (found.rows, found.faulty, found.sound) == (1_010, Figure(10, 1_010), Figure(1_000, 1_010))
    assert (found.settled, found.open) == (Figure(601, 1_000), Figure(399, 1_000))
    by_urgency = {row.urgency.id: [each.number for each in row[1:]] for row in found.urgencies}
    assert by_urgency["emergency_999"] == [3, 3, 402]
    assert by_urgency["primary_care"] == [598, 997, 598]
    assert [(row.id, row.figure) for row in found.endings] == [("home", Figure(598, 1_000)), ("now", Figure(3, 1_000))]
    assert [(row.title, row.figure) for row in found.asks] == [
        ("Alarm", Figure(399, 399)),
        ("Index", Figure(12, 399)),
        ("Scan", Figure(2, 399)),
    ]
    assert [(row.title, row.figure.number) for row in found.faults] == [("index", 8), ("the row as a whole", 3)]
    assert found.edge("go>now") == Figure(3, 1_000)
    assert found.never == ["today"]


def test_small_numbers_are_kept_back_everywhere() -> None:
    found = Figures(pathway(), counts(), suppress=5)
    assert (found.rows, found.sound.number, found.open.number) == (1_010, 1_000, 400)
    assert [(row.id, row.figure.number) for row in found.endings] == [("home", 600), ("now", None)]
    assert [(row.id, row.figure.number) for row in found.asks] == [("alarm", 400), ("index", 10), ("scan", None)]
    for format_ in FORMATS:
        text = re.sub(r"<style>.*?</style>", "", write_summary(found, format_), flags=re.DOTALL)
        for told in ("598", "399", " 3 ", ": 3,", "| 12 |", ": 8"):
            assert told not in text, format_
    data = json.loads(write_summary(found, "json"))
    assert data["nodes"] == {"go": 1_000, "now": None, "home": 600, "today": 0}
    assert data["suppressed"] == 5


def test_counts_of_parts_add_up() -> None:
    whole = Counts()
    whole.add(counts())
    whole.add(Counts.of_dict(json.loads(json.dumps(counts().as_dict()))))
    assert whole.as_dict() == {
        name: {key: 2 * number for key, number in value.items()} if isinstance(value, dict) else 2 * value
        for name, value in counts().as_dict().items()
    }


def test_the_page_draws_the_ways_and_needs_nothing_else(leg_pain: Pathway) -> None:
    nodes, stages = leg_pain.nodes, [stage.id for stage in leg_pain.stages]
    onward = next(
        edge
        for edge in leg_pain.edges.values()
        if nodes[edge.target].stage != nodes[edge.source].stage and nodes[edge.target].edges
    )
    stop = next(edge for edge in leg_pain.edges.values() if not nodes[edge.target].edges and nodes[edge.target].urgency)
    walked = Counter({onward.id: 30, stop.id: 12})
    found = Figures(leg_pain, Counts(rows=40, nodes=Counter({onward.source: 40, stop.source: 40}), edges=walked))
    urgency = nodes[stop.target].urgency
    assert urgency is not None
    assert sorted(bands(found)) == sorted(
        [
            Band(nodes[onward.source].stage, nodes[onward.target].stage, 30),
            Band(nodes[stop.source].stage, urgency.id, 12),
        ]
    )
    assert {band.source for band in bands(found)} <= set(stages)
    page = write_summary(found, "html")
    assert f"<title>{nodes[stop.source].stage} to {urgency.id}: 12</title>" in page
    assert "//" not in page.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "<script" not in page


def test_nobody_goes_nowhere(leg_pain: Pathway) -> None:
    assert svg(Figures(leg_pain, Counts())) == ""
    assert "Ways through the pathway" not in write_summary(Figures(leg_pain, Counts()), "html")
