"""What several commands share: the pathway option, reading a case, and where the result goes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from legpain_graph.errors import CaseError, Issue, Place, RequestError
from legpain_graph.files import is_stream, refused, write_file

if TYPE_CHECKING:
    from legpain_graph.case.read import CaseFile
    from legpain_graph.model.pathway import Pathway
    from legpain_graph.walk.result import Walk
    from legpain_graph.walk.walker import Walker

F = TypeVar("F", bound=Callable[..., Any])


def pathway_option(function: F) -> F:
    """--pathway: a folder of YAML files, or one file; by default the leg pain pathway."""
    return click.option(
        "--pathway", "-p", type=click.Path(), metavar="PATH", help="A pathway's folder or file.  [default: leg pain]"
    )(function)


def closure_options(function: F) -> F:
    """--normal and --not-done, as in a case file."""
    for name, text in (
        ("--not-done", "Close as not done: a test, group or set."),
        ("--normal", "Close as normal: a finding, group or set."),
    ):
        function = click.option(name, multiple=True, metavar="NAME", help=f"{text} May be repeated.")(function)
    return function


class Seconds(click.FloatRange):
    """A number of seconds, at most a day; what is no number is in no range, and click would take it."""

    def __init__(self) -> None:
        super().__init__(0.001, 86_400)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        found = super().convert(value, param, ctx)
        return found if found == found else self.fail(f"{value} is not a number.", param, ctx)


def seconds_option(function: F) -> F:
    """--seconds: how long the solver may take for one question."""
    return click.option(
        "--seconds", type=Seconds(), default=10.0, show_default=True, help="For one question to the solver."
    )(function)


def faults_options(function: F) -> F:
    """--sample and --workers, where small faults are planted one by one."""
    for name, default, text in (("--workers", 2, "Processes that share the faults."), ("--sample", None, "Only so many faults, spread evenly.")):  # fmt: skip
        function = click.option(name, type=click.IntRange(min=1), default=default, show_default=True, help=text)(
            function
        )
    return function


def read_case(name: str, normal: tuple[str, ...] = (), not_done: tuple[str, ...] = ()) -> CaseFile:
    """The case in a file, or on standard input where the name is `-`, with the closures of the command line."""
    from legpain_graph.case.read import MAX_BYTES, parse_case, read_case_file, with_closures

    source = parse_case(_standard_input(MAX_BYTES + 1), "<stdin>") if name == "-" else read_case_file(name, pipes=True)
    return with_closures(source, normal, not_done)


def read_fhir(name: str, pathway: Pathway, normal: tuple[str, ...], not_done: tuple[str, ...]) -> CaseFile:
    """The case that a FHIR resource holds, with the closures of the command line. Remarks say what was not taken into it."""
    from legpain_graph.case.read import contents, with_closures
    from legpain_graph.exchange.responses import MAX_BYTES, read_response

    data = _standard_input(MAX_BYTES + 1) if name == "-" else contents(name, MAX_BYTES, pipes=True)
    taken = read_response(data, pathway, "<stdin>" if name == "-" else name)
    for unused in taken.unused:
        click.echo(f"note: {unused.place}: not used: {unused.why}", err=True)
    return with_closures(taken.source, normal, not_done)


def _standard_input(most: int) -> bytes:
    """Its first bytes. errors: RequestError where it cannot be read"""
    try:
        return sys.stdin.buffer.read(most)
    except OSError as error:
        why = "it is closed" if error.errno == errno.EBADF else error.strerror
        raise RequestError([Issue("file", f"cannot be read: {why}", Place("<stdin>"))]) from None


def walk_case(walker: Walker, source: CaseFile) -> Walk:
    """The walk of a case file. A refusal says how urgent the case is without the entries that contradict each other."""
    from legpain_graph.walk.headline import headline

    try:
        return walker.walk(source.case)
    except CaseError as error:
        placed = source.placed(error)
        if error.remaining is not None:
            rest = walker.walk(error.remaining)
            told = f"at least {rest.floor.words}, at most {rest.ceiling.words}"
            message = (
                f"without the entries that contradict each other: {told if walker.pathway.ordered else headline(rest)}"
            )
            titles = "; ".join(node.title for node in rest.outcomes if node.urgency == rest.floor)
            placed = CaseError(
                [*placed.issues, Issue("note", message + (f" - {titles}" if titles and walker.pathway.ordered else ""))]
            )
        raise placed from None


def put(output: str | None, result: str | bytes) -> None:
    """Writes the result to a file, or prints it where there is none or it is `-`. errors: RequestError where it cannot be written"""
    if output is None or output == "-":
        click.echo(result, nl=False)
    else:
        write_file(output, result if isinstance(result, bytes) else result.encode("utf-8", "replace"))


def refuse_over(output: str | None, *sources: str | None) -> None:
    """errors: RequestError where the result would be written over what it is made from: a case is the record of a patient"""
    if output is None or output == "-" or is_stream(output) or not os.path.exists(output):
        return
    places = [output, os.path.dirname(os.path.realpath(output))] if output.endswith((".yaml", ".yml")) else [output]
    for name in sources:
        if name is not None and os.path.exists(name) and any(os.path.samefile(name, place) for place in places):
            raise refused(output, "is what was read, and would be lost: name another file")


def terminal_width() -> int:
    """The columns of text for a reader: those of the terminal, where it is narrower than a line is long."""
    import shutil

    from legpain_graph.report.screen import WIDTH

    return min(WIDTH, max(shutil.get_terminal_size((WIDTH, 0)).columns, 40))


@contextmanager
def needs(command: str, extra: str, *packages: str) -> Iterator[None]:
    """For imports of what comes with an extra. errors: RequestError where it is not installed, which says how to"""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in packages:
            raise
        from legpain_graph.resources import how_to_get

        message = f"{command} needs {error.name}, which is not installed"
        raise RequestError([Issue("package", message, hint=how_to_get(extra))]) from None


def read_bytes(path: str) -> bytes:
    """What stands in a file. errors: RequestError where it cannot be read"""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise RequestError([Issue("file", f"cannot be read: {error.strerror}", Place(path))]) from None
