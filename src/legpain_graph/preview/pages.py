"""What the preview shows: the pathway's page, or the faults that keep it from being one.

The pathway's page is that of `legpain-graph page`. Each page carries a script that listens for the next version, and a policy that lets it do that and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from legpain_graph.errors import Issue, Place, plural
from legpain_graph.files import read_file
from legpain_graph.load.tree import MAX_BYTES
from legpain_graph.model.pathway import Pathway
from legpain_graph.report.page import page

POLICY: Final = "connect-src 'self'"
"""What a page may do here and not when it is a file on disk: ask this server whether there is a newer one."""
KEEPING: Final = """
{ const kept = sessionStorage.getItem("case");
  try { if (kept) page.replace(parseCase(kept, page.words.reading).kase); } catch (error) { if (!(error instanceof CaseFault)) throw error; }
  page.listeners.push(() => { sessionStorage.setItem("case", writeCase(page.case)); page.saved = page.case; }); }
"""
"""What was entered is still there after the page was loaded again, as long as the pathway can read it; it ends with the tab."""
LONGEST: Final = 200
"""Characters shown of a line of a file."""


def listening(version: str) -> str:
    """The script that loads the page again once the server has another version than this one, and says when one is being made."""
    return (
        "(() => { const title = document.title; const events = new EventSource('/events');\n"
        f"events.onmessage = (event) => {{ if (event.data !== '{version}') location.reload(); }};\n"
        "events.addEventListener('working', () => { document.title = '(reading the files) ' + title; }); })();"
    )


def pathway_page(pathway: Pathway, folder: Path, version: str) -> bytes:
    """The page of a sound pathway, with the worked cases of its folder to try.

    errors: RequestError where it cannot be drawn, CaseError where a worked case cannot be read
    """
    from legpain_graph.web.page import example_files, webpage

    script = listening(version) + KEEPING
    return webpage(pathway, example_files(folder), more_script=script, more_policy=POLICY).encode()


def faults_page(issues: Sequence[Issue], version: str) -> bytes:
    """Every fault with its place, the line of the file and what to try."""
    count = plural(len(issues), "fault")
    return _page(count, f"{count}: once they are put right, this page follows", version, issues)


def first_page(version: str) -> bytes:
    """What is seen until the files have been read for the first time."""
    return _page("Reading the pathway", "Reading the pathway; this page follows by itself.", version)


def _page(title: str, heading: str, version: str, issues: Sequence[Issue] = ()) -> bytes:
    script = listening(version)
    return page(
        "preview.html",
        scripts=[script],
        policy=POLICY,
        title=title,
        heading=heading,
        issues=issues,
        line_of=_line,
        script=script,
    ).encode()


def _line(place: Place) -> str:
    """The line of the file; empty where it cannot be shown whole."""
    if not place.line:
        return ""
    try:
        lines = read_file(place.file, MAX_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    if place.line > len(lines) or len(text := lines[place.line - 1]) > LONGEST:
        return ""
    return text
