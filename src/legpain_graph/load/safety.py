"""Entries of the files -> node sets, hazards and safety rules, with every claim read and every name checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from legpain_graph.errors import Issue, Place, did_you_mean
from legpain_graph.load.schema import Entry
from legpain_graph.load.tree import Scalar, Sequence
from legpain_graph.model.claims import Reader
from legpain_graph.model.guard.parser import GuardError
from legpain_graph.model.pathway import Hazard, Node, Pathway, SafetyRule

CHECKS: Final = ("no-test-before", "no-result-read", "tagged", "never-tagged", "plan-and-review", "forbids")
"""The checks of the graph itself; `prove` says what each looks for."""


def with_safety(pathway: Pathway, entries: Mapping[str, list[Entry]], issues: list[Issue]) -> Pathway:
    """The pathway with its sets, hazards and rules; faults are added to `issues`."""
    sets = dict(_sets(pathway, entries["node_sets"], issues))
    hazards = {entry["id"]: entry.made(Hazard) for entry in _once(entries["hazards"], "id", issues)}
    treating = tuple(sorted(entry["name"] for entry in entries["node_sets"] if entry.get("treatment")))
    found = replace(pathway, node_sets=sets, treatments=treating, hazards=dict(sorted(hazards.items())))
    reader = Reader(found, {name: frozenset(nodes) for name, nodes in sets.items()})
    rules = {entry["id"]: _rule(entry, found, reader, issues) for entry in _once(entries["rules"], "id", issues)}
    return replace(found, rules=dict(sorted(rules.items())))


def _once(entries: list[Entry], key: str, issues: list[Issue]) -> Iterator[Entry]:
    taken: dict[str, Place] = {}
    for entry in entries:
        if entry[key] in taken:
            message = f"{entry[key]!r} is declared twice; first at {taken[entry[key]]}"
            issues.append(Issue("duplicate", message, entry.at(key)))
        else:
            taken[entry[key]] = entry.place
            yield entry


def _sets(pathway: Pathway, entries: list[Entry], issues: list[Issue]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each set and its nodes, by name; a set may be made of others, wherever they stand."""
    nodes = pathway.nodes.values()
    declared = {entry["name"]: entry for entry in _once(entries, "name", issues)}
    known = {
        "nodes": pathway.nodes, "without": pathway.nodes, "tags": {tag for node in nodes for tag in node.tags},
        "urgencies": pathway.urgency, "diagnoses": pathway.diagnoses, "sets": declared,
    }  # fmt: skip
    for entry in declared.values():
        for field, names in known.items():
            for name in entry.get(field, ()):
                if name not in names:
                    message = f"{entry['name']}: unknown {field.removesuffix('s')} {name!r}"
                    issues.append(Issue("unknown", message, entry.at(field), did_you_mean(name, names, issues)))
    made: dict[str, frozenset[str]] = {}

    def members(name: str, inside: tuple[str, ...]) -> frozenset[str]:
        entry = declared.get(name)
        if entry is None:
            return frozenset()
        if name in inside:
            circle = " -> ".join((*inside[inside.index(name) :], name))
            issues.append(Issue("cycle", f"a set that is made of itself: {circle}", entry.place))
            return frozenset()
        if name not in made:
            others = [members(other, (*inside, name)) for other in entry.get("sets", ())]
            chosen = {node.id for node in nodes if _belongs(node, entry)}.union(*others)
            made[name] = frozenset(chosen - set(entry.get("without", ())))
        return made[name]

    for name in sorted(declared):
        if not members(name, ()):
            issues.append(Issue("empty-set", f"{name}: no node belongs to this set", declared[name].place))
        yield name, tuple(sorted(made.get(name, ())))


def _belongs(node: Node, entry: Entry) -> bool:
    """Whether the entry of a set names the node, one of its tags, its urgency or its diagnosis."""
    return (
        node.id in entry.get("nodes", ())
        or not set(node.tags).isdisjoint(entry.get("tags", ()))
        or (node.urgency is not None and node.urgency.id in entry.get("urgencies", ()))
        or (node.diagnosis != "" and node.diagnosis in entry.get("diagnoses", ()))
    )


def _rule(entry: Entry, pathway: Pathway, reader: Reader, issues: list[Issue]) -> SafetyRule:
    if entry["hazard"] not in pathway.hazards:
        hint = did_you_mean(entry["hazard"], pathway.hazards, issues)
        issues.append(Issue("unknown", f"unknown hazard {entry['hazard']!r}", entry.at("hazard"), hint))
    if ("claims" in entry) == ("check" in entry):
        issues.append(Issue("rule", f"{entry['id']}: has claims or a check, one of the two", entry.place))
    check = entry.get("check", "")
    if check and check not in CHECKS:
        hint = did_you_mean(check, CHECKS) or f"one of {', '.join(CHECKS)}"
        issues.append(Issue("unknown", f"unknown check {check!r}", entry.at("check"), hint))
    for name in entry.get("nodes", ()):
        if name not in pathway.node_sets and name not in pathway.nodes:
            hint = did_you_mean(name, [*pathway.node_sets, *pathway.nodes], issues)
            issues.append(Issue("unknown", f"unknown set or node {name!r}", entry.at("nodes"), hint))
    tree = entry.trees.get("claims")
    items = tree.items if isinstance(tree, Sequence) else ()
    indirect: list[tuple[str, Place]] = []
    for item in items:
        if isinstance(item, Scalar):
            try:
                reader.read(item.text)
                indirect += [(name, item.at(offset)) for offset, name in reader.indirect(item.text)]
            except GuardError as error:
                issues += [Issue("claim", f.message, item.at(f.offset), f.hint) for f in error.faults]
    claims = tuple(" ".join(text.split()) for text in entry.get("claims", ()))
    complete = entry.get("patients") == "complete"
    return entry.made(SafetyRule, claims=claims, indirect=tuple(indirect), complete=complete)
