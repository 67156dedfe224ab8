"""What cases cover: by hand on a small pathway, and on generated ones the solver and the walks agree on what can be covered."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph import Case
from legpain_graph.audit.coverage.conditions import mcdc, step_of, thresholds
from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible
from legpain_graph.audit.coverage.graph import edges, nodes, outcomes, unknowns
from legpain_graph.audit.coverage.paths import paths
from legpain_graph.audit.coverage.statements import statements
from legpain_graph.audit.coverage.walked_cases import WalkedCases
from legpain_graph.audit.result import CoverageItem, CoverageState, Measure
from legpain_graph.audit.run import audit
from legpain_graph.case.read import CaseFile, find_cases
from legpain_graph.engine.kleene import Reference
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Compare, Flag, Op, Score, Term
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Derived, Finding, FindingType
from strategies import accepted, cases, examples, pathways, sketch, vocabulary_of

WORDS = vocabulary_of(
    Finding("fever", FindingType.BOOLEAN, "fever"),
    Finding("red", FindingType.BOOLEAN, "red"),
    Finding("age", FindingType.NUMBER, "age", low=Decimal(0), high=Decimal(120), integer=True, unit="years"),
    Finding("abpi", FindingType.NUMBER, "ABPI", low=Decimal(0), high=Decimal(3), optional=True, unit="ratio"),
    derived={"hot": "fever or red"},
)
PATHWAY = sketch(
    WORDS,
    {
        "start": ["always -> screen"],
        "screen": ["hot -> now", "otherwise -> vessels"],
        "vessels": ("first", ["abpi <= 0.9 -> soon", "fever -> never", "age >= 65 -> soon", "otherwise -> later"]),
        "now": seven.SAME_DAY,
        "soon": seven.SOON,
        "never": seven.ROUTINE,
        "later": seven.ROUTINE,
    },
)
HOT = {"fever": True}
WELL = {"fever": False, "red": False, "abpi": Decimal("1.0"), "age": 64}


def files(*several: dict[str, Any]) -> list[CaseFile]:
    return [CaseFile(Case(each, id=f"case-{number}")) for number, each in enumerate(several)]


def states(measure: Measure) -> dict[str, str]:
    return {item.id: str(item.state) for item in measure.items}


def of(name: str, *several: dict[str, Any], pathway: Pathway = PATHWAY) -> Measure:
    return audit(pathway, files(*several)).by_id[name]


def test_a_node_counts_where_it_is_surely_reached() -> None:
    found = of("nodes", HOT)
    assert states(found) == {
        "start": "covered", "screen": "covered", "now": "covered",
        "vessels": "uncovered", "soon": "uncovered", "later": "uncovered", "never": "infeasible",
    }  # fmt: skip
    assert found.words == "3/6 (50.0 %)"
    assert found.items[0].cases == ("case-0",)
    assert "proven by the solver" in next(item.why for item in found.items if item.id == "never")


def test_nothing_recorded_covers_what_every_patient_meets_and_the_edges_met_open() -> None:
    found = audit(PATHWAY, files({})).by_id
    assert {item.id for item in found["nodes"].items if item.state is CoverageState.COVERED} == {"start", "screen"}
    assert {item.id for item in found["edges"].items if item.state is CoverageState.COVERED} == {"start>screen"}
    assert {item.id for item in found["unknowns"].items if item.state is CoverageState.COVERED} == {
        "screen>now",
        "screen>vessels",
    }
    assert states(found["unknowns"])["start>screen"] == "infeasible"


def test_an_edge_that_is_all_that_is_left_is_walked_though_its_guard_is_open() -> None:
    pathway = sketch(WORDS, {"go": ["fever -> one", "red -> two"], "one": seven.ROUTINE, "two": seven.SOON})
    assert states(of("edges", {"red": False}, pathway=pathway)) == {"go>one": "covered", "go>two": "uncovered"}
    assert states(of("nodes", {"red": False}, pathway=pathway))["one"] == "covered"


def test_of_all_that_hold_each_guarded_edge_is_chosen_and_not_chosen() -> None:
    pathway = sketch(WORDS, {"go": ["fever -> one", "red -> two", "otherwise -> two"], "one": seven.ROUTINE, "two": seven.SOON})  # fmt: skip
    found = of("outcomes", {"fever": True}, {"fever": False, "red": True}, pathway=pathway)
    assert states(found) == {
        "go>one: chosen": "covered", "go>one: not chosen": "covered",
        "go>two: chosen": "covered", "go>two: not chosen": "uncovered", "go>two#2: chosen": "uncovered",
    }  # fmt: skip
    assert "vessels>soon: not chosen" not in states(of("outcomes", HOT))


def test_a_path_counts_where_one_case_walks_all_of_it() -> None:
    found = of("paths", HOT, WELL)
    assert states(found) == {
        "start>screen>now": "covered",
        "start>screen>vessels>later": "covered",
        "start>screen>vessels>soon": "uncovered",
        "start>screen>vessels>soon#2": "uncovered",
        "start>screen>vessels>never": "infeasible",
    }
    assert "start>screen>vessels>never: proven" in next(
        item.why for item in found.items if item.state is CoverageState.INFEASIBLE
    )


def test_of_too_many_paths_none_is_said_to_be_covered_or_not() -> None:
    ways = {f"fork{n}": [f"fever -> left{n}", f"otherwise -> fork{n + 1}"] for n in range(15)}
    ways |= {f"left{n}": [f"always -> fork{n + 1}"] for n in range(15)}
    pathway = sketch(WORDS, {"start": ["always -> fork0"], **ways, "fork15": seven.ROUTINE})
    found = next(iter(measured(pathway)))
    assert (found.title, found.many) == ("32,768 paths", 32_768)
    assert found.verdict == (CoverageState.UNDECIDED, "more than 20,000 paths are not looked at one by one")
    item = CoverageItem(found.id, found.title, found.verdict[0], many=found.many)
    measure = Measure("paths", "Paths", (item,))
    assert (measure.words, measure.covered, measure.feasible) == ("not counted: 32,768", 0, 1)
    assert of("paths", HOT, WELL).words == "2/4 (50.0 %)"


def measured(pathway: Pathway) -> Iterator[CoverageGoal]:
    return paths(Feasible(WalkedCases(pathway, files(HOT)), 1))


def test_an_atom_counts_where_it_alone_decides() -> None:
    found = states(of("mcdc", {"fever": True, "red": True}))
    assert found["screen>now: hot true"] == "covered"
    assert found["hot: fever true"] == "uncovered", "red makes it hot as well"
    assert states(of("mcdc", {"fever": True, "red": False}))["hot: fever true"] == "covered"
    assert states(of("mcdc", {"fever": True}))["hot: fever true"] == "uncovered", "whether fever decides is not known"
    both = states(of("mcdc", {"fever": False, "red": False}))
    assert both["hot: fever false"] == both["hot: red false"] == "covered"
    assert both["vessels>never: fever true"] == "infeasible", "with fever the node is not reached"


def test_the_same_atom_written_twice_is_two_atoms() -> None:
    words = vocabulary_of(*WORDS.findings.values(), derived={"odd": "fever and red or fever and age < 5"})
    pathway = sketch(words, {"go": ["odd -> one", "otherwise -> two"], "one": seven.ROUTINE, "two": seven.SOON})
    found = states(of("mcdc", {"fever": True, "red": True, "age": 50}, pathway=pathway))
    assert (found["odd: fever true"], found["odd: fever#2 true"]) == ("covered", "uncovered")


def test_the_items_of_a_score_are_atoms_of_its_comparison() -> None:
    words = vocabulary_of(*WORDS.findings.values())
    items = (Flag("fever"), Flag("red"), Compare("age", Op.MORE, Decimal(70)))
    words.derived["points"] = Derived("points", "points", Score("points", (Term(1, items),)))
    pathway = sketch(words, {"go": ["points >= 2 -> one", "otherwise -> two"], "one": seven.ROUTINE, "two": seven.SOON})
    found = states(of("mcdc", {"fever": True, "red": True, "age": 50}, pathway=pathway))
    assert found["go>one: points >= 2 true"] == "covered"
    assert found["points >= 2: fever true"] == found["points >= 2: red true"] == "covered"
    assert found["points >= 2: age > 70 false"] == "uncovered"


def test_both_sides_of_a_threshold_within_one_step() -> None:
    sides = ("abpi: just below 0.9", "abpi: at 0.9", "abpi: just above 0.9")
    found = states(of("thresholds", {"abpi": Decimal("0.89")}, {"abpi": Decimal("0.9")}, {"abpi": Decimal("1.05")}))
    assert [found[side] for side in sides] == ["covered", "covered", "uncovered"]
    assert states(of("thresholds", {"abpi": Decimal("1.0")}))[sides[2]] == "covered"
    ages = states(of("thresholds", {"age": 64}, {"age": 66}))
    assert ages == ages | {"age: just below 65": "covered", "age: at 65": "uncovered", "age: just above 65": "covered"}


def test_a_side_outside_the_range_needs_no_solver() -> None:
    pathway = sketch(WORDS, {"go": ["age >= 120 -> one", "otherwise -> two"], "one": seven.ROUTINE, "two": seven.SOON})
    item = next(item for item in of("thresholds", {}, pathway=pathway).items if "above" in item.id)
    assert (item.state, item.why) == (CoverageState.INFEASIBLE, "121 is not a value of age: it goes from 0 to 120")


@pytest.mark.parametrize(
    ("limits", "step"), [(("0.5", "0.9", "1.3"), "0.1"), (("2", "60"), "1"), (("0.55", "2"), "0.01")]
)
def test_the_step_of_a_decimal_is_that_of_its_thresholds(limits: tuple[str, ...], step: str) -> None:
    assert step_of(WORDS.findings["abpi"], [Decimal(limit) for limit in limits]) == Decimal(step)


def test_what_only_acting_now_reaches_counts_by_acting_now() -> None:
    pathway = sketch(WORDS, {"go": ["fever -> now", "unknown -> ask", "otherwise -> later"], "now": seven.SAME_DAY, "ask": seven.SAME_DAY, "later": seven.ROUTINE})  # fmt: skip
    open_case = audit(pathway, files({})).by_id
    assert states(open_case["nodes"])["ask"] == states(open_case["edges"])["go>ask"] == "covered"
    known = audit(pathway, files({"fever": True})).by_id
    assert states(known["nodes"])["ask"] == states(known["edges"])["go>ask"] == "undecided"
    assert known["nodes"].words == "2/4 (50.0 %)", "what was not found out counts as if it could"


def test_a_case_that_does_not_end_as_expected_is_named() -> None:
    source = CaseFile(Case(HOT, id="hot"), "hot.case.yaml", expect={"floor": "routine"})
    (issue,) = audit(PATHWAY, [source]).failed
    assert (issue.code, issue.message) == ("case", "hot: floor: expected routine, got same_day")


def test_a_case_that_contradicts_itself_is_refused_before_anything() -> None:
    with pytest.raises(CaseError, match="expected true or false"):
        audit(PATHWAY, files(HOT, {"fever": 3}))


def test_case_files_are_found_in_folders_and_below(tmp_path: Any) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.case.yaml", "deep/a.case.json", "notes.yaml"):
        (tmp_path / name).write_text("{}")
    found = [str(tmp_path / "b.case.yaml"), str(tmp_path / "deep" / "a.case.json")]
    assert find_cases([str(tmp_path), str(tmp_path / "b.case.yaml")]) == found
    (tmp_path / "empty").mkdir()
    with pytest.raises(CaseError, match="no case here"):
        find_cases([str(tmp_path / "empty")])


def wanted(walked: WalkedCases) -> Iterator[CoverageGoal]:
    for measure in (nodes, edges, outcomes, unknowns, mcdc, thresholds, statements):
        yield from measure(walked)


@examples(12)
@given(st.data())
def test_what_a_case_covers_is_never_proven_impossible_and_a_witness_covers(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    engine = Reference(pathway)
    several = [accepted(engine, data.draw(cases(pathway)))[0] for _ in range(3)]
    walked = WalkedCases(pathway, [CaseFile(case) for case in several])
    feasible = Feasible(walked, 10)
    shown: list[tuple[int, CoverageGoal, Case]] = []
    for number, goal in enumerate(wanted(walked)):
        if goal.met:
            assert goal.acting or feasible.verdict(goal)[0] is CoverageState.UNCOVERED, goal.id
        elif not goal.acting and not goal.rule and goal.exact is None:
            answer = feasible.ask(goal, smallest=False)
            if answer.patient is not None:
                shown.append((number, goal, feasible.solver.case(answer.patient)))
    found = list(wanted(WalkedCases(pathway, [CaseFile(case) for _, _, case in shown], walked.walker)))
    for bit, (number, goal, _) in enumerate(shown):
        assert found[number].met >> bit & 1, goal.id


def test_mutants_are_made_where_they_are_asked_for() -> None:
    assert audit(PATHWAY, files(HOT)).score is None
    source = CaseFile(Case(HOT, id="hot"), expect={"floor": "same_day", "reaches": ["now"]})
    found = audit(PATHWAY, [source], mutants=True, sample=10)
    assert found.score is not None
    assert 0 < found.score.covered < found.score.feasible
    counted = [mutant.id for mutant in found.mutants if mutant.state != "refused"]
    assert [item.id for item in found.score.items] == counted
    assert 0 < len(counted) < len(found.mutants) == 10, "what the loader refuses is not counted"
