"""A pathway as plain JSON data and back, for the cache: it holds data, never code.

Every dataclass is a list that starts with its number in `_CLASSES`; places are left out, since a checked pathway has no faults.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any, Final

from legpain_graph.errors import Place
from legpain_graph.model import pathway as model
from legpain_graph.model import vocabulary as words
from legpain_graph.model.guard import ir

_CLASSES: Final[tuple[type[Any], ...]] = (
    ir.Flag, ir.Compare, ir.OneOf, ir.Named, ir.Not, ir.All, ir.Some, ir.Term, ir.Score, ir.Scored, ir.Measured,
    ir.Reading, ir.Fixed, ir.Points, ir.InUnit, ir.Calculation, ir.Quantity,
    words.Finding, words.HeededBy, words.Derived, words.Constant, words.Constraint, words.Warning, words.Group, words.GroupSet, words.Vocabulary,
    model.Line, model.Edge, model.Node, model.Stage, model.OverviewBox, model.Statement, model.WorkingDiagnosis, model.SafetyNetLine,
    model.Hazard, model.SafetyRule, model.Waiver, model.Pathway,
)  # fmt: skip
_ENUMS: Final[tuple[type[Enum], ...]] = (
    ir.Op,
    ir.Arithmetic,
    words.FindingType,
    model.NodeKind,
    model.EdgeKind,
)
_TUPLE, _DECIMAL, _ENUM, _SET, _LEVEL = -1, -2, -3, -4, -5
_PATHWAY: Final = len(_CLASSES) - 1
_NUMBERS: Final = {kind: number for number, kind in enumerate(_CLASSES)}
_ENUM_NUMBERS: Final = {kind: number for number, kind in enumerate(_ENUMS)}
_LATE: Final = ("statements", "hazards", "rules")
"""Fields of a pathway that no walk needs."""


def freeze(item: Any) -> Any:
    """`item`, made of the model's classes, as JSON data."""
    if isinstance(item, Enum):
        return [_ENUM, _ENUM_NUMBERS[type(item)], item.value]
    if isinstance(item, tuple):
        words = all(type(part) is str for part in item)
        return list(item) if words else [_TUPLE, *map(freeze, item)]
    if isinstance(item, model.Urgency):
        return [_LEVEL, int(item), vars(item)]
    if isinstance(item, Decimal):
        return [_DECIMAL, str(item)]
    if isinstance(item, frozenset):
        return [_SET, *sorted(item)]
    if isinstance(item, model.Pathway):
        none: Any = {name: {} for name in _LATE}
        early = replace(item, **none)
        late = [
            json.dumps({name: freeze(part) for name, part in getattr(item, field).items()}, separators=(",", ":"))
            for field in _LATE
        ]
        return [_NUMBERS[model.Pathway], *(freeze(part) for part in _without_defaults(early)), *late]
    if isinstance(item, dict):
        return {key: freeze(value) for key, value in item.items()}
    if type(item) in _NUMBERS:
        return [_NUMBERS[type(item)], *(freeze(part) for part in _without_defaults(item))]
    return item


class Late(Mapping[str, Any]):
    """Records that are read when the first of them is asked for: a walk cites statements and does not print them."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def parts(self) -> dict[str, Any]:
        return {name: thaw(data) for name, data in json.loads(self.text).items()}

    def __getitem__(self, name: str) -> Any:
        return self.parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)


def _without_defaults(item: Any) -> list[Any]:
    """The fields of a record, those at the end left out that are as declared."""
    fields = item.__dataclass_fields__
    parts = [getattr(item, name) for name in fields]
    for name in reversed(fields):
        if isinstance(parts[-1], Place) or _same(parts[-1], fields[name].default):
            parts.pop()
        else:
            break
    return parts


def _same(part: Any, default: Any) -> bool:
    return type(part) is type(default) and part == default


def thaw(data: Any) -> Any:
    """What `freeze` made `data` from."""
    kind = type(data)
    if kind is list:
        if not data or type(data[0]) is str:
            return tuple(data)
        number = data[0]
        if number == _TUPLE:
            return tuple([item if type(item) is str else thaw(item) for item in data[1:]])
        if number == _PATHWAY:
            parts: list[Any] = [item if type(item) is str else thaw(item) for item in data[1:]]
            late = parts[-len(_LATE) :]
            pathway = model.Pathway(*parts[: -len(_LATE)])
            later: Any = {name: Late(text) for name, text in zip(_LATE, late, strict=True)}
            return replace(pathway, **later)
        if number >= 0:
            return _CLASSES[number](*[item if type(item) is str else thaw(item) for item in data[1:]])
        if number == _DECIMAL:
            return Decimal(data[1])
        if number == _SET:
            return frozenset(data[1:])
        if number == _LEVEL:
            return model.Urgency(data[1], **data[2])
        return _ENUMS[data[1]](data[2])
    if kind is dict:
        return {key: thaw(value) for key, value in data.items()}
    return data
