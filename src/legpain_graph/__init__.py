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

    from legpain_graph.audit.result import Audit
    from legpain_graph.audit.run import audit as audit_pathway
    from legpain_graph.case.facts import Case
    from legpain_graph.case.read import CaseFile, find_cases, read_case_file
    from legpain_graph.compare.comparison import Comparison
    from legpain_graph.compare.comparison import compare as compare_pathways
    from legpain_graph.engine.codegen.python import Compiled
    from legpain_graph.engine.kleene import Reference
    from legpain_graph.errors import CaseError, Issue, LegpainError, PathwayError, Place, RequestError
    from legpain_graph.library import case_from_json, case_to_json, render, textbook_case, textbook_names
    from legpain_graph.load.loader import check_pathway
    from legpain_graph.model.pathway import Edge, Node, Pathway, Urgency
    from legpain_graph.model.vocabulary import Finding, Vocabulary
    from legpain_graph.proof.prover import Proof, prove
    from legpain_graph.proof.solver import Verdict
    from legpain_graph.report.json_schema import case_schema, pathway_schema, walk_schema
    from legpain_graph.report.leaflet import leaflet
    from legpain_graph.report.note import markdown
    from legpain_graph.report.note import text as note
    from legpain_graph.walk.result import Walk
    from legpain_graph.walk.walker import Walker
    from legpain_graph.web.page import webpage

__version__ = "0.2.0"

_HOMES: Final = {
    "Audit": "audit.result",
    "Case": "case.facts",
    "CaseError": "errors",
    "CaseFile": "case.read",
    "Comparison": "compare.comparison",
    "Compiled": "engine.codegen.python",
    "Edge": "model.pathway",
    "Finding": "model.vocabulary",
    "Issue": "errors",
    "LegpainError": "errors",
    "Node": "model.pathway",
    "Pathway": "model.pathway",
    "PathwayError": "errors",
    "Place": "errors",
    "Proof": "proof.prover",
    "Reference": "engine.kleene",
    "RequestError": "errors",
    "Urgency": "model.pathway",
    "Verdict": "proof.solver",
    "Vocabulary": "model.vocabulary",
    "Walk": "walk.result",
    "Walker": "walk.walker",
    "audit_pathway": "audit.run:audit",
    "case_from_json": "library",
    "case_schema": "report.json_schema",
    "case_to_json": "library",
    "check_pathway": "load.loader",
    "compare_pathways": "compare.comparison:compare",
    "find_cases": "case.read",
    "leaflet": "report.leaflet",
    "markdown": "report.note",
    "note": "report.note:text",
    "pathway_schema": "report.json_schema",
    "prove": "proof.prover",
    "read_case_file": "case.read",
    "render": "library",
    "textbook_case": "library",
    "textbook_names": "library",
    "walk_schema": "report.json_schema",
    "webpage": "web.page",
}
"""Public names: the module of each, and what it is called there where that is another word."""

__all__ = [
    "Audit",
    "Case",
    "CaseError",
    "CaseFile",
    "Comparison",
    "Compiled",
    "Edge",
    "Finding",
    "Issue",
    "LegpainError",
    "Node",
    "Pathway",
    "PathwayError",
    "Place",
    "Proof",
    "Reference",
    "RequestError",
    "Urgency",
    "Verdict",
    "Vocabulary",
    "Walk",
    "Walker",
    "__version__",
    "audit_pathway",
    "case_from_json",
    "case_schema",
    "case_to_json",
    "check_pathway",
    "compare_pathways",
    "find_cases",
    "leaflet",
    "load_pathway",
    "markdown",
    "note",
    "pathway_schema",
    "prove",
    "read_case_file",
    "render",
    "textbook_case",
    "textbook_names",
    "walk_schema",
    "webpage",
]


def load_pathway(path: Path | str | None = None, *, cache: bool = False) -> Pathway:
    """The pathway in a folder or file; without one, the leg pain pathway that comes with the package.

    With `cache` a pathway that was loaded before is taken from the user's cache folder, as long as its files are the same.

    errors: PathwayError with every fault of every file, each with file, line and column
    """
    from legpain_graph.load.loader import load_pathway as load
    from legpain_graph.resources import pathway_path

    return load(path if path is not None else pathway_path(), cache=cache)


def __getattr__(name: str) -> Any:
    """Public names are imported when they are first used, so that a small program starts fast."""
    if name in _HOMES:
        home, _, there = _HOMES[name].partition(":")
        return getattr(import_module(f"legpain_graph.{home}"), there or name)
    raise AttributeError(f"module 'legpain_graph' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
