"""Formulas of the solver and what joins them; constants are plain bools, and are folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

Bit: TypeAlias = Any
"""A Z3 formula, or a plain bool where the answer is the same for every patient."""


class Pair(NamedTuple):
    """A three-valued truth: whether it is surely true, and whether it is possibly true."""

    surely: Bit
    possibly: Bit


def conj(bits: Iterable[Bit]) -> Bit:
    """All of `bits`; constants are folded."""
    kept = [bit for bit in bits if bit is not True]
    if any(bit is False for bit in kept):
        return False
    return True if not kept else kept[0] if len(kept) == 1 else _joined(z3().Z3_mk_and, kept)


def disj(bits: Iterable[Bit]) -> Bit:
    """One of `bits`; constants are folded."""
    kept = [bit for bit in bits if bit is not False]
    if any(bit is True for bit in kept):
        return True
    return False if not kept else kept[0] if len(kept) == 1 else _joined(z3().Z3_mk_or, kept)


def _joined(make: Any, bits: Sequence[Bit]) -> Bit:
    """A formula over several; `And` and `Or` would look at the sort of each again, which takes longer than all else."""
    context = bits[0].ctx
    several = (z3().Ast * len(bits))(*(bit.ast for bit in bits))
    return z3().BoolRef(make(context.ref(), len(bits), several), context)


def neg(bit: Bit) -> Bit:
    return not bit if isinstance(bit, bool) else z3().Not(bit)


def implies(given: Bit, then: Bit) -> Bit:
    return disj([neg(given), then])


def z3() -> Any:
    """Z3, which takes a fifth of a second to import: only questions to the solver pay for it. errors: RequestError without it"""
    try:
        import z3 as solver
    except ImportError:
        from legpain_graph.errors import Issue, RequestError
        from legpain_graph.resources import how_to_get

        hint = f"it comes by: {how_to_get('prove')}"
        raise RequestError([Issue("solver", "the solver, z3, is not installed", hint=hint)]) from None
    return solver
