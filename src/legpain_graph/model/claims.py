"""What a safety rule claims of a patient's walk: of findings what is sure or possible, of nodes what is or may be reached, and how
urgent it is at least and at most.

A claim is written like a guard, with `->` for "whenever ..., then ...":

    sure(dvt_suspected) and sure(pe_features) -> reaches(stop_999_pe)
    reaches(COMPRESSION) -> sure(compression_safe)
    sure(any_emergency) -> floor >= emergency_999

Nodes are named by their ids with `_` for `-`, or by a set of the pathway; `reaches` of several means that every resolution meets one
of them, not always the same. `do(NODE, STATEMENT)` and `do_not(...)` say that a line of the node which cites the statement is about the
patient. The text has one meaning, whatever looks at it: `truth` asks a view of one patient, or of all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol, TypeAlias, TypeVar, assert_never

from legpain_graph.errors import did_you_mean
from legpain_graph.model.guard.ir import Guard, Op
from legpain_graph.model.guard.parser import RELATIONS, Fault, GuardError, SyntaxTree, syntax
from legpain_graph.model.guard.resolve import Resolver
from legpain_graph.model.pathway import Pathway, Urgency
from legpain_graph.record import record

B = TypeVar("B")


@record
class Sure:
    """The guard is surely true."""

    guard: Guard


@record
class Possible:
    """The guard is not surely false."""

    guard: Guard


@record
class Reaches:
    """Every resolution's walk meets one of `nodes`."""

    nodes: frozenset[str]


@record
class MayReach:
    """Some resolution's walk meets one of `nodes`."""

    nodes: frozenset[str]


@record
class Says:
    """A `line` (do or do_not) of `node` that cites all of `statements` is told: `told` says to whom."""

    line: str
    node: str
    statements: tuple[str, ...]
    told: Claim


@record
class Floor:
    """The least that the urgency can be stands in relation `op` to `urgency`."""

    op: Op
    urgency: Urgency
    top: int
    """The most urgent level of the scale."""


@record
class Ceiling:
    """The most that the urgency can be stands in relation `op` to `urgency`."""

    op: Op
    urgency: Urgency
    top: int
    """The most urgent level of the scale."""


@record
class No:
    claim: Claim


@record
class Every:
    claims: tuple[Claim, ...]


@record
class AnyOf:
    claims: tuple[Claim, ...]


@record
class Whenever:
    """Where `given` holds, `then` does."""

    given: Claim
    then: Claim


Claim: TypeAlias = Sure | Possible | Reaches | MayReach | Says | Floor | Ceiling | No | Every | AnyOf | Whenever


class ClaimView(Protocol[B]):
    """A patient, or all patients, and what the walk says. B: a plain yes or no."""

    def sure(self, guard: Guard) -> B: ...
    def possible(self, guard: Guard) -> B: ...
    def reaches(self, nodes: frozenset[str]) -> B: ...
    def may_reach(self, nodes: frozenset[str]) -> B: ...
    def floor(self, least: int) -> B:
        """Whether the urgency is at least this."""
        ...

    def ceiling(self, least: int) -> B:
        """Whether the urgency may be this or more."""
        ...

    def both(self, bits: Iterable[B]) -> B: ...
    def either(self, bits: Iterable[B]) -> B: ...
    def negate(self, bit: B) -> B: ...


def truth(claim: Claim, view: ClaimView[B]) -> B:
    """Whether `claim` holds."""
    match claim:
        case Sure(guard):
            return view.sure(guard)
        case Possible(guard):
            return view.possible(guard)
        case Reaches(nodes):
            return view.reaches(nodes)
        case MayReach(nodes):
            return view.may_reach(nodes)
        case Says(told=told):
            return truth(told, view)
        case Floor(op, urgency, top):
            return _compared(view, view.floor, op, urgency, top)
        case Ceiling(op, urgency, top):
            return _compared(view, view.ceiling, op, urgency, top)
        case No(inner):
            return view.negate(truth(inner, view))
        case Every(claims):
            return view.both([truth(item, view) for item in claims])
        case AnyOf(claims):
            return view.either([truth(item, view) for item in claims])
        case Whenever(given, then):
            return view.either([view.negate(truth(given, view)), truth(then, view)])
        case _:
            assert_never(claim)


def _compared(view: ClaimView[B], at_least: Callable[[int], B], op: Op, urgency: Urgency, top: int) -> B:
    def least(level: int) -> B:
        if level <= 0:
            return view.both([])
        return at_least(level) if level <= top else view.either([])

    match op:
        case Op.AT_LEAST:
            return least(urgency)
        case Op.MORE:
            return least(urgency + 1)
        case Op.LESS:
            return view.negate(least(urgency))
        case Op.AT_MOST:
            return view.negate(least(urgency + 1))
        case Op.EQUAL:
            return view.both([least(urgency), view.negate(least(urgency + 1))])
        case _:
            assert_never(op)


def guards(claim: Claim) -> list[Guard]:
    """Every guard that `claim` asks about."""
    match claim:
        case Sure(guard) | Possible(guard):
            return [guard]
        case No(inner) | Says(told=inner):
            return guards(inner)
        case Every(claims) | AnyOf(claims):
            return [guard for item in claims for guard in guards(item)]
        case Whenever(given, then):
            return guards(given) + guards(then)
        case _:
            return []


def named_nodes(claim: Claim) -> frozenset[str]:
    """Every node that `claim` speaks of."""
    match claim:
        case Reaches(nodes) | MayReach(nodes):
            return nodes
        case Says(node=node):
            return frozenset({node})
        case No(inner):
            return named_nodes(inner)
        case Every(claims) | AnyOf(claims):
            return frozenset[str]().union(*(named_nodes(item) for item in claims))
        case Whenever(given, then):
            return named_nodes(given) | named_nodes(then)
        case _:
            return frozenset()


def speaks_of_urgency(claim: Claim) -> bool:
    """Whether `claim` speaks of how urgent it is."""
    match claim:
        case Floor() | Ceiling():
            return True
        case No(inner):
            return speaks_of_urgency(inner)
        case Every(claims) | AnyOf(claims):
            return any(map(speaks_of_urgency, claims))
        case Whenever(given, then):
            return speaks_of_urgency(given) or speaks_of_urgency(then)
        case _:
            return False


def says(claim: Claim) -> list[Says]:
    """Every line that `claim` speaks of."""
    match claim:
        case Says():
            return [claim]
        case No(inner):
            return says(inner)
        case Every(claims) | AnyOf(claims):
            return [line for item in claims for line in says(item)]
        case Whenever(given, then):
            return says(given) + says(then)
        case _:
            return []


_FUNCTIONS: Final = ("sure", "possible", "reaches", "may_reach", "do", "do_not")


class Reader:
    """Texts -> claims about one pathway; `sets` are the nodes of each named set."""

    def __init__(self, pathway: Pathway, sets: Mapping[str, frozenset[str]]) -> None:
        self.pathway, self.sets = pathway, sets
        self.ids = {name.replace("-", "_"): name for name in pathway.nodes}
        self.statements = {re.sub(r"\W", "_", name): name for name in pathway.statements}

    def read(self, text: str) -> Claim:
        """The claim that `text` makes. errors: GuardError with every fault and its offset"""
        sides = text.split("->")
        if len(sides) > 2:
            raise GuardError([Fault(text.index("->", len(sides[0]) + 2), "a second '->'", "join with 'and'")])
        faults: list[Fault] = []
        found = []
        at = 0
        for side in sides:
            try:
                found.append(self._claim(syntax(side), faults, at))
            except GuardError as error:
                faults += [fault._replace(offset=fault.offset + at) for fault in error.faults]
            at += len(side) + 2
        if faults:
            raise GuardError(faults)
        return found[0] if len(found) == 1 else Whenever(found[0], found[1])

    def indirect(self, text: str) -> list[tuple[int, str]]:
        """The offset and name of each derived word and constant that `text` names, except scores that are recorded themselves."""
        found: list[tuple[int, str]] = []
        at = 0
        for side in text.split("->"):
            todo = [(syntax(side), False)]
            while todo:
                tree, inside = todo.pop()
                inside = inside or (tree.kind == "call" and tree.text in ("sure", "possible"))
                todo += [(part, inside) for part in tree.parts]
                if inside and tree.kind == "name" and self._is_indirect(tree.text):
                    found.append((tree.offset + at, tree.text))
            at += len(side) + 2
        return sorted(found)

    def _is_indirect(self, name: str) -> bool:
        words = self.pathway.vocabulary
        return name in words.constants or (name in words.derived and not words.derived[name].recordable)

    def _claim(self, tree: SyntaxTree, faults: list[Fault], at: int) -> Claim:
        def fault(where: SyntaxTree, message: str, hint: str = "") -> Claim:
            faults.append(Fault(where.offset + at, message, hint))
            return Every(())

        match tree.kind:
            case "not":
                return No(self._claim(tree.parts[0], faults, at))
            case "and":
                return Every(tuple(self._claim(part, faults, at) for part in tree.parts))
            case "or":
                return AnyOf(tuple(self._claim(part, faults, at) for part in tree.parts))
            case "call" if tree.text in ("sure", "possible"):
                if len(tree.parts) != 1:
                    return fault(tree, f"{tree.text}(...) takes one guard", "join tests with 'and' or 'or'")
                resolver = Resolver.of(self.pathway.vocabulary)
                guard = resolver.guard(tree.parts[0])
                faults += [item._replace(offset=item.offset + at) for item in resolver.faults]
                if guard is None:
                    return Every(())
                return Sure(guard) if tree.text == "sure" else Possible(guard)
            case "call" if tree.text in ("reaches", "may_reach"):
                nodes: set[str] = set()
                for part in tree.parts:
                    if part.kind == "name" and part.text in self.sets:
                        nodes |= self.sets[part.text]
                    elif part.kind == "name" and part.text in self.ids:
                        nodes.add(self.ids[part.text])
                    else:
                        hint = did_you_mean(part.text, [*self.sets, *self.ids])
                        fault(part, f"no such node or set: {part.text!r}", hint or "node ids are written with '_'")
                return Reaches(frozenset(nodes)) if tree.text == "reaches" else MayReach(frozenset(nodes))
            case "call" if tree.text in ("do", "do_not"):
                if len(tree.parts) < 2:
                    return fault(tree, f"{tree.text}(...) takes a node and what a line of it cites", "do(a_node, S1_2)")
                first, *cited = tree.parts
                if first.text not in self.ids:
                    return fault(first, f"no such node: {first.text!r}", did_you_mean(first.text, self.ids))
                for part in cited:
                    if part.text not in self.statements:
                        hint = did_you_mean(part.text, self.statements) or "statements are written with '_'"
                        fault(part, f"no such statement: {part.text!r}", hint)
                names = tuple(self.statements.get(part.text, "") for part in cited)
                return self._says(tree.text, self.ids[first.text], names)
            case "compare" if len(tree.ops) == 1 and tree.parts[0].text in ("floor", "ceiling"):
                name = tree.parts[1].text
                known = self.pathway.urgency
                if not known:
                    return fault(
                        tree, "the endings of this pathway are treatments, in no order", "reaches(...), may_reach(...)"
                    )
                if name not in known:
                    return fault(tree.parts[1], f"no such urgency: {name!r}", did_you_mean(name, known))
                level = Floor if tree.parts[0].text == "floor" else Ceiling
                return level(RELATIONS[tree.ops[0]], known[name], len(known) - 1)
            case "call":
                return fault(tree, f"unknown function {tree.text!r}", did_you_mean(tree.text, _FUNCTIONS))
            case _:
                return fault(
                    tree,
                    "a rule speaks of sure(...), possible(...), reaches(...), may_reach(...), do(...), do_not(...), floor and ceiling",
                    "sure(finding)" if tree.kind in ("name", "compare", "in") else "",
                )

    def _says(self, line: str, node: str, statements: tuple[str, ...]) -> Says:
        """That one of the lines is not left out: nobody is told what no line says."""
        lines = self.pathway.nodes[node].do if line == "do" else self.pathway.nodes[node].do_not
        cited = [one for one in lines if set(statements) <= set(one.statements)]
        told: list[Claim] = [
            Sure(one.when) if one.sure else Possible(one.when) for one in cited if one.when is not None
        ]
        return Says(line, node, statements, AnyOf((*told, *(Every(()) for one in cited if one.when is None))))


class Plain:
    """The connectives of a view whose answers are plain."""

    def both(self, bits: Iterable[bool]) -> bool:
        return all(bits)

    def either(self, bits: Iterable[bool]) -> bool:
        return any(bits)

    def negate(self, bit: bool) -> bool:
        return not bit
