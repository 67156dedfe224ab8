"""Nothing is recorded that the log of what was meant does not hold: random keys, clicks and touches over every card of the page.

`pytest tests/web/test_keystrokes.py --keystrokes=10000 -s` for as many on each size of screen, and what they came to.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from web.browser import Opened, load, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ORACLE: Final = (Path(__file__).parent / "oracle.js").read_text()
SEARCHES: Final = (
    *("pulses", "breathlessness", "onset_mode", "age_years", "abpi", "wells_dvt_score", "femoral_pulse"),
    *("fever", "sex", "knee", "a", "zzz"),
)
"""Each kind of card: groups, truths, choices, numbers, tests, scores, members; and nothing."""
KEYS: Final = (
    "Enter",
    "Enter",
    "Enter",
    "Space",
    "Space",
    *("Tab",) * 4,
    "Shift+Tab",
    *"50,1yn",
    "ArrowDown",
    "Backspace",
    "Escape",
    "Control+z",
)
STARTS: Final = (
    '{"findings": {"fever": true, "age_years": 58}}',
    '{"normal": ["red_flags", "pulses"], "not_done": ["tests"]}',
    '{"findings": {"breathlessness": true}, "normal": ["breathlessness"]}',
)
"""A few entries, closures, and a contradiction."""


PLACE: Final = """
  const all = [...root.querySelectorAll(selector)].filter(one => one.checkVisibility()), one = all[Math.floor(chance * all.length)];
  if (!one) return null;
  one.scrollIntoView({ block: "nearest" });
  const { left, top, width, height } = one.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
"""


class Hands:
    """Somebody at the page who means little of what they do. `pressed` counts keys, clicks and touches."""

    def __init__(self, there: Opened, random: Random) -> None:
        self.there, self.page, self.random, self.pressed = there, there.page, random, 0

    def wait(self) -> None:
        if self.random.random() < 0.5:
            self.page.wait_for_timeout(self.random.choice((30, 120, 250, 250, 350)))

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def keys(self) -> None:
        for _ in range(self.random.randint(1, 8)):
            self.press(self.random.choice(KEYS))

    def hold(self) -> None:
        """A key that is held down: the browser says of all but the first that they repeat."""
        key, times = self.random.choice(("Enter", "Space", "Tab")), self.random.randint(3, 12)
        for _ in range(times):
            self.page.keyboard.down(key)
        self.page.keyboard.up(key)
        self.pressed += times

    def place(self, selector: str) -> tuple[float, float] | None:
        """The middle of something that is in sight; scrolled into sight, where it is not."""
        chance, script = self.random.random(), "([selector, chance]) => {" + PLACE + "}"
        found: list[float] | None = self.page.evaluate(script, [selector, chance])
        if found is not None and self.random.random() < 0.8:
            self.page.wait_for_timeout(250)
        return (found[0], found[1]) if found is not None else None

    def hit(self, at: tuple[float, float] | None, times: int = 1) -> None:
        """Clicked, or tapped."""
        if at is None:
            return
        for _ in range(times):
            if self.there.size == "phone":
                self.page.touchscreen.tap(*at)
            else:
                self.page.mouse.click(*at, click_count=self.random.choice((1, 1, 2, 3)))
            self.pressed += 1

    def answer(self) -> None:
        self.hit(self.place("#question-list button"), self.random.choice((1, 1, 2, 3)))

    def screen(self) -> None:
        self.hit(self.place("#question-list .screen-foot button"), self.random.choice((1, 2)))

    def slip(self) -> None:
        """The pointer goes down on one place, keys are pressed meanwhile, and it comes up where it is, or elsewhere."""
        at, other = self.place("#question-list button"), self.place("#question-list button")
        if at is None or other is None or self.there.size == "phone":
            return
        self.page.mouse.move(*at)
        self.page.mouse.down()
        self.wait()
        if self.random.random() < 0.5:
            self.press(self.random.choice(("Enter", "Space", "Tab")))
        if self.random.random() < 0.5:
            self.page.mouse.move(*other)
        self.page.mouse.up()
        self.pressed += 1

    def number(self) -> None:
        """Figures in a field, left by Enter, by Tab, or by going elsewhere."""
        self.hit(self.place("#question-list input"))
        for figure in self.random.choice(("5", "58", "0,8", "1,200", "017", "36.5", "-", "Backspace")).split("+"):
            for key in [figure] if figure == "Backspace" else figure:
                self.press(key)
        self.random.choice(
            (lambda: self.press("Enter"), lambda: self.press("Tab"), self.answer, self.hold, lambda: None)
        )()

    def search(self) -> None:
        """By `/` and by what is typed; Escape leaves it empty."""
        self.page.focus("#search")
        self.press("Control+a")
        self.press("Backspace")
        for key in self.random.choice(("", "", "", *SEARCHES)):
            self.press(key)

    def bar(self) -> None:
        """The bar and its menu; what stands there, twice sometimes."""
        self.hit(self.place("#menu"), self.random.choice((1, 1, 2)))
        self.hit(
            self.place(":is(#undo, #undo, #undo, #new, #examples, #every, #matters, #closer, #fit)"),
            self.random.choice((1, 1, 2)),
        )
        self.hit(self.place("#sheet [data-key^=example]"), self.random.choice((1, 2)))
        self.wait()
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Escape")

    def elsewhere(self) -> None:
        """Other views, what a line means, and what is recorded so far."""
        self.hit(self.place(":is([role=tab], summary, #question-list [data-key$=':open'])"))
        if self.there.size == "phone":
            self.page.evaluate("root.getElementById('sheet').close()")
            self.there.show("questions")

    def another(self) -> None:
        """Another patient, once nothing more is asked of this one."""
        if self.page.evaluate("page.walk.stopped || page.case.findings.size > 25"):
            self.page.evaluate("root.getElementById('sheet').close()")
            self.there.do("new")
            self.pressed += 1

    def ways(self) -> list[tuple[int, Callable[[], None]]]:
        return [
            (8, self.keys), (3, self.hold), (8, self.answer), (5, self.screen), (2, self.slip), (3, self.number), (2, self.search),
            (2, self.bar), (1, self.elsewhere), (2, self.another),
        ]  # fmt: skip


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_nothing_is_recorded_that_the_log_of_intended_answers_does_not_hold(
    size: str, browser: Browser, page_file: Path, request: pytest.FixtureRequest
) -> None:
    random, most = Random(f"keys {size}"), request.config.getoption("--keystrokes")
    with opened(browser, page_file, size) as there:
        hands = Hands(there, random)
        load(there, random.choice(STARTS))
        there.page.evaluate(ORACLE)
        weights, ways = zip(*hands.ways(), strict=True)
        while hands.pressed < most:
            random.choices(ways, weights)[0]()
            hands.wait()
        found = there.page.evaluate("window.oracle")
        told = f"{hands.pressed} keystrokes, {found['acts']} of them meant; recorded by them: {found['heard']}"
        sys.stdout.write(f"\n{size}: {told}\n")
        assert "\n".join(found["strange"]) == ""
        assert sum(found["heard"].values()) > most // 200, "some answers were meant, and heard"
        assert there.trouble == []
