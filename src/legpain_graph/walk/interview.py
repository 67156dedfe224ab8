"""The interview of a walk: a state machine that a terminal, a page, or anything else can drive, one screen after the other.

First the complaint, then checklists (walk/screens.py). A line that is left alone is recorded as normal only where "none of the others" is said on the screen that shows it; "unsure" leaves a
finding not recorded. The page has the same machine in interview.js, held to this one by tests/web/test_interview.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from legpain_graph.case import group_wording
from legpain_graph.case.facts import Case, Facts, allows, read_value
from legpain_graph.errors import CaseError, Issue, did_you_mean, plural
from legpain_graph.load.numbers import typed
from legpain_graph.model.guard.phrase import label
from legpain_graph.model.vocabulary import NOT_DONE, Finding, Value, Vocabulary
from legpain_graph.walk.result import Walk
from legpain_graph.walk.screens import Line, Progress, Screen, Screens, left_alone
from legpain_graph.walk.walker import Walker

Said = Mapping[str, Value | None]
"""What is said of lines, by name: a value; of a line that stands for several results true, there is one; None for unsure."""
NOTHING: Final[Said] = MappingProxyType({})


class Interview:
    """An interview about one patient. Each answer is refused whole, with a CaseError, or makes the next state."""

    def __init__(self, walker: Walker, case: Case) -> None:
        """errors: CaseError where the case that it starts from is wrong"""
        self.walker = walker
        self.words: Vocabulary = walker.pathway.vocabulary
        self._screens = Screens(walker)
        self._states = [Progress(walker.walk(case))]
        self._shown: tuple[Progress, Screen | None] | None = None

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
    def screen(self) -> Screen | None:
        """What to ask next; None where all is answered, nothing can be answered, or an emergency is settled."""
        if self._shown is None or self._shown[0] is not self.state:
            self._shown = self.state, self._screens.next(self.state)
        return self._shown[1]

    def line(self, name: str) -> Line:
        """The line of a finding that is to be recorded though nobody asked."""
        return self._screens.line(name, self.state, self.walk.floor, decides=False)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Findings that the walk asks for and that were said not to be known."""
        if self.walk.floor.stops_questions:
            return ()
        pending = (*self.walk.decides_urgency, *self.walk.decides_plan)
        return tuple(ask.finding for ask in pending if self._screens.is_not_known(ask.finding, self.state))

    def answer(self, screen: Screen, said: Said, *, others: bool) -> tuple[str, ...]:
        """Records what is said of the lines; of those left alone what `others` says: normal or not done, as the line has it, where it is
        true, else not known. The sentences that this signs.

        errors: CaseError where a value cannot be, or contradicts what is recorded; then nothing is taken
        """
        walk, sentences = self._answered(screen, said, others=others)
        left = [
            line.name for line in screen.lines if line.name not in said and not (others and line.others is not None)
        ]
        self._next_state(walk, said, left, screens=1, answers=bool(sentences))
        return sentences

    def signs(self, screen: Screen, said: Said) -> tuple[str, ...]:
        """The sentences that "none of the others" would sign now. errors: CaseError as for `answer`"""
        return self._answered(screen, said, others=True)[1]

    def is_emergency(self, screen: Screen, said: Said) -> bool:
        """Whether what is said already settles an emergency, so that nothing of the screen need be waited for.

        errors: CaseError as for `answer`
        """
        case, _ = self._with(screen, said)
        return self.walker.walk(case).floor.stops_questions

    def record(self, name: str, value: Value, screen: Screen | None = None, said: Said = NOTHING) -> None:
        """Records any finding at any time, in the place of what was recorded of it; and what is said so far of a screen, of which the
        lines that were left alone are still asked. errors: CaseError as for `answer`"""
        case = self._with(screen, said)[0] if screen is not None else self.case
        rest = replace(case, normal=_without(case.normal, name), not_done=_without(case.not_done, name))
        self._next_state(self.walker.walk(self._recorded(rest, {name: value})), {**said, name: value}, ())

    def ask_again(self) -> None:
        """Asks once more what was said not to be known."""
        self._states.append(replace(self.state, not_known=frozenset()))

    @property
    def can_undo(self) -> bool:
        return len(self._states) > 1

    def undo(self) -> None:
        """Takes the last answer back, where there is one."""
        if self.can_undo:
            self._states.pop()

    def _next_state(self, walk: Walk, said: Said, left: Iterable[str], *, screens: int = 0, answers: int = 0) -> None:
        """After what is `said`, where `left` is not known for the rest."""
        state = self.state
        opened = {name for name, value in said.items() if self._is_closure(name) and value is True}
        unsure = {name for name, value in said.items() if value is None}
        self._states.append(
            Progress(
                walk,
                (state.not_known - set(said)) | unsure | set(left),
                state.opened | opened,
                state.screens + screens,
                state.answers + len(said) + answers,
            )
        )

    def _is_closure(self, name: str) -> bool:
        return name in self.words.groups or name in self.words.sets

    def _with(self, screen: Screen, said: Said) -> tuple[Case, Facts]:
        """The case with what is said of the lines, and its facts."""
        values: dict[str, Value] = {}
        none_done: list[str] = []
        for name, value in said.items():
            if not self._is_closure(screen.line(name).name):
                values |= {name: value} if value is not None else {}
            elif value is NOT_DONE:
                none_done.append(name)
            elif value not in (True, None):
                raise CaseError([Issue(f"findings.{name}", f"of {name} it is said whether any was done")])
        case = self._recorded(self.case, values)
        case = replace(case, not_done=tuple(dict.fromkeys((*case.not_done, *none_done))))
        return case, self.walker.engine.facts(case)

    def _recorded(self, case: Case, values: Mapping[str, Value]) -> Case:
        findings, not_done, faults = dict(case.findings), list(case.not_done), list[Issue]()
        for name, value in values.items():
            finding = self.words.findings.get(name)
            if finding is None:
                hint = did_you_mean(name, self.words.findings, faults)
                faults.append(Issue(f"findings.{name}", f"unknown finding {name!r}", hint=hint))
                continue
            read, fault = read_value(finding, value)
            findings.pop(name, None)
            if fault:
                faults.append(Issue(f"findings.{name}", fault))
            elif read is NOT_DONE:
                not_done.append(name)
            else:
                findings[name] = read
        if faults:
            raise CaseError(faults)
        return replace(case, findings=findings, not_done=tuple(dict.fromkeys(not_done)))

    def _answered(self, screen: Screen, said: Said, *, others: bool) -> tuple[Walk, tuple[str, ...]]:
        """The walk with what is said, and the sentences that are signed by it: those of groups, and of the other lines one."""
        before = self.case
        case, facts = self._with(screen, said)
        left = [line for line in screen.lines if others and line.name not in said]
        case = left_alone(case, facts, left)
        walk = self.walker.walk(self._by_name(case) if others else case)
        case = walk.case
        closed = {*before.normal, *before.not_done, *(name for name, _, _ in self.walk.facts.closed)}
        sentences = [sentence for name, sentence, _ in walk.closed if name not in closed]
        normal = [name for name in case.normal if name not in closed and name in self.words.findings]
        not_done = [line.name for line in left if line.name in case.not_done and line.name in self.words.findings]
        if normal:
            sentences.append(f"Normal: {group_wording.normal_list(normal, self.words)}.")
        if not_done:
            sentences.append(f"Not done: {'; '.join(label(name, self.words) for name in not_done)}.")
        return walk, tuple(sentences)

    def _by_name(self, case: Case) -> Case:
        """The same facts in fewer names: a group is closed by its sentence instead of one by one, once every member is known, or cannot be
        normal by definition."""
        facts = self.walker.engine.facts(case)
        for group in self.words.groups.values():
            apart = [name for name in group.members if name in case.normal]
            told = all(name in facts.known or self._is_abnormal(name, facts) for name in group.members)
            if "normal" in group.closed_by and len(apart) > 1 and told:
                left = tuple(name for name in case.normal if name not in apart)
                closed = replace(case, normal=(*left, group.name))
                if self.walker.engine.facts(closed).known == facts.known:
                    case = closed
        return case

    def _is_abnormal(self, name: str, facts: Facts) -> bool:
        """Whether the finding cannot be normal by definition, whatever it is."""
        normal, bounds = self.words.findings[name].normal, facts.bounds.get(name)
        return normal is not None and bounds is not None and not allows(bounds, normal)


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(other for other in names if other != name)


def typed_number(finding: Finding, text: str) -> tuple[Value | None, str]:
    """The number that was typed, and why it cannot be one. units: those of the finding"""
    number = typed(text)
    return read_value(finding, text.strip() if number is None else number)


def progress(walk: Walk) -> str:
    """How many answers are missing; an empty string where none is, or where an emergency makes them idle."""
    if walk.complete or walk.floor.stops_questions:
        return ""
    urgent, plan = len(walk.decides_urgency), len(walk.decides_plan)
    parts = [f"{urgent} to settle {'how soon' if walk.pathway.ordered else 'it'}"] * bool(urgent) + [
        f"{plan} for the plan"
    ] * bool(plan)
    return f"{plural(urgent + plan, 'answer')} missing: {', '.join(parts)}"
