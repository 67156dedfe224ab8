"""How long a walk takes, against an empty Python process and against code written by hand:  python benchmarks/walk.py [--json]

What is compared is measured in turn, so that a busy machine slows all of it alike. Whole processes: median and minimum; in process: the
best of several passes for every five patients, on one thread. A target that is missed is printed as such and fails nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import by_hand
from benchmarks.patients import Patients, first_step, plain, recorded

from legpain_graph import Case, Compiled, Pathway, Reference, Walker, load_pathway
from legpain_graph.case.read import CaseFile, read_case_file
from legpain_graph.case.write import case_json
from legpain_graph.resources import pathway_folder

CASE: Final = "clear-sciatica-no-deficit"
NEVER_WARM: Final = ("networkx", "pydantic", "graphviz", "yaml")
"""What a warm walk must not import."""
SHARES: Final = (0.2, 0.5, 0.8, 0.95)
"""Of the findings of a partial patient, how many are recorded."""
PATIENTS: Final = 1_000
BATCH: Final = 5
"""How many patients of the fast tasks are timed together."""
WARM, COLD, TO_HAND, TO_REFERENCE, A_SECOND = 6, 20, 6, 4, 3_000
REFERENCE: Final = f">= {TO_REFERENCE} x reference"
HAND: Final = f"<= {TO_HAND} x by hand, {REFERENCE}"
FULL: Final = f">= {A_SECOND:,} a second"


@dataclass
class Row:
    """One line of the table; `met` is None where there is no target."""

    what: str
    numbers: dict[str, float]
    target: str = ""
    met: bool | None = None


@dataclass
class Task:
    """What is timed in process: `run` on each of `things`."""

    what: str
    run: Callable[[Any], object]
    things: Sequence[Any]
    group: str
    """Tasks on the same patients and the same nodes, compared with the reference among them."""
    target: str = ""
    batch: int = 1
    """Patients timed together: few, so that they stay in the processor's cache and are done before another process is let in."""
    best: list[float] = field(default_factory=list)
    """seconds a batch"""

    def once(self) -> None:
        """One pass. Each patient is read just before, as if it came from a file: else the faster code waits for memory the longer."""
        times = []
        for start in range(0, len(self.things), self.batch):
            batch = self.things[start : start + self.batch]
            for thing in batch:
                _read(thing)
            run = self.run
            begin = perf_counter()
            for thing in batch:
                run(thing)
            times.append(perf_counter() - begin)
        self.best = [min(pair) for pair in zip(times, self.best or times, strict=True)]

    @property
    def seconds(self) -> float:
        """For one patient: each batch at its best, so that short and long tasks need equally long quiet moments."""
        return sum(self.best) / len(self.things)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--quick", action="store_true", help="a third of the runs, for a first look")
    options = parser.parse_args()
    few = 3 if options.quick else 1
    pathway = load_pathway()
    machine = _machine(pathway)
    processes = whole_processes(warm_runs=60 // few, cold_runs=15 // few)
    walks = in_process(pathway, repeats=15 // few)
    machine["load after"] = _load()
    if options.json:
        rows = {"processes": processes, "walks": walks}
        print(
            json.dumps({"machine": machine, **{name: [asdict(row) for row in rows[name]] for name in rows}}, indent=2)
        )
        return
    print("\n".join(f"{name}: {value}" for name, value in machine.items()))
    print()
    print(_table("whole process, ms", processes))
    print()
    print(_table("in process, one thread", walks))


def whole_processes(warm_runs: int, cold_runs: int) -> list[Row]:
    """The installed command as it is called in a shell, against a Python process that does nothing."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        case = home / "case.json"
        case.write_text(_json_case(), encoding="utf-8")
        copy = home / "pathway"
        shutil.copytree(pathway_folder(), copy, ignore=shutil.ignore_patterns("cases"))
        environment = {**os.environ, "XDG_CACHE_HOME": str(home / "cache")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else edited sources are compiled anew in every run
        script = Path(sys.executable).with_name("legpain-graph")
        command = [str(script)] if script.exists() else [sys.executable, "-m", "legpain_graph_cli"]

        def timed(words: list[str]) -> float:
            begin = perf_counter()
            subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)
            return 1_000 * (perf_counter() - begin)

        def changed() -> float:
            with (copy / "pathway.yaml").open("a", encoding="utf-8") as file:
                file.write("# changed\n")
            return timed([*command, "walk", "--pathway", str(copy), str(case)])

        nothing = [sys.executable, "-c", "pass"]
        warm = [*command, "walk", str(case)]
        changed()
        timed(warm)
        idle, walked, first = [], [], []
        for number in range(max(warm_runs, cold_runs)):
            idle.append(timed(nothing))
            if number < warm_runs:
                walked.append(timed(warm))
            if number < cold_runs:
                first.append(changed())
        imported = _imported(case, environment)
    return [
        Row("python -c pass", _spread(idle, idle)),
        _process_row("legpain-graph walk case.json, warm", walked, idle, WARM),
        _process_row("the same, first after a change of the pathway", first, idle, COLD),
        Row(
            f"warm, {len(imported)} modules of {', '.join(NEVER_WARM)}"
            + (f": {', '.join(imported)}" if imported else ""),
            {},
            "0",
            not imported,
        ),
    ]


def in_process(pathway: Pathway, repeats: int) -> list[Row]:
    """Patients one after the other through each way of walking, the ways in turn. By hand there is the first step only."""
    first = first_step(pathway)
    compiled, reference = Compiled(pathway), Reference(pathway)
    walker = Walker(pathway, compiled)
    patients = Patients(pathway, seed=0)
    complete = list(patients.mix(PATIENTS))
    whole = [recorded(patient) for patient in complete]
    parts = [recorded(patients.part(patient, SHARES[number % 4])) for number, patient in enumerate(complete)]
    worked = [read_case_file(path).case for path in sorted(pathway_folder().glob("cases/*.case.*"))]
    cases: dict[str, Sequence[Case]] = {"complete": whole, "partial": parts, "worked": worked}
    told = {name: [compiled.facts(case) for case in group] for name, group in cases.items()}

    def explained(case: Case) -> dict[str, Any]:
        return walker.walk(case).as_dict()

    by_hand_task = Task(
        "first step: by hand, complete", by_hand.walk, [plain(patient) for patient in complete], "", "", BATCH
    )
    tasks = [by_hand_task]
    references = {}
    for name, group in cases.items():
        facts = told[name]
        engines = (
            ("first step", Reference(first), Compiled(first), HAND),
            ("whole pathway", reference, compiled, REFERENCE),
        )
        for scope, plainly, fast, target in engines:
            key = f"{scope}, {name}"
            references[key] = Task(f"{scope}: reference statuses, {name}", plainly.status, facts[::41], key)
            tasks += [
                references[key],
                Task(f"{scope}: compiled statuses, {name}", fast.bare_status, facts, key, target, BATCH),
            ]
        tasks += [
            Task(f"whole pathway: compiled with reasons, {name}", compiled.status, facts, key, "", BATCH),
            Task(f"whole pathway: case to facts, {name}", compiled.facts, group, key, "", BATCH),
            Task(f"whole pathway: explained walk, {name}", walker.walk, group, key, FULL),
            Task(f"whole pathway: explained walk as_dict, {name}", explained, group, key, FULL),
        ]
    for _ in range(repeats):
        for task in tasks:
            task.once()
    rows = []
    for task in sorted(tasks, key=lambda task: task.what.partition(":")[0]):
        against = references.get(task.group, references["first step, complete"])
        to_hand, faster = task.seconds / by_hand_task.seconds, against.seconds / task.seconds
        numbers = {
            "us": 1e6 * task.seconds,
            "per second": 1 / task.seconds,
            "x by hand": to_hand,
            "x reference": faster,
        }
        met = {
            HAND: to_hand <= TO_HAND and faster >= TO_REFERENCE,
            REFERENCE: faster >= TO_REFERENCE,
            FULL: 1 / task.seconds >= A_SECOND,
        }
        rows.append(Row(task.what, numbers, task.target, met.get(task.target)))
    return rows


def _read(thing: Any) -> list[Any]:
    """What is known of a patient: a dict, a case or facts."""
    known = thing.findings if isinstance(thing, Case) else getattr(thing, "known", thing)
    return list(known.items())


def _json_case() -> str:
    """A worked case as the JSON file that a user would have."""
    return case_json(CaseFile(read_case_file(pathway_folder() / "cases" / f"{CASE}.case.yaml").case))


def _imported(case: Path, environment: dict[str, str]) -> list[str]:
    """Which of the heavy packages a warm walk imports."""
    code = (
        "import sys; from legpain_graph_cli.main import cli;"
        f"cli.main(['walk', {str(case)!r}], 'legpain-graph', standalone_mode=False);"
        f"print(*(name for name in {NEVER_WARM!r} if name in sys.modules), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    return run.stderr.split()


def _spread(times: Sequence[float], idle: Sequence[float]) -> dict[str, float]:
    """Milliseconds, and how many times an idle process: of the medians, and of the minimums."""
    middle, least = median(times), min(times)
    return {
        "runs": len(times),
        "median": middle,
        "minimum": least,
        "x medians": middle / median(idle),
        "x minimums": least / min(idle),
    }


def _process_row(what: str, times: Sequence[float], idle: Sequence[float], most: int) -> Row:
    numbers = _spread(times, idle)
    return Row(what, numbers, f"<= {most} x", numbers["x medians"] <= most)


def _machine(pathway: Pathway) -> dict[str, str]:
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        pass
    return {
        "machine": f"{os.cpu_count()} x {model}, {platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "pathway": f"{len(pathway.nodes)} nodes, {len(pathway.edges)} edges, {len(pathway.vocabulary.findings)} findings",
        "load before": _load(),
    }


def _load() -> str:
    return " ".join(f"{load:.2f}" for load in os.getloadavg()) if hasattr(os, "getloadavg") else "not known"


def _table(title: str, rows: Sequence[Row]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row.numbers))
    lines = [[title, *columns, "target", ""]]
    for row in rows:
        cells = [_number(row.numbers.get(name)) for name in columns]
        lines.append([row.what, *cells, row.target, "" if row.met is None else "met" if row.met else "NOT MET"])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 0 < column <= len(columns) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _number(number: float | None) -> str:
    if number is None:
        return ""
    return (
        f"{number:,.0f}"
        if number >= 1_000 or number == int(number)
        else f"{number:.1f}"
        if number >= 10
        else f"{number:.2f}"
    )


if __name__ == "__main__":
    main()
