"""How long the generated tests run, which tier a test is in, and the pathway that comes with the package.

`ci`, the default, is short and the same on every run, `quick` looks at a tenth of the examples; `pytest --hypothesis-profile=deep`
looks at twenty times as many, other ones each time.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import tiers
import web.browser
from components import ALL, left_out
from legpain_graph import Compiled, Pathway, Walker, load_pathway

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SLOW_TO_MAKE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=100, suppress_health_check=SLOW_TO_MAKE)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=10)
settings.register_profile("deep", deadline=None, max_examples=2_000, suppress_health_check=SLOW_TO_MAKE)
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--patients", type=int, default=0, metavar="N", help="patients drawn for each safety rule")
    parser.addoption(
        "--keystrokes", type=int, default=600, metavar="N", help="random keystrokes in the page, on each kind of screen"
    )
    parser.addoption("--page-cases", type=int, default=200, metavar="N", help="partial cases for the page's engine")
    parser.addoption(
        "--cohort-rows", type=int, default=200, metavar="N", help="rows of a table that are walked one by one"
    )
    parser.addoption(
        "--patients-seed", default="0", metavar="SEED", help="which patients; another seed, other patients"
    )


@pytest.fixture(scope="session")
def leg_pain() -> Pathway:
    """The leg pain pathway, from the files of this checkout or of the installed package."""
    return load_pathway()


@pytest.fixture(scope="session")
def leg_pain_walker(leg_pain: Pathway) -> Walker:
    """A walker of the leg pain pathway, compiled: that it agrees with the reference is tested apart."""
    return Walker(leg_pain, Compiled(leg_pain))


@pytest.fixture(scope="session")
def some() -> tiers.Some:
    """In `make test` every tenth, else all."""
    return lambda many: many[:: max(1, 100 // settings.default.max_examples)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium, for whatever is shown in one. No longer than a module: its event loop would be in the way of a terminal's."""
    with web.browser.started() as found:
        yield found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tiers.mark(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    before = tiers.cpu_seconds()
    try:
        return (yield)
    finally:
        item.user_properties.append(("cpu", round(tiers.cpu_seconds() - before, 2)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where every test must run, one that was left out fails the run, whatever left it out."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get(ALL) and reporter is not None and reporter.stats.get("skipped") and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.stats.get("skipped", [])
    for line in left_out([report.longrepr[2] for report in reports if isinstance(report.longrepr, tuple)]):
        terminalreporter.write_line(line, yellow=True, bold=True)
    for line in tiers.too_large(terminalreporter.stats.get("passed", [])):
        terminalreporter.write_line(line)
