"""The interview of a walk: a state machine that a terminal, a page, or anything else can drive, one screen after the other.

First the complaint, then checklists of what the walk asks and no more: what decides how soon, the most urgent first, then what decides the
plan. A line that is left alone is recorded as normal only where "none of the others" is said on the screen that shows it; "unsure" leaves a
finding not recorded. The page has the same machine in interview.js, held to this one by tests/web/test_interview.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, Literal

from legpain_graph.case import group_wording
from legpain_graph.case.facts import Case, Facts, allows, read_value
from legpain_graph.errors import CaseError, Issue, did_you_mean, plural
from legpain_graph.load.numbers import typed
from legpain_graph.model.guard.phrase import label
from legpain_graph.model.pathway import Urgency
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Group, Part, Value, Vocabulary
from legpain_graph.record import record
from legpain_graph.walk.result import Ask, Walk
from legpain_graph.walk.walker import Walker

MOST_LINES: Final = 10
"""On one screen; a screen that is not read line by line clears what nobody looked at."""

ScreenKind = Literal["complaint", "checklist"]
Said = Mapping[str, Value | None]
"""What is said of lines, by name: a value; of a line that stands for several results true, there is one; None for unsure."""
NOTHING: Final[Said] = MappingProxyType({})


@record
class Line:
    """One question of a screen."""

    name: str
    """Of the finding; or of a group of results, where saying true asks for each of them next."""
    question: str
    could_be: Urgency
    """How urgent an answer could make it."""
    decides: bool
    """Whether it decides how soon, else the plan."""
    part: Part
    members: tuple[str, ...]
    """The findings that it stands for: itself, but of a group of results."""
    values: tuple[Value, ...]
    """Those that the finding can still have; none for a number."""
    not_done: bool
    """Whether it can be said not to be done."""
    others: Value | None
    """What "none of the others" records of it; None where it then stays not recorded."""


@record
class Screen:
    """At most MOST_LINES questions that are answered together, the most urgent on top."""

    kind: ScreenKind
    could_be: Urgency
    lines: tuple[Line, ...]

    def line(self, name: str) -> Line:
        """errors: CaseError where the screen has no such line"""
        for line in self.lines:
            if line.name == name:
                return line
        known = [line.name for line in self.lines]
        raise CaseError([Issue(f"findings.{name}", f"{name!r} is not on this screen", hint=did_you_mean(name, known))])


@record
class Progress:
    """Where an interview stands; undoing an answer takes the state before it."""

    walk: Walk
    not_known: frozenset[str] = frozenset()
    """Findings, and groups of results, said not to be known."""
    opened: frozenset[str] = frozenset()
    """Groups of results of which some exist: each is asked for by itself."""
    screens: int = 0
    """Answered so far."""
    answers: int = 0
    """Single answers so far: each value, each "unsure", and each "none of the others"."""


class Interview:
    """An interview about one patient. Each answer is refused whole, with a CaseError, or makes the next state."""

    def __init__(self, walker: Walker, case: Case) -> None:
        """errors: CaseError where the case that it starts from is wrong"""
        self.walker = walker
        self.words: Vocabulary = walker.pathway.vocabulary
        self._results = {
            name: group
            for group in self.words.groups.values()
            if group.closed_by == ("not_done",)
            for name in group.members
        }
        self.order = {name: number for number, name in enumerate(self.words.order or self.words.findings)}
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
            self._shown = self.state, self._next()
        return self._shown[1]

    def _next(self) -> Screen | None:
        asks = self._asks(self.walk)
        if not asks:
            return None
        urgency = {ask.finding: ask.urgency for ask in reversed(asks)}
        floor, deciding = self.walk.floor, {ask.finding for ask in self.walk.decides_urgency}
        complaint = [
            self._line(name, urgency.get(name, floor), name in deciding, others=False)
            for name in self.words.complaint
            if self._is_open(name)
        ]
        kind: ScreenKind = "complaint" if complaint else "checklist"
        lines = complaint[:MOST_LINES] or self._checklist(asks)
        return Screen(kind, max((line.could_be for line in lines if line.decides), default=floor), tuple(lines))

    def line(self, name: str) -> Line:
        """The line of a finding that is to be recorded though nobody asked."""
        return self._line(name, self.walk.floor, decides=False, others=False)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Findings that the walk asks for and that were said not to be known."""
        if self.walk.floor is Urgency.EMERGENCY_999:
            return ()
        pending = (*self.walk.decides_urgency, *self.walk.decides_plan)
        return tuple(ask.finding for ask in pending if self._is_not_known(ask.finding))

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
        return self.walker.walk(case).floor is Urgency.EMERGENCY_999

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
        opened = {name for name, value in said.items() if name in self.words.groups and value is True}
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

    def _with(self, screen: Screen, said: Said) -> tuple[Case, Facts]:
        """The case with what is said of the lines, and its facts."""
        values: dict[str, Value] = {}
        none_done: list[str] = []
        for name, value in said.items():
            group = self.words.groups.get(screen.line(name).name)
            if group is None:
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
        walk = self.walker.walk(self._by_name(self._left_alone(case, facts, left)))
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

    def _left_alone(self, case: Case, facts: Facts, lines: Iterable[Line]) -> Case:
        """The case with what "none of the others" says of `lines`. What is known by now, or cannot be so by definition, is not signed."""
        closed: dict[bool, list[str]] = {False: [*case.normal], True: [*case.not_done]}
        for line in lines:
            bounds = facts.bounds.get(line.name)
            if line.others is None or line.name in facts.known or not (bounds is None or allows(bounds, line.others)):
                continue
            closed[line.others is NOT_DONE].append(line.name)
        return replace(case, normal=tuple(closed[False]), not_done=tuple(closed[True]))

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

    def _asks(self, walk: Walk) -> list[Ask]:
        """What is pending and was not said not to be known: what decides how soon before what decides the plan."""
        if walk.floor is Urgency.EMERGENCY_999:
            return []
        urgent, plan = (
            [ask for ask in asks if not self._is_not_known(ask.finding)]
            for asks in (walk.decides_urgency, walk.decides_plan)
        )
        return [*(urgent or self._behind(walk)), *plan]

    def _behind(self, walk: Walk) -> list[Ask]:
        """What else could settle how urgent it is, where what is asked for is not known: what the walk would ask for after some answer.

        Of two findings of which either could settle it, a walk asks for one.
        """
        found: dict[str, Ask] = {}
        for ask in walk.decides_urgency:
            for value in self._values(self.words.findings[ask.finding]):
                try:
                    after = self.walker.walk(replace(walk.case, findings={**walk.case.findings, ask.finding: value}))
                except CaseError:
                    continue
                for other in after.decides_urgency:
                    if not self._is_not_known(other.finding):
                        found.setdefault(other.finding, other)
        return list(found.values())

    def _checklist(self, asks: list[Ask]) -> list[Line]:
        """The lines of the next checklist: what is asked for, then what would be if none of that were so, up to a screen full."""
        lines: dict[str, Line] = {}
        walk = self.walk
        while asks:
            before = len(lines)
            for line in self._lines(asks, walk):
                if len(lines) < MOST_LINES:
                    lines.setdefault(line.name, line)
            if len(lines) in (before, MOST_LINES):  # what is asked for may be asked by a line that is there
                break
            try:
                walk = self.walker.walk(self._left_alone(self.case, self.walk.facts, lines.values()))
            except CaseError:
                break
            asks = [ask for ask in self._asks(walk) if not self._is_in(ask.finding, lines)]
        return sorted(
            lines.values(), key=lambda line: (-line.decides, -line.could_be, line.part, self.order[line.members[0]])
        )

    def _lines(self, asks: list[Ask], walk: Walk) -> list[Line]:
        """The questions of a walk in the order in which they are asked: what could be most urgent, of that what is so alone."""
        plan = {ask.finding for ask in walk.decides_plan}
        ranked: dict[str, tuple[tuple[int, ...], Urgency, bool]] = {}
        for ask in asks:
            name, decides = self._instead(ask.finding), ask.finding not in plan
            urgency = (-ask.urgency, -self.walker.alone.get(ask.finding, 0)) if decides else (0, 0)
            rank = (-decides, *urgency, self.words.findings[name].part, self.order[name])
            if name not in ranked or rank < ranked[name][0]:
                ranked[name] = rank, ask.urgency, decides
        names = sorted(ranked, key=lambda name: ranked[name][0])[: MOST_LINES * 2]
        return [self._line(name, *ranked[name][1:], others=True) for name in names]

    def _is_in(self, name: str, lines: Mapping[str, Line]) -> bool:
        return any(name in line.members for line in lines.values())

    def _instead(self, name: str) -> str:
        """What may make a question needless is asked in its place, while that is open: sex before a pregnancy, any before hot redness."""
        seen = {name}
        while others := [other for other in self.words.before(name) if other not in seen and self._is_open(other)]:
            name = others[0]
            seen.add(name)
        return name

    def _line(self, name: str, could_be: Urgency, decides: bool, *, others: bool) -> Line:
        finding, walk = self.words.findings[name], self.walk
        group = self._results.get(name)
        if others and group is not None and group.name not in self.state.opened:
            members = group_wording.fills(self.words, walk.facts, group, "not_done")
            if len(members) > 1:
                labels = "; ".join(label(member, self.words) for member in members)
                question = f"Was any of these done, with a result at hand: {labels}?"
                return Line(group.name, question, could_be, decides, finding.part, members, (True,), True, NOT_DONE)
        bounds = walk.facts.bounds.get(name)
        not_done = finding.optional and (bounds is None or bounds.not_done)
        rest = self._rest(finding, group) if others else None
        if rest is not None and bounds is not None and not allows(bounds, rest):
            rest = None
        values = self._values(finding)
        return Line(name, finding.text, could_be, decides, finding.part, (name,), values, not_done, rest)

    @staticmethod
    def _rest(finding: Finding, group: Group | None) -> Value | None:
        """What "none of the others" says of a finding."""
        if finding.optional and (group is not None or finding.normal is None):
            return NOT_DONE
        return finding.normal

    def _values(self, finding: Finding) -> tuple[Value, ...]:
        if finding.type is FindingType.BOOLEAN:
            return (True, False)
        bounds = self.walk.facts.bounds.get(finding.name)
        return tuple(value for value in finding.values if bounds is None or value in bounds.values)

    def _is_open(self, name: str) -> bool:
        return name not in self.walk.facts.known and not self._is_not_known(name)

    def _is_not_known(self, name: str) -> bool:
        group = self._results.get(name)
        return name in self.state.not_known or (group is not None and group.name in self.state.not_known)


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(other for other in names if other != name)


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
