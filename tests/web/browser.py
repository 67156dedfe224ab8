"""The web page in a real Chromium: opened from disk, without a network, entered by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from components import need
from legpain_graph import Case, Pathway
from legpain_graph.model.vocabulary import NOT_DONE, FindingType

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"),
    "--disable-component-update",
)
SIZES: Final = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


PATIENCE: Final = 300_000
"""Milliseconds to wait for what never comes: a guard, not a verdict."""


@contextmanager
def started() -> Iterator[Browser]:
    """A Chromium of one's own; where there is none, the test is not run."""
    program = need("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGS), timeout=PATIENCE)
        yield browser
        browser.close()


@dataclass
class Opened:
    """A page, and everything that went wrong or was asked of the network while it was open."""

    page: Page
    size: str
    trouble: list[str] = field(default_factory=list)

    def show(self, tab: str) -> None:
        if tab != "questions" or self.size == "phone":
            self.page.click(f"#tab-{tab}")

    def stage(self, number: int) -> None:
        """Goes to a stage of the flowchart, by way of the overview."""
        self.show("flowchart")
        self.page.click("[data-key='overview']")
        self.page.click(f"[data-key='stage:{number}']")

    def read(self) -> None:
        """Waits as long as a person who reads what has come into place, and whom the page answers at last."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
        self.until(
            "[...root.querySelectorAll('#question-list [data-card]')].every(card => guard.stood(card, performance.now()))"
            " && guard.scrolled + SETTLE < performance.now()"
        )

    def do(self, action: str) -> None:
        """Presses a button of the bar, or of the menu where it stands there."""
        if not self.page.is_visible(f"#{action}"):
            self.page.click("#menu")
        self.page.click(f"#{action}")

    def answer(self, key: str) -> None:
        """Presses what ends a screen, or an answer, once it can have been read."""
        self.page.locator(f"[data-key='{key}']").scroll_into_view_if_needed()
        self.read()
        (self.page.tap if self.size == "phone" else self.page.click)(f"[data-key='{key}']")

    def checklist(self) -> None:
        """Goes on from the complaint to the first checklist."""
        self.answer("screen:on")
        self.read()

    def until(self, condition: str) -> None:
        """Waits for what is so in the page; the page's policy forbids Playwright's own way."""
        for _ in range(200):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(condition)

    def result(self) -> dict[str, Any]:
        """What the page shows of the outcome."""
        self.show("outcome")
        texts = self.page.eval_on_selector_all
        found = {
            "headline": self.page.inner_text("#announce"),
            "outcomes": texts("#outcome .end .title", "all => all.map(one => one.textContent)"),
            "path": texts("#outcome [data-key^='why:']", "all => all.map(one => one.textContent)"),
            "diagnoses": texts("#outcome .diagnoses li", "all => all.map(one => one.textContent)"),
        }
        self.show("questions")
        return found


@contextmanager
def opened(
    browser: Browser, path: Path, size: str = "desktop", *, offline: bool = True, watched: bool = True
) -> Iterator[Opened]:
    """The page at `path`; `watched`: whether a dialog is trouble, and is dismissed."""
    context = browser.new_context(**SIZES[size], offline=offline, accept_downloads=True, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    found = Opened(page, size)
    page.on("console", lambda said: found.trouble.append(f"console: {said.text}"))
    page.on("pageerror", lambda error: found.trouble.append(f"error: {error}"))
    if watched:
        page.on("dialog", lambda dialog: found.trouble.append(f"dialog: {dialog.message}"))
    page.on("request", lambda asked: found.trouble.append(asked.url) if asked.url != path.as_uri() else None)
    page.goto(path.as_uri())
    try:
        yield found
    finally:
        context.close()


def answers(pathway: Pathway, case: Case) -> list[tuple[str, str]]:
    """What is entered for a case, in turn: what to search for, and the key of the button or field, with a number after `=`."""
    words = pathway.vocabulary
    found = []
    for how in ("normal", "not_done"):
        for name in getattr(case, how):
            if name in words.findings:
                finding = words.findings[name]
                value = NOT_DONE if how == "not_done" else finding.normal
                found.append((name, key_of(finding, value)))
            else:
                found += [(group.name, f"g:{group.name}:{how}") for group in words.leaves(name)]
    for name, value in case.findings.items():
        found.append((name, key_of(words.findings[name], value) if name in words.findings else f"n:{name}={value}"))
    return found


def key_of(finding: Any, value: Any) -> str:
    if value in (NOT_DONE, "not_done"):
        return f"a:{finding.name}:-1"
    match finding.type:
        case FindingType.NUMBER:
            return f"n:{finding.name}={Decimal(value):f}"
        case FindingType.BOOLEAN:
            return f"a:{finding.name}:{int(value)}"
        case _:
            return f"a:{finding.name}:{finding.values.index(value)}"


def enter_by_pointer(opened: Opened, what: list[tuple[str, str]]) -> None:
    """By clicking, on a phone by tapping."""
    page = opened.page
    opened.read()
    press = page.tap if opened.size == "phone" else page.click
    for search, key in what:
        key, _, number = key.partition("=")
        page.fill("#search", search)
        opened.read()
        if number:
            page.fill(f"[data-key='{key}']", number)
            page.press(f"[data-key='{key}']", "Enter")
        else:
            press(f"[data-key='{key}']")
    page.fill("#search", "")


def enter_by_keyboard(opened: Opened, what: list[tuple[str, str]]) -> None:
    """By the keyboard alone: `/` goes to the search, Tab from there to the answer, Enter gives it."""
    page = opened.page
    page.keyboard.press("Tab")
    for search, key in what:
        key, _, number = key.partition("=")
        if page.evaluate("root.activeElement?.tagName") == "INPUT":
            page.keyboard.press("Shift+Tab")  # out of a field a slash is a slash
        page.keyboard.press("/")
        page.keyboard.type(search)
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("root.activeElement?.dataset.key") == key:
                break
        else:
            raise AssertionError(f"{key} cannot be reached by Tab")
        opened.read()
        if number:
            page.keyboard.type(number)
        page.keyboard.press("Enter")
    page.keyboard.press("/") if page.evaluate("root.activeElement?.tagName") != "INPUT" else None


def load(there: Opened, text: str) -> None:
    there.page.set_input_files("#file", {"name": "case.json", "mimeType": "application/json", "buffer": text.encode()})
    there.until("root.getElementById('file').value === ''")
