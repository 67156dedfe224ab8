"""What the web page knows of a pathway, as JSON: words, numbers and places, all by the numbers that its engine uses.

A text is only ever shown as text. Numbers stand as decimal text, since a double would round them.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final, assert_never

from legpain_graph.case.read import MAX_BYTES
from legpain_graph.engine.alarms import Alarms
from legpain_graph.engine.codegen.base import recordable_scores
from legpain_graph.engine.codegen.javascript import script
from legpain_graph.engine.kleene import finding_bits
from legpain_graph.engine.order import Order
from legpain_graph.engine.order import numbers as bit_numbers
from legpain_graph.load import characters, numbers, tree
from legpain_graph.load.schema import MAX_TEXT, RECORDS
from legpain_graph.model.guard.ir import (
    Arithmetic,
    Calculation,
    Compare,
    Expression,
    Fixed,
    Flag,
    InUnit,
    Measured,
    Points,
    Quantity,
    Reading,
    Score,
    Test,
    readings,
    scores_in,
)
from legpain_graph.model.guard.phrase import label, phrase
from legpain_graph.model.pathway import Edge, Line, Node, Pathway, SafetyNetLine, Urgency
from legpain_graph.model.search import ENDINGS, IDLE
from legpain_graph.model.vocabulary import Finding, FindingType, Vocabulary
from legpain_graph.report.leaflet import leaflet_words
from legpain_graph.walk.result import is_added
from legpain_graph.walk.walker import Walker

TABLE: Final = "|"
"""The key of the number of a table's columns: no name of a pathway."""
FINDING_WORDS: Final = (
    "name",
    "label",
    "question",
    "definition",
    "unit",
    "integer",
    "optional",
    "section",
    "record_only",
    "presentation",
    "synonyms",
)


URGENCY_WORDS: Final = (
    "id",
    "words",
    "headline",
    "could_be",
    "short",
    "drawn",
    "nothing_urgent",
    "stops_questions",
    "expected",
    "leaflet",
    "held",
)


def engine_data(pathway: Pathway) -> tuple[dict[str, Any], str]:
    """The data of the page's engine and the JavaScript expression of its code, both of the same pathway."""
    words, order = pathway.vocabulary, Order(pathway)
    alarms = Alarms(pathway, order)
    code = script(pathway)
    at = {name: number for number, name in enumerate(finding_bits(words))}
    walker = Walker(pathway)
    reads = [set_bits(walker.edge_reads(way)) for way in range(len(order.edges))]
    data = {
        "pathway": {"id": pathway.id, "title": pathway.title, "version": pathway.version, "hash": pathway.hash},
        "disclaimer": pathway.disclaimer,
        "urgencies": [_urgency(urgency) for urgency in pathway.urgencies],
        "findings": [_finding(finding, words, walker) for finding in words.findings.values()],
        "complaint": [at[name] for name in words.complaint],
        "derived": list(words.derived),
        "recordable": [word.name for word in words.derived.values() if word.recordable],
        "scores": [
            {"name": word.name, "label": word.label, "definition": word.definition, "inside": label(word.name, words)}
            for word in recordable_scores(words)
        ],
        "groups": [
            {"name": group.name, "sentence": group.sentence, "closed_by": group.closed_by, "synonyms": group.synonyms,
             "members": [at[name] for name in group.members]}
            for group in words.groups.values()
        ],
        "sets": [{"name": group.name, "groups": group.groups} for group in words.sets.values()],
        "constraints": [
            {"id": rule.id, "given": _test(rule.given, words, at), "then": _test(rule.then, words, at), "why": rule.why}
            for rule in words.constraints
        ],
        "tests": [_test(test, words, at) for test in code.tests],
        "numbers": [_measured(guard, at) for guard in code.numbers],
        "warnings": [{"id": rule.id, "message": rule.message} for rule in words.warnings],
        "alarms": [
            {"finding": at[word.name],
             "nodes": [order.node_number[name] for heed in word.heeded_by for name in heed.nodes]}
            for word in alarms.findings
        ],
        "heeding": [
            {"edge": way, "reads": sorted(at[name] for name in alarms.edge_reads[way])} for way in alarms.heeding
        ],
        "searching": {"idle": IDLE, "endings": ENDINGS},
        "reading": reading_data(),
        "start": order.start,
        "nodes": [_node(node, pathway, order) for node in order.nodes],
        "edges": [_edge(edge, order, reads[number]) for number, edge in enumerate(order.edges)],
        "stages": [{"id": stage.id, "title": stage.title, "step": stage.step} for stage in pathway.stages],
        "diagnoses": {item.id: item.label for item in pathway.diagnoses.values()},
        "safety_nets": {
            name: [
                {"urgency": int(line.urgency), **_line(line, pathway)} for line in lines
            ]
            for name, lines in pathway.safety_nets.items()
        },
        "decisions": sorted(pathway.decisions),
        "leaflet": leaflet_words(pathway),
    }  # fmt: skip
    return data, code.text


def _urgency(urgency: Urgency) -> dict[str, Any]:
    return {word: getattr(urgency, word) for word in URGENCY_WORDS}


def reading_data() -> dict[str, Any]:
    """How a case file is read: the caps, the characters that no text may hold, and the entries of a case."""
    return {
        "forbidden": f"[{characters.FORBIDDEN}{_in_javascript(characters.BEYOND)}]",
        "kinds": {kind: f"[{members}]" for kind, members in characters.KINDS.items()},
        "called": dict(characters.own_names()),
        "point": numbers.POINT,
        "hints": numbers.HINTS,
        "max_bytes": MAX_BYTES,
        "max_depth": tree.MAX_DEPTH,
        "max_nodes": tree.MAX_NODES,
        "max_number": numbers.MAX_NUMBER,
        "max_key": tree.MAX_KEY,
        "max_text": MAX_TEXT,
        "records": {
            record: [{"name": field.name, "kind": field.kind, "of": field.of} for field in RECORDS[record]]
            for record in ("case", "expect")
        },
    }


def _in_javascript(members: str) -> str:
    """The members of a character class beyond U+FFFF, as JavaScript writes them."""
    return re.sub(r"\\U0*([0-9a-f]+)", r"\\u{\1}", members)


def set_bits(bits: int) -> list[int]:
    """The numbers of the bits that are set."""
    return list(bit_numbers(bits))


def packed(data: Any) -> Any:
    """The same with each list of records as a table, so that the names of its columns stand once; `unpacked` of engine.js undoes it."""
    columns: dict[tuple[str, ...], int] = {}
    tables = _tables(data, columns)
    return {"columns": list(columns), "data": tables}


def _tables(data: Any, columns: dict[tuple[str, ...], int]) -> Any:
    if isinstance(data, dict):
        return {name: _tables(value, columns) for name, value in data.items()}
    if not isinstance(data, list | tuple):
        return data
    names = tuple(data[0]) if data and isinstance(data[0], dict) else ()
    if names and all(isinstance(item, dict) and tuple(item) == names for item in data):
        number = columns.setdefault(names, len(columns))
        return {TABLE: number, "rows": [[_tables(value, columns) for value in item.values()] for item in data]}
    return [_tables(item, columns) for item in data]


def as_json(data: Any) -> str:
    """JSON that can stand inside a <script> element: nothing in it closes the element, opens a comment or ends a line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.translate({ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def _finding(finding: Finding, words: Vocabulary, walker: Walker) -> dict[str, Any]:
    normal: Any = finding.normal
    if isinstance(normal, Decimal):
        normal = f"{normal:f}"
    elif normal is not None:
        normal = _place(finding, normal)
    applies = finding.applies_when
    return {
        **{word: getattr(finding, word) for word in FINDING_WORDS},
        "type": finding.type.value,
        "values": finding.values or (("no", "yes") if finding.type is FindingType.BOOLEAN else ()),
        "low": f"{finding.low:f}",
        "high": f"{finding.high:f}",
        "normal": normal,
        "inside": label(finding.name, words),
        "applies": phrase(applies, words) if applies is not None else "",
        "before": [list(words.findings).index(name) for name in words.before(finding.name)],
        "value_synonyms": dict(finding.value_synonyms),
        "part": int(finding.part),
        "order": words.place(finding.name),
        "alone": walker.alone.get(finding.name, 0),
        "statements": finding.statements,
        "added": finding.added,
    }


def _place(finding: Finding, value: Any) -> int:
    return int(value) if finding.type is FindingType.BOOLEAN else finding.values.index(value)


def _test(test: Test, words: Vocabulary, at: dict[str, int]) -> dict[str, Any]:
    if isinstance(test, Compare):
        return {"finding": at[test.finding], "op": test.op.value, "value": f"{test.value:f}"}
    finding = words.findings[test.finding]
    passing = (True,) if isinstance(test, Flag) else test.values
    return {"finding": at[test.finding], "passing": [_place(finding, value) for value in passing]}


def _measured(guard: Measured, at: dict[str, int]) -> dict[str, Any]:
    scores = scores_in(guard.quantity)
    return {
        "number": _number(guard.quantity, at, scores),
        "readings": [at[name] for name in readings(guard.quantity)],
        "op": guard.op.value,
        "value": f"{guard.value:f}",
    }


def _number(number: Expression, at: dict[str, int], scores: tuple[Score, ...]) -> dict[str, Any]:
    """What a number is computed of, as data."""
    match number:
        case Reading(name):
            return {"reading": at[name]}
        case Fixed(value):
            return {"fixed": f"{value:f}"}
        case Points(score):
            return {"points": scores.index(score)}
        case Quantity(_, inner):
            return _number(inner, at, scores)
        case InUnit(inner, times, over):
            more = Calculation(Arithmetic.TIMES, (inner, Fixed(times)))
            return _number(Calculation(Arithmetic.OVER, (more, Fixed(over))), at, scores)
        case Calculation(how, parts):
            return {"how": how.value, "parts": [_number(part, at, scores) for part in parts]}
        case _:
            assert_never(number)


def _node(node: Node, pathway: Pathway, order: Order) -> dict[str, Any]:
    when_unknown = node.when_unknown
    return {
        "id": node.id,
        "kind": node.kind.value,
        "stage": node.stage,
        "title": node.title,
        "text": node.text,
        "urgency": int(node.urgency) if node.urgency is not None else None,
        "timeframe": node.timeframe,
        "destination": node.destination,
        "diagnosis": node.diagnosis,
        "orders": node.orders,
        "do": [_line(line, pathway) for line in node.do],
        "do_not": [_line(line, pathway) for line in node.do_not],
        "tell": [_line(line, pathway) for line in node.tell],
        "review": node.review,
        "safety_net": node.safety_net,
        "statements": node.statements,
        "added": is_added(pathway, node.statements),
        "first": node.first,
        "edges": [order.edge_number[edge.id] for edge in node.walkable],
        "aside": order.node_number[when_unknown.target] if when_unknown is not None else None,
        "aside_label": when_unknown.label if when_unknown is not None else "",
    }


def _edge(edge: Edge, order: Order, reads: list[int]) -> dict[str, Any]:
    return {
        "id": edge.id,
        "source": order.node_number[edge.source],
        "target": order.node_number[edge.target],
        "label": edge.label,
        "english": edge.english,
        "guarded": edge.guard is not None,
        "not_done": edge.not_done,
        "statements": edge.statements,
        "note": edge.note,
        "reads": reads,
    }


def _line(line: Line | SafetyNetLine, pathway: Pathway) -> dict[str, Any]:
    """`when` is the number of the guard that says whom the line is about; `sure`: it has to be true, not only possible."""
    when = pathway.line_guards.index(line.when) if line.when is not None else None
    return {"text": line.text, "statements": line.statements, "when": when, "sure": line.sure}
