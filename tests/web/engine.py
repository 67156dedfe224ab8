"""The page's engine inside a JavaScript interpreter, and what it says in the words of the others."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import quickjs

from legpain_graph import Case, Pathway, Walk, Walker
from legpain_graph.errors import CaseError
from legpain_graph.model.vocabulary import NOT_DONE
from legpain_graph.web.data import as_json, engine_data
from legpain_graph.web.page import ENGINE, script_text

UNWRAPPED = 1_000_000
"""A width that breaks no line."""


class PageEngine:
    """The script of the page without the page: cases as the text of a case file in, what it shows out."""

    def __init__(self, pathway: Pathway) -> None:
        self.data, code = engine_data(pathway)
        self.context = quickjs.Context()
        self.context.set_max_stack_size(8_000_000)
        probe = (Path(__file__).parent / "probe.js").read_text()
        parts = [*map(script_text, ENGINE), probe]
        self.context.eval(
            "\n".join(
                [
                    *parts,
                    f"const engine = new Engine({as_json(self.data)}, {code});",
                    "const index = new Search(engine.words);",
                ]
            )
        )
        self.walk = self.context.get("probeWalk")
        self.round = self.context.get("probeRound")
        self.read = self.context.get("probeRead")
        self.events = self.context.get("probeEvents")
        self.typed = self.context.get("probeTyped")
        self.interview = self.context.get("probeInterview")
        self.search = self.context.get("probeSearch")

    def seen(self, case: Case, why_not: tuple[str, ...] = ()) -> dict[str, Any]:
        """What the page says of `case`; of one that it refuses, `refused` and what remains."""
        found: dict[str, Any] = json.loads(self.walk(case_text(case), json.dumps(why_not)))
        return found


def case_text(case: Case) -> str:
    """The case as the text of a JSON file, with every number in its own digits."""
    numbers: list[str] = []

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            numbers.append(f"{value}")
            return f"@number-{len(numbers) - 1}@"
        return "not_done" if value is NOT_DONE else value

    findings = {name: plain(value) for name, value in case.findings.items()}
    text = json.dumps({"findings": findings, "normal": case.normal, "not_done": case.not_done, "who": case.who})
    for number, digits in enumerate(numbers):
        text = text.replace(f'"@number-{number}@"', digits, 1)
    return text


def expected(walker: Walker, case: Case, why_not: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the other engine says of `case`, in the same words."""
    try:
        walk = walker.walk(case, "safest")
    except CaseError as error:
        rest = error.remaining
        if rest is None:
            return {"refused": True, "remaining": None}
        left = {"findings": sorted(rest.findings), "normal": list(rest.normal), "not_done": list(rest.not_done)}
        return {"refused": True, "remaining": left}
    return said(walker, walk, why_not)


def said(walker: Walker, walk: Walk, why_not: tuple[str, ...]) -> dict[str, Any]:
    from legpain_graph.report.leaflet import leaflet
    from legpain_graph.report.note import markdown

    data = walk.as_dict()
    pending = {
        key: [
            {
                "finding": ask.finding,
                "node": ask.node,
                "could_be": ask.urgency.id,
                "leads_to": [edge.target for edge in ask.leads_to],
            }
            for ask in getattr(walk, key)
        ]
        for key in ("decides_urgency", "decides_plan")
    }
    order, status = walk.order, walk.status
    return json.loads(
        json.dumps(
            {
                "edges": list(status.edges),
                "levels": [
                    [int(order.level(status.must[at])), int(order.level(status.may[at]))]
                    for at in range(len(order.nodes))
                ],
                "must": str(status.must[order.start]),
                "may": str(status.may[order.start]),
                "at_least": walk.floor.id,
                "at_most": walk.ceiling.id,
                "urgency": "settled" if walk.settled else "open",
                "plan": data["plan"],
                "diagnoses": [item["id"] for item in data["working_diagnoses"]],
                "outcomes": [item["node"] for item in data["outcomes"]],
                "path": [
                    {
                        "node": step["node"],
                        "by_either": step["by_either_answer"],
                        "edges": [{word: edge[word] for word in ("edge", "sure", "because")} for edge in step["edges"]],
                    }
                    for step in data["path"]
                ],
                "pending": {**pending, "remaining": data["pending"]["remaining"]},
                "possible": sorted(data["possible"]),
                "warnings": data["warnings"],
                "not_used": data["not_used"],
                "unheeded": data["unheeded"],
                "acting_now": [
                    [
                        step.node.id,
                        step.because_not_known,
                        list(step.asks),
                        None if step.until is None else step.until.id,
                    ]
                    for step in walk.acting or ()
                ],
                "values": {
                    name: [value["words"], value["how"]]
                    for name, value in data["values"].items()
                    if name in walk.facts.known
                },
                "narrowed": sorted(walk.facts.bounds),
                "why_not": [
                    [state, list(findings)] for state, findings in (walker.why_not(walk, node) for node in why_not)
                ],
                "markdown": markdown(walk),
                "leaflet": leaflet(walk, UNWRAPPED),
            }
        )
    )
