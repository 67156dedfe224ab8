"""Small pathways by hand: a vocabulary and a graph in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import seven
from legpain_graph.model.guard.ir import (
    Formula,
    Guard,
)  # fmt: skip
from legpain_graph.model.guard.parser import GuardError, is_numeric, is_score, syntax
from legpain_graph.model.guard.resolve import Resolver
from legpain_graph.model.pathway import EdgeKind, Node, NodeKind, Pathway, Urgency
from legpain_graph.model.vocabulary import (
    Derived,
    Finding,
    Vocabulary,
)  # fmt: skip
from strategies.graphs import edges_of, ordered


def read_guard(text: str, words: Vocabulary) -> Guard:
    """The guard that `text` says."""
    resolver = Resolver.of(words)
    guard = resolver.guard(syntax(text))
    if guard is None:
        raise GuardError(resolver.faults)
    return guard


def vocabulary_of(
    *findings: Finding, derived: Mapping[str, str | tuple[str, str]] | None = None, **others: Any
) -> Vocabulary:
    """A vocabulary of findings and of derived findings, each with its formula as text; of a number also its unit."""
    words = Vocabulary(**{
        "findings": {finding.name: finding for finding in sorted(findings, key=lambda finding: finding.name)},
        "derived": {}, "constants": {}, "constraints": (), "warnings": (), "groups": {}, "sets": {}, **others,
    })  # fmt: skip
    for name, text in (derived or {}).items():
        formula, unit = (text, "") if isinstance(text, str) else text
        words.derived[name] = Derived(name, name, read_formula(name, formula, words, unit), unit=unit)
    return words


def read_formula(name: str, text: str, words: Vocabulary, unit: str = "") -> Formula:
    """The formula that `text` says: a truth, a score or a number."""
    tree, resolver = syntax(text), Resolver.of(words)
    formula: Formula | None
    if not is_numeric(tree):
        formula = resolver.guard(tree)
    else:
        formula = resolver.score(tree, name) if is_score(tree) else resolver.quantity(tree, name, unit)
    if formula is None:
        raise GuardError(resolver.faults)
    return formula


def sketch(words: Vocabulary, steps: Mapping[str, Any]) -> Pathway:
    """A pathway drawn in a few words, the start first.

    A step is its urgency (a stop), the lines of its edges (`guard -> target`, `always`, `otherwise` or `unknown -> target`), or a
    tuple of these with the word `first` or `action`; with both it is a referral.
    """
    nodes = []
    for number, (name, step) in enumerate(steps.items()):
        step = step if isinstance(step, tuple) else (step,)
        urgency = next((part for part in step if isinstance(part, Urgency)), None)
        lines = next((part for part in step if isinstance(part, list)), [])
        kind = NodeKind.REFER if urgency is not None else NodeKind.DECISION if number else NodeKind.START
        kind = NodeKind.ACTION if "action" in step else kind
        node = Node(name, kind if lines else NodeKind.STOP, "stage", name, urgency=urgency, first="first" in step)
        plan: list[tuple[str, EdgeKind, Guard | None]] = []
        for when, target in (line.split(" -> ") for line in lines):
            word = {"otherwise": EdgeKind.OTHERWISE, "unknown": EdgeKind.WHEN_UNKNOWN}.get(when, EdgeKind.GUARDED)
            plan.append(
                (target, word, None if word is not EdgeKind.GUARDED or when == "always" else read_guard(when, words))
            )
        nodes.append(replace(node, edges=edges_of(name, plan, not_done=False)))
    return Pathway("sketch", "Sketch", "1", "A test.", words, ordered(nodes), urgencies=seven.LEVELS)
