"""YAML or JSON text -> a tree in which everything knows its place.

Built from parser events, because PyYAML's own loaders crash on deep nesting, keep the last of two equal keys without a word and read
`no` as false. Scalars follow the YAML 1.2 core schema. Size, depth and count are capped; aliases and tags are refused, since a file
of a few lines can hide a bomb behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias

from legpain_graph.errors import Issue, Place

MAX_BYTES: Final = 4_000_000
MAX_DEPTH: Final = 30
MAX_NODES: Final = 300_000
MAX_NUMBER: Final = 30

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?\Z")
_WORDS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS: Final = ("null", "Null", "NULL", "~", "")


@dataclass(slots=True)
class Scalar:
    value: bool | Decimal | str | None
    text: str
    place: Place
    raw: str = ""
    """The text as it stands in the file, quotes and line breaks included."""

    def at(self, offset: int) -> Place:
        """The place of the character `offset` of the value: line breaks and quotes of the file are counted in."""
        before = sum(not char.isspace() for char in self.text[:offset])
        start = (
            len(self.raw.split("\n", 1)[0]) if self.raw[:1] in "|>" and self.raw else int(self.raw[:1] in ("'", '"'))
        )
        line, column = self.place.line, self.place.column + start
        for char in self.raw[start:]:
            if not char.isspace():
                if not before:
                    break
                before -= 1
            line, column = (line + 1, 1) if char == "\n" else (line, column + 1)
        return Place(self.place.file, line, column)


@dataclass(slots=True)
class Sequence:
    items: list[Tree]
    place: Place


@dataclass(slots=True)
class Mapping:
    entries: dict[str, Tree]
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)


Tree: TypeAlias = Scalar | Sequence | Mapping


class _Stop(Exception):
    def __init__(self, issue: Issue) -> None:
        self.issue = issue


def decode(data: bytes, file: str, limit: int = MAX_BYTES) -> tuple[str, list[Issue]]:
    """The text of `data`, and why it can not be read."""
    if len(data) > limit:
        return "", [Issue("size", f"{len(data)} bytes; at most {limit}", Place(file), "split the file")]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        return "", [Issue("encoding", "not UTF-8 text", Place(file, line, column), "save the file as UTF-8")]


def read(text: str, file: str) -> tuple[Tree | None, list[Issue]]:
    """The tree of `text`, and every fault of its form; None where there is no tree."""
    import yaml

    loader = getattr(yaml, "CLoader", yaml.Loader)
    builder = _Builder(text, file)
    try:
        tree = builder.document(yaml.parse(text, Loader=loader))
    except _Stop as stop:
        return None, [*builder.issues, stop.issue]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        return None, [
            *builder.issues,
            Issue("syntax", f"not YAML: {error.problem or error.context}", place, _yaml_hint(text, place)),
        ]
    except yaml.YAMLError as error:
        message = str(error).split("\n")[0]
        return None, [*builder.issues, Issue("syntax", f"not YAML: {message}", Place(file))]
    return tree, builder.issues


def _yaml_hint(text: str, place: Place) -> str:
    lines = text.split("\n")
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with spaces, not tabs"
    return "quote a text that contains ': '" if line.count(": ") > 1 else ""


class _Builder:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = text.split("\n")
        self.issues: list[Issue] = []
        self.count = 0

    def place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def stop(self, event: Any, message: str, hint: str = "") -> _Stop:
        return _Stop(Issue("syntax", message, self.place(event), hint))

    def document(self, events: Iterator[Any]) -> Tree | None:
        import yaml

        tree: Tree | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if tree is not None:
                    raise self.stop(event, "a second document", "one document a file: take the '---' out")
                tree = self.node(next(events), events, 1)
        return tree

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Tree:
        import yaml

        self.count += 1
        if self.count > MAX_NODES:
            raise self.stop(event, f"more than {MAX_NODES} entries")
        if depth > MAX_DEPTH:
            raise self.stop(event, f"nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.AliasEvent):
            raise self.stop(event, "aliases (*name) are not read", "write the entry out")
        if event.tag:
            raise self.stop(event, f"tags ({event.tag}) are not read", "write plain values")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        place = self.place(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Tree] = []
            for inner in events:
                if isinstance(inner, yaml.SequenceEndEvent):
                    return Sequence(items, place)
                items.append(self.node(inner, events, depth + 1))
        mapping = Mapping({}, place)
        for inner in events:
            if isinstance(inner, yaml.MappingEndEvent):
                return mapping
            if not isinstance(inner, yaml.ScalarEvent):
                raise self.stop(inner, "a key is a word", "write 'key: value'")
            key = inner.value
            value = self.node(next(events), events, depth + 1)
            if key in mapping.entries:
                first = mapping.keys[key]
                self.issues.append(
                    Issue("duplicate-key", f"{key!r} is written twice; first on line {first.line}", self.place(inner))
                )
                continue
            mapping.entries[key] = value
            mapping.keys[key] = self.place(inner)
        raise self.stop(event, "the file ends in the middle of an entry")  # pragma: no cover - the parser says so first

    def scalar(self, event: Any) -> Scalar:
        place = self.place(event)
        text = event.value
        if not event.implicit[0]:
            return Scalar(text, text, place, self.raw(event))
        value: bool | Decimal | str | None = text
        if text in _WORDS:
            value = _WORDS[text]
        elif text in _NULLS:
            value = None
        elif len(text) <= MAX_NUMBER and _NUMBER.match(text):
            value = Decimal(text)
        return Scalar(value, text, place, self.raw(event))

    def raw(self, event: Any) -> str:
        """The text of a scalar as it stands in the file."""
        start, end = event.start_mark, event.end_mark
        if start.line == end.line:
            return str(self.lines[start.line][start.column : end.column])
        last = self.lines[end.line][: end.column] if end.line < len(self.lines) else ""
        return "\n".join([self.lines[start.line][start.column :], *self.lines[start.line + 1 : end.line], last])
