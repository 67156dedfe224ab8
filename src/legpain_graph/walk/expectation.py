"""What a clinician expects of a case against what its walk says: the judge of worked cases, of mutants and of the pytest plugin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from legpain_graph.case.read import CaseFile
from legpain_graph.errors import Issue, Place, did_you_mean
from legpain_graph.model.pathway import Urgency
from legpain_graph.walk.result import Ask, Walk

if TYPE_CHECKING:
    from legpain_graph.load.tree import Tree as AnyTree

BOUNDS: Final = ("floor", "ceiling", "settled")
SETS: Final = {
    "diagnoses": "not reached",
    "reaches": "not reached",
    "possible": "not still possible",
    "never": "not ruled out",
    "asks": "not asked",
}
"""Expectations that name at least these, with what is said of one that is not among them."""


class Outcome(Protocol):
    """What expectations speak of: a walk, or what was found of many cases at once."""

    @property
    def floor(self) -> Urgency: ...
    @property
    def ceiling(self) -> Urgency: ...
    @property
    def settled(self) -> bool: ...
    @property
    def reached(self) -> Set[str]: ...
    @property
    def possible(self) -> Sequence[str]: ...
    @property
    def ruled_out(self) -> Sequence[str]: ...
    @property
    def diagnoses(self) -> Sequence[str]: ...
    @property
    def decides_urgency(self) -> Sequence[Ask]: ...
    @property
    def decides_plan(self) -> Sequence[Ask]: ...


class Unmet(NamedTuple):
    """One expectation that a walk does not meet: its key, what was expected, and what came."""

    key: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.key}: expected {self.expected}, got {self.got}"


def unmet(expect: Mapping[str, Any], walk: Outcome) -> list[Unmet]:
    """Each expectation that `walk` does not meet, in the order floor, ceiling, settled, diagnoses, reaches, possible,
    never, asks.

    None where nothing is expected: whether a case expects anything is the caller's question.
    """
    found = (walk.floor.id, walk.ceiling.id, walk.settled)
    wrong = [
        Unmet(key, _word(expect[key]), _word(got))
        for key, got in zip(BOUNDS, found, strict=True)
        if key in expect and expect[key] != got
    ]
    for key, not_so in SETS.items():
        if expect.get(key):
            have = _have(key, walk)
            missing = [name for name in expect[key] if name not in have]
            if missing:
                wrong.append(Unmet(key, ", ".join(missing), not_so))
    return wrong


def asked(walk: Outcome) -> frozenset[str]:
    """The findings that the walk asks for."""
    return frozenset(ask.finding for ask in (*walk.decides_urgency, *walk.decides_plan))


def _have(key: str, walk: Outcome) -> Set[str]:
    match key:
        case "diagnoses":
            return frozenset(walk.diagnoses)
        case "reaches":
            return walk.reached
        case "possible":
            return frozenset(walk.possible)
        case "never":
            return frozenset(walk.ruled_out)
        case _:
            return asked(walk)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def failures(source: CaseFile, walk: Walk) -> list[Issue]:
    """Each unmet expectation of a case file as an issue of code `case`, at the place where it is written."""
    wrong = unmet(source.expect, walk)
    if not wrong:
        return []
    from legpain_graph.load.tree import Mapping as Tree
    from legpain_graph.load.tree import read

    tree, _ = read(source.text, source.file)
    expect = tree.entries.get("expect") if isinstance(tree, Tree) else None
    name = source.case.id or source.file
    return [Issue("case", f"{name}: {item}", _place(expect, item, source.file), _hint(item, walk)) for item in wrong]


def _hint(item: Unmet, walk: Walk) -> str:
    """For an expectation that no walk of the pathway could meet."""
    levels = walk.pathway.urgency
    if item.key not in ("floor", "ceiling") or item.expected in levels:
        return ""
    known = f"its urgencies: {', '.join(reversed(levels))}" if levels else "its endings are treatments: say `reaches`"
    return did_you_mean(item.expected, levels) or known


def _place(expect: AnyTree | None, item: Unmet, file: str) -> Place:
    """Where the expectation is written: the first missing name of a list, else its key."""
    from legpain_graph.load.tree import Mapping as Tree
    from legpain_graph.load.tree import Scalar, Sequence

    if not isinstance(expect, Tree) or item.key not in expect.entries:
        return Place(file)
    value = expect.entries[item.key]
    if isinstance(value, Sequence):
        missing = item.expected.split(", ")
        return next((one.place for one in value.items if isinstance(one, Scalar) and one.text in missing), value.place)
    return value.place
