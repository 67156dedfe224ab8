"""Units of what is recorded: UCUM codes, which have a size, and whatever else an author calls a unit, which is like no other.

The library is asked only where two units are not written alike. What it would take for the same is not: arbitrary units and
annotations (FEU and DDU, IU of two things) and plain ratios of different things (percent and mmol/mol) are each like no other.
source: the Unified Code for Units of Measure, https://ucum.org/ucum
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

Unit: TypeAlias = tuple[tuple[str, int], ...]
"""Texts, each with its power, sorted; none of a plain number."""
PLAIN: Final = ("", "1", "ratio", "points")
_ANNOTATED: Final = re.compile(r"[{}]")


class Size(NamedTuple):
    """How many base units one of a unit is, from where it is counted, and which base units."""

    scale: Fraction
    offset: Fraction
    base: Unit


def unit(text: str) -> Unit:
    """The unit that is written as `text`."""
    return () if text in PLAIN else ((text, 1),)


def product(one: Unit, other: Unit, power: int = 1) -> Unit:
    """One unit times another to a power."""
    found = dict(one)
    for text, many in other:
        found[text] = found.get(text, 0) + many * power
    return tuple(sorted((text, many) for text, many in found.items() if many))


def written(several: Unit) -> str:
    """The unit as UCUM writes it: kg/m2."""

    def joined(parts: Iterable[tuple[str, int]]) -> str:
        return ".".join(f"{text}{many if many > 1 else ''}" for text, many in parts)

    above = joined((text, many) for text, many in several if many > 0)
    below = [joined([(text, -many)]) for text, many in several if many < 0]
    return "/".join([above, *below]) or "1"


def factor(one: Unit, other: Unit) -> Fraction | None:
    """How many of `other` one of `one` is; None where they do not measure the same."""
    if one == other:
        return Fraction(1)
    left, right = _size(one), _size(other)
    return left.scale / right.scale if left.base == right.base and left.base else None


def conversion(code: str, text: str) -> tuple[Fraction, Fraction] | None:
    """What a number in the unit `code` is multiplied by, and what is then added, to have it in the unit `text`; None where they do
    not measure the same."""
    if code == text:
        return Fraction(1), Fraction(0)
    left, right = size(code), size(text)
    if left is None or right is None or left.base != right.base or not left.base:
        return None
    return left.scale / right.scale, (left.offset - right.offset) / right.scale


def _size(several: Unit) -> Size:
    """The size of a product of units; one that is no code, or is counted from elsewhere, is its own base unit."""
    scale, base = Fraction(1), Unit()
    for text, many in several:
        own = size(text)
        if own is None or own.offset or not own.base:
            own = Size(Fraction(1), Fraction(0), ((text, 1),))
        scale, base = scale * own.scale**many, product(base, own.base, many)
    return Size(scale, Fraction(0), base)


@lru_cache(maxsize=1000)
def size(code: str) -> Size | None:
    """The size of a UCUM code; None where it is none, or of no size that can be told."""
    inverse = code.startswith("/")
    if _ANNOTATED.search(code) or any(atom in code for atom in _arbitrary()):
        return None
    quantity = _quantity(code.removeprefix("/"))
    if quantity is None:
        return None
    counted = [type(quantity)(quantity.magnitude * many, quantity.units).to_base_units() for many in (Fraction(1), 0)]
    one, none = (Fraction(value.magnitude) for value in counted)
    base = tuple(sorted((str(name), int(power)) for name, power in counted[0].unit_items()))
    found = Size(one - none, none, base)
    return Size(1 / found.scale, Fraction(0), product((), base, -1)) if inverse else found


def is_code(code: str) -> bool:
    """Whether UCUM has such a code."""
    parser, _ = _library()
    from lark.exceptions import LarkError

    try:
        parser.parse(code)
    except LarkError:
        return False
    return True


def _quantity(code: str) -> Any:
    from lark.exceptions import LarkError
    from pint.errors import PintError

    parser, transformer = _library()
    try:
        found = transformer.transform(parser.parse(code))
        return found if isinstance(found.to_base_units().magnitude, Fraction | int) else None
    except (
        LarkError,
        PintError,
        TypeError,
        ValueError,
        AttributeError,
    ):  # no code; or logarithms, which no fraction is
        return None


@lru_cache(maxsize=1)
def _library() -> tuple[Any, Any]:
    """UCUM's grammar, and what makes exact quantities of it; they take a second to load."""
    from pathlib import Path

    import pint
    import ucumvert
    from ucumvert.parser import get_ucum_parser
    from ucumvert.ucum_pint import UcumToPintTransformer

    registry: Any = pint.UnitRegistry(non_int_type=Fraction, on_redefinition="ignore")
    registry.load_definitions(Path(ucumvert.__file__).parent / "pint_ucum_defs.txt")
    return get_ucum_parser(), UcumToPintTransformer(registry)


@lru_cache(maxsize=1)
def _arbitrary() -> tuple[str, ...]:
    """The atoms of units that measure a thing only by a procedure: international units and the like."""
    from pathlib import Path
    from xml.etree import ElementTree

    import ucumvert

    essence = Path(ucumvert.__file__).parent / "vendor" / "ucum-essence.xml"
    return tuple(item.attrib["Code"] for item in ElementTree.parse(essence).iter() if item.get("isArbitrary") == "yes")
