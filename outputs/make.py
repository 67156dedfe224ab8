"""Makes the gallery: every picture and transcript in this folder, from the pathway and its worked cases."""

from __future__ import annotations

import subprocess
import sys
import tempfile
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
            "alarm-where",
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
            "tendon",
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


VERSIONS = "708c7eb", "bec48f1"
"""Two commits of the pathway that are compared: 0.2.0 and 0.3.0."""


def run(*args: str, status: int = 0) -> str:
    command = [sys.executable, "-m", "legpain_graph_cli", *args]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != status:
        raise SystemExit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    return done.stdout


def compared() -> None:
    """Two commits of the pathway, where git has them; and each planted fault: the verdict, and the first patient."""
    names = [f"{version}:pathway/leg_pain" for version in VERSIONS]
    known = subprocess.run(["git", "rev-parse", "--verify", "--quiet", names[0]], cwd=HOME, capture_output=True)
    if known.returncode == 0:
        (HOME / "diff.txt").write_text(f"$ legpain-graph diff {' '.join(names)}\n{run('diff', *names, status=1)}")
    sys.path.insert(0, str(HOME.parent / "tests"))
    from proof.planted import FAULTS, copy_of

    said = []
    with tempfile.TemporaryDirectory() as folder:
        copy_of(Path(folder) / "leg_pain")
        for fault in FAULTS:
            fault.plant(Path(folder))
            command = [sys.executable, "-m", "legpain_graph_cli", "diff", "leg_pain", fault.name, "--patients", "1"]
            done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
            parts = (done.stdout if fault.loads else done.stderr).split("\n\n")
            parts = [part for part in parts if not part.startswith(("OUTCOMES", "MORE URGENT\n"))]
            said.append(f"--- {fault.name}: {fault.what}\n" + "\n\n".join(parts))
    (HOME / "planted.txt").write_text("\n".join(said))


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
    compared()
    sys.path.insert(0, str(HOME))
    from architecture import svg

    (HOME / "architecture.svg").write_text(svg())
    run("prove", "--hazard-log", str(HOME / "hazard-log.html"))
    (HOME / "audit.txt").write_text(run("audit", "--mutants", "--seconds", "300"))


if __name__ == "__main__":
    main()
