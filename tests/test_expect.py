"""The judge of a worked case says each expectation that is not met, and nothing else."""

from __future__ import annotations

import pytest

from legpain_graph import Case, Walker
from legpain_graph.expect import Outcome, unmet
from legpain_graph.model import Urgency

ROUTINE = Outcome(Urgency.ROUTINE, Urgency.ROUTINE, {"start", "stop"}, {"alarm"}, {"strain"}, {"fever"})


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({}, []),
        ({"floor": "routine", "ceiling": "routine", "settled": True}, []),
        ({"reaches": ["start"], "never": ["alarm"], "diagnoses": ["strain"], "asks": ["fever"]}, []),
        ({"floor": "soon"}, ["floor: expected soon, got routine"]),
        ({"ceiling": "soon"}, ["ceiling: expected soon, got routine"]),
        ({"settled": False}, ["settled: expected false, got true"]),
        ({"reaches": ["stop", "b", "a"]}, ["reaches: a, b not among them"]),
        ({"never": ["stop"]}, ["never: stop not among them"]),
        ({"diagnoses": ["dvt"]}, ["diagnoses: dvt not among them"]),
        ({"asks": ["pulse"]}, ["asks: pulse not among them"]),
        ({"floor": "soon", "asks": ["pulse"]}, ["floor: expected soon, got routine", "asks: pulse not among them"]),
    ],
)
def test_each_expectation_is_judged(expect: dict[str, object], words: list[str]) -> None:
    assert unmet(expect, ROUTINE) == words


def test_the_outcome_of_a_walk(leg_pain_walker: Walker) -> None:
    walk = leg_pain_walker.walk(Case({"breathlessness": True}))
    outcome = Outcome.of(walk)
    assert (outcome.floor, outcome.ceiling) == (Urgency.EMERGENCY_999, Urgency.EMERGENCY_999)
    assert "stop-999-pe" in outcome.reached
    assert outcome.reached & outcome.ruled_out == set()
    assert outcome.asks == {ask.finding for ask in (*walk.decides_urgency, *walk.decides_plan)}
