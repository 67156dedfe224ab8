"""Every error that a user can cause: what is wrong, where, and what to try. Anything else that is raised is a bug."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple


class Place(NamedTuple):
    """A position in a file; line and column count from 1, and 0 means that it is not known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def as_dict(self) -> dict[str, Any]:
        """File, line and column, ready for JSON; empty where there is no file."""
        return self._asdict() if self.file else {}


NOWHERE = Place("")


class Issue(NamedTuple):
    """One fault of a pathway or a case: the rule that it breaks, the place, the message, and what to try."""

    code: str
    message: str
    place: Place = NOWHERE
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place.file else ""
        return f"{where}{self.message}" + (f"\n  hint: {self.hint}" if self.hint else "")


class LegpainError(Exception):
    """What a user can cause; carries every fault that was found, sorted by place."""

    def __init__(self, issues: Iterable[Issue] | str) -> None:
        found = [Issue("error", issues)] if isinstance(issues, str) else list(issues)
        self.issues: list[Issue] = sorted(found, key=lambda issue: (issue.place, issue.message))
        super().__init__("\n".join(str(issue) for issue in self.issues))


class PathwayError(LegpainError):
    """The pathway files are wrong."""


class CaseError(LegpainError):
    """The case is wrong. `remaining` is the case without the entries that contradict each other, where it was that."""

    def __init__(self, issues: Iterable[Issue] | str, remaining: Any = None) -> None:
        super().__init__(issues)
        self.remaining = remaining


class RequestError(LegpainError):
    """What was asked for cannot be done: an unknown node, a format that needs a program that is not there."""


MANY: Final = 50
"""Faults after which names are no longer guessed at: each guess looks at every known name."""


def did_you_mean(word: str, known: Iterable[str], after: Sequence[object] = ()) -> str:
    """The hint for a misspelt word, or an empty string; none after `MANY` other faults."""
    if len(after) >= MANY:
        return ""
    from difflib import get_close_matches

    close = get_close_matches(word, list(dict.fromkeys(map(str, known))), n=2, cutoff=0.7)
    return f"did you mean {' or '.join(repr(name) for name in close)}?" if close else ""


def plural(number: int, word: str) -> str:
    """1 case, 2 cases."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def listed(words: Sequence[str], join: str = "and") -> str:
    """Words as a person lists them: a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {join} {words[-1]}" if words else ""
