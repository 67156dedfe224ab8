"""A clinical pathway as a graph: walk a patient through it, see the path, test it.

    from legpain_graph import Case, Walker, load_pathway

    walker = Walker(load_pathway())
    walk = walker.walk(Case({"breathlessness": True}))
    walk.floor, walk.ceiling, [node.id for node in walk.outcomes]

Educational decision support; not a doctor. What is not recorded is never read as absent.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

    from legpain_graph.case.facts import Case
    from legpain_graph.engine.codegen.python import Compiled
    from legpain_graph.engine.kleene import Reference
    from legpain_graph.errors import CaseError, LegpainError, PathwayError, RequestError
    from legpain_graph.model.pathway import Pathway
    from legpain_graph.walk.result import Walk
    from legpain_graph.walk.walker import Walker

__version__ = "0.1.0"

_HOMES: Final = {
    "Case": "case.facts",
    "CaseError": "errors",
    "Compiled": "engine.codegen.python",
    "LegpainError": "errors",
    "Pathway": "model.pathway",
    "PathwayError": "errors",
    "Reference": "engine.kleene",
    "RequestError": "errors",
    "Walk": "walk.result",
    "Walker": "walk.walker",
}

__all__ = [
    "Case",
    "CaseError",
    "Compiled",
    "LegpainError",
    "Pathway",
    "PathwayError",
    "Reference",
    "RequestError",
    "Walk",
    "Walker",
    "__version__",
    "load_pathway",
]


def load_pathway(path: Path | str | None = None, *, cache: bool = False) -> Pathway:
    """The pathway in a folder or file; without one, the leg pain pathway that comes with the package.

    errors: PathwayError with every fault of every file, each with file, line and column
    """
    from legpain_graph.load.loader import load_pathway as load
    from legpain_graph.resources import pathway_path

    return load(path if path is not None else pathway_path(), cache=cache)


def __getattr__(name: str) -> Any:
    """Public names are imported when they are first used, so that a small program starts fast."""
    if name in _HOMES:
        return getattr(import_module(f"legpain_graph.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'legpain_graph' has no attribute {name!r}")
