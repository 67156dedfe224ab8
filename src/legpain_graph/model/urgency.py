"""How soon: the levels of a pathway's scale. Those of a pathway that declares none stand in `load/seven.yaml`.

A pathway whose endings are treatments has no scale: `UNORDERED` stands in its place, one level that says nothing.
"""

from __future__ import annotations

from typing import Any, Final

COLOURS: Final = ("emergency", "today", "days", "weeks", "soon", "routine", "calm")
"""What a level can be drawn as, the most urgent first; the colours themselves are those of `draw.style.palette`."""


class Urgency(int):
    """One level of a scale. It is its place there, 0 the least urgent: levels of one scale compare as numbers."""

    id: str
    """As it is written in files: `same_day`."""
    words: str
    """As people read it: "same day"."""
    headline: str
    """As the first line says it: "SAME DAY"."""
    could_be: str
    """As the first line says it of an open walk, after "could still be"."""
    short: str
    """Before a list: "999"."""
    drawn: str
    """In a picture, where there is little room: "2 weeks"."""
    colour: str
    """One of `COLOURS`."""
    leaflet: str
    """The heading of what a patient comes back for this soon."""
    held: str
    """What a patient is told of what is held so urgent until it is known; empty where that is nothing to tell."""
    nothing_urgent: str
    """What a settled walk may add that ends no more urgently, where nothing is open and all that alarms is dealt with: "no red flag"."""
    stops_questions: bool
    """Nothing more is asked, and only the stop is told."""
    alarm: bool
    """A refer or stop this urgent is an alarm: one that leads there no more is a weaker pathway."""
    seen: bool
    """A clinician sees the patient, who is told of every alarming value: nothing else need heed it."""
    expected: bool
    """What a safety-net says under it is what to expect, not what to come back for."""

    def __new__(cls, level: int, /, **said: Any) -> Urgency:
        words = said.get("words", "")
        leaflet = "What to expect" if said.get("expected") else f"Come back ({words}) if" if words else "Come back if"
        made = super().__new__(cls, level)
        made.__dict__ = {
            "id": "", "words": words, "headline": words.upper(), "could_be": said.get("headline", words.upper()),
            "short": words, "drawn": said.get("short", words), "colour": COLOURS[-1], "leaflet": leaflet, "held": "",
            "nothing_urgent": "", "stops_questions": False, "alarm": False, "seen": False, "expected": False, **said,
        }  # fmt: skip
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (int(self), vars(self))

    def __repr__(self) -> str:
        return f"Urgency({int(self)}, id={self.id!r})"

    def __str__(self) -> str:
        return self.id


def _made(level: int, said: dict[str, Any]) -> Urgency:
    return Urgency(level, **said)


UNORDERED: Final = (Urgency(0, colour="routine"),)
"""The scale of a pathway whose endings are treatments."""
