"""How much work something is, and a stop for what never ends. Neither looks at a clock: a busy machine changes no verdict."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

CPU_SECONDS: Final = 60
"""Far more than anything here needs."""


def calls(work: Callable[[], Any]) -> int:
    """How many functions `work` calls, in Python and in C: the same on every run and every machine."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@contextmanager
def bounded() -> Iterator[None]:
    """Stops what would never end, in the middle if need be: a guard, not a verdict. errors: TimeoutError"""

    def late(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {CPU_SECONDS} seconds of the processor")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
