"""Standard streams that may be full, closed, or of an encoding that lacks a letter.

Results that cannot be written are an error; remarks that cannot be are lost, and change no exit status. A reader who has gone wants
no more: that is no error. What the encoding lacks is written as JSON escapes it, `\\u0142`, which a JSON result may hold.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import IO, Any, Final

from legpain_graph.errors import Issue, Place

ESCAPED: Final = "legpain_graph.escaped"
STRICT: Final = ("strict", "surrogateescape")
"""What the interpreter does by itself about a letter that an encoding lacks; something else was asked for by somebody."""


class NotWritten(Exception):
    """Results that cannot be written to standard output."""

    def __init__(self, why: str) -> None:
        self.issue = Issue("output", f"cannot be written: {why}", Place("<stdout>"))
        super().__init__(str(self.issue))


class Raw(io.FileIO):
    """An open file that is written into. errors: NotWritten, unless it is for remarks alone, which are then lost"""

    def __init__(self, descriptor: int, before: IO[str] | None, *, remarks: bool) -> None:
        super().__init__(descriptor, "wb", closefd=False)
        self.before, self.remarks = before, remarks  # once nobody has the stream before, it closes the file

    def write(self, data: Any, /) -> int:
        try:
            while (count := super().write(data)) is None:  # a pipe that does not wait, and is full
                import select

                select.select([], [self], [])
        except OSError as error:
            if not self.remarks and not isinstance(error, BrokenPipeError):
                raise NotWritten("it is closed" if self.before is None else str(error.strerror)) from None
            return len(data)
        return count


def prepare() -> None:
    """Puts streams in place of the interpreter's that keep to the above.

    A closed one is opened so that all writing, or reading, fails: its number must not go to the next file that is opened.
    """
    codecs.register_error(ESCAPED, _escaped)
    closed = [os.open(os.devnull, mode) if stream is None else -1 for stream, mode in _standard()]
    if closed[0] >= 0:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(closed[0])))
    sys.stdout = _writer(sys.stdout, closed[1], remarks=False)
    sys.stderr = _writer(sys.stderr, closed[2], remarks=True)


def _standard() -> list[tuple[IO[str] | None, int]]:
    return [(sys.stdin, os.O_WRONLY), (sys.stdout, os.O_RDONLY), (sys.stderr, os.O_RDONLY)]


def _writer(stream: Any, descriptor: int, *, remarks: bool) -> Any:
    if (
        stream is not None and os.name == "nt" and stream.isatty()
    ):  # a console of Windows is written by click, in its own way
        return stream
    if stream is None:
        encoding, errors, at_lines = "utf-8", "strict", False
    else:
        stream.flush()
        descriptor, encoding, errors, at_lines = stream.fileno(), stream.encoding, stream.errors, stream.line_buffering
    raw = Raw(descriptor, stream, remarks=remarks)
    errors = ESCAPED if errors in STRICT else errors
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding=encoding, errors=errors, line_buffering=at_lines)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Letters as JSON escapes them, in two halves where four figures are not enough."""
    assert isinstance(error, UnicodeEncodeError)
    halves = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{halves[place : place + 4]}" for place in range(0, len(halves), 4)), error.end
