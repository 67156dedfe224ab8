"""Machine code answers every row as numpy does: whatever types the columns have, wherever they begin, and where they end."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.small import pathway
from cohort.tables import typed, write
from legpain_graph.cohort.batch import from_arrow
from legpain_graph.cohort.generate import Cohort, Frequencies
from legpain_graph.cohort.kernel import Kernel
from legpain_graph.cohort.mapping import ColumnMap, columns_of, read_map
from legpain_graph.cohort.run import Request, run
from legpain_graph.engine.columns import unpacked
from legpain_graph.model.pathway import Pathway
from strategies import cases, examples, partial_case, pathways


def planes(kernel: Kernel, rows: pa.RecordBatch, mapped: ColumnMap | None = None) -> list[list[bool]]:
    """All that is said of the rows, a list each."""
    columns = columns_of(rows.schema.names, kernel.pathway.vocabulary, mapped)
    batch = from_arrow(rows, columns.uses, (), {})
    found, doubtful = kernel._run(kernel.reading(columns, plain=True).recorded(batch), batch.size)
    return [unpacked(plane, batch.size).tolist() for plane in (*found.values(), doubtful)]


def batch_of(table: pa.Table) -> pa.RecordBatch:
    return table.combine_chunks().to_batches()[0]


@examples(40)
@given(st.data())
def test_machine_code_agrees_with_numpy(data: st.DataObject) -> None:
    drawn_pathway = data.draw(pathways())
    fast, slow = Kernel(drawn_pathway, fast=True), Kernel(drawn_pathway)
    assert (fast.fused is None) == fast.columns.computes
    drawn = [data.draw(cases(drawn_pathway)) for _ in range(data.draw(st.integers(1, 5)))]
    rows = batch_of(typed(drawn_pathway, drawn))
    assert planes(fast, rows) == planes(slow, rows)


@pytest.fixture(scope="module")
def kernels(leg_pain: Pathway) -> tuple[Kernel, Kernel]:
    return Kernel(leg_pain, fast=True), Kernel(leg_pain)


def test_leg_pain_rows_wherever_they_begin_and_end(kernels: tuple[Kernel, Kernel], leg_pain: Pathway) -> None:
    """More rows than are worked through at a time."""
    rows = next(Cohort(leg_pain, Frequencies(abnormal=0.2), seed=3).rows(5_000))
    for start, stop in ((0, 5_000), (0, 4_096), (64, 64), (3, 2_051), (129, 130), (8, 4_999)):
        part = rows.slice(start, stop - start)
        if part.num_rows:
            assert planes(kernels[0], part) == planes(kernels[1], part)


NUMBERS = (0, 1, 2, 3, None, 120, 121, -1)


@pytest.mark.parametrize(
    "column",
    [
        *(pa.array(NUMBERS, kind) for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float64())),
        pa.array([0.5, float("nan"), float("inf"), -0.0, 0.9, 0.8999999999999999, None, 2.5]),
        pa.array(["a", "b", None, "0.9"] * 2).dictionary_encode(),
        pa.array([f"{number / 100}" for number in range(99)])
        .dictionary_encode()
        .cast(pa.dictionary(pa.int8(), pa.string())),
        pa.array([None] * 8, pa.int16()),
        pa.array([Decimal("0.9"), None] * 4),
        pa.array([True, False, None, None] * 2),
        pa.array([["scan"], None] * 4),
    ],
    ids=lambda column: str(column.type),
)
@pytest.mark.parametrize("name", ["index", "age", "scan", "alarm", "normal", "not_done"])
def test_every_type_of_column(column: pa.Array, name: str) -> None:
    fast, slow = Kernel(pathway(), fast=True), Kernel(pathway())
    rows = pa.record_batch({name: pa.concat_arrays([column] * 20)})
    assert planes(fast, rows) == planes(slow, rows)


def test_names_and_truths() -> None:
    random = Random(5)
    names = ["alarms", "tests", "scan", "nonsense"]
    said = [None if random.random() < 0.2 else random.sample(names, random.randint(0, 3)) for _ in range(300)]
    truths = np.array([random.random() < 0.5 for _ in said])
    rows = pa.record_batch(
        {
            "alarm": pa.array(truths),
            "normal": pa.array(said, pa.list_(pa.string())),
            "not_done": pa.array([" ".join(each or ()) for each in said]),
        }
    )
    fast, slow = Kernel(pathway(), fast=True), Kernel(pathway())
    for start in (0, 1, 65):
        assert planes(fast, rows.slice(start)) == planes(slow, rows.slice(start))


def test_a_truth_of_which_one_value_stands_for_nothing() -> None:
    """What other columns say to be nothing stays so."""
    mapped = read_map(b"columns: {A: {is: alarm, codes: {true: true}}}", "map.yaml", pathway().vocabulary)
    truths = np.random.default_rng(1).random((2, 5_000)) < 0.5
    rows = pa.record_batch({"age": pa.array(np.where(truths[0], 300, 30)), "A": pa.array(truths[1], mask=truths[0])})
    fast, slow = Kernel(pathway(), fast=True), Kernel(pathway())
    assert planes(fast, rows, mapped) == planes(slow, rows, mapped)
    assert planes(fast, rows, mapped)[-1] == (truths[0] | ~truths[1]).tolist()


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_files_are_the_same_bytes(leg_pain: Pathway, ending: str, tmp_path: Path) -> None:
    table = write(leg_pain, [partial_case(leg_pain, Random(seed)) for seed in range(70)], tmp_path / f"t.{ending}")
    written = []
    for fast in (False, True):
        out = tmp_path / f"{fast}.arrow"
        counts = run(Request(leg_pain, [str(table)], str(out), fast=fast))
        written.append((counts.as_dict(), out.read_bytes()))
    assert written[0] == written[1]
