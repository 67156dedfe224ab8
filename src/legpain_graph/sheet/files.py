"""Cases in a file that a spreadsheet opens: which format, how the columns look there, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from legpain_graph.sheet.cases import SHEET, WRITTEN, bounds, case_rows, choices, columns, described, read_cases
from legpain_graph.sheet.separated import read_csv, write_csv

if TYPE_CHECKING:
    from legpain_graph.case.read import CaseFile
    from legpain_graph.model.pathway import Pathway
    from legpain_graph.sheet.workbook import Look

ENDINGS: Final = (".xlsx", ".csv")
MAX_BYTES: Final = 50_000_000
WIDTHS: Final = {"file": 30, "id": 30, "who": 60, "normal": 40, "not_done": 30, "expect.reaches": 30, WRITTEN: 10}


def write_cases(sources: Iterable[tuple[str, CaseFile]], pathway: Pathway, file: str) -> bytes:
    """The cases, each by its name, as the content of a file of this name: .xlsx or .csv.

    errors: CaseError for each case that no walk would take; RequestError where two have one name, or a text is too long for a cell
    """
    rows = case_rows(sources, pathway)
    if not file.lower().endswith(".xlsx"):
        return write_csv(rows)
    from legpain_graph.sheet.workbook import write_workbook

    words = pathway.vocabulary
    told = described(words)
    names = columns(words)
    about = [["column", "label", "question", "values", "section"], *([name, *told[name]] for name in names)]
    return write_workbook(SHEET, rows, [_look(name, pathway, told[name]) for name in names], "C2", about)


def cases_in(data: bytes, file: str, pathway: Pathway) -> tuple[list[CaseFile], tuple[str, ...]]:
    """The cases in a spreadsheet, and remarks on how it was read. errors: CaseError with every fault, each with its cell"""
    if file.lower().endswith(".xlsx"):
        from legpain_graph.sheet.workbook import read_workbook

        grid = read_workbook(data, file, SHEET)
    else:
        grid = read_csv(data, file, columns(pathway.vocabulary))
    return read_cases(grid, pathway), grid.remarks


def _look(name: str, pathway: Pathway, told: tuple[str, str, str, str]) -> Look:
    from legpain_graph.sheet.workbook import Look

    formula = ""
    if (span := bounds(name, pathway.vocabulary)) is not None:
        low, high, whole, optional = span
        formula = f"AND(ISNUMBER(@),@>={low:f},@<={high:f}{',@=INT(@)' if whole else ''})"
        formula = f'OR({formula},@="not_done")' if optional else formula
    prompt = "\n".join(filter(None, (told[1], told[2])))
    return Look(WIDTHS.get(name, 14), choices(name, pathway), formula, told[0], prompt)
