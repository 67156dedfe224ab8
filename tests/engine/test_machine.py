"""Machine code of gates is what numpy makes of them; it is compiled once, and read back only where nobody else could have written it."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legpain_graph.engine.columns import Program
from legpain_graph.engine.gates import FALSE, TRUE, Gate, Gates, Input
from legpain_graph.engine.machine import CHUNK, Compiled, gates_ir
from legpain_graph.errors import RequestError
from strategies import examples

LEAVES = 5


def run(gates: Gates, wanted: Sequence[Gate], planes: np.ndarray) -> np.ndarray:
    """By machine code: a row for each gate that is wanted."""
    text = gates_ir(gates.made, wanted, [*range(LEAVES)], [*range(2, LEAVES + 2)])
    function = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 2, ctypes.c_int64, ctypes.c_int64)
    compiled = Compiled([text])  # which has to outlive its functions
    out = np.zeros((len(wanted), CHUNK), np.uint64)
    function(compiled.address("gates"))(planes.ctypes.data, out.ctypes.data, CHUNK, 0)
    return out


def some_planes(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2**64, (LEAVES, CHUNK), np.uint64)


@examples(30)
@given(
    st.lists(st.tuples(st.sampled_from(["both", "or_", "inverse"]), st.integers(0), st.integers(0))), st.integers(0, 9)
)
def test_machine_code_agrees_with_numpy(steps: list[tuple[str, int, int]], seed: int) -> None:
    gates, planes = Gates(), some_planes(seed)
    known = [gates.gate(Input("leaf", number)) for number in range(LEAVES)]
    for how, left, right in steps:
        operands = [known[place % len(known)] for place in ((left,) if how == "inverse" else (left, right))]
        known.append(getattr(gates, how)(*operands))
    wanted = [gate for gate in dict.fromkeys(known) if gate not in (FALSE, TRUE)]
    inputs = {Input("leaf", number): plane for number, plane in enumerate(planes)}
    values = Program(gates.made, wanted).run(inputs, CHUNK)
    assert run(gates, wanted, planes).tolist() == [values[gate].tolist() for gate in wanted]


def test_code_is_kept_and_a_file_that_was_changed_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("legpain_graph.engine.machine._done", {})
    gates, planes = Gates(), some_planes(1)
    known = [gates.gate(Input("leaf", number)) for number in range(LEAVES)]
    wanted = [gates.every([*known[:3], gates.inverse(known[4])])]
    first = run(gates, wanted, planes)
    (file,) = tmp_path.glob("legpain-graph/*.o")
    assert file.stat().st_mode & 0o77 == 0
    made = file.read_bytes()
    file.write_bytes(made[:-1] + bytes([made[-1] ^ 1]))
    monkeypatch.setattr("legpain_graph.engine.machine._done", {})
    assert run(gates, wanted, planes).tolist() == first.tolist()
    assert file.read_bytes() == made
    file.chmod(0o666)
    monkeypatch.setattr("legpain_graph.engine.machine._done", {})
    assert run(gates, wanted, planes).tolist() == first.tolist()
    assert file.stat().st_mode & 0o77 == 0


def test_what_llvm_does_not_read_is_refused() -> None:
    with pytest.raises(RequestError, match="LLVM refuses"):
        Compiled(["define nonsense"])
