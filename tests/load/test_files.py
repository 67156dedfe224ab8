"""Files and folders of a pathway: what cannot be read, and all faults of all files at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from legpain_graph.load.loader import MAX_FILES, MAX_TOTAL, check_pathway, load_pathway
from load import tiny
from load.changes import OUT, SCAN
from load.tiny import DROP, Change, boolean

FILES = [
    ("not YAML", "nodes: [a\n", "syntax", (2, 1), "not YAML"),
    ("not UTF-8", b"nodes:\n  - id: caf\xe9\n", "encoding", (2, 12), "not UTF-8 text\n  hint: save the file as UTF-8"),
    ("a key twice", "pathway: {id: a, id: b, title: T, version: v, disclaimer: d}", "duplicate-key", (1, 18), "'id' is written twice; first on line 1"),
    ("too large", b"#" * 4_000_001, "size", (0, 0), "more than 4000000 bytes\n  hint: split the file"),
    ("nothing in it", "", "syntax", (0, 0), "an empty file"),
    ("only a remark", "# nothing\n", "syntax", (0, 0), "an empty file"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "code", "at", "says"), FILES, ids=[row[0] for row in FILES])
def test_a_file_that_cannot_be_read(
    name: str, data: str | bytes, code: str, at: tuple[int, int], says: str, tmp_path: Path
) -> None:
    (issue,) = (issue for issue in tiny.issues(tmp_path, data) if issue.code == code)
    assert (issue.place.file, issue.place[1:]) == (str(tmp_path / "a.yaml"), at), name
    assert says in f"{issue.message}\n  hint: {issue.hint}"


@pytest.mark.parametrize("data", ["nodes: [a\n", b"\xff", b"#" * 4_000_001], ids=["not YAML", "not UTF-8", "too large"])
def test_a_file_that_cannot_be_read_is_not_said_to_lack_what_may_stand_in_it(data: str | bytes, tmp_path: Path) -> None:
    assert [issue.code for issue in tiny.issues(tmp_path, data) if issue.code == "pathway"] == []


def test_where_there_is_no_pathway(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "readme.txt").write_text("pathway:")
    for path, says in (
        (tmp_path / "nowhere", "no such file or folder"),
        (tmp_path / "empty", "no *.yaml file here\n  hint: name the folder that holds pathway.yaml"),
        (Path("a\0b"), "no such file or folder"),
    ):
        pathway, (issue,) = check_pathway(path)
        assert pathway is None
        assert (issue.code, issue.place.file, issue.place.line) == ("file", str(path), 0)
        assert says in f"{issue.message}\n  hint: {issue.hint}"


def test_a_name_that_no_file_can_have_is_a_fault(tmp_path: Path) -> None:
    _, (issue,) = check_pathway(tmp_path / ("a" * 5000))
    assert issue.code == "file"


def test_a_folder_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(MAX_FILES + 1):
        (many / f"{number}.yaml").touch()
    large = tmp_path / "large"
    large.mkdir()
    with (large / "a.yaml").open("wb") as file:
        file.truncate(MAX_TOTAL + 1)
    for folder in (many, large):
        _, issues = check_pathway(folder)
        assert [(issue.code, issue.place.file) for issue in issues] == [("size", str(folder))]
        assert str(MAX_FILES) in issues[0].message
        assert str(MAX_TOTAL) in issues[0].message


def test_a_pathway_has_one_head(tmp_path: Path) -> None:
    head = tiny.dump({"pathway": tiny.data()["pathway"]})
    (second,) = tiny.issues(tmp_path / "two", tiny.text(), head)
    assert (second.code, second.place.file, second.place[1:]) == ("pathway", str(tmp_path / "two" / "b.yaml"), (2, 3))
    assert str(tmp_path / "two" / "a.yaml:2:3") in second.message
    (none,) = tiny.issues(tmp_path / "none", tiny.text(("pathway", DROP)))
    assert (none.code, none.place.file) == ("pathway", str(tmp_path / "none" / "a.yaml"))
    assert "id, title, version and disclaimer" in none.message


def test_a_pathway_has_nodes(tmp_path: Path) -> None:
    """A finding that a warning reads is used, so nothing else is wrong with it."""
    words = ("warnings", [{"id": "W1", "when": "alarm and scan == positive", "message": "Odd"}])
    for number, none in enumerate([("nodes", []), ("nodes", DROP)]):
        (issue,) = tiny.issues(tmp_path / str(number), tiny.text(words, none))
        assert issue.place.file == str(tmp_path / str(number) / "a.yaml")
        assert "no node" in issue.message


def in_three(*changes: Change) -> tuple[str, str, str]:
    """The changed pathway in three files: its head, its words, its nodes."""
    whole = tiny.changed(*changes)
    words = {key: whole.pop(key) for key in ("findings", "statements")}
    nodes = {"nodes": whole.pop("nodes")}
    return tiny.dump(whole), tiny.dump(words), tiny.dump(nodes)


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    head, words, nodes = in_three(
        ("safety_nets.standard.lines.0.urgency", "same-day"),  # shape, a.yaml
        ("findings.alarm.labl", "Alarm"),  # unknown-key, b.yaml
        ("findings.+", {"name": "age", "type": "number", "label": "Age", "unit": "years"}),  # finding, b.yaml
        (f"{OUT}.0.when", "alarm or scan == postive"),  # guard, c.yaml
        (f"{OUT}.1.to", "scan-legg"),  # unknown, c.yaml
    )
    issues = tiny.issues(tmp_path, head, words, nodes)
    a, b, c = (str(tmp_path / f"{name}.yaml") for name in "abc")
    assert [(issue.code, str(issue.place)) for issue in issues] == [
        ("shape", "{}:{}:{}".format(a, *tiny.place(head, "urgency: ^same-day"))),
        ("unknown-key", "{}:{}:{}".format(b, *tiny.place(words, "labl"))),
        ("finding", "{}:{}:{}".format(b, *tiny.place(words, "name: age"))),
        ("guard", "{}:{}:{}".format(c, *tiny.place(nodes, "postive"))),
        ("unknown", "{}:{}:{}".format(c, *tiny.place(nodes, "to: scan-legg"))),
    ]
    with pytest.raises(Exception, match="scan-legg") as caught:
        load_pathway(tmp_path)
    assert caught.value.issues == issues


def test_all_broken_rules_are_told_at_once(tmp_path: Path) -> None:
    head, words, nodes = in_three(
        ("findings.+", boolean("other")),  # unused
        ("nodes.begin.statements", DROP),  # provenance
        (f"{OUT}.0.label", DROP),  # edges
        (f"{SCAN}.2.when", "otherwise"),  # investigation
        ("nodes.stop-wait.timeframe", DROP),  # urgency
    )
    issues = tiny.issues(tmp_path, head, words, nodes)
    b, c = str(tmp_path / "b.yaml"), str(tmp_path / "c.yaml")
    assert [(issue.code, issue.place) for issue in issues] == [
        ("unused", (b, *tiny.place(words, "name: other"))),
        ("provenance", (c, *tiny.place(nodes, "id: begin"))),
        ("edges", (c, *tiny.place(nodes, "to: stop-999"))),
        ("investigation", (c, *tiny.place(nodes, "id: scan-leg"))),
        ("urgency", (c, *tiny.place(nodes, "id: stop-wait"))),
    ]


def test_it_does_not_matter_which_file_or_in_what_order(tmp_path: Path) -> None:
    one, _ = tiny.check(tmp_path / "one", tiny.text())
    head, words, nodes = in_three()
    backwards = tiny.data()
    for key in ("findings", "nodes"):
        backwards[key].reverse()
    for number, texts in enumerate(
        [(head, words, nodes), (nodes, words, head), (tiny.dump(dict(reversed(backwards.items()))),)]
    ):
        other, issues = tiny.check(tmp_path / str(number), *texts)
        assert issues == []
        assert one is not None
        assert other is not None
        order = one.vocabulary.order if number < 2 else one.vocabulary.order[::-1]  # as written: questions are asked so
        assert (list(other.nodes.items()), other.vocabulary, other.stages) == (
            list(one.nodes.items()),
            replace(one.vocabulary, order=order),
            one.stages,
        )


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"\xff")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "x.case.yaml").write_text("findings: {}")
    (tmp_path / "old.yaml").mkdir()
    assert tiny.issues(tmp_path, tiny.text()) == []
    (tmp_path / "a.yaml").rename(tmp_path / "a.yml")
    assert check_pathway(tmp_path)[1] == []
    assert check_pathway(tmp_path / "a.yml")[1] == []
