"""Walks cases through a pathway: where each leads, why, what is still open, how bad it could still be, and what to ask next."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, Literal, Protocol

from legpain_graph.case.entries import kind_of
from legpain_graph.case.facts import Case, Facts
from legpain_graph.engine.alarms import Alarms
from legpain_graph.engine.kleene import Kleene, Reference, Truth, finding_bits
from legpain_graph.engine.meaning import OPEN, RULED_OUT, SURE, Chosen, Meaning, Status
from legpain_graph.engine.order import Order
from legpain_graph.errors import CaseError, Issue, RequestError, did_you_mean, listed
from legpain_graph.model.guard.ir import Guard, formula_names, names_read
from legpain_graph.model.pathway import Edge, EdgeKind, Pathway, Urgency
from legpain_graph.model.vocabulary import NOT_DONE, Finding, FindingType, Value, Vocabulary
from legpain_graph.walk.result import Acting, Ask, Step, Taken, Walk

UNKNOWN: Final = ("open", "safest")


class Engine(Protocol):
    """What walks: the reference, or compiled code."""

    pathway: Pathway

    def facts(self, case: Case) -> Facts: ...
    def status(self, facts: Facts) -> Status: ...


class Walker:
    """Walks cases through one pathway; made once, it walks many.

    The engine is the reference, or `Compiled(pathway)`, which takes longer to make and less for each walk.
    """

    def __init__(self, pathway: Pathway, engine: Engine | None = None) -> None:
        self.pathway = pathway
        self.engine: Engine = engine or Reference(pathway)
        self.order = Order(pathway)
        self.alarms = Alarms(pathway, self.order)
        self._bits = finding_bits(pathway.vocabulary)
        self.names = tuple(self._bits)
        numbers = self.order.edge_number
        self._out = tuple(tuple((numbers[edge.id], edge) for edge in node.walkable) for node in self.order.nodes)
        self._read_by: dict[int, int] = {}
        self._read_by_name: dict[str, int] = {}
        self._lists: dict[int, tuple[str, ...]] = {}
        self._values_said: dict[Any, dict[str, Any]] = {}

    @cached_property
    def alone(self) -> dict[str, int]:
        """How urgent each finding could make a patient of whom nothing else is known: what to ask first of what could be as urgent."""
        from legpain_graph.engine.bitset import Bitset, numbers

        order, words = self.order, self.pathway.vocabulary
        several: list[tuple[str, Facts]] = []
        for finding in words.findings.values():
            for value in _not_normal(finding):
                try:
                    several.append((finding.name, self.engine.facts(Case({finding.name: value}))))
                except CaseError:
                    continue
        found = {name: int(order.urgencies[0]) for name, _ in several}
        meaning = Chosen(self.pathway, Bitset(words, [facts for _, facts in several]), order)
        edges = meaning.edges()
        for level in order.urgencies[1:]:
            least = {
                number for number, node in enumerate(order.nodes) if node.urgency is not None and node.urgency >= level
            }
            for number in numbers(meaning.meeting(least, edges, order.start).get(order.start, 0)):
                found[several[number][0]] = max(found[several[number][0]], int(level))
        return found

    def walk(self, case: Case, unknown: Literal["open", "safest"] = "open") -> Walk:
        """The walk of `case`; with `unknown="safest"` also what to do now if what is open cannot be had.

        errors: CaseError with every fault of the case; RequestError for another `unknown`
        """
        if unknown not in UNKNOWN:
            hint = did_you_mean(str(unknown), UNKNOWN) or f"known: {listed(UNKNOWN)}"
            raise RequestError([Issue("unknown", f"unknown={unknown!r} is not a way to walk"[:200], hint=hint)])
        facts = self.engine.facts(case)
        status = self.engine.status(facts)
        order = self.order
        floor = order.level(status.must[order.start])
        ceiling = order.level(status.may[order.start])
        sure_nodes = order.reached(status.must[order.start])
        path, used = self._path(status, sure_nodes)
        urgent, plan = self._pending(status, sure_nodes, floor)
        recorded = 0
        for name in (*facts.scores, *case.findings):
            recorded |= self._bits[name]
        unused = self._list(recorded & ~used)
        walk = Walk(
            pathway=self.pathway,
            case=case,
            facts=facts,
            order=order,
            status=status,
            floor=floor,
            ceiling=ceiling,
            path=path,
            decides_urgency=urgent,
            decides_plan=plan,
            remaining=self._remaining(status),
            unused=unused,
            alarms=self.alarms,
            values_said=self._values_said,
        )
        return self.acting_now(walk) if unknown == "safest" else walk

    def acting_now(self, walk: Walk) -> Walk:
        """The same walk, with what to do now if what is open cannot be had. errors: RequestError for what is no walk"""
        _needs_walk(walk)
        return replace(walk, acting=tuple(self._acting(walk.facts)))

    def why_not(self, walk: Walk, node: str) -> tuple[str, tuple[str, ...]]:
        """Why `node` is not reached: reached, waits or ruled_out, and the findings: those to ask, or the fewest that rule it out.

        errors: RequestError for an unknown node
        """
        _needs_walk(walk)
        if not isinstance(node, str) or node not in self.pathway.nodes:
            raise RequestError(
                f"unknown node {node!r}"
                + (f"; {hint}" if (hint := did_you_mean(str(node), self.pathway.nodes)) else "")
            )
        if node in walk.reached:
            return "reached", ()
        meaning = Meaning(self.pathway, _Shortest(self.pathway.vocabulary, walk.facts))
        edges = meaning.edges()
        if node in walk.possible:
            waiting = self._waiting(edges, walk, node)
            return "waits", tuple(name for name in self.names if name in waiting)
        reasons = self._ruled_out(edges, walk)
        return "ruled_out", tuple(name for name in self.names if name in reasons[node])

    def edge_reads(self, index: int) -> int:
        """The findings that decide whether an edge is chosen, as bits."""
        found = self._read_by.get(index)
        if found is None:
            edge = self.order.edges[index]
            node = self.pathway.nodes[edge.source]
            edges = list(node.walkable)
            if edge.kind is not EdgeKind.OTHERWISE:
                edges = edges[: edges.index(edge) + 1] if node.first else [edge]
            found = functools.reduce(
                operator.or_, (self._reads(item.guard) for item in edges if item.guard is not None), 0
            )
            self._read_by[index] = found
        return found

    def _reads(self, guard: Guard) -> int:
        """The findings that `guard` reads, derived findings opened, as bits."""
        return self._opened(names_read(guard))

    def _opened(self, names: Iterable[str]) -> int:
        words, found = self.pathway.vocabulary, 0
        for name in names:
            if name in words.derived:
                if name not in self._read_by_name:
                    inner = self._opened(formula_names(words.derived[name].formula))
                    self._read_by_name[name] = inner | self._bits.get(name, 0)
                found |= self._read_by_name[name]
                continue
            applies = words.findings[name].applies_when
            found |= self._bits[name] | (self._reads(applies) if applies is not None else 0)
        return found

    def _list(self, bits: int) -> tuple[str, ...]:
        """The names of findings given as bits, in vocabulary order."""
        found = self._lists.get(bits)
        if found is None:
            names, left, several = self.names, bits, []
            while left:
                low = left & -left
                several.append(names[low.bit_length() - 1])
                left ^= low
            found = tuple(several)
            if len(self._lists) < 50_000:
                self._lists[bits] = found
        return found

    def _path(self, status: Status, sure_nodes: int) -> tuple[tuple[Step, ...], int]:
        """The steps, and the bits of every finding that an edge taken reads."""
        steps: list[Step] = []
        entered = {self.order.start}
        used = 0
        left, number = sure_nodes, 0
        node_number = self.order.node_number
        while left:
            low = left & -left
            left ^= low
            at = low.bit_length() - 1
            exits = [(index, edge) for index, edge in self._out[at] if status.edges[index]]
            taken = []
            for index, edge in exits:
                sure = status.edges[index] == SURE
                if sure or len(exits) == 1:
                    why = status.why[index] if sure else 0
                    used |= self.edge_reads(index)
                    entered.add(node_number[edge.target])
                    taken.append(Taken(edge, sure, self._list(why)))
            number += 1
            steps.append(Step(number, self.order.nodes[at], tuple(taken), at not in entered))
        return tuple(steps), used

    def _pending(self, status: Status, sure_nodes: int, floor: Urgency) -> tuple[tuple[Ask, ...], tuple[Ask, ...]]:
        urgent: dict[str, Ask] = {}
        plan: dict[str, Ask] = {}
        left = sure_nodes
        while left:
            low = left & -left
            left ^= low
            at = low.bit_length() - 1
            exits = [(index, edge) for index, edge in self._out[at] if status.edges[index] == OPEN]
            if exits:
                into = urgent if self._decides(status.may[at], sure_nodes, floor) else plan
                self._asks(self.order.nodes[at].id, exits, status, into)
        plan = {name: ask for name, ask in plan.items() if name not in urgent}
        return _by_urgency(urgent), _by_urgency(plan)

    def _decides(self, may: int, sure_nodes: int, floor: Urgency) -> bool:
        """Whether it can still end more urgently; where endings are treatments, whether another one may be reached."""
        order = self.order
        if self.pathway.ordered:
            return order.level(may) > floor
        return order.reached(may) & order.ends & ~sure_nodes != 0

    def _asks(self, node: str, exits: list[tuple[int, Edge]], status: Status, into: dict[str, Ask]) -> None:
        """Adds what the open edges of one node ask for; an `otherwise` asks what its siblings ask."""
        leads: dict[str, list[Edge]] = {}
        level, may, number = self.order.level, status.may, self.order.node_number
        graded = [(level(may[number[edge.target]]), index, edge) for index, edge in exits]
        for _, index, edge in sorted(graded, key=lambda item: -item[0]):
            for name in self._list(status.why[index]):
                found = leads.setdefault(name, [])
                if edge.guard is not None:
                    found.append(edge)
        urgency = {edge.id: grade for grade, _, edge in graded}
        findings = self.pathway.vocabulary.findings
        for name, edges in leads.items():
            if name not in into and name in findings:
                top = urgency[edges[0].id] if edges else self.pathway.urgencies[0]
                into[name] = Ask(name, node, tuple(edges), top)

    def _remaining(self, status: Status) -> int:
        bits = 0
        possible = status.possible
        for at, exits in enumerate(self._out):
            if possible >> at & 1:
                for index, _ in exits:
                    if status.edges[index] == OPEN:
                        bits |= status.why[index]
        return bits.bit_count()

    def _acting(self, facts: Facts) -> Iterator[Acting]:
        """What someone who must act now does: what every resolution has, with tests not recorded read as not done, and what an author
        wrote for what is not known. Where neither says how to go on it asks, and holds what is open as urgent as it could be; and where what
        an author wrote is less urgent than every answer, as urgent as the least of them."""
        status = self.engine.status(missing_is_not_done(facts, self.pathway.vocabulary))
        order, level = self.order, self.order.level
        sure = met = status.must[order.start]
        for at, node in enumerate(order.nodes):
            if not order.reached(met) >> at & 1:
                continue
            because_not_known = not order.reached(sure) >> at & 1
            ways = [way for way, _ in self._out[at] if status.edges[way]]
            open_ways = [way for way in ways if status.edges[way] == OPEN]
            until = max((level(status.may[order.target[way]]) for way in open_ways), default=self.pathway.urgencies[0])
            differs = order.reached(status.may[at] & ~met) & order.doing
            if not differs or len(ways) < 2 or (len(open_ways) < len(ways) and until <= level(met)):
                yield Acting(node, because_not_known)
                continue
            asks = self._list(functools.reduce(operator.or_, (status.why[way] for way in open_ways)))
            if node.when_unknown is None:
                yield Acting(node, because_not_known, asks, until)
                continue
            aside = status.must[order.node_number[node.when_unknown.target]]
            met |= aside
            least = min(level(status.must[order.target[way]]) for way in ways)
            held = len(open_ways) == len(ways) and least > level(aside)
            yield Acting(node, because_not_known, asks, least) if held else Acting(node, because_not_known)

    def _ruled_out(self, edges: list[Truth], walk: Walk) -> dict[str, frozenset[str]]:
        """For each node ruled out, a smallest set of findings found that closes every way to it."""
        into: dict[str, list[tuple[Truth, Edge]]] = {node.id: [] for node in self.order.nodes}
        for truth, edge in zip(edges, self.order.edges, strict=True):
            into[edge.target].append((truth, edge))
        reasons: dict[str, frozenset[str]] = {}
        for name in walk.pathway.nodes:
            if name in walk.reached or name in walk.possible:
                continue
            closed = frozenset[str]()
            for truth, edge in into[name]:
                options = [reasons[edge.source]] if edge.source in reasons else []
                if truth.value is False:
                    options.append(truth.why)
                closed |= min(options, key=lambda option: (len(option - closed), sorted(option)))
            reasons[name] = closed
        return reasons

    def _waiting(self, edges: list[Truth], walk: Walk, node: str) -> frozenset[str]:
        """What must be answered first for a node that is possible: the open edges towards it from nodes surely reached."""
        below: set[str] = {node}
        for edge in reversed(self.order.edges):
            if edge.target in below and walk.status.edges[self.order.edge_number[edge.id]] != RULED_OUT:
                below.add(edge.source)
        whys = [
            truth.why
            for truth, edge in zip(edges, self.order.edges, strict=True)
            if truth.value is None and edge.source in walk.reached and edge.target in below
        ]
        return frozenset[str]().union(*whys)


class _Shortest(Kleene):
    """The reference, but of several sufficient reasons it names the one with the fewest findings."""

    def __init__(self, vocabulary: Vocabulary, facts: Facts) -> None:
        super().__init__(vocabulary, facts)

    def all_of(self, truths: Any) -> Truth:
        return self._fewest(truths, False) or super().all_of(truths)

    def any_of(self, truths: Any) -> Truth:
        return self._fewest(truths, True) or super().any_of(truths)

    @staticmethod
    def _fewest(truths: Any, value: bool) -> Truth | None:
        settled = [truth for truth in truths if truth.value is value]
        return min(settled, key=lambda truth: (len(truth.why), sorted(truth.why))) if settled else None


def _needs_walk(thing: Any) -> None:
    if not isinstance(thing, Walk):
        raise RequestError(
            [Issue("walk", f"{kind_of(thing)} was given, expected a Walk", hint="walk(case) of a Walker gives one")]
        )


def missing_is_not_done(facts: Facts, vocabulary: Vocabulary) -> Facts:
    """The facts as acting now reads them: every test that may not have been done, and is not recorded, is not done."""
    bounds = facts.bounds
    missing = {
        name: NOT_DONE
        for name, finding in vocabulary.findings.items()
        if finding.optional and name not in facts.known and (name not in bounds or bounds[name].not_done)
    }
    return replace_known(facts, missing)


def replace_known(facts: Facts, added: dict[str, Any]) -> Facts:
    """The facts with more known."""
    return replace(facts, known={**facts.known, **added}, how={**dict.fromkeys(added, "not known"), **facts.how})


def _by_urgency(asks: dict[str, Ask]) -> tuple[Ask, ...]:
    return tuple(sorted(asks.values(), key=lambda ask: -ask.urgency))


def _not_normal(finding: Finding) -> tuple[Value, ...]:
    """Values to try where a finding is not normal: of a number its ends."""
    if finding.type is FindingType.BOOLEAN:
        return (True,)
    ends = (finding.low, finding.high) if finding.type is FindingType.NUMBER else finding.values
    return tuple(value for value in ends if value != finding.normal)
