"""Guards that are refused: what is written, the character that is meant, what is said, and what would have been right."""

from __future__ import annotations

from pathlib import Path

import pytest

from load import tiny
from load.changes import OTHER, OUT, PULSE
from load.tiny import Change

WORDS: tuple[Change, ...] = (
    OTHER,
    PULSE,
    ("findings.+", {"name": "age", "type": "number", "integer": True, "unit": "years", "range": [0, 120], "label": "Age"}),
    ("findings.+", {"name": "index", "type": "number", "unit": "ratio", "range": [0, 2.5], "label": "Index"}),
    ("constants", [{"name": "old", "value": 65, "unit": "years", "source": "S1"}]),
    ("derived", [
        {"name": "loud", "formula": "alarm or other", "for_rules": True},
        {"name": "points", "formula": "count(alarm, other) - 2 * count(loud)", "for_rules": True},
    ]),
    ("warnings", [{"id": "W1", "when": "other and pulse == absent and age > old and index > 1 and loud and points > 1", "message": "Odd"}]),
)  # fmt: skip

GUARDS = [
    (
        "scan ^!= negative",
        "'!=' is not a test\n  hint: list the values that you mean with 'in [...]'",
        "scan in [positive]",
    ),
    ("scan ^not in [negative]", "'not in' is not a test\n  hint: list the values that you mean", "scan in [positive]"),
    ("alarm ^= other", "'=' is not a test\n  hint: write '=='", "alarm or other"),
    ("alarm and ^othr", "unknown finding 'othr'\n  hint: did you mean 'other'?", "alarm and other"),
    ("^agee > 3", "unknown finding 'agee'\n  hint: did you mean 'age'?", "age > 3"),
    ("^pulsee == absent", "unknown finding 'pulsee'\n  hint: did you mean 'pulse'?", "pulse == absent"),
    ("^pulsee in [absent]", "unknown finding 'pulsee'", "pulse in [absent]"),
    ("pulse == ^absnt", "pulse has no value 'absnt'\n  hint: did you mean 'absent'?", "pulse == absent"),
    (
        "pulse in [palpable, ^3]",
        "pulse has no value '3'\n  hint: one of palpable, absent",
        "pulse in [palpable, absent]",
    ),
    ("^pulse > absent", "'pulse' is a choice; it has no order", "pulse == absent"),
    ("^pulse", "'pulse' is a choice, not a truth\n  hint: compare it: pulse == palpable", "pulse == palpable"),
    ("^age", "'age' is a number, not a truth", "age >= 3"),
    ("^age in [3, 4]", "'age' is a number; only a choice has values", "3 <= age <= 4"),
    ("^alarm == true", "'alarm' is true or false\n  hint: write alarm, or not alarm", "alarm"),
    ("^loud == true", "'loud' is true or false", "loud"),
    ("^alarm in [other]", "'alarm' is a boolean", "alarm or other"),
    ("age > ^121", "age is never 121: its range is 0 to 120 years", "age > 120"),
    ("age > ^-1", "age is never -1: its range is 0 to 120 years", "age > 0"),
    ("age < ^1.5", "age is a whole number, never 1.5", "age < 1"),
    ("index < ^2.51", "index is never 2.51: its range is 0 to 2.5 ratio", "index < 2.5"),
    ("age > ^017", "017 is not a number\n  hint: take the 0 in front away", "age > 17"),
    ("index < ^00.5", "00.5 is not a number", "index < 0.5"),
    ("age > ^٣", "unexpected character '٣'", "age > 3"),
    ("index < ^old", "index is never 65", "age < old"),
    ("age > ^olld", "expected a number or a constant\n  hint: did you mean 'old'?", "age > old"),
    ("age > ^alarm", "expected a number or a constant", "age > 3 and alarm"),
    ("^old", "'old' is a number, not a test", "age >= old"),
    ("alarm and ^5", "5 is a number, not a test", "alarm and age > 5"),
    ("^points", "'points' is a score\n  hint: compare it: points >= 2", "points >= 2"),
    ("^count(alarm, other)", "a count of points, not a test", "count(alarm, other) >= 2"),
    ("^cont(alarm, other) >= 2", "only a finding or a score can be compared", "count(alarm, other) >= 2"),
    (
        "^atleast(2, alarm, other)",
        "unknown function 'atleast'\n  hint: did you mean 'at_least'?",
        "at_least(2, alarm, other)",
    ),
    ("at_least(^3, alarm, other)", "at_least(3, ...) of 2 cannot tell anything", "at_least(2, alarm, other)"),
    ("at_least(^0, alarm, other)", "at_least(0, ...) of 2 cannot tell anything", "at_least(1, alarm, other)"),
    ("count(alarm) ** ^1.5 >= 1", "a power is a whole number from 2 to 9", "count(alarm) ** 2 >= 1"),
    ("^age / (age - 5) > 1", "divides by what may be 0", "age / (age + 5) > 0.5"),
    ("age > ^index", "1 and years do not measure the same", "age > age / 2"),
    ("count(alarm, ^othr) >= 1", "unknown finding 'othr'", "count(alarm, other) >= 1"),
    ("^alarm + other >= 1", "'alarm' is a boolean, not a number", "count(alarm) + count(other) >= 1"),
    ("(alarm or other^", "expected ')' to close the bracket, not the end", "(alarm or other)"),
    ("alarm or other^)", "unexpected ')'", "alarm or other"),
    ("alarm ^other", "unexpected 'other'\n  hint: join two tests with 'and' or 'or'", "alarm and other"),
    ("alarm and^", "expected a name, not the end", "alarm and other"),
    ("^and alarm", "expected a name, not 'and'", "other and alarm"),
    ("alarm or ^or other", "expected a name, not 'or'", "alarm or other"),
    ("not^", "expected a name, not the end", "not alarm"),
    ("pulse in ^absent", "expected '[' after 'in', not 'absent'", "pulse in [absent]"),
    ("pulse in [palpable^", "expected ']' at the end of the list", "pulse in [palpable]"),
    ("alarm ^& other", "unexpected character '&'", "alarm and other"),
    ("alarm ^; other", "unexpected character ';'", "alarm and other"),
    ("alarm^.__class__", "unexpected character '.'", "alarm"),
    ("^Otherwise", "unknown finding 'Otherwise'", "alarm"),
    ("not ^done", "unknown finding 'done'", "not alarm"),
    (
        "(" * 50 + "^alarm" + ")" * 50,
        "nested more than 50 deep\n  hint: name a part as a derived finding",
        "(" * 49 + "alarm" + ")" * 49,
    ),
    ("not " * 50 + "^alarm", "nested more than 50 deep", "not " * 49 + "alarm"),
    ("^" + " or ".join(["alarm"] * 2501), "a guard of 22505 characters; at most 20000", " or ".join(["alarm"] * 2000)),
]


@pytest.mark.parametrize(("written", "says", "right"), GUARDS, ids=[f"{written[:50]}" for written, _, _ in GUARDS])
def test_a_guard_is_refused_at_the_character_that_is_wrong(written: str, says: str, right: str, tmp_path: Path) -> None:
    text = tiny.text(*WORDS, (f"{OUT}.0.when", written.replace("^", "")), (f"{OUT}.0.label", "mark"))
    (issue,) = tiny.issues(tmp_path / "wrong", text)
    assert (issue.code, issue.place[1:]) == ("guard", place_in_guard(text, written))
    assert says in f"{issue.message}\n  hint: {issue.hint}"
    assert tiny.issues(tmp_path / "right", tiny.text(*WORDS, (f"{OUT}.0.when", right))) == []


def place_in_guard(text: str, written: str) -> tuple[int, int]:
    """The place of the character after `^` in the guard above the label `mark`."""
    line = tiny.place(text, "label: mark")[0] - 1
    row = text.split("\n")[line - 1]
    return line, row.index("when: ") + len("when: ") + ('when: "' in row) + written.index("^") + 1


def test_every_fault_of_a_guard_is_told_at_once(tmp_path: Path) -> None:
    text = tiny.text(*WORDS, (f"{OUT}.0.when", "alarrm or agee > 3 or pulse == absnt or index > 9"))
    found = [(issue.place[1:], issue.message) for issue in tiny.issues(tmp_path, text)]
    assert found == [
        (tiny.place(text, "alarrm"), "unknown finding 'alarrm'"),
        (tiny.place(text, "agee"), "unknown finding 'agee'"),
        (tiny.place(text, "absnt"), "pulse has no value 'absnt'"),
        (tiny.place(text, "> ^9"), "index is never 9: its range is 0 to 2.5 ratio"),
    ]


FORMULAS = [
    ("alarm and ^othr", "unknown finding 'othr'"),
    ("count(alarm) + ^loud", "'loud' is true or false, not a number"),
    ("count(alarm) + ^alarm", "'alarm' is a boolean, not a number"),
    ("alarm and^", "expected a name, not the end"),
]


@pytest.mark.parametrize("read_by_an_edge", [False, True], ids=["read by nothing", "read by an edge"])
@pytest.mark.parametrize(("written", "says"), FORMULAS, ids=[written for written, _ in FORMULAS])
def test_a_formula_is_refused_once_whoever_reads_it(
    written: str, says: str, read_by_an_edge: bool, tmp_path: Path
) -> None:
    new = {"name": "new", "formula": written.replace("^", ""), "label": "mark", "for_rules": True}
    guard = "new >= 1" if written.startswith("count") else "new"
    text = tiny.text(*WORDS, ("derived.+", new), *([(f"{OUT}.0.when", guard)] if read_by_an_edge else []))
    issues = [issue for issue in tiny.issues(tmp_path, text) if "'new'" not in issue.message]
    assert [issue.code for issue in issues] == ["guard"]
    assert issues[0].place[1:] == (tiny.place(text, "label: mark")[0] - 1, 14 + written.index("^"))
    assert says in issues[0].message


def test_a_circle_of_formulas_is_refused_where_an_edge_reads_it(tmp_path: Path) -> None:
    circle = [{"name": "loud", "formula": "quiet or alarm"}, {"name": "quiet", "formula": "alarm and loud"}]
    text = tiny.text(("derived", circle), (f"{OUT}.0.when", "loud"))
    assert [(issue.code, issue.place[1:]) for issue in tiny.issues(tmp_path, text)] == [
        ("circle", tiny.place(text, "name: loud"))
    ]
