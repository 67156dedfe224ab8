"""legpain-graph ask"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import click

from legpain_graph.errors import CaseError, Issue, Place, RequestError
from legpain_graph.files import is_stream, write_file
from legpain_graph_cli.common import closure_options, pathway_option, read_case, terminal_width, walk_case

if TYPE_CHECKING:
    from legpain_graph.case.read import CaseFile
    from legpain_graph.walk.interview import AskFinding, AskGroup, Interview
    from legpain_graph_cli.terminal import Option

WIDTH: Final = 80
KEYS: Final = (
    "One key answers; Enter takes the marked line. u takes the last answer back; Ctrl-C stops and keeps the answers."
)
DONT_KNOW: Final = "d"


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
        if not (walk.settled and walk.complete):
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


@dataclass
class Screen:
    """The interview as it is seen: questions, keys, the outcome after each answer."""

    interview: Interview
    source: CaseFile
    output: str | None

    def text(self) -> str:
        from dataclasses import replace

        from legpain_graph.case.write import case_json

        return case_json(replace(self.source, case=self.interview.case))

    def keep(self, *, ended: bool = False) -> None:
        """Writes the case as it is now, so that nothing can lose an answer; into what cannot be taken back only once it has ended."""
        if self.output is not None and is_stream(self.output) is ended:
            write_file(self.output, self.text().encode())

    def run(self) -> bool:
        """Asks until nothing is left to ask, or until it is stopped. Whether it came to the end."""
        from legpain_graph_cli.terminal import session

        pathway = self.interview.walker.pathway
        self._say(f"{pathway.title}. {pathway.disclaimer}")
        self._say(KEYS)
        with session():
            try:
                while True:
                    self._outcome()
                    asked = self.interview.question
                    act = self._question(asked) if asked is not None else self._end()
                    if act is None:
                        return True
                    self._answer(act)
            except (KeyboardInterrupt, EOFError):
                return False

    def say_where(self, *, finished: bool, pathway: str | None) -> None:
        """Where the case is, and how to go on."""
        import shlex

        from legpain_graph.walk.interview import progress

        file = self.output if self.output is not None and not is_stream(self.output) else None
        if file is not None:
            self._say(f"\nThe case is in {file}.")
        if not finished:
            missing = progress(self.interview.walk) or "nothing is missing"
            name = shlex.quote(file or "case.json")
            more = f" -p {shlex.quote(pathway)}" if pathway is not None else ""
            before = "Go on with" if file is not None else f"Save the case above as {name}, then"
            self._say(f"Stopped; {missing}. {before}:")
            click.echo(f"  legpain-graph ask {name} -o {name}{more}", err=True)

    def _answer(self, act: Callable[[], None]) -> None:
        try:
            act()
        except CaseError as error:
            self._say("Not taken: " + "; ".join(str(issue) for issue in error.issues))
            return
        self.keep()

    def _outcome(self) -> None:
        from legpain_graph.walk.headline import headline
        from legpain_graph.walk.interview import progress

        walk = self.interview.walk
        self._say("\n" + headline(walk))
        for warning in walk.warnings:
            self._say(f"CHECK THE ENTRY: {warning}")
        if missing := progress(walk):
            self._say(missing + ".")

    def _question(self, asked: AskFinding | AskGroup) -> Callable[[], None] | None:
        from legpain_graph.walk.interview import AskGroup

        return self._several(asked) if isinstance(asked, AskGroup) else self._one(asked)

    def _several(self, asked: AskGroup) -> Callable[[], None]:
        from legpain_graph.model.guard.phrase import label
        from legpain_graph_cli.terminal import Option

        interview, words = self.interview, self.interview.words
        signed = next(iter(asked.sentences))
        self._say(f"\nIs all of this so? [{asked.name}, could be {asked.could_be.words}]")
        for sentence in asked.sentences[signed]:
            self._say(sentence, indent="  ")
        self._say(f"That answers: {', '.join(label(name, words) for name in asked.members)}.", indent="  ")
        so = "yes, none exists" if signed == "not_done" else "yes, all of it was asked or looked at, and is so"
        options = [
            Option("y", so, partial(interview.close, asked, signed)),
            Option("n", "no, or not all of it: one by one", partial(interview.go_through, asked)),
        ]
        if "not_done" in asked.sentences and signed != "not_done":
            options.append(Option("x", "not done, none of it", partial(interview.close, asked, "not_done")))
        return self._choose([*options, *self._always(asked)])

    def _one(self, asked: AskFinding) -> Callable[[], None]:
        from legpain_graph.case.group_wording import normal_list
        from legpain_graph.model.guard.phrase import value_words
        from legpain_graph.model.vocabulary import NOT_DONE
        from legpain_graph_cli.terminal import Option

        interview, finding = self.interview, asked.finding
        self._say(f"\n{asked.text} [{finding.name}, could be {asked.could_be.words}]")
        if finding.definition:
            self._say(finding.definition, indent="  ")
        others: list[Option] = []
        if asked.rest:
            self._say(f"r: {normal_list(asked.rest, interview.words)}.", indent="  ")
            others.append(
                Option("r", "this and the rest are normal, as listed", partial(interview.close, asked, "normal"))
            )
        if asked.not_done:
            others.append(Option("x", "not done: no result exists", partial(interview.record, asked, NOT_DONE)))
        others += self._always(asked)
        if not asked.values:
            return self._number(asked, others)
        keys = {True: "y", False: "n"}
        options = [
            Option(keys[value] if isinstance(value, bool) else str(number) if number < 10 else "",
                   value_words(finding, value), partial(interview.record, asked, value))
            for number, value in enumerate(asked.values, 1)
        ]  # fmt: skip
        return self._choose([*options, *others])

    def _number(self, asked: AskFinding, others: list[Option]) -> Callable[[], None]:
        from legpain_graph.model.guard.phrase import value_words
        from legpain_graph.walk.interview import typed_number
        from legpain_graph_cli.terminal import Option, type_number

        finding = asked.finding
        span = f"{finding.unit}, {finding.low} to {finding.high}"
        marked = next(option for option in others if option.key == DONT_KNOW)
        for option in others:
            click.echo(f"{'>' if option is marked else ' '}  {option.key}  {option.label}", err=True)
        typed = type_number(span, lambda text: typed_number(finding, text)[1], others, marked)
        if isinstance(typed, Option):
            return self._taken(typed)
        value, _ = typed_number(finding, typed)
        assert value is not None
        self._say(f"> {value_words(finding, value)}", indent="  ")
        return partial(self.interview.record, asked, value)

    def _end(self) -> Callable[[], None] | None:
        """Nothing is left to ask: finish, or look back."""
        from legpain_graph_cli.terminal import Option

        interview = self.interview
        left = len(interview.unanswered)
        options = [Option("f", "finish", _nothing)]
        if left:
            self._say(f"\nNothing else to ask; {left} not known.")
            options.append(Option("a", "ask again what was not known", interview.ask_again))
        if interview.can_undo:
            options.append(Option("u", "take the last answer back", interview.undo))
        if len(options) == 1:
            return None
        taken = self._choose(options, marked="f")
        return None if taken is _nothing else taken

    def _always(self, asked: AskFinding | AskGroup) -> list[Option]:
        from legpain_graph_cli.terminal import Option

        options = [Option(DONT_KNOW, "don't know: stays not recorded", partial(self.interview.skip, asked))]
        if self.interview.can_undo:
            options.append(Option("u", "take the last answer back", self.interview.undo))
        return [*options, Option("q", "stop here, keep the answers", _stop)]

    def _choose(self, options: list[Option], marked: str = DONT_KNOW) -> Callable[[], None]:
        """What the chosen line does. The marked line never says that something is normal: Enter alone must clear nothing."""
        from legpain_graph_cli.terminal import choose

        return self._taken(choose(options, next(option for option in options if option.key == marked)))

    def _taken(self, option: Option) -> Callable[[], None]:
        self._say(f"> {option.label}", indent="  ")
        return option.act

    @staticmethod
    def _say(text: str, indent: str = "") -> None:
        """A remark, wrapped to the terminal."""
        import shutil
        import textwrap

        from legpain_graph_cli.main import printable

        width = min(shutil.get_terminal_size().columns, WIDTH + 20)
        if text.startswith("\n"):
            click.echo(err=True)
        lines = textwrap.wrap(printable(text.strip()), max(width, 30), initial_indent=indent, subsequent_indent=indent)
        click.echo("\n".join(lines), err=True)


def _nothing() -> None:
    """Finishing changes nothing."""


def _stop() -> None:
    raise KeyboardInterrupt
