"""Changes of the tiny pathway that several tests make."""

from __future__ import annotations

from typing import Any

from load.tiny import Change, boolean, node

OUT = "nodes.screen.edges"
"""The edges of the screen: its alarm, and `otherwise` to the scan."""
SCAN = "nodes.scan-leg.edges"
"""The edges of the investigation: positive, negative, not_done."""
OTHER: Change = ("findings.+", boolean("other"))
THIRD: Change = ("findings.+", boolean("third"))
PULSE: Change = (
    "findings.+",
    {"name": "pulse", "type": "choice", "values": ["palpable", "absent"], "label": "Pulse", "normal": "palpable"},
)
FILM: Change = ("findings.+", boolean("film", optional=True, section="investigation"))
"""An optional boolean: a film that shows something."""


def after_screen(name: str, kind: str, *edges: dict[str, Any], **fields: Any) -> tuple[Change, Change]:
    """A node between the screen and the scan."""
    return (f"{OUT}.1.to", name), ("nodes.+", node(name, kind, *edges, **fields))


def after_negative(name: str, kind: str, *edges: dict[str, Any], **fields: Any) -> tuple[Change, Change]:
    """A node that a negative scan leads to."""
    return (f"{SCAN}.1.to", name), ("nodes.+", node(name, kind, *edges, **fields))
