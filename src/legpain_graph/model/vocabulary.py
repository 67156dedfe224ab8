"""What can be said about a patient: findings, what is derived from them, what is true by definition, and closures.

source: the semantics of a finding are those of docs/semantics.md, section "Findings".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Final, TypeAlias

from legpain_graph.errors import NOWHERE, Place
from legpain_graph.model.guard.ir import Flag, Formula, Guard, OneOf, Op, Quantity, Score, Test
from legpain_graph.record import record

DEMOGRAPHIC: Final = "demographic"
"""The section of what anyone can say of themselves."""


class FindingType(StrEnum):
    BOOLEAN = "boolean"
    NUMBER = "number"
    CHOICE = "choice"


class DerivedKind(StrEnum):
    TRUTH = "truth"
    SCORE = "score"
    NUMBER = "number"


class Part(IntEnum):
    """Where in a consultation a finding is come by, in the order of one."""

    HISTORY = 0
    EXAMINATION = 1
    RESULTS = 2


class NotDone(Enum):
    """The recorded state of a test for which no result exists at this contact."""

    NOT_DONE = "not_done"

    def __repr__(self) -> str:
        return "NOT_DONE"


NOT_DONE: Final = NotDone.NOT_DONE
Value: TypeAlias = bool | Decimal | str | NotDone


@record
class HeededBy:
    """What deals with an alarming value where no edge is taken because of it: one of `nodes` reached, or `when` true."""

    nodes: tuple[str, ...] = ()
    when: Guard | None = None
    why: str = ""
    statements: tuple[str, ...] = ()


@record
class Finding:
    """One named, typed fact about one patient.

    units: `low` and `high` are the plausible range, in `unit`
    """

    name: str
    type: FindingType
    label: str
    question: str = ""
    definition: str = ""
    unit: str = ""
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    integer: bool = False
    values: tuple[str, ...] = ()
    order: bool = False
    """True of a choice whose values go from the least to the most, so that guards can say `<` and `>=` of them."""
    optional: bool = False
    normal: Value | None = None
    section: str = ""
    applies_when: Guard | None = None
    record_only: bool = False
    alarming: Guard | None = None
    """True of the values that somebody has to heed; None where no value is alarming."""
    heeded_by: tuple[HeededBy, ...] = ()
    presentation: bool = False
    """True of what a patient presents with: asked first, on one screen."""
    synonyms: tuple[str, ...] = ()
    """What people call it who do not know its label."""
    value_synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What people call a value of a choice."""
    brought: bool = True
    """False of a result that is made here after it is ordered, and that no patient brings along."""
    added: bool = False
    """True where the finding is not named by the source but needed to compute or keep safe one of its rules."""
    statements: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def text(self) -> str:
        """The question that asks for it."""
        return self.question or f"{self.label}?"

    def standing(self, op: Op, value: str) -> tuple[str, ...]:
        """The values of an ordered choice that stand in relation `op` to one of them."""
        place = self.values.index(value)
        return tuple(other for at, other in enumerate(self.values) if op.holds(at, Decimal(place)))

    @property
    def part(self) -> Part:
        """Where in a consultation it is come by."""
        if self.is_result:
            return Part.RESULTS
        return Part.EXAMINATION if self.section == "examination" else Part.HISTORY

    @property
    def is_result(self) -> bool:
        """True for the result of a test that an investigate node can order."""
        return self.section == "investigation"


@record
class Derived:
    """A finding computed from others: a truth, a score or a number."""

    name: str
    label: str
    formula: Formula
    recordable: bool = False
    unit: str = ""
    """Of a number."""
    definition: str = ""
    for_rules: bool = False
    """True where only safety rules and displays read it, so that no guard need do so."""
    statements: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def kind(self) -> DerivedKind:
        if isinstance(self.formula, Score):
            return DerivedKind.SCORE
        return DerivedKind.NUMBER if isinstance(self.formula, Quantity) else DerivedKind.TRUTH

    @property
    def truth(self) -> Guard | None:
        """The formula of a truth; None of a score or number."""
        return None if isinstance(self.formula, Score | Quantity) else self.formula


@record
class Constant:
    name: str
    value: Decimal
    unit: str = ""
    source: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@record
class Constraint:
    """True of every patient by definition: where `given` is true, `then` is."""

    id: str
    given: Test
    then: Test
    why: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@record
class Warning:
    """Improbable, not impossible: printed, nothing is refused or implied."""

    id: str
    when: Guard
    message: str
    place: Place = field(default=NOWHERE, compare=False)


@record
class Group:
    """A sentence that a clinician would sign, and the findings that it closes."""

    name: str
    sentence: str
    members: tuple[str, ...]
    closed_by: tuple[str, ...] = ("normal",)
    synonyms: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@record
class GroupSet:
    """Several groups closed by one name; what each says is still printed."""

    name: str
    groups: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@record
class Vocabulary:
    """All words of a pathway, each by its name, in name order."""

    findings: dict[str, Finding]
    derived: dict[str, Derived]
    constants: dict[str, Constant]
    constraints: tuple[Constraint, ...]
    warnings: tuple[Warning, ...]
    groups: dict[str, Group]
    sets: dict[str, GroupSet]
    order: tuple[str, ...] = ()
    """The findings as the files have them, those of one group together."""

    @property
    def complaint(self) -> tuple[str, ...]:
        """What a patient presents with, in the order in which it is asked."""
        return tuple(name for name in self.order if self.findings[name].presentation)

    def place(self, name: str) -> int:
        """Where a finding stands in that order; where none is told, by its name."""
        return self.order.index(name) if self.order else list(self.findings).index(name)

    def before(self, finding: str) -> tuple[str, ...]:
        """What by definition may answer `finding`, so that asking it first saves asking: what anyone can say of themselves, as sex
        for a pregnancy, and the general for the particular, as redness for redness that spreads."""
        said = [
            rule.given.finding
            for rule in self.constraints
            if rule.then.finding == finding and self.findings[rule.given.finding].section == DEMOGRAPHIC
        ]
        general = [
            rule.then.finding
            for rule in self.constraints
            if rule.given == Flag(finding) and isinstance(rule.then, Flag)
        ]
        return tuple(dict.fromkeys((*said, *general)))

    def leaves(self, closure: str) -> Iterator[Group]:
        """The groups that closing `closure` closes; itself, where it is a group."""
        if closure in self.groups:
            yield self.groups[closure]
        elif closure in self.sets:
            for name in self.sets[closure].groups:
                yield self.groups[name]


def passes(test: Test, value: Value) -> bool:
    """Whether a recorded value passes a single test; not_done passes none."""
    if value is NOT_DONE:
        return False
    if isinstance(test, Flag):
        return value is True
    if isinstance(test, OneOf):
        return value in test.values
    assert isinstance(value, Decimal)
    return test.op.holds(value, test.value)
