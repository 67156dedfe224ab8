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

from legpain_graph.case import Case
from legpain_graph.errors import CaseError, Issue, Place
from legpain_graph.record import record

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 1_000_000
_KEYS: Final = {"id", "who", "findings", "normal", "not_done", "expect", "statements"}


@record
class CaseFile:
    """A case as it stands in a file, with what a clinician expects of it."""

    case: Case
    file: str = ""
    text: str = ""
    expect: dict[str, Any] = field(default_factory=dict)
    statements: tuple[str, ...] = ()

    def placed(self, error: CaseError) -> CaseError:
        """The same faults, each with its line and column in the file."""
        from legpain_graph.load.tree import Mapping, read

        tree, _ = read(self.text, self.file)
        issues = []
        for issue in error.issues:
            place = issue.place if issue.place.line else Place(self.file)
            where, _, name = issue.code.partition(".")
            part = tree.entries.get(where) if isinstance(tree, Mapping) else None
            if isinstance(part, Mapping) and name in part.keys:
                place = part.entries[name].place if "unknown" not in issue.message else part.keys[name]
            elif part is not None and not isinstance(part, Mapping):
                place = next(
                    (item.place for item in getattr(part, "items", ()) if getattr(item, "text", "") == name), part.place
                )
            issues.append(issue._replace(place=place))
        return CaseError(issues, error.remaining)


def read_case_file(path: Path | str) -> CaseFile:
    """The case in a file. errors: CaseError with every fault of its form"""
    try:
        size = os.path.getsize(path)
        if size > MAX_BYTES:
            raise CaseError([Issue("size", f"{size} bytes; a case has at most {MAX_BYTES}", Place(str(path)))])
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise CaseError([Issue("file", f"can not be read: {error.strerror}", Place(str(path)))]) from None
    except ValueError:
        raise CaseError([Issue("file", "is no file name", Place(str(path)[:80]))]) from None
    return parse_case(data, str(path))


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
        if not text.lstrip().startswith("{"):
            return None
        entries = json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_refuse, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        return None
    words = [entries.get(key, []) for key in ("normal", "not_done", "statements")]
    sound = (
        entries.keys() <= _KEYS - {"expect"}
        and isinstance(entries.get("findings", {}), dict)
        and all(isinstance(item, bool | str | Decimal) for item in entries.get("findings", {}).values())
        and all(isinstance(items, list) and all(isinstance(item, str) for item in items) for items in words)
        and all(len(set(items)) == len(items) for items in words)
        and all(isinstance(entries.get(key, ""), str) and len(entries.get(key, "")) < 4_000 for key in ("id", "who"))
    )
    return (text, entries) if sound else None


def _number(text: str) -> Decimal:
    if len(text) > 30:
        raise ValueError("a long number")
    return Decimal(text)


def _refuse(text: str) -> Decimal:
    raise ValueError(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        raise ValueError("a key twice")
    return entries


def _tree(data: bytes, file: str) -> CaseFile:
    from legpain_graph.load.shape import entry
    from legpain_graph.load.tree import Mapping, Scalar, decode, read

    text, issues = decode(data, file, MAX_BYTES)
    tree = None
    if not issues:
        tree, issues = read(text, file)
        if tree is None and text.lstrip().startswith("{"):
            issues = _json_fault(text, file) or issues
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


def _json_fault(text: str, file: str) -> list[Issue]:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return [Issue("syntax", f"not JSON: {error.msg}", Place(file, error.lineno, error.colno))]
    except (ValueError, RecursionError):
        return []
    return []


def with_closures(source: CaseFile, normal: tuple[str, ...], not_done: tuple[str, ...]) -> CaseFile:
    """The case with more closures, as given on the command line."""
    case = source.case
    merged = replace(
        case,
        normal=tuple(dict.fromkeys((*case.normal, *normal))),
        not_done=tuple(dict.fromkeys((*case.not_done, *not_done))),
    )
    return replace(source, case=merged)
