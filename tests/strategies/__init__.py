"""Small pathways and partial cases for the theorems, and what these are judged by: complete patients read in two values.

`pathways()` builds pathways directly, without files, that obey the rules for authors on which the theorems rest: no circle, an edge
for every patient, a stop at every end. `Plain` is written apart from the engines on purpose: it knows no unknown and no algebra.
"""

from strategies.complete import Plain, most_urgent
from strategies.graphs import ordered, pathways, written, written_score
from strategies.partial import (
    accepted,
    cases,
    completed,
    completions,
    expanded,
    guards_of,
    more,
    partial_case,
    recorded_more,
    representatives,
)
from strategies.sketches import read_guard, sketch, vocabulary_of
from strategies.vocabularies import draw_guard, draw_vocabulary, examples, guard_classes

__all__ = [
    "Plain",
    "accepted",
    "cases",
    "completed",
    "completions",
    "draw_guard",
    "draw_vocabulary",
    "examples",
    "expanded",
    "guard_classes",
    "guards_of",
    "more",
    "most_urgent",
    "ordered",
    "partial_case",
    "pathways",
    "read_guard",
    "recorded_more",
    "representatives",
    "sketch",
    "vocabulary_of",
    "written",
    "written_score",
]
