"""Names of code and of files as the docs write them: whether what they name is there."""

from __future__ import annotations

import dataclasses
from importlib import import_module
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]


def pages() -> list[Path]:
    """Every page that people read, from the top of the repository."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def resolved(name: str) -> bool:
    """Whether a dotted name is a module, or what stands in one: `legpain_graph.walk.result.Walk.floor`."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing: Any = import_module(".".join(parts[:length]))
        except ModuleNotFoundError as error:
            if error.name is None or not name.startswith(error.name):
                raise
            continue
        return all((thing := _inside(thing, part)) is not None for part in parts[length:])
    return False


def _inside(thing: Any, part: str) -> Any:
    if dataclasses.is_dataclass(thing) and part in {field.name for field in dataclasses.fields(thing)}:
        return part
    return getattr(thing, part, None)
