"""Guards, findings and whole vocabularies, drawn; and how many examples a test looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, assert_never

from hypothesis import settings
from hypothesis import strategies as st

from legpain_graph.model.guard.arithmetic import Span, span, whole_score
from legpain_graph.model.guard.ir import (
    All,
    Arithmetic,
    Calculation,
    Compare,
    Expression,
    Flag,
    Guard,
    Measured,
    Named,
    Not,
    OneOf,
    Op,
    Quantity,
    Score,
    Scored,
    Some,
    Term,
    Test,
    parts,
    readings,
    scores_in,
    within,
)  # fmt: skip
from legpain_graph.model.guard.parser import is_numeric, is_score, syntax
from legpain_graph.model.guard.resolve import Resolver
from legpain_graph.model.vocabulary import (
    NOT_DONE,
    Constraint,
    Derived,
    Finding,
    FindingType,
    Group,
    GroupSet,
    HeededBy,
    Value,
    Vocabulary,
    Warning,
)  # fmt: skip
from strategies.complete import passes

Draw = Callable[..., Any]


POINTS = tuple(Decimal(number) for number in ("-2", "-1", "0", "1", "2", "3", "0.5", "1.5"))


RANGES = (("0", "10"), ("-4", "4"), ("0", "2.5"))


UNITS = ("cm", "m", "points")


def examples(number: int) -> settings:
    """Settings for `number` examples in the profile `ci`, and for as many times more or fewer as the chosen profile has."""
    return settings(max_examples=max(1, number * settings.default.max_examples // 100))


def _finding(draw: Draw, name: str, kind: FindingType, before: dict[str, Finding]) -> Finding:
    optional = draw(st.booleans())
    gated = before and draw(st.integers(0, 3)) == 0
    finding = Finding(
        name=name,
        type=kind,
        label=name,
        optional=optional,
        section="investigation" if optional else "history",
        applies_when=draw_guard(draw, before, {}, depth=1) if gated else None,
    )
    match kind:
        case FindingType.BOOLEAN:
            return replace(finding, normal=False)
        case FindingType.CHOICE:
            values = ("low", "mid", "top")[: draw(st.integers(2, 3))]
            return replace(
                finding, values=values, order=draw(st.booleans()), normal=draw(st.sampled_from((None, *values)))
            )
        case FindingType.NUMBER:
            low, high = draw(st.sampled_from(RANGES))
            integer = high != "2.5" and draw(st.booleans())
            finding = replace(
                finding, low=Decimal(low), high=Decimal(high), unit=draw(st.sampled_from(UNITS)), integer=integer
            )
            return replace(finding, normal=draw(st.sampled_from((None, finding.low))))
        case _:
            assert_never(kind)


def _thresholds(finding: Finding) -> list[Decimal]:
    """The numbers that guards compare a number with: both ends of its range, and two between."""
    span = finding.high - finding.low
    points = [finding.low, finding.low + span / 4, finding.low + span / 2, finding.high]
    return [Decimal(int(point)) for point in points] if finding.integer else points


def _test(draw: Draw, findings: dict[str, Finding], *, equal: bool = True) -> Test:
    finding = findings[draw(st.sampled_from(sorted(findings)))]
    match finding.type:
        case FindingType.BOOLEAN:
            return Flag(finding.name)
        case FindingType.CHOICE:
            count = draw(st.integers(1, len(finding.values)))
            return OneOf(finding.name, tuple(draw(st.permutations(finding.values))[:count]))
        case FindingType.NUMBER:
            op = draw(st.sampled_from([op for op in Op if equal or op is not Op.EQUAL]))
            return Compare(finding.name, op, draw(st.sampled_from(_thresholds(finding))))
        case _:
            assert_never(finding.type)


def draw_guard(draw: Draw, findings: dict[str, Finding], derived: dict[str, Derived], depth: int) -> Guard:
    """A guard at most `depth` deep, as the parser would build it: no `and` stands directly in an `and`."""
    truths = [name for name, word in derived.items() if word.truth is not None]
    scores = [word.formula for word in derived.values() if isinstance(word.formula, Score)]
    numbers = [finding for finding in findings.values() if finding.type is FindingType.NUMBER]
    kinds = ["test"] if depth else ["test", "test"]
    kinds += ["named"] if truths else []
    kinds += ["score"] if scores else []
    kinds += ["chain"] if numbers else []
    ordered = [finding for finding in findings.values() if finding.order]
    kinds += ["ordered"] if ordered else []
    kinds += ["measured", "measured"] if numbers else []
    kinds += ["not", "all", "some", "at_least", "count"] if depth else []

    def inner() -> Guard:
        return draw_guard(draw, findings, derived, depth - 1)

    match draw(st.sampled_from(kinds)):
        case "test":
            return _test(draw, findings)
        case "named":
            return Named(draw(st.sampled_from(truths)))
        case "score":
            return Scored(draw(st.sampled_from(scores)), draw(st.sampled_from(Op)), draw(st.sampled_from(POINTS)))
        case "chain":
            finding = draw(st.sampled_from(numbers))
            least, most = sorted(draw(st.sampled_from(_thresholds(finding))) for _ in range(2))
            above, below = draw(st.sampled_from((Op.AT_LEAST, Op.MORE))), draw(st.sampled_from((Op.AT_MOST, Op.LESS)))
            return All((Compare(finding.name, above, least), Compare(finding.name, below, most)))
        case "ordered":
            return draw_ordered(draw, ordered)
        case "measured":
            return draw_measured(draw, findings, derived)
        case "not":
            return Not(inner())
        case "all":
            return _joined(All, [inner() for _ in range(draw(st.integers(2, 3)))])
        case "some":
            return _joined(Some, [inner() for _ in range(draw(st.integers(2, 3)))])
        case "at_least":
            items = tuple(inner() for _ in range(draw(st.integers(1, 3))))
            return Scored(Score("", (Term(1, items),)), Op.AT_LEAST, Decimal(draw(st.integers(1, len(items)))))
        case _:
            return Scored(draw_score(draw, findings, derived), draw(st.sampled_from(Op)), draw(st.sampled_from(POINTS)))


def draw_ordered(draw: Draw, ordered: list[Finding]) -> Guard:
    """An ordered choice compared with one of its values, or with another that has the same values."""
    finding = draw(st.sampled_from(ordered))
    alike = [other.name for other in ordered if other is not finding and other.values == finding.values]
    other = draw(st.sampled_from((*finding.values, *alike)))
    ops = [op for op in Op if other in alike or finding.standing(op, other)]
    guard = Resolver({word.name: word for word in ordered}, {}, {}, {}).guard(
        syntax(f"{finding.name} {draw(st.sampled_from(ops))} {other}")
    )
    assert guard is not None
    return guard


def draw_measured(draw: Draw, findings: dict[str, Finding], derived: dict[str, Derived]) -> Guard:
    """A computed number compared with a fixed one, or with another."""
    named = [word for word in derived.values() if isinstance(word.formula, Quantity)]
    words = Vocabulary(findings, derived, {}, (), (), {}, {})
    resolver = Resolver.of(words)
    op = draw(st.sampled_from(Op))
    unit = draw(st.sampled_from([word.unit for word in named] or UNITS[:1])) if draw(st.booleans()) else "points"
    one = _number_text(draw, findings, derived, unit, depth=draw(st.integers(1, 2)))
    if named and draw(st.booleans()):
        one, unit = (word := draw(st.sampled_from(named))).name, word.unit
    if draw(st.integers(0, 3)) == 0:
        guard = resolver.guard(syntax(f"{one} {op} {_number_text(draw, findings, derived, unit, depth=1)}"))
        if isinstance(guard, Measured):
            return guard
        resolver = Resolver.of(words)
    tree = syntax(one)
    quantity = named_number.formula if (named_number := derived.get(one)) else resolver.quantity(tree, "", unit)
    if not isinstance(quantity, Quantity) or not (readings(quantity) or scores_in(quantity)):
        return _test(draw, findings)
    low, high = span(quantity, lambda name: _whole(findings[name]), whole_score)
    ends = [Decimal(str(round(float(low + (high - low) * part), 2))) for part in (Fraction(1, 4), Fraction(1, 2))]
    values = [value for value in (Decimal(0), Decimal(1), *ends) if low <= value <= high] or [Decimal(int(low))]
    guard = resolver.guard(syntax(f"{one} {op} ({draw(st.sampled_from(values)):f})"))
    return guard if isinstance(guard, Measured) else _test(draw, findings)


def _whole(finding: Finding) -> Span:
    return Span(Fraction(finding.low), Fraction(finding.high))


def _number_text(draw: Draw, findings: dict[str, Finding], derived: dict[str, Derived], unit: str, depth: int) -> str:
    """The text of a number: a length, or a plain number."""
    length = unit != "points"
    leaves = [word.name for word in findings.values() if word.low < word.high and (word.unit != "points") is length]
    leaves += [
        word.name
        for word in derived.values()
        if isinstance(word.formula, Quantity) and (word.unit != "points") is length
    ]
    if not length:
        leaves += [word.name for word in derived.values() if isinstance(word.formula, Score)]
        leaves += (
            [f"count({', '.join(flags)})"]
            if (flags := [word.name for word in findings.values() if word.type is FindingType.BOOLEAN][:2])
            else []
        )
    leaf = draw(st.sampled_from(leaves)) if leaves else "2"
    if depth == 0:
        return leaf

    def inner(other: str = unit) -> str:
        return _number_text(draw, findings, derived, other, depth - 1)

    match draw(st.sampled_from([*Arithmetic, "leaf"])):
        case Arithmetic.PLUS | Arithmetic.MINUS as how:
            return f"({inner()} {how} {draw(st.sampled_from((inner(), '1.5')))})"
        case Arithmetic.TIMES:
            return f"({inner()} * {draw(st.sampled_from((inner('points'), '1.5', '(-2)')))})"
        case Arithmetic.OVER:
            return f"({inner()} / {'4' if leaf == '2' or length else f'({leaf} + 9)'})"
        case Arithmetic.POWER if not length:
            return f"({inner()} ** {draw(st.integers(2, 3))})"
        case Arithmetic.LEAST | Arithmetic.MOST | Arithmetic.MEAN as how:
            return f"{how}({leaf}, {inner()})"
        case _:
            return leaf


def _joined(kind: type[All] | type[Some], guards: list[Guard]) -> Guard:
    flat: list[Guard] = []
    for guard in guards:
        flat.extend(guard.guards if isinstance(guard, kind) else [guard])
    return kind(tuple(flat))


def draw_score(draw: Draw, findings: dict[str, Finding], derived: dict[str, Derived], name: str = "") -> Score:
    """A sum of one or two counts; only a named one has a constant."""
    terms = []
    for _ in range(draw(st.integers(1, 2))):
        items = tuple(
            draw_guard(draw, findings, derived, depth=draw(st.integers(0, 1))) for _ in range(draw(st.integers(1, 3)))
        )
        terms.append(Term(draw(st.sampled_from((1, 1, 2, -1, -2))), items))
    return Score(name, tuple(terms), draw(st.sampled_from((0, 1, -1))) if name else 0)


def draw_findings(draw: Draw, most: int = 6) -> dict[str, Finding]:
    found: dict[str, Finding] = {}
    for number in range(draw(st.integers(2, most))):
        kind = draw(st.sampled_from(FindingType))
        name = f"{kind.value}_{number}"
        found[name] = _finding(draw, name, kind, found)
    return found


def draw_vocabulary(draw: Draw) -> Vocabulary:
    findings = draw_findings(draw)
    derived: dict[str, Derived] = {}
    for name in ("truth_a", "truth_b")[: draw(st.integers(0, 2))]:
        derived[name] = Derived(name, name, draw_guard(draw, findings, derived, depth=1))
    if draw(st.booleans()):
        derived["points"] = Derived(
            "points", "points", draw_score(draw, findings, derived, "points"), recordable=draw(st.integers(0, 3)) != 3
        )
    for name in ("number_a", "number_b")[: draw(st.integers(0, 2))]:
        unit = draw(st.sampled_from(("cm", "points")))
        tree = syntax(_number_text(draw, findings, derived, unit, depth=draw(st.integers(1, 2))))
        resolver = Resolver.of(Vocabulary(findings, derived, {}, (), (), {}, {}))
        quantity = resolver.quantity(tree, name, unit) if is_numeric(tree) and not is_score(tree) else None
        if quantity is not None:
            derived[name] = Derived(name, name, quantity, unit=unit)
    constraints = _constraints(draw, findings)
    warnings = tuple(
        Warning(f"W{number}", draw_guard(draw, findings, derived, depth=1), f"warning {number}")
        for number in range(draw(st.integers(0, 2)))
    )
    groups = _groups(draw, findings)
    same = [name for name, group in groups.items() if group.closed_by == ("normal",)]
    sets = {"every_normal": GroupSet("every_normal", tuple(same))} if same and draw(st.integers(0, 3)) else {}
    return Vocabulary(
        dict(sorted(findings.items())), dict(sorted(derived.items())), {}, constraints, warnings, groups, sets
    )


def _constraints(draw: Draw, findings: dict[str, Finding]) -> tuple[Constraint, ...]:
    """Up to three, all true of one patient, so that they do not contradict each other."""
    values = {name: draw(st.sampled_from(_few(finding))) for name, finding in findings.items()}
    found = []
    for number in range(draw(st.integers(0, 3))):
        given = _test(draw, findings, equal=False)
        others = {name: finding for name, finding in findings.items() if name != given.finding}
        then = _test(draw, others if draw(st.integers(0, 5)) else findings, equal=False)
        if passes(given, values) and not passes(then, values):
            given, then = then, given
        found.append(Constraint(f"C{number}", given, then, f"by definition {number}"))
    return tuple(found)


def _few(finding: Finding) -> tuple[Value, ...]:
    values: tuple[Value, ...] = (False, True) if finding.type is FindingType.BOOLEAN else finding.values
    values = tuple(_thresholds(finding)) if finding.type is FindingType.NUMBER else values
    return (*values, NOT_DONE) if finding.optional else values


def _groups(draw: Draw, findings: dict[str, Finding]) -> dict[str, Group]:
    groups = {}
    for name in ("group_a", "group_b")[: draw(st.integers(1, 2))]:
        closed_by = draw(st.sampled_from((("normal",), ("normal",), ("not_done",), ("normal", "not_done"))))
        members = [
            finding.name
            for finding in findings.values()
            if ("normal" not in closed_by or finding.normal is not None)
            and ("not_done" not in closed_by or finding.optional)
        ]
        if members:
            chosen = draw(st.lists(st.sampled_from(members), min_size=1, unique=True))
            groups[name] = Group(name, f"The sentence of {name}.", tuple(chosen), closed_by)
    return groups


def with_alarms(draw: Draw, words: Vocabulary, nodes: list[str]) -> Vocabulary:
    """The vocabulary with alarming values of some findings, some of them heeded by nodes or a guard."""
    found = dict(words.findings)
    for name in draw(st.lists(st.sampled_from(sorted(found)), unique=True)):
        heeded = draw(st.integers(0, 5))
        by = {
            0: (HeededBy(nodes=tuple(draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=2, unique=True)))),),
            1: (HeededBy(when=draw_guard(draw, words.findings, words.derived, depth=1)),),
        }
        alarming = _test(draw, {name: found[name]})
        found[name] = replace(found[name], alarming=alarming, heeded_by=by.get(heeded, ()))
    return replace(words, findings=found)


@cache
def guard_classes(guard: Guard) -> frozenset[str]:
    """The names of the classes of which `guard` is built, and of the shapes that have a notation of their own."""
    found = {type(guard).__name__}
    match guard:
        case Not(Not()):
            found.add("not not")
        case All((Compare(one), Compare(other))) if one == other:
            found.add("chain")
        case Scored(Score("", (Term(1),), 0), Op.AT_LEAST):
            found.add("at_least")
        case Scored(score):
            found |= {"named score" if score.name else "count"} | {
                "negative term" for term in score.terms if term.factor < 0
            }
        case Measured(quantity):
            found |= {f"number {_sort(part)}" for part in within(quantity)}
            found |= {"named number"} if quantity.name else {"two numbers"} if quantity.sides else set()
        case _:
            pass
    return frozenset(found).union(*(guard_classes(part) for part in parts(guard)))


def _sort(number: Expression) -> str:
    """What a number is computed by, or which leaf it is."""
    return number.how.value if isinstance(number, Calculation) else type(number).__name__
