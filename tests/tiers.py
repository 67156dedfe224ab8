"""Which tests `make test` runs and which `make test-long`.

`long` is what long.txt names: it costs too much for every change. So is what a browser shows: `make test` installs none. `drawn` is what
draws examples - a Hypothesis test, a safety rule of the leg pain pathway, what takes `some` of many: `make test` draws a tenth of them,
`make test-long` all.
Together the two run every test.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

Some = Callable[[Sequence[Any]], Sequence[Any]]
"""Of many - worked cases, seeds - those that the chosen tier looks at."""
HOME: Final = Path(__file__).parent
LIST: Final = HOME / "long.txt"
SMALL: Final = 0.3
"""CPU seconds that a test which is not long may take."""


def named() -> list[str]:
    """The lines of long.txt: `folder/file.py`, or `folder/file.py::test`."""
    lines = (line.strip() for line in LIST.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def mark(items: Iterable[pytest.Item]) -> None:
    """Gives each test the marks of its tier."""
    long = set(named())
    for item in items:
        file = item.path.relative_to(HOME).as_posix() if item.path.is_relative_to(HOME) else ""
        fixtures = getattr(item, "fixturenames", ())
        if file in long or f"{file}::{item.name.partition('[')[0]}" in long or "browser" in fixtures:
            item.add_marker("long")
        drawn = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if drawn or {"check", "some"}.intersection(fixtures):
            item.add_marker("drawn")


def cpu_seconds() -> float:
    """What this process and its children have used so far."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def too_large(reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    """A line for each test that took too long for its tier, the largest first. Nobody fails by it: it is a matter of the machine too."""
    spent = [(dict(report.user_properties).get("cpu", 0.0), report) for report in reports]
    for seconds, report in sorted(spent, key=lambda pair: -float(str(pair[0]))):
        if float(str(seconds)) >= SMALL and not {"long", "drawn"} & set(report.keywords):
            yield f"{seconds} CPU seconds, smaller or into {LIST.name}: {report.nodeid}"
