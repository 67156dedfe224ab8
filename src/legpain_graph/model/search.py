"""What can be recorded, found by the words that people use for it: labels, synonyms, values; then questions and definitions.

A word matches a whole word, its beginning, or one with a slip of the pen; never the inside of another word. The page has the same in
search.js, held to this one by tests/web/test_search.py; so everything is counted in whole numbers but for the last division.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

from legpain_graph.model.vocabulary import Vocabulary

IDLE: Final = (
    "a", "an", "and", "at", "for", "from", "he", "her", "his", "i", "in", "is", "it", "its", "me", "my", "no", "not", "of", "on", "or",
    "she", "the", "to", "up", "when", "with",
)  # fmt: skip
"""Words that say nothing about what is sought."""
ENDINGS: Final = ("ings", "ing", "ies", "ied", "es", "ed", "s", "y", "e")
"""What the stem of a word is without, the longest first."""
_LEAST_PREFIX: Final = 3
_LEAST_TYPO, _LEAST_TWO_TYPOS = 5, 9
SAME, STEM, BEGINNING, SLIP = 20, 19, 16, 12
"""How well a word fits."""
CALLED, ASKED, MEANT = 6, 2, 1
"""What a word counts that is in a label, synonym or value; in a question; in a definition."""


class Found(NamedTuple):
    """A finding, a group or a score that can be recorded, by name; `score` is larger the better it fits."""

    name: str
    kind: str
    score: float


class _Entry(NamedTuple):
    """Something that can be found: each of its names, its question and its definition as words."""

    kind: str
    name: str
    called: list[list[str]]
    asked: list[str]
    meant: list[str]

    @property
    def texts(self) -> Iterator[list[str]]:
        yield from (*self.called, self.asked, self.meant)


Fits: TypeAlias = dict[str, int]
"""Of one word that was typed: how well it fits each word that is there and that it fits at all."""


class Index:
    """What a vocabulary has to be found; made once, it answers many searches."""

    def __init__(self, words: Vocabulary) -> None:
        self._entries = list(_entries(words))
        self._words: dict[str, set[str]] = {}
        for word in {word for entry in self._entries for said in entry.texts for word in said}:
            self._words.setdefault(word[0], set()).add(word)

    def find(self, text: str) -> list[Found]:
        """What fits `text`, the best first, of as good ones a group; nothing where no word of it says anything."""
        typed = split(text)
        sought = [word for word in typed if word not in IDLE] or typed
        fits = [
            {other: fit for other in self._words.get(word[0], ()) if (fit := _fits(word, other))} for word in sought
        ]
        found = [
            Found(entry.name, entry.kind, score) for entry in self._entries if sought and (score := _score(fits, entry))
        ]
        return sorted(found, key=lambda item: (-item.score, item.kind != "group", item.name))


def _entries(words: Vocabulary) -> Iterator[_Entry]:
    def entry(kind: str, name: str, called: Iterable[str], asked: str, meant: str) -> _Entry:
        return _Entry(kind, name, [split(text) for text in (name, *called)], split(asked), split(meant))

    for finding in words.findings.values():
        values = (*finding.values, *(word for _, texts in finding.value_synonyms for word in texts))
        called = (finding.label, *finding.synonyms, *values)
        yield entry("finding", finding.name, called, finding.question, finding.definition)
    for group in words.groups.values():
        yield entry("group", group.name, group.synonyms, "", group.sentence)
    for score in words.derived.values():
        if score.recordable:
            yield entry("score", score.name, (score.label,), "", score.definition)


def _score(fits: list[Fits], entry: _Entry) -> float:
    """0 where half of the words or more are nowhere; more for words that stand together under one name, most for that whole name."""
    named = [word for name in entry.called for word in name]
    best = [
        max(CALLED * _best(fit, named), ASKED * _best(fit, entry.asked), MEANT * _best(fit, entry.meant))
        for fit in fits
    ]
    covered = sum(score > 0 for score in best)
    if covered * 2 <= len(fits):
        return 0
    together = max(_together(fits, name) for name in entry.called)
    return sum(best) * covered / (len(fits) * len(fits)) + 2 * CALLED * together


def _together(fits: list[Fits], name: list[str]) -> float:
    """How much of the words and of one name is the same."""
    said = [word for word in name if word not in IDLE]
    if not said:
        return 0
    ours = sum(_best(fit, said) for fit in fits)
    theirs = sum(max(fit.get(word, 0) for fit in fits) for word in said)
    return (ours + theirs) / (len(fits) + len(said))


def _best(fit: Fits, words: list[str]) -> int:
    return max((fit.get(word, 0) for word in words), default=0)


def _fits(word: str, other: str) -> int:
    """How well a word that was typed fits one that is there; they begin with the same letter."""
    if word == other:
        return SAME
    if _stem(word) == _stem(other):
        return STEM
    if len(word) >= _LEAST_PREFIX and other.startswith(word):
        return BEGINNING
    typos = 2 if len(word) >= _LEAST_TWO_TYPOS else int(len(word) >= _LEAST_TYPO)
    if typos and abs(len(word) - len(other)) <= typos and _distance(word, other) <= typos:
        return SLIP
    return 0


def _stem(word: str) -> str:
    for end in ENDINGS:
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


def split(text: str) -> list[str]:
    """The words of a text, in small letters."""
    plain = text.lower().replace("'", "").replace("’", "")
    return ["cannot" if word == "cant" else word for word in re.findall(r"[a-z0-9]+", plain)]
