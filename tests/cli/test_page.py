"""The command that writes the web page."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner, Result

from legpain_graph_cli.main import cli

SMALL = """
pathway: {id: small, title: "A <small> pathway & more", version: "1", disclaimer: A test. Not a doctor.}
stages: [{id: one, step: 1, title: One}]
statements: [{id: S1.1, text: A lump., lines: [1, 1]}]
findings:
  - {name: lump, type: boolean, label: Lump, question: A lump?, section: history, origin: source, statements: [S1.1]}
safety_nets:
  - id: net
    lines: [{urgency: same_day, text: It grows, statements: [S1.1]}]
nodes:
  - id: start
    kind: start
    stage: one
    title: Leg pain
    statements: [S1.1]
    edges:
      - {to: stop-lump, when: lump, label: lump, statements: [S1.1]}
      - {to: stop-none, when: otherwise, label: none, statements: [S1.1]}
  - {id: stop-lump, kind: stop, stage: one, title: Scan, urgency: soon, timeframe: soon, destination: scan, safety_net: net, statements: [S1.1]}
  - {id: stop-none, kind: stop, stage: one, title: Home, urgency: primary_care, timeframe: now, destination: home, safety_net: net, statements: [S1.1]}
"""


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["page", *args], catch_exceptions=False)


def test_it_is_one_file_that_names_no_other(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    result = run("-o", str(target))
    assert result.exit_code == 0
    assert "wrote" in result.stderr
    assert result.stdout == ""
    text = target.read_text(encoding="utf-8")
    assert "default-src 'none'" in text.replace("&#x27;", "'")
    assert not re.search(r"""(?:src|href)=["'](?!#)""", text), "it asks for another file"
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|innerHTML|eval\(", text)
    assert "Leg pain: assessment and management" in text


def test_another_pathway_has_its_own_page(tmp_path: Path) -> None:
    source, target = tmp_path / "small.yaml", tmp_path / "page.html"
    source.write_text(SMALL)
    result = run(str(source), "-o", str(target))
    assert result.exit_code == 0, result.output
    assert "<title>A &lt;small&gt; pathway &amp; more</title>" in target.read_text(encoding="utf-8")


def test_what_is_wrong_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    result = run(str(tmp_path / "none"), "-o", str(target))
    assert result.exit_code == 2
    assert "nothing was done" in result.stderr
    assert not target.exists()
    (tmp_path / "no").write_text("")
    result = run("-o", str(tmp_path / "no" / "page.html"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert run().exit_code == 2
