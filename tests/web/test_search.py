"""The page's search beside the command line's: the same hits in the same order."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legpain_graph import Pathway
from legpain_graph.model.search import Index, split
from model.test_search import PHRASES
from strategies import examples, pathways
from web.engine import PageEngine


def same(index: Index, page: PageEngine, text: str) -> None:
    assert json.loads(page.search(text)) == [[found.name, found.kind, found.score] for found in index.find(text)], text


def test_of_leg_pain(leg_pain: Pathway, leg_pain_page: PageEngine) -> None:
    """The phrases, each with a slip too, and words of the vocabulary drawn anyhow."""
    index, random = Index(leg_pain.vocabulary), Random("search")
    texts = [phrase for phrase, _ in PHRASES[::12]]
    words = sorted({word for finding in leg_pain.vocabulary.findings.values() for word in split(finding.definition)})
    texts += [slipped(text, random) for text in texts]
    texts += [" ".join(random.sample(words, random.randint(1, 4))) for _ in range(5)]
    for text in texts:
        same(index, page=leg_pain_page, text=text)


def slipped(text: str, random: Random) -> str:
    """One letter left out, doubled, changed, or swapped with the next."""
    at = random.randrange(len(text))
    return (
        random.choice([text[:at], text[:at] + "x", text[: at + 1] + text[at], text[:at] + text[at : at + 2][::-1]])
        + text[at + 1 :]
    )


@pytest.mark.parametrize("text", ["", " ", "?", "I", "can't", "can’t", "É", "D-dimer", "MRI", "0 0 0"])
def test_of_what_is_no_word(leg_pain: Pathway, leg_pain_page: PageEngine, text: str) -> None:
    same(Index(leg_pain.vocabulary), leg_pain_page, text)


@examples(30)
@given(st.data())
def test_of_generated_pathways(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    page, index = PageEngine(pathway), Index(pathway.vocabulary)
    names = [*pathway.vocabulary.findings, *pathway.vocabulary.groups]
    for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4)):
        same(index, page, data.draw(st.sampled_from([name, name[:3], name.replace("_", " "), f"no {name}s"])))
