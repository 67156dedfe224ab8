"""The cases of an audit, walked: for every node and edge the cases that meet it, a bit a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from legpain_graph.audit.coverage.sample import Sample
from legpain_graph.case.read import CaseFile
from legpain_graph.engine.bitset import Bits, numbers
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.errors import CaseError, Issue
from legpain_graph.model.pathway import Pathway
from legpain_graph.walk.expectation import failures
from legpain_graph.walk.result import Walk
from legpain_graph.walk.walker import Walker


class WalkedCases(Sample):
    """Several cases of one pathway, all walked. errors: CaseError with every fault of every case, each at its place"""

    def __init__(self, pathway: Pathway, sources: Sequence[CaseFile], walker: Walker | None = None) -> None:
        self.sources = tuple(sources)
        self.walker = walker or Walker(pathway, Compiled(pathway))
        self.walks = self._walk()
        super().__init__(pathway, [walk.facts for walk in self.walks], self.walker.order)

    def _walk(self) -> list[Walk]:
        walks, issues = [], []
        for source in self.sources:
            try:
                walks.append(self.walker.walk(source.case, "safest"))
            except CaseError as error:
                issues += source.placed(error).issues
        if issues:
            raise CaseError(issues)
        return walks

    def failures(self) -> Iterator[Issue]:
        """Every expectation of a case that its walk does not meet."""
        for source, walk in zip(self.sources, self.walks, strict=True):
            yield from failures(source, walk)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of each case, or its file's name where it has none."""
        return tuple(source.case.id or source.file for source in self.sources)

    def names(self, cases: int) -> tuple[str, ...]:
        """The ids of cases given as bits."""
        return tuple(self.ids[number] for number in numbers(cases))

    @cached_property
    def acting(self) -> Mapping[str, Bits]:
        """For each node the cases whose acting now comes there."""
        found: dict[str, Bits] = {}
        for number, walk in enumerate(self.walks):
            for step in walk.acting or ():
                found[step.node.id] = found.get(step.node.id, 0) | 1 << number
        return found
