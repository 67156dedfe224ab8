"""A guard that is written out and read back is the same guard."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from legpain_graph.model.guard.ir import Quantity, Score
from legpain_graph.model.guard.parser import syntax
from legpain_graph.model.guard.resolve import Resolver
from legpain_graph.model.guard.unparse import unparse
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Vocabulary
from strategies import draw_vocabulary, examples, guards_of, pathways, read_guard


@examples(200)
@given(pathways())
def test_what_is_written_is_read_back(pathway: Pathway) -> None:
    for guard in guards_of(pathway):
        assert read_guard(unparse(guard), pathway.vocabulary) == guard


@examples(100)
@given(st.composite(draw_vocabulary)())
def test_a_formula_too(words: Vocabulary) -> None:
    reader = Resolver.of(words)
    for word in words.derived.values():
        if isinstance(word.formula, Score):
            assert reader.score(syntax(unparse(word.formula)), word.name) == word.formula
        elif isinstance(word.formula, Quantity):
            assert reader.quantity(syntax(unparse(word.formula)), word.name, word.unit) == word.formula
        else:
            assert read_guard(unparse(word.formula), words) == word.formula


def test_every_guard_of_leg_pain(leg_pain: Pathway) -> None:
    words = leg_pain.vocabulary
    for edge in leg_pain.edges.values():
        if edge.guard is not None:
            assert read_guard(unparse(edge.guard), words) == edge.guard, edge.id
    guarded = [edge for edge in leg_pain.edges.values() if edge.guard is not None]
    alike = [edge for edge in guarded if unparse(edge.guard) == " ".join(edge.text.split())]
    assert len(alike) > len(guarded) * 3 / 4, "most guards are written as an author writes them"
