"""YAML or JSON text -> a tree in which everything knows its place.

Built from parser events, because PyYAML's own loaders crash on deep nesting, keep the last of two equal keys without a word and read
`no` as false. Scalars follow the YAML 1.2 core schema. Size, depth and count are capped; aliases and tags are refused, since a file
of a few lines can hide a bomb behind them. What is JSON is cut up here, since YAML knows neither its tabs nor its pairs of escapes.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias

from legpain_graph.errors import Issue, Place
from legpain_graph.load.characters import forbidden
from legpain_graph.load.numbers import POINT, number

MAX_BYTES: Final = 4_000_000
MAX_DEPTH: Final = 30
MAX_NODES: Final = 100_000
MAX_KEY: Final = 200

_AFTER_COMMA = re.compile(r"[0-9]+([eE][-+]?[0-9]+)?\Z")
_WORDS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS: Final = ("null", "Null", "NULL", "~", "")
_JSON = re.compile(r'[{}\[\]]|"[^"\\]*(?:\\.[^"\\]*)*"|[^{}\[\]",:\s]+')
_ESCAPES: Final = {
    '"': re.compile(r"\\(?:x..|u.{4}|U.{8}|.)|.", re.DOTALL),
    "'": re.compile(r"''|.", re.DOTALL),
}
_BLANKS: Final = (r"\n", r"\t", r"\r")


@dataclass(slots=True)
class Scalar:
    value: bool | Decimal | str | None
    text: str
    place: Place
    raw: str = ""
    """The text as it stands in the file, quotes and line breaks included."""

    def at(self, offset: int) -> Place:
        """The place of the character `offset` of the value: line breaks, quotes and escapes of the file are counted in."""
        quote = self.raw[:1]
        start = self.raw.find("\n") if quote in ("|", ">") else int(quote in _ESCAPES)
        if self.raw.startswith(self.text, start):
            ahead = self.raw[: start + offset]
        else:
            pieces = _ESCAPES.get(quote, re.compile(".")).finditer(self.raw, start)
            seen = [found.start() for found in pieces if not found[0][-1].isspace() and found[0] not in _BLANKS]
            before = sum(not char.isspace() for char in self.text[:offset])
            ahead = self.raw[: seen[before] if before < len(seen) else len(self.raw.rstrip())]
        lines, last = ahead.count("\n"), len(ahead) - (ahead.rfind("\n") + 1)
        return Place(self.place.file, self.place.line + lines, last + (1 if lines else self.place.column))


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


class _Source:
    """The text of a file, with lines that end in LF, and the place of each character."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.file = file
        self.starts = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def place(self, index: int) -> Place:
        line = bisect_right(self.starts, index)
        return Place(self.file, line, index - self.starts[line - 1] + 1)


def decode(data: bytes, file: str, limit: int = MAX_BYTES) -> tuple[str, list[Issue]]:
    """The text of `data`, and why it cannot be read."""
    if len(data) > limit:
        return "", [Issue("size", f"more than {limit} bytes", Place(file), "split the file")]
    try:
        return data.decode().removeprefix("\ufeff"), []
    except UnicodeDecodeError as error:
        before = _Source(data[: error.start].decode().removeprefix("\ufeff"), file)
        return "", [Issue("encoding", "not UTF-8 text", before.place(len(before.text)), "save the file as UTF-8")]


def read(text: str, file: str) -> tuple[Tree | None, list[Issue]]:
    """The tree of `text`, and every fault of its form; None where there is no tree."""
    import yaml

    source = _Source(text, file)
    text = source.text
    if fault := forbidden(text):
        return None, [Issue("syntax", fault[0], source.place(fault[1]), "take it out")]
    builder = _Builder(source)
    not_json = _why_not_json(text)
    events = yaml.parse(text, Loader=getattr(yaml, "CLoader", yaml.Loader)) if not_json else _json_events(text)
    try:
        return builder.document(events), builder.issues
    except _Stop as stop:
        issue = stop.issue
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = source.place(mark.index) if mark else Place(file)
        issue = Issue("syntax", f"not YAML: {error.problem or error.context}", place, _yaml_hint(text, place))
        if error.problem == "exceeded maximum nesting depth":  # newer libyaml looks ahead, and gives up before we do
            issue = Issue("syntax", f"nested more than {MAX_DEPTH} deep", place)
        elif isinstance(not_json, json.JSONDecodeError) and text.lstrip().startswith("{"):
            issue = Issue("syntax", f"not JSON: {not_json.msg}", source.place(not_json.pos))
    return None, [*builder.issues, issue]


def _yaml_hint(text: str, place: Place) -> str:
    lines = text.split("\n")
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with spaces, not tabs"
    return "quote a text that contains ': '" if line.count(": ") > 1 else ""


def _why_not_json(text: str) -> Exception | None:
    try:
        json.loads(text, parse_int=str)
    except (json.JSONDecodeError, RecursionError) as error:
        return error
    return None


def _json_events(text: str) -> Iterator[Any]:
    """The events of the YAML parser, from text that is known to be JSON."""
    import yaml

    yield yaml.DocumentStartEvent()
    for found in _JSON.finditer(text):
        start, end = (yaml.Mark("", index, 0, 0, None, 0) for index in found.span())
        match found[0]:
            case "{":
                yield yaml.MappingStartEvent(None, None, True, start, end)
            case "}":
                yield yaml.MappingEndEvent(start, end)
            case "[":
                yield yaml.SequenceStartEvent(None, None, True, start, end)
            case "]":
                yield yaml.SequenceEndEvent(start, end)
            case word if word.startswith('"'):
                yield yaml.ScalarEvent(None, None, (False, True), json.loads(word), start, end)
            case word:
                yield yaml.ScalarEvent(None, None, (True, False), word, start, end)


def _before_comma(mapping: Mapping, key: str, value: Tree) -> tuple[str, Scalar] | None:
    """The entry that a number with a decimal comma was cut from: `{abpi: 0,82}` is abpi: 0 and an entry 82 without a value."""
    if not (isinstance(value, Scalar) and value.text == "" and mapping.entries and _AFTER_COMMA.match(key)):
        return None
    name, last = next(reversed(mapping.entries.items()))
    return (name, last) if isinstance(last, Scalar) and (isinstance(last.value, Decimal) or last.text == "") else None


class _Builder:
    def __init__(self, source: _Source) -> None:
        import yaml

        self.yaml: Any = yaml.events
        self.source = source
        self.issues: list[Issue] = []
        self.count = 0

    def place(self, event: Any) -> Place:
        return self.source.place(event.start_mark.index)

    def stop(self, event: Any, message: str, hint: str = "") -> _Stop:
        return _Stop(Issue("syntax", message, self.place(event), hint))

    def document(self, events: Iterator[Any]) -> Tree | None:
        tree: Tree | None = None
        for event in events:
            if type(event) is self.yaml.DocumentStartEvent:
                if tree is not None:
                    raise self.stop(event, "a second document", "one document a file: take the '---' out")
                tree = self.node(next(events), events, 1)
        return tree

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Tree:
        self.count += 1
        if self.count > MAX_NODES:
            raise self.stop(event, f"more than {MAX_NODES} entries")
        if depth > MAX_DEPTH:
            raise self.stop(event, f"nested more than {MAX_DEPTH} deep")
        self.unmarked(event)
        if type(event) is self.yaml.ScalarEvent:
            return self.scalar(event)
        place = self.place(event)
        if type(event) is self.yaml.SequenceStartEvent:
            items: list[Tree] = []
            for inner in events:
                if type(inner) is self.yaml.SequenceEndEvent:
                    return Sequence(items, place)
                items.append(self.node(inner, events, depth + 1))
        mapping = Mapping({}, place)
        for inner in events:
            if type(inner) is self.yaml.MappingEndEvent:
                return mapping
            if type(inner) is not self.yaml.ScalarEvent:
                raise self.stop(inner, "a key is a word", "write 'key: value'")
            self.unmarked(inner)
            value = self.node(next(events), events, depth + 1)
            self.put(mapping, inner.value, value, self.place(inner))
        raise self.stop(event, "the file ends in the middle of an entry")  # pragma: no cover - the parser says so first

    def unmarked(self, event: Any) -> None:
        """Refuses what YAML lets stand before a value, or in its place."""
        if event.anchor:
            raise self.stop(event, "anchors (&name) and aliases (*name) are not read", "write the entry out")
        if event.tag:
            raise self.stop(event, f"tags ({event.tag}) are not read", "write plain values")

    def put(self, mapping: Mapping, key: str, value: Tree, place: Place) -> None:
        if fault := forbidden(key):
            self.issues.append(Issue("syntax", f"a key {fault[0]}", place, "take it out"))
        elif (before := _before_comma(mapping, key, value)) is not None:
            name, whole = before
            if not self.issues or self.issues[-1].place != whole.place:  # 1,000,000 is said once
                message = f"{name}: {whole.text},{key} is not a number"
                self.issues.append(Issue("syntax", message, whole.place, POINT))
        elif len(key) > MAX_KEY:
            self.issues.append(Issue("syntax", f"a key of {len(key)} characters; at most {MAX_KEY}", place))
        elif key in mapping.entries:
            first = mapping.keys[key]
            self.issues.append(Issue("duplicate-key", f"{key!r} is written twice; first on line {first.line}", place))
        else:
            mapping.entries[key] = value
            mapping.keys[key] = place

    def scalar(self, event: Any) -> Scalar:
        text = event.value
        value = scalar_value(text) if event.implicit[0] else text
        return Scalar(value, text, self.place(event), self.source.text[event.start_mark.index : event.end_mark.index])


def scalar_value(text: str) -> bool | Decimal | str | None:
    """What a word without quotes says: a truth, nothing, a number, or itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text in _NULLS:
        return None
    return found if (found := number(text)) is not None else text
