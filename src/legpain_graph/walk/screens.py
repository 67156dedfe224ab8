"""What an interview asks next: the complaint, then checklists of what the walk asks, a screen at a time.

What decides how soon comes before what decides the plan; of that what could be most urgent, of that what goes on with something that was
found, and of that what alone would be as urgent. A screen that is not full takes what would be asked if none of it were so, then what
would be asked if one line of it were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Final, Literal

from legpain_graph.case import group_wording
from legpain_graph.case.facts import Case, Facts, allows
from legpain_graph.engine.kleene import finding_bits
from legpain_graph.errors import CaseError, Issue, did_you_mean
from legpain_graph.model.guard.phrase import label
from legpain_graph.model.pathway import Urgency
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Part, Value, Vocabulary
from legpain_graph.record import record
from legpain_graph.walk.result import Ask, Walk
from legpain_graph.walk.walker import Walker

MOST_LINES: Final = 10
"""On one screen; a screen that is not read line by line clears what nobody looked at."""

ScreenKind = Literal["complaint", "checklist"]


@record
class Line:
    """One question of a screen."""

    name: str
    """Of the finding; or of results of one kind or of all kinds, where saying true asks for each of these next."""
    question: str
    could_be: Urgency
    """How urgent an answer could make it."""
    decides: bool
    """Whether it decides how soon, else the plan."""
    part: Part
    members: tuple[str, ...]
    """The findings that it stands for: itself, but of results."""
    values: tuple[Value, ...]
    """Those that the finding can still have; none for a number."""
    not_done: bool
    """Whether it can be said not to be done."""
    others: Value | None
    """What "none of the others" records of it; None where it then stays not recorded."""
    follows: bool = False
    """Whether it is asked ahead: it matters only where a line above it is so."""


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
    """Findings, and closures of results, said not to be known."""
    opened: frozenset[str] = frozenset()
    """Closures of results of which some exist: each is asked for by itself."""
    screens: int = 0
    """Answered so far."""
    answers: int = 0
    """Single answers so far: each value, each "unsure", and each "none of the others"."""


class Screens:
    """The screens of one pathway's interviews."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.words: Vocabulary = walker.pathway.vocabulary
        self.order = {name: number for number, name in enumerate(self.words.order or self.words.findings)}
        self.results = _results(self.words)
        self.bits = finding_bits(self.words)

    def next(self, now: Progress) -> Screen | None:
        """What to ask next; None where all is answered, nothing can be answered, or an emergency is settled."""
        asks = self._asks(now.walk, now)
        if not asks:
            return None
        urgency = {ask.finding: ask.urgency for ask in reversed(asks)}
        floor, deciding = now.walk.floor, {ask.finding for ask in now.walk.decides_urgency}
        complaint = [
            self.line(name, now, urgency.get(name, floor), decides=name in deciding)
            for name in self.words.complaint
            if self._is_open(name, now)
        ]
        kind: ScreenKind = "complaint" if complaint else "checklist"
        lines = complaint[:MOST_LINES] or self._checklist(asks, now)
        return Screen(kind, max((line.could_be for line in lines if line.decides), default=floor), tuple(lines))

    def _asks(self, walk: Walk, now: Progress) -> list[Ask]:
        """What is pending and was not said not to be known: what decides how soon before what decides the plan."""
        if walk.floor.stops_questions:
            return []
        urgent, plan = (
            [ask for ask in asks if not self.is_not_known(ask.finding, now)]
            for asks in (walk.decides_urgency, walk.decides_plan)
        )
        return [*(urgent or self._behind(walk, now)), *plan]

    def _behind(self, walk: Walk, now: Progress) -> list[Ask]:
        """What else could settle how urgent it is, where what is asked for is not known: what the walk would ask for after some answer.

        Of two findings of which either could settle it, a walk asks for one.
        """
        found: dict[str, Ask] = {}
        for ask in walk.decides_urgency:
            for value in self._values(self.words.findings[ask.finding], now):
                try:
                    after = self.walker.walk(replace(walk.case, findings={**walk.case.findings, ask.finding: value}))
                except CaseError:
                    continue
                for other in after.decides_urgency:
                    if not self.is_not_known(other.finding, now):
                        found.setdefault(other.finding, other)
        return list(found.values())

    def _checklist(self, asks: list[Ask], now: Progress) -> list[Line]:
        """The lines of the next checklist, up to a screen full."""
        lines: dict[str, Line] = {}
        walk = now.walk
        while asks:
            before = len(lines)
            for line in self._lines(asks, walk, now):
                if len(lines) < MOST_LINES:
                    lines.setdefault(line.name, line)
            if len(lines) in (before, MOST_LINES):  # what is asked for may be asked by a line that is there
                break
            try:
                walk = self.walker.walk(left_alone(now.walk.case, now.walk.facts, lines.values()))
            except CaseError:
                break
            asks = [ask for ask in self._asks(walk, now) if not _is_in(ask.finding, lines)]
        in_order = sorted(
            lines.values(), key=lambda line: (-line.decides, -line.could_be, line.part, self.order[line.members[0]])
        )
        return [*in_order, *self._following(in_order, walk.case, now)]

    def _following(self, lines: list[Line], case: Case, now: Progress) -> list[Line]:
        """What would be asked where one line were so and the rest as `case` has it, and then where one of those were so, while there is
        room: of what "none of the others" can answer, and whose question makes sense by itself."""
        found, queue = {line.name: line for line in lines}, [(case, line) for line in lines]
        for given, line in queue:  # which grows
            for value in line.values if line.members == (line.name,) else ():
                if len(found) == MOST_LINES:
                    break
                try:
                    after = self.walker.walk(_with(given, line.name, value))
                except CaseError:
                    continue
                if value == line.others or after.floor > now.walk.floor:
                    continue
                asks = [ask for ask in self._asks(after, now) if not _is_in(ask.finding, found)]
                for other in self._lines(asks, after, now)[: MOST_LINES - len(found)]:
                    if self._is_asked_ahead(other) and other.name not in found:
                        found[other.name] = replace(other, follows=True)
                        queue.append((after.case, other))
        return list(found.values())[len(lines) :]

    def _is_asked_ahead(self, line: Line) -> bool:
        finding = self.words.findings.get(line.name)
        return (
            finding is not None and not finding.is_result and finding.applies_when is None and line.others is not None
        )

    def _lines(self, asks: list[Ask], walk: Walk, now: Progress) -> list[Line]:
        """The questions of a walk in the order in which they are asked: what could be most urgent, of that what is so alone."""
        plan, told = {ask.finding for ask in walk.decides_plan}, self._told(now)
        ranked: dict[str, tuple[tuple[int, ...], Urgency, bool]] = {}
        for ask in asks:
            name, decides = self._instead(ask.finding, now), ask.finding not in plan
            alone = self.walker.alone.get(ask.finding, 0)
            urgency = (-ask.urgency, -self._goes_on(ask, told), -alone) if decides else (0, 0, 0)
            rank = (-decides, *urgency, self.words.findings[name].part, self.order[name])
            if name not in ranked or rank < ranked[name][0]:
                ranked[name] = rank, ask.urgency, decides
        names = sorted(ranked, key=lambda name: ranked[name][0])[: MOST_LINES * 2]
        return [self._line_of(name, now, *ranked[name][1:]) for name in names]

    def _told(self, now: Progress) -> int:
        """What was found and is no mere complaint, as bits."""
        words, walk = self.words.findings, now.walk
        found = (
            name
            for name in walk.case.findings
            if name in words and not words[name].presentation and walk.facts.known[name] != words[name].normal
        )
        return reduce(or_, (self.bits[name] for name in found), 0)

    def _goes_on(self, ask: Ask, told: int) -> bool:
        """Whether the most urgent way that an ask leads to reads something that was found: then it may be what is missing of it."""
        return bool(ask.leads_to) and bool(
            self.walker.edge_reads(self.walker.order.edge_number[ask.leads_to[0].id]) & told
        )

    def _instead(self, name: str, now: Progress) -> str:
        """What may make a question needless is asked in its place, while that is open: sex before a pregnancy, any before hot redness."""
        seen = {name}
        while others := [other for other in self.words.before(name) if other not in seen and self._is_open(other, now)]:
            name = others[0]
            seen.add(name)
        return name

    def _line_of(self, name: str, now: Progress, could_be: Urgency, decides: bool) -> Line:
        """The line of a checklist that asks for a finding: of results that of all of their kind, until some are said to exist."""
        words, facts, finding = self.words, now.walk.facts, self.words.findings[name]
        closures = self.results.get(name, ())
        for closure in closures:
            groups = list(words.leaves(closure))
            members = [member for group in groups for member in group_wording.fills(words, facts, group, "not_done")]
            if closure in now.opened or len(members) < 2:
                continue
            if closure in words.sets:
                question = (
                    f"Is there a result at hand of any of these: {'; '.join(_spoken(group.name) for group in groups)}?"
                )
            else:
                labels = "; ".join(label(member, words) for member in members)
                question = f"Was any of these done, with a result at hand: {labels}?"
            return Line(closure, question, could_be, decides, finding.part, tuple(members), (True,), True, NOT_DONE)
        line = self.line(name, now, could_be, decides)
        rest = NOT_DONE if finding.optional and (closures or finding.normal is None) else finding.normal
        bounds = facts.bounds.get(name)
        return line if rest is None or not (bounds is None or allows(bounds, rest)) else replace(line, others=rest)

    def line(self, name: str, now: Progress, could_be: Urgency, decides: bool) -> Line:
        """The line that asks for a finding by itself, of which "none of the others" says nothing."""
        finding, bounds = self.words.findings[name], now.walk.facts.bounds.get(name)
        not_done = finding.optional and (bounds is None or bounds.not_done)
        values = self._values(finding, now)
        return Line(name, finding.text, could_be, decides, finding.part, (name,), values, not_done, None)

    @staticmethod
    def _values(finding: Finding, now: Progress) -> tuple[Value, ...]:
        if finding.type is FindingType.BOOLEAN:
            return (True, False)
        bounds = now.walk.facts.bounds.get(finding.name)
        return tuple(value for value in finding.values if bounds is None or value in bounds.values)

    def _is_open(self, name: str, now: Progress) -> bool:
        return name not in now.walk.facts.known and not self.is_not_known(name, now)

    def is_not_known(self, name: str, now: Progress) -> bool:
        """Whether it was said not to be known, by itself or with the results of its kind."""
        return not now.not_known.isdisjoint((name, *self.results.get(name, ())))


def left_alone(case: Case, facts: Facts, lines: Iterable[Line]) -> Case:
    """The case with what "none of the others" says of `lines`. What is known by now, or cannot be so by definition, is not signed."""
    closed: dict[bool, list[str]] = {False: [*case.normal], True: [*case.not_done]}
    for line in lines:
        bounds = facts.bounds.get(line.name)
        if line.others is None or line.name in facts.known or not (bounds is None or allows(bounds, line.others)):
            continue
        closed[line.others is NOT_DONE].append(line.name)
    return replace(case, normal=tuple(closed[False]), not_done=tuple(closed[True]))


def _results(words: Vocabulary) -> dict[str, tuple[str, ...]]:
    """For each finding of a group that is closed as not done only the closures that ask for it, the widest first: a set of nothing but
    such groups, and the group."""
    groups = [group for group in words.groups.values() if group.closed_by == ("not_done",)]
    sets = [item.name for item in words.sets.values() if all(group in groups for group in words.leaves(item.name))]
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        wider = [name for name in sets if group in words.leaves(name)][:1]
        found |= dict.fromkeys(group.members, (*wider, group.name))
    return found


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _is_in(name: str, lines: Mapping[str, Line]) -> bool:
    return any(name in line.members for line in lines.values())


def _with(case: Case, name: str, value: Value) -> Case:
    """The case with a value of a finding, whatever was signed of it."""
    normal = tuple(other for other in case.normal if other != name)
    not_done = tuple(other for other in case.not_done if other != name)
    return replace(case, findings={**case.findings, name: value}, normal=normal, not_done=not_done)
