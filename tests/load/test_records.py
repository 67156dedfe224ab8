"""The form of each record: what is refused, at its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from load import tiny
from load.changes import OUT
from load.tiny import DROP, Raw

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
    ("an unknown urgency", "nodes.stop-wait.urgency", "same-day", "urgency: ^same-day", "shape", "snake_case"),
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
