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
    from legpain_graph.model.vocabulary import Finding, Value
    from legpain_graph.walk.interview import Interview, Line
    from legpain_graph.walk.interview import Screen as Asked
    from legpain_graph_cli.terminal import Option

WIDTH: Final = 80
KEYS: Final = "The key of a line answers it. n says that none of the others is so; u takes the last screen back; Ctrl-C stops and keeps the answers."
DONT_KNOW: Final = "d"
UNSAID: Final = "nothing said"
LINE_KEYS: Final = "1234567890"
"""The keys of the lines of a screen, of which there are at most ten."""


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
    from legpain_graph.model.pathway import Urgency
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
        if walk.floor is not Urgency.EMERGENCY_999 and not (walk.settled and walk.complete):
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
                    asked = self.interview.screen
                    act = self._screen(asked) if asked is not None else self._end()
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

    def _screen(self, asked: Asked) -> Callable[[], None] | None:
        """Shows the lines, takes what is said of them, and gives what answers the screen."""
        from legpain_graph_cli.terminal import Option

        complaint = asked.kind == "complaint"
        about = (
            "The complaint, as far as it is known" if complaint else f"What is so? [could be {asked.could_be.words}]"
        )
        self._say(f"\n{about}")
        part = None
        for key, line in zip(LINE_KEYS, asked.lines, strict=False):
            if not complaint and line.part is not part:
                part = line.part
                self._say(f"{part.name.capitalize()}:")
            self._say(f"{key} {line.question} [{line.name}]", indent="  ")
        said: dict[str, Value | None] = {}
        while True:
            lines = [
                Option(key, self._told(line, said), partial(self._line, line, said))
                for key, line in zip(LINE_KEYS, asked.lines, strict=False)
            ]
            ends = [Option(DONT_KNOW, "go on: the rest is not known, and stays not recorded", _nothing)]
            if not complaint:
                ends.insert(0, Option("n", "none of the others: as listed above, each asked or looked at", _nothing))
            ends += self._always()
            taken = self._pick([*lines, *ends])
            if taken in lines:
                taken.act()
                if self._is_emergency(asked, said):
                    self._repeat(asked, said)
                    return partial(self._sign, asked, said, others=False)
            elif taken.key == "n" or taken.key == DONT_KNOW:
                self._repeat(asked, said)
                self._say(f"> {taken.label}", indent="  ")
                return partial(self._sign, asked, said, others=taken.key == "n")
            else:
                return self._taken(taken)

    def _sign(self, asked: Asked, said: dict[str, Value | None], *, others: bool) -> None:
        for sentence in self.interview.answer(asked, said, others=others):
            self._say(f"SIGNED: {sentence}", indent="  ")

    def _is_emergency(self, asked: Asked, said: dict[str, Value | None]) -> bool:
        try:
            return self.interview.is_emergency(asked, said)
        except CaseError:  # told once the screen is answered
            return False

    def _repeat(self, asked: Asked, said: dict[str, Value | None]) -> None:
        for line in asked.lines:
            if line.name in said:
                self._say(f"> {self._told(line, said)}", indent="  ")

    def _told(self, line: Line, said: dict[str, Value | None]) -> str:
        """A line with what is said of it so far."""
        from legpain_graph.model.guard.phrase import label, value_words
        from legpain_graph.model.vocabulary import NOT_DONE

        words = self.interview.words
        title = label(line.name, words) if line.name in words.findings else line.name.replace("_", " ")
        if line.name not in said:
            return f"{title}: -"
        value = said[line.name]
        if value is None:
            return f"{title}: unsure"
        if line.name in words.findings:
            return f"{title}: {value_words(words.findings[line.name], value)}"
        return f"{title}: {'none' if value is NOT_DONE else 'there is one'}"

    def _line(self, line: Line, said: dict[str, Value | None]) -> None:
        """One key: yes, then unsure, then nothing said; where there is more to say it is chosen or typed."""
        if line.name not in self.interview.words.findings or (line.values == (True, False) and not line.not_done):
            turn = [*(value for value in line.values if value is not line.others), None, UNSAID]
            told = turn[(turn.index(said.get(line.name, UNSAID)) + 1) % len(turn)]
        else:
            told = self._value(self.interview.words.findings[line.name], line)
        if told == UNSAID:
            said.pop(line.name, None)
        else:
            said[line.name] = told

    def _value(self, finding: Finding, line: Line) -> Value | None:
        """The value that is chosen or typed; None for unsure, UNSAID for none."""
        from legpain_graph.model.guard.phrase import value_words
        from legpain_graph.model.vocabulary import NOT_DONE
        from legpain_graph.walk.interview import typed_number
        from legpain_graph_cli.terminal import Option, type_number

        self._say(f"{finding.text}", indent="  ")
        if finding.definition:
            self._say(finding.definition, indent="    ")
        values: dict[str, Value | None] = {}
        others: list[Option] = []

        def add(key: str, words: str, value: Value | None) -> None:
            values[key] = value
            others.append(Option(key, words, _nothing))

        if line.not_done:
            add("x", "not done: no result exists", NOT_DONE)
        add("?", "unsure: stays not recorded", None)
        add("b", "back: nothing is said of it", UNSAID)
        if finding.type.value == "number":
            for option in others:
                click.echo(f"   {option.key}  {option.label}", err=True)
            typed = type_number(
                f"{finding.unit}, {finding.low} to {finding.high}",
                lambda text: typed_number(finding, text)[1],
                others,
                others[-1],
            )
            if isinstance(typed, Option):
                return values[typed.key]
            value, _ = typed_number(finding, typed)
            return value
        choices = [
            Option(str(number) if number < 10 else "", value_words(finding, value), _nothing)
            for number, value in enumerate(line.values, 1)
        ]
        values |= {option.key: value for option, value in zip(choices, line.values, strict=True)}
        return values[self._pick([*choices, *others], marked="b").key]

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
            options.append(Option("u", "take the last screen back", interview.undo))
        if len(options) == 1:
            return None
        taken = self._taken(self._pick(options, marked="f"))
        return None if taken is _nothing else taken

    def _always(self) -> list[Option]:
        from legpain_graph_cli.terminal import Option

        options = []
        if self.interview.can_undo:
            options.append(Option("u", "take the last screen back", self.interview.undo))
        return [*options, Option("q", "stop here, keep the answers", _stop)]

    def _pick(self, options: list[Option], marked: str = DONT_KNOW) -> Option:
        """The chosen line. The marked one never says that something is normal: Enter alone must clear nothing."""
        from legpain_graph_cli.terminal import choose

        return choose(options, next(option for option in options if option.key == marked))

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
