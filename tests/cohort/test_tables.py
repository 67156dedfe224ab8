"""What stands in a table, in each format: values, closures, rows that are none. Nothing is guessed, nothing is dropped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cohort.small import answers, floors, pathway, reasons
from legpain_graph.cohort import source
from legpain_graph.cohort.mapping import columns_of, read_map
from legpain_graph.cohort.tables import find, open_source
from legpain_graph.errors import RequestError

WORDS = pathway().vocabulary


def table(path: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def text(path: Path, written: str) -> Path:
    path.write_bytes(written.encode())
    return path


@pytest.mark.parametrize(
    ("index", "floor"),
    [
        (pa.array([0.9, 0.89, 2.5, None]), ["home", "now", "home", "home"]),
        (pa.array([0.9, 0.89, 2.5, None], pa.float32()), ["home", "now", "home", "home"]),  # 0.9 is kept as 0.89999998
        (pa.array([Decimal("0.90"), Decimal("0.89"), Decimal("2.50"), None]), ["home", "now", "home", "home"]),
        (pa.array([1, 0, 2, None], pa.int8()), ["home", "now", "home", "home"]),
        (pa.array([1, 0, 2, None], pa.uint64()), ["home", "now", "home", "home"]),
        (pa.array(["0.90", "8.9e-1", " 2.5 ", ""]), ["home", "now", "home", "home"]),
        (pa.array(["0.90", "8.9e-1", "2.5", "not_done"]).dictionary_encode(), ["home", "now", "home", "home"]),
        (pa.array(["0.90", ".89", "not_done", None], pa.large_string()), ["home", "now", "home", "home"]),
        (pa.nulls(4), ["home"] * 4),
        (pa.array([float("nan"), 0.5, float("inf"), 3.0]), ["-", "now", "-", "-"]),
        (pa.array([True, False, None, None]), ["-", "-", "home", "home"]),
        (pa.array([date(2020, 1, 1), None, None, None]), ["-", "home", "home", "home"]),
        (pa.array(["0,9", "<0.9", "1_0", "0.5"]), ["-", "-", "-", "now"]),
    ],
)
def test_a_number_is_read_whatever_type_it_has(tmp_path: Path, index: pa.Array, floor: list[str]) -> None:
    closed = pa.array(["alarms"] * 4)
    assert floors(tmp_path, table(tmp_path / "t.parquet", index=index, normal=closed)) == floor


@pytest.mark.parametrize(
    ("alarm", "floor"),
    [
        (pa.array([True, False, None]), ["now", "home", "home"]),
        (pa.array(["true", "FALSE", ""]), ["now", "home", "home"]),
        (pa.array(["yes", "no", "1"]), ["-", "-", "-"]),
        (pa.array([1, 0, None]), ["-", "-", "home"]),
        (pa.array([b"true", b"\xff", None]), ["now", "-", "home"]),
        (pa.array(["not_done", None, None]), ["-", "home", "home"]),
    ],
)
def test_a_truth_is_a_truth_and_no_number(tmp_path: Path, alarm: pa.Array, floor: list[str]) -> None:
    assert floors(tmp_path, table(tmp_path / "t.parquet", alarm=alarm, not_done=pa.array(["tests"] * 3))) == floor


def test_bits_that_begin_in_the_middle_of_a_byte(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    alarm = pa.array(random.random(1_000) < 0.5, mask=random.random(1_000) < 0.3)
    path = tmp_path / "t.arrow"
    with pa.ipc.new_file(str(path), pa.schema({"alarm": pa.bool_()})) as file:
        file.write_batch(pa.record_batch({"alarm": alarm[13:999]}))
        file.write_batch(pa.record_batch({"alarm": alarm[:64]}))
    wanted = [*alarm[13:999].to_pylist(), *alarm[:64].to_pylist()]
    assert [floor == "now" for floor in floors(tmp_path, path)] == [value is True for value in wanted]


@pytest.mark.parametrize(
    "closed",
    [
        pa.array([["alarms", "tests"], [], None, ["alarm", "scan"]]),
        pa.array(["alarms; tests", "", None, "alarm,scan"]),
        pa.array([["alarms", "tests"], [], None, ["alarm", "scan"]], pa.large_list(pa.string())),
    ],
)
def test_closures_are_lists_or_text(tmp_path: Path, closed: pa.Array) -> None:
    rows, _ = answers(tmp_path, table(tmp_path / "t.parquet", normal=closed))
    assert [(row["settled"], set(row["asks"])) for row in rows] == [
        (True, set()),
        (False, {"alarm", "index", "scan"}),
        (False, {"alarm", "index", "scan"}),
        (False, {"index"}),
    ]


def test_what_is_wrong_is_said_as_a_walk_says_it(tmp_path: Path) -> None:
    path = text(
        tmp_path / "t.csv",
        "alarm,worse,scan,age,normal,not_done\n"
        "false,true,,,,\n"  # contradict each other
        ",,cleer,130,,\n"
        ",,,,alarm nonsense,\n"
        ",,,,,alarms\n"
        "true,,,,alarm,\n"  # recorded, and closed otherwise
        "false,,,,alarm,\n"  # recorded, and closed alike
        ",,clear,,,tests\n"  # a group fills only gaps
        ",,,,scan,scan\n",
    )
    assert reasons(tmp_path, path) == [
        (1, "alarm", "worse and alarm contradict each other (r: worse is one); correct alarm or worse"),
        (2, "age", "age is 130, expected a whole number of years from 0 to 120"),
        (2, "scan", "scan is \"cleer\", expected one of clear, clot; did you mean 'clear'?"),
        (3, "normal", "unknown finding or group 'nonsense'"),
        (4, "not_done", "alarms cannot be closed as not_done; it is closed by normal"),
        (5, "alarm", "alarm is recorded as true and closed as normal; correct alarm"),
        (8, "not_done", "scan stands in both normal and not_done"),
    ]
    rows, faults = answers(tmp_path, path)
    assert [row["fault"] is None for row in rows] == [False] * 5 + [True, True, False]
    # without the entries that contradict each other nothing is known; a slip elsewhere hides nothing that is
    assert {(fault["floor"], fault["ceiling"]) for fault in faults} == {("primary_care", "emergency_999")}


def test_a_slip_hides_no_emergency(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", "alarm,age\ntrue,130\n")
    _, (fault,) = answers(tmp_path, path)
    assert (fault["column"], fault["floor"], fault["ceiling"]) == ("age", "emergency_999", "emergency_999")


def test_csv_as_it_is_written(tmp_path: Path) -> None:
    path = text(
        tmp_path / "t.csv",
        '\ufeffid,"alarm",normal\r\n'
        '"a\nb",true,\r\n'  # a line break in a field
        '"c ""d""",false,"alarms, tests"\r\n'
        "too,few\r\n"
        "\r\n"  # no row
        "too,many,fields,here\r\n"
        'e"f,true,',  # a quote in the middle, and no line break at the end
    )
    rows, faults = answers(tmp_path, path)
    assert [row["id"] for row in rows] == ["a\nb", 'c "d"', None, None, 'e"f']
    assert [row["row"] for row in rows] == [1, 2, 3, 4, 5]
    assert [fault["reason"] for fault in faults] == ["2 fields, expected 3", "4 fields, expected 3"]
    assert [row["floor"] for row in rows] == ["emergency_999", "primary_care", None, None, "emergency_999"]


def test_a_table_of_one_column_has_its_empty_rows(tmp_path: Path) -> None:
    assert floors(tmp_path, text(tmp_path / "t.csv", "alarm\ntrue\n\ntrue\n")) == ["now", "home", "now"]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators(tmp_path: Path, separator: str) -> None:
    path = text(tmp_path / "t.csv", "alarm,normal\ntrue,\n,alarms\n".replace(",", separator))
    assert floors(tmp_path, path) == ["now", "home"]


def test_a_quote_that_is_never_closed_is_no_field(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", 'id,alarm\na,true\n"b,true\nc,true\n')
    with pytest.raises(RequestError, match="a quote is opened and never closed"):
        floors(tmp_path, path)


def test_blocks_end_where_rows_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "BLOCK", 40)
    written = "".join(f'"x\n""{number},",true\n5" high,\n' for number in range(50))
    path = text(tmp_path / "t.csv", "id,alarm\n" + written)
    assert len(list(open_source(str(path)).units())) > 20
    assert floors(tmp_path, path) == ["now", "home"] * 50


def test_lines_of_json(tmp_path: Path) -> None:
    path = text(
        tmp_path / "t.ndjson",
        '{"id": 1, "alarm": true}\n'
        '{"findings": {"index": "not_done", "alarm": false}, "normal": ["worse"], "who": "A woman"}\r\n'
        "\n"
        '{"alarm": "true"}\n'
        '{"alrm": true}\n'
        '{"alarm": true, "alarm": false}\n'
        '{"alarm": true, "findings": {"alarm": true}}\n'
        '{"index": 0.89999999999999999999}\n'
        '{"index": NaN}\n'
        "[]\n"
        "{alarm}\n"
        '{"age": {"value": 5}, "normal": [["alarm"]]}\n',
    )
    assert floors(tmp_path, path) == ["now", "home", "-", "-", "-", "-", "now", "-", "-", "-", "-"]
    assert reasons(tmp_path, path) == [
        (3, "alarm", 'alarm is "true", expected true or false'),
        (4, None, "the column 'alrm' is no finding; did you mean 'alarm'?"),
        (5, None, "'alarm' is written twice"),
        (6, None, "'alarm' is written twice"),
        (8, "index", 'index is "NaN", expected a number from 0 to 2.5'),
        (9, None, "is no object: a row is {...}"),
        (10, None, "is not JSON: Expecting property name enclosed in double quotes (character 2)"),
        (11, "normal", "normal is [['alarm']], expected names of findings and groups"),
        (11, "age", "age is a group of entries, expected a whole number of years from 0 to 120"),
    ]


def test_whole_cases_in_a_column(tmp_path: Path) -> None:
    cases = pa.array([{"alarm": True, "index": None}, {"alarm": False, "index": 0.5}, None])
    assert floors(tmp_path, table(tmp_path / "t.parquet", findings=cases)) == ["now", "now", "home"]


def test_what_is_carried_over(tmp_path: Path) -> None:
    path = table(tmp_path / "t.parquet", id=[7, 8], place=pa.array(["x", "y"]).dictionary_encode(), alarm=[True, None])
    rows, _ = answers(tmp_path, path, keep=("place",))
    assert [(row["id"], row["place"]) for row in rows] == [(7, "x"), (8, "y")]
    with pytest.raises(RequestError, match="the column 'place' is no finding"):
        answers(tmp_path, path)
    rows, _ = answers(tmp_path, path, ignore=("place",))
    assert list(rows[0])[:4] == ["file", "row", "id", "floor"]
    other = text(tmp_path / "t.csv", "id,alarm\nz,true\n")
    rows, _ = answers(tmp_path, path, other, ignore=("place",))
    assert [(row["file"].rsplit("/")[-1], row["row"], row["id"]) for row in rows] == [
        ("t.parquet", 1, "7"),
        ("t.parquet", 2, "8"),
        ("t.csv", 1, "z"),
    ]


def test_files_folders_and_patterns(tmp_path: Path) -> None:
    for name in ("b/2.csv", "a/1.ndjson", "a/_SUCCESS", "a/.hidden.csv", "a/notes.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = [
        Path(name).relative_to(tmp_path).as_posix() for name in find([str(tmp_path), str(tmp_path / "b" / "2.csv")])
    ]
    assert found == ["a/1.ndjson", "b/2.csv"]
    assert find([str(tmp_path / "*" / "*.csv")]) == [str(tmp_path / "b" / "2.csv")]
    for name in (str(tmp_path / "*.csv"), str(tmp_path / "a" / "x")):
        with pytest.raises(RequestError):
            [open_source(path) for path in find([name])]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("t.csv", b"", "has no header"),
        ("t.csv", b"\xff\xfe,a\n", "the header is not UTF-8 text"),
        ("t.csv", b"alarm,alarm\n", "the column 'alarm' is there twice"),
        ("t.csv", b"alrm\ntrue\n", "the column 'alrm' is no finding"),
        ("t.csv", b"tests\ntrue\n", "the column 'tests' is a group"),
        ("t.parquet", b"PAR1 and no more", "cannot be read"),
        ("t.arrow", b"ARROW1\0\0 and no more", "cannot be read"),
        ("t.parquet", b"alarm\ntrue\n", "is no table"),
        ("t.xlsx", b"PK", "is no table"),
    ],
)
def test_what_is_no_table(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(RequestError, match=message):
        floors(tmp_path, path)
    assert not (tmp_path / "out.arrow").exists()


MAP = b"""
id: NHS
keep: [PRACTICE]
ignore: [DOB]
columns:
  ALARM: {is: alarm, codes: {Y: true, N: false, 9: null}}
  ABPI_PC: {is: index, times: 0.01}
  MONTHS_OVER_TEN: {is: age, plus: 10}
  SCANNED: {is: scan, codes: {"1": clear, "2": clot, "3": not_done}}
  CLOSED: normal
"""


def test_a_mapping_of_names_codes_and_units(tmp_path: Path) -> None:
    mapped = read_map(MAP, "map.yaml", WORDS)
    path = text(
        tmp_path / "t.csv",
        "NHS,PRACTICE,DOB,ALARM,ABPI_PC,MONTHS_OVER_TEN,SCANNED,CLOSED\n"
        "1,A,1961,Y,,,,\n"
        "2,A,1962,N,89,5,,worse\n"
        "3,B,1963,9,90,,3,alarms\n"
        "4,B,1964,n,90,111,2.0,alarms\n"
        "5,B,1964,,300,,7,\n",
    )
    rows, faults = answers(tmp_path, path, mapped=mapped)
    assert [(row["NHS"], row["PRACTICE"], row["floor"]) for row in rows] == [
        ("1", "A", "emergency_999"),
        ("2", "A", "emergency_999"),
        ("3", "B", "primary_care"),
        ("4", "B", None),
        ("5", "B", None),
    ]
    assert [(fault["row"], fault["column"], fault["reason"]) for fault in faults] == [
        (4, "ALARM", 'ALARM is "n", expected one of the codes Y, N or 9'),
        (4, "MONTHS_OVER_TEN", "age is 121, expected a whole number of years from 0 to 120"),
        (5, "SCANNED", 'SCANNED is "7", expected one of the codes 1, 2 or 3'),
        (5, "ABPI_PC", "index is 3.00, expected a number from 0 to 2.5"),
    ]
    assert (faults[0]["floor"], faults[0]["ceiling"]) == ("same_day", "same_day")  # the scan, 2.0, is the code 2


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[]", "is not a map of keys"),
        ("colums: {}", "unknown key 'colums'"),
        ("columns: {A: alrm}", "unknown finding 'alrm'"),
        ("columns: {A: alarm, B: alarm}", "alarm is 'A' already"),
        ("columns: {A: {is: alarm, code: {}}}", "unknown key 'code'"),
        ("columns: {A: {codes: {1: true}}}", "says not what the column is"),
        ("columns: {A: {is: age, times: 0}}", "times is a number other than 0"),
        ("columns: {A: {is: age, plus: x}}", "plus is a number"),
        ("columns: {A: {is: alarm, codes: [1]}}", "codes are not mapped"),
        ("keep: A", "keep is a list of columns"),
    ],
)
def test_a_mapping_says_where_it_is_wrong(written: str, message: str) -> None:
    with pytest.raises(RequestError, match=message) as error:
        read_map(written.encode(), "map.yaml", WORDS)
    assert all(issue.place.line for issue in error.value.issues if "not a map of keys" not in issue.message)


def test_a_table_lacks_what_was_mapped() -> None:
    mapped = read_map(b"columns: {A: alarm}", "map.yaml", WORDS)
    with pytest.raises(RequestError, match="no column 'A'"):
        columns_of(["index"], WORDS, mapped)
    with pytest.raises(RequestError, match="'A' and 'alarm' are both alarm"):
        columns_of(["A", "alarm"], WORDS, mapped)
