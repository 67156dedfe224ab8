"""pytest collects `*.case.yaml` and `*.case.json` as tests: each passes where its walk is what it expects.

Loaded wherever legpain-graph is installed, so that nothing of it is imported before a case is collected.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from legpain_graph.errors import Issue
    from legpain_graph.report.audit.formats import Report
    from legpain_graph.walk.result import Walk
    from legpain_graph.walk.walker import Walker

_JUDGED: Final = "legpain_case"
"""The property of a test report that names its pathway and its file, which a worker sends to the process that started it."""
_WALKERS: Final = pytest.StashKey["dict[str, Walker]"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("legpain-graph", "clinical cases (*.case.yaml, *.case.json)")
    group.addoption(
        "--legpain-pathway",
        metavar="PATH",
        help="the pathway of every case, a folder or a file; without it, the nearest folder above a case with a pathway.yaml",
    )
    group.addoption(
        "--legpain-coverage", action="store_true", help="say at the end which nodes, edges and outcomes the cases cover"
    )
    parser.addini("legpain_pathway", "the pathway of every case, from the folder of this file", type="string")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_WALKERS] = {}
    if config.getoption("--legpain-coverage") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(CoverageAtEnd(), "legpain-coverage")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseCollector | None:
    """A collector for a case file; None for any other, and for what another tool calls by such a name."""
    if ".case." not in file_path.name:  # nothing is imported for a project without cases
        return None
    from legpain_graph.resources import CASE_ENDINGS

    if not file_path.name.endswith(CASE_ENDINGS):
        return None
    if _above(file_path) is None and not _looks_like_a_case(file_path):
        return None
    return CaseCollector.from_parent(parent, path=file_path)  # type: ignore[no-any-return, unused-ignore]


def _named(config: pytest.Config) -> str | None:
    """The pathway that the command line names, else the one that the ini file names."""
    option = config.getoption("--legpain-pathway")
    if option:
        return str(config.invocation_params.dir / option)
    ini = config.getini("legpain_pathway")
    return str((config.inipath.parent if config.inipath else config.rootpath) / ini) if ini else None


def _above(file: Path) -> str | None:
    """The nearest folder above a case that is a pathway: another tool may have a file of that name too."""
    return next(
        (str(folder) for folder in file.parents if _speaks_of(folder / "pathway.yaml", ("pathway", "nodes"))), None
    )


def _looks_like_a_case(file: Path) -> bool:
    """Whether it records something as a case does: what other tools call findings is a list, if they have it at all."""
    from legpain_graph.load.tree import Mapping, Sequence, read

    if not _speaks_of(file, ("findings", "normal", "not_done")):
        return False
    tree, _ = read(_text(file), str(file))
    entries = tree.entries if isinstance(tree, Mapping) else {}
    lists = any(isinstance(entries.get(key), Sequence) for key in ("normal", "not_done"))
    return tree is None or isinstance(entries.get("findings"), Mapping) or ("findings" not in entries and lists)


def _speaks_of(file: Path, keys: tuple[str, ...]) -> bool:
    """Whether one of the keys stands at the beginning of a line, as in a file of ours that has yet to be put right."""
    return re.search(rf"""^[{{\s"']*({"|".join(keys)})["']?\s*:""", _text(file), re.MULTILINE) is not None


def _text(file: Path) -> str:
    from legpain_graph.files import read_file
    from legpain_graph.load.tree import MAX_BYTES

    try:
        return read_file(file, MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _walker(config: pytest.Config, file: Path) -> tuple[str, Walker]:
    """The pathway of a case and its walker, made once. errors: LegpainError"""
    from legpain_graph import Compiled, Walker, load_pathway
    from legpain_graph.resources import pathway_path

    path = _named(config) or _above(file) or pathway_path()
    walkers = config.stash[_WALKERS]
    if path not in walkers:
        pathway = load_pathway(path)
        walkers[path] = Walker(pathway, Compiled(pathway))
    return path, walkers[path]


class CaseCollector(pytest.File):
    """A case file: one test."""

    def collect(self) -> Iterator[CaseItem]:
        from legpain_graph.resources import CASE_ENDINGS

        name = next(self.path.name.removesuffix(end) for end in CASE_ENDINGS if self.path.name.endswith(end))
        yield CaseItem.from_parent(self, name=name)


class NotAsExpected(Exception):
    """A case whose walk is not what it expects, or that expects nothing."""

    def __init__(self, issues: list[Issue], walk: Walk) -> None:
        super().__init__("; ".join(issue.message for issue in issues))
        self.issues, self.walk = issues, walk


class CaseItem(pytest.Item):
    """One case, walked and judged."""

    def runtest(self) -> None:
        """errors: NotAsExpected; LegpainError where the case or the pathway cannot be read"""
        from legpain_graph.case.read import read_case_file
        from legpain_graph.errors import CaseError, Issue, Place
        from legpain_graph.walk.expectation import failures

        pathway, walker = _walker(self.config, self.path)
        source = read_case_file(self.path)
        if self.config.getoption("--legpain-coverage"):
            self.user_properties.append((_JUDGED, f"{pathway}\n{self.path}"))
        try:
            walk = walker.walk(source.case)
        except CaseError as error:
            raise source.placed(error) from None
        issues = failures(source, walk)
        if not source.expect:
            hint = f"expect: {{floor: {walk.floor.id}, ceiling: {walk.ceiling.id}}} is what the walk says"
            issues = [Issue("case", "the case expects nothing", Place(source.file), hint)]
        if issues:
            raise NotAsExpected(issues, walk)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was expected and what came, each at its place, and the path that was walked; of a bug, the traceback."""
        from legpain_graph.errors import LegpainError

        match excinfo.value:
            case NotAsExpected() as error:
                words = [str(issue._replace(place=_near(issue.place))) for issue in error.issues]
                walk = error.walk
                steps = " > ".join(step.node.id for step in walk.path)
                bounds = f"at least {walk.floor.words}, at most {walk.ceiling.words}"
                return "\n".join([*words, f"walked: {steps}", f"which is: {bounds}"])
            case LegpainError() as error:
                return "\n".join(str(issue._replace(place=_near(issue.place))) for issue in error.issues)
            case _:
                return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, 0, f"case {self.name}"


def _near(place: Any) -> Any:
    """A place as seen from where pytest was started, where it lies below."""
    return place._replace(file=near_name(place.file)) if place.file else place


def near_name(path: str) -> str:
    """A name as seen from where we are, where it lies below; on Windows it may lie on another drive."""
    try:
        near = os.path.relpath(path)
    except ValueError:
        return path
    return path if near.startswith("..") else near


class CoverageAtEnd:
    """Notes which cases were walked, and says at the end what they cover of each pathway."""

    def __init__(self) -> None:
        self.judged: dict[str, set[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties if report.when == "call" else ():
            if name == _JUDGED:
                pathway, file = str(value).split("\n")
                self.judged.setdefault(pathway, set()).add(file)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        from legpain_graph.errors import LegpainError
        from legpain_graph.report.audit.text import opened, table

        for pathway, files in sorted(self.judged.items()):
            terminalreporter.section(f"coverage of {near_name(pathway)}")
            try:
                report = _coverage(pathway, sorted(files))
            except LegpainError as error:
                terminalreporter.write_line(str(error))
                continue
            lines = [*table(report), *(line for measure in report.measures for line in opened(report, measure))]
            for line in lines:
                terminalreporter.write_line(line)


def _coverage(path: str, files: list[str]) -> Report:
    """What the cases in `files` cover of a pathway. errors: LegpainError, and where the solver is not installed"""
    from legpain_graph import load_pathway
    from legpain_graph.audit.run import audit
    from legpain_graph.case.read import read_case_file
    from legpain_graph.report.audit.formats import Report

    sources = [read_case_file(file) for file in files]
    return Report(audit(load_pathway(path), sources, only=("nodes", "edges", "outcomes")))
