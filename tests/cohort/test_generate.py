"""Synthetic patients: the same for one seed, true to every definition, as frequent as asked for, and on every edge."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cohort.small import pathway
from legpain_graph.cohort.covering import covering
from legpain_graph.cohort.generate import Cohort, Frequencies, read_frequencies
from legpain_graph.cohort.run import Request, run
from legpain_graph.errors import RequestError
from legpain_graph.model.pathway import Pathway
from legpain_graph_cli.main import cli
from strategies import examples, pathways

USUAL = Frequencies()


def drawn(made: Pathway, frequencies: Frequencies = USUAL, seed: int = 1, rows: int = 4_000) -> pa.Table:
    return pa.Table.from_batches(Cohort(made, frequencies, seed).rows(rows))


def test_one_seed_is_one_table() -> None:
    assert drawn(pathway()).equals(drawn(pathway()))
    assert not drawn(pathway()).equals(drawn(pathway(), seed=2))


@examples(40)
@given(st.data())
def test_no_patient_contradicts_a_definition(data: st.DataObject) -> None:
    made = data.draw(pathways())
    frequencies = Frequencies({}, abnormal=0.5, not_done=0.3, missing=0.1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        pq.write_table(drawn(made, frequencies, rows=300), path)
        counts = run(Request(made, [str(path)], rejects=f"{folder}/rejects.csv"))
        assert (counts.rows, counts.faulty) == (300, 0), (Path(folder) / "rejects.csv").read_text()


def test_values_are_as_frequent_as_asked_for() -> None:
    written = b"alarm: 0.3\nscan: {clot: 0.9, not_done: 0.5, missing: 0}\nage: {mean: 50, sd: 5, missing: 0.75}\n"
    table = drawn(pathway(), read_frequencies(written, "f.yaml", pathway().vocabulary, Frequencies(missing=0)))
    rows = table.num_rows
    assert table["alarm"].to_pylist().count(True) == pytest.approx(0.3 * rows, rel=0.1)
    scans = table["scan"].to_pylist()
    assert scans.count("not_done") == pytest.approx(0.5 * rows, rel=0.1)
    assert scans.count("clot") == pytest.approx(0.45 * rows, rel=0.1)
    assert table["age"].null_count == pytest.approx(0.75 * rows, rel=0.1)
    assert pa.compute.mean(table["age"]).as_py() == pytest.approx(50, abs=1)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[]", "is not a map of findings"),
        ("alrm: 0.1", "unknown finding 'alrm'"),
        ("alarm: 2", "alarm: true is a number from 0 to 1"),
        ("alarm: {yes: 0.1}", "alarm has no 'yes'"),
        ("alarm: {true: 0.6, false: 0.6}", "its values are more than all"),
        ("age: {sd: 0}", "age: sd is a number above 0"),
        ("age: {not_done: 0.1}", "age has no 'not_done'"),
    ],
)
def test_frequencies_say_where_they_are_wrong(written: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        read_frequencies(written.encode(), "f.yaml", pathway().vocabulary, USUAL)


def walked(made: Pathway, rows: pa.RecordBatch, folder: Path) -> set[str]:
    """The edges that somebody walks."""
    path = folder / "t.parquet"
    pq.write_table(pa.Table.from_batches([rows]), path)
    counts = run(Request(made, [str(path)]))
    assert (counts.rows, counts.faulty) == (rows.num_rows, 0)
    return {edge for edge, count in counts.edges.items() if count}


def test_every_edge_that_can_be_walked_is(tmp_path: Path) -> None:
    made = pathway()
    cases, left = covering(made)
    assert left == []
    assert walked(made, Cohort(made).of_cases(cases), tmp_path) == {"go>now", "go>today", "go>home"}


def test_leg_pain_every_edge_that_can_be_walked_is(leg_pain: Pathway, tmp_path: Path) -> None:
    cases, left = covering(leg_pain)
    found = walked(leg_pain, Cohort(leg_pain).of_cases(cases), tmp_path)
    chosen = {edge.id for node in leg_pain.nodes.values() for edge in node.walkable}
    assert chosen - found == set(left)
    assert len(left) < 5  # an audit proves of these that nobody walks them


def test_the_command_writes_a_table_that_cohort_reads(tmp_path: Path) -> None:
    out = tmp_path / "new" / "t.csv"
    result = CliRunner().invoke(
        cli, ["generate", "-n", "50", "--missing", "0.5", "-o", str(out)], catch_exceptions=False
    )
    assert result.exit_code == 0
    assert len(out.read_text().splitlines()) == 51
    again = CliRunner().invoke(cli, ["cohort", str(out)], catch_exceptions=False)
    assert again.exit_code == 0
    assert ": 50 rows" in again.output
    assert [path.name for path in out.parent.iterdir()] == ["t.csv"]
