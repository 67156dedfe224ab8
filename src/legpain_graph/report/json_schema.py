"""JSON Schemas: of a case of one pathway, of the pathway files, of the result of a walk.

That of a file is made from the table that the loader reads, and refuses what the loader refuses for its form: all but a span that falls.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final

from legpain_graph.load.characters import FORBIDDEN
from legpain_graph.load.schema import KEBAB, MAX_TEXT, RECORDS, SNAKE
from legpain_graph.model.guard.parser import MAX_LENGTH
from legpain_graph.model.pathway import NodeKind, Pathway
from legpain_graph.model.vocabulary import Finding, FindingType
from legpain_graph.walk.result import SCHEMA

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_PATTERN: Final = f"^[^{FORBIDDEN}]*$"


def _scalar(**of_text: Any) -> dict[str, Any]:
    """Text, or what YAML reads as a number or a truth; each type for itself, as strict validators ask for it."""
    return {"anyOf": [{"type": "string", "pattern": _PATTERN, **of_text}, {"type": "number"}, {"type": "boolean"}]}


_SCALAR: Final = _scalar()
_WORDS: Final = _scalar(maxLength=MAX_TEXT)
_NAME: Final = {"type": "string", "pattern": f"^{SNAKE}$", "maxLength": 64}
_KINDS: Final[dict[str, dict[str, Any]]] = {
    "text": _WORDS,
    "id": {"anyOf": [{"type": "string", "pattern": f"^{KEBAB}$", "maxLength": 64}, {"type": "integer", "minimum": 0}]},
    "name": _NAME,
    "flag": {"type": "boolean"},
    "number": {"type": "number"},
    "whole": {"type": "integer"},
    "value": _SCALAR,
    "values": {"type": "object", "additionalProperties": _SCALAR},
    "guard": {
        "type": "string",
        "pattern": _PATTERN,
        "maxLength": MAX_LENGTH,
        "not": {"type": "string", "pattern": r"^\s*$"},
    },
    "texts": {"type": "array", "items": _WORDS, "uniqueItems": True},
    "texts_by_name": {
        "type": "object",
        "additionalProperties": {"type": "array", "items": _WORDS, "uniqueItems": True},
    },
    "names": {"type": "array", "items": _NAME, "uniqueItems": True},
    "span": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
}


def pathway_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one pathway file, for editors."""
    return json_schema("file", "A file of a legpain-graph pathway")


def json_schema(record: str, title: str) -> dict[str, Any]:
    """The schema of a record of pathway files, and of all records inside it."""
    inside: dict[str, Any] = {}
    schema = _record(record, inside)
    return _named(record, {"title": title, **schema, "$defs": inside})


def _record(record: str, inside: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for field in RECORDS[record]:
        if field.kind in ("record", "records"):
            name = str(field.of)
            if name not in inside:
                inside[name] = {}
                inside[name] = _record(name, inside)
            reference = {"$ref": f"#/$defs/{name}"}
            kind: dict[str, Any] = {"type": "array", "items": reference} if field.kind == "records" else reference
        elif field.kind == "one_of":
            kind = {"enum": [str(word) for word in field.of]}
        else:
            kind = _KINDS[field.kind]
        properties[field.name] = {**kind, "description": field.about}
    required = [field.name for field in RECORDS[record] if field.required]
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def case_schema(pathway: Pathway) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a case of one pathway: every finding with its type, range and question.

    units: each number in the unit that its title names
    """
    vocabulary = pathway.vocabulary
    schema = json_schema("case", "A case of a legpain-graph pathway")
    expect = schema["$defs"]["expect"]["properties"]
    levels = list(reversed(pathway.urgency))
    for bound in ("floor", "ceiling"):
        about = expect.pop(bound)
        if levels:
            expect[bound] = {"enum": levels, "description": about["description"]}
    properties = {finding.name: _finding(finding) for finding in vocabulary.findings.values()}
    for word in vocabulary.derived.values():
        if word.recordable:
            properties[word.name] = {
                "type": "integer",
                "title": word.label,
                "description": "May be recorded instead of its items.",
            }
    closures = sorted({*vocabulary.findings, *vocabulary.groups, *vocabulary.sets})
    schema["properties"]["findings"] = {"type": "object", "properties": properties, "additionalProperties": False}
    for key in ("normal", "not_done"):
        schema["properties"][key] = {**schema["properties"][key], "items": {"enum": closures}}
    return _named("case", schema)


def _finding(finding: Finding) -> dict[str, Any]:
    match finding.type:
        case FindingType.BOOLEAN:
            kind: dict[str, Any] = {"type": "boolean"}
        case FindingType.CHOICE:
            kind = {"enum": list(finding.values)}
        case FindingType.NUMBER:
            number = "integer" if finding.integer else "number"
            kind = {"type": number, "minimum": float(finding.low), "maximum": float(finding.high)}
    if finding.optional:
        kind = {"anyOf": [kind, {"const": "not_done"}]}
    text = " ".join(part for part in (finding.question, finding.definition) if part)
    unit = f" ({finding.unit})" if finding.unit else ""
    return {"title": finding.label + unit, "description": text, **kind}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_TEXT: Final[dict[str, Any]] = {"type": "string"}
_TEXTS: Final = _list(_TEXT)
_FLAG: Final[dict[str, Any]] = {"type": "boolean"}
_URGENCY: Final[dict[str, Any]] = {"$ref": "#/$defs/urgency"}
_VALUE: Final = _object(
    label=_TEXT,
    value={"anyOf": [{"type": kind} for kind in ("boolean", "number", "string", "null")]},
    words=_TEXT,
    how=_TEXT,
)
_LINE: Final = _object(text=_TEXT, statements=_TEXTS)
_ACTION: Final = _object(
    node=_TEXT, title=_TEXT, do=_list(_LINE), do_not=_list(_LINE), tell=_list(_LINE), statements=_TEXTS, added=_FLAG
)
_EDGE: Final = _object(
    edge=_TEXT, to=_TEXT, label=_TEXT, guard=_TEXT, english=_TEXT, sure=_FLAG, because=_TEXTS, statements=_TEXTS
)
_STEP: Final = _object(
    step={"type": "integer"},
    node=_TEXT,
    kind={"enum": [kind.value for kind in NodeKind]},
    stage=_TEXT,
    title=_TEXT,
    by_either_answer=_FLAG,
    statements=_TEXTS,
    edges=_list(_EDGE),
)


def _outcome(ordered: bool) -> dict[str, Any]:
    soon = {"urgency": _URGENCY} if ordered else {}
    return _object(
        node=_TEXT,
        kind={"enum": ["refer", "stop"]},
        title=_TEXT,
        **soon,
        timeframe=_TEXT,
        destination=_TEXT,
        do=_list(_LINE),
        do_not=_list(_LINE),
        tell=_list(_LINE),
        review=_TEXT,
        safety_net=_list(_object(**soon, text=_TEXT, statements=_TEXTS)),
        statements=_TEXTS,
        added=_FLAG,
    )


def walk_schema(pathway: Pathway) -> dict[str, Any]:
    """The JSON Schema (2020-12) of `Walk.as_dict()`: a result carries an urgency only under `disposition`, null while it is open."""
    ordered = pathway.ordered
    level = {"anyOf": [_URGENCY, {"type": "null"}]}
    ask = _object(
        finding=_TEXT,
        label=_TEXT,
        question=_TEXT,
        node=_TEXT,
        **({"could_be": _URGENCY} if ordered else {}),
        leads_to=_list(_object(node=_TEXT, label=_TEXT)),
    )
    decides = {("decides_urgency" if ordered else "decides_endings"): _list(ask)}
    bounds = {"disposition": level, "at_least": _URGENCY, "at_most": _URGENCY}
    schema = _object(
        schema={"const": SCHEMA},
        pathway=_object(id=_TEXT, title=_TEXT, version=_TEXT, hash=_TEXT),
        disclaimer=_TEXT,
        case=_object(id=_TEXT, who=_TEXT),
        headline=_TEXT,
        **{("urgency" if ordered else "endings"): {"enum": ["settled", "open"]}},
        plan={"enum": ["complete", "open"]},
        **(bounds if ordered else {}),
        working_diagnoses=_list(_object(id=_TEXT, label=_TEXT)),
        outcomes=_list(_outcome(ordered)),
        actions=_list(_ACTION),
        path=_list(_STEP),
        pending=_object(**decides, decides_plan=_list(ask), remaining={"type": "integer", "minimum": 0}),
        possible=_TEXTS,
        ruled_out=_TEXTS,
        assumptions=_list(_object(closure=_TEXT, sentence=_TEXT, members=_TEXTS)),
        warnings=_TEXTS,
        unheeded=_TEXTS,
        not_used=_TEXTS,
        values={"type": "object", "additionalProperties": _VALUE},
    )
    until = {"until_known": level} if ordered else {}
    schema["properties"]["acting_now"] = _list(
        _object(node=_TEXT, title=_TEXT, because_not_known=_FLAG, asks=_TEXTS, **until)
    )
    schema["properties"]["acting_now_outcomes"] = _list(_outcome(ordered))
    if ordered:
        schema["$defs"] = {"urgency": {"enum": list(reversed(pathway.urgency))}}
    return _named("walk", {"title": "The walk of one case", **schema})


def _named(what: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with a name of its own, which says what it is of and changes with it: two pathways have two schemas of a case."""
    body = {key: value for key, value in schema.items() if key not in ("$schema", "$id")}
    digest = sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
    return {"$schema": _DRAFT, "$id": f"urn:legpain-graph:{what}:{digest}", **body}
