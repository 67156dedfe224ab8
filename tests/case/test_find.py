"""Which files of a folder are cases: none of others, and none that nobody wrote."""

from __future__ import annotations

from pathlib import Path

from legpain_graph.case.read import find_cases
from legpain_graph.load.loader import load_pathway
from load import tiny


def test_what_lies_in_a_virtual_environment_is_of_others(tmp_path: Path) -> None:
    ours = tmp_path / "cases" / "one.case.yaml"
    others = [
        tmp_path / "env/lib/two.case.yaml",
        tmp_path / ".git/three.case.yaml",
        tmp_path / "node_modules/four.case.yaml",
    ]
    for path in (ours, *others, ours.with_name("._one.case.yaml"), ours.with_name(".#one.case.yaml")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("findings: {}\n")
    (tmp_path / "env" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    assert find_cases([str(tmp_path)]) == [str(ours)]


def test_what_nobody_wrote_is_no_file_of_a_pathway(tmp_path: Path) -> None:
    (tmp_path / "pathway.yaml").write_text(tiny.text())
    for name in ("._pathway.yaml", ".#pathway.yaml"):
        (tmp_path / name).write_bytes(b"\0\0binary")
    assert load_pathway(tmp_path).id == "tiny"
