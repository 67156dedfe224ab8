"""From a pathway, and a walk through it where there is one, to what is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from legpain_graph.draw.content.exits import DrawnWalk, slug
from legpain_graph.draw.content.overview import overview
from legpain_graph.draw.content.panel import panel
from legpain_graph.draw.content.placement import Arrangement, Placement
from legpain_graph.draw.content.views import WHOLE, View, stages_of, subject
from legpain_graph.draw.shapes import Annotation, Box, Diagram, Panel
from legpain_graph.errors import plural
from legpain_graph.model.pathway import Pathway

__all__ = ["Diagram", "DrawnWalk", "diagram"]


def diagram(
    pathway: Pathway,
    walked: DrawnWalk | None = None,
    caption: str = "",
    *,
    view: View = WHOLE,
    stages: Sequence[str] = (),
    text: bool = True,
    links: Mapping[str, str] | None = None,
    annotations: Mapping[str, Annotation] | None = None,
    arrangement: Arrangement | None = None,
) -> Diagram:
    """The picture of `pathway`, with `walked` standing out where it is given.

    `stages` are the panels of the whole view to draw, all where it is empty; `text` is false for titles only; `links` is node id to
    URL; `annotations` is node or edge id to what an audit says of it; `arrangement` stands in for that of the view
    errors: RequestError for a view or a stage that there is none of
    """
    if view.kind == "overview":
        panels: tuple[Panel, ...] = (overview(pathway, walked, links or {}, annotations or {}),)
    else:
        drawn, usual, picked = subject(pathway, walked, view)
        placement = Placement(drawn, walked, links or {}, text, arrangement or usual, annotations)
        wanted = picked or tuple(name for stage in stages for name in stages_of(pathway, stage))
        if arrangement is not None and wanted:  # a panel in pieces is named after the stage that it is a piece of
            wanted = tuple(name for name in arrangement.titles if name.split("~")[0] in wanted)
        panels = tuple(panel(placement, name) for name in placement.panels if not wanted or name in wanted)
    version = f"{pathway.id} {pathway.version}" + (f" ({pathway.hash[:12]})" if pathway.hash else "")
    whole = Diagram(
        id=slug(pathway.id),
        title=pathway.title,
        caption=caption,
        footer=" · ".join(part for part in (version, " ".join(pathway.disclaimer.split())) if part),
        panels=panels,
        walked=walked is not None,
        annotated=bool(annotations),
    )
    return replace(whole, words=_words(pathway, walked, panels))


def _words(pathway: Pathway, walked: DrawnWalk | None, panels: Sequence[Panel]) -> str:
    """The picture in a sentence or two."""
    steps = {shape.node for panel in panels for shape in panel.shapes if isinstance(shape, Box)}
    said = f"Flowchart of {len(steps)} steps in {plural(len(panels), 'panel')}."
    path = walked.path if walked else ()
    if path:
        nodes = pathway.nodes
        said += f" Path: {'; '.join(f'{number}. {nodes[name].title}' for number, name in enumerate(path, 1))}."
    return said
