"""A sheet as CSV, and back: commas, semicolons or tabs, as the spreadsheets of a country write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from legpain_graph.errors import CaseError, Issue, Place
from legpain_graph.sheet.grid import Grid, Said, Unread

SEPARATORS: Final = (",", ";", "\t")
_MARKED: Final = re.compile(r"'*[=+@\t\r-]")
"""Text that a spreadsheet would take for a formula: an apostrophe is put before it, and taken away again."""


def write_csv(rows: Iterable[Sequence[Said]]) -> bytes:
    """The rows as UTF-8 with a mark, as spreadsheets ask for; text that begins as a formula does has an apostrophe before it."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([_field(said) for said in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _field(said: Said) -> str:
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, Decimal):
        return f"{said:f}"
    text = str(said) if said is not None else ""
    return f"'{text}" if _MARKED.match(text) else text


def read_csv(data: bytes, file: str, known: Iterable[str]) -> Grid:
    """The cells of a CSV file. What separates them is what makes most `known` names of the first row.

    errors: CaseError where it is no text, or no CSV
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = "save it as CSV UTF-8, or as .xlsx"
        raise CaseError([Issue("encoding", "not UTF-8 text", Place(file), hint)]) from None
    names = set(known)
    said = re.match(r"sep=(.)\r?\n", text)
    text = text[said.end() :] if said else text
    separator = said[1] if said else max(SEPARATORS, key=lambda mark: len(names & set(_first(text, mark))))
    cells: dict[tuple[int, int], Said] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row, fields in enumerate(reader, 1):
            cells.update({(row, at): _said(field) for at, field in enumerate(fields, 1) if field.strip()})
    except csv.Error as error:
        raise CaseError([Issue("syntax", f"not CSV: {error}", Place(file, reader.line_num, 1))]) from None
    return Grid(file, cells, separator == ";")


def _first(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error:
        return []


def _said(field: str) -> Said:
    if field.startswith("="):
        return Unread("is a formula", "put what it gives in its place; text that begins with = has a ' before it")
    return field[1:] if field.startswith("'") and _MARKED.match(field) else field
