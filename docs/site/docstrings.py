"""What stands behind `shape:`, `units:`, `errors:` and `source:` in a docstring, as a list on the API page."""

from __future__ import annotations

import re
from typing import Any

import griffe

WORDS = re.compile(r"^(shape|units|errors|source):\s+(.*(?:\n[ \t]+.*)*)", re.MULTILINE)


class Words(griffe.Extension):
    """Rewrites the docstring of each object as it is loaded."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring is not None:
            obj.docstring.value = WORDS.sub(r"- **\1**: \2", obj.docstring.value)
