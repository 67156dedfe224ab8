"""The figures of a cohort for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from legpain_graph.report.cohort.figures import Figure, Figures, Row

MOST: Final = 12
"""How much of each table is shown; the other formats have all of it."""


def write(figures: Figures) -> str:
    """The figures as text."""
    return "\n".join(line.rstrip() for line in _lines(figures)) + "\n"


def head(figures: Figures) -> list[tuple[str, Figure]]:
    """What is told first, each with its number: at fault of all rows, the rest of those that were walked."""
    return [
        ("at fault, not walked", figures.faulty),
        ("walked", figures.sound),
        (
            f"settled: nothing missing can change {'how soon' if figures.urgencies else 'where it ends'}",
            figures.settled,
        ),
        ("open: what is missing can", figures.open),
        ("with a plan that waits for nothing", figures.complete),
    ]


def about(figures: Figures) -> str:
    """What was counted, in a line."""
    pathway = figures.pathway
    rows = "few" if figures.rows is None else f"{figures.rows:,}"
    return f"{pathway.title} {pathway.version}: {rows} rows"


def kept_back(figures: Figures) -> str:
    """What is said where small numbers are."""
    if not figures.suppress:
        return ""
    return f"Numbers from 1 to {figures.suppress} are not told (few); the others are rounded to 5."


def tables(figures: Figures) -> list[tuple[str, list[Row]]]:
    """The tables, each with its title."""
    return [
        ("Working diagnoses, surely", figures.diagnoses),
        ("Endings, surely: referrals and stops", figures.endings),
        ("Most often missing, of those who stay open", figures.asks),
        ("At fault, by column", figures.faults),
    ]


def _lines(figures: Figures) -> Iterator[str]:
    yield about(figures)
    if figures.suppress:
        yield kept_back(figures)
    yield ""
    yield from _columns([(words, each.words, each.percent) for words, each in head(figures)])
    if figures.urgencies:
        yield ""
        yield from _columns(list(_how_soon(figures)))
    for title, table in tables(figures):
        if table:
            yield ""
            yield title
            yield from _columns([(f"  {row.title}", row.figure.words, row.figure.percent) for row in table[:MOST]])
            if len(table) > MOST:
                yield f"  ... and {len(table) - MOST} more: --summary FILE.html, .md or .json has all"


def _how_soon(figures: Figures) -> Iterator[tuple[str, ...]]:
    yield "How soon", "settled", "", "at least", "", "at most", ""
    for row in figures.urgencies:
        cells = [cell for each in row[1:] for cell in ((each.words, each.percent) if each.number != 0 else ("-", ""))]
        yield row.urgency.words, *cells


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
