"""Packing and gates in one piece of machine code: a few thousand rows at a time go from the columns of a table to what is said of them
without leaving the nearest memory. Extra `cohort-fast`.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from legpain_graph.cohort.batch import FEW
from legpain_graph.cohort.packers import CODES, FIELDS, FLOAT, LOOKED_UP, NAMES, NUMBERS, SIZES, TRUTHS, packers_ir
from legpain_graph.cohort.packing import UNREAD, Coded, Measures, Packing, Truths, bits
from legpain_graph.engine.columns import Plane, words
from legpain_graph.engine.gates import FALSE, TRUE, Gate, Made
from legpain_graph.engine.machine import CHUNK, Compiled, gates_ir


class Fused:
    """The kernel of one pathway in machine code."""

    def __init__(self, gates: Sequence[Made], wanted: Sequence[Gate], slots: Mapping[Made, int]) -> None:
        self.wanted = [gate for gate in dict.fromkeys(wanted) if gate not in (FALSE, TRUE)]
        self.planes = max(slots.values(), default=UNREAD) + 1
        inputs = [gate for gate, made in enumerate(gates) if made in slots]
        text = gates_ir(gates, self.wanted, [slots[gates[gate]] for gate in inputs], inputs)
        self._code = Compiled([text, packers_ir()])
        self._run = ctypes.CFUNCTYPE(None, *[ctypes.c_int64] * 6)(self._code.address("run"))

    def run(self, packings: Sequence[Packing], size: int) -> dict[Gate, Plane]:
        """The planes of the gates that are wanted."""
        width = words(size)
        padded = -(-width // CHUNK) * CHUNK
        kept: list[Any] = []
        table = np.array([_described(each, kept) for each in packings], np.int64).reshape(len(packings), len(FIELDS))
        scratch = np.zeros((self.planes, CHUNK), np.uint64)
        out = np.empty((len(self.wanted), padded), np.uint64)
        self._run(table.ctypes.data, len(packings), size, scratch.ctypes.data, out.ctypes.data, padded)
        found = {gate: out[place, :width] for place, gate in enumerate(self.wanted)}
        return found | {FALSE: np.zeros(width, np.uint64), TRUE: np.full(width, ~np.uint64(0))}


def _described(each: Packing, kept: list[Any]) -> list[int]:
    """A column in numbers; `kept` holds what they point to."""

    def at(array: NDArray[Any]) -> int:
        array = np.ascontiguousarray(array)
        kept.append(array)
        return int(array.ctypes.data)

    own = np.unique(each.slots[each.slots > UNREAD])
    clear = [int(own[0]), int(own[-1] - own[0] + 1)] if len(own) else [0, 0]
    if isinstance(each, Truths):
        return [TRUTHS, _bits(each.array, 1, at), _bits(each.array, 0, at), 0, at(each.slots), 0, *clear, 0, 0]
    if isinstance(each, Coded):
        few = len(each.slots) <= FEW
        kind = (CODES if few else LOOKED_UP) + SIZES.index(each.codes.dtype.itemsize)
        slots = each.slots if few else np.roll(each.slots, 1)
        valid = 0 if each.told is None else _bits(each.told, 0, at)
        return [kind, at(each.codes), valid, len(each.slots) - 1, at(slots), 0, *clear, 0, 0]
    if isinstance(each, Measures):
        kind_ = each.array.type
        kind = NUMBERS + (FLOAT if pa.types.is_floating(kind_) else SIZES.index(kind_.bit_width // 8))
        data = each.array.buffers()[1]
        kept.append(each.array)
        address = data.address + each.array.offset * kind_.bit_width // 8
        valid, whole = _bits(each.array, 0, at), int(each.whole and kind == NUMBERS + FLOAT)
        return [kind, address, valid, len(each.bounds), at(each.slots), at(each.bounds), *clear, 0, whole]
    starts = at(each.starts) if each.starts is not None else 0
    return [NAMES, at(each.codes), 0, 0, at(each.slots), at(each.first), *clear, starts, 0]


def _bits(array: pa.Array, which: int, at: Callable[[NDArray[Any]], int]) -> int:
    """Where the bits of an array stand; 0 where there are none: every row has a value."""
    buffer = array.buffers()[which]
    if buffer is None:
        return 0
    return at(bits(array, which)) if array.offset % 8 else int(buffer.address) + array.offset // 8
