"""Rectangles on paper: which stand beside each other and which below, so that all are printed as large as possible.

Things keep their order: it is read down a column, and within a column along its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations, product
from math import factorial
from typing import Final, TypeAlias

MANY: Final = 5000
"""More arrangements than this are not all tried."""

Size: TypeAlias = tuple[float, float]
Structure: TypeAlias = tuple[tuple[tuple[int, ...], ...], ...]
"""Columns of rows of things."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where something stands: left, top (y upward), width and height."""

    left: float
    top: float
    width: float
    height: float


def structures(count: int) -> list[Structure]:
    """Every way to put `count` things in rows and columns in their order, one column first; only columns, where they are many."""
    options = 3 if 3 ** (count - 1) <= MANY else 2
    if options ** (count - 1) > MANY:
        return [_even(count, columns) for columns in range(1, count + 1)]
    found = []
    for breaks in product(range(options), repeat=count - 1):
        columns: list[list[list[int]]] = [[[0]]]
        for thing, kind in enumerate(breaks, 1):
            if kind == 0:
                columns[-1].append([thing])
            elif kind == 1:
                columns.append([[thing]])
            else:
                columns[-1][-1].append(thing)
        found.append(tuple(tuple(tuple(row) for row in column) for column in columns))
    return found


def orders(count: int, tries: int) -> Iterator[tuple[int, ...]]:
    """The orders of `count` things that keep the first and the last, theirs first; only that one, where `tries` each are too many."""
    inner = range(1, count - 1)
    for middle in permutations(inner):
        yield (0, *middle, count - 1) if count > 1 else (0,)
        if count < 4 or tries * factorial(len(inner)) > MANY:
            return


def _even(count: int, columns: int) -> Structure:
    """`count` things in `columns` columns of about the same number."""
    bounds = [count * index // columns for index in range(columns + 1)]
    return tuple(tuple((thing,) for thing in range(start, end)) for start, end in pairwise(bounds))


def size_of(structure: Structure, sizes: Sequence[Size], gap: float) -> Size:
    """Width and height of `structure`."""
    wide = [max(_along([sizes[thing][0] for thing in row], gap) for row in column) for column in structure]
    tall = [_along([max(sizes[thing][1] for thing in row) for row in column], gap) for column in structure]
    return _along(wide, gap), max(tall)


def _along(lengths: Sequence[float], gap: float) -> float:
    return sum(lengths) + gap * (len(lengths) - 1)


def frames(structure: Structure, sizes: Sequence[Size], gap: float) -> list[Frame]:
    """A frame for each thing, grown so that rows and columns are flush."""
    depth = size_of(structure, sizes, gap)[1]
    placed: dict[int, Frame] = {}
    left = 0.0
    for column in structure:
        heights = [max(sizes[thing][1] for thing in row) for row in column]
        wide = max(_along([sizes[thing][0] for thing in row], gap) for row in column)
        more_height = (depth - _along(heights, gap)) / len(column)
        top = 0.0
        for row, height in zip(column, heights, strict=True):
            more_width = (wide - _along([sizes[thing][0] for thing in row], gap)) / len(row)
            x = left
            for thing in row:
                placed[thing] = Frame(x, top, sizes[thing][0] + more_width, height + more_height)
                x += sizes[thing][0] + more_width + gap
            top -= height + more_height + gap
        left += wide + gap
    return [placed[thing] for thing in sorted(placed)]


def widths_and_columns(sizes: Sequence[Sequence[Size]], gap: float) -> Iterator[tuple[Structure, tuple[int, ...]]]:
    """Good ways to put many things in columns, where each thing comes in several sizes: a structure and which size of each.

    For every width of a column, each thing takes its lowest form that fits, and the columns are filled evenly.
    """
    for limit in sorted({size[0] for forms in sizes for size in forms}):
        picked = tuple(
            min(range(len(forms)), key=lambda at: (forms[at][0] > limit + 0.01, forms[at][1], forms[at][0]))
            for forms in sizes
        )
        tall = [forms[at][1] for forms, at in zip(sizes, picked, strict=True)]
        for height in sorted(
            {
                sum(tall[start:end]) + gap * (end - start - 1)
                for start in range(len(tall))
                for end in range(start + 1, len(tall) + 1)
            }
        ):
            if height >= max(tall):
                yield _filled(tall, height, gap), picked


def _filled(tall: Sequence[float], height: float, gap: float) -> Structure:
    """Columns that are at most `height`, each as full as it gets."""
    columns: list[list[tuple[int, ...]]] = []
    left = -1.0
    for thing, own in enumerate(tall):
        if columns and own + gap <= left + 1e-9:
            columns[-1].append((thing,))
            left -= own + gap
        else:
            columns.append([(thing,)])
            left = height - own
    return tuple(tuple(column) for column in columns)


def best_of(sizes: Sequence[Size], most: int = 8) -> list[int]:
    """Indices of at most `most` sizes that no other one beats in both width and height, the first of equals, in order."""
    kept = [
        index
        for index, (wide, tall) in enumerate(sizes)
        if not any(
            other[0] <= wide and other[1] <= tall and (other != (wide, tall) or earlier < index)
            for earlier, other in enumerate(sizes)
        )
    ]
    return kept[:most]
