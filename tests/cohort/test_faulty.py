"""A table of which one row in a hundred is none, in every way in which a row can be: each is counted, and told with its reason."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from legpain_graph.cohort.generate import Cohort, Frequencies
from legpain_graph.cohort.output import writer
from legpain_graph.cohort.run import Request, run
from legpain_graph.model.pathway import Pathway

Fields = dict[str, str]


def setting(**entries: str) -> Callable[[Fields], None]:
    return lambda fields: fields.update(entries)


KINDS: dict[str, tuple[Callable[[Fields], None], str | None, str]] = {
    "range": (
        setting(age_years="121"),
        "age_years",
        "age_years is 121, expected a whole number of years from 0 to 120",
    ),
    "part": (setting(age_years="50.5"), "age_years", "age_years is 50.5, expected a whole number"),
    "word": (setting(abpi="high"), "abpi", 'abpi is "high", expected a number'),
    "comma": (setting(abpi="0,82"), "abpi", "write a decimal point"),
    "nought": (setting(age_years="045"), "age_years", "take the 0 in front away"),
    "nan": (setting(abpi="NaN"), "abpi", 'abpi is "NaN", expected a number'),
    "truth": (setting(fever="yes"), "fever", 'fever is "yes", expected true or false'),
    "choice": (setting(femoral_pulse="palpabel"), "femoral_pulse", "did you mean 'palpable'?"),
    "no test": (setting(fever="not_done"), "fever", "fever cannot be not_done: it is not a test"),
    "closure": (setting(normal="red_flag"), "normal", "unknown finding or group 'red_flag'"),
    "closed so": (setting(not_done="red_flags"), "not_done", "cannot be closed as not_done"),
    "closed against": (
        setting(fever="true", normal="fever"),
        "fever",
        "fever is recorded as true and closed as normal",
    ),
    "closed twice": (
        setting(anal_tone="", normal="anal_tone", not_done="anal_tone"),
        "not_done",
        "both normal and not_done",
    ),
    "contradiction": (
        setting(sex="male", age_years="", pregnancy_status="pregnant"),
        "pregnancy_status",
        "contradict each other",
    ),
    "score": (setting(wells_dvt_score="40"), "wells_dvt_score", "wells_dvt_score is 40, but its items allow"),
    "part of a score": (setting(wells_dvt_score="1.5"), "wells_dvt_score", "expected a whole number of points"),
}
UNEVEN, TEXT = "uneven", "no text"


@pytest.fixture
def spoilt(leg_pain: Pathway, tmp_path: Path, pytestconfig: pytest.Config) -> tuple[Path, dict[int, str]]:
    """The table, and what is wrong with which row."""
    rows = 5 * pytestconfig.getoption("--cohort-rows")
    cohort = Cohort(leg_pain, Frequencies({}, missing=0.9), seed=4)
    sound, path = tmp_path / "sound.csv", tmp_path / "spoilt.csv"
    out = writer(str(sound), "csv", cohort.schema)
    for batch in cohort.rows(rows):
        out.write(batch)
    out.close()
    random, kinds = Random(4), [*KINDS, UNEVEN, TEXT]
    wrong: dict[int, str] = {}
    with sound.open(newline="") as source, path.open("wb") as target:
        reader = csv.reader(source)
        names = [*next(reader), "normal"]
        target.write(",".join(names).encode() + b"\n")
        for number, values in enumerate(reader, 1):
            line = [*values, ""]
            if number % 100 == 50:
                kind = wrong[number] = kinds[(number // 100) % len(kinds)]
                fields = dict(zip(names, line, strict=True))
                KINDS.get(kind, (lambda _: None, None, ""))[0](fields)
                line = list(fields.values())
                if kind == UNEVEN:
                    line = line[: random.randrange(2, len(line))]
                elif kind == TEXT:
                    line[names.index("abpi")] = "\udcff"
            quoted = [f'"{field}"' if "," in field else field for field in line]
            target.write(",".join(quoted).encode("utf-8", "surrogateescape") + b"\n")
    return path, wrong


def test_every_row_at_fault_is_counted_and_told(
    leg_pain: Pathway, spoilt: tuple[Path, dict[int, str]], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    path, wrong = spoilt
    out, rejects = tmp_path / "out.csv", tmp_path / "rejects.csv"
    counts = run(Request(leg_pain, [str(path)], str(out), str(rejects), workers=2))
    rows = 5 * pytestconfig.getoption("--cohort-rows")
    assert (counts.rows, counts.faulty) == (rows, rows // 100)
    with rejects.open(newline="") as file:
        told = [(int(row["row"]), row["column"] or None, row["reason"]) for row in csv.DictReader(file)]
    assert {row for row, _, _ in told} == set(wrong)
    for row, kind in wrong.items():
        _, column, reason = KINDS.get(
            kind, (None, None if kind == UNEVEN else "abpi", "field" if kind == UNEVEN else "not UTF-8")
        )
        mine = [(found, why) for number, found, why in told if number == row]
        assert any(column in (found, None) and reason in why for found, why in mine), (row, kind, mine)
    with out.open(newline="") as file:
        flagged = [int(row["row"]) for row in csv.DictReader(file) if row["fault"]]
    assert flagged == sorted(wrong)
    expected = Counter(wrong.values())
    assert counts.faults[""] == expected[UNEVEN]
    assert min(expected.values()) >= rows // 100 // len(expected)
