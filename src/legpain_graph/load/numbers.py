"""What a number looks like, in a file and where one is typed, and what to try where a text is none."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

MAX_NUMBER: Final = 30
POINT: Final = "write a decimal point, and nothing between thousands"
NOUGHT: Final = "take the 0 in front away: some read such a number as octal"
HINTS: Final = (
    (r"^[+-]?0+[0-9]", NOUGHT),
    (r"^[+-]?[0-9]*([,;:·٫'’_ \u00a0\u2009\u202f][0-9]+)+(\.[0-9]*)?$", POINT),
    (r"^[+-]?[0-9.]{31,}$", f"write at most {MAX_NUMBER} figures"),
    (r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$", "write it without quotes"),
    (r"^[<>≤≥≈~=+-]?\s*[0-9](?![0-9.]*[eE][+-]?[0-9])", "write the number alone"),
)
"""What to try, for a text that each expression finds, the first that does: the page takes them as they stand."""

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?\Z")
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}\Z")


def number(text: str) -> Decimal | None:
    """The exact decimal that `text` is; None where it is none, or longer than any measurement.

    `017` is none: 17 to one reader, 15 to another, and no JSON. `-0` is 0 to all of them.
    """
    return unsigned_zero(Decimal(text)) if len(text) <= MAX_NUMBER and _NUMBER.match(text) else None


def unsigned_zero(number: Decimal) -> Decimal:
    """The same number; of nought, without a sign."""
    return number if number else number.copy_abs()


def typed(text: str) -> Decimal | None:
    """The number that a person typed: one comma is a decimal point, where it cannot stand between thousands (0,82, not 1,200)."""
    text = text.strip()
    if text.count(",") == 1 and "." not in text and not _AMBIGUOUS.match(text):
        text = text.replace(",", ".")
    return number(text)


def number_hint(text: str) -> str:
    """What to try where `text` stands in place of a number; an empty string where nothing is plain to see."""
    return next((hint for pattern, hint in HINTS if re.search(pattern, text.strip())), "")
