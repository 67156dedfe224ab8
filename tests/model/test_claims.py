"""Claims: their text, what they ask of a patient, and the fault with its place where one cannot be read."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import seven
from legpain_graph.case.facts import Case
from legpain_graph.engine.kleene import Reference
from legpain_graph.model.claims import AnyOf, Floor, Reaches, Reader, Sure, Whenever, guards, named_nodes
from legpain_graph.model.guard.ir import Flag, Not, Op, Some
from legpain_graph.model.guard.parser import GuardError
from legpain_graph.model.pathway import Line, Pathway, Statement
from legpain_graph.model.vocabulary import Finding, FindingType
from legpain_graph.proof.prover import Prover
from strategies import sketch, vocabulary_of

WORDS = vocabulary_of(
    Finding("fever", FindingType.BOOLEAN, "fever"),
    Finding("red", FindingType.BOOLEAN, "red"),
    derived={"hot": "fever or red"},
)
PATHWAY = sketch(
    WORDS,
    {
        "go": ["hot -> see-today", "otherwise -> later"],
        "see-today": seven.SAME_DAY,
        "later": seven.ROUTINE,
    },
)


def reader(pathway: Pathway = PATHWAY) -> Reader:
    return Reader(pathway, {"BOTH": frozenset({"see-today", "later"})})


def test_a_claim_is_read() -> None:
    claim = reader().read("sure(fever) or floor >= same_day -> reaches(see_today, BOTH)")
    assert claim == Whenever(
        AnyOf((Sure(Flag("fever")), Floor(Op.AT_LEAST, seven.SAME_DAY, 6))), Reaches(frozenset({"see-today", "later"}))
    )
    assert guards(claim) == [Flag("fever")]
    assert named_nodes(claim) == {"see-today", "later"}


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("sure(feverr) -> floor >= same_day", 5, "unknown finding 'feverr'"),
        ("fever -> floor >= same_day", 0, "a rule speaks of"),
        ("sure(fever) -> reaches(see_todai)", 23, "no such node or set: 'see_todai'"),
        ("sure(fever) -> floor >= todayish", 24, "no such urgency: 'todayish'"),
        ("surely(fever)", 0, "unknown function 'surely'"),
        ("sure(fever, red)", 0, "sure(...) takes one guard"),
        ("sure(fever) -> sure(red) -> sure(hot)", 25, "a second '->'"),
        ("sure(fever) -> sure(", 20, "expected a name"),
        ("do(see_today)", 0, "do(...) takes a node and what a line of it cites"),
        ("do(see_todai, S1)", 3, "no such node: 'see_todai'"),
        ("do_not(see_today, S2_1)", 18, "no such statement: 'S2_1'"),
    ],
)
def test_a_fault_has_its_place(text: str, offset: int, message: str) -> None:
    with pytest.raises(GuardError) as caught:
        reader().read(text)
    fault = caught.value.faults[0]
    assert message in fault.message
    assert fault.offset == offset


TRUE_OF = [
    ("sure(fever)", {"fever": True}, True),
    ("sure(fever)", {}, False),
    ("possible(fever)", {}, True),
    ("possible(fever)", {"fever": False}, False),
    ("sure(hot) -> reaches(see_today)", {"red": True}, True),
    ("reaches(BOTH)", {}, True),
    ("reaches(see_today)", {}, False),
    ("may_reach(see_today)", {}, True),
    ("not may_reach(see_today)", {"fever": False, "red": False}, True),
    ("floor == routine and ceiling == same_day", {}, True),
    ("floor > routine", {"fever": True}, True),
    ("floor < same_day or ceiling <= routine", {"fever": True}, False),
    ("floor <= routine", {}, True),
    ("ceiling >= emergency_999", {}, False),
    ("ceiling < emergency_999", {}, True),
    ("floor >= primary_care", {}, True),
    ("ceiling > emergency_999", {}, False),
]


@pytest.mark.parametrize(("text", "findings", "holds"), TRUE_OF)
def test_what_a_claim_says_of_a_patient(text: str, findings: dict[str, bool], holds: bool) -> None:
    """By the reference, and by the solver's formulas of the same patient."""
    from legpain_graph.model.claims import truth
    from legpain_graph.proof.views import AllPatients

    prover, claim = Prover(PATHWAY), reader().read(text)
    case = Case(findings)
    assert prover.holds(claim, case) is holds
    bit = truth(claim, AllPatients(prover.solver.space))
    assert prover.solver.of(Reference(PATHWAY).facts(case), [bit]) == [holds]


LINES = [
    ("do(see_today, S1)", {}, True),
    ("do(see_today, S1)", {"fever": False}, False),
    ("do_not(see_today, S1)", {}, False),
    ("do_not(see_today, S1)", {"fever": False}, True),
    ("do(see_today, S1, S1_2)", {}, True),
    ("do(see_today, S1, S1_2)", {"fever": False, "red": False}, False),
    ("do(later, S1)", {"fever": False}, True),
    ("do_not(later, S1)", {}, False),
]


@pytest.mark.parametrize(("text", "findings", "holds"), LINES)
def test_what_a_claim_says_of_a_line(text: str, findings: dict[str, bool], holds: bool) -> None:
    """A line is told unless its `when` is surely false, one that is `sure` only where it is surely true; a line that is not there, never."""
    from legpain_graph.report.claim_words import ClaimWords

    hot, cold = Some((Flag("fever"), Flag("red"))), Not(Flag("fever"))
    today = replace(
        PATHWAY.nodes["see-today"],
        do=(Line("Cool", ("S1", "S1.2"), hot), Line("Ask", ("S1",), Flag("fever"))),
        do_not=(Line("Wait", ("S1",), cold, sure=True),),
    )
    later = replace(PATHWAY.nodes["later"], do=(Line("Rest", ("S1",)),))
    statements = {name: Statement(name, "A statement.") for name in ("S1", "S1.2")}
    nodes = {
        **PATHWAY.nodes,
        "see-today": replace(today, do=today.do[1:] if "S1_2" not in text else today.do),
        "later": later,
    }
    told = replace(PATHWAY, nodes=nodes, statements=statements)
    claim = reader(told).read(text)
    assert Prover(told).holds(claim, Case(findings)) is holds
    assert re.fullmatch(r"'.*' says (not )?to do something, by S1(, S1\.2)?\.", ClaimWords(told).say(claim))
