"""Two prompts in a terminal: a list that one key answers, and a line that is checked as it is typed.

They are drawn on standard error, so that standard output carries results alone, and are wiped when they are answered: what stays on
the screen is what the caller writes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.document import Document
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent


QUIET: Final = 0.1
"""Seconds without a key after which a key counts: one that is held down, or typed ahead, answers no question that nobody read."""


class Pace:
    """When the keys of a prompt came, so that none counts that is held, was typed ahead, or came with others, as what is pasted does."""

    def __init__(self) -> None:
        _forget_typed_ahead()
        self.shown = self.last = self.before = time.monotonic()

    def watch(self, application: Application[Any]) -> None:
        application.key_processor.before_key_press += self._key

    def _key(self, _: object) -> None:
        self.before, self.last = self.last, time.monotonic()

    def is_alone(self, event: KeyPressEvent) -> bool:
        """Whether no other key waits behind this one."""
        from prompt_toolkit.keys import Keys

        return all(key.key is Keys.CPRResponse for key in event.key_processor.input_queue)

    def counts(self, event: KeyPressEvent) -> bool:
        """Whether a key that answers by itself was pressed by itself, on what had been there."""
        return self.is_alone(event) and self.last - self.before >= QUIET and not event.app.is_done

    def ends_line(self, event: KeyPressEvent) -> bool:
        """Whether Enter ends a line that was typed; fast hands press it at once."""
        return self.is_alone(event) and self.last - self.shown >= QUIET


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
    pace = Pace()
    bindings = _bindings(options, pace)

    @bindings.add("enter", eager=True)
    def _(event: KeyPressEvent) -> None:
        if pace.counts(event):
            event.app.exit(result=lines.current_value)

    application: Application[Option] = Application(
        layout=Layout(lines), key_bindings=bindings, erase_when_done=True, mouse_support=False
    )
    pace.watch(application)
    return application.run()


def type_line(about: str, check: Callable[[str], str], options: Sequence[Option], marked: Option) -> str | Option:
    """What was typed once `check` finds no fault with it, or the option whose key was pressed instead, which is the marked one
    where Enter is pressed on nothing. A fault stands below the line as it is typed.

    errors: as for `choose`
    """
    from prompt_toolkit.shortcuts import PromptSession
    from prompt_toolkit.validation import ValidationError, Validator

    class Checked(Validator):
        def validate(self, document: Document) -> None:
            if document.text and (fault := check(document.text)):
                raise ValidationError(len(document.text), fault)

    pace = Pace()
    bindings = _bindings(options, pace)

    @bindings.add("enter", eager=True)
    def _(event: KeyPressEvent) -> None:
        if not pace.ends_line(event):
            return
        if event.current_buffer.text:
            event.current_buffer.validate_and_handle()
        else:
            event.app.exit(result=marked)

    prompt: PromptSession[str | Option] = PromptSession(erase_when_done=True)
    pace.watch(prompt.app)
    return prompt.prompt(
        f"  {about}: ",
        validator=Checked(),
        validate_while_typing=True,
        key_bindings=bindings,
    )


def _bindings(options: Sequence[Option], pace: Pace) -> KeyBindings:
    """A key for each option, and the two that stop."""
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()

    def taking(option: Option) -> Callable[[KeyPressEvent], None]:
        def take(event: KeyPressEvent) -> None:
            if pace.counts(event):
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
    """What waits in the terminal, or was read of it too early."""
    from contextlib import suppress

    from prompt_toolkit.application import get_app_session
    from prompt_toolkit.input.typeahead import clear_typeahead

    with suppress(ImportError):  # Windows has none
        import termios

        with suppress(termios.error, OSError, ValueError):  # no terminal
            termios.tcflush(sys.stdin, termios.TCIFLUSH)
    clear_typeahead(get_app_session().input)
