"""A pathway of any size: a chain of decisions, each with a way aside that joins again and one that ends, read by findings of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import seven
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Finding, FindingType
from strategies.sketches import sketch, vocabulary_of

URGENCIES = seven.LEVELS


def chain(blocks: int) -> Pathway:
    """Three nodes and two findings a block."""
    findings = []
    steps: dict[str, Any] = {"begin": ["always -> ask-0"]}
    for number in range(blocks):
        findings += [
            Finding(f"flag_{number}", FindingType.BOOLEAN, f"flag {number}", normal=False),
            Finding(
                f"size_{number}", FindingType.NUMBER, f"size {number}", low=Decimal(0), high=Decimal(100), unit="mm",
                integer=True,
            ),
        ]  # fmt: skip
        on = f"ask-{number + 1}" if number + 1 < blocks else "home"
        high, low = f"flag_{number} and size_{number} >= {20 + number % 70}", f"size_{number} < {5 + number % 5}"
        ways = [f"{high} -> treat-{number}", f"{low} -> end-{number}", f"otherwise -> {on}"]
        steps[f"ask-{number}"] = ("first", ways)
        steps[f"treat-{number}"] = ("action", [f"always -> {on}"])
        steps[f"end-{number}"] = URGENCIES[number % len(URGENCIES)]
    steps["home"] = URGENCIES[0]
    return sketch(vocabulary_of(*findings), steps)
