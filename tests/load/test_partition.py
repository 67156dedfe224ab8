"""Guards that are shown to leave nobody out need no `otherwise`; whom they leave out is named, with the value."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legpain_graph.load.partition import left_out
from legpain_graph.model.guard.ir import Guard, names_read
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Vocabulary
from strategies import examples, guards_of, pathways, read_guard, vocabulary_of
from strategies.complete import Plain, passes
from strategies.partial import representatives

WORDS = vocabulary_of(
    Finding("a", FindingType.BOOLEAN, "a"),
    Finding("hb", FindingType.NUMBER, "hb", unit="g/L", low=Decimal(20), high=Decimal(250)),
    Finding("abpi", FindingType.NUMBER, "abpi", unit="ratio", high=Decimal(3), optional=True),
    Finding("size", FindingType.NUMBER, "size", unit="cm", high=Decimal(9), integer=True),
)


@pytest.mark.parametrize(
    ("guards", "patient"),
    [
        (["a", "not a"], None),
        (["hb < 70", "not (hb < 70)"], None),
        (["hb < 70", "hb >= 70"], None),
        (["hb < 70", "hb > 70"], {"hb": Decimal(70)}),
        (["hb < 70", "hb >= 80"], {"hb": Decimal(70)}),
        (["abpi < 1", "abpi >= 1"], {"abpi": NOT_DONE}),
        (["size < 3", "size > 3", "size == 3"], None),
        (["a and hb < 70", "hb >= 70", "not a"], None),
        (["a and hb < 70", "hb >= 70"], {"a": False, "hb": Decimal(20)}),
        (["a and hb < 70 and size > 3"], {}),  # somebody may be: three findings are for the solver
        (["a and hb < 70 and size > 3", "not (a and hb < 70 and size > 3)"], {}),
    ],
)
def test_whom_guards_leave_out(guards: list[str], patient: dict[str, object] | None) -> None:
    assert left_out([read_guard(text, WORDS) for text in guards], WORDS) == patient


@examples(100)
@given(st.data())
def test_it_is_shown_where_a_complete_patient_passes_no_guard(data: st.DataObject) -> None:
    made = data.draw(pathways())
    guards = data.draw(st.lists(st.sampled_from(list(guards_of(made))), min_size=1, max_size=3))
    shown = left_out(guards, made.vocabulary)
    if shown == {}:
        return
    names, values = findings_read(guards, made.vocabulary), representatives(made)
    rules = [rule for rule in made.vocabulary.constraints if {rule.given.finding, rule.then.finding} <= set(names)]
    patients = [dict(zip(names, several, strict=True)) for several in product(*(values[name] for name in names))]
    left = [
        patient
        for patient in patients
        if all(passes(rule.then, patient) for rule in rules if passes(rule.given, patient))
        and not any(Plain(made, patient).holds(guard) for guard in guards)
    ]
    assert (shown is None) is (left == [])
    assert shown is None or not any(Plain(made, shown).holds(guard) for guard in guards)


def findings_read(guards: Sequence[Guard], words: Vocabulary) -> list[str]:
    """The findings that guards rest on, through formulas and conditions."""
    found: set[str] = set()
    todo = [name for guard in guards for name in names_read(guard)]
    while todo:
        name = todo.pop()
        if name in words.findings:
            found.add(name)
            gate = words.findings[name].applies_when
            todo += [] if gate is None else [each for each in names_read(gate) if each not in found]
        elif (truth := words.derived[name].truth) is not None:
            todo += names_read(truth)
    return sorted(found)
