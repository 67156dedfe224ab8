"""What is counted of a cohort: whole numbers that add up, whatever parts it was counted in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from legpain_graph.cohort.kernel import Answers, Kernel
from legpain_graph.engine.columns import Plane, packed
from legpain_graph.engine.gates import Gate


@dataclass
class Counts:
    """How many rows there are of each kind. All but `rows`, `faulty` and `faults` are of sound rows.

    `bounds`: by floor and ceiling, "soon..same_day"; `complete`: with a plan that waits for nothing; `diagnoses`, `nodes`: surely
    reached; `edges`: surely walked; `asks`: open, and waiting for this finding; `faults`: by the column at fault, "" where a row is none
    """

    rows: int = 0
    faulty: int = 0
    complete: int = 0
    bounds: Counter[str] = field(default_factory=Counter)
    diagnoses: Counter[str] = field(default_factory=Counter)
    nodes: Counter[str] = field(default_factory=Counter)
    edges: Counter[str] = field(default_factory=Counter)
    asks: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        """Adds what was counted of other rows."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, Counter):
                mine.update(theirs)
            else:
                setattr(self, each.name, mine + theirs)

    def as_dict(self) -> dict[str, Any]:
        """The counts as data; what nobody is, is left out."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: {key: value[key] for key in sorted(value) if value[key]} if isinstance(value, Counter) else value
            for name, value in found.items()
        }

    @classmethod
    def of_dict(cls, data: dict[str, Any]) -> Counts:
        """The counts that `as_dict` gave."""
        found = cls()
        for name, value in data.items():
            setattr(found, name, Counter(value) if isinstance(value, dict) else value)
        return found


def counts_of(answers: Answers, kernel: Kernel) -> Counts:
    """What is counted of the rows of a batch."""
    sound, planes = packed(~answers.fault), answers.planes
    gated, order = kernel.columns.gated, kernel.columns.order

    def many(gates: Iterable[Gate]) -> int:
        found: Plane = np.zeros_like(sound)
        for gate in gates:
            found = found | planes[gate]
        return int(np.bitwise_count(found & sound).sum())

    urgencies = kernel.urgencies
    width = len(urgencies)
    pairs = np.bincount(answers.floor[~answers.fault].astype(np.int64) * width + answers.ceiling[~answers.fault])
    everyone = int(np.bitwise_count(sound).sum())
    return Counts(
        rows=answers.size,
        faulty=answers.size - everyone,
        complete=everyone - many([gated.open]),
        bounds=Counter(
            {
                f"{urgencies[pair // width]}..{urgencies[pair % width]}": count
                for pair, count in enumerate(pairs.tolist())
                if count
            }
        ),
        diagnoses=Counter({name: many(gates) for name, gates in kernel.diagnoses.items()}),
        nodes=Counter({node.id: many([gate]) for node, gate in zip(order.nodes, gated.reached, strict=True)}),
        edges=Counter({edge.id: many([gate]) for edge, gate in zip(order.edges, gated.walked, strict=True)}),
        asks=Counter({name: many(gates) for name, gates in kernel.asks.items()}),
        faults=Counter(column for _, column in {(fault.row, fault.column) for fault in answers.faults}),
    )
