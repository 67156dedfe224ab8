"""A comparison of two versions: a row a format in `FORMATS`, which the command offers as they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from legpain_graph.compare.comparison import Comparison


def _text(found: Comparison, names: tuple[str, str]) -> str:
    from legpain_graph.report.diff.words import text

    return text(found, names)


def _json(found: Comparison, names: tuple[str, str]) -> str:
    import json

    from legpain_graph.report.diff.data import as_dict

    return json.dumps(as_dict(found, names), indent=2, ensure_ascii=False) + "\n"


def _markdown(found: Comparison, names: tuple[str, str]) -> str:
    from legpain_graph.report.diff.words import markdown

    return markdown(found, names)


FORMATS: Final[dict[str, Callable[[Comparison, tuple[str, str]], str]]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
}
