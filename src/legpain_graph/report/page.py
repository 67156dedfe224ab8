"""HTML pages from the templates of this folder: one base, one style sheet, and text is escaped wherever it comes from."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def page(
    template: str, *, scripts: Sequence[str] = (), inline_styles: bool = False, policy: str = "", **values: Any
) -> str:
    """The page that `template` makes of `values`: it brings everything with it, and may fetch nothing.

    `scripts` are those that may run; `inline_styles` where elements have a style of their own; `policy` is what else it may do.
    """
    from markupsafe import Markup

    style = Markup(_style())
    allowed = [
        "default-src 'none'",
        "style-src 'unsafe-inline'" if inline_styles else f"style-src {inline_hash(style)}",
        "img-src data:",
        *([f"script-src {' '.join(map(inline_hash, scripts))}"] if scripts else ()),
        "base-uri 'none'",
        *([policy] if policy else ()),
    ]
    return _environment().get_template(template).render(policy="; ".join(allowed), style=style, **values)


def inline_hash(text: str) -> str:
    """What a content security policy calls an inline script or style that may stand in a page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("legpain_graph.report")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["capital"] = lambda text: text[:1].upper() + text[1:]
    return environment


@cache
def _style() -> str:
    from importlib.resources import files

    return (files("legpain_graph.report") / "templates" / "style.css").read_text("utf-8")
