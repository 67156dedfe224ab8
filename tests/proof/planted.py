"""Eight faults, each planted in a copy of the leg pain pathway by an edit of its text: what a careless change could do.

folder = PLANTED["abpi-0-8"].plant(tmp_path)

Each edit is checked to apply in exactly one place, so that a fault is never silently absent when the pathway is rewritten.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from legpain_graph.resources import pathway_folder


@dataclass(frozen=True)
class Fault:
    """An edit of one file: `old`, which stands in it once, becomes `new`. `loads` is False where the result is no pathway at all."""

    name: str
    what: str
    file: str
    old: str
    new: str
    less_urgent: bool = True
    """Whether some patient with everything recorded is now told something less urgent; else only where they are sent differs."""
    loads: bool = True

    def plant(self, into: Path) -> Path:
        """A copy of the pathway with the fault in it: its folder, in the folder `into`."""
        folder = copy_of(into / self.name)
        file = folder / self.file
        text = file.read_text()
        assert text.count(self.old) == 1, (
            f"{self.name}: the text to edit stands {text.count(self.old)} times in {self.file}"
        )
        file.write_text(text.replace(self.old, self.new))
        return folder


def copy_of(folder: Path) -> Path:
    """A copy of the leg pain pathway, without its cases."""
    folder.mkdir(parents=True)
    for file in Path(pathway_folder()).glob("*.yaml"):
        shutil.copy(file, folder / file.name)
    return folder


_REFER: Final = """\
      - to: stop-bone-refer
        when: >-
          (xray_result in [normal, stress_fracture, other_benign, indeterminate]
          or mri_bone_result in [normal, stress_fracture, other_benign])
          and (bony_mass or child_or_young_person or bone_pain_worsening)
        label: mass, under 25, worse
        statements: [P1.2e, S6.10, S9.10, F9.7, AMB-15]
"""
_REIMAGE: Final = """\
      - to: stop-bone-reimage
        when: >-
          xray_result in [normal, stress_fracture, other_benign, indeterminate]
          or mri_bone_result in [normal, stress_fracture, other_benign]
        label: not cleared by it
        statements: [P1.2e, S6.10, AMB-15]
"""

FAULTS: Final = (
    Fault(
        "dropped-red-flag",
        "pain that is rapidly getting worse is no alarm any more",
        "1-screen.yaml",
        """\
      - to: stop-same-day-clinician
        when: rapidly_worsening_pain
        label: pain rapidly worse
        statements: [S9.5b, AMB-17]
""",
        "",
    ),
    Fault(
        "abpi-0-8",
        "claudication ends at an ABPI of 0.8 instead of 0.9",
        "findings.yaml",
        "{name: abpi_claudication_max, value: 0.9,",
        "{name: abpi_claudication_max, value: 0.8,",
    ),
    Fault(
        "d-dimer-when-likely",
        "a D-dimer may be used whatever the Wells score",
        "findings.yaml",
        "formula: dvt_suspected and wells_unlikely and not pe_features and not on_anticoagulant",
        "formula: dvt_suspected and not pe_features and not on_anticoagulant",
        less_urgent=False,
    ),
    Fault(
        "and-for-or",
        "a numb saddle counts only together with a full bladder",
        "findings.yaml",
        "saddle_numbness or urinary_retention or bladder_disturbance or faecal_incontinence",
        "(saddle_numbness and urinary_retention) or bladder_disturbance or faecal_incontinence",
    ),
    Fault(
        "past-the-abpi",
        "a torn calf is compressed without an ABPI",
        "2-classify.yaml",
        """\
      - to: compression-abpi
        when: compression_wanted and (calf_strain_suspected or venous_disease)
""",
        """\
      - to: compress
        when: compression_wanted and calf_strain_suspected
        label: torn calf
        statements: [S7.3]
      - to: compression-abpi
        when: compression_wanted and (calf_strain_suspected or venous_disease)
""",
        less_urgent=False,
    ),
    Fault(
        "benign-before-neurology",
        "a nerve deficit that is getting better is sent home before it is examined",
        "6-spine.yaml",
        """\
      - to: stop-urgent-ortho
        when: achilles_rupture_suspected and not deficit_beyond_push_off
""",
        """\
      - to: stop-no-emergency
        when: symptom_trajectory == improving
        label: getting better
        statements: [S6.16]
      - to: stop-urgent-ortho
        when: achilles_rupture_suspected and not deficit_beyond_push_off
""",
    ),
    Fault(
        "swapped-first",
        "a bone that is not cleared is imaged again before it is asked whether it must be referred",
        "1-cancer.yaml",
        _REFER + _REIMAGE,
        _REIMAGE + _REFER,
        less_urgent=False,
    ),
    Fault(
        "missing-otherwise",
        "where an infection is not clear, nothing follows",
        "1-same-day.yaml",
        """\
      - to: stop-same-day-infection
        when: otherwise
        label: not clear where
        statements: [S2.12, S9.5a, AMB-17]
""",
        "",
        loads=False,
    ),
)

PLANTED: Final = {fault.name: fault for fault in FAULTS}
