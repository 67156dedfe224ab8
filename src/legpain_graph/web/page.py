"""The web page of a pathway: one file that works from disk, asks nothing of the network and sends nothing anywhere.

It is put together from the pieces in the folder `assets`. What comes from a pathway stands in it as JSON or as escaped text, and is
shown as text only; the page's own script and style are the only ones that its policy lets run, by their hashes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Final

from rjsmin import jsmin

from legpain_graph.case.read import CaseFile, read_case_file
from legpain_graph.case.write import case_flow
from legpain_graph.draw.style import palette
from legpain_graph.model.pathway import NodeKind, Pathway
from legpain_graph.model.urgency import COLOURS
from legpain_graph.report.page import inline_hash
from legpain_graph.resources import is_no_file
from legpain_graph.walk.walker import Walker
from legpain_graph.web.chart import charts
from legpain_graph.web.data import as_json, engine_data, packed
from legpain_graph.web.plain import plain
from legpain_graph.web.steps import steps_data

ENGINE: Final = (
    "words",
    "numbers",
    "yaml",
    "facts",
    "measure",
    "read",
    "engine",
    "note",
    "leaflet",
    "interview",
    "search",
)
"""The pieces of the script that need no page."""
SCRIPTS: Final = (
    *ENGINE,
    "guard",
    "dom",
    "state",
    "screen",
    "questions",
    "outcome",
    "node",
    "overview",
    "chart",
    "steps",
    "print",
    "page",
)
"""The pieces of the script, each using those before it."""
_PLACE: Final = re.compile(r"\{\{(\w+)\}\}")


def webpage(
    pathway: Pathway, examples: Iterable[CaseFile] = (), *, more_script: str = "", more_policy: str = ""
) -> str:
    """The page as HTML text.

    `examples` are cases to choose from; `more_script` and `more_policy` are for a server that shows the page to an author.

    errors: RequestError where there is no Graphviz
    """
    data, code = engine_data(pathway)
    panels = charts(pathway)
    data["charts"] = [{"stage": chart.stage, "title": chart.title} for chart in panels]
    examples, walker = list(examples), Walker(pathway)
    walks = [walker.walk(source.case) for source in examples]
    data["examples"] = [case_flow(source.case) for source in examples]
    data["example_ends"] = [{"floor": int(walk.floor), "settled": walk.settled} for walk in walks]
    data |= steps_data(pathway) | {"guidelines": dict(pathway.guidelines)}
    whole = ['"use strict";', *map(script_text, SCRIPTS), f"const page = startPage({code});"]
    script = "\n".join([jsmin("\n".join(whole), keep_bang_comments=True), more_script])
    style = colours() + _in_roles(pathway, piece("page.css"))
    policy = f"default-src 'none'; script-src {inline_hash(script)}; style-src {inline_hash(style)}; base-uri 'none'; form-action 'none'"
    first, _, rest = " ".join(pathway.disclaimer.split()).partition(". ")
    parts = {
        "policy": html.escape(f"{policy}; {more_policy}" if more_policy else policy),
        "title": html.escape(pathway.title),
        "disclaimer": html.escape(" ".join(pathway.disclaimer.split())),
        "disclaimer_first": html.escape(f"{first}." if rest else first),
        "disclaimer_rest": html.escape(rest),
        "version": html.escape(f"{pathway.id} {pathway.version} ({pathway.hash[:12]})"),
        "style": style,
        "plain": plain(pathway, data["steps"], panels),
        "data": as_json(packed(data)),
        "script": script,
    }
    return _PLACE.sub(lambda found: parts[found[1]], piece("page.html"))


def example_files(folder: Path) -> list[CaseFile]:
    """A few dozen worked cases of a pathway's folder: the first of each kind, which is the first word of its name."""
    found: dict[str, Path] = {}
    for path in sorted(path for path in folder.glob("cases/*.case.*") if path.is_file() and not is_no_file(path.name)):
        found.setdefault(path.name.split("-")[0], path)
    return [read_case_file(path) for path in found.values()]


def _in_roles(pathway: Pathway, style: str) -> str:
    """The style sheet, in which each role of a colour stands for the urgencies that have it."""

    def selector(found: re.Match[str]) -> str:
        levels = [f".u{int(level)}" for level in pathway.urgencies if level.colour == found[1]]
        return levels[0] if len(levels) == 1 else f":is({', '.join(levels) or '.none'})"

    return re.sub(rf"\.role-({'|'.join(COLOURS)})\b", selector, style)


def piece(name: str) -> str:
    """The text of one file of the page."""
    return (files("legpain_graph") / "web" / "assets" / name).read_text("utf-8")


def script_text(name: str) -> str:
    """One piece of the page's script."""
    return piece(f"{name}.js")


def colours() -> str:
    """The colours of the picture, for the style sheet of the page."""
    named = {
        "ink": palette.INK, "text": palette.TEXT, "quiet": palette.QUIET_TEXT, "line": palette.LINE, "quiet-line": palette.QUIET_LINE,
        "line-soft": palette.PANEL_BORDER, "panel": palette.PANEL, "panel-line": palette.QUIET_STRIP, "heading": palette.HEADING,
        "accent": palette.LOOKS[NodeKind.INVESTIGATE].header, "ok": palette.LOOKS[NodeKind.ACTION].border,
        "decision": palette.LOOKS[NodeKind.DECISION].header, "decision-line": palette.LOOKS[NodeKind.DECISION].border,
    }  # fmt: skip
    kinds = "".join(
        f".kind-{kind.value} {{ --k: {look.header}; --k-text: {look.header_text}; --k-body: {look.body}; --k-line: {look.border}; }}\n"
        for kind, look in palette.LOOKS.items()
    )
    return f":root {{ {' '.join(f'--{name}: {value};' for name, value in named.items())} }}\n{kinds}"
