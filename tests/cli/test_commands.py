"""The command line: whole messages, exit codes, and nothing but what was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from legpain_graph import __version__, load_pathway
from legpain_graph.report.json_schema import case_schema, walk_schema
from legpain_graph.resources import pathway_folder
from legpain_graph_cli.main import COMMANDS, cli
from load import tiny

CASES = pathway_folder() / "cases"


def run(*args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(args), input=stdin, catch_exceptions=False)


def case_file(folder: Path, **entries: object) -> str:
    path = folder / "case.json"
    path.write_text(json.dumps(entries))
    return str(path)


@pytest.fixture(autouse=True, scope="module")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache of their own, with what the first walk leaves in it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        run("walk", "-", stdin="{}")
        yield


def test_every_command_has_help_and_is_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    for name, summary in COMMANDS.items():
        result = run(name, "--help")
        assert result.exit_code == 0
        assert "Usage: cli" in result.output
        assert f"`{name}" in readme, f"{name} is not in the README's table"
        assert summary in run("--help").output.replace("\n           ", " ")


def test_version_and_unknown_command() -> None:
    pathway = load_pathway()
    engine, brought = run("--version").output.splitlines()
    assert engine == f"legpain-graph {__version__}"
    assert brought == f"pathway {pathway.id} {pathway.version} ({pathway.hash})"
    result = run("wlak")
    assert result.exit_code == 2
    assert "No such command 'wlak'" in result.output
    assert "did you mean 'walk'?" in result.output


def test_a_red_flag_not_recorded_is_open_and_named(tmp_path: Path) -> None:
    case = case_file(tmp_path, findings={"age_years": 40}, normal=["red_flags"])
    result = run("walk", case)
    assert result.exit_code == 0
    assert result.output.startswith("NOT SETTLED - could still be an EMERGENCY (999). At least: primary care.")
    assert "cauda_equina" in result.output
    assert "no red flag" not in result.output


def test_an_emergency_leads_and_tells_only_what_to_do_now(tmp_path: Path) -> None:
    case = case_file(tmp_path, findings={"limb_pallor": True, "onset_mode": "sudden_other"})
    output = run("walk", case).output
    assert output.startswith("EMERGENCY (999), whatever is not known. 999: acute limb ischaemia.")
    assert "SETTLE IT FIRST" not in output
    assert output.index("DO    999: acute limb ischaemia") < output.index("WHY")


def test_every_output_says_that_it_is_no_doctor(tmp_path: Path) -> None:
    case = case_file(tmp_path, findings={"fever": True})
    disclaimer = load_pathway().disclaimer
    assert disclaimer[:40] in " ".join(run("walk", case).output.split())
    assert disclaimer[:40] in run("walk", case, "--format", "markdown").output
    assert json.loads(run("walk", case, "--format", "json").output)["disclaimer"] == disclaimer


@pytest.fixture(scope="module")
def fits() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(walk_schema(load_pathway()))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.case.yaml"))[::8], ids=lambda path: path.name)
def test_json_output_fits_the_published_schema(path: Path, fits: jsonschema.Draft202012Validator) -> None:
    for unknown in ("open", "safest"):
        data = json.loads(run("walk", str(path), "--format", "json", "--unknown", unknown).output)
        fits.validate(data)
        assert (data["disposition"] is None) is (data["urgency"] == "open")
        assert ("acting_now" in data) is (unknown == "safest")


def test_the_case_schema_accepts_sound_cases_and_refuses_others() -> None:
    schema = json.loads(run("schema", "case").output)
    assert schema == case_schema(load_pathway())
    jsonschema.validate(
        {"findings": {"abpi": 0.8, "fever": False}, "normal": ["red_flags"], "not_done": ["tests"]}, schema
    )
    for wrong in ({"findings": {"abpi": 7.8}}, {"findings": {"abip": 1}}, {"normal": ["all"]}, {"finding": {}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_pathway_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(run("schema", "pathway").output))
    jsonschema.Draft202012Validator.check_schema(json.loads(run("schema", "walk").output))


def test_nonsense_lists_every_fault_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(
        '{"findings": {\n  "abip": 0.8,\n  "abpi": 7.8,\n  "age_years": "x",\n  "fever": 1},\n "normal": ["al_clear"]}'
    )
    result = run("walk", str(path))
    assert result.exit_code == 2
    assert f"error: {path}:2:3: unknown finding 'abip'\n  hint: did you mean 'abpi'?" in result.output
    assert f"error: {path}:3:11: abpi is 7.8, expected a number from 0 to 2.5" in result.output
    assert f'error: {path}:4:16: age_years is "x", expected a whole number of years from 0 to 120' in result.output
    assert f"error: {path}:5:12: fever is 1, expected true or false" in result.output
    assert f"error: {path}:6:13: unknown finding or group 'al_clear'" in result.output
    assert result.output.rstrip().endswith("5 errors; nothing was done")


def test_a_contradiction_never_hides_an_emergency(tmp_path: Path) -> None:
    case = case_file(
        tmp_path, findings={"breathlessness": True, "entire_leg_swollen": True, "unilateral_leg_swelling": False}
    )
    result = run("walk", case)
    assert result.exit_code == 2
    assert "entire_leg_swollen and unilateral_leg_swelling contradict each other (C01" in result.output
    assert "note: without the entries that contradict each other: at least EMERGENCY (999)" in result.output


def test_standard_input_and_closures_on_the_command_line() -> None:
    result = run(
        "walk", "-", "--normal", "pe", "--not-done", "tests", "--format", "json", stdin='{"findings": {"fever": true}}'
    )
    data = json.loads(result.output)
    assert data["at_least"] == "same_day"
    assert {item["closure"] for item in data["assumptions"]} >= {"pe", "vein_tests"}
    assert data["values"]["breathlessness"] == {
        "label": "New or worse breathlessness",
        "value": False,
        "words": "no",
        "how": "pe",
    }


def test_a_group_closed_as_not_done_is_never_printed_as_normal() -> None:
    output = run("walk", "-", "--full", "--not-done", "bruit_and_buerger", stdin="{}").output
    assert "Not done: arterial bruit; " in " ".join(output.split())
    assert "Buerger test negative" not in output


def test_why_not() -> None:
    case = str(CASES / "clear-sciatica-no-deficit.case.yaml")
    output = run("walk", case, "--why-not", "stop-999-pe").output
    assert "is ruled out by 4 findings" in output
    assert "haemoptysis: no" in output
    assert "is reached" in run("walk", case, "--why-not", "emergency-screen").output
    assert "It waits for" in run("walk", "-", "--why-not", "stop-999-pe", stdin="{}").output
    wrong = run("walk", case, "--why-not", "stop-999-pee")
    assert wrong.exit_code == 2
    assert "did you mean 'stop-999-pe'" in wrong.output


def test_output_file_is_whole_or_untouched(tmp_path: Path) -> None:
    target = tmp_path / "out.md"
    assert run("walk", "-", "--format", "markdown", "-o", str(target), stdin="{}").exit_code == 0
    assert target.read_text().startswith("# NOT SETTLED")
    result = run("walk", "-", "-o", str(target / "below"), stdin="{}")
    assert result.exit_code == 2
    assert "cannot be written: Not a directory" in result.output
    bad = run("walk", "-", "-o", str(target), stdin='{"findings": {"x": 1}}')
    assert bad.exit_code == 2
    assert target.read_text().startswith("# NOT SETTLED")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_dash_is_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("walk", "-", "-o", "-", stdin="{}").stdout.startswith("NOT SETTLED")
    (tmp_path / "tiny.yaml").write_text(tiny.text())
    assert run("render", "--pathway", "tiny.yaml", "-o", "-", "--format", "dot").stdout.startswith("digraph")
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["walk", "case.yaml", "-o", "case.yaml"],
        ["walk", "case.yaml", "-o", "link.svg"],
        ["render", "case.yaml", "-o", "link.svg"],
        ["render", "case.yaml", "-o", "hard.svg"],
        ["render", "--coverage", "case.yaml", "-o", "link.svg"],
        ["page", "case.yaml", "-o", "link.svg"],
        ["diff", "case.yaml", "case.yaml", "-o", "case.yaml"],
        ["walk", "-", "-p", "case.yaml", "-o", "case.yaml"],
        ["walk", "-", "-p", ".", "-o", "case.yaml"],
        ["check", "case.yaml", "-f", "sarif", "-o", "case.yaml"],
        ["check", ".", "-f", "json", "-o", "case.yaml"],
    ],
    ids=" ".join,
)
def test_what_is_read_is_never_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("case.yaml").write_text("{}")
    Path("link.svg").symlink_to("case.yaml")
    Path("hard.svg").hardlink_to("case.yaml")
    result = run(*command)
    assert (result.exit_code, Path("case.yaml").read_text()) == (2, "{}")
    assert "is what was read, and would be lost" in result.stderr


def test_an_audit_is_not_written_over_a_case(tmp_path: Path) -> None:
    case, pathway = tmp_path / "a.case.json", tmp_path / "tiny.yaml"
    case.write_text("{}")
    pathway.write_text(tiny.text())
    result = run("audit", str(case), "--pathway", str(pathway), "-o", str(case))
    assert (result.exit_code, case.read_text()) == (2, "{}")
    assert "is what was read, and would be lost" in result.stderr


def test_findings_search_template_and_groups() -> None:
    assert run("findings", "saddle", "numb").output.startswith("saddle_numbness: true | false  [cauda_equina]")
    assert run("findings", "no such thing").exit_code == 1
    rows = json.loads(run("findings", "--format", "json").output)["findings"]
    assert {row["name"] for row in rows} == set(load_pathway().vocabulary.findings)
    groups = run("findings", "--groups", "pulses").output
    assert "pulses (normal): All four pulses palpable." in groups


def test_the_template_is_an_empty_case(tmp_path: Path) -> None:
    template = run("findings", "--template").output
    path = tmp_path / "case.yaml"
    path.write_text(template)
    data = json.loads(run("walk", str(path), "--format", "json").output)
    assert data["values"] == {}
    assert data["at_most"] == "emergency_999"
    for name in load_pathway().vocabulary.findings:
        assert f"# {name}:" in template


@pytest.mark.parametrize(
    ("asked", "headline"),
    [
        ("calf_strain", "PRIMARY CARE - settled, no red flag."),
        ("sciatica", "PRIMARY CARE - settled, no red flag."),
        ("claudication", "ROUTINE - settled. Arterial test ordered, then return."),
        ("cramps", "PRIMARY CARE - settled, no red flag."),
    ],
)
def test_the_template_of_a_diagnosis_is_a_textbook_case_that_a_walk_settles(asked: str, headline: str) -> None:
    template = run("findings", "--template", asked)
    assert template.exit_code == 0
    assert run("walk", "-", stdin=template.output).output.startswith(headline)


def test_a_template_that_there_is_not() -> None:
    result = run("findings", "--template", "scatica")
    assert result.exit_code == 2
    assert "no textbook case for 'scatica'" in result.output
    assert "did you mean 'sciatica'?" in result.output


def test_check_is_silent_about_a_sound_pathway_and_lists_faults(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(tiny.text())
    sound = run("check", str(good))
    assert sound.exit_code == 0
    assert "sound" in sound.output
    bad.write_text("pathway: {id: x, title: X, version: 1}\nnodes: []\n")
    result = run("check", str(bad))
    assert result.exit_code == 1
    assert f"error: {bad}:1:10: this pathway lacks disclaimer" in result.output
    rows = json.loads(run("check", str(bad), "--format", "json").output)["issues"]
    assert rows[0]["line"] == 1


def test_a_broken_pathway_is_not_walked(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("nodes: []\n")
    result = run("walk", "-", "--pathway", str(bad), stdin="{}")
    assert result.exit_code == 2
    assert "nothing was done" in result.output


@pytest.mark.parametrize("ending", ["svg", "png", "dot"])
def test_render_writes_a_picture(tmp_path: Path, ending: str) -> None:
    case = str(CASES / "two-dvt-and-toe-ulcer.case.yaml")
    target = tmp_path / f"path.{ending}"
    assert run("render", case, "-o", str(target)).exit_code == 0
    data = target.read_bytes()
    assert data.startswith({"svg": b"<svg", "png": b"\x89PNG", "dot": b"digraph"}[ending])
    if ending == "svg":
        assert "Leg-vein ultrasound" in data.decode()


def test_render_draws_the_path_of_a_case_unless_asked_otherwise(tmp_path: Path) -> None:
    drawn = {}
    for name, *options in (("plain",), ("path", "--view", "path"), ("whole", "--view", "whole")):
        target = tmp_path / f"{name}.dot"
        assert run("render", str(CASES / "two-dvt-and-toe-ulcer.case.yaml"), *options, "-o", str(target)).exit_code == 0
        drawn[name] = target.read_text()
    assert drawn["plain"] == drawn["path"] != drawn["whole"]


def test_render_refuses_what_it_cannot_draw(tmp_path: Path) -> None:
    result = run("render", "-o", str(tmp_path / "path.bmp"))
    assert result.exit_code == 2
    assert "no picture format 'bmp'" in result.output
    assert list(tmp_path.glob("path*")) == []


def test_render_on_sheets_writes_a_file_a_sheet(tmp_path: Path) -> None:
    result = run("render", "--view", "stage:muscle", "--paper", "a4", "-o", str(tmp_path / "muscle.svg"))
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) > 1
    assert names == [f"muscle-{number}.svg" for number in range(1, len(names) + 1)]
    assert [line for line in result.output.splitlines() if line.startswith("wrote ")] == [
        f"wrote {tmp_path / name}" for name in names
    ]
    assert f"Sheet 1 of {len(names)}." in (tmp_path / names[0]).read_text()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--view", "path"], "the view path needs a case"),
        (["--view", "stage:arteries"], "no such stage: 'arteries'"),
        (["--view", "around:abp"], "did you mean 'abpi'?"),
        (["--view", "everything"], "no such view: 'everything'"),
        (["--coverage", "gone.json"], "gone.json: cannot be read: No such file or directory"),
        (["--coverage", "gone.json", "--diff", "old"], "one at a time"),
        (["--diff", "gone"], "gone"),
        (["--normal", "pulses"], "need a case"),
        (["--paper", "a5"], "a5"),
    ],
)
def test_render_refuses_what_is_not_there(tmp_path: Path, args: list[str], said: str) -> None:
    result = run("render", *args, "-o", str(tmp_path / "picture.svg"))
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert "Traceback" not in result.output
    assert not (tmp_path / "-").exists()


def test_render_marks_coverage_and_changes(tmp_path: Path) -> None:
    found = tmp_path / "coverage.json"
    found.write_text(json.dumps({"nodes": {"abpi": "uncovered"}, "edges": {}}))
    target = tmp_path / "picture.svg"
    assert run("render", "--view", "around:abpi", "--coverage", str(found), "-o", str(target)).exit_code == 0
    assert "! NOT COVERED" in target.read_text()
    same = run("render", "--view", "overview", "--diff", str(CASES.parent), "-o", str(target))
    assert same.exit_code == 0
    assert "Changed since leg-pain" in target.read_text()


def test_demo(tmp_path: Path) -> None:
    result = run("demo", "--output", str(tmp_path / "demo"))
    assert result.exit_code == 0
    assert "SAME DAY - " in result.output
    assert {path.name for path in (tmp_path / "demo").iterdir()} == {"walk.svg", "walk.png"}


def test_a_label_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text('findings: {"\\e[31mred": true}')
    result = run("walk", str(path))
    assert result.exit_code == 2
    assert "\x1b" not in result.output
