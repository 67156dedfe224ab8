"""The parts of a run that are done, in a folder of its own beside the output: what is there need not be done again.

run.json            what the run is: the pathway, the tables, what was asked for
000012.rows         the answers of the 13th unit, 000012.rejects its faults (Arrow IPC)
000012.done         what was counted of it: written last
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

import pyarrow as pa

from legpain_graph.cohort.counts import Counts
from legpain_graph.files import make_folder, refused

RUN: Final = "run.json"


class Parts:
    """The parts in a folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def begin(self, run: dict[str, Any]) -> None:
        """Goes on with a run that was this very one; else begins anew. errors: RequestError where the folder cannot be made"""
        text = json.dumps(run, sort_keys=True)
        try:
            with open(self._path(RUN), encoding="utf-8") as file:
                same = file.read() == text
        except (OSError, ValueError):
            same = False
        if same:
            return
        self.remove()
        make_folder(self.folder)
        try:
            with open(self._path(RUN), "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise refused(self.folder, f"cannot be written: {error.strerror}") from None

    def remove(self) -> None:
        """Removes the folder, where it is one of a run."""
        if os.path.exists(self._path(RUN)):
            shutil.rmtree(self.folder)

    def done(self, number: int) -> Counts | None:
        """What was counted of a unit, where that is done."""
        try:
            with open(self._path(f"{number:06}.done"), encoding="utf-8") as file:
                return Counts.of_dict(json.load(file))
        except FileNotFoundError:
            return None

    def rows(self, number: int, kind: str) -> Iterator[pa.RecordBatch]:
        """The rows of a part of a unit."""
        with pa.memory_map(self._path(f"{number:06}.{kind}")) as mapped:
            opened = pa.ipc.open_file(mapped)
            for batch in range(opened.num_record_batches):
                yield opened.get_batch(batch)

    def write(self, number: int, kind: str, write: Callable[[str], None]) -> None:
        """Writes a part: `write` is given the name to write it under. It has its own when it is whole."""
        path = self._path(f"{number:06}.{kind}")
        beside = f"{path}.{os.getpid()}"
        try:
            write(beside)
            os.replace(beside, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)
            raise

    def _path(self, name: str) -> str:
        return os.path.join(self.folder, name)
