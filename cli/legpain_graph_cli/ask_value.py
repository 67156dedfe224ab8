"""What is typed or chosen in `ask`: the value of a finding, and what was found at any time by the words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from legpain_graph.model.search import Index
    from legpain_graph.model.vocabulary import Finding, Value
    from legpain_graph.walk.interview import Interview
    from legpain_graph.walk.screens import Line
    from legpain_graph_cli.terminal import Option

WIDTH: Final = 80
DONT_KNOW: Final = "d"
UNSAID: Final = "nothing said"
MOST_HITS: Final = 9
"""Of a search: what has a key."""


def ask_value(finding: Finding, line: Line) -> Value | None:
    """The value that is chosen or typed; None for unsure, UNSAID for none."""
    from legpain_graph.model.guard.phrase import value_words
    from legpain_graph.model.vocabulary import NOT_DONE
    from legpain_graph.walk.interview import typed_number
    from legpain_graph_cli.terminal import Option, type_line

    say(f"{finding.text}", indent="  ")
    if finding.definition:
        say(finding.definition, indent="    ")
    values: dict[str, Value | None] = {}
    others: list[Option] = []

    def add(key: str, words: str, value: Value | None) -> None:
        values[key] = value
        others.append(Option(key, words, nothing))

    if line.not_done:
        add("x", "not done: no result exists", NOT_DONE)
    add("?", "unsure: stays not recorded", None)
    add("b", "back: nothing is said of it", UNSAID)
    if finding.type.value == "number":
        for option in others:
            click.echo(f"   {option.key}  {option.label}", err=True)
        typed = type_line(
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
        Option(str(number) if number < 10 else "", value_words(finding, value), nothing)
        for number, value in enumerate(line.values, 1)
    ]
    values |= {option.key: value for option, value in zip(choices, line.values, strict=True)}
    return values[pick([*choices, *others], marked="b").key]


def ask_found(interview: Interview, index: Index) -> tuple[str, Value | None]:
    """What was found at any time, by the words for it, and its value; no name where nothing is to be recorded."""
    from legpain_graph.model.guard.phrase import value_words
    from legpain_graph_cli.terminal import Option, type_line

    words, known = interview.words, interview.walk.facts.known

    def hits(text: str) -> list[str]:
        return [hit.name for hit in index.find(text) if hit.kind == "finding"][:MOST_HITS]

    back = Option("b", "back: nothing is recorded", nothing)
    typed = type_line(
        "What was found, in your words (Enter alone goes back)",
        lambda text: "" if hits(text) else f'nothing is called "{text}"',
        (),
        back,
    )
    if isinstance(typed, Option):
        return "", None
    found = [words.findings[name] for name in hits(typed)]
    told = [f": {value_words(finding, known[finding.name])}" if finding.name in known else "" for finding in found]
    options = [
        Option(str(key), finding.label + value, nothing)
        for key, (finding, value) in enumerate(zip(found, told, strict=True), 1)
    ]
    taken = pick([*options, back], marked="b")
    if taken is back:
        return "", None
    finding = found[options.index(taken)]
    value = ask_value(finding, interview.line(finding.name))
    if value is None or value == UNSAID:
        return "", None
    say(f"> {finding.label}: {value_words(finding, value)}", indent="  ")
    return finding.name, value


def pick(options: list[Option], marked: str = DONT_KNOW) -> Option:
    """The chosen line. The marked one never says that something is normal: Enter alone must clear nothing."""
    from legpain_graph_cli.terminal import choose

    return choose(options, next(option for option in options if option.key == marked))


def say(text: str, indent: str = "") -> None:
    """A remark, wrapped to the terminal."""
    import shutil
    import textwrap

    from legpain_graph_cli.main import printable

    width = min(shutil.get_terminal_size().columns, WIDTH + 20)
    if text.startswith("\n"):
        click.echo(err=True)
    lines = textwrap.wrap(printable(text.strip()), max(width, 30), initial_indent=indent, subsequent_indent=indent)
    click.echo("\n".join(lines), err=True)


def nothing() -> None:
    """Finishing changes nothing."""
