"""Two prompts in a terminal: a list that one key answers, and a line that is checked as it is typed.

They are drawn on standard error, so that standard output carries results alone, and are wiped when they are answered: what stays on
the screen is what the caller writes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from prompt_toolkit.document import Document
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent


QUIET: Final = 0.1
"""Seconds without a key after which a key counts: one that is held down, or typed ahead, answers no question that nobody read."""


class Option(NamedTuple):
    """One line of a list: the key that takes it, what it says, and what taking it does."""

    key: str
    label: str
    act: Callable[[], None]


@contextmanager
def session() -> Iterator[None]:
    """Prompts inside it are drawn on standard error."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.output import create_output

    with create_app_session(output=create_output(stdout=sys.stderr)):
        yield


def choose(options: Sequence[Option], marked: Option) -> Option:
    """The option taken, by its key, or by Enter on the marked line.

    errors: KeyboardInterrupt on Ctrl-C, EOFError on Ctrl-D and where the terminal is gone
    """
    from prompt_toolkit.application import Application
    from prompt_toolkit.layout import Layout
    from prompt_toolkit.widgets import RadioList

    lines = RadioList(
        [(option, f"{option.key:>2}  {option.label}") for option in options],
        default=marked,
        select_on_focus=True,
        open_character="",
        select_character=">",
        close_character="",
        checked_style="bold",
        show_cursor=False,
        show_scrollbar=False,
    )
    bindings = _bindings(options)

    @bindings.add("enter", eager=True)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result=lines.current_value)

    application: Application[Option] = Application(
        layout=Layout(lines), key_bindings=bindings, erase_when_done=True, mouse_support=False
    )
    return application.run()


def type_line(about: str, check: Callable[[str], str], options: Sequence[Option], marked: Option) -> str | Option:
    """What was typed once `check` finds no fault with it, or the option whose key was pressed instead, which is the marked one
    where Enter is pressed on nothing. A fault stands below the line as it is typed.

    errors: as for `choose`
    """
    from prompt_toolkit.application import get_app
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.shortcuts import PromptSession
    from prompt_toolkit.validation import ValidationError, Validator

    class Checked(Validator):
        def validate(self, document: Document) -> None:
            if document.text and (fault := check(document.text)):
                raise ValidationError(len(document.text), fault)

    bindings = _bindings(options)

    @bindings.add("enter", filter=Condition(lambda: not get_app().current_buffer.text), eager=True)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result=marked)

    prompt: PromptSession[str | Option] = PromptSession(erase_when_done=True)
    return prompt.prompt(
        f"  {about}: ",
        validator=Checked(),
        validate_while_typing=True,
        key_bindings=bindings,
    )


def _bindings(options: Sequence[Option]) -> KeyBindings:
    """A key for each option, and the two that stop."""
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()

    _forget_typed_ahead()
    last = time.monotonic()

    def taking(option: Option) -> Callable[[KeyPressEvent], None]:
        def take(event: KeyPressEvent) -> None:
            nonlocal last
            before, last = last, time.monotonic()
            if last - before >= QUIET and not event.app.is_done:
                event.app.exit(result=option)

        return take

    for option in options:
        if option.key:
            bindings.add(option.key, eager=True)(taking(option))

    @bindings.add("c-c", eager=True)
    @bindings.add("<sigint>", eager=True)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt())

    @bindings.add("c-d", eager=True)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError())

    return bindings


def _forget_typed_ahead() -> None:
    from prompt_toolkit.application import get_app_session
    from prompt_toolkit.input.typeahead import clear_typeahead

    clear_typeahead(get_app_session().input)
