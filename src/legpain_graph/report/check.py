"""The result of a check: a row a format in `FORMATS`, which the command offers as they stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from legpain_graph.errors import Issue, plural

if TYPE_CHECKING:
    from legpain_graph.model.pathway import Pathway
    from legpain_graph.report.audit.remarks import Remark


class CheckResult(NamedTuple):
    """What was checked, its faults, and of a sound pathway what it asks of its authors, which fails nothing."""

    path: str
    pathway: Pathway | None
    issues: Sequence[Issue]
    notes: Sequence[Issue]

    def remarks(self) -> list[Remark]:
        from legpain_graph.report.audit.remarks import Level, of_issues

        return [*of_issues(self.issues, Level.ERROR), *of_issues(self.notes, Level.NOTE)]


def _text(result: CheckResult) -> str:
    found = result.pathway
    if result.issues:
        return "".join(f"error: {issue}\n" for issue in result.issues) + f"{plural(len(result.issues), 'error')}\n"
    if found is None:
        return ""
    words = found.vocabulary
    notes = [f"note: {issue.place}: {issue.message}\n" for issue in result.notes]
    if notes:
        notes.append(f"  hint: {result.notes[-1].hint}\n")
    return (
        f"{found.id} {found.version} ({found.hash[:8]}): sound. {len(found.nodes)} nodes, {len(found.edges)} edges, "
        f"{len(words.findings)} findings, {len(words.derived)} derived, {len(found.statements)} statements.\n"
    ) + "".join(notes)


def _json(result: CheckResult) -> str:
    data = {"schema": "legpain-graph/check/1", "issues": _rows(result.issues), "notes": _rows(result.notes)}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _rows(issues: Sequence[Issue]) -> list[dict[str, Any]]:
    return [
        {"code": issue.code, **issue.place._asdict(), "message": issue.message, "hint": issue.hint} for issue in issues
    ]


def _github(result: CheckResult) -> str:
    from legpain_graph.report.audit import github
    from legpain_graph.report.audit.remarks import repository

    return "".join(f"{line}\n" for line in github.lines(result.remarks(), repository()))


def _junit(result: CheckResult) -> str:
    from legpain_graph.report.audit import junit
    from legpain_graph.report.audit.remarks import repository

    return junit.document(result.remarks(), result.path, repository())


def _sarif(result: CheckResult) -> str:
    from legpain_graph.report.audit import sarif
    from legpain_graph.report.audit.remarks import repository

    return sarif.document(result.remarks(), repository())


FORMATS: Final[dict[str, Callable[[CheckResult], str]]] = {
    "text": _text,
    "json": _json,
    "github": _github,
    "junit": _junit,
    "sarif": _sarif,
}
