"""Two small pathways of other subjects than the one in the box: a tooth, with a scale of its own, and a cut, whose endings are treatments."""

from __future__ import annotations

from typing import Any, Final

from load import tiny
from load.tiny import boolean, edge, node

HEAD: Final = {"version": "0.1.0", "disclaimer": "A test; not a dentist."}
SCALE: Final = [
    {"id": "at_once", "words": "at once", "could_be": "something to see AT ONCE", "stops_questions": True, "seen": True,
     "leaflet": "Come at once if"},
    {"id": "this_week", "words": "this week", "colour": "weeks", "seen": True},
    {"id": "next_visit", "words": "at the next visit", "nothing_urgent": "nothing acute", "expected": True},
]  # fmt: skip


def tooth() -> dict[str, Any]:
    """A tooth that hurts: three levels, a picture that only the practice takes, and a call that is over once the picture is there."""
    ends = {
        "see-now": "at_once",
        "abscess": "at_once",
        "filling": "this_week",
        "watch": "next_visit",
        "come-back": "this_week",
    }
    return {
        "pathway": {"id": "tooth", "title": "A tooth that hurts", **HEAD},
        "urgencies": SCALE,
        "stages": [{"id": "only", "title": "Chair"}],
        "statements": [{"id": "S1", "text": "The handbook says so."}],
        "safety_nets": [
            {"id": "net", "lines": [{"urgency": "at_once", "text": "Your face swells", "statements": ["S1"]}]},
        ],
        "findings": [
            boolean("face_swollen", section="examination"),
            boolean("hurts_at_night", section="history"),
            {"name": "film", "type": "choice", "values": ["clear", "decay", "pus"], "normal": "clear", "optional": True,
             "section": "investigation", "label": "film of the tooth", "brought": False},
        ],
        "nodes": [
            node("begin", "start", edge("screen")),
            node("screen", "decision", edge("see-now", "face_swollen", label="swollen"),
                 edge("book-film", "otherwise", label="not swollen"), tags=["screen"]),
            node("book-film", "refer", edge("take-film"), urgency="this_week", timeframe="this week", destination="the practice",
                 until="film in [clear, decay, pus]"),
            node("take-film", "investigate", edge("abscess", "film == pus"), edge("filling", "film == decay"),
                 edge("night", "film == clear"), edge("come-back", "not_done"), orders=["film"]),
            node("night", "decision", edge("come-back", "hurts_at_night", label="at night"), edge("watch", "otherwise", label="not")),
            *(node(name, "stop", urgency=level, timeframe="then", destination="a dentist", safety_net="net")
              for name, level in ends.items()),
        ],
        "hazards": [{"id": "H1", "title": "Pus is missed", "cause": "No film", "effect": "Harm", "severity": "major", "statements": ["S1"]}],
        "rules": [
            {"id": "R1", "hazard": "H1", "title": "A swollen face is seen", "claims": ["sure(face_swollen) -> floor >= at_once"],
             "statements": ["S1"]},
        ],
    }  # fmt: skip


def cut() -> dict[str, Any]:
    """A cut: clean it, and close it, cover it or both leave open; the endings have no order."""
    return {
        "pathway": {"id": "cut", "title": "A cut", "endings": "treatments", **HEAD},
        "stages": [{"id": "only", "title": "Bench"}],
        "statements": [{"id": "S1", "text": "The handbook says so."}],
        "safety_nets": [{"id": "net", "lines": [{"text": "It gets redder", "statements": ["S1"]}]}],
        "findings": [
            boolean("dirty", section="examination"),
            {"name": "length_cm", "type": "number", "unit": "cm", "range": [0, 30], "section": "examination", "label": "length of the cut",
             "alarming": []},
            {"name": "glass", "type": "choice", "values": ["none", "seen"], "normal": "none", "optional": True,
             "section": "investigation", "label": "glass on a film"},
        ],
        "nodes": [
            node("begin", "start", edge("dirt"), edge("size"), edge("film")),
            node("dirt", "decision", edge("rinse", "dirty", label="dirty"), edge("leave", "otherwise", label="clean")),
            node("size", "decision", edge("stitch", "length_cm > 2", label="long"), edge("strip", "otherwise", label="short")),
            node("film", "investigate", edge("pick-out", "glass == seen"), edge("leave", "glass == none"), edge("look-later", "not_done"),
                 orders=["glass"]),
            node("pick-out", "refer", edge("strip"), text="Out with it."),
            *(node(name, "stop", text="As the handbook says.", safety_net="net") for name in ("rinse", "leave", "stitch", "strip", "look-later")),
        ],
        "hazards": [{"id": "H1", "title": "Dirt stays", "cause": "Not rinsed", "effect": "Harm", "severity": "major", "statements": ["S1"]}],
        "rules": [
            {"id": "R1", "hazard": "H1", "title": "A dirty cut is rinsed", "claims": ["sure(dirty) -> reaches(rinse)"], "statements": ["S1"]},
        ],
    }  # fmt: skip


def text(data: dict[str, Any]) -> str:
    """The pathway as YAML."""
    return tiny.dump(data)
