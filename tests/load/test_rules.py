"""Every fault that loading can give: the smallest pathway that has it, at its place, and the neighbour that has not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from legpain_graph.errors import Issue
from legpain_graph.load import rules
from legpain_graph.load.build import build
from legpain_graph.load.loader import MAX_FILES, MAX_TOTAL, check_pathway, load_pathway
from legpain_graph.load.rules import RULES, Checked
from legpain_graph.load.schema import entry
from legpain_graph.load.tree import read
from load import tiny
from load.tiny import DROP, Change, Raw, boolean, edge, node, stop

Rule = Callable[[Checked], Iterator[Issue]]

OUT = "nodes.screen.edges"
"""The edges of the screen: its alarm, and `otherwise` to the scan."""
SCAN = "nodes.scan-leg.edges"
"""The edges of the investigation: positive, negative, not_done."""
OTHER: Change = ("findings.+", boolean("other"))
THIRD: Change = ("findings.+", boolean("third"))
PULSE: Change = (
    "findings.+",
    {"name": "pulse", "type": "choice", "values": ["palpable", "absent"], "label": "Pulse", "normal": "palpable"},
)
FILM: Change = ("findings.+", boolean("film", optional=True, section="investigation"))
"""An optional boolean: a film that shows something."""


def after_screen(name: str, kind: str, *edges: dict[str, Any], **fields: Any) -> tuple[Change, Change]:
    """A node between the screen and the scan."""
    return (f"{OUT}.1.to", name), ("nodes.+", node(name, kind, *edges, **fields))


def after_negative(name: str, kind: str, *edges: dict[str, Any], **fields: Any) -> tuple[Change, Change]:
    """A node that a negative scan leads to."""
    return (f"{SCAN}.1.to", name), ("nodes.+", node(name, kind, *edges, **fields))


class Row(NamedTuple):
    """A fault. `at` is the text at its place, with `^` before the character meant; None where no line can be told.

    `also` are the codes of what cannot but follow from the same change.
    """

    name: str
    code: str
    at: str | None
    says: str
    bad: tuple[Change, ...]
    good: tuple[Change, ...]
    rule: Rule | None = None
    also: tuple[str, ...] = ()


# fmt: off
def graph_rows() -> Iterator[Row]:
    yield Row(
        "two starts", "one-start", "id: begin", "the first is again",
        (("nodes.+", node("again", "start", edge("screen"))),),
        (("nodes.+", node("again", "action", edge("screen"))), ("nodes.begin.edges.0.to", "again")),
        rules.one_start,
    )
    yield Row(
        "no start", "one-start", None, "no node of kind start",
        (("nodes.begin.kind", "action"),),
        (("nodes.begin.title", "Start here"),),
        rules.one_start, ("unreachable",),
    )
    yield Row(
        "back to the start", "one-start", "to: begin", "edge orphan>begin: leads back",
        (("nodes.+", node("orphan", "action", edge("begin"))),),
        (("nodes.begin.edges.0.to", "orphan"), ("nodes.+", node("orphan", "action", edge("screen")))),
        rules.one_start, ("unreachable",),
    )
    yield Row(
        "nothing leads here", "unreachable", "id: orphan", "orphan",
        (("nodes.+", node("orphan", "action", edge("stop-home"))),),
        (*after_negative("orphan", "action", edge("stop-home")),),
        rules.unreachable,
    )
    yield Row(
        "a stop with an edge", "dead-end", "id: stop-today", "a stop has no edges",
        (("nodes.stop-today.edges", [edge("stop-wait")]),),
        (("nodes.stop-today.kind", "refer"), ("nodes.stop-today.edges", [edge("stop-wait")])),
        rules.dead_end,
    )
    yield Row(
        "an action without an edge", "dead-end", "id: rest", "rest: a action that leads nowhere",
        (*after_negative("rest", "action"), (OUT + ".+", edge("stop-home", "alarm", label="x"))),
        (*after_negative("rest", "action", edge("stop-home")),),
        rules.dead_end,
    )
    yield Row(
        "only a way for the unknown", "dead-end", "id: rest", "leads nowhere",
        (*after_negative("rest", "action", edge("stop-guess", "unknown")), ("nodes.+", stop("stop-guess", "soon")),
         (OUT + ".+", edge("stop-home", "alarm", label="x"))),
        (*after_negative("rest", "action", edge("stop-guess", "unknown"), edge("stop-home")), ("nodes.+", stop("stop-guess", "soon"))),
        rules.dead_end,
    )
    yield Row(
        "no stop below", "no-stop-below", "id: first-rest", "first-rest",
        (*after_negative("first-rest", "action", edge("more-rest")), ("nodes.+", node("more-rest", "action")),
         (OUT + ".+", edge("stop-home", "alarm", label="x"))),
        (*after_negative("first-rest", "action", edge("more-rest")), ("nodes.+", node("more-rest", "action", edge("stop-home")))),
        rules.no_stop_below, ("dead-end",),
    )
    yield Row(
        "nothing for the others", "not-exhaustive", "id: screen", "`when: otherwise`",
        ((OUT + ".1.when", "not alarm"),),
        ((OUT + ".1.when", DROP),),
        rules.not_exhaustive,
    )
    yield Row(
        "nothing for no result", "not-exhaustive", "id: scan-leg", "`when: not_done`",
        ((SCAN + ".2.when", "scan in [negative, positive]"),),
        ((SCAN + ".2.label", "none yet"),),
        rules.not_exhaustive, ("investigation",),
    )
    yield Row(
        "a decision of one edge", "edges", "id: sort", "two or more edges",
        (*after_negative("sort", "decision", edge("stop-home", label="x")),),
        (*after_negative("sort", "decision", edge("stop-wait", "alarm", label="x"), edge("stop-home", "otherwise", label="y")),),
        rules.wrong_edges,
    )
    yield Row(
        "two for the rest", "edges", "to: stop-wait\n        when: otherwise", "edge screen>stop-wait: a second edge",
        ((OUT + ".+", edge("stop-wait", "otherwise", label="x")),),
        ((OUT + ".+", edge("stop-wait", "alarm", label="x")),),
        rules.wrong_edges,
    )
    yield Row(
        "the rest beside always", "edges", "to: scan-leg", "screen>stop-wait always holds",
        ((OUT + ".+", edge("stop-wait", label="x")),),
        ((OUT + ".+", edge("stop-wait", "alarm", label="x")),),
        rules.wrong_edges,
    )
    yield Row(
        "after one that always holds", "edges", "to: stop-wait\n        when: alarm", "sort>stop-home before it always holds",
        (*after_negative("sort", "decision", edge("stop-home", label="x"), edge("stop-wait", "alarm", label="y"), choose="first"),),
        (*after_negative("sort", "decision", edge("stop-wait", "alarm", label="y"), edge("stop-home", label="x"), choose="first"),),
        rules.wrong_edges,
    )
    yield Row(
        "the rest not last", "edges", "to: stop-home\n        when: otherwise", "stands last",
        (*after_negative("sort", "decision", edge("stop-home", "otherwise", label="x"), edge("stop-wait", "alarm", label="y"), choose="first"),),
        (*after_negative("sort", "decision", edge("stop-wait", "alarm", label="y"), edge("stop-home", "otherwise", label="x"), choose="first"),),
        rules.wrong_edges,
    )
    yield Row(
        "no label", "edges", "to: stop-999", "edge screen>stop-999: an edge of a decision needs a label",
        ((OUT + ".0.label", DROP),),
        ((SCAN + ".0.label", "a result"),),
        rules.wrong_edges,
    )


def investigation_rows() -> Iterator[Row]:
    yield Row(
        "not_done at a decision", "investigation", "to: scan-leg", "`when: otherwise`",
        ((OUT + ".1.when", "not_done"),),
        (),
        rules.investigation,
    )
    yield Row(
        "a decision that orders", "investigation", "id: screen", "a decision orders no tests",
        (("nodes.screen.orders", ["scan"]),),
        (),
        rules.investigation,
    )
    yield Row(
        "orders nothing", "investigation", "id: scan-leg", "orders nothing",
        (("nodes.scan-leg.orders", []),),
        (),
        rules.investigation, ("result-before-order",),
    )
    yield Row(
        "orders what is not there", "investigation", "id: scan-leg", "'scann'\n  hint: did you mean 'scan'?",
        (("nodes.scan-leg.orders", ["scan", "scann"]),),
        (),
        rules.investigation,
    )
    yield Row(
        "orders no result", "investigation", "id: scan-leg", "orders alarm, which is no result",
        (("nodes.scan-leg.orders", ["scan", "alarm"]),),
        (FILM, ("nodes.scan-leg.orders", ["scan", "film"])),
        rules.investigation,
    )
    yield Row(
        "nothing for not done", "investigation", "id: scan-leg", "`when: not_done`",
        ((SCAN + ".2.when", "otherwise"),),
        (),
        rules.investigation,
    )
    yield Row(
        "not done where the reassuring result leads", "investigation", "to: stop-home\n        when: not_done", "scan-leg>stop-home",
        ((SCAN, [edge("stop-home", "scan == negative"), edge("stop-today", "scan == positive"), edge("stop-home", "not_done")]),
         ("nodes.scan-leg.choose", "first"), ("nodes.stop-wait", DROP)),
        ((SCAN, [edge("stop-home", "scan == negative"), edge("stop-today", "scan == positive"), edge("stop-today", "not_done")]),
         ("nodes.scan-leg.choose", "first"), ("nodes.stop-wait", DROP)),
        rules.investigation,
    )


def end_rows() -> Iterator[Row]:
    for word in ("urgency", "timeframe", "destination", "safety_net"):
        yield Row(
            f"a stop without {word}", "urgency", "id: stop-999", f"stop-999: a stop lacks {word}",
            ((f"nodes.stop-999.{word}", DROP),),
            (),
            rules.refer_and_stop,
        )
    refer = {"urgency": "soon", "timeframe": "days", "destination": "clinic"}
    for word in refer:
        fields = {key: value for key, value in refer.items() if key != word}
        yield Row(
            f"a refer without {word}", "urgency", "id: clinic", f"clinic: a refer lacks {word}",
            (*after_negative("clinic", "refer", edge("stop-home"), **fields),),
            (*after_negative("clinic", "refer", edge("stop-home"), **refer),),
            rules.refer_and_stop,
        )
    yield Row(
        "a stop without everything", "urgency", "id: stop-999", "lacks urgency, timeframe, destination, safety_net",
        tuple((f"nodes.stop-999.{word}", DROP) for word in ("urgency", "timeframe", "destination", "safety_net")),
        (),
        rules.refer_and_stop,
    )
    yield Row(
        "an urgent action", "urgency", "id: rest", "rest: a action has no urgency",
        (*after_negative("rest", "action", edge("stop-home"), urgency="soon"),),
        (*after_negative("rest", "action", edge("stop-home")),),
        rules.refer_and_stop,
    )


def unknown_rows() -> Iterator[Row]:
    guess = ("nodes.+", stop("stop-guess", "same_day"))
    yield Row(
        "two for the unknown", "when-unknown", "id: screen", "screen: two edges",
        (guess, ("nodes.+", stop("stop-other-guess", "same_day")),
         (OUT + ".+", edge("stop-guess", "unknown", label="x")), (OUT + ".+", edge("stop-other-guess", "unknown", label="y"))),
        (guess, (OUT + ".+", edge("stop-guess", "unknown", label="x"))),
        rules.when_unknown,
    )
    yield Row(
        "walked into what is for the unknown", "when-unknown", "to: stop-guess\n        when: scan == positive",
        "edge scan-leg>stop-guess: leads to stop-guess, which only screen>stop-guess may",
        (guess, (OUT + ".+", edge("stop-guess", "unknown", label="x")), (SCAN + ".0.to", "stop-guess"), ("nodes.stop-today", DROP)),
        (guess, (OUT + ".+", edge("stop-guess", "unknown", label="x"))),
        rules.when_unknown,
    )


def screen_rows() -> Iterator[Row]:
    yield Row(
        "a screen that takes the first", "screen", "id: screen", "`choose: all`",
        (("nodes.screen.choose", "first"),),
        (("nodes.screen.choose", "all"),),
        rules.screen,
    )
    yield Row(
        "a screen that is no decision", "screen", "id: begin", "`choose: all`",
        (("nodes.begin.tags", ["screen"]), ("nodes.screen.tags", DROP), ("nodes.stop-999.urgency", "same_day")),
        (("nodes.begin.tags", ["first-contact"]),),
        rules.screen,
    )
    yield Row(
        "an emergency elsewhere", "screen", "id: stop-late", "stop-late: an emergency that screen does not lead to",
        (("nodes.+", stop("stop-late", "emergency_999")), (SCAN + ".0.to", "stop-late"), ("nodes.stop-today", DROP)),
        (("nodes.+", stop("stop-late", "emergency_999")), (OUT + ".+", edge("stop-late", "scan == positive", label="on file")),
         (SCAN + ".0.to", "stop-late"), ("nodes.stop-today", DROP)),
        rules.screen,
    )
    alarms = [edge("stop-today", "other", label="b"), edge("scan-leg", "otherwise", label="c")]
    for name, guard, rest in (
        ("narrowed", "alarm and not other", alarms),
        ("narrowed by both", "alarm and not (other and third)", alarms),
        ("narrowed by either", "alarm and not (third or other)", alarms),
        ("narrowed in brackets", "alarm and (third and not other)", alarms),
        ("narrowed first", "not other and alarm", alarms),
    ):
        yield Row(
            f"an alarm {name}", "narrowed-alarm", "to: stop-999", "edge screen>stop-999: narrowed by `not` the alarm of screen>stop-today",
            (OTHER, THIRD, (OUT, [edge("stop-999", guard, label="a"), *rest]), (SCAN + ".0.when", "scan == positive or third")),
            (OTHER, THIRD, (OUT, [edge("stop-999", "alarm", label="a"), *rest]), (SCAN + ".0.when", "scan == positive or third")),
            rules.narrowed_alarm,
        )
    yield Row(
        "an alarm narrowed by a derived one", "narrowed-alarm", "to: stop-999", "screen>stop-today",
        (OTHER, ("derived", [{"name": "loud", "formula": "other"}]),
         (OUT, [edge("stop-999", "alarm and not loud", label="a"), edge("stop-today", "loud", label="b"), edge("scan-leg", "otherwise", label="c")])),
        (OTHER, ("derived", [{"name": "loud", "formula": "other"}]),
         (OUT, [edge("stop-999", "alarm and loud", label="a"), edge("stop-today", "loud", label="b"), edge("scan-leg", "otherwise", label="c")])),
        rules.narrowed_alarm,
    )


def less_care_rows() -> Iterator[Row]:
    says = "edge sort>stop-home: leads to less care on scan"
    today = edge("stop-today", "otherwise", label="y")
    home = "to: stop-home\n        when: "
    ways = (SCAN + ".1.to", "stop-home")
    derived: Change = ("derived", [{"name": "clear", "formula": "scan == negative"}])
    nested: Change = ("derived", [{"name": "clear", "formula": "clean and not alarm"}, {"name": "clean", "formula": "scan == negative"}])
    scored: Change = ("derived", [{"name": "clear", "formula": "points >= 1"}, {"name": "points", "formula": "count(scan == negative, alarm)"}])
    for name, guard, words in (
        ("a result", "scan == negative", ()),
        ("a result and more", "not alarm and scan == negative", ()),
        ("one of two", "scan == negative or not alarm", ()),
        ("a count of results", "count(scan == negative, alarm) >= 1", ()),
        ("at least one result", "at_least(1, alarm, scan == negative)", ()),
        ("a result by a derived finding", "clear", (derived,)),
        ("a result by two derived findings", "clear", (nested,)),
        ("a result by a derived score", "clear", (scored,)),
        ("not not", "not (not scan == negative)", ()),
    ):
        # The branch that orders the scan is beside the one that reads it: ordered on one path, not on another.
        fork = after_screen("fork", "decision", edge("scan-leg", "other", label="x"), edge("sort", "otherwise", label="y"))
        sort = ("nodes.+", node("sort", "decision", edge("stop-home", guard, label="x"), today))
        yield Row(
            f"less care on {name} that nothing ordered", "result-before-order", f"{home}{guard}\n        label", says,
            (OTHER, *words, *fork, sort, ways),
            (OTHER, *words, *fork, sort, ways, ("nodes.fork.edges.1.to", "scan-leg"), (SCAN + ".1.to", "sort")),
            rules.result_before_order,
        )
    yield Row(
        "less care on a result that is ordered on one path", "result-before-order", f"{home}scan == negative\n        label", says,
        (OTHER, *after_screen("fork", "decision", edge("scan-leg", "other", label="x"), edge("sort", "otherwise", label="y")),
         ("nodes.+", node("sort", "decision", edge("stop-home", "scan == negative", label="x"), today)), (SCAN + ".2.to", "sort"),
         ("nodes.stop-wait", DROP)),
        (OTHER, (SCAN + ".2.to", "sort"), ("nodes.stop-wait", DROP),
         (SCAN + ".0.when", "scan == positive or other"),
         ("nodes.+", node("sort", "decision", edge("stop-home", "scan == negative", label="x"), today))),
        rules.result_before_order,
    )
    yield Row(
        "first less care on a result that nothing ordered", "result-before-order", f"{home}scan == negative\n        label", says,
        (*after_screen("sort", "decision", edge("stop-home", "scan == negative", label="x"), edge("stop-today", "alarm", label="z"),
                       edge("scan-leg", "otherwise", label="y"), choose="first"),),
        (*after_screen("sort", "decision", edge("stop-today", "scan == positive", label="x"), edge("scan-leg", "otherwise", label="y"),
                       choose="first"),),
        rules.result_before_order,
    )
    yield Row(
        "no more care by not a result, with no screen before", "result-before-order", "to: stop-today\n        when: alarm and not scan == negative",
        "edge sort>stop-today: leads to less care on scan",
        (("nodes.screen.choose", "first"), ("nodes.screen.tags", DROP), ("nodes.stop-999.urgency", "same_day"), OTHER,
         *after_screen("fork", "decision", edge("scan-leg", "other", label="x"), edge("sort", "otherwise", label="y"), choose="first"),
         ("nodes.+", node("sort", "decision", edge("stop-today", "alarm and not scan == negative", label="x"), edge("stop-home", "otherwise", label="y")))),
        (("nodes.screen.choose", "first"), ("nodes.screen.tags", DROP), ("nodes.stop-999.urgency", "same_day"), OTHER,
         *after_screen("fork", "decision", edge("scan-leg", "other", label="x"), edge("sort", "otherwise", label="y"), choose="first"),
         ("nodes.+", node("sort", "decision", edge("stop-today", "alarm and scan == positive", label="x"), edge("stop-home", "otherwise", label="y")))),
        rules.result_before_order,
    )


def boolean_rows() -> Iterator[Row]:
    derived: Change = ("derived", [{"name": "fine", "formula": "not film"}])
    orders: Change = ("nodes.scan-leg.orders", ["scan", "film"])
    for name, guard, words in (
        ("not it", "scan == negative and not film", ()),
        ("it", "scan == negative and film", ()),
        ("a derived finding", "scan == negative and fine", (derived,)),
        ("a count", "scan == negative and count(film, alarm) < 1", ()),
    ):
        yield Row(
            f"reassured by {name}", "reassuring-boolean", "to: stop-home", "film\n  hint: make it a choice",
            (FILM, orders, *words, (SCAN + ".1.when", guard)),
            (FILM, orders, (SCAN + ".0.when", "scan == positive or film")),
            rules.reassuring_boolean,
        )
    yield Row(
        "an examination that was not done", "reassuring-boolean", "to: stop-home\n        when: not touched", "touched",
        (("findings.+", boolean("touched", optional=True)),
         *after_negative("sort", "decision", edge("stop-home", "not touched", label="x"), edge("stop-wait", "otherwise", label="y"))),
        (("findings.+", boolean("touched")),
         *after_negative("sort", "decision", edge("stop-home", "not touched", label="x"), edge("stop-wait", "otherwise", label="y"))),
        rules.reassuring_boolean,
    )
    yield Row(
        "an alarm without it", "reassuring-boolean", "to: stop-wait\n        when: alarm and not film", "edge sort>stop-wait",
        (FILM, orders,
         *after_negative("sort", "decision", edge("stop-wait", "alarm and not film", label="x"), edge("stop-home", "otherwise", label="y"))),
        (FILM, orders,
         *after_negative("sort", "decision", edge("stop-wait", "alarm and film", label="x"), edge("stop-home", "otherwise", label="y"))),
        rules.reassuring_boolean,
    )


def word_rows() -> Iterator[Row]:
    yield Row(
        "a node that cites nothing", "provenance", "id: stop-wait", "stop-wait: cites no statement",
        (("nodes.stop-wait.statements", DROP),), (), rules.provenance,
    )
    yield Row(
        "an edge that cites nothing", "provenance", "to: scan-leg", "edge screen>scan-leg: cites no statement",
        ((OUT + ".1.statements", DROP),), (), rules.provenance,
    )
    extra = {"id": "S9", "text": "It says more"}
    yield Row(
        "a statement that nothing cites", "provenance", "id: S9", "nothing cites S9",
        (("statements.+", extra),), (("statements.+", {**extra, "not_encoded": "scope"}),), rules.provenance,
    )
    yield Row(
        "a statement that is not encoded and cited", "provenance", "id: S1\n", "S1 is not_encoded, but something cites it",
        (("statements.S1.not_encoded", "scope"),), (), rules.provenance,
    )
    for name, path, at, says in (
        ("a node", "nodes.stop-wait.statements", "id: stop-wait", "stop-wait: cites the unknown statement 'S11'"),
        ("an edge", OUT + ".1.statements", "to: scan-leg", "edge screen>scan-leg: cites the unknown statement 'S11'"),
        ("a finding", "findings.alarm.statements", "name: alarm", "alarm: cites the unknown statement 'S11'"),
        ("a derived finding", "derived.loud.statements", "name: loud", "loud: cites the unknown statement 'S11'"),
        ("a line to do", "nodes.stop-wait.do.0.statements", "id: stop-wait", "stop-wait: cites the unknown statement 'S11'"),
        ("a line not to do", "nodes.stop-wait.do_not.0.statements", "id: stop-wait", "stop-wait: cites the unknown statement 'S11'"),
        ("a safety net", "safety_nets.standard.lines.0.statements", "urgency: same_day\n        text: Come", "standard: cites the unknown statement 'S11'"),
    ):
        before: tuple[Change, ...] = (
            ("derived", [{"name": "loud", "formula": "alarm", "for_rules": True}]),
            ("nodes.stop-wait.do", [{"text": "Rest"}]),
            ("nodes.stop-wait.do_not", [{"text": "Run"}]),
        )
        yield Row(
            f"{name} that cites what is not there", "provenance", at, says,
            (*before, (path, ["S1", "S11"])), (*before, (path, ["S1"])), rules.provenance,
        )
    yield Row(
        "a review ahead", "review-link", "id: screen", "the review link to scan-leg does not lead back",
        (("nodes.screen.reviews", ["scan-leg"]),), (("nodes.scan-leg.reviews", ["screen"]),), rules.review_link,
    )
    yield Row(
        "a review of itself", "review-link", "id: screen", "the review link to screen does not lead back",
        (("nodes.screen.reviews", ["screen"]),), (("nodes.stop-wait.reviews", ["begin", "screen"]),), rules.review_link,
    )
    yield Row(
        "a finding that nothing reads", "unused", "name: other", "no guard reads the finding other\n  hint: drop it, or mark it record_only",
        (OTHER,), (("findings.+", boolean("other", record_only=True)),), rules.unused,
    )
    yield Row(
        "a finding in a group only", "unused", "name: other\n    type", "no guard reads the finding other",
        (OTHER, ("groups", [{"name": "calm", "sentence": "All calm", "members": ["other"]}])),
        (OTHER, ("groups", [{"name": "calm", "sentence": "All calm", "members": ["other"]}]), (OUT + ".0.when", "alarm or other")),
        rules.unused,
    )
    yield Row(
        "a finding read by an unread formula", "unused", "name: loud", "no guard reads the derived finding loud",
        (("derived", [{"name": "loud", "formula": "alarm"}]),),
        (("derived", [{"name": "loud", "formula": "alarm", "for_rules": True}]),),
        rules.unused,
    )
    yield Row(
        "a record-only finding that is read", "unused", "name: other", "other is record_only, but a guard reads it",
        (("findings.+", boolean("other", record_only=True)), (OUT + ".0.when", "alarm or other")),
        (OTHER, (OUT + ".0.when", "alarm or other")),
        rules.unused,
    )
    yield Row(
        "a record-only finding that gates another", "unused", "name: other", "other is record_only, but a guard reads it",
        (("findings.+", boolean("other", record_only=True)), ("findings.alarm.applies_when", "other")),
        (OTHER, ("findings.alarm.applies_when", "other")),
        rules.unused,
    )
    yield Row(
        "a constant that nothing reads", "unused", "name: many", "no guard reads the constant many",
        (("constants", [{"name": "many", "value": 1, "source": "S1"}]),),
        (("constants", [{"name": "many", "value": 1, "source": "S1"}]), (OUT + ".0.when", "at_least(many, alarm)")),
        rules.unused,
    )


def whole_rows() -> Iterator[Row]:
    """Faults of the whole: ids, links, circles."""
    yield Row(
        "a circle of steps", "cycle", "id: screen", "screen -> scan-leg -> screen\n  hint: an earlier step is a `reviews` link",
        ((SCAN + ".2.to", "screen"),), ((SCAN + ".2.to", "stop-wait"), ("nodes.stop-wait.reviews", ["screen"])),
    )
    yield Row(
        "a step to itself", "cycle", "id: scan-leg", "scan-leg -> scan-leg",
        ((SCAN + ".2.to", "scan-leg"),), (),
    )
    for name, path, value, at, says in (
        ("stage", "nodes.stop-wait.stage", "onlyy", "stage: onlyy", "stop-wait: unknown stage 'onlyy'\n  hint: did you mean 'only'?"),
        ("diagnosis", "nodes.stop-wait.diagnosis", "dvtt", "diagnosis: dvtt", "unknown diagnosis 'dvtt'\n  hint: did you mean 'dvt'?"),
        ("safety net", "nodes.stop-wait.safety_net", "standart", "safety_net: standart", "'standart'\n  hint: did you mean 'standard'?"),
        ("node", OUT + ".1.to", "scan-legg", "to: scan-legg", "screen: unknown node 'scan-legg'\n  hint: did you mean 'scan-leg'?"),
        ("review", "nodes.stop-wait.reviews", ["screeen"], "reviews: [screeen]", "unknown node 'screeen'\n  hint: did you mean 'screen'?"),
    ):
        dvt = ("diagnoses", [{"id": "dvt", "label": "DVT"}])
        yield Row(f"an unknown {name}", "unknown", at, says, (dvt, (path, value)), (dvt,))
    yield Row(
        "two nodes of one id", "duplicate", "id: ^stop-wait\n    kind: refer", "'stop-wait' stands twice; first at ",
        (("nodes.+", node("stop-wait", "refer")),), (),
    )
    yield Row(
        "a statement and a decision of one id", "duplicate", "id: ^S1\n    kind: silent", "decisions: 'S1' stands twice; first at ",
        (("decisions", [{"id": "S1", "kind": "silent", "text": "We say so"}]),),
        (("decisions", [{"id": "D1", "kind": "silent", "text": "We say so"}]), ("nodes.begin.statements", ["S1", "D1"])),
    )
    for kind, first, second in (
        ("stages", {"id": "more", "title": "More"}, {"id": "more", "title": "Even more"}),
        ("diagnoses", {"id": "more", "label": "More"}, {"id": "more", "label": "Even more"}),
        ("guidelines", {"id": "more", "title": "More"}, {"id": "more", "title": "Even more"}),
        ("statements", {"id": "more", "text": "More", "not_encoded": "scope"}, {"id": "more", "text": "Even more", "not_encoded": "scope"}),
        ("safety_nets", {"id": "more", "lines": [{"urgency": "soon", "text": "More"}]}, {"id": "more", "lines": []}),
    ):
        follows = next(key for key in second if key != "id")
        shown = {"lines": "lines: []"}.get(follows, f"{follows}: Even more")
        yield Row(
            f"two {kind} of one id", "duplicate", f"id: ^more\n    {shown}", f"{kind}: 'more' stands twice; first at ",
            ((f"{kind}.+", first), (f"{kind}.+", second)), ((f"{kind}.+", first),),
        )
    yield Row(
        "two edges of one id", "duplicate", "to: scan-leg", "edge 'same' stands twice; first at ",
        ((OUT + ".0.id", "same"), (OUT + ".1.id", "same")), ((OUT + ".0.id", "same"),),
    )
    loud = {"name": "loud", "formula": "alarm", "for_rules": True}
    yield Row(
        "a finding and a derived finding of one name", "duplicate", "name: ^alarm\n    formula", "'alarm' is declared twice; first at ",
        (("derived", [{**loud, "name": "alarm"}]),), (("derived", [loud]),),
    )
    yield Row(
        "a finding and a group of one name", "duplicate", "name: ^alarm\n    sentence", "'alarm' is declared twice",
        (("groups", [{"name": "alarm", "sentence": "No alarm", "members": ["alarm"]}]),),
        (("groups", [{"name": "alarms", "sentence": "No alarm", "members": ["alarm"]}]),),
    )
    rule = {"id": "C1", "rule": "alarm -> other", "why": "by definition"}
    yield Row(
        "two constraints of one id", "duplicate", "id: ^C1\n    rule: other -> alarm", "'C1' is declared twice",
        (OTHER, ("constraints", [rule, {**rule, "rule": "other -> alarm"}])),
        (OTHER, ("constraints", [rule, {**rule, "id": "C2", "rule": "other -> alarm"}])),
    )
    for word in ("not_done", "otherwise", "unknown", "count", "at_least", "and", "in"):
        yield Row(
            f"a finding named {word}", "reserved", f"name: ^{word}\n    type", f"'{word}' is a word of the guard language",
            (("findings.+", boolean(word)),), (("findings.+", boolean(f"{word}_seen", record_only=True)),),
        )
    yield Row(
        "derived findings in a circle", "circle", "name: loud", "loud -> quiet -> loud",
        (("derived", [{"name": "loud", "formula": "quiet or alarm"}, {"name": "quiet", "formula": "alarm and loud"}]),),
        (("derived", [{"name": "loud", "formula": "quiet or alarm", "for_rules": True}, {"name": "quiet", "formula": "alarm"}]),),
    )
    yield Row(
        "a derived finding by itself", "circle", "name: loud", "loud -> loud",
        (("derived", [{"name": "loud", "formula": "loud or alarm"}]),), (("derived", [loud]),),
    )
    yield Row(
        "a finding that applies where it is true", "circle", "name: alarm", "alarm -> alarm",
        (("findings.alarm.applies_when", "alarm"),), (OTHER, ("findings.alarm.applies_when", "other")),
    )
    yield Row(
        "a finding that applies by way of a derived one", "circle", "name: loud", "loud -> alarm -> loud",
        (("derived", [loud]), ("findings.alarm.applies_when", "loud")),
        (("derived", [loud]),),
    )


def closure_rows() -> Iterator[Row]:
    group = {"name": "calm", "sentence": "All calm", "members": ["alarm"]}
    good: tuple[Change, ...] = (("groups", [group]),)
    pulse = {"name": "pulses", "sentence": "All there", "members": ["pulse"]}
    read: Change = (OUT + ".0.when", "alarm or pulse == absent")
    yield Row("a group of the unknown", "group", "members", "unknown finding 'alarmm'\n  hint: did you mean 'alarm'?",
              (("groups", [{**group, "members": ["alarm", "alarmm"]}]),), good)
    yield Row("a group that cannot close", "group", "members", "pulse has no normal value, so pulses cannot close it",
              (("groups", [pulse]), PULSE, read, ("findings.pulse.normal", DROP)), (("groups", [pulse]), PULSE, read))
    yield Row("not_done of what is no test", "group", "members", "alarm cannot be not_done\n  hint: only an optional finding can",
              (("groups", [{**group, "closed_by": ["not_done"]}]),),
              (("groups", [{**group, "closed_by": ["not_done"], "members": ["scan"]}]),))
    yield Row("closed by something else", "group", "closed_by", "calm: closed_by is normal, not_done or both",
              (("groups", [{**group, "closed_by": ["normal", "absent"]}]),), (("groups", [{**group, "closed_by": ["normal"]}]),))
    yield Row("closed by nothing", "group", "closed_by", "calm: closed_by is normal, not_done or both",
              (("groups", [{**group, "closed_by": []}]),), good)
    yield Row("a set of the unknown", "group", "groups: [calm, clam]", "unknown group 'clam'\n  hint: did you mean 'calm'?",
              (*good, ("sets", [{"name": "all_calm", "groups": ["calm", "clam"]}])),
              (*good, ("sets", [{"name": "all_calm", "groups": ["calm"]}])))

    def rule(text: str) -> tuple[Change, ...]:
        return (OTHER, PULSE, ("findings.+", {"name": "age", "type": "number", "unit": "years", "range": [0, 120], "label": "Age"}),
                ("warnings", [{"id": "W1", "when": "age > 1 and pulse == absent and other", "message": "Odd"}]),
                ("constraints", [{"id": "C1", "rule": text, "why": "by definition"}]))

    fine = rule("age < 3 -> alarm")
    for text, says in (
        ("alarm", "a rule is 'test -> test'"),
        ("alarm -> other -> alarm", "a rule is 'test -> test'"),
        ("alarm and other -> alarm", "'alarm and other' is not a single test"),
        ("alarm -> not other", "'not other' is not a single test"),
        ("alarm -> 1 <= age <= 2", "'1 <= age <= 2' is not a single test"),
        ("count(alarm, other) >= 1 -> alarm", "is not a single test\n  hint: what is improbable is a warning"),
        ("age == 3 -> alarm", "'age == 3' is not a single test"),
    ):
        yield Row(f"the rule {text}", "constraint", f"rule: ^{text}", says, rule(text), fine)
    for text, at, says in (
        ("alarmm -> other", "rule: ^alarmm -> other", "unknown finding 'alarmm'\n  hint: did you mean 'alarm'?"),
        ("alarm -> othr", "rule: alarm -> ^othr", "unknown finding 'othr'\n  hint: did you mean 'other'?"),
        ("alarm ->", "rule: alarm ->^", "expected a name, not the end"),
        ("pulse == absent -> age > 121", "rule: pulse == absent -> age > ^121", "age is never 121: its range is 0 to 120 years"),
    ):
        yield Row(f"the guard in the rule {text}", "guard", at, says, rule(text), rule("pulse == absent -> age > 120"))


def finding_rows() -> Iterator[Row]:
    age = {"name": "age", "type": "number", "unit": "years", "range": [0, 120], "label": "Age"}
    pulse = PULSE[1]

    def words(finding: dict[str, Any], when: str = "alarm") -> tuple[Change, ...]:
        return ("findings.+", finding), ("warnings", [{"id": "W1", "when": when, "message": "Odd"}])

    aged = words(age, "age > 3")
    pulsed = words(pulse, "pulse == absent")
    flagged = words(boolean("flag"), "flag")
    for name, bad, at, says, good in (
        ("a boolean with a unit", boolean("flag", unit="cm"), "unit: cm", "flag: a boolean has no unit", flagged),
        ("a boolean with a range", boolean("flag", range=[0, 1]), "range: [0, 1]", "flag: a boolean has no range", flagged),
        ("a boolean with values", boolean("flag", values=["a", "b"]), "values: [a, b]", "flag: a boolean has no values", flagged),
        ("a whole boolean", boolean("flag", integer=True), "integer: true", "flag: a boolean has no integer", flagged),
        ("a choice with a unit", {**pulse, "unit": "cm"}, "unit: cm", "pulse: a choice has no unit", pulsed),
        ("a number with values", {**age, "values": ["a", "b"]}, "values: [a, b]", "age: a number has no values", aged),
        ("a choice of one", {**pulse, "values": ["palpable"]}, "name: pulse", "pulse: a choice needs two or more values", pulsed),
        ("a choice of none", {key: pulse[key] for key in pulse if key != "values"}, "name: pulse", "two or more values", pulsed),
        ("a number without a unit", {key: age[key] for key in age if key != "unit"}, "name: age", "age: a number needs a unit and a range", aged),
        ("a number without a range", {key: age[key] for key in age if key != "range"}, "name: age", "range: [0, 25]", aged),
        ("a value of two words", {**pulse, "values": ["palpable", "not there"]}, "values: [palpable, ", "'not there' cannot be a value", pulsed),
        ("a value of the language", {**pulse, "values": ["palpable", "not_done"]}, "values: [palpable, ", "'not_done' cannot be a value", pulsed),
        ("a value that is a truth", {**pulse, "values": ["palpable", True]}, "values: [palpable, ", "'true' cannot be a value", pulsed),
        ("a normal that is no value", {**pulse, "normal": "fine"}, "normal: fine", "pulse: 'fine' is not one of its values", pulsed),
        ("a normal of another type", {**age, "normal": "old"}, "normal: old", "age: 'old' is not one of its values", aged),
        ("a normal that is true", boolean("flag", normal=True), "normal: true", "flag: a boolean's normal is false", flagged),
        ("a result that cannot be missing", boolean("flag", section="investigation"), "name: flag", "flag: a result may be missing\n  hint: optional: true",
         words(boolean("flag", section="investigation", optional=True), "flag")),
    ):
        when = {"flag": "flag", "pulse": "pulse == palpable", "age": "age > 3"}[bad["name"]]
        lost = name.startswith(("a choice of", "a number without"))
        yield Row(name, "finding", at, says, words(bad, "alarm" if lost else when), good)


ROWS = [
    *graph_rows(), *investigation_rows(), *end_rows(), *unknown_rows(), *screen_rows(), *less_care_rows(), *boolean_rows(),
    *word_rows(), *whole_rows(), *closure_rows(), *finding_rows(),
]
# fmt: on


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_fault_is_told_at_its_place(row: Row, tmp_path: Path) -> None:
    text = tiny.text(*row.bad)
    issues = tiny.issues(tmp_path, text)
    assert {issue.code for issue in issues} == {row.code, *row.also}
    (issue,) = (issue for issue in issues if issue.code == row.code)
    assert issue.place.file == str(tmp_path / "a.yaml")
    assert issue.place[1:] == ((0, 0) if row.at is None else tiny.place(text, row.at))
    assert row.says in f"{issue.message}\n  hint: {issue.hint}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_its_neighbour_has_no_fault(row: Row, tmp_path: Path) -> None:
    assert tiny.issues(tmp_path, tiny.text(*row.good)) == []


def tripped(rule: Rule, changes: tuple[Change, ...]) -> list[Issue]:
    """What one rule alone says of the changed pathway."""
    issues: list[Issue] = []
    tree, _ = read(tiny.text(*changes), "a.yaml")
    assert tree is not None
    whole = entry(tree, "file", issues)
    assert whole is not None
    built = build([whole], "", issues)
    assert built.pathway is not None
    return list(rule(Checked(built.pathway, built.used)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_is_tripped_by_a_row_and_not_by_its_neighbour(rule: Rule) -> None:
    rows = [row for row in ROWS if row.rule is rule]
    assert rows
    for row in rows:
        assert row.code in {issue.code for issue in tripped(rule, row.bad)}
        assert tripped(rule, row.good) == []


# --- Guards: what is written, the character that is meant, what is said, and what would have been right ---

WORDS: tuple[Change, ...] = (
    OTHER,
    PULSE,
    ("findings.+", {"name": "age", "type": "number", "integer": True, "unit": "years", "range": [0, 120], "label": "Age"}),
    ("findings.+", {"name": "index", "type": "number", "unit": "ratio", "range": [0, 2.5], "label": "Index"}),
    ("constants", [{"name": "old", "value": 65, "unit": "years", "source": "S1"}]),
    ("derived", [
        {"name": "loud", "formula": "alarm or other", "for_rules": True},
        {"name": "points", "formula": "count(alarm, other) - 2 * count(loud)", "for_rules": True},
    ]),
    ("warnings", [{"id": "W1", "when": "other and pulse == absent and age > old and index > 1 and loud and points > 1", "message": "Odd"}]),
)  # fmt: skip

GUARDS = [
    (
        "scan ^!= negative",
        "'!=' is not a test\n  hint: list the values that you mean with 'in [...]'",
        "scan in [positive]",
    ),
    ("scan ^not in [negative]", "'not in' is not a test\n  hint: list the values that you mean", "scan in [positive]"),
    ("alarm ^= other", "'=' is not a test\n  hint: write '=='", "alarm or other"),
    ("alarm and ^othr", "unknown finding 'othr'\n  hint: did you mean 'other'?", "alarm and other"),
    ("^agee > 3", "unknown finding 'agee'\n  hint: did you mean 'age'?", "age > 3"),
    ("^pulsee == absent", "unknown finding 'pulsee'\n  hint: did you mean 'pulse'?", "pulse == absent"),
    ("^pulsee in [absent]", "unknown finding 'pulsee'", "pulse in [absent]"),
    ("pulse == ^absnt", "pulse has no value 'absnt'\n  hint: did you mean 'absent'?", "pulse == absent"),
    (
        "pulse in [palpable, ^3]",
        "pulse has no value '3'\n  hint: one of palpable, absent",
        "pulse in [palpable, absent]",
    ),
    ("^pulse > absent", "'pulse' is a choice; it has no order", "pulse == absent"),
    ("^pulse", "'pulse' is a choice, not a truth\n  hint: compare it: pulse == palpable", "pulse == palpable"),
    ("^age", "'age' is a number, not a truth", "age >= 3"),
    ("^age in [3, 4]", "'age' is a number; only a choice has values", "3 <= age <= 4"),
    ("^alarm == true", "'alarm' is true or false\n  hint: write alarm, or not alarm", "alarm"),
    ("^loud == true", "'loud' is true or false", "loud"),
    ("^alarm in [other]", "'alarm' is a boolean", "alarm or other"),
    ("age > ^121", "age is never 121: its range is 0 to 120 years", "age > 120"),
    ("age > ^-1", "age is never -1: its range is 0 to 120 years", "age > 0"),
    ("age < ^1.5", "age is a whole number, never 1.5", "age < 1"),
    ("index < ^2.51", "index is never 2.51: its range is 0 to 2.5 ratio", "index < 2.5"),
    ("index < ^old", "index is never 65", "age < old"),
    ("age > ^olld", "expected a number or a constant\n  hint: did you mean 'old'?", "age > old"),
    ("age > ^alarm", "expected a number or a constant", "age > 3 and alarm"),
    ("^old", "'old' is a number, not a test", "age >= old"),
    ("alarm and ^5", "5 is a number, not a test", "alarm and age > 5"),
    ("^points", "'points' is a score\n  hint: compare it: points >= 2", "points >= 2"),
    ("^count(alarm, other)", "a count of points, not a test", "count(alarm, other) >= 2"),
    ("^cont(alarm, other) >= 2", "only a finding or a score can be compared", "count(alarm, other) >= 2"),
    (
        "^atleast(2, alarm, other)",
        "unknown function 'atleast'\n  hint: did you mean 'at_least'?",
        "at_least(2, alarm, other)",
    ),
    ("at_least(^3, alarm, other)", "at_least(3, ...) of 2 cannot tell anything", "at_least(2, alarm, other)"),
    ("at_least(^0, alarm, other)", "at_least(0, ...) of 2 cannot tell anything", "at_least(1, alarm, other)"),
    ("1.5 ^* count(alarm) > 1", "a product here is a whole number times a count", "2 * count(alarm) > 1"),
    ("count(alarm, ^othr) >= 1", "unknown finding 'othr'", "count(alarm, other) >= 1"),
    ("^alarm + other >= 1", "a score is made of count(...)", "count(alarm) + count(other) >= 1"),
    ("(alarm or other^", "expected ')' to close the bracket, not the end", "(alarm or other)"),
    ("alarm or other^)", "unexpected ')'", "alarm or other"),
    ("alarm ^other", "unexpected 'other'\n  hint: join two tests with 'and' or 'or'", "alarm and other"),
    ("alarm and^", "expected a name, not the end", "alarm and other"),
    ("^and alarm", "expected a name, not 'and'", "other and alarm"),
    ("alarm or ^or other", "expected a name, not 'or'", "alarm or other"),
    ("not^", "expected a name, not the end", "not alarm"),
    ("pulse in ^absent", "expected '[' after 'in', not 'absent'", "pulse in [absent]"),
    ("pulse in [palpable^", "expected ']' at the end of the list", "pulse in [palpable]"),
    ("alarm ^& other", "unexpected character '&'", "alarm and other"),
    ("alarm ^; other", "unexpected character ';'", "alarm and other"),
    ("alarm^.__class__", "unexpected character '.'", "alarm"),
    ("^Otherwise", "unknown finding 'Otherwise'", "alarm"),
    ("not ^done", "unknown finding 'done'", "not alarm"),
    (
        "(" * 50 + "^alarm" + ")" * 50,
        "nested more than 50 deep\n  hint: name a part as a derived finding",
        "(" * 49 + "alarm" + ")" * 49,
    ),
    ("not " * 50 + "^alarm", "nested more than 50 deep", "not " * 49 + "alarm"),
    ("^" + " or ".join(["alarm"] * 2501), "a guard of 22505 characters; at most 20000", " or ".join(["alarm"] * 2000)),
]


@pytest.mark.parametrize(("written", "says", "right"), GUARDS, ids=[f"{written[:50]}" for written, _, _ in GUARDS])
def test_a_guard_is_refused_at_the_character_that_is_wrong(written: str, says: str, right: str, tmp_path: Path) -> None:
    text = tiny.text(*WORDS, (f"{OUT}.0.when", written.replace("^", "")), (f"{OUT}.0.label", "mark"))
    (issue,) = tiny.issues(tmp_path / "wrong", text)
    assert (issue.code, issue.place[1:]) == ("guard", place_in_guard(text, written))
    assert says in f"{issue.message}\n  hint: {issue.hint}"
    assert tiny.issues(tmp_path / "right", tiny.text(*WORDS, (f"{OUT}.0.when", right))) == []


def place_in_guard(text: str, written: str) -> tuple[int, int]:
    """The place of the character after `^` in the guard above the label `mark`."""
    line = tiny.place(text, "label: mark")[0] - 1
    row = text.split("\n")[line - 1]
    return line, row.index("when: ") + len("when: ") + ('when: "' in row) + written.index("^") + 1


def test_every_fault_of_a_guard_is_told_at_once(tmp_path: Path) -> None:
    text = tiny.text(*WORDS, (f"{OUT}.0.when", "alarrm or agee > 3 or pulse == absnt or index > 9"))
    found = [(issue.place[1:], issue.message) for issue in tiny.issues(tmp_path, text)]
    assert found == [
        (tiny.place(text, "alarrm"), "unknown finding 'alarrm'"),
        (tiny.place(text, "agee"), "unknown finding 'agee'"),
        (tiny.place(text, "absnt"), "pulse has no value 'absnt'"),
        (tiny.place(text, "> ^9"), "index is never 9: its range is 0 to 2.5 ratio"),
    ]


FORMULAS = [
    ("alarm and ^othr", "unknown finding 'othr'"),
    ("count(alarm) + ^points", "a score is made of count(...)"),
    ("count(alarm) + ^alarm", "a score is made of count(...)"),
    ("alarm and^", "expected a name, not the end"),
]


@pytest.mark.parametrize("read_by_an_edge", [False, True], ids=["read by nothing", "read by an edge"])
@pytest.mark.parametrize(("written", "says"), FORMULAS, ids=[written for written, _ in FORMULAS])
def test_a_formula_is_refused_once_whoever_reads_it(
    written: str, says: str, read_by_an_edge: bool, tmp_path: Path
) -> None:
    new = {"name": "new", "formula": written.replace("^", ""), "label": "mark", "for_rules": True}
    guard = "new >= 1" if written.startswith("count") else "new"
    text = tiny.text(*WORDS, ("derived.+", new), *([(f"{OUT}.0.when", guard)] if read_by_an_edge else []))
    issues = [issue for issue in tiny.issues(tmp_path, text) if "'new'" not in issue.message]
    assert [issue.code for issue in issues] == ["guard"]
    assert issues[0].place[1:] == (tiny.place(text, "label: mark")[0] - 1, 14 + written.index("^"))
    assert says in issues[0].message


def test_a_circle_of_formulas_is_refused_where_an_edge_reads_it(tmp_path: Path) -> None:
    circle = [{"name": "loud", "formula": "quiet or alarm"}, {"name": "quiet", "formula": "alarm and loud"}]
    text = tiny.text(("derived", circle), (f"{OUT}.0.when", "loud"))
    assert [(issue.code, issue.place[1:]) for issue in tiny.issues(tmp_path, text)] == [
        ("circle", tiny.place(text, "name: loud"))
    ]


# --- The form of each record ---

SHAPES: list[tuple[str, str, Any, str, str, str]] = [
    # name, path, value, text at the place, code, what is said
    ("no id", "nodes.stop-wait.title", DROP, "id: stop-wait", "missing-key", "this node lacks title"),
    ("nothing at all", "nodes.+", {"text": "x"}, "text: x", "missing-key", "this node lacks id, kind, stage, title"),
    ("no target", f"{OUT}.+", {"label": "lost"}, "label: lost", "missing-key", "this edge lacks to"),
    ("no value", "constants", [{"name": "old", "source": "S1"}], "name: old", "missing-key", "this constant lacks value"),
    ("a misspelt key", "nodes.stop-wait.urgancy", "soon", "urgancy", "unknown-key", "a node has no 'urgancy'\n  hint: did you mean 'urgency'?"),
    ("a key of nowhere", "pathway.zzz", "x", "zzz", "unknown-key", "a pathway has no 'zzz'\n  hint: known: id, title, version, disclaimer"),
    ("a list of nowhere", "nods", [], "nods", "unknown-key", "a file has no 'nods'\n  hint: did you mean 'nodes'?"),
    ("an id of two words", "nodes.stop-wait.id", "Stop wait", "id: ^Stop wait", "shape", "id: 'Stop wait' is not an id\n  hint: kebab-case"),
    ("an id with an underscore", "nodes.stop-wait.id", "stop_wait", "id: ^stop_wait", "shape", "'stop_wait' is not an id"),
    ("a long id", "nodes.stop-wait.id", "a" * 65, "id: ^aaa", "shape", "is not an id"),
    ("an empty id", "nodes.stop-wait.id", Raw('""'), 'id: ^""', "shape", "'' is not an id"),
    ("a name with a hyphen", "findings.alarm.name", "an-alarm", "name: ^an-alarm", "shape", "'an-alarm' is not a name\n  hint: snake_case"),
    ("a name that is a number", "findings.alarm.name", 5, "name: ^5", "shape", "'5' is not a name"),
    ("an unknown kind", "nodes.begin.kind", "begin", "kind: ^begin", "shape", "'begin' is none of start, decision, investigate, action, refer, stop"),
    ("a misspelt kind", "nodes.screen.kind", "desicion", "kind: ^desicion", "shape", "\n  hint: did you mean 'decision'?"),
    ("an unknown urgency", "nodes.stop-wait.urgency", "same-day", "urgency: ^same-day", "shape", "did you mean 'same_day'?"),
    ("an empty title", "nodes.stop-wait.title", None, "title:^ \n    urgency: soon", "shape", "title: is empty"),
    ("a title that is a list", "nodes.stop-wait.title", ["a"], "title: ^[a]", "shape", "title: expected a single value"),
    ("a title that is a record", "nodes.stop-wait.title", {"a": "b"}, "a: b", "shape", "title: expected a single value"),
    ("a long text", "nodes.stop-wait.text", "x" * 4001, "text: ^xxx", "shape", "text: 4001 characters; at most 4000"),
    ("a control character", "nodes.stop-wait.text", "a\x1bb", 'text: ^"a', "shape", "text: contains the control character U+001B"),
    ("a flag that is a word", "findings.scan.optional", Raw("yes"), "optional: ^yes", "shape", "optional: expected true or false, not 'yes'"),
    ("a flag that is quoted", "findings.scan.optional", Raw('"true"'), 'optional: ^"true"', "shape", "expected true or false"),
    ("a list that is a word", "nodes.screen.tags", "screen", "tags: ^screen", "shape", "tags: expected a list\n  hint: write [a, b]"),
    ("a word twice", "nodes.screen.tags", ["screen", "screen"], "tags: ^[screen, screen]", "shape", "tags: the same word twice"),
    ("an order that is no name", "nodes.scan-leg.orders", ["scan", "the-film"], "orders: [scan, ^the-film]", "shape", "orders: 'the-film' is not a name"),
    ("records that are a record", "nodes.stop-wait.do", {"text": "Rest"}, "text: Rest", "shape", "do: expected a list\n  hint: each entry starts with '- '"),
    ("a record that is a word", "nodes.stop-wait.do", Raw("[rest]"), "do: [^rest]", "shape", "expected a line with 'key: value' entries"),
    ("a step that is half", "stages.only.step", 1.5, "step: ^1.5", "shape", "step: expected a whole number, not '1.5'"),
    ("a step that is a word", "stages.only.step", "one", "step: ^one", "shape", "step: expected a whole number, not 'one'"),
    ("a value that is a word", "constants", [{"name": "old", "value": "many", "source": "S1"}], "value: ^many", "shape", "value: expected a number, not 'many'"),
    ("a span of one", "statements.S1.lines", Raw("[3]"), "lines: ^[3]", "shape", "lines: expected [lowest, highest]"),
    ("a span that falls", "statements.S1.lines", Raw("[4, 3]"), "lines: ^[4, 3]", "shape", "lines: expected [lowest, highest]"),
    ("a span of words", "statements.S1.lines", Raw("[1, b]"), "lines: [1, ^b]", "shape", "lines: expected a number, not 'b'"),
    ("an empty guard", f"{OUT}.0.when", None, "when:^ \n        label: alarm", "shape", "when: is empty"),
    ("an empty quoted guard", f"{OUT}.0.when", Raw('""'), 'when: ^""', "shape", "when: is empty"),
    ("a blank quoted guard", f"{OUT}.0.when", Raw('"  "'), 'when: ^"  "', "shape", "when: is empty"),
    ("a guard that is a list", f"{OUT}.0.when", ["alarm"], "when: ^[alarm]", "shape", "when: expected a single value"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "value", "at", "code", "says"), SHAPES, ids=[row[0] for row in SHAPES])
def test_a_record_of_the_wrong_form_is_refused_at_its_place(
    name: str, path: str, value: Any, at: str, code: str, says: str, tmp_path: Path
) -> None:
    text = tiny.text((path, value))
    found = [issue for issue in tiny.issues(tmp_path, text) if issue.code == code]
    assert [issue.place[1:] for issue in found] == [tiny.place(text, at)], name
    assert says in f"{found[0].message}\n  hint: {found[0].hint}"


def test_the_whole_is_a_record(tmp_path: Path) -> None:
    for number, text in enumerate(("[1, 2]", "just words", "5", "null")):
        found = [issue for issue in tiny.issues(tmp_path / str(number), text) if issue.code == "shape"]
        assert [(issue.place[1:], issue.message) for issue in found] == [
            ((1, 1), "expected a file with 'key: value' entries")
        ]


# --- Files and folders ---


FILES = [
    ("not YAML", "nodes: [a\n", "syntax", (2, 1), "not YAML"),
    ("not UTF-8", b"nodes:\n  - id: caf\xe9\n", "encoding", (2, 12), "not UTF-8 text\n  hint: save the file as UTF-8"),
    ("a key twice", "pathway: {id: a, id: b, title: T, version: v, disclaimer: d}", "duplicate-key", (1, 18), "'id' is written twice; first on line 1"),
    ("too large", b"#" * 4_000_001, "size", (0, 0), "more than 4000000 bytes\n  hint: split the file"),
    ("nothing in it", "", "syntax", (0, 0), "an empty file"),
    ("only a remark", "# nothing\n", "syntax", (0, 0), "an empty file"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "code", "at", "says"), FILES, ids=[row[0] for row in FILES])
def test_a_file_that_can_not_be_read(
    name: str, data: str | bytes, code: str, at: tuple[int, int], says: str, tmp_path: Path
) -> None:
    (issue,) = (issue for issue in tiny.issues(tmp_path, data) if issue.code == code)
    assert (issue.place.file, issue.place[1:]) == (str(tmp_path / "a.yaml"), at), name
    assert says in f"{issue.message}\n  hint: {issue.hint}"


@pytest.mark.parametrize("data", ["nodes: [a\n", b"\xff", b"#" * 4_000_001], ids=["not YAML", "not UTF-8", "too large"])
def test_a_file_that_can_not_be_read_is_not_said_to_lack_what_may_stand_in_it(
    data: str | bytes, tmp_path: Path
) -> None:
    assert [issue.code for issue in tiny.issues(tmp_path, data) if issue.code == "pathway"] == []


def test_where_there_is_no_pathway(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "readme.txt").write_text("pathway:")
    for path, says in (
        (tmp_path / "nowhere", "no such file or folder"),
        (tmp_path / "empty", "no *.yaml file here\n  hint: name the folder that holds pathway.yaml"),
        (Path("a\0b"), "no such file or folder"),
    ):
        pathway, (issue,) = check_pathway(path)
        assert pathway is None
        assert (issue.code, issue.place.file, issue.place.line) == ("file", str(path), 0)
        assert says in f"{issue.message}\n  hint: {issue.hint}"


def test_a_name_that_no_file_can_have_is_a_fault(tmp_path: Path) -> None:
    _, (issue,) = check_pathway(tmp_path / ("a" * 5000))
    assert issue.code == "file"


def test_a_folder_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(MAX_FILES + 1):
        (many / f"{number}.yaml").touch()
    large = tmp_path / "large"
    large.mkdir()
    with (large / "a.yaml").open("wb") as file:
        file.truncate(MAX_TOTAL + 1)
    for folder in (many, large):
        _, issues = check_pathway(folder)
        assert [(issue.code, issue.place.file) for issue in issues] == [("size", str(folder))]
        assert str(MAX_FILES) in issues[0].message
        assert str(MAX_TOTAL) in issues[0].message


def test_a_pathway_has_one_head(tmp_path: Path) -> None:
    head = tiny.dump({"pathway": tiny.data()["pathway"]})
    (second,) = tiny.issues(tmp_path / "two", tiny.text(), head)
    assert (second.code, second.place.file, second.place[1:]) == ("pathway", str(tmp_path / "two" / "b.yaml"), (2, 3))
    assert str(tmp_path / "two" / "a.yaml:2:3") in second.message
    (none,) = tiny.issues(tmp_path / "none", tiny.text(("pathway", DROP)))
    assert (none.code, none.place.file) == ("pathway", str(tmp_path / "none" / "a.yaml"))
    assert "id, title, version and disclaimer" in none.message


def test_a_pathway_has_nodes(tmp_path: Path) -> None:
    """A finding that a warning reads is used, so nothing else is wrong with it."""
    words = ("warnings", [{"id": "W1", "when": "alarm and scan == positive", "message": "Odd"}])
    for number, none in enumerate([("nodes", []), ("nodes", DROP)]):
        (issue,) = tiny.issues(tmp_path / str(number), tiny.text(words, none))
        assert issue.place.file == str(tmp_path / str(number) / "a.yaml")
        assert "no node" in issue.message


# --- All at once ---


def in_three(*changes: Change) -> tuple[str, str, str]:
    """The changed pathway in three files: its head, its words, its nodes."""
    whole = tiny.changed(*changes)
    words = {key: whole.pop(key) for key in ("findings", "statements")}
    nodes = {"nodes": whole.pop("nodes")}
    return tiny.dump(whole), tiny.dump(words), tiny.dump(nodes)


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    head, words, nodes = in_three(
        ("safety_nets.standard.lines.0.urgency", "same-day"),  # shape, a.yaml
        ("findings.alarm.labl", "Alarm"),  # unknown-key, b.yaml
        ("findings.+", {"name": "age", "type": "number", "label": "Age", "unit": "years"}),  # finding, b.yaml
        (f"{OUT}.0.when", "alarm or scan == postive"),  # guard, c.yaml
        (f"{OUT}.1.to", "scan-legg"),  # unknown, c.yaml
    )
    issues = tiny.issues(tmp_path, head, words, nodes)
    a, b, c = (str(tmp_path / f"{name}.yaml") for name in "abc")
    assert [(issue.code, str(issue.place)) for issue in issues] == [
        ("shape", "{}:{}:{}".format(a, *tiny.place(head, "urgency: ^same-day"))),
        ("unknown-key", "{}:{}:{}".format(b, *tiny.place(words, "labl"))),
        ("finding", "{}:{}:{}".format(b, *tiny.place(words, "name: age"))),
        ("guard", "{}:{}:{}".format(c, *tiny.place(nodes, "postive"))),
        ("unknown", "{}:{}:{}".format(c, *tiny.place(nodes, "to: scan-legg"))),
    ]
    with pytest.raises(Exception, match="scan-legg") as caught:
        load_pathway(tmp_path)
    assert caught.value.issues == issues


def test_all_broken_rules_are_told_at_once(tmp_path: Path) -> None:
    head, words, nodes = in_three(
        ("findings.+", boolean("other")),  # unused
        ("nodes.begin.statements", DROP),  # provenance
        (f"{OUT}.0.label", DROP),  # edges
        (f"{SCAN}.2.when", "otherwise"),  # investigation
        ("nodes.stop-wait.timeframe", DROP),  # urgency
    )
    issues = tiny.issues(tmp_path, head, words, nodes)
    b, c = str(tmp_path / "b.yaml"), str(tmp_path / "c.yaml")
    assert [(issue.code, issue.place) for issue in issues] == [
        ("unused", (b, *tiny.place(words, "name: other"))),
        ("provenance", (c, *tiny.place(nodes, "id: begin"))),
        ("edges", (c, *tiny.place(nodes, "to: stop-999"))),
        ("investigation", (c, *tiny.place(nodes, "id: scan-leg"))),
        ("urgency", (c, *tiny.place(nodes, "id: stop-wait"))),
    ]


def test_it_does_not_matter_which_file_or_in_what_order(tmp_path: Path) -> None:
    one, _ = tiny.check(tmp_path / "one", tiny.text())
    head, words, nodes = in_three()
    backwards = tiny.data()
    for key in ("findings", "nodes"):
        backwards[key].reverse()
    for number, texts in enumerate(
        [(head, words, nodes), (nodes, words, head), (tiny.dump(dict(reversed(backwards.items()))),)]
    ):
        other, issues = tiny.check(tmp_path / str(number), *texts)
        assert issues == []
        assert one is not None
        assert other is not None
        assert (list(other.nodes.items()), other.vocabulary, other.stages) == (
            list(one.nodes.items()),
            one.vocabulary,
            one.stages,
        )


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"\xff")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "x.case.yaml").write_text("findings: {}")
    (tmp_path / "old.yaml").mkdir()
    assert tiny.issues(tmp_path, tiny.text()) == []
    (tmp_path / "a.yaml").rename(tmp_path / "a.yml")
    assert check_pathway(tmp_path)[1] == []
    assert check_pathway(tmp_path / "a.yml")[1] == []


def test_every_code_that_loading_gives_is_tripped_here() -> None:
    home = Path(rules.__file__).parent
    written = re.compile(r"""(?:Issue|_issue|self\.fault)\(\s*"([a-z][a-z-]*)",""")
    given = {code for file in home.glob("*.py") for code in written.findall(file.read_text())}
    assert len(given) > 25
    tripped_here = (
        {row.code for row in ROWS}
        | {row[4] for row in SHAPES}
        | {row[2] for row in FILES}
        | {"guard", "file", "pathway"}
        | {"claim", "rule", "empty-set"}  # of safety rules: tests/proof
    )
    assert given - tripped_here == set()
