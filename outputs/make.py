"""Makes the gallery: every picture and transcript in this folder, from the pathway and its worked cases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
CASES = HOME.parent / "pathway" / "leg_pain" / "cases"
WALKS = {
    "walk": "two-dvt-and-toe-ulcer",
    "emergency": "ischaemia-claudicant-cold-since-yesterday",
    "open": "spine-bladder-not-asked",
}

PICTURES = {
    "overview": "overview",
    "pathway": "whole",
    **{
        f"stages/{stage}": f"stage:{stage}"
        for stage in [
            "screen",
            "dvt",
            "cancer",
            "same-day",
            "classify",
            "differential",
            "artery",
            "bone",
            "spine",
            "veins",
            "muscle",
            "nerve",
            "relief",
            "follow-up",
        ]
    },
    "around": "around:abpi",
}
"""Pictures of nobody in particular: file to view."""
WALKED = {
    **{name: ("path", name) for name in WALKS},
    "walk-overview": ("overview", "walk"),
}
"""Pictures of a walk: file to view and patient."""

ARGUED = (
    "ischaemia-sprain-one-foot-pulse-absent",
    "dvt-torn-calf-2-9-cm",
    "spine-cancer-sciatica-normal-neurology",
    "artery-rest-pain-warm-foot-abpi-0-70",
    "stress-groin-runner-night-pain",
)
"""Patients that a GP would argue about."""


def run(*args: str) -> str:
    command = [sys.executable, "-m", "legpain_graph_cli", *args]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> None:
    (HOME / "stages").mkdir(exist_ok=True)
    for name, view in PICTURES.items():
        run("render", "--view", view, "-o", str(HOME / f"{name}.svg"))
    for name, (view, patient) in WALKED.items():
        path = str(CASES / f"{WALKS[patient]}.case.yaml")
        run("render", path, "--view", view, "-o", str(HOME / f"{name}.svg"))
    for name, case in WALKS.items():
        path = str(CASES / f"{case}.case.yaml")
        (HOME / f"{name}.txt").write_text(run("walk", path))
    argued = [
        f"$ legpain-graph walk {case}.case.yaml\n{run('walk', str(CASES / f'{case}.case.yaml'))}" for case in ARGUED
    ]
    (HOME / "argued.txt").write_text("\n".join(argued))
    (HOME / "audit.txt").write_text(run("audit"))


if __name__ == "__main__":
    main()
