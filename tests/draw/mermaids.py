"""Mermaid itself, in a JavaScript engine: what it reads in a chart."""

from __future__ import annotations

import html
import json
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

from mermaidx.engines._common import context_scripts
from py_mini_racer import MiniRacer

EDGES = 280
"""The least that a Mermaid in use is configured for."""
READ = """
globalThis.found = null;
mermaid.mermaidAPI.getDiagramFromText(%s).then(
    (diagram) => {
        const db = diagram.db;
        const vertices = [...db.getVertices().values()];
        globalThis.found = {
            vertices: vertices.map((v) => ({id: v.id, text: v.text || "", link: v.link || "", classes: v.classes})),
            edges: db.getEdges().map((e) => ({start: e.start, end: e.end, text: e.text || "", stroke: e.stroke})),
            panels: db.getSubGraphs().map((s) => s.title),
            title: db.getAccTitle() || "",
        };
    },
    (error) => { globalThis.found = {error: String(error.message || error)}; });
"""


@dataclass(frozen=True)
class Read:
    vertices: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    panels: list[str]
    title: str


@cache
def _engine() -> MiniRacer:
    engine = MiniRacer()
    engine.eval("globalThis.__log = () => undefined; globalThis.__measureText = () => 1;")
    for script in context_scripts():
        engine.eval(script)
    return engine


def mermaid_reads(text: str, edges: int = EDGES) -> Read:
    """What Mermaid reads in `text`; a chart that it refuses, for its syntax or its size, is an AssertionError."""
    engine = _engine()
    engine.eval(f"mermaid.initialize({json.dumps({'startOnLoad': False, 'maxEdges': edges})});")
    engine.eval(READ % json.dumps(text))
    found = None
    for _ in range(30_000):
        if (found := json.loads(engine.eval("JSON.stringify(globalThis.found)"))) is not None:
            break
        time.sleep(0.01)
    assert found is not None, "Mermaid did not finish"
    assert "error" not in found, found
    for thing in (*found["vertices"], *found["edges"]):
        thing["text"] = shown(thing["text"])
    found["panels"] = [shown(panel) for panel in found["panels"]]
    return Read(**found)


def shown(text: str) -> str:
    """`text` as it is shown: Mermaid keeps what is written by its number in a form of its own until it draws."""
    return html.unescape(text.replace("\ufb02\xb0\xb0", "&#").replace("\ufb02\xb0", "&").replace("\xb6\xdf", ";"))
