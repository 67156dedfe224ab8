"""The safety rules I01 to I39 of the clinical check (section 8), as properties of generated partial patients of the leg pain pathway.

A rule is "where this is given, that follows"; it is drawn until its premise was met often enough, and a premise that is hardly ever
met fails. `pytest --patients 100000` draws so many patients for each; `--patients-seed` draws other ones. A failure shows the
smallest patients found. Words: *sure* and *possible* of a truth, *reached* (every resolution) and *may reach* (some resolution) of a
set of nodes, floor, ceiling and acting now as docs/semantics.md has them. How often each premise was met stands in `--junitxml`.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

from leg_pain.patients import Judge
from leg_pain.safety.check import Check
from legpain_graph import Pathway


@pytest.fixture(scope="session")
def judge(leg_pain: Pathway) -> Judge:
    return Judge(leg_pain)


@pytest.fixture
def check(judge: Judge, request: pytest.FixtureRequest) -> Check:
    number = request.config.getoption("--patients") or 4 * settings.default.max_examples
    return Check(judge, number, f"{request.config.getoption('--patients-seed')} {request.node.name}", request)
