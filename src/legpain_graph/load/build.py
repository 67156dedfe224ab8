"""Entries of the files -> the pathway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Final

from legpain_graph.errors import Issue, Place, did_you_mean
from legpain_graph.load.scale import level_of, scale
from legpain_graph.load.schema import RECORDS, Entry, declared
from legpain_graph.load.vocabulary import Words
from legpain_graph.model.guard.ir import Guard
from legpain_graph.model.guard.phrase import phrase
from legpain_graph.model.pathway import (
    ENDS,
    Edge,
    EdgeKind,
    Line,
    Node,
    NodeKind,
    OverviewBox,
    Pathway,
    SafetyNetLine,
    Stage,
    Statement,
    Urgency,
    Waiver,
    WorkingDiagnosis,
)
from legpain_graph.model.vocabulary import Vocabulary

WORDS: Final = ("constants", "findings", "derived", "groups")
LISTS: Final = tuple(field.name for field in RECORDS["file"] if field.kind == "records")
_KEYWORDS: Final = {"otherwise": EdgeKind.OTHERWISE, "not_done": EdgeKind.OTHERWISE, "unknown": EdgeKind.WHEN_UNKNOWN}


class Built:
    """The pathway as far as it could be built; `sound` where the graph is whole, `used` where every guard could be read."""

    def __init__(
        self, pathway: Pathway | None, entries: dict[str, list[Entry]], *, sound: bool, used: frozenset[str] | None
    ) -> None:
        self.pathway, self.entries, self.sound, self.used = pathway, entries, sound, used


def build(files: Iterable[Entry], digest: str, issues: list[Issue], *, whole: bool = True) -> Built:
    """The pathway of the records in `files`, with every fault added to `issues`; not `whole` where a file could not be read."""
    files = list(files)
    entries: dict[str, list[Entry]] = {name: [item for file in files for item in file.get(name, ())] for name in LISTS}
    heads = [file["pathway"] for file in files if "pathway" in file]
    for head in heads[1:]:
        issues.append(Issue("pathway", f"a second 'pathway'; the first is at {heads[0].place}", head.place))
    named = {kind: {name for file in files for name in declared(file, kind)} for kind in LISTS}
    words = Words(entries, issues, frozenset(name for kind in WORDS for name in named[kind]))
    vocabulary = words.vocabulary()
    statements = _statements(entries, issues)
    before = len(issues)
    levels = scale(heads[0] if heads else None, _unique(entries["urgencies"], "urgencies", issues), issues)
    nodes = _nodes(entries, named, words, vocabulary, levels, issues)
    graph_faults = len(issues) - before
    _heeding_nodes(entries, issues)
    if not heads:
        if whole and not any("pathway" in file.trees for file in files):
            place = Place(files[0].place.file if files else "")
            issues.append(Issue("pathway", "no 'pathway' entry with id, title, version and disclaimer", place))
        return Built(None, entries, sound=False, used=None)
    head = heads[0]
    if not nodes and whole and not entries["nodes"]:
        issues.append(Issue("one-start", "no nodes", Place(head.place.file), "nodes: [{id: ..., kind: start, ...}]"))
    pathway = Pathway(
        id=head["id"],
        title=head["title"],
        version=head["version"],
        disclaimer=head["disclaimer"],
        vocabulary=vocabulary,
        nodes=nodes,
        stages=tuple(entry.made(Stage) for entry in _unique(entries["stages"], "stages", issues)),
        overview=_overview(entries, issues),
        statements=statements,
        diagnoses={
            entry["id"]: entry.made(WorkingDiagnosis) for entry in _unique(entries["diagnoses"], "diagnoses", issues)
        },
        safety_nets={
            entry["id"]: tuple(_net_line(line, words, levels, issues) for line in entry["lines"])
            for entry in _unique(entries["safety_nets"], "safety_nets", issues)
        },
        guidelines={entry["id"]: entry["title"] for entry in _unique(entries["guidelines"], "guidelines", issues)},
        urgencies=levels,
        leaflet=head.get("leaflet", ""),
        waivers=tuple(entry.made(Waiver) for entry in entries["waivers"]),
        decisions=frozenset(name for name, statement in statements.items() if statement.decision),
        hash=digest,
    )
    used = None if words.broken else frozenset(words.all_used(vocabulary.derived))
    return Built(pathway, entries, sound=not graph_faults and not words.silent and bool(nodes), used=used)


def _unique(entries: list[Entry], kind: str, issues: list[Issue], taken: dict[str, Place] | None = None) -> list[Entry]:
    """The entries whose id was not met before."""
    taken = {} if taken is None else taken
    kept: list[Entry] = []
    for entry in entries:
        place = entry.trees["id"].place
        if entry["id"] in taken:
            issues.append(
                Issue("duplicate", f"{kind}: {entry['id']!r} is declared twice; first at {taken[entry['id']]}", place)
            )
        else:
            taken[entry["id"]] = place
            kept.append(entry)
    return kept


def _overview(entries: dict[str, list[Entry]], issues: list[Issue]) -> tuple[OverviewBox, ...]:
    """The boxes of the chart on one screen; where there are some, every stage stands in one of them."""
    stages, boxes = {entry["id"]: entry for entry in entries["stages"]}, []
    for entry in entries["overview"]:
        for name in entry.get("stages", ()):
            if name not in stages:
                hint = did_you_mean(name, stages, issues)
                issues.append(Issue("unknown", f"overview: unknown stage {name!r}", entry.at("stages"), hint))
        kinds = {word: NodeKind(entry[word]) for word in ("kind", "shows") if word in entry}
        boxes.append(entry.made(OverviewBox, **kinds))
    placed = [name for box in boxes for name in box.stages]
    for name, entry in stages.items():
        if boxes and placed.count(name) != 1:
            text = f"stage {name!r} stands in {placed.count(name)} boxes of the overview, expected one"
            issues.append(Issue("overview", text, entry.place, "name it under `stages` of one box"))
    return tuple(boxes)


def _statements(entries: dict[str, list[Entry]], issues: list[Issue]) -> dict[str, Statement]:
    taken: dict[str, Place] = {}
    found = {}
    guidelines = {entry["id"] for entry in entries["guidelines"]}
    for entry in _unique(entries["statements"], "statements", issues, taken):
        if entry.get("guideline", "") not in {"", *guidelines}:
            hint = did_you_mean(entry["guideline"], guidelines, issues)
            issues.append(Issue("provenance", f"unknown guideline {entry['guideline']!r}", entry.at("guideline"), hint))
        first, last = entry.get("lines", (0, 0))
        found[entry["id"]] = entry.made(Statement, lines=(int(first), int(last)))
    for entry in _unique(entries["decisions"], "decisions", issues, taken):
        found[entry["id"]] = entry.made(Statement, decision=entry["kind"])
    return found


def _nodes(
    entries: dict[str, list[Entry]],
    named: dict[str, set[str]],
    words: Words,
    vocabulary: Vocabulary,
    levels: tuple[Urgency, ...],
    issues: list[Issue],
) -> dict[str, Node]:
    """The nodes in topological order, ties by id."""
    kept = _unique(entries["nodes"], "nodes", issues)
    sound, declared = {entry["id"] for entry in kept}, named["nodes"]
    stages, diagnoses, safety_nets = named["stages"], named["diagnoses"], named["safety_nets"]
    nodes: dict[str, Node] = {}
    for entry in kept:
        for field, known in (("stage", stages), ("diagnosis", diagnoses), ("safety_net", safety_nets)):
            if field in entry and entry[field] not in known:
                hint = did_you_mean(entry[field], known, issues)
                issues.append(
                    Issue("unknown", f"{entry['id']}: unknown {field} {entry[field]!r}", entry.at(field), hint)
                )
        for review in entry.get("reviews", ()):
            if review not in declared:
                issues.append(
                    Issue(
                        "unknown",
                        f"{entry['id']}: unknown node {review!r}",
                        entry.at("reviews"),
                        did_you_mean(review, declared, issues),
                    )
                )
        edges = _edges(entry, declared, sound, words, vocabulary, issues)
        nodes[entry["id"]] = _node(entry, edges, words, levels, issues)
    for entry in kept:
        if "until" in entry:
            _until(entry, nodes, words, vocabulary, issues)
    _unique_edges(nodes, issues)
    sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(nodes, ()))
    for node in nodes.values():
        for edge in node.edges:
            sorter.add(edge.target, node.id)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = error.args[1]  # each before the next
        text = " -> ".join(circle)
        issues.append(
            Issue(
                "cycle",
                f"a walk could go in a circle: {text}",
                nodes[circle[0]].place,
                "an earlier step is a `reviews` link",
            )
        )
        return dict(sorted(nodes.items()))
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += ready
        sorter.done(*ready)
    return {name: nodes[name] for name in order}


def _heeding_nodes(entries: dict[str, list[Entry]], issues: list[Issue]) -> None:
    """What deals with an alarming value is a node of the pathway."""
    declared = {entry["id"] for entry in entries["nodes"]}
    for finding in entries["findings"]:
        for entry in finding.get("heeded_by", ()):
            for name in entry.get("nodes", ()):
                if name not in declared:
                    hint = did_you_mean(name, declared, issues)
                    issues.append(
                        Issue("unknown", f"{finding['name']}: unknown node {name!r}", entry.at("nodes"), hint)
                    )


def _until(entry: Entry, nodes: dict[str, Node], words: Words, vocabulary: Vocabulary, issues: list[Issue]) -> None:
    """A refer that may be over gets a decision before it, which passes it by where it is: all that led to the refer leads there."""
    node, name = nodes[entry["id"]], f"{entry['id']}-until"
    ways = node.edges
    if (
        node.kind is not NodeKind.REFER
        or len(ways) != 1
        or ways[0].kind is not EdgeKind.GUARDED
        or ways[0].guard is not None
    ):
        hint = "a stop is the end; where several ways lead on, write the decision before it yourself"
        message = f"{node.id}: `until` stands on a refer with one edge that always holds"
        issues.append(Issue("until", message, entry.at("until"), hint))
        return
    if name in nodes:
        issues.append(
            Issue("until", f"{node.id}: its decision would be called {name}, and that is taken", nodes[name].place)
        )
        return
    guard = words.guard(entry, "until")
    if guard is None:
        return
    for other in list(nodes.values()):
        edges = tuple(replace(edge, target=name) if edge.target == node.id else edge for edge in other.edges)
        nodes[other.id] = replace(other, edges=edges)
    past = Edge(
        id=f"{name}>{ways[0].target}", source=name, target=ways[0].target, kind=EdgeKind.GUARDED, guard=guard, label="over",
        text=" ".join(entry["until"].split()), english=phrase(guard, vocabulary), over=True, statements=node.statements,
        place=entry.at("until"),
    )  # fmt: skip
    rest = Edge(
        id=f"{name}>{node.id}", source=name, target=node.id, kind=EdgeKind.OTHERWISE, guard=None, label="not over",
        text="otherwise", english=_KEYWORD_ENGLISH["otherwise"], statements=node.statements, place=entry.at("until"),
    )  # fmt: skip
    nodes[name] = Node(
        id=name, kind=NodeKind.DECISION, stage=node.stage, title=f"{node.title}: over?", edges=(past, rest),
        statements=node.statements, place=node.place,
    )  # fmt: skip


def _net_line(entry: Entry, words: Words, levels: tuple[Urgency, ...], issues: list[Issue]) -> SafetyNetLine:
    urgency = level_of(entry, levels, issues)
    if urgency is None and "urgency" not in entry.trees:
        issues.append(Issue("missing-key", "this safety_net_line lacks urgency", entry.place))
    return entry.made(SafetyNetLine, urgency=urgency or levels[0], when=_when(entry, words))


def _node(
    entry: Entry, edges: tuple[Edge, ...], words: Words, levels: tuple[Urgency, ...], issues: list[Issue]
) -> Node:
    lines = {
        name: tuple(line.made(Line, when=_when(line, words)) for line in entry.get(name, ()))
        for name in ("do", "do_not", "tell")
    }
    kind = NodeKind(entry["kind"])
    return entry.made(
        Node,
        kind=kind,
        edges=edges,
        first=entry.get("choose") == "first",
        urgency=level_of(entry, levels, issues) if kind in ENDS or "urgency" in entry else None,
        **lines,
    )


def _when(entry: Entry, words: Words) -> Guard | None:
    """Whom a line is about; None also where the guard is at fault, which is noted."""
    if "when" in entry:
        return words.guard(entry, "when")
    if entry.get("sure"):
        words.fault("sure", "`sure` says nothing without `when`", entry.at("sure"), "say whom the line is about")
    return None


def _edges(
    entry: Entry, declared: set[str], sound: set[str], words: Words, vocabulary: Vocabulary, issues: list[Issue]
) -> tuple[Edge, ...]:
    edges: list[Edge] = []
    parallel: dict[str, int] = {}
    for item in entry.get("edges", ()):
        target = item["to"]
        if target not in declared:
            issues.append(
                Issue(
                    "unknown",
                    f"{entry['id']}: unknown node {target!r}",
                    item.at("to"),
                    did_you_mean(target, declared, issues),
                )
            )
            continue
        if target not in sound:
            continue
        text = item.get("when", "")
        kind = _KEYWORDS.get(text, EdgeKind.GUARDED)
        guard = None
        if kind is EdgeKind.GUARDED and text:
            guard = words.guard(item, "when")
            if guard is None:
                continue
        not_done = text == "not_done"
        english = phrase(guard, vocabulary) if guard is not None else _KEYWORD_ENGLISH[text]
        parallel[target] = parallel.get(target, 0) + 1
        count = f"#{parallel[target]}" if parallel[target] > 1 else ""
        edges.append(
            item.made(
                Edge,
                id=item.get("id") or f"{entry['id']}>{target}{count}",
                source=entry["id"],
                target=target,
                kind=kind,
                guard=guard,
                label=item.get("label", ""),
                text=text,
                english=english,
                not_done=not_done,
            )
        )
    return tuple(edges)


_KEYWORD_ENGLISH: Final = {
    "": "always",
    "otherwise": "none of the others",
    "not_done": "no result exists",
    "unknown": "what decides is not known",
}


def _unique_edges(nodes: dict[str, Node], issues: list[Issue]) -> None:
    """Edge ids are unique over the whole pathway; a second one is dropped."""
    taken: dict[str, Edge] = {}
    for name, node in nodes.items():
        kept = []
        for edge in node.edges:
            if edge.id in taken:
                issues.append(
                    Issue(
                        "duplicate", f"edge {edge.id!r} is declared twice; first at {taken[edge.id].place}", edge.place
                    )
                )
            else:
                taken[edge.id] = edge
                kept.append(edge)
        nodes[name] = replace(node, edges=tuple(kept))
