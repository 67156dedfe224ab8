"""The web page, used: five patients entered by hand, saved, loaded, printed, judged by axe; offline, and silent to the network."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import seven
from case.closures import FOOT, closure_pathway
from legpain_graph import Case, Walk, Walker
from legpain_graph.case.read import parse_case, read_case_file
from legpain_graph.model.pathway import Pathway as AnyPathway
from legpain_graph.model.pathway import Statement, WorkingDiagnosis
from legpain_graph.model.vocabulary import Finding, FindingType, Group
from legpain_graph.report import note
from legpain_graph.report.leaflet import leaflet
from legpain_graph.report.note import markdown
from legpain_graph.resources import pathway_folder
from legpain_graph.walk.headline import headline
from legpain_graph.web.page import webpage
from strategies import partial_case, sketch, vocabulary_of
from web.browser import SIZES, answers, enter_by_keyboard, enter_by_pointer, load, opened
from web.engine import UNWRAPPED, case_text, expected

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = pathway_folder()
SETTLED = "Promise.allSettled(document.getAnimations().map(one => one.finished)).then(() => null)"
"""A colour that is still changing has no contrast yet."""
PATIENTS = (
    "vein-bleeding-now",
    "spine-cauda-equina-typical",
    "result-abpi-0-42-bland-history",
    "result-myeloma-screen-positive",
    "clear-knee-ache",
)
"""Two emergencies, same day, two weeks, and a knee that is referred in its turn with every question answered."""


def shown(walk: Walk) -> dict[str, object]:
    """What the page should show of a walk."""
    told = [node.title for node in walk.outcomes if node.urgency == walk.floor or walk.floor < seven.EMERGENCY_999]
    return {
        "headline": headline(walk),
        "outcomes": told,
        "path": [step.node.title for step in walk.path],
        "diagnoses": [walk.pathway.diagnoses[name].label for name in walk.diagnoses],
    }


def worked(name: str) -> Case:
    return read_case_file(FOLDER / "cases" / f"{name}.case.yaml").case


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("way", ["pointer", "keyboard"])
@pytest.mark.parametrize("patient", PATIENTS)
def test_a_patient_entered_by_hand_ends_where_walk_ends(
    patient: str, way: str, size: str, browser: Browser, page_file: Path, leg_pain_walker: Walker
) -> None:
    case = worked(patient)
    enter = enter_by_pointer if way == "pointer" else enter_by_keyboard
    with opened(browser, page_file, size) as there:
        enter(there, answers(leg_pain_walker.pathway, case))
        assert there.result() == shown(leg_pain_walker.walk(case))
        assert there.trouble == []


def test_a_case_is_loaded_saved_and_walked_alike(
    browser: Browser, page_file: Path, leg_pain_walker: Walker, tmp_path: Path
) -> None:
    case = worked("artery-abpi-0-90-limiting")
    with opened(browser, page_file) as there:
        load(there, case_text(case))
        assert there.result() == shown(leg_pain_walker.walk(case))
        with there.page.expect_download() as download:
            there.do("save")
        saved = tmp_path / download.value.suggested_filename
        download.value.save_as(saved)
        again = read_case_file(saved).case
        assert dict(again.findings) == dict(case.findings)
        assert (again.normal, again.not_done, again.who) == (case.normal, case.not_done, case.who)
        assert there.trouble == []


def test_what_cannot_be_read_changes_nothing_and_says_why(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        load(there, '{"findings": {"fever": true}}')
        before = there.result()
        load(there, '{"findings": {"abpi": 9}}')
        assert "abpi is 9, expected a number from" in there.page.inner_text("#sheet")
        there.page.keyboard.press("Escape")
        assert there.result() == before


def test_a_contradiction_is_told_and_never_hides_an_emergency(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        enter_by_pointer(there, [("breathlessness", "a:breathlessness:1"), ("pulses", "g:pulses:normal")])
        load(there, '{"findings": {"breathlessness": true, "fever": true}, "normal": ["fever"]}')
        assert "contradict" in there.page.inner_text("#outcome").lower()
        assert "999" in there.page.inner_text("#verdict")
        assert there.page.inner_text("#announce").startswith("CONTRADICTION")
        there.page.click("[data-key='undo-fault']")
        assert "contradict" not in there.page.inner_text("#outcome").lower()


def test_a_contradiction_is_never_settled_as_harmless(browser: Browser, page_file: Path) -> None:
    case = worked("clear-knee-ache")
    wrong = replace(case, findings={**case.findings, "fever": True}, normal=(*case.normal, "fever"))
    with opened(browser, page_file) as there:
        load(there, case_text(wrong))
        seen = there.page.inner_text("body")
        assert there.page.is_disabled("#copy")
        there.page.pdf()
        there.page.emulate_media(media="print")
        printed = there.page.inner_text("#print-page")
        assert printed.startswith("CONTRADICTION")
        for text in (printed, seen):
            assert "no red flag" not in text.lower()
            assert "settled" not in text.lower().replace("not settled", "")


def test_the_second_click_of_a_double_click_answers_nothing_else(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        there.checklist()
        there.page.locator("#question-list .line .answer").first.dblclick()
        assert there.page.evaluate("page.case.findings.size") == 1
        there.page.click("#every")
        there.page.locator("#question-list .close").first.scroll_into_view_if_needed()
        there.read()
        there.page.locator("#question-list .close").first.dblclick()
        assert there.page.evaluate("page.case.normal.length + page.case.not_done.length") == 1
        there.page.locator("#question-list [data-key$=':open']").first.click()
        there.page.locator("#question-list .members .answer[aria-pressed=false]").first.scroll_into_view_if_needed()
        there.read()
        past = there.page.evaluate("page.past.length")
        there.page.locator("#question-list .members .answer[aria-pressed=false]").first.dblclick()
        assert there.page.evaluate("page.past.length") == past + 1


def test_undo_goes_back_step_by_step(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        first = there.result()
        enter_by_pointer(there, [("breathlessness", "a:breathlessness:1")])
        second = there.result()
        enter_by_pointer(there, [("pe", "g:pe:normal")])
        there.do("undo")
        assert there.result() == second
        there.page.keyboard.press("Control+z")
        assert there.result() == first
        assert there.page.is_disabled("#undo")


def test_a_card_says_only_what_is_so(browser: Browser, tmp_path: Path) -> None:
    """A card before and after it is closed, the outcome and what is recorded: none says what is known otherwise."""
    path = tmp_path / "closures.html"
    path.write_text(webpage(closure_pathway()), encoding="utf-8")
    foot = "Apart from cold foot: yes. The rest is normal: pale foot: no; pulse: palpable; size: 0 cm."
    results = "Apart from ABPI: 0.82. Not done: scan."
    with opened(browser, path) as there:
        page = there.page
        load(there, '{"findings": {"cold": true, "abpi": 0.82}}')
        for name, how, button, sentence, recorded in (
            ("foot", "normal", "True of the rest", foot, "closed: the rest true"),
            ("results", "not_done", "The rest was not done", results, "the rest not done"),
            ("extras", "not_done", "Not done", "Not done: bruit; buerger test.", "not done"),
        ):
            page.fill("#search", name)
            card = page.locator(f"[data-card='g:{name}']")
            said = "No bruit, Buerger negative." if name == "extras" else sentence
            assert card.locator(".sentence").inner_text() == said
            assert card.locator(f"[data-key='g:{name}:{how}']").inner_text() == button
            there.read()
            page.click(f"[data-key='g:{name}:{how}']")
            assert card.locator(".sentence").inner_text() == sentence
            assert card.locator(f"[data-key='g:{name}:{how}']").inner_text() == button
            assert sentence in page.inner_text("#outcome")
            page.fill("#search", "")
            entries = page.locator(".recorded li").filter(has=page.locator(f"[data-key='r:{name}']"))
            assert entries.locator(".value").text_content() == recorded
        assert FOOT not in page.inner_text("body")
        assert there.trouble == []


def test_not_known_is_asked_last_and_a_number_out_of_range_is_refused(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        page = there.page
        page.fill("#search", "age_years")
        there.read()
        page.fill("[data-key='n:age_years']", "140")
        page.press("[data-key='n:age_years']", "Enter")
        assert "expected a whole number of years from 0 to 120" in page.inner_text(".problem")
        page.fill("#search", "breathlessness")
        there.read()
        page.click("[data-key='a:breathlessness:unknown']")
        page.fill("#search", "")
        assert page.evaluate("page.case.findings.size") == 0
        there.checklist()
        assert page.locator("[data-key='a:breathlessness:1']").count() == 0
        for _ in range(40):
            if not page.evaluate("page.screen"):
                break
            page.evaluate("page.answer(false)")
        assert page.inner_text("#question-list").upper().index("NOT KNOWN YET") > 0
        assert page.locator("[data-key='a:breathlessness:1']").count() == 1
        assert page.evaluate("page.case.findings.size + page.case.normal.length") == 0
        there.answer("screen:again")
        assert page.evaluate("page.screen.kind") == "complaint"


def test_a_node_says_why_it_is_not_reached(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        enter_by_pointer(there, [("haemoptysis", "a:haemoptysis:1")])
        there.stage(2)
        there.page.focus(".panel:not([hidden]) .out[data-node]")
        there.page.keyboard.press("Enter")
        assert "It is ruled out by" in there.page.inner_text("#sheet .whynot")


def test_the_path_lights_up(browser: Browser, page_file: Path, leg_pain_walker: Walker) -> None:
    case = worked("two-dvt-and-toe-ulcer")
    walk = leg_pain_walker.walk(case)
    with opened(browser, page_file) as there:
        load(there, case_text(case))
        lit = set()
        for number in range(there.page.evaluate("page.words.stages.length")):
            there.stage(number)
            lit |= set(
                there.page.eval_on_selector_all(
                    ".panel:not([hidden]) .on[data-node][class*='kind-']",
                    "all => all.map(one => Number(one.dataset.node))",
                )
            )
        order = leg_pain_walker.order
        assert {order.nodes[at].id for at in lit} == set(walk.reached)
        assert there.trouble == []


@pytest.mark.parametrize("name", ["two-dvt-and-toe-ulcer", "textbook-sciatica", "spine-cauda-equina-typical"])
def test_the_overview_is_alive(name: str, browser: Browser, page_file: Path, leg_pain_walker: Walker) -> None:
    """It names the ends that are reached, each in the colour of its urgency, lights the stages of the path, and marks what waits."""
    case = worked(name)
    walk = leg_pain_walker.walk(case)
    with opened(browser, page_file) as there:
        load(there, case_text(case))
        there.show("flowchart")
        texts = there.page.eval_on_selector_all
        ends = texts(
            "#flowchart .ov-met.end", "all => all.map(one => [one.textContent, one.className.match(/u\\d/)[0]])"
        )
        assert {(title, urgency) for title, urgency in ends} == {
            (node.title, f"u{int(node.urgency)}") for node in walk.outcomes if node.urgency is not None
        }
        lit = texts("#flowchart .ov-stage.on", "all => all.map(one => Number(one.dataset.key.slice(6)))")
        stages = [stage.id for stage in leg_pain_walker.pathway.stages]
        assert {stages[number] for number in lit} == {step.node.stage for step in walk.path}
        waits = texts("#flowchart .ov-stage.ask", "all => all.map(one => Number(one.dataset.key.slice(6)))")
        asked = {leg_pain_walker.pathway.nodes[ask.node].stage for ask in (*walk.decides_urgency, *walk.decides_plan)}
        assert {stages[number] for number in waits} == asked
        assert there.trouble == []


@pytest.mark.parametrize("size", SIZES)
def test_a_stage_opens_readable_with_the_open_question_in_sight(size: str, browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file, size) as there:
        load(there, case_text(worked("two-dvt-and-toe-ulcer")))
        there.stage(0)
        assert there.page.evaluate(
            "(() => { const box = root.querySelector('.panel .ask').getBoundingClientRect(), view = root.querySelector('.chart-view').getBoundingClientRect();"
            " return box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom; })()"
        )
        point = "root.querySelector('.panel svg').getBoundingClientRect().width / root.querySelector('.panel svg').viewBox.baseVal.width"
        assert there.page.evaluate(point) >= 1.1
        strip = there.page.eval_on_selector_all(
            ".panel-tab", "all => all.map(one => one.getBoundingClientRect().right)"
        )
        assert 3 <= len(strip) <= 8
        assert max(strip) <= SIZES[size]["viewport"]["width"]


def test_the_note_is_that_of_walk(browser: Browser, page_file: Path, leg_pain_walker: Walker) -> None:
    case = worked("two-dvt-and-toe-ulcer")
    with opened(browser, page_file) as there:
        there.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        load(there, case_text(case))
        there.do("copy")
        copied = there.page.evaluate("navigator.clipboard.readText()")
        assert copied.replace("\r\n", "\n") == markdown(leg_pain_walker.walk(case, "safest"))


@pytest.mark.parametrize("patient", PATIENTS)
def test_a_patient_prints_on_one_page(patient: str, browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        load(there, case_text(worked(patient)))
        for paper in ({"format": "A4"}, {"format": "Letter"}, {"prefer_css_page_size": True}):
            data = there.page.pdf(**paper)
            assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
        there.page.emulate_media(media="print")
        printed = there.page.inner_text("#print-page")
        assert "not a doctor" in printed
        assert float(there.page.evaluate("parseFloat(root.getElementById('print-page').style.fontSize)")) >= 7


@pytest.mark.parametrize("patient", [*PATIENTS, "textbook-calf-strain"])
def test_the_patients_sheet_is_that_of_walk_and_prints_dated_with_the_path(
    patient: str, browser: Browser, page_file: Path, leg_pain_walker: Walker
) -> None:
    walk = leg_pain_walker.walk(worked(patient), "safest")
    said = [line.removeprefix("- ") for line in leaflet(walk, UNWRAPPED).splitlines() if line]
    with opened(browser, page_file) as there:
        page = there.page
        load(there, case_text(worked(patient)))
        page.evaluate("window.print = () => window.dispatchEvent(new Event('beforeprint'))")
        for kind in ("note", "patient"):
            there.do(kind)
            shown = page.eval_on_selector_all(
                "#sheet-title, #sheet .read :is(h3, li, p)", "all => all.map(one => one.textContent)"
            )
            if kind == "patient":
                assert shown == said
            else:
                titles = [
                    line for line in shown if any(line.startswith(section.title) for section in note.sections(walk))
                ]
                assert len(titles) >= len(
                    [
                        section
                        for section in note.sections(walk)
                        if section.title != "ACTING NOW, IF WHAT IS OPEN CANNOT BE HAD"
                    ]
                )
            assert page.locator("#sheet .drawn li").count() == len(walk.path)
            page.click("[data-key='print-this']")
            paper = page.text_content("#print-page") or ""
            assert page.evaluate("today()") in paper
            assert all(line in paper for line in (said if kind == "patient" else [headline(walk)]))
            assert page.locator("#print-page .drawn li").count() == len(walk.path)
            page.keyboard.press("Escape")
        assert there.trouble == []


def test_the_source_is_read_under_its_own_headings_and_ticked_by_the_reader(
    browser: Browser, page_file: Path, leg_pain_walker: Walker
) -> None:
    statements = leg_pain_walker.pathway.statements
    with opened(browser, page_file) as there:
        page = there.page
        there.show("steps")
        sections = page.locator("#steps-list .step")
        assert sections.count() == 9
        for number in range(9):
            sections.nth(number).locator("summary").click()
            assert sections.nth(number).locator("details").get_attribute("open") is not None
        shown = page.eval_on_selector_all("#steps-list .id", "all => all.map(one => one.textContent.trim())")
        assert {name for name in shown if name[0] in "SP"} >= {
            name for name in statements if re.match(r"[SP]\d+\.", name) and not name.endswith(".0")
        }
        headings = page.eval_on_selector_all("#steps-list .reading h3", "all => all.map(one => one.textContent)")
        assert headings == [item.heading for name in shown if (item := statements[name]).heading]
        assert len(headings) > 50
        assert "Progress 0 / 9" in page.inner_text("#progress")
        walk = page.inner_text("#progress .help")
        for number in (0, 4, 8):
            page.check(f"#steps-list .tick input >> nth={number}")
        assert "Progress 3 / 9" in page.inner_text("#progress")
        assert page.inner_text("#progress .help") == walk, "what the walk needs is told apart"
        assert page.evaluate("page.case.findings.size + page.past.length") == 0
        page.uncheck("#steps-list .tick input >> nth=4")
        assert "Progress 2 / 9" in page.inner_text("#progress")
        load(there, case_text(worked("clear-knee-ache")))
        assert "Progress 0 / 9" in page.inner_text("#progress")
        assert page.inner_text("#progress .help") != walk
        assert there.trouble == []


def test_examples_stand_under_their_outcome_and_are_searched(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        page = there.page
        there.do("examples")
        groups = page.eval_on_selector_all(
            "#sheet section",
            "all => all.map(one => [one.querySelector('h3').textContent, one.querySelectorAll('li').length])",
        )
        every = page.evaluate("page.words.examples.length")
        assert sum(number for _, number in groups) == every
        assert groups[0][0] == "EMERGENCY (999)"
        assert groups[-1][0] == "Not settled"
        page.fill("#example-search", "vein")
        found = page.locator("#sheet .example:visible").all_inner_texts()
        assert 0 < len(found) < every
        assert all("vein" in text.lower() for text in found)
        page.fill("#example-search", "")
        page.locator("#sheet section").first.locator(".example").first.click()
        assert page.evaluate("page.words.urgencies[page.walk.floor].short") == "999"
        assert there.trouble == []


def test_what_a_case_is_called_stays_on_the_machine(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        page = there.page
        page.fill("#who", "Bed 4, fell from a ladder")
        page.press("#who", "Tab")
        there.until("page.case.who === 'Bed 4, fell from a ladder'")
        there.do("note")
        assert "Bed 4, fell from a ladder" in page.inner_text("#sheet")
        assert page.url == page_file.as_uri()
        assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
        assert "Bed 4" not in page.title()
        assert there.trouble == []


VIEWS = {
    "questions": ("questions", "#matters"),
    "a checklist": ("questions", "[data-key='screen:on']"),
    "what counts": ("questions", ".what summary >> nth=0"),
    "all questions": ("questions", "#every"),
    "one by one": ("questions", "[data-key$=':open'] >> nth=0"),
    "the menu": ("questions", "#menu"),
    "the note": ("questions", "#note"),
    "the patient's sheet": ("questions", "#patient"),
    "what to do": ("outcome", "#tab-outcome"),
    "overview": ("flowchart", "[data-key='overview']"),
    "a stage": ("flowchart", "[data-key='stage:0']"),
    "source": ("steps", "#steps-list summary >> nth=0"),
    "a node": ("outcome", "#outcome .title >> nth=0"),
}
"""Each view with its tab and what is clicked there."""


THEMES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "high contrast": {"contrast": "more"},
    "dark, high contrast": {"color_scheme": "dark", "contrast": "more"},
}


@pytest.mark.parametrize(
    ("patient", "size", "theme"),
    [
        *((patient, size, "light") for size in SIZES for patient in (None, "spine-cauda-equina-typical", "two-dvt-and-toe-ulcer")),
        *(("two-dvt-and-toe-ulcer", "desktop", theme) for theme in THEMES if theme != "light"),
        ("clear-knee-ache", "phone", "dark"),
    ],
)  # fmt: skip
def test_axe_finds_no_violation(patient: str | None, size: str, theme: str, browser: Browser, page_file: Path) -> None:
    """Contrast of WCAG AA in every theme among it."""
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, page_file, size) as there:
        there.page.emulate_media(**THEMES[theme])
        if patient:
            load(there, case_text(worked(patient)))
        wrong = []
        for view, (tab, press) in VIEWS.items():
            there.show(tab)
            if press in ("#note", "#patient"):
                there.do(press[1:])
            elif there.page.locator(press).count():
                there.page.click(press)
            there.page.evaluate(SETTLED)
            for found in Axe().run(there.page).response["violations"]:
                wrong.append(f"{view}: {found['id']}: {found['nodes'][0]['html'][:200]}")
            there.page.keyboard.press("Escape")
        assert wrong == []


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_screen_and_every_view_has_the_disclaimer(
    size: str, browser: Browser, page_file: Path
) -> None:
    with opened(browser, page_file, size) as there:
        for tab in ("questions", "outcome", "flowchart", "steps"):
            there.show(tab)
            wide = there.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= SIZES[size]["viewport"]["width"], tab
            assert there.page.locator(".foot p").first.is_visible()
            assert "not a doctor" in there.page.inner_text(".foot")


def test_an_open_case_never_reads_as_reassurance(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as there:
        for example in range(there.page.evaluate("page.words.examples.length")):
            there.do("examples")
            there.page.click(f".example >> nth={example}")
            settled = there.page.evaluate("page.walk.settled && page.walk.floor === 0")
            verdict = there.page.inner_text("#verdict").lower()
            assert ("no red flag" in verdict) is settled
            if not there.page.evaluate("page.walk.settled"):
                assert verdict.startswith("not settled")
                assert "missing" in verdict
        assert there.trouble == []


def test_the_engine_in_the_browser_gives_what_walk_gives(
    browser: Browser, page_file: Path, leg_pain_walker: Walker
) -> None:
    probe = (Path(__file__).parent / "probe.js").read_text()
    with opened(browser, page_file) as there:
        there.page.evaluate(
            f"() => {{ {probe}; window.probeWalk = probeWalk; }}".replace("engine.", "page.engine.")
            .replace("{ words } = engine", "{ words } = page.engine")
            .replace("noteMarkdown(engine", "noteMarkdown(page.engine")
            .replace("leafletText(engine", "leafletText(page.engine")
        )
        for seed in range(40):
            case = partial_case(leg_pain_walker.pathway, Random(f"browser {seed}"))
            said = json.loads(there.page.evaluate("text => probeWalk(text, '[]')", case_text(case)))
            assert said == expected(leg_pain_walker, case), seed


HOSTILE = '<img src=x onerror="alert(1)"></script><script>alert(2)</script> [a](javascript:alert(3)) {{data}} \u2028'


def hostile_pathway() -> AnyPathway:
    """A pathway each of whose texts tries to be more than text."""
    words = vocabulary_of(
        Finding(
            "lump",
            FindingType.BOOLEAN,
            HOSTILE,
            question=HOSTILE,
            definition=HOSTILE,
            normal=False,
            statements=("S1.1",),
        ),
        Finding("site", FindingType.CHOICE, HOSTILE, values=("javascript:alert(4)", "b"), normal="b"),
        groups={"g": Group("g", HOSTILE, ("lump", "site"))},
    )
    steps = {
        "start": ["lump -> bad", "site == b -> good", "otherwise -> good"],
        "bad": seven.SAME_DAY,
        "good": seven.ROUTINE,
    }
    pathway = sketch(words, steps)
    nodes = {
        name: replace(
            node, title=f"{HOSTILE} {name}", text=HOSTILE, destination=HOSTILE, timeframe=HOSTILE, review=HOSTILE, diagnosis="d",
            statements=("S1.1",), edges=tuple(replace(edge, label=HOSTILE, english=HOSTILE, statements=("S1.1",)) for edge in node.edges),
        )
        for name, node in pathway.nodes.items()
    }  # fmt: skip
    return replace(
        pathway, title=HOSTILE, disclaimer=HOSTILE, nodes=nodes, statements={"S1.1": Statement("S1.1", HOSTILE)},
        diagnoses={"d": WorkingDiagnosis("d", HOSTILE)},
    )  # fmt: skip


def test_text_of_a_hostile_pathway_stays_text(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(webpage(hostile_pathway()), encoding="utf-8")
    with opened(browser, path, offline=False) as there:
        page = there.page
        assert page.title().split() == HOSTILE.split()
        load(there, json.dumps({"who": HOSTILE.replace("\u2028", ""), "findings": {"lump": True}}))
        for tab in ("outcome", "flowchart", "steps"):
            there.show(tab)
        page.click("#tab-outcome")
        page.click("#outcome .title >> nth=0")
        assert "onerror" in page.inner_text("#sheet")
        page.keyboard.press("Escape")
        page.fill("#search", "lump")
        page.pdf()
        assert page.locator("img").count() == 0
        assert page.locator("script").count() == 2
        assert page.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))") in (
            ["#app"],
            ["#app", None],
        )
        assert there.trouble == []


def test_saved_text_is_a_case_of_the_command_line_too(
    browser: Browser, page_file: Path, leg_pain_walker: Walker
) -> None:
    with opened(browser, page_file) as there:
        enter_by_pointer(
            there, [("abpi", "n:abpi=0.90"), ("pe", "g:pe:normal"), ("femoral_pulse", "a:femoral_pulse:0")]
        )
        text = there.page.evaluate("writeCase(page.case)")
        case = parse_case(text.encode(), "case.json").case
        assert there.result() == shown(leg_pain_walker.walk(case))
        assert '"abpi": 0.9' in text
