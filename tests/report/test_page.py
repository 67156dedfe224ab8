"""The pages of reports: text stays text, nothing is fetched, and one module alone knows the templates."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path

from legpain_graph.errors import Issue
from legpain_graph.preview.pages import faults_page
from legpain_graph.report.page import inline_hash

HOUSE = Path(__file__).parents[2] / "src" / "legpain_graph"
HOSTILE = "</style><script>alert(1)</script>{{ 7 * 7 }}{% raw %}\"'&"


def test_what_comes_from_elsewhere_is_text() -> None:
    page = faults_page([Issue("x", HOSTILE, hint=HOSTILE)], "version").decode()
    assert page.count("<script>") == 1, "ours"
    assert HOSTILE in html.unescape(page)
    assert "49" not in page


def test_the_policy_names_the_script_and_the_style_that_stand_in_the_page() -> None:
    page = faults_page([], "version").decode()
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    for tag in ("script", "style"):
        text = re.search(rf"<{tag}>(.*)</{tag}>", page, re.DOTALL)[1]  # type: ignore[index]
        assert f"{tag}-src {inline_hash(text)}" in policy
    digest = base64.b64encode(hashlib.sha256(b"a").digest()).decode()
    assert inline_hash("a") == f"'sha256-{digest}'"


def test_one_module_knows_the_templates() -> None:
    known = [
        path.name
        for path in HOUSE.rglob("*.py")
        if re.search(r"^ *(from|import) (jinja2|markupsafe)", path.read_text(), re.M)
    ]
    assert known == ["page.py"]
