"""Files -> Pathway, every fault of every file reported at once, with file:line:column."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from legpain_graph.errors import Issue, PathwayError, Place

if TYPE_CHECKING:
    from legpain_graph.model import Pathway

MAX_FILES = 500
MAX_TOTAL = 20_000_000


def load_pathway(path: Path | str, *, cache: bool = False) -> Pathway:
    """The pathway in a folder of YAML files, or in one file.

    With `cache`, a pathway that was loaded before is taken from the user's cache folder, by the hash of its files.

    errors: PathwayError with every fault of every file
    """
    files, issues = _files(Path(path))
    if issues:
        raise PathwayError(issues)
    digest = _digest(files)
    if cache and (found := _cached(digest)) is not None:
        return found
    pathway, issues = _examine(files, digest)
    if issues or pathway is None:
        raise PathwayError(issues)
    if cache:
        _store(pathway)
    return pathway


def check_pathway(path: Path | str) -> tuple[Pathway | None, list[Issue]]:
    """The pathway as far as it can be built, and every fault of it, by place."""
    files, issues = _files(Path(path))
    pathway = None
    if not issues:
        pathway, issues = _examine(files, _digest(files))
    return pathway, sorted(issues, key=lambda issue: (issue.place, issue.message))


def _files(path: Path) -> tuple[dict[str, bytes], list[Issue]]:
    """The bytes of each file, by the name that errors give it."""
    if path.is_dir():
        names = sorted(name for name in path.iterdir() if name.suffix in (".yaml", ".yml") and name.is_file())
        if not names:
            return {}, [Issue("file", "no *.yaml file here", Place(str(path)), "name the folder that holds pathway.yaml")]
    elif path.is_file():
        names = [path]
    else:
        return {}, [Issue("file", "no such file or folder", Place(str(path)))]
    if len(names) > MAX_FILES or sum(name.stat().st_size for name in names) > MAX_TOTAL:
        return {}, [Issue("size", f"more than {MAX_FILES} files or {MAX_TOTAL} bytes", Place(str(path)))]
    try:
        return {str(name): name.read_bytes() for name in names}, []
    except OSError as error:
        return {}, [Issue("file", f"can not be read: {error.strerror}", Place(str(error.filename)))]


def _digest(files: dict[str, bytes]) -> str:
    """SHA-256 over the files; their names do not count, only their order-free content."""
    parts = sorted(hashlib.sha256(data).digest() for data in files.values())
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _examine(files: dict[str, bytes], digest: str) -> tuple[Pathway | None, list[Issue]]:
    from legpain_graph.load.build import build
    from legpain_graph.load.rules import broken_rules
    from legpain_graph.load.shape import entry
    from legpain_graph.load.tree import decode, read

    issues: list[Issue] = []
    entries = []
    for name, data in files.items():
        text, faults = decode(data, name)
        tree = None
        if not faults:
            tree, faults = read(text, name)
        issues += faults
        if tree is not None and (found := entry(tree, "file", issues)) is not None:
            entries.append(found)
        elif tree is None and not faults:
            issues.append(Issue("syntax", "an empty file", Place(name)))
    whole = not issues
    built = build(entries, digest, issues)
    if built.pathway is not None:
        issues += broken_rules(built.pathway, sound=built.sound and whole, used=built.used if whole else None)
    return built.pathway, issues


def cache_folder() -> Path:
    """Where loaded pathways are kept: $XDG_CACHE_HOME/legpain-graph, or ~/.cache/legpain-graph."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "legpain-graph"


def _cache_file(digest: str) -> Path:
    """Named for the files and for the code that reads them, so that a new version never takes what an old one checked."""
    home = Path(__file__).parent.parent
    code = max(file.stat().st_mtime_ns for folder in (home, home / "guard", home / "load") for file in folder.glob("*.py"))
    return cache_folder() / f"{digest}-{code:x}.json"


def _cached(digest: str) -> Pathway | None:
    from legpain_graph.load.frozen import thaw

    try:
        pathway = thaw(json.loads(_cache_file(digest).read_bytes()))
    except (OSError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
        return None
    return pathway if getattr(pathway, "hash", None) == digest else None


def _store(pathway: Pathway) -> None:
    """Keep the pathway; a cache that can not be written is no fault."""
    from legpain_graph.load.frozen import freeze

    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".part", delete=False, encoding="utf-8") as file:
            json.dump(freeze(pathway), file, separators=(",", ":"))
        Path(file.name).replace(_cache_file(pathway.hash))
    except OSError:
        return
