"""Which findings change something on their own: complete patients who differ in one finding alone and reach other nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import islice
from operator import or_

from legpain_graph.audit.coverage.sample import Sample
from legpain_graph.audit.coverage.variants import Patient, Variants
from legpain_graph.case.facts import Facts
from legpain_graph.engine.bitset import numbers
from legpain_graph.model.vocabulary import NOT_DONE, Finding, Value

TRIED = 8
"""Patients in whom a finding is changed, at most."""


def effective(variants: Variants, samples: Sequence[tuple[Sample, Sequence[Patient]]]) -> set[str]:
    """Findings that change what is reached in one of the patients made for that; another one may do so all the same."""
    words, pathway, order = variants.words, samples[0][0].pathway, samples[0][0].order
    readers: dict[str, list[str]] = {}
    for node in order.nodes:
        for name in variants.read([edge.guard for edge in node.walkable if edge.guard is not None]):
            readers.setdefault(name, []).append(node.id)
    who = {name: list(islice(_who(samples, nodes, words.findings[name]), TRIED)) for name, nodes in readers.items()}
    found: set[str] = set()
    for turn in range(TRIED):
        before: list[Facts] = []
        after: list[Facts] = []
        names: list[str] = []
        for name, several in who.items():
            if name in found or turn >= len(several) or (patient := _complete(variants, several[turn])) is None:
                continue
            for value in variants.values[name]:
                other = variants.changed(patient, {name: value})
                if other is not None and _differ(patient, other) == {name}:
                    before.append(patient.facts)
                    after.append(other.facts)
                    names.append(name)
        both = zip(*(Sample(pathway, facts, order).possible for facts in (before, after)), strict=True)
        differ = reduce(or_, (one ^ other for one, other in both), 0)
        found |= {names[number] for number in numbers(differ)}
    return found


def _who(
    samples: Sequence[tuple[Sample, Sequence[Patient]]], nodes: Sequence[str], finding: Finding
) -> Iterator[Patient]:
    """Patients who come to one of `nodes`; first those in whom the finding is abnormal, since it matters to them most."""
    calm = _calm(finding)
    for abnormal in (True, False):
        for sample, patients in samples:
            ill = reduce(or_, (who for value, who in sample.values[finding.name].items() if value != calm), 0)
            here = reduce(or_, (sample.at(node) for node in nodes), 0)
            for number in numbers(here & (ill if abnormal else ~ill)):
                yield patients[number]


def _complete(variants: Variants, patient: Patient) -> Patient | None:
    """The patient with everything recorded: what is not is normal, or whatever comes first."""
    if patient.facts.scores:
        return None
    known = patient.facts.known
    rest = {
        name: variants.values[name][0] if _calm(finding) is None else _calm(finding)
        for name, finding in variants.words.findings.items()
        if name not in known
    }
    return variants.changed(patient, rest) if rest else patient


def _calm(finding: Finding) -> Value | None:
    """What a finding is of whom nothing is wrong, or nothing known; None where that is not said."""
    return finding.normal if finding.normal is not None or not finding.optional else NOT_DONE


def _differ(one: Patient, other: Patient) -> set[str]:
    """The findings in which two patients differ."""
    mine, theirs = one.facts.known, other.facts.known
    return {name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)}
