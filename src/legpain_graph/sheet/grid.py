"""What stands in the cells of a sheet, whatever file it came from; and how a fault of one is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from legpain_graph.errors import Issue, Place, did_you_mean, plural
from legpain_graph.load.numbers import number, typed
from legpain_graph.record import record

PASSED_OVER: Final = "#"
"""The name of a column that begins so is a reviewer's own, and is not read."""
BETWEEN: Final = re.compile(r"[\s,;]+")
"""What stands between names in one cell."""


class Unread(NamedTuple):
    """A cell that says nothing that could be recorded: why, and what to try."""

    why: str
    hint: str = ""


Said: TypeAlias = bool | Decimal | str | Unread | None


@record
class Grid:
    """The cells of a sheet that hold something, by row and column from 1; the first row names the columns."""

    file: str
    cells: Mapping[tuple[int, int], Said]
    commas: bool = False
    """Whether a decimal comma is how a number is written there."""
    remarks: tuple[str, ...] = ()
    """What a reader should know of what was read, and what not."""


class Row:
    """One row: what each column says there, and faults at their cells."""

    def __init__(self, grid: Grid, number: int, columns: Mapping[str, int], issues: list[Issue]) -> None:
        self.grid, self.number, self.columns, self.issues = grid, number, columns, issues

    def fault(self, column: str, why: str, hint: str = "", code: str = "cell") -> None:
        at = self.columns.get(column, 1)
        place = Place(self.grid.file, self.number, at)
        self.issues.append(Issue(code, f"{address(self.number, at)}: {why}", place, hint))

    def raw(self, column: str) -> Said:
        """What the cell says; None where it is blank, or says what cannot be recorded, which is then a fault."""
        said = self.grid.cells.get((self.number, self.columns[column])) if column in self.columns else None
        if isinstance(said, Unread):
            self.fault(column, f"{column} {said.why}", said.hint)
            return None
        return said

    def text(self, column: str) -> str:
        said = self.raw(column)
        if isinstance(said, bool):
            self.fault(column, f"{column} is {'TRUE' if said else 'FALSE'}, expected a text")
            return ""
        return "" if said is None else f"{said:f}" if isinstance(said, Decimal) else str(said)

    def word(self, column: str) -> str:
        return self.text(column).strip()

    def names(self, column: str) -> tuple[str, ...]:
        """The names in a cell, between commas or blanks."""
        found = tuple(name for name in BETWEEN.split(self.text(column)) if name)
        for name in {name for name in found if found.count(name) > 1}:
            self.fault(column, f"{column} has {name!r} twice")
        return found

    def truth(self, column: str) -> bool | str | Decimal | None:
        """A truth, also where it is text; what is none, as it stands."""
        said = self.raw(column)
        word = said.strip().lower() if isinstance(said, str) else ""
        return word == "true" if word in ("true", "false") else said if not isinstance(said, Unread) else None

    def choice(self, column: str) -> bool | str | None:
        """A word, also where it is a number; a truth, which is none, as it stands."""
        said = self.raw(column)
        if isinstance(said, bool) or said is None:
            return said
        return f"{said:f}" if isinstance(said, Decimal) else str(said)

    def measured(self, column: str) -> bool | str | Decimal | None:
        """A number, also where it is text; what is none, as it stands."""
        said = self.raw(column)
        if isinstance(said, str):
            found = typed(said) if self.grid.commas else number(said.strip())
            return found if found is not None else said.strip()
        return said if not isinstance(said, Unread) else None


def rows(grid: Grid, known: tuple[str, ...], needed: tuple[str, ...], issues: list[Issue]) -> Iterator[Row]:
    """Every row that is not blank. `issues` gets faults of the first row, and of cells in columns without a name."""
    columns: dict[str, int] = {}
    own = set()
    head = Row(grid, 1, {}, issues)
    for (row, at), said in grid.cells.items():
        if row != 1:
            continue
        name = said.strip() if isinstance(said, str) else ""
        place = Place(grid.file, 1, at)
        where = address(1, at)
        if name.startswith(PASSED_OVER):
            own.add(at)
        elif name in columns:
            issues.append(Issue("column", f"{where}: the column {name} stands there twice", place))
        elif name in known:
            columns[name] = at
        else:
            what = f"unknown column {name!r}" if name else "no name of a column"
            hint = did_you_mean(name, known, issues) or f"a column whose name begins with {PASSED_OVER} is passed over"
            issues.append(Issue("column", f"{where}: {what}", place, hint))
            own.add(at)
    for name in needed:
        if name not in columns:
            head.fault(name, f"no column {name}", "the first row names the columns", "column")
    named = {*columns.values(), *own}
    filled: dict[int, set[int]] = {}
    for row, at in grid.cells:
        filled.setdefault(row, set()).add(at)
    for row in sorted(filled.keys() - {1}):
        for at in sorted(filled[row] - named):
            issues.append(Issue("cell", f"{address(row, at)}: the column has no name", Place(grid.file, row, at)))
        if filled[row].intersection(columns.values()):
            yield Row(grid, row, columns, issues)


def letters(column: int) -> str:
    """The name of a column in a spreadsheet: A, B, ... Z, AA."""
    name = ""
    while column:
        column, last = divmod(column - 1, 26)
        name = chr(ord("A") + last) + name
    return name


def address(row: int, column: int) -> str:
    """The name of a cell in a spreadsheet: D7."""
    return f"{letters(column)}{row}"


def rows_words(numbers: list[int]) -> str:
    """Rows by number, the first ones."""
    return ", ".join(map(str, numbers[:10])) + (
        f" and {plural(len(numbers) - 10, 'more')}" if len(numbers) > 10 else ""
    )
