"""Statements and where they are encoded, both ways: nothing of the source is lost, and nothing stands there without a source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from legpain_graph.errors import NOWHERE, Place
from legpain_graph.model.pathway import Pathway, Statement

SCHEMA: Final = "legpain-graph/trace/1"


class Encoding(NamedTuple):
    """Something that cites statements: kind is node, edge, line, finding, heeded, derived, safety net, hazard, rule or waiver."""

    kind: str
    id: str
    title: str
    statements: tuple[str, ...]
    place: Place = NOWHERE

    @property
    def name(self) -> str:
        """What it is, for a message."""
        if self.kind == "waiver":
            return f"waiver of {self.id}"
        return self.id if self.kind in ("node", "line", "finding", "heeded", "derived") else f"{self.kind} {self.id}"


class Trace(NamedTuple):
    """`places`: everything that cites; `by_statement`: for each statement or decision what cites it, in the same order."""

    pathway: Pathway
    places: tuple[Encoding, ...]
    by_statement: dict[str, tuple[Encoding, ...]]

    @property
    def source(self) -> list[Statement]:
        """The statements of the source, decisions left out."""
        return [statement for statement in self.pathway.statements.values() if not statement.decision]

    @property
    def unplaced(self) -> list[Statement]:
        """Statements of the source that nothing cites and that are not marked as not encoded."""
        return [item for item in self.source if not self.by_statement[item.id] and not item.not_encoded]

    @property
    def dangling(self) -> list[tuple[Encoding, str]]:
        """Citations of what does not exist."""
        known = self.pathway.statements
        return [(place, name) for place in self.places for name in place.statements if name not in known]

    def summary(self) -> str:
        """How many statements have a place, in a sentence."""
        total = len(self.source)
        cited = sum(bool(self.by_statement[item.id]) for item in self.source)
        not_encoded = sum(bool(item.not_encoded) for item in self.source)
        decisions = [item.id for item in self.pathway.statements.values() if item.decision]
        used = sum(bool(self.by_statement[name]) for name in decisions)
        return (
            f"{total - len(self.unplaced)} of {total} statements placed: {cited} cited, {not_encoded} not encoded, each with its reason; "
            f"{len(self.dangling)} dangling citations. {used} of {len(decisions)} decisions cited. {len(self.places)} places."
        )

    def as_dict(self) -> dict[str, Any]:
        """Both ways as data."""
        return {
            "schema": SCHEMA,
            "pathway": {"id": self.pathway.id, "version": self.pathway.version, "hash": self.pathway.hash},
            "summary": self.summary(),
            "statements": [
                {
                    "id": item.id,
                    "text": item.text,
                    "lines": list(item.lines),
                    "decision": item.decision,
                    "not_encoded": item.not_encoded,
                    "places": [{"kind": place.kind, "id": place.id} for place in self.by_statement[item.id]],
                }
                for item in self.pathway.statements.values()
            ],
            "places": [
                {"kind": place.kind, "id": place.id, "title": place.title, "statements": place.statements}
                for place in self.places
            ],
        }


def trace(pathway: Pathway) -> Trace:
    """What cites what in `pathway`."""
    places = tuple(citations(pathway))
    by_statement: dict[str, list[Encoding]] = {name: [] for name in pathway.statements}
    for place in places:
        for name in dict.fromkeys(place.statements):
            if name in by_statement:
                by_statement[name].append(place)
    return Trace(pathway, places, {name: tuple(found) for name, found in by_statement.items()})


def citations(pathway: Pathway) -> Iterator[Encoding]:
    """Everything that cites, in the order in which it is read."""
    for node in pathway.nodes.values():
        yield Encoding("node", node.id, node.title, node.statements, node.place)
        for edge in node.edges:
            yield Encoding("edge", edge.id, edge.label or edge.english, edge.statements, edge.place)
        for line in (*node.do, *node.do_not, *node.tell):
            yield Encoding("line", node.id, line.text, line.statements, node.place)
    for net, lines in pathway.safety_nets.items():
        for item in lines:
            yield Encoding("safety net", net, item.text, item.statements, item.place)
    words = pathway.vocabulary
    for finding in words.findings.values():
        yield Encoding("finding", finding.name, finding.label, finding.statements, finding.place)
        for heed in finding.heeded_by:
            yield Encoding("heeded", finding.name, heed.why, heed.statements, finding.place)
    for derived in words.derived.values():
        yield Encoding("derived", derived.name, derived.label, derived.statements, derived.place)
    for hazard in pathway.hazards.values():
        yield Encoding("hazard", hazard.id, hazard.title, hazard.statements, hazard.place)
    for rule in pathway.rules.values():
        yield Encoding("rule", rule.id, rule.title, rule.statements, rule.place)
    for waiver in pathway.waivers:
        yield Encoding("waiver", waiver.measure, waiver.reason, waiver.statements, waiver.place)
