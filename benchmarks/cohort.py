"""How fast tables of patients are answered, against other engines on the same circuit and against only reading:  python benchmarks/cohort.py

    --rows N      rows of the main table (default 1,000,000), made by `generate`
    --growth      rows from 10,000 to N, nodes from 50 to 1,000, missingness from 0 to 90 %, one core and two, peak memory
    --json

Every engine is checked first to say the same of the same rows. What is compared is measured in turn, so that a busy machine slows all of it
alike; on one thread CPU time is measured, which waiting for a core does not add to. A target that is missed is printed as such and fails
nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from legpain_graph import load_pathway
from legpain_graph.cohort.batch import Batch, from_arrow
from legpain_graph.cohort.generate import Cohort, Frequencies
from legpain_graph.cohort.kernel import Kernel
from legpain_graph.cohort.mapping import columns_of
from legpain_graph.cohort.packing import pack
from legpain_graph.cohort.recorded import Recorded
from legpain_graph.cohort.table import rows_of
from legpain_graph.engine.columns import Program, unpacked, words
from legpain_graph.engine.gates import FALSE, TRUE, Gate
from legpain_graph.model.guard.ir import Flag
from legpain_graph.model.pathway import Edge, EdgeKind, Node, NodeKind, Pathway
from legpain_graph.model.vocabulary import Finding, FindingType, Vocabulary

BATCH: Final = 131_072
"""Rows that are given to an engine at a time."""
MEASURED: Final = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""Runs a command from a process that is small itself: what it takes at most would else be what this one does."""
SLICE: Final = 2 * BATCH
"""Rows for what is much slower."""


@dataclass
class Task:
    """What is timed: `run`, over so many rows."""

    what: str
    rows: int
    run: Callable[[], object]
    clock: Callable[[], float] = process_time
    times: list[float] = field(default_factory=list)

    def once(self) -> None:
        begin = self.clock()
        self.run()
        self.times.append(self.clock() - begin)

    @property
    def rate(self) -> float:
        """Million rows a second, by the median."""
        return self.rows / median(self.times) / 1e6


@dataclass
class Row:
    """A line of the table; `met` is None where there is no target."""

    what: str
    million_a_second: float
    against: dict[str, float]
    target: str = ""
    met: bool | None = None


class Table:
    """Rows of a pathway in memory, and what each engine is given of them."""

    def __init__(self, pathway: Pathway, rows: int, frequencies: Frequencies, lists: bool = False) -> None:
        self.fast, self.slow = Kernel(pathway, fast=True), Kernel(pathway)
        batches = list(Cohort(pathway, frequencies, seed=1).rows(rows))
        if not lists:
            batches = [batch.drop_columns(["not_done"]) for batch in batches]
        self.batches, self.rows = batches, rows
        self.columns = columns_of(batches[0].schema.names, pathway.vocabulary)
        self.reading = self.fast.reading(self.columns, plain=True)

    def batch(self, rows: pa.RecordBatch) -> Batch:
        return from_arrow(rows, self.columns.uses, (), {})

    def recorded(self, rows: pa.RecordBatch) -> Recorded:
        return self.reading.recorded(self.batch(rows))

    def planes(self, kernel: Kernel) -> None:
        """Arrow rows to what is said of each, as bits and as urgencies."""
        for rows in self.batches:
            batch = self.batch(rows)
            kernel.answers(batch, self.reading)


def reading(table: Table) -> None:
    """Each byte of the columns once."""
    for rows in table.batches:
        for name in table.columns.uses:
            array = rows.column(name)
            array = array.indices if pa.types.is_dictionary(array.type) else array
            for buffer in array.buffers():
                if buffer is not None:
                    whole = np.frombuffer(buffer, np.uint64, buffer.size // 8)
                    np.bitwise_or.reduce(whole)


def by_arrow(program: Program, inputs: Mapping[Gate, pa.Array]) -> dict[Gate, pa.Array]:
    """The circuit by pyarrow's kernels of truths without nulls: two rails, a bit each."""
    size = len(next(iter(inputs.values())))
    values = {FALSE: pa.array(np.zeros(size, bool)), TRUE: pa.array(np.ones(size, bool)), **inputs}
    for gate, (how, left, right) in program.steps.items():
        if how == "and":
            values[gate] = pc.and_(values[left], values[right])
        elif how == "or":
            values[gate] = pc.or_(values[left], values[right])
        else:
            values[gate] = pc.invert(values[left])
        for done in program._free.get(gate, ()):
            values.pop(done)
    return {gate: values[gate] for gate in program._wanted - {FALSE, TRUE}}


def by_polars(program: Program, frame: Any) -> Any:
    """The circuit by Polars: a `with_columns` for each level of gates that rest on the one below."""
    import polars

    level: dict[Gate, int] = {}
    levels: dict[int, list[Any]] = {}
    for gate, (how, left, right) in program.steps.items():
        level[gate] = 1 + max(level.get(left, 0), level.get(right, 0))
        one, other = polars.col(str(left)), polars.col(str(right))
        made = ~one if how == "not" else one & other if how == "and" else one | other
        levels.setdefault(level[gate], []).append(made.alias(str(gate)))
    for number in sorted(levels):
        frame = frame.with_columns(levels[number])
    return frame.select([str(gate) for gate in sorted(program._wanted - {FALSE, TRUE})])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    found: dict[str, Any] = {"machine": machine(), "engines": compare(load_pathway(), options.rows, options.repeats)}
    found["files"] = files(load_pathway(), options.rows, options.repeats)
    if options.growth:
        found["growth"] = growth(load_pathway(), options.rows, options.repeats)
    found["machine"]["load after"] = load()
    if options.json:
        rows = {name: [asdict(row) for row in found[name]] for name in found if name != "machine"}
        print(json.dumps({"machine": found["machine"], **rows}, indent=2))
        return
    print("\n".join(f"{name}: {value}" for name, value in found["machine"].items()))
    for name in found:
        if name != "machine":
            print(f"\n{name}")
            print("\n".join(map(line, found[name])))


def line(row: Row) -> str:
    against = ", ".join(f"{value:.3g} {name}" for name, value in row.against.items())
    judged = f"  [{row.target}: {'met' if row.met else 'missed'}]" if row.met is not None else ""
    return f"{row.what:<66} {row.million_a_second:>9.3f} M/s  {against}{judged}"


def compare(pathway: Pathway, rows: int, repeats: int) -> list[Row]:
    """Engines side by side on one thread, over rows in memory. pyarrow and Polars are spared reading the columns: they begin at the bits."""
    table = Table(pathway, rows, Frequencies())
    few = table.batches[: max(1, SLICE // BATCH)]
    fast, slow = table.fast, table.slow
    program, said = row_outputs(slow)
    several = [table.recorded(batch) for batch in few]
    sizes = [batch.num_rows for batch in few]
    arrays = [arrow_inputs(slow, program, told, size) for told, size in zip(several, sizes, strict=True)]
    check(slow, fast, program, several[0], sizes[0], arrays[0])
    tasks = {
        "kernel": Task("machine code: Arrow rows to all that is said of each", rows, lambda: table.planes(fast)),
        "numpy": Task("numpy words, the same", rows, lambda: table.planes(slow)),
        "pyarrow": Task(
            "pyarrow's kernels, the same circuit, from bits to bits",
            sum(sizes),
            lambda: [by_arrow(program, each) for each in arrays],
        ),
        "limit": Task("the limit: each byte of the columns read once", rows, lambda: reading(table)),
        "rows": Task("machine code, and rows with lists of names", rows, lambda: whole(table)),
        "two": Task("machine code on two threads", rows, lambda: two(table), perf_counter),
        "one": Task("the same on one thread, by the clock on the wall", rows, lambda: table.planes(fast), perf_counter),
    }
    if available("polars"):
        os.environ["POLARS_MAX_THREADS"] = "1"
        import polars

        frames = [polars.DataFrame({str(gate): array for gate, array in each.items()}) for each in arrays[:1]]
        tasks["polars"] = Task(
            "Polars, the same circuit, a level at a time",
            sizes[0],
            lambda: [by_polars(program, frame) for frame in frames],
        )
    for _ in range(repeats):
        for task in tasks.values():
            task.once()
    rate = {name: task.rate for name, task in tasks.items()}
    targets: dict[str, list[tuple[str, str, float]]] = {
        "kernel": [("pyarrow", ">=", 20), ("polars", ">=", 60), ("limit", ">=", 1 / 3)],
        "numpy": [("pyarrow", ">=", 4)],
        "two": [("one", ">=", 1.7)],
    }
    found = []
    for name, task in tasks.items():
        wanted = [each for each in targets.get(name, []) if each[0] in rate]
        against = {f"x {other}": rate[name] / rate[other] for other, _, _ in wanted}
        met = all(against[f"x {other}"] >= bound for other, _, bound in wanted) if wanted else None
        text = ", ".join(f"{sign} {bound:.3g} x {other}" for other, sign, bound in wanted)
        found.append(
            Row(
                f"{task.what} ({said if name in ('pyarrow', 'polars') else len(fast.program.steps)} gates)"
                if name not in ("limit",)
                else task.what,
                rate[name],
                against,
                text,
                met,
            )
        )
    return found


def row_outputs(kernel: Kernel) -> tuple[Program, int]:
    """The gates of what is said of a row, without what only is counted."""
    gated, told = kernel.columns.gated, kernel.told
    named = [
        gate for each in (kernel.outcomes, kernel.diagnoses, kernel.asks) for gates in each.values() for gate in gates
    ]
    wanted = [gated.fault, gated.open, *gated.at_least, *gated.at_most, *named]
    program = Program(told.made, [told.doubtful, *(told.gate_of[gate] for gate in wanted)])
    return program, len(program.steps)


def arrow_inputs(kernel: Kernel, program: Program, told: Recorded, size: int) -> dict[Gate, pa.Array]:
    packed = pack(told.packings, size)
    nobody = np.zeros(words(size), np.uint64)
    return {
        gate: pa.array(unpacked(packed.get(kernel.slots.get(made, 0), nobody), size))
        for gate, made in program.inputs.items()
    }


def check(
    slow: Kernel, fast: Kernel, program: Program, told: Recorded, size: int, arrays: Mapping[Gate, pa.Array]
) -> None:
    """That each engine says the same of the same rows."""
    planes, doubtful = slow._run(told, size)
    others, other = fast._run(told, size)
    same = all((unpacked(planes[gate], size) == unpacked(others[gate], size)).all() for gate in planes)
    if not same or not (unpacked(doubtful, size) == unpacked(other, size)).all():
        raise SystemExit("machine code and numpy differ")
    by_name = {slow.told.gate_of[gate]: plane for gate, plane in planes.items()} | {slow.told.doubtful: doubtful}
    found = by_arrow(program, arrays)
    if not all(
        (unpacked(by_name[gate], size) == array.to_numpy(zero_copy_only=False)).all() for gate, array in found.items()
    ):
        raise SystemExit("pyarrow differs")
    if available("polars"):
        import polars

        frame = by_polars(program, polars.DataFrame({str(gate): array for gate, array in arrays.items()}))
        if not all(
            (frame[str(gate)].to_numpy() == array.to_numpy(zero_copy_only=False)).all() for gate, array in found.items()
        ):
            raise SystemExit("Polars differs")


def whole(table: Table) -> None:
    for rows in table.batches:
        batch = table.batch(rows)
        rows_of(table.fast.answers(batch, table.reading), batch, table.fast, "table", 1)


def two(table: Table) -> None:
    with ThreadPoolExecutor(2) as pool:
        deque_ = [pool.submit(table.fast.answers, table.batch(rows), table.reading) for rows in table.batches]
        for each in deque_:
            each.result()


def files(pathway: Pathway, rows: int, repeats: int) -> list[Row]:
    """From files, against only reading the same columns; and the whole command."""
    table = Table(pathway, rows, Frequencies())
    found = []
    with tempfile.TemporaryDirectory() as folder:
        parquet, arrow = Path(folder) / "t.parquet", Path(folder) / "t.arrow"
        pq.write_table(pa.Table.from_batches(table.batches), parquet, compression="zstd", row_group_size=BATCH)
        with pa.ipc.new_file(str(arrow), table.batches[0].schema) as out:
            for batch in table.batches:
                out.write_batch(batch)
        names = [*table.columns.uses]

        def parquet_batches() -> Any:
            texts = [field.name for field in table.batches[0].schema if pa.types.is_dictionary(field.type)]
            file = pq.ParquetFile(parquet, memory_map=True, read_dictionary=texts)
            return file.iter_batches(BATCH, columns=names, use_threads=False)

        def arrow_batches() -> Any:
            file = pa.ipc.open_file(pa.memory_map(str(arrow)))
            return (file.get_batch(number) for number in range(file.num_record_batches))

        def only(batches: Callable[[], Any]) -> None:
            for _ in batches():
                pass

        def answered(batches: Callable[[], Any], kernel: Kernel) -> None:
            for each in batches():
                kernel.answers(table.batch(each), table.reading)

        tasks = {
            "reading": Task("Parquet, only read", rows, lambda: only(parquet_batches)),
            "parquet": Task("Parquet, machine code", rows, lambda: answered(parquet_batches, table.fast)),
            "parquet numpy": Task("Parquet, numpy words", rows, lambda: answered(parquet_batches, table.slow)),
            "arrow": Task("Arrow IPC, machine code", rows, lambda: answered(arrow_batches, table.fast)),
            "arrow numpy": Task("Arrow IPC, numpy words", rows, lambda: answered(arrow_batches, table.slow)),
        }
        for _ in range(repeats):
            for task in tasks.values():
                task.once()
        rate = {name: task.rate for name, task in tasks.items()}
        limits = {"parquet": 1.1, "parquet numpy": 1.25}
        for name, task in tasks.items():
            if name in limits:
                times = rate["reading"] / rate[name]
                found.append(
                    Row(
                        task.what,
                        rate[name],
                        {"x the time of reading": times},
                        f"<= {limits[name]}",
                        times <= limits[name],
                    )
                )
            elif name == "arrow":
                found.append(Row(task.what, rate[name], {}, ">= 25 M/s", rate[name] >= 25))
            else:
                found.append(Row(task.what, rate[name], {}))
        for workers in (1, 2):
            for ending in ("", "arrow", "parquet"):
                found.append(command(parquet, rows, workers, Path(folder) / f"out.{ending}" if ending else None))
    return found


def command(table: Path, rows: int, workers: int, out: Path | None) -> Row:
    """The command over a file: rows a second by the clock on the wall, and the most memory that one process took."""
    argv = [
        sys.executable,
        "-m",
        "legpain_graph_cli",
        "cohort",
        str(table),
        "--workers",
        str(workers),
        "--ignore-others",
    ]
    argv += ["-o", str(out)] if out else []
    begin = perf_counter()
    said = subprocess.run([sys.executable, "-c", MEASURED, *argv], check=True, capture_output=True, text=True).stdout
    seconds = perf_counter() - begin
    cpu, most = map(float, said.split()[-2:])
    told = {"CPU s": cpu, "MB at most, of one process": most / 1024}
    what = f"command, Parquet to {out.suffix[1:] if out else 'figures only'}, {workers} process{'es' * (workers > 1)}"
    return Row(what, rows / seconds / 1e6, told)


def growth(pathway: Pathway, rows: int, repeats: int) -> list[Row]:
    """How the time of a row grows: it should not, with rows and missingness; with nodes it should as they do."""
    found = []
    cases: list[tuple[str, Pathway, int, Frequencies]] = []
    size = 10_000
    while size <= rows:
        cases.append((f"{size:,} rows", pathway, size, Frequencies()))
        size *= 10
    cases += [(f"{share:.0%} missing", pathway, BATCH, Frequencies(missing=share)) for share in (0.0, 0.3, 0.6, 0.9)]
    cases += [(f"{nodes} nodes", chain(nodes), BATCH, Frequencies(abnormal=0.3)) for nodes in (50, 100, 200, 500, 1000)]
    for name, each, count, frequencies in cases:
        table = Table(each, count, frequencies)
        for label, kernel in (("machine code", table.fast), ("numpy", table.slow)):
            gates = len(kernel.program.steps)
            task = Task(f"{name}, {label} ({gates:,} gates)", count, partial(table.planes, kernel))
            for _ in range(repeats):
                task.once()
            found.append(Row(task.what, task.rate, {"ps a row and gate": 1e6 / task.rate / gates}))
    return found


def chain(nodes: int) -> Pathway:
    """A pathway of decisions that part and meet again, each by a finding of its own."""
    real = load_pathway()
    count = (nodes - 2) // 3
    findings = {f"f{n}": Finding(f"f{n}", FindingType.BOOLEAN, f"F {n}", normal=False) for n in range(count)}
    stage, urgent, home = "stage", real.urgencies[-1], real.urgencies[0]

    def edge(source: str, target: str, guard: Flag | None, kind: EdgeKind = EdgeKind.GUARDED) -> Edge:
        return Edge(f"{source}->{target}", source, target, kind, guard, "")

    made: dict[str, Node] = {}
    for n in range(count):
        here, one, other, after = f"d{n}", f"a{n}", f"b{n}", f"d{n + 1}" if n + 1 < count else "home"
        ways = (edge(here, one, Flag(f"f{n}")), edge(here, other, None, EdgeKind.OTHERWISE))
        made[here] = Node(here, NodeKind.DECISION if n else NodeKind.START, stage, here, first=True, edges=ways)
        made[one] = Node(
            one, NodeKind.REFER, stage, one, urgency=urgent if n % 7 == 0 else home, edges=(edge(one, after, None),)
        )
        made[other] = Node(other, NodeKind.ACTION, stage, other, edges=(edge(other, after, None),))
    made["home"] = Node("home", NodeKind.STOP, stage, "home", urgency=home)
    words = Vocabulary(findings, {}, {}, (), (), {}, {}, tuple(findings))
    return replace(real, vocabulary=words, nodes=made, hash=f"chain-{nodes}")


def available(package: str) -> bool:
    from importlib.util import find_spec

    return find_spec(package) is not None


def load() -> str:
    return " ".join(f"{part:.1f}" for part in os.getloadavg())


def machine() -> dict[str, str]:
    """What this is measured on."""
    names = ("numpy", "pyarrow", "llvmlite", "polars")
    model = ""
    if os.path.exists("/proc/cpuinfo"):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((text.partition(":")[2].strip() for text in lines if text.startswith("model name")), "")
    return {
        "machine": f"{model or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "packages": ", ".join(f"{name} {version(name)}" for name in names if available(name)),
        "load before": load(),
    }


if __name__ == "__main__":
    main()
