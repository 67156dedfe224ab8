"""What changes for the rows of a cohort between two versions, counts first: as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from legpain_graph.cohort.difference import BOUNDS, FAULT, LISTS, Differences
from legpain_graph.model.pathway import Pathway
from legpain_graph.report.cohort.figures import Figure, told

SCHEMA: Final = "legpain-graph/cohort-diff/1"
HEADS: Final = {
    "floor": "at least as urgent as",
    "ceiling": "at most as urgent as",
    "diagnoses": "working diagnoses",
    "outcomes": "endings",
}


class Change:
    """The figures of the differences. `suppress`: as `Figures` has it."""

    def __init__(self, old: Pathway, new: Pathway, found: Differences, suppress: int = 0) -> None:
        self.old, self.new, self.found, self.suppress = old, new, found, suppress
        self.rows = told(found.rows, suppress)
        ranks = {urgency.id: int(urgency) for pathway in (old, new) for urgency in pathway.urgencies}
        self.rank: Callable[[str], int] = lambda name: -1 if name == FAULT else ranks[name]

    def count(self, number: int) -> Figure:
        return Figure(told(number, self.suppress), self.rows)

    def moves(self, bound: str) -> list[tuple[str, str, Figure]]:
        """From which urgency to which, those that become less urgent first."""
        counts = self.found.bounds[bound]
        order = sorted(counts, key=lambda pair: (self.rank(pair[1]) - self.rank(pair[0]), -self.rank(pair[0]), pair))
        return [(*pair, self.count(counts[pair])) for pair in order]

    def turns(self, part: str) -> list[tuple[str, str, Figure, Figure]]:
        """By diagnosis or ending how many surely reach it now and did not, and how many did and do not."""
        entered, left = self.found.entered[part], self.found.left[part]
        both: Counter[str] = entered + left
        titles = {**_titles(self.old, part), **_titles(self.new, part)}
        names = sorted(both, key=lambda name: (-both[name], name))
        if self.suppress:
            names.sort()
        return [(name, titles.get(name, name), self.count(entered[name]), self.count(left[name])) for name in names]


def _titles(pathway: Pathway, part: str) -> Mapping[str, str]:
    if part == "diagnoses":
        return {name: each.label for name, each in pathway.diagnoses.items()}
    return {name: node.title for name, node in pathway.nodes.items()}


def text(change: Change) -> str:
    """The changes as lines."""
    old, new, found = change.old, change.new, change.found
    changed = change.count(found.changed)
    lines = [
        f"{new.title}: {old.version} ({old.hash[:12]}) to {new.version} ({new.hash[:12]})",
        f"{Figure(change.rows, None).words} rows, of which {changed.words} change {changed.percent}".rstrip(),
    ]
    for bound in BOUNDS:
        moves = change.moves(bound)
        if moves:
            lines += ["", HEADS[bound]]
            lines += [_line(f"{before} -> {after}", figure) for before, after, figure in moves]
    for part in LISTS:
        turns = change.turns(part)
        if turns:
            lines += ["", HEADS[part]]
            for _, title, entered, left in turns:
                lines += [_line(f"+ {title}", entered)] if entered.number != 0 else []
                lines += [_line(f"- {title}", left)] if left.number != 0 else []
    return "\n".join(lines) + "\n"


def _line(words: str, figure: Figure) -> str:
    return f"  {words:<60} {figure.words:>12} {figure.percent:>6}".rstrip()


def data(change: Change) -> str:
    """The changes as JSON; null is a number that is too small to be told."""

    def version(pathway: Pathway) -> dict[str, str]:
        return {"id": pathway.id, "version": pathway.version, "hash": pathway.hash}

    found: dict[str, Any] = {
        "schema": SCHEMA,
        "old": version(change.old),
        "new": version(change.new),
        "suppressed": change.suppress,
        "rows": change.rows,
        "changed": change.count(change.found.changed).number,
    }
    for bound in BOUNDS if change.old.ordered and change.new.ordered else ():
        found[bound] = [{"old": a, "new": b, "count": figure.number} for a, b, figure in change.moves(bound)]
    for part in LISTS:
        found[part] = [
            {"id": name, "title": title, "entered": entered.number, "left": left.number}
            for name, title, entered, left in change.turns(part)
        ]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


FORMATS: Final[Mapping[str, Callable[[Change], str]]] = {"text": text, "json": data}
