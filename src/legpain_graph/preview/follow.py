"""Follows the files of a pathway: what to show now, and who waits for the next version is told.

The files are looked at a few times a second. That needs no library, works on every file system, and costs a few dozen `stat` calls.
"""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from legpain_graph.errors import Issue, LegpainError, plural
from legpain_graph.load.loader import check_pathway
from legpain_graph.preview.pages import faults_page, first_page, pathway_page

SECONDS: Final = 0.3
Signature = tuple[tuple[str, int, int], ...]


class Showing(NamedTuple):
    """One version of the page; `working` while a newer one is made."""

    version: str
    page: bytes
    working: bool


class Follower:
    """The page of the pathway at `path`, kept up to date by `run` in a thread of its own."""

    def __init__(self, path: str, tell: Callable[[str], None], seconds: float = SECONDS) -> None:
        """`tell` is given a remark on each new version."""
        self.path, self.tell, self.seconds = path, tell, seconds
        self._changed = threading.Condition()
        self._stopped = False
        self._born = f"{time.time_ns():x}"  # a page that outlives its server must not take the next one's for its own
        self._number = 0
        self._shown = Showing(self._version(), first_page(self._version()), working=True)

    @property
    def shown(self) -> Showing:
        return self._shown

    @property
    def stopped(self) -> bool:
        return self._stopped

    def run(self) -> None:
        """Looks at the files until it is stopped."""
        seen: Signature | None = None
        while not self._stopped:
            now = signature(self.path)
            if now != seen:
                self._publish(self._shown._replace(working=True))
                self._settle(now)
                seen = signature(self.path)
                self._look()
            with self._changed:
                self._changed.wait_for(lambda: self._stopped, self.seconds)

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def wait(self, seen: Showing | None, seconds: float) -> Showing:
        """What is shown, as soon as it is something else than `seen`, it is stopped, or the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or seen is None or self._shown is not seen, seconds)
            return self._shown

    def _settle(self, now: Signature) -> None:
        """Waits while an editor is still writing."""
        while not self._stopped:
            time.sleep(self.seconds / 3)
            before, now = now, signature(self.path)
            if before == now:
                return

    def _look(self) -> None:
        """Reads the files and publishes what they are: the page, or their faults."""
        started = time.perf_counter()
        self._number += 1
        version = self._version()
        page = b""
        issues: list[Issue] = []
        try:
            pathway, issues = check_pathway(self.path)
            if pathway is not None and not issues:
                page = pathway_page(pathway, self._folder(), version)
        except LegpainError as error:
            issues = error.issues
        except Exception as error:  # a bug: said here, and the next change of the files is still looked at
            issues = [Issue("bug", f"a bug in legpain-graph: {error!r}", hint="the terminal has the lines to report")]
            self.tell(traceback.format_exc())
        self._publish(Showing(version, page or faults_page(issues, version), working=False))
        count = plural(len(issues), "fault") if issues else "sound"
        self.tell(f"{count} ({time.perf_counter() - started:.1f} s)")

    def _folder(self) -> Path:
        return Path(self.path) if os.path.isdir(self.path) else Path(self.path).parent

    def _publish(self, shown: Showing) -> None:
        with self._changed:
            self._shown = shown
            self._changed.notify_all()

    def _version(self) -> str:
        return f"{self._born}-{self._number}"


def signature(path: str) -> Signature:
    """What changes when a file of the pathway does: names, times and sizes."""
    try:
        folder = path if os.path.isdir(path) else os.path.dirname(path)
        names = [path] if folder != path else _ending(folder, ".yaml", ".yml")
        cases = os.path.join(folder, "cases")
        if os.path.isdir(cases):
            names += _ending(cases, ".yaml", ".yml", ".json")
        states = [(name, os.stat(name)) for name in names]
    except (OSError, ValueError):
        return ()
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)


def _ending(folder: str, *endings: str) -> list[str]:
    with os.scandir(folder) as items:
        return sorted(item.path for item in items if item.name.endswith(endings))
