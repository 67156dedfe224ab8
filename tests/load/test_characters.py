"""No file holds a character that steers a terminal or makes a line look like another: refused in keys and in text, with place and name."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from legpain_graph.case.read import parse_case
from legpain_graph.errors import CaseError
from legpain_graph.load.characters import KINDS, called, forbidden, own_names
from load import tiny

BIDI = {chr(code) for code in range(0x110000) if unicodedata.bidirectional(chr(code)) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}}  # fmt: skip
FORMAT = {chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"}
CONTROL = {chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cc"}
SEEN = {char for char in FORMAT if not forbidden(char)}

NAMED = [
    ("\u2028", "line break U+2028 (line separator)"),
    ("\u2029", "line break U+2029 (paragraph separator)"),
    ("\x85", "line break U+0085 (next line)"),
    ("\u202e", "direction mark U+202E (right-to-left override)"),
    ("\u2066", "direction mark U+2066 (left-to-right isolate)"),
    ("\u200f", "direction mark U+200F (right-to-left mark)"),
    ("\u061c", "direction mark U+061C (arabic letter mark)"),
    ("\u200b", "invisible character U+200B (zero width space)"),
    ("\u00ad", "invisible character U+00AD (soft hyphen)"),
    ("\u3164", "invisible character U+3164 (hangul filler)"),
    ("\u2062", "invisible character U+2062 (invisible times)"),
    ("\ufeff", "invisible character U+FEFF (zero width no-break space)"),
    ("\U000e0061", "invisible character U+E0061 (tag latin small letter a)"),
    ("\x1b", "control character U+001B"),
    ("\x00", "control character U+0000"),
    ("\x7f", "control character U+007F"),
]


@pytest.mark.parametrize(("char", "name"), NAMED, ids=[ascii(row[0]) for row in NAMED])
def test_it_is_refused_in_keys_and_in_text_at_its_place(char: str, name: str) -> None:
    for text, place in (
        (f"id: a\r\nwho: é{char}\n", (2, 7)),
        (f"findings:\n  fever{char}: true\n", (2, 8)),
        (f"who: a\n# {char}\n", (2, 3)),
        (f'{{"who": "{char}"}}', (1, 10)),
    ):
        with pytest.raises(CaseError) as caught:
            parse_case(text.encode(), "case")
        (issue,) = caught.value.issues
        assert (issue.message, issue.place[1:], issue.hint) == (f"contains the {name}", place, "take it out")


@pytest.mark.parametrize(("char", "name"), NAMED, ids=[ascii(row[0]) for row in NAMED])
def test_nor_as_an_escape(char: str, name: str) -> None:
    yaml = f"\\U{ord(char):08x}"
    for text, start in (
        (f'{{"who": {json.dumps(char)}}}', "who"),
        (f'{{"findings": {{{json.dumps("a" + char)}: true}}}}', "a key"),
        (f'{{"findings": {{"alarm": {json.dumps(char)}}}}}', "findings"),
        (f'{{"normal": [{json.dumps(char)}]}}', "normal"),
        (f'who: "a{yaml}"', "who"),
        (f'findings: {{"a{yaml}": true}}', "a key"),
    ):
        with pytest.raises(CaseError) as caught:
            parse_case(text.encode(), "case")
        (issue,) = caught.value.issues
        assert issue.message.startswith(start)
        assert f"contains the {name}" in issue.message
        assert issue.place.line == 1


def test_what_looks_like_one_line_signs_nothing() -> None:
    with pytest.raises(CaseError, match="contains the line break U\\+2028"):
        parse_case("who: Woman of 60\u2028normal: [red_flags]".encode(), "case.yaml")


def test_a_pathway_file_holds_none_either(tmp_path: Path) -> None:
    for char, name in NAMED:
        text = tiny.text().replace("title:", f"title: {char}", 1)
        (issue,) = tiny.issues(tmp_path, text)
        assert issue.message == f"contains the {name}"
        assert issue.place[1:] == (tiny.place(text, char))


def test_every_control_and_direction_mark_and_all_that_is_unseen_are_known() -> None:
    assert all(map(forbidden, CONTROL - {"\t", "\n"}))
    assert all(map(forbidden, BIDI))
    assert forbidden("\t\n") is None
    joiners = {"\u200c", "\u200d"}
    assert joiners <= SEEN
    for char in SEEN - joiners:  # signs before Arabic and Kaithi numbers, and of hieroglyphs: they are seen
        assert any(word in unicodedata.name(char) for word in ("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN")), ascii(char)


def test_what_people_write_stays() -> None:
    for text in (
        "Frau Müller",
        "می\u200cخواهم",
        "❤\ufe0f 👩\u200d⚕\ufe0f",
        "50\u202f% of 3\u00a0cm",
        "אבג ابج",
        "x\u0301",
    ):
        assert parse_case(json.dumps({"who": text}, ensure_ascii=False).encode(), "case").case.who == text


def test_each_is_called_by_one_kind_and_its_name() -> None:
    table = dict(own_names())
    for char, name in NAMED:
        assert called(char) == name
        assert table.get(char, "") == name.partition("(")[2].removesuffix(")")
    assert list(KINDS) == ["line break", "direction mark", "invisible character", "control character"]
