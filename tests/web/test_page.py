"""The page as a file: small, the same wherever it is made, and its script said in fewer characters."""

from __future__ import annotations

from pathlib import Path

import pytest
from pygments.lexers.javascript import JavascriptLexer
from pygments.token import Comment, Text
from rjsmin import jsmin

from legpain_graph import Pathway
from legpain_graph.engine.codegen.javascript import script
from legpain_graph.resources import pathway_folder
from legpain_graph.web.page import SCRIPTS, example_files, script_text, webpage

MOST = 1_000_000
"""Bytes of the page of leg pain."""


def words(text: str) -> list[str]:
    """The words of a script, without comments and what stands between them."""
    found = JavascriptLexer(stripnl=False).get_tokens(text)
    return [word for kind, word in found if kind not in Comment and kind not in Text]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_small_script_has_the_same_words(name: str) -> None:
    """A template inside a template would lose blanks of its text: findings/rjsmin-nested-templates.sh."""
    assert words(jsmin(script_text(name))) == words(script_text(name))


def test_a_template_inside_a_template_is_noticed() -> None:
    """So it would be in ours: the inner text loses its blanks."""
    text = "const said = `a${hint ? `: b c` : ''}`;"
    assert words(jsmin(text)) != words(text)


def test_the_small_engine_has_the_same_words(leg_pain: Pathway) -> None:
    code = script(leg_pain).text
    assert not set(code) & set("'\"`/"), "nothing in it is a text, a pattern or a comment"
    assert "".join(jsmin(code).split()) == "".join(code.split())


def test_the_page_is_small_and_the_same_whatever_graphviz_is_installed(
    leg_pain: Pathway, page_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = page_file.read_bytes()
    assert len(data) <= MOST
    other = tmp_path / "dot"
    other.write_text("#!/bin/sh\necho '<svg/>'\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert webpage(leg_pain, example_files(pathway_folder())).encode() == data
