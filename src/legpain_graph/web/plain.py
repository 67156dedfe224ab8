"""What the page says without its script: the steps of the source with their statements, and the flowchart, as a document.

Where the script runs it takes the statements and the pictures from here, so that they stand in the page once.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from legpain_graph.model.pathway import Pathway, Statement
from legpain_graph.web.chart import Chart


def plain(pathway: Pathway, steps: Iterable[dict[str, Any]], panels: Iterable[Chart]) -> str:
    """The document as HTML text; `steps` are those of `steps_data`."""
    said: set[str] = set()
    parts = ["<h2>The source, step by step, in our words</h2>"]
    for step in steps:
        items = [name for name in step["statements"] if name not in said]
        said.update(items)
        parts.append(f"<h3>{step['number']} {html.escape(step['title'])}</h3>")
        parts.append(_list([pathway.statements[name] for name in items]))
    rest = [item for name, item in pathway.statements.items() if name not in said]
    if rest:
        parts += ["<h3>More statements</h3>", _list(rest)]
    parts.append("<h2>The flowchart</h2>")
    for panel in panels:
        parts.append(f'<h3>{html.escape(panel.title)}</h3><div class="panel">{panel.svg}</div>')
    return "\n".join(parts)


def _list(statements: Iterable[Statement]) -> str:
    """The statements under their sub-headings."""
    parts = ['<ul class="statements">']
    for item in statements:
        if item.heading:
            parts.append(f'</ul><h4>{html.escape(item.heading)}</h4><ul class="statements">')
        parts.append(_item(item))
    return "".join([*parts, "</ul>"]).replace('<ul class="statements"></ul>', "")


def _item(item: Statement) -> str:
    more = "".join(
        f' data-{name}="{html.escape(value)}"'
        for name, value in (("guideline", item.guideline), ("decision", item.decision))
        if value
    )
    name = html.escape(item.id)
    return f"<li{more}><b>{name}</b>{html.escape(item.text)}</li>"
