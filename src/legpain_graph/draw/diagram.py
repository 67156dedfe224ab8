"""From a pathway, and a walk through it where there is one, to what is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from legpain_graph.draw.panel import panel
from legpain_graph.draw.plan import Plan, Walked, slug
from legpain_graph.draw.shapes import Box, Diagram, Panel
from legpain_graph.errors import Issue, RequestError, did_you_mean
from legpain_graph.model import Pathway

__all__ = ["Diagram", "Walked", "diagram"]


def diagram(
    pathway: Pathway,
    walked: Walked | None = None,
    caption: str = "",
    *,
    stages: Sequence[str] = (),
    text: bool = True,
    links: Mapping[str, str] | None = None,
) -> Diagram:
    """The picture of `pathway`, with `walked` standing out where it is given.

    `stages` are the panels to draw, all where it is empty; `text` is false for titles only; `links` is node id to URL
    errors: RequestError for a stage that has no panel
    """
    plan = Plan(pathway, walked, links or {}, text)
    for stage in stages:
        if stage not in plan.stages:
            raise RequestError(
                [Issue("stage", f"no such panel: {stage!r}", hint=did_you_mean(stage, plan.stages) or _known(plan))]
            )
    version = f"{pathway.id} {pathway.version}" + (f" ({pathway.hash[:12]})" if pathway.hash else "")
    panels = tuple(panel(plan, stage) for stage in plan.stages if not stages or stage in stages)
    return Diagram(
        id=slug(pathway.id),
        title=pathway.title,
        caption=caption,
        footer=" · ".join(part for part in (version, " ".join(pathway.disclaimer.split())) if part),
        panels=panels,
        walked=walked is not None,
        words=_words(plan, panels),
    )


def _words(plan: Plan, panels: Sequence[Panel]) -> str:
    """The picture in a sentence or two."""
    steps = {shape.node for panel in panels for shape in panel.shapes if isinstance(shape, Box)}
    said = f"Flowchart of {len(steps)} steps in {len(panels)} panel{'s' if len(panels) != 1 else ''}."
    path = plan.walked.path if plan.walked else ()
    if path:
        nodes = plan.pathway.nodes
        said += f" Path: {'; '.join(f'{number}. {nodes[name].title}' for number, name in enumerate(path, 1))}."
    return said


def _known(plan: Plan) -> str:
    return f"panels: {', '.join(plan.stages)}"
