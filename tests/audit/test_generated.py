"""The generated cases of the pathway: each says that it is one, ends as it expects, and is needed for what the gate asks."""

from __future__ import annotations

import pytest

from legpain_graph import Walker
from legpain_graph.audit.casegen.missing import WHO
from legpain_graph.case.read import read_case_file
from legpain_graph.model.pathway import Pathway
from legpain_graph.resources import pathway_folder
from legpain_graph.walk.expectation import unmet

FOLDER = pathway_folder() / "cases" / "generated"
PATHS = sorted(FOLDER.glob("*.case.yaml"))


def test_there_is_nothing_else_in_their_folder() -> None:
    assert PATHS
    assert sorted(FOLDER.iterdir()) == sorted([*PATHS, FOLDER / "README.md"])


@pytest.mark.parametrize("part", range(4))
def test_each_says_that_it_is_generated_and_ends_as_it_expects(
    part: int, leg_pain: Pathway, leg_pain_walker: Walker
) -> None:
    for path in PATHS[part::4]:
        source = read_case_file(path)
        assert source.case.id == path.name.split(".")[0]
        assert source.case.who.startswith(WHO)
        assert set(source.statements) <= set(leg_pain.statements)
        assert unmet(source.expect, leg_pain_walker.walk(source.case)) == [], path
