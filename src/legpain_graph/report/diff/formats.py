"""A comparison of two versions: a row a format in `FORMATS`, which the command offers as they stand."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from legpain_graph.compare.comparison import Comparison


FORMATS: Final = {"text": "words.text", "json": "data.text", "markdown": "words.markdown"}
"""Every format, with the function beside this module that writes it."""


def write_diff(found: Comparison, names: tuple[str, str], format_: str) -> str:
    """The comparison in one of FORMATS; `names` are those that the versions were given by."""
    module, function = FORMATS[format_].split(".")
    text: str = getattr(import_module(f"legpain_graph.report.diff.{module}"), function)(found, names)
    return text
