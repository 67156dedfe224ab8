"""Why a row is no case: by the reference, in the words in which a walk refuses it. And what is left of it without the entries at fault."""

from __future__ import annotations

from typing import NamedTuple

from legpain_graph.case.facts import Case, without
from legpain_graph.cohort.batch import Batch
from legpain_graph.cohort.recorded import Reading
from legpain_graph.engine.kleene import Reference
from legpain_graph.errors import CaseError, Issue
from legpain_graph.model.pathway import Pathway


class Fault(NamedTuple):
    """One fault of a row: the column, or none where the row is none at all, and what is wrong."""

    row: int
    column: str
    reason: str


class Faults:
    """Looks at rows one by one."""

    def __init__(self, pathway: Pathway) -> None:
        self.reference = Reference(pathway)

    def of(self, row: int, batch: Batch, reading: Reading) -> tuple[list[Fault], Case]:
        """The faults of a row, none where it is a sound case; and the case without the entries at fault."""
        if row in batch.broken:
            return [Fault(row, "", batch.broken[row])], Case()
        case, wrong = reading.case(batch, row)
        found = [Fault(row, *each) for each in wrong]
        while True:
            try:
                self.reference.facts(case)
            except CaseError as error:
                found += [Fault(row, _column(issue, case, reading), _said(issue)) for issue in error.issues]
                names = frozenset(_name(issue) for issue in error.issues)
                case = error.remaining if error.remaining is not None else without(case, names)
            else:
                return list(dict.fromkeys(found)), case


def _name(issue: Issue) -> str:
    return issue.code.partition(".")[2]


def _column(issue: Issue, case: Case, reading: Reading) -> str:
    """The column of the entry that is at fault."""
    where, _, name = issue.code.partition(".")
    for word in (where, name, "normal" if name in case.normal else "not_done"):
        if word in reading.column:
            return reading.column[word]
    return name


def _said(issue: Issue) -> str:
    return f"{issue.message}; {issue.hint}" if issue.hint else issue.message
