"""What a closure says of a patient, in words. Only what is so: a record that says both "not pale" and "pale foot: yes" is dangerous.

The same words stand in a question before the group is closed, and in the note and the data once it is; the page repeats them in note.js.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from legpain_graph.case.facts import Facts, allows
from legpain_graph.model.guard.phrase import label, normal_words, value_words
from legpain_graph.model.vocabulary import NOT_DONE, Group, Value, Vocabulary

NARROWED: Final = {"normal": "not normal", "not_done": "done"}
"""What definitions say of a finding without a known value which the closure does not fill."""


def fills(words: Vocabulary, facts: Facts, group: Group, how: str) -> tuple[str, ...]:
    """The members that closing `group` now would fill: those not known, where nothing known speaks against it."""
    filled = []
    for name in group.members:
        value = _closed_as(words, name, how)
        if name in facts.known or value is None:
            continue
        if name not in facts.bounds or allows(facts.bounds[name], value):
            filled.append(name)
    return tuple(filled)


def sentence(words: Vocabulary, facts: Facts, group: Group, how: str, filled: tuple[str, ...]) -> str:
    """What closing `group` says, where it fills or filled `filled`: its own sentence where every member is as that says, else what is
    known otherwise and what was filled. That a test was not done says nothing of what was found."""
    apart = _otherwise(words, facts, group, how) if len(filled) < len(group.members) else []
    if not apart:
        if how == "not_done" and "normal" in group.closed_by:
            return f"Not done: {_labels(group.members, words)}."
        return group.sentence
    if not filled:
        return f"Nothing to close: {'; '.join(apart)}."
    if how == "normal":
        return f"Apart from {'; '.join(apart)}. The rest is normal: {normal_list(filled, words)}."
    return f"Apart from {'; '.join(apart)}. Not done: {_labels(filled, words)}."


def normal_list(names: Iterable[str], words: Vocabulary) -> str:
    """What a closure signs of each finding: warm calf: no; femoral pulse: palpable."""
    return "; ".join(f"{label(name, words)}: {normal_words(words.findings[name])}" for name in names)


def _otherwise(words: Vocabulary, facts: Facts, group: Group, how: str) -> list[str]:
    """The members that are known not to be as the closure says, with what is known of each."""
    found = []
    for name in group.members:
        value, wanted = facts.known.get(name), _closed_as(words, name, how)
        if value is not None and value != wanted:
            found.append(f"{label(name, words)}: {value_words(words.findings[name], value)}")
        elif value is None and wanted is not None and name in facts.bounds and not allows(facts.bounds[name], wanted):
            found.append(f"{label(name, words)}: {NARROWED[how]}")
    return found


def _closed_as(words: Vocabulary, name: str, how: str) -> Value | None:
    return words.findings[name].normal if how == "normal" else NOT_DONE


def _labels(names: Iterable[str], words: Vocabulary) -> str:
    return "; ".join(label(name, words) for name in names)
