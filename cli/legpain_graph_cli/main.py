"""The command line: commands parse, call one engine function, print. Only this module turns errors into text and exit status."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, Final

import click

from legpain_graph import __version__
from legpain_graph.errors import LegpainError, plural
from legpain_graph_cli.streams import NotWritten, prepare

COMMANDS: Final = {
    "walk": "Walk one patient: where it leads, why, and what is still open.",
    "ask": "Interview in the terminal: only what still matters is asked.",
    "render": "Draw the flowchart, with a case the path taken.",
    "page": "Write a web page that walks patients; works offline.",
    "preview": "Show a pathway while you write it; follows its files.",
    "check": "Check a pathway: every fault with file, line and column.",
    "cohort": "Walk a table of patients; who ends how, and what is missing.",
    "generate": "Write a table of synthetic patients, the same for one seed.",
    "audit": "Audit the cases: what they cover of what any patient could.",
    "cases": "Cases to a spreadsheet (.xlsx, .csv) for review, and back.",
    "findings": "Search what can be recorded; --template writes a case to fill in.",
    "diff": "Compare two versions: what changed, and for which patients.",
    "trace": "Show where each statement of the source is encoded.",
    "export": "Write the pathway in a format of health software.",
    "schema": "Print a JSON Schema: of a case, a pathway file or a walk.",
    "prove": "Prove the safety rules, or show a patient who breaks one.",
    "demo": "Walk a worked case and draw it.",
}


class FaultsFound(click.ClickException):
    """A user's mistake: every fault of it, exit status 2."""

    exit_code = 2

    def __init__(self, error: LegpainError) -> None:
        super().__init__(str(error))
        self.error = error

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - always stderr
        faults = [issue for issue in self.error.issues if issue.code != "note"]
        for issue in faults:
            click.echo(f"error: {printable(str(issue))}", err=True)
        for issue in self.error.issues:
            if issue.code == "note":
                click.echo(f"note: {printable(issue.message)}", err=True)
        count = len(faults)
        click.echo(f"{plural(count, 'error')}; nothing was done", err=True)


def printable(text: str) -> str:
    """Text of a file without the control characters that could steer a terminal."""
    return "".join(char if char in "\n\t" or char.isprintable() else f"\\x{ord(char):02x}" for char in text)


class LazyGroup(click.Group):
    """Imports a command only when it is used, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"legpain_graph_cli.{cmd_name}_command").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from legpain_graph.errors import did_you_mean

            hint = did_you_mean(args[0], COMMANDS)
            raise click.UsageError(f"{error.message} {hint}".strip(), ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LegpainError as error:
            raise FaultsFound(error) from None


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    """Which engine this is and which pathway it brings: a result comes of both."""
    if not wanted or ctx.resilient_parsing:
        return
    from legpain_graph import load_pathway
    from legpain_graph.resources import pathway_path

    pathway = load_pathway(pathway_path(), cache=True)
    click.echo(f"legpain-graph {__version__}")
    click.echo(f"pathway {pathway.id} {pathway.version} ({pathway.hash})")
    ctx.exit()


@click.command(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "LEGPAIN_GRAPH"}
)
@click.option(
    "--version", "-V", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Show the versions of the engine and of the leg pain pathway, with its hash, and exit.",
)  # fmt: skip
@click.pass_context
def cli(ctx: click.Context) -> None:
    """A clinical pathway as a graph: walk a patient through it and see the path.

    \b
    Start with:  legpain-graph demo
    Then:        legpain-graph findings --template > case.yaml
                 legpain-graph walk case.yaml
                 legpain-graph render case.yaml -o path.svg

    Educational decision support; not a doctor. What is not recorded is never read as absent.

    Exit status: 0 sound, 1 ran and found something, 2 the request or the input was wrong, 3 a bug.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> None:
    """The installed command. Leaves without taking the interpreter down piece by piece, which would take as long as a walk."""
    prepare()
    try:
        status = _status()
        sys.stdout.flush()
    except NotWritten as error:
        click.echo(f"error: {error.issue}", err=True)
        status = 2
    sys.stderr.flush()
    os._exit(status)


def _status() -> int:
    """The exit status of what was asked for. errors: NotWritten where nobody can be given the results"""
    try:
        cli.main(prog_name="legpain-graph")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    except NotWritten:
        raise
    except Exception:
        import traceback

        traceback.print_exc()
        click.echo("This is a bug in legpain-graph; please report it with the lines above.", err=True)
        return 3
    return 0
