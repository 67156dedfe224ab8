"""Files -> Pathway, every fault of every file reported at once, with file:line:column."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from legpain_graph.errors import Issue, PathwayError, Place, RequestError
from legpain_graph.files import is_ours, read_file, write_file
from legpain_graph.resources import is_no_file

if TYPE_CHECKING:
    from hashlib import sha256
    from pathlib import Path

    from legpain_graph.model.pathway import Pathway

else:
    try:  # as the standard library's own `random` does: hashlib loads OpenSSL, a tenth of the time of a walk
        from _sha2 import sha256
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256

MAX_FILES = 500
MAX_TOTAL = 20_000_000
MAX_CACHE = 10 * MAX_TOTAL
PRIVATE = 0o700


def load_pathway(path: Path | str, *, cache: bool = False) -> Pathway:
    """The pathway in a folder of YAML files, or in one file.

    With `cache`, a pathway that was loaded before is taken from the user's cache folder, by the hash of its files.

    errors: PathwayError with every fault of every file
    """
    files, issues = _files(os.fspath(path))
    if issues:
        raise PathwayError(issues)
    digest = _digest(files)
    cache = cache and cache_folder() != ""
    if cache and (found := _cached(digest)) is not None:
        return found
    pathway, issues = _examine(files, digest)
    if issues or pathway is None:
        raise PathwayError(issues)
    if cache:
        _store(pathway)
    return pathway


def load_files(files: dict[str, bytes]) -> Pathway:
    """The pathway in files given as bytes, by the names that errors give them.

    errors: PathwayError with every fault of every file
    """
    pathway, issues = _examine(files, _digest(files))
    if issues or pathway is None:
        raise PathwayError(issues)
    return pathway


def check_pathway(path: Path | str) -> tuple[Pathway | None, list[Issue]]:
    """The pathway as far as it can be built, and every fault of it, by place.

    shape:  the pathway is None where nothing can be built; it is sound, and may be walked, where there is no fault
    errors: none raised; a file that cannot be read is a fault like any other
    """
    files, issues = _files(os.fspath(path))
    pathway = None
    if not issues:
        pathway, issues = _examine(files, _digest(files))
    return pathway, sorted(issues, key=lambda issue: (issue.place, issue.message))


def _files(path: str) -> tuple[dict[str, bytes], list[Issue]]:
    """The bytes of each file, by the name that errors give it."""
    try:
        if os.path.isdir(path):
            with os.scandir(path) as folder:
                names = sorted(
                    item.path
                    for item in folder
                    if item.name.endswith((".yaml", ".yml")) and not is_no_file(item.name) and item.is_file()
                )
            if not names:
                return {}, [
                    Issue("file", "no *.yaml file here", Place(path), "name the folder that holds pathway.yaml")
                ]
        elif os.path.isfile(path):
            names = [path]
        else:
            return {}, [Issue("file", "no such file or folder", Place(path))]
        if len(names) > MAX_FILES or sum(os.path.getsize(name) for name in names) > MAX_TOTAL:
            return {}, [Issue("size", f"more than {MAX_FILES} files or {MAX_TOTAL} bytes", Place(path))]
        return {name: read_file(name, MAX_TOTAL) for name in names}, []
    except OSError as error:
        return {}, [Issue("file", f"cannot be read: {error.strerror}", Place(str(error.filename or path)))]
    except ValueError:
        return {}, [Issue("file", "is not a file name", Place(path[:80]))]


def _digest(files: dict[str, bytes]) -> str:
    """SHA-256 over the files in the order in which they are read, which is that of the stages; their names do not count, nor how their
    lines end: a checkout on Windows is the same pathway."""
    lines = (data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") for data in files.values())
    return sha256(b"".join(sha256(data).digest() for data in lines)).hexdigest()


def _examine(files: dict[str, bytes], digest: str) -> tuple[Pathway | None, list[Issue]]:
    from legpain_graph.load.build import build
    from legpain_graph.load.rules import broken_rules
    from legpain_graph.load.schema import entry
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
    built = build(entries, digest, issues, whole=whole)
    if built.pathway is not None and whole and built.sound and built.used is not None:
        from legpain_graph.load.safety import with_safety

        built.pathway = with_safety(built.pathway, built.entries, issues)
    if built.pathway is not None:
        issues += broken_rules(built.pathway, sound=built.sound and whole, used=built.used if whole else None)
    return built.pathway, issues


def cache_folder() -> str:
    """Where loaded pathways are kept: $XDG_CACHE_HOME/legpain-graph, or ~/.cache/legpain-graph; empty where there is no home."""
    for root in (os.environ.get("XDG_CACHE_HOME", ""), os.path.join(os.path.expanduser("~"), ".cache")):
        if os.path.isabs(root):
            return os.path.join(root, "legpain-graph")
    return ""


def _cache_file(digest: str) -> str:
    """Named for the files and for the code that reads them, so that a new version never takes what an old one checked."""
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    code = 0
    for folder in (home, os.path.join(home, "model"), os.path.join(home, "model", "guard"), os.path.join(home, "load")):
        with os.scandir(folder) as items:
            code = max(code, *(item.stat().st_mtime_ns for item in items if item.name.endswith(".py")))
    return os.path.join(cache_folder(), f"{digest}-{code:x}.json")


def _cached(digest: str) -> Pathway | None:
    """The pathway as it was stored; None where nothing was, where the file was changed since, or where another user could do that."""
    from legpain_graph.load.cache import thaw

    try:
        path = _cache_file(digest)
        data = read_file(path, MAX_CACHE, ours=True) if is_ours(os.stat(os.path.dirname(path))) else b""
        payload = data.partition(b",")[2][:-1]
        pathway = thaw(json.loads(payload)) if data == _sealed(path, payload) else None
    except (OSError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
        return None
    return pathway if getattr(pathway, "hash", None) == digest else None


def _store(pathway: Pathway) -> None:
    """Keep the pathway, in a folder that no other user can write; a cache that cannot be written is no fault."""
    from contextlib import suppress

    from legpain_graph.load.cache import freeze

    path = _cache_file(pathway.hash)
    folder = os.path.dirname(path)
    data = _sealed(path, json.dumps(freeze(pathway), separators=(",", ":")).encode())
    with suppress(OSError, RequestError):
        os.makedirs(folder, mode=PRIVATE, exist_ok=True)
        if not is_ours(os.stat(folder)):
            os.chmod(folder, PRIVATE)  # which the system allows to its owner alone
        with suppress(FileNotFoundError):
            os.unlink(path)  # whatever it is: a file that others can write, a pipe, a link
        write_file(path, data, mode=0o600)


def _sealed(path: str, payload: bytes) -> bytes:
    """The content of a cache file, which no chance and no editor changes unnoticed: `["SHA-256 of its name and the payload",payload]`.

    The name says which files and which code it was made from. It keeps out no user: owner and mode of file and folder do.
    """
    return b'["%s",%s]' % (sha256(os.path.basename(path).encode() + payload).hexdigest().encode(), payload)
