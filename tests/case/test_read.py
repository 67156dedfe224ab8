"""A case file, JSON or YAML -> Case; every fault of it at its place, however bad the file."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from legpain_graph import Case, CaseError, Walker, load_pathway
from legpain_graph.case.read import MAX_BYTES, CaseFile, parse_case, read_case_file, with_closures
from legpain_graph.errors import Issue
from legpain_graph.load.characters import forbidden
from load import tiny
from work import calls

MARK = b"\xef\xbb\xbf"
"""A byte order mark: with it, JSON too is read as a tree, which knows the places."""


@pytest.fixture(scope="module")
def walker(tmp_path_factory: pytest.TempPathFactory) -> Walker:
    """Walks a pathway with a finding of each kind, two groups, a set, a score and a definition."""
    folder = tmp_path_factory.mktemp("words")
    text = tiny.text(
        ("findings.+", tiny.boolean("other")),
        ("findings.+", {"name": "age", "type": "number", "integer": True, "unit": "years", "range": [0, 120], "label": "Age"}),
        ("findings.+", {"name": "index", "type": "number", "unit": "ratio", "range": [0, 2.5], "label": "Index", "optional": True, "section": "investigation"}),
        ("findings.+", {"name": "pulse", "type": "choice", "values": ["palpable", "absent"], "label": "Pulse", "normal": "palpable"}),
        ("findings.+", tiny.boolean("cause_unknown")),
        ("derived", [
            {"name": "points", "formula": "count(alarm, other) + 2 * count(pulse == absent)", "recordable": True},
            {"name": "loud", "formula": "alarm or other", "for_rules": True},
        ]),
        ("constraints", [{"id": "C1", "rule": "age < 1 -> other", "why": "by definition"}]),
        ("groups", [
            {"name": "calm", "sentence": "No alarm", "members": ["alarm", "other"]},
            {"name": "pulses", "sentence": "Pulses palpable", "members": ["pulse"]},
            {"name": "tests", "sentence": "No test done", "closed_by": ["not_done"], "members": ["scan", "index"]},
        ]),
        ("sets", [{"name": "well", "groups": ["calm", "pulses"]}]),
        ("warnings", [{"id": "W1", "when": "index < 0.5 and points > 1 and cause_unknown", "message": "Odd"}]),
    )  # fmt: skip
    (folder / "a.yaml").write_text(text)
    return Walker(load_pathway(folder))


def case(data: str | bytes) -> Case:
    return parse_case(data.encode() if isinstance(data, str) else data, "c.json").case


def faults(data: str | bytes, walker: Walker | None = None) -> list[tuple[int, int, str]]:
    """Line, column and message of each fault, of its form or of what it says."""
    data = data.encode() if isinstance(data, str) else data
    try:
        source = parse_case(data, "c.json")
    except CaseError as error:
        found = error
    else:
        assert walker is not None
        with pytest.raises(CaseError) as caught:
            walker.walk(source.case)
        found = source.placed(caught.value)
    assert {issue.place.file for issue in found.issues} == {"c.json"}
    assert found.issues == sorted(found.issues, key=lambda issue: (issue.place, issue.message))
    return [(issue.place.line, issue.place.column, f"{issue.message}\n  hint: {issue.hint}") for issue in found.issues]


# --- Sound cases ---

SOUND = Case(
    {"alarm": True, "age": Decimal(58), "index": Decimal("0.82"), "pulse": "absent"},
    ("calm",),
    ("tests", "scan"),
    "p1",
    "A woman of 58.",
)


@pytest.mark.parametrize("text", [
    '{"id": "p1", "who": "A woman of 58.", "findings": {"alarm": true, "age": 58, "index": 0.82, "pulse": "absent"}, "normal": ["calm"], "not_done": ["tests", "scan"]}',
    'id: p1\nwho: A woman of 58.\nfindings: {alarm: true, age: 58, index: 0.82, pulse: absent}\nnormal: [calm]\nnot_done: [tests, scan]\n',
    'not_done:\n  - tests\n  - scan\nnormal:\n  - calm\nfindings:\n  pulse: absent\n  index: 0.82\n  age: 58\n  alarm: true\nwho: >-\n  A woman\n  of 58.\nid: p1\n',
    '\n {"id" : "p1" ,"who":"A woman of 58.",\t"findings":{"alarm":true,"age":5.8e1,"index":82e-2,"pulse":"\\u0061bsent"},"normal":["calm"],\r\n"not_done":["tests","scan"]}\n',
], ids=["JSON", "YAML in lines", "YAML in blocks", "odd JSON"])  # fmt: skip
@pytest.mark.parametrize("mark", [b"", MARK], ids=["plain", "marked"])
def test_a_case_reads_the_same_however_it_is_written(text: str, mark: bytes) -> None:
    assert case(mark + text.encode()) == SOUND


def test_a_case_may_say_little() -> None:
    for text in ("{}", '{"findings": {}}', "findings: {}", "normal: []", '{"normal": [], "not_done": []}'):
        assert case(text) == Case()


def test_what_a_clinician_expects_is_kept() -> None:
    for text in (
        '{"id": "x", "expect": {"floor": "same_day", "settled": false, "asks": ["age"]}, "statements": ["S1", "S2"]}',
        "id: x\nexpect: {floor: same_day, settled: false, asks: [age]}\nstatements: [S1, S2]\n",
    ):
        source = parse_case(text.encode(), "c.yaml")
        assert source.expect == {"floor": "same_day", "settled": False, "asks": ("age",)}
        assert (source.case.id, source.statements, source.file) == ("x", ("S1", "S2"), "c.yaml")


def test_words_of_yaml_1_1_are_words() -> None:
    assert case("findings: {a: no, b: on, c: yes, d: 12:30, e: 012, f: .nan}").findings == {
        "a": "no", "b": "on", "c": "yes", "d": "12:30", "e": "012", "f": ".nan",
    }  # fmt: skip


def test_closures_of_the_command_line_are_added_once() -> None:
    source = parse_case(b'{"normal": ["calm"], "not_done": ["scan"]}', "c.json")
    more = with_closures(source, ("pulses", "calm"), ("tests",))
    assert (more.case.normal, more.case.not_done) == (("calm", "pulses"), ("scan", "tests"))
    assert source.case.normal == ("calm",)


# --- Two ways to read JSON, one meaning ---

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp"), max_codepoint=0xFFFF)
TEXTS = st.text(LETTERS.filter(lambda char: forbidden(char) is None), max_size=20).map(str.strip)
NAMES = st.one_of(
    st.sampled_from(["alarm", "age", "index", "pulse", "scan", "calm", "a.b", "true", "12", "", "~", "<<"]), TEXTS
)
NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,12})(\.[0-9]{1,8})?([eE][+-]?[0-9]{1,2})?", fullmatch=True)
SCALARS = st.one_of(
    st.booleans().map(json.dumps),
    NUMBERS,
    TEXTS.map(json.dumps),
    st.sampled_from(['"no"', '"true"', '"1"', '"null"', '""']),
)
LISTS = st.lists(NAMES, max_size=4, unique=True)


@st.composite
def json_cases(draw: st.DrawFn) -> str:
    """A sound JSON case, its keys in any order, with any white space and any spelling of letters."""
    ascii_only = draw(st.booleans())
    gap = draw(st.sampled_from(["", " ", "\n", "\n\t", "\r\n  "]))

    def word(text: str) -> str:
        return json.dumps(text, ensure_ascii=ascii_only)

    def listed(items: list[str]) -> str:
        return f"[{gap}{f',{gap}'.join(map(word, items))}]"

    findings = draw(st.dictionaries(NAMES, SCALARS, max_size=5))
    entries = {
        "findings": "{" + f",{gap}".join(f"{word(name)}:{gap}{value}" for name, value in findings.items()) + "}",
        "normal": listed(draw(LISTS)),
        "not_done": listed(draw(LISTS)),
        "statements": listed(draw(LISTS)),
        "id": word(draw(TEXTS)),
        "who": word(draw(TEXTS)),
    }
    keys = draw(st.permutations(sorted(entries)))[: draw(st.integers(0, 6))]
    return "\n{" + f",{gap}".join(f'"{key}":{gap}{entries[key]}' for key in keys) + gap + "}\n"


@given(json_cases())
@example('{"findings": {"a": -0, "b": 0.10, "c": 1E2, "d": "é\\/\\"\\\\\\n", "e": "\\u00a0x"}}')
def test_both_ways_to_read_json_give_the_same(text: str) -> None:
    data = text.encode()
    assert parse_case(data, "c.json") == parse_case(MARK + data, "c.json")


DIFFER = [
    ("spaces around a closure", '{"normal": [" calm "]}'),
    ("spaces around a text", '{"who": " A man. "}'),
    ("a large number", '{"findings": {"age": 1e100}}'),
    ("two halves of a character", '{"who": "\\ud83d\\ude00"}'),
    ("a wide character", '{"who": "😀"}'),
    ("a long finding", '{"findings": {"' + "a" * 200 + '": "' + "b" * 2000 + '"}}'),
    ("a tab before it", '\t{"who": "a"}'),
    ("a tab after it", '{"who": "a"}\n\t'),
    ("a text of two lines", '{"who": "a\\n  b "}'),
    ("a hard space", '{"who": "\u00a0a\u00a0b"}'),
]


@pytest.mark.parametrize(("name", "text"), DIFFER, ids=[row[0] for row in DIFFER])
def test_both_ways_to_read_odd_json_give_the_same(name: str, text: str) -> None:
    assert parse_case(text.encode(), "c.json") == parse_case(MARK + text.encode(), "c.json"), name


UNPRINTABLE = {
    "a control character": '{"who": "a\\u0000b"}',
    "an escape to the terminal": '{"who": "\\u001b[2J"}',
    "half a character": '{"who": "\\ud83d"}',
    "half a character in a name": '{"id": "\\udc00"}',
    "a control character in a closure": '{"normal": ["a\\u0007"]}',
    "a control character in a value": '{"findings": {"scan": "\\u001b[2J"}}',
    "half a character in a value": '{"findings": {"a": true, "scan": "\\ud800"}}',
    "a next line": '{"who": "a\x85b"}',
    "a next line that is escaped": '{"who": "a\\u0085b"}',
    "a carriage return": '{"who": "a\\rb"}',
    "no character": '{"who": "a\\ufffe"}',
    "a long closure": '{"normal": ["' + "a" * 5000 + '"]}',
    "a long finding": '{"findings": {"' + "a" * 201 + '": true}}',
}


@pytest.mark.parametrize("name", UNPRINTABLE)
def test_what_cannot_be_printed_is_refused(name: str) -> None:
    (found,) = faults(UNPRINTABLE[name])
    assert [found] == faults(MARK + UNPRINTABLE[name].encode())
    assert found[0] == 1
    assert found[1] > 1
    assert found[2].isascii()
    assert len(found[2]) < 200


# --- Faults of form: JSON and YAML, whatever is wrong, it has a place ---

FORM: list[tuple[str, str | bytes, tuple[int, int], str]] = [
    ("a key twice", '{"findings": {},\n "findings": {}}', (2, 2), "'findings' is written twice; first on line 1"),
    ("a finding twice", '{"findings": {"alarm": true,\n  "alarm": false}}', (2, 3), "'alarm' is written twice; first on line 1"),
    ("a finding twice in YAML", "findings:\n  alarm: true\n  alarm: true\n", (3, 3), "'alarm' is written twice; first on line 2"),
    ("a closure twice", '{"normal":\n ["calm", "calm"]}', (2, 2), "normal: the same word twice"),
    ("an unknown key", '{"finding": {}}', (1, 2), "a case has no 'finding'\n  hint: did you mean 'findings'?"),
    ("an unknown key in YAML", "who: x\nnotes: y\n", (2, 1), "a case has no 'notes'"),
    ("an unknown expectation", "expect:\n  flor: same_day\n", (2, 3), "has no 'flor'\n  hint: did you mean 'floor'?"),
    ("findings in a list", '{"findings": ["alarm"]}', (1, 14), "findings: expected 'finding: value' entries"),
    ("findings in a word", '{"findings": "alarm"}', (1, 14), "findings: expected 'finding: value' entries"),
    ("no findings", '{"findings": null}', (1, 14), "findings: expected 'finding: value' entries"),
    ("closures in a record", '{"normal": {"calm": true}}', (1, 12), "normal: expected a list\n  hint: write [a, b]"),
    ("closures in a word", '{"not_done": "tests"}', (1, 14), "not_done: expected a list"),
    ("a closure that is a list", '{"normal": ["calm", ["tests"]]}', (1, 21), "normal: expected a single value"),
    ("a closure that is nothing", '{"normal": [null]}', (1, 13), "normal: is empty"),
    ("an id that is a list", '{"id": []}', (1, 8), "id: expected a single value"),
    ("a who that is a record", '{"who": {}}', (1, 9), "who: expected a single value"),
    ("a who that is nothing", '{"who": null}', (1, 9), "who: is empty"),
    ("a long who", '{"who": "' + "x" * 4001 + '"}', (1, 9), "who: 4001 characters; at most 4000"),
    ("statements in a word", '{"statements": "S1"}', (1, 16), "statements: expected a list"),
    ("expectations in a list", '{"expect": []}', (1, 12), "with 'key: value' entries"),
    ("settled is a word", "expect: {settled: yes}", (1, 19), "settled: expected true or false, not 'yes'"),
    ("a list", "[1]", (1, 1), "expected a case with 'key: value' entries"),
    ("a word", '"alarm"', (1, 1), "expected a case with 'key: value' entries"),
    ("a number", "5", (1, 1), "expected a case with 'key: value' entries"),
    ("null", "null", (1, 1), "expected a case with 'key: value' entries"),
    ("nothing", "", (0, 0), 'an empty file\n  hint: a case is {"findings": {...}}'),
    ("white space", " \n\n", (0, 0), "an empty file"),
    ("a mark only", MARK, (0, 0), "an empty file"),
    ("something after", '{"findings": {}}\nxyz', (2, 1), "not JSON: Extra data"),
    ("two cases", '{"findings": {}}{}', (1, 17), "not JSON: Extra data"),
    ("no end", '{"findings": {"alarm": true}', (1, 29), "not JSON: Expecting ',' delimiter"),
    ("no end of a text", '{"who": "a\n', (1, 11), "not JSON: "),
    ("not UTF-8", b'{"who": "\xff"}', (1, 10), "not UTF-8 text\n  hint: save the file as UTF-8"),
    ("not UTF-8, later", b'{\n"who": "caf\xe9"}', (2, 12), "not UTF-8 text"),
    ("UTF-16", '{"who": "a"}'.encode("utf-16"), (1, 1), "not UTF-8 text"),
    ("NUL", b'{"who": "\x00"}', (1, 10), "contains the control character U+0000"),
    ("NUL in YAML", b"who: a\nid: b\x00c\n", (2, 6), "control character"),
    ("two megabytes", b'{"who": "' + b"a" * 2_000_000 + b'"}', (0, 0), f"more than {MAX_BYTES} bytes"),
    ("an alias", "findings: {alarm: true}\nexpect: *a\n", (2, 9), "aliases (*name) are not read"),
    ("an anchor", "findings: &a {alarm: true}\nexpect: *a\n", (1, 11), "anchors (&name)"),
    ("a tag", "findings: !!python/dict {}\n", (1, 11), "tags"),
    ("two documents", "who: a\n---\nwho: b\n", (2, 1), "a second document"),
    ("a tab", "findings:\n\talarm: true\n", (2, 1), "indent with spaces, not tabs"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "place", "says"), FORM, ids=[row[0] for row in FORM])
def test_a_fault_of_form_has_its_place(name: str, data: str | bytes, place: tuple[int, int], says: str) -> None:
    (found,) = faults(data)
    assert found[:2] == place, name
    assert says in found[2]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_line_end_is_a_line_end(end: str) -> None:
    for text, at in (
        ('{"findings":\n {"alarm": true},\n "finding": 1}\n', '"finding"'),
        ("findings:\n  alarm: true\nfinding: 1\n", "finding: 1"),
    ):
        assert [found[:2] for found in faults(text.replace("\n", end))] == [tiny.place(text, at)]


def test_several_faults_are_told_at_once() -> None:
    text = '{"findings": [],\n "normal": "calm",\n "notdone": [],\n "expect": {"floor": [], "settled": 1},\n "id": null,\n "who": "a"}\n'
    assert [(line, column, message.split(":")[0].split("\n")[0]) for line, column, message in faults(text)] == [
        (1, 14, "findings"),
        (2, 12, "normal"),
        (3, 2, "a case has no 'notdone'"),
        (4, 22, "floor"),
        (4, 37, "settled"),
        (5, 8, "id"),
    ]


DEEP = {
    "lists": "[" * 90_000,
    "records": '{"a":' * 18_000,
    "in findings": '{"findings": ' + "[" * 40_000 + "]" * 40_000 + "}",
    "in a finding": '{"findings": {"alarm": ' + "[" * 40_000 + "]" * 40_000 + "}}",
    "in YAML": "findings: " + "{a: " * 20_000,
    "in YAML blocks": "findings:\n" + "- " * 40_000,
}
"""Each nearly as long as a case may be."""


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_a_fault_and_no_crash(name: str) -> None:
    (found,) = faults(DEEP[name])
    assert found[0] >= 1
    assert "nested more than 30 deep" in found[2]
    assert calls(lambda: faults(DEEP[name])) < 1_000


# --- Faults of what is said: the message names the finding, at its value ---

BIG = "1" + "0" * 5000
VALUES: list[tuple[str, str, str, str]] = [
    ("a word for a truth", "alarm", '"yes"', 'alarm is "yes", expected true or false'),
    ("unknown for a truth", "alarm", '"unknown"', 'alarm is "unknown", expected true or false'),
    ("a number for a truth", "alarm", "1", "alarm is 1, expected true or false"),
    ("null for a truth", "alarm", "null", "alarm is empty, expected true or false"),
    ("a list for a truth", "alarm", "[true]", "alarm is a list, expected true or false"),
    ("a record for a truth", "alarm", '{"value": true}', "alarm is a group of entries, expected true or false"),
    ("not_done of what is not a test", "alarm", '"not_done"', "alarm cannot be not_done: it is not a test"),
    ("a truth for a number", "age", "true", "age is true, expected a whole number of years from 0 to 120"),
    ("a text for a number", "age", '"58"', 'age is "58", expected a whole number of years from 0 to 120'),
    ("half a year", "age", "57.5", "age is 57.5, expected a whole number of years from 0 to 120"),
    ("too old", "age", "121", "age is 121, expected a whole number of years from 0 to 120"),
    ("too young", "age", "-1", "age is -1, expected a whole number of years from 0 to 120"),
    ("too high", "index", "2.51", "index is 2.51, expected a number from 0 to 2.5"),
    ("NaN", "index", "NaN", 'index is "NaN", expected a number from 0 to 2.5'),
    ("Infinity", "index", "Infinity", 'index is "Infinity", expected a number'),
    ("-Infinity", "age", "-Infinity", 'age is "-Infinity", expected a whole number'),
    ("10**5000", "age", BIG, "age is "),
    ("-10**5000", "index", "-" + BIG, "index is "),
    ("10**5000 as a truth", "alarm", BIG, "alarm is "),
    ("0.(5000)", "index", "0." + "1" * 5000, "index is "),
    ("1e400", "age", "1e400", "age is "),
    ("1e999999", "age", "1e999999", "age is "),
    ("1e-999999", "age", "1e-999999", "age is "),
    ("1e10**18", "age", "1e1000000000000000000", "age is "),
    ("-1e-10**18", "index", "-1e-1000000000000000000", "index is "),
    ("1e10**25", "index", "1e10000000000000000000000000", "index is "),
    ("a misspelt value", "pulse", '"absnt"', "pulse is \"absnt\", expected one of palpable, absent; did you mean 'absent'?"),
    ("a truth for a choice", "pulse", "false", "pulse is false, expected one of palpable, absent"),
    ("a number for a choice", "pulse", "3", "pulse is 3, expected one of palpable, absent"),
    ("a long text", "pulse", '"' + "x" * 5000 + '"', 'pulse is "xxx'),
    ("half a point", "points", "1.5", "points is 1.5, expected a whole number of points"),
    ("a truth for points", "points", "true", "points is true, expected a whole number of points"),
    ("too many points", "points", "5", "points is 5, but its items allow 0 to 3"),
    ("points without end", "points", "1e999999", "points is "),
    ("points below", "points", "-1", "points is -1, but its items allow 0 to 3"),
    ("what is computed", "loud", "true", "'loud' is computed and cannot be recorded\n  hint: record its findings"),
    ("a group", "calm", "true", "'calm' is a group\n  hint: close it: \"normal\": [\"calm\"]"),
    ("a set", "well", "true", "'well' is a group"),
    ("a name that says unknown", "cause_unknown", "3", "cause_unknown is 3, expected true or false"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "finding", "value", "says"), VALUES, ids=[row[0] for row in VALUES])
def test_a_wrong_value_is_told_at_the_value(name: str, finding: str, value: str, says: str, walker: Walker) -> None:
    as_json = f'{{"who": "a",\n "findings": {{"other": false,\n  "{finding}": {value}}}}}'
    as_yaml = f"who: a\nfindings:\n  other: false\n  {finding}: {value}\n"
    for text, place in (
        (as_json.encode(), (3, len(finding) + 7)),
        (MARK + as_json.encode(), (3, len(finding) + 7)),
        (as_yaml, (4, len(finding) + 5)),
    ):
        (found,) = faults(text, walker)
        assert says in found[2], name
        assert len(found[2]) < 300
        assert found[:2] == place, name


NAMED: list[tuple[str, str, str, str]] = [
    # name, case with ^ at the place, the same in YAML, what is said
    ("an unknown finding", '{"findings": {"other": true,\n ^"alarmm": true}}', "findings:\n  other: true\n  ^alarmm: true\n",
     "unknown finding 'alarmm'\n  hint: did you mean 'alarm'?"),
    ("an unknown finding with a dot", '{"findings": {^"a.b": true}}', "findings: {^a.b: true}", "unknown finding 'a.b'"),
    ("a finding without a name", '{"findings": {^"": true}}', "findings: {^'': true}", "unknown finding ''"),
    ("an unknown closure", '{"normal": ["pulses",\n ^"calmm"]}', "normal: [pulses, ^calmm]", "unknown finding or group 'calmm'\n  hint: did you mean 'calm'?"),
    ("an unknown test", '{"not_done": [^"tets"]}', "not_done:\n  - ^tets\n", "unknown finding or group 'tets'\n  hint: did you mean 'tests'?"),
    ("a group closed in the wrong way", '{"not_done": ["scan", ^"calm"]}', "not_done:\n  - scan\n  - ^calm\n", "calm cannot be closed as not_done\n  hint: it is closed by normal"),
    ("a set closed in the wrong way", '{"not_done": [^"well"]}', "not_done: [^well]", "calm and pulses cannot be closed as not_done"),
    ("tests that are normal", '{"normal": [^"tests"]}', "normal: [^tests]", "tests cannot be closed as normal\n  hint: it is closed by not_done"),
    ("no test", '{"not_done": [^"alarm"]}', "not_done: [^alarm]", "alarm cannot be not_done\n  hint: leave it out"),
    ("no normal", '{"normal": [^"age"]}', "normal: [^age]", "age has no normal value\n  hint: record it under findings"),
    ("a derived finding closed", '{"normal": [^"loud"]}', "normal: [^loud]", "unknown finding or group 'loud'"),
    ("recorded and closed", '{"findings": {"alarm": ^true}, "normal": ["alarm"]}', "findings: {alarm: ^true}\nnormal: [alarm]\n",
     "alarm is recorded as true and closed as normal\n  hint: correct alarm"),
    ("against a definition", '{"findings": {"age": ^0, "other": false}}', "findings: {age: ^0, other: false}",
     "contradict each other (C1: by definition)\n  hint: correct age or other"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "as_json", "as_yaml", "says"), NAMED, ids=[row[0] for row in NAMED])
def test_what_is_unknown_is_told_at_its_name(name: str, as_json: str, as_yaml: str, says: str, walker: Walker) -> None:
    for mark, marked in ((b"", as_json), (MARK, as_json), (b"", as_yaml)):
        (found,) = faults(mark + marked.replace("^", "").encode(), walker)
        assert says in found[2], name
        ahead = marked[: marked.index("^")]
        assert found[:2] == (ahead.count("\n") + 1, len(ahead) - (ahead.rfind("\n") + 1) + 1)


ODD_JSON = [
    ("a long key before it", '{"findings": {"' + "k" * 2000 + '": true}}'),
    ("two halves of a character before it", '{"who": "\\ud83d\\ude00",\n "findings": {"alarmm": true}}'),
    ("tabs before it", '{\n\t"findings": {\n\t\t"alarmm": true}}'),
]


@pytest.mark.parametrize(("name", "text"), ODD_JSON, ids=[row[0] for row in ODD_JSON])
def test_a_fault_of_odd_json_has_its_place(name: str, text: str, walker: Walker) -> None:
    (found,) = faults(text, walker)
    assert found[:2] == tiny.place(text, '"alarmm"' if "alarmm" in text else '"kkk'), name
    assert len(found[2]) < 300


def test_all_that_is_wrong_in_what_is_said_is_told_at_once(walker: Walker) -> None:
    text = (
        '{"findings": {"alarm": "yes",\n  "agee": 3,\n  "index": 9,\n  "loud": true,\n  "pulse": "absent"},\n'
        ' "normal": ["calmm",\n  "age"],\n "not_done": ["alarm"]}\n'
    )
    assert [(line, column, message.split("\n")[0]) for line, column, message in faults(text, walker)] == [
        (1, 24, 'alarm is "yes", expected true or false'),
        (2, 3, "unknown finding 'agee'"),
        (3, 12, "index is 9, expected a number from 0 to 2.5"),
        (4, 11, "'loud' is computed and cannot be recorded"),
        (6, 13, "unknown finding or group 'calmm'"),
        (7, 3, "age has no normal value"),
        (8, 15, "alarm cannot be not_done"),
    ]


def test_many_unknown_names_are_told_and_each_is_looked_at_once(walker: Walker) -> None:
    """Up to the largest file that is read, all of it unknown: twice the names are twice the work, not four times."""

    def text(number: int) -> str:
        return json.dumps({"findings": {f"alarm{index}": True for index in range(number)}})

    most = MAX_BYTES // 20
    assert len(faults(text(most), walker)) == most
    few, many = (calls(lambda number=number: faults(text(number), walker)) for number in (most // 16, most // 8))
    assert many < 2.2 * few


def test_a_number_next_to_nothing_is_not_printed_in_full(walker: Walker) -> None:
    """One part in 10 to the millionth is in the range; written out it would be a million figures."""
    try:
        told = json.dumps(walker.walk(case('{"findings": {"index": 1e-999999}}')).as_dict())
    except CaseError as error:
        told = str(error)
    assert len(told) < 100_000


def test_a_refusal_keeps_what_remains_when_it_is_placed(walker: Walker) -> None:
    source = parse_case(b'{"findings": {"alarm": true, "age": 0, "other": false}}', "c.json")
    with pytest.raises(CaseError) as caught:
        walker.walk(source.case)
    placed = source.placed(caught.value)
    assert placed.remaining == Case({"alarm": True})
    assert walker.walk(placed.remaining).floor.id == "emergency_999"


def test_a_contradiction_of_closures_is_placed_at_one() -> None:
    """A refusal names the entries to blame, and a closure can be the first of them."""
    source = parse_case(b'{"findings": {"age": 0},\n "normal": ["well", "calm"]}', "c.json")
    (issue,) = source.placed(CaseError([Issue("findings.calm", "alarm and other contradict each other")])).issues
    assert issue.place == ("c.json", 2, 21)


def test_a_fault_that_is_in_no_file_keeps_the_file_name(walker: Walker) -> None:
    source = with_closures(parse_case(b"{}", "c.json"), ("calmm",), ())
    with pytest.raises(CaseError) as caught:
        walker.walk(source.case)
    assert [issue.place for issue in source.placed(caught.value).issues] == [("c.json", 0, 0)]


# --- Files ---


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.case.json"
    path.write_text('{"findings": {"alarm": true}}')
    source = read_case_file(path)
    assert (source.case, source.file) == (Case({"alarm": True}), str(path))
    assert read_case_file(str(path)) == source


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(2_000_000)
    paths: dict[Any, str] = {
        tmp_path / "nowhere.json": "cannot be read: No such file or directory",
        tmp_path: "cannot be read: Is a directory",
        tmp_path / ("a" * 5000): "cannot be read: File name too long",
        "a\0b": "is not a file name",
        large: f"more than {MAX_BYTES} bytes",
    }
    for path, says in paths.items():
        with pytest.raises(CaseError) as caught:
            read_case_file(path)
        (issue,) = caught.value.issues
        assert issue.message == says
        assert issue.place.file.startswith(str(path)[:80])


def test_a_case_of_exactly_the_limit_is_read() -> None:
    text = '{"who": "a"' + " " * (MAX_BYTES - 12) + "}"
    assert len(text) == MAX_BYTES
    for data in (text, " " + text):
        if len(data) > MAX_BYTES:
            assert "more than" in faults(data)[0][2]
        else:
            assert case(data).who == "a"


def test_a_case_file_is_a_value() -> None:
    one, two = (parse_case(b'{"findings": {"alarm": true}}', "c.json") for _ in range(2))
    assert one == two
    assert one != CaseFile(Case())
