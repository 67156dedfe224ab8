"""What the solver sees of a finding: cells of values that no guard can tell apart, each with one value to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from legpain_graph.case.domain import Domain, whole_domain
from legpain_graph.model.guard.ir import Compare, Guard, Named, Op, Test, measured_in, readings, tests_and_names
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.traversal import every_guard
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Value


class Cell(NamedTuple):
    """Values of one finding that no guard tells apart, and one of them to show."""

    domain: Domain
    value: Value

    def has(self, value: Value) -> bool:
        """Whether `value` lies in this cell."""
        if value is NOT_DONE or self.value is NOT_DONE:
            return value is self.value
        if isinstance(value, Decimal):
            return self.domain.truth(Compare("", Op.EQUAL, value)) is not False
        return value == self.value


def cells_of(pathway: Pathway, extra: Iterable[Guard] = ()) -> dict[str, list[Cell]]:
    """The cells of every finding: what no guard of the pathway and none of `extra` tells apart."""
    findings = pathway.vocabulary.findings
    cuts: dict[str, set[tuple[Decimal, bool]]] = {name: set() for name in findings}
    for test in (*every_test(pathway), *tests_in(extra, findings)):
        if isinstance(test, Compare):
            if test.op is not Op.MORE and test.op is not Op.AT_MOST:
                cuts[test.finding].add((test.value, False))
            if test.op is not Op.LESS and test.op is not Op.AT_LEAST:
                cuts[test.finding].add((test.value, True))
    return {name: cells(finding, cuts[name]) for name, finding in findings.items()}


def cells(finding: Finding, cuts: Iterable[tuple[Decimal, bool]]) -> list[Cell]:
    """The cells of a finding; `cuts` of a number are thresholds, the number itself below the cut where the flag is set."""
    whole = replace(whole_domain(finding), not_done=False)
    found = [whole]
    if finding.type is FindingType.NUMBER:
        for value, above in sorted(cuts):
            test = Compare(finding.name, Op.MORE if above else Op.AT_LEAST, value)
            halves = [part.where(test, holds=holds) for part in found for holds in (False, True)]
            found = [half for half in halves if half.has_value]
        several = [Cell(part, fewest_figures(part)) for part in found]
    else:
        values: Sequence[Value] = (False, True) if finding.type is FindingType.BOOLEAN else finding.values
        several = [Cell(Domain(values=frozenset({value})), value) for value in values]
    if finding.optional:
        several.append(
            Cell(replace(whole, values=frozenset(), low=Decimal(1), high=Decimal(0), not_done=True), NOT_DONE)
        )
    return several


def fewest_figures(domain: Domain) -> Decimal:
    """A number of the interval with as few figures as can be."""
    for figures in range(8):
        step = Decimal(1).scaleb(-figures)
        number = domain.low.quantize(step, "ROUND_CEILING")
        if number == domain.low and domain.low_open:
            number += step
        if number < domain.high or (number == domain.high and not domain.high_open):
            return number
    return (domain.low + domain.high) / 2


def overlap(bounds: Domain, cell: Cell) -> bool:
    """Whether a finding within `bounds` may have a value of the cell."""
    if cell.value is NOT_DONE:
        return bounds.not_done
    if not bounds.is_number:
        return cell.value in bounds.values
    part = bounds
    for op, end, is_open in (
        (Op.AT_LEAST, cell.domain.low, cell.domain.low_open),
        (Op.AT_MOST, cell.domain.high, cell.domain.high_open),
    ):
        strict = {Op.AT_LEAST: Op.MORE, Op.AT_MOST: Op.LESS}[op]
        part = part.where(Compare("", strict if is_open else op, end), holds=True)
    return part.has_value


def every_test(pathway: Pathway) -> Iterable[Test]:
    """Every single test of the pathway: of all its guards, and of the values that alarm."""
    findings = pathway.vocabulary.findings
    alarming = (word.alarming for word in findings.values() if word.alarming is not None)
    yield from tests_in((*every_guard(pathway), *alarming), findings)


def tests_in(guards: Iterable[Guard], findings: Mapping[str, Finding]) -> Iterable[Test]:
    """Every single test of the guards, with repeats. A finding that a number is computed of is tested at its middle, so that it has two
    cells at least, and being recorded is told from being left open."""
    for guard in guards:
        yield from (found for found in tests_and_names(guard) if not isinstance(found, Named))
        for part in measured_in(guard):
            for name in readings(part.quantity):
                finding = findings[name]
                middle = (finding.low + finding.high) / 2
                yield Compare(
                    name, Op.AT_LEAST, middle.to_integral_value("ROUND_CEILING") if finding.integer else middle
                )
