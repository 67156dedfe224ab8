"""What docs/semantics.md asks of authors, in the disguises that a rule can miss: each a pathway that must not be called sound.

Beside each stands its neighbour, which asks the same safely and must stay sound, so that a rule is not made strict by refusing all.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from load import tiny
from load.changes import FILM, OTHER, OUT, PULSE, SCAN, THIRD, after_negative, after_screen
from load.tiny import DROP, Change, boolean, edge, node, stop


class Hole(NamedTuple):
    """`bad` must give a fault with one of `codes` at the text `at`; `good` is sound."""

    name: str
    codes: str
    at: str
    bad: tuple[Change, ...]
    good: tuple[Change, ...]


ALARMED = "to: stop-999\n        when: "
HOME = "to: stop-home\n        when: "
TODAY = "to: stop-today\n        when: "
LOUD: Change = ("derived", [{"name": "loud", "formula": "other"}])
CALM: Change = ("derived", [{"name": "calm", "formula": "not other"}])


def screen(*guards: str, rest: str | None = "otherwise") -> tuple[Change, ...]:
    """The screen with these alarms, the first 999, the others same day; the rest goes on to the scan."""
    alarms = [
        edge("stop-999" if not number else "stop-today", guard, label="alarm") for number, guard in enumerate(guards)
    ]
    return (
        OTHER,
        THIRD,
        (OUT, [*alarms, edge("scan-leg", rest or "", label="go on")]),
        (SCAN + ".0.when", "scan == positive or third or other"),
    )


def narrowed() -> list[Hole]:
    """An alarm is never narrowed by `not` another one: a sure alarm would be lost while the other is unknown."""
    code = "narrowed-alarm"
    wide = screen("alarm", "other")
    return [
        Hole("by one of the other alarm's parts", code, ALARMED + "alarm and not other",
             screen("alarm and not other", "other or third"), screen("alarm", "other or third")),
        Hole("by the name of the other alarm's formula", code, ALARMED + "alarm and not loud",
             (*screen("alarm and not loud", "other"), LOUD), (*screen("alarm", "loud"), LOUD)),
        Hole("by what the other alarm's name means", code, ALARMED + "alarm and not other",
             (*screen("alarm and not other", "loud"), LOUD), (*screen("alarm", "loud"), LOUD)),
        Hole("by a formula with the `not` inside", code, ALARMED + "alarm and calm",
             (*screen("alarm and calm", "other"), CALM), (*screen("alarm", "not calm"), CALM)),
        Hole("inside an `or`", code, "to: stop-999",
             screen("(alarm and not other) or third", "other"), screen("alarm or third", "other")),
        Hole("inside a count", code, ALARMED + "at_least(2, alarm, not other)",
             screen("at_least(2, alarm, not other)", "other"), screen("at_least(2, alarm, third)", "other")),
        Hole("beside an edge that always holds", code, ALARMED + "alarm and not other",
             screen("alarm and not other", "other", rest=None), screen("alarm", "other", rest=None)),
        Hole("in either of two edges of one guard", code, ALARMED + "alarm and not other",
             (*screen("alarm and not other", "other"), ("nodes.+", stop("stop-also", "same_day")),
              (OUT + ".+", edge("stop-also", "alarm and not other", label="too"))), wide),
    ]  # fmt: skip


def on_file() -> list[Hole]:
    """A guard that leads to less care reads a result only where an investigation orders it on every path."""
    code = "result-before-order"
    sort = after_screen(
        "sort",
        "decision",
        edge("stop-today", "alarm and not scan == negative", label="x"),
        edge("scan-leg", "otherwise", label="y"),
    )
    good = after_screen(
        "sort",
        "decision",
        edge("stop-today", "alarm and scan == positive", label="x"),
        edge("scan-leg", "otherwise", label="y"),
    )
    lump = boolean("lump", applies_when="scan == positive")
    return [
        Hole("a result negated in an alarm of the screen", code, ALARMED + "alarm and not scan == negative",
             ((OUT + ".0.when", "alarm and not scan == negative"),), ((OUT + ".0.when", "alarm or scan == positive"),)),
        Hole("a result negated by a formula in an alarm of the screen", code, ALARMED + "loud",
             (("derived", [{"name": "loud", "formula": "alarm and not scan == negative"}]), (OUT + ".0.when", "loud")),
             (("derived", [{"name": "loud", "formula": "alarm or scan == positive"}]), (OUT + ".0.when", "loud"))),
        Hole("a result negated in an alarm before its order", code, TODAY + "alarm and not scan == negative", sort, good),
        Hole("a result negated beside an edge that always holds", code, TODAY + "alarm and not scan == negative",
             (*sort, ("nodes.sort.edges.1.when", DROP)), (*good, ("nodes.sort.edges.1.when", DROP))),
        Hole("a result that decides whether a finding applies", f"{code} reassuring-boolean", HOME + "not lump",
             (("findings.+", lump), *after_screen("sort", "decision", edge("stop-home", "not lump", label="x"), edge("stop-today", "alarm", label="z"),
                                                  edge("scan-leg", "otherwise", label="y"), choose="first")),
             (("findings.+", {**lump, "applies_when": "other"}), OTHER,
              *after_screen("sort", "decision", edge("stop-home", "not lump", label="x"), edge("stop-today", "alarm", label="z"),
                            edge("scan-leg", "otherwise", label="y"), choose="first"))),
    ]  # fmt: skip


def not_done() -> list[Hole]:
    """Every test on a value that was not done is false: `not` of it reassures nobody, and no result is not a good result."""
    results = [
        edge("stop-today", "scan == positive"),
        edge("stop-home", "scan == negative"),
        edge("stop-wait", "not_done"),
    ]
    positive, negative, missing = results
    orders: Change = ("nodes.scan-leg.orders", ["scan", "film"])
    flag = ("reassuring-boolean investigation result-before-order", "to: stop-home\n        when: ")
    return [
        Hole("reassured by `not` a bad result", flag[0], flag[1] + "not scan == positive",
             ((SCAN, [positive, edge("stop-home", "not scan == positive"), missing]),), ((SCAN, results),)),
        Hole("reassured by a formula that says `not` a bad result", flag[0], flag[1] + "clear",
             (("derived", [{"name": "clear", "formula": "not scan == positive"}]), (SCAN, [positive, edge("stop-home", "clear"), missing])),
             (("derived", [{"name": "clear", "formula": "scan == negative and not scan == positive"}]),
              (SCAN, [positive, edge("stop-home", "clear"), missing]))),
        Hole("an optional boolean negated beside an edge that always holds", "reassuring-boolean", TODAY + "alarm and not film",
             (FILM, orders, *after_negative("sort", "decision", edge("stop-today", "alarm and not film", label="x"), edge("stop-home", label="y"))),
             (FILM, orders, *after_negative("sort", "decision", edge("stop-today", "alarm and film", label="x"), edge("stop-home", label="y")))),
        Hole("not done leads where the good result leads", "investigation", "to: stop-home\n        when: not_done",
             ((SCAN, [positive, negative, edge("stop-home", "not_done")]), ("nodes.stop-wait", DROP)),
             ((SCAN, [positive, negative, edge("stop-today", "not_done")]), ("nodes.stop-wait", DROP))),
        Hole("not done leads there first", "investigation", "to: stop-home\n        when: not_done",
             ((SCAN, [positive, negative, edge("stop-home", "not_done")]), ("nodes.stop-wait", DROP), ("nodes.scan-leg.choose", "first")),
             ((SCAN, [positive, negative, edge("stop-today", "not_done")]), ("nodes.stop-wait", DROP), ("nodes.scan-leg.choose", "first"))),
        Hole("not done leads there by a step between", "investigation", "to: rest\n        when: not_done",
             ((SCAN, [positive, negative, edge("rest", "not_done")]), ("nodes.+", node("rest", "action", edge("stop-home"))), ("nodes.stop-wait", DROP)),
             ((SCAN, [positive, negative, edge("rest", "not_done")]), ("nodes.+", node("rest", "action", edge("stop-wait"))))),
        Hole("not done is less urgent than every result", "investigation", "to: stop-home\n        when: not_done",
             ((SCAN, [positive, edge("stop-wait", "scan == negative"), edge("stop-home", "not_done")]),),
             ((SCAN, [positive, edge("stop-home", "scan == negative"), edge("stop-wait", "not_done")]),)),
        Hole("every result counts as not done", "investigation edges", "id: scan-leg",
             ((OUT + ".0.when", "alarm or scan == positive"), (SCAN, [missing]), ("nodes.stop-today", DROP), ("nodes.stop-home", DROP)), ()),
        Hole("a value counts as not done", "investigation not-exhaustive", "id: scan-leg",
             (("findings.scan.values", ["negative", "positive", "unclear"]),),
             (("findings.scan.values", ["negative", "positive", "unclear"]), (SCAN + ".0.when", "scan in [positive, unclear]"))),
    ]  # fmt: skip


def screens() -> list[Hole]:
    """All alarms are edges of one `choose: all` node, which every patient passes."""
    second = after_screen(
        "look",
        "decision",
        edge("stop-999", "other", label="x"),
        edge("scan-leg", "otherwise", label="y"),
        tags=["screen"],
    )
    gate = node("gate", "decision", edge("stop-home", "other", label="x"), edge("screen", "otherwise", label="y"))
    return [
        Hole("an emergency and no screen", "screen", "id: stop-999", (("nodes.screen.tags", DROP),), ()),
        Hole("a second screen behind the first", "screen", "id: look",
             (OTHER, *second), (OTHER, (OUT + ".0.when", "alarm or other"))),
        Hole("a way past the screen", "screen", "id: screen",
             (OTHER, ("nodes.+", gate), ("nodes.begin.edges.0.to", "gate")),
             (OTHER, (OUT + ".0.when", "alarm or other"), ("nodes.+", node("gate", "action", edge("screen"))), ("nodes.begin.edges.0.to", "gate"))),
    ]  # fmt: skip


def words() -> list[Hole]:
    """What a closure or a case would record must be a value that the finding can have."""
    size = {"name": "size", "type": "number", "unit": "cm", "range": [0, 25], "normal": 1, "label": "Size"}
    read: Change = (OUT + ".0.when", "alarm or size > 5")
    loud = {"name": "loud", "formula": "alarm", "recordable": True}
    return [
        Hole("a normal that is out of range", "finding", "normal: ^26", (("findings.+", {**size, "normal": 26}), read), (("findings.+", size), read)),
        Hole("a normal that is not whole", "finding", "normal: ^1.5",
             (("findings.+", {**size, "integer": True, "normal": 1.5}), read), (("findings.+", {**size, "integer": True}), read)),
        Hole("a truth that is recordable", "finding shape guard", "recordable: true",
             (("derived", [loud]), (OUT + ".0.when", "loud")),
             (("derived", [{**loud, "formula": "count(alarm)"}]), (OUT + ".0.when", "loud >= 1"))),
        Hole("a value that no guard can write", "finding", "values: [negative, positive",
             (("findings.scan.values", ["negative", "positive", "3rd"]),), (PULSE, (OUT + ".0.when", "alarm or pulse == absent"))),
        Hole("a guideline that is not there", "provenance unknown", "guideline: NG999",
             (("statements.S1.guideline", "NG999"),), (("statements.S1.guideline", "NG1"), ("guidelines", [{"id": "NG1", "title": "One"}]))),
        Hole("a review of a step on another way", "review-link", "id: stop-wait",
             (("nodes.stop-wait.reviews", ["stop-999"]),), (("nodes.stop-wait.reviews", ["scan-leg"]),)),
    ]  # fmt: skip


HOLES = [*narrowed(), *on_file(), *not_done(), *screens(), *words()]


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.name)
def test_what_the_semantics_forbids_is_not_sound(hole: Hole, tmp_path: Path) -> None:
    text = tiny.text(*hole.bad)
    line = tiny.place(text, hole.at)[0]
    found = [issue for issue in tiny.issues(tmp_path, text) if issue.code in hole.codes.split()]
    assert line in [issue.place.line for issue in found], found


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.name)
def test_what_it_allows_beside_that_is_sound(hole: Hole, tmp_path: Path) -> None:
    assert tiny.issues(tmp_path, tiny.text(*hole.good)) == []
