"""The generated cases close what is open: with them nothing is left uncovered; they read like patients, and read back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import seven
from legpain_graph import Case, Compiled, Walker, load_pathway
from legpain_graph.audit.casegen.missing import WHO, smallest
from legpain_graph.audit.coverage.variants import altered
from legpain_graph.audit.result import Audit, CoverageState
from legpain_graph.audit.run import audit
from legpain_graph.case.read import CaseFile, parse_case
from legpain_graph.case.write import case_yaml
from legpain_graph.engine.kleene import Reference
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Group, GroupSet
from legpain_graph_cli.main import cli
from load import tiny
from strategies import accepted, cases, examples, pathways, sketch, vocabulary_of

WORDS = vocabulary_of(
    Finding("fever", FindingType.BOOLEAN, "fever", normal=False),
    Finding("red", FindingType.BOOLEAN, "red", normal=False),
    Finding("hot", FindingType.BOOLEAN, "hot", normal=False),
    Finding("age", FindingType.NUMBER, "age", low=Decimal(0), high=Decimal(120), integer=True, unit="years"),
    Finding("abpi", FindingType.NUMBER, "ABPI", low=Decimal(0), high=Decimal(3), optional=True, unit="ratio"),
    groups={
        "skin": Group("skin", "No redness, no heat.", ("red", "hot")),
        "ill": Group("ill", "No fever.", ("fever",)),
    },
    sets={"signs": GroupSet("signs", ("skin", "ill"))},
)
PATHWAY = sketch(
    WORDS,
    {
        "go": ["fever -> now", "red or hot -> soon", "otherwise -> vessels"],
        "vessels": ("first", ["abpi <= 0.9 -> soon", "age >= 65 -> soon", "otherwise -> later"]),
        "now": seven.SAME_DAY,
        "soon": seven.SOON,
        "later": seven.ROUTINE,
    },
)
WELL = CaseFile(Case({"age": 40, "abpi": "not_done"}, normal=("signs",), id="well"), expect={"floor": "routine"})


def open_items(found: Audit) -> list[str]:
    return [
        f"{each.id}: {item.id}"
        for each in found.measures
        for item in each.items
        if item.state is CoverageState.UNCOVERED
    ]


def test_with_the_generated_cases_nothing_is_open() -> None:
    found = audit(PATHWAY, [WELL], missing=True)
    assert open_items(found)
    assert all(
        item.witness is not None
        for each in found.measures
        for item in each.items
        if item.state is CoverageState.UNCOVERED
    )
    after = audit(PATHWAY, [WELL, *found.files])
    assert open_items(after) == []
    assert after.failed == (), "what is expected is what the walk says"
    assert [case.id for case in found.missing] == [source.case.id for source in found.files]


def test_a_generated_case_is_a_worked_one_and_says_what_is_other() -> None:
    found = audit(PATHWAY, [WELL], missing=True)
    fever = next(item.witness for item in found.by_id["edges"].items if item.id == "go>now")
    assert fever is not None
    assert fever.who.startswith(f"{WHO} As well, but: ")
    assert fever.id.startswith("audit-")
    assert fever.id.endswith("-well")
    assert fever.findings["age"] == 40


def test_without_a_worked_case_the_smallest_patients_are_made() -> None:
    found = audit(PATHWAY, [], missing=True)
    assert open_items(audit(PATHWAY, found.files)) == []


@examples(5)
@given(st.data())
def test_on_generated_pathways_too(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    case, _ = accepted(Reference(pathway), data.draw(cases(pathway)))
    source = CaseFile(replace(case, id="base"))
    found = audit(pathway, [source], missing=True)
    assert open_items(audit(pathway, [source, *found.files])) == []


def test_a_case_reads_back_as_it_was_written() -> None:
    found = audit(PATHWAY, [WELL], missing=True)
    for source in found.files:
        again = parse_case(case_yaml(source).encode(), "x.case.yaml")
        assert (again.case.id, again.case.who) == (source.case.id, source.case.who)
        walker = Walker(PATHWAY, Compiled(PATHWAY))
        assert walker.walk(again.case).as_dict() == walker.walk(source.case).as_dict()
        assert {
            key: list(value) if isinstance(value, tuple) else value for key, value in again.expect.items()
        } == source.expect


def test_a_closure_is_taken_apart_where_one_of_its_members_is_taken_out() -> None:
    case = Case({"age": 40}, normal=("signs",))
    assert altered(case, {"red": None}, WORDS) == Case({"age": 40}, normal=("hot", "ill"))
    assert altered(case, {"fever": None, "age": None}, WORDS) == Case({}, normal=("skin",))
    assert altered(case, {"red": True}, WORDS) == Case({"age": 40, "red": True}, normal=("signs",))
    assert altered(Case({}, not_done=("abpi",)), {"abpi": Decimal(1)}, WORDS) == Case({"abpi": Decimal(1)})
    assert altered(Case({}), {"abpi": NOT_DONE}, WORDS) == Case({"abpi": "not_done"})


def test_few_cases_are_kept() -> None:
    a, b, c = ("m", "a"), ("m", "b"), ("m", "c")
    assert smallest([{a}, {a, b}, {c}, {b}]) == [1, 2]
    assert smallest([]) == []


def test_the_command_writes_them_and_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    pathway = tmp_path / "pathway"
    pathway.mkdir()
    (pathway / "pathway.yaml").write_text(tiny.text())
    assert load_pathway(pathway)
    first = pathway / "cases" / "first.case.json"
    first.parent.mkdir()
    first.write_text('{"id": "first", "findings": {}}')
    args = ["audit", "--pathway", str(pathway), "--write-missing", str(tmp_path / "new")]
    result = CliRunner().invoke(cli, args, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    written = sorted((tmp_path / "new").iterdir())
    assert written
    assert all(path.name.startswith("audit-") and WHO.split(":")[0] in path.read_text() for path in written)
    again = CliRunner().invoke(cli, args, catch_exceptions=False)
    assert again.exit_code == 2
    assert "is not empty" in again.output
    assert CliRunner().invoke(cli, [*args, "--force"], catch_exceptions=False).exit_code == 0
