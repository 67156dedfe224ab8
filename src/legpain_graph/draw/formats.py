"""The formats of a picture, by the ending of their files: light, so that the command line can name them before anything is drawn."""

from __future__ import annotations

from typing import Final

DRAWN: Final = ("svg", "png", "pdf", "dot", "mmd")
"""Of a diagram: boxes and arrows with their places."""
FORMATS: Final = (*DRAWN, "graphml")
"""Of a pathway: GraphML knows no places."""
