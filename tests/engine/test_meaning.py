"""docs/semantics.md sentence by sentence on pathways small enough to check by eye, and against every resolution by brute force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph.case.facts import Case, Facts
from legpain_graph.engine.kleene import Kleene, Reference, finding_bits
from legpain_graph.engine.meaning import OPEN, RULED_OUT, SURE, Chosen
from legpain_graph.engine.order import Order
from legpain_graph.model.guard.ir import Flag, OneOf
from legpain_graph.model.pathway import Node, Pathway, Urgency
from legpain_graph.model.vocabulary import Constraint, Finding, FindingType, Vocabulary, Warning
from legpain_graph.walk.walker import Walk, Walker
from strategies import accepted, cases, examples, pathways, sketch, vocabulary_of

HOME, SOON, TODAY, NOW = seven.PRIMARY_CARE, seven.SOON, seven.SAME_DAY, seven.EMERGENCY_999
FLAGS = [Finding(name, FindingType.BOOLEAN, name) for name in ("a", "b", "c", "d")]
SCAN = Finding("scan", FindingType.CHOICE, "scan", values=("clear", "clot"), optional=True, section="investigation")
SIZE = Finding("size", FindingType.NUMBER, "size", unit="cm", high=Decimal(20), applies_when=Flag("a"))
WORDS = vocabulary_of(*FLAGS, SCAN, SIZE, derived={"either": "a or b"})


def walk_of(steps: dict[str, object], *, words: Vocabulary = WORDS, unknown: str = "open", **findings: object) -> Walk:
    return Walker(sketch(words, steps)).walk(Case(findings), unknown=unknown)  # type: ignore[arg-type]


def edge_words(walk: Walk) -> dict[str, str]:
    names = {SURE: "sure", OPEN: "open", RULED_OUT: "out"}
    return {edge.id: names[truth] for edge, truth in zip(walk.order.edges, walk.status.edges, strict=True)}


# Brute force


def choices(node: Node, order: Order, edges: Sequence[int]) -> list[frozenset[int]]:
    """Every way to settle the open edges of one node, as the nodes that it leads to."""
    ways = [(edges[order.edge_number[edge.id]], order.node_number[edge.target]) for edge in node.walkable]
    settled = [[True] if truth == SURE else [False] if truth == RULED_OUT else [False, True] for truth, _ in ways]
    found = []
    for taken in product(*settled):
        count = sum(taken)
        if count == 1 or (count > 1 and not node.first):
            found.append(frozenset(target for (_, target), chosen in zip(ways, taken, strict=True) if chosen))
    return found


def walks_from(start: int, order: Order, edges: Sequence[int]) -> set[frozenset[int]]:
    """The nodes met by the walk of every resolution."""
    walks = {frozenset({start})}
    for number, node in enumerate(order.nodes):
        if node.walkable:
            ways = choices(node, order, edges)
            assert ways, f"{node.id} is a dead end"
            walks = {walk | way for walk in walks if number in walk for way in ways} | {
                walk for walk in walks if number not in walk
            }
    return walks


def as_bits(numbers: frozenset[int]) -> int:
    return sum(1 << number for number in numbers)


@examples(250)
@given(st.data())
def test_every_resolution_gives_the_same_reach_floor_and_ceiling(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    engine = Reference(pathway)
    _, facts = accepted(engine, data.draw(cases(pathway)))
    status, order = engine.status(facts), Order(pathway)
    for number in range(len(order.nodes)):
        walks = walks_from(number, order, status.edges)
        urgencies = [max(order.nodes[node].urgency or HOME for node in walk) for walk in walks]
        assert order.reached(status.must[number]) == as_bits(frozenset.intersection(*walks))
        assert order.reached(status.may[number]) == as_bits(frozenset.union(*walks))
        assert order.level(status.must[number]) == min(urgencies)
        assert order.level(status.may[number]) == max(urgencies)
        if number == order.start:
            assert status.possible == as_bits(frozenset.union(*walks))
            assert_same_by_dominators(pathway, facts, frozenset.intersection(*walks), urgencies)


def assert_same_by_dominators(pathway: Pathway, facts: Facts, surely: frozenset[int], urgencies: list[Urgency]) -> None:
    """The same of the start, each node and each level by itself: how engines work that are asked for few of them."""
    meaning = Chosen(pathway, Kleene(pathway.vocabulary, facts))
    edges, order = meaning.edges(), meaning.order
    assert {number for number, met in enumerate(meaning.reached(edges)) if met} == surely
    for level in pathway.urgencies:
        carriers = {at for at, node in enumerate(order.nodes) if (node.urgency or HOME) >= level}
        if level > HOME:
            assert meaning.meeting(carriers, edges, order.start).get(order.start, False) == (min(urgencies) >= level)
            assert meaning.able(carriers, edges)[order.start] == (max(urgencies) >= level)


# Edges


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ({}, {"go>x": "open", "go>y": "open", "go>home": "open"}),
        ({"a": True}, {"go>x": "sure", "go>y": "open", "go>home": "out"}),
        ({"a": False}, {"go>x": "out", "go>y": "open", "go>home": "open"}),
        ({"a": True, "b": True}, {"go>x": "sure", "go>y": "sure", "go>home": "out"}),
        ({"a": False, "b": False}, {"go>x": "out", "go>y": "out", "go>home": "sure"}),
    ],
)
def test_choose_all_takes_every_edge_that_holds(findings: dict[str, object], expected: dict[str, str]) -> None:
    walk = walk_of({"go": ["a -> x", "b -> y", "otherwise -> home"], "x": NOW, "y": TODAY, "home": HOME}, **findings)
    assert edge_words(walk) == expected


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ({}, {"go>x": "open", "go>y": "open", "go>home": "open"}),
        ({"a": True}, {"go>x": "sure", "go>y": "out", "go>home": "out"}),
        ({"b": True}, {"go>x": "open", "go>y": "open", "go>home": "out"}),
        ({"a": False, "b": True}, {"go>x": "out", "go>y": "sure", "go>home": "out"}),
        ({"a": False}, {"go>x": "out", "go>y": "open", "go>home": "open"}),
        ({"a": False, "b": False}, {"go>x": "out", "go>y": "out", "go>home": "sure"}),
    ],
)
@pytest.mark.parametrize("rest", ["otherwise", "always"])
def test_choose_first_takes_the_first_that_holds(
    rest: str, findings: dict[str, object], expected: dict[str, str]
) -> None:
    walk = walk_of(
        {"go": ("first", ["a -> x", "b -> y", f"{rest} -> home"]), "x": NOW, "y": TODAY, "home": HOME}, **findings
    )
    assert edge_words(walk) == expected


def test_an_edge_without_a_guard_always_holds() -> None:
    walk = walk_of({"go": ["always -> home", "a -> x"], "x": NOW, "home": HOME})
    assert edge_words(walk) == {"go>home": "sure", "go>x": "open"}


def test_an_edge_for_what_is_unknown_is_never_walked() -> None:
    steps = {"go": ["a -> x", "unknown -> aside", "otherwise -> home"], "x": NOW, "aside": TODAY, "home": HOME}
    walk = walk_of(steps)
    assert set(edge_words(walk)) == {"go>x", "go>home"}
    assert "aside" in walk.ruled_out
    assert "aside" in walk_of(steps, a=True).ruled_out


def test_a_test_on_what_does_not_apply_is_false_and_waits_while_that_is_open() -> None:
    steps = {"go": ["size > 5 -> x", "otherwise -> home"], "x": TODAY, "home": HOME}
    assert edge_words(walk_of(steps, a=False, size=9)) == {"go>x": "out", "go>home": "sure"}
    assert edge_words(walk_of(steps, size=9)) == {"go>x": "open", "go>home": "open"}
    assert edge_words(walk_of(steps, size=2)) == {"go>x": "out", "go>home": "sure"}
    assert edge_words(walk_of(steps, a=True, size=9)) == {"go>x": "sure", "go>home": "out"}


def test_no_comparison_on_an_unrecorded_optional_finding_is_surely_true() -> None:
    steps = {"go": ["scan in [clear, clot] -> x", "otherwise -> home"], "x": TODAY, "home": HOME}
    assert edge_words(walk_of(steps)) == {"go>x": "open", "go>home": "open"}
    assert edge_words(walk_of(steps, scan="not_done")) == {"go>x": "out", "go>home": "sure"}
    assert edge_words(walk_of(steps, scan="clear")) == {"go>x": "sure", "go>home": "out"}


# Reached, floor, ceiling

MEET = {
    "go": ["a -> left", "otherwise -> right"],
    "left": (TODAY, ["always -> scan"]),
    "right": (SOON, ["always -> scan"]),
    "scan": ["scan == clot -> now", "otherwise -> home"],
    "now": NOW,
    "home": HOME,
}


def test_where_two_answers_meet_again_the_node_is_surely_reached_by_either() -> None:
    walk = walk_of(MEET)
    assert [(step.number, step.node.id, step.by_either) for step in walk.path] == [(1, "go", False), (2, "scan", True)]
    assert walk.possible == ("left", "right", "home", "now")
    assert (walk.floor, walk.ceiling, walk.disposition) == (SOON, NOW, None)


def test_the_floor_is_the_least_of_the_most_urgent_over_every_way_on() -> None:
    assert walk_of(MEET, a=True).floor is TODAY
    assert walk_of(MEET, scan="clot").floor is NOW
    settled = walk_of(MEET, a=False, scan="clear")
    assert (settled.floor, settled.ceiling, settled.disposition, settled.complete) == (SOON, SOON, SOON, True)
    assert [step.node.id for step in settled.path] == ["go", "right", "scan", "home"]
    assert settled.ruled_out == ("left", "now")


def test_urgency_may_be_settled_while_the_plan_is_open() -> None:
    walk = walk_of(
        {"go": ["a -> now", "b -> later", "otherwise -> home"], "now": NOW, "later": SOON, "home": HOME}, a=True
    )
    assert (walk.settled, walk.disposition, walk.complete) == (True, NOW, False)
    assert walk.decides_urgency == ()
    assert [(ask.finding, ask.node, ask.urgency) for ask in walk.decides_plan] == [("b", "go", SOON)]


GAP = {"go": ["a or not a -> x", "b -> y"], "x": NOW, "y": HOME}


def test_an_open_edge_is_surely_walked_where_it_is_the_only_one_left() -> None:
    walk = walk_of(GAP, b=False)
    assert edge_words(walk) == {"go>x": "open", "go>y": "out"}
    assert [step.node.id for step in walk.path] == ["go", "x"]
    assert [(taken.edge.id, taken.sure, taken.because) for taken in walk.path[0].taken] == [("go>x", False, ())]
    assert not walk.path[1].by_either
    assert (walk.settled, walk.complete) == (True, False)
    assert [step.node.id for step in walk_of(GAP).path] == ["go"]


# Pending


@pytest.mark.parametrize(
    ("guard", "findings", "asked"),
    [
        ("a and b", {}, ["a"]),
        ("a and b", {"a": True}, ["b"]),
        ("b and a", {"a": True}, ["b"]),
        ("a or b or c", {}, ["a", "b", "c"]),
        ("a or b or c", {"b": False}, ["a", "c"]),
        ("not (a and b)", {}, ["a"]),
        ("(a or b) and c", {"a": False}, ["b"]),
        ("at_least(2, a, b, c)", {"a": True}, ["b", "c"]),
        ("count(a) - 2 * count(b and c) >= 1", {"a": True}, ["b"]),
        ("size > 5", {}, ["a"]),
        ("size > 5", {"a": True}, ["size"]),
        ("either and c", {}, ["a", "b"]),
    ],
)
def test_pending_follows_the_guard_as_written(guard: str, findings: dict[str, object], asked: list[str]) -> None:
    walk = walk_of({"go": [f"{guard} -> x", "otherwise -> home"], "x": NOW, "home": HOME}, **findings)
    assert [ask.finding for ask in walk.decides_urgency] == asked
    assert walk.remaining == len(asked)
    assert walk.decides_plan == ()


def test_what_leads_to_more_urgent_care_is_asked_first() -> None:
    walk = walk_of({"go": ["a -> later", "b -> now", "otherwise -> home"], "later": SOON, "now": NOW, "home": HOME})
    assert [(ask.finding, ask.urgency, [edge.target for edge in ask.leads_to]) for ask in walk.decides_urgency] == [
        ("b", NOW, ["now"]),
        ("a", SOON, ["later"]),
    ]


def test_what_lies_behind_an_unanswered_question_is_counted_but_not_asked() -> None:
    steps = {
        "go": ["a -> next", "otherwise -> home"],
        "next": ["b or c -> now", "otherwise -> home"],
        "now": NOW,
        "home": HOME,
    }
    walk = walk_of(steps)
    assert [ask.finding for ask in walk.decides_urgency] == ["a"]
    assert walk.remaining == 3


def test_recorded_findings_that_nothing_on_the_path_used_are_listed() -> None:
    steps = {"go": ["a or b -> x", "c -> y", "otherwise -> home"], "x": NOW, "y": SOON, "home": HOME}
    walk = walk_of(steps, d=True, a=True, b=True, c=False)
    assert [(taken.edge.id, taken.because) for taken in walk.path[0].taken] == [("go>x", ("a",))]
    assert walk.unused == ("c", "d")


def test_what_says_whether_a_finding_applies_is_used() -> None:
    walk = walk_of({"go": ["size > 5 -> x", "otherwise -> home"], "x": NOW, "home": HOME}, a=True, size=9)
    assert walk.path[0].taken[0].because == ("a", "size")
    assert walk.unused == ()


def test_a_warning_is_printed_only_where_it_is_surely_so() -> None:
    words = replace(WORDS, warnings=(Warning("W1", Flag("a"), "look again"), Warning("W2", Flag("b"), "and again")))
    assert walk_of(MEET, words=words, a=True).warnings == ("look again",)


# Acting now


def acted(steps: dict[str, object], *, words: Vocabulary = WORDS, **findings: object) -> list[tuple[str, bool]]:
    walk = walk_of(steps, words=words, unknown="safest", **findings)
    assert walk.acting is not None
    return [(step.node.id, step.because_not_known) for step in walk.acting]


def asked(steps: dict[str, object], *, words: Vocabulary = WORDS, **findings: object) -> dict[str, tuple[object, str]]:
    """Where acting now stops to ask: what, and how urgent it is held until then."""
    walk = walk_of(steps, words=words, unknown="safest", **findings)
    return {step.node.id: (step.asks, step.until.id) for step in walk.acting or () if step.asks}


def test_acting_now_asks_for_open_alarms_and_holds_them_as_urgent_as_they_could_be() -> None:
    steps = {"go": ["a -> now", "b -> later", "otherwise -> home"], "now": NOW, "later": SOON, "home": HOME}
    assert acted(steps) == [("go", False)]
    assert asked(steps) == {"go": (("a", "b"), "emergency_999")}
    assert walk_of(steps, unknown="safest").acting_urgency == seven.EMERGENCY_999


def test_acting_now_leaves_an_open_edge_that_is_no_more_urgent_than_what_is_sure() -> None:
    steps = {"go": ["a -> now", "b -> later", "otherwise -> home"], "now": NOW, "later": SOON, "home": HOME}
    assert acted(steps, a=True) == [("go", False), ("now", False)]


def test_acting_now_takes_the_edge_for_what_is_unknown() -> None:
    steps = {"go": ["a -> now", "otherwise -> home", "unknown -> aside"], "now": NOW, "aside": TODAY, "home": HOME}
    assert acted(steps) == [("go", False), ("aside", True)]
    assert acted(steps, a=False) == [("go", False), ("home", False)]


def test_acting_now_reads_a_test_not_recorded_as_not_done() -> None:
    steps = {"go": ["scan == clot -> now", "otherwise -> repeat"], "now": NOW, "repeat": SOON}
    assert acted(steps) == [("go", False), ("repeat", False)]


ENDINGS: dict[str, object] = {
    "maybe-now": ["c -> now", "otherwise -> home"],
    "now": NOW, "sure-today": TODAY, "also-today": TODAY, "mild": HOME, "home": HOME,
}  # fmt: skip


@pytest.mark.parametrize("choose", ["first", "all"])
@pytest.mark.parametrize(
    ("edges", "until"),
    [
        (["a -> mild", "otherwise -> home"], "primary_care"),
        (["a -> mild", "b -> sure-today", "otherwise -> home"], "same_day"),
        (["a -> mild", "b -> maybe-now", "otherwise -> home"], "emergency_999"),
        (["a -> also-today", "b -> sure-today", "otherwise -> home"], "same_day"),
        (["a -> also-today", "otherwise -> sure-today"], "same_day"),
    ],
)
def test_acting_now_takes_no_ending_that_differs_by_what_is_not_known(
    choose: str, edges: list[str], until: str
) -> None:
    steps = {"go": (choose, edges), **ENDINGS} if choose == "first" else {"go": edges, **ENDINGS}
    used = {edge.split("-> ")[1] for edge in edges}
    steps = {name: step for name, step in steps.items() if name in used | {"go"} or (name == "now" and "maybe-now" in used)
             or (name == "home" and "maybe-now" in used)}  # fmt: skip
    assert acted(steps) == [("go", False)]
    assert {node: held for node, (_, held) in asked(steps).items()} == {"go": until}


def test_acting_now_does_what_every_resolution_has_and_asks_for_the_rest() -> None:
    """Two medicines, by an allergy nobody asked about; the dressing and the review are the same by either."""
    steps = {
        "go": ["always -> dressing"], "dressing": ("action", ["always -> which"]),
        "which": ("first", ["not a -> penicillin", "otherwise -> clarithromycin"]),
        "penicillin": ("action", ["always -> home"]), "clarithromycin": ("action", ["always -> home"]), "home": HOME,
    }  # fmt: skip
    assert acted(steps) == [("go", False), ("dressing", False), ("which", False), ("home", False)]
    assert asked(steps) == {"which": (("a",), "primary_care")}


def test_acting_now_asks_nothing_where_both_ways_do_the_same() -> None:
    steps = {"go": ("first", ["a -> one", "otherwise -> other"]), "one": ["b -> home", "otherwise -> home"],
             "other": ["b -> home", "otherwise -> home"], "home": HOME}  # fmt: skip
    assert asked(steps) == {}
    assert ("home", False) in acted(steps)


def test_acting_now_goes_on_below_the_edge_for_what_is_unknown() -> None:
    steps = {
        "go": ["a -> now", "otherwise -> home", "unknown -> aside"], "now": NOW, "home": HOME,
        "aside": ["b -> today", "otherwise -> later"], "today": TODAY, "later": SOON,
    }  # fmt: skip
    assert acted(steps) == [("go", False), ("aside", True)]
    assert asked(steps) == {"aside": (("b",), "same_day")}


def test_acting_now_marks_nothing_where_only_one_way_is_left() -> None:
    assert acted(GAP, b=False) == [("go", False), ("x", False)]


def test_acting_now_reads_a_test_that_is_only_narrowed_by_definition_as_not_done() -> None:
    rule = Constraint("C1", OneOf("scan", ("clot",)), Flag("a"), "by definition")
    words = replace(WORDS, constraints=(rule,))
    steps = {"go": ["scan == clear -> today", "otherwise -> repeat"], "today": TODAY, "repeat": SOON}
    assert edge_words(walk_of(steps, words=words, a=False)) == {"go>today": "open", "go>repeat": "open"}
    assert acted(steps, words=words, a=False) == [("go", False), ("repeat", False)]


# Why, and why not


def only(facts: Facts, names: Iterable[str]) -> Facts:
    """What is known of `names`, and nothing else."""
    kept = set(names)
    parts = (
        {name: item for name, item in part.items() if name in kept}
        for part in (facts.known, facts.bounds, facts.scores)
    )
    known, bounds, scores = parts
    return replace(facts, known=known, bounds=bounds, scores=scores)


@examples(100)
@given(st.data())
def test_the_findings_named_as_the_reason_are_enough(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    walker = Walker(pathway)
    case, facts = accepted(walker.engine, data.draw(cases(pathway)))
    walk, names = walker.walk(case), list(finding_bits(pathway.vocabulary))
    for number, (truth, bits) in enumerate(zip(walk.status.edges, walk.status.why, strict=True)):
        reasons = {name for place, name in enumerate(names) if bits >> place & 1}
        assert walker.engine.status(only(facts, reasons)).edges[number] == truth
        if truth == OPEN:
            assert reasons
            assert not reasons & facts.known.keys()
    for name in walk.ruled_out:
        how, reasons_not = walker.why_not(walk, name)
        assert how == "ruled_out"
        assert not walker.engine.status(only(facts, reasons_not)).possible >> walk.order.node_number[name] & 1


def why_not(pathway: Pathway, node: str, **findings: object) -> tuple[str, tuple[str, ...]]:
    walker = Walker(pathway)
    return walker.why_not(walker.walk(Case(findings)), node)


def test_why_a_node_is_not_reached() -> None:
    pathway = sketch(WORDS, MEET)
    assert why_not(pathway, "go") == ("reached", ())
    assert why_not(pathway, "now", a=True) == ("waits", ("scan",))
    assert why_not(pathway, "left") == ("waits", ("a",))
    assert why_not(pathway, "now", scan="clear") == ("ruled_out", ("scan",))
    assert why_not(pathway, "left", a=False, scan="clear") == ("ruled_out", ("a",))
