"""The planted faults are what they say they are: they load, but for the one that no check lets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from legpain_graph.load.loader import check_pathway
from proof.planted import FAULTS, Fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_passes_every_check_but_the_one_that_cannot_load(fault: Fault, tmp_path: Path) -> None:
    _, issues = check_pathway(fault.plant(tmp_path))
    assert [issue.code for issue in issues] == ([] if fault.loads else ["not-exhaustive"])
