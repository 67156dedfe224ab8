"""Worked cases as rows of a sheet, and back. The last column is each case as it is written: where the other cells still say the same, the
file keeps every byte, comments and breaks of lines too."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from legpain_graph.case.facts import Case, Expander
from legpain_graph.case.read import CaseFile, parse_case
from legpain_graph.case.write import case_json, case_yaml, in_clinical_order
from legpain_graph.errors import CaseError, Issue, RequestError, did_you_mean
from legpain_graph.model.guard.ir import Score
from legpain_graph.model.guard.phrase import range_words
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Vocabulary
from legpain_graph.resources import CASE_ENDINGS
from legpain_graph.sheet.grid import Grid, Row, Said, rows

SHEET: Final = "cases"
BOUNDS: Final = ("floor", "ceiling")
SETS: Final = ("diagnoses", "reaches", "possible", "never", "asks")
EXPECTED: Final = tuple(f"expect.{key}" for key in (*BOUNDS, "settled", *SETS))
WRITTEN: Final = "as written"
ABOUT: Final = ("file", "id", "who", *EXPECTED, "normal", "not_done")
_PART: Final = re.compile(r'[^\\/:*?"<>|\x00-\x1f.][^\\/:*?"<>|\x00-\x1f]*\Z')
_COMMENT: Final = re.compile(r"^#.*\n", re.MULTILINE)


def columns(words: Vocabulary) -> tuple[str, ...]:
    """The names of the columns. errors: RequestError where a finding is called as a column is that is none"""
    findings = [finding.name for finding in _in_order(words)]
    scores = [name for name, each in words.derived.items() if each.recordable and isinstance(each.formula, Score)]
    if clash := {*findings, *scores} & {*ABOUT, "statements"}:
        message = f"the pathway has a finding {min(clash)!r}, which is a column of every sheet"
        raise RequestError([Issue("sheet", message, hint="rename the finding")])
    return (*ABOUT, *findings, *scores, "statements", WRITTEN)


def _in_order(words: Vocabulary) -> list[Finding]:
    return sorted(words.findings.values(), key=lambda finding: in_clinical_order(finding.section))


def case_rows(sources: Iterable[tuple[str, CaseFile]], pathway: Pathway) -> list[list[Said]]:
    """The rows of a sheet: names of columns, then a case each, by the name of its file there.

    errors: CaseError for each case that no walk would take, at its place; RequestError where two would have one name
    """
    names = columns(pathway.vocabulary)
    expander = Expander(pathway.vocabulary)
    found: list[list[Said]] = [list(names)]
    issues: list[Issue] = []
    seen: dict[str, str] = {}
    for file, source in sources:
        if file.lower() in seen:
            message = f"{source.file} and {seen[file.lower()]} would both be {file}"
            raise RequestError([Issue("sheet", message, hint="name the folder that both are in")])
        seen[file.lower()] = source.file
        try:
            expander.expand(source.case)
        except CaseError as error:
            issues += source.placed(error).issues
        said = _cells(file, source)
        found.append([said.get(name) for name in names])
    if issues:
        raise CaseError(issues)
    return found


def _cells(file: str, source: CaseFile) -> dict[str, Said]:
    case = source.case
    said: dict[str, Said] = {"file": file, "id": case.id, "who": case.who, WRITTEN: _text(source)}
    said |= {"normal": ", ".join(case.normal), "not_done": ", ".join(case.not_done)}
    said["statements"] = ", ".join(source.statements)
    for key, value in source.expect.items():
        said[f"expect.{key}"] = ", ".join(value) if isinstance(value, list | tuple) else value
    for name, value in case.findings.items():
        said[name] = "not_done" if value is NOT_DONE else value
    return said


def _text(source: CaseFile) -> str:
    return (source.text or case_yaml(source)).replace("\r\n", "\n")


def read_cases(grid: Grid, pathway: Pathway) -> list[CaseFile]:
    """The cases of a sheet; `file` is the name of each, `text` what is to stand in it.

    errors: CaseError with every fault of every cell, each with the name of the cell, and its row and column as line and column
    """
    issues: list[Issue] = []
    reader = _Reader(pathway)
    found: list[CaseFile] = []
    seen: dict[str, int] = {}
    for row in rows(grid, reader.names, ("id",), issues):
        source = reader.case(row)
        if source is None:
            continue
        first = seen.setdefault(source.file.lower(), row.number)
        if first != row.number:
            row.fault("file", f"{source.file} stands in row {first} too", "name another file")
        found.append(source)
    if issues:
        raise CaseError(issues)
    return found


class _Reader:
    def __init__(self, pathway: Pathway) -> None:
        self.words = pathway.vocabulary
        self.names = columns(self.words)
        self.expander = Expander(self.words)
        nodes = {node.id for node in pathway.nodes.values()}
        diagnoses = {node.diagnosis for node in pathway.nodes.values() if node.diagnosis}
        self.known: dict[str, Sequence[str]] = {
            **dict.fromkeys(BOUNDS, tuple(urgency.id for urgency in pathway.urgencies)),
            **dict.fromkeys(("reaches", "possible", "never"), tuple(sorted(nodes))),
            "diagnoses": sorted(diagnoses),
            "asks": list(self.words.findings),
        }

    def case(self, row: Row) -> CaseFile | None:
        """The case of a row; None where there are faults, which the row has then told."""
        before = len(row.issues)
        findings = {
            name: value for name in self.names[len(ABOUT) : -2] if (value := self._value(row, name)) is not None
        }
        closed = {how: row.names(how) for how in ("normal", "not_done")}
        case_id, given = row.text("id"), row.text("file").strip()
        file = given or f"{case_id}{CASE_ENDINGS[0]}"
        if not case_id and not given:
            row.fault("id", "a case without an id and without a file", "give it an id")
        elif not file.endswith(CASE_ENDINGS) or not all(map(_PART.match, file.split("/"))):
            hint = f"a name such as {case_id or 'a-case'}{CASE_ENDINGS[0]}, in folders below"
            row.fault("file" if given else "id", f"{file[:80]!r} is no name of a case file", hint)
        expect = self._expected(row)
        statements, written, who = row.names("statements"), row.text(WRITTEN), row.text("who")
        if len(row.issues) > before:
            return None
        try:
            case = Case(findings, closed["normal"], closed["not_done"], case_id, who)
            self.expander.expand(case)
        except CaseError as error:
            for issue in error.issues:
                row.fault(self._column(row, issue, closed), issue.message, issue.hint, issue.code)
            return None
        try:
            had = parse_case(written.encode(), file) if written else None
        except CaseError as error:
            row.fault(WRITTEN, f"{WRITTEN} is no case: {error.issues[0].message}", "clear the cell: the others say all")
            return None
        source = CaseFile(case, file, "", expect, statements)
        return CaseFile(case, file, rewritten(source, had), expect, statements)

    def _value(self, row: Row, name: str) -> Any:
        finding = self.words.findings.get(name)
        if finding is not None and finding.type is FindingType.BOOLEAN:
            found = row.truth(name)
        elif finding is None or finding.type is FindingType.NUMBER:
            found = row.measured(name)
        else:
            found = row.choice(name)
        return (found.strip() or None) if isinstance(found, str) else found

    def _expected(self, row: Row) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for column in EXPECTED:
            key = column.partition(".")[2]
            if key == "settled":
                settled = row.truth(column)
                if settled is not None and not isinstance(settled, bool):
                    row.fault(column, f"{column} is {settled}, expected true or false")
                value: Any = settled
            else:
                value = row.names(column) if key in SETS else row.word(column)
                for name in (value,) if isinstance(value, str) else value:
                    if name and name not in self.known[key]:
                        row.fault(
                            column, f"{column}: unknown {name!r}", did_you_mean(name, self.known[key], row.issues)
                        )
            if value not in ("", (), None):
                found[key] = value
        return found

    @staticmethod
    def _column(row: Row, issue: Issue, closed: dict[str, tuple[str, ...]]) -> str:
        """The column that a fault of a case speaks of."""
        where, _, name = issue.code.partition(".")
        if name in row.columns and where == "findings" and row.raw(name) is not None:
            return name
        by_name = next((how for how, names in closed.items() if name in names), "")
        return by_name or (where if where in row.columns else "id")


def rewritten(source: CaseFile, before: CaseFile | None) -> str:
    """What is to stand in the file of a case: what stood there, where that says the same; else the case, its findings in the order that
    they had, under the comments of whole lines that stood there."""
    if before is not None and _says(before) == _says(source):
        return before.text
    had = before.case.findings if before is not None else {}
    now = source.case.findings
    order = [*(name for name in had if name in now), *(name for name in now if name not in had)]
    kept = {name: had[name] if _plain(had.get(name)) == _plain(now[name]) else now[name] for name in order}
    case = Case(kept, source.case.normal, source.case.not_done, source.case.id, source.case.who)
    again = CaseFile(case, source.file, "", source.expect, source.statements)
    if source.file.endswith(".json"):
        return case_json(again)
    return "".join(_COMMENT.findall(before.text) if before is not None else []) + case_yaml(again)


def _says(source: CaseFile) -> tuple[Any, ...]:
    """All that a case file says, so that two say the same where this is equal: what is empty says nothing."""
    case = source.case
    expect = {key: tuple(value) if isinstance(value, list) else value for key, value in source.expect.items()}
    told = {key: value for key, value in expect.items() if value not in ((), "", None)}
    findings = {name: _plain(value) for name, value in case.findings.items()}
    return findings, case.normal, case.not_done, case.id, case.who, tuple(source.statements), told


def _plain(value: Any) -> tuple[type, Any]:
    """A value with its kind: TRUE is not 1."""
    value = "not_done" if value is NOT_DONE else value
    return type(value), value


def named(files: Iterable[str], arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each file with its name in a sheet: below the folder that was named, or its own."""
    folders = sorted((os.path.abspath(one) for one in arguments if os.path.isdir(one)), key=len)
    for file in files:
        path = os.path.abspath(file)
        above = next((one for one in folders if path.startswith(os.path.join(one, ""))), os.path.dirname(path))
        yield os.path.relpath(path, above).replace(os.sep, "/"), file


def described(words: Vocabulary) -> dict[str, tuple[str, str, str, str]]:
    """Of each column: its label, what is asked, what can stand there, and its section."""
    found: dict[str, tuple[str, str, str, str]] = {
        "file": ("File", "Where the case stands, below the folder.", "", ""),
        "id": ("Id", "The name of the case.", "", ""),
        "who": ("Who", "The patient in a sentence.", "", ""),
        "normal": (
            "Closed as normal",
            "What is normal, by the names of groups and findings.",
            "names, between commas",
            "",
        ),
        "not_done": ("Not done", "Tests that have no result.", "names, between commas", ""),
        "statements": ("Statements", "Which statements of the source say so.", "numbers, between commas", ""),
        WRITTEN: ("As written", "The file, so that it keeps its comments and its lines. Leave it alone.", "", ""),
        **{column: (column, "What a clinician expects.", "", "") for column in EXPECTED},
    }
    for name in columns(words)[len(ABOUT) : -2]:
        finding = words.findings.get(name)
        if finding is not None:
            found[name] = (finding.label, finding.text, range_words(finding), finding.section)
        else:
            found[name] = (words.derived[name].label, "Points, where only they are known.", "a whole number", "score")
    return found


def choices(name: str, pathway: Pathway) -> tuple[bool | str, ...]:
    """What a drop-down of the column offers; nothing where it has none."""
    if name in ("expect.floor", "expect.ceiling"):
        return tuple(urgency.id for urgency in reversed(pathway.urgencies))
    if name == "expect.settled":
        return (True, False)
    finding = pathway.vocabulary.findings.get(name)
    if finding is None or finding.type is FindingType.NUMBER:
        return ()
    values: tuple[bool | str, ...] = (True, False) if finding.type is FindingType.BOOLEAN else finding.values
    return (*values, "not_done") if finding.optional else values


def bounds(name: str, words: Vocabulary) -> tuple[Decimal, Decimal, bool, bool] | None:
    """Of a number: the least, the most, whether it is whole, and whether it may be not done."""
    finding = words.findings.get(name)
    if finding is None or finding.type is not FindingType.NUMBER:
        return None
    return finding.low, finding.high, finding.integer, finding.optional
