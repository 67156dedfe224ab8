"""Entries of the files -> the vocabulary, with every guard parsed and every name checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Final

from legpain_graph.errors import Issue, Place, did_you_mean
from legpain_graph.load.schema import Entry
from legpain_graph.load.tree import Scalar
from legpain_graph.model.guard.ir import (
    Compare,
    Flag,
    Formula,
    Guard,
    OneOf,
    Op,
    Quantity,
    Score,
    Some,
    Test,
    formula_names,
    names_read,
)
from legpain_graph.model.guard.parser import Fault, GuardError, SyntaxTree, is_numeric, is_score, syntax
from legpain_graph.model.guard.resolve import Resolver
from legpain_graph.model.vocabulary import (
    Constant,
    Constraint,
    Derived,
    DerivedKind,
    Finding,
    FindingType,
    Group,
    GroupSet,
    HeededBy,
    Value,
    Vocabulary,
    Warning,
)

MAX_DEFINITIONS: Final = 50
ALARMING_SECTIONS: Final = ("examination", "investigation")
"""Signs and results, of which every value but the normal one alarms where nothing else is said."""
_RELATION: Final = re.compile(r"(<=|<|>=|>)\s*(-?\d+(?:\.\d+)?)")
RESERVED: Final = frozenset(
    {"and", "or", "not", "in", "count", "at_least", "otherwise", "unknown", "not_done", "true", "false", "null"}
)


class Words:
    """Builds the vocabulary; later resolves the guards of edges with it. Faults go to `issues`, names met in guards to `used`."""

    def __init__(self, entries: dict[str, list[Entry]], issues: list[Issue], declared: frozenset[str]) -> None:
        self.entries, self.issues = entries, issues
        self.declared = declared
        """The names of everything that stands in the files, also of what is at fault there."""
        self.used: set[str] = set()
        self.broken = False
        """True once a guard could not be read, so that what is unused cannot be told."""
        self.silent = False
        """True once that was so for a name that is declared, and at fault there: it is not said again."""
        self.findings: dict[str, Finding] = {}
        self.kinds: dict[str, DerivedKind] = {}
        self.formulas: dict[str, Score | Quantity] = {}
        """Of each derived score and number."""
        self.constants: dict[str, Constant] = {}
        self._uses: dict[str, set[str]] = {}
        """For each derived finding, the names in its formula."""

    def fault(self, code: str, message: str, place: Place, hint: str = "") -> None:
        self.issues.append(Issue(code, message, place, hint))

    def vocabulary(self) -> Vocabulary:
        taken: dict[str, Place] = {}
        constants = list(self._unique("constants", "name", taken))
        findings = list(self._unique("findings", "name", taken))
        derived = list(self._unique("derived", "name", taken))
        for entry in constants:
            self.constants[entry["name"]] = entry.made(Constant)
        for entry in findings:
            finding = self._finding(entry)
            if finding is not None:
                self.findings[finding.name] = finding
        words = self._derived(derived)
        for entry in findings:
            old = self.findings.get(entry["name"])
            if old is None:
                continue
            if "applies_when" in entry:
                old = replace(old, applies_when=self.guard(entry, "applies_when"))
            if "heeded_by" in entry:
                old = replace(old, heeded_by=tuple(map(self._heeded_by, entry["heeded_by"])))
            self.findings[old.name] = old
        self._no_circle(words)
        groups = {
            entry["name"]: group for entry in self._unique("groups", "name", taken) if (group := self._group(entry))
        }
        sets: dict[str, GroupSet] = {
            entry["name"]: several
            for entry in self._unique("sets", "name", taken)
            if (several := self._set(entry, groups))
        }
        constraints = [rule for entry in self._unique("constraints", "id", {}) if (rule := self._constraint(entry))]
        warnings = [
            entry.made(Warning, when=guard)
            for entry in self._unique("warnings", "id", {})
            if (guard := self.guard(entry, "when")) is not None
        ]
        return Vocabulary(
            findings=dict(sorted(self.findings.items())),
            derived=dict(sorted(words.items())),
            constants=dict(sorted(self.constants.items())),
            constraints=tuple(sorted(constraints, key=lambda rule: rule.id)),
            warnings=tuple(sorted(warnings, key=lambda rule: rule.id)),
            groups=dict(sorted(groups.items())),
            sets=dict(sorted(sets.items())),
            order=_in_order(self.findings, groups),
        )

    def guard(self, entry: Entry, field: str) -> Guard | None:
        """The guard in `field`, or None with the faults noted at their places."""
        try:
            return self.resolve(entry, field, syntax(entry[field]))
        except GuardError as error:
            self._note(entry, field, error.faults)
            return None

    def resolve(self, entry: Entry, field: str, tree: SyntaxTree) -> Guard | None:
        resolver = self._resolver()
        guard = resolver.guard(tree)
        self._note(entry, field, resolver.faults)
        self.broken = self.broken or guard is None
        self.silent = self.silent or (guard is None and not resolver.faults)
        self.used |= resolver.used
        return guard

    def _resolver(self) -> Resolver:
        return Resolver(self.findings, self.kinds, self.constants, self.formulas, self.issues, self.declared)

    def _note(self, entry: Entry, field: str, faults: list[Fault]) -> None:
        """Adds the faults of one guard, each at its place."""
        tree = entry.trees[field]
        for fault in faults:
            place = tree.at(_stripped(tree.text) + fault.offset) if isinstance(tree, Scalar) else tree.place
            self.fault("guard", fault.message, place, fault.hint)
            self.broken = True

    def _unique(self, kind: str, key: str, taken: dict[str, Place]) -> Iterator[Entry]:
        """The entries of `kind`, each name once; a name that stands for two things would be read as either."""
        for entry in self.entries[kind]:
            name, place = entry[key], entry.trees[key].place
            if name in RESERVED:
                self.fault("reserved", f"{name!r} is a word of the guard language", place, "choose another name")
            elif name in taken:
                self.fault("duplicate", f"{name!r} is declared twice; first at {taken[name]}", place)
            else:
                taken[name] = place
                yield entry

    def _finding(self, entry: Entry) -> Finding | None:
        kind = FindingType(entry["type"])
        name, place = entry["name"], entry.place
        allowed = {
            FindingType.NUMBER: {"unit", "range", "integer"},
            FindingType.CHOICE: {"values", "order"},
            FindingType.BOOLEAN: set[str](),
        }
        for field in ("unit", "range", "integer", "values", "order"):
            if field in entry and field not in allowed[kind]:
                self.fault("finding", f"{name}: a {kind} has no {field}", entry.at(field))
        if kind is FindingType.NUMBER and not {"unit", "range"} <= set(entry):
            self.fault("finding", f"{name}: a number needs a unit and a range", place, "unit: cm, range: [0, 25]")
            return None
        values = entry.get("values", ())
        if kind is FindingType.CHOICE and len(values) < 2:
            self.fault("finding", f"{name}: a choice needs two or more values", place, "values: [absent, present]")
            return None
        wrong = [value for value in values if value in RESERVED or not re.fullmatch(r"[A-Za-z_]\w*", value)]
        for value in wrong:
            hint = "snake_case words" + ("; of figures: type: number, with a range" if value[:1].isdigit() else "")
            self.fault("finding", f"{name}: {value!r} cannot be a value", entry.at("values"), hint)
        if wrong:
            return None
        low, high = entry.get("range", (Decimal(0), Decimal(0)))
        finding = entry.made(
            Finding,
            type=kind,
            low=low,
            high=high,
            normal=self._normal(entry, kind, values),
            alarming=self._alarming(entry, kind, values),
            added=entry.get("origin") == "added",
            value_synonyms=self._value_synonyms(entry, values),
            applies_when=None,  # known once every finding is
            heeded_by=(),
        )
        if finding.is_result and not finding.optional and not finding.record_only:
            self.fault("finding", f"{name}: a result may be missing", place, "optional: true")
        if "brought" in entry and not finding.is_result:
            self.fault("finding", f"{name}: only a result is brought along, or is not", entry.at("brought"))
        return finding

    def _value_synonyms(self, entry: Entry, values: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        said: dict[str, tuple[str, ...]] = entry.get("value_synonyms", {})
        for value in said:
            if value not in values:
                hint = did_you_mean(value, values, self.issues)
                message = f"{entry['name']}: {value!r} is not one of its values"
                self.fault("finding", message, entry.at("value_synonyms"), hint)
        return tuple((value, words) for value, words in said.items() if value in values)

    def _normal(self, entry: Entry, kind: FindingType, values: tuple[str, ...]) -> Value | None:
        normal = entry.get("normal")
        if kind is FindingType.BOOLEAN:
            if normal not in (None, False):
                self.fault("finding", f"{entry['name']}: a boolean's normal is false", entry.at("normal"))
            return False
        if normal is None:
            return None
        low, high = entry.get("range", (normal, normal))
        fits = normal in values
        if kind is FindingType.NUMBER:
            fits = isinstance(normal, Decimal) and low <= normal <= high
            fits = fits and (not entry.get("integer") or normal == normal.to_integral_value())
        if not fits:
            self.fault("finding", f"{entry['name']}: {str(normal)!r} is not one of its values", entry.at("normal"))
            return None
        return normal  # type: ignore[no-any-return]

    def _alarming(self, entry: Entry, kind: FindingType, values: tuple[str, ...]) -> Guard | None:
        """The values that alarm: those named; else of a sign or result, all but the normal one."""
        name = entry["name"]
        if "alarming" not in entry:
            usual = entry.get("section") in ALARMING_SECTIONS and not entry.get("record_only")
            return _all_but(name, kind, values, entry.get("normal")) if usual else None
        said: tuple[str, ...] = entry["alarming"]
        place, tests = entry.at("alarming"), list[Test]()
        if kind is FindingType.CHOICE:
            for value in said:
                if value not in values:
                    hint = did_you_mean(value, values, self.issues)
                    self.fault("finding", f"{name}: {value!r} is not one of its values", place, hint)
            tests = [OneOf(name, tuple(value for value in values if value in said))] if set(said) & set(values) else []
        elif kind is FindingType.BOOLEAN:
            if said not in ((), ("true",)):
                self.fault("finding", f"{name}: of a boolean true alarms, or nothing", place, "alarming: [true]")
            tests = [Flag(name)] if said else []
        for text in said if kind is FindingType.NUMBER else ():
            found = _RELATION.fullmatch(text.strip())
            if found is None:
                hint = "alarming: ['< 0.5', '> 1.3']"
                self.fault("finding", f"{name}: {text[:40]!r} is not a relation to a number", place, hint)
            else:
                tests.append(Compare(name, Op(found[1]), Decimal(found[2])))
        return tests[0] if len(tests) == 1 else Some(tuple(tests)) if tests else None

    def _heeded_by(self, entry: Entry) -> HeededBy:
        if not entry.get("nodes") and "when" not in entry:
            self.fault("finding", "heeded by nothing", entry.place, "nodes: [...] or when: a guard")
        guard = self.guard(entry, "when") if "when" in entry else None
        return entry.made(HeededBy, when=guard)

    def _derived(self, entries: list[Entry]) -> dict[str, Derived]:
        trees: dict[str, SyntaxTree] = {}
        for entry in entries:
            try:
                trees[entry["name"]] = syntax(entry["formula"])
            except GuardError as error:
                self._note(entry, "formula", error.faults)
            self.kinds[entry["name"]] = _kind(trees.get(entry["name"]))
        found: dict[str, Derived] = {}
        for entry in self._computed_first(entries, trees):
            name, kind = entry["name"], self.kinds[entry["name"]]
            if name not in trees:
                continue
            resolver, unit = self._resolver(), entry.get("unit", "")
            formula: Formula | None
            if kind is DerivedKind.NUMBER:
                formula = resolver.quantity(trees[name], name, unit)
            else:
                formula = (
                    resolver.score(trees[name], name) if kind is DerivedKind.SCORE else resolver.guard(trees[name])
                )
            self._note(entry, "formula", resolver.faults)
            if unit and kind is not DerivedKind.NUMBER:
                self.fault("finding", f"{name}: a {kind} has no unit", entry.at("unit"))
            if formula is None:
                continue
            if isinstance(formula, Score | Quantity):
                self.formulas[name] = formula
            if entry.get("recordable") and kind is not DerivedKind.SCORE:
                self.fault(
                    "finding", f"{name}: only a score is recordable", entry.at("recordable"), "record its findings"
                )
            found[name] = entry.made(Derived, label=entry.get("label", name.replace("_", " ")), formula=formula)
            self._uses[name] = resolver.used
        return found

    def _computed_first(self, entries: list[Entry], trees: dict[str, SyntaxTree]) -> list[Entry]:
        """Scores and numbers before truths, and each before one that is computed of it."""
        computed = {name for name in trees if self.kinds[name] is not DerivedKind.TRUTH}
        try:
            needed = TopologicalSorter({name: _mentioned(trees[name]) & computed for name in sorted(computed)})
            order = {name: number for number, name in enumerate(needed.static_order())}
        except CycleError as error:
            place = next(entry.place for entry in entries if entry["name"] == error.args[1][0])
            self.fault("circle", f"defined by itself: {' -> '.join(reversed(error.args[1]))}", place)
            self.broken = True
            order = {}
        return sorted(entries, key=lambda entry: order.get(entry["name"], len(computed)))

    def all_used(self, derived: dict[str, Derived]) -> set[str]:
        """Every name that a guard, a warning or a safety rule's formula reads, directly or through derived findings."""
        used = set(self.used)
        todo = [*used, *(name for name, word in derived.items() if word.for_rules)]
        while todo:
            for name in self._uses.get(todo.pop(), ()):
                if name not in used:
                    used.add(name)
                    todo.append(name)
        return used

    def _no_circle(self, words: dict[str, Derived]) -> None:
        """A derived finding, or what a finding applies to, that depends on itself has no meaning."""
        needs: dict[str, set[str]] = {}
        for name, word in words.items():
            needs[name] = self._uses.get(name, set()).union(formula_names(word.formula))
        for name, finding in self.findings.items():
            if finding.applies_when is not None:
                needs[name] = set(names_read(finding.applies_when))
        try:
            depth: dict[str, int] = {}
            for name in TopologicalSorter(needs).static_order():
                depth[name] = 1 + max((depth[part] for part in needs.get(name, ())), default=0)
                if depth[name] == MAX_DEFINITIONS:
                    self.fault("circle", f"{name}: more than {MAX_DEFINITIONS} definitions deep", words[name].place)
                    self.broken = True
        except CycleError as error:
            circle = " -> ".join(reversed(error.args[1]))
            name = error.args[1][0]
            place = words[name].place if name in words else self.findings[name].place
            self.fault("circle", f"defined by itself: {circle}", place)
            self.broken = True

    def _group(self, entry: Entry) -> Group | None:
        closed_by = entry.get("closed_by", ("normal",))
        place = entry.at("members")
        if not set(closed_by) <= {"normal", "not_done"} or not closed_by:
            self.fault("group", f"{entry['name']}: closed_by is normal, not_done or both", entry.at("closed_by"))
            return None
        good = True
        for member in entry["members"]:
            finding = self.findings.get(member)
            if finding is None and member in self.declared:
                pass
            elif finding is None:
                self.fault(
                    "group", f"unknown finding {member!r}", place, did_you_mean(member, self.findings, self.issues)
                )
            elif "normal" in closed_by and finding.normal is None:
                self.fault(
                    "group", f"{member} has no normal value, so {entry['name']} cannot close it", place, "give it one"
                )
            elif "not_done" in closed_by and not finding.optional:
                self.fault("group", f"{member} cannot be not_done", place, "only an optional finding can")
            else:
                continue
            good = False
        return entry.made(Group) if good else None

    def _set(self, entry: Entry, groups: dict[str, Group]) -> GroupSet | None:
        declared = {group["name"] for group in self.entries["groups"]}
        unknown = [name for name in entry["groups"] if name not in declared and name not in self.declared]
        for name in unknown:
            self.fault(
                "group", f"unknown group {name!r}", entry.at("groups"), did_you_mean(name, declared, self.issues)
            )
        if unknown or any(name not in groups for name in entry["groups"]):
            return None
        return entry.made(GroupSet)

    def _constraint(self, entry: Entry) -> Constraint | None:
        given, arrow, then = entry["rule"].partition("->")
        place = entry.trees["rule"].place
        if not arrow or "->" in then:
            self.fault("constraint", "a rule is 'test -> test'", place)
            return None
        sides: list[Test] = []
        tree = entry.trees["rule"]
        for text, offset in ((given, 0), (then, len(given) + 2)):
            resolver = self._resolver()
            try:
                guard = resolver.guard(syntax(text))
                faults = resolver.faults
            except GuardError as error:
                guard, faults = None, error.faults
            self.used |= resolver.used
            for fault in faults:
                at = tree.at(_stripped(tree.text) + offset + fault.offset) if isinstance(tree, Scalar) else place
                self.fault("guard", fault.message, at, fault.hint)
                self.broken = True
            if guard is None:
                continue
            if not isinstance(guard, Flag | Compare | OneOf) or (isinstance(guard, Compare) and guard.op is Op.EQUAL):
                self.fault(
                    "constraint", f"{text.strip()!r} is not a single test", place, "what is improbable is a warning"
                )
                continue
            sides.append(guard)
        return entry.made(Constraint, given=sides[0], then=sides[1]) if len(sides) == 2 else None


def _in_order(findings: Iterable[str], groups: dict[str, Group]) -> tuple[str, ...]:
    """The findings as the files have them, those of one group at the place of its first."""
    of = {name: group for group in groups.values() for name in group.members}
    found: dict[str, None] = {}
    for name in findings:
        if name in of:
            found.update(dict.fromkeys(other for other in findings if of.get(other) is of[name]))
        else:
            found[name] = None
    return tuple(found)


def _all_but(name: str, kind: FindingType, values: tuple[str, ...], normal: Value | None) -> Guard | None:
    """True of every value but the normal one; None where none is said to be normal."""
    if kind is FindingType.BOOLEAN:
        return Flag(name)
    if kind is FindingType.CHOICE and normal in values:
        return OneOf(name, tuple(value for value in values if value != normal))
    if isinstance(normal, Decimal):
        return Some((Compare(name, Op.LESS, normal), Compare(name, Op.MORE, normal)))
    return None


def _kind(tree: SyntaxTree | None) -> DerivedKind:
    """What a formula computes."""
    if tree is None or not is_numeric(tree):
        return DerivedKind.TRUTH
    return DerivedKind.SCORE if is_score(tree) else DerivedKind.NUMBER


def _mentioned(tree: SyntaxTree) -> set[str]:
    """Every name in a syntax tree."""
    found = {tree.text} if tree.kind == "name" else set()
    return found.union(*(_mentioned(part) for part in tree.parts))


def _stripped(text: str) -> int:
    """How many characters stand before the first that is not white space."""
    return len(text) - len(text.lstrip())
