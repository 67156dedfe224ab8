"""Small pathways, drawn: nodes and edges over a drawn vocabulary. And a guard as text, as an edge says it."""

from __future__ import annotations

from dataclasses import replace
from graphlib import TopologicalSorter
from random import Random
from typing import assert_never

from hypothesis import strategies as st

import seven
from legpain_graph.model.guard.ir import (
    All,
    Arithmetic,
    Calculation,
    Compare,
    Expression,
    Fixed,
    Flag,
    Guard,
    InUnit,
    Measured,
    Named,
    Not,
    OneOf,
    Points,
    Quantity,
    Reading,
    Score,
    Scored,
    Some,
)  # fmt: skip
from legpain_graph.model.pathway import Edge, EdgeKind, Line, Node, NodeKind, Pathway, SafetyNetLine
from legpain_graph.model.urgency import UNORDERED, Urgency
from legpain_graph.model.vocabulary import (
    Vocabulary,
)  # fmt: skip
from strategies.vocabularies import Draw, draw_guard, draw_vocabulary, with_alarms

SCALES = (
    seven.LEVELS,
    tuple(
        Urgency(at, id=name, words=name, stops_questions=at == 2) for at, name in enumerate(("late", "middle", "early"))
    ),
    UNORDERED,
)
"""The seven, a pathway's own, and none: its endings are treatments."""
WALKED = (NodeKind.DECISION, NodeKind.INVESTIGATE, NodeKind.ACTION, NodeKind.REFER)


@st.composite
def pathways(draw: Draw) -> Pathway:
    """A pathway of 3 to 9 nodes."""
    vocabulary = draw_vocabulary(draw)
    inner = draw(st.integers(1, 5))
    stops = draw(st.integers(1 if inner > 1 else 2, 3))
    kinds = [NodeKind.START, *(draw(st.sampled_from(WALKED)) for _ in range(inner - 1)), *([NodeKind.STOP] * stops)]
    letters = draw(st.permutations("abcdefghi"))
    ids = [f"{letters[number]}-{kind}" for number, kind in enumerate(kinds)]
    targets: list[list[str]] = [[] for _ in range(inner)]
    for number in range(1, len(kinds)):
        targets[draw(st.integers(0, min(number, inner) - 1))].append(ids[number])
    nodes: list[Node] = []
    asides: list[Node] = []
    for number, ways in enumerate(targets):
        fewest = 2 if kinds[number] is NodeKind.DECISION else 1
        extra = draw(st.integers(max(0, fewest - len(ways)), max(2, fewest)))
        ways += [draw(st.sampled_from(ids[number + 1 :])) for _ in range(extra)]
        aside = None
        if len(kinds) + len(asides) < 9 and draw(st.integers(0, 3)) == 0:
            aside = _aside(draw, letters[len(kinds) + len(asides)], ids[-1])
            asides.append(aside)
        nodes.append(_walked_node(draw, ids[number], kinds[number], ways, aside, vocabulary))
    nodes += [_node(draw, name, NodeKind.STOP) for name in ids[inner:]]
    vocabulary = with_alarms(draw, vocabulary, [node.id for node in nodes])
    told, net = _with_lines(draw, [*nodes, *asides], vocabulary)
    pathway = Pathway(
        "generated",
        "Generated",
        "1",
        "A test.",
        vocabulary,
        ordered(told),
        safety_nets={"net": net},
        urgencies=seven.LEVELS,
    )
    return in_scale(pathway, draw(st.sampled_from(SCALES)))


def in_scale(pathway: Pathway, levels: tuple[Urgency, ...]) -> Pathway:
    """The same pathway with each urgency one of `levels`."""

    def level(urgency: Urgency) -> Urgency:
        return levels[urgency * len(levels) // len(pathway.urgencies)]

    nodes = {
        name: node if node.urgency is None else replace(node, urgency=level(node.urgency))
        for name, node in pathway.nodes.items()
    }
    nets = {
        name: tuple(replace(line, urgency=level(line.urgency)) for line in lines)
        for name, lines in pathway.safety_nets.items()
    }
    return replace(pathway, nodes=nodes, safety_nets=nets, urgencies=levels)


def _with_lines(draw: Draw, nodes: list[Node], vocabulary: Vocabulary) -> tuple[list[Node], tuple[SafetyNetLine, ...]]:
    """The nodes, some of which say what to do, not to do or to tell, and a safety-net; each line has a text of its own."""
    told, net = list(nodes), list[SafetyNetLine]()
    for number in range(draw(st.integers(0, 4))):
        when = draw_guard(draw, vocabulary.findings, vocabulary.derived, depth=1) if draw(st.booleans()) else None
        sure = when is not None and draw(st.booleans())
        field = draw(st.sampled_from(("do", "do_not", "tell", "net")))
        if field == "net":
            net.append(SafetyNetLine(draw(st.sampled_from(seven.LEVELS)), f"Line {number}.", (), when, sure))
        else:
            at = draw(st.integers(0, len(told) - 1))
            line = Line(f"Line {number}.", (), when, sure)
            told[at] = replace(told[at], **{field: (*getattr(told[at], field), line)})
    return told, tuple(net)


def _node(draw: Draw, name: str, kind: NodeKind) -> Node:
    node = Node(name, kind, "stage", name, diagnosis=draw(st.sampled_from(("", "", "dvt", "strain"))))
    if kind not in (NodeKind.REFER, NodeKind.STOP):
        return node
    return replace(
        node, urgency=draw(st.sampled_from(seven.LEVELS)), timeframe="in time", destination="there", safety_net="net"
    )


def _aside(draw: Draw, letter: str, stop: str) -> Node:
    """What only acting now reaches: a stop, or a referral that goes on to a stop."""
    kind = draw(st.sampled_from((NodeKind.STOP, NodeKind.REFER)))
    node = _node(draw, f"{letter}-aside", kind)
    return (
        node
        if kind is NodeKind.STOP
        else replace(node, edges=edges_of(node.id, [(stop, EdgeKind.GUARDED, None)], not_done=False))
    )


def _walked_node(
    draw: Draw, name: str, kind: NodeKind, ways: list[str], aside: Node | None, vocabulary: Vocabulary
) -> Node:
    first = draw(st.booleans())
    rest = (
        EdgeKind.OTHERWISE
        if kind is NodeKind.INVESTIGATE
        else draw(st.sampled_from((EdgeKind.OTHERWISE, EdgeKind.GUARDED)))
    )
    last = len(ways) - 1 if first else draw(st.integers(0, len(ways) - 1))
    always = not first and rest is EdgeKind.GUARDED
    plan: list[tuple[str, EdgeKind, Guard | None]] = []
    for number, target in enumerate(ways):
        if number == last:
            plan.append((target, rest, None))
        elif always and draw(st.integers(0, 3)) == 0:
            plan.append((target, EdgeKind.GUARDED, None))
        else:
            plan.append((target, EdgeKind.GUARDED, draw_guard(draw, vocabulary.findings, vocabulary.derived, depth=2)))
    if aside is not None:
        plan.insert(draw(st.integers(0, len(plan))), (aside.id, EdgeKind.WHEN_UNKNOWN, None))
    results = tuple(finding.name for finding in vocabulary.findings.values() if finding.is_result)
    edges = edges_of(name, plan, not_done=kind is NodeKind.INVESTIGATE)
    return replace(
        _node(draw, name, kind), edges=edges, first=first, orders=results if kind is NodeKind.INVESTIGATE else ()
    )


def edges_of(source: str, plan: list[tuple[str, EdgeKind, Guard | None]], *, not_done: bool) -> tuple[Edge, ...]:
    edges: list[Edge] = []
    for target, kind, guard in plan:
        same = sum(edge.target == target for edge in edges)
        edges.append(
            Edge(
                id=f"{source}>{target}" + (f"#{same + 1}" if same else ""),
                source=source,
                target=target,
                kind=kind,
                guard=guard,
                label=f"to {target}",
                text=written(guard) if guard is not None else "",
                not_done=not_done and kind is EdgeKind.OTHERWISE,
            )
        )
    return tuple(edges)


def ordered(nodes: list[Node], shuffle: Random | None = None) -> dict[str, Node]:
    """The nodes in a topological order: ties by id, or any one."""
    by_id = {node.id: node for node in nodes}
    sorter: TopologicalSorter[str] = TopologicalSorter({node.id: () for node in nodes})
    for node in nodes:
        for edge in node.edges:
            sorter.add(edge.target, node.id)
    sorter.prepare()
    found: dict[str, Node] = {}
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()])
        name = ready.pop(shuffle.randrange(len(ready)) if shuffle else 0)
        found[name] = by_id[name]
        sorter.done(name)
    return found


def written(guard: Guard, *, inside: bool = False) -> str:
    """The text that the parser reads as `guard`."""
    match guard:
        case Flag(name) | Named(name):
            return name
        case Compare(name, op, value):
            return f"{name} {op} {value:f}"
        case OneOf(name, values):
            return f"{name} == {values[0]}" if len(values) == 1 else f"{name} in [{', '.join(values)}]"
        case Not(inner):
            return f"not {written(inner, inside=True)}"
        case All(guards) | Some(guards):
            text = (" and " if isinstance(guard, All) else " or ").join(written(part, inside=True) for part in guards)
            return f"({text})" if inside else text
        case Scored(score, op, value):
            return f"{score.name or written_score(score)} {op} {value:f}"
        case Measured(quantity, op, value):
            return f"{written_number(quantity)} {op} {value:f}"
        case _:
            assert_never(guard)


def written_number(number: Expression) -> str:
    """The text that the parser reads as `number`; in brackets where it is put together."""
    match number:
        case Reading(name):
            return name
        case Fixed(value):
            return f"{value:f}" if value >= 0 else f"({value:f})"
        case Points(score):
            return score.name or written_score(score)
        case InUnit(inner):
            return written_number(inner)
        case Quantity(name, inner):
            return name or written_number(inner)
        case Calculation(how, parts):
            several = [written_number(part) for part in parts]
            named = how in (Arithmetic.LEAST, Arithmetic.MOST, Arithmetic.MEAN)
            return f"{how}({', '.join(several)})" if named else f"({f' {how} '.join(several)})"
        case _:
            assert_never(number)


def written_score(score: Score) -> str:
    """The text that the parser reads as `score`."""
    text = ""
    for factor, items in ((term.factor, term.items) for term in score.terms):
        sign = "- " if factor < 0 else "+ " if text else ""
        many = f"{abs(factor)} * " if abs(factor) > 1 else ""
        text += f" {sign}{many}count({', '.join(written(item) for item in items)})"
    tail = f" {'-' if score.constant < 0 else '+'} {abs(score.constant)}" if score.constant else ""
    return (text + tail).strip()
