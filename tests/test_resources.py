"""How an extra is added: by pip, from where this copy came from; and every command that needs one says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from legpain_graph.resources import how_to_get, install_command, pathway_folder
from load import tiny

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("came", "what"),
    [
        (None, "'z3-solver>=4.13'"),
        ({"url": "file:///nowhere/legpain_graph.whl", "archive_info": {}}, "'z3-solver>=4.13'"),
        ({"url": "file:///tmp", "dir_info": {}}, "'legpain-graph[prove] @ file:///tmp'"),
        ({"url": "file:///tmp", "dir_info": {"editable": True}}, "--editable '/tmp[prove]'"),
        (
            {"url": "https://example.org/a.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"'legpain-graph[prove] @ git+https://example.org/a.git@{COMMIT}'",
        ),
        (
            {"url": "https://example.org/a.whl", "archive_info": {}},
            "'legpain-graph[prove] @ https://example.org/a.whl'",
        ),
    ],
)
def test_it_is_had_from_where_this_copy_came_from(came: dict[str, Any] | None, what: str) -> None:
    assert install_command("/my python/bin/python", "prove", came, ["z3-solver>=4.13"]) == (
        f"'/my python/bin/python' -m pip install {what}"
    )


@pytest.mark.parametrize(
    ("command", "extra", "missing"),
    [
        (["prove", "tiny"], "prove", "z3"),
        (["audit", "-p", "tiny"], "prove", "z3"),
        (["diff", "tiny", "other"], "prove", "z3"),
        (["render", "-p", "tiny", "-o", "x.pdf"], "pdf", "cairosvg"),
    ],
)
def test_a_command_without_its_extra_says_how_to_get_it(
    tmp_path: Path, command: list[str], extra: str, missing: str
) -> None:
    tiny.lay(tmp_path, one="{findings: {alarm: true}, expect: {floor: emergency_999}}")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "pathway.yaml").write_text(tiny.text(("nodes.stop-wait.urgency", "routine")))
    script = (
        f"import sys; sys.modules[{missing!r}] = None; sys.argv = ['legpain-graph', *{command!r}]\n"
        "from legpain_graph_cli.start import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, how_to_get(extra) in done.stderr, "Traceback" in done.stderr) == (2, True, False), (
        done.stderr
    )


def test_no_name_in_the_wheel_is_too_long_for_a_system() -> None:
    """Windows takes 260 characters of a whole path, of which an installation has taken some before ours begin."""
    home = pathway_folder()
    names = [f"legpain_graph/_pathway/{home.name}/{path.relative_to(home).as_posix()}" for path in home.rglob("*")]
    assert len(names) > 100
    assert max(map(len, names)) < 200
