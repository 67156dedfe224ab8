"""Columns of a table as planes of words of 64 patients: which value, or which name, of each row sets which bit.

A *slot* is the number of a plane. Slot 0 is read by nobody; slot 1 is of rows with an entry that stands for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from legpain_graph.cohort.batch import FEW, numbers_in
from legpain_graph.engine.columns import Plane, packed, words
from legpain_graph.record import record

Slots: TypeAlias = NDArray[np.int32]
NOBODY: Final = 0
UNREAD: Final = 1


@record
class Truths:
    """A column of truths; `slots` those of false and of true."""

    array: pa.Array
    slots: Slots


@record
class Coded:
    """A column of codes, -1 for none; `slots` those of each code, at the end that of none. With `told`, which few codes have, a code
    counts only where that has a value."""

    codes: NDArray[Any]
    slots: Slots
    told: pa.Array | None = None


@record
class Measures:
    """A column of numbers, sorted into stretches: `slots` has one more than `bounds`, and a number is in the stretch of as many bounds as
    it reaches. `whole` where a number with a fraction stands for nothing."""

    array: pa.Array
    bounds: NDArray[np.float64]
    slots: Slots
    whole: bool


@record
class Named:
    """A column of names, `starts` where each row's begin, or None where each row has one; the slots of a code are those from
    `first[code + 1]` to the next one."""

    starts: NDArray[np.int32] | None
    codes: NDArray[np.int32]
    first: Slots
    slots: Slots


Packing: TypeAlias = Truths | Coded | Measures | Named


def pack(packings: Iterable[Packing], size: int) -> dict[int, Plane]:
    """The planes of `size` rows by slot; a slot that no column names is not there."""
    found: dict[int, Plane] = {}
    for each in packings:
        if isinstance(each, Truths):
            value, valid = bits(each.array, 1), bits(each.array, 0)
            several: Mapping[int, Plane] = {0: valid & ~value, 1: valid & value}
        elif isinstance(each, Coded):
            several = _by_slot(each)
        elif isinstance(each, Measures):
            several = dict(enumerate(_stretches(each)))
        else:
            _name(found, each, size)
            continue
        for place, plane in several.items():
            slot = place if isinstance(each, Coded) else int(each.slots[place])
            if slot != NOBODY:
                found[slot] = found[slot] | plane if slot in found else plane
        if isinstance(each, Measures) and each.whole:
            found[UNREAD] = found.get(UNREAD, _nobody(size)) | _broken(each)
    return found


def _nobody(size: int) -> Plane:
    return np.zeros(words(size), np.uint64)


def _by_slot(each: Coded) -> dict[int, Plane]:
    if len(each.slots) > FEW:
        assert each.told is None
        slots = each.slots[each.codes]
        return {slot: packed(slots == slot) for slot in set(each.slots.tolist()) - {NOBODY}}
    found: dict[int, Plane] = {}
    valid = None if each.told is None else bits(each.told, 0)
    for code, slot in enumerate(each.slots[:-1].tolist()):
        if slot != NOBODY:
            plane = packed(each.codes == code) if valid is None else packed(each.codes == code) & valid
            found[slot] = found[slot] | plane if slot in found else plane
    return found


def _stretches(each: Measures) -> list[Plane]:
    numbers, valid = numbers_in(each.array), bits(each.array, 0)
    reached = [packed(numbers >= bound) for bound in each.bounds]
    several = [valid, *(valid & plane for plane in reached)]
    return [plane & ~several[place + 1] if place + 1 < len(several) else plane for place, plane in enumerate(several)]


def _broken(each: Measures) -> Plane:
    numbers = numbers_in(each.array)
    if numbers.dtype.kind != "f":
        return _nobody(len(numbers))
    return packed(numbers != np.floor(numbers)) & bits(each.array, 0)


def _name(found: dict[int, Plane], each: Named, size: int) -> None:
    rows: NDArray[np.int64] | slice = (
        slice(None) if each.starts is None else np.repeat(np.arange(size), np.diff(each.starts))
    )
    for code in range(-1, len(each.first) - 2):
        slots = each.slots[each.first[code + 1] : each.first[code + 2]]
        if not len(slots):
            continue
        which = each.codes == code
        flags = which
        if not isinstance(rows, slice):
            flags = np.zeros(size, bool)
            flags[rows[which]] = True
        plane = packed(flags)
        for slot in slots.tolist():
            found[slot] = found[slot] | plane if slot in found else plane


def bits(array: pa.Array, which: int) -> Plane:
    """The bits of an Arrow array as a plane: of its values (1), where they are truths, or of whether there is one (0)."""
    size, offset, buffer = len(array), array.offset, array.buffers()[which]
    if buffer is None:
        return packed(np.ones(size, bool))
    found = np.zeros(words(size) * 8, np.uint8)
    raw = np.frombuffer(buffer, np.uint8)[offset // 8 :][: -(-(offset % 8 + size) // 8)]
    if offset % 8:
        raw = np.packbits(np.unpackbits(raw, bitorder="little")[offset % 8 : offset % 8 + size], bitorder="little")
    found[: len(raw)] = raw
    return found.view(np.uint64)
