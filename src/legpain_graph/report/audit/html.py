"""An audit as one page: no scripts, nothing from elsewhere, readable on paper, by keyboard and by ear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from legpain_graph.audit.result import CoverageItem, CoverageState, Measure
from legpain_graph.case.write import case_line
from legpain_graph.errors import Issue, Place
from legpain_graph.report.audit.remarks import OPEN, Report
from legpain_graph.report.audit.style import STYLE

SHOWN: Final = 3
"""The cases that are named of those that cover a thing; the JSON has all."""
OPENED: Final = 20
"""The rows of a table that are seen at once."""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def write(report: Report) -> str:
    """The page as HTML."""
    pathway = report.audit.pathway
    word = "PASSED" if report.passed else "FAILED"
    rest = escape(report.verdict.partition(" - ")[2])
    body = [
        f"<header><p class='kind'>Audit of a clinical pathway</p><h1>{escape(pathway.title)}</h1>",
        f"<p class='version'>{escape(pathway.id)} {escape(pathway.version)}, files <code>{pathway.hash[:8]}</code></p>",
        f"<p class='verdict {word.lower()}'><strong>{word}</strong> <span>{rest}</span></p></header>",
        "<main>",
        *_summary(report),
        *_issues(report, "failed", "Cases that do not end as expected", report.audit.failed),
        *_issues(report, "wrong", "What is wrong", report.faults),
        *_issues(report, "look", "To look at, it may be meant", report.notes),
        *_picture(report),
        *(line for measure in report.measures for line in _measure(report, measure)),
        *_missing(report),
        "</main>",
        f"<footer><p>{escape(pathway.disclaimer)}</p></footer>",
    ]
    head = (
        f"<meta charset='utf-8'><meta http-equiv='Content-Security-Policy' content=\"{_POLICY}\">"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{word}: audit of {escape(pathway.title)}</title><style>{STYLE}</style>"
    )
    return "\n".join(["<!doctype html>", f"<html lang='en-GB'><head>{head}</head><body>", *body, "</body></html>", ""])


def _summary(report: Report) -> Iterator[str]:
    yield "<section aria-labelledby='measures'><h2 id='measures'>What the cases cover</h2>"
    yield "<div class='wide' tabindex=0 role=group aria-label='The measures'><table class='summary'><caption>Covered of what a patient can reach. Percentages are rounded down; "
    yield "what no patient can reach is proven and not counted.</caption>"
    heads = ("Measure", "Covered", "of feasible", "Percent", "Not covered", "Impossible", "Waived", "Gate")
    yield f"<thead><tr>{''.join(f'<th scope=col>{head}</th>' for head in heads)}</tr></thead><tbody>"
    for measure in report.measures:
        gate = report.gate.words(measure)
        look = "short" if measure in report.short else "met" if gate else ""
        cells = [
            measure.covered,
            measure.feasible,
            f"{_bar(measure)}{measure.percent} %",
            measure.count(*OPEN) or "",
            measure.count(CoverageState.INFEASIBLE) or "",
            measure.count(CoverageState.WAIVED) or "",
        ]
        yield (
            f"<tr><th scope=row><a href='#m-{escape(measure.id)}'>{escape(_capital(measure.title))}</a></th>"
            + "".join(f"<td class=n>{cell}</td>" for cell in cells)
            + f"<td class='{look}'>{escape(_capital(gate))}</td></tr>"
        )
    yield "</tbody></table></div></section>"


def _bar(measure: Measure) -> str:
    """Full only where everything is covered: the last hundredth is kept for it."""
    full = measure.covered >= measure.feasible
    width = 100 if full else min(99.0, 100 * measure.covered / measure.feasible)
    return f"<span class=bar aria-hidden=true><i style='width:{width:.1f}%'></i></span>"


def _issues(report: Report, name: str, title: str, issues: Sequence[Issue]) -> Iterator[str]:
    if not issues:
        return
    yield f"<section aria-labelledby='{name}'><h2 id='{name}'>{title}: {len(issues)}</h2><ul class=issues>"
    for issue in issues:
        hint = f"<br><span class=hint>{escape(issue.hint)}</span>" if issue.hint else ""
        code = f"<span class=code>{escape(issue.code)}</span> " if issue.code != "case" else ""
        yield f"<li>{code}{escape(issue.message)}{_place(report, issue.place)}{hint}</li>"
    yield "</ul></section>"


def _picture(report: Report) -> Iterator[str]:
    """The picture as an image of its own, so that its names and styles stay there."""
    if report.picture:
        from base64 import b64encode

        data = b64encode(report.picture.encode()).decode()
        yield "<section aria-labelledby='picture'><h2 id='picture'>On the flowchart</h2>"
        yield "<figure><div class='wide drawn' tabindex=0 role=group aria-label='The flowchart, to scroll'>"
        yield f"<img src='data:image/svg+xml;base64,{data}' alt='The flowchart with what is covered marked on it.'></div>"
        yield "<figcaption>What is marked here is listed below in words, under nodes and edges.</figcaption></figure></section>"


def _measure(report: Report, measure: Measure) -> Iterator[str]:
    name = f"m-{escape(measure.id)}"
    title = escape(_capital(measure.title))
    yield f"<section aria-labelledby='{name}'><h2 id='{name}'>{title}: {escape(measure.words)}</h2>"
    items = [item for item in measure.items if item.state in OPEN]
    if items:
        yield from _table(report, f"{title}: no case covers these {len(items)}", items, "A patient who would")
    else:
        yield "<p>All of it that a patient can reach is covered.</p>"
    for state, words in ((CoverageState.INFEASIBLE, "no patient can, proven"), (CoverageState.WAIVED, "waived")):
        items = [item for item in measure.items if item.state is state]
        if items:
            yield from _details(_table(report, f"{title}: {words}", items, "Why"), f"{_capital(words)}: {len(items)}")
    items = [item for item in measure.items if item.state is CoverageState.COVERED]
    if items:
        yield from _details(_table(report, f"{title}: covered", items, "Cases"), f"Covered: {len(items)}")
    yield "</section>"


def _details(lines: Iterable[str], summary: str) -> Iterator[str]:
    yield f"<details><summary>{escape(summary)}</summary>"
    yield from lines
    yield "</details>"


def _table(report: Report, caption: str, items: Sequence[CoverageItem], last: str) -> Iterator[str]:
    """A table of items; what is beyond the first `OPENED` is folded away."""
    gap_words = any(_gap(item) for item in items)
    for part, rows in (("", items[:OPENED]), (", the rest", items[OPENED:])):
        if not rows:
            continue
        if part:
            yield f"<details><summary>... and {len(rows)} more</summary>"
        yield f"<div><table class='items{' told' if gap_words else ''}'><caption>{caption}{part}</caption>"
        yield "<thead><tr><th scope=col>What</th><th scope=col>Where</th>"
        yield (f"<th scope=col>{last}</th>" if gap_words else "") + "</tr></thead><tbody>"
        for item in rows:
            title = f"<br>{escape(item.title)}" if item.title and item.title != item.id else ""
            cells = f"<td>{_place(report, item.place)}</td>" + (f"<td>{_gap(item)}</td>" if gap_words else "")
            yield f"<tr><th scope=row><code>{escape(item.id)}</code>{title}</th>{cells}</tr>"
        yield "</tbody></table></div>"
        if part:
            yield "</details>"


def _gap(item: CoverageItem) -> str:
    """The last cell: who covers it, why none need do so, or who would."""
    if item.state is CoverageState.COVERED:
        more = f" and {len(item.cases) - SHOWN} more" if len(item.cases) > SHOWN else ""
        return escape(", ".join(item.cases[:SHOWN])) + more
    parts = [escape(item.why)] if item.why else []
    if item.state is CoverageState.UNDECIDED:
        parts.insert(0, "Not found out whether a patient can.")
    if item.witness is not None:
        parts.append(f"<code>{escape(case_line(item.witness))}</code>")
    return "<br>".join(parts)


def _missing(report: Report) -> Iterator[str]:
    missing = report.audit.missing
    if not missing:
        return
    yield f"<section aria-labelledby='missing'><h2 id='missing'>Cases that would close it: {len(missing)}</h2>"
    yield "<p>Generated: the outcome of each is to be confirmed by a clinician.</p><ul class=issues>"
    for case in missing:
        yield f"<li>{escape(case.who or case.id)}<br><code>{escape(case_line(case))}</code></li>"
    yield "</ul></section>"


def _place(report: Report, place: Place) -> str:
    return (
        f" <code class=place>{escape(str(place._replace(file=report.name(place.file))))}</code>" if place.file else ""
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
