"""Rarer ways in, and back: text that is composed, files that are dropped, two fingers, a page that the browser had kept."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from components import need
from web.browser import ARGS, PATIENCE, Opened, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ENTRIES = "page.case.findings.size + page.case.normal.length + page.case.not_done.length"


def devices(there: Opened) -> Any:
    """What sends what a keyboard, a finger or a hand with files would."""
    return there.page.context.new_cdp_session(there.page)


def compose(to: Any, text: str) -> None:
    to.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def test_enter_that_ends_a_composition_answers_nothing(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        page, to = there.page, devices(there)
        page.fill("#search", "age_years")
        there.read()
        page.focus("[data-key='n:age_years']")
        compose(to, "58")
        for kind in ("rawKeyDown", "keyUp"):
            to.send(
                "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
            )
        assert page.evaluate(ENTRIES) == 0
        to.send("Input.insertText", {"text": "58"})
        assert page.evaluate(ENTRIES) == 0
        page.keyboard.press("Enter")
        assert page.evaluate("page.case.findings.get('age_years').text") == "58"
        assert there.trouble == []


def test_what_is_composed_ahead_is_in_no_field(browser: Browser, page_file: Path) -> None:
    """The browser lets nobody hold it back; a card that has just come takes it out again."""
    with opened(browser, page_file) as there:
        page, to, field = there.page, devices(there), "[data-key='n:age_years']"
        page.fill("#search", "age_years")
        page.focus(field)
        page.evaluate("guard.since.delete(root.activeElement.closest('[data-card]'))")
        compose(to, "5")
        compose(to, "58")
        assert page.input_value(field) == ""
        page.keyboard.press("Tab")
        page.wait_for_timeout(50)
        assert page.evaluate(ENTRIES) == 0
        page.evaluate("guard.placed(root.querySelectorAll('#question-list [data-card]'))")
        there.read()
        page.focus(field)
        to.send("Input.insertText", {"text": "58"})
        page.keyboard.press("Enter")
        assert page.evaluate("page.case.findings.get('age_years').text") == "58"


def drop(there: Opened, *files: Path, text: str = "") -> None:
    """Over the questions, as from a folder's window."""
    to = devices(there)
    items = [{"mimeType": "text/plain", "data": text}] if text else []
    data = {"items": items, "files": [str(file) for file in files], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        to.send("Input.dispatchDragEvent", {"type": kind, "x": 200, "y": 400, "data": data})


def test_one_file_is_opened_where_it_is_dropped_and_several_are_refused(
    browser: Browser, page_file: Path, tmp_path: Path
) -> None:
    fever, breathless = tmp_path / "fever.json", tmp_path / "breathless.yaml"
    fever.write_text('{"findings": {"fever": true}}', encoding="utf-8")
    breathless.write_text("findings: {breathlessness: true}\n", encoding="utf-8")
    names = "[...page.case.findings.keys()].join()"
    with opened(browser, page_file) as there:
        page = there.page
        drop(there, fever, breathless)
        there.until("root.getElementById('sheet').open")
        assert "2 files; a case is one: open one at a time" in page.inner_text("#sheet")
        assert page.evaluate(names) == ""
        page.keyboard.press("Escape")
        drop(there, breathless)
        there.until(f"{names} === 'breathlessness'")
        drop(there, breathless, fever)
        there.until("root.getElementById('sheet').open")
        assert page.evaluate(names) == "breathlessness"
        page.keyboard.press("Escape")
        drop(there, text="fever")
        drop(there, tmp_path)
        page.wait_for_timeout(100)
        assert page.evaluate(names) == "breathlessness"
        drop(there, fever)
        drop(there, breathless)
        there.until(f"{names} === 'breathlessness' && page.past.length > 1")
        assert there.trouble == []


def fingers(to: Any, one: tuple[float, float], other: tuple[float, float]) -> None:
    """Put down on two places, drawn apart, taken up."""
    for kind, apart in (("touchStart", 0), ("touchMove", 20), ("touchMove", 60), ("touchEnd", None)):
        points = [] if apart is None else [{"x": one[0], "y": one[1] - apart}, {"x": other[0], "y": other[1] + apart}]
        to.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_two_fingers_answer_nothing(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file, "phone") as there:

        def middle(number: int) -> tuple[float, float]:
            box = there.page.locator("#question-list .line .answer").nth(number).bounding_box()
            assert box
            return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

        there.read()
        fingers(devices(there), middle(0), middle(1))
        there.page.wait_for_timeout(100)
        assert there.page.evaluate(ENTRIES) == 0
        assert there.trouble == []


def test_two_fingers_widen_the_flowchart(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file, "phone") as there:
        page = there.page
        there.stage(0)
        wide = "root.querySelector('#flowchart svg').getBoundingClientRect().width"
        before = page.evaluate(wide)
        fingers(devices(there), (195, 450), (195, 550))
        page.wait_for_timeout(100)
        assert page.evaluate(wide) > before * 1.5
        assert not page.evaluate("root.getElementById('sheet').open"), "a step that was under a finger is not explained"
        assert page.evaluate(ENTRIES) == 0
        assert there.trouble == []


def test_a_page_that_the_browser_had_kept_comes_back_as_it_was_and_is_read_before_it_is_answered(
    browser: Browser, page_file: Path
) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(page_file.parent))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/{page_file.name}"
        keeping = browser.browser_type.launch(
            executable_path=need("chromium"),
            args=list(ARGS),
            timeout=PATIENCE,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        page = keeping.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        there = Opened(page, "desktop")
        page.goto(address)
        page.fill("#search", "breathlessness")
        there.read()
        page.click("[data-key='a:breathlessness:0']")
        page.evaluate(
            "window.addEventListener('pageshow', event => { window.back = [event.persisted, "
            "[...root.querySelectorAll('#question-list [data-card]')].filter(card => guard.stood(card, performance.now())).length]; })"
        )
        page.goto(f"{address}?elsewhere")
        page.go_back(wait_until="commit")
        there.until("window.back")
        assert page.evaluate("window.back") == [True, 0], "kept, and no card is taken for one that was read"
        assert page.evaluate("page.case.findings.get('breathlessness')") is False
        there.read()
        page.click("[data-key='a:breathlessness:1']")
        assert page.evaluate("page.case.findings.get('breathlessness')") is True
        keeping.close()
        server.shutdown()
