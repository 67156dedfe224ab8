"""A case for every mutant that no case notices: it notices it when audited again, says no more than it must, and reads like a patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph import Case, Walker
from legpain_graph.audit.casegen.missing import WHO, expected
from legpain_graph.audit.mutation.kills import Kills
from legpain_graph.audit.mutation.operators import Mutator
from legpain_graph.audit.mutation.score import mutants
from legpain_graph.audit.mutation.survivor_cases import in_full, killing_cases
from legpain_graph.audit.result import Audit, CoverageState
from legpain_graph.audit.run import audit
from legpain_graph.case.read import CaseFile
from legpain_graph.engine.kleene import Reference
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Compare, Flag, Op, Score, Some, Term
from legpain_graph.model.pathway import Pathway, Urgency, Waiver
from legpain_graph.model.vocabulary import Constraint, Derived, Finding, FindingType, Warning
from legpain_graph.walk.expectation import unmet
from strategies import accepted, cases, examples, pathways, sketch, vocabulary_of

NAMES = ("fever", "red", "hot")
SOON = {"now": seven.SOON, "soon": seven.SOON, "home": seven.SOON}
ENDS = {"now": seven.SAME_DAY, "soon": seven.SOON, "home": seven.PRIMARY_CARE}


def pathway_of(*lines: str, ends: dict[str, Urgency] = ENDS, more: tuple[Finding, ...] = (), **words: Any) -> Pathway:
    """One decision with the given edges, on three findings. A warning reads them all, so that a change leaves none unused."""
    findings = [Finding(name, FindingType.BOOLEAN, name, normal=False) for name in NAMES]
    read = Warning("W", Some(tuple(map(Flag, NAMES))), "look again")
    told = {name: urgency for name, urgency in ends.items() if any(name in line for line in lines)}
    return sketch(vocabulary_of(*findings, *more, warnings=(read,), **words), {"ask": list(lines), **told})


def worked(findings: dict[str, Any], name: str, **expect: Any) -> CaseFile:
    return CaseFile(Case(findings, id=name), f"{name}.case.yaml", expect=expect)


PATHWAY = pathway_of("fever and red -> now", "hot -> soon", "otherwise -> home")
WELL = worked(dict.fromkeys(NAMES, False), "well", floor="primary_care", ceiling="primary_care")


def with_state(found: Audit, *states: str) -> list[str]:
    return [mutant.id for mutant in found.mutants if mutant.state in states]


def said(files: Sequence[CaseFile]) -> list[tuple[Case, dict[str, Any]]]:
    return [(source.case, dict(source.expect)) for source in files]


# A case for each


def test_the_cases_written_for_what_survives_kill_it() -> None:
    found = audit(PATHWAY, [WELL], missing=True, mutants=True)
    survived = with_state(found, "survived")
    assert len(survived) > 5
    again = audit(PATHWAY, [WELL, *found.files], mutants=True)
    assert again.failed == ()
    assert set(survived) <= set(with_state(again, "killed"))
    assert again.score is not None
    assert again.score.percent == "100.0"
    assert again.missing == ()


def test_each_survivor_is_shown_with_the_written_case_that_notices_it() -> None:
    found = audit(PATHWAY, [WELL], missing=True, mutants=True)
    files = {source.case.id: source for source in found.files}
    changes = {change.id: change.pathway for change in Mutator(PATHWAY).changes()}
    for mutant in found.mutants:
        if mutant.state == "survived":
            assert mutant.witness is not None
            source = files[mutant.witness.id]
            assert unmet(source.expect, Walker(changes[mutant.id]).walk(source.case)), mutant.id
            assert unmet(source.expect, Walker(PATHWAY).walk(source.case)) == []


def test_one_who_can_tell_is_a_worked_case_with_what_is_other() -> None:
    (told,) = (m for m in mutants(PATHWAY, [WELL], missing=[]) if m.id == "ask>now negated 1")
    assert told.witness is not None
    assert told.witness.who.startswith("As well, but: red ")
    assert {name: told.witness.findings[name] for name in ("fever", "hot")} == {"fever": False, "hot": False}
    (smallest,) = (m for m in mutants(PATHWAY, [WELL]) if m.id == "ask>now negated 1")
    assert smallest.witness is not None
    assert len(smallest.witness.findings) == 1, "where no case is to be written, as little is recorded as can be"
    found = audit(PATHWAY, [WELL], missing=True, mutants=True)
    assert all(case.who.startswith(f"{WHO} As well, but: ") for case in found.missing)


def test_without_a_worked_case_the_smallest_patients_are_written() -> None:
    found = audit(PATHWAY, [], missing=True, mutants=True)
    assert with_state(audit(PATHWAY, found.files, mutants=True), "survived") == []


# What they say


def test_a_change_that_shows_only_by_what_is_still_possible_is_noticed_so() -> None:
    """Nobody of whom all is known goes to `now` without being hot: only while it is open whether someone is red does the edge show."""
    pathway = pathway_of(
        "red and not red -> now", "hot -> now", "fever -> soon", "otherwise -> home", ends=SOON
    )  # fmt: skip
    change = next(one for one in Mutator(pathway).changes() if one.id == "ask>now redirected 1")
    case = Case({"hot": False}, id="open")
    silent = CaseFile(case, expect=expected(Walker(pathway).walk(case)))
    assert list(Kills(pathway, [silent]).by(change.pathway)) == []
    (source,), shows = killing_cases(pathway, {change.id: (change.pathway, case)}, [], set())
    assert {key: source.expect[key] for key in source.expect if key not in silent.expect} == {"possible": ["now"]}
    assert shows == {change.id: source.case}
    assert list(Kills(pathway, [source]).by(change.pathway)) == [0]


def test_what_a_case_that_is_missing_anyway_can_notice_needs_no_other_case() -> None:
    """That case only says more: that a node is ruled out, which nobody had to say of the coverage."""
    pathway = pathway_of("red and not red -> now", "fever -> soon", "otherwise -> home", ends=SOON)
    nobody = worked({}, "nobody", floor="soon")
    covering = audit(pathway, [nobody], missing=True)
    found = audit(pathway, [nobody], missing=True, mutants=True)
    assert [case.findings for case in found.missing] == [case.findings for case in covering.missing]
    pairs = list(zip(said(covering.files), said(found.files), strict=True))
    assert all(before.items() <= after.items() for (_, before), (_, after) in pairs)
    assert [after for (_, before), (_, after) in pairs if before != after] == [
        {"floor": "soon", "ceiling": "soon", "settled": True, "never": ["now"], "asks": ["fever"]}
    ]


def test_what_is_expected_already_is_not_said_again() -> None:
    change = next(one for one in Mutator(PATHWAY).changes() if one.id == "ask>now negated 1")
    case = Case({"fever": True, "red": True})
    (source,), _ = killing_cases(PATHWAY, {change.id: (change.pathway, case)}, [], set())
    assert dict(source.expect) == expected(Walker(PATHWAY).walk(case)), "the floor tells already"


def test_nothing_is_written_for_what_is_waived() -> None:
    open_ = audit(PATHWAY, [WELL], mutants=True)
    items = {each.id: tuple(i.id for i in each.items if i.state is CoverageState.UNCOVERED) for each in open_.measures}
    waivers = [Waiver(measure, names, "by hand") for measure, names in items.items() if names]
    waivers.append(Waiver("mutants", tuple(with_state(open_, "survived")), "by hand"))
    found = audit(replace(PATHWAY, waivers=tuple(waivers)), [WELL], missing=True, mutants=True)
    assert with_state(found, "waived")
    assert (found.missing, found.issues) == ((), open_.issues)


# Definitions and recorded scores

HOT_IS_RED = Constraint("C1", Flag("hot"), Flag("red"), "a kind of it")


def test_a_definition_that_is_gone_is_noticed_by_a_patient_of_whom_less_follows() -> None:
    """Hot alone changes nothing: what is red, and so who goes where, matters with fever only."""
    pathway = pathway_of("red and fever -> now", "otherwise -> home", constraints=(HOT_IS_RED,))
    found = audit(pathway, [WELL], missing=True, mutants=True)
    mutant = next(mutant for mutant in found.mutants if mutant.id == "C1 constraint 1")
    assert mutant.state == "survived"
    assert mutant.witness is not None
    assert mutant.witness.findings == {"fever": True, "hot": True}
    assert with_state(audit(pathway, [WELL, *found.files], mutants=True), "survived", "undecided") == []


def test_a_definition_that_changes_nothing_is_proven_to() -> None:
    pathway = pathway_of("fever -> now", "otherwise -> home", constraints=(HOT_IS_RED,))
    assert {m.id: m.state for m in mutants(pathway, [])}["C1 constraint 1"] == "equivalent"


def test_a_value_that_nobody_can_have_makes_no_patient() -> None:
    """Nobody is hot, since nobody weighs more than the heaviest; to say that the hot are red, too, changes nothing."""
    weight = Finding("weight", FindingType.NUMBER, "weight", low=Decimal(0), high=Decimal(9), integer=True, unit="kg")
    heavy = Constraint("C2", Flag("hot"), Compare("weight", Op.MORE, Decimal(9)), "which nobody does")
    pathway = pathway_of("red -> now", "otherwise -> home", more=(weight,), constraints=(HOT_IS_RED, heavy))
    states = {mutant.id: mutant.state for mutant in mutants(pathway, [])}
    assert states["C1 constraint 1"] == "equivalent"


def test_a_change_that_only_refuses_a_recorded_score_is_told() -> None:
    """No edge differs for anybody of whom both pathways say something; but two points are no longer possible."""
    words = pathway_of().vocabulary
    score = Score("points", (Term(1, (Flag("fever"), Flag("red"))),))
    words.derived["points"] = Derived("points", "points", score, recordable=True)
    steps = {"ask": ["points >= 1 or fever or red -> now", "otherwise -> home"], **ENDS}
    pathway = sketch(words, {name: step for name, step in steps.items() if name != "soon"})
    (told,) = (mutant for mutant in mutants(pathway, []) if mutant.id == "points dropped 1")
    assert told.state == "survived"
    assert told.witness is not None
    assert "points" in told.witness.findings
    changed = next(change.pathway for change in Mutator(pathway).changes() if change.id == told.id)
    assert Walker(pathway).walk(told.witness)
    with pytest.raises(CaseError, match=r"points is [12], but its items allow"):
        Walker(changed).walk(told.witness)
    found = audit(pathway, [], missing=True, mutants=True)
    assert with_state(audit(pathway, found.files, mutants=True), "survived") == []


# Any pathway


@examples(4)
@given(st.data())
def test_on_any_pathway_no_mutant_survives_the_cases_that_are_written(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    case, _ = accepted(Reference(pathway), data.draw(cases(pathway)))
    base = CaseFile(replace(case, id="base"), expect={"floor": Walker(pathway).walk(case).floor.id})
    found = audit(pathway, [base], missing=True, mutants=True)
    again = audit(pathway, [base, *found.files], mutants=True)
    assert again.failed == ()
    assert with_state(again, "survived") == []
    assert set(with_state(again, "undecided")) <= set(with_state(found, "undecided"))
    silent = [replace(f, expect={k: v for k, v in f.expect.items() if k != "asks"}) for f in (base, *found.files)]
    equivalent = set(with_state(found, "equivalent"))
    assert equivalent <= {m.id for m in mutants(pathway, silent) if m.state == "equivalent"}, "but for what is asked"


@examples(20)
@given(st.data())
def test_what_notices_a_change_is_what_ends_otherwise_when_walked_each_once(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    several = [accepted(Reference(pathway), data.draw(cases(pathway)))[0] for _ in range(3)]
    walker = Walker(pathway)
    sources = [
        replace(source, expect={**source.expect, **expected(walker.walk(source.case))})
        for source in in_full(pathway, several)
    ]
    judge = Kills(pathway, sources)
    assert judge.sources == sources
    changes = list(Mutator(pathway).changes())
    for change in data.draw(st.lists(st.sampled_from(changes), min_size=1, max_size=5)):
        by = list(judge.by(change.pathway))
        assert sorted(by) == [number for number, source in enumerate(sources) if other(source, change.pathway)]


def other(source: CaseFile, changed: Pathway) -> bool:
    """Whether the case ends otherwise than it expects in the changed pathway, or is refused there."""
    try:
        return bool(unmet(source.expect, Walker(changed).walk(source.case)))
    except CaseError:
        return True
