"""The docs site: built without a warning, every public name in it, and no page asks for anything from elsewhere."""

from __future__ import annotations

import html
import inspect
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import legpain_graph
from docs.names import ROOT
from web.browser import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Request

ASKS: Final = {
    *(("script", "src"), ("img", "src"), ("img", "srcset"), ("iframe", "src"), ("source", "src"), ("source", "srcset")),
    *(
        ("video", "src"),
        ("audio", "src"),
        ("embed", "src"),
        ("object", "data"),
        ("link", "href"),
        ("image", "href"),
        ("use", "href"),
    ),
}
"""Attributes for which a browser fetches something by itself."""
ON_DEMAND: Final = ('class="mermaid"', 'data-md-component="source"', "glightbox", "pyodide")
"""What would make the theme's own script ask another site."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "build"
    subprocess.run([sys.executable, str(ROOT / "docs" / "site" / "gather.py"), str(folder)], check=True)
    program = Path(sys.executable).with_name("zensical")
    done = subprocess.run([str(program), "build", "--strict"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout + done.stderr
    return folder / "site"


def pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html"))


def test_every_page_of_the_docs_is_on_it_and_in_its_menu(site: Path) -> None:
    menu = (site / "index.html").read_text()
    for page in [*(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md"]:
        place = page.relative_to(ROOT).with_suffix(".html")
        assert (site / place).exists(), place
        assert f'href="./{place}"' in menu or f'href="{place}"' in menu, place
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        assert page.with_suffix(".html").name in (site / "docs" / "decisions" / "index.html").read_text()


def test_every_public_name_is_on_the_api_page_with_what_it_says(site: Path) -> None:
    page = (site / "docs" / "api.html").read_text()
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())
    for name in {*legpain_graph.__all__} - {"__version__"}:
        assert f'id="legpain_graph.{name}"' in page, name
        first = (inspect.getdoc(getattr(legpain_graph, name)) or "").partition("\n\n")[0]
        assert " ".join(first.replace("`", "").split()) in text, name


def test_methods_and_fields_are_there_too_and_private_ones_are_not(site: Path) -> None:
    page = (site / "docs" / "api.html").read_text()
    for name in ("Walk.to_json", "Walk.floor", "Walker.walk", "Case.findings", "Pathway.graph", "Issue.hint"):
        assert f'id="legpain_graph.{name}"' in page, name
    assert not re.search(r'id="legpain_graph\.[\w.]*\._', page)


def test_what_goes_in_and_out_is_a_list(site: Path) -> None:
    page = (site / "docs" / "api.html").read_text()
    for word in ("shape", "units", "errors", "source"):
        assert f"<strong>{word}</strong>" in page
    assert not re.search(r"<p>(?:shape|units|errors|source): ", page)


class Asked(HTMLParser):
    """What a browser that shows a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            value or "" for name, value in attrs if (tag, name) in ASKS and dict(attrs).get("rel") != "canonical"
        ]


def test_no_page_asks_for_anything_from_elsewhere(site: Path) -> None:
    assert len(pages(site)) > 20
    for page in pages(site):
        asked = Asked()
        text = page.read_text()
        asked.feed(text)
        assert asked.found, page
        assert not [link for link in asked.found if re.match(r"(\w+:)?//", link)], page
        assert not [word for word in ON_DEMAND if word in text], page
    for style in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*[\"']?(\w+:)?//", style.read_text()), style


def test_every_link_inside_leads_somewhere(site: Path) -> None:
    for page in pages(site):
        text = page.read_text()
        for link in re.findall(r'(?:href|src)="([^"#]+)', text):
            if not re.match(r"\w+:|//|/", link):
                assert (page.parent / html.unescape(link.partition("?")[0])).exists(), (page.name, link)


def test_a_browser_asks_for_nothing_from_elsewhere(site: Path, browser: Browser) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("request", note)
    for name in ("index.html", "docs/api.html", "docs/pictures.html", "docs/tutorial.html"):
        page.goto((site / name).as_uri(), wait_until="networkidle")
    page.close()
    assert asked
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
