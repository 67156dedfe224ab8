"""What work on a pathway costs as it grows, in CPU seconds and peak memory:  python benchmarks/growth.py [--json] [NODES ...]

Each piece of work is a process of its own on the chain that `chain.py` writes, so that none pays for another. `growth` is
the power of the nodes by which the seconds grow, from 100 nodes on: 1 is linear. Times are those of the process and its children; nothing is judged.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from math import log
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.chain import write

SIZES: Final = (50, 100, 300, 1_000, 3_000, 5_000)
LONGEST: Final = 300
"""Seconds that one piece of work may take; what takes longer is told, and larger ones are not tried."""
ONLY: Final = "nodes and edges"
WORK: Final = {
    "load and check": ("check", "{}"),
    "walk": ("walk", "{}/cases/c0.case.json", "-p", "{}"),
    "render, a stage": ("render", "-p", "{}", "--view", "stage:s1", "-o", "{}/stage.svg"),
    "render, whole": ("render", "-p", "{}", "--view", "whole", "-o", "{}/whole.svg"),
    "page": ("page", "{}", "-o", "{}/page.html"),
    "prove": ("prove", "{}"),
    "audit, nodes and edges": (ONLY, "{}"),
    "audit": ("audit", "-p", "{}", "{}/cases"),
}


def main() -> None:
    arguments = [word for word in sys.argv[1:] if word != "--json"]
    sizes = [int(word) for word in arguments] or list(SIZES)
    found: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in WORK}
    with tempfile.TemporaryDirectory() as folder:
        for nodes in sizes:
            write(nodes, Path(folder, str(nodes)))
            for name, words in WORK.items():
                if not any("not done" in row for row in found[name].values()):
                    found[name][nodes] = _work(words, Path(folder, str(nodes)))
            if (page := Path(folder, str(nodes), "page.html")).exists():
                found["page"][nodes]["file MB"] = page.stat().st_size / 1e6
    print(json.dumps(found, indent=1) if "--json" in sys.argv else _table(found, sizes))


def _work(words: tuple[str, ...], folder: Path) -> dict[str, Any]:
    """CPU seconds and peak MB of one command; why it was not done, where it was not."""
    command = [sys.executable, __file__, "--one", *(word.format(folder) for word in words)]
    environment = os.environ | {"XDG_CACHE_HOME": str(folder / "cache")}
    try:
        run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return {"not done": f"more than {LONGEST} s"}
    told: dict[str, Any] = json.loads(run.stderr.strip().splitlines()[-1])
    return told


def _one(words: list[str]) -> None:
    """One command in this process; what it took is the last line of standard error."""
    from legpain_graph_cli.main import cli

    status: Any = 0
    try:
        if words[0] == ONLY:
            _nodes_and_edges(Path(words[1]))
        else:
            cli.main(words, "legpain-graph")
    except SystemExit as error:
        status = error.code
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    told: dict[str, Any] = {
        "seconds": sum(each.ru_utime + each.ru_stime for each in usage),
        "MB": max(each.ru_maxrss for each in usage) / 1024,
    }
    if status not in (0, 1, None):
        told["not done"] = f"status {status}"
    print(json.dumps(told), file=sys.stderr)


def _nodes_and_edges(folder: Path) -> None:
    from legpain_graph import load_pathway
    from legpain_graph.audit.run import audit
    from legpain_graph.case.read import read_case_file

    cases = [read_case_file(path) for path in sorted(folder.glob("cases/*.case.json"))]
    audit(load_pathway(folder), cases, only=("nodes", "edges"))


def _table(found: dict[str, dict[int, dict[str, Any]]], sizes: list[int]) -> str:
    lines = [["CPU s (peak MB)", *(f"{nodes:,}" for nodes in sizes), "growth"]]
    for name, rows in found.items():
        done = {nodes: row["seconds"] for nodes, row in rows.items() if "not done" not in row}
        cells = [_cell(rows.get(nodes)) for nodes in sizes]
        grown = [nodes for nodes in done if nodes >= 100]
        growth = ""
        if len(grown) > 1:
            growth = f"{log(done[grown[-1]] / done[grown[0]]) / log(grown[-1] / grown[0]):.2f}"
        lines.append([name, *cells, growth])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def _cell(row: dict[str, Any] | None) -> str:
    if row is None:
        return "-"
    if "not done" in row:
        return str(row["not done"])
    size = f", {row['file MB']:.1f} MB file" if "file MB" in row else ""
    return f"{row['seconds']:.2f} ({row['MB']:.0f}{size})"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _one(sys.argv[2:])
    else:
        main()
