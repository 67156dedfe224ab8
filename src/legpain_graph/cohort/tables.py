"""Tables by the names of their files: Parquet, Arrow IPC, CSV and lines of JSON; alone, in folders, or by a pattern."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from typing import Final

import pyarrow as pa

from legpain_graph.cohort.arrow import ArrowFile, Parquet
from legpain_graph.cohort.lines import Lines
from legpain_graph.cohort.source import Source, unreadable
from legpain_graph.cohort.text import Text
from legpain_graph.errors import Issue, Place, RequestError, listed

ARROW: Final = (".parquet", ".pq", ".arrow", ".arrows", ".ipc", ".feather")
TEXT: Final = (".csv", ".tsv", ".txt")
LINES: Final = (".ndjson", ".jsonl", ".json")
ENDINGS: Final = (*ARROW, *TEXT[:2], *LINES)
"""What is a table in a folder."""


def find(names: Iterable[str]) -> list[str]:
    """The files among `names`: files, those in folders and below, and those that a pattern matches; sorted, each once.

    errors: RequestError for a name, a folder or a pattern without a table
    """
    found: set[str] = set()
    issues: list[Issue] = []
    for name in names:
        if os.path.isdir(name):
            inside = [os.path.join(folder, file) for folder, _, files in os.walk(name) for file in files]
            tables = [
                path for path in inside if path.endswith(ENDINGS) and not os.path.basename(path).startswith((".", "_"))
            ]
        elif not os.path.exists(name) and glob.has_magic(name):
            tables = [path for path in glob.glob(name, recursive=True) if os.path.isfile(path)]
        else:
            tables = [name]
        if not tables:
            issues.append(Issue("input", "no table here", Place(name), f"a table ends in {listed(ENDINGS, 'or')}"))
        found.update(tables)
    if issues:
        raise RequestError(issues)
    return sorted(found)


def open_source(path: str) -> Source:
    """The table in a file. errors: RequestError where it cannot be read, or is none"""
    try:
        with open(path, "rb") as file:
            magic = file.read(6)
        if magic[:4] == b"PAR1":
            return Parquet(path)
        if magic[:6] == b"ARROW1" or magic[:4] == b"\xff\xff\xff\xff":
            return ArrowFile(path)
        if path.lower().endswith(LINES):
            return Lines(path)
        if path.lower().endswith(TEXT):
            return Text(path)
    except (OSError, pa.ArrowException) as error:
        raise unreadable(path, error) from None
    except ValueError:
        raise RequestError([Issue("input", "is not a file name", Place(path[:200]))]) from None
    raise RequestError([Issue("input", "is no table", Place(path), f"a table ends in {listed(ENDINGS, 'or')}")])
