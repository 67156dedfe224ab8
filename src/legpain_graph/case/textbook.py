"""The textbook patients that come with a pathway: one case a common cause, to start a case file of one's own from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from legpain_graph.errors import Issue, Place, RequestError, did_you_mean, listed
from legpain_graph.files import read_file
from legpain_graph.load.tree import MAX_BYTES, decode

PREFIX: Final = "textbook-"
SUFFIX: Final = ".case.yaml"
HEADER: Final = (
    "# A textbook patient. What is true stands under `findings`; each name under `normal` signs a sentence, printed by\n"
    "# `legpain-graph findings --groups`. Sign none that you have not asked or examined, and change what differs."
)
EXPECTED: Final = ("expect:", "statements:")
"""Blocks of a worked case that are for its test."""


def textbooks(folder: Path) -> dict[str, Path]:
    """The textbook cases of the pathway in `folder`, by working diagnosis; none where it has no cases or is one file."""
    found = sorted(path for path in folder.glob(f"cases/{PREFIX}*{SUFFIX}") if path.is_file())
    return {path.name[len(PREFIX) : -len(SUFFIX)].replace("-", "_"): path for path in found}


def textbook(folder: Path, diagnosis: str) -> str:
    """The text of a whole case file: that of the working diagnosis named, or of the only one with that word in its name.

    errors: RequestError where there is none, or more than one, or it cannot be read
    """
    known = textbooks(folder)
    word = diagnosis.strip().lower().replace("-", "_").replace(" ", "_")
    close = [word] if word in known else [name for name in known if word and word in name]
    if len(close) != 1:
        which = listed(close or list(known), "or")
        hint = did_you_mean(word, known) or (f"there is one for {which}" if known else "this pathway has none")
        raise RequestError([Issue("request", f"no textbook case for {diagnosis!r}", hint=hint)])
    return "\n".join([HEADER, *_as_recorded(_text(known[close[0]]))])


def _text(path: Path) -> str:
    try:
        text, issues = decode(read_file(path, MAX_BYTES), str(path))
    except OSError as error:
        issues = [Issue("file", f"cannot be read: {error.strerror}", Place(str(path)))]
    if issues:
        raise RequestError(issues)
    return text


def _as_recorded(text: str) -> Iterator[str]:
    """The lines of a case file without what its test expects and cites."""
    skipping = False
    for line in text.splitlines():
        if line[:1] not in ("", " ", "#"):
            skipping = line.startswith(EXPECTED)
        if not skipping:
            yield line
