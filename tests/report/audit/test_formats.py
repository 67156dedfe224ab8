"""Each format read back: it is well formed, says the same numbers as the others, and steers nothing by what a file holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from audit import audits
from legpain_graph import Case
from legpain_graph.audit.result import CoverageItem, CoverageState, Measure
from legpain_graph.case.write import case_line
from legpain_graph.draw.content.annotations import coverage
from legpain_graph.errors import Place
from legpain_graph.report.audit.formats import FORMATS, format_of, write_report
from legpain_graph.report.audit.github import annotation
from legpain_graph.report.audit.remarks import Level, Remark, Report, relative, uri
from legpain_graph.report.audit.remarks import repository as repository_of

NUMBERS = {"nodes": "5/6 (83.3 %)", "edges": "4/6 (66.6 %)", "mcdc": "1/2 (50.0 %)", "mutants": "1/2 (50.0 %)"}


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "lcov"])
def test_the_numbers_are_the_same_in_every_format(report: Report, format_: str) -> None:
    text = write_report(report, format_)
    if format_ == "json":
        rows = {row["id"]: row for row in json.loads(text)["measures"]}
        found = {name: f"{row['covered']}/{row['feasible']} ({row['percent']} %)" for name, row in rows.items()}
        assert found == {**NUMBERS, "paths": "0/0 (100.0 %)"}
        assert rows["nodes"]["infeasible"] == 1
    else:
        for numbers in NUMBERS.values():
            assert numbers.replace("%", "%25") if format_ == "github" else numbers in text


@pytest.mark.parametrize("format_", FORMATS)
def test_a_report_is_the_same_each_time_and_ends_in_a_line(pathway_file: Path, format_: str) -> None:
    first, second = (write_report(audits.report(pathway_file), format_) for _ in range(2))
    assert first == second
    assert first.endswith("\n")
    assert str(pathway_file.parent.parent) not in first, "names are relative to the repository"


@pytest.mark.parametrize("format_", FORMATS)
def test_an_audit_with_nothing_against_it(pathway_file: Path, format_: str) -> None:
    text = write_report(Report(audits.clean(pathway_file), root=str(pathway_file.parent.parent)), format_)
    assert "FAILED" not in text
    if format_ == "sarif":
        assert json.loads(text)["runs"][0]["results"] == []


def test_text(report: Report) -> None:
    text = write_report(report, "text")
    assert text.startswith(
        "Tiny: tiny 0.1.0 (" + report.audit.pathway.hash[:8] + ")\n"
        "FAILED - 1 of 2 cases end as expected; short of the gate: edges; 1 fault\n\n"
        "measure         covered of feasible  impossible  waived  gate\n"
        "nodes reached   5/6 (83.3 %)                  1          meets 83.3 %\n"
        "edges walked    4/6 (66.6 %)                             short of 100 %\n"
        "atoms (MC/DC)   1/2 (50.0 %)                          1\n"
        "paths           0/0 (100.0 %)\n"
        "mutants killed  1/2 (50.0 %)                  1\n"
    )
    assert "  my pathway/second.case.yaml:5:10: second <&>: floor: expected same_day" in text
    assert "      a patient who would: findings: {alarm: false, scan: positive, abpi: 0.85}\n" in text
    assert "NO PATIENT CAN, PROVEN, nodes reached: 1\n  stop-wait: stop wait: no patient comes here: proven" in text
    assert "WAIVED, atoms (MC/DC): 1\n  kept: by hand: the source says so" in text
    assert not re.search(r"[ \t]\n", text)


def test_long_lists_are_cut_in_text_and_not_in_json(pathway_file: Path) -> None:
    given = audits.clean(pathway_file)
    many = Measure(
        "paths", "paths", tuple(CoverageItem(f"p{number:03}", "", CoverageState.UNCOVERED) for number in range(130))
    )
    report = Report(replace(given, measures=(many,)))
    assert "  p009\n  ... and 120 more: --format json or html lists all\n" in write_report(report, "text")
    assert "p129" not in write_report(report, "text")
    assert "p129" in write_report(report, "json")
    assert "p129" in write_report(report, "html")
    assert "and 80 more" in write_report(report, "markdown")
    assert write_report(report, "github").count("::warning") == 50
    assert "and 80 more, in the reports" in write_report(report, "github")


def test_a_json_report_is_a_coverage_map(report: Report) -> None:
    data = json.loads(write_report(report, "json"))
    marks = coverage(data, report.audit.pathway)
    assert {marks[name].value for name in ("begin", "stop-today", "stop-wait")} == {
        "covered",
        "uncovered",
        "infeasible",
    }
    assert marks["screen>scan-leg"].value == "covered"
    assert data["schema"] == "legpain-graph/audit/1"
    assert data["passed"] is False
    assert data["failed"][0]["case"] == "second <&>"
    assert data["failed"][0]["file"] == "my pathway/second.case.yaml"
    edge = next(item for row in data["measures"] for item in row["items"] if item["id"] == "scan-leg>stop-today")
    assert edge["witness"]["findings"] == {"alarm": False, "scan": "positive", "abpi": 0.85}
    assert data["missing"] == [
        {"id": "missing-1", "who": "generated", "findings": {"alarm": True}, "normal": [], "not_done": []}
    ]


def test_annotations_are_escaped_and_lead_to_the_line(report: Report) -> None:
    lines = write_report(report, "github").splitlines()
    assert lines[0] == (
        "::error file=my pathway/second.case.yaml,line=5,col=10,title=legpain-graph case"
        "::second <&>: floor: expected same_day, got 100%25 soon"
    )
    stale = next(line for line in lines if "waiver" in line)
    assert stale == (
        "::error file=waivers.yaml,line=3,col=1,title=legpain-graph waiver::kept: is covered now%0Asince, so"
    )
    assert all(re.fullmatch(r"::(error|warning|notice) [^:]+::.*", line) for line in lines)
    kinds = [line.split(" ")[0] for line in lines[:-1]]
    assert kinds == sorted(kinds, key=["::error", "::warning", "::notice"].index), "errors first: GitHub shows ten"


def test_an_annotation_cannot_be_broken_out_of() -> None:
    place = Place("a,b:c%.yaml", 2, 0)
    line = annotation(Remark(Level.ERROR, "case", "one\r\n::set-output name=x::y", place, "a: b"), "")
    assert line == (
        "::error file=a%2Cb%3Ac%25.yaml,line=2,title=legpain-graph case::one%0D%0A::set-output name=x::y%0Ahint: a: b"
    )


def test_junit(report: Report) -> None:
    root = ElementTree.fromstring(write_report(report, "junit"))
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["cases", "coverage", "pathway"]
    cases = {test.get("name"): test for test in suites["cases"]}
    assert list(cases) == ["first", "second <&>"]
    assert cases["first"].find("failure") is None
    failure = cases["second <&>"].find("failure")
    assert failure is not None
    assert failure.text == "my pathway/second.case.yaml:5:10: second <&>: floor: expected same_day, got 100% soon"
    failed = [test.get("name") for test in suites["coverage"] if test.find("failure") is not None]
    assert failed == ["edges walked: 4/6 (66.6 %)"]
    assert [test.get("name") for test in suites["pathway"] if test.find("failure") is not None] == ["waiver"]
    assert (root.get("tests"), root.get("failures")) == ("9", "3")


def test_what_xml_cannot_hold_is_replaced(pathway_file: Path) -> None:
    given = replace(audits.clean(pathway_file), cases=("bell\x07\ud800",))
    ElementTree.fromstring(write_report(Report(given), "junit"))


def test_sarif(report: Report) -> None:
    (run,) = json.loads(write_report(report, "sarif"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({result["ruleId"] for result in run["results"]})
    for rule in rules:
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(prints)) == len(prints)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert not physical["artifactLocation"]["uri"].startswith(("/", "file:"))
        assert " " not in physical["artifactLocation"]["uri"]
        assert physical["region"]["startLine"] >= 1
        assert physical["region"]["startColumn"] >= 1
    assert run["properties"]["measures"]["edges"] == NUMBERS["edges"]


def test_a_fingerprint_stays_when_lines_move(pathway_file: Path) -> None:
    def prints(report: Report) -> list[str]:
        results = json.loads(write_report(report, "sarif"))["runs"][0]["results"]
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]

    before = prints(audits.report(pathway_file, "edges=100"))
    pathway_file.write_text("# one more line\n\n" + pathway_file.read_text())
    assert prints(audits.report(pathway_file, "edges=100")) == before


def test_lcov_says_what_the_measures_say(report: Report) -> None:
    lines = write_report(report, "lcov").splitlines()
    assert lines[:2] == ["TN:tiny", "SF:my pathway/tiny.yaml"]
    hits = dict(line.removeprefix("DA:").split(",") for line in lines if line.startswith("DA:"))
    pathway = report.audit.pathway
    assert hits[str(pathway.nodes["begin"].place.line)] == "2"
    assert hits[str(pathway.nodes["stop-today"].place.line)] == "0"
    assert str(pathway.nodes["stop-wait"].place.line) not in hits, "what no patient can reach is not asked for"
    assert f"LF:{6 + 6}" in lines
    assert f"LH:{5 + 4}" in lines
    screen, scan = (pathway.nodes[name].place.line for name in ("screen", "scan-leg"))
    branches = [line for line in lines if line.startswith("BRDA")]
    assert branches == [
        f"BRDA:{screen},0,0,1", f"BRDA:{screen},0,1,1",
        f"BRDA:{scan},0,0,0", f"BRDA:{scan},0,1,1", f"BRDA:{scan},0,2,0",
    ]  # fmt: skip
    assert {"BRF:5", "BRH:3"} <= set(lines)


def test_several_on_one_line_are_as_covered_as_the_least(pathway_file: Path) -> None:
    given = audits.clean(pathway_file)
    nodes = given.measures[0]
    first, second, *rest = nodes.items
    twins = (first, replace(second, place=first.place, state=CoverageState.UNCOVERED, cases=()), *rest)
    report = Report(replace(given, measures=(replace(nodes, items=twins),)))
    assert f"DA:{first.place.line},0" in write_report(report, "lcov").splitlines()


def test_markdown_draws_a_small_pathway_and_escapes_what_it_is_given(report: Report) -> None:
    text = write_report(report, "markdown")
    assert "| edges walked | 4/6 (66.6 %) |  |  | **short of 100 %** |" in text
    assert "<b>" not in text
    assert r"\*bold\*" in text
    assert "- kept: is covered now since, so (`waivers.yaml:3:1`)\n" in text
    assert "```mermaid\n---\n" in text
    assert 'n0(["● START<br/>begin"]):::start' in text
    assert 'NOT COVERED<br/>stop today"]:::mark-uncovered' in text
    assert 'CANNOT HAPPEN<br/>stop wait"]:::mark-infeasible' in text


def test_mermaid_draws_the_block(report: Report) -> None:
    import mermaidx

    block = re.search(r"```mermaid\n(.*?)```", write_report(report, "markdown"), re.DOTALL)
    assert block
    svg = mermaidx.render(block[1]).svg()
    assert "NOT COVERED" in svg


class Reader(HTMLParser):
    """Whether tags are closed in order, and what they are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_is_whole_and_brings_nothing_in(report: Report) -> None:
    text = write_report(report, "html")
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    names = [tag for tag, _ in reader.tags]
    assert not {"script", "link", "iframe", "b"} & set(names)
    assert [str(attrs["src"])[:14] for _, attrs in reader.tags if "src" in attrs] == ["data:image/svg"]
    assert names.count("table") == names.count("caption")
    assert not [attrs for _, attrs in reader.tags if any(name.startswith("on") for name in attrs)]
    assert all(str(attrs["href"]).startswith("#") for _, attrs in reader.tags if "href" in attrs)
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert {str(attrs["href"])[1:] for _, attrs in reader.tags if "href" in attrs} <= set(ids)
    assert "second &lt;&amp;&gt;" in text
    assert all(attrs.get("scope") for tag, attrs in reader.tags if tag == "th")


def test_a_bar_is_full_only_where_all_is_covered(pathway_file: Path) -> None:
    given = audits.clean(pathway_file)
    items = tuple(
        CoverageItem(str(n), "", CoverageState.COVERED if n else CoverageState.UNCOVERED) for n in range(5000)
    )
    text = write_report(Report(replace(given, measures=(Measure("m", "m", items), given.measures[0]))), "html")
    assert re.findall(r"width:([\d.]+)%", text) == ["99.0", "100.0"]


def test_a_patient_is_a_case_that_can_be_copied() -> None:
    assert case_line(Case({"alarm": True, "site": "calf"}, ("red_flags",), ("tests",))) == (
        "findings: {alarm: true, site: calf}; normal: [red_flags]; not_done: [tests]"
    )


def test_names_are_relative_to_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert repository_of(str(inner)) == str(tmp_path)
    assert relative(str(inner / "x y.yaml"), str(tmp_path)) == "a/b/x y.yaml"
    assert uri(str(inner / "x y.yaml"), str(tmp_path)) == "a/b/x%20y.yaml"
    assert relative("/elsewhere/x.yaml", str(tmp_path)) == "/elsewhere/x.yaml"
    assert uri("/elsewhere/x y.yaml", str(tmp_path)) == "file:///elsewhere/x%20y.yaml"


def test_the_ending_of_a_file_says_its_format() -> None:
    for name, endings in FORMATS.items():
        assert {format_of(f"out/a{ending}") for ending in endings} == {name}
    assert format_of("a.SARIF.json") == "sarif"
    assert format_of("a.lcov") == "lcov"
    assert format_of("a.pdf") == ""
