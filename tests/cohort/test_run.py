"""A run to its end, and one that does not come there: the same bytes, or nothing that looks whole and is not."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cohort.small import pathway
from legpain_graph.cohort.output import FORMATS
from legpain_graph.cohort.run import Request, run
from legpain_graph.errors import RequestError

ROWS, GROUP = 6_000, 100


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many row groups; one row of a hundred is none."""
    draw = random.Random(0)
    columns = {
        "id": [f"p{number}" for number in range(ROWS)],
        "alarm": [draw.choice((True, False, None)) for _ in range(ROWS)],
        "index": [draw.choice((0.5, 0.9, None, 9.0 if draw.random() < 0.04 else 1.0)) for _ in range(ROWS)],
        "normal": [draw.choice(([], ["worse"], ["tests"])) for _ in range(ROWS)],
    }
    path = tmp_path_factory.mktemp("table") / "t.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=GROUP)
    return path


def requested(table: Path, folder: Path, ending: str = ".parquet", **wanted: object) -> Request:
    return Request(pathway(), [str(table)], str(folder / f"out{ending}"), str(folder / f"rejects{ending}"), **wanted)  # type: ignore[arg-type]


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def hidden(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(".")]


def test_two_processes_write_what_one_does(table: Path, tmp_path: Path) -> None:
    made = []
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        counts = run(requested(table, folder, workers=workers))
        made.append((written(folder), counts.as_dict()))
        assert not hidden(folder)
    assert made[0] == made[1]
    rows = pq.read_table(tmp_path / "1" / "out.parquet")
    assert rows["id"].to_pylist() == [f"p{number}" for number in range(ROWS)]
    rejects = pq.read_table(tmp_path / "1" / "rejects.parquet")
    bad = [number for number, each in enumerate(pq.read_table(table)["index"].to_pylist(), 1) if each == 9]
    assert rejects["row"].to_pylist() == bad == rows.filter(pa.compute.is_valid(rows["fault"]))["row"].to_pylist()
    assert made[0][1]["faulty"] == len(bad) > 20


def read(path: Path) -> list[tuple[int, str, str, list[str], bool]]:
    """Of each row its number, id, floor, outcomes, and whether it is at fault."""
    if path.suffix == ".parquet":
        rows = pq.read_table(path).to_pylist()
    elif path.suffix == ".arrow":
        rows = pa.ipc.open_file(str(path)).read_all().to_pylist()
    elif path.suffix == ".csv":
        rows = list(csv.DictReader(path.read_text().splitlines()))
    else:
        rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [
        (int(row["row"]), row["id"], row["floor"] or "", names(row["outcomes"]), bool(row["fault"])) for row in rows
    ]


def names(listed: list[str] | str | None) -> list[str]:
    return [name for name in listed.split(";") if name] if isinstance(listed, str) else listed or []


def test_every_format_says_the_same(table: Path, tmp_path: Path) -> None:
    found = []
    for ending in (endings[0] for endings in FORMATS.values()):
        run(requested(table, tmp_path, ending))
        found.append(read(tmp_path / f"out{ending}"))
    assert found[0][0][:2] == (1, "p0")
    assert {row[2] for row in found[0]} == {"", "emergency_999", "primary_care"}
    assert found.count(found[0]) == len(FORMATS)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_disk_that_is_full_leaves_nothing_and_the_rest_goes_on(table: Path, tmp_path: Path, workers: int) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    run(requested(table, whole))
    cut.mkdir()
    (cut / "out.parquet").write_bytes(b"what was there")
    file = tmp_path / "full.py"
    file.write_text(
        "import resource, sys; sys.path[:0] = sys.argv[5:]\n"
        "from pathlib import Path\n"
        "from cohort.test_run import requested, run\n"
        "if __name__ == '__main__':\n"
        "    table, folder, workers, most = (kind(word) for kind, word in zip((Path, Path, int, int), sys.argv[1:5]))\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))\n"
        "    run(requested(table, folder, workers=workers))\n"
    )
    most = (whole / "out.parquet").stat().st_size // 2
    command = [sys.executable, str(file), str(table), str(cut), str(workers), str(most), *sys.path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert "rows are done and kept; the same command goes on from there" in done.stderr
    assert (cut / "out.parquet").read_bytes() == b"what was there"
    assert sorted(path.name for path in cut.iterdir()) == [".out.parquet.unfinished", "out.parquet"]
    begun = {path.name for path in hidden(cut)[0].iterdir()}
    assert not [name for name in begun if not name.endswith((".rows", ".rejects", ".done", "run.json"))]
    run(requested(table, cut))
    assert written(cut) == written(whole)
    assert not hidden(cut)


@pytest.mark.parametrize("ending", [".parquet", ".csv"])
def test_what_a_format_cannot_hold_is_refused_and_nothing_is_left(tmp_path: Path, ending: str) -> None:
    """The writer raises: for Parquet when it begins, for CSV when the first rows come."""
    when = pa.array([(1, 2, 3)], pa.month_day_nano_interval())
    path = tmp_path / "in" / "t.arrow"
    path.parent.mkdir()
    rows = pa.record_batch({"alarm": [True], "when": when})
    with pa.ipc.new_file(str(path), rows.schema) as file:
        file.write_batch(rows)
    with pytest.raises(RequestError, match=r"cannot be written: .*month_day_nano_interval"):
        run(requested(path, tmp_path, ending, keep=("when",)))
    assert not written(tmp_path)
    assert not [file for folder in hidden(tmp_path) for file in folder.glob("*.begun")]


def test_a_run_that_is_killed_is_gone_on_with(table: Path, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    run(requested(table, whole))
    script = tmp_path / "killed.py"
    script.write_text(
        "import sys, time; sys.path[:0] = sys.argv[3:]\n"
        "from pathlib import Path\n"
        "from cohort.test_run import requested, run\n"
        "if __name__ == '__main__':\n"
        "    run(requested(Path(sys.argv[1]), Path(sys.argv[2]), workers=2), lambda *_: time.sleep(0.1))\n"
    )
    process = subprocess.Popen([sys.executable, str(script), str(table), str(cut), *sys.path])
    parts = cut / ".out.parquet.unfinished"
    wait_for(lambda: len(list(parts.glob("*.done"))) > 5)
    workers = children(process.pid)
    assert len(workers) >= 2
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for(lambda: not any(os.path.exists(f"/proc/{worker}/exe") and state(worker) != "Z" for worker in workers))
    assert not written(cut)
    done = {path: path.stat().st_mtime_ns for path in parts.glob("*.done")}
    assert 5 < len(done) < ROWS // GROUP
    for path in parts.glob("*.begun"):  # what was begun does not open
        with pytest.raises(pa.ArrowException):
            pq.read_table(path)
    seen: list[int] = []
    run(requested(table, cut), lambda _, rows: seen.append(rows) or None)  # type: ignore[func-returns-value]
    assert sum(seen) == ROWS
    assert written(cut) == written(whole)


def wait_for(happened: object) -> None:
    for _ in range(1_200):
        if happened():  # type: ignore[operator]
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen in a minute")


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(child) for child in found]


def state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_a_worker_that_is_killed_ends_the_run(table: Path, tmp_path: Path) -> None:
    def kill(*_: int) -> None:
        for worker in children(os.getpid()):
            if b"spawn_main" in Path(f"/proc/{worker}/cmdline").read_bytes():
                os.kill(worker, signal.SIGKILL)

    with pytest.raises(RequestError, match="a process of the run was ended"):
        run(requested(table, tmp_path, workers=2), kill)
    assert not written(tmp_path)
    run(requested(table, tmp_path))
    assert set(written(tmp_path)) == {"out.parquet", "rejects.parquet"}


def test_what_is_stopped_by_hand_says_where_to_go_on(table: Path, tmp_path: Path) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        run(requested(table, tmp_path), stop)
    assert stopped.value.__notes__ == [f"{GROUP} rows are done and kept; the same command goes on from there"]
    assert not written(tmp_path)


def test_another_request_begins_anew(table: Path, tmp_path: Path) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(requested(table, tmp_path), stop)
    (parts,) = hidden(tmp_path)
    kept = parts / "000000.done"
    kept.write_text(kept.read_text().replace('"rows": 100', '"rows": 99'))  # what would be seen, were it taken over
    counts = run(replace(requested(table, tmp_path), keep=("id",), ignore=("nothing",)))
    assert counts.rows == ROWS


def test_a_table_that_breaks_off_is_no_table(table: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.parquet"
    data = bytearray(table.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2_000] = bytes(2_000)
    broken.write_bytes(data)
    with pytest.raises(RequestError, match=r"broken\.parquet: cannot be read"):
        run(requested(broken, tmp_path / "out"))
    assert not written(tmp_path / "out")


def test_no_rows_are_no_fault(tmp_path: Path) -> None:
    empty = tmp_path / "t.csv"
    empty.write_text("alarm,index\n")
    assert run(requested(empty, tmp_path, ".csv")).rows == 0
    assert (tmp_path / "out.csv").read_text().startswith('"file","row","floor"')


def test_where_nothing_can_be_written(table: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match="cannot be made"):
        run(requested(table, tmp_path / "file"))
    with pytest.raises(RequestError, match="its ending says no format"):
        run(requested(table, tmp_path, ".xlsx"))
