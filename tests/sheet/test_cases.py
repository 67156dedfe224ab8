"""Cases in a spreadsheet and back: every byte, and nothing recorded that a cell does not say."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

import tiers
from components import need
from legpain_graph import CaseError, CaseFile, Pathway, find_cases, load_pathway, read_case_file
from legpain_graph.case.read import parse_case
from legpain_graph.resources import pathway_folder
from legpain_graph.sheet.cases import named, read_cases
from legpain_graph.sheet.files import cases_in, write_cases
from legpain_graph.sheet.grid import Grid, address
from legpain_graph_cli.main import cli

HOME = pathway_folder() / "cases"
ONE = "# why\nid: one\nwho: A man\nfindings:\n  sex: male\n  abpi: 0.80\n  age_years: 50\nnormal: [red_flags,\n         cauda_equina]\nexpect: {floor: soon}\nstatements: [S1.1]\n"


@pytest.fixture(scope="module")
def pathway() -> Pathway:
    return load_pathway(cache=True)


def sources(files: list[str]) -> list[tuple[str, CaseFile]]:
    return [(name, read_case_file(file)) for name, file in named(files, [str(HOME)])]


def one(text: str = ONE, file: str = "one.case.yaml") -> list[tuple[str, CaseFile]]:
    return [(file, parse_case(text.encode(), file))]


def same(data: bytes, file: str, pathway: Pathway, before: list[tuple[str, CaseFile]]) -> None:
    found, _ = cases_in(data, file, pathway)
    assert [(source.file, source.text) for source in found] == [(name, source.text) for name, source in before]


@pytest.mark.parametrize("file", ["review.xlsx", "review.csv"])
def test_worked_cases_there_and_back_are_the_same_bytes(file: str, pathway: Pathway, some: tiers.Some) -> None:
    before = sources(some(find_cases([str(HOME)])))
    data = write_cases(before, pathway, file)
    assert data == write_cases(before, pathway, file)
    same(data, file, pathway, before)


@pytest.mark.parametrize("file", ["review.xlsx", "review.csv"])
def test_the_cells_alone_say_all_that_a_case_file_holds(file: str, pathway: Pathway, some: tiers.Some) -> None:
    before = sources(some(find_cases([str(HOME)])))
    bare = [(name, replace(source, text="# nothing else\n")) for name, source in before]
    data = write_cases(bare, pathway, file)
    with pytest.raises(CaseError, match="as written is no case: an empty file"):
        cases_in(data, file, pathway)
    data = edited(data, lambda sheet: sheet.delete_cols(sheet.max_column)) if file.endswith("xlsx") else data.replace(b"as written", b"# mine", 1)  # fmt: skip
    found, _ = cases_in(data, file, pathway)
    for (_, source), again in zip(before, found, strict=True):
        assert {**again.case.findings} == {**source.case.findings}
        assert [type(value) for _, value in sorted(again.case.findings.items())] == [
            type(value) for _, value in sorted(source.case.findings.items())
        ]
        assert (again.case.id, again.case.who, again.case.normal) == (
            source.case.id,
            source.case.who,
            source.case.normal,
        )
        assert (again.case.not_done, again.statements, again.expect) == (source.case.not_done, source.statements, source.expect)  # fmt: skip
        assert parse_case(again.text.encode(), again.file).case.findings == source.case.findings


@pytest.mark.parametrize("filter_", ['xlsx:Calc MS Excel 2007 XML', "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false"])  # fmt: skip
def test_saved_by_libreoffice_it_is_still_read(
    filter_: str, pathway: Pathway, some: tiers.Some, tmp_path: Path
) -> None:
    before = sources(some(find_cases([str(HOME)])))
    (tmp_path / "review.xlsx").write_bytes(write_cases(before, pathway, "review.xlsx"))
    command = [
        need("libreoffice"),
        f"-env:UserInstallation={(tmp_path / 'home').as_uri()}",
        "--headless",
        "--convert-to",
        filter_,
    ]
    subprocess.run([*command, "--outdir", tmp_path / "out", tmp_path / "review.xlsx"], check=True, capture_output=True)
    file = f"review.{filter_.partition(':')[0]}"
    same((tmp_path / "out" / file).read_bytes(), file, pathway, before)


def edited(data: bytes, change: Callable[[Any], object]) -> bytes:
    """The workbook after somebody has changed its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book["cases"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def at(sheet: Any, column: str, row: int = 2) -> Any:
    return sheet.cell(row, next(cell.column for cell in sheet[1] if cell.value == column))


def after(pathway: Pathway, change: Callable[[Any], object], text: str = ONE) -> list[CaseFile]:
    return cases_in(edited(write_cases(one(text), pathway, "r.xlsx"), change), "r.xlsx", pathway)[0]


def put(column: str, value: object, shown: str = "General") -> Callable[[Any], object]:
    def change(sheet: Any) -> None:
        at(sheet, column).value = value
        if not isinstance(value, date):
            at(sheet, column).number_format = shown

    return change


def test_what_is_changed_is_written_and_the_rest_stays_in_its_order_under_its_comments(pathway: Pathway) -> None:
    [found] = after(pathway, lambda sheet: (put("fever", True)(sheet), put("age_years", 51)(sheet)))
    assert found.text == (
        "# why\nid: one\nwho: >-\n  A man\nfindings:\n  sex: male\n  abpi: 0.80\n  age_years: 51\n  fever: true\nnormal: [red_flags, cauda_equina]\n"
        "expect:\n  floor: soon\nstatements: [S1.1]\n"
    )
    [cleared] = after(pathway, put("abpi", None))
    assert "abpi" not in cleared.case.findings


def test_a_json_case_stays_json(pathway: Pathway) -> None:
    text = '{"id": "one", "findings": {"abpi": 0.80}}'
    before = one(text, "one.case.json")
    same(write_cases(before, pathway, "r.csv"), "r.csv", pathway, before)
    data = edited(write_cases(before, pathway, "r.xlsx"), put("fever", False))
    assert '"abpi": 0.80,\n    "fever": false' in cases_in(data, "r.xlsx", pathway)[0][0].text


REFUSED = {
    "a formula": (put("abpi", "=0.8+0.1"), "abpi is a formula"),
    "a formula of text": (put("who", '="a"&"b"'), "who is a formula"),
    "a date": (put("abpi", date(2026, 3, 2)), "abpi is a date or a time, 2026-03-02"),
    "a date in a text": (put("who", date(2026, 3, 2)), "who is a date or a time"),
    "an error": (put("abpi", "#N/A"), "abpi is the error #N/A"),
    "per cent": (put("abpi", 0.82, "0%"), "abpi holds 0.82, shown as 0%"),
    "thousands": (put("age_years", 50, "0,"), "age_years holds 50, shown as 0,"),
    "rounded": (put("abpi", 0.849, "0.0"), "abpi shows 0.8 and holds 0.849"),
    "a decimal comma": (put("abpi", "0,82"), 'abpi is "0,82", expected a number'),
    "a truth for a number": (put("abpi", True), "abpi is true, expected a number"),
    "one for a truth": (put("fever", 1), "fever is 1, expected true or false"),
    "yes": (put("fever", "yes"), 'fever is "yes", expected true or false'),
    "another language": (put("fever", "WAHR"), 'fever is "WAHR", expected true or false'),
    "no such choice": (put("sex", "mal"), "sex is \"mal\", expected one of"),
    "out of range": (put("age_years", 500), "age_years is 500, expected"),
    "half a year": (put("age_years", 50.5), "age_years is 50.5, expected a whole number"),
    "no test": (put("age_years", "not_done"), "age_years cannot be not_done"),
    "an unknown closure": (put("normal", "red_flag"), "unknown finding or group 'red_flag'"),
    "closed so": (put("not_done", "red_flags"), "cannot be closed as not_done"),
    "a closure twice": (put("normal", "red_flags; red_flags"), "normal has 'red_flags' twice"),
    "an urgency": (put("expect.floor", "sooon"), "expect.floor: unknown 'sooon'"),
    "a node": (put("expect.reaches", "stop-999-pee"), "expect.reaches: unknown 'stop-999-pee'"),
    "settled": (put("expect.settled", "perhaps"), "expect.settled is perhaps, expected true or false"),
    "a truth for a text": (put("who", True), "who is TRUE, expected a text"),
    "a control character in who": (put("who", "a\u202eb"), "who contains the direction mark"),
    "struck out": (lambda sheet: setattr(at(sheet, "abpi"), "font", openpyxl.styles.Font(strike=True)), "abpi is struck out"),
    "merged": (lambda sheet: sheet.merge_cells(start_row=2, end_row=3, start_column=3, end_column=3), "who is merged over C2:C3"),
    "out of the folder": (put("file", "../one.case.yaml"), "'../one.case.yaml' is no name of a case file"),
    "an absolute path": (put("file", "C:\\one.case.yaml"), "is no name of a case file"),
    "another ending": (put("file", "one.yaml"), "'one.yaml' is no name of a case file"),
    "the case as written": (put("as written", "id: [one"), "not YAML"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_cell_does_not_say_plainly_is_refused_with_the_cell(what: str, pathway: Pathway) -> None:
    change, message = REFUSED[what]
    with pytest.raises(CaseError) as refused:
        after(pathway, change)
    found = [issue for issue in refused.value.issues if message in issue.message]
    assert found, refused.value
    for issue in found:
        assert issue.place.line in (2, 3)
        assert issue.message.startswith(f"{address(issue.place.line, issue.place.column)}: ")


SAID: dict[str, tuple[str, object, str, object]] = {
    "text of a number": ("abpi", "0.82", "@", Decimal("0.82")),
    "a number of fifteen figures": ("abpi", 0.1 + 0.2, "General", Decimal("0.3")),
    "a number shown whole": ("abpi", 0.8, "0.00", Decimal("0.8")),
    "a truth": ("fever", True, "General", True),
    "a truth of LibreOffice": ("fever", "=FALSE()", "General", False),
    "a truth as text": ("fever", "TRUE", "@", True),
    "blanks": ("fever", "  ", "General", None),
    "not done": ("abpi", "not_done", "General", "not_done"),
}


@pytest.mark.parametrize("what", SAID)
def test_what_a_cell_says_is_recorded(what: str, pathway: Pathway) -> None:
    column, value, shown, recorded = SAID[what]
    [found] = after(pathway, put(column, value, shown))
    assert found.case.findings.get(column) == recorded
    assert type(found.case.findings.get(column)) is type(recorded)


def test_rows_and_columns_that_are_odd(pathway: Pathway) -> None:
    def change(sheet: Any) -> None:
        sheet.insert_rows(2, 3)
        sheet.row_dimensions[5].hidden = True
        sheet.insert_cols(1)
        sheet.cell(1, 1, "# remarks of Dr A")
        sheet.cell(5, 1, "=1+1")
        sheet.parent.create_sheet("older")

    data = edited(write_cases(one(), pathway, "r.xlsx"), change)
    found, remarks = cases_in(data, "r.xlsx", pathway)
    assert [source.text for source in found] == [ONE]
    assert remarks == ("hidden rows are read as the others are: 5", "sheets that are not read: older")


def head(cells: dict[tuple[int, int], Any], pathway: Pathway) -> list[str]:
    with pytest.raises(CaseError) as refused:
        read_cases(Grid("r", cells), pathway)
    return [issue.message for issue in refused.value.issues]


def test_columns_that_are_none_are_named(pathway: Pathway) -> None:
    found = head({(1, 1): "id", (1, 2): "fevr", (1, 3): "id", (2, 4): "x", (2, 1): "a"}, pathway)
    assert found == ["B1: unknown column 'fevr'", "C1: the column id stands there twice", "D2: the column has no name"]
    assert head({(1, 1): "sex", (2, 1): "male"}, pathway)[0] == "A1: no column id"
    assert head({(1, 1): "id", (1, 2): "file", (2, 1): "a", (3, 1): "b", (3, 2): "A.case.yaml"}, pathway) == [
        "B3: A.case.yaml stands in row 2 too"
    ]


def test_sheets_none_of_which_is_ours_are_not_guessed_at(pathway: Pathway) -> None:
    data = edited(write_cases(one(), pathway, "r.xlsx"), lambda sheet: setattr(sheet, "title", "July"))
    with pytest.raises(CaseError, match="no sheet 'cases' among July, about"):
        cases_in(data, "r.xlsx", pathway)
    for broken in (b"", b"PK", b"id,fever\n", data[:2000]):
        with pytest.raises(CaseError, match=r"not an Excel workbook|cannot be read"):
            cases_in(broken, "r.xlsx", pathway)


SEPARATED = {
    "commas": "id,abpi,fever\none,0.82,TRUE\n",
    "semicolons and a decimal comma": "id;abpi;fever\none;0,82;true\n",
    "tabs": "id\tabpi\tfever\none\t0.82\ttrue\n",
    "a mark, and lines of Windows": "\ufeffid,abpi,fever\r\none,0.82,True\r\n",
    "a separator that is told": "sep=;\r\nid;abpi;fever\r\none;0,82;true\r\n",
    "quotes": '"id","abpi","fever"\n"one","0.82","true"\n,,\n',
}


@pytest.mark.parametrize("what", SEPARATED)
def test_csv_of_any_country(what: str, pathway: Pathway) -> None:
    [found] = cases_in(SEPARATED[what].encode(), "r.csv", pathway)[0]
    assert found.case.findings == {"abpi": Decimal("0.82"), "fever": True}
    assert found.file == "one.case.yaml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,abpi\none,=1\n", "B2: abpi is a formula"),
        ('id,abpi\none,"0,82"\n', 'B2: abpi is "0,82"'),
        ("id;symptom_duration_weeks\none;1,200\n", 'B2: symptom_duration_weeks is "1,200"'),
        ("id,abpi\none,82%\n", 'B2: abpi is "82%"'),
        ('id,abpi\n"one,0.82\n', "not CSV"),
        ("id,abpi\none,0.82,3\n", "C2: the column has no name"),
    ],
)
def test_csv_that_says_nothing_plain_is_refused(text: str, message: str, pathway: Pathway) -> None:
    with pytest.raises(CaseError) as refused:
        cases_in(text.encode(), "r.csv", pathway)
    assert message in refused.value.issues[0].message
    with pytest.raises(CaseError, match="not UTF-8"):
        cases_in("id,who\none,Müller\n".encode("cp1252"), "r.csv", pathway)


@pytest.mark.parametrize("file", ["r.xlsx", "r.csv"])
@pytest.mark.parametrize("who", ["=1+1", "+44 20", "-x", "@a", "'=1", "''", "'tis", "_x0041_", "a\nb", "TRUE", "12", "<b>&", "é😀"])  # fmt: skip
def test_text_is_text_whatever_it_begins_with(who: str, file: str, pathway: Pathway) -> None:
    before = one(f"id: one\nwho: {who!r}\n" if "'" not in who and "\n" not in who else f'id: one\nwho: "{who}"\n'.replace("\nb", "\\nb"))  # fmt: skip
    assert before[0][1].case.who == who
    data = write_cases(before, pathway, file)
    same(data, file, pathway, before)
    if file.endswith("xlsx"):
        assert openpyxl.load_workbook(io.BytesIO(data))["cases"]["C2"].data_type == "s"
    else:
        assert not any(f",{sign}" in data.decode() for sign in "=+@")


def test_drop_downs_are_the_values_of_the_vocabulary(pathway: Pathway) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_cases(one(), pathway, "r.xlsx")))
    sheet, about = book["cases"], book["about"]
    checks = {str(check.sqref).split("2")[0]: check for check in sheet.data_validations.dataValidation}
    assert checks[at(sheet, "sex").column_letter].promptTitle == pathway.vocabulary.findings["sex"].label
    for name, finding in pathway.vocabulary.findings.items():
        check = checks[at(sheet, name).column_letter]
        if finding.values:
            cells = about[check.formula1.removeprefix("about!").replace("$", "")][0]
            assert [cell.value for cell in cells] == [*finding.values, *["not_done"] * finding.optional]
    assert checks[at(sheet, "abpi").column_letter].formula1.endswith('="not_done")')


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["cases", *map(str, args)], catch_exceptions=False)


def test_the_command_goes_there_and_back_and_asks_before_it_writes_over(tmp_path: Path) -> None:
    folder, sheet, again = tmp_path / "cases", tmp_path / "r.xlsx", tmp_path / "again"
    (folder / "more").mkdir(parents=True)
    for name in sorted(HOME.glob("*.case.yaml"))[:3]:
        shutil.copy(name, folder / "more")
    (folder / "one.case.yaml").write_text(ONE)
    assert run(folder, "--to", sheet).stderr == f"4 cases written to {sheet}\n"
    assert run(sheet, "--to", again).stderr == f"4 cases in {sheet}: 4 new, 0 changed, 0 as they were\n"
    assert {path.relative_to(again): path.read_bytes() for path in again.rglob("*.yaml")} == {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.yaml")
    }
    (again / "other.case.yaml").write_text("id: other\n")
    (again / "one.case.yaml").write_text(ONE.replace("50", "51"))
    refused = run(sheet, "--to", again)
    assert refused.exit_code == 2
    assert "one.case.yaml: says something else than the sheet" in refused.output
    assert "51" in (again / "one.case.yaml").read_text()
    forced = run(sheet, "--to", again, "--force")
    assert forced.stderr == (
        f"4 cases in {sheet}: 0 new, 1 changed, 3 as they were; 1 in {again} that it does not have are left alone\n"
    )
    assert (again / "one.case.yaml").read_text() == ONE


def test_what_is_no_request_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.case.yaml").write_text("id: one\nfindings: {fevr: true}\n")
    assert "one.case.yaml:2:12: unknown finding 'fevr'" in run(tmp_path, "--to", tmp_path / "r.csv").output
    assert not (tmp_path / "r.csv").exists()
    assert "is no sheet" in run(tmp_path, "--to", tmp_path / "r.ods").output
    assert "taken back alone" in run("a.csv", "b.csv", "--to", tmp_path).output
    assert "cannot be read" in run(tmp_path / "none.xlsx", "--to", tmp_path).output
