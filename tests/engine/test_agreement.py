"""One meaning: compiled code gives what the reference gives, for every node, edge and reason; the reference is right by definition.

And a check on the checks: the generated pathways hold everything that a pathway may hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from legpain_graph.case.facts import Case, Facts
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.kleene import Reference
from legpain_graph.engine.meaning import OPEN, RULED_OUT, SURE
from legpain_graph.model.guard import ir
from legpain_graph.model.guard.ir import Arithmetic, Calculation, Guard, Measured, Op, Scored
from legpain_graph.model.pathway import EdgeKind, NodeKind, Pathway
from legpain_graph.model.vocabulary import NOT_DONE, FindingType
from legpain_graph.walk.walker import Walker
from strategies import accepted, cases, examples, guard_classes, guards_of, partial_case, pathways


def assert_agree(ours: Walker, theirs: Walker, case: Case) -> None:
    facts = theirs.engine.facts(case)
    one, other = ours.engine.status(facts), theirs.engine.status(facts)
    assert list(one.edges) == list(other.edges)
    assert one.possible == other.possible
    assert list(one.must) == list(other.must)
    assert list(one.may) == list(other.may)
    assert list(one.why) == list(other.why)
    assert list(one.warnings) == list(other.warnings)
    assert ours.walk(case, unknown="safest").as_dict() == theirs.walk(case, unknown="safest").as_dict()
    assert isinstance(theirs.engine, Compiled)
    bare = theirs.engine.bare_status(facts)
    order = ours.order
    assert (list(bare.edges), bare.possible, bare.met) == (list(one.edges), one.possible, one.must[order.start])
    assert order.worst(bare.possible) == order.level(one.may[order.start])


@examples(200)
@given(st.data())
def test_compiled_code_agrees_with_the_reference(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    ours, theirs = Walker(pathway, Reference(pathway)), Walker(pathway, Compiled(pathway))
    for _ in range(3):
        case, _ = accepted(ours.engine, data.draw(cases(pathway)))
        assert_agree(ours, theirs, case)


@examples(80)
@given(st.integers(0, 2**32))
def test_leg_pain_compiled_code_agrees_with_the_reference(
    leg_pain: Pathway, leg_pain_walker: Walker, seed: int
) -> None:
    ours = Walker(leg_pain, Reference(leg_pain))
    case, _ = accepted(ours.engine, partial_case(leg_pain, Random(seed)))
    assert_agree(ours, leg_pain_walker, case)


# What the generator makes

EXPECTED = {
    *(f"guard {kind.__name__}" for kind in get_args(Guard)),
    *(f"guard {shape}" for shape in ("chain", "at_least", "count", "named score", "negative term", "not not")),
    *(f"guard number {how.value}" for how in Arithmetic),
    *(f"guard number {kind.__name__}" for kind in get_args(ir.Expression) if kind is not Calculation),
    "guard named number", "guard two numbers", *(f"number operator {op}" for op in Op),
    *(f"operator {op}" for op in Op),
    *(f"score operator {op}" for op in Op),
    *(f"node {kind}" for kind in NodeKind),
    *(f"edge {kind}" for kind in EdgeKind),
    *(f"finding {kind}{what}" for kind in FindingType for what in ("", " optional", " gated", " recorded", " not recorded")),
    *(f"status {status}" for status in (RULED_OUT, OPEN, SURE)),
    "choose first", "choose all", "edge not_done", "edge without guard", "edge without guard among others", "parallel edges",
    "integer", "fraction", "ordered choice", "not_done recorded", "score recorded", "constraint", "constraint set off", "narrowed by constraint",
    "warning", "closed normal", "closed not_done", "closed set", "closed single", "at threshold", "derived truth", "recordable",
    "surely reached by either", "acting on unknown", "9 nodes", "3 nodes",
}  # fmt: skip


def features(pathway: Pathway, case: Case, facts: Facts) -> Iterator[str]:
    """What is special about one generated pathway and case."""
    words = pathway.vocabulary
    for guard in guards_of(pathway):
        yield from (f"guard {name}" for name in guard_classes(guard))
        yield from (f"operator {part.op}" for part in ir.tests_and_names(guard) if hasattr(part, "op"))
        if isinstance(guard, Scored):
            yield f"score operator {guard.op}"
        if isinstance(guard, Measured):
            yield f"number operator {guard.op}"
    for node in pathway.nodes.values():
        yield f"node {node.kind}"
        yield "choose first" if node.first else "choose all"
        always = [edge for edge in node.walkable if edge.kind is EdgeKind.GUARDED and edge.guard is None]
        if always:
            yield "edge without guard among others" if len(node.walkable) > 1 else "edge without guard"
        if len({edge.target for edge in node.edges}) < len(node.edges):
            yield "parallel edges"
    for edge in pathway.edges.values():
        yield f"edge {edge.kind}"
        if edge.not_done:
            yield "edge not_done"
    for finding in words.findings.values():
        name = f"finding {finding.type}"
        yield name
        if finding.optional:
            yield f"{name} optional"
        if finding.applies_when is not None:
            yield f"{name} gated"
        if finding.type is FindingType.NUMBER:
            yield "integer" if finding.integer else "fraction"
        if finding.order:
            yield "ordered choice"
        yield f"{name} recorded" if finding.name in case.findings else f"{name} not recorded"
    yield from ("recordable" if word.recordable else "derived truth" for word in words.derived.values()
                if word.recordable or word.truth is not None)  # fmt: skip
    yield from _of_the_case(pathway, case, facts)
    yield f"{len(pathway.nodes)} nodes"


def _of_the_case(pathway: Pathway, case: Case, facts: Facts) -> Iterator[str]:
    words = pathway.vocabulary
    rules = {rule.id for rule in words.constraints}
    limits = {part.value for guard in guards_of(pathway) for part in ir.tests_and_names(guard) if hasattr(part, "op")}
    flags = {
        "not_done recorded": NOT_DONE in case.findings.values(),
        "score recorded": bool(facts.scores),
        "constraint": bool(rules),
        "constraint set off": bool(rules & set(facts.how.values())),
        "narrowed by constraint": bool(facts.bounds),
        "warning": bool(words.warnings),
        "closed normal": any(name in words.groups for name in case.normal),
        "closed not_done": any(name in words.groups for name in case.not_done),
        "closed set": any(name in words.sets for name in case.normal),
        "closed single": any(name in words.findings for name in (*case.normal, *case.not_done)),
        "at threshold": bool(limits & set(facts.known.values())),
    }
    yield from (name for name, there in flags.items() if there)
    walk = Walker(pathway).walk(case, unknown="safest")
    yield from (f"status {status}" for status in walk.status.edges)
    if any(step.by_either for step in walk.path):
        yield "surely reached by either"
    if any(step.because_not_known for step in walk.acting or ()):
        yield "acting on unknown"


def test_the_generator_makes_everything_that_a_pathway_may_hold() -> None:
    seen: Counter[str] = Counter()

    @examples(350)
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        pathway = data.draw(pathways())
        case, facts = accepted(Reference(pathway), data.draw(cases(pathway)))
        seen.update(set(features(pathway, case, facts)))

    collect()
    assert sorted(EXPECTED - set(seen)) == []
