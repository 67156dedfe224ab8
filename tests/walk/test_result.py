"""What a walk says of a value is the same whatever other walks said of an equal one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from legpain_graph import Case, Pathway, Walker
from legpain_graph.case.read import find_cases, read_case_file
from legpain_graph.resources import pathway_folder


@pytest.mark.parametrize("finding", ["wells_dvt_score", "creatine_kinase_u_l"])
@pytest.mark.parametrize("first", ["-0", "0", "0e0"])
def test_equal_numbers_read_alike(leg_pain: Pathway, finding: str, first: str) -> None:
    walker = Walker(leg_pain)
    said = [walker.walk(Case({finding: Decimal(text)})).value(finding)["words"] for text in (first, "0", "-0")]
    assert len(set(said)) == 1
    assert said[0].split()[0] == "0"


@pytest.mark.parametrize("part", range(4))
def test_a_walk_as_data_is_made_anew(leg_pain_walker: Walker, part: int) -> None:
    """Whatever is done to it, neither the pathway nor the next walk is another; and it has nothing that JSON does not have."""
    names = find_cases([str(pathway_folder() / "cases")])[::20]
    assert len(names) > 10
    for case in [Case(), *(read_case_file(name).case for name in names[part::4])]:
        walk = leg_pain_walker.walk(case, "safest")
        first, second = walk.as_dict(), walk.as_dict()
        assert first == second
        ours, theirs = ({id(part): part for part in inside(data)} for data in (first, second))
        assert not [part for name, part in ours.items() if name in theirs and isinstance(part, dict | list)]
        assert {type(part) for part in ours.values()} <= {dict, list, str, int, float, bool, type(None)}


def inside(data: Any) -> Iterator[Any]:
    yield data
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from inside(part)
