"""YAML text -> tree: what a scalar is, what is refused, and where everything stands."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from legpain_graph.load.tree import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_KEY,
    MAX_NODES,
    Mapping,
    Scalar,
    Sequence,
    Tree,
    decode,
    read,
)
from load import tiny
from work import calls


def tree(text: str) -> Tree:
    found, issues = read(text, "a.yaml")
    assert issues == []
    assert found is not None
    return found


def scalar(written: str) -> Scalar:
    found = tree(f"key: {written}\n")
    assert isinstance(found, Mapping)
    item = found.entries["key"]
    assert isinstance(item, Scalar)
    return item


def fault(text: str) -> tuple[tuple[int, int], str]:
    """Place and message of the one fault of `text`, which gives no tree."""
    found, issues = read(text, "a.yaml")
    assert found is None
    (issue,) = issues
    assert (issue.code, issue.place.file) == ("syntax", "a.yaml")
    return (issue.place.line, issue.place.column), f"{issue.message}\n  hint: {issue.hint}"


# --- Scalars, by YAML 1.2 ---

WORDS = ["no", "on", "yes", "off", "NO", "No", "On", "Yes", "y", "n", "tRUE", "nULL", "none", "1_000", "12:30:00", "1:30", ".inf", "-.inf",
         ".nan", "NaN", "0x1F", "0o17", "1e", "e1", "1e100", "+", ".", "1.2.3", "2001-12-14", "=", "1,5", "½", "٣", "--1", "1" * 31]  # fmt: skip


def test_a_word_stays_a_word() -> None:
    items = [scalar(word) for word in WORDS]
    assert [item.value for item in items] == [item.text for item in items] == WORDS
    assert {type(item.value) for item in items} == {str}


NUMBERS = [("0", "0"), ("-0.50", "-0.50"), ("+7", "7"), ("1.", "1"), (".5", "0.5"), ("1e3", "1E3"), ("1E-2", "0.01"),
           ("0.1", "0.1"), ("1" * 30, "1" * 30), ("0.82", "0.82"), ("-1e+05", "-1E5")]  # fmt: skip


def test_a_number_is_exact() -> None:
    items = [scalar(written) for written, _ in NUMBERS]
    assert [(type(item.value), item.value, item.text) for item in items] == [
        (Decimal, Decimal(number), written) for written, number in NUMBERS
    ]


def test_a_truth_and_nothing() -> None:
    for value, written in (
        (True, ["true", "True", "TRUE"]),
        (False, ["false", "False", "FALSE"]),
        (None, ["null", "Null", "NULL", "~", "", "# a remark"]),
    ):
        assert [word for word in written if scalar(word).value is not value] == []


@pytest.mark.parametrize("quote", ["'", '"'])
def test_what_is_quoted_is_text(quote: str) -> None:
    words = ["true", "no", "12", "null", "~", "", " a ", "1e3"]
    items = [scalar(f"{quote}{word}{quote}") for word in words]
    assert [item.value for item in items] == [item.text for item in items] == words


def test_a_block_is_text() -> None:
    for mark, value in (("|", "12\n"), (">", "12\n"), ("|-", "12"), (">-", "12")):
        assert scalar(f"{mark}\n  12\n").value == value


# --- What is refused ---

REFUSED = [
    ("a: &x 1\nb: *x\n", (1, 4), "anchors (&name) and aliases (*name) are not read\n  hint: write the entry out"),
    ("a: &x [*x]\n", (1, 4), "anchors"),
    ("&x a: 1\n", (1, 1), "anchors"),
    ("a: [b, *x]\n", (1, 8), "aliases"),
    ("*x : 1\n", (1, 1), "a key is a word"),
    ("a: {<<: *x}\n", (1, 9), "aliases"),
    ("a: !!str 1\n", (1, 4), "tags (tag:yaml.org,2002:str) are not read\n  hint: write plain values"),
    ("a: ! b\n", (1, 4), "tags"),
    ("a: !!python/object/apply:os.system [ls]\n", (1, 4), "tags (tag:yaml.org,2002:python/object/apply:os.system) are not read"),
    ("a: !!set {b, c}\n", (1, 4), "tags"),
    ("a: !own {b: c}\n", (1, 4), "tags (!own)"),
    ("!!map {a: b}\n", (1, 1), "tags"),
    ("b: {!!str a: 1}\n", (1, 5), "tags (tag:yaml.org,2002:str)"),
    ("!own a: 1\n", (1, 1), "tags (!own)"),
    ("a: 1\n---\nb: 2\n", (2, 1), "a second document\n  hint: one document a file: take the '---' out"),
    ("---\n---\n", (2, 1), "a second document"),
    ("a: 1\n...\n---\n", (3, 1), "a second document"),
    ("? [a]\n: b\n", (1, 3), "a key is a word\n  hint: write 'key: value'"),
    ("{a: b}: c\n", (1, 1), "a key is a word"),
    ("a:\n\tb: 1\n", (2, 1), "not YAML: found character that cannot start any token\n  hint: indent with spaces, not tabs"),
    ("a:\n  b: 1\n \tc: 2\n", (3, 2), "indent with spaces, not tabs"),
    ("a: b: c\n", (1, 5), "mapping values are not allowed in this context\n  hint: quote a text that contains ': '"),
    ("a: [1, 2\nb: 3\n", (2, 2), "not YAML"),
    ("a: 'b\n", (2, 1), "found unexpected end of stream"),
    ('a: "\\q"\n', (1, 5), "found unknown escape character"),
    ("a: @b\n", (1, 4), "found character that cannot start any token"),
    ("a: `b`\n", (1, 4), "found character that cannot start any token"),
    ("a: %b\n", (1, 4), "found character that cannot start any token"),
    ("a: 1\n b: 2\n", (2, 3), "mapping values are not allowed"),
    ("- a\nb: 1\n", (2, 1), "did not find expected '-' indicator"),
    ("a: |x\n  b\n", (1, 5), "did not find expected comment or line break"),
    ("%YAML 9.9\n---\na: 1\n", (1, 1), "incompatible YAML document"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "says"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused(text: str, place: tuple[int, int], says: str) -> None:
    at, message = fault(text)
    assert says in message
    assert at == place


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    text = "\n".join(lines)
    found, issues = read(text, "a.yaml")
    assert found is None
    assert len(issues) == 1
    assert calls(lambda: read(text, "a.yaml")) < 1_000


def test_a_key_that_stands_twice() -> None:
    found, issues = read("a: 1\nb:\n  c: 1\n  'c': 2\na: 3\n", "a.yaml")
    assert [(issue.code, issue.place[1:], issue.message) for issue in issues] == [
        ("duplicate-key", (4, 3), "'c' is written twice; first on line 3"),
        ("duplicate-key", (5, 1), "'a' is written twice; first on line 1"),
    ]
    assert isinstance(found, Mapping)
    first = found.entries["a"]
    assert isinstance(first, Scalar)
    assert first.text == "1"


def test_equal_keys_of_two_records_are_two_keys() -> None:
    assert read("- {a: 1}\n- {a: 1}\n", "a.yaml")[1] == []


# --- Depth and size ---

PAST = 2 * MAX_DEPTH
"""Past the cap, and no deeper than anybody's parser reads."""
DEEP = {
    "lists": "[" * PAST,
    "closed lists": "[" * PAST + "]" * PAST,
    "records": "{a: " * PAST,
    "lists in records": "{a: [" * PAST,
    "block lists": "- " * PAST,
    "block keys": "? " * PAST,
    "block lists, a line each": "".join(" " * n + "-\n" for n in range(PAST)),
    "block records": "".join(" " * n + "a:\n" for n in range(PAST)),
    "json": '{"a":' * PAST,
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_a_fault_and_no_crash(name: str) -> None:
    found, issues = read(DEEP[name], "a.yaml")
    assert found is None
    assert [issue.code for issue in issues] == ["syntax"]
    assert issues[0].place.line >= 1
    assert ("nested more than 30 deep" in issues[0].message) or name == "block keys"
    assert calls(lambda: read(DEEP[name], "a.yaml")) < 5_000


def test_nesting_is_counted_exactly() -> None:
    assert isinstance(tree("[" * (MAX_DEPTH - 1) + "1" + "]" * (MAX_DEPTH - 1)), Sequence)
    at, message = fault("[" * MAX_DEPTH + "1" + "]" * MAX_DEPTH)
    assert at == (1, MAX_DEPTH + 1)
    assert f"nested more than {MAX_DEPTH} deep" in message


def test_entries_are_counted() -> None:
    at, message = fault("[" + "1," * MAX_NODES + "]")
    assert f"more than {MAX_NODES} entries" in message
    assert at == (1, 2 * MAX_NODES)


def test_the_size_is_capped() -> None:
    text, issues = decode(b" " * MAX_BYTES, "a.yaml")
    assert (len(text), issues) == (MAX_BYTES, [])
    text, (issue,) = decode(b" " * (MAX_BYTES + 1), "a.yaml")
    assert (text, issue.code, issue.place) == ("", "size", ("a.yaml", 0, 0))
    assert issue.message == f"more than {MAX_BYTES} bytes"
    assert decode(b"abcd", "a.yaml", limit=3)[1][0].code == "size"


# --- Bytes ---


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    text, issues = decode(b"\xef\xbb\xbfa: 1\n", "a.yaml")
    assert (text, issues) == ("a: 1\n", [])
    assert tree(text).place[1:] == (1, 1)


@pytest.mark.parametrize(("data", "place"), [
    (b"\xff", (1, 1)),
    (b"a: 1\nb: caf\xe9\n", (2, 7)),
    (b"a: 1\r\nb: \x80\r\n", (2, 4)),
    (b"a: \xed\xa0\x80\n", (1, 4)),
    (b"a: \xc0\xaf\n", (1, 4)),
    (b"a: \xf4\x90\x80\x80", (1, 4)),
    (b"a: \xe2\x82", (1, 4)),
    (b"\xef\xbb\xbfa: 1\nb: \xff\n", (2, 4)),
    (b"\xef\xbb\xbf\n\xff", (2, 1)),
    (b"\xef\xbb\xbfab\xff", (1, 3)),
    ("naïve: ".encode() + b"\xff", (1, 8)),
    ("a: 1".encode("utf-16"), (1, 1)),
], ids=repr)  # fmt: skip
def test_bytes_that_are_not_utf_8(data: bytes, place: tuple[int, int]) -> None:
    text, (issue,) = decode(data, "a.yaml")
    assert (text, issue.code, issue.message, issue.hint) == ("", "encoding", "not UTF-8 text", "save the file as UTF-8")
    assert issue.place == ("a.yaml", *place)


# --- Places ---

LINES = "a: 1\nb:\n  - c: x\n    d: [p, {q: r}]\n  - e\n"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_line_end_is_a_line_end(ends: str) -> None:
    found = tree(LINES.replace("\n", ends))
    assert isinstance(found, Mapping)
    assert {key: place[1:] for key, place in found.keys.items()} == {"a": (1, 1), "b": (2, 1)}
    listed = found.entries["b"]
    assert isinstance(listed, Sequence)
    first, last = listed.items
    assert (listed.place[1:], first.place[1:], last.place[1:]) == ((3, 3), (3, 5), (5, 5))
    assert isinstance(first, Mapping)
    assert first.keys["d"][1:] == (4, 5)
    inner = first.entries["d"]
    assert isinstance(inner, Sequence)
    assert [item.place[1:] for item in inner.items] == [(4, 9), (4, 12)]
    assert inner.place[1:] == (4, 8)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_fault_after_any_line_end_is_at_its_line(ends: str, tmp_path: Path) -> None:
    text = tiny.text(("nodes.screen.edges.0.when", "alarm or othr"))
    (issue,) = tiny.issues(tmp_path, text.replace("\n", ends))
    assert issue.place[1:] == tiny.place(text, "othr")


def test_columns_count_characters() -> None:
    found = tree("{é😀: x, b: y}\n")
    assert isinstance(found, Mapping)
    assert (found.keys["b"][1:], found.entries["b"].place[1:]) == ((1, 9), (1, 12))


# --- The place of a character of a value ---

AT: list[tuple[str, str]] = [
    ("plain", "key: alarm and ^wrong or other\n"),
    ("plain, at its start", "key: ^wrong or other\n"),
    ("plain, over lines", "key: alarm\n  and\n    ^wrong or\n  other\n"),
    ("plain, after an empty line", "key: alarm and\n\n  ^wrong\n"),
    ("double quotes", 'key: "alarm and ^wrong or other"\n'),
    ("double quotes over lines", 'key: "alarm\n  and ^wrong\n  or other"\n'),
    ("single quotes", "key: 'alarm and ^wrong or other'\n"),
    ("single quotes over lines", "key: 'alarm\n  and\n  ^wrong'\n"),
    ("single quotes with a double quote", "key: '\"a\" and ^wrong'\n"),
    ("folded", "key: >\n  alarm\n  and ^wrong\n  or other\n"),
    ("folded, stripped", "key: >-\n  alarm and\n  ^wrong\n"),
    ("folded, after an empty line", "key: >-\n  alarm and\n\n  ^wrong\n"),
    ("folded with a remark", "key: >- # why\n  alarm and ^wrong\n"),
    ("folded with an indent", "key: >2-\n   alarm and\n   ^wrong\n"),
    ("literal", "key: |\n  alarm and\n  ^wrong\n"),
    ("literal, at its start", "key: |\n  ^wrong or\n  other\n"),
    ("literal, kept", "key: |+\n  alarm and\n    ^wrong\n\n"),
    ("literal with figures before", "key: |1-\n  alarm and\n  ^wrong\n"),
    ("in a list", "- x\n- [a, 'b and ^wrong']\n"),
    ("in a record", "{a: b, key: \"c and ^wrong\"}\n"),
    ("after wide characters", "key: 'é😀 and ^wrong'\n"),
]  # fmt: skip


ESCAPED: list[tuple[str, str]] = [
    ("double quotes with an escape", 'key: "alarm and \\"x\\" or ^wrong"\n'),
    ("double quotes with a code", 'key: "\\u0061larm and ^wrong"\n'),
    ("double quotes with a line joined", 'key: "alarm \\\n  and ^wrong"\n'),
    ("double quotes with a line feed", 'key: "alarm and\\n^wrong"\n'),
    ("single quotes with a quote", "key: 'it''s and ^wrong'\n"),
]


def last_scalar(found: Tree) -> Scalar:
    while not isinstance(found, Scalar):
        found = list(found.entries.values())[-1] if isinstance(found, Mapping) else found.items[-1]
    return found


@pytest.mark.parametrize(("name", "marked"), [*AT, *ESCAPED], ids=[row[0] for row in [*AT, *ESCAPED]])
def test_the_place_of_a_character(name: str, marked: str) -> None:
    text = marked.replace("^", "")
    for ends in ("\n", "\r\n", "\r"):
        item = last_scalar(tree(text.replace("\n", ends)))
        offset = item.text.index("wrong")
        assert item.at(offset)[1:] == tiny.place(text, "wrong"), name
        assert item.at(offset + 2)[1:] == tiny.place(text, "wr^ong"), name


def test_the_place_of_the_end() -> None:
    for written, column in (
        ("alarm and", 15),
        ("alarm and ", 15),
        ("'alarm and'", 16),
        ("'alarm and  '", 16),
        ('"alarm and"', 16),
    ):
        item = scalar(written)
        line, at = item.at(len(item.text.rstrip()))[1:]
        assert line == 1
        assert column <= at <= 5 + len(written) + 1


def test_the_place_of_the_end_of_a_block_is_on_its_last_line() -> None:
    for mark in (">-", ">", "|"):
        item = scalar(f"{mark}\n  alarm\n  and\n")
        assert item.at(len(item.text.rstrip()))[1] == 3


def test_a_guard_that_ends_too_soon_is_told_on_its_own_line(tmp_path: Path) -> None:
    for number, written in enumerate(("alarm and", "'alarm and'", ">-\n  alarm\n  and", "|\n  alarm\n  and")):
        text = tiny.text(("nodes.screen.edges.0.when", tiny.Raw(written)), ("nodes.screen.edges.0.label", "mark"))
        (issue,) = tiny.issues(tmp_path / str(number), text)
        assert issue.place.line == tiny.place(text, "label: mark")[0] - 1


JSON = '\t{"a": [1, -2.5e1, true, null, "x\\n\\u00e9\\/", "\\ud83d\\ude00", NaN],\n\t"b": {}}\n\t'


def test_json_is_read_as_it_is_meant() -> None:
    """Its tabs, its pairs of halves and its slashes are none of YAML's."""
    found = tree(JSON)
    assert isinstance(found, Mapping)
    items = found.entries["a"]
    assert isinstance(items, Sequence)
    values: list[Any] = [item.value for item in items.items if isinstance(item, Scalar)]
    assert values == [Decimal(1), Decimal(-25), True, None, "x\né/", "😀", "NaN"]
    assert [item.place[1:] for item in items.items] == [
        tiny.place(JSON, part) for part in ("^1, -", "-2.5e1", "true", "null", '"x', '"\\ud83d', "NaN")
    ]
    assert found.keys["b"][1:] == (2, 2)


def test_what_is_almost_json_is_told_as_json() -> None:
    for text, place, says in (
        ('{"a": 1,\r "b": 2', (2, 8), "not JSON: Expecting ',' delimiter"),
        ('{"a": [1, 2}', (1, 12), "not JSON: Expecting ',' delimiter"),
        ('{"a": 1} x', (1, 10), "not JSON: Extra data"),
    ):
        assert fault(text) == (place, f"{says}\n  hint: ")


@pytest.mark.parametrize(
    "text", ['{"b": 1, "KEY": 1}', "b: 1\nKEY: 1\n", "b: 1\n? KEY\n: 1\n"], ids=["JSON", "YAML", "marked"]
)
def test_a_key_that_is_long_is_left_out_and_hides_nothing(text: str) -> None:
    right = text.replace("KEY", "k" * MAX_KEY)
    assert isinstance(tree(right), Mapping)
    found, (issue,) = read(text.replace("KEY", "k" * (MAX_KEY + 1)), "a.yaml")
    assert isinstance(found, Mapping)
    assert list(found.entries) == ["b"]
    assert issue.message == f"a key of {MAX_KEY + 1} characters; at most {MAX_KEY}"
    assert issue.place[1:] == tiny.place(text, '"KEY' if "{" in text else "KEY")
