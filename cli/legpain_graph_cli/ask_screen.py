"""The screens of `ask`: the lines of one, its keys, what was found at any time, and what stays on the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

import click

from legpain_graph.errors import CaseError
from legpain_graph.files import is_stream, write_file
from legpain_graph_cli.ask_value import DONT_KNOW, UNSAID, ask_found, ask_value, nothing, pick, say

if TYPE_CHECKING:
    from legpain_graph.case.read import CaseFile
    from legpain_graph.model.search import Index
    from legpain_graph.model.vocabulary import Value
    from legpain_graph.walk.interview import Interview
    from legpain_graph.walk.screens import Line
    from legpain_graph.walk.screens import Screen as Asked
    from legpain_graph_cli.terminal import Option

KEYS: Final = "The key of a line answers it. n says that none of the others is so; / records what was found, at any time; w says what the lines mean; u takes the last screen back; Ctrl-C stops and keeps the answers."
LINE_KEYS: Final = "1234567890"
"""The keys of the lines of a screen, of which there are at most ten."""


@dataclass
class Screen:
    """The interview as it is seen: questions, keys, the outcome after each answer."""

    interview: Interview
    source: CaseFile
    output: str | None

    @cached_property
    def _index(self) -> Index:
        from legpain_graph.model.search import Index

        return Index(self.interview.words)

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
        say(f"{pathway.title}. {pathway.disclaimer}")
        say(KEYS)
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
            say(f"\nThe case is in {file}.")
        if not finished:
            missing = progress(self.interview.walk) or "nothing is missing"
            name = shlex.quote(file or "case.json")
            more = f" -p {shlex.quote(pathway)}" if pathway is not None else ""
            before = "Go on with" if file is not None else f"Save the case above as {name}, then"
            say(f"Stopped; {missing}. {before}:")
            click.echo(f"  legpain-graph ask {name} -o {name}{more}", err=True)

    def _answer(self, act: Callable[[], None]) -> None:
        try:
            act()
        except CaseError as error:
            say("Not taken: " + "; ".join(str(issue) for issue in error.issues))
            return
        self.keep()

    def _outcome(self) -> None:
        from legpain_graph.walk.headline import headline
        from legpain_graph.walk.interview import progress

        walk = self.interview.walk
        say("\n" + headline(walk))
        for warning in walk.warnings:
            say(f"CHECK THE ENTRY: {warning}")
        if missing := progress(walk):
            say(missing + ".")

    def _screen(self, asked: Asked) -> Callable[[], None] | None:
        """Shows the lines, takes what is said of them, and gives what answers the screen. Who stops has said what was said so far."""
        complaint = asked.kind == "complaint"
        could_be = f" [could be {asked.could_be.words}]" if asked.could_be.words else ""
        about = "The complaint, as far as it is known" if complaint else f"What is so?{could_be}"
        say(f"\n{about}")
        heading = ""
        for key, line in zip(LINE_KEYS, asked.lines, strict=False):
            above = "And, where one of these is so:" if line.follows else f"{line.part.name.capitalize()}:"
            if not complaint and above != heading:
                heading = above
                say(heading)
            say(f"{key} {line.question} [{line.name}]", indent="  ")
        said: dict[str, Value | None] = {}
        try:
            return self._said(asked, said)
        except (KeyboardInterrupt, EOFError):
            if said:
                self._repeat(asked, said)
                self._answer(partial(self._sign, asked, said, others=False))
            raise

    def _said(self, asked: Asked, said: dict[str, Value | None]) -> Callable[[], None]:
        """Takes what is said of the lines into `said`, and gives what answers the screen. errors: KeyboardInterrupt or EOFError to stop"""
        from legpain_graph_cli.terminal import Option

        complaint = asked.kind == "complaint"
        while True:
            lines = [
                Option(key, self._told(line, said), partial(self._line, line, said))
                for key, line in zip(LINE_KEYS, asked.lines, strict=False)
            ]
            ends = [Option(DONT_KNOW, "go on: the rest is not known, and stays not recorded", nothing)]
            if not complaint:
                ends.insert(0, Option("n", "none of the others: as listed above, each asked or looked at", nothing))
            ends += [
                Option("/", "search, and record what was found", nothing),
                Option("w", "what the lines mean", partial(self._meanings, asked)),
            ]
            ends += self._always()
            taken = pick([*lines, *ends])
            if taken in lines or taken.key == "w":
                taken.act()
            elif taken.key == "/":
                name, value = ask_found(self.interview, self._index)
                if name in {line.name for line in asked.lines}:
                    said[name] = value
                elif name and value is not None:
                    self._repeat(asked, said)
                    return partial(self.interview.record, name, value, asked, said)
            elif taken.key == "n" or taken.key == DONT_KNOW:
                self._repeat(asked, said)
                say(f"> {taken.label}", indent="  ")
                return partial(self._sign, asked, said, others=taken.key == "n")
            elif taken.act is _stop:
                self._taken(taken)()
            else:
                return self._taken(taken)
            if self._is_emergency(asked, said):
                self._repeat(asked, said)
                return partial(self._sign, asked, said, others=False)

    def _meanings(self, asked: Asked) -> None:
        """What each line means, where its question alone does not say it."""
        for key, line in zip(LINE_KEYS, asked.lines, strict=False):
            for name in line.members:
                finding = self.interview.words.findings[name]
                if finding.definition:
                    say(f"{key} {finding.label}: {finding.definition}", indent="    ")

    def _record_found(self) -> None:
        name, value = ask_found(self.interview, self._index)
        if name and value is not None:
            self.interview.record(name, value)

    def _sign(self, asked: Asked, said: dict[str, Value | None], *, others: bool) -> None:
        for sentence in self.interview.answer(asked, said, others=others):
            say(f"SIGNED: {sentence}", indent="  ")

    def _is_emergency(self, asked: Asked, said: dict[str, Value | None]) -> bool:
        try:
            return self.interview.is_emergency(asked, said)
        except CaseError:  # told once the screen is answered
            return False

    def _repeat(self, asked: Asked, said: dict[str, Value | None]) -> None:
        for line in asked.lines:
            if line.name in said:
                say(f"> {self._told(line, said)}", indent="  ")

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
            told = ask_value(self.interview.words.findings[line.name], line)
        if told == UNSAID:
            said.pop(line.name, None)
        else:
            said[line.name] = told

    def _end(self) -> Callable[[], None] | None:
        """Nothing is left to ask: finish, or look back."""
        from legpain_graph_cli.terminal import Option

        interview = self.interview
        left = len(interview.unanswered)
        options = [Option("f", "finish", nothing)]
        if left:
            say(f"\nNothing else to ask; {left} not known.")
            options.append(Option("a", "ask again what was not known", interview.ask_again))
        if interview.can_undo:
            options.append(Option("u", "take the last screen back", interview.undo))
        if len(options) == 1:
            return None
        options.append(Option("/", "search, and record what was found", self._record_found))
        taken = self._taken(pick(options, marked="f"))
        return None if taken is nothing else taken

    def _always(self) -> list[Option]:
        from legpain_graph_cli.terminal import Option

        options = []
        if self.interview.can_undo:
            options.append(Option("u", "take the last screen back", self.interview.undo))
        return [*options, Option("q", "stop here, keep the answers", _stop)]

    def _taken(self, option: Option) -> Callable[[], None]:
        say(f"> {option.label}", indent="  ")
        return option.act


def _stop() -> None:
    raise KeyboardInterrupt
