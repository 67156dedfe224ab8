"""What the columns of a table tell of a patient, in gates: from the values recorded and the names closed to what an engine reads.

In these gates an `Input` is whether a value of this class, or so many points, stands in the finding's column, and a `Closing` whether
the group, or the finding by its own name, is closed.
"""

from __future__ import annotations

from typing import Final

from legpain_graph.cohort.mapping import CLOSURES
from legpain_graph.cohort.packing import UNREAD
from legpain_graph.engine.columns import Columns
from legpain_graph.engine.gates import RECORDED, Closing, Gate, Gates, Input, Made, Step
from legpain_graph.model.vocabulary import NOT_DONE, Finding, Value

UNREADABLE: Final = Input("", -1)
"""An entry of the patient stands for nothing."""


class Told(Gates):
    """`gate_of`: of each gate of the engine, the gate here; `doubtful`: an entry stands for nothing, or a finding is told twice."""

    def __init__(self, columns: Columns) -> None:
        super().__init__()
        words, classes = columns.pathway.vocabulary, columns.classes
        self.doubtful: Gate = self.gate(UNREADABLE)
        self._classes: dict[str, list[Gate]] = {}
        self._any: dict[str, Gate] = {}
        for name in (*words.findings, *classes.points):
            count = len(classes.points[name]) if name in classes.points else classes.count[name]
            told = [self.gate(Input(name, number)) for number in range(count)]
            recorded = self.either(told)
            for how in CLOSURES if name in words.findings else ():
                value = closed_value(words.findings[name], how)
                if value is not None:
                    closed = self.gate(Closing(how, name))
                    number = classes.number(name, value)
                    self.doubtful = self.or_(self.doubtful, self.both(closed, recorded))
                    told[number] = self.or_(told[number], self.both(closed, self.inverse(recorded)))
                    recorded = self.or_(recorded, closed)
            self._classes[name], self._any[name] = told, recorded
        self._columns = columns
        self.gate_of: list[Gate] = []
        for made in columns.gates:
            self.gate_of.append(self._gate(made) if isinstance(made, Input) else self._made(made))

    def _made(self, made: Step | Closing | bool) -> Gate:
        if isinstance(made, bool):
            return Gate(made)
        if isinstance(made, Closing):
            return self.gate(made)
        left, right = self.gate_of[made.left], self.gate_of[made.right]
        if made.how == "not":
            return self.inverse(left)
        return self.both(left, right) if made.how == "and" else self.or_(left, right)

    def _gate(self, each: Input) -> Gate:
        """Whether the finding may have a value of the class by what is told, or was told at all."""
        classes = self._columns.classes
        if self._columns.is_computed(each):
            return self.gate(each)
        if each.name in classes.points:
            return self._classes[each.name][each.number - classes.points[each.name].start]
        if each.number == RECORDED:
            return self._any[each.name]
        return self.or_(self._classes[each.name][each.number], self.inverse(self._any[each.name]))


def closed_value(finding: Finding, how: str) -> Value | None:
    """What closing a finding by its own name records; None where it cannot be closed so."""
    value = NOT_DONE if how == "not_done" else finding.normal
    return None if value is NOT_DONE and not finding.optional else value


def slots_of(told: Told) -> dict[Made, int]:
    """The slot of each input that a column tells: those of a finding side by side, and those of a closure."""
    inputs = [each for each in told.made if isinstance(each, Input) and each.name and each.number >= 0]
    closings = sorted((each for each in told.made if isinstance(each, Closing)), key=lambda each: each.how)
    several: list[Made] = [UNREADABLE, *inputs, *closings]
    return {each: slot for slot, each in enumerate(several, UNREAD)}
