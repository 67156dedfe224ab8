"""Gates: plain yes or no of a patient, each made of others. A gate is a number; equal gates are one.

What is to be worked out, and nothing of how: `columns` runs them over words of 64 patients.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple, TypeAlias

Gate: TypeAlias = int
FALSE: Final[Gate] = 0
TRUE: Final[Gate] = 1
RECORDED: Final = -1
KNOWN: Final = -2


class Input(NamedTuple):
    """Whether a finding may have a value of this class by what is recorded of it, or whether anything is, `RECORDED`. Of a score,
    whether it is recorded as so many points. Of a finding that a number is computed of, whether its value is `KNOWN`; of a computed
    number (`name` is empty) twice its place, and one more: whether it surely, whether it possibly stands as its guard says."""

    name: str
    number: int


How: TypeAlias = Literal["normal", "not_done"]


class Closing(NamedTuple):
    """Whether a group is closed: as normal, or as not done."""

    how: How
    group: str


class Step(NamedTuple):
    """How a gate follows from others; `right` is not used by "not"."""

    how: Literal["and", "or", "not"]
    left: Gate
    right: Gate


Made: TypeAlias = Step | Input | Closing | bool
"""What a gate is."""


class Gates:
    """Gates, each by its number; what they are made of has lower ones."""

    def __init__(self) -> None:
        self.made: list[Made] = [False, True]
        self._known: dict[Made, Gate] = {}

    def gate(self, what: Step | Input | Closing) -> Gate:
        found = self._known.get(what)
        if found is None:
            found = self._known[what] = len(self.made)
            self.made.append(what)
        return found

    def both(self, left: Gate, right: Gate) -> Gate:
        if left == right or right == TRUE:
            return left
        if left == TRUE:
            return right
        if FALSE in (left, right) or self.inverse(left) == right:
            return FALSE
        return self.gate(Step("and", min(left, right), max(left, right)))

    def or_(self, left: Gate, right: Gate) -> Gate:
        if left == right or right == FALSE:
            return left
        if left == FALSE:
            return right
        if TRUE in (left, right) or self.inverse(left) == right:
            return TRUE
        return self.gate(Step("or", min(left, right), max(left, right)))

    def inverse(self, gate: Gate) -> Gate:
        if gate in (FALSE, TRUE):
            return TRUE - gate
        made = self.made[gate]
        return made.left if isinstance(made, Step) and made.how == "not" else self.gate(Step("not", gate, gate))

    def every(self, gates: Iterable[Gate]) -> Gate:
        found = TRUE
        for gate in gates:
            found = self.both(found, gate)
        return found

    def either(self, gates: Iterable[Gate]) -> Gate:
        found = FALSE
        for gate in gates:
            found = self.or_(found, gate)
        return found
