"""Small pathways and partial cases for the theorems, and what these are judged by: complete patients read in two values.

`pathways()` builds pathways directly, without files, that obey the rules for authors on which the theorems rest: no circle, an edge
for every patient, a stop at every end. `Plain` is written apart from the engines on purpose: it knows no unknown and no algebra.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from graphlib import TopologicalSorter
from itertools import pairwise, product
from math import prod
from random import Random
from typing import Any, assert_never

from hypothesis import assume, settings
from hypothesis import strategies as st

from legpain_graph.case.facts import Case, Facts
from legpain_graph.errors import CaseError
from legpain_graph.model.guard.ir import (
    All,
    Compare,
    Flag,
    Guard,
    Named,
    Not,
    OneOf,
    Op,
    Score,
    Scored,
    Some,
    Term,
    Test,
    parts,
    tests_and_names,
)  # fmt: skip
from legpain_graph.model.guard.parser import GuardError, syntax
from legpain_graph.model.guard.resolve import Resolver
from legpain_graph.model.pathway import Edge, EdgeKind, Node, NodeKind, Pathway, Urgency
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
from legpain_graph.walk.walker import Engine

Draw = Callable[..., Any]
POINTS = tuple(Decimal(number) for number in ("-2", "-1", "0", "1", "2", "3", "0.5", "1.5"))
RANGES = (("0", "10"), ("-4", "4"), ("0", "2.5"))
WALKED = (NodeKind.DECISION, NodeKind.INVESTIGATE, NodeKind.ACTION, NodeKind.REFER)


def examples(number: int) -> settings:
    """Settings for `number` examples in the profile `ci`, and for as many times more or fewer as the chosen profile has."""
    return settings(max_examples=max(1, number * settings.default.max_examples // 100))


# The vocabulary


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
            return replace(finding, values=values, normal=draw(st.sampled_from((None, *values))))
        case FindingType.NUMBER:
            low, high = draw(st.sampled_from(RANGES))
            integer = high != "2.5" and draw(st.booleans())
            finding = replace(finding, low=Decimal(low), high=Decimal(high), unit="cm", integer=integer)
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
    truths = [name for name, word in derived.items() if not isinstance(word.formula, Score)]
    scores = [word.formula for word in derived.values() if isinstance(word.formula, Score)]
    numbers = [finding for finding in findings.values() if finding.type is FindingType.NUMBER]
    kinds = ["test"] if depth else ["test", "test"]
    kinds += ["named"] if truths else []
    kinds += ["score"] if scores else []
    kinds += ["chain"] if numbers else []
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


# The graph


@st.composite
def pathways(draw: Draw) -> Pathway:
    """A pathway of 3 to 9 nodes."""
    vocabulary = draw_vocabulary(draw)
    inner = draw(st.integers(1, 5))
    stops = draw(st.integers(1 if inner > 1 else 2, 3))
    kinds = [NodeKind.START, *(draw(st.sampled_from(WALKED)) for _ in range(inner - 1)), *([NodeKind.STOP] * stops)]
    letters = draw(st.permutations("abcdefghi"))
    ids = [f"{letters[number]}-{kind}" for number, kind in enumerate(kinds)]
    targets: list[list[str]] = [[] for _ in range(inner)]
    for number in range(1, len(kinds)):
        targets[draw(st.integers(0, min(number, inner) - 1))].append(ids[number])
    nodes: list[Node] = []
    asides: list[Node] = []
    for number, ways in enumerate(targets):
        fewest = 2 if kinds[number] is NodeKind.DECISION else 1
        extra = draw(st.integers(max(0, fewest - len(ways)), max(2, fewest)))
        ways += [draw(st.sampled_from(ids[number + 1 :])) for _ in range(extra)]
        aside = None
        if len(kinds) + len(asides) < 9 and draw(st.integers(0, 3)) == 0:
            aside = _aside(draw, letters[len(kinds) + len(asides)], ids[-1])
            asides.append(aside)
        nodes.append(_walked_node(draw, ids[number], kinds[number], ways, aside, vocabulary))
    nodes += [_node(draw, name, NodeKind.STOP) for name in ids[inner:]]
    vocabulary = _with_alarms(draw, vocabulary, [node.id for node in nodes])
    return Pathway("generated", "Generated", "1", "A test.", vocabulary, ordered([*nodes, *asides]))


def _with_alarms(draw: Draw, words: Vocabulary, nodes: list[str]) -> Vocabulary:
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


def _node(draw: Draw, name: str, kind: NodeKind) -> Node:
    node = Node(name, kind, "stage", name, diagnosis=draw(st.sampled_from(("", "", "dvt", "strain"))))
    if kind not in (NodeKind.REFER, NodeKind.STOP):
        return node
    return replace(
        node, urgency=draw(st.sampled_from(Urgency)), timeframe="in time", destination="there", safety_net="net"
    )


def _aside(draw: Draw, letter: str, stop: str) -> Node:
    """What only acting now reaches: a stop, or a referral that goes on to a stop."""
    kind = draw(st.sampled_from((NodeKind.STOP, NodeKind.REFER)))
    node = _node(draw, f"{letter}-aside", kind)
    return (
        node
        if kind is NodeKind.STOP
        else replace(node, edges=_edges(node.id, [(stop, EdgeKind.GUARDED, None)], not_done=False))
    )


def _walked_node(
    draw: Draw, name: str, kind: NodeKind, ways: list[str], aside: Node | None, vocabulary: Vocabulary
) -> Node:
    first = draw(st.booleans())
    rest = (
        EdgeKind.OTHERWISE
        if kind is NodeKind.INVESTIGATE
        else draw(st.sampled_from((EdgeKind.OTHERWISE, EdgeKind.GUARDED)))
    )
    last = len(ways) - 1 if first else draw(st.integers(0, len(ways) - 1))
    always = not first and rest is EdgeKind.GUARDED
    plan: list[tuple[str, EdgeKind, Guard | None]] = []
    for number, target in enumerate(ways):
        if number == last:
            plan.append((target, rest, None))
        elif always and draw(st.integers(0, 3)) == 0:
            plan.append((target, EdgeKind.GUARDED, None))
        else:
            plan.append((target, EdgeKind.GUARDED, draw_guard(draw, vocabulary.findings, vocabulary.derived, depth=2)))
    if aside is not None:
        plan.insert(draw(st.integers(0, len(plan))), (aside.id, EdgeKind.WHEN_UNKNOWN, None))
    results = tuple(finding.name for finding in vocabulary.findings.values() if finding.is_result)
    edges = _edges(name, plan, not_done=kind is NodeKind.INVESTIGATE)
    return replace(
        _node(draw, name, kind), edges=edges, first=first, orders=results if kind is NodeKind.INVESTIGATE else ()
    )


def _edges(source: str, plan: list[tuple[str, EdgeKind, Guard | None]], *, not_done: bool) -> tuple[Edge, ...]:
    edges: list[Edge] = []
    for target, kind, guard in plan:
        same = sum(edge.target == target for edge in edges)
        edges.append(
            Edge(
                id=f"{source}>{target}" + (f"#{same + 1}" if same else ""),
                source=source,
                target=target,
                kind=kind,
                guard=guard,
                label=f"to {target}",
                text=written(guard) if guard is not None else "",
                not_done=not_done and kind is EdgeKind.OTHERWISE,
            )
        )
    return tuple(edges)


def ordered(nodes: list[Node], shuffle: Random | None = None) -> dict[str, Node]:
    """The nodes in a topological order: ties by id, or any one."""
    by_id = {node.id: node for node in nodes}
    sorter: TopologicalSorter[str] = TopologicalSorter({node.id: () for node in nodes})
    for node in nodes:
        for edge in node.edges:
            sorter.add(edge.target, node.id)
    sorter.prepare()
    found: dict[str, Node] = {}
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()])
        name = ready.pop(shuffle.randrange(len(ready)) if shuffle else 0)
        found[name] = by_id[name]
        sorter.done(name)
    return found


def written(guard: Guard, *, inside: bool = False) -> str:
    """The text that the parser reads as `guard`."""
    match guard:
        case Flag(name) | Named(name):
            return name
        case Compare(name, op, value):
            return f"{name} {op} {value:f}"
        case OneOf(name, values):
            return f"{name} == {values[0]}" if len(values) == 1 else f"{name} in [{', '.join(values)}]"
        case Not(inner):
            return f"not {written(inner, inside=True)}"
        case All(guards) | Some(guards):
            text = (" and " if isinstance(guard, All) else " or ").join(written(part, inside=True) for part in guards)
            return f"({text})" if inside else text
        case Scored(score, op, value):
            return f"{score.name or written_score(score)} {op} {value:f}"
        case _:
            assert_never(guard)


def written_score(score: Score) -> str:
    """The text that the parser reads as `score`."""
    text = ""
    for factor, items in ((term.factor, term.items) for term in score.terms):
        sign = "- " if factor < 0 else "+ " if text else ""
        many = f"{abs(factor)} * " if abs(factor) > 1 else ""
        text += f" {sign}{many}count({', '.join(written(item) for item in items)})"
    tail = f" {'-' if score.constant < 0 else '+'} {abs(score.constant)}" if score.constant else ""
    return (text + tail).strip()


# Cases


def guards_of(pathway: Pathway) -> Iterator[Guard]:
    """Every guard of a pathway: of edges, formulas, warnings, constraints, and of what applies when."""
    words = pathway.vocabulary
    yield from (edge.guard for edge in pathway.edges.values() if edge.guard is not None)
    for word in words.derived.values():
        yield from (
            (item for term in word.formula.terms for item in term.items)
            if isinstance(word.formula, Score)
            else (word.formula,)
        )
    yield from (warning.when for warning in words.warnings)
    yield from (side for rule in words.constraints for side in (rule.given, rule.then))
    yield from (finding.applies_when for finding in words.findings.values() if finding.applies_when is not None)
    yield from (finding.alarming for finding in words.findings.values() if finding.alarming is not None)
    yield from (heed.when for finding in words.findings.values() for heed in finding.heeded_by if heed.when is not None)


def representatives(pathway: Pathway) -> dict[str, list[Value]]:
    """For each finding values that stand for all: of a number every threshold, both ends of its range and a point between each two."""
    limits: dict[str, set[Decimal]] = {}
    for guard in guards_of(pathway):
        for part in tests_and_names(guard):
            if isinstance(part, Compare):
                limits.setdefault(part.finding, set()).add(part.value)
    found: dict[str, list[Value]] = {}
    for name, finding in pathway.vocabulary.findings.items():
        if finding.type is FindingType.NUMBER:
            ends = sorted({finding.low, finding.high, *limits.get(name, ())})
            between = [_between(low, high, finding) for low, high in pairwise(ends)]
            values: list[Value] = [*ends, *(number for number in between if number is not None)]
        else:
            values = [False, True] if finding.type is FindingType.BOOLEAN else list(finding.values)
        found[name] = [*values, NOT_DONE] if finding.optional else values
    return found


def _between(low: Decimal, high: Decimal, finding: Finding) -> Decimal | None:
    if not finding.integer:
        return (low + high) / 2
    return low + 1 if low + 1 < high else None


def _near(value: Value, finding: Finding) -> list[Value]:
    """A number with its neighbours just below and just above, inside the range; any other value alone."""
    if not isinstance(value, Decimal):
        return [value]
    step = Decimal(1) if finding.integer else Decimal("0.01")
    return [number for number in (value, value - step, value + step) if finding.low <= number <= finding.high]


@st.composite
def cases(draw: Draw, pathway: Pathway) -> Case:
    """A partial case, which may contradict itself: some findings, at and beside thresholds, and closures."""
    words, values = pathway.vocabulary, representatives(pathway)
    chance = draw(st.integers(1, 5))
    findings: dict[str, Any] = {}
    for name in draw(st.permutations(list(values))):
        if draw(st.integers(0, 5)) < chance:
            value = draw(st.sampled_from(values[name]))
            findings[name] = draw(st.sampled_from(_near(value, words.findings[name])))
    for name, word in words.derived.items():
        if word.recordable and draw(st.integers(0, 3)) != 3:
            findings[name] = draw(st.integers(-1, 2))
    closures = {}
    for how in ("normal", "not_done"):
        closers = [name for name, group in words.groups.items() if how in group.closed_by]
        closers += list(words.sets) if how == "normal" else []
        members = [
            name
            for name, word in words.findings.items()
            if (word.optional if how == "not_done" else word.normal is not None)
        ]
        names = draw(st.sampled_from([names for names in (closers, closers, members) if names] or [[]]))
        some = st.lists(st.sampled_from(names), max_size=2, unique=True) if names else st.just([])
        closures[how] = tuple(draw(some)) if draw(st.booleans()) else ()
    return Case(findings, closures["normal"], closures["not_done"])


def accepted(engine: Engine, case: Case) -> tuple[Case, Facts]:
    """The case and its facts; of one that contradicts itself what remains without the entries to blame."""
    for _ in range(10):
        try:
            return case, engine.facts(case)
        except CaseError as error:
            assume(error.remaining is not None)
            case = error.remaining
    raise AssertionError("what remains of a refused case is refused again and again")


def expanded(facts: Facts) -> Case:
    """The case that says in so many words what is known."""
    return Case({**facts.known, **facts.scores})


@st.composite
def more(draw: Draw, pathway: Pathway, engine: Engine, facts: Facts) -> Case:
    """The expanded case with more recorded, as far as nothing contradicts it."""
    values = representatives(pathway)
    case = expanded(facts)
    for name in draw(st.permutations(list(values))):
        if name not in case.findings and draw(st.booleans()):
            case = _with(engine, case, name, draw(st.sampled_from(values[name])))
    for name, word in pathway.vocabulary.derived.items():
        if word.recordable and name not in case.findings and draw(st.booleans()):
            case = _with(engine, case, name, draw(st.integers(-2, 3)))
    return case


def _with(engine: Engine, case: Case, name: str, value: Any) -> Case:
    added = Case({**case.findings, name: value})
    try:
        engine.facts(added)
    except CaseError:
        return case
    return added


# Random cases of a large pathway: drawing each finding of 150 would be slow


def partial_case(pathway: Pathway, random: Random) -> Case:
    """Little or much of one patient, mostly normal or not: alarms are rare enough that walks go deep."""
    words, values = pathway.vocabulary, representatives(pathway)
    much, alarm = random.choice((0.05, 0.3, 0.6, 0.95)), random.choice((0.0, 0.02, 0.1, 0.5))
    names = random.sample(sorted(values), round(much * len(values)))
    findings: dict[str, Any] = {name: _likely(words.findings[name], values[name], alarm, random) for name in names}
    findings |= {
        name: random.randint(-2, 5) for name, word in words.derived.items() if word.recordable and random.random() < 0.2
    }
    closures = {}
    for how in ("normal", "not_done"):
        names = [
            name for name in (*words.groups, *words.sets) if all(how in group.closed_by for group in words.leaves(name))
        ]
        closures[how] = tuple(random.sample(names, random.choice((0, 0, len(names) // 3, len(names)))))
    return Case(findings, closures["normal"], closures["not_done"])


def _likely(finding: Finding, values: list[Value], alarm: float, random: Random) -> Value:
    normal = False if finding.type is FindingType.BOOLEAN else finding.normal
    if normal is not None and random.random() >= alarm:
        return normal
    return random.choice(_near(random.choice(values), finding))


def recorded_more(pathway: Pathway, engine: Engine, facts: Facts, random: Random) -> Case:
    """The expanded case with more recorded, as far as nothing contradicts it."""
    values, case = representatives(pathway), expanded(facts)
    much, alarm = random.choice((0.1, 0.5, 1.0)), random.choice((0.0, 0.1, 0.5))
    for name in random.sample(sorted(values), len(values)):
        if name not in case.findings and random.random() < much:
            case = _with(engine, case, name, _likely(pathway.vocabulary.findings[name], values[name], alarm, random))
    return case


def completed(pathway: Pathway, engine: Engine, facts: Facts, random: Random) -> Plain:
    """A complete, consistent patient of what is known; one of which a score is recorded has the items that give it."""
    words, values, alarm = pathway.vocabulary, representatives(pathway), random.choice((0.0, 0.02, 0.1, 0.5))
    case, ruled = expanded(facts), {side.finding for rule in words.constraints for side in (rule.given, rule.then)}
    found = facts
    for name in random.sample(sorted(ruled), len(ruled)):
        options = [
            _likely(words.findings[name], values[name], alarm, random),
            *random.sample(values[name], len(values[name])),
        ]
        for value in options if name not in found.known else ():
            added = _with(engine, case, name, value)
            if added is not case:
                case, found = added, engine.facts(added)
                break
    chosen = {name: _likely(words.findings[name], options, alarm, random) for name, options in values.items()}
    patient = Plain(pathway, {**chosen, **found.known})
    assume(patient.consistent() and _scores_agree(patient, facts))
    return patient


# By hand


def read_guard(text: str, words: Vocabulary) -> Guard:
    """The guard that `text` says."""
    scores = {name: word.formula for name, word in words.derived.items() if isinstance(word.formula, Score)}
    kinds = {name: name in scores for name in words.derived}
    resolver = Resolver(words.findings, kinds, {name: item.value for name, item in words.constants.items()}, scores)
    guard = resolver.guard(syntax(text))
    if guard is None:
        raise GuardError(resolver.faults)
    return guard


def vocabulary_of(*findings: Finding, derived: Mapping[str, str] | None = None, **others: Any) -> Vocabulary:
    """A vocabulary of findings and of derived truths, each with its formula as text."""
    words = Vocabulary(**{
        "findings": {finding.name: finding for finding in sorted(findings, key=lambda finding: finding.name)},
        "derived": {}, "constants": {}, "constraints": (), "warnings": (), "groups": {}, "sets": {}, **others,
    })  # fmt: skip
    for name, text in (derived or {}).items():
        words.derived[name] = Derived(name, name, read_guard(text, words))
    return words


def sketch(words: Vocabulary, steps: Mapping[str, Any]) -> Pathway:
    """A pathway drawn in a few words, the start first.

    A step is its urgency (a stop), the lines of its edges (`guard -> target`, `always`, `otherwise` or `unknown -> target`), or a
    tuple of these with the word `first`; with both it is a referral.
    """
    nodes = []
    for number, (name, step) in enumerate(steps.items()):
        step = step if isinstance(step, tuple) else (step,)
        urgency = next((part for part in step if isinstance(part, Urgency)), None)
        lines = next((part for part in step if isinstance(part, list)), [])
        kind = NodeKind.REFER if urgency is not None else NodeKind.DECISION if number else NodeKind.START
        node = Node(name, kind if lines else NodeKind.STOP, "stage", name, urgency=urgency, first="first" in step)
        plan: list[tuple[str, EdgeKind, Guard | None]] = []
        for when, target in (line.split(" -> ") for line in lines):
            word = {"otherwise": EdgeKind.OTHERWISE, "unknown": EdgeKind.WHEN_UNKNOWN}.get(when, EdgeKind.GUARDED)
            plan.append(
                (target, word, None if word is not EdgeKind.GUARDED or when == "always" else read_guard(when, words))
            )
        nodes.append(replace(node, edges=_edges(name, plan, not_done=False)))
    return Pathway("sketch", "Sketch", "1", "A test.", words, ordered(nodes))


# Complete patients


class Plain:
    """A complete patient read in two values: every finding has a value, every guard is true or false."""

    def __init__(self, pathway: Pathway, values: Mapping[str, Value]) -> None:
        self.pathway, self.words, self.values = pathway, pathway.vocabulary, values

    def consistent(self) -> bool:
        return all(passes(rule.then, self.values) for rule in self.words.constraints if passes(rule.given, self.values))

    def points(self, score: Score) -> int:
        return score.constant + sum(term.factor for term in score.terms for item in term.items if self.holds(item))

    def holds(self, guard: Guard) -> bool:
        match guard:
            case Flag(name) | Compare(name) | OneOf(name):
                applies = self.words.findings[name].applies_when
                return (applies is None or self.holds(applies)) and passes(guard, self.values)
            case Named(name):
                formula = self.words.derived[name].formula
                assert not isinstance(formula, Score)
                return self.holds(formula)
            case Not(inner):
                return not self.holds(inner)
            case All(guards):
                return all(self.holds(part) for part in guards)
            case Some(guards):
                return any(self.holds(part) for part in guards)
            case Scored(score, op, value):
                return _relation(Decimal(self.points(score)), op, value)
            case _:
                assert_never(guard)

    def chosen(self, node: Node) -> list[Edge]:
        held = [
            edge
            for edge in node.walkable
            if edge.kind is EdgeKind.GUARDED and (edge.guard is None or self.holds(edge.guard))
        ]
        held = held[:1] if node.first else held
        return held or [edge for edge in node.walkable if edge.kind is EdgeKind.OTHERWISE]

    def walked(self) -> set[str]:
        """The nodes that this patient meets."""
        met, todo = {self.pathway.start}, [self.pathway.start]
        while todo:
            new = {edge.target for edge in self.chosen(self.pathway.nodes[todo.pop()])} - met
            met |= new
            todo += new
        return met


def passes(test: Test, values: Mapping[str, Value]) -> bool:
    """Whether the recorded value passes the test; what was not done passes none."""
    value = values[test.finding]
    if value is NOT_DONE:
        return False
    match test:
        case Flag():
            return value is True
        case OneOf(_, chosen):
            return value in chosen
        case Compare(_, op, limit):
            assert isinstance(value, Decimal)
            return _relation(value, op, limit)
        case _:
            assert_never(test)


def _relation(number: Decimal, op: Op, limit: Decimal) -> bool:
    sign = (number > limit) - (number < limit)
    return sign in {Op.LESS: (-1,), Op.AT_MOST: (-1, 0), Op.MORE: (1,), Op.AT_LEAST: (0, 1), Op.EQUAL: (0,)}[op]


def most_urgent(pathway: Pathway, nodes: set[str]) -> Urgency:
    """The most urgent refer or stop among `nodes`."""
    return max((pathway.nodes[name].urgency or Urgency.PRIMARY_CARE for name in nodes), default=Urgency.PRIMARY_CARE)


def completions(pathway: Pathway, facts: Facts, most: int = 400) -> list[Plain]:
    """The complete, consistent patients of what is known: all of them where they are few, else `most` that are tried at random."""
    options = {
        name: [facts.known[name]] if name in facts.known else values
        for name, values in representatives(pathway).items()
    }
    if prod(len(values) for values in options.values()) <= most:
        tried = [dict(zip(options, values, strict=True)) for values in product(*options.values())]
    else:
        random = Random(0)
        tried = [{name: random.choice(values) for name, values in options.items()} for _ in range(most)]
    found = [Plain(pathway, values) for values in tried]
    return [patient for patient in found if patient.consistent() and _scores_agree(patient, facts)]


def _scores_agree(patient: Plain, facts: Facts) -> bool:
    formulas = {name: patient.words.derived[name].formula for name in facts.scores}
    return all(
        isinstance(score, Score) and patient.points(score) == facts.scores[name] for name, score in formulas.items()
    )


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
        case _:
            pass
    return frozenset(found).union(*(guard_classes(part) for part in parts(guard)))
