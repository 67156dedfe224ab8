"""Every atom of every guard by MC/DC, in its masking form; and both sides of every threshold.

An atom is a test, a derived finding by its name, or a named score compared with a number, each place where it is written for itself;
the items of a score are atoms of every comparison of the score. A case shows an atom true (or false) where the atom is surely so and
decides alone: with the atom forced true the guard is surely one thing, with the atom forced false surely the other. What the rest of
the guard is may differ between the two cases; that is the masking form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Final, NamedTuple

from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible, Query
from legpain_graph.audit.coverage.sample import Sample
from legpain_graph.errors import Place
from legpain_graph.model.guard.ir import (
    All,
    Compare,
    Flag,
    Guard,
    Measured,
    Named,
    Not,
    OneOf,
    Scored,
    Some,
    numbers_read,
    parts,
)
from legpain_graph.model.guard.phrase import phrase, value_words
from legpain_graph.model.guard.unparse import unparse
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.traversal import graph_guards
from legpain_graph.model.vocabulary import Finding

FORCED: Final[dict[bool, Guard]] = {True: All(()), False: Some(())}
"""Guards that are true and false of everybody."""


class Atom(NamedTuple):
    """One place in a guard, and the guard with something else put there."""

    guard: Guard
    put: Callable[[Guard], Guard]


def atoms(guard: Guard) -> Iterator[Atom]:
    """Every atom of `guard`, left to right, with repeats."""
    match guard:
        case Flag() | Compare() | OneOf() | Named() | Measured():
            yield Atom(guard, lambda other: other)
        case Not(inner):
            yield from (Atom(atom.guard, _inside(Not, atom)) for atom in atoms(inner))
        case All(inner) | Some(inner):
            for number, part in enumerate(inner):
                yield from (Atom(atom.guard, _among(guard, number, atom)) for atom in atoms(part))
        case Scored() if guard.score.name:
            yield Atom(guard, lambda other: other)
        case Scored():
            yield from items(guard)


def items(scored: Scored) -> Iterator[Atom]:
    """Every atom of the items of a score, as atoms of its comparison."""
    for number, term in enumerate(scored.score.terms):
        for place, item in enumerate(term.items):
            yield from (Atom(atom.guard, _scored(scored, number, place, atom)) for atom in atoms(item))


def _inside(outer: Callable[[Guard], Guard], atom: Atom) -> Callable[[Guard], Guard]:
    return lambda other: outer(atom.put(other))


def _among(outer: All | Some, number: int, atom: Atom) -> Callable[[Guard], Guard]:
    def put(other: Guard) -> Guard:
        several = (*outer.guards[:number], atom.put(other), *outer.guards[number + 1 :])
        return All(several) if isinstance(outer, All) else Some(several)

    return put


def _scored(outer: Scored, number: int, place: int, atom: Atom) -> Callable[[Guard], Guard]:
    def put(other: Guard) -> Guard:
        terms = list(outer.score.terms)
        term = terms[number]
        terms[number] = replace(term, items=(*term.items[:place], atom.put(other), *term.items[place + 1 :]))
        return replace(outer, score=replace(outer.score, terms=tuple(terms)))

    return put


def compared(pathway: Pathway, name: str) -> list[Scored | Measured]:
    """Every comparison of a named score or number that a guard or formula makes, each once."""
    found: dict[Scored | Measured, None] = {}

    def look(guard: Guard) -> None:
        if isinstance(guard, Scored) and guard.score.name == name:
            found[guard] = None
        if isinstance(guard, Measured) and name in numbers_read(guard.quantity):
            found[guard] = None
        for part in parts(guard):
            look(part)

    for guard in graph_guards(pathway):
        look(guard)
    return list(found)


def mcdc(walked: Sample) -> Iterator[CoverageGoal]:
    """Every atom true, and false, and alone deciding: of an edge's guard where its node is surely reached, of a formula in anyone."""
    pathway, words = walked.pathway, walked.pathway.vocabulary
    for edge in pathway.edges.values():
        if edge.guard is not None and edge.source not in walked.acting_only:
            yield from _of(walked, edge.id, atoms(edge.guard), edge.place, edge=edge.id, node=edge.source)
    for name, word in words.derived.items():
        if word.truth is not None:
            yield from _of(walked, name, atoms(word.truth), word.place)
            continue
        for scored in compared(pathway, name):
            if isinstance(scored, Scored):
                yield from _of(walked, unparse(scored), items(scored), word.place)


def _of(
    walked: Sample, owner: str, several: Iterator[Atom], place: Place, edge: str = "", node: str = ""
) -> Iterator[CoverageGoal]:
    words = walked.pathway.vocabulary
    truth = walked.meaning.guard
    there = walked.at(node) if node else walked.everyone
    seen: Counter[str] = Counter()
    for atom in several:
        atom_text = unparse(atom.guard)
        seen[atom_text] += 1
        again = f"#{seen[atom_text]}" if seen[atom_text] > 1 else ""
        yes, no = (truth(atom.put(FORCED[forced])) for forced in (True, False))
        decides = there & (yes.surely & ~no.possibly | no.surely & ~yes.possibly)
        own = truth(atom.guard)
        english = phrase(atom.guard, words)
        sides = {True: decides & own.surely, False: decides & ~own.possibly}
        for value, met in sides.items():
            side = str(value).lower()
            yield CoverageGoal(
                f"{owner}: {atom_text}{again} {side}",
                f"{english}, {side}, alone decides {owner}",
                met,
                _deciding(atom, node, value=value),
                place,
                edge=edge,
                near=sides[not value] or there,
            )


def _deciding(atom: Atom, node: str, *, value: bool) -> Query:
    from legpain_graph.engine.smt import Bit, conj, disj, neg

    def ask(feasible: Feasible) -> list[Bit]:
        space = feasible.space
        yes, no = (space.guard(atom.put(FORCED[forced])) for forced in (True, False))
        own = space.guard(atom.guard)
        decides = disj([conj([yes.surely, neg(no.possibly)]), conj([no.surely, neg(yes.possibly)])])
        return [*([feasible.reached(node)] if node else []), own.surely if value else neg(own.possibly), decides]

    return ask


# Thresholds


def thresholds(walked: Sample) -> Iterator[CoverageGoal]:
    """For every number that a guard or formula compares a finding with: a case just below it, at it, and just above it.

    Just below and just above are no further than one step: 1 for a whole number, else a unit of the last figure that the finding's
    thresholds have (0.1 for 0.5, 0.9 and 1.3).
    """
    limits: dict[str, dict[Decimal, Place]] = {}
    for edge in walked.pathway.edges.values():
        if edge.guard is not None:
            for finding, value in _numbers(edge.guard):
                limits.setdefault(finding, {}).setdefault(value, edge.place)
    for guard in graph_guards(walked.pathway):
        for finding, value in _numbers(guard):
            limits.setdefault(finding, {}).setdefault(value, walked.pathway.vocabulary.findings[finding].place)
    for name in walked.pathway.vocabulary.findings:
        for value in sorted(limits.get(name, {})):
            yield from _sides(walked, name, value, list(limits[name]), limits[name][value])


def _sides(walked: Sample, name: str, value: Decimal, limits: list[Decimal], place: Place) -> Iterator[CoverageGoal]:
    finding = walked.pathway.vocabulary.findings[name]
    step = step_of(finding, limits)
    recorded = [known for known in walked.values[name] if isinstance(known, Decimal)]
    sides = {
        "just below": (value - step, {known for known in recorded if value - step <= known < value}),
        "at": (value, {known for known in recorded if known == value}),
        "just above": (value + step, {known for known in recorded if value < known <= value + step}),
    }
    shown = f"{value.normalize():f}"
    near = reduce(or_, (walked.values[name][known] for _, several in sides.values() for known in several), 0)
    near = near or reduce(or_, (walked.values[name][known] for known in recorded), 0)
    for side, (example, several) in sides.items():
        outside = not finding.low <= example <= finding.high
        no_value = outside or (finding.integer and example != example.to_integral_value())
        rule = f"{example.normalize():f} is not a value of {name}: it goes from {finding.low} to {finding.high}"
        yield CoverageGoal(
            f"{name}: {side} {shown}",
            f"{finding.label} {side} {value_words(finding, value)}",
            reduce(or_, (walked.values[name][known] for known in several), 0),
            _exactly(name, example),
            place,
            rule=rule if no_value else "",
            exact=(name, example),
            near=near,
        )


def step_of(finding: Finding, limits: list[Decimal]) -> Decimal:
    """The step of a finding: 1 for a whole number, else a unit of the last figure that its thresholds have."""
    if finding.integer:
        return Decimal(1)
    figures = max(max(0, -int(limit.normalize().as_tuple().exponent)) for limit in limits)
    return Decimal(1).scaleb(-figures)


def _numbers(guard: Guard) -> Iterator[tuple[str, Decimal]]:
    if isinstance(guard, Compare):
        yield guard.finding, guard.value
    for part in parts(guard):
        yield from _numbers(part)


def _exactly(name: str, value: Decimal) -> Query:
    def ask(feasible: Feasible) -> list[object]:
        cells = feasible.space.cells[name]
        return [feasible.solver.exactly(name, next(n for n, cell in enumerate(cells) if cell.has(value)))]

    return ask
