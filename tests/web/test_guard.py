"""Nothing is recorded that nobody meant, and nothing is lost without a word: keys, clicks, touch and leaving, in a real Chromium."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from case.doors import case_files, library_says
from legpain_graph import Walker
from legpain_graph.case.read import parse_case, read_case_file
from legpain_graph.case.write import case_json
from legpain_graph.report.note import markdown
from legpain_graph.resources import pathway_folder
from legpain_graph.walk.headline import headline
from web.browser import Opened, load, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ENTRIES: Final = "page.case.findings.size + page.case.normal.length + page.case.not_done.length"
CARDS: Final = {
    "group": ("pulses", "g:pulses:normal"),
    "boolean": ("breathlessness", "a:breathlessness:1"),
    "choice": ("onset_mode", "a:onset_mode:0"),
    "number": ("age_years", "n:age_years"),
    "not done": ("abpi", "a:abpi:-1"),
    "score": ("wells_dvt_score", "n:wells_dvt_score"),
    "member": ("femoral_pulse", "a:femoral_pulse:0"),
}
"""Each kind of card, as it is searched for, and an answer of it."""


def entries(there: Opened) -> int:
    found: int = there.page.evaluate(ENTRIES)
    return found


def active(there: Opened) -> dict[str, Any]:
    """What has the focus."""
    found: dict[str, Any] = there.page.evaluate(
        "(at => ({ tag: at?.tagName ?? 'BODY', key: at?.dataset.key ?? '', place: at?.dataset.place ?? '' }))(root.activeElement)"
    )
    return found


def is_answer(key: str) -> bool:
    return key[:2] in ("a:", "n:", "r:") or key.startswith("screen:") or (key[:2] == "g:" and not key.endswith(":open"))


def held(page: Page, key: str, times: int = 40) -> None:
    """A key that is held down: the browser says of all but the first that they repeat."""
    for _ in range(times):
        page.keyboard.down(key)
    page.keyboard.up(key)


@pytest.mark.parametrize("key", ["Enter", "Space"])
@pytest.mark.parametrize("kind", CARDS)
def test_a_key_that_is_held_answers_once_and_leaves_the_focus_on_no_answer(
    kind: str, key: str, browser: Browser, page_file: Path
) -> None:
    search, answer = CARDS[kind]
    with opened(browser, page_file) as there:
        there.page.fill("#search", search)
        there.read()
        there.page.focus(f"[data-key='{answer}']")
        if answer.startswith("n:"):
            there.page.keyboard.type("5")
            key = "Enter"
        held(there.page, key)
        assert entries(there) == 1
        assert not is_answer(active(there)["key"])
        assert active(there)["place"], "the focus is on a question"
        there.page.wait_for_timeout(300)
        held(there.page, key)
        assert entries(there) == 1
        assert there.trouble == []


def test_enter_in_a_number_answers_nothing_else(browser: Browser, page_file: Path) -> None:
    """Held for long in the list of what matters now, where the next card comes into its place."""
    case = read_case_file(pathway_folder() / "cases" / "clear-knee-ache.case.yaml")
    text = json.loads(case_json(case).split('"expect"')[0].rstrip(", \n") + "}")
    del text["findings"]["age_years"]
    with opened(browser, page_file) as there:
        load(there, json.dumps(text))
        before = entries(there)
        there.read()
        there.page.focus("[data-key='n:age_years']")
        there.page.keyboard.type("30")
        held(there.page, "Enter", 60)
        assert entries(there) == before + 1
        assert not is_answer(active(there)["key"])


@pytest.mark.parametrize(
    "first", ["#question-list .line .answer", "[data-key='screen:none']", "#question-list [data-key$=':normal']"]
)
def test_what_is_typed_ahead_answers_nothing(first: str, browser: Browser, page_file: Path) -> None:
    """After an answer the same hands go on at once: Tab, Enter, digits, Space."""
    with opened(browser, page_file) as there:
        there.checklist()
        if first.endswith(":normal']"):
            there.page.click("#every")
            there.read()
        there.page.focus(first)
        there.read()
        past = there.page.evaluate("page.past.length")
        for key in ("Enter", "Tab", "Enter", "Tab", "Space", "5", "Enter", "Enter"):
            there.page.keyboard.press(key)
        assert there.page.evaluate("page.past.length") == past + 1
        assert entries(there) >= 1


@pytest.mark.parametrize("clicks", [2, 3, 5])
@pytest.mark.parametrize("kind", ["group", "boolean", "choice", "not done", "member"])
def test_clicked_twice_or_more_is_one_answer(kind: str, clicks: int, browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        there.page.fill("#search", CARDS[kind][0])
        there.read()
        there.page.click(f"[data-key='{CARDS[kind][1]}']", click_count=clicks)
        assert entries(there) == 1


def test_a_click_that_began_before_the_card_came_is_none(browser: Browser, page_file: Path) -> None:
    """The button goes down on one card; another is in its place when it comes up."""
    with opened(browser, page_file) as there:
        there.page.click("#every")
        there.read()
        box = there.page.locator("#question-list [data-key$=':normal']").first.bounding_box()
        assert box
        there.page.mouse.move(box["x"] + 9, box["y"] + 9)
        there.page.mouse.down()
        there.page.evaluate(
            "page.close(root.querySelector('#question-list [data-card^=\"g:\"]').dataset.card.slice(2), 'normal')"
        )
        there.page.wait_for_timeout(400)
        there.page.mouse.up()
        assert entries(there) == 1


@pytest.mark.parametrize("where", ["all", "checklist"])
def test_touch_answers_once(where: str, browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file, "phone") as there:
        there.checklist()
        if where == "all":
            there.page.tap("#every")
            there.read()
        button = there.page.locator("#question-list :is([data-key$=':normal'], .line [data-key$=':unknown'])").first
        button.scroll_into_view_if_needed()
        there.read()
        box = button.bounding_box()
        assert box
        past = there.page.evaluate("page.past.length")
        for _ in range(6):
            there.page.touchscreen.tap(box["x"] + 20, box["y"] + 20)
        assert there.page.evaluate("page.past.length") == past + 1


def test_a_click_of_a_screen_reader_or_a_voice_answers(browser: Browser, page_file: Path) -> None:
    """It is a click that no key and no pointer went before; it too waits until the card has stood there."""
    with opened(browser, page_file) as there:
        there.page.fill("#search", "breathlessness")
        press = "root.querySelector(\"[data-key='a:breathlessness:1']\").click()"
        there.page.evaluate(press)
        assert entries(there) == 0
        there.read()
        there.page.evaluate(press)
        assert entries(there) == 1


def test_a_click_that_leaves_a_number_counts_beside_it(browser: Browser, page_file: Path) -> None:
    """The number is typed, and the next thing that is clicked is an answer: both are recorded, and New takes both away."""
    with opened(browser, page_file) as there:
        there.page.click("#every")
        there.read()
        there.page.focus("[data-key='n:age_years']")
        there.page.keyboard.type("58")
        there.page.click("[data-key='a:sex:0']")
        there.page.wait_for_timeout(50)
        assert there.page.evaluate("[...page.case.findings.keys()].sort().join()") == "age_years,sex"
        there.read()
        there.page.fill("[data-key='n:age_years']", "59")
        there.do("new")
        there.page.wait_for_timeout(50)
        assert entries(there) == 0


def test_a_wrong_number_stays_to_be_put_right(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        page, field = there.page, "[data-key='n:abpi']"
        page.fill("#search", "abpi")
        there.read()
        for typed, says in (
            ("1,200", "write a decimal point"),
            ("12,000", "write a decimal point"),
            ("9", "expected a number from"),
        ):
            page.fill(field, typed)
            page.press(field, "Enter")
            assert says in page.locator(".problem:visible").first.inner_text()
            assert page.input_value(field) == typed
            assert active(there)["key"] == "n:abpi"
            assert entries(there) == 0
            there.read()
        page.fill(field, "0,82")
        page.press(field, "Enter")
        assert page.evaluate("page.case.findings.get('abpi').text") == "0.82"
        assert page.locator("#question-list .problem").count() == 0


def test_a_question_stands_once_whatever_is_opened(browser: Browser, page_file: Path) -> None:
    """Twice, and the focus of the one would go to the other."""
    twice = """() => {
      const keys = [...root.querySelectorAll('#question-list [data-key]')].map(one => one.dataset.key);
      return keys.filter((key, at) => keys.indexOf(key) !== at);
    }"""
    with opened(browser, page_file) as there:
        page = there.page
        for search in ("", "limb_perfusion", "limb_paralysis_new", "new", "a"):
            page.fill("#search", search)
            for _ in range(3):
                closed = page.locator("#question-list [data-key$=':open'][aria-expanded=false]")
                if closed.count():
                    closed.first.click()
            assert page.evaluate(twice) == []
        page.fill("#search", "limb_paralysis_new")
        assert page.locator("[data-key='a:limb_paralysis_new:1']").is_visible()
        page.fill("#search", "")
        page.click("#every")
        there.read()
        unknown = page.locator("#question-list .members [data-key$=':unknown']").first
        key = unknown.get_attribute("data-key")
        unknown.click()
        assert page.get_attribute(f"[data-key='{key}']", "aria-pressed") == "true"
        assert page.evaluate(twice) == []


def test_what_was_recorded_is_not_taken_back_by_keys_that_were_typed_ahead(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        page = there.page
        load(there, '{"findings": {"fever": true}}')
        there.read()
        page.focus("[data-key='recorded']")
        page.keyboard.press("Enter")
        there.until("!guard.stood(root.querySelector('details.recorded'), performance.now())")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert entries(there) == 1
        there.read()
        page.focus("[data-key='r:fever']")
        page.keyboard.press("Enter")
        assert entries(there) == 0


# --- Opening: the same files as every other door ---


def test_every_case_file_is_told_as_walk_tells_it(browser: Browser, page_file: Path, leg_pain_walker: Walker) -> None:
    read = """([name, bytes]) => {
      try {
        const { kase, placed } = readCase(Uint8Array.from(atob(bytes), char => char.charCodeAt(0)), page.words.reading, name);
        try { const walk = page.engine.walk(kase); return { faults: [], headline: headline(page.engine, walk), note: noteMarkdown(page.engine, walk), written: writeCase(kase) }; }
        catch (error) { throw error instanceof CaseFault ? placed(error) : error; }
      } catch (error) {
        if (!(error instanceof CaseFault)) throw error;
        return { faults: error.issues.map(issueText) };
      }
    }"""
    from base64 import b64encode

    files = case_files()
    with opened(browser, page_file) as there:
        for name, data in files.items():
            if len(data) > 100_000:
                load_file(there, name, data)
                assert "more than 100000 bytes" in there.page.inner_text("#sheet")
                there.page.keyboard.press("Escape")
                continue
            faults, walk = library_says(leg_pain_walker, name)
            said = there.page.evaluate(read, [name, b64encode(data).decode()])
            theirs: dict[str, Any] = {"faults": faults}
            if walk is not None:
                theirs |= {
                    "headline": headline(walk),
                    "note": markdown(leg_pain_walker.walk(walk.case, "safest")),
                    "written": case_json(parse_case(data, name)),
                }
            assert said == theirs, name
        assert len(files) >= 300


def load_file(there: Opened, name: str, data: bytes) -> None:
    there.page.set_input_files("#file", {"name": name, "mimeType": "application/yaml", "buffer": data})
    there.until("root.getElementById('file').value === ''")


def test_a_yaml_file_is_opened_and_a_refusal_says_where(
    browser: Browser, page_file: Path, leg_pain_walker: Walker
) -> None:
    path = pathway_folder() / "cases" / "artery-abpi-0-90-limiting.case.yaml"
    with opened(browser, page_file) as there:
        load_file(there, path.name, path.read_bytes())
        assert there.page.inner_text("#announce") == headline(leg_pain_walker.walk(read_case_file(path).case))
        load_file(there, "bad.yaml", b"who: a\nfindings:\n  fever: true\n  abip: 1\n")
        assert "bad.yaml:4:3: unknown finding 'abip'" in there.page.inner_text("#sheet")
        assert "hint: did you mean 'abpi'?" in there.page.inner_text("#sheet")
        there.page.keyboard.press("Escape")
        load_file(there, "bad.yaml", "who: a\nid: caf\xe9\n".encode("latin-1"))
        assert "bad.yaml:2:8: not UTF-8 text" in there.page.inner_text("#sheet")


# --- Losing ---


def leaving(there: Opened) -> list[str]:
    """What is asked when the page is closed; it is closed all the same."""
    asked: list[str] = []
    beside = there.page.context.new_page()

    def leave(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    there.page.on("dialog", leave)
    there.page.close(run_before_unload=True)
    for _ in range(50):
        if asked or there.page.is_closed():
            return asked
        beside.wait_for_timeout(20)
    raise AssertionError("it neither asked nor closed")


@pytest.mark.parametrize(
    "entered", ["nothing", "an answer", "a number still in its field", "saved", "opened", "opened and changed"]
)
def test_a_word_before_leaving_with_unsaved_answers(entered: str, browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file, watched=False) as there:
        page = there.page
        page.mouse.click(5, 5)
        if entered.startswith("opened"):
            load(there, '{"findings": {"fever": true}}')
        if entered in ("an answer", "saved", "opened and changed"):
            page.fill("#search", "breathlessness")
            there.read()
            page.click("[data-key='a:breathlessness:0']")
        if entered == "a number still in its field":
            page.fill("#search", "age_years")
            there.read()
            page.focus("[data-key='n:age_years']")
            page.keyboard.type("30")
        if entered == "saved":
            with page.expect_download():
                there.do("save")
        assert leaving(there) == (
            ["beforeunload"] if entered in ("an answer", "a number still in its field", "opened and changed") else []
        )


def test_save_keeps_what_is_expected_and_cited(browser: Browser, page_file: Path, tmp_path: Path) -> None:
    path = pathway_folder() / "cases" / "spine-cauda-equina-typical.case.yaml"
    with opened(browser, page_file) as there:
        load_file(there, path.name, path.read_bytes())
        with there.page.expect_download() as download:
            there.do("save")
        download.value.save_as(tmp_path / "a.json")
    source = read_case_file(path)
    again = read_case_file(tmp_path / "a.json")
    assert source.expect
    assert source.statements
    assert (again.case, again.expect, again.statements) == (source.case, source.expect, source.statements)


def test_a_page_that_the_browser_saves_holds_no_patient_and_opens_clean(
    browser: Browser, page_file: Path, tmp_path: Path
) -> None:
    with opened(browser, page_file) as there:
        page = there.page
        clean = page.content()
        load(
            there,
            '{"who": "Woman of 51, Ballymena", "findings": {"age_years": 51, "fever": true}, "normal": ["pulses"]}',
        )
        page.fill("#search", "foot")
        page.click("#tab-flowchart")
        page.pdf()
        assert "Ballymena" in page.inner_text("#print-page") + page.text_content("#print-page")
        saved = page.content()
        assert saved == clean
    path = tmp_path / "saved.html"
    path.write_text(saved, encoding="utf-8")
    with opened(browser, path) as there:
        assert entries(there) == 0
        assert there.page.inner_text("#announce").startswith("NOT SETTLED")
        there.page.fill("#search", "breathlessness")
        there.read()
        there.page.click("[data-key='a:breathlessness:1']")
        assert "999" in there.page.inner_text("#verdict")
        assert there.trouble == []


def test_a_note_that_could_not_be_copied_is_said_and_stands_there_selected(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        there.page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); document.execCommand = () => false; }"
        )
        there.do("copy")
        there.until("root.getElementById('sheet').open")
        assert "could not be copied" in there.page.inner_text("#sheet")
        assert not there.page.is_visible("#toast")
        selected = there.page.evaluate("(at => at.value.slice(at.selectionStart, at.selectionEnd))(root.activeElement)")
        assert selected == there.page.evaluate("noteMarkdown(page.engine, page.walk)")


@pytest.mark.parametrize("without", ["JavaScript", "what it needs"])
def test_without_what_it_needs_the_source_stands_there_all_the_same(
    without: str, browser: Browser, page_file: Path
) -> None:
    context = browser.new_context(java_script_enabled=without != "JavaScript", offline=True)
    page = context.new_page()
    if without != "JavaScript":
        page.add_init_script("delete Object.hasOwn")
    page.goto(page_file.as_uri())
    text = page.inner_text("body")
    assert "JavaScript switched on" in text
    assert "S1.0" in text
    assert "not a doctor" in text
    assert page.locator("svg").count() > 9
    assert page.locator("button").count() == 0
    context.close()


def test_what_is_unseen_in_the_patients_line_is_refused(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        there.page.fill("#who", "Man of 60 \u202ecba")
        there.page.press("#who", "Tab")
        there.page.wait_for_timeout(50)
        assert "direction mark U+202E" in there.page.inner_text("#who-problem")
        assert there.page.evaluate("page.case.who") == ""
