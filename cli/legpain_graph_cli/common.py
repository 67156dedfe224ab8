"""What several commands share: the pathway option, reading a case, writing a file whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from legpain_graph.errors import CaseError, Issue, Place, RequestError

if TYPE_CHECKING:
    from legpain_graph.casefile import CaseFile
    from legpain_graph.walk import Walk, Walker

F = TypeVar("F", bound=Callable[..., Any])


def pathway_option(function: F) -> F:
    """--pathway: a folder of YAML files, or one file; by default the leg pain pathway."""
    return click.option(
        "--pathway", "-p", type=click.Path(path_type=Path), metavar="PATH", help="A pathway's folder or file.  [default: leg pain]"
    )(function)


def closure_options(function: F) -> F:
    """--normal and --not-done, as in a case file."""
    for name, text in (("--not-done", "Close as not done: a test, group or set."), ("--normal", "Close as normal: a finding, group or set.")):
        function = click.option(name, multiple=True, metavar="NAME", help=f"{text} May be repeated.")(function)
    return function


def read_case(name: str, normal: tuple[str, ...] = (), not_done: tuple[str, ...] = ()) -> CaseFile:
    """The case in a file, or on standard input where the name is `-`, with the closures of the command line."""
    from legpain_graph.casefile import parse_case, read_case_file, with_closures

    if name == "-":
        source = parse_case(sys.stdin.buffer.read(1_000_001), "<stdin>")
    else:
        source = read_case_file(name)
    return with_closures(source, normal, not_done)


def walk_case(walker: Walker, source: CaseFile, unknown: str) -> Walk:
    """The walk of a case file. A refusal says how urgent the case is without the entries that contradict each other."""
    try:
        return walker.walk(source.case, unknown)  # type: ignore[arg-type]
    except CaseError as error:
        placed = source.placed(error)
        if error.remaining is not None:
            rest = walker.walk(error.remaining)
            message = f"without the entries that contradict each other: at least {rest.floor.words}, at most {rest.ceiling.words}"
            titles = "; ".join(node.title for node in rest.outcomes if node.urgency == rest.floor)
            placed = CaseError([*placed.issues, Issue("note", message + (f" - {titles}" if titles else ""))])
        raise placed from None


def write_file(path: Path, data: bytes) -> None:
    """Writes beside the file, then renames: the file is whole or as it was before. errors: RequestError where it can not be"""
    import tempfile

    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as beside:
            beside.write(data)
        Path(beside.name).chmod(0o644)
        Path(beside.name).replace(path)
    except OSError as error:
        raise RequestError([Issue("output", f"can not be written: {error.strerror}", Place(str(path)))]) from None
