"""The audit of a pathway: what its worked cases cover of what any patient could, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from legpain_graph.audit.result import Audit
    from legpain_graph.casefile import CaseFile
    from legpain_graph.model import Pathway

SECONDS: Final = 10.0
"""Default time for one question to the solver."""


def audit(
    pathway: Pathway, cases: Sequence[CaseFile], *, seconds: float = SECONDS, only: Collection[str] = ()
) -> Audit:
    """The audit of `pathway` by `cases`; `seconds` is the time for one question to the solver, `only` the measures to make.

    errors: CaseError with every fault of every case; RequestError where the solver is not installed
    """
    from time import perf_counter

    from legpain_graph.audit.atoms import mcdc, thresholds
    from legpain_graph.audit.cited import statements
    from legpain_graph.audit.coverage import edges, nodes, outcomes, unknowns
    from legpain_graph.audit.feasible import Feasible
    from legpain_graph.audit.paths import paths
    from legpain_graph.audit.result import Audit
    from legpain_graph.audit.walked import Walked

    spent: dict[str, float] = {}
    begun = perf_counter()

    def lap(name: str) -> None:
        nonlocal begun
        now = perf_counter()
        spent[name], begun = now - begun, now

    walked = Walked(pathway, cases)
    failed = tuple(walked.failures())
    lap("cases")
    feasible = Feasible(walked, seconds)
    measures = []
    for title, wants in (
        ("nodes reached", nodes),
        ("edges walked", edges),
        ("outcomes of decisions", outcomes),
        ("paths from start to stop", None),
        ("atoms of guards (MC/DC, masking)", mcdc),
        ("sides of thresholds", thresholds),
        ("edges met unknown", unknowns),
        ("statements encoded", statements),
    ):
        name = wants.__name__ if wants is not None else "paths"
        if only and name not in only:
            continue
        measures.append(feasible.settle(name, title, list(wants(walked))) if wants else paths(feasible, title))
        lap(name)
    return Audit(pathway, walked.ids, tuple(measures), failed, seconds=spent)
