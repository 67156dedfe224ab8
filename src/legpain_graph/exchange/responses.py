"""A FHIR QuestionnaireResponse to a pathway's questionnaire as a case: what was answered, and nothing else.

source: HL7 FHIR R4 (4.0.1) and R5 (5.0.0), QuestionnaireResponse
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from legpain_graph.case.facts import Case
from legpain_graph.case.read import CaseFile
from legpain_graph.errors import CaseError, Issue, Place, did_you_mean, listed, plural
from legpain_graph.exchange.questionnaire import FALSE, NOT_KNOWN, STATE, TRUE, answers, canonical
from legpain_graph.load.tree import Mapping, Scalar, Sequence, Tree, decode, read
from legpain_graph.model.pathway import Pathway
from legpain_graph.model.vocabulary import Finding, FindingType

MAX_BYTES: Final = 1_000_000
TAKEN: Final = ("in-progress", "completed", "amended", "stopped")
"""States of a response whose answers count: of one entered in error nothing does."""
_CHANGES_MEANING: Final = ("modifierExtension", "implicitRules")
"""Elements that a reader who does not know them must not pass over. source: FHIR, Extensibility"""


class Unused(NamedTuple):
    """Something that the resource holds and the case does not: where it stands, and why."""

    place: Place
    why: str


class Taken(NamedTuple):
    """The case, where each of its findings stands, and what was not taken into it."""

    source: CaseFile
    unused: tuple[Unused, ...]


def read_response(data: bytes, pathway: Pathway, file: str = "<response>") -> Taken:
    """The case that the answers are. `file` is its name in errors.

    errors: CaseError with every fault, each with line and column: what is no response to this pathway's questionnaire, was entered in
    error, or has an answer that is none; nothing of it is taken then
    """
    text, issues = decode(data, file, MAX_BYTES)
    tree = None
    if not issues:
        tree, issues = read(text, file)
    if issues or not isinstance(tree, Mapping):
        raise CaseError(issues or [Issue("fhir", "is no resource", Place(file), "a QuestionnaireResponse as JSON")])
    reader = _Reader(pathway, tree)
    if reader.issues:
        raise CaseError(reader.issues)
    return Taken(CaseFile(Case(reader.findings), file, places=reader.answered), tuple(reader.unused))


class _Reader:
    """What one response holds."""

    def __init__(self, pathway: Pathway, tree: Mapping) -> None:
        self.pathway, self.words = pathway, pathway.vocabulary
        self.findings: dict[str, bool | Decimal | str] = {}
        self.issues: list[Issue] = []
        self.unused: list[Unused] = []
        self.answered: dict[str, Place] = {}
        self._head(tree)
        if not self.issues:
            self._items(tree)

    def _fault(self, place: Place, message: str, hint: str = "") -> None:
        self.issues.append(Issue("fhir", message, place, hint))

    def _head(self, tree: Mapping) -> None:
        kind, status, of = (_text(tree.entries.get(name)) for name in ("resourceType", "status", "questionnaire"))
        if kind != "QuestionnaireResponse":
            self._fault(tree.place, f"is {kind or 'no resource'}, expected a QuestionnaireResponse")
            return
        if status not in TAKEN:
            place = tree.entries["status"].place if "status" in tree.entries else tree.place
            self._fault(
                place,
                f"its status is {status or 'not said'}: its answers do not count",
                f"one of {listed(TAKEN, 'or')}",
            )
        url, _, version = of.partition("|")
        wanted = canonical(self.pathway)
        if url != wanted:
            place = tree.entries["questionnaire"].place if of else tree.place
            self._fault(place, f"answers {url or 'no questionnaire that it names'}, not {wanted}")
        elif version not in ("", self.pathway.version):
            place = tree.entries["questionnaire"].place
            self._fault(place, f"answers version {version}, and the pathway is {self.pathway.version}")

    def _items(self, parent: Mapping) -> None:
        """Every answer below `parent`."""
        for name in _CHANGES_MEANING:
            if name in parent.entries:
                self._fault(parent.keys[name], f"has {name}, which may change what it means, and is not known here")
        for item in _several(parent, "item"):
            several = _several(item, "answer")
            if several:
                self._answer(_text(item.entries.get("linkId")), item, several)
            self._items(item)
            for answer in several:
                self._items(answer)

    def _answer(self, link: str, item: Mapping, several: list[Mapping]) -> None:
        name = link.removesuffix(STATE)
        finding, score = self.words.findings.get(name), self.words.derived.get(name)
        if finding is None and (score is None or not score.recordable):
            hint = did_you_mean(name, self.words.findings)
            self.unused.append(
                Unused(item.place, " ".join(filter(None, (f"no item is called {link!r};", hint))).rstrip(";"))
            )
            return
        if name in self.answered:
            self._fault(item.place, f"{name} is answered twice; first on line {self.answered[name].line}")
            return
        self.answered[name] = item.place
        values = [
            (key, value) for answer in several for key, value in answer.entries.items() if key.startswith("value")
        ]
        if len(values) != 1:
            self._fault(several[0].place, f"{name} has {plural(len(values), 'answer')}, expected one")
            return
        kind, value = values[0]
        if finding is None or (finding.type is FindingType.NUMBER and link == name):
            self._number(name, finding, kind, value)
        else:
            self._coded(link, finding, kind, value)

    def _number(self, name: str, finding: Finding | None, kind: str, value: Tree) -> None:
        figure = value.entries.get("value") if isinstance(value, Mapping) else value
        if kind == "valueQuantity" and isinstance(value, Mapping):
            unit = _text(value.entries.get("code")) or _text(value.entries.get("unit"))
            expected = finding.unit if finding is not None else "points"
            if unit != expected:
                self._fault(value.place, f"{name} is in {unit or 'no unit'}, expected {expected}")
                return
            if "comparator" in value.entries:
                self._fault(
                    value.place, f"{name} is {_text(value.entries['comparator'])} a number, expected the number"
                )
                return
        elif kind not in ("valueDecimal", "valueInteger"):
            figure = None
        if isinstance(figure, Scalar) and isinstance(figure.value, Decimal):
            self.findings[name] = figure.value
        else:
            self._fault(value.place, f"{name} is answered by {kind}, expected a number")

    def _coded(self, link: str, finding: Finding, kind: str, value: Tree) -> None:
        boolean = finding.type is FindingType.BOOLEAN
        if boolean and kind == "valueBoolean" and isinstance(value, Scalar) and isinstance(value.value, bool):
            self.findings[finding.name] = value.value
            return
        if kind != "valueCoding" or not isinstance(value, Mapping):
            self._fault(value.place, f"{link} is answered by {kind}, expected a coding")
            return
        code, system = _text(value.entries.get("code")), _text(value.entries.get("system"))
        own, codes = f"{canonical(self.pathway)}:answers", [known for known, _ in answers(finding)]
        if system not in ("", own):
            self._fault(value.place, f"{link} is answered in {system}, expected {own}")
        elif code not in codes:
            self._fault(value.place, f"{link} is answered {code!r}, expected one of {', '.join(codes)}")
        elif code != NOT_KNOWN:
            self.findings[finding.name] = {TRUE: True, FALSE: False}.get(code, code) if boolean else code


def _several(parent: Mapping, name: str) -> list[Mapping]:
    """The entries of a list of elements."""
    found = parent.entries.get(name)
    return [item for item in found.items if isinstance(item, Mapping)] if isinstance(found, Sequence) else []


def _text(item: Tree | None) -> str:
    """The text of an element; empty where there is none."""
    return item.text if isinstance(item, Scalar) else ""
