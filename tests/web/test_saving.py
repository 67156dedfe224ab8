"""On the page too, what saves asking stands first: sex and age in the place of a pregnancy that they may rule out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from legpain_graph import Pathway, case_to_json, read_case_file
from legpain_graph.resources import pathway_folder
from legpain_graph.web.page import webpage
from web.browser import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("sex", "age_years", "pregnancy_status")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({}, "sex"),
        ({"sex": "male"}, None),
        ({"sex": "female"}, "age_years"),
        ({"sex": "female", "age_years": Decimal(78)}, None),
        ({"sex": "female", "age_years": Decimal(41)}, "pregnancy_status"),
    ],
)
def test_a_pregnancy_is_asked_of_nobody_whom_sex_or_age_rules_out(
    browser: Browser, leg_pain: Pathway, tmp_path: Path, said: dict[str, Any], asked: str | None
) -> None:
    whole = read_case_file(pathway_folder() / "cases" / "sciatica-early-typical.case.yaml").case
    rest = {name: value for name, value in whole.findings.items() if name not in NAMES}
    case = replace(whole, findings={**rest, **said})
    path = tmp_path / "page.html"
    path.write_text(webpage(leg_pain), encoding="utf-8")
    with opened(browser, path) as there:
        there.page.evaluate("text => page.replace(parseCase(text, page.words.reading).kase)", case_to_json(case))
        shown: list[str] = []
        while not shown and there.page.evaluate("page.screen"):
            cards = there.page.eval_on_selector_all("#questions .line", "all => all.map(one => one.dataset.place)")
            shown = [name for name in NAMES if name in cards and (name != "age_years" or asked == "age_years")]
            there.page.evaluate("page.answer(false)")
        assert shown == ([asked] if asked else [])
        assert there.trouble == []
