"""Every guard of a pathway: written once, for whoever looks at all of them."""

from __future__ import annotations

from collections.abc import Iterator

from legpain_graph.model.guard.ir import Guard, formula_guards
from legpain_graph.model.pathway import Pathway


def graph_guards(pathway: Pathway) -> Iterator[Guard]:
    """Every guard of an edge, every formula, and the items of every score: what decides a walk where all is known."""
    yield from (edge.guard for edge in pathway.edges.values() if edge.guard is not None)
    for word in pathway.vocabulary.derived.values():
        yield from formula_guards(word.formula)


def every_guard(pathway: Pathway) -> Iterator[Guard]:
    """Every guard that an author wrote: also of constraints, conditions, what heeds an alarming value, warnings, and lines."""
    words = pathway.vocabulary
    for rule in words.constraints:
        yield from (rule.given, rule.then)
    yield from graph_guards(pathway)
    for finding in words.findings.values():
        yield from (
            guard for guard in (finding.applies_when, *(heed.when for heed in finding.heeded_by)) if guard is not None
        )
    yield from (warning.when for warning in words.warnings)
    yield from pathway.line_guards
