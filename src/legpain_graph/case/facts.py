"""One patient's findings: what is recorded, what closures and definitions add, and what contradicts itself.

The order is that of docs/semantics.md: findings; what they imply; closures fill what is still open; what those imply; refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from legpain_graph.case.domain import Domain, point, whole_domain
from legpain_graph.case.entries import Findings, kind_of, wrong_entries
from legpain_graph.errors import CaseError, Issue, did_you_mean, listed
from legpain_graph.load.numbers import number_hint, unsigned_zero
from legpain_graph.model.guard.ir import Compare, Op, Score, Test
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Value, Vocabulary, passes
from legpain_graph.record import record

MAX_FIGURES: Final = 30
"""Before or after the point; a number with more is a slip, and would fill a page when it is printed."""


@record
class Case:
    """What is recorded about one patient: one leg, the worse one. What is not named is not recorded, which is never absent.

    shape:  findings by name: true or false, a number (int, float or Decimal), a word of the choice, or "not_done"
    units:  of each number the unit that its finding declares
    errors: CaseError where a part is of another kind: a text for a list, a list for the findings. Whether the findings exist and can
        have these values, a walk says
    """

    findings: Mapping[str, Any] = field(default_factory=dict)
    normal: tuple[str, ...] = ()
    """What is closed as normal: findings, groups or sets, by name."""
    not_done: tuple[str, ...] = ()
    """What is closed as not done: tests, groups or sets, by name."""
    id: str = ""
    who: str = ""
    """The patient in a sentence, for people to read; no guard does."""

    def __post_init__(self) -> None:
        closures = {"normal": self.normal, "not_done": self.not_done}
        if wrong := list(wrong_entries(self.findings, closures, {"id": self.id, "who": self.who})):
            raise CaseError(wrong)
        fixed = {"findings": Findings(self.findings), "normal": tuple(self.normal), "not_done": tuple(self.not_done)}
        for name, value in fixed.items():
            object.__setattr__(self, name, value)


@record
class Facts:
    """What is known after closures and definitions.

    `known` holds values; `bounds` what is narrowed but open; `scores` the derived findings recorded directly; `how` how each known
    finding came to be: recorded, the closure's name, or the constraint's id.
    """

    known: dict[str, Value]
    bounds: dict[str, Domain]
    scores: dict[str, bool | Decimal]
    how: dict[str, str]
    closed: list[tuple[str, str, tuple[str, ...]]]
    """Each closed group: its name, normal or not_done, and the members that it filled."""


class Expander:
    """Cases of one vocabulary -> facts. Made once a vocabulary; `expand` is on the way of every walk."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.words = vocabulary
        findings = vocabulary.findings
        self.touching: dict[str, list[tuple[Test, bool, Test, bool, str, Domain]]] = {}
        """For each finding the rules that it can set off: where the first test has that truth, so has the second. Last, what is
        left of the second finding where nothing else is known of it."""
        for rule in vocabulary.constraints:
            for given, then, holds in ((rule.given, rule.then, True), (rule.then, rule.given, False)):
                narrowed = whole_domain(findings[then.finding]).where(then, holds=holds)
                self.touching.setdefault(given.finding, []).append((given, holds, then, holds, rule.id, narrowed))
        self.plain = {
            name for name in self.touching if findings[name].type is FindingType.BOOLEAN and not findings[name].optional
        }
        """Findings with two values and nothing else: a constraint that says anything of one says which."""
        self.whole = {name: whole_domain(findings[name]) for name in self.touching}
        self.leaves = {name: tuple(vocabulary.leaves(name)) for name in (*vocabulary.groups, *vocabulary.sets)}
        self.closers = {
            group: frozenset(
                closure for closure, groups in self.leaves.items() if any(leaf.name == group for leaf in groups)
            )
            for group in vocabulary.groups
        }
        self.normals: dict[str, Value] = {
            name: finding.normal for name, finding in vocabulary.findings.items() if finding.normal is not None
        }

    def expand(self, case: Case) -> Facts:
        """The facts of `case`. errors: CaseError with every fault; where entries contradict each other it carries the rest"""
        if not isinstance(case, Case):
            hint = 'Case({"fever": True}); case_from_json reads the text of a case file'
            raise CaseError([Issue("case", f"{kind_of(case)} was given, expected a Case", hint=hint)])
        values, scores, singles, issues = self._read(case)
        if issues:
            raise CaseError(issues)
        facts = Facts(values, {}, scores, dict.fromkeys(values, "recorded"), [])
        blame = {name: frozenset({name}) for name in values}
        clash = self._conflicts(singles, values)
        for name, (value, how) in singles.items():
            if name not in values:
                values[name], facts.how[name], blame[name] = value, how, frozenset({name})
        clash = clash or self._propagate(case, facts, list(values), blame)
        if clash is None:
            added = self._close(case, facts, blame)
            clash = self._propagate(case, facts, added, blame)
        if clash is not None:
            raise self._refusal(case, clash)
        return facts

    def _read(
        self, case: Case
    ) -> tuple[dict[str, Value], dict[str, bool | Decimal], dict[str, tuple[Value, str]], list[Issue]]:
        """Values by finding, recorded scores, findings closed by their own name, and every fault."""
        findings, derived = self.words.findings, self.words.derived
        values: dict[str, Value] = {}
        scores: dict[str, bool | Decimal] = {}
        issues: list[Issue] = []
        for name, raw in case.findings.items():
            finding = findings.get(name)
            if finding is not None:
                value, message = read_value(finding, raw)
                if message:
                    issues.append(Issue(f"findings.{name}", message))
                elif value is not None:
                    values[name] = value
            elif name in derived and derived[name].recordable and isinstance(derived[name].formula, Score):
                number = read_number(raw)
                if number is None or number != number.to_integral_value():
                    issues.append(
                        Issue(
                            f"findings.{name}", f"{name} is {_shown(raw)}, expected a whole number of points{_try(raw)}"
                        )
                    )
                else:
                    scores[name] = number
            elif name in derived:
                issues.append(
                    Issue(
                        f"findings.{name}", f"{name!r} is computed and cannot be recorded", hint="record its findings"
                    )
                )
            elif name in self.words.groups or name in self.words.sets:
                issues.append(Issue(f"findings.{name}", f"{name!r} is a group", hint=f'close it: "normal": ["{name}"]'))
            else:
                known = [*findings, *(word for word, item in derived.items() if item.recordable)]
                issues.append(
                    Issue(f"findings.{name}", f"unknown finding {name!r}", hint=did_you_mean(str(name), known, issues))
                )
        singles: dict[str, tuple[Value, str]] = {}
        for how in ("normal", "not_done"):
            for name in getattr(case, how):
                issue = self._closable(name, how, issues)
                if issue:
                    issues.append(issue)
                elif name in findings:
                    value = NOT_DONE if how == "not_done" else self.normals[name]
                    if name in singles and singles[name][0] != value:
                        issues.append(Issue(f"{how}.{name}", f"{name} stands in both normal and not_done"))
                    singles[name] = (value, how)
        return values, scores, singles, issues

    def _closable(self, name: str, how: str, issues: list[Issue]) -> Issue | None:
        words = self.words
        where = f"{how}.{name}"
        if name in words.findings:
            finding = words.findings[name]
            if how == "not_done" and not finding.optional:
                return Issue(where, f"{name} cannot be not_done", hint="leave it out: it is then not recorded")
            if how == "normal" and finding.normal is None:
                return Issue(where, f"{name} has no normal value", hint="record it under findings")
            return None
        groups = self.leaves.get(name, ())
        if not groups:
            known = [*words.findings, *words.groups, *words.sets]
            return Issue(where, f"unknown finding or group {name!r}", hint=did_you_mean(str(name), known, issues))
        wrong = [group.name for group in groups if how not in group.closed_by]
        if wrong:
            closed_by = words.groups[wrong[0]].closed_by
            return Issue(
                where,
                f"{listed(wrong)} cannot be closed as {how}",
                hint=f"it is closed by {listed(closed_by, 'or')}",
            )
        return None

    @staticmethod
    def _conflicts(
        singles: Mapping[str, tuple[Value, str]], values: Mapping[str, Value]
    ) -> tuple[str, frozenset[str]] | None:
        for name, (value, how) in singles.items():
            if name in values and values[name] != value:
                return f"{name} is recorded as {_shown(values[name])} and closed as {how}", frozenset({name})
        return None

    def _propagate(
        self, case: Case, facts: Facts, changed: list[str], blame: dict[str, frozenset[str]]
    ) -> tuple[str, frozenset[str]] | None:
        """Takes what the constraints imply as recorded, to a fixed point; the first contradiction, with the entries to blame."""
        touching, known = self.touching, facts.known
        todo = sorted((name for name in changed if name in touching), reverse=True)
        while todo:
            name = todo.pop()
            value = known.get(name)
            for given, holds, then, then_holds, rule, narrowed in touching[name]:
                truth = passes(given, value) if value is not None else self._domain(facts, name).truth(given)
                if truth is not holds:
                    continue
                target = then.finding
                other = known.get(target)
                if other is not None and passes(then, other) is then_holds:
                    continue
                if other is None and target in self.plain:
                    only: Value | None = then_holds
                else:
                    if other is None and target not in facts.bounds:
                        after = narrowed
                    else:
                        before = self._domain(facts, target)
                        if before.truth(then) is then_holds:
                            continue
                        after = before.where(then, holds=then_holds)
                    if after.empty:
                        broken = next(item for item in self.words.constraints if item.id == rule)
                        both = f"{broken.given.finding} and {broken.then.finding}"
                        message = f"{both} contradict each other ({rule}: {broken.why})"
                        return message, self._blame(case, name, blame, facts) | self._blame(case, target, blame, facts)
                    only = after.only
                cause = self._blame(case, name, blame, facts)
                blame[target] = cause | blame[target] if target in blame else cause
                if only is None:
                    facts.bounds[target] = after
                else:
                    facts.bounds.pop(target, None)
                    known[target] = only
                    facts.how.setdefault(target, rule)
                todo.append(target)
                if target == name:
                    value = only
        return None

    def _blame(self, case: Case, name: str, blame: dict[str, frozenset[str]], facts: Facts) -> frozenset[str]:
        """The entries of the case that a known finding comes from."""
        if name in blame:
            return blame[name]
        closers = self.closers.get(facts.how.get(name, ""), frozenset())
        return closers & frozenset((*case.normal, *case.not_done))

    def _domain(self, facts: Facts, name: str) -> Domain:
        if name in facts.known:
            return point(self.words.findings[name], facts.known[name])
        return facts.bounds.get(name) or self.whole[name]

    def _close(self, case: Case, facts: Facts, blame: dict[str, frozenset[str]]) -> list[str]:
        """Fills what is still open in each closed group; the findings filled."""
        added: list[str] = []
        known, how, bounds = facts.known, facts.how, facts.bounds
        for word in ("normal", "not_done"):
            for closure in getattr(case, word):
                for group in self.leaves.get(closure, ()):
                    label = group.name
                    filled = []
                    for name in group.members:
                        if name not in known:
                            value = NOT_DONE if word == "not_done" else self.normals[name]
                            if name in bounds:
                                if not allows(bounds[name], value):
                                    continue
                                del bounds[name]
                                blame.pop(name, None)
                            known[name] = value
                            how[name] = label
                            filled.append(name)
                    facts.closed.append((label, word, tuple(filled)))
                    added += filled
        return added

    def _refusal(self, case: Case, clash: tuple[str, frozenset[str]]) -> CaseError:
        """The refusal, with the case as it is without the entries that contradict each other."""
        message, names = clash
        rest = without(case, names)
        issues = [Issue(f"findings.{sorted(names)[0]}", message, hint=f"correct {listed(sorted(names), 'or')}")]
        try:
            self.expand(rest)
        except CaseError as error:
            issues += error.issues
            rest = error.remaining if error.remaining is not None else rest
        return CaseError(issues, rest)


def without(case: Case, names: frozenset[str]) -> Case:
    """The case without some of its entries: findings, scores or closures."""
    return Case(
        {name: value for name, value in case.findings.items() if name not in names},
        tuple(name for name in case.normal if name not in names),
        tuple(name for name in case.not_done if name not in names),
        case.id,
        case.who,
    )


def allows(domain: Domain, value: Value) -> bool:
    """Whether `value` is one of those left."""
    if value is NOT_DONE:
        return domain.not_done
    if isinstance(value, Decimal):
        return domain.truth(Compare("", Op.EQUAL, value)) is not False
    return value in domain.values


def read_number(raw: Any) -> Decimal | None:
    """The exact decimal that `raw` says, or None where it is not a finite number."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, Decimal):
        figures = raw.as_tuple().exponent
        return unsigned_zero(raw) if isinstance(figures, int) and abs(figures) <= MAX_FIGURES else None
    if isinstance(raw, int):
        return Decimal(raw)
    if isinstance(raw, float):
        try:
            number = Decimal(repr(raw))
        except InvalidOperation:
            return None
        return unsigned_zero(number) if number.is_finite() else None
    return None


def read_value(finding: Finding, raw: Any) -> tuple[Value | None, str]:
    """The value of `finding` that `raw` says, and why it cannot be one."""
    if raw is NOT_DONE or (isinstance(raw, str) and raw == "not_done"):
        return (NOT_DONE, "") if finding.optional else (None, f"{finding.name} cannot be not_done: it is not a test")
    match finding.type:
        case FindingType.BOOLEAN:
            return (
                (raw, "")
                if isinstance(raw, bool)
                else (None, f"{finding.name} is {_shown(raw)}, expected true or false")
            )
        case FindingType.CHOICE:
            if isinstance(raw, str) and raw in finding.values:
                return raw, ""
            hint = did_you_mean(raw, finding.values) if isinstance(raw, str) else ""
            return None, f"{finding.name} is {_shown(raw)}, expected one of {', '.join(finding.values)}" + (
                f"; {hint}" if hint else ""
            )
        case FindingType.NUMBER:
            number = read_number(raw)
            span = f"{finding.low:f} to {finding.high:f}"
            kind = "a whole number" if finding.integer else "a number"
            unit = "" if finding.unit == "ratio" else f" of {finding.unit}"
            if number is None or not finding.low <= number <= finding.high or (
                finding.integer and number != number.to_integral_value()
            ):  # fmt: skip
                return None, f"{finding.name} is {_shown(raw)}, expected {kind}{unit} from {span}{_try(raw)}"
            return number, ""


def _try(raw: Any) -> str:
    """What to try where a text stands in place of a number."""
    hint = number_hint(raw) if isinstance(raw, str) else ""
    return f"; {hint}" if hint else ""


def _shown(raw: Any) -> str:
    """What was written, short enough to print."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if raw is None:
        return "empty"
    if isinstance(raw, str):
        shown = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in raw[:40])
        return f'"{shown}"' + ("..." if len(raw) > 40 else "")
    if isinstance(raw, int | float | Decimal):
        return str(raw)[:40]
    if raw is NOT_DONE:
        return "not_done"
    return (
        "a list" if isinstance(raw, list | tuple) else "a group of entries" if isinstance(raw, dict) else kind_of(raw)
    )
