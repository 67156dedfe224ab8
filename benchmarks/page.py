"""The web page in Chromium: how large it is, how soon it is there, and how long an answer takes to be on the screen.

Run by `make bench-page`; needs what `make browser` installs. Times are medians, of pages opened anew and of answers to a patient
with nearly everything recorded and to one with nothing.
"""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from legpain_graph import load_pathway
from legpain_graph.resources import pathway_folder
from legpain_graph.web.page import example_files, webpage

OPENED = 15
ANSWERS = 60
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
ANSWER = """async finding => {
  const at = page.engine.expander.at.get(finding), took = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    page.record(at, round % 2 === 0);
    document.body.offsetHeight;  // the layout that follows belongs to it
    took.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return took;
}""".replace("ROUNDS", str(ANSWERS))
WALK = """() => {
  const start = performance.now();
  for (let round = 0; round < 200; round++) page.engine.walk(page.case);
  return (performance.now() - start) / 200;
}"""


def measured(browser: Any, path: Path) -> dict[str, float]:
    paints, answers, walks = [], [], []
    for _ in range(OPENED):
        context = browser.new_context(viewport={"width": 1366, "height": 850}, offline=True)
        page = context.new_page()
        page.goto(path.as_uri())
        while not page.evaluate(PAINT):  # the page's policy forbids Playwright's own way to wait
            page.wait_for_timeout(10)
        paints.append(page.evaluate(PAINT))
        context.close()
    page = browser.new_page(viewport={"width": 1366, "height": 850})
    page.goto(path.as_uri())
    for tab in ("outcome", "flowchart"):
        page.click(f"#tab-{tab}")
        for example in (None, 0):
            if example is not None:
                page.click("#examples")
                page.click(f".example >> nth={example}")
            answers += page.evaluate(ANSWER, "calf_tenderness")
            walks.append(page.evaluate(WALK))
    return {
        "first paint, ms": statistics.median(paints),
        "first paint, slowest, ms": max(paints),
        "answer to layout, ms": statistics.median(answers),
        "answer to layout, 99th percentile, ms": statistics.quantiles(answers, n=100)[98],
        "answer to layout, slowest, ms": max(answers),
        "walk alone, ms": statistics.median(walks),
    }


def main() -> int:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        print("no Chromium here: make browser", file=sys.stderr)
        return 2
    from playwright.sync_api import sync_playwright

    start = time.perf_counter()
    text = webpage(load_pathway(), example_files(pathway_folder()))
    made = time.perf_counter() - start
    found: dict[str, float] = {
        "file, KB": len(text.encode()) / 1024,
        "file compressed, KB": len(gzip.compress(text.encode())) / 1024,
        "written in, s": made,
    }
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "page.html"
        path.write_text(text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        found |= measured(browser, path)
        browser.close()
    print(json.dumps({name: round(value, 1) for name, value in found.items()}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
