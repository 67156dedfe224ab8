"""The patients that two versions of a pathway share, as one space for the solver.

A finding that both versions know, of the same type and unit, is one fact: it is recorded once, as a value that both can take. What a
constraint makes of it may differ, so where a constraint differs, or the values do, each version has its own state of the finding, and
both follow from the one entry. A finding that only one version knows is recorded, or not, for that version alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from legpain_graph.engine.cells import Cell, every_test
from legpain_graph.engine.smt import Bit, Space, conj, disj, implies, neg
from legpain_graph.model.guard.ir import Compare, Op, Test
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Vocabulary
from legpain_graph.proof.solver import Patient

OLD: Final = "old "
NEW: Final = "new "


class VersionPair:
    """All patients of whom the same is recorded in both versions, and whom both accept."""

    def __init__(self, old: Pathway, new: Pathway) -> None:
        words = old.vocabulary, new.vocabulary
        self.shared = [name for name in words[0].findings if same_fact(name, *words)]
        linked = _linked(words, self.shared)
        prefixes = [
            {name: mark for name in vocabulary.findings if name in linked or name not in self.shared}
            for mark, vocabulary in zip((OLD, NEW), words, strict=True)
        ]
        ends = [test for name in self.shared for test in _range_ends(words[0].findings[name], words[1].findings[name])]
        tests = [[test for test in every_test(pathway) if test.finding in self.shared] for pathway in (old, new)]
        self.old = Space(old, [*_fitting(tests[1], words[0]), *ends], prefixes=prefixes[0])
        self.new = Space(new, [*_fitting(tests[0], words[1]), *ends], prefixes=prefixes[1], beside=self.old)
        self.definitions, self.meant, self.numbers = self.new.definitions, self.new.meant, self.new.numbers
        self.cells: dict[str, list[Cell]] = {}
        self.able: dict[str, list[Bit]] = {}
        self._findings: dict[str, Finding] = {}
        self._links: list[Bit] = []
        for name in self.shared:
            if name not in linked:
                self._enter(name, self.old, name)
        self._link(name for name in self.shared if name in linked)
        for mark, space in ((OLD, self.old), (NEW, self.new)):
            for name in space.cells:
                if name not in self.shared:
                    self._enter(mark + name, space, name)
        self.scores = self._scores()

    @property
    def findings(self) -> Mapping[str, Finding]:
        return self._findings

    def named(self, bit: Bit) -> Bit:
        return self.new.named(bit)

    def _enter(self, key: str, space: Space, name: str) -> None:
        self.cells[key], self.able[key] = space.cells[name], space.able[name]
        self._findings[key] = space.findings[name]

    def _link(self, names: Iterable[str]) -> None:
        """The entry of each finding, and the state of it in each version: what is left of the entry when what the constraints imply
        is taken in, round after round, so that nothing is implied but by what is recorded."""
        import z3

        starts: tuple[dict[str, list[Bit]], dict[str, list[Bit]]] = ({}, {})
        for name in names:
            pairs = list(_common(self.old.cells[name], self.new.cells[name]))
            self._findings[name] = self.new.findings[name]
            self.cells[name] = [cell for _, _, cell in pairs]
            entry = self.able[name] = [z3.Bool(f"{name}={cell.value}") for cell in self.cells[name]]
            if len(pairs) == 1:  # recorded or not is still two things
                self.cells[name].append(pairs[0][2])
                entry.append(z3.Bool(f"{name}=other"))
                self._links.append(implies(entry[1], entry[0]))
            unrecorded = self.named(conj(entry))
            for space in (self.old, self.new):
                space.entries[name] = name, unrecorded
            self._links.append(disj([unrecorded, z3.PbEq([(bit, 1) for bit in entry], 1)]))
            for start, space, side in ((starts[0], self.old, 0), (starts[1], self.new, 1)):
                at = {pair[side]: bit for pair, bit in zip(pairs, entry, strict=False)}
                start[name] = [at.get(number, unrecorded) for number in range(len(space.cells[name]))]
        for start, space in zip(starts, (self.old, self.new), strict=True):
            for name, left in self._settled(space, start).items():
                self._links += [able == _z3_bool(bit) for able, bit in zip(space.able[name], left, strict=True)]

    def _settled(self, space: Space, start: Mapping[str, list[Bit]]) -> dict[str, list[Bit]]:
        """The cells that are left at the end: each round takes one away at least, or nothing more is implied."""
        left = dict(start)
        for _ in range(sum(len(bits) - 1 for bits in start.values())):
            implied = space.implied({**space.able, **left})
            left = {
                name: [
                    self.named(conj([bit, *(implies(active, kept[number]) for active, kept in implied.get(name, ()))]))
                    for number, bit in enumerate(bits)
                ]
                for name, bits in left.items()
            }
        return left

    def _scores(self) -> dict[str, dict[int, Bit]]:
        """The entries of recordable scores: one in both versions, of the points that both know."""
        found: dict[str, dict[int, Bit]] = {}
        for mark, space, other in ((OLD, self.old, self.new), (NEW, self.new, self.old)):
            for name, points in space.scores.items():
                if name not in other.scores:
                    found[mark + name] = points
                    continue
                found[name] = {number: bit for number, bit in points.items() if number in other.scores[name]}
                self._links += [neg(bit) for number, bit in points.items() if number not in other.scores[name]]
        return found

    @cached_property
    def axioms(self) -> list[Bit]:
        return [*self.old.axioms, *self.new.axioms, *self._links]

    @cached_property
    def complete(self) -> list[Bit]:
        import z3

        return [
            z3.PbEq([(a, 1) for a in able], 1) if len(able) > 2 else z3.Xor(*able)
            for able in self.able.values()
            if len(able) > 1
        ]

    def entries(self, patient: Patient) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """What is recorded of a patient: in both versions, in the old one alone, and in the new one alone."""
        shared: dict[str, Any] = {}
        old: dict[str, Any] = {}
        new: dict[str, Any] = {}
        entries: dict[str, Any] = {
            key: patient.values.get(key, self.cells[key][cell].value) for key, cell in patient.cells.items()
        }
        for key, value in sorted((entries | dict(patient.scores)).items()):
            into = old if key.startswith(OLD) else new if key.startswith(NEW) else shared
            into[key.removeprefix(OLD).removeprefix(NEW)] = "not_done" if value is NOT_DONE else value
        return shared, old, new


def same_fact(name: str, old: Vocabulary, new: Vocabulary) -> bool:
    """Whether a finding of both versions is one fact, with values that both can take."""
    one, other = old.findings.get(name), new.findings.get(name)
    if one is None or other is None or one.type is not other.type or one.unit != other.unit:
        return False
    if one.type is FindingType.CHOICE:
        return len(set(one.values) & set(other.values)) > 1
    return one.type is FindingType.BOOLEAN or max(one.low, other.low) < min(one.high, other.high)


def _linked(words: tuple[Vocabulary, Vocabulary], shared: Iterable[str]) -> frozenset[str]:
    """The shared findings whose state may differ between the versions for the same entries."""
    rules = [{(rule.given, rule.then) for rule in vocabulary.constraints} for vocabulary in words]
    found = {side.finding for rule in rules[0] ^ rules[1] for side in rule}
    known = set(shared)
    found |= {name for vocabulary in words for name in vocabulary.findings if name not in known}
    found |= {name for name in known if takes(words[0].findings[name]) != takes(words[1].findings[name])}
    size = -1
    while size != len(found):
        size = len(found)
        for given, then in rules[0] | rules[1]:
            if given.finding in found or then.finding in found:
                found |= {given.finding, then.finding}
    return frozenset(found & known)


def takes(finding: Finding) -> object:
    """What values a finding can take."""
    return finding.low, finding.high, finding.integer, frozenset(finding.values), finding.optional


def _range_ends(one: Finding, other: Finding) -> Iterator[Test]:
    """Cuts where one range ends inside the other."""
    if one.type is FindingType.NUMBER and (one.low, one.high) != (other.low, other.high):
        for finding in (one, other):
            yield Compare(finding.name, Op.LESS, finding.low)
            yield Compare(finding.name, Op.MORE, finding.high)


def _fitting(tests: Iterable[Test], words: Vocabulary) -> Iterator[Test]:
    return (test for test in tests if test.finding in words.findings)


def _common(old: list[Cell], new: list[Cell]) -> Iterator[tuple[int, int, Cell]]:
    """The cells that two versions have in common, by their numbers, each with a value that lies in both."""
    for number, cell in enumerate(old):
        for other, candidate in enumerate(new):
            if candidate.has(cell.value):
                yield number, other, cell
            elif cell.has(candidate.value):
                yield number, other, candidate


def _z3_bool(bit: Bit) -> Bit:
    import z3

    return z3.BoolVal(bit) if isinstance(bit, bool) else bit
