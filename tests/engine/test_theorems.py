"""The five theorems of docs/semantics.md, on generated pathways and on the leg pain pathway.

The fourth, one meaning, stands in test_agreement.py.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from legpain_graph import load_pathway
from legpain_graph.case.facts import Case, Facts
from legpain_graph.engine.kleene import Reference
from legpain_graph.engine.meaning import OPEN, RULED_OUT, SURE, Status
from legpain_graph.engine.order import Order
from legpain_graph.errors import CaseError
from legpain_graph.model.pathway import EdgeKind, Node, NodeKind, Pathway
from legpain_graph.resources import pathway_folder
from legpain_graph.walk.walker import Engine, Walk, Walker
from strategies import (
    Plain,
    accepted,
    cases,
    completed,
    completions,
    examples,
    expanded,
    more,
    most_urgent,
    ordered,
    partial_case,
    pathways,
    recorded_more,
)  # fmt: skip

SEEDS = st.integers(0, 2**32)


class Known:
    """The statuses of one case by name, so that they can be compared over pathways and cases."""

    def __init__(self, pathway: Pathway, status: Status) -> None:
        order = Order(pathway)
        sure, able = order.reached(status.must[order.start]), status.possible
        self.floor, self.ceiling = order.level(status.must[order.start]), order.level(status.may[order.start])
        self.nodes = {
            node.id: SURE if sure >> number & 1 else OPEN if able >> number & 1 else RULED_OUT
            for number, node in enumerate(order.nodes)
        }
        self.edges = {edge.id: truth for edge, truth in zip(order.edges, status.edges, strict=True)}
        self.warnings = tuple(status.warnings)

    def settled(self) -> set[tuple[str, int]]:
        """Every node, edge and warning that is not open, with its status."""
        named = {
            **self.nodes,
            **self.edges,
            **{f"warning {number}": truth for number, truth in enumerate(self.warnings)},
        }
        return {(name, truth) for name, truth in named.items() if truth != OPEN}


def assert_monotone(pathway: Pathway, engine: Engine, facts: Facts, further: Case) -> None:
    before = Known(pathway, engine.status(engine.facts(expanded(facts))))
    after = Known(pathway, engine.status(engine.facts(further)))
    assert before.settled() <= after.settled()
    assert before.floor <= after.floor <= after.ceiling <= before.ceiling


def assert_sound(pathway: Pathway, known: Known, patient: Plain) -> None:
    """One completion lies between floor and ceiling, meets what is sure, and nothing that is ruled out."""
    walked = patient.walked()
    assert known.floor <= most_urgent(pathway, walked) <= known.ceiling
    assert {name for name, truth in known.nodes.items() if truth == SURE} <= walked
    assert not {name for name, truth in known.nodes.items() if truth == RULED_OUT} & walked


def assert_total(pathway: Pathway, walker: Walker, patient: Plain) -> None:
    """A complete patient is settled, ends in a stop, and meets what a reading in two values meets."""
    walk = walker.walk(Case(patient.values), unknown="safest")
    assert OPEN not in walk.status.edges
    assert walk.settled
    assert walk.complete
    assert (walk.possible, walk.remaining) == ((), 0)
    assert walk.reached == patient.walked()
    assert walk.settled
    assert walk.disposition == (most_urgent(pathway, patient.walked()) if pathway.ordered else None)
    for step in walk.path:
        assert (step.node.kind is NodeKind.STOP) != bool([taken for taken in step.taken if taken.sure])
    assert any(step.node.kind is NodeKind.STOP for step in walk.path)
    assert walk.acting is not None
    assert [step.node.id for step in walk.acting] == [step.node.id for step in walk.path]
    assert not any(step.because_not_known for step in walk.acting)


def assert_acting_ends(walk: Walk) -> None:
    """Acting now ends in stops, each way of it, or asks; it meets what is surely reached, is no less urgent than the floor, and does
    nothing else but what is surely reached with tests not recorded read as not done, or lies below an edge for what is not known."""
    assert walk.acting is not None
    met = {step.node.id for step in walk.acting}
    assert any(step.node.kind is NodeKind.STOP or step.asks for step in walk.acting)
    for step in walk.acting:
        assert step.node.kind is NodeKind.STOP or step.asks or below(walk.pathway, step.node) & met
    assert walk.reached <= met
    assert walk.acting_urgency >= walk.floor
    for step in walk.acting:
        if step.because_not_known:
            aside = [edge for edge in walk.pathway.edges.values() if edge.kind is EdgeKind.WHEN_UNKNOWN]
            starts = {edge.target for edge in aside if edge.source in met and edge.target in met}
            assert any(
                step.node.id == at or step.node.id in below(walk.pathway, walk.pathway.nodes[at]) for at in starts
            )


def below(pathway: Pathway, node: Node) -> set[str]:
    found: set[str] = set()
    ahead = [node]
    while ahead:
        for edge in ahead.pop().edges:
            if edge.target not in found:
                found.add(edge.target)
                ahead.append(pathway.nodes[edge.target])
    return found


# Generated pathways


@examples(120)
@given(st.data())
def test_recording_more_never_unsettles(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    engine = Reference(pathway)
    _, facts = accepted(engine, data.draw(cases(pathway)))
    assert_monotone(pathway, engine, facts, data.draw(more(pathway, engine, facts)))


@examples(120)
@given(st.data())
def test_every_completion_lies_between_floor_and_ceiling(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    engine = Reference(pathway)
    _, facts = accepted(engine, data.draw(cases(pathway)))
    known = Known(pathway, engine.status(facts))
    patients = completions(pathway, facts)
    assume(patients)
    for patient in patients:
        assert_sound(pathway, known, patient)


@examples(100)
@given(st.data())
def test_every_complete_patient_reaches_a_stop_and_is_settled(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    walker = Walker(pathway)
    _, facts = accepted(Reference(pathway), data.draw(cases(pathway)))
    patients = completions(pathway, facts, most=60)
    assume(patients)
    for patient in patients[:20]:
        assert_total(pathway, walker, patient)


@examples(120)
@given(st.data())
def test_acting_now_ends_in_a_stop(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    case, _ = accepted(Reference(pathway), data.draw(cases(pathway)))
    assert_acting_ends(Walker(pathway).walk(case, unknown="safest"))


@examples(80)
@given(st.data(), SEEDS)
def test_the_order_of_findings_changes_nothing(data: st.DataObject, seed: int) -> None:
    pathway = data.draw(pathways())
    walker = Walker(pathway)
    case, _ = accepted(Reference(pathway), data.draw(cases(pathway)))
    assert_same_walk(walker, case, in_other_order(case, Random(seed)))


@examples(150)
@given(st.data(), SEEDS)
def test_the_order_of_findings_changes_no_refusal(data: st.DataObject, seed: int) -> None:
    pathway = data.draw(pathways())
    case = data.draw(cases(pathway))
    engine = Reference(pathway)
    assert refusal(engine, case) == refusal(engine, in_other_order(case, Random(seed)))


@examples(80)
@given(st.data(), SEEDS)
def test_the_order_of_nodes_and_of_edges_that_all_count_changes_no_status(data: st.DataObject, seed: int) -> None:
    pathway = data.draw(pathways())
    case, _ = accepted(Reference(pathway), data.draw(cases(pathway)))
    other = rebuilt(pathway, Random(seed))
    ours, theirs = (Walker(item).walk(case) for item in (pathway, other))
    known, again = Known(pathway, ours.status), Known(other, theirs.status)
    assert vars(known) == vars(again)
    assert (ours.floor, ours.ceiling, ours.settled, ours.complete) == (
        theirs.floor,
        theirs.ceiling,
        theirs.settled,
        theirs.complete,
    )
    assert {step.node.id for step in ours.path} == {step.node.id for step in theirs.path}
    assert {step.node.id: step.by_either for step in ours.path} == {
        step.node.id: step.by_either for step in theirs.path
    }
    assert asked(ours) == asked(theirs)
    assert (ours.remaining, ours.warnings) == (theirs.remaining, theirs.warnings)


def asked(walk: Walk) -> tuple[set[str], set[str]]:
    return {ask.finding for ask in walk.decides_urgency}, {ask.finding for ask in walk.decides_plan}


def in_other_order(case: Case, random: Random) -> Case:
    """The same findings in another order; closures stand as they stood."""
    names = list(case.findings)
    random.shuffle(names)
    return replace(case, findings={name: case.findings[name] for name in names})


def rebuilt(pathway: Pathway, random: Random) -> Pathway:
    """The same pathway with its nodes in another topological order, and the edges of `choose: all` nodes in another order."""
    nodes: list[Node] = []
    for node in pathway.nodes.values():
        edges = list(node.edges)
        if not node.first:
            random.shuffle(edges)
        nodes.append(replace(node, edges=tuple(edges)))
    return replace(pathway, nodes=ordered(nodes, random))


def assert_same_walk(walker: Walker, case: Case, other: Case) -> None:
    ours, theirs = (walker.walk(item, unknown="safest") for item in (case, other))
    assert ours.facts.known == theirs.facts.known
    assert ours.status == theirs.status
    one, another = ours.as_dict(), theirs.as_dict()
    assert [key for key in one if one[key] != another[key]] == []


def refusal(engine: Engine, case: Case) -> Any:
    """What is wrong with a case, and what remains of it without the entries to blame; None where nothing is wrong."""
    try:
        engine.facts(case)
    except CaseError as error:
        rest = error.remaining
        left = (dict(rest.findings), rest.normal, rest.not_done) if rest is not None else None
        return {"left": left, "wrong": [str(issue) for issue in error.issues]}
    return None


# The leg pain pathway


def settled_case(walker: Walker, random: Random) -> tuple[Case, Facts]:
    """A random partial case that does not contradict itself."""
    return accepted(walker.engine, partial_case(walker.pathway, random))


@examples(60)
@given(SEEDS)
def test_leg_pain_recording_more_never_unsettles(leg_pain_walker: Walker, seed: int) -> None:
    pathway, engine, random = leg_pain_walker.pathway, leg_pain_walker.engine, Random(seed)
    _, facts = settled_case(leg_pain_walker, random)
    assert_monotone(pathway, engine, facts, recorded_more(pathway, engine, facts, random))


@examples(40)
@given(SEEDS)
def test_leg_pain_completions_lie_between_floor_and_ceiling(leg_pain_walker: Walker, seed: int) -> None:
    pathway, engine, random = leg_pain_walker.pathway, leg_pain_walker.engine, Random(seed)
    _, facts = settled_case(leg_pain_walker, random)
    known = Known(pathway, engine.status(facts))
    for _ in range(8):
        assert_sound(pathway, known, completed(pathway, engine, facts, random))


@examples(60)
@given(SEEDS)
def test_leg_pain_complete_patients_reach_a_stop_and_are_settled(leg_pain_walker: Walker, seed: int) -> None:
    pathway, engine, random = leg_pain_walker.pathway, leg_pain_walker.engine, Random(seed)
    _, facts = settled_case(leg_pain_walker, random)
    assert_total(pathway, leg_pain_walker, completed(pathway, engine, facts, random))


@examples(100)
@given(SEEDS)
def test_leg_pain_acting_now_ends_in_a_stop(leg_pain_walker: Walker, seed: int) -> None:
    case, _ = settled_case(leg_pain_walker, Random(seed))
    assert_acting_ends(leg_pain_walker.walk(case, unknown="safest"))


@examples(100)
@given(SEEDS)
def test_leg_pain_acting_now_is_no_less_urgent_than_the_floor(leg_pain_walker: Walker, seed: int) -> None:
    case, _ = settled_case(leg_pain_walker, Random(seed))
    walk = leg_pain_walker.walk(case, unknown="safest")
    assert walk.acting is not None
    assert walk.acting_urgency >= walk.floor


@examples(100)
@given(SEEDS)
def test_leg_pain_what_remains_of_a_refused_case_is_not_refused(leg_pain_walker: Walker, seed: int) -> None:
    wrong = refusal(leg_pain_walker.engine, partial_case(leg_pain_walker.pathway, Random(seed)))
    if wrong is not None and wrong["left"] is not None:
        assert refusal(leg_pain_walker.engine, Case(*wrong["left"])) is None


@examples(60)
@given(SEEDS)
def test_leg_pain_the_order_of_findings_changes_nothing(leg_pain_walker: Walker, seed: int) -> None:
    random = Random(seed)
    case, _ = settled_case(leg_pain_walker, random)
    assert_same_walk(leg_pain_walker, case, in_other_order(case, random))


@examples(60)
@given(SEEDS)
def test_leg_pain_the_order_of_findings_changes_no_refusal(leg_pain_walker: Walker, seed: int) -> None:
    random = Random(seed)
    case = partial_case(leg_pain_walker.pathway, random)
    engine = leg_pain_walker.engine
    assert refusal(engine, case) == refusal(engine, in_other_order(case, random))


@examples(30)
@given(SEEDS)
def test_leg_pain_the_order_of_nodes_changes_no_status(leg_pain_walker: Walker, seed: int) -> None:
    random = Random(seed)
    pathway = leg_pain_walker.pathway
    _, facts = settled_case(leg_pain_walker, random)
    other = rebuilt(pathway, random)
    assert vars(Known(pathway, leg_pain_walker.engine.status(facts))) == vars(
        Known(other, Reference(other).status(facts))
    )


@pytest.mark.parametrize("seed", range(3))
def test_leg_pain_the_order_of_entries_and_files_changes_nothing(leg_pain: Pathway, tmp_path: Path, seed: int) -> None:
    dealt(sorted(pathway_folder().glob("*.yaml")), tmp_path, Random(seed))
    other = load_pathway(tmp_path)
    asked = (
        other.vocabulary.order
    )  # what the written order decides: in what order questions are asked, and boxes of one row stand
    same = replace(
        leg_pain, hash=other.hash, overview=other.overview, vocabulary=replace(leg_pain.vocabulary, order=asked)
    )
    assert other == same
    assert set(other.overview) == set(leg_pain.overview)
    assert sorted(asked) == sorted(leg_pain.vocabulary.order) == sorted(leg_pain.vocabulary.findings)
    assert list(other.nodes) == list(leg_pain.nodes)
    assert list(other.edges) == list(leg_pain.edges)
    for words in ("findings", "derived", "constants", "groups", "sets"):
        assert list(getattr(other.vocabulary, words)) == list(getattr(leg_pain.vocabulary, words))


def dealt(files: list[Path], folder: Path, random: Random) -> None:
    """The entries of `files` dealt at random to three new files, in another order; only the stages keep theirs."""
    lists: dict[str, list[yaml.Node]] = {}
    head: list[tuple[yaml.Node, yaml.Node]] = []
    for file in files:
        for key, value in yaml.compose(file.read_text("utf-8"), Loader=yaml.CSafeLoader).value:
            if isinstance(value, yaml.SequenceNode):
                lists.setdefault(key.value, []).extend(value.value)
            else:
                head.append((key, value))
    parts: list[list[tuple[yaml.Node, yaml.Node]]] = [list(head), [], []]
    for name, items in lists.items():
        if name != "stages":
            random.shuffle(items)
        cuts = (
            [0, *sorted(random.randrange(len(items) + 1) for _ in range(2)), len(items)]
            if name != "stages"
            else [0, len(items)]
        )
        for number, (start, end) in enumerate(pairwise(cuts)):
            sequence = yaml.SequenceNode("tag:yaml.org,2002:seq", items[start:end])
            if items[start:end]:
                parts[number].append((yaml.ScalarNode("tag:yaml.org,2002:str", name), sequence))
    for number, entries in enumerate(parts):
        random.shuffle(entries)
        tree = yaml.MappingNode("tag:yaml.org,2002:map", entries)
        (folder / f"{random.choice('abc')}-{number}.yaml").write_text(
            yaml.serialize(tree, allow_unicode=True, width=10_000), "utf-8"
        )


TINY = """
pathway: {id: tiny, title: Tiny, version: 1.0.0, disclaimer: A test.}
stages: [{id: only, title: Only}]
safety_nets: [{id: net, lines: [{urgency: emergency_999, text: Worse., statements: [S1]}]}]
statements: [{id: S1, text: A sentence.}]
findings:
  - {name: a, type: boolean, label: a, section: history, statements: [S1]}
  - {name: b, type: boolean, label: b, section: history, statements: [S1]}
nodes:
  - {id: go, kind: start, stage: only, title: Go, statements: [S1], edges: [
      {to: home, when: "outer >= 1", statements: [S1]}, {to: home, when: otherwise, statements: [S1]}]}
  - {id: home, kind: stop, stage: only, title: Home, urgency: routine, timeframe: soon, destination: home, safety_net: net, statements: [S1]}
derived:
"""
DERIVED = ("  - {name: inner, formula: 'count(a, b)'}\n", "  - {name: outer, formula: 'count(inner >= 2, a)'}\n")


@pytest.mark.parametrize("order", [1, -1])
def test_a_score_may_read_another_wherever_it_stands(tmp_path: Path, order: int) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY + "".join(DERIVED[::order]), "utf-8")
    pathway = load_pathway(tmp_path)
    walk = Walker(pathway).walk(Case({"a": False, "b": True}))
    assert [taken.edge.text for taken in walk.path[0].taken] == ["otherwise"]
