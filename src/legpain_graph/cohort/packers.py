"""What fills the planes of a few thousand rows from the columns of a table, as LLVM's text: the twin of `packing.pack` for `fused`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from llvmlite import ir

from legpain_graph.cohort.packing import UNREAD
from legpain_graph.engine.machine import CHUNK

TRUTHS: Final = 0
CODES, LOOKED_UP, NUMBERS = 1, 5, 9
"""Codes that are compared one by one, codes that are looked up, numbers: the first of each, of which there is one a type."""
NAMES: Final = 14
SIZES: Final = (1, 2, 4, 8)
FLOAT: Final = 4
FIELDS: Final = ("kind", "data", "valid", "count", "slots", "bounds", "clear", "many", "starts", "whole")
"""What a column is told in, whole numbers: where `data`, `valid` (0: all), `slots`, `bounds` (of names: where the slots of each begin) and
`starts` (0: a name a row) stand, how many codes or bounds there are, which planes are cleared first."""

I1, I8, I32, I64, REAL, POINTER = (
    ir.IntType(1),
    ir.IntType(8),
    ir.IntType(32),
    ir.IntType(64),
    ir.DoubleType(),
    ir.PointerType(),
)
WHOLE: Final = tuple(ir.IntType(8 * size) for size in SIZES)
LINE: Final = 64
"""Bytes that come from memory together."""
ALL: Final = (1 << 64) - 1


def packers_ir() -> str:
    """The function `run(columns, count, rows, planes, out, stride)`, all numbers: it packs `CHUNK` words of all columns and calls `gates`."""
    module = ir.Module("packers")
    nothing = ir.VoidType()
    copy = ir.Function(module, ir.FunctionType(nothing, [POINTER, POINTER, I64, I1]), "llvm.memcpy.p0.p0.i64")
    clear = ir.Function(module, ir.FunctionType(nothing, [POINTER, I8, I64, I1]), "llvm.memset.p0.i64")
    eight = ir.VectorType(REAL, 8)
    floors = ir.Function(module, ir.FunctionType(eight, [eight]), "llvm.floor.v8f64")
    ahead = ir.Function(module, ir.FunctionType(nothing, [POINTER, I32, I32, I32]), "llvm.prefetch.p0")
    gates = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER, POINTER, I64, I64]), "gates")
    packers = {TRUTHS: _truths(module, copy, ahead), NAMES: _names(module)}
    for place, kind in enumerate(WHOLE):
        packers[CODES + place] = _codes(module, copy, kind)
        packers[LOOKED_UP + place] = _looked_up(module, kind)
        packers[NUMBERS + place] = _numbers(module, copy, kind)
    packers[NUMBERS + FLOAT] = _numbers(module, copy, REAL, floors)
    run = ir.Function(module, ir.FunctionType(ir.VoidType(), [I64] * 6), "run")
    code = _Code(run)
    columns, count, rows, planes, out, stride = run.args
    block = code.inttoptr(planes, POINTER)
    width = code.lshr(code.add(rows, I64(63)), I64(6))
    chunks = code.udiv(code.add(width, I64(CHUNK - 1)), I64(CHUNK))
    with code.times(chunks) as chunk:
        first = code.mul(chunk, I64(CHUNK))
        left = code.sub(width, first)
        here = code.select(code.icmp_unsigned("<", left, I64(CHUNK)), left, I64(CHUNK))
        code.call(clear, [code.plane(block, I64(UNREAD), I64(0)), I8(0), I64(8 * CHUNK), I1(0)])
        with code.times(count) as number:
            column = code.inttoptr(code.add(columns, code.mul(number, I64(8 * len(FIELDS)))), POINTER)
            planes_of = code.plane(block, code.field(column, "clear"), I64(0))
            size = code.mul(code.field(column, "many"), I64(8 * CHUNK))
            code.call(clear, [planes_of, I8(0), size, I1(0)])
            end = code.append_basic_block()
            chosen = code.switch(code.field(column, "kind"), end)
            for kind, packer in packers.items():
                case = code.append_basic_block()
                chosen.add_case(I64(kind), case)
                code.position_at_end(case)
                code.call(packer, [column, first, here, rows, block])
                code.branch(end)
            code.position_at_end(end)
        code.call(gates, [block, code.inttoptr(out, POINTER), stride, first])
    code.ret_void()
    return str(module)


class _Code(ir.IRBuilder):  # type: ignore[misc]
    """A builder of one function."""

    def __init__(self, function: Any) -> None:
        super().__init__(function.append_basic_block())

    @contextmanager
    def times(self, count: Any, start: Any = None) -> Iterator[Any]:
        """A loop from `start`, or 0, up to `count`."""
        start = I64(0) if start is None else start
        before, body, after = self.block, self.append_basic_block(), self.append_basic_block()
        self.cbranch(self.icmp_signed("<", start, count), body, after)
        self.position_at_end(body)
        number = self.phi(I64)
        number.add_incoming(start, before)
        yield number
        following = self.add(number, I64(1))
        number.add_incoming(following, self.block)
        self.cbranch(self.icmp_signed("<", following, count), body, after)
        self.position_at_end(after)

    def field(self, column: Any, name: str) -> Any:
        return self.load(self.gep(column, [I64(FIELDS.index(name))], source_etype=I64), typ=I64)

    def pointer(self, column: Any, name: str) -> Any:
        return self.inttoptr(self.field(column, name), POINTER)

    def entry(self, array: Any, place: Any, kind: Any) -> Any:
        """An entry of an array, which may begin anywhere."""
        return self.load(self.gep(array, [place], source_etype=kind), typ=kind, align=1)

    def slot(self, slots: Any, place: Any) -> Any:
        return self.sext(self.entry(slots, place, I32), I64)

    def plane(self, block: Any, slot: Any, word: Any) -> Any:
        place = self.add(self.mul(slot, I64(CHUNK)), word)
        return self.gep(block, [place], source_etype=I64)

    def set(self, block: Any, slot: Any, word: Any, bits: Any) -> None:
        """Sets bits of a word of a plane."""
        place = self.plane(block, slot, word)
        self.store(self.or_(self.load(place, typ=I64), bits), place)

    def several(self, value: Any, kind: Any, count: int = 64) -> Any:
        """So many times the same."""
        vector = ir.VectorType(kind, count)
        one = self.insert_element(ir.Constant(vector, ir.Undefined), value, I32(0))
        first = ir.Constant(ir.VectorType(I32, count), [0] * count)
        return self.shuffle_vector(one, ir.Constant(vector, ir.Undefined), first)

    def compared(self, numbers: Any, kind: Any, holds: Callable[[Any], Any]) -> Any:
        """The bits of 64 numbers, eight by eight: whether something holds of each."""
        eight, found = ir.VectorType(kind, 8), I64(0)
        for place in range(8):
            some = self.load(self.gep(numbers, [I64(8 * place)], source_etype=kind), typ=eight, align=1)
            some = some if kind is REAL else self.sitofp(some, ir.VectorType(REAL, 8))
            bits = self.zext(self.bitcast(holds(some), I8), I64)
            found = self.or_(found, self.shl(bits, I64(8 * place)))
        return found

    def rows(self, copy: Any, buffer: Any, data: Any, word: Any, rows: Any, bits: int) -> Any:
        """Where 64 rows of `bits` each stand: in the column, or where it ends before, in a copy."""
        at = self.gep(data, [self.mul(word, I64(8 * bits))], source_etype=I8)
        after = self.mul(self.add(word, I64(1)), I64(64))
        whole = self.icmp_signed("<=", after, rows)
        before, short, end = self.block, self.append_basic_block(), self.append_basic_block()
        self.cbranch(whole, end, short)
        self.position_at_end(short)
        left = self.sub(rows, self.mul(word, I64(64)))
        size = self.lshr(self.add(self.mul(left, I64(bits)), I64(7)), I64(3))
        self.call(copy, [buffer, at, size, I1(0)])
        self.branch(end)
        self.position_at_end(end)
        found = self.phi(POINTER)
        found.add_incoming(at, before)
        found.add_incoming(buffer, short)
        return found

    def valid(self, copy: Any, buffer: Any, data: Any, word: Any, rows: Any) -> Any:
        """A word of whether there is a value."""
        before, told, end = self.block, self.append_basic_block(), self.append_basic_block()
        self.cbranch(self.icmp_unsigned("==", self.ptrtoint(data, I64), I64(0)), end, told)
        self.position_at_end(told)
        found = self.load(self.rows(copy, buffer, data, word, rows, 1), typ=I64, align=1)
        last = self.block
        self.branch(end)
        self.position_at_end(end)
        bits = self.phi(I64)
        bits.add_incoming(I64(ALL), before)
        bits.add_incoming(found, last)
        return bits


def _packer(module: Any, name: str) -> tuple[_Code, Sequence[Any]]:
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER, I64, I64, I64, POINTER]), name)
    function.linkage = "internal"
    return _Code(function), function.args


def _truths(module: Any, copy: Any, ahead: Any) -> Any:
    code, (column, first, count, rows, block) = _packer(module, "truths")
    buffer = code.alloca(I64)
    data, valid, slots = (code.pointer(column, name) for name in ("data", "valid", "slots"))
    no, yes = code.slot(slots, I64(0)), code.slot(slots, I64(1))
    for array in (data, valid):  # many columns, a little of each at a time: what comes next is fetched ahead
        for line in range(0, 8 * CHUNK, LINE):
            at = code.add(code.mul(code.add(first, I64(CHUNK)), I64(8)), I64(line))
            code.call(ahead, [code.gep(array, [at], source_etype=I8), I32(0), I32(2), I32(1)])
    told = code.icmp_unsigned("!=", code.ptrtoint(valid, I64), I64(0))
    whole = code.icmp_signed("<=", code.mul(code.add(first, I64(CHUNK)), I64(64)), rows)
    apart = code.icmp_signed("!=", no, yes)
    for slot in (no, yes):
        apart = code.and_(apart, code.icmp_signed("!=", slot, I64(UNREAD)))  # where other columns add to it
    with code.if_else(code.and_(code.and_(told, whole), apart)) as (at_once, one_by_one):
        with at_once:
            eight = ir.VectorType(I64, 8)
            for place in range(0, CHUNK, 8):
                at = code.add(first, I64(place))
                value, known = (
                    code.load(code.gep(array, [at], source_etype=I64), typ=eight, align=1) for array in (data, valid)
                )
                held = code.and_(value, known)
                code.store(held, code.plane(block, yes, I64(place)), align=8)
                code.store(code.xor(known, held), code.plane(block, no, I64(place)), align=8)
        with one_by_one, code.times(count) as place:
            word = code.add(first, place)
            known = code.valid(copy, buffer, valid, word, rows)
            value = code.load(code.rows(copy, buffer, data, word, rows, 1), typ=I64, align=1)
            code.set(block, no, place, code.and_(known, code.not_(value)))
            code.set(block, yes, place, code.and_(known, value))
    code.ret_void()
    return code.function


def _codes(module: Any, copy: Any, kind: Any) -> Any:
    code, (column, first, count, rows, block) = _packer(module, f"codes_{kind}")
    vector = ir.VectorType(kind, 64)
    buffer, spare = code.alloca(vector), code.alloca(I64)
    data, valid, slots = (code.pointer(column, name) for name in ("data", "valid", "slots"))
    codes = code.field(column, "count")
    with code.times(count) as place:
        word = code.add(first, place)
        known = code.valid(copy, spare, valid, word, rows)
        several = code.load(code.rows(copy, buffer, data, word, rows, kind.width), typ=vector, align=1)
        with code.times(codes) as number:
            one = number if kind is WHOLE[3] else code.trunc(number, kind)
            same = code.bitcast(code.icmp_signed("==", several, code.several(one, kind)), I64)
            code.set(block, code.slot(slots, number), place, code.and_(known, same))
    code.ret_void()
    return code.function


def _looked_up(module: Any, kind: Any) -> Any:
    code, (column, first, count, rows, block) = _packer(module, f"looked_up_{kind}")
    data, slots = code.pointer(column, "data"), code.pointer(column, "slots")
    start = code.mul(first, I64(64))
    stop = _stop(code, first, count, rows)
    with code.times(stop, start) as row:
        number = code.entry(data, row, kind)
        number = number if kind is WHOLE[3] else code.sext(number, I64)
        _set_row(code, block, code.slot(slots, code.add(number, I64(1))), row, start)
    code.ret_void()
    return code.function


def _numbers(module: Any, copy: Any, kind: Any, floors: Any = None) -> Any:
    code, (column, first, count, rows, block) = _packer(module, f"numbers_{kind}")
    buffer, spare = code.alloca(ir.VectorType(kind, 64)), code.alloca(I64)
    data, valid, slots, bounds = (code.pointer(column, name) for name in ("data", "valid", "slots", "bounds"))
    many, rest = code.field(column, "count"), code.alloca(I64)
    whole = code.icmp_unsigned("!=", code.field(column, "whole"), I64(0))
    width = 64 if kind is REAL else kind.width
    with code.times(count) as place:
        word = code.add(first, place)
        code.store(code.valid(copy, spare, valid, word, rows), rest)
        numbers = code.rows(copy, buffer, data, word, rows, width)
        if kind is REAL:
            with code.if_then(whole):
                broken = code.compared(
                    numbers, kind, lambda some: code.fcmp_unordered("!=", some, code.call(floors, [some]))
                )
                code.set(block, I64(UNREAD), place, code.and_(code.load(rest, typ=I64), broken))
        with code.times(many) as number:
            bound = code.several(code.entry(bounds, number, REAL), REAL, 8)
            here = code.load(rest, typ=I64)
            holds = partial(code.fcmp_ordered, ">=", rhs=bound)
            more = code.compared(numbers, kind, holds)
            reached = code.and_(here, more)
            code.set(block, code.slot(slots, number), place, code.xor(here, reached))
            code.store(reached, rest)
        code.set(block, code.slot(slots, many), place, code.load(rest, typ=I64))
    code.ret_void()
    return code.function


def _names(module: Any) -> Any:
    code, (column, first, count, rows, block) = _packer(module, "names")
    data, slots, begins, starts = (code.pointer(column, name) for name in ("data", "slots", "bounds", "starts"))
    alone = code.icmp_unsigned("==", code.field(column, "starts"), I64(0))
    start = code.mul(first, I64(64))
    with code.times(_stop(code, first, count, rows), start) as row:
        before, several, end = code.block, code.append_basic_block(), code.append_basic_block()
        code.cbranch(alone, end, several)
        code.position_at_end(several)
        low = code.slot(starts, row)
        high = code.slot(starts, code.add(row, I64(1)))
        code.branch(end)
        code.position_at_end(end)
        from_, to = code.phi(I64), code.phi(I64)
        from_.add_incoming(row, before)
        from_.add_incoming(low, several)
        to.add_incoming(row, before)
        to.add_incoming(high, several)
        last = code.select(alone, code.add(row, I64(1)), to)
        with code.times(last, from_) as place:
            number = code.slot(data, place)
            one, after = code.slot(begins, code.add(number, I64(1))), code.slot(begins, code.add(number, I64(2)))
            with code.times(after, one) as which:
                _set_row(code, block, code.slot(slots, which), row, start)
    code.ret_void()
    return code.function


def _stop(code: _Code, first: Any, count: Any, rows: Any) -> Any:
    """The row after the last one of a chunk."""
    stop = code.mul(code.add(first, count), I64(64))
    return code.select(code.icmp_signed("<", stop, rows), stop, rows)


def _set_row(code: _Code, block: Any, slot: Any, row: Any, start: Any) -> None:
    here = code.sub(row, start)
    bit = code.shl(I64(1), code.and_(here, I64(63)))
    code.set(block, slot, code.lshr(here, I64(6)), bit)
