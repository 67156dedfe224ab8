"""The questions of a walk, asked one after the other: a state machine that a terminal, or anything else, can drive.

It asks what the walk asks and no more: first what decides how soon, the most urgent first, then what decides the plan. Findings that
one sentence closes are one question; what by definition may save a question comes before it. Nothing is ever taken as answered: "don't know" leaves a finding not recorded.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from legpain_graph.case import group_wording
from legpain_graph.case.facts import Case, read_value
from legpain_graph.errors import CaseError, Issue, plural
from legpain_graph.load.numbers import typed
from legpain_graph.model.pathway import Urgency
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Group, GroupSet, Value, Vocabulary
from legpain_graph.record import record
from legpain_graph.walk.result import Ask, Walk
from legpain_graph.walk.walker import Walker

AnswerKind = Literal["normal", "not_done"]
HOWS: Final[tuple[AnswerKind, ...]] = ("normal", "not_done")
SEVERAL: Final = 2
"""Members asked for, from which on a group is offered as one question."""


@record
class AskFinding:
    """One finding. `values` are those that it can still have, none for a number; `rest` what the group's sentence would close."""

    finding: Finding
    could_be: Urgency
    values: tuple[Value, ...]
    not_done: bool
    group: str = ""
    rest: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.finding.question or f"{self.finding.label}?"


@record
class AskGroup:
    """Several findings at once: `sentences` by the closure that signs each, over `members`, which are those still open."""

    name: str
    """Of the group, or of a set of groups of results."""
    could_be: Urgency
    members: tuple[str, ...]
    sentences: dict[AnswerKind, tuple[str, ...]]


Question = AskFinding | AskGroup


@record
class Progress:
    """Where an interview stands; undoing an answer takes the state before it."""

    walk: Walk
    not_known: frozenset[str] = frozenset()
    """Findings and groups answered "don't know"."""
    one_by_one: tuple[str, ...] = ()
    """Groups whose members are asked apart, the last one first."""
    answered: int = 0


class Interview:
    """An interview about one patient. Each answer is refused whole, with a CaseError, or makes the next state."""

    def __init__(self, walker: Walker, case: Case) -> None:
        """errors: CaseError where the case that it starts from is wrong"""
        self.walker = walker
        self.words: Vocabulary = walker.pathway.vocabulary
        groups = self.words.groups
        self._group_of = {name: group for group in groups.values() for name in group.members}
        self._set_of = {
            group: several
            for several in self.words.sets.values()
            if all(groups[name].closed_by == ("not_done",) for name in several.groups)
            for group in several.groups
        }
        """Sets that only say that no result exists. A set of normal findings is never one question: each sentence is asked."""
        self._states = [Progress(walker.walk(case))]

    @property
    def state(self) -> Progress:
        return self._states[-1]

    @property
    def walk(self) -> Walk:
        """The walk of what is answered so far."""
        return self.state.walk

    @property
    def case(self) -> Case:
        return self.state.walk.case

    @property
    def question(self) -> Question | None:
        """What to ask next; None where all is answered, nothing can be answered, or an emergency is settled."""
        asks = self._asks()
        if not asks:
            return None
        top = asks[0]
        alike = {ask.finding: ask for ask in asks if ask.urgency == top.urgency}
        for name in self.state.one_by_one:  # stay with what is gone through, as long as nothing more urgent waits
            for member in self._members(name):
                if member in alike:
                    return self._offer(alike[member], asks)
        return self._offer(top, asks)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Findings that the walk asks for and that were answered "don't know"."""
        if self.walk.floor is Urgency.EMERGENCY_999:
            return ()
        pending = (*self.walk.decides_urgency, *self.walk.decides_plan)
        return tuple(ask.finding for ask in pending if self._is_not_known(ask.finding))

    def record(self, question: AskFinding, value: Value) -> None:
        """Records a finding. errors: CaseError where it cannot be so, or contradicts what is recorded"""
        name = question.finding.name
        if value is NOT_DONE:
            return self._next(replace(self.case, not_done=(*self.case.not_done, name)))
        read, fault = read_value(question.finding, value)
        if fault:
            raise CaseError([Issue(f"findings.{name}", fault)])
        return self._next(replace(self.case, findings={**self.case.findings, name: read}))

    def close(self, question: Question, how: AnswerKind) -> None:
        """Closes the group of the question: its sentence holds of all that is open in it. errors: CaseError as for `record`"""
        name = question.name if isinstance(question, AskGroup) else question.group
        case = self.case
        if how == "normal":
            self._next(replace(case, normal=tuple(dict.fromkeys((*case.normal, name)))))
        else:
            self._next(replace(case, not_done=tuple(dict.fromkeys((*case.not_done, name)))))

    def go_through(self, question: AskGroup) -> None:
        """The sentence does not hold as a whole, or not surely: its members are asked one by one."""
        state = self.state
        self._states.append(replace(state, one_by_one=(question.name, *state.one_by_one), answered=state.answered + 1))

    def skip(self, question: Question) -> None:
        """Not known: it stays not recorded, and is not asked again."""
        state = self.state
        name = question.name if isinstance(question, AskGroup) else question.finding.name
        self._states.append(replace(state, not_known=state.not_known | {name}, answered=state.answered + 1))

    def ask_again(self) -> None:
        """Asks once more what was answered "don't know"."""
        self._states.append(replace(self.state, not_known=frozenset()))

    @property
    def can_undo(self) -> bool:
        return len(self._states) > 1

    def undo(self) -> None:
        """Takes the last answer back, where there is one."""
        if self.can_undo:
            self._states.pop()

    def _next(self, case: Case) -> None:
        state = self.state
        self._states.append(replace(state, walk=self.walker.walk(case), answered=state.answered + 1))

    def _asks(self) -> list[Ask]:
        """What is pending and was not answered "don't know": the most urgent first, then history, examination and results."""
        if self.walk.floor is Urgency.EMERGENCY_999:
            return []
        walk = self.walk
        urgent, plan = (
            [ask for ask in asks if not self._is_not_known(ask.finding)]
            for asks in (walk.decides_urgency, walk.decides_plan)
        )
        return sorted(urgent or self._behind() or plan, key=lambda ask: (-ask.urgency, self._turn(ask.finding)))

    def _behind(self) -> list[Ask]:
        """What else could settle how urgent it is, where what is asked for is not known: what the walk would ask for after some answer.

        Of two findings of which either could settle it, a walk asks for one.
        """
        found: dict[str, Ask] = {}
        for ask in self.walk.decides_urgency:
            for value in self._finding(ask).values:
                try:
                    walk = self.walker.walk(replace(self.case, findings={**self.case.findings, ask.finding: value}))
                except CaseError:
                    continue
                for other in walk.decides_urgency:
                    if not self._is_not_known(other.finding):
                        found.setdefault(other.finding, other)
        return list(found.values())

    def _turn(self, name: str) -> int:
        """When a finding is asked for, among those of one urgency; a group goes with its first member."""
        group = self._group_of.get(name)
        return min(_turn(self.words.findings[member]) for member in (group.members if group is not None else (name,)))

    def _is_not_known(self, name: str) -> bool:
        names = {name, *(closure.name for closure in self._closures(name))}
        return not names.isdisjoint(self.state.not_known)

    def _closures(self, name: str) -> list[Group | GroupSet]:
        """What closes a finding by one sentence, or by several of one kind: the widest first."""
        group = self._group_of.get(name)
        if group is None:
            return []
        several = self._set_of.get(group.name)
        return [several, group] if several is not None else [group]

    def _members(self, closure: str) -> tuple[str, ...]:
        return tuple(name for group in self.words.leaves(closure) for name in group.members)

    def _offer(self, ask: Ask, asks: list[Ask]) -> Question:
        """The widest question that is worth it: several members are asked for, and it was neither closed nor gone through."""
        closed = {name for name, _, _ in self.walk.facts.closed}
        for closure in self._closures(ask.finding):
            wanted = sum(other.finding in self._members(closure.name) for other in asks)
            leaves = [group.name for group in self.words.leaves(closure.name)]
            if wanted >= SEVERAL and closed.isdisjoint(leaves) and closure.name not in self.state.one_by_one:
                return self._several(closure.name, ask.urgency)
        return self._finding(self._saving(ask))

    def _saving(self, ask: Ask) -> Ask:
        """What may make the question needless, where that is not known and not answered "don't know": sex before a pregnancy."""
        known = self.walk.facts.known
        names = (name for name in self.words.before(ask.finding) if name not in known and not self._is_not_known(name))
        return ask._replace(finding=next(names, ask.finding))

    def _several(self, closure: str, could_be: Urgency) -> AskGroup:
        sentences: dict[AnswerKind, tuple[str, ...]] = {}
        groups = list(self.words.leaves(closure))
        for how in HOWS:
            if all(how in group.closed_by for group in groups):
                sentences[how] = tuple(self._sentence(group, how) for group in groups)
        return AskGroup(closure, could_be, self._filled(closure, next(iter(sentences))), sentences)

    def _sentence(self, group: Group, how: AnswerKind) -> str:
        facts = self.walk.facts
        return group_wording.sentence(self.words, facts, group, how, group_wording.fills(self.words, facts, group, how))

    def _filled(self, closure: str, how: AnswerKind) -> tuple[str, ...]:
        """The members that closing the group or set fills."""
        groups, facts = self.words.leaves(closure), self.walk.facts
        return tuple(name for group in groups for name in group_wording.fills(self.words, facts, group, how))

    def _finding(self, ask: Ask) -> AskFinding:
        finding = self.words.findings[ask.finding]
        group = self._group_of.get(ask.finding)
        bounds = self.walk.facts.bounds.get(ask.finding)
        values: tuple[Value, ...] = ()
        if finding.type is FindingType.BOOLEAN:
            values = (True, False)
        elif finding.type is FindingType.CHOICE:
            values = tuple(value for value in finding.values if bounds is None or value in bounds.values)
        not_done = finding.optional and (bounds is None or bounds.not_done)
        if group is None or group.name not in self.state.one_by_one or "normal" not in group.closed_by:
            return AskFinding(finding, ask.urgency, values, not_done)
        rest = self._filled(group.name, "normal")
        if len(rest) < SEVERAL or finding.name not in rest:
            rest = ()
        return AskFinding(finding, ask.urgency, values, not_done, group.name, rest)


def _turn(finding: Finding) -> int:
    return 2 if finding.is_result else int(finding.section == "examination")


def typed_number(finding: Finding, text: str) -> tuple[Value | None, str]:
    """The number that was typed, and why it cannot be one. units: those of the finding"""
    number = typed(text)
    return read_value(finding, text.strip() if number is None else number)


def progress(walk: Walk) -> str:
    """How many answers are missing; an empty string where none is, or where an emergency makes them idle."""
    if walk.complete or walk.floor is Urgency.EMERGENCY_999:
        return ""
    urgent, plan = len(walk.decides_urgency), len(walk.decides_plan)
    parts = [f"{urgent} to settle how soon"] * bool(urgent) + [f"{plan} for the plan"] * bool(plan)
    return f"{plural(urgent + plan, 'answer')} missing: {', '.join(parts)}"
