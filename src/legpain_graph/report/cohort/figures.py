"""The figures of a cohort: how many rows end how, what they were told, what was missing. Small ones can be kept back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from legpain_graph.cohort.counts import Counts
from legpain_graph.model.pathway import NodeKind, Pathway, Urgency

ROUNDED: Final = 5
"""Where small numbers are kept back, the others are rounded to this: else what is kept back could be worked out."""


class Figure(NamedTuple):
    """A number of rows; None where it is too small to be told. `of` is that of which it is a part."""

    number: int | None
    of: int | None

    @property
    def words(self) -> str:
        return "few" if self.number is None else f"{self.number:,}"

    @property
    def percent(self) -> str:
        """In percent, to a tenth; empty where that cannot be told. Never rounded to all or nothing."""
        if self.number is None or not self.of:
            return ""
        tenths = (2_000 * self.number + self.of) // (2 * self.of)
        if tenths == 0 and self.number:
            return "<0.1%"
        if tenths == 1_000 and self.number < self.of:
            return ">99.9%"
        return f"{tenths // 10}.{tenths % 10}%"

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.number / self.of if self.number and self.of else 0.0


def told(count: int, suppress: int) -> int | None:
    """A number as it is told: None from 1 to `suppress`, the others rounded; where that is 0, itself."""
    if not suppress or not count:
        return count
    return None if count <= suppress else (count + ROUNDED // 2) // ROUNDED * ROUNDED


class Row(NamedTuple):
    """One line of a table: what is counted, by its id and in words."""

    id: str
    title: str
    figure: Figure


class UrgencyRow(NamedTuple):
    """How many are surely this urgent; how many at least; how many at most."""

    urgency: Urgency
    settled: Figure
    floor: Figure
    ceiling: Figure


class Figures:
    """The figures of one cohort. `suppress`: numbers from 1 to this are not told, and the others rounded; 0 tells all."""

    def __init__(self, pathway: Pathway, counts: Counts, suppress: int = 0) -> None:
        self.pathway, self.counts, self.suppress = pathway, counts, suppress
        self.rows = self._told(counts.rows)
        sound = counts.rows - counts.faulty
        self._sound = self._told(sound)
        self.faulty = Figure(self._told(counts.faulty), self.rows)
        self.sound = Figure(self._sound, self.rows)
        pairs = {tuple(key.split("..")): count for key, count in counts.bounds.items()}
        settled = sum(count for (floor, ceiling), count in pairs.items() if floor == ceiling)
        self.settled = self._of_all(settled)
        self.open = self._of_all(sound - settled)
        self.complete = self._of_all(counts.complete)
        self.urgencies = [
            UrgencyRow(
                urgency,
                self._of_all(sum(n for pair, n in pairs.items() if pair == (urgency.id, urgency.id))),
                self._of_all(sum(n for (floor, _), n in pairs.items() if floor == urgency.id)),
                self._of_all(sum(n for (_, ceiling), n in pairs.items() if ceiling == urgency.id)),
            )
            for urgency in reversed(pathway.urgencies)
            if pathway.ordered
        ]
        nodes, words = pathway.nodes, pathway.vocabulary.findings
        labels = {name: each.label for name, each in pathway.diagnoses.items()}
        self.diagnoses = self._table(counts.diagnoses, lambda name: labels.get(name, name))
        ends = {name for name, node in nodes.items() if node.urgency is not None}
        self.endings = self._table(_only(counts.nodes, ends), lambda name: nodes[name].title)
        self.nodes = self._table(counts.nodes, lambda name: nodes[name].title)
        waiting = Figure(self.open.number, self.open.number)
        self.asks = self._table(counts.asks, lambda name: words[name].label, waiting.number)
        self.faults = self._table(counts.faults, lambda name: name or "the row as a whole", self.faulty.number)
        self.never = [
            name for name, node in nodes.items() if not counts.nodes[name] and node.kind is not NodeKind.START
        ]
        """The nodes that nobody surely reached."""

    def node(self, name: str) -> Figure:
        """How many surely reached a node."""
        return self._of_all(self.counts.nodes[name])

    def edge(self, name: str) -> Figure:
        """How many surely walked an edge, of those who surely reached where it begins."""
        source = self.pathway.edges[name].source
        return Figure(self._told(self.counts.edges[name]), self._told(self.counts.nodes[source]))

    def _told(self, count: int) -> int | None:
        return told(count, self.suppress)

    def _of_all(self, count: int) -> Figure:
        return Figure(self._told(count), self._sound)

    def _table(self, counts: Mapping[str, int], title: Callable[[str], str], of: int | None = -1) -> list[Row]:
        """What anybody is, the most frequent first."""
        whole = self._sound if of == -1 else of
        order = sorted((name for name, count in counts.items() if count), key=lambda name: (-counts[name], name))
        rows = [Row(name, title(name), Figure(self._told(counts[name]), whole)) for name in order]
        if self.suppress:  # in their true order rounded numbers would tell more than they say
            rows.sort(key=lambda row: (-(row.figure.number or 0), row.id))
        return rows


def _only(counts: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    return {name: counts[name] for name in names if name in counts}
