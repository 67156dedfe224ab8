"""What is written: the answers, a row each in the order of the table, and the rows at fault, a row each of their faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from legpain_graph.cohort.batch import Batch
from legpain_graph.cohort.kernel import Answers, Kernel
from legpain_graph.engine.columns import Plane, packed, unpacked
from legpain_graph.engine.gates import Gate
from legpain_graph.errors import Issue, RequestError
from legpain_graph.model.pathway import Pathway

URGENCY: Final = pa.dictionary(pa.int8(), pa.string())
NAMES: Final = pa.list_(pa.dictionary(pa.int16(), pa.string()))
ANSWERS: Final = {
    "floor": URGENCY,
    "ceiling": URGENCY,
    "settled": pa.bool_(),
    "complete": pa.bool_(),
    "diagnoses": NAMES,
    "outcomes": NAMES,
    "asks": NAMES,
    "fault": pa.string(),
}
"""The columns of the answers, after `file`, `row` and what is carried over; null where a row is at fault, but the last."""
BOUNDS: Final = ("floor", "ceiling")
REJECTS: Final = pa.schema(
    {
        "file": pa.string(),
        "row": pa.int64(),
        "column": pa.string(),
        "reason": pa.string(),
        "floor": URGENCY,
        "ceiling": URGENCY,
    }
)
"""Of each fault its place and reason, and how urgent the patient is without the row's entries at fault."""


def answers_of(pathway: Pathway) -> dict[str, pa.DataType]:
    """The columns of the answers; where endings are treatments, none of how soon."""
    return {name: kind for name, kind in ANSWERS.items() if pathway.ordered or name not in BOUNDS}


def rejects_schema(pathway: Pathway) -> pa.Schema:
    """The columns of the faults, likewise."""
    return pa.schema([each for each in REJECTS if pathway.ordered or each.name not in BOUNDS])


def schema_of(kept: Mapping[str, pa.DataType], pathway: Pathway) -> pa.Schema:
    """The columns of the answers with what is carried over. errors: RequestError for a column of theirs that is called so"""
    answers = answers_of(pathway)
    names = ["file", "row", *answers]
    if taken := [name for name in kept if name in names]:
        hint = "leave it out, or give it another name in the table"
        raise RequestError(
            [Issue("column", f"the answers have a column {name!r} of their own", hint=hint) for name in taken]
        )
    return pa.schema({"file": pa.string(), "row": pa.int64(), **kept, **answers})


def rows_of(answers: Answers, batch: Batch, kernel: Kernel, file: str, first: int) -> pa.RecordBatch:
    """The answers as rows. `file` is where the table's rows stand, `first` the number of the first of them."""
    size, planes = answers.size, answers.planes
    sound = packed(~answers.fault)
    faulty = pa.array(answers.fault)

    def truths(flags: np.ndarray[Any, np.dtype[np.bool_]]) -> pa.Array:
        return pa.array(flags, mask=answers.fault)

    columns: dict[str, pa.Array] = {
        "file": pa.repeat(pa.scalar(file), size),
        "row": pa.array(np.arange(first, first + size, dtype=np.int64)),
        **batch.kept,
        "floor": _urgencies(answers.floor, answers.fault, kernel),
        "ceiling": _urgencies(answers.ceiling, answers.fault, kernel),
        "settled": truths(answers.floor == answers.ceiling),
        "complete": truths(~unpacked(planes[kernel.columns.gated.open], size)),
    }
    for name, several in (("diagnoses", kernel.diagnoses), ("outcomes", kernel.outcomes), ("asks", kernel.asks)):
        columns[name] = _names(planes, several, sound, size, faulty)
    reasons: dict[int, str] = {}
    for fault in answers.faults:
        told = fault.reason if fault.column in fault.reason else f"{fault.column}: {fault.reason}"
        reasons.setdefault(fault.row, told)
    said = np.full(size, None, object)
    said[list(reasons)] = list(reasons.values())
    columns["fault"] = pa.array(said, pa.string())
    schema = schema_of({name: array.type for name, array in batch.kept.items()}, kernel.pathway)
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


def rejects_of(answers: Answers, kernel: Kernel, file: str, first: int) -> pa.RecordBatch:
    """The faults as rows."""
    faults = answers.faults
    bounds = [answers.rest[fault.row] for fault in faults]
    return pa.RecordBatch.from_arrays(
        [
            pa.array([file] * len(faults), pa.string()),
            pa.array([fault.row + first for fault in faults], pa.int64()),
            pa.array([fault.column or None for fault in faults], pa.string()),
            pa.array([fault.reason for fault in faults], pa.string()),
            *(
                pa.DictionaryArray.from_arrays(pa.array([each[end] for each in bounds], pa.int8()), kernel.urgencies)
                for end in ((0, 1) if kernel.pathway.ordered else ())
            ),
        ],
        schema=rejects_schema(kernel.pathway),
    )


def _urgencies(levels: Any, fault: Any, kernel: Kernel) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(levels, mask=fault), kernel.urgencies)


def _names(
    planes: Mapping[Gate, Plane], gates: Mapping[str, Sequence[Gate]], sound: Plane, size: int, faulty: pa.Array
) -> pa.Array:
    """Of each row the names that are so of it, in their order."""
    having: list[NDArray[np.int64]] = []
    for several in gates.values():
        plane = planes[several[0]]
        for gate in several[1:]:
            plane = plane | planes[gate]
        having.append(np.flatnonzero(unpacked(plane & sound, size)))
    offsets = np.zeros(size + 1, np.int32)
    for rows in having:
        offsets[rows + 1] += 1  # a row has a name once
    np.cumsum(offsets, out=offsets)
    numbers, following = np.empty(offsets[-1], np.int16), offsets[:-1].copy()
    for place, rows in enumerate(having):
        numbers[following[rows]] = place
        following[rows] += 1
    values = pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array(list(gates), pa.string()))
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=faulty)
