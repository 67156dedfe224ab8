"""Someone who knows one worked case, and answers an interview from it: nothing more than what is known of that patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random

from legpain_graph import Case, Walk, Walker
from legpain_graph.model.vocabulary import NOT_DONE, Value
from legpain_graph.walk.interview import Interview
from legpain_graph.walk.screens import Screen

UNSAID = "nothing said"
"""Of a line that was left alone."""


@dataclass
class Answering:
    """Answers from the facts of `whole`; `heard` is each screen with what was said of its lines, in order."""

    whole: Walk
    heard: list[tuple[Screen, dict[str, Value | None]]] = field(default_factory=list)

    def answer(self, interview: Interview) -> bool:
        """Answers the next screen; False where there is none."""
        screen = interview.screen
        if screen is None:
            return False
        said = self.reply(screen)
        self.heard.append((screen, said))
        interview.answer(screen, said, others=True)
        return True

    def to_the_end(self, interview: Interview) -> Interview:
        while self.answer(interview):
            pass
        return interview

    def reply(self, screen: Screen) -> dict[str, Value | None]:
        """What is said of the lines; one that is as "none of the others" has it is left alone, one that is not known is unsure."""
        known = self.whole.facts.known
        said: dict[str, Value | None] = {}
        for line in screen.lines:
            values = [known.get(name) for name in line.members]
            if len(values) > 1:
                told = None if all(value is None for value in values) else True
                if any(value is not NOT_DONE for value in values):
                    said[line.name] = told
            elif line.others is None or values[0] != line.others:
                said[line.name] = values[0]
        return said

    @property
    def names(self) -> list[str]:
        """The lines that were seen, in order."""
        return [line.name for screen, _ in self.heard for line in screen.lines]


def any_answer(screen: Screen, random: Random, ticked: float = 0.1) -> tuple[dict[str, Value | None], bool]:
    """Something that could be said of the lines of a screen: most are left alone, and mostly none of the others is so."""
    said: dict[str, Value | None] = {}
    for line in screen.lines:
        told = line.others is None or random.random() < ticked
        finding_values: list[Value | None] = [*line.values, *([NOT_DONE] if line.not_done else []), None]
        if told and random.random() < 0.9:
            said[line.name] = random.choice(finding_values)
    return said, random.random() < 0.8


def recorded_of(members: Iterable[str], said: object, others: Value | None) -> dict[str, Value | None]:
    """What a line that was shown may have had signed of its findings: what "none of the others" says, or that no result exists."""
    value = said if said is NOT_DONE else others if said == UNSAID else None
    return {} if value is None else dict.fromkeys(members, value)


def only_what_was_shown(walker: Walker, case: Case, signed: Mapping[str, Value | None]) -> None:
    """Nothing is known of `case` but what was said, what was `signed` of a line on a screen that was answered, and what follows from these
    by definition."""
    known, told = walker.walk(case).facts.known, case.findings
    left = {
        name: value for name, value in signed.items() if name in known and name not in told and known[name] == value
    }
    normal, not_done = (
        tuple(name for name, value in left.items() if (value is NOT_DONE) is done) for done in (False, True)
    )
    shown = walker.walk(Case(told, normal, not_done)).facts.known
    assert known == shown, f"recorded and was not shown: {sorted(set(known) - set(shown))}"
