"""Derived numbers in a pathway file: what is computed, in which unit, and what is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from legpain_graph import Case, Walker, load_pathway
from legpain_graph.load.cache import freeze, thaw
from legpain_graph.model.guard.ir import Quantity
from load import tiny
from load.changes import OUT
from load.tiny import Change


def number(name: str, unit: str, low: int, high: int) -> Change:
    return "findings.+", {"name": name, "type": "number", "unit": unit, "range": [low, high], "label": name}


WORDS: tuple[Change, ...] = (
    number("weight", "kg", 20, 300),
    number("height", "cm", 100, 220),
    number("age", "years", 0, 120),
)


def text(formula: str, guard: str, unit: str = "kg/m2", **more: object) -> str:
    new = {"name": "bmi", "label": "Body mass index", "formula": formula, **({"unit": unit} if unit else {}), **more}
    warning = {"id": "W1", "when": "weight > 20 and height > 100 and age > 3", "message": "Odd"}
    return tiny.text(*WORDS, ("derived", [new]), ("warnings", [warning]), (f"{OUT}.0.when", guard))


BMI = "weight / (height * height)"


def test_a_number_is_computed_in_the_unit_that_it_declares(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text(BMI, "alarm or bmi >= 30"))
    pathway = load_pathway(tmp_path)
    again = thaw(freeze(pathway))
    assert again.vocabulary.derived["bmi"].formula == pathway.vocabulary.derived["bmi"].formula
    for read in (pathway, again):
        walker = Walker(read)
        assert isinstance(read.vocabulary.derived["bmi"].formula, Quantity)
        for weight, surely in ((76.8, True), ("76.7999999", False), (None, None)):
            known = {"alarm": False, "height": 160, **({} if weight is None else {"weight": float(weight)})}
            edge = walker.walk(Case(known)).status.edges[walker.order.edge_number["screen>stop-999"]]
            assert edge == {True: 3, False: 0, None: 2}[surely]


WRONG = [
    (BMI, "bmi >= 30", "", "computes kg/cm2"),
    (BMI, "bmi >= 30", "kg", "computes kg/cm2, which does not measure kg"),
    (BMI, "bmi >= 900", "kg/m2", "bmi is never 900: it goes from 4.132 to 300 kg/m2"),
    ("weight + height", "bmi >= 30", "kg", "cm and kg do not measure the same"),
    ("weight + age", "bmi >= 30", "kg", "years and kg do not measure the same"),
    ("weight / age", "bmi >= 30", "kg", "divides by what may be 0"),
    ("alarm", "bmi", "kg", "bmi: a truth has no unit"),
    ("count(alarm)", "bmi >= 1", "kg", "bmi: a score has no unit"),
    ("bmi + 1", "bmi >= 1", "kg", "defined by itself: bmi -> bmi"),
]


@pytest.mark.parametrize(("formula", "guard", "unit", "says"), WRONG)
def test_what_cannot_be_computed_is_refused(formula: str, guard: str, unit: str, says: str, tmp_path: Path) -> None:
    found = tiny.issues(tmp_path, text(formula, guard, unit))
    assert any(says in issue.message for issue in found), [issue.message for issue in found]


def test_only_a_score_is_recorded_directly(tmp_path: Path) -> None:
    (issue,) = tiny.issues(tmp_path, text(BMI, "alarm or bmi >= 30", recordable=True))
    assert issue.message == "bmi: only a score is recordable"
