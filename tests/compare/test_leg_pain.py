"""Two versions of the leg pain pathway: a copy is proven the same, and each planted fault is shown by a patient."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from legpain_graph import Case, Pathway, Walker, load_pathway
from legpain_graph.compare.comparison import Comparison, Kind, compare
from legpain_graph.compare.structure import changes
from legpain_graph.errors import PathwayError
from legpain_graph.proof.solver import Verdict
from legpain_graph.report.diff.words import verdict
from load import tiny
from proof.planted import FAULTS, PLANTED, Fault, copy_of


def planted(fault: Fault, leg_pain: Pathway, folder: Path) -> Comparison:
    return compare(leg_pain, load_pathway(fault.plant(folder)), patients=2)


def test_a_copy_is_proven_the_same(leg_pain: Pathway, tmp_path: Path) -> None:
    found = compare(leg_pain, load_pathway(copy_of(tmp_path / "copy")))
    assert found.nobody
    assert found.same_edges
    assert verdict(found) == "NO PATIENT CHANGES (proven)."


def test_whatever_is_added_is_said_in_words(leg_pain: Pathway, tmp_path: Path) -> None:
    """Beside a pathway that has none of it: no field is shown as Python has it."""
    file = tmp_path / "tiny.yaml"
    file.write_text(tiny.text())
    said = [item.new for change in changes(load_pathway(file), leg_pain, {}) for item in change.differences]
    assert [words for words in said if re.search(r"\w\(\w+=| at 0x|\{'", words)] == []
    assert "when recent_trauma or sudden_onset; bruise of an injury or a tear (S2.2, S3.5)" in "\n".join(said)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.loads], ids=lambda fault: fault.name)
def test_a_planted_fault_is_shown_by_a_patient(fault: Fault, leg_pain: Pathway, tmp_path: Path) -> None:
    found = planted(fault, leg_pain, tmp_path)
    assert not found.nobody
    assert not found.undecided
    assert found.changes
    assert found.witnesses
    assert any(answer.kind is Kind.LESS for answer in found.differs) is fault.less_urgent
    if fault.less_urgent:
        shown = next(answer.witness for answer in found.differs if answer.kind is Kind.LESS)
        assert shown is not None
        assert shown.new.ceiling < shown.old.floor
        assert verdict(found).startswith("LESS URGENT")
    for shown in found.witnesses:  # again, as a user would walk it
        case = Case(shown.new.case.findings, shown.new.case.normal, shown.new.case.not_done)
        for walk in (shown.old, shown.new):
            again = Walker(walk.pathway).walk(case)
            assert (again.floor, again.ceiling, again.reached) == (walk.floor, walk.ceiling, walk.reached)


def test_each_fault_changes_what_it_is_about(leg_pain: Pathway, tmp_path: Path) -> None:
    about = {
        "d-dimer-when-likely": ("newly_reached", "dvt-d-dimer"),
        "past-the-abpi": ("newly_reached", "compress"),
        "swapped-first": ("no_longer_reached", "stop-bone-refer"),
    }
    for name, expected in about.items():
        found = planted(PLANTED[name], leg_pain, tmp_path)
        assert expected in {(answer.kind.value, answer.what) for answer in found.differs}
        assert all(
            answer.verdict is Verdict.PROVEN
            for answer in found.effects
            if answer.kind in (Kind.LESS, Kind.CEILING_LOWER)
        )


def test_what_does_not_load_is_no_version(tmp_path: Path) -> None:
    with pytest.raises(PathwayError, match="no edge is left for the other patients"):
        load_pathway(PLANTED["missing-otherwise"].plant(tmp_path))
