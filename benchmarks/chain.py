"""Writes a pathway of about N nodes, in several files: a chain of decisions, each with two ways that join again and one that ends.

python benchmarks/chain.py N FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random
from typing import Final

A_FILE: Final = 200
"""Blocks of one file."""
A_STAGE: Final = 6
URGENCIES: Final = ("routine", "soon", "two_weeks", "within_48_hours")
ONE: Final = "statements: [S1]"


def write(nodes: int, folder: Path, cases: int = 10) -> None:
    """Writes the pathway and complete cases of it; the same for the same numbers."""
    random, blocks = Random(1), max(1, (nodes - 4) // 5)
    (folder / "cases").mkdir(parents=True, exist_ok=True)
    stages = (blocks + A_STAGE - 1) // A_STAGE
    (folder / "pathway.yaml").write_text(_head(blocks, stages))
    for start in range(0, blocks, A_FILE):
        several = range(start, min(start + A_FILE, blocks))
        lines = ["findings:", *(line for block in several for line in _findings(block)), "nodes:"]
        lines += [line for block in several for line in _nodes(block, blocks, random)]
        (folder / f"part-{start // A_FILE:03d}.yaml").write_text("\n".join(lines) + "\n")
    for number in range(cases):
        low = 1.5 / blocks
        flags = {f"flag_{block}": random.random() < 0.3 for block in range(blocks)}
        sizes = {f"size_{block}": 3 if random.random() < low else random.randint(10, 100) for block in range(blocks)}
        case = {"id": f"c{number}", "who": f"Patient {number}", "findings": flags | sizes, "normal": ["danger"],
                "expect": {"never": ["emergency"]}, "statements": ["S1"]}  # fmt: skip
        (folder / "cases" / f"c{number}.case.json").write_text(json.dumps(case))


def _head(blocks: int, stages: int) -> str:
    lines = [
        "pathway: {id: chain, title: Chain, version: '1', disclaimer: Made for measuring.}",
        "statements: [{id: S1, text: All of it.}]",
        "safety_nets: [{id: net, lines: [{urgency: emergency_999, text: Worse., statements: [S1]}]}]",
        "stages:",
        "  - {id: s0, title: Screen, step: 1}",
        *(f"  - {{id: s{number}, title: Stage {number}, step: {number + 1}}}" for number in range(1, stages + 1)),
        "diagnoses:",
        *(f"  - {{id: dx_{block}, label: diagnosis {block}}}" for block in range(blocks)),
        "groups: [{name: danger, sentence: No danger., closed_by: [normal], members: [red_0, red_1]}]",
        "findings:",
        *(_finding(f"red_{number}", "type: boolean, section: history") for number in range(2)),
        "nodes:",
        f"  - {{id: start, kind: start, stage: s0, title: Start, {ONE}, edges: [{{to: screen, {ONE}}}]}}",
        f"  - {{id: screen, kind: decision, stage: s0, title: Danger?, tags: [screen], choose: all, {ONE}, edges: [",
        f"      {{to: emergency, when: red_0 or red_1, label: danger, {ONE}}},",
        f"      {{to: ask-0, when: otherwise, label: none, {ONE}}}]}}",
        _stop("emergency", "s0", "emergency_999", ""),
        _stop("home", f"s{stages}", "primary_care", ""),
        "node_sets: [{name: N999, urgencies: [emergency_999]}]",
        "hazards:",
        (
            "  - {id: H1, title: H, cause: c, effect: e, severity: major, likelihood: low, residual_likelihood: very low, "
            f"{ONE}}}"
        ),
        "rules:",
        f"  - {{id: R1, hazard: H1, title: danger, claims: [sure(red_0) -> floor >= emergency_999], {ONE}}}",
        (
            f"  - {{id: R2, hazard: H1, title: middle, claims: [reaches(do_{blocks // 2}) -> sure(flag_{blocks // 2})], "
            f"{ONE}}}"
        ),
        f"  - {{id: R3, hazard: H1, title: end, claims: [reaches(home) -> ceiling >= primary_care], {ONE}}}",
    ]
    return "\n".join(lines) + "\n"


def _finding(name: str, kind: str) -> str:
    return f"  - {{name: {name}, {kind}, label: {name}, question: {name}?, origin: source, {ONE}}}"


def _findings(block: int) -> list[str]:
    number = "type: number, unit: units, range: [0, 100], integer: true, section: examination"
    return [_finding(f"flag_{block}", "type: boolean, section: history"), _finding(f"size_{block}", number)]


def _stop(name: str, stage: str, urgency: str, diagnosis: str) -> str:
    dx = f"diagnosis: {diagnosis}, " if diagnosis else ""
    return (
        f"  - {{id: {name}, kind: stop, stage: {stage}, title: {name}, urgency: {urgency}, timeframe: t, destination: d, "
        f"{dx}safety_net: net, {ONE}}}"
    )


def _nodes(block: int, blocks: int, random: Random) -> list[str]:
    stage, on = f"s{block // A_STAGE + 1}", f"ask-{block + 1}" if block + 1 < blocks else "home"
    high, low = random.randint(10, 90), random.randint(5, 9)
    refer = f"urgency: {random.choice(URGENCIES)}, timeframe: t, destination: d"
    return [
        f"  - {{id: ask-{block}, kind: decision, stage: {stage}, title: Question {block}?, choose: first, {ONE}, edges: [",
        f"      {{to: do-{block}, when: flag_{block} and size_{block} >= {high}, label: high, {ONE}}},",
        f"      {{to: refer-{block}, when: size_{block} < {low}, label: low, {ONE}}},",
        f"      {{to: care-{block}, when: otherwise, label: else, {ONE}}}]}}",
        (
            f"  - {{id: do-{block}, kind: action, stage: {stage}, title: Action {block}, do: [{{text: Do {block}, {ONE}}}], "
            f"{ONE}, edges: [{{to: {on}, {ONE}}}]}}"
        ),
        f"  - {{id: care-{block}, kind: action, stage: {stage}, title: Care {block}, {ONE}, edges: [{{to: {on}, {ONE}}}]}}",
        (
            f"  - {{id: refer-{block}, kind: refer, stage: {stage}, title: Refer {block}, {refer}, {ONE}, "
            f"edges: [{{to: stop-{block}, {ONE}}}]}}"
        ),
        _stop(f"stop-{block}", stage, "routine", f"dx_{block}"),
    ]


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
