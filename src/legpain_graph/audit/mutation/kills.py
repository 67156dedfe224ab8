"""Which worked cases kill a changed pathway: all cases at once, and only below the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from typing import Any

from legpain_graph.audit.mutation.incremental import Incremental, Unchanged
from legpain_graph.case.facts import Case, Expander, Facts
from legpain_graph.case.read import CaseFile
from legpain_graph.engine.bitset import Bits, Bitset, Met, Truths, numbers
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.kleene import Kleene, Truth, finding_bits
from legpain_graph.engine.meaning import OPEN, Status
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import Formula, Score
from legpain_graph.model.pathway import Pathway, Urgency
from legpain_graph.walk.expectation import unmet
from legpain_graph.walk.result import Ask, Walk
from legpain_graph.walk.walker import Engine, Walker


class CaseEnds:
    """How one of many cases ends: what expectations speak of, but what it asks for."""

    decides_urgency: tuple[Ask, ...] = ()
    decides_plan: tuple[Ask, ...] = ()

    def __init__(self, incremental: Incremental[Truths, Bits, Met], met: Met, patient: int) -> None:
        self._incremental, self._met, self._patient = incremental, met, patient

    def _has(self, cases: Bits) -> bool:
        return bool(cases >> self._patient & 1)

    @cached_property
    def floor(self) -> Urgency:
        order = self._incremental.order
        return order.level(sum(1 << mark for mark in range(order.levels) if self._has(self._met.has(mark))))

    @cached_property
    def ceiling(self) -> Urgency:
        bits = sum(1 << number for number, cases in enumerate(self._incremental.possible) if self._has(cases))
        return self._incremental.order.worst(bits)

    @property
    def settled(self) -> bool:
        if self._incremental.pathway.ordered:
            return self.floor == self.ceiling
        nodes = self._incremental.pathway.nodes
        return all(nodes[name].urgency is None for name in self.possible)

    @cached_property
    def reached(self) -> frozenset[str]:
        order = self._incremental.order
        return frozenset(node.id for at, node in enumerate(order.nodes) if self._has(self._met.has(order.levels + at)))

    @cached_property
    def possible(self) -> tuple[str, ...]:
        return tuple(node for node in self._at(possible=True) if node not in self.reached)

    @cached_property
    def ruled_out(self) -> tuple[str, ...]:
        return tuple(self._at(possible=False))

    def _at(self, *, possible: bool) -> Iterator[str]:
        for node, cases in zip(self._incremental.order.nodes, self._incremental.possible, strict=True):
            if self._has(cases) is possible:
                yield node.id

    @cached_property
    def diagnoses(self) -> tuple[str, ...]:
        nodes = [self._incremental.pathway.nodes[name] for name in self.reached]
        return tuple(sorted({node.diagnosis for node in nodes if node.diagnosis}))


class _Knowing:
    """The engine of a pathway for patients of whom other definitions say what follows."""

    def __init__(self, pathway: Pathway, engine: Engine, expander: Expander) -> None:
        self.pathway, self._engine, self._expander = pathway, engine, expander

    def facts(self, case: Case) -> Facts:
        return self._expander.expand(case)

    def status(self, facts: Facts) -> Status:
        return self._engine.status(facts)


class Kills:
    """The cases of a pathway that end as they expect, ready to be asked whether they kill a change."""

    def __init__(self, pathway: Pathway, sources: Sequence[CaseFile]) -> None:
        self.pathway = pathway
        self._engine, self._expander = Compiled(pathway), Expander(pathway.vocabulary)
        walker = Walker(pathway, self._engine)
        kept: list[tuple[CaseFile, Walk]] = []
        for source in sources:
            try:
                walk = walker.walk(source.case)
            except CaseError:
                continue
            if source.expect and not unmet(source.expect, walk):
                kept.append((source, walk))
        self.sources = [source for source, _ in kept]
        self.facts = [walk.facts for _, walk in kept]
        self._expects: list[dict[str, Any]] = [
            {key: value for key, value in source.expect.items() if key != "asks"} for source in self.sources
        ]
        self.original = Unchanged(pathway, Bitset(pathway.vocabulary, self.facts))
        self._asked_at = {at: _asked_at(walk) for at, (source, walk) in enumerate(kept) if source.expect.get("asks")}
        """For each case that expects to ask, the nodes that ask for each finding."""
        self._alone: dict[int, Unchanged[Truth, bool, int]] = {}

    def by(self, changed: Pathway) -> Iterator[int]:
        """The numbers of the cases that do not end as they expect where the pathway is `changed`, each once."""
        if changed.vocabulary.constraints is not self.pathway.vocabulary.constraints:
            yield from self._by_definitions(changed)
            return
        words = self.original.changed_words(changed)
        scores = {name for name in words if isinstance(self._formula(name), Score)}
        rescored = [at for at, facts in enumerate(self.facts) if facts.scores.keys() & scores]
        incremental = Incremental(self.original, changed, words)
        met = incremental.must(0, self.original.algebra)
        differs = self._differs(incremental, met)
        seen = set[int]()
        for patient in numbers(differs):
            if unmet(self._expects[patient], CaseEnds(incremental, met, patient)):
                seen.add(patient)
                yield patient
        few = [patient for patient in (*rescored, *self._asking(incremental, differs)) if patient not in seen]
        if few:
            yield from self._by_walking(Walker(changed), dict.fromkeys(few))

    def _formula(self, name: str) -> Formula | None:
        word = self.pathway.vocabulary.derived.get(name)
        return word.formula if word is not None else None

    def _by_walking(self, walker: Walker, patients: Iterable[int]) -> Iterator[int]:
        """The same of a few cases, walked one by one; one that is refused does not end as it expects."""
        for patient in patients:
            source = self.sources[patient]
            try:
                if unmet(source.expect, walker.walk(source.case)):
                    yield patient
            except CaseError:
                yield patient

    def _by_definitions(self, changed: Pathway) -> Iterator[int]:
        """The same where a definition is gone, so that less is known of some cases."""
        rules = {rule.id: rule for rule in self.pathway.vocabulary.constraints}
        gone = rules.keys() - {rule.id for rule in changed.vocabulary.constraints}
        sides = {side.finding for name in gone for side in (rules[name].given, rules[name].then)}
        engine = _Knowing(self.pathway, self._engine, Expander(changed.vocabulary))
        less: list[int] = []
        for patient, facts in enumerate(self.facts):
            if any(self._rests_on(name, facts, gone) for name in sides):
                other = engine.facts(self.sources[patient].case)
                if (facts.known, facts.bounds) != (other.known, other.bounds):
                    less.append(patient)
        yield from self._by_walking(Walker(self.pathway, engine), less)

    def _rests_on(self, name: str, facts: Facts, gone: Set[str]) -> bool:
        """Whether what is known of a finding may rest on one of the definitions: it does, or several narrowed it together."""
        how = facts.how.get(name)
        several = name not in self._expander.plain and how in {rule.id for rule in self.pathway.vocabulary.constraints}
        return how in gone or name in facts.bounds or several

    def _differs(self, incremental: Incremental[Truths, Bits, Met], met: Met) -> Bits:
        """The cases that the change moves: a node, a bound."""
        before = self.original.must(0, self.original.algebra)[self.original.order.start]
        differs = before.rest ^ met.rest
        for mark in before.by_mark.keys() | met.by_mark.keys():
            differs |= before.has(mark) ^ met.has(mark)
        for was, now in zip(self.original.possible, incremental.possible, strict=True):
            differs |= was ^ now
        for at, (was_marks, marks) in enumerate(zip(self.original.order.marks, incremental.order.marks, strict=True)):
            if was_marks != marks:
                differs |= incremental.possible[at]
        return differs

    def _asking(self, incremental: Incremental[Truths, Bits, Met], differs: Bits) -> Iterator[int]:
        """The cases that may no longer ask for what they expect to ask: a changed node is the only one that asked, and asks
        otherwise."""
        for patient, asked_at in self._asked_at.items():
            if differs >> patient & 1:
                yield patient
            elif any(asked_at[name] <= incremental.touched for name in self.sources[patient].expect["asks"]):
                if patient not in self._alone:
                    self._alone[patient] = Unchanged(self.pathway, Kleene(self.pathway.vocabulary, self.facts[patient]))
                if Incremental(self._alone[patient], incremental.pathway, incremental.words).moved:
                    yield patient


def _asked_at(walk: Walk) -> dict[str, set[str]]:
    """For each finding the nodes of the path that ask for it."""
    found: dict[str, set[str]] = {}
    bits = {bit: name for name, bit in finding_bits(walk.pathway.vocabulary).items()}
    for step in walk.path:
        for index, _ in walk.order.onward[walk.order.node_number[step.node.id]]:
            if walk.status.edges[index] == OPEN:
                for number in numbers(walk.status.why[index]):
                    found.setdefault(bits[1 << number], set()).add(step.node.id)
    return found
