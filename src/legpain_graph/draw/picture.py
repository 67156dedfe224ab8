"""One request for a picture to its files: the view, the paper and the format together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from legpain_graph.draw.content.annotations import differences, merged
from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.content.exits import DrawnWalk
from legpain_graph.draw.content.flow import Flow
from legpain_graph.draw.content.placement import Arrangement, Placement
from legpain_graph.draw.content.views import WHOLE, View, subject, view_of
from legpain_graph.draw.content.walk_words import caption_of, walked_of
from legpain_graph.draw.formats import FORMATS
from legpain_graph.draw.layout.paper import A3, PAPERS, Paper, papers
from legpain_graph.draw.layout.sheets import Sheet, cut, fitting, sheets
from legpain_graph.draw.shapes import Annotation, Diagram
from legpain_graph.draw.style import palette
from legpain_graph.draw.write.render import DPI, layouts, rendered
from legpain_graph.errors import RequestError
from legpain_graph.model.pathway import Pathway
from legpain_graph.walk.result import Walk

COLUMNS: Final = 3
"""A path is broken into at most so many."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be drawn."""

    pathway: Pathway
    walked: DrawnWalk | None = None
    caption: str = ""
    view: View = WHOLE
    annotations: Mapping[str, Annotation] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    flow: Flow | None = None

    def diagram(self, arrangement: Arrangement | None = None) -> Diagram:
        """The whole of it as one picture, arranged as its view is or as given."""
        drawn = diagram(
            self.pathway,
            self.walked,
            self.caption,
            view=self.view,
            links=self.links,
            annotations=self.annotations,
            arrangement=arrangement,
        )
        return drawn if self.flow is None else self.flow.thickened(drawn)

    def fitted(self, paper: str = "a4") -> Diagram:
        """As `diagram`; a path that is too long for one sheet of `paper` is broken into columns if that makes it fit."""
        whole = self.diagram()
        if self.view.kind != "path" or fitting(whole, layouts(), papers(paper)):
            return whole
        drawn, usual, _ = subject(self.pathway, self.walked, self.view)
        for width in (palette.WIDE_BOX, palette.BOX_WIDTH):
            broken: Arrangement | None = replace(usual, width=width)
            for _ in range(COLUMNS):
                if broken is None:
                    break
                found = self.diagram(broken)
                if fitting(found, layouts(), papers(paper)):
                    return found
                placement = Placement(drawn, self.walked, self.links, True, broken, self.annotations)
                largest = max(placement.panels, key=lambda name: sum(home == name for home in placement.home.values()))
                broken = cut(placement, broken, largest)
        if paper.startswith("a3") or fitting(whole, layouts(), papers("a3")):
            return whole
        return self.fitted("a3")

    def sheets(self, paper: str) -> list[Sheet]:
        """It on sheets of `paper` (a4, a3, or one way of turning them), nowhere smaller than can be read.

        errors: RequestError for a paper that is not known or too small
        """
        allowed = papers(paper)
        if self.view.kind == "overview":
            whole = self.diagram()
            found = fitting(whole, layouts(), allowed)
            if found is None:
                raise RequestError(f"the overview cannot be read on {paper}: ask for a larger paper")
            return [Sheet(whole, found)]
        drawn, arrangement, _ = subject(self.pathway, self.walked, self.view)

        def placement(of: Arrangement) -> Placement:
            return Placement(drawn, self.walked, self.links, True, of, self.annotations)

        whole = self.fitted(paper)
        return sheets(
            whole, self.diagram, placement, arrangement, layouts(), allowed, together=self.view.kind != "whole"
        )


def picture_of(
    pathway: Pathway,
    walk: Walk | None,
    view: str,
    caption: str = "",
    annotations: Mapping[str, Annotation] | None = None,
) -> Picture:
    """The picture of the pathway in a view by its name, with the path of `walk` and whose it is where there is one.

    errors: RequestError for a view that is not known
    """
    walked = None
    if walk is not None:
        walked, caption = walked_of(walk), caption_of(walk)
    return Picture(pathway, walked, caption, view_of(view), annotations or {})


def picture_of_changes(old: Pathway, new: Pathway, view: str = "whole") -> Picture:
    """The new version, with what was added, removed and changed marked, and what is gone beside it."""
    caption = f"Changed since {old.id} {old.version} ({old.hash[:12]})"
    return picture_of(merged(old, new), None, view, caption, differences(old, new))


def picture_of_flow(pathway: Pathway, flow: Flow, view: str = "whole", caption: str = "") -> Picture:
    """The pathway with how many of a cohort walked each edge; lines are as thick as that."""
    return Picture(flow.on(pathway), None, caption, view_of(view), flow=flow)


def files(picture: Picture, format: str, paper: str = "", dpi: int = DPI) -> list[bytes]:
    """The files that show `picture` in `format`: one, or one a sheet where a `paper` is asked for and one is not enough.

    A PDF is one file with a page a sheet, on A3 where no paper is asked for; Mermaid is one file a chart.
    errors: RequestError for what is not known or cannot be drawn
    """
    if format not in FORMATS:
        raise RequestError(f"no such picture format: {format!r} (known: {', '.join(FORMATS)})")
    if format == "graphml":
        from legpain_graph.draw.write.graphml import graphml

        return [
            graphml(subject(picture.pathway, picture.walked, picture.view).pathway, picture.walked, picture.annotations)
        ]
    if format == "mmd":
        from legpain_graph.draw.write.mermaid import charts

        return [rendered(chart, "mmd") for chart in charts(picture.diagram())]
    if format == "pdf":
        from legpain_graph.draw.write.pdf import pdf

        pages = [rendered(one.diagram, "svg", paper=one.paper, sheet=True) for one in picture.sheets(paper or "a3")]
        return [pdf(pages)]
    if format == "dot" or not paper:
        drawn = picture.diagram() if format == "dot" else picture.fitted()
        return [rendered(drawn, format, dpi=dpi, paper=_shape(picture))]
    return [rendered(one.diagram, format, dpi=dpi, paper=one.paper, sheet=True) for one in picture.sheets(paper)]


def _shape(picture: Picture) -> Paper:
    """The sheet that a picture for the screen is arranged for."""
    return A3 if picture.view.kind != "path" else PAPERS["a4-portrait"]
