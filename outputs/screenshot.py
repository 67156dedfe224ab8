"""Makes the picture of the web page: the page as `legpain-graph page` writes it, with one of its own worked cases, in Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).resolve().parent
CASE = "spine-bladder-not-asked"
ARGS = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]


def main() -> int:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        sys.stderr.write("outputs/page.png is as it was: there is no Chromium here (make browser)\n")
        return 0
    from playwright.sync_api import sync_playwright

    from legpain_graph.case.read import CaseFile, read_case_file
    from legpain_graph.case.write import case_json

    case = read_case_file(HOME.parent / "pathway" / "leg_pain" / "cases" / f"{CASE}.case.yaml").case
    text = case_json(CaseFile(case))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "page.html"
        subprocess.run(
            [sys.executable, "-m", "legpain_graph_cli", "page", "-o", str(path)], check=True, capture_output=True
        )
        browser = playwright.chromium.launch(executable_path=program, args=ARGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(path.as_uri())
        page.evaluate("text => page.replace(parseCase(text, page.words.reading).kase)", text)
        page.click("#tab-flowchart")
        page.mouse.move(0, 0)
        page.wait_for_timeout(400)
        page.screenshot(path=HOME / "page.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
