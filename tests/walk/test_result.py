"""What a walk says of a value is the same whatever other walks said of an equal one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from legpain_graph import Case, Pathway, Walker


@pytest.mark.parametrize("finding", ["wells_dvt_score", "creatine_kinase_u_l"])
@pytest.mark.parametrize("first", ["-0", "0", "0e0"])
def test_equal_numbers_read_alike(leg_pain: Pathway, finding: str, first: str) -> None:
    walker = Walker(leg_pain)
    said = [walker.walk(Case({finding: Decimal(text)})).value(finding)["words"] for text in (first, "0", "-0")]
    assert len(set(said)) == 1
    assert said[0].split()[0] == "0"
