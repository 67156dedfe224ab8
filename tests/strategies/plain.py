"""A drawn pathway without the numbers that it computes, for what cannot do them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from legpain_graph.model.guard.ir import (
    All,
    Compare,
    Flag,
    Guard,
    Measured,
    Not,
    Op,
    Quantity,
    Scored,
    Some,
    readings,
    scores_in,
)
from legpain_graph.model.pathway import Pathway


def without_numbers(pathway: Pathway) -> Pathway:
    """The same pathway with a plain test in the place of each computed number."""
    words = pathway.vocabulary

    def plain(guard: Guard | None) -> Guard | None:
        match guard:
            case Measured(quantity, op):
                for name in readings(quantity):
                    return Compare(name, op, words.findings[name].low)
                return plain(scores_in(quantity)[0].items[0])
            case Not(inner):
                return Not(plain(inner))  # type: ignore[arg-type]
            case All(several) | Some(several):
                return type(guard)(tuple(map(plain, several)))  # type: ignore[arg-type]
            case Scored(score):
                terms = tuple(replace(term, items=tuple(map(plain, term.items))) for term in score.terms)  # type: ignore[arg-type]
                return replace(guard, score=replace(score, terms=terms))
            case _:
                return guard

    derived = {}
    for name, word in words.derived.items():
        if word.truth is not None:
            derived[name] = replace(word, formula=plain(word.truth))
        elif not isinstance(word.formula, Quantity):
            whole = plain(Scored(word.formula, Op.EQUAL, Decimal(0)))  # type: ignore[arg-type]
            assert isinstance(whole, Scored)
            derived[name] = replace(word, formula=whole.score)
    findings = {
        name: replace(
            finding,
            applies_when=plain(finding.applies_when),
            alarming=plain(finding.alarming),
            heeded_by=tuple(replace(heed, when=plain(heed.when)) for heed in finding.heeded_by),
        )
        for name, finding in words.findings.items()
    }
    warnings = tuple(replace(each, when=plain(each.when) or Flag("")) for each in words.warnings)
    nodes = {
        name: replace(node, edges=tuple(replace(edge, guard=plain(edge.guard)) for edge in node.edges))
        for name, node in pathway.nodes.items()
    }
    vocabulary = replace(words, findings=findings, derived=derived, warnings=warnings)
    return replace(pathway, vocabulary=vocabulary, nodes=nodes)
