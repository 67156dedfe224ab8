"""Asks the solver: can this happen, and to whom? Three answers: yes, with a patient; never, which is then proven; not found out.

    solver = Solver(Space(pathway))
    answer = solver.ask(neg(space.meets(marks)), space.guard(guard).surely)
    answer.verdict, answer.patient, answer.seconds

A patient is as small as can be: whatever entry is left out, the patient no longer shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from time import perf_counter
from typing import Any, Final, Generic, Protocol, TypeVar

from legpain_graph.case.facts import Case, Expander, Facts
from legpain_graph.engine.cells import Cell
from legpain_graph.engine.ends import Ends
from legpain_graph.engine.smt import Bit, Space, conj, neg
from legpain_graph.errors import CaseError, RequestError
from legpain_graph.model.vocabulary import NOT_DONE, Finding, Value, Vocabulary
from legpain_graph.proof.values import Values

SECONDS: Final = 10.0
"""Default time for one question."""
DAY: Final = 86_400


class Verdict(StrEnum):
    """What the solver found of "this never happens": proven, refuted with a patient, or undecided in the time given."""

    PROVEN = "proven"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Answer:
    """Whether something can happen: `verdict` is that of "never". `patient` to whom it does, where it can."""

    verdict: Verdict
    seconds: float
    patient: Patient | None = None

    @property
    def never(self) -> bool:
        return self.verdict is Verdict.PROVEN


@dataclass(frozen=True)
class Patient:
    """What is recorded of a patient that the solver made: by finding the number of its cell; and recorded scores."""

    cells: Mapping[str, int]
    scores: Mapping[str, int]
    values: Mapping[str, Decimal] = field(default_factory=dict)
    """Of each recorded finding that a number is computed of, which number it is."""


class Patients(Protocol):
    """All patients that a question is about, as variables and axioms: a space, or what two versions of a pathway share."""

    cells: dict[str, list[Cell]]
    able: dict[str, list[Bit]]
    scores: dict[str, dict[int, Bit]]
    definitions: list[Bit]
    meant: dict[int, tuple[Bit, Bit]]
    numbers: dict[object, Ends]

    @property
    def findings(self) -> Mapping[str, Finding]: ...
    @property
    def axioms(self) -> list[Bit]: ...
    @property
    def complete(self) -> list[Bit]: ...
    def named(self, bit: Bit) -> Bit: ...


P = TypeVar("P", bound=Patients)


class Search(Generic[P]):
    """Searches all patients for one to whom something can happen, question after question; `others` are spaces beside.

    errors: RequestError where `seconds` for a question are none, or more than a day
    """

    def __init__(self, space: P, seconds: float = SECONDS, others: Sequence[Space] = ()) -> None:
        import z3

        if not 0 < seconds <= DAY:
            raise RequestError(f"{seconds} is no time for a question: more than 0, and at most {DAY} seconds")
        self.space, self.seconds = space, seconds
        self._z3 = z3
        self._solver = z3.SolverFor("QF_FD")
        self._solver.set("timeout", max(1, int(seconds * 1000)))
        self._solver.set("phase", "always_true")  # a patient of whom little is recorded comes first
        self._solver.add(*space.axioms)
        for other in others:
            self._solver.add(*other.axioms)
        self._complete = space.named(conj(space.complete))
        self._unrecorded = {
            name: space.named(z3.PbGe([(bit, 1) for bit in able], 2))
            for name, able in space.able.items()
            if len(able) > 1
        }
        """For each finding that no entry says what it is; a constraint may narrow it."""
        self._exactly: dict[tuple[str, int], Bit] = {}
        self._calm = {name: calm for name in space.cells if (calm := self._calm_cell(name)) is not None}
        """For each finding what a patient of whom nothing is wrong has: not done, or normal."""
        self._told = 0
        self.asked = 0
        self._values = Values(seconds)
        self.wished: dict[str, Decimal] = {}
        """Values that a patient shall have where it will do, by what they are recorded as."""
        self._rests = Rests(space)
        self._axioms = [*space.axioms, *(bit for other in others for bit in other.axioms)]

    def can(self, *wanted: Bit) -> Verdict:
        """Whether all of `wanted` can be true of one patient: refuted where it can, which is quicker than `ask`."""
        if any(bit is False for bit in wanted):
            return Verdict.PROVEN
        found = self._check([self.space.named(bit) for bit in wanted if bit is not True])
        return {"sat": Verdict.REFUTED, "unsat": Verdict.PROVEN}.get(str(found), Verdict.UNDECIDED)

    def ask(self, *wanted: Bit, complete: bool = False, smallest: bool = True) -> Answer:
        """Whether all of `wanted` can be true of one patient, and of whom.

        `complete`: only patients of whom everything is recorded; `smallest` is false where any patient will do, who need not be one
        of whom as little as can be is recorded, or abnormal
        """
        begun = perf_counter()
        if any(bit is False for bit in wanted):
            return Answer(Verdict.PROVEN, 0.0)
        bits = [self.space.named(bit) for bit in wanted if bit is not True]
        found = self._check([*bits, self._complete] if complete else bits)
        if found == self._z3.unsat:
            return Answer(Verdict.PROVEN, perf_counter() - begun)
        if found != self._z3.sat:
            return Answer(Verdict.UNDECIDED, perf_counter() - begun)
        found_patient = self._patient()
        patient = (
            self._smaller(found_patient, bits, complete=complete) if smallest else self._valued(found_patient, bits)
        )
        verdict = Verdict.REFUTED if patient is not None else Verdict.UNDECIDED
        return Answer(verdict, perf_counter() - begun, patient)

    def near(self, wanted: Sequence[Bit], wishes: Sequence[Bit]) -> Patient | None:
        """A patient of whom all of `wanted` are true, and of `wishes` as many that no further one can be; None where none is found.

        Of wishes that exclude each other the earlier one counts.
        """
        if any(bit is False for bit in wanted):
            return None
        bits = [self.space.named(bit) for bit in wanted if bit is not True]
        kept = [self.space.named(wish) for wish in wishes if not isinstance(wish, bool)]
        given_up: list[Bit] = []
        while (found := self._check([*bits, *kept])) != self._z3.sat:
            core = {bit.get_id() for bit in self._solver.unsat_core()} if found == self._z3.unsat else set()
            out = [wish for wish in kept if wish.get_id() in core]
            if not out:
                return None
            given_up += out
            kept = [wish for wish in kept if wish.get_id() not in core]
        so = self._holds()
        for wish in given_up:
            if so(wish):
                kept.append(wish)
            elif self._check([*bits, *kept, wish]) == self._z3.sat:
                kept.append(wish)
                so = self._holds()
        self._check([*bits, *kept])
        return self._valued(self._patient(), bits)

    def _calm_cell(self, name: str) -> int | None:
        finding, cells = self.space.findings[name], self.space.cells[name]
        calm = NOT_DONE if finding.optional else finding.normal
        return next((number for number, cell in enumerate(cells) if cell.has(calm)), None) if calm is not None else None

    def exactly(self, name: str, cell: int) -> Bit:
        """That the finding is recorded, with a value of this cell."""
        if (name, cell) not in self._exactly:
            able = self.space.able[name]
            bit = conj(bit if number == cell else neg(bit) for number, bit in enumerate(able))
            self._exactly[name, cell] = self.space.named(bit)
        return self._exactly[name, cell]

    def _check(self, assumed: Sequence[Bit]) -> Any:
        """Whether there is a patient: of numbers that are computed also whether some values give what is so of them."""
        found = self._looked(assumed)
        if not self.space.numbers:
            return found
        end = perf_counter() + self.seconds
        numbers = self._rests.on([*assumed, *self._axioms])
        while numbers and found == self._z3.sat:
            try:
                lemma = self._values.lemma(numbers, self._holds())
            except TimeoutError:
                lemma = []
            if lemma is None:
                return found
            if not lemma or perf_counter() > end:
                return self._z3.unknown
            self._solver.add(neg(conj(lemma)))
            found = self._looked(assumed)
        return found

    def _holds(self) -> Callable[[Bit], bool]:
        model, true = self._solver.model(), self._z3.is_true
        return lambda bit: bit if isinstance(bit, bool) else true(model.eval(bit, model_completion=True))

    def _valued(self, patient: Patient, bits: Sequence[Bit]) -> Patient | None:
        """The patient of the last answer, with values for what numbers are computed of; None where none with few figures are found."""
        numbers = self._rests.on([*bits, *self._axioms]) if self.space.numbers else []
        if not numbers:
            return patient
        found = self._values.found(numbers, self._holds(), self.wished)
        if found is None:
            return None
        cells = dict(patient.cells)
        for entry, value in found.items():
            if value is None and entry in cells and self.space.cells[entry][cells[entry]].value is not NOT_DONE:
                del cells[entry]
        return Patient(cells, patient.scores, {entry: value for entry, value in found.items() if value is not None})

    def _looked(self, assumed: Sequence[Bit]) -> Any:
        new = self.space.definitions[self._told :]
        if new:
            self._solver.add(*new)
            self._told += len(new)
        self.asked += 1
        z3, solver = self._z3, self._solver
        several = (z3.Ast * len(assumed))(
            *(bit.as_ast() for bit in assumed)
        )  # `check` would look at the sort of each again
        found = z3.Z3_solver_check_assumptions(solver.ctx.ref(), solver.solver, len(assumed), several)
        return z3.CheckSatResult(found)

    def _patient(self) -> Patient:
        model = self._solver.model()
        true = self._z3.is_true
        cells: dict[str, int] = {}
        for name, able in self.space.able.items():
            holds = [true(model.eval(bit, model_completion=True)) for bit in able]
            if sum(holds) == 1 and len(able) > 1:
                cells[name] = holds.index(True)
        scores = {
            name: number
            for name, points in self.space.scores.items()
            for number, bit in points.items()
            if true(model.eval(bit, model_completion=True))
        }
        return Patient(cells, scores)

    def _smaller(self, patient: Patient, bits: list[Bit], *, complete: bool) -> Patient | None:
        """The same question of a patient of whom less is abnormal and less is recorded, as long as there is one."""
        unscored = [neg(bit) for points in self.space.scores.values() for bit in points.values()]
        scores = dict(patient.scores)

        def scored() -> list[Bit]:
            return [self.space.scores[name][number] for name, number in scores.items()] or unscored

        def still(cells: Mapping[str, int]) -> bool:
            rest = [bit for name, bit in self._unrecorded.items() if name not in cells]
            fixed = [self.exactly(name, cell) for name, cell in cells.items()]
            so = [self._complete] if complete and self.space.numbers else []
            return bool(self._check([*bits, *so, *rest, *fixed, *scored()]) == self._z3.sat)

        cells = dict(patient.cells)
        if scores:
            before, scores = scores, {}
            scores = scores if still(cells) else before
        calm = {name: self._calm[name] for name in cells if self._calm.get(name, cells[name]) != cells[name]}
        _in_blocks(calm, cells, lambda block: {**cells, **{name: calm[name] for name in block}}, still)
        size = len(cells) if complete else -1
        while size != len(cells):  # what was implied by an entry may go once that entry is gone
            size = len(cells)
            _in_blocks(cells, cells, lambda block: {k: v for k, v in cells.items() if k not in block}, still)
        smaller = Patient(cells, scores)
        if not self.space.numbers:
            return smaller
        return self._valued(smaller, bits) if still(cells) else None


class Rests:
    """Which computed numbers a formula rests on."""

    def __init__(self, space: Patients) -> None:
        self._space = space
        self._found: dict[int, frozenset[int]] = {}
        self._kept: list[Bit] = []
        """Formulas whose numbers for the solver are spoken of: while they are kept no other has these."""
        self._size = -1

    def forget(self) -> None:
        self._found.clear()
        self._kept.clear()
        self._size = -1

    def on(self, bits: Iterable[Bit]) -> list[Ends]:
        """The numbers that the formulas rest on, and those that these rest on, each after those before it."""
        several = list(self._space.numbers.values())
        size = sum(len(one.cuts) for one in several) + len(several)
        if size != self._size:
            self.forget()
            self._size = size
            for place, one in enumerate(several):
                for pair in one.cuts.values():
                    self._found.update({bit.get_id(): frozenset({place}) for bit in pair})
        found = frozenset[int]().union(*(self._of(bit) for bit in bits))
        todo = list(found)
        while todo:
            one = several[todo.pop()]
            inner = [bit for totals in one.totals.values() for pair in totals.values() for bit in pair]
            more = frozenset[int]().union(*(self._of(bit) for bit in inner)) - found
            found |= more
            todo += more
        return [several[place] for place in sorted(found)]

    def _of(self, bit: Bit) -> frozenset[int]:
        if isinstance(bit, bool):
            return frozenset()
        todo = [(bit, False)]
        while todo:
            part, below_done = todo.pop()
            key = part.get_id()
            if key in self._found:
                continue
            meant = self._space.meant.get(key)
            inner = [meant[1]] if meant is not None else part.children()
            inner = [one for one in inner if not isinstance(one, bool)]
            if below_done or not inner:
                self._found[key] = frozenset[int]().union(*(self._found[one.get_id()] for one in inner))
                self._kept.append(part)
            else:
                todo.append((part, True))
                todo += [(one, False) for one in inner]
        return self._found[bit.get_id()]


class Solver(Search[Space]):
    """Answers questions about all patients of one space, one after the other; `others` are spaces beside it."""

    def __init__(self, space: Space, seconds: float = SECONDS, others: Sequence[Space] = ()) -> None:
        super().__init__(space, seconds, others)
        self._expander = Expander(space.pathway.vocabulary)

    def holds(self, case: Case, *wanted: Bit) -> bool:
        """Whether all of `wanted` are true of the patient of `case`. errors: CaseError for a case that contradicts itself"""
        return all(self.of(self._expander.expand(case), wanted))

    def of(self, facts: Facts, bits: Sequence[Bit]) -> list[bool]:
        """Whether each of `bits` is true of one patient. errors: ValueError where no such patient is in the space"""
        named = [self.space.named(bit) for bit in bits]
        literals = self.space.literals(facts)
        for one in self._rests.on([*named, *self._axioms]) if self.space.numbers else ():
            if self._looked(literals) == self._z3.sat:
                literals += self.space.ends_of(one, facts, self._holds())
        if self._looked(literals) != self._z3.sat:
            raise ValueError("no patient of this space")
        holds = self._holds()
        return [holds(bit) for bit in named]

    def case(self, patient: Patient, keep: Callable[[Case], bool] | None = None) -> Case:
        """The case file of a patient: what the constraints imply is left out, and where `keep` still holds of it the entries that
        a closure says are said by the closure."""
        entries: dict[str, Value] = {
            name: patient.values.get(name, self.space.cells[name][cell].value)
            for name, cell in sorted(patient.cells.items())
        }
        case = Case({name: _plain(value) for name, value in entries.items()} | dict(patient.scores))
        facts = self._expander.expand(case)
        for name in list(entries):
            fewer = replace(case, findings={key: value for key, value in case.findings.items() if key != name})
            if self._expander.expand(fewer).known == facts.known:
                case = fewer
        return closed(case, self.space.pathway.vocabulary, keep) if keep is not None else case


def closed(case: Case, words: Vocabulary, keep: Callable[[Case], bool]) -> Case:
    """The case with closures in the place of entries that they say, the largest first, where `keep` still holds of it."""
    for word in ("normal", "not_done"):
        groups = [group for group in words.groups.values() if word in group.closed_by]
        for group in sorted(groups, key=lambda group: -len(group.members)):
            said = [
                name
                for name in group.members
                if name in case.findings
                and case.findings[name] == _plain(NOT_DONE if word == "not_done" else words.findings[name].normal)
            ]
            if len(said) < 2:
                continue
            closed = {"normal": case.normal, "not_done": case.not_done}
            closed[word] = (*closed[word], group.name)
            left = {name: value for name, value in case.findings.items() if name not in said}
            shorter = replace(case, findings=left, normal=closed["normal"], not_done=closed["not_done"])
            try:
                if keep(shorter):
                    case = shorter
            except CaseError:
                continue
    return case


def _in_blocks(
    names: Mapping[str, int],
    cells: dict[str, int],
    changed: Callable[[Sequence[str]], dict[str, int]],
    still: Callable[[Mapping[str, int]], bool],
) -> None:
    """Changes `cells` for as many of `names` as `still` allows: half of them at once, then quarters, down to one by one."""
    left = list(names)
    size = max(1, len(left) // 2)
    while left:
        kept = []
        for start in range(0, len(left), size):
            block = left[start : start + size]
            new = changed(block)
            if still(new):
                cells.clear()
                cells.update(new)
            else:
                kept += block
        left = kept
        if size == 1:
            return
        size = max(1, size // 2)


def _plain(value: Value | None) -> Any:
    """A value as a case file says it."""
    return "not_done" if value is NOT_DONE else value
