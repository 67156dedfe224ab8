"""Syntax tree of a guard -> IR: names get their meaning, types and ranges are checked, and every fault of the text is reported at
once, each with its offset."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from typing import Final

from legpain_graph.errors import did_you_mean
from legpain_graph.model.guard.ir import (
    All,
    Compare,
    Flag,
    Guard,
    Named,
    Not,
    OneOf,
    Op,
    Quantity,
    Score,
    Scored,
    Some,
    Term,
)
from legpain_graph.model.guard.numbers import CALLS, Numbers
from legpain_graph.model.guard.parser import (
    FUNCTIONS,
    RELATIONS,
    Fault,
    SyntaxTree,
    counted,
    is_negative,
    is_numeric,
    is_points,
    is_score,
)
from legpain_graph.model.vocabulary import Constant, DerivedKind, Finding, FindingType, Vocabulary

_MIRROR: Final = {
    Op.LESS: Op.MORE,
    Op.AT_MOST: Op.AT_LEAST,
    Op.MORE: Op.LESS,
    Op.AT_LEAST: Op.AT_MOST,
    Op.EQUAL: Op.EQUAL,
}


class Resolver:
    """Gives names their meaning.

    `derived` tells for each derived finding what it is; a score or number must be in `formulas` when it is used.
    """

    def __init__(
        self,
        findings: Mapping[str, Finding],
        derived: Mapping[str, DerivedKind],
        constants: Mapping[str, Constant],
        formulas: Mapping[str, Score | Quantity],
        before: Sequence[object] = (),
        declared: Container[str] = (),
    ) -> None:
        self.findings, self.derived, self.constants, self.formulas = findings, derived, constants, formulas
        self.faults: list[Fault] = []
        self.before = before
        """Faults of other texts: after many of them no names are guessed at."""
        self.declared = declared
        """Names that are declared; one that nothing else is known of is at fault where it is, and not said to be unknown."""
        self.used: set[str] = set()
        """Every name that was met: findings, derived findings and constants."""

    @classmethod
    def of(cls, words: Vocabulary) -> Resolver:
        """The resolver of a whole vocabulary."""
        formulas = {
            name: word.formula for name, word in words.derived.items() if isinstance(word.formula, Score | Quantity)
        }
        kinds = {name: word.kind for name, word in words.derived.items()}
        return cls(words.findings, kinds, words.constants, formulas)

    def guard(self, tree: SyntaxTree) -> Guard | None:
        """The guard that `tree` says, or None with the faults noted."""
        match tree.kind:
            case "name":
                return self._truth(tree)
            case "not":
                inner = self.guard(tree.parts[0])
                return Not(inner) if inner is not None else None
            case "and" | "or":
                inner_parts = [self.guard(part) for part in tree.parts]
                if any(part is None for part in inner_parts):
                    return None
                kind = All if tree.kind == "and" else Some
                flat: list[Guard] = []
                for part in inner_parts:
                    flat.extend(part.guards if isinstance(part, kind) else [part])  # type: ignore[list-item]
                return kind(tuple(flat))
            case "compare":
                pairs = list(zip(tree.parts, tree.ops, tree.parts[1:], strict=False))
                guards = [self._pair(left, RELATIONS[op], right) for left, op, right in pairs]
                if any(guard is None for guard in guards):
                    return None
                return guards[0] if len(guards) == 1 else All(tuple(guards))  # type: ignore[arg-type]
            case "in":
                return self._member(tree.parts[0], tree.parts[1].parts)
            case "call" if tree.text == "at_least":
                number, *items = tree.parts
                points = self._points(number)
                resolved = [self.guard(item) for item in items]
                if points is None or any(item is None for item in resolved):
                    return None
                if not 0 < points <= len(items):
                    return self.fault(number, f"at_least({points}, ...) of {len(items)} cannot tell anything")
                return Scored(Score("", (Term(1, tuple(resolved)),)), Op.AT_LEAST, points)  # type: ignore[arg-type]
            case "call" if tree.text not in FUNCTIONS:
                return self.fault(tree, f"unknown function {tree.text!r}", did_you_mean(tree.text, CALLS))
            case "number":
                return self.fault(tree, f"{tree.text} is a number, not a test")
            case _:
                what, how = ("a count of points", "count(a, b)") if is_score(tree) else ("a number", "a + b")
                return self.fault(tree, f"{what}, not a test", f"compare it: {how} >= 2")

    def score(self, tree: SyntaxTree, name: str = "") -> Score | None:
        """The score that `tree` says: a sum of counts, each with a whole factor; or the one that it names."""
        if tree.kind == "name":
            self.used.add(tree.text)
            found = self.formulas.get(tree.text)
            if isinstance(found, Score):
                return found
            scores = [name for name, formula in self.formulas.items() if isinstance(formula, Score)]
            return self.fault(tree, f"{tree.text!r} is not a score", did_you_mean(tree.text, scores, self.before))
        terms: list[Term] = []
        constant = 0
        parts, ops = (tree.parts, tree.ops) if tree.kind == "sum" else ((tree,), ("+",))
        for part, sign in zip(parts, ops, strict=True):
            one = -1 if sign == "-" else 1
            if is_points(part):
                constant += one * int(part.text)
            elif (found_count := counted(part)) is not None:
                factor, count = found_count
                items = [self.guard(item) for item in count.parts]
                if any(item is None for item in items):
                    return None
                terms.append(Term(one * factor, tuple(items)))  # type: ignore[arg-type]
            else:
                return self.fault(part, "a score is made of count(...)", "count(a, b) - 2 * count(c)")
        if not terms:
            return self.fault(tree, "a score that counts nothing", "count(a, b) - 2 * count(c)")
        return Score(name, tuple(terms), constant)

    def fault(self, tree: SyntaxTree, message: str, hint: str = "") -> None:
        """Notes a fault; returns None, which stands for the guard that could not be made."""
        self.faults.append(Fault(tree.offset, message, hint))

    def _truth(self, tree: SyntaxTree) -> Guard | None:
        name = tree.text
        if name in self.findings:
            self.used.add(name)
            kind = self.findings[name].type
            if kind is FindingType.BOOLEAN:
                return Flag(name)
            how = f"{name} == {self.findings[name].values[0]}" if self.findings[name].values else f"{name} >= 3"
            return self.fault(tree, f"{name!r} is a {kind}, not a truth", f"compare it: {how}")
        if name in self.derived:
            self.used.add(name)
            if self.derived[name] is DerivedKind.TRUTH:
                return Named(name)
            return self.fault(tree, f"{name!r} is a {self.derived[name]}", f"compare it: {name} >= 2")
        if name in self.constants:
            return self.fault(tree, f"{name!r} is a number, not a test")
        return self.unknown(tree)

    def unknown(self, tree: SyntaxTree) -> None:
        if tree.text in self.declared:
            return None
        known = [*self.findings, *self.derived, *self.constants]
        return self.fault(tree, f"unknown finding {tree.text!r}", did_you_mean(tree.text, known, self.before))

    def _points(self, tree: SyntaxTree) -> Decimal | None:
        """The number that a literal or a constant stands for."""
        if tree.kind == "number":
            return Decimal(tree.text)
        if is_negative(tree):
            return -Decimal(tree.parts[0].text)
        if tree.kind == "name" and tree.text in self.constants:
            self.used.add(tree.text)
            return self.constants[tree.text].value
        return self.fault(tree, "expected a number or a constant", did_you_mean(tree.text, self.constants, self.before))

    def _pair(self, left: SyntaxTree, op: Op, right: SyntaxTree) -> Guard | None:
        if (self._is_number(left) and not self._is_number(right)) or self._is_value(left, right):
            return self._pair(right, _MIRROR[op], left)
        if self._computes(left, right):
            return self._measured(left, op, right)
        if is_score(left) or (left.kind == "name" and self.derived.get(left.text) is DerivedKind.SCORE):
            score, points = self.score(left), self._points(right)
            return Scored(score, op, points) if score is not None and points is not None else None
        if left.kind != "name":
            return self.fault(left, "only a finding or a score can be compared")
        finding = self.findings.get(left.text)
        if finding is None:
            if left.text in self.derived:
                return self.fault(left, f"{left.text!r} is true or false", f"write {left.text}, or not {left.text}")
            return self.unknown(left)
        self.used.add(left.text)
        if finding.type is FindingType.BOOLEAN:
            return self.fault(left, f"{left.text!r} is true or false", f"write {left.text}, or not {left.text}")
        if finding.type is FindingType.CHOICE:
            return self._choice(finding, left, op, right)
        points = self._points(right)
        if points is None:
            return None
        if not finding.low <= points <= finding.high:
            span = f"{finding.low} to {finding.high} {finding.unit}".rstrip()
            return self.fault(right, f"{left.text} is never {points}: its range is {span}")
        if finding.integer and points != points.to_integral_value():
            return self.fault(right, f"{left.text} is a whole number, never {points}")
        return Compare(left.text, op, points)

    def _computes(self, left: SyntaxTree, right: SyntaxTree) -> bool:
        """Whether numbers of findings are put together, or compared with each other."""
        kinds = [self._kind(left), self._kind(right)]
        return "number" in kinds or (kinds[0] != "" and kinds[1] not in ("", "fixed"))

    def _kind(self, tree: SyntaxTree) -> str:
        """What sort of number `tree` is: fixed, a finding, a score, or one that is computed; empty for no number."""
        if self._is_number(tree):
            return "fixed"
        if tree.kind != "name":
            return "" if not is_numeric(tree) else "score" if is_score(tree) else "number"
        finding = self.findings.get(tree.text)
        if finding is not None:
            return "finding" if finding.type is FindingType.NUMBER else ""
        kind = self.derived.get(tree.text, DerivedKind.TRUTH)
        return "" if kind is DerivedKind.TRUTH else kind.value

    def _measured(self, left: SyntaxTree, op: Op, right: SyntaxTree) -> Guard | None:
        """A computed number compared with a fixed one, or two numbers with each other: their difference with nothing."""
        return Numbers(self).compared(left, op, right)

    def quantity(self, tree: SyntaxTree, name: str, unit: str) -> Quantity | None:
        """The number that `tree` computes, in `unit`, which may be empty for a plain number."""
        return Numbers(self).quantity(tree, name, unit)

    def _choice(self, finding: Finding, left: SyntaxTree, op: Op, right: SyntaxTree) -> Guard | None:
        """A choice compared with one of its values, or one that is ordered with another that has the same values."""
        other = self.findings.get(right.text) if right.kind == "name" and right.text not in finding.values else None
        if not finding.order and (op is not Op.EQUAL or other is not None):
            hint = f"{left.text} in [...]; or, where its values go from the least to the most, order: true"
            return self.fault(left, f"{left.text!r} is a choice; it has no order", hint)
        if other is not None:
            self.used.add(right.text)
            if not other.order or other.values != finding.values:
                return self.fault(right, f"{left.text} and {right.text} have other values; they cannot be compared")
            pairs = [(value, kept) for value in finding.values if (kept := finding.standing(_MIRROR[op], value))]
            ways = tuple(All((OneOf(left.text, (value,)), OneOf(right.text, kept))) for value, kept in pairs)
            return Some(ways) if len(ways) > 1 else ways[0]
        if op is Op.EQUAL or right.kind != "name" or right.text not in finding.values:
            return self._member(left, (right,))
        kept = finding.standing(op, right.text)
        if not kept:
            return self.fault(right, f"{left.text} is never {op.value} {right.text}: no value stands beyond it")
        return OneOf(left.text, kept)

    def _is_value(self, left: SyntaxTree, right: SyntaxTree) -> bool:
        """Whether `left` is a value of the ordered choice `right`: moderate <= severity."""
        ordered = self.findings.get(right.text) if right.kind == "name" else None
        return (
            ordered is not None
            and ordered.order
            and left.kind == "name"
            and left.text in ordered.values
            and left.text not in self.findings
        )

    def _is_number(self, tree: SyntaxTree) -> bool:
        return tree.kind == "number" or is_negative(tree) or (tree.kind == "name" and tree.text in self.constants)

    def _member(self, left: SyntaxTree, right: Sequence[SyntaxTree]) -> Guard | None:
        finding = self.findings.get(left.text) if left.kind == "name" else None
        if finding is None:
            return self.unknown(left) if left.kind == "name" else self.fault(left, "only a choice has values")
        self.used.add(left.text)
        if finding.type is not FindingType.CHOICE:
            return self.fault(left, f"{left.text!r} is a {finding.type}; only a choice has values")
        wrong = [value for value in right if value.kind != "name" or value.text not in finding.values]
        for value in wrong:
            hint = did_you_mean(value.text, finding.values, self.before) or f"one of {', '.join(finding.values)}"
            self.fault(value, f"{left.text} has no value {value.text!r}", hint)
        return OneOf(left.text, tuple(value.text for value in right)) if not wrong else None
