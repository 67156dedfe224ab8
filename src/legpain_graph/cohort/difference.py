"""Two versions of a pathway over the same rows: who changes, from where to where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
BOUNDS: Final = ("floor", "ceiling")
LISTS: Final = ("diagnoses", "outcomes")
FAULT: Final = "at fault"
"""Stands in the place of an urgency where a version does not take the row."""


@dataclass
class Differences:
    """How many rows there are of each kind. `bounds`: by "floor" and "ceiling", of the rows that change it, old and new urgency, or
    `FAULT`; `entered` and `left`: by "diagnoses" and "outcomes", the rows that surely reach it in one version only."""

    rows: int = 0
    changed: int = 0
    bounds: dict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: {name: Counter() for name in BOUNDS})
    entered: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in LISTS})
    left: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in LISTS})


def bounds_of(*answers: pa.Schema) -> list[str]:
    """The bounds that all of the versions tell: none where endings are treatments in one of them."""
    return [name for name in BOUNDS if all(name in each.names for each in answers)]


def schema_of(answers: pa.Schema, other: pa.Schema) -> pa.Schema:
    """The columns of the rows that change: what is carried over, then each that may change, in both versions."""
    kept = [
        column for column in answers if column.name not in (*BOUNDS, *LISTS, "settled", "complete", "asks", "fault")
    ]
    names = pa.list_(pa.string())
    kinds = {
        **dict.fromkeys(bounds_of(answers, other), pa.string()),
        **dict.fromkeys(LISTS, names),
        "fault": pa.string(),
    }
    both = [pa.field(f"{name}_{version}", kind) for name, kind in kinds.items() for version in ("old", "new")]
    return pa.schema([*kept, *both])


def differ(
    old: Iterator[pa.RecordBatch], new: Iterator[pa.RecordBatch], renamed: Mapping[str, str], found: Differences
) -> Iterator[pa.RecordBatch]:
    """Counts into `found` what differs between the answers of two versions, and gives the rows that do; `renamed` has what nodes of the
    old version are called now."""
    for one, other in zip(old, new, strict=True):
        assert one.num_rows == other.num_rows, "the same rows are answered in the same parts"
        faults = [rows.column("fault").is_valid().to_numpy(zero_copy_only=False) for rows in (one, other)]
        changed: Flags = faults[0] != faults[1]
        for name in bounds_of(one.schema, other.schema):
            changed |= _bounds(_urgencies(one, name), _urgencies(other, name), found.bounds[name])
        for name in LISTS:
            changed |= _lists(one.column(name), other.column(name), renamed, found.entered[name], found.left[name])
        found.rows += one.num_rows
        found.changed += int(changed.sum())
        if changed.any():
            yield _rows(one, other, np.flatnonzero(changed), renamed)


def _urgencies(rows: pa.RecordBatch, name: str) -> pa.Array:
    return pc.fill_null(rows.column(name).dictionary_decode(), FAULT)


def _bounds(old: pa.Array, new: pa.Array, counts: Counter[tuple[str, str]]) -> Flags:
    changed: Flags = pc.not_equal(old, new).to_numpy(zero_copy_only=False)
    some = pa.array(changed)
    counts.update(zip(old.filter(some).to_pylist(), new.filter(some).to_pylist(), strict=True))
    return changed


def _lists(
    old: pa.Array, new: pa.Array, renamed: Mapping[str, str], entered: Counter[str], left: Counter[str]
) -> Flags:
    """Whose names differ, in whatever order they are told."""
    names = [[renamed.get(name, name) for name in _names(old)], _names(new)]
    universe = list(dict.fromkeys(name for several in names for name in several))
    keys = [
        _keys(array, np.array([universe.index(name) for name in several], np.int64), len(universe))
        for array, several in zip((old, new), names, strict=True)
    ]
    changed = np.zeros(len(old), bool)
    for counts, more, less in ((entered, keys[1], keys[0]), (left, keys[0], keys[1])):
        only = np.setdiff1d(more, less)
        if len(only):
            changed[only // len(universe)] = True
            for place, count in enumerate(np.bincount(only % len(universe)).tolist()):
                if count:
                    counts[universe[place]] += count
    return changed


def _names(array: pa.Array) -> list[str]:
    found: list[str] = array.values.dictionary.to_pylist()
    return found


def _keys(array: pa.Array, places: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Each name of each row as one number."""
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy()
    rows = np.repeat(np.arange(len(array)), lengths)
    codes = array.flatten().indices.to_numpy(zero_copy_only=False)
    return np.unique(rows * count + places[codes])


def _rows(
    one: pa.RecordBatch, other: pa.RecordBatch, places: NDArray[np.int64], renamed: Mapping[str, str]
) -> pa.RecordBatch:
    schema = schema_of(one.schema, other.schema)
    taken = [each.take(pa.array(places)) for each in (one, other)]
    columns: list[pa.Array] = [taken[0].column(name) for name in schema.names if name in one.schema.names]
    for name in (*bounds_of(one.schema, other.schema), *LISTS, "fault"):
        for rows, names in zip(taken, (renamed, {}), strict=True):
            column = rows.column(name)
            if name in LISTS:
                said: Sequence[Sequence[str] | None] = column.to_pylist()
                column = pa.array(
                    [None if each is None else [names.get(word, word) for word in each] for each in said],
                    pa.list_(pa.string()),
                )
            columns.append(column.dictionary_decode() if pa.types.is_dictionary(column.type) else column)
    return pa.RecordBatch.from_arrays(columns, schema=schema)
