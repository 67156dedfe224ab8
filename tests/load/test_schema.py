"""The JSON Schema of the files: it takes what the loader takes and refuses what has the wrong form."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from legpain_graph.case.read import parse_case
from legpain_graph.errors import CaseError, Issue
from legpain_graph.load.schema import RECORDS, entry
from legpain_graph.load.tree import Scalar, read
from legpain_graph.report.json_schema import json_schema
from legpain_graph.resources import pathway_folder
from load import tiny
from load.test_records import SHAPES
from tiers import Some

FILES = sorted(pathway_folder().glob("*.yaml"))
CASES = sorted(pathway_folder().glob("cases/*.case.*"))
FORM = {"shape", "missing-key", "unknown-key"}


@pytest.fixture(scope="module")
def of_file() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema("file", "A file"))


@pytest.fixture(scope="module")
def of_case() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema("case", "A case"))


def parsed(text: str) -> tuple[Any, list[Issue]]:
    """The data in `text`, and the faults of its form as a pathway file."""
    issues: list[Issue] = []
    tree, faults = read(text, "a.yaml")
    assert tree is not None
    assert faults == []
    entry(tree, "file", issues)
    return tiny.plain(tree), issues


def told(validator: jsonschema.Draft202012Validator, data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


def test_the_schema_is_one() -> None:
    for record, fields in RECORDS.items():
        schema = json_schema(record, "Title")
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["title"] == "Title"
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert set(schema["properties"]) == {field.name for field in fields}
        assert set(schema.get("required", ())) == {field.name for field in fields if field.required}
        assert all(
            part["description"].endswith(".") or "->" in part["description"] for part in schema["properties"].values()
        )


def test_every_record_is_in_the_schema_of_what_holds_it() -> None:
    inside = set(json_schema("file", "A file")["$defs"]) | set(json_schema("case", "A case")["$defs"])
    assert inside == set(RECORDS) - {"file", "case"}


def test_the_leg_pain_files_are_valid(of_file: jsonschema.Draft202012Validator) -> None:
    for path in FILES:
        data, issues = parsed(path.read_text(encoding="utf-8"))
        assert issues == []
        assert told(of_file, data) == [], path.name


def test_every_worked_case_is_valid(some: Some, of_case: jsonschema.Draft202012Validator) -> None:
    for path in some(CASES):
        tree, issues = read(path.read_text(encoding="utf-8"), path.name)
        assert tree is not None
        assert issues == []
        assert told(of_case, tiny.plain(tree)) == [], path.name


def test_the_tiny_pathways_are_valid(of_file: jsonschema.Draft202012Validator) -> None:
    for changes in ((), tiny.RICH):
        assert told(of_file, parsed(tiny.text(*changes))[0]) == []


ONLY_THE_LOADER = {"a span that falls"}
"""What a JSON Schema has no words for."""


def test_what_has_the_wrong_form_is_not_valid(of_file: jsonschema.Draft202012Validator) -> None:
    valid = {name for name, path, value, *_ in SHAPES if not told(of_file, parsed(tiny.text((path, value)))[0])}
    assert valid == ONLY_THE_LOADER


VALUES = (
    None, True, 3, -3, 1.5, "x", "", "  ", "a-b", "a_b", "Two words", "a\n\tb é 😀", "a" * 64, "a" * 65, "a" * 4000, "a" * 4001, "a\x1bb", "a\x85b", "a\x7fb", "\ufffe",
    [], ["a"], ["a", "a"], ["a", "b\0"], ["a" * 65], ["a" * 4001], [1, 2], [1, 2, 3], [[]], {}, {"a": "b"}, {"a": "b\0"}, [{}],
)  # fmt: skip


def sample(record: str) -> dict[str, Any]:
    """A record with every field."""
    values = {
        "text": "words", "id": "an-id", "name": "a_name", "flag": True, "number": 1.5, "whole": 2, "value": "x", "guard": "a_name",
        "texts": ["a", "b"], "names": ["a_b"], "span": [1, 2], "values": {"a": 1}, "texts_by_name": {"a": ["b"]},
    }  # fmt: skip
    inner = {
        "record": lambda field: sample(str(field.of)),
        "records": lambda field: [sample(str(field.of))],
        "one_of": lambda field: str(field.of[0]),
    }
    return {
        field.name: inner[field.kind](field) if field.kind in inner else values[field.kind] for field in RECORDS[record]
    }


def form_faults(record: str, data: Any) -> list[str]:
    issues: list[Issue] = []
    tree, faults = read(json.dumps(data), "a.yaml")
    assert tree is not None
    assert faults == []
    entry(tree, record, issues)
    assert {issue.code for issue in issues} <= FORM
    return [issue.message for issue in issues]


@pytest.mark.parametrize("record", RECORDS)
def test_the_loader_and_the_schema_agree_on_every_field(record: str) -> None:
    """On what is required, on lengths, on blank texts, and on what cannot be printed."""
    validator = jsonschema.Draft202012Validator(json_schema(record, "Title"))
    whole = sample(record)
    assert form_faults(record, whole) == []
    assert told(validator, whole) == []
    least = {field.name: whole[field.name] for field in RECORDS[record] if field.required}
    for field in whole:
        without = {key: value for key, value in whole.items() if key != field}
        assert bool(told(validator, without)) is bool(form_faults(record, without)), field
        for value in VALUES:
            changed = {**least, field: value}
            if isinstance(value, bool | int | float) and not form_faults(record, changed):
                continue  # a bare number or truth in the place of a word: the loader takes it as written, an editor may mark it
            assert bool(told(validator, changed)) is bool(form_faults(record, changed)), (field, value)


CASE_FAULTS: list[dict[str, Any]] = [
    {"finding": {}},
    {"findings": []},
    {"findings": None},
    {"normal": "calm"},
    {"normal": ["calm", "calm"]},
    {"normal": [["calm"]]},
    {"not_done": {}},
    {"id": []},
    {"who": None},
    {"statements": "S1"},
    {"expect": []},
    {"expect": {"floor": []}},
    {"expect": {"ceiling": 3}},
    {"expect": {"settled": "yes"}},
    {"expect": {"reaches": "stop"}},
    {"expect": {"more": 1}},
]


def test_a_case_of_the_wrong_form_is_not_valid(of_case: jsonschema.Draft202012Validator) -> None:
    for data in CASE_FAULTS:
        assert told(of_case, data) != [], data
        with pytest.raises(CaseError):
            parse_case(json.dumps(data).encode(), "c.json")


@pytest.mark.parametrize("data", [
    {},
    {"findings": {"alarm": True, "age": 3, "index": 0.5, "scan": "negative"}},
    {"id": "a", "who": "b", "normal": ["calm"], "not_done": ["tests"], "statements": ["S1"]},
    {"expect": {"floor": "same_day", "ceiling": "emergency_999", "settled": False, "asks": ["age"], "never": [], "reaches": ["a-b"], "diagnoses": []}},
], ids=str)  # fmt: skip
def test_a_case_of_the_right_form_is_valid(data: dict[str, Any], of_case: jsonschema.Draft202012Validator) -> None:
    assert told(of_case, data) == []
    parse_case(json.dumps(data).encode(), "c.json")


def test_a_finding_is_one_value(of_case: jsonschema.Draft202012Validator) -> None:
    """What no finding of any pathway can be."""
    for value in (None, [], {}, [True], {"a": 1}):
        assert told(of_case, {"findings": {"alarm": value}}) != []


def test_values_are_scalars() -> None:
    tree, _ = read("a: 1\nb: 0.5\nc: [x, true]\nd:\n", "a.yaml")
    assert tree is not None
    assert not isinstance(tree, Scalar)
    assert tiny.plain(tree) == {"a": 1, "b": 0.5, "c": ["x", True], "d": None}
