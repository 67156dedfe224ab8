"""Pathways of any size: engines agree where integers are longer than the code writes, and nothing nests as deep as a pathway is long."""

from __future__ import annotations

from random import Random

from engine.test_agreement import assert_agree
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.kleene import Reference
from legpain_graph.model.guard.phrase import phrase
from legpain_graph.model.guard.unparse import unparse
from legpain_graph.walk.walker import Walker
from legpain_graph.web.data import as_json, engine_data, packed
from strategies import partial_case
from strategies.chains import chain
from web.engine import PageEngine, expected


def test_engines_agree_on_a_pathway_of_many_nodes() -> None:
    pathway = chain(90)
    ours, theirs = Walker(pathway, Reference(pathway)), Walker(pathway, Compiled(pathway))
    page = PageEngine(pathway)
    for seed in range(2):
        case = partial_case(pathway, Random(seed))
        assert_agree(ours, theirs, case)
        assert page.seen(case) == expected(ours, case)


def test_ten_thousand_nodes_meet_no_limit_of_recursion() -> None:
    pathway = chain(3_334)
    assert len(pathway.nodes) > 10_000
    engine = Compiled(pathway)
    facts = engine.facts(partial_case(pathway, Random(1)))
    status = engine.status(facts)
    assert list(status.edges) == list(engine.bare_status(facts).edges) == list(Reference(pathway).status(facts).edges)
    for edge in pathway.edges.values():
        if edge.guard is not None:
            assert unparse(edge.guard)
            assert phrase(edge.guard, pathway.vocabulary)
    data, _ = engine_data(pathway)
    assert as_json(packed(data))
