"""The HTML report in a real Chromium: axe finds nothing, in light and dark, on a desk and a phone; nothing is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from legpain_graph.report.audit.formats import Report, write_report
from web.browser import PATIENCE, SIZES

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Browser, report: Report, tmp_path: Path, scheme: str, size: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    file = tmp_path / "audit.html"
    file.write_text(write_report(report, "html"))
    context = browser.new_context(**SIZES[size], offline=True, color_scheme=scheme, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    try:
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(file.as_uri())
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "no sideways scrolling"
        assert page.evaluate("document.querySelector('.drawn img').naturalWidth") > 100
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
        assert said == []
    finally:
        context.close()
