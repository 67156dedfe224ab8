"""legpain-graph ask"""

from __future__ import annotations

import os
import sys

import click

from legpain_graph.errors import Issue, Place, RequestError
from legpain_graph.files import is_stream
from legpain_graph_cli.common import closure_options, pathway_option, read_case, terminal_width, walk_case


@click.command(
    "ask",
    epilog="CASE is a case file to go on with. Exit status 1: stopped before the end; the answers are kept.",
)
@click.argument("case", type=str, required=False)
@pathway_option
@closure_options
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False), metavar="FILE", help="Keep the case in FILE, after each answer."
)
@click.pass_context
def command(
    ctx: click.Context,
    case: str | None,
    pathway: str | None,
    normal: tuple[str, ...],
    not_done: tuple[str, ...],
    output: str | None,
) -> None:
    """Ask about one patient in the terminal: only what still matters, red flags first; ends in the walk and the case file."""
    from legpain_graph import load_pathway
    from legpain_graph.case.facts import Case
    from legpain_graph.case.read import CaseFile, with_closures
    from legpain_graph.report.screen import screen as one_screen
    from legpain_graph.walk.interview import Interview
    from legpain_graph.walk.walker import Walker
    from legpain_graph_cli.ask_screen import Screen

    if not (sys.stdin.isatty() and sys.stderr.isatty()) or case == "-":
        raise RequestError(
            [Issue("terminal", "ask needs a terminal", hint="record a case file, then: legpain-graph walk CASE")]
        )
    output = None if output == "-" else output
    source = read_case(case, normal, not_done) if case else with_closures(CaseFile(Case()), normal, not_done)
    _refuse_another_case(case, output)
    walker = Walker(load_pathway(pathway, cache=True))
    walk_case(walker, source)
    interview = Interview(walker, source.case)
    screen = Screen(interview, source, output)
    screen.keep()
    finished = screen.run()
    screen.keep(ended=True)
    walk = interview.walk
    if finished:
        if not walk.floor.stops_questions and not (walk.settled and walk.complete):
            walk = walker.acting_now(walk)
        click.echo(one_screen(walk, terminal_width()), nl=False)
    if output is None:
        click.echo(("\nCASE, as `walk` reads it\n" if finished else "") + screen.text(), nl=False)
    screen.say_where(finished=finished, pathway=pathway)
    if not finished:
        ctx.exit(1)


def _refuse_another_case(case: str | None, output: str | None) -> None:
    """A case file is a record of a patient: another one's is never written over."""
    if output is None or is_stream(output) or not os.path.exists(output):
        return
    if case is None or not os.path.samefile(case, output):
        hint = f"to go on with it: legpain-graph ask {output} -o {output}; or name another file"
        raise RequestError([Issue("output", "there is a file of this name already", Place(output), hint)])
