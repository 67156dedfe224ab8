"""What the preview shows: the pathway's page, or the faults that keep it from being one.

The pathway's page is that of `legpain-graph page`. Each page carries a script that listens for the next version, and a policy that lets it do that and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from legpain_graph.errors import Issue, Place
from legpain_graph.model.pathway import Pathway

POLICY: Final = "connect-src 'self'"
"""What a page may do here and not when it is a file on disk: ask this server whether there is a newer one."""
KEEPING: Final = """
{ const kept = sessionStorage.getItem("case");
  try { if (kept) page.replace(parseCase(kept)); } catch (error) { if (!(error instanceof CaseFault)) throw error; }
  page.listeners.push(() => sessionStorage.setItem("case", writeCase(page.case))); }
"""
"""What was entered is still there after the page was loaded again, as long as the pathway can read it; it ends with the tab."""
LONGEST: Final = 200
"""Characters shown of a line of a file."""
_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b2430; }
h1 { font-size: 1.4rem; } li { margin: 0 0 1.2rem; } .place { font-family: ui-monospace, monospace; color: #5a3600; }
.hint { color: #1d4f2f; margin: 0; } p { margin: 0; }
pre { background: #f3f4f6; border: 1px solid #cfd4da; padding: .4rem .6rem; overflow-x: auto; margin: .3rem 0; }
"""


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
    count = f"{len(issues)} fault{'' if len(issues) == 1 else 's'}"
    rows = "".join(f"<li>{_fault(issue)}</li>" for issue in issues)
    return _page(count, f"<h1>{count}: once they are put right, this page follows</h1><ol>{rows}</ol>", version)


def first_page(version: str) -> bytes:
    """What is seen until the files have been read for the first time."""
    return _page("Reading the pathway", "<h1>Reading the pathway; this page follows by itself.</h1>", version)


def _fault(issue: Issue) -> str:
    place = f'<p class="place">{html.escape(str(issue.place))}</p>' if issue.place.file else ""
    line = _line(issue.place)
    hint = f'<p class="hint">Hint: {html.escape(issue.hint)}</p>' if issue.hint else ""
    return f"{place}<p>{html.escape(issue.message)}</p>{line}{hint}"


def _line(place: Place) -> str:
    """The line of the file with a mark below the column; empty where it cannot be shown whole."""
    if not place.line:
        return ""
    try:
        with open(place.file, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return ""
    if place.line > len(lines) or len(text := lines[place.line - 1]) > LONGEST:
        return ""
    return f"<pre>{html.escape(text)}\n{' ' * (place.column - 1)}^</pre>"


def _page(title: str, body: str, version: str) -> bytes:
    script = listening(version)
    policy = f"default-src 'none'; style-src '{_hash(_STYLE)}'; script-src '{_hash(script)}'; base-uri 'none'; {POLICY}"
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body>{body}<script>{script}</script></body></html>\n"
    ).encode()


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
