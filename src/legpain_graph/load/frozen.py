"""A pathway as plain JSON data and back, for the cache: it holds data, never code.

Every dataclass is a list that starts with its number in `_CLASSES`; places are left out, since a checked pathway has no faults.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Any, Final

from legpain_graph import model
from legpain_graph import vocabulary as words
from legpain_graph.errors import NOWHERE, Place
from legpain_graph.guard import ir

_CLASSES: Final[tuple[type[Any], ...]] = (
    ir.Flag, ir.Compare, ir.OneOf, ir.Named, ir.Not, ir.All, ir.Some, ir.Term, ir.Score, ir.Scored,
    words.Finding, words.Derived, words.Constant, words.Constraint, words.Warning, words.Group, words.GroupSet, words.Vocabulary,
    model.Line, model.Edge, model.Node, model.Stage, model.Statement, model.WorkingDiagnosis, model.SafetyNetLine, model.Pathway,
)  # fmt: skip
_ENUMS: Final[tuple[type[Enum], ...]] = (ir.Op, words.FindingType, model.NodeKind, model.Urgency, model.EdgeKind)
_TUPLE, _DECIMAL, _PLACE, _ENUM = -1, -2, -3, -4
_NUMBERS: Final = {kind: number for number, kind in enumerate(_CLASSES)}
_ENUM_NUMBERS: Final = {kind: number for number, kind in enumerate(_ENUMS)}


def freeze(item: Any) -> Any:
    """`item`, made of the model's classes, as JSON data."""
    if isinstance(item, Enum):
        return [_ENUM, _ENUM_NUMBERS[type(item)], item.value]
    if isinstance(item, Place):
        return [_PLACE]
    if isinstance(item, tuple):
        return [_TUPLE, *map(freeze, item)]
    if isinstance(item, Decimal):
        return [_DECIMAL, str(item)]
    if isinstance(item, dict):
        return {key: freeze(value) for key, value in item.items()}
    if type(item) in _NUMBERS:
        return [_NUMBERS[type(item)], *(freeze(getattr(item, name)) for name in item.__dataclass_fields__)]
    return item


def thaw(data: Any) -> Any:
    """What `freeze` made `data` from."""
    kind = type(data)
    if kind is list:
        number = data[0]
        if number == _TUPLE:
            return tuple([thaw(item) for item in data[1:]])
        if number >= 0:
            return _CLASSES[number](*[thaw(item) for item in data[1:]])
        if number == _DECIMAL:
            return Decimal(data[1])
        return NOWHERE if number == _PLACE else _ENUMS[data[1]](data[2])
    if kind is dict:
        return {key: thaw(value) for key, value in data.items()}
    return data
