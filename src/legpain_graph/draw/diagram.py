"""From a pathway, and a walk through it where there is one, to what is drawn."""

from __future__ import annotations

from collections.abc import Mapping

from legpain_graph.draw.panel import panel
from legpain_graph.draw.plan import Plan, Walked, slug
from legpain_graph.draw.shapes import Diagram
from legpain_graph.model import Pathway

__all__ = ["Diagram", "Walked", "diagram"]


def diagram(
    pathway: Pathway, walked: Walked | None = None, caption: str = "", links: Mapping[str, str] | None = None
) -> Diagram:
    """The picture of `pathway`, with `walked` standing out where it is given; `links` is node id to URL."""
    plan = Plan(pathway, walked, links or {})
    version = f"{pathway.id} {pathway.version}" + (f" ({pathway.hash[:12]})" if pathway.hash else "")
    return Diagram(
        id=slug(pathway.id),
        title=pathway.title,
        caption=caption,
        footer=" · ".join(part for part in (" ".join(pathway.disclaimer.split()), version) if part),
        panels=tuple(panel(plan, stage) for stage in plan.stages),
        walked=walked is not None,
        words=plan.words(),
    )
