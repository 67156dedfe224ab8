"""The table of smallest pathways in rules/*.yaml: each fault that loading can find, and a neighbour that has not got it.

    - fault: two starts                     what is wrong
      code: one-start                       the code of the issue; `also` are the codes of what cannot but follow from the same change
      rule: one_start                       the rule for authors that finds it, where one does
      at: "id: begin"                       the text at its place, `^` before the character that is meant; none where no line can be told
      says: the first is again              what stands in its message, or in its hint
      given: [...]                          changes of the tiny pathway (load/tiny.py), for both
      wrong: [...]                          and for the one that has the fault
      right: [...]                          and for its neighbour

A change is a path and the value that is put there; `!drop` takes it out. Nodes, stops and edges are filled up as `tiny` fills them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import yaml

from load import tiny
from load.tiny import DROP, Change

HOME = Path(__file__).parent / "rules"


class Row(NamedTuple):
    """One fault."""

    fault: str
    code: str
    says: str
    at: str | None = None
    rule: str = ""
    also: tuple[str, ...] = ()
    given: tuple[Change, ...] = ()
    wrong: tuple[Change, ...] = ()
    right: tuple[Change, ...] = ()


class _Loader(yaml.SafeLoader):
    """Knows `!drop`."""


_Loader.add_constructor("!drop", lambda _loader, _node: DROP)


def rows() -> list[Row]:
    """Every row of every file, in order."""
    entries = [entry for file in sorted(HOME.glob("*.yaml")) for entry in yaml.load(file.read_text(), _Loader)]
    lists: dict[str, Any] = {"also": tuple, "given": _changes, "wrong": _changes, "right": _changes}
    return [Row(**{key: lists.get(key, str)(value) for key, value in entry.items()}) for entry in entries]


def _changes(written: list[dict[str, Any]]) -> tuple[Change, ...]:
    return tuple((path, _filled(path, value)) for change in written for path, value in change.items())


def _filled(path: str, value: Any) -> Any:
    if path == "nodes.+":
        fields = dict(value)
        name, kind, edges = fields.pop("id"), fields.pop("kind"), map(_edge, fields.pop("edges", ()))
        return tiny.stop(name, **fields) if kind == "stop" else tiny.node(name, kind, *edges, **fields)
    if path.endswith(".edges"):
        return [_edge(edge) for edge in value]
    return _edge(value) if path.endswith(".edges.+") else value


def _edge(written: dict[str, Any]) -> dict[str, Any]:
    return tiny.edge(**written)
