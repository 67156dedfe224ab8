"""Gates as machine code: straight lines of words of 512 patients, through LLVM. The extra `cohort-fast`; `columns` gives the same answers.

What was compiled is kept in the user's cache folder, by a hash of all that it depends on: the gates, which are the pathway's, LLVM and the processor.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from legpain_graph.engine.columns import Program
from legpain_graph.engine.gates import FALSE, TRUE, Gate, Made
from legpain_graph.errors import RequestError
from legpain_graph.files import is_ours, read_file, write_file
from legpain_graph.load.loader import cache_folder

CHUNK: Final = 32
"""Words of each plane that are worked through at a time: what is between the first and the last gate stays in the nearest memory."""
LANES: Final = 8
MOST: Final = 64_000_000
"""Bytes of code that are read back."""


def gates_ir(gates: Sequence[Made], wanted: Sequence[Gate], slots: Sequence[int], inputs: Sequence[Gate]) -> str:
    """The function `gates(in, out, stride, from)` as LLVM's text.

    It reads `CHUNK` words of each of `inputs`, whose plane is the one of its number in `slots` in the block `in`, and writes as many of
    each of `wanted`, from word `from` on of planes of `stride` words each.
    """
    vector = f"<{LANES} x i64>"
    program = Program(gates, wanted)
    lines = [
        "define void @gates(ptr noalias %in, ptr noalias %out, i64 %stride, i64 %from) {",
        "entry: br label %loop",
        "loop: %i = phi i64 [0, %entry], [%next, %loop]",
    ]
    name = {FALSE: "zeroinitializer", TRUE: "splat (i64 -1)"}
    slot = dict(zip(inputs, slots, strict=True))
    for gate in program.inputs:
        lines += [
            f"%a{gate} = getelementptr i64, ptr %in, i64 {slot[gate] * CHUNK}",
            f"%b{gate} = getelementptr i64, ptr %a{gate}, i64 %i",
            f"%g{gate} = load {vector}, ptr %b{gate}, align 8",
        ]
        name[gate] = f"%g{gate}"
    for gate in _close_together(program, wanted):
        how, left, right = program.steps[gate]
        other = "splat (i64 -1)" if how == "not" else name[right]
        lines.append(f"%g{gate} = {'xor' if how == 'not' else how} {vector} {name[left]}, {other}")
        name[gate] = f"%g{gate}"
    lines += ["%word = add i64 %from, %i", "%o0 = getelementptr i64, ptr %out, i64 %word"]
    for place, gate in enumerate(wanted):
        lines += [
            f"store {vector} {name[gate]}, ptr %o{place}, align 8",
            f"%o{place + 1} = getelementptr i64, ptr %o{place}, i64 %stride",
        ]
    lines += [
        f"%next = add i64 %i, {LANES}",
        f"%more = icmp ult i64 %next, {CHUNK}",
        "br i1 %more, label %loop, label %done",
        "done: ret void",
        "}",
    ]
    return "\n".join(lines)


def _close_together(program: Program, wanted: Sequence[Gate]) -> list[Gate]:
    """The steps in an order in which each is near to what it is made of."""
    order: list[Gate] = []
    seen: set[Gate] = set()
    for want in wanted:
        todo = [(want, False)]
        while todo:
            gate, below_done = todo.pop()
            if below_done:
                order.append(gate)
            elif gate in program.steps and gate not in seen:
                seen.add(gate)
                step = program.steps[gate]
                todo += [(gate, True), (step.right, False), (step.left, False)]
    return order


class Compiled:
    """Functions of LLVM's texts in machine code, which may call each other. errors: RequestError where LLVM refuses them"""

    def __init__(self, texts: Sequence[str]) -> None:
        import llvmlite.binding as llvm

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        cpu, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
        target = llvm.Target.from_default_triple().create_target_machine(cpu=cpu, features=features, opt=1)
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
        for text in texts:
            said = "\0".join([text, cpu, features, str(llvm.llvm_version_info)])
            name = hashlib.sha256(said.encode()).hexdigest()
            code = _done.get(name) or _kept(name)
            if code is None:
                _keep(name, code := _compile(llvm, target, text))
            _done[name] = code
            self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()

    def address(self, function: str) -> int:
        """Where a function stands."""
        found: int = self._engine.get_function_address(function)
        return found


_done: dict[str, bytes] = {}
"""What this process has compiled or read."""


def _compile(llvm: Any, target: Any, text: str) -> bytes:
    try:
        module = llvm.parse_assembly(text)
        module.verify()
        code: bytes = target.emit_object(module)
    except RuntimeError as error:
        raise RequestError(f"LLVM refuses the gates: {error}") from error
    return code


def _path(name: str) -> str:
    folder = cache_folder()
    return os.path.join(folder, f"{name}.o") if folder else ""


def _kept(name: str) -> bytes | None:
    """The code that was kept, with its own hash in front; None where there is none, or another user could have written it."""
    try:
        path = _path(name)
        data = read_file(path, MOST, ours=True) if path and is_ours(os.stat(os.path.dirname(path))) else b""
    except OSError:
        return None
    code = data[32:]
    return code if code and hashlib.sha256(code).digest() == data[:32] else None


def _keep(name: str, code: bytes) -> None:
    """Keeps the code, in a folder that no other user can write; a cache that cannot be written is no fault."""
    path = _path(name)
    if path:
        with suppress(OSError, RequestError):
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            if is_ours(os.stat(os.path.dirname(path))):
                with suppress(FileNotFoundError):
                    os.unlink(path)  # whatever it is: a file that others can write, a pipe, a link
                write_file(path, hashlib.sha256(code).digest() + code, 0o600)
