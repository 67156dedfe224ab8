"""A pathway small enough to know by heart, and its tables: an alarm, a test that may not be done, a number with a threshold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

import seven
from legpain_graph.cohort.mapping import ColumnMap
from legpain_graph.cohort.run import Request, run
from legpain_graph.model.guard.ir import Flag
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Constraint, Finding, FindingType, Group
from strategies import sketch, vocabulary_of

TRUTH = FindingType.BOOLEAN
ALARM = Finding("alarm", TRUTH, "Alarm", normal=False)
WORSE = Finding("worse", TRUTH, "Worse", normal=False)
SCAN = Finding(
    "scan", FindingType.CHOICE, "Scan", values=("clear", "clot"), optional=True, section="investigation", normal="clear"
)
INDEX = Finding("index", FindingType.NUMBER, "Index", unit="ratio", high=Decimal("2.5"), optional=True, section="investigation", normal=Decimal(1))  # fmt: skip
AGE = Finding("age", FindingType.NUMBER, "Age", unit="years", high=Decimal(120), integer=True)


def pathway() -> Pathway:
    """999 for an alarm or under an index of 0.9, today for a clot, else home; whoever is worse has an alarm."""
    words = vocabulary_of(ALARM, WORSE, SCAN, INDEX, AGE)
    groups = {
        "alarms": Group("alarms", "No alarm.", ("alarm", "worse")),
        "tests": Group("tests", "Tests.", ("scan", "index"), closed_by=("normal", "not_done")),
    }
    words = replace(words, groups=groups, constraints=(Constraint("r", Flag("worse"), Flag("alarm"), "worse is one"),))
    made = sketch(
        words,
        {
            "go": ("first", ["alarm or index < 0.9 -> now", "scan == clot -> today", "otherwise -> home"]),
            "now": seven.EMERGENCY_999,
            "today": seven.SAME_DAY,
            "home": seven.PRIMARY_CARE,
        },
    )
    return replace(made, hash="small")


def answers(
    folder: Path, *tables: Path, mapped: ColumnMap | None = None, **wanted: Any
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The answers of tables and their faults, as rows."""
    out, rejects = folder / "out.arrow", folder / "rejects.arrow"
    run(Request(pathway(), [str(table) for table in tables], str(out), str(rejects), mapped=mapped, **wanted))
    rows, faults = (pa.ipc.open_file(str(path)).read_all().to_pylist() for path in (out, rejects))
    return rows, faults


def floors(folder: Path, *tables: Path, **wanted: Any) -> list[str]:
    """The floor of each row, `-` where it is at fault."""
    rows, _ = answers(folder, *tables, **wanted)
    names = {"emergency_999": "now", "same_day": "today", "primary_care": "home", None: "-"}
    return [names[row["floor"]] for row in rows]


def reasons(folder: Path, *tables: Path, **wanted: Any) -> list[tuple[int, str | None, str]]:
    """Row, column and reason of each fault."""
    _, faults = answers(folder, *tables, **wanted)
    return [(fault["row"], fault["column"], fault["reason"]) for fault in faults]
