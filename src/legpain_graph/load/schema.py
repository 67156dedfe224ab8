"""What each kind of entry of a pathway file looks like: one table, read by the loader and by the JSON Schema alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from legpain_graph.errors import Issue, Place, did_you_mean
from legpain_graph.load.characters import forbidden
from legpain_graph.load.numbers import POINT, number_hint
from legpain_graph.load.tree import Mapping, Scalar, Sequence, Tree
from legpain_graph.model.pathway import MEASURES, NodeKind
from legpain_graph.model.urgency import COLOURS
from legpain_graph.model.vocabulary import FindingType

R = TypeVar("R")

MAX_TEXT: Final = 4_000
KEBAB: Final = r"[a-z0-9]+(-[a-z0-9]+)*"
SNAKE: Final = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
SEVERITIES: Final = ("catastrophic", "major", "considerable", "significant", "minor")
LIKELIHOODS: Final = ("very high", "high", "medium", "low", "very low")
"""The words of DCB0129 for how bad and how likely, the worst first."""


class Field(NamedTuple):
    """One key of a record.

    kind: text, id (kebab-case), name (snake_case), flag, number, whole, value, guard, texts, names, span (two numbers), one_of,
    record, records, texts_by_name; `of` is the record's name, or the words of one_of.
    """

    name: str
    kind: str
    about: str
    required: bool = False
    of: str | tuple[str, ...] = ""


def _field(name: str, kind: str, about: str, *, required: bool = False, of: str | tuple[str, ...] = "") -> Field:
    return Field(name, kind, about, required, of)


_CITES = _field("statements", "texts", "Ids of the statements and decisions that say so.")

RECORDS: Final[MappingType[str, tuple[Field, ...]]] = {
    "file": (
        _field("pathway", "record", "What the pathway is; once.", of="pathway"),
        _field(
            "urgencies",
            "records",
            "How soon, the most urgent first; without it, seven of care in England.",
            of="urgency",
        ),
        _field("stages", "records", "The panels of the flowchart, in order.", of="stage"),
        _field("overview", "records", "The boxes of the chart on one screen, in order.", of="overview_box"),
        _field("diagnoses", "records", "Working diagnoses.", of="diagnosis"),
        _field("safety_nets", "records", "Named lists of what a patient comes back for.", of="safety_net"),
        _field("guidelines", "records", "What the statements cite.", of="guideline"),
        _field("statements", "records", "The source, sentence by sentence, in our own words.", of="statement"),
        _field(
            "decisions",
            "records",
            "What was settled where the source is wrong, simplifying, ambiguous or silent.",
            of="decision",
        ),
        _field("findings", "records", "What can be recorded about a patient.", of="finding"),
        _field("derived", "records", "What is computed from findings.", of="derived"),
        _field("constants", "records", "Named numbers, each with its source.", of="constant"),
        _field("constraints", "records", "True of every patient by definition.", of="constraint"),
        _field("warnings", "records", "Improbable, not impossible: printed only.", of="warning"),
        _field("groups", "records", "Sentences that a clinician would sign, and what they close.", of="group"),
        _field("sets", "records", "Several groups by one name.", of="set"),
        _field("nodes", "records", "The steps, each with its edges.", of="node"),
        _field("node_sets", "records", "Nodes that safety rules speak of together.", of="node_set"),
        _field("hazards", "records", "What could harm a patient.", of="hazard"),
        _field("waivers", "records", "What an audit does not ask cases for, each with its reason.", of="waiver"),
        _field("rules", "records", "What controls a hazard, and is proven.", of="rule"),
    ),
    "pathway": (
        _field("id", "id", "The pathway's id.", required=True),
        _field("title", "text", "Its title.", required=True),
        _field("version", "text", "Its version.", required=True),
        _field("disclaimer", "text", "Printed with every result.", required=True),
        _field("leaflet", "text", "The title of what a patient takes home; else that of the pathway."),
        _field(
            "endings",
            "one_of",
            "Where refers and stops have no order of how soon: they are treatments, and none has an urgency.",
            of=("urgencies", "treatments"),
        ),
    ),
    "urgency": (
        _field("id", "name", "The name that nodes give.", required=True),
        _field("words", "text", "As people read it.", required=True),
        _field("headline", "text", "As the first line says it; else its words in capitals."),
        _field("could_be", "text", "As the first line says it after 'could still be'; else its headline."),
        _field("short", "text", "Before a list; else its words."),
        _field("drawn", "text", "In a picture; else as before a list."),
        _field("colour", "one_of", "What it is drawn as; else by its place.", of=COLOURS),
        _field("stops_questions", "flag", "Nothing more is asked, and only the stop is told: an emergency."),
        _field("alarm", "flag", "A refer or stop this urgent is an alarm, to measures of how much the rules notice."),
        _field("seen", "flag", "A clinician sees the patient, who is told of every alarming value."),
        _field("nothing_urgent", "text", "What a settled walk adds that ends no more urgently."),
        _field("expected", "flag", "A safety-net says under it what to expect, not what to come back for."),
        _field("leaflet", "text", "The heading of what a patient comes back for this soon."),
        _field("held", "text", "What a patient is told of what is held so urgent until it is known."),
    ),
    "stage": (
        _field("id", "id", "The stage's id.", required=True),
        _field("title", "text", "The title of its panel.", required=True),
        _field("step", "whole", "The step of the source that it encodes."),
    ),
    "overview_box": (
        _field("title", "text", "Its title.", required=True),
        _field("row", "whole", "Its row, from the top; boxes of one row stand side by side.", required=True),
        _field("kind", "one_of", "Whose colour it has.", of=tuple(NodeKind)),
        _field("step", "whole", "The step of the source; a box without stages and `shows` stands for its nodes."),
        _field("stages", "texts", "Ids of the stages that it leads to."),
        _field("shows", "one_of", "It names what the path meets of this kind.", of=tuple(NodeKind)),
    ),
    "diagnosis": (
        _field("id", "name", "The working diagnosis.", required=True),
        _field("label", "text", "As it reads in a sentence.", required=True),
    ),
    "safety_net": (
        _field("id", "id", "The name that a node gives.", required=True),
        _field("lines", "records", "What to come back for.", required=True, of="safety_net_line"),
    ),
    "safety_net_line": (
        _field("urgency", "name", "How soon: the id of a level."),
        _field("text", "text", "In the patient's words.", required=True),
        _field("when", "guard", "Whom it is about: left out where this is surely false."),
        _field("sure", "flag", "Left out too while that is unknown: what reassures, or says that something is so."),
        _CITES,
    ),
    "guideline": (
        _field("id", "text", "As statements cite it.", required=True),
        _field("title", "text", "Its title.", required=True),
    ),
    "statement": (
        _field("id", "text", "Its number.", required=True),
        _field("text", "text", "What the source says, in our own words.", required=True),
        _field("lines", "span", "First and last line in the source."),
        _field("heading", "text", "The sub-heading of the source that begins with it."),
        _field("guideline", "text", "The guideline that it names."),
        _field("not_encoded", "text", "Why nothing encodes it: a reason given, scope, layout."),
    ),
    "decision": (
        _field("id", "text", "Its id.", required=True),
        _field(
            "kind", "one_of", "Why it was needed.", required=True, of=("error", "simplified", "ambiguous", "silent")
        ),
        _field("text", "text", "What was decided.", required=True),
    ),
    "finding": (
        _field("name", "name", "The name that guards use.", required=True),
        _field("type", "one_of", "What can be recorded.", required=True, of=tuple(FindingType)),
        _field("label", "text", "A clinician's words.", required=True),
        _field("question", "text", "A question that a patient could answer."),
        _field("definition", "text", "What exactly is meant."),
        _field("unit", "text", "Of a number."),
        _field("range", "span", "The plausible range of a number; what lies outside is refused."),
        _field("integer", "flag", "Whole numbers only."),
        _field("values", "texts", "Of a choice."),
        _field(
            "order", "flag", "The values of a choice go from the least to the most: guards can say < and >= of them."
        ),
        _field("optional", "flag", "May be recorded not_done."),
        _field("normal", "value", "What closing its group records; of a boolean, false."),
        _field("section", "text", "Where it belongs in a consultation; 'investigation' makes it a result."),
        _field(
            "brought",
            "flag",
            "false: a result that is made here after it is ordered, and that no patient brings along.",
        ),
        _field("applies_when", "guard", "Where this is surely false, every test on the finding is false."),
        _field("record_only", "flag", "No guard reads it."),
        _field("alarming", "texts", "Values that somebody has to heed; of a number relations, as '< 0.5'."),
        _field("heeded_by", "records", "What deals with them where no edge is taken because of them.", of="heeded_by"),
        _field("presentation", "flag", "What a patient presents with: asked first, on one screen."),
        _field("synonyms", "texts", "What people call it: lay words, clinicians' words, abbreviations."),
        _field("value_synonyms", "texts_by_name", "What people call a value of a choice."),
        _field("origin", "one_of", "'added' where the source does not name it.", of=("source", "added")),
        _CITES,
    ),
    "heeded_by": (
        _field("nodes", "texts", "Ids of nodes: one of them is reached."),
        _field("when", "guard", "Or a guard that is true."),
        _field("why", "text", "Why that is enough."),
        _CITES,
    ),
    "derived": (
        _field("name", "name", "The name that guards use.", required=True),
        _field("label", "text", "A clinician's words."),
        _field("formula", "guard", "A truth, a score, or a number: + - * / ** min max mean.", required=True),
        _field("unit", "text", "Of a number: what it is computed in."),
        _field("recordable", "flag", "May be recorded directly: a score."),
        _field("for_rules", "flag", "Read by safety rules and displays only."),
        _field("definition", "text", "Why it is so."),
        _CITES,
    ),
    "constant": (
        _field("name", "name", "The name that guards use.", required=True),
        _field("value", "number", "Its value.", required=True),
        _field("unit", "text", "Its unit."),
        _field("source", "text", "Where it comes from.", required=True),
    ),
    "constraint": (
        _field("id", "text", "Its id.", required=True),
        _field("rule", "guard", "test -> test", required=True),
        _field("why", "text", "By what definition.", required=True),
    ),
    "warning": (
        _field("id", "text", "Its id.", required=True),
        _field("when", "guard", "When it is printed.", required=True),
        _field("message", "text", "What is printed.", required=True),
    ),
    "group": (
        _field("name", "name", "The name that closures use.", required=True),
        _field("sentence", "text", "What a clinician signs by closing it.", required=True),
        _field("closed_by", "texts", "normal, not_done or both."),
        _field("members", "names", "The findings that it closes.", required=True),
        _field("synonyms", "texts", "What people call it."),
    ),
    "set": (
        _field("name", "name", "The name that closures use.", required=True),
        _field("groups", "names", "Its groups.", required=True),
    ),
    "node": (
        _field("id", "id", "The node's id: kebab-case, at most 64 characters.", required=True),
        _field("kind", "one_of", "What kind of step it is.", required=True, of=tuple(NodeKind)),
        _field("stage", "id", "Its panel.", required=True),
        _field("title", "text", "Its title.", required=True),
        _field("text", "text", "One or two lines in its box."),
        _field("choose", "one_of", "Every edge that holds, or the first.", of=("all", "first")),
        _field("urgency", "name", "Of a refer or stop: the id of a level."),
        _field("until", "guard", "Of a refer: where this is surely true it is over, and the walk passes it by."),
        _field("timeframe", "text", "How soon, in words."),
        _field("destination", "text", "To whom."),
        _field("diagnosis", "name", "The working diagnosis that it stands for."),
        _field("orders", "names", "The results that an investigation orders."),
        _field("do", "records", "The plan, or first aid.", of="line"),
        _field("do_not", "records", "What not to do.", of="line"),
        _field("tell", "records", "What the patient is told, in plain words.", of="line"),
        _field("review", "text", "When to see the patient again."),
        _field("safety_net", "id", "The list that the patient is told."),
        _field("reviews", "texts", "Earlier nodes to come back to: drawn, never walked."),
        _field("tags", "texts", "What safety rules speak of."),
        _CITES,
        _field("edges", "records", "The ways on.", of="edge"),
    ),
    "node_set": (
        _field("name", "text", "The name that rules use.", required=True),
        _field("nodes", "texts", "Ids of nodes."),
        _field("tags", "texts", "All nodes with one of these tags."),
        _field("urgencies", "texts", "All refers and stops of one of these urgencies."),
        _field("diagnoses", "texts", "All nodes of one of these working diagnoses."),
        _field("sets", "texts", "All nodes of these sets."),
        _field("without", "texts", "But not these nodes."),
        _field("treatment", "flag", "They treat: who is sent there without need is harmed."),
    ),
    "hazard": (
        _field("id", "text", "Its id.", required=True),
        _field("title", "text", "The hazard.", required=True),
        _field("cause", "text", "How it could come about.", required=True),
        _field("effect", "text", "What it would do to the patient.", required=True),
        _field("severity", "one_of", "Of the effect.", required=True, of=SEVERITIES),
        _field("likelihood", "one_of", "Before the controls.", of=LIKELIHOODS),
        _field("residual_likelihood", "one_of", "With the controls.", of=LIKELIHOODS),
        _field("residual", "text", "The risk that is left."),
        _CITES,
    ),
    "rule": (
        _field("id", "text", "Its id.", required=True),
        _field("hazard", "text", "The hazard that it controls.", required=True),
        _field("title", "text", "The rule in a sentence.", required=True),
        _field("claims", "texts", "sure(a) -> reaches(stop_b); each holds of every patient."),
        _field(
            "patients", "one_of", "Of whom: every partial patient, or complete ones only.", of=("partial", "complete")
        ),
        _field("check", "text", "Or a check of the graph itself."),
        _field("nodes", "texts", "Sets or ids of nodes that the check looks at."),
        _field("tags", "texts", "Tags that it asks for or forbids."),
        _field("note", "text", "For authors."),
        _CITES,
    ),
    "waiver": (
        _field(
            "measure",
            "text",
            f"{', '.join(MEASURES)}.",
            required=True,
        ),
        _field("items", "texts", "Their ids, as the audit gives them.", required=True),
        _field("reason", "text", "Why no case need cover them.", required=True),
        _CITES,
    ),
    "line": (
        _field("text", "text", "What to do.", required=True),
        _field("when", "guard", "Whom it is about: left out where this is surely false."),
        _field("sure", "flag", "Left out too while that is unknown: what reassures, or says that something is so."),
        _CITES,
    ),
    "edge": (
        _field("to", "id", "The next node.", required=True),
        _field("when", "guard", "A guard, or otherwise, not_done, unknown; none = always."),
        _field("label", "text", "What a person would call it."),
        _field("id", "text", "Its id, where the one made from both ends would not do."),
        _CITES,
        _field("note", "text", "For authors."),
    ),
    "case": (
        _field("id", "text", "The case's id."),
        _field("who", "text", "The patient in one sentence."),
        _field("findings", "values", "What is recorded, by finding."),
        _field("normal", "texts", "Findings, groups and sets closed as normal."),
        _field("not_done", "texts", "Findings, groups and sets for which no result exists."),
        _field("expect", "record", "What a clinician expects.", of="expect"),
        _CITES,
    ),
    "expect": (
        _field("floor", "name", "The least urgent that it can still be."),
        _field("ceiling", "name", "The most urgent that it can still be."),
        _field("settled", "flag", "Whether floor and ceiling are the same."),
        _field("diagnoses", "texts", "Working diagnoses reached, at least these."),
        _field("reaches", "texts", "Nodes surely reached, at least these."),
        _field("possible", "texts", "Nodes still possible: neither surely reached nor ruled out."),
        _field("never", "texts", "Nodes ruled out."),
        _field("asks", "texts", "Findings among those asked for."),
    ),
}


class Entry(dict[str, Any]):
    """The fields of one record that were well formed; `place` of the record, `places` of each key and `trees` of each value."""

    place: Place
    places: dict[str, Place]
    trees: dict[str, Tree]

    def at(self, field: str) -> Place:
        return self.places.get(field, self.place)

    def made(self, kind: Callable[..., R], /, **said: Any) -> R:
        """The record of `kind` that the entry stands for: its fields by their names, except what is `said`."""
        given = {
            name: self.place if name == "place" else self[name]
            for name in _names(kind)
            if name in self or name == "place"
        }
        return kind(**{**given, **said})


def declared(file: Entry, kind: str) -> Iterator[str]:
    """The ids and names that a list of a file gives, also of records that are at fault."""
    listed = file.trees.get(kind)
    for item in listed.items if isinstance(listed, Sequence) else ():
        for key in ("id", "name"):
            if isinstance(item, Mapping) and isinstance(said := item.entries.get(key), Scalar):
                yield said.text


@lru_cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


def entry(tree: Tree, record: str, issues: list[Issue]) -> Entry | None:
    """The record in `tree`, with every fault of its form added to `issues`."""
    if not isinstance(tree, Mapping):
        issues.append(Issue("shape", f"expected a {record} with 'key: value' entries", tree.place))
        return None
    fields = {field.name: field for field in RECORDS[record]}
    found = Entry()
    found.place, found.places, found.trees = tree.place, tree.keys, tree.entries
    for key, value in tree.entries.items():
        if key not in fields:
            hint = did_you_mean(key, fields) or f"known: {', '.join(fields)}"
            if isinstance(value, Scalar) and not value.raw and value.value is None:  # {text: Come back, or ring, ...}
                hint = f'a text with a comma stands in quotes: "..., {key}"'
            issues.append(Issue("unknown-key", f"a {record} has no {key!r}", tree.keys[key], hint))
            continue
        read = _read(fields[key], value, issues, key)
        if read is not None:
            found[key] = read
    missing = [name for name, field in fields.items() if field.required and name not in tree.entries]
    if missing:
        issues.append(Issue("missing-key", f"this {record} lacks {', '.join(missing)}", tree.place))
    return found if all(name in found for name, field in fields.items() if field.required) else None


def _read(field: Field, tree: Tree, issues: list[Issue], key: str) -> Any:
    """The value of one field, or None with the fault noted."""

    def fault(message: str, hint: str = "", place: Place = tree.place) -> None:
        issues.append(Issue("shape", f"{key}: {message}", place, hint))

    if field.kind == "record":
        return entry(tree, str(field.of), issues)
    if field.kind == "records":
        if not isinstance(tree, Sequence):
            return fault("expected a list", "each entry starts with '- '")
        return [found for item in tree.items if (found := entry(item, str(field.of), issues)) is not None]
    if field.kind == "values":
        if not isinstance(tree, Mapping):
            return fault("expected 'finding: value' entries")
        for item in tree.entries.values():
            if isinstance(item, Scalar) and item.value is not None:
                _read(Field("", "value", ""), item, issues, key)
        return tree
    if field.kind == "texts_by_name":
        if not isinstance(tree, Mapping):
            return fault("expected 'value: [words]' entries")
        lists = {name: _read(Field("", "texts", ""), item, issues, key) for name, item in tree.entries.items()}
        return None if None in lists.values() else lists
    if field.kind in ("texts", "names", "span"):
        if not isinstance(tree, Sequence):
            return fault("expected a list", "write [a, b]")
        kind = "number" if field.kind == "span" else "name" if field.kind == "names" else "text"
        items = [_read(Field("", kind, ""), item, issues, key) for item in tree.items]
        if any(item is None for item in items):
            return None
        if field.kind == "span" and (len(items) != 2 or items[0] > items[1]):
            return fault("expected [lowest, highest]", POINT if len(items) > 2 else "")
        if field.kind != "span" and len(set(items)) != len(items):
            return fault("the same word twice")
        return tuple(items)
    if not isinstance(tree, Scalar):
        return fault("expected a single value")
    return _scalar(field, tree, fault)


def _scalar(field: Field, tree: Scalar, fault: Any) -> Any:
    value = tree.value
    if value is None:
        return fault("is empty")
    if found := forbidden(tree.text):
        return fault(found[0], "take it out")
    match field.kind:
        case "value":
            return value
        case "flag":
            return value if isinstance(value, bool) else fault(f"expected true or false, not {tree.text[:40]!r}")
        case "number":
            if isinstance(value, Decimal):
                return value
            return fault(f"expected a number, not {tree.text[:40]!r}", number_hint(tree.text))
        case "whole":
            whole = isinstance(value, Decimal) and value == value.to_integral_value()
            return int(value) if whole else fault(f"expected a whole number, not {tree.text[:40]!r}")
        case "one_of":
            if tree.text in field.of:
                return tree.text
            return fault(f"{tree.text[:40]!r} is none of {', '.join(field.of)}", did_you_mean(tree.text, field.of))
        case "id":
            if len(tree.text) > 64 or not re.fullmatch(KEBAB, tree.text):
                return fault(
                    f"{tree.text[:80]!r} is not an id", "kebab-case: small letters, figures and '-', at most 64"
                )
            return tree.text
        case "name":
            if len(tree.text) > 64 or not re.fullmatch(SNAKE, tree.text):
                return fault(
                    f"{tree.text[:80]!r} is not a name", "snake_case: small letters, figures and '_', at most 64"
                )
            return tree.text
        case "guard":
            return tree.text.strip() or fault("is empty")
        case _:
            if len(tree.text) > MAX_TEXT:
                return fault(f"{len(tree.text)} characters; at most {MAX_TEXT}")
            return tree.text.strip()
