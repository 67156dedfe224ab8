"""Checks of the graph itself: a row each, a generator of what is wrong. What a rule's `check` names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from legpain_graph.load.graph_facts import Checked
from legpain_graph.model.pathway import NodeKind, Pathway, SafetyRule


def _nodes(pathway: Pathway, rule: SafetyRule) -> list[str]:
    return sorted({node for name in rule.nodes for node in pathway.node_sets.get(name, (name,))})


def no_test_before(pathway: Pathway, rule: SafetyRule) -> Iterator[str]:
    """No investigation lies on a way to one of the nodes."""
    import networkx

    graph = pathway.graph
    for name in _nodes(pathway, rule):
        for before in sorted(networkx.ancestors(graph, name)):
            if pathway.nodes[before].kind is NodeKind.INVESTIGATE:
                yield f"{before} lies on a way to {name}"


def no_result_read(pathway: Pathway, rule: SafetyRule) -> Iterator[str]:
    """No guard of an edge into one of the nodes reads the result of a test."""
    checked, words = Checked(pathway, None), pathway.vocabulary
    wanted = set(_nodes(pathway, rule))
    for edge in pathway.edges.values():
        if edge.target in wanted and edge.guard is not None:
            for name in sorted({test.finding for test, _ in checked.reads(edge.guard)}):
                if words.findings[name].is_result:
                    yield f"{edge.id} reads {name}"


def tagged(pathway: Pathway, rule: SafetyRule) -> Iterator[str]:
    """Each of the nodes carries each of the tags."""
    for name in _nodes(pathway, rule):
        for tag in rule.tags:
            if tag not in pathway.nodes[name].tags:
                yield f"{name} lacks the tag {tag}"


def never_tagged(pathway: Pathway, rule: SafetyRule) -> Iterator[str]:
    """None of the nodes, nor one below them, carries one of the tags; without nodes, none of the pathway does."""
    import networkx

    names = _nodes(pathway, rule) or list(pathway.nodes)
    graph = pathway.graph
    for name in sorted({*names, *(below for node in names for below in networkx.descendants(graph, node))}):
        for tag in sorted({*rule.tags} & {*pathway.nodes[name].tags}):
            yield f"{name} carries the tag {tag}"


def plan_and_review(pathway: Pathway, rule: SafetyRule) -> Iterator[str]:
    """Each of the nodes has a plan, a safety-net and a dated review."""
    for name in _nodes(pathway, rule):
        node = pathway.nodes[name]
        for what, there in (("plan", node.do), ("safety-net", node.safety_net), ("review", node.review)):
            if not there:
                yield f"{name} has no {what}"


def forbids(pathway: Pathway, rule: SafetyRule) -> Iterator[str]:
    """Each of the nodes says not to do something that one of the rule's statements forbids."""
    for name in _nodes(pathway, rule):
        said = {statement for line in pathway.nodes[name].do_not for statement in line.statements}
        if said.isdisjoint(rule.statements):
            yield f"{name} forbids nothing by {', '.join(rule.statements)}"


CHECKS: Final[dict[str, Callable[[Pathway, SafetyRule], Iterator[str]]]] = {
    "no-test-before": no_test_before,
    "no-result-read": no_result_read,
    "tagged": tagged,
    "never-tagged": never_tagged,
    "plan-and-review": plan_and_review,
    "forbids": forbids,
}
