"""Cases as rows of a table, in each of the formats; and what a walk says of a case, as a row of the answers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from legpain_graph.case.facts import Case, without
from legpain_graph.cohort.mapping import recordable
from legpain_graph.errors import CaseError
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import NOT_DONE, FindingType
from legpain_graph.walk.walker import Walker

FORMATS = ("csv", "ndjson", "parquet", "arrow", "arrows")


def plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value) if value.as_tuple().exponent else int(value)
    return "not_done" if value is NOT_DONE else value


def write(pathway: Pathway, cases: Sequence[Case], path: Path, rows: int = 5) -> Path:
    """A table of the cases, in the format of the name's ending; so many `rows` are a row group or a record batch."""
    words = pathway.vocabulary
    if path.suffix == ".ndjson":
        lines = [
            {
                **{name: plain(value) for name, value in case.findings.items()},
                "normal": case.normal,
                "not_done": case.not_done,
            }
            for case in cases
        ]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    elif path.suffix == ".csv":
        text = io.StringIO(newline="")
        file = csv.writer(text, lineterminator="\n")
        names = recordable(words)
        file.writerow([*names, "normal", "not_done"])
        for case in cases:
            file.writerow(
                [*(_word(case.findings.get(name)) for name in names), ", ".join(case.normal), " ".join(case.not_done)]
            )
        path.write_text(text.getvalue(), newline="")
    else:
        table = typed(pathway, cases)
        if path.suffix == ".parquet":
            pq.write_table(table, path, row_group_size=rows)
        else:
            file = pa.ipc.new_file if path.suffix == ".arrow" else pa.ipc.new_stream
            with file(str(path), table.schema) as out:
                out.write_table(table, max_chunksize=rows)
    return path


def _word(value: Any) -> str:
    return "" if value is None else json.dumps(value) if isinstance(value, bool) else str(plain(value))


def typed(pathway: Pathway, cases: Sequence[Case]) -> pa.Table:
    """Truths and numbers as such where every value is one; what was not done is then closed by its own name."""
    words = pathway.vocabulary
    columns: dict[str, pa.Array] = {}
    moved: list[list[str]] = [[] for _ in cases]
    for name in recordable(words):
        values = [plain(case.findings.get(name)) for case in cases]
        kind = words.findings[name].type if name in words.findings else FindingType.NUMBER
        odd = any(isinstance(value, bool) for value in values) and kind is FindingType.NUMBER  # Arrow would make it 1.0
        if kind is FindingType.CHOICE or odd or any(isinstance(value, str) and value != "not_done" for value in values):
            columns[name] = pa.array([None if value is None else _word(value) for value in values], pa.string())
            continue
        for number, value in enumerate(values):
            if value == "not_done":
                moved[number].append(name)
                values[number] = None
        try:
            columns[name] = pa.array(values, pa.bool_() if kind is FindingType.BOOLEAN else pa.float64())
        except (pa.ArrowException, TypeError):
            columns[name] = pa.array([None if value is None else _word(value) for value in values], pa.string())
    names = pa.list_(pa.string())
    columns["normal"] = pa.array([list(case.normal) for case in cases], names)
    columns["not_done"] = pa.array([[*case.not_done, *more] for case, more in zip(cases, moved, strict=True)], names)
    return pa.table(columns)


def expected(walker: Walker, case: Case) -> dict[str, Any]:
    """The row of the answers, without its place; and `rest`, floor and ceiling without the entries at fault. Neither where endings are treatments."""
    try:
        walk = walker.walk(case)
    except CaseError as error:
        return {"fault": error.issues[0].message, "rest": _rest(walker, case)}
    bounds = {"floor": walk.floor.id, "ceiling": walk.ceiling.id} if walk.pathway.ordered else {}
    return {
        **bounds,
        "settled": walk.settled,
        "complete": walk.complete,
        "diagnoses": set(walk.diagnoses),
        "outcomes": [node.id for node in walk.outcomes],
        "asks": {ask.finding for ask in walk.decides_urgency},
        "fault": None,
    }


def _rest(walker: Walker, case: Case) -> tuple[str, ...]:
    while True:
        try:
            walk = walker.walk(case)
        except CaseError as error:
            names = frozenset(issue.code.partition(".")[2] for issue in error.issues)
            case = error.remaining or without(case, names)
        else:
            return (walk.floor.id, walk.ceiling.id) if walk.pathway.ordered else ()
