"""What a picture shows of a pathway: all of it, one stage, one patient's path, or what is around one node."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from legpain_graph.draw.content.exits import DrawnWalk
from legpain_graph.draw.content.placement import Arrangement
from legpain_graph.draw.style import palette
from legpain_graph.errors import Issue, RequestError, did_you_mean
from legpain_graph.model.pathway import Edge, Pathway, Stage

KINDS: Final = ("overview", "whole", "path", "stage", "around")
NAMED: Final = ("stage", "around")
"""The views that need to be told of what."""


@dataclass(frozen=True, slots=True)
class View:
    kind: str = "whole"
    of: str = ""
    """The stage or the step, or the node."""

    def __str__(self) -> str:
        return f"{self.kind}:{self.of}" if self.of else self.kind


WHOLE: Final = View()


class Subject(NamedTuple):
    """What is drawn of a pathway, and which panels of the arrangement; all panels where there are none."""

    pathway: Pathway
    arrangement: Arrangement
    panels: tuple[str, ...] = ()


def view_of(text: str) -> View:
    """The view that `text` names: overview, whole, path, stage:5, stage:artery, around:wells.

    errors: RequestError for a view that is not known, or that does not say of what
    """
    kind, _, of = text.strip().replace("=", ":").replace(" ", ":", 1).partition(":")
    kind, of = kind.strip().lower(), of.strip()
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS) or "views: overview, whole, path, stage:STAGE, around:NODE"
        raise RequestError([Issue("view", f"no such view: {text!r}", hint=hint)])
    if kind in NAMED and not of:
        raise RequestError(
            [Issue("view", f"the view {kind} needs to know of what", hint=f"{kind}:{_SAMPLE[kind]}, for example")]
        )
    if kind not in NAMED and of:
        raise RequestError(f"the view {kind} is not of anything: {of!r}")
    return View(kind, of)


_SAMPLE: Final = {"stage": "1", "around": "NODE"}


def by_stage(pathway: Pathway) -> Arrangement:
    """A panel for each stage that has a node, in the order of the stages; those that are not listed come last."""
    used = {node.stage for node in pathway.nodes.values()}
    listed = {stage.id: stage for stage in pathway.stages}
    names = [name for name in listed if name in used] + sorted(used - set(listed))
    titles = {name: stage_title(listed[name]) if name in listed else name for name in names}
    return Arrangement(titles, {node.id: node.stage for node in pathway.nodes.values()})


def stage_title(stage: Stage) -> str:
    numbered = stage.step and not stage.title.lower().startswith("step")
    return f"Step {stage.step} · {stage.title}" if numbered else stage.title


def subject(pathway: Pathway, walked: DrawnWalk | None, view: View) -> Subject:
    """What `view` shows of `pathway`.

    errors: RequestError for a stage or a node that is not there, or a path that nobody walked
    """
    match view.kind:
        case "stage":
            return Subject(pathway, by_stage(pathway), stages_of(pathway, view.of))
        case "path":
            if walked is None:
                raise RequestError([Issue("view", "the view path needs a case", hint="render CASE --view path")])
            on = set(walked.path)
            kept = [
                edge
                for edge in pathway.edges.values()
                if edge.id in walked.edges or (edge.id in walked.possible_edges and {edge.source, edge.target} <= on)
            ]
            return Subject(*_alone(pathway, on, kept, "path", "The path of this patient", repeat=False))
        case "around":
            if view.of not in pathway.nodes:
                hint = did_you_mean(view.of, pathway.nodes) or "findings, check and trace name nodes"
                raise RequestError([Issue("view", f"no such node: {view.of!r}", hint=hint)])
            kept = [edge for edge in pathway.edges.values() if view.of in (edge.source, edge.target)]
            on = {view.of, *(end for edge in kept for end in (edge.source, edge.target))}
            title = f"Around: {pathway.nodes[view.of].title}"
            return Subject(*_alone(pathway, on, kept, "around", title, repeat=True))
        case _:
            return Subject(pathway, by_stage(pathway))


def stages_of(pathway: Pathway, name: str) -> tuple[str, ...]:
    """The stages that `name` means: its id, or the number of its step.

    errors: RequestError where there is none
    """
    known = by_stage(pathway).titles
    step = name.lower().removeprefix("step").strip()
    found = [name] if name in known else []
    if not found and step.isdigit():
        found = [stage.id for stage in pathway.stages if stage.step == int(step) and stage.id in known]
    if not found:
        steps = sorted({str(stage.step) for stage in pathway.stages if stage.step and stage.id in known}, key=int)
        listed = f"stages: {', '.join(known)}" + (f"; steps: {', '.join(steps)}" if steps else "")
        raise RequestError(
            [Issue("view", f"no such stage: {name!r}", hint=f"{did_you_mean(name, known)} {listed}".strip())]
        )
    return tuple(found)


def _alone(
    pathway: Pathway, nodes: set[str], edges: Iterable[Edge], panel: str, title: str, repeat: bool
) -> tuple[Pathway, Arrangement]:
    """Only `nodes` and `edges` of `pathway`, in one panel."""
    ids = {edge.id for edge in edges}
    kept = {
        name: replace(node, edges=tuple(edge for edge in node.edges if edge.id in ids))
        for name, node in pathway.nodes.items()
        if name in nodes
    }
    width = palette.BOX_WIDTH if repeat else palette.ROW_BOX
    return replace(pathway, nodes=kept), Arrangement({panel: title}, dict.fromkeys(kept, panel), repeat, width)
