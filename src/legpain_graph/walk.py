"""A case walked through a pathway: where it leads, why, what is still open, how bad it could still be, and what to ask next."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple, Protocol

from legpain_graph.algebra.kleene import Kleene, Reference, Truth, finding_bits
from legpain_graph.case import Case, Facts
from legpain_graph.errors import RequestError, did_you_mean, listed
from legpain_graph.guard.ir import Guard, Named, Score, Scored, tests_and_names
from legpain_graph.guard.phrase import label, value_words
from legpain_graph.model import Edge, EdgeKind, Node, Pathway, Urgency
from legpain_graph.semantics import OPEN, RULED_OUT, SURE, Meaning, Order, Status
from legpain_graph.vocabulary import NOT_DONE, Vocabulary

SCHEMA: Final = "legpain-graph/walk/1"


class Engine(Protocol):
    """What walks: the reference, or compiled code."""

    pathway: Pathway

    def facts(self, case: Case) -> Facts: ...
    def status(self, facts: Facts) -> Status: ...


class Taken(NamedTuple):
    """An edge surely walked. `sure` is False where it is the only one left though its own guard is open."""

    edge: Edge
    sure: bool
    because: tuple[str, ...]
    """The findings whose values decided it."""


class Step(NamedTuple):
    """A node surely reached; `by_either` where two answers meet again, so that no edge into it is sure."""

    number: int
    node: Node
    taken: tuple[Taken, ...]
    by_either: bool


class Ask(NamedTuple):
    """A finding to ask next: where it can lead, the most urgent first."""

    finding: str
    node: str
    leads_to: tuple[Edge, ...]
    urgency: Urgency


class Acting(NamedTuple):
    """A step of acting now; `because_not_known` where the edge into it is followed since what decides it is not known."""

    node: Node
    because_not_known: bool


@dataclass(eq=False)
class Walk:
    """What following one case through a pathway tells."""

    pathway: Pathway = field(repr=False)
    case: Case
    facts: Facts = field(repr=False)
    order: Order = field(repr=False)
    status: Status = field(repr=False)
    floor: Urgency
    ceiling: Urgency
    path: tuple[Step, ...]
    decides_urgency: tuple[Ask, ...]
    decides_plan: tuple[Ask, ...]
    remaining: int
    unused: tuple[str, ...]
    """Recorded findings that no edge on the path reads."""
    acting: tuple[Acting, ...] | None = None
    seen: dict[Any, dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)
    """Values already put into words, shared by the walks of one walker."""

    @property
    def settled(self) -> bool:
        return self.floor == self.ceiling

    @property
    def complete(self) -> bool:
        """True where no node surely reached has an open edge."""
        return not self.decides_urgency and not self.decides_plan

    @property
    def disposition(self) -> Urgency | None:
        return self.floor if self.settled else None

    @cached_property
    def reached(self) -> frozenset[str]:
        return frozenset(step.node.id for step in self.path)

    @cached_property
    def possible(self) -> tuple[str, ...]:
        """Nodes that some resolution reaches, but not every one."""
        bits = self.status.possible & ~self.order.reached(self.status.must[self.order.start])
        return self.order.names(bits)

    @cached_property
    def ruled_out(self) -> tuple[str, ...]:
        """Nodes that no resolution reaches, those included that only acting now can reach."""
        return self.order.names(~self.status.possible & ((1 << len(self.order.nodes)) - 1))

    @property
    def outcomes(self) -> tuple[Node, ...]:
        """The refers and stops surely reached, the most urgent first."""
        ends = [step.node for step in self.path if step.node.urgency is not None]
        return tuple(sorted(ends, key=lambda node: -int(node.urgency or 0)))

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """The working diagnoses surely reached, the most urgent first."""
        named = [step.node for step in self.path if step.node.diagnosis]
        named.sort(key=lambda node: -self.order.level(self.status.may[self.order.node_number[node.id]]))
        return tuple(dict.fromkeys(node.diagnosis for node in named))

    @property
    def warnings(self) -> tuple[str, ...]:
        rules = self.pathway.vocabulary.warnings
        return tuple(rule.message for rule, truth in zip(rules, self.status.warnings, strict=True) if truth == SURE)

    def value(self, finding: str) -> dict[str, Any]:
        """What is known of a finding, and how it came to be: recorded, the closure's name, or the constraint's id."""
        facts = self.facts
        known = facts.known.get(finding)
        key = (finding, facts.scores.get(finding) if known is None else known, facts.how.get(finding, "recorded"))
        found = self.seen.get(key)
        if found is None:
            found = self.seen[key] = _value(self.pathway.vocabulary, *key)
        return found

    def sentence(self, group: str, how: str) -> str:
        """What closing `group` says. Its own sentence is what was found; that a test was not done says nothing of the kind."""
        words = self.pathway.vocabulary
        if how == "not_done" and "normal" in words.groups[group].closed_by:
            return f"Not done: {listed([label(name, words) for name in words.groups[group].members])}."
        return words.groups[group].sentence

    def as_dict(self) -> dict[str, Any]:
        """The walk as data in the shape of `legpain-graph schema walk`; tuples stand for JSON's arrays.

        Values and outcomes are shared by the walks of one walker: copy before you change them.
        """
        pathway = self.pathway
        floor, ceiling, disposition = self.floor, self.ceiling, self.disposition
        data: dict[str, Any] = {
            "schema": SCHEMA,
            "pathway": {"id": pathway.id, "title": pathway.title, "version": pathway.version, "hash": pathway.hash},
            "disclaimer": pathway.disclaimer,
            "case": {"id": self.case.id, "who": self.case.who},
            "urgency": "settled" if self.settled else "open",
            "plan": "complete" if self.complete else "open",
            "disposition": disposition.id if disposition is not None else None,
            "at_least": floor.id,
            "at_most": ceiling.id,
            "working_diagnoses": [
                {"id": name, "label": pathway.diagnoses[name].label if name in pathway.diagnoses else name}
                for name in self.diagnoses
            ],
            "outcomes": [self._outcome(node) for node in self.outcomes],
            "path": [self._step(step) for step in self.path],
            "pending": {
                "decides_urgency": [self._ask(ask) for ask in self.decides_urgency],
                "decides_plan": [self._ask(ask) for ask in self.decides_plan],
                "remaining": self.remaining,
            },
            "possible": self.possible,
            "ruled_out": self.ruled_out,
            "assumptions": self._assumptions(),
            "warnings": list(self.warnings),
            "not_used": list(self.unused),
            "values": {name: self.value(name) for name in (*self.facts.known, *self.facts.bounds, *self.facts.scores)},
        }
        if self.acting is not None:
            data["acting_now"] = [
                {"node": step.node.id, "title": step.node.title, "because_not_known": step.because_not_known}
                for step in self.acting
            ]
            ends = [step.node for step in self.acting if step.node.urgency is not None]
            data["acting_now_outcomes"] = [
                self._outcome(node) for node in sorted(ends, key=lambda node: -int(node.urgency or 0))
            ]
        return data

    def _outcome(self, node: Node) -> dict[str, Any]:
        if node.id not in self.seen:
            self.seen[node.id] = _outcome(self.pathway, node)
        return self.seen[node.id]

    def _step(self, step: Step) -> dict[str, Any]:
        node = step.node
        return {
            "step": step.number,
            "node": node.id,
            "kind": node.kind.value,
            "stage": node.stage,
            "title": node.title,
            "by_either_answer": step.by_either,
            "statements": node.statements,
            "edges": [
                {
                    "edge": taken.edge.id,
                    "to": taken.edge.target,
                    "label": taken.edge.label,
                    "guard": taken.edge.text or "always",
                    "english": taken.edge.english,
                    "sure": taken.sure,
                    "because": taken.because,
                    "statements": taken.edge.statements,
                }
                for taken in step.taken
            ],
        }

    def _ask(self, ask: Ask) -> dict[str, Any]:
        finding = self.pathway.vocabulary.findings[ask.finding]
        return {
            "finding": ask.finding,
            "label": finding.label,
            "question": finding.question,
            "node": ask.node,
            "could_be": ask.urgency.id,
            "leads_to": [{"node": edge.target, "label": edge.label} for edge in ask.leads_to],
        }

    def _assumptions(self) -> list[dict[str, Any]]:
        """Every closure's sentence with the members that it filled, and what is true by definition."""
        closed = [
            {"closure": name, "sentence": self.sentence(name, how), "members": list(members)}
            for name, how, members in self.facts.closed
        ]
        rules = {rule.id: rule for rule in self.pathway.vocabulary.constraints}
        implied = [
            {"closure": how, "sentence": rules[how].why, "members": [name]}
            for name, how in self.facts.how.items()
            if how in rules
        ]
        return closed + implied


def _outcome(pathway: Pathway, node: Node) -> dict[str, Any]:
    assert node.urgency is not None
    net = pathway.safety_nets.get(node.safety_net, ())
    return {
        "node": node.id,
        "kind": node.kind.value,
        "title": node.title,
        "urgency": node.urgency.id,
        "timeframe": node.timeframe,
        "destination": node.destination,
        "do": tuple({"text": line.text, "statements": line.statements} for line in node.do),
        "do_not": tuple({"text": line.text, "statements": line.statements} for line in node.do_not),
        "review": node.review,
        "safety_net": tuple(
            {"urgency": line.urgency, "text": line.text, "statements": line.statements} for line in net
        ),
        "statements": node.statements,
        "added": is_added(pathway, node.statements),
    }


def _value(words: Vocabulary, finding: str, known: Any, how: str) -> dict[str, Any]:
    if finding not in words.findings:
        return {"label": words.derived[finding].label, "value": int(known), "words": str(known), "how": how}
    word = words.findings[finding]
    if known is None:
        return {"label": word.label, "value": None, "words": "narrowed by definition", "how": "by definition"}
    shown = "not_done" if known is NOT_DONE else known if isinstance(known, bool | str) else json_number(known)
    return {"label": word.label, "value": shown, "words": value_words(word, known), "how": how}


def json_number(number: Any) -> int | float:
    """A decimal as the JSON number that reads the same."""
    return int(number) if number == number.to_integral_value() else float(number)


def is_added(pathway: Pathway, statements: tuple[str, ...]) -> bool:
    """True where only decisions are cited: what stands there does not come from the source."""
    cited = [pathway.statements[name] for name in statements if name in pathway.statements]
    return bool(cited) and all(statement.decision for statement in cited)


class Walker:
    """Walks cases through one pathway; made once, it walks many."""

    def __init__(self, pathway: Pathway, engine: Engine | None = None) -> None:
        self.pathway = pathway
        self.engine: Engine = engine or Reference(pathway)
        self.order = Order(pathway)
        self._bits = finding_bits(pathway.vocabulary)
        self.names = tuple(self._bits)
        self._numbers = {name: number for number, name in enumerate(self.names)}
        numbers = self.order.edge_number
        self._out = tuple(tuple((numbers[edge.id], edge) for edge in node.walkable) for node in self.order.nodes)
        self._read_by: dict[int, int] = {}
        self._read_by_name: dict[str, int] = {}
        self._lists: dict[int, tuple[str, ...]] = {}
        self._seen: dict[Any, dict[str, Any]] = {}

    def walk(self, case: Case, unknown: Literal["open", "safest"] = "open") -> Walk:
        """The walk of `case`; with `unknown="safest"` also what to do now if what is open can not be had.

        errors: CaseError with every fault of the case
        """
        facts = self.engine.facts(case)
        status = self.engine.status(facts)
        order = self.order
        floor = order.level(status.must[order.start])
        ceiling = order.level(status.may[order.start])
        sure_nodes = order.reached(status.must[order.start])
        path, used = self._path(status, sure_nodes)
        urgent, plan = self._pending(status, sure_nodes, floor)
        recorded = [name for name in (*facts.scores, *case.findings) if name in facts.known or name in facts.scores]
        unused = tuple(name for name in dict.fromkeys(recorded) if not used >> self._numbers[name] & 1)
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
            seen=self._seen,
        )
        return self.acting_now(walk) if unknown == "safest" else walk

    def acting_now(self, walk: Walk) -> Walk:
        """The same walk, with what to do now if what is open can not be had."""
        return replace(walk, acting=tuple(self._acting(walk.facts)))

    def why_not(self, walk: Walk, node: str) -> tuple[str, tuple[str, ...]]:
        """Why `node` is not reached: reached, waits or ruled_out, and the findings: those to ask, or the fewest that rule it out.

        errors: RequestError for an unknown node
        """
        if node not in self.pathway.nodes:
            raise RequestError(
                f"unknown node {node!r}" + (f"; {hint}" if (hint := did_you_mean(node, self.pathway.nodes)) else "")
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

    def _edge_reads(self, way: int) -> int:
        """The findings that decide whether an edge is chosen, as bits."""
        found = self._read_by.get(way)
        if found is None:
            edge = self.order.edges[way]
            node = self.pathway.nodes[edge.source]
            edges = list(node.walkable)
            if edge.kind is not EdgeKind.OTHERWISE:
                edges = edges[: edges.index(edge) + 1] if node.first else [edge]
            found = functools.reduce(
                operator.or_, (self._reads(item.guard) for item in edges if item.guard is not None), 0
            )
            self._read_by[way] = found
        return found

    def _reads(self, guard: Guard) -> int:
        """The findings that `guard` reads, derived findings opened, as bits."""
        found = 0
        for part in tests_and_names(guard):
            found |= self._reads_named(part.name) if isinstance(part, Named) else self._bits[part.finding]
        if isinstance(guard, Scored) and guard.score.name:
            found |= self._reads_named(guard.score.name)
        return found

    def _reads_named(self, name: str) -> int:
        if name not in self._read_by_name:
            formula = self.pathway.vocabulary.derived[name].formula
            items = [item for term in formula.terms for item in term.items] if isinstance(formula, Score) else [formula]
            own = self._bits.get(name, 0)
            self._read_by_name[name] = functools.reduce(operator.or_, (self._reads(item) for item in items), own)
        return self._read_by_name[name]

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
            ways = [(way, edge) for way, edge in self._out[at] if status.edges[way]]
            taken = []
            for way, edge in ways:
                sure = status.edges[way] == SURE
                if sure or len(ways) == 1:
                    why = status.why[way] if sure else 0
                    used |= self._edge_reads(way)
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
            ways = [(way, edge) for way, edge in self._out[at] if status.edges[way] == OPEN]
            if ways:
                into = urgent if self.order.level(status.may[at]) > floor else plan
                self._asks(self.order.nodes[at].id, ways, status, into)
        plan = {name: ask for name, ask in plan.items() if name not in urgent}
        return _by_urgency(urgent), _by_urgency(plan)

    def _asks(self, node: str, ways: list[tuple[int, Edge]], status: Status, into: dict[str, Ask]) -> None:
        """Adds what the open edges of one node ask for; an `otherwise` asks what its siblings ask."""
        leads: dict[str, list[Edge]] = {}
        for way, edge in ways:
            for name in self._list(status.why[way]):
                found = leads.setdefault(name, [])
                if edge.guard is not None:
                    found.append(edge)
        level, may, number = self.order.level, status.may, self.order.node_number
        for name, edges in leads.items():
            if name not in into and name in self.pathway.vocabulary.findings:
                graded = sorted(edges, key=lambda edge: -level(may[number[edge.target]]))
                top = level(may[number[graded[0].target]]) if graded else Urgency.PRIMARY_CARE
                into[name] = Ask(name, node, tuple(graded), top)

    def _remaining(self, status: Status) -> int:
        bits = 0
        possible = status.possible
        for at, ways in enumerate(self._out):
            if possible >> at & 1:
                for way, _ in ways:
                    if status.edges[way] == OPEN:
                        bits |= status.why[way]
        return bits.bit_count()

    def _acting(self, facts: Facts) -> Iterator[Acting]:
        """The walk of someone who must act now: tests not recorded are not done, and where what decides is not known the more
        urgent way is taken. Always ends in a stop."""
        optional = {
            name: NOT_DONE
            for name, finding in self.pathway.vocabulary.findings.items()
            if finding.optional and name not in facts.known and name not in facts.bounds
        }
        status = self.engine.status(replace_known(facts, optional))
        order, level = self.order, self.order.level
        followed: dict[int, bool] = {order.start: False}
        so_far = Urgency.PRIMARY_CARE
        for at, node in enumerate(order.nodes):
            if at not in followed:
                continue
            yield Acting(node, followed[at])
            so_far = max(so_far, node.urgency or Urgency.PRIMARY_CARE)
            open_ways = [(way, edge) for way, edge in self._out[at] if status.edges[way] == OPEN]
            sure = [edge for way, edge in self._out[at] if status.edges[way] == SURE]
            if len(open_ways) == 1 and not sure:
                sure, open_ways = [open_ways[0][1]], []
            for edge in sure:
                followed.setdefault(order.node_number[edge.target], False)
                so_far = max(so_far, level(status.must[order.node_number[edge.target]]))
            worse = [edge for _, edge in open_ways if level(status.may[order.node_number[edge.target]]) > so_far]
            candidates = worse or ([edge for _, edge in open_ways] if not sure else [])
            if not candidates:
                continue
            aside = node.when_unknown
            if aside is not None:
                candidates = [aside]
            elif node.first:
                candidates = [max(candidates, key=lambda edge: self._grade(edge, status))]
            for edge in candidates:
                followed.setdefault(order.node_number[edge.target], True)

    def _grade(self, edge: Edge, status: Status) -> tuple[int, int]:
        at = self.order.node_number[edge.target]
        return int(self.order.level(status.must[at])), int(self.order.level(status.may[at]))

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


def replace_known(facts: Facts, added: dict[str, Any]) -> Facts:
    """The facts with more known."""
    return replace(facts, known={**facts.known, **added}, how={**dict.fromkeys(added, "not known"), **facts.how})


def _by_urgency(asks: dict[str, Ask]) -> tuple[Ask, ...]:
    return tuple(sorted(asks.values(), key=lambda ask: -ask.urgency))
