"""Characters that no file may hold: those that steer a terminal, and those unseen ones that make a line look like another.

YAML breaks a line at U+2028, and a direction mark turns the order in which a line is read: what a person signs would not be what is
read. The joiners U+200C and U+200D and the variation selectors stay: names are written with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

KINDS: Final = {
    "line break": r"\x85\u2028\u2029",
    "direction mark": r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
    "invisible character": (
        r"\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    ),
    "control character": r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff",
}
"""What each is called, and its members for a character class of Python, JavaScript and JSON Schema."""

FORBIDDEN: Final = "".join(KINDS.values())
BEYOND: Final = r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
"""Invisible ones beyond U+FFFF, which not every kind of character class can say."""

_FORBIDDEN = re.compile(f"[{FORBIDDEN}{BEYOND}]")


def forbidden(text: str) -> tuple[str, int] | None:
    """What is to be said of the first character of `text` that no file may hold, and where it stands."""
    found = _FORBIDDEN.search(text)
    return (f"contains the {called(found[0])}", found.start()) if found else None


def called(char: str) -> str:
    """What a character is called: "line break U+2028 (line separator)"."""
    kind = next((kind for kind, members in KINDS.items() if re.match(f"[{members}]", char)), "invisible character")
    known = own_name(char)
    return f"{kind} U+{ord(char):04X}" + (f" ({known})" if known else "")


def own_name(char: str) -> str:
    """The name of a character in Unicode, empty where it has none."""
    from unicodedata import name

    return "next line" if char == "\x85" else name(char, "").lower()


def own_names() -> Iterator[tuple[str, str]]:
    """Each forbidden character that has a name of its own, with that name."""
    for code in chain(range(0x10000), range(0x1BCA0, 0x1D200), range(0xE0000, 0xE1000)):
        if _FORBIDDEN.match(char := chr(code)) and (known := own_name(char)):
            yield char, known
