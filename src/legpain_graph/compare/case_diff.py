"""Worked cases that the two versions walk differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from legpain_graph.case.read import CaseFile
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.errors import CaseError
from legpain_graph.model.pathway import Pathway
from legpain_graph.record import record
from legpain_graph.walk.result import Walk
from legpain_graph.walk.walker import Walker


@record
class CaseDiff:
    """A case file that the versions walk differently. A walk is None where that version refuses the case: `refusal` says why."""

    file: str
    id: str
    old: Walk | None
    new: Walk | None
    refusal: str = ""
    differs: tuple[str, ...] = ()
    """floor, ceiling, outcomes, acting_now."""


def worked(old: Pathway, new: Pathway, cases: Sequence[CaseFile], renamed: Mapping[str, str]) -> Iterator[CaseDiff]:
    """The cases of which floor, ceiling, outcomes or what to do now differ; a case that both versions refuse tells nothing."""
    walkers = [Walker(pathway, Compiled(pathway)) for pathway in (old, new)] if cases else []
    for source in cases:
        walks: list[Walk | None] = []
        refusal = ""
        for walker in walkers:
            try:
                walks.append(walker.walk(source.case, "safest"))
            except CaseError as error:
                walks.append(None)
                refusal = str(source.placed(error))
        one, other = walks
        if one is not None and other is not None:
            before, after = _tells(one, renamed), _tells(other, {})
            differs = tuple(key for key in before if before[key] != after[key])
            if differs:
                yield CaseDiff(source.file, source.case.id, one, other, differs=differs)
        elif one is not None or other is not None:
            yield CaseDiff(source.file, source.case.id, one, other, refusal)


def _tells(walk: Walk, renamed: Mapping[str, str]) -> dict[str, Any]:
    def ids(nodes: Any) -> list[str]:
        return sorted(renamed.get(node.id, node.id) for node in nodes)

    assert walk.acting is not None
    return {
        "floor": walk.floor,
        "ceiling": walk.ceiling,
        "outcomes": ids(walk.outcomes),
        "acting_now": ids(step.node for step in walk.acting if step.node.urgency is not None),
    }
