"""A sheet as an Excel workbook, and back, by openpyxl. What a cell shows is what it says: formulas, dates, percentages, rounded figures and
what is struck out are not read."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation

from legpain_graph.errors import CaseError, Issue, Place, RequestError
from legpain_graph.sheet.grid import Grid, Said, Unread, address, letters, rows_words

MOST_TEXT: Final = 32_767
"""Characters of a cell."""
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 5_000
MOST_BYTES: Final = 300_000_000
"""Of what is packed in a workbook."""
SPARE: Final = 500
"""Rows below the last that have drop-downs too."""
_SHOWS: Final = re.compile(r"(?:#,##)?0(?:\.([0#]+))?\Z")
"""Formats of numbers that show a number as such, with so many figures after the point."""
_TRUTHS: Final = {"=TRUE()": True, "=FALSE()": False}
"""Formulas that are a truth and nothing else: LibreOffice saves one so."""
_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_WHEN: Final = re.compile(rb"(<dcterms:(\w+)[^>]*>)[^<]*")


class Look(NamedTuple):
    """How a column looks: its width, the values of its drop-down or the formula that its cells must meet, and what is said when one is
    chosen. In the formula `@` is the cell."""

    width: int = 12
    values: tuple[bool | str, ...] = ()
    formula: str = ""
    title: str = ""
    prompt: str = ""


def write_workbook(
    title: str, rows: Sequence[Sequence[Said]], looks: Sequence[Look], frozen: str, about: Sequence[Sequence[Said]]
) -> bytes:
    """A workbook of two sheets: `title` with the rows, and `about`, what the columns are; the same bytes for the same rows.

    errors: RequestError where a text is longer than a cell can be
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    _fill(sheet, rows)
    second = book.create_sheet("about")
    _fill(second, about)
    start = max(map(len, about), default=0) + 2
    for at, look in enumerate(looks, 1):
        sheet.column_dimensions[letters(at)].width = look.width
        if check := _check(look, at, second, start):
            check.sqref = f"{letters(at)}2:{letters(at)}{len(rows) + SPARE}"
            sheet.add_data_validation(check)
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = f"A1:{address(max(len(rows), 1), len(looks))}"
    out = io.BytesIO()
    book.save(out)
    return _the_same(out.getvalue())


def _fill(sheet: Any, rows: Sequence[Sequence[Said]]) -> None:
    for number, row in enumerate(rows, 1):
        for at, said in enumerate(row, 1):
            if said is None or said == "":
                continue
            value = _value(said)
            if isinstance(value, str) and len(value) > MOST_TEXT:
                message = f"{address(number, at)} would have {len(value)} characters; a cell has at most {MOST_TEXT}"
                raise RequestError([Issue("output", message, hint="write a .csv file")])
            cell = sheet.cell(number, at, value)
            if isinstance(value, str):
                cell.data_type = "s"  # also where it begins with =
                cell.number_format = "@"
            if number == 1:
                cell.font = Font(bold=True)
                cell.alignment = Alignment(text_rotation=0, vertical="top")


def _value(said: Said) -> bool | int | float | str:
    """A number as a number where no figure of it is lost; text as such, also where it looks like an escape of XML."""
    if isinstance(said, Decimal):
        exact = Decimal(f"{float(said):.15g}") == said
        return (int(said) if said == said.to_integral_value() else float(said)) if exact else f"{said:f}"
    return said if isinstance(said, bool) else _ESCAPED.sub("_x005F_", str(said))


def _check(look: Look, at: int, second: Any, start: int) -> DataValidation | None:
    if not (look.values or look.formula or look.prompt):
        return None
    kind: dict[str, Any] = {}
    if look.values:
        for place, value in enumerate(look.values):
            second.cell(at, start + place, value)
        ends = [f"${letters(start + place)}${at}" for place in (0, len(look.values) - 1)]
        kind = {"type": "list", "formula1": f"about!{ends[0]}:{ends[1]}"}
    elif look.formula:
        kind = {"type": "custom", "formula1": look.formula.replace("@", f"{letters(at)}2")}
    check = DataValidation(allow_blank=True, showErrorMessage=True, showInputMessage=True, **kind)
    check.promptTitle, check.prompt = look.title[:32], look.prompt[:255]
    return check


def _the_same(data: bytes) -> bytes:
    """The workbook without the time at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            inside = before.read(entry)
            if entry.filename == "docProps/core.xml":
                inside = _WHEN.sub(rb"\g<1>2000-01-01T00:00:00Z", inside)
            after.writestr(zipfile.ZipInfo(entry.filename), inside, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read_workbook(data: bytes, file: str, title: str) -> Grid:
    """The cells of the sheet `title` of a workbook, or of its only sheet.

    errors: CaseError where it is no workbook, has no such sheet, or is larger than any sheet of ours
    """
    book = _open(data, file)
    named = [sheet for sheet in book.worksheets if sheet.title == title]
    if not named and len(book.worksheets) != 1:
        have = ", ".join(sheet.title for sheet in book.worksheets)
        raise CaseError([Issue("sheet", f"no sheet {title!r} among {have}", Place(file), f"name it {title}")])
    sheet = named[0] if named else book.worksheets[0]
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        message = f"the sheet goes down to {address(sheet.max_row, sheet.max_column)}"
        raise CaseError([Issue("size", message, Place(file), "delete the rows and columns that are empty")])
    cells = {
        (cell.row, cell.column): said for row in sheet.iter_rows() for cell in row if (said := _said(cell)) is not None
    }
    for merged in sheet.merged_cells.ranges:
        cells |= {place: Unread(f"is merged over {merged.coord}", "unmerge the cells") for place in _inside(merged)}
    hidden = [number for number in sorted({row for row, _ in cells}) if sheet.row_dimensions[number].hidden]
    others = [one.title for one in book.worksheets if one is not sheet and one.title != "about"]
    remarks = [f"hidden rows are read as the others are: {rows_words(hidden)}"] if hidden else []
    remarks += [f"sheets that are not read: {', '.join(others)}"] if others else []
    return Grid(file, cells, remarks=tuple(remarks))


def _open(data: bytes, file: str) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_BYTES:
                raise CaseError([Issue("size", f"more than {MOST_BYTES:,} bytes unpacked", Place(file))])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a workbook holds beside its cells
            return openpyxl.load_workbook(io.BytesIO(data))
    except CaseError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part makes of it
        why = "not an Excel workbook (.xlsx)" if not data.startswith(b"PK") else f"cannot be read: {error}"[:200]
        raise CaseError([Issue("workbook", why, Place(file), "save it as .xlsx, or as CSV UTF-8")]) from None


def _inside(merged: Any) -> Iterator[tuple[int, int]]:
    for row in range(merged.min_row, min(merged.max_row, MOST_ROWS) + 1):
        for column in range(merged.min_col, min(merged.max_col, MOST_COLUMNS) + 1):
            yield row, column


def _said(cell: Any) -> Said:
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if cell.data_type == "f":
        if str(value) in _TRUTHS:
            return _TRUTHS[str(value)]
        return Unread("is a formula", "put what it gives in its place")
    if cell.data_type == "e":
        return Unread(f"is the error {value}", "put what was found in its place")
    if cell.font.strike:
        return Unread("is struck out", "clear the cell, or take the line away")
    if isinstance(value, bool | str):
        return value if isinstance(value, bool) else value.replace("_x005F_", "_")
    if isinstance(value, int | float):
        return _figures(value, cell.number_format)
    return Unread(f"is a date or a time, {value}", "write the number alone, in a cell of no date")


def _figures(value: int | float, shown: str) -> Said:
    """The number that a cell shows, to the 15 figures that a spreadsheet keeps."""
    exact = Decimal(f"{value:.15g}")
    if shown in ("General", "@"):
        return exact
    found = _SHOWS.match(shown)
    if found is None:
        return Unread(f"holds {exact:f}, shown as {shown}", "format the cell as a plain number, and look at it again")
    places = len(found[1] or "")
    seen = round(exact, places)
    if seen != exact:
        return Unread(f"shows {seen:f} and holds {exact:f}", "write one of them, with all its figures shown")
    return exact
