"""The kernel: rows in, answers out, row by row. A pure function, which says of each row

    floor, ceiling, settled, complete, diagnoses, outcomes, asks, fault

What it means is said by `engine.columns` alone; why a row is at fault, by the reference (`faults`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from legpain_graph.case.facts import Case
from legpain_graph.cohort.batch import Batch, distinct_of
from legpain_graph.cohort.faults import Fault, Faults
from legpain_graph.cohort.mapping import CLOSURES, TableColumns, Use, recordable
from legpain_graph.cohort.packing import pack
from legpain_graph.cohort.recorded import Reading, Recorded
from legpain_graph.cohort.told import Told, slots_of
from legpain_graph.engine.columns import Columns, Plane, Program, unpacked, words
from legpain_graph.engine.gates import Closing, Gate, Input, Made
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Vocabulary
from legpain_graph.record import record

if TYPE_CHECKING:
    from legpain_graph.cohort.fused import Fused

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
    """The kernel of one pathway. `fast`: in machine code, where LLVM is installed and no number is computed beside the gates."""

    def __init__(self, pathway: Pathway, *, fast: bool = False) -> None:
        self.pathway = pathway
        self.urgencies = [urgency.id for urgency in pathway.urgencies] if pathway.ordered else ["settled", "open"]
        """What `floor` and `ceiling` number; where endings are treatments, whether one may be reached that is not sure."""
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
        self.told = Told(self.columns)
        self.wanted = tuple(
            dict.fromkeys(
                [
                    gated.fault,
                    gated.open,
                    *gated.at_least,
                    *gated.at_most,
                    *gated.reached,
                    *gated.walked,
                    *(gate for each in several for gates in each.values() for gate in gates),
                ]
            )
        )
        self.slots = slots_of(self.told)
        wanted = [self.told.doubtful, *(self.told.gate_of[gate] for gate in self.wanted)]
        self.program = Program(self.told.made, wanted)
        self.fused = None if self.columns.computes or not fast else _fused(self.told, wanted, self.slots)
        self.faults = Faults(pathway)
        themselves = {name: Use(name) for name in (*recordable(pathway.vocabulary), *CLOSURES)}
        self._cases = self.reading(TableColumns(themselves), plain=False)

    def reading(self, columns: TableColumns, *, plain: bool) -> Reading:
        """What reads a table with these columns."""
        return Reading(columns, self.pathway.vocabulary, self.columns.classes, self.slots, plain=plain)

    def _run(self, recorded: Recorded, size: int) -> tuple[dict[Gate, Plane], Plane]:
        """The planes of the gates that are wanted; and of whom an entry is to be looked at: it stands for nothing, or is there twice."""
        if self.fused is not None:
            values = self.fused.run(recorded.packings, size)
            return {gate: values[self.told.gate_of[gate]] for gate in self.wanted}, values[self.told.doubtful]
        packed = pack(recorded.packings, size)
        nobody = np.zeros(words(size), np.uint64)
        planes = {
            made: packed.get(slot, nobody) for made, slot in self.slots.items() if isinstance(made, Input | Closing)
        }
        if self.columns.computes:
            planes |= self._computed(planes, recorded, size)
        values = self.program.run(planes, words(size))
        return {gate: values[self.told.gate_of[gate]] for gate in self.wanted}, values[self.told.doubtful]

    def _computed(
        self, planes: Mapping[Input | Closing, Plane], recorded: Recorded, size: int
    ) -> dict[Input | Closing, Plane]:
        """What is computed beside the gates."""
        known = {
            made: self.told.gate_of[gate]
            for gate, made in enumerate(self.columns.gates)
            if isinstance(made, Closing) or (isinstance(made, Input) and not self.columns.is_computed(made))
        }
        values = Program(self.told.made, list(known.values())).run(planes, words(size))
        found = {made: values[gate] for made, gate in known.items()}
        self.columns.measure(size, found, recorded.figures)
        return {made: plane for made, plane in found.items() if made not in known}

    def answers(self, batch: Batch, reading: Reading) -> Answers:
        """What is said of the rows of `batch`."""
        recorded = reading.recorded(batch)
        planes, doubtful = self._run(recorded, batch.size)
        fault = unpacked(planes[self.columns.gated.fault], batch.size).copy()
        faults: list[Fault] = []
        rest: dict[int, Case] = {}
        for row in np.flatnonzero(fault | unpacked(doubtful, batch.size)).tolist():
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
        planes, _ = self._run(recorded, batch.size)
        assert not unpacked(planes[self.columns.gated.fault], batch.size).any(), (
            "what remains of a refused case is refused"
        )
        floor, ceiling = self._bounds(planes, batch.size)
        return dict(zip(cases, zip(floor.tolist(), ceiling.tolist(), strict=True), strict=True))


def _fused(told: Told, wanted: Sequence[Gate], slots: Mapping[Made, int]) -> Fused | None:
    if find_spec("llvmlite") is None:
        return None
    from legpain_graph.cohort.fused import Fused

    return Fused(told.made, wanted, slots)


def of_cases(cases: Sequence[Case], vocabulary: Vocabulary) -> Batch:
    """The batch of these cases: their columns are called as what they are."""
    columns = {name: distinct_of(case.findings.get(name) for case in cases) for name in recordable(vocabulary)}
    columns |= {how: distinct_of(getattr(case, how) or None for case in cases) for how in CLOSURES}
    return Batch(len(cases), columns, {}, {})
