"""What the web page lists: the steps of the source with their statements, its chart on one screen, and the questions in clinical order."""

from __future__ import annotations

import re
from typing import Any, Final

from legpain_graph.engine.kleene import finding_bits
from legpain_graph.engine.order import Order
from legpain_graph.model.pathway import OverviewBox, Pathway, Statement

_OF_STEP: Final = re.compile(r"([A-Z]+)(\d+)\.")
_HEAD: Final = re.compile(r"^(?:Section|Step) \d+(?:, \w+)?: ")
SECTIONS: Final = ("demographic", "history", "course", "risk", "examination", "investigation", "plan")
"""The order in which a consultation goes."""


def steps_data(pathway: Pathway) -> dict[str, Any]:
    """The steps, each with its title, statements and nodes, the boxes of the overview, and the order of the questions."""
    steps = _steps(pathway)
    return {"steps": steps, "overview": _overview(pathway, steps), "order": _order(pathway)}


def _overview(pathway: Pathway, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The boxes of the chart on one screen with their stages and all their nodes, by number; of a pathway that says nothing of it one a stage."""
    order = Order(pathway)
    places = {stage.id: place for place, stage in enumerate(pathway.stages)}
    one_each = (
        OverviewBox(stage.title, row, step=stage.step, stages=(stage.id,)) for row, stage in enumerate(pathway.stages)
    )
    of_step = {step["number"]: step["nodes"] for step in steps}
    return [
        {
            "title": box.title,
            "row": box.row,
            "kind": box.kind or "",
            "step": box.step,
            "stages": [places[name] for name in box.stages],
            "shows": box.shows or "",
            "nodes": [number for number, node in enumerate(order.nodes) if node.stage in box.stages or node.kind is box.shows]
            or of_step.get(box.step, []),
        }
        for box in pathway.overview or one_each
    ]  # fmt: skip


def _steps(pathway: Pathway) -> list[dict[str, Any]]:
    """A step for each number up to the highest that a stage has, with the statements of that number: F3.1, S3.2 and P3.1 are of step 3.

    A pathway without numbered stages has a step a stage, with the statements that its nodes and edges cite.
    """
    order = Order(pathway)
    last = max((stage.step for stage in pathway.stages), default=0)
    by_number: dict[int, list[Statement]] = {number: [] for number in range(1, last + 1)}
    for item in pathway.statements.values():
        found = _OF_STEP.match(item.id)
        if found and int(found[2]) in by_number:
            by_number[int(found[2])].append(item)
    if last and any(by_number.values()):
        stages = {number: [stage for stage in pathway.stages if stage.step == number] for number in by_number}
        return [
            {
                "number": number,
                "title": _title(items, [stage.title for stage in stages[number]], number),
                "statements": [item.id for item in items],
                "nodes": _nodes(order, {item.id for item in items}, {stage.id for stage in stages[number]}),
            }
            for number, items in by_number.items()
        ]
    return [
        {
            "number": number,
            "title": stage.title,
            "statements": _cited(pathway, stage.id),
            "nodes": _nodes(order, set(), {stage.id}),
        }
        for number, stage in enumerate(pathway.stages, 1)
    ]


def _title(items: list[Statement], stages: list[str], number: int) -> str:
    """What the source calls the step: its headings are the statements S1.0 to S9.0."""
    heading = next((item.text for item in items if item.id == f"S{number}.0"), "")
    words = _HEAD.sub("", heading).rstrip(".") or "; ".join(stages) or f"Step {number}"
    return words[:1].upper() + words[1:]


def _nodes(order: Order, statements: set[str], stages: set[str]) -> list[int]:
    """The nodes of a step: those of its stages; where it has none, those that cite it."""
    found = [node for node in order.nodes if node.stage in stages]
    found = found or [node for node in order.nodes if statements & set(node.statements)]
    return [order.node_number[node.id] for node in found]


def _cited(pathway: Pathway, stage: str) -> list[str]:
    cited: dict[str, None] = {}
    for node in pathway.nodes.values():
        if node.stage == stage:
            for names in (node.statements, *(edge.statements for edge in node.edges)):
                cited |= dict.fromkeys(name for name in names if name in pathway.statements)
    return list(cited)


def _order(pathway: Pathway) -> list[dict[str, Any]]:
    """Groups and the findings beside them by section, in the order in which a consultation goes; `group` is its place, or null."""
    words = pathway.vocabulary
    number = {name: place for place, name in enumerate(finding_bits(words))}
    grouped = {name for group in words.groups.values() for name in group.members}
    places = {name: finding.place for name, finding in words.findings.items()}
    found: list[tuple[int, Any, dict[str, Any]]] = []
    for place, group in enumerate(words.groups.values()):
        first = min(group.members, key=lambda name: (_section(words.findings[name].section), places[name]))
        found.append((_section(words.findings[first].section), group.place, {"group": place, "findings": []}))
    for section in dict.fromkeys(finding.section for finding in words.findings.values()):
        alone = [name for name in words.findings if words.findings[name].section == section and name not in grouped]
        alone.sort(key=lambda name: places[name])
        if alone:
            entry = {"group": None, "section": section, "findings": [number[name] for name in alone]}
            found.append((_section(section), ("",), entry))
    return [entry for _, _, entry in sorted(found, key=lambda item: (item[0], tuple(item[1])))]


def _section(name: str) -> int:
    return SECTIONS.index(name) if name in SECTIONS else len(SECTIONS)
