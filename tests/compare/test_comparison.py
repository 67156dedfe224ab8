"""Two versions of a small pathway: for each kind of change what is said of it, and of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph.case.facts import Case
from legpain_graph.case.read import CaseFile
from legpain_graph.compare.comparison import Comparison, Effect, Kind, Witness, compare
from legpain_graph.compare.structure import ChangeKind, renamings
from legpain_graph.engine.kleene import Reference
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Compare, Flag, OneOf, Op
from legpain_graph.model.pathway import Line, Pathway
from legpain_graph.model.vocabulary import Constraint, Finding, FindingType, Group, Vocabulary
from legpain_graph.proof.solver import Verdict
from legpain_graph.report.diff.words import markdown, text, verdict
from legpain_graph.walk.walker import Walker
from strategies import cases, completions, draw_guard, examples, pathways, sketch, vocabulary_of

FEVER = Finding("fever", FindingType.BOOLEAN, "Fever", normal=False)
COLD = Finding("cold", FindingType.BOOLEAN, "Cold foot", normal=False)
ABPI = Finding(
    "abpi",
    FindingType.NUMBER,
    "ABPI",
    unit="ratio",
    low=Decimal(0),
    high=Decimal("2.5"),
    optional=True,
    section="investigation",
)
PULSE = Finding("pulse", FindingType.CHOICE, "Pulse", values=("felt", "weak", "absent"), normal="felt")
WORDS = vocabulary_of(FEVER, COLD, ABPI, PULSE)
STEPS: dict[str, Any] = {
    "begin": ["always -> screen"],
    "screen": ["fever and cold -> now", "otherwise -> legs"],
    "legs": ("first", ["abpi < 0.5 -> today", "abpi < 0.9 -> vascular", "otherwise -> home"]),
    "vascular": (seven.ROUTINE, ["always -> home"]),
    "now": seven.EMERGENCY_999,
    "today": seven.SAME_DAY,
    "home": seven.PRIMARY_CARE,
}


def changed(words: Vocabulary = WORDS, **steps: Any) -> Pathway:
    return unlabelled(sketch(words, {**STEPS, **steps}))


def unlabelled(pathway: Pathway) -> Pathway:
    """Without the labels of edges, which a sketch takes from where they lead."""
    for name, node in pathway.nodes.items():
        pathway.nodes[name] = replace(node, edges=tuple(replace(edge, label="") for edge in node.edges))
    return pathway


OLD = changed()


def answers(found: Comparison) -> dict[tuple[str, str], Effect]:
    return {(answer.kind.value, answer.what): answer for answer in found.effects}


def only(found: Comparison, kind: Kind) -> Effect:
    return next(answer for answer in found.effects if answer.kind is kind)


def patient(shown: Witness | None) -> Mapping[str, Any]:
    assert shown is not None
    assert shown.old.case.findings == shown.new.case.findings
    return shown.new.case.findings


# Nothing changes


def test_the_same_twice() -> None:
    found = compare(OLD, changed())
    assert found.same_edges
    assert found.nobody
    assert found.changes == ()
    assert verdict(found) == "NO PATIENT CHANGES (proven)."


def test_wording_only_is_proven_to_change_nobody() -> None:
    new = changed()
    new.nodes["home"] = replace(new.nodes["home"], title="Go home", tell=(Line("You may go home."),))
    found = compare(OLD, new)
    assert found.nobody
    assert found.same_edges
    assert [(change.part, change.id, change.how) for change in found.changes] == [("node", "home", ChangeKind.CHANGED)]
    assert {item.field: (item.old, item.new) for item in found.changes[0].differences} == {
        "title": ("home", "Go home"),
        "tell": ("", "You may go home."),
    }


def test_a_guard_written_another_way_changes_nobody() -> None:
    found = compare(OLD, changed(screen=["not (not fever or not cold) -> now", "otherwise -> legs"]))
    assert found.nobody
    assert [change.part for change in found.changes] == ["edge"]


def test_a_renamed_node_is_recognised_and_changes_nobody() -> None:
    steps = {("clinic" if name == "vascular" else name): step for name, step in STEPS.items()}
    steps["legs"] = ("first", ["abpi < 0.5 -> today", "abpi < 0.9 -> clinic", "otherwise -> home"])
    new = unlabelled(sketch(WORDS, steps))
    new.nodes["clinic"] = replace(new.nodes["clinic"], title="vascular")
    assert renamings(OLD, new) == {"vascular": "clinic"}
    found = compare(OLD, new)
    assert found.nobody
    assert [(change.id, change.how, change.old_id) for change in found.changes] == [
        ("clinic", ChangeKind.RENAMED, "vascular")
    ]


# Somebody changes


def test_a_threshold_moved() -> None:
    found = compare(
        OLD, changed(legs=("first", ["abpi < 0.5 -> today", "abpi < 0.8 -> vascular", "otherwise -> home"]))
    )
    less = only(found, Kind.LESS)
    assert (less.verdict, less.what) == (Verdict.REFUTED, "routine")
    assert less.witness is not None
    assert Decimal("0.8") <= patient(less.witness)["abpi"] < Decimal("0.9")
    assert (less.witness.old.floor, less.witness.new.ceiling) == (seven.ROUTINE, seven.PRIMARY_CARE)
    assert only(found, Kind.MORE).verdict is Verdict.PROVEN
    assert answers(found)["no_longer_reached", "vascular"].witness is less.witness
    assert verdict(found).startswith("LESS URGENT")
    assert not found.nobody


def test_and_for_or_is_less_urgent_and_the_other_way_round_more() -> None:
    other = changed(screen=["fever or cold -> now", "otherwise -> legs"])
    less = compare(other, OLD)
    assert only(less, Kind.LESS).what == "emergency_999"
    assert verdict(less).startswith("LESS URGENT")
    more = compare(OLD, other)
    assert only(more, Kind.LESS).verdict is Verdict.PROVEN
    assert only(more, Kind.MORE).what == "emergency_999"
    assert verdict(more) == "MORE URGENT for some patients. Nobody is less urgent (proven)."


def test_what_matters_only_while_something_is_not_recorded() -> None:
    """For every complete patient the two are the same; a fever alone was sure before, and is not now."""
    sure = changed(screen=["fever -> now", "otherwise -> legs"])
    split = changed(
        screen=["fever and cold -> now", "fever and not cold -> now2", "otherwise -> legs"], now2=seven.EMERGENCY_999
    )
    narrowed = changed(screen=["(fever and cold) or (fever and not cold) -> now", "otherwise -> legs"])
    found = compare(sure, narrowed)
    assert only(found, Kind.LESS).verdict is Verdict.PROVEN
    floor = only(found, Kind.FLOOR_LOWER)
    assert (floor.verdict, floor.what) == (Verdict.REFUTED, "emergency_999")
    assert patient(floor.witness) == {"fever": True}
    assert only(found, Kind.CEILING_LOWER).verdict is Verdict.PROVEN
    assert not found.nobody
    assert only(compare(sure, split), Kind.LESS).verdict is Verdict.PROVEN


def test_an_edge_redirected_at_the_same_urgency_is_another_place() -> None:
    old = changed(
        other=seven.EMERGENCY_999,
        screen=["fever and cold -> now", "fever and pulse == absent -> other", "otherwise -> legs"],
    )
    new = changed(
        other=seven.EMERGENCY_999,
        screen=["fever and cold -> now", "fever and pulse == absent -> now", "otherwise -> legs"],
    )
    found = compare(old, new)
    assert only(found, Kind.LESS).verdict is Verdict.PROVEN
    assert only(found, Kind.MORE).verdict is Verdict.PROVEN
    gained = answers(found)["newly_reached", "now"]
    assert gained.witness is not None
    assert patient(gained.witness) == {"fever": True, "pulse": "absent", "cold": False}
    assert gained.witness.urgency == "same"
    assert verdict(found).startswith("SENT ELSEWHERE")
    assert [
        (change.part, [item.field for item in change.differences]) for change in found.changes if change.part == "edge"
    ] == [("edge", ["target"])]


def test_a_node_removed() -> None:
    steps = {name: step for name, step in STEPS.items() if name != "today"}
    new = sketch(WORDS, {**steps, "legs": ("first", ["abpi < 0.9 -> vascular", "otherwise -> home"])})
    found = compare(OLD, new)
    assert only(found, Kind.LESS).what == "same_day"
    assert ("node", "today", ChangeKind.REMOVED) in [(change.part, change.id, change.how) for change in found.changes]


def test_a_swapped_first() -> None:
    found = compare(
        OLD, changed(legs=("first", ["abpi < 0.9 -> vascular", "abpi < 0.5 -> today", "otherwise -> home"]))
    )
    assert only(found, Kind.LESS).what == "same_day"
    [change] = found.changes
    assert (change.part, change.id, change.differences[0].field) == ("node", "legs", "order")


def test_only_acting_now_differs() -> None:
    aside = {"aside": seven.SAME_DAY, "aside2": seven.SOON}
    old = changed(**aside, legs=("first", [*STEPS["legs"][1], "unknown -> aside"]))
    new = changed(**aside, legs=("first", [*STEPS["legs"][1], "unknown -> aside2"]))
    found = compare(old, new)
    assert not found.differs
    assert not found.nobody
    assert verdict(found).startswith("ACTING NOW differs")


# The vocabularies differ


def test_a_finding_added_is_free_in_the_old_version() -> None:
    words = vocabulary_of(FEVER, COLD, ABPI, PULSE, Finding("rash", FindingType.BOOLEAN, "Rash", normal=False))
    new = sketch(words, {**STEPS, "screen": ["fever and cold -> now", "rash -> today", "otherwise -> legs"]})
    found = compare(OLD, new)
    assert only(found, Kind.LESS).verdict is Verdict.PROVEN
    more = only(found, Kind.MORE)
    assert more.witness is not None
    assert more.witness.new.case.findings["rash"] is True
    assert "rash" not in more.witness.old.case.findings
    assert "findings that only the new version knows: {rash: true}" in text(found, ("a", "b"))
    back = compare(new, OLD)
    assert only(back, Kind.LESS).witness is not None
    assert "findings that only the old version knows: {rash: true}" in text(back, ("a", "b"))


def test_a_range_that_is_wider_shares_the_common_values() -> None:
    wide = replace(ABPI, high=Decimal(3))
    found = compare(OLD, sketch(vocabulary_of(FEVER, COLD, wide, PULSE), STEPS))
    assert not found.differs
    assert [(refused.by, refused.what) for refused in found.refused] == [("old", "abpi: a number outside 0 to 2.5")]
    assert verdict(found).startswith("NOT THE SAME PATIENTS")
    assert not found.nobody


def test_values_that_only_one_version_knows() -> None:
    fewer = replace(PULSE, values=("felt", "absent"))
    steps = {**STEPS, "screen": ["pulse == absent -> now", "otherwise -> legs"]}
    found = compare(sketch(WORDS, steps), sketch(vocabulary_of(FEVER, COLD, ABPI, fewer), steps))
    assert not found.differs
    assert [(refused.by, refused.what) for refused in found.refused] == [("new", "pulse: weak")]


def test_a_type_changed_is_another_fact() -> None:
    other = Finding("cold", FindingType.CHOICE, "Cold foot", values=("no", "cool", "cold"), normal="no")
    steps = {**STEPS, "screen": ["fever and cold == cold -> now", "otherwise -> legs"]}
    found = compare(OLD, sketch(vocabulary_of(FEVER, other, ABPI, PULSE), steps))
    assert [refused.what for refused in found.refused] == [
        "cold is another fact: its type, unit or every value changed"
    ]
    assert only(found, Kind.LESS).verdict is Verdict.REFUTED, "a cold foot there, and none here"


def test_a_constraint_added_refuses_some_and_is_followed_in_others() -> None:
    rule = Constraint("C1", Flag("cold"), OneOf("pulse", ("absent",)), "a cold foot has no pulse")
    steps = {**STEPS, "screen": ["pulse == absent -> now", "otherwise -> legs"]}
    words = replace(WORDS, constraints=(rule,))
    found = compare(sketch(WORDS, steps), sketch(words, steps))
    assert [refused.by for refused in found.refused] == ["new"]
    assert found.refused[0].case is not None
    with pytest.raises(CaseError):
        Reference(sketch(words, steps)).facts(found.refused[0].case)
    assert only(found, Kind.LESS).verdict is Verdict.PROVEN
    assert patient(only(found, Kind.FLOOR_HIGHER).witness) == {"cold": True}
    back = compare(sketch(words, steps), sketch(WORDS, steps))
    assert patient(only(back, Kind.FLOOR_LOWER).witness) == {"cold": True}, (
        "a sure emergency is missed where the rule is gone"
    )


def test_a_constraint_that_follows_from_another_refuses_nobody() -> None:
    rules = (Constraint("C1", Compare("abpi", Op.LESS, Decimal("0.5")), Flag("cold"), "why"),)
    more = (*rules, Constraint("C2", Compare("abpi", Op.LESS, Decimal("0.4")), Flag("cold"), "why"))
    found = compare(changed(replace(WORDS, constraints=rules)), changed(replace(WORDS, constraints=more)))
    assert found.nobody


def test_optional_only_in_one_version() -> None:
    found = compare(OLD, sketch(vocabulary_of(FEVER, COLD, replace(ABPI, optional=False), PULSE), STEPS))
    assert [(refused.by, refused.what) for refused in found.refused] == [("new", "abpi: not_done")]


def test_a_closure_is_said_only_where_it_says_the_same() -> None:
    group = Group("signs", "No fever, foot warm.", ("fever", "cold"))
    steps = {**STEPS, "legs": ("first", ["abpi < 0.5 -> today", "otherwise -> home"])}
    same = replace(WORDS, groups={"signs": group})
    shown = only(compare(changed(same), sketch(same, steps)), Kind.LESS).witness
    assert shown is not None
    assert shown.new.case.normal == ("signs",)
    other = replace(WORDS, groups={"signs": replace(group, members=("fever",))})
    shown = only(compare(changed(same), sketch(other, steps)), Kind.LESS).witness
    assert shown is not None
    assert shown.new.case.normal == ()


# Worked cases, words


def test_worked_cases_that_change_or_are_refused() -> None:
    files = [
        CaseFile(Case({"abpi": Decimal("0.85"), "fever": False}, id="between"), "between.case.yaml"),
        CaseFile(Case({"abpi": Decimal("0.6"), "fever": False}, id="below"), "below.case.yaml"),
        CaseFile(Case({"pulse": "weak"}, id="weak"), "weak.case.yaml"),
        CaseFile(Case({"nothing": True}, id="neither"), "neither.case.yaml"),
    ]
    words = vocabulary_of(FEVER, COLD, ABPI, replace(PULSE, values=("felt", "absent")))
    new = changed(words, legs=("first", ["abpi < 0.5 -> today", "abpi < 0.8 -> vascular", "otherwise -> home"]))
    found = compare(OLD, new, files)
    assert [(case.id, case.differs, bool(case.refusal)) for case in found.worked] == [
        ("between", ("floor", "ceiling", "outcomes", "acting_now"), False),
        ("weak", (), True),
    ]
    assert "2 of 4 worked cases change." in text(found, ("a", "b"))


def test_the_text_leads_with_what_is_less_urgent() -> None:
    new = changed(legs=("first", ["abpi < 0.5 -> today", "abpi < 0.8 -> vascular", "otherwise -> home"]))
    said = text(compare(OLD, new), ("old.yaml", "new.yaml"))
    assert said.startswith("LESS URGENT for some patients.\n")
    assert (
        said.index("LESS URGENT\n")
        < said.index("MORE URGENT\n")
        < said.index("PATIENTS\n")
        < said.index("IN THE FILES\n")
    )
    assert "nobody (proven)" in said
    assert said == text(compare(OLD, new), ("old.yaml", "new.yaml")), "the same each time"
    assert max(map(len, said.splitlines())) <= 100
    assert markdown(compare(OLD, new), ("a", "b")).startswith("# LESS URGENT for some patients")


def test_no_more_patients_than_wanted_and_still_every_difference() -> None:
    new = changed(screen=["fever and cold -> home", "otherwise -> legs"])
    found, none = compare(OLD, new), compare(OLD, new, patients=0)
    assert found.witnesses
    assert not none.witnesses
    assert [(one.kind, one.what, one.verdict) for one in found.effects] == [
        (one.kind, one.what, one.verdict) for one in none.effects
    ]


# Against walks


@st.composite
def versions(draw: Any) -> tuple[Pathway, Pathway]:
    """A pathway, and the same with another guard on one edge, without a constraint, or with a wider or optional finding."""
    old = draw(pathways())
    words = old.vocabulary
    if words.constraints and draw(st.booleans()):
        words = replace(words, constraints=words.constraints[1:])
    if draw(st.integers(0, 2)) == 0:
        name = draw(st.sampled_from(sorted(words.findings)))
        finding = words.findings[name]
        other = (
            replace(finding, high=finding.high + 5)
            if finding.type is FindingType.NUMBER
            else replace(finding, optional=True)
        )
        words = replace(words, findings={**words.findings, name: other})
    nodes = dict(old.nodes)
    guarded = [edge for edge in old.edges.values() if edge.guard is not None]
    if guarded and draw(st.integers(0, 3)):
        edge = draw(st.sampled_from(guarded))
        other_edge = replace(edge, guard=draw_guard(draw, old.vocabulary.findings, old.vocabulary.derived, depth=1))
        node = nodes[edge.source]
        nodes[node.id] = replace(node, edges=tuple(other_edge if one.id == edge.id else one for one in node.edges))
    return old, replace(old, vocabulary=words, nodes=nodes)


@examples(60)
@given(st.data())
def test_what_is_proven_holds_of_every_walk(data: st.DataObject) -> None:
    """No partial patient that both versions accept contradicts an answer; each patient shown is one whom both walk differently."""
    old, new = data.draw(versions())
    found = compare(old, new, seconds=30)
    assert not found.undecided
    proven = set(Kind) if found.same_edges else {one.kind for one in found.effects if one.verdict is Verdict.PROVEN}
    walkers = Walker(old), Walker(new)
    complete = [Case(dict(patient.values)) for patient in completions(old, Reference(old).facts(Case()), 40)]
    for case in (*(data.draw(cases(old)) for _ in range(8)), *complete):
        try:
            one, other = (walker.walk(case) for walker in walkers)
        except CaseError:
            continue
        assert Kind.FLOOR_LOWER not in proven or other.floor >= one.floor
        assert Kind.CEILING_LOWER not in proven or other.ceiling >= one.ceiling
        assert Kind.FLOOR_HIGHER not in proven or other.floor <= one.floor
        assert Kind.CEILING_HIGHER not in proven or other.ceiling <= one.ceiling
        for answer in found.effects:
            if case in complete and answer.target not in ("", "diagnosis") and answer.verdict is Verdict.PROVEN:
                high, low = (one, other) if answer.kind is Kind.LOST else (other, one)
                assert answer.what not in high.reached or answer.what in low.reached
        if case in complete and found.same_edges:
            assert one.reached == other.reached
    for shown in found.witnesses:
        assert (shown.old.floor, shown.old.ceiling, shown.old.reached, shown.old.possible) != (
            shown.new.floor,
            shown.new.ceiling,
            shown.new.reached,
            shown.new.possible,
        )
