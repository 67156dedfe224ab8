"""Lines of JSON, each a row: `{"age_years": 58, "normal": ["red_flags"]}`, or a whole case with `findings`. Read as case files are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa

from legpain_graph.cohort.batch import Batch, distinct_of
from legpain_graph.cohort.mapping import FINDINGS, TableColumns
from legpain_graph.cohort.source import ROWS, Unit, blocks, read_part
from legpain_graph.load.numbers import number
from legpain_graph.model.vocabulary import Vocabulary


class Lines:
    """A file of lines of JSON. Each row has keys of its own; an empty line is none."""

    kinds = None
    plain = False

    def __init__(self, path: str) -> None:
        self.path = path

    def units(self) -> Iterator[Unit]:
        return blocks(self.path, 0, lambda data, last: len(data) if last else data.rfind(b"\n") + 1)

    def batches(self, unit: Unit, columns: TableColumns, words: Vocabulary) -> Iterator[Batch]:
        lines = [line for line in read_part(self.path, unit).removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
        for start in range(0, len(lines), ROWS):
            yield _batch(lines[start : start + ROWS], columns, words)


def _batch(lines: list[bytes], columns: TableColumns, words: Vocabulary) -> Batch:
    broken: dict[int, str] = {}
    unknown: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    for place, line in enumerate(lines):
        row, why = _row(line)
        for name in row:
            if name not in unknown:
                unknown[name] = columns.unknown(name, words)
            why = why or unknown[name]
        if why:
            broken[place] = why
        rows.append({} if why else row)
    found = {
        name: distinct_of(row.get(name) for row in rows) for name in columns.uses if any(name in row for row in rows)
    }
    kept = {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in columns.kept}
    return Batch(len(rows), found, kept, broken)


def _row(line: bytes) -> tuple[dict[str, Any], str]:
    """The entries of a line, those of `findings` among them; and why there are none."""
    try:
        entries = json.loads(
            line.decode(), parse_float=_exact, parse_int=_exact, parse_constant=str, object_pairs_hook=_once
        )
    except UnicodeDecodeError:
        return {}, "is not UTF-8 text"
    except RecursionError:
        return {}, "is nested too deep"
    except json.JSONDecodeError as error:
        return {}, f"is not JSON: {error.msg} (character {error.pos + 1})"
    except ValueError as error:
        return {}, str(error)
    if not isinstance(entries, dict):
        return {}, "is no object: a row is {...}"
    inside = entries.pop(FINDINGS, {})
    if not isinstance(inside, dict):
        return {}, "findings is no object"
    if twice := entries.keys() & inside.keys():
        return {}, f"{min(twice)!r} is written twice"
    return {**entries, **inside}, ""


def _exact(text: str) -> Decimal | str:
    """The exact number; where it is longer than any measurement, its text, which is none."""
    found = number(text)
    return text if found is None else found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} is written twice")
    return entries


def _text(value: Any) -> str | None:
    return (
        None
        if value is None
        else value
        if isinstance(value, str)
        else json.dumps(value, default=str, ensure_ascii=False)
    )
