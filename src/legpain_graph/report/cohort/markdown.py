"""The figures of a cohort in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from legpain_graph.report.cohort.figures import Figures
from legpain_graph.report.cohort.text import about, head, kept_back, tables
from legpain_graph.report.note import escape


def write(figures: Figures) -> str:
    """The figures as GitHub-flavoured Markdown."""
    return "\n".join(_lines(figures)) + "\n"


def _lines(figures: Figures) -> Iterator[str]:
    yield f"# {escape(about(figures))}"
    yield ""
    if figures.suppress:
        yield from (kept_back(figures), "")
    yield from _table(["", "rows", ""], [[words, each.words, each.percent] for words, each in head(figures)])
    if figures.urgencies:
        yield from ("", "## How soon", "")
        yield from _table(
            ["", "settled", "", "at least", "", "at most", ""],
            [
                [row.urgency.words, *(cell for each in row[1:] for cell in (each.words, each.percent))]
                for row in figures.urgencies
            ],
        )
    for title, rows in tables(figures):
        if rows:
            yield from ("", f"## {title}", "")
            cells = [[row.title, f"`{row.id}`" if row.id else "", row.figure.words, row.figure.percent] for row in rows]
            yield from _table(["", "", "rows", ""], cells, left=2)
    yield from ("", f"*{escape(figures.pathway.disclaimer)}*")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join('---' if at < left else '---:' for at in range(len(header)))}|"
    for row in rows:
        yield f"| {' | '.join(cell if cell.startswith('`') else escape(cell) for cell in row)} |"
