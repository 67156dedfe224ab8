"""What can be recorded, found by the words that people use for it: labels, synonyms, values; then questions and definitions.

A word matches a whole word, its beginning, or one with a slip of the pen; never the inside of another word. The page has the same in search.js.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from legpain_graph.model.vocabulary import Vocabulary

_IDLE: Final = frozenset(
    ["a", "an", "and", "at", "for", "from", "he", "her", "his", "i", "in", "is", "it", "its", "me", "my", "no", "not", "of", "on", "or",
     "she", "the", "to", "up", "with", "when"]
)  # fmt: skip
"""Words that say nothing about what is sought."""
_LEAST_PREFIX: Final = 3
_LEAST_TYPO, _LEAST_TWO_TYPOS = 5, 9
CALLED, ASKED, MEANT = 6, 2, 1
"""What a word counts that is in a label, synonym or value; in a question; in a definition."""


class Found(NamedTuple):
    """A finding or a group, by name; `score` is larger the better it fits."""

    name: str
    kind: str
    score: float


def search(words: Vocabulary, text: str) -> list[Found]:
    """What fits `text`, the best first; nothing where no word of it says anything."""
    sought = [word for word in _words(text) if word not in _IDLE] or list(_words(text))
    found = []
    for kind, name, called, asked, meant in _entries(words):
        score = _score(sought, called, asked, meant)
        if score:
            found.append(Found(name, kind, score))
    return sorted(found, key=lambda item: (-item.score, item.kind, item.name))


def _entries(words: Vocabulary) -> Iterable[tuple[str, str, list[str], str, str]]:
    for finding in words.findings.values():
        values = [word.replace("_", " ") for word in finding.values]
        said = [word for _, texts in finding.value_synonyms for word in texts]
        called = [finding.label, finding.name.replace("_", " "), *finding.synonyms, *values, *said]
        yield "finding", finding.name, called, finding.question, finding.definition
    for group in words.groups.values():
        yield "group", group.name, [group.name.replace("_", " "), *group.synonyms], "", group.sentence


def _score(sought: Sequence[str], called: list[str], asked: str, meant: str) -> float:
    """0 where half of the words or more are nowhere; more for words that stand together under one name, most for that whole name."""
    if not sought:
        return 0
    names = [_words(text) for text in called]
    elsewhere = (_words(asked), ASKED), (_words(meant), MEANT)
    best = [max((_fits(word, other) * CALLED for name in names for other in name), default=0) for word in sought]
    best = [
        max(score, *(max((_fits(word, other) * weight for other in others), default=0) for others, weight in elsewhere))
        for word, score in zip(sought, best, strict=True)
    ]
    covered = sum(score > 0 for score in best)
    if covered * 2 <= len(sought):
        return 0
    together = max(_together(sought, name) for name in names)
    return sum(best) / len(sought) * covered / len(sought) + CALLED * 2 * together


def _together(sought: Sequence[str], name: Sequence[str]) -> float:
    """How much of the words and of one name is the same."""
    said = [word for word in name if word not in _IDLE]
    if not said:
        return 0
    ours = sum(max(_fits(word, other) for other in said) for word in sought)
    theirs = sum(max(_fits(word, other) for word in sought) for other in said)
    return (ours + theirs) / (len(sought) + len(said))


def _fits(word: str, other: str) -> float:
    """How well a word that was typed fits one that is there; never one with another first letter."""
    if word[0] != other[0]:
        return 0
    if word == other:
        return 1
    if _stem(word) == _stem(other):
        return 0.95
    if len(word) >= _LEAST_PREFIX and other.startswith(word):
        return 0.8
    typos = 2 if len(word) >= _LEAST_TWO_TYPOS else int(len(word) >= _LEAST_TYPO)
    if typos and abs(len(word) - len(other)) <= typos and _distance(word, other) <= typos:
        return 0.6
    return 0


def _stem(word: str) -> str:
    for end in ("ings", "ing", "ies", "ied", "es", "ed", "s", "y", "e"):
        if word.endswith(end) and len(word) - len(end) >= _LEAST_PREFIX:
            return word[: -len(end)]
    return word


def _distance(one: str, other: str) -> int:
    """How many letters are left out, added, changed or swapped with the next."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, there in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


@lru_cache(maxsize=5_000)
def _words(text: str) -> tuple[str, ...]:
    plain = text.lower().replace("'", "").replace("’", "")
    return tuple("cannot" if word == "cant" else word for word in re.findall(r"[a-z0-9]+", plain))
