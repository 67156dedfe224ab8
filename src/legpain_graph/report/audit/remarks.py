"""What there is to say about an audit or a check, line by line: the level, the rule, the place. Annotations, SARIF and the rest read this."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple
from urllib.parse import quote

from legpain_graph.audit.gate import FAILING, Gate, measures
from legpain_graph.audit.result import Audit, CoverageItem, CoverageState, Measure
from legpain_graph.case.write import case_line
from legpain_graph.errors import NOWHERE, Issue, Place, plural


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Remark(NamedTuple):
    """`key` stays the same when lines move, so that two runs can be compared."""

    level: Level
    code: str
    message: str
    place: Place
    hint: str = ""
    key: str = ""


@dataclass(frozen=True)
class Report:
    """An audit with its gate, and the folder that file names are relative to."""

    audit: Audit
    gate: Gate = field(default_factory=Gate)
    root: str = ""

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(measures(self.audit).values())

    @cached_property
    def short(self) -> tuple[Measure, ...]:
        """The measures below what the gate wants of them."""
        return tuple(self.gate.short(self.audit))

    @property
    def faults(self) -> tuple[Issue, ...]:
        """What is wrong with the pathway, and fails the audit."""
        return tuple(issue for issue in self.audit.issues if issue.code in FAILING)

    @property
    def notes(self) -> tuple[Issue, ...]:
        """What an author should look at and may have meant."""
        return tuple(issue for issue in self.audit.issues if issue.code not in FAILING)

    @property
    def passed(self) -> bool:
        return not any(remark.level is Level.ERROR for remark in self.remarks)

    @property
    def title(self) -> str:
        pathway = self.audit.pathway
        return f"{pathway.title}: {pathway.id} {pathway.version} ({pathway.hash[:8]})"

    @property
    def verdict(self) -> str:
        """The outcome in one line."""
        failed = len(failed_cases(self.audit))
        total = len(self.audit.cases)
        parts = [f"{total - failed} of {plural(total, 'case')} end as expected"]
        if self.short:
            parts.append(f"short of the gate: {', '.join(measure.id for measure in self.short)}")
        if self.faults:
            parts.append(plural(len(self.faults), "fault"))
        return f"{'PASSED' if self.passed else 'FAILED'} - {'; '.join(parts)}"

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """Everything that is not as it should be, errors first, then in the order of the measures and of the pathway."""
        audit = self.audit
        start = audit.pathway.nodes[audit.pathway.start].place
        found = [Remark(Level.ERROR, "case", issue.message, issue.place, issue.hint) for issue in audit.failed]
        found += [
            Remark(
                Level.ERROR, f"gate-{measure.id}",
                f"{measure.title}: {measure.words}, {self.gate.words(measure)}", start, key=measure.id,
            )
            for measure in self.short
        ]  # fmt: skip
        found += of_issues(audit.issues)
        for measure in self.measures:
            found += [
                Remark(
                    Level.WARNING if item.state is CoverageState.UNCOVERED and self._asked_for(measure) else Level.NOTE,
                    f"{item.state}-{measure.id}",
                    item_words(item),
                    item.place,
                    who_would(item),
                    item.id,
                )
                for item in measure.items
                if item.state in OPEN
            ]
        order = list(Level)
        return tuple(sorted(found, key=lambda remark: order.index(remark.level)))

    def _asked_for(self, measure: Measure) -> bool:
        """Whether what is open of a measure matters to the gate; to no gate all of it does."""
        return measure in self.short or not self.gate.wanted

    def name(self, file: str) -> str:
        """The file's name relative to the root, with `/`; as it is where it lies elsewhere."""
        return relative(file, self.root)


OPEN: Final = (CoverageState.UNCOVERED, CoverageState.UNDECIDED)


def item_words(item: CoverageItem) -> str:
    """What is not covered, in a line."""
    undecided = item.state is CoverageState.UNDECIDED
    gap = "not found out whether a patient can do so" if undecided else "no case covers it"
    return f"{named(item)} - {gap}" + (f" ({item.why})" if item.why else "")


def named(item: CoverageItem) -> str:
    """Its id, and its title where that says more."""
    return f"{item.id}: {item.title}" if item.title and item.title != item.id else item.id


def who_would(item: CoverageItem) -> str:
    """The patient of a case that would cover it; empty where none is shown."""
    return f"a patient who would: {case_line(item.witness)}" if item.witness is not None else ""


def of_issues(issues: Iterable[Issue], other: Level = Level.WARNING) -> list[Remark]:
    """Issues as remarks: errors where the code fails an audit, else of the level `other`."""
    return [
        Remark(Level.ERROR if issue.code in FAILING else other, issue.code, issue.message, issue.place, issue.hint)
        for issue in issues
    ]


def failed_cases(audit: Audit) -> dict[str, list[Issue]]:
    """What is wrong with each case that does not end as expected, by its id; under its file where the id does not say which."""
    found: dict[str, list[Issue]] = {}
    ids = sorted(audit.cases, key=len, reverse=True)
    for issue in audit.failed:
        name = next((name for name in ids if issue.message.startswith(f"{name}: ")), issue.place.file or issue.message)
        found.setdefault(name, []).append(issue)
    return found


def relative(file: str, root: str) -> str:
    """`file` seen from `root`, with `/`; as it was where it does not lie below it."""
    if not file or not root or file.startswith("<"):
        return file
    path, home = os.path.realpath(file), os.path.realpath(root)
    inside = path.startswith(home.rstrip(os.sep) + os.sep)
    return os.path.relpath(path, home).replace(os.sep, "/") if inside else file.replace(os.sep, "/")


def uri(file: str, root: str) -> str:
    """`relative` as a URI reference."""
    name = relative(file, root)
    return quote(name) if not os.path.isabs(name) else "file://" + quote(name)


def repository(folder: str = ".") -> str:
    """The top of the git repository around `folder`; the folder itself where there is none."""
    here = os.path.realpath(folder)
    while not os.path.exists(os.path.join(here, ".git")):
        above = os.path.dirname(here)
        if above == here:
            return os.path.realpath(folder)
        here = above
    return here


def place_of(remark: Remark) -> Place:
    """Its place, or nowhere; a line and a column that are not known are the first."""
    place = remark.place
    return place._replace(line=max(place.line, 1), column=max(place.column, 1)) if place.file else NOWHERE
