"""No output of a pathway of another subject speaks of legs, or of an urgency that it does not declare; and both its kinds hold throughout."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

import subjects
from legpain_graph_cli.main import cli

OTHERS: Final = re.compile(
    r"\blegs?\b|leg.pain|999|\b(ring|call|dial) 111\b|\b111 (if|or|for)\b|a&amp;e|a&e|\bnhs\b|same.day|48.hours|two.weeks|2.weeks|primary.care|red.flag|emergenc",
    re.I,
)
"""Words of leg pain, and of the urgencies of a pathway that declares none."""
ORDERED: Final = re.compile(r"urgen|how soon|at least:|at most (?![0-9])|less care", re.I)
"""Words that a pathway without an order has no use for."""
ENTRIES: Final = {"tooth": {"face_swollen": False}, "cut": {"dirty": True}}


@pytest.fixture(scope="module", params=["tooth", "cut"])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a pathway with worked cases, made by the audit, and an older version of it beside it."""
    name: str = request.param
    data: dict[str, Any] = getattr(subjects, name)()
    folder = tmp_path_factory.mktemp(name) / name
    (folder / "cases").mkdir(parents=True)
    (folder / "pathway.yaml").write_text(subjects.text(data))
    one = {"id": "one", "findings": ENTRIES[name], "expect": {"settled": False}, "statements": ["S1"]}
    (folder / "cases" / "one.case.yaml").write_text(json.dumps(one))
    older = folder.parent / "older"
    older.mkdir()
    data["nodes"][1]["edges"] = data["nodes"][1]["edges"][::-1]
    data["nodes"][2]["title"] = "As it was called"
    data["nodes"][1]["edges"][0]["when"] = {"tooth": "hurts_at_night", "cut": "not dirty"}[name]
    if name == "tooth":
        data["nodes"][1]["edges"] = [
            {**edge, "when": "face_swollen and hurts_at_night"}
            if edge["to"] == "see-now"
            else {**edge, "when": "otherwise"}
            for edge in data["nodes"][1]["edges"]
        ]
    else:
        data["nodes"][1]["edges"] = [
            {**edge, "when": "dirty and length_cm > 1"} if edge["to"] == "rinse" else {**edge, "when": "otherwise"}
            for edge in data["nodes"][1]["edges"]
        ]
    (older / "pathway.yaml").write_text(subjects.text(data))
    (folder.parent / "case.yaml").write_text(json.dumps({"who": "Somebody", "findings": ENTRIES[name]}))
    return folder


def run(*args: object, status: tuple[int, ...] = (0,)) -> str:
    result = CliRunner().invoke(cli, list(map(str, args)), catch_exceptions=False)
    assert result.exit_code in status, result.output
    return result.output


def outputs(home: Path) -> Iterator[tuple[str, str]]:
    """Everything that a command says of the pathway, by a name."""
    folder, case = home.parent, home.parent / "case.yaml"

    def of(*args: object, status: tuple[int, ...] = (0,)) -> tuple[str, str]:
        return " ".join(map(str, args)), run(*args, status=status)

    def written(name: str, *args: object, status: tuple[int, ...] = (0,)) -> Iterator[tuple[str, str]]:
        said = run(*args, folder / name, status=status)
        yield f"said of {name}", said
        yield name, (folder / name).read_text(errors="replace")

    yield of("check", home)
    for format_ in ("json", "junit", "sarif", "github"):
        yield of("check", home, "--format", format_)
    yield of("audit", "-p", home, "--write-missing", home / "cases" / "generated")
    for format_ in ("text", "json", "markdown", "html", "sarif", "junit", "lcov"):
        yield of(
            "audit", "-p", home, "--format", format_, "--mutants", "--strength", "--fail-under", "edges=100,nodes=100"
        )
    for format_ in ("text", "markdown", "patient", "json"):
        for more in ((), ("--full",) if format_ == "text" else (), ("--unknown", "safest")):
            yield of("walk", case, "-p", home, "--format", format_, *more)
    for path in sorted((home / "cases" / "generated").glob("*.yaml")):
        yield of("walk", path, "-p", home, "--full")
        yield path.name, path.read_text()
    for ending in ("svg", "mmd", "dot", "graphml"):
        yield from written(f"whole.{ending}", "render", "-p", home, "-o")
    yield from written("walk.svg", "render", case, "-p", home, "-o")
    yield from written("overview.svg", "render", "-p", home, "--view", "overview", "-o")
    yield of("prove", home)
    yield from written("hazards.html", "prove", home, "--hazard-log")
    for format_ in ("text", "json", "markdown"):
        yield of("diff", folder / "older", home, "--format", format_, status=(0, 1))
    table = folder / "table.csv"
    yield of("generate", "-p", home, "--rows", 200, "--seed", 1, "-o", table)
    for ending in ("txt", "md", "json", "html"):
        yield from written(
            f"cohort.{ending}", "cohort", table, "-p", home, "-o", folder / f"rows-{ending}.csv", "--summary"
        )
    yield "rows", (folder / "rows-txt.csv").read_text()
    yield of("cohort", table, "--diff", folder / "older", home, "-o", folder / "changed.csv", status=(0, 1))
    yield "rows that change", (folder / "changed.csv").read_text()
    yield of("findings", "-p", home)
    yield of("findings", "-p", home, "--template")
    yield of("trace", "-p", home)
    yield of("schema", "walk", "-p", home)
    yield of("schema", "case", "-p", home)
    run("page", home, "-o", folder / "page.html")
    page = (folder / "page.html").read_text()
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert data
    packed = json.loads(data[1])
    yield "page, data", "\n".join(texts(packed["data"]))
    yield "page", re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)


def texts(item: Any) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    elif isinstance(item, dict):
        for value in item.values():
            yield from texts(value)
    elif isinstance(item, list):
        for value in item:
            yield from texts(value)


def test_no_output_has_words_of_another_pathway(home: Path) -> None:
    found = []
    for name, text in outputs(home):
        said = re.sub(r"legpain[-_]graph", "", text).replace(str(home.parent), "")
        said = re.sub(r"[0-9a-f]{8,}", "", said)
        for pattern in (OTHERS, ORDERED) if home.name == "cut" else (OTHERS,):
            found += [
                f"{name}: ...{said[max(0, hit.start() - 60) : hit.end() + 40]!r}" for hit in pattern.finditer(said)
            ]
    assert found == [], "\n".join(found)
