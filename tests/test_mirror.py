"""The folders of the tests are those of the product, so that whoever knows one house finds the way in the other."""

from __future__ import annotations

from pathlib import Path

import legpain_graph
import legpain_graph_cli
from tiers import HOME

HOUSE = Path(legpain_graph.__file__).parent
COMMANDS = Path(legpain_graph_cli.__file__).parent
ELSEWHERE = {
    "cli": "the commands, which are a package of their own",
    "docs": "what the pages say",
    "leg_pain": "what the pathway says, which is data",
    "leg_pain/safety": "its safety rules",
}
"""Folders of tests that mirror no folder of the package, and what they are about."""


def folders(home: Path, pattern: str) -> set[str]:
    return {path.parent.relative_to(home).as_posix() for path in home.rglob(pattern)} - {"."}


def test_every_folder_of_tests_is_a_folder_of_the_product() -> None:
    tested = folders(HOME, "test_*.py")
    assert tested - set(ELSEWHERE) <= folders(HOUSE, "*.py")
    assert set(ELSEWHERE) <= tested
    assert COMMANDS.is_dir()


def test_every_folder_at_the_top_of_the_product_has_its_tests() -> None:
    top = {name.partition("/")[0] for name in folders(HOUSE, "*.py")}
    assert top - {name.partition("/")[0] for name in folders(HOME, "test_*.py")} == set()
