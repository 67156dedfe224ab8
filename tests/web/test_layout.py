"""What is in sight of the page, and that nothing of it is cut off: on a desk and on a phone, with large text, in any script."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from legpain_graph import Pathway
from legpain_graph.web.page import webpage
from web.browser import SIZES, Opened, opened
from web.test_browser import hostile_pathway

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TABS = ("questions", "outcome", "flowchart", "steps")
HEAD = 120
"""Pixels that the head of the page may take on a phone."""
IN_SIGHT = """name => [...root.querySelectorAll(name)].some(one => {
  const { top, bottom, width } = one.getBoundingClientRect();
  return width > 0 && top >= 0 && bottom <= innerHeight && one.contains(root.elementFromPoint(innerWidth / 2, (top + bottom) / 2)) || (
    width > 0 && top >= 0 && bottom <= innerHeight && one.contains(root.elementFromPoint(one.getBoundingClientRect().left + 5, (top + bottom) / 2)));
})"""
CUT = """() => [...root.querySelectorAll('.app button, .app p, .app h1, .app h2, .app h3, .app li, .app label, .app summary')]
  .filter(one => one.getClientRects().length && !one.closest('.chart-view, .offscreen') && one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).display !== 'inline')
  .map(one => one.outerHTML.slice(0, 120))"""


def is_whole(there: Opened) -> None:
    """Nothing is wider than the screen, or than what it stands in."""
    for tab in TABS:
        there.show(tab)
        assert there.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab
        assert there.page.evaluate(CUT) == [], tab


@pytest.mark.parametrize("size", SIZES)
def test_the_outcome_what_to_do_and_the_first_question_are_in_sight_together(
    size: str, browser: Browser, page_file: Path
) -> None:
    with opened(browser, page_file, size) as there:
        for _ in range(3):
            for name in ("#verdict .big", "#question-list .line .question", "#now, #outcome .box"):
                assert there.page.evaluate(IN_SIGHT, name), name
            there.page.evaluate("page.answer(page.screen.kind !== 'complaint')")
        assert there.trouble == []


def test_the_head_is_small_on_a_phone_whatever_the_outcome(browser: Browser, page_file: Path) -> None:
    tall = "root.querySelector('.head').getBoundingClientRect().height"
    with opened(browser, page_file, "phone") as there:
        assert there.page.evaluate(tall) <= HEAD
        for at in range(there.page.evaluate("page.words.examples.length")):
            there.page.evaluate("at => page.replace(parseCase(page.words.examples[at], page.words.reading).kase)", at)
            assert there.page.evaluate(tall) <= HEAD, at
            assert there.page.evaluate(CUT) == []


@pytest.mark.parametrize(
    "screen",
    [
        {"viewport": {"width": 640, "height": 400}},
        {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True},
        {"viewport": {"width": 1280, "height": 800}, "text": "200%"},
        {"viewport": {"width": 390, "height": 844}, "text": "200%"},
    ],
    ids=["zoomed to 200 % on a desk", "the narrowest phone", "large text on a desk", "large text on a phone"],
)
def test_nothing_is_cut_however_large_the_text(screen: dict[str, Any], browser: Browser, page_file: Path) -> None:
    text = screen.pop("text", "100%")
    context = browser.new_context(**screen, offline=True)
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", text)
    there = Opened(page, "phone")
    for tab in TABS:
        if page.is_visible(f"#tab-{tab}"):
            page.click(f"#tab-{tab}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab
        assert page.evaluate(CUT) == [], tab
    assert there.trouble == []
    context.close()


LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzentwurf"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("words", [f"{LONG} {LONG}", "ألم الساق: التقييم والعلاج", f"כאב רגל {LONG}"])
def test_long_words_and_scripts_from_right_to_left_break_nothing(
    words: str, size: str, browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "words.html"
    path.write_text(webpage(_saying(hostile_pathway(), words)), encoding="utf-8")
    with opened(browser, path, size) as there:
        is_whole(there)
        wanted = "ltr" if words.startswith(LONG) else "rtl"
        assert there.page.evaluate("getComputedStyle(root.querySelector('.app')).direction") == wanted
        assert there.trouble == []


def _saying(pathway: Pathway, words: str) -> Pathway:
    """The pathway with every text the same."""
    findings = {
        name: replace(item, label=words, question=words, definition=words)
        for name, item in pathway.vocabulary.findings.items()
    }
    groups = {name: replace(item, sentence=words) for name, item in pathway.vocabulary.groups.items()}
    nodes = {
        name: replace(
            node, title=words, text=words, destination=words, timeframe=words, review=words,
            edges=tuple(replace(edge, label=words, english=words) for edge in node.edges),
        )
        for name, node in pathway.nodes.items()
    }  # fmt: skip
    return replace(
        pathway, title=words, disclaimer=words, nodes=nodes,
        vocabulary=replace(pathway.vocabulary, findings=findings, groups=groups),
        statements={name: replace(item, text=words) for name, item in pathway.statements.items()},
        diagnoses={name: replace(item, label=words) for name, item in pathway.diagnoses.items()},
        stages=tuple(replace(stage, title=words) for stage in pathway.stages),
    )  # fmt: skip
