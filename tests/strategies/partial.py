"""Partial cases: drawn for a small pathway, at random for a large one; and the complete patients that they may be of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, product
from math import prod
from random import Random
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from legpain_graph.case.facts import Case, Facts
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import (
    Compare,
    Guard,
    formula_guards,
    tests_and_names,
)  # fmt: skip
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import (
    NOT_DONE,
    Finding,
    FindingType,
    Value,
)  # fmt: skip
from legpain_graph.walk.walker import Engine
from strategies.complete import Plain, scores_agree
from strategies.vocabularies import Draw


def guards_of(pathway: Pathway) -> Iterator[Guard]:
    """Every guard of a pathway: of edges, formulas, warnings, constraints, and of what applies when."""
    words = pathway.vocabulary
    yield from (edge.guard for edge in pathway.edges.values() if edge.guard is not None)
    for word in words.derived.values():
        yield from formula_guards(word.formula)
    yield from (warning.when for warning in words.warnings)
    yield from (side for rule in words.constraints for side in (rule.given, rule.then))
    yield from (finding.applies_when for finding in words.findings.values() if finding.applies_when is not None)
    yield from (finding.alarming for finding in words.findings.values() if finding.alarming is not None)
    yield from (heed.when for finding in words.findings.values() for heed in finding.heeded_by if heed.when is not None)


def representatives(pathway: Pathway) -> dict[str, list[Value]]:
    """For each finding values that stand for all: of a number every threshold, both ends of its range and a point between each two."""
    limits: dict[str, set[Decimal]] = {}
    for guard in guards_of(pathway):
        for part in tests_and_names(guard):
            if isinstance(part, Compare):
                limits.setdefault(part.finding, set()).add(part.value)
    found: dict[str, list[Value]] = {}
    for name, finding in pathway.vocabulary.findings.items():
        if finding.type is FindingType.NUMBER:
            ends = sorted({finding.low, finding.high, *limits.get(name, ())})
            between = [_between(low, high, finding) for low, high in pairwise(ends)]
            values: list[Value] = [*ends, *(number for number in between if number is not None)]
        else:
            values = [False, True] if finding.type is FindingType.BOOLEAN else list(finding.values)
        found[name] = [*values, NOT_DONE] if finding.optional else values
    return found


def _between(low: Decimal, high: Decimal, finding: Finding) -> Decimal | None:
    if not finding.integer:
        return (low + high) / 2
    return low + 1 if low + 1 < high else None


def _near(value: Value, finding: Finding) -> list[Value]:
    """A number with its neighbours just below and just above, inside the range; any other value alone."""
    if not isinstance(value, Decimal):
        return [value]
    step = Decimal(1) if finding.integer else Decimal("0.01")
    return [number for number in (value, value - step, value + step) if finding.low <= number <= finding.high]


@st.composite
def cases(draw: Draw, pathway: Pathway) -> Case:
    """A partial case, which may contradict itself: some findings, at and beside thresholds, and closures."""
    words, values = pathway.vocabulary, representatives(pathway)
    chance = draw(st.integers(1, 5))
    findings: dict[str, Any] = {}
    for name in draw(st.permutations(list(values))):
        if draw(st.integers(0, 5)) < chance:
            value = draw(st.sampled_from(values[name]))
            findings[name] = draw(st.sampled_from(_near(value, words.findings[name])))
    for name, word in words.derived.items():
        if word.recordable and draw(st.integers(0, 3)) != 3:
            findings[name] = draw(st.integers(-1, 2))
    closures = {}
    for how in ("normal", "not_done"):
        closers = [name for name, group in words.groups.items() if how in group.closed_by]
        closers += list(words.sets) if how == "normal" else []
        members = [
            name
            for name, word in words.findings.items()
            if (word.optional if how == "not_done" else word.normal is not None)
        ]
        sets = [name for name in closers if name in words.sets]
        names = draw(st.sampled_from([names for names in (closers, sets, members) if names] or [[]]))
        some = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True) if names else st.just([])
        closures[how] = tuple(draw(some)) if draw(st.booleans()) else ()
    return Case(findings, closures["normal"], closures["not_done"])


def accepted(engine: Engine, case: Case) -> tuple[Case, Facts]:
    """The case and its facts; of one that contradicts itself what remains without the entries to blame."""
    for _ in range(10):
        try:
            return case, engine.facts(case)
        except CaseError as error:
            assume(error.remaining is not None)
            case = error.remaining
    raise AssertionError("what remains of a refused case is refused again and again")


def expanded(facts: Facts) -> Case:
    """The case that says in so many words what is known."""
    return Case({**facts.known, **facts.scores})


@st.composite
def more(draw: Draw, pathway: Pathway, engine: Engine, facts: Facts) -> Case:
    """The expanded case with more recorded, as far as nothing contradicts it."""
    values = representatives(pathway)
    case = expanded(facts)
    for name in draw(st.permutations(list(values))):
        if name not in case.findings and draw(st.booleans()):
            case = _with(engine, case, name, draw(st.sampled_from(values[name])))
    for name, word in pathway.vocabulary.derived.items():
        if word.recordable and name not in case.findings and draw(st.booleans()):
            case = _with(engine, case, name, draw(st.integers(-2, 3)))
    return case


def _with(engine: Engine, case: Case, name: str, value: Any) -> Case:
    added = Case({**case.findings, name: value})
    try:
        engine.facts(added)
    except CaseError:
        return case
    return added


def partial_case(pathway: Pathway, random: Random) -> Case:
    """Little or much of one patient, mostly normal or not: alarms are rare enough that walks go deep."""
    words, values = pathway.vocabulary, representatives(pathway)
    much, alarm = random.choice((0.05, 0.3, 0.6, 0.95)), random.choice((0.0, 0.02, 0.1, 0.5))
    names = random.sample(sorted(values), round(much * len(values)))
    findings: dict[str, Any] = {name: _likely(words.findings[name], values[name], alarm, random) for name in names}
    findings |= {
        name: random.randint(-2, 5) for name, word in words.derived.items() if word.recordable and random.random() < 0.2
    }
    closures = {}
    for how in ("normal", "not_done"):
        names = [
            name for name in (*words.groups, *words.sets) if all(how in group.closed_by for group in words.leaves(name))
        ]
        closures[how] = tuple(random.sample(names, random.choice((0, 0, len(names) // 3, len(names)))))
    return Case(findings, closures["normal"], closures["not_done"])


def _likely(finding: Finding, values: list[Value], alarm: float, random: Random) -> Value:
    normal = False if finding.type is FindingType.BOOLEAN else finding.normal
    if normal is not None and random.random() >= alarm:
        return normal
    return random.choice(_near(random.choice(values), finding))


def recorded_more(pathway: Pathway, engine: Engine, facts: Facts, random: Random) -> Case:
    """The expanded case with more recorded, as far as nothing contradicts it."""
    values, case = representatives(pathway), expanded(facts)
    much, alarm = random.choice((0.1, 0.5, 1.0)), random.choice((0.0, 0.1, 0.5))
    for name in random.sample(sorted(values), len(values)):
        if name not in case.findings and random.random() < much:
            case = _with(engine, case, name, _likely(pathway.vocabulary.findings[name], values[name], alarm, random))
    return case


def completed(pathway: Pathway, engine: Engine, facts: Facts, random: Random) -> Plain:
    """A complete, consistent patient of what is known; one of which a score is recorded has the items that give it."""
    words, values, alarm = pathway.vocabulary, representatives(pathway), random.choice((0.0, 0.02, 0.1, 0.5))
    case, ruled = expanded(facts), {side.finding for rule in words.constraints for side in (rule.given, rule.then)}
    found = facts
    for name in random.sample(sorted(ruled), len(ruled)):
        options = [
            _likely(words.findings[name], values[name], alarm, random),
            *random.sample(values[name], len(values[name])),
        ]
        for value in options if name not in found.known else ():
            added = _with(engine, case, name, value)
            if added is not case:
                case, found = added, engine.facts(added)
                break
    chosen = {name: _likely(words.findings[name], options, alarm, random) for name, options in values.items()}
    patient = Plain(pathway, {**chosen, **found.known})
    assume(patient.consistent() and scores_agree(patient, facts))
    return patient


def completions(pathway: Pathway, facts: Facts, most: int = 400) -> list[Plain]:
    """The complete, consistent patients of what is known: all of them where they are few, else `most` that are tried at random."""
    options = {
        name: [facts.known[name]] if name in facts.known else values
        for name, values in representatives(pathway).items()
    }
    if prod(len(values) for values in options.values()) <= most:
        tried = [dict(zip(options, values, strict=True)) for values in product(*options.values())]
    else:
        random = Random(0)
        tried = [{name: random.choice(values) for name, values in options.items()} for _ in range(most)]
    found = [Plain(pathway, values) for values in tried]
    return [patient for patient in found if patient.consistent() and scores_agree(patient, facts)]
