"""The page of the leg pain pathway as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from legpain_graph import Pathway
from legpain_graph.resources import pathway_folder
from legpain_graph.web.page import example_files, webpage
from web.engine import PageEngine

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def page_file(browser: Browser, leg_pain: Pathway, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - no browser, no page
    path = tmp_path_factory.mktemp("page") / "leg-pain.html"
    path.write_text(webpage(leg_pain, example_files(pathway_folder())), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def leg_pain_page(leg_pain: Pathway) -> PageEngine:
    return PageEngine(leg_pain)
