"""A case file, JSON or YAML -> Case, and faults at their places.

JSON goes through the standard library, which is fast and knows no places; only where something is wrong is the text read again as a
tree, so that every fault has its line and column.
"""

from __future__ import annotations

import json
import os.path
from dataclasses import field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from legpain_graph.case.facts import Case
from legpain_graph.errors import CaseError, Issue, Place
from legpain_graph.files import read_file
from legpain_graph.load.characters import forbidden
from legpain_graph.load.numbers import unsigned_zero
from legpain_graph.record import record
from legpain_graph.resources import CASE_ENDINGS, is_no_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from legpain_graph.load.tree import Tree

MAX_BYTES: Final = 100_000
_KEYS: Final = {"id", "who", "findings", "normal", "not_done", "statements"}


@record
class CaseFile:
    """A case as it stands in a file, with what a clinician expects of it."""

    case: Case
    file: str = ""
    """The file's name, as errors give it."""
    text: str = ""
    """What stands in the file."""
    expect: dict[str, Any] = field(default_factory=dict)
    """Of a worked case: floor, ceiling, settled, diagnoses, reaches, possible, never, asks."""
    statements: tuple[str, ...] = ()
    """Which statements of the source say so."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where each finding stands, in a file that is no case file."""

    def placed(self, error: CaseError) -> CaseError:
        """The same faults, each with its line and column in the file."""
        from legpain_graph.load.tree import read

        tree, _ = read(self.text, self.file)
        issues = [
            issue if issue.place.line else issue._replace(place=self._place(issue, tree)) for issue in error.issues
        ]
        return CaseError(issues, error.remaining)

    def _place(self, issue: Issue, tree: Tree | None) -> Place:
        return self.places.get(issue.code.partition(".")[2]) or _spot(issue, tree) or Place(self.file)


def _spot(issue: Issue, tree: Tree | None) -> Place | None:
    """The place of the entry that `issue` speaks of: of its name where that is unknown, else of its value."""
    from legpain_graph.load.tree import Mapping, Scalar, Sequence

    where, _, name = issue.code.partition(".")
    parts = tree.entries if isinstance(tree, Mapping) else {}
    for part in (parts.get(where), parts.get("normal"), parts.get("not_done")):
        if isinstance(part, Mapping) and name in part.keys:
            return part.keys[name] if issue.message.startswith("unknown finding") else part.entries[name].place
        for item in part.items if isinstance(part, Sequence) else ():
            if isinstance(item, Scalar) and item.text.strip() == name:
                return item.place
    return None


def read_case_file(path: Path | str, *, pipes: bool = False) -> CaseFile:
    """The case in a file, JSON or YAML; with `pipes` also what comes out of a pipe or a device.

    errors: CaseError with every fault of its form, each with line and column
    """
    return parse_case(contents(path, MAX_BYTES, pipes=pipes), str(path))


def contents(path: Path | str, most: int, *, pipes: bool = False) -> bytes:
    """What stands in a file that holds a patient, at most one byte more than `most`. errors: CaseError where it cannot be read"""
    try:
        return read_file(path, most, pipes=pipes)
    except OSError as error:
        raise CaseError([Issue("file", f"cannot be read: {error.strerror}", Place(str(path)))]) from None
    except ValueError:
        raise CaseError([Issue("file", "is not a file name", Place(str(path)[:80]))]) from None


def find_cases(names: Iterable[str]) -> list[str]:
    """The case files among `names`, and in the folders among them and below: `*.case.yaml`, `.yml` or `.json`; sorted, each once. In a
    folder only regular files count; hidden folders, virtual environments and `node_modules` are not looked into: what lies there is of others.

    errors: CaseError for a folder without one; that a file can be read is not looked at
    """
    found: set[str] = set()
    issues: list[Issue] = []
    for name in names:
        if not os.path.isdir(name):
            found.add(name)
            continue
        cases = [file for file in _inside(name) if file.endswith(CASE_ENDINGS) and os.path.isfile(file)]
        if not cases:
            issues.append(Issue("file", "no case here", Place(name), f"cases are named *{CASE_ENDINGS[0]}"))
        found.update(cases)
    if issues:
        raise CaseError(issues)
    return sorted(found)


def _inside(name: str) -> Iterator[str]:
    for folder, folders, files in os.walk(name):
        folders[:] = [
            inner
            for inner in folders
            if not inner.startswith(".")
            and inner != "node_modules"
            and not os.path.exists(os.path.join(folder, inner, "pyvenv.cfg"))
        ]
        yield from (os.path.join(folder, file) for file in files if not is_no_file(file))


def parse_case(data: bytes, file: str) -> CaseFile:
    """The case in `data`; `file` is its name in errors. errors: CaseError with every fault of its form"""
    fast = _json(data)
    if fast is not None:
        text, entries = fast
        found = {key: tuple(entries.get(key, ())) for key in ("normal", "not_done", "statements")}
        case = Case(
            entries.get("findings", {}),
            found["normal"],
            found["not_done"],
            entries.get("id", ""),
            entries.get("who", ""),
        )
        return CaseFile(case, file, text, {}, found["statements"])
    return _tree(data, file)


def _json(data: bytes) -> tuple[str, dict[str, Any]] | None:
    """The entries of a sound JSON case without expectations; None where the tree must be read."""
    if len(data) > MAX_BYTES:
        return None
    try:
        text = data.decode("utf-8")
        if not text.lstrip().startswith("{") or "\\u" in text or (not text.isascii() and forbidden(text)):
            return None
        entries = json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_refuse, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        return None
    findings = entries.get("findings", {})
    words = [entries.get(key, []) for key in ("normal", "not_done", "statements")]
    sound = (
        entries.keys() <= _KEYS
        and isinstance(findings, dict)
        and all(map(_plain, findings))
        and all(isinstance(item, bool | Decimal) or _plain(item) for item in findings.values())
        and all(isinstance(items, list) and all(map(_plain, items)) for items in words)
        and all(len(set(items)) == len(items) for items in words)
        and all(_plain(entries.get(key, ""), 4_000) for key in ("id", "who"))
    )
    return (text, entries) if sound else None


def _plain(text: Any, most: int = 200) -> bool:
    """Whether the tree would surely give this very text; where that is not plain to see, it is read."""
    return isinstance(text, str) and len(text) <= most and text.isprintable() and text == text.strip()


def _number(text: str) -> Decimal:
    exponent = text.lower().partition("e")[2].lstrip("+-")
    if len(text) > 30 or len(exponent) > 2:
        raise ValueError("a long number")
    return unsigned_zero(Decimal(text))


def _refuse(text: str) -> Decimal:
    raise ValueError(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        raise ValueError("a key twice")
    return entries


def _tree(data: bytes, file: str) -> CaseFile:
    from legpain_graph.load.schema import entry
    from legpain_graph.load.tree import Mapping, Scalar, decode, read

    text, issues = decode(data, file, MAX_BYTES)
    tree = None
    if not issues:
        tree, issues = read(text, file)
    if tree is None:
        raise CaseError(issues or [Issue("syntax", "an empty file", Place(file), 'a case is {"findings": {...}}')])
    found = entry(tree, "case", issues)
    if issues or found is None:
        raise CaseError(issues)
    findings: dict[str, Any] = {}
    if isinstance(part := found.get("findings"), Mapping):
        for name, item in part.entries.items():
            findings[name] = item.value if isinstance(item, Scalar) else [] if not isinstance(item, Mapping) else {}
    case = Case(findings, found.get("normal", ()), found.get("not_done", ()), found.get("id", ""), found.get("who", ""))
    return CaseFile(case, file, text, dict(found.get("expect", {})), found.get("statements", ()))


def with_closures(source: CaseFile, normal: tuple[str, ...], not_done: tuple[str, ...]) -> CaseFile:
    """The case with more closures, as given on the command line."""
    case = source.case
    merged = replace(
        case,
        normal=tuple(dict.fromkeys((*case.normal, *normal))),
        not_done=tuple(dict.fromkeys((*case.not_done, *not_done))),
    )
    return replace(source, case=merged)
