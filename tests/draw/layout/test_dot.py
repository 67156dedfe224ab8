"""The DOT text: the same on every run, and nothing in it but text that came from a pathway as text."""

from __future__ import annotations

import subprocess
import sys

import pytest

from draw.small import clinic, screen
from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.content.exits import DrawnWalk
from legpain_graph.draw.layout.dot import dot
from legpain_graph.draw.shapes import Style
from legpain_graph.draw.style import labels

SAME = """
from draw.small import clinic, screen
from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.content.exits import DrawnWalk
from legpain_graph.draw.layout.dot import dot
walked = DrawnWalk(("begin", "fever"), frozenset({"begin.1"}), frozenset({"cough", "rash", "ask"}), frozenset({"fever.2", "fever.3"}))
print(dot(diagram(clinic(), walked)) + dot(diagram(screen())), end="")
"""


def test_the_text_does_not_depend_on_the_run() -> None:
    def run(seed: str) -> str:
        command = [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{SAME}"]
        return subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout

    assert run("1") == run("2") != ""


def test_rows_of_a_spine_stand_on_one_level() -> None:
    text = dot(diagram(screen()))
    row = ["node-stop-6", "chip-screen.7", "spine-node-screen-0", "chip-screen.6", "node-stop-5"]
    assert f"{{ rank=same; {'; '.join(labels.quoted(name) for name in row)} }}" in text
    assert '"chip-screen.7" -> "spine-node-screen-0"' in text  # to the left: written from its end


def test_panels_are_clusters_and_nothing_is_packed() -> None:
    text = dot(diagram(clinic(), caption="Case 7"))
    assert text.count("subgraph") == 2
    assert "pack" not in text
    assert all(words in text for words in ("A small pathway", "Case 7", "Not a doctor", "small 1.2.3"))


def test_what_is_taken_only_when_unknown_is_dotted() -> None:
    drawn = diagram(clinic())
    dotted = [line for line in dot(drawn).splitlines() if "style=dotted" in line]
    arrows = [arrow for panel in drawn.panels for arrow in panel.arrows if arrow.style is Style.WHEN_UNKNOWN]
    assert len(dotted) == len(arrows) == 2


def test_a_walk_does_not_rest_on_colour() -> None:
    walked = DrawnWalk(("begin", "fever"), frozenset({"begin.1"}), frozenset({"cough"}), frozenset({"fever.2"}))
    text = dot(diagram(clinic(), walked))
    assert 'id="edge-begin.1" class="on" color="#111827" penwidth=3.4' in text
    assert 'id="edge-fever.2" class="possible" color="#111827" penwidth=1.5 style=dashed' in text
    assert 'id="edge-fever.3" class="out" color="#858EA0" penwidth=1 ' in text


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("#node-a", True),
        ("nodes/a.html", True),
        ("?node=a", True),
        ("/nodes/a:b", True),
        ("https://example.org/a", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("java\x00script:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org/a", False),
        ("\\\\example.org\\a", False),
        ("http://[", False),
        ("a<b>", False),
        ('#a"b', False),
    ],
)
def test_only_harmless_links_are_kept(url: str, safe: bool) -> None:
    assert labels.safe_url(url) == (url if safe else "")


def test_quotes_line_ends_and_backslashes_stay_inside_a_string() -> None:
    assert labels.quoted('a"]; rm\n\\N \\') == '"a\\"]; rm \\\\N \\\\"'


def test_characters_that_no_svg_can_have_are_left_out() -> None:
    assert labels.text("a\x00b\x1b\ud800c\ufffe<") == "abc&lt;"
