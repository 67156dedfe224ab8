"""Synthetic patients: drawn by how frequent each value is said to be, true to every definition, and with gaps.

    table = Cohort(pathway, Frequencies(), seed=1)
    for rows in table.rows(1_000_000): ...

The same seed gives the same rows. How frequent a value is, is made up, unless a file says it: no figure here is one of medicine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from legpain_graph.case.facts import Case, Facts
from legpain_graph.cohort.mapping import recordable
from legpain_graph.cohort.source import ROWS
from legpain_graph.engine.classes import Classes
from legpain_graph.engine.kleene import Kleene
from legpain_graph.engine.meaning import Chosen
from legpain_graph.errors import Issue, Place, RequestError, did_you_mean, listed
from legpain_graph.load import tree as trees
from legpain_graph.model.guard.ir import Test
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Value, Vocabulary, passes

MOST: Final = 5_000
"""Values of a number that are drawn, at most."""
NOTHING: Final = -1


@dataclass(frozen=True)
class Frequencies:
    """How frequent values are, each from 0 to 1: `findings` by name and value, with "missing" and "not_done"; of a number "mean" and
    "sd". What is not told of a finding is: `abnormal` of what has a normal value or alarms, `not_done` of tests, `missing` of everything."""

    findings: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    abnormal: float = 0.01
    not_done: float = 0.2
    missing: float = 0.2

    def of(self, name: str, what: str) -> float:
        """How frequently a finding is missing or not done."""
        usual: float = getattr(self, what)
        return self.findings.get(name, {}).get(what, usual)


class Cohort:
    """Draws patients of one pathway."""

    def __init__(self, pathway: Pathway, frequencies: Frequencies | None = None, seed: int = 0) -> None:
        self.pathway, self.words, self.seed = pathway, pathway.vocabulary, seed
        self.frequencies = frequencies or Frequencies()
        limits = Classes(pathway).limits
        self.values = {name: _values(each, limits[name]) for name, each in self.words.findings.items()}
        self.weights = {name: self._weights(each, self.values[name]) for name, each in self.words.findings.items()}
        self.scores = recordable(self.words)[len(self.words.findings) :]
        self.schema = pa.schema(
            {
                "id": pa.string(),
                **{name: _kind(each) for name, each in self.words.findings.items()},
                **dict.fromkeys(self.scores, pa.int16()),
                "not_done": pa.list_(pa.string()),
            }
        )

    def rows(self, count: int) -> Iterator[pa.RecordBatch]:
        """So many patients."""
        for block, start in enumerate(range(0, count, ROWS)):
            size = min(ROWS, count - start)
            yield self._block(np.random.default_rng([self.seed, block]), start, size)

    def of_cases(self, cases: Sequence[Case]) -> pa.RecordBatch:
        """The rows of cases that close nothing."""
        columns: list[pa.Array] = [pa.array([f"e{number:08}" for number in range(1, len(cases) + 1)])]
        undone: list[list[str]] = [[] for _ in cases]
        for name, finding in self.words.findings.items():
            values = [case.findings.get(name) for case in cases]
            if finding.type is FindingType.CHOICE:
                words = [value.value if value is NOT_DONE else value for value in values]
                columns.append(pa.array(words, pa.string()).dictionary_encode().cast(_kind(finding)))
                continue
            for row, value in enumerate(values):
                if value is NOT_DONE or value == NOT_DONE.value:
                    undone[row].append(name)
                    values[row] = None
            if finding.type is FindingType.NUMBER:
                values = [None if value is None else float(value) for value in values]
                columns.append(pa.array(values, pa.float64()).cast(_kind(finding)))
            else:
                columns.append(pa.array(values, pa.bool_()))
        columns += [pa.array([case.findings.get(name) for case in cases], pa.int16()) for name in self.scores]
        columns.append(pa.array(undone, pa.list_(pa.string())))
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def _block(self, random: np.random.Generator, start: int, size: int) -> pa.RecordBatch:
        drawn = {
            name: random.choice(len(values), size, p=self.weights[name]).astype(np.int16)
            for name, values in self.values.items()
        }
        self._define(drawn, random)
        for name in drawn:
            drawn[name][random.random(size) < self.frequencies.of(name, "missing")] = NOTHING
        ids = pa.array([f"p{number:08}" for number in range(start + 1, start + size + 1)])
        return pa.RecordBatch.from_arrays([ids, *self._columns(drawn, size)], schema=self.schema)

    def _define(self, drawn: dict[str, Any], random: np.random.Generator) -> None:
        """Makes every patient true to the constraints: what follows is drawn anew from what can follow; where nothing can, what it would
        follow from is."""
        for _ in range(len(self.words.constraints) + 1):
            changed = False
            for rule in self.words.constraints:
                given = self._passing(rule.given)[drawn[rule.given.finding]]
                able = self._passing(rule.then)
                wrong = np.flatnonzero(given & ~able[drawn[rule.then.finding]])
                if len(wrong):
                    changed = True
                    name, can = rule.then.finding, able[:-1]
                    if not can.any():
                        name, can = rule.given.finding, ~self._passing(rule.given)[:-1]
                    drawn[name][wrong] = random.choice(np.flatnonzero(can), len(wrong)) if can.any() else NOTHING
            if not changed:
                return
        for rule in self.words.constraints:  # what contradicts itself whatever is drawn is not recorded
            names = rule.given.finding, rule.then.finding
            given, able = self._passing(rule.given)[drawn[names[0]]], self._passing(rule.then)[drawn[names[1]]]
            for name in names:
                drawn[name][given & ~able] = NOTHING

    def _passing(self, test: Test) -> NDArray[np.bool_]:
        """Which values pass a test; at the end, where nothing is recorded, none does."""
        return np.array([*(passes(test, value) for value in self.values[test.finding]), False])

    def _columns(self, drawn: Mapping[str, Any], size: int) -> Iterator[pa.Array]:
        undone: list[tuple[str, NDArray[np.int64]]] = []
        for name, finding in self.words.findings.items():
            places, values = drawn[name], self.values[name]
            if finding.type is not FindingType.CHOICE and values[-1] is NOT_DONE:
                rows = np.flatnonzero(places == len(values) - 1)
                undone.append((name, rows))
                places[rows] = NOTHING
            yield _array(finding, values, places)
        yield from (pa.nulls(size, pa.int16()) for _ in self.scores)
        yield _lists(undone, size)

    def _weights(self, finding: Finding, values: list[Value]) -> NDArray[np.float64]:
        """How frequent each value is."""
        told = self.frequencies.findings.get(finding.name, {})
        done = [value for value in values if value is not NOT_DONE]
        found = np.full(len(done), 1 / len(done))
        normal = self._normal(finding, done)
        if normal.any() and not normal.all():
            rare = self.frequencies.abnormal
            found = np.where(normal, (1 - rare) / normal.sum(), rare / (~normal).sum())
        named = {place: told[_word(value)] for place, value in enumerate(done) if _word(value) in told}
        if "mean" in told:
            numbers = np.array([float(value) for value in done if isinstance(value, Decimal)])
            found = np.exp(-0.5 * ((numbers - told["mean"]) / told.get("sd", 1.0)) ** 2)
        elif named and len(named) < len(done):
            rest = [place for place in range(len(done)) if place not in named]
            found[rest] *= max(0.0, 1 - sum(named.values())) / found[rest].sum()
        for place, share in named.items():
            found[place] = share
        found /= found.sum()
        if len(done) < len(values):
            not_done = self.frequencies.of(finding.name, "not_done")
            found = np.append(found * (1 - not_done), not_done)
        return found

    def _normal(self, finding: Finding, values: Sequence[Value]) -> NDArray[np.bool_]:
        """Which values are the normal one; where there is none, which do not alarm."""
        if finding.normal is not None and finding.normal in values:
            return np.array([value == finding.normal for value in values])
        if finding.alarming is None:
            return np.ones(len(values), bool)
        facts = (Facts({finding.name: value}, {}, {}, {}, []) for value in values)
        alarms = (Chosen(self.pathway, Kleene(self.words, each)).guard(finding.alarming).value for each in facts)
        return np.array([alarm is not True for alarm in alarms])


def _values(finding: Finding, limits: list[Decimal]) -> list[Value]:
    """The values that are drawn; of a number those of one step, each threshold among them."""
    if finding.type is FindingType.BOOLEAN:
        found: list[Value] = [False, True]
    elif finding.type is FindingType.CHOICE:
        found = list(finding.values)
    else:
        step = (
            Decimal(1)
            if finding.integer
            else min([Decimal("0.1"), *(Decimal(1).scaleb(_exponent(each)) for each in limits)])
        )
        while (finding.high - finding.low) / step > MOST:
            step *= 10
        count = int((finding.high - finding.low) / step)
        normal = [finding.normal] if isinstance(finding.normal, Decimal) else []
        found = [*sorted({*(finding.low + step * number for number in range(count + 1)), *limits, *normal})]
    return [*found, NOT_DONE] if finding.optional else found


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def read_frequencies(data: bytes, file: str, words: Vocabulary, usual: Frequencies) -> Frequencies:
    """The frequencies in a file, YAML or JSON: `fever: 0.02`, `sex: {female: 0.55}`, `abpi: {mean: 1.0, sd: 0.2, missing: 0.8}`.

    errors: RequestError with every fault and its place
    """
    text, issues = trees.decode(data, file)
    tree, more = trees.read(text, file) if not issues else (None, [])
    issues += more
    found: dict[str, dict[str, float]] = {}
    entries = tree.entries if isinstance(tree, trees.Mapping) else {}
    if not issues and not isinstance(tree, trees.Mapping):
        issues.append(Issue("frequencies", "is not a map of findings", Place(file), "fever: 0.02"))
    for name, entry in entries.items():
        finding = words.findings.get(name)
        if finding is None:
            place = tree.keys[name] if isinstance(tree, trees.Mapping) else Place(file)
            issues.append(
                Issue("frequencies", f"unknown finding {name!r}", place, did_you_mean(name, words.findings, issues))
            )
            continue
        fields = entry.entries if isinstance(entry, trees.Mapping) else {"true": entry}
        found[name] = {}
        for what, said in fields.items():
            value = said.value if isinstance(said, trees.Scalar) else None
            if what not in _told(finding):
                hint = f"known: {listed(_told(finding))}"
                issues.append(Issue("frequencies", f"{name} has no {what!r}", entry.place, hint))
            elif (
                not isinstance(value, Decimal)
                or (what not in ("mean", "sd") and not 0 <= value <= 1)
                or (what == "sd" and value <= 0)
            ):
                expected = (
                    "a number" if what == "mean" else "a number above 0" if what == "sd" else "a number from 0 to 1"
                )
                issues.append(Issue("frequencies", f"{name}: {what} is {expected}", said.place))
            else:
                found[name][what] = float(value)
        if sum(share for what, share in found[name].items() if what not in ("mean", "sd", "missing", "not_done")) > 1:
            issues.append(Issue("frequencies", f"{name}: its values are more than all", entry.place))
    if issues:
        raise RequestError(issues)
    return replace(usual, findings=found)


def _told(finding: Finding) -> list[str]:
    """What can be told of a finding."""
    values = {
        FindingType.BOOLEAN: ("true", "false"),
        FindingType.CHOICE: finding.values,
        FindingType.NUMBER: ("mean", "sd"),
    }
    return [*values[finding.type], "missing", *(["not_done"] if finding.optional else [])]


def _word(value: Value) -> str:
    """A value as a file of frequencies names it."""
    return (
        ("true" if value else "false")
        if isinstance(value, bool)
        else f"{value:f}"
        if isinstance(value, Decimal)
        else str(value)
    )


def _kind(finding: Finding) -> pa.DataType:
    if finding.type is FindingType.BOOLEAN:
        return pa.bool_()
    if finding.type is FindingType.CHOICE:
        return pa.dictionary(pa.int8(), pa.string())
    return pa.int16() if finding.integer else pa.float64()


def _array(finding: Finding, values: list[Value], places: Any) -> pa.Array:
    missing = places == NOTHING
    if finding.type is FindingType.BOOLEAN:
        return pa.array(places == 1, mask=missing)
    if finding.type is FindingType.CHOICE:
        words = [value.value if value is NOT_DONE else value for value in values]
        return pa.DictionaryArray.from_arrays(
            pa.array(places.astype(np.int8), mask=missing), pa.array(words, pa.string())
        )
    numbers = np.array([0 if value is NOT_DONE else float(value) for value in values])
    return pa.array(numbers[places], mask=missing).cast(_kind(finding))


def _lists(undone: list[tuple[str, NDArray[np.int64]]], size: int) -> pa.Array:
    """For each row the names of what was not done."""
    rows = np.concatenate([np.zeros(0, np.int64), *(each for _, each in undone)])
    numbers = np.repeat(np.arange(len(undone)), [len(each) for _, each in undone])
    order = np.argsort(rows, kind="stable")
    offsets = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(rows, minlength=size), out=offsets[1:])
    names = pa.array([name for name, _ in undone], pa.string()).take(pa.array(numbers[order]))
    return pa.ListArray.from_arrays(pa.array(offsets), names)
