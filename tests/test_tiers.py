"""Every test is run by `make test` or `make test-long`, and the list that says by which is not stale."""

from __future__ import annotations

import re

import pytest

import tiers

MAKEFILE = tiers.HOME.parent / "Makefile"


@pytest.mark.parametrize("line", tiers.named())
def test_what_is_called_long_is_there(line: str) -> None:
    file, _, name = line.partition("::")
    text = (tiers.HOME / file).read_text()
    assert not name or re.search(rf"^def {name}\(", text, re.MULTILINE)


def test_the_list_is_sorted_and_says_nothing_twice() -> None:
    lines = tiers.named()
    assert lines == sorted(set(lines))
    files = {line for line in lines if "::" not in line}
    assert [line for line in lines if "::" in line and line.partition("::")[0] in files] == []


@pytest.mark.skipif(not MAKEFILE.exists(), reason="the Makefile is in the checkout only")
def test_the_two_commands_leave_no_test_out() -> None:
    assert re.findall(r"pytest\).*-m '([^']+)'", MAKEFILE.read_text(), re.IGNORECASE) == ["not long", "long or drawn"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_line_means_the_test_with_all_of_its_parameters(
    number: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = request.node
    assert test.name.endswith(f"[{number}]")
    assert "long" not in test.keywords
    monkeypatch.setattr(tiers, "named", lambda: [f"test_tiers.py::{test.originalname}"])
    tiers.mark([test])
    assert "long" in test.keywords


def test_what_a_browser_shows_is_long(request: pytest.FixtureRequest) -> None:
    test = request.node
    assert "long" not in test.keywords
    test.fixturenames.append("browser")
    tiers.mark([test])
    test.fixturenames.remove("browser")
    assert "long" in test.keywords
