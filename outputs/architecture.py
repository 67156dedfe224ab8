"""Draws architecture.svg: the folders of the house on their floors, and the ways of a pathway and of a case through them.

Floors come from `[tool.importlinter]`, what a folder is for from its `__init__`. No Graphviz: floors are rows.
"""

from __future__ import annotations

import ast
import itertools
import textwrap
import tomllib
from html import escape
from pathlib import Path
from typing import Final

HOME: Final = Path(__file__).resolve().parent
HOUSE: Final = HOME.parent / "src" / "legpain_graph"
PATHWAY_WAY: Final = {
    "load": "YAML files are read, every fault at once",
    "model": "and become plain data",
    "engine": "which has one meaning",
    "proof": "of which rules are proven",
    "audit": "what cases cover, what a change means, and a picture",
    "report": "are told",
    "web": "or become a page",
}
CASE_WAY: Final = {
    "case": "a case file becomes facts",
    "engine": "facts a status of every node and edge",
    "walk": "a status a walk",
    "draw": "a walk a picture",
    "report": "and a note",
}
"""What happens on a floor, by one folder that stands on it."""
WIDTH, GAP, LEFT, RIGHT, TOP = 1100, 10, 250, 850, 54
INK, FAINT, PAPER = "#111827", "#5B6472", "#FFFFFF"
BLUE, RED = "#1D4ED8", "#B42318"


def floors() -> list[list[str]]:
    """The folders and modules of each floor, the highest first."""
    contracts = tomllib.loads((HOME.parent / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    house = next(one for one in contracts if one.get("containers") == ["legpain_graph"])
    return [[name.strip() for name in layer.split("|")] for layer in house["layers"]]


def purpose(name: str) -> str:
    """The first line of what the folder or module says it is."""
    file = HOUSE / name / "__init__.py" if (HOUSE / name).is_dir() else HOUSE / f"{name}.py"
    return (ast.get_docstring(ast.parse(file.read_text())) or "").partition("\n")[0].replace("`", "")


class Floor:
    """A row of the picture: as high as the longest of what is said in it."""

    def __init__(self, names: list[str]) -> None:
        self.names, self.y = names, TOP
        self.wide = (RIGHT - LEFT - GAP * (len(names) - 1)) / len(names)
        self.words = {name: textwrap.wrap(purpose(name), int((self.wide - 20) / 5.4)) for name in names}
        self.height = 34 + 13 * max(len(lines) for lines in self.words.values())


def svg() -> str:
    """The picture."""
    rows = [Floor(names) for names in floors()]
    for upper, lower in itertools.pairwise(rows):
        lower.y = upper.y + upper.height + GAP
    height = rows[-1].y + rows[-1].height + 20
    title = "The house: what stands on which floor, and the ways of a pathway and of a case"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="Arial, Helvetica, sans-serif">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        text(LEFT - 30, 34, "The way of a pathway", BLUE, 15, "end", bold=True),
        text(RIGHT + 30, 34, "The way of a case", RED, 15, bold=True),
        text((LEFT + RIGHT) / 2, 34, "a folder uses only floors below it", FAINT, 13, "middle"),
    ]
    for floor in rows:
        for at, name in enumerate(floor.names):
            out += box(name, LEFT + at * (floor.wide + GAP), floor)
    out += way(rows, PATHWAY_WAY, LEFT - 16, BLUE, "end", -1)
    out += way(rows, CASE_WAY, RIGHT + 16, RED, "start", 1)
    return "\n".join([*out, "</svg>"]) + "\n"


def box(name: str, x: float, floor: Floor) -> list[str]:
    """A folder or module, by its name and what it is for."""
    folder = (HOUSE / name).is_dir()
    size = f'width="{floor.wide:.1f}" height="{floor.height}" rx="6" fill="{"#EEF2FF" if folder else "#F3F4F6"}"'
    return [
        f'<g id="house-{name}">',
        f'<rect x="{x:.1f}" y="{floor.y}" {size} stroke="#C4CAD4"/>',
        text(x + 10, floor.y + 20, name + ("/" if folder else ".py"), INK, 14, bold=True),
        *(text(x + 10, floor.y + 37 + 13 * line, part, FAINT, 11) for line, part in enumerate(floor.words[name])),
        "</g>",
    ]


def way(rows: list[Floor], stations: dict[str, str], x: float, colour: str, anchor: str, side: int) -> list[str]:
    """A line beside the house with a numbered station at each floor on the way, and what happens there."""
    at = {name: floor.y + floor.height / 2 for floor in rows for name in floor.names}
    places = [at[name] for name in stations]
    out = [
        f'<path d="M{x} {min(places)}V{max(places)}" stroke="{colour}" stroke-width="3" fill="none"/>',
        *(f'<path d="M{x} {y}h{-14 * side}" stroke="{colour}" stroke-width="3"/>' for y in places),
    ]
    for number, (name, words) in enumerate(stations.items(), 1):
        y = at[name]
        out += [
            f'<circle cx="{x}" cy="{y}" r="11" fill="{PAPER}" stroke="{colour}" stroke-width="3" data-station="{name}"/>',
            text(x, y + 4, str(number), colour, 12, "middle", bold=True),
        ]
        parts = textwrap.wrap(words, 30)
        out += [
            text(x + 20 * side, y + 4 + 15 * (line - (len(parts) - 1) / 2), part, INK, 13, anchor)
            for line, part in enumerate(parts)
        ]
    return out


def text(x: float, y: float, words: str, colour: str, size: int, anchor: str = "start", *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" text-anchor="{anchor}"{weight}>{escape(words)}</text>'


if __name__ == "__main__":
    (HOME / "architecture.svg").write_text(svg(), encoding="utf-8")
