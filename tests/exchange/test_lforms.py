"""LHC-Forms shows the questionnaire in a real Chromium; what is filled in by hand walks as the same case typed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from components import need
from legpain_graph.case.facts import Case
from legpain_graph.exchange.questionnaire import STATE, questionnaire
from legpain_graph.exchange.responses import read_response
from legpain_graph.model.guard.phrase import value_words
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import FindingType
from legpain_graph.walk.walker import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENTS: dict[str, dict[str, Any]] = {
    "an ischaemic leg": {"age_years": 71, "sex": "male", "symptom_duration_weeks": Decimal("0.1"), "dorsalis_pedis_pulse": "absent", "abpi": Decimal("0.42")},
    "a child who limps": {"age_years": 9, "limp_or_not_using_leg": True, "fever": False},
    "a growing lump": {"age_years": 58, "soft_tissue_lump": True, "lump_size_cm": Decimal("6.5"), "lump_enlarging": True},
    "little is known": {"fever": "not_known", "abpi": "not_done", "sex": "not_known", "calf_tenderness": True},
}  # fmt: skip

PAGE = """<!doctype html><html><head><meta charset="utf-8"></head><body><div id="form"></div>
<script src="{folder}/webcomponent/assets/lib/zone.min.js"></script><script src="{folder}/webcomponent/lhc-forms.js"></script>
<script src="{folder}/fhir/lformsFHIRAll.min.js"></script></body></html>"""


@pytest.fixture(scope="module")
def form(leg_pain: Pathway, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    folder = Path(need("lforms")).as_uri()
    page_file = tmp_path_factory.mktemp("lforms") / "form.html"
    page_file.write_text(PAGE.format(folder=folder))
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.wait_for_function("window.LForms && LForms.FHIR")
    page.evaluate("shown => LForms.Util.addFormToPage(shown, 'form', { fhirVersion: 'R4' })", questionnaire(leg_pain))
    page.wait_for_selector("[id='fever/1/1']")
    return page


def fill(page: Page, pathway: Pathway, name: str, value: Any) -> None:
    """Enters one answer as a person does: the field, the text, the next field."""
    finding = pathway.vocabulary.findings[name]
    number = finding.type is FindingType.NUMBER and value not in ("not_done", "not_known")
    words = str(value) if number else {"not_known": "Not known", "not_done": "Not done", True: "Yes", False: "No"}.get(value) or value_words(finding, value)  # fmt: skip
    field = page.locator(f"[id='{name if number or finding.type is not FindingType.NUMBER else name + STATE}/1/1']")
    field.click()
    field.fill("")
    field.press_sequentially(words)
    field.press("Tab")


@pytest.mark.parametrize("who", PATIENTS)
def test_what_is_filled_in_walks_as_the_case(form: Page, leg_pain: Pathway, who: str) -> None:
    form.evaluate("shown => LForms.Util.addFormToPage(shown, 'form', { fhirVersion: 'R4' })", questionnaire(leg_pain))
    for name, value in PATIENTS[who].items():
        fill(form, leg_pain, name, value)
    response = form.evaluate("LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4')")
    taken = read_response(json.dumps(response).encode(), leg_pain)
    typed = {name: value for name, value in PATIENTS[who].items() if value != "not_known"}
    assert taken.source.case.findings.keys() == typed.keys()
    assert not taken.unused
    walker = Walker(leg_pain)
    assert walker.walk(taken.source.case).as_dict() == walker.walk(Case(typed)).as_dict()
