"""The figures of a cohort as one page: no scripts, nothing from elsewhere, readable on paper and on a phone."""

from __future__ import annotations

from legpain_graph.report.cohort.figures import Figure, Figures
from legpain_graph.report.cohort.sankey import svg
from legpain_graph.report.cohort.text import about, head, kept_back, tables
from legpain_graph.report.page import page

OPENED = 15
"""The rows of a table that are seen at once; what is beyond them is folded away."""


def write(figures: Figures) -> str:
    """The page as HTML."""
    return page(
        "cohort.html",
        inline_styles=True,  # a bar is as wide as its share
        figures=figures,
        pathway=figures.pathway,
        about=about(figures),
        head=head(figures),
        kept_back=kept_back(figures),
        tables=[(title, rows) for title, rows in tables(figures) if rows],
        picture=svg(figures),
        opened=OPENED,
        bar=_bar,
    )


def _bar(figure: Figure) -> str:
    """Its width in percent."""
    return f"{100 * figure.share:.1f}"
