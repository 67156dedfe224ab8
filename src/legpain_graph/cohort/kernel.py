"""The kernel: rows in, answers out, row by row. A pure function, which says of each row

    floor, ceiling, settled, complete, diagnoses, outcomes, asks, fault

What it means is said by `engine.columns` alone; why a row is at fault, by the reference (`faults`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from legpain_graph.case.facts import Case
from legpain_graph.cohort.batch import Batch, distinct_of
from legpain_graph.cohort.faults import Fault, Faults
from legpain_graph.cohort.mapping import CLOSURES, TableColumns, Use, recordable
from legpain_graph.cohort.recorded import Reading, Recorded
from legpain_graph.engine.columns import Columns, Plane, Program, unpacked, words
from legpain_graph.engine.gates import Gate
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Vocabulary
from legpain_graph.record import record

Levels: TypeAlias = NDArray[np.int8]


@record
class Answers:
    """What is said of the rows of a batch. `planes` are those of the gates that `Kernel` names; of a row at fault they say nothing.

    shapes: `floor` and `ceiling` urgencies as numbers, a row; `fault` a row; `faults` in row order
    """

    size: int
    floor: Levels
    ceiling: Levels
    fault: NDArray[np.bool_]
    planes: Mapping[Gate, Plane]
    faults: Sequence[Fault]
    rest: Mapping[int, tuple[int, int]]
    """Of each row at fault the floor and the ceiling without the entries at fault."""


class Kernel:
    """The kernel of one pathway."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway = pathway
        self.urgencies = [urgency.id for urgency in pathway.urgencies]
        self.columns = Columns(pathway)
        gated, order = self.columns.gated, self.columns.order
        ends = [number for number, node in enumerate(order.nodes) if node.urgency is not None]
        ends.sort(key=lambda number: -int(order.nodes[number].urgency or 0))
        self.outcomes = {order.nodes[number].id: (gated.reached[number],) for number in ends}
        named = {node.diagnosis for node in order.nodes if node.diagnosis}
        self.diagnoses = {
            name: tuple(gated.reached[at] for at, node in enumerate(order.nodes) if node.diagnosis == name)
            for name in (
                *(name for name in pathway.diagnoses if name in named),
                *sorted(named - pathway.diagnoses.keys()),
            )
        }
        asked = sorted(gated.asks, key=pathway.vocabulary.place)
        self.asks = {name: (gated.asks[name],) for name in asked}
        several = (self.outcomes, self.diagnoses, self.asks)
        self.program = Program(
            self.columns.gates,
            [
                gated.fault,
                gated.open,
                *gated.at_least,
                *gated.at_most,
                *gated.reached,
                *gated.walked,
                *(gate for each in several for gates in each.values() for gate in gates),
            ],
        )
        self.faults = Faults(pathway)
        themselves = {name: Use(name) for name in (*recordable(pathway.vocabulary), *CLOSURES)}
        self._cases = self.reading(TableColumns(themselves), plain=False)

    def reading(self, columns: TableColumns, *, plain: bool) -> Reading:
        """What reads a table with these columns."""
        inputs = self.columns.inputs
        return Reading(columns, self.pathway.vocabulary, self.columns.classes, inputs, plain=plain)

    def _run(self, recorded: Recorded, size: int) -> dict[Gate, Plane]:
        self.columns.measure(size, recorded.planes, recorded.figures)
        return self.program.run(recorded.planes, words(size))

    def answers(self, batch: Batch, reading: Reading) -> Answers:
        """What is said of the rows of `batch`."""
        recorded = reading.recorded(batch)
        planes = self._run(recorded, batch.size)
        gated = self.columns.gated
        fault = unpacked(planes[gated.fault], batch.size).copy()
        faults: list[Fault] = []
        rest: dict[int, Case] = {}
        for row in np.flatnonzero(fault | recorded.doubtful).tolist():
            found, case = self.faults.of(row, batch, reading)
            assert found or not fault[row], f"the engine of columns refuses what the reference takes: row {row}"
            fault[row] = bool(found)
            faults += found
            if found:
                rest[row] = case
        return Answers(batch.size, *self._bounds(planes, batch.size), fault, planes, faults, self._rest(rest))

    def _bounds(self, planes: Mapping[Gate, Plane], size: int) -> tuple[Levels, Levels]:
        """The floor and the ceiling of each row."""
        several = (self.columns.gated.at_least, self.columns.gated.at_most)
        floor, ceiling = (
            sum((unpacked(planes[gate], size).view(np.int8) for gate in gates), np.zeros(size, np.int8))
            for gates in several
        )
        return floor, ceiling

    def _rest(self, cases: Mapping[int, Case]) -> dict[int, tuple[int, int]]:
        """The floor and the ceiling of each row at fault without its entries at fault, so that a slip hides no emergency."""
        if not cases:
            return {}
        batch = of_cases(list(cases.values()), self.pathway.vocabulary)
        recorded = self._cases.recorded(batch)
        planes = self._run(recorded, batch.size)
        assert not unpacked(planes[self.columns.gated.fault], batch.size).any(), (
            "what remains of a refused case is refused"
        )
        floor, ceiling = self._bounds(planes, batch.size)
        return dict(zip(cases, zip(floor.tolist(), ceiling.tolist(), strict=True), strict=True))


def of_cases(cases: Sequence[Case], vocabulary: Vocabulary) -> Batch:
    """The batch of these cases: their columns are called as what they are."""
    columns = {name: distinct_of(case.findings.get(name) for case in cases) for name in recordable(vocabulary)}
    columns |= {how: distinct_of(getattr(case, how) or None for case in cases) for how in CLOSURES}
    return Batch(len(cases), columns, {}, {})
