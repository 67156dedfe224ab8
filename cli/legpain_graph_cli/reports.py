"""Reports of a command: which formats go where, and writing them all before the command fails."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from legpain_graph.errors import Issue, Place, RequestError, listed
from legpain_graph.files import write_file
from legpain_graph.report.audit.formats import FORMATS, format_of

F = TypeVar("F", bound=Callable[..., Any])
_ORDER = "legpain_graph.order"


class ReportCommand(click.Command):
    """A command that knows in which order -f and -o stood: `-f sarif -o a.sarif -f junit -o a.xml`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        ctx.meta[_ORDER] = [param.name for param in order if param.name in ("formats", "outputs")]
        return super().parse_args(ctx, args)


def report_options(*formats: str) -> Callable[[F], F]:
    """-f and -o, each as often as wanted, for a `ReportCommand`; `formats` are those that the command writes."""

    def add(function: F) -> F:
        function = click.option(
            "--output", "-o", "outputs", multiple=True, type=click.Path(), metavar="FILE",
            help="Write the report there: in the format of the -f before it, else of its ending. May be repeated.",
        )(function)  # fmt: skip
        return click.option(
            "--format", "-f", "formats", multiple=True, type=click.Choice(formats),
            help="The format of the -o after it; without one, of what is printed.  [default: text]",
        )(function)  # fmt: skip

    return add


def destinations(ctx: click.Context, formats: Sequence[str], outputs: Sequence[str], known: Sequence[str]) -> list[tuple[str, str]]:  # fmt: skip
    """Format and file of each report, in order; the file is `-` for what is printed, which is text unless something else is.

    errors: RequestError where an ending says no format or another one than the -f before it, or two reports would be printed
    """
    waiting: list[str] = []
    found: list[tuple[str, str]] = []
    issues: list[Issue] = []
    left = {"formats": list(formats), "outputs": list(outputs)}
    for kind in ctx.meta.get(_ORDER) or ("formats",) * len(formats):
        if kind == "formats":
            waiting.append(left[kind].pop(0))
            continue
        path = left[kind].pop(0)
        ending = format_of(path)
        if waiting:
            format_ = waiting.pop()
            if ending not in ("", format_) and path != "-":
                hint = f"to print {format_}, put -f {format_} last; to write {ending} there, leave it out"
                issues.append(
                    Issue("output", f"its ending says {ending}, the -f before it {format_}", Place(path), hint)
                )
        elif path == "-":
            format_ = "text"
        elif ending not in known:
            what = f"{ending} is not written by this command" if ending else "its ending says no format"
            endings = [FORMATS[name][0] for name in known if name != "github"]
            issues.append(
                Issue("output", what, Place(path), f"put -f FORMAT before it, or end it in {listed(endings, 'or')}")
            )
            continue
        else:
            format_ = ending
        found.append((format_, path))
    found += [(format_, "-") for format_ in waiting]
    printed = [format_ for format_, path in found if path == "-"]
    if len(printed) > 1:
        issues.append(
            Issue("output", f"{listed(printed)} would all be printed", hint="put -o FILE after all but one -f")
        )
    twice = sorted({path for _, path in found if path != "-" and sum(path == other for _, other in found) > 1})
    issues += [Issue("output", "two reports for one file", Place(path)) for path in twice]
    if issues:
        raise RequestError(issues)
    return found if printed else [*found, ("text", "-")]


def write_reports(texts: Mapping[str, str]) -> None:
    """Writes each file whole, and prints what goes to `-` last."""
    from legpain_graph_cli.main import printable

    for path, text in texts.items():
        if path != "-":
            write_file(path, text.encode("utf-8", "replace"))
    if "-" in texts:
        shown = printable(texts["-"])
        click.echo(shown.encode() if shown.startswith("<") else shown, nl=False)  # XML and HTML say that they are UTF-8


def summary_file() -> str:
    """The file to which a job of GitHub Actions adds its summary; empty elsewhere."""
    return os.environ.get("GITHUB_STEP_SUMMARY", "")


def add_summary(text: str) -> None:
    """Adds to the job's summary, where there is one. errors: RequestError where it cannot be written"""
    path = summary_file()
    if path:
        try:
            with open(path, "a", encoding="utf-8") as file:
                file.write(text + "\n")
        except OSError as error:
            raise RequestError([Issue("output", f"cannot be written: {error.strerror}", Place(path))]) from None
