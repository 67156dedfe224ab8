"""A comparison in words, as plain text and as Markdown: what became less urgent comes first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final, NamedTuple

from legpain_graph.case.write import closure_lines, findings_line
from legpain_graph.compare.comparison import Comparison
from legpain_graph.compare.meaning import Effect, Kind
from legpain_graph.compare.structure import Change, ChangeKind
from legpain_graph.compare.witness import Witness, alike
from legpain_graph.errors import plural
from legpain_graph.model.pathway import Pathway
from legpain_graph.proof.solver import Verdict
from legpain_graph.report.note import escape
from legpain_graph.walk.headline import headline
from legpain_graph.walk.result import Walk

WIDTH: Final = 100
_LESS: Final = (Kind.LESS, Kind.FLOOR_LOWER, Kind.CEILING_LOWER)
_MORE: Final = (Kind.MORE, Kind.FLOOR_HIGHER, Kind.CEILING_HIGHER)
_QUESTIONS: Final = {
    Kind.LESS: "everything recorded: sent somewhere less urgent",
    Kind.FLOOR_LOWER: 'something not recorded: "at least" sinks, a sure alarm is missed',
    Kind.CEILING_LOWER: 'something not recorded: "could still be" sinks, an alarm is hidden',
    Kind.MORE: "everything recorded: sent somewhere more urgent",
    Kind.FLOOR_HIGHER: 'something not recorded: "at least" rises',
    Kind.CEILING_HIGHER: 'something not recorded: "could still be" rises',
}


class DiffLine(NamedTuple):
    """One entry of a section, and lines below it."""

    text: str
    below: tuple[str, ...] = ()


class DiffSection(NamedTuple):
    title: str
    items: tuple[DiffLine, ...]


def verdict(comparison: Comparison) -> str:
    """What it comes to, in one line."""
    kinds = {effect.kind for effect in comparison.differs}
    open_questions = len(comparison.undecided)
    rest = f" {plural(open_questions, 'question')} not decided in time." if open_questions else ""
    if kinds & set(_LESS):
        return f"LESS URGENT for some patients.{rest}"
    ranked = comparison.old.ordered and any(effect.kind in _LESS for effect in comparison.effects)
    proven = ranked and not {effect.kind for effect in comparison.undecided} & set(_LESS)
    nobody = " Nobody is less urgent (proven)." if proven and not comparison.same_edges else ""
    if kinds & set(_MORE):
        return f"MORE URGENT for some patients.{nobody}{rest}"
    if kinds:
        return f"SENT ELSEWHERE, or told something else: some patients.{nobody}{rest}"
    if open_questions:
        return f"NOT PROVEN that no patient changes.{nobody}{rest}"
    if comparison.refused:
        return f"NOT THE SAME PATIENTS: one version refuses what the other accepts. Of the others no patient changes (proven).{rest}"
    if comparison.acting_changes:
        return "ACTING NOW differs where something cannot be found out. Else no patient changes (proven)."
    if comparison.worked:
        return "WORKED CASES differ in what to do now. Else no patient changes (proven)."
    if not comparison.same_edges and not alike(comparison.old, comparison.new):
        return "NO PATIENT CHANGES OF WHOM EVERYTHING IS RECORDED (proven)."
    return "NO PATIENT CHANGES (proven)."


def sections(comparison: Comparison) -> list[DiffSection]:
    """What there is to say, in the order in which it is read."""
    found = [
        DiffSection("LESS URGENT", tuple(_answers(comparison, _LESS))),
        DiffSection("MORE URGENT", tuple(_answers(comparison, _MORE))),
        DiffSection("OUTCOMES", tuple(_outcomes(comparison))),
        DiffSection("PATIENTS", tuple(map(_patient, comparison.witnesses))),
        DiffSection("REFUSED BY ONE VERSION", tuple(_refused(comparison))),
        DiffSection("WORKED CASES", tuple(_worked(comparison))),
        DiffSection("IN THE FILES", tuple(_changes(comparison))),
    ]
    if comparison.same_edges:
        proven = DiffLine(
            "The same graph, and every edge holds for the same patients, complete or not: no walk differs."
        )
        found = [DiffSection("PROVEN", (proven,)), *found[3:]]
    return [section for section in found if section.items]


def _answers(comparison: Comparison, kinds: tuple[Kind, ...]) -> Iterator[DiffLine]:
    for effect in comparison.effects:
        if effect.kind in kinds:
            yield DiffLine(f"{_QUESTIONS[effect.kind]}: {_answer(effect)}")


def _answer(effect: Effect) -> str:
    if effect.verdict is Verdict.PROVEN:
        return "nobody (proven)"
    if effect.verdict is Verdict.UNDECIDED:
        return f"not decided in {effect.seconds:.0f} s"
    level = f" from {effect.what.replace('_', ' ')}" if effect.kind in (*_LESS, *_MORE) and effect.what else ""
    return f"yes{level}, {_who(effect.witness)}"


def _who(witness: Witness | None) -> str:
    return f"patient {witness.number}" if witness is not None else "patient not shown"


def _outcomes(comparison: Comparison) -> Iterator[DiffLine]:
    asked = [effect for effect in comparison.effects if effect.target]
    unshown: dict[str, list[str]] = {}
    for effect in asked:
        if effect.verdict is Verdict.PROVEN:
            continue
        way = "no longer reached" if effect.kind is Kind.LOST else "newly reached"
        if effect.witness is not None:
            pathway = comparison.old if effect.kind is Kind.LOST else comparison.new
            yield DiffLine(f"{way}: {effect.target} {effect.what}, {_title(pathway, effect)} - {_who(effect.witness)}")
        else:
            state = "patient not shown" if effect.verdict is Verdict.REFUTED else "not decided in time"
            unshown.setdefault(f"{way}, {state}: {effect.target}", []).append(effect.what)
    for lead, names in unshown.items():
        yield DiffLine(f"{lead} {', '.join(names)}")
    same = sum(effect.verdict is Verdict.PROVEN for effect in asked)
    if asked:
        yield DiffLine(
            f"{same} of {len(asked)} proven the same of every complete patient: stops, referrals, diagnoses, tests and actions, each "
            "no longer or newly reached."
        )


def _title(pathway: Pathway, effect: Effect) -> str:
    if effect.target == "diagnosis":
        return pathway.diagnoses[effect.what].label if effect.what in pathway.diagnoses else effect.what
    return pathway.nodes[effect.what].title if effect.what in pathway.nodes else "renamed"


_FARES: Final = {
    "less": "LESS URGENT",
    "more": "MORE URGENT",
    "same": "SAME URGENCY",
    "open": "OTHER BOUNDS",
    "elsewhere": "SENT ELSEWHERE, OR OTHERWISE OPEN",
}


def _patient(witness: Witness) -> DiffLine:
    lines = [*_entries(witness), f"OLD  {_outcome(witness.old)}", f"NEW  {_outcome(witness.new)}"]
    for word, one, other in (("old", witness.old, witness.new), ("new", witness.new, witness.old)):
        ends = {node.id for node in one.outcomes}
        steps = [step.node.id for step in one.path if step.node.id not in other.reached | ends]
        if steps:
            lines.append(f"only in the {word} version: {', '.join(steps)}")
    return DiffLine(f"{witness.number}: {_FARES[witness.urgency]}", tuple(lines))


def _entries(witness: Witness) -> Iterator[str]:
    """The patient as a case file says it; what only one version can record on a line of its own."""
    old, new = witness.old.case, witness.new.case
    both = {name: value for name, value in old.findings.items() if name in new.findings}
    yield f"findings: {findings_line(both)}"
    for word, case in (("old", old), ("new", new)):
        more = {name: value for name, value in case.findings.items() if name not in both}
        if more:
            yield f"findings that only the {word} version knows: {findings_line(more)}"
    yield from closure_lines(new)


def _outcome(walk: Walk) -> str:
    ends = ", ".join(node.id for node in walk.outcomes)
    return f"{headline(walk)}" + (f" [{ends}]" if ends else "")


def _refused(comparison: Comparison) -> Iterator[DiffLine]:
    for refused in comparison.refused:
        below = (f"for example {findings_line(refused.case.findings)}",) if refused.case is not None else ()
        sure = "" if refused.verdict is Verdict.REFUTED else " (not decided)"
        yield DiffLine(f"{refused.by} version: {refused.what}{sure}", below)


def _worked(comparison: Comparison) -> Iterator[DiffLine]:
    for case in comparison.worked:
        below = []
        for word, walk in (("OLD", case.old), ("NEW", case.new)):
            below.append(f"{word}  {_outcome(walk)}" if walk is not None else f"{word}  refused: {case.refusal}")
        yield DiffLine(
            f"{case.id or case.file}: {', '.join(case.differs).replace('_', ' ') or 'refused by one'}", tuple(below)
        )
    if comparison.cases:
        yield DiffLine(f"{len(comparison.worked)} of {plural(comparison.cases, 'worked case')} change.")


def _changes(comparison: Comparison) -> Iterator[DiffLine]:
    for change in comparison.changes:
        name = f"{change.old_id} -> {change.id}" if change.how is ChangeKind.RENAMED else change.id
        places = " -> ".join(str(place) for place in (change.old_place, change.new_place) if place.file)
        below = [f"{item.field}: {item.old or '-'} -> {item.new or '-'}" for item in change.differences]
        if change.how in (ChangeKind.ADDED, ChangeKind.REMOVED):
            below = [f"{item.field}: {item.new or item.old}" for item in change.differences if item.field in _FIELDS]
        yield DiffLine(
            f"{change.part.replace('_', ' ')} {name} {change.how.value}", (*((places,) if places else ()), *below)
        )
    if not comparison.changes:
        yield DiffLine("Nothing differs.")


_FIELDS: Final = (
    "title", "label", "text", "target", "guard", "english", "urgency", "formula", "given", "then", "when", "sentence", "value",
)  # fmt: skip
"""What of a thing that was added or removed is worth a line; the files have the rest."""


def summary(changes: tuple[Change, ...]) -> str:
    """How many things of each kind differ."""
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.part] = counts.get(change.part, 0) + 1
    return ", ".join(f"{number} {part.replace('_', ' ')}" for part, number in counts.items()) or "nothing"


def text(comparison: Comparison, names: tuple[str, str], width: int = WIDTH) -> str:
    """The comparison as plain text of `width` columns; `names` are those that the versions were given by."""
    out = [verdict(comparison), *_wrapped(_identity(comparison, names), width, 0, 0)]
    for section in sections(comparison):
        out += ["", section.title]
        for item in section.items:
            out += _wrapped(item.text, width, 2, 6)
            for line in item.below:
                out += _wrapped(line, width, 6, 11)
    return "\n".join(out) + "\n"


def _wrapped(line: str, width: int, first: int, rest: int) -> list[str]:
    """Lines of whole words: an id or a file is never broken."""
    return textwrap.wrap(
        line,
        width,
        initial_indent=" " * first,
        subsequent_indent=" " * rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


def markdown(comparison: Comparison, names: tuple[str, str]) -> str:
    """The comparison as Markdown, for a change request."""
    out = [f"# {escape(verdict(comparison))}", "", escape(_identity(comparison, names)), ""]
    for section in sections(comparison):
        out += [f"## {escape(section.title.capitalize())}", ""]
        for item in section.items:
            out.append(f"- {escape(item.text)}")
            out += [f"  - {escape(line)}" for line in item.below]
        out.append("")
    return "\n".join(out)


def _identity(comparison: Comparison, names: tuple[str, str]) -> str:
    old, new = comparison.old, comparison.new
    return (
        f"OLD {names[0]}: {old.id} {old.version} ({old.hash[:8]}). NEW {names[1]}: {new.id} {new.version} ({new.hash[:8]}). In the "
        f"files: {summary(comparison.changes)}. {new.disclaimer}"
    )
