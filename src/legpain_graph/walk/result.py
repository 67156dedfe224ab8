"""What a walk tells, as data: the path and why, the bounds, what is open, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

from legpain_graph.case import group_wording
from legpain_graph.case.facts import Case, Facts
from legpain_graph.case.write import json_value
from legpain_graph.engine.alarms import Alarms
from legpain_graph.engine.kleene import Kleene, Truth
from legpain_graph.engine.meaning import SURE, Meaning, Status
from legpain_graph.engine.order import Order
from legpain_graph.model.guard.ir import Guard
from legpain_graph.model.guard.phrase import value_words
from legpain_graph.model.pathway import Edge, Line, Node, NodeKind, Pathway, SafetyNetLine, Urgency
from legpain_graph.model.vocabulary import Vocabulary
from legpain_graph.walk.headline import headline

SCHEMA: Final = "legpain-graph/walk/1"
L = TypeVar("L", Line, SafetyNetLine)


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
    """A step of acting now. `because_not_known` where only an edge for what is not known leads to it. Where it stops to ask, `asks`
    are the findings, and `until` how urgent it could be until they are known."""

    node: Node
    because_not_known: bool
    asks: tuple[str, ...] = ()
    until: Urgency | None = None


@dataclass(eq=False)
class Walk:
    """What following one case through a pathway tells. An open walk has a floor and a ceiling, and no disposition.

    source: docs/semantics.md
    """

    pathway: Pathway = field(repr=False)
    case: Case
    facts: Facts = field(repr=False)
    """What is known after closures and definitions."""
    order: Order = field(repr=False)
    status: Status = field(repr=False)
    """Of every node and edge: sure, open or ruled out."""
    floor: Urgency
    """The least urgent that it can still turn out to be."""
    ceiling: Urgency
    """The most urgent that it can still turn out to be."""
    path: tuple[Step, ...]
    """The nodes surely reached, in order, each with the edges taken and the findings that decided them."""
    decides_urgency: tuple[Ask, ...]
    """What to ask to settle how soon, the most urgent first."""
    decides_plan: tuple[Ask, ...]
    """What to ask to complete the plan."""
    remaining: int
    """How many findings any possible node still waits for."""
    unused: tuple[str, ...]
    """Recorded findings that no edge on the path reads."""
    alarms: Alarms = field(repr=False, compare=False)
    """Which values alarm, and what heeds them."""
    acting: tuple[Acting, ...] | None = None
    """What to do now if what is open cannot be had; None where that was not asked for."""
    values_said: dict[Any, dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)
    """Values already put into words, shared by the walks of one walker; whoever is given one gets a copy."""

    @property
    def settled(self) -> bool:
        """Whether floor and ceiling have met: nothing that is not recorded can change how soon. Where endings are treatments, whether
        every one that is possible is sure."""
        return self.floor == self.ceiling if self.pathway.ordered else not self.open_ends

    @property
    def complete(self) -> bool:
        """True where no node surely reached has an open edge."""
        return not self.decides_urgency and not self.decides_plan

    @property
    def disposition(self) -> Urgency | None:
        """How soon, where that is settled; None while it is open, and where endings are treatments."""
        return self.floor if self.settled and self.pathway.ordered else None

    @cached_property
    def reached(self) -> frozenset[str]:
        """The ids of the nodes surely reached."""
        return frozenset(step.node.id for step in self.path)

    @cached_property
    def possible(self) -> tuple[str, ...]:
        """Nodes that some resolution reaches, but not every one."""
        bits = self.status.possible & ~self.order.reached(self.status.must[self.order.start])
        return self.order.names(bits)

    @property
    def open_ends(self) -> tuple[Node, ...]:
        """The refers and stops that are possible and not sure."""
        nodes = (self.pathway.nodes[name] for name in self.possible)
        return tuple(node for node in nodes if node.urgency is not None)

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
    def told(self) -> tuple[Node, ...]:
        """The outcomes that are told in full: in an emergency its stops alone, else all."""
        return tuple(node for node in self.outcomes if node.urgency == self.floor or not self.floor.stops_questions)

    @property
    def actions(self) -> tuple[Node, ...]:
        """What else the path says, in its order: its actions, and other nodes with something to do, not to do or to tell, that send
        nobody on.

        None in an emergency, where only its stop is told.
        """
        if self.floor.stops_questions:
            return ()
        nodes = [step.node for step in self.path if step.node.urgency is None]
        return tuple(node for node in nodes if node.kind is NodeKind.ACTION or node.do or node.do_not or node.tell)

    @property
    def ordered(self) -> tuple[Node, ...]:
        """The investigations on the path whose results are not there."""
        return tuple(
            step.node
            for step in self.path
            if step.node.orders and (not step.taken or any(taken.edge.not_done for taken in step.taken))
        )

    @property
    def waiting(self) -> tuple[Node, ...]:
        """The nodes surely reached from which no way on is sure."""
        return tuple(step.node for step in self.path if not step.taken and step.node.walkable)

    @cached_property
    def _meaning(self) -> Meaning[Truth, bool, int]:
        return Meaning(self.pathway, Kleene(self.pathway.vocabulary, self.facts), self.order)

    def about(self, lines: Iterable[L]) -> tuple[L, ...]:
        """Those of `lines` that may be about this patient: their guard is not surely false, and true where the line has to be sure."""

        def kept(guard: Guard, *, sure: bool) -> bool:
            value = self._meaning.guard(guard).value
            return value is True if sure else value is not False

        return tuple(line for line in lines if line.when is None or kept(line.when, sure=line.sure))

    def safety_net(self, node: Node) -> tuple[SafetyNetLine, ...]:
        """What the patient of this walk is told to come back for at `node`."""
        return self.about(self.pathway.safety_nets.get(node.safety_net, ()))

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """The working diagnoses surely reached, the most urgent first."""
        named = [step.node for step in self.path if step.node.diagnosis]
        named.sort(key=lambda node: -self.order.level(self.status.may[self.order.node_number[node.id]]))
        return tuple(dict.fromkeys(node.diagnosis for node in named))

    @cached_property
    def acting_outcomes(self) -> tuple[Node, ...]:
        """The refers and stops of acting now, the most urgent first."""
        ends = [step.node for step in self.acting or () if step.node.urgency is not None]
        return tuple(sorted(ends, key=lambda node: -int(node.urgency or 0)))

    @property
    def acting_urgency(self) -> Urgency:
        """How urgent acting now is: the most urgent of where it ends and of what is held until it is known."""
        steps, least = self.acting or (), self.pathway.urgencies[0]
        return max((max(step.until or least, step.node.urgency or least) for step in steps), default=self.floor)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Messages about entries that are improbable together; nothing is refused for them."""
        rules = self.pathway.vocabulary.warnings
        return tuple(rule.message for rule, truth in zip(rules, self.status.warnings, strict=True) if truth == SURE)

    @cached_property
    def unheeded(self) -> tuple[str, ...]:
        """Findings with an alarming value that nothing heeds, and that nothing still open may heed; in name order."""
        return self.alarms.unheeded(self.facts, self.status)

    def value(self, finding: str) -> dict[str, Any]:
        """What is known of a finding, and how it came to be: recorded, the closure's name, or the constraint's id."""
        facts = self.facts
        known = facts.known.get(finding)
        key = (finding, facts.scores.get(finding) if known is None else known, facts.how.get(finding, "recorded"))
        if key not in self.values_said:
            self.values_said[key] = _value(self.pathway.vocabulary, *key)
        return dict(self.values_said[key])

    @property
    def closed(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Each closed group: its name, what is true of it in a sentence, and the members that were filled."""
        words, facts = self.pathway.vocabulary, self.facts
        return [
            (name, group_wording.sentence(words, facts, words.groups[name], how, filled), filled)
            for name, how, filled in facts.closed
        ]

    def as_dict(self) -> dict[str, Any]:
        """The walk as data in the shape of `legpain-graph schema walk`: made anew, so that a change of it changes nothing else."""
        pathway = self.pathway
        floor, ceiling, disposition = self.floor, self.ceiling, self.disposition
        settled = "settled" if self.settled else "open"
        bounds = {
            "disposition": disposition.id if disposition is not None else None,
            "at_least": floor.id,
            "at_most": ceiling.id,
        }
        outcome = "urgency" if pathway.ordered else "endings"
        data: dict[str, Any] = {
            "schema": SCHEMA,
            "pathway": {"id": pathway.id, "title": pathway.title, "version": pathway.version, "hash": pathway.hash},
            "disclaimer": pathway.disclaimer,
            "case": {"id": self.case.id, "who": self.case.who},
            "headline": headline(self),
            outcome: settled,
            "plan": "complete" if self.complete else "open",
            **(bounds if pathway.ordered else {}),
            "working_diagnoses": [
                {"id": name, "label": pathway.diagnoses[name].label if name in pathway.diagnoses else name}
                for name in self.diagnoses
            ],
            "outcomes": [self._outcome(node) for node in self.outcomes],
            "actions": [self._action(node) for node in self.actions],
            "path": [self._step(step) for step in self.path],
            "pending": {
                f"decides_{outcome}": [self._ask(ask) for ask in self.decides_urgency],
                "decides_plan": [self._ask(ask) for ask in self.decides_plan],
                "remaining": self.remaining,
            },
            "possible": list(self.possible),
            "ruled_out": list(self.ruled_out),
            "assumptions": self._assumptions(),
            "warnings": list(self.warnings),
            "unheeded": list(self.unheeded),
            "not_used": list(self.unused),
            "values": {name: self.value(name) for name in (*self.facts.known, *self.facts.bounds, *self.facts.scores)},
        }
        if self.acting is not None:
            data["acting_now"] = [
                {
                    "node": step.node.id,
                    "title": step.node.title,
                    "because_not_known": step.because_not_known,
                    "asks": list(step.asks),
                    **self._level("until_known", step.until),
                }
                for step in self.acting
            ]
            data["acting_now_outcomes"] = [self._outcome(node) for node in self.acting_outcomes]
        return data

    def to_json(self) -> str:
        """The walk as JSON text, in the shape of `legpain-graph schema walk`, as `walk --format json` prints it."""
        import json

        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False) + "\n"

    def _outcome(self, node: Node) -> dict[str, Any]:
        net = self.safety_net(node)
        return {
            "node": node.id,
            "kind": node.kind.value,
            "title": node.title,
            **self._level("urgency", node.urgency),
            "timeframe": node.timeframe,
            "destination": node.destination,
            **self._lines(node),
            "review": node.review,
            "safety_net": [
                {**self._level("urgency", line.urgency), "text": line.text, "statements": list(line.statements)}
                for line in net
            ],
            "statements": list(node.statements),
            "added": is_added(self.pathway, node.statements),
        }

    def _level(self, name: str, urgency: Urgency | None) -> dict[str, Any]:
        """An entry that tells how soon; none where endings are treatments."""
        return {name: urgency.id if urgency is not None else None} if self.pathway.ordered else {}

    def _action(self, node: Node) -> dict[str, Any]:
        return {
            "node": node.id,
            "title": node.title,
            **self._lines(node),
            "statements": list(node.statements),
            "added": is_added(self.pathway, node.statements),
        }

    def _lines(self, node: Node) -> dict[str, list[dict[str, Any]]]:
        return {
            name: [{"text": line.text, "statements": list(line.statements)} for line in self.about(getattr(node, name))]
            for name in ("do", "do_not", "tell")
        }

    def _step(self, step: Step) -> dict[str, Any]:
        node = step.node
        return {
            "step": step.number,
            "node": node.id,
            "kind": node.kind.value,
            "stage": node.stage,
            "title": node.title,
            "by_either_answer": step.by_either,
            "statements": list(node.statements),
            "edges": [
                {
                    "edge": taken.edge.id,
                    "to": taken.edge.target,
                    "label": taken.edge.label,
                    "guard": taken.edge.text or "always",
                    "english": taken.edge.english,
                    "sure": taken.sure,
                    "because": list(taken.because),
                    "statements": list(taken.edge.statements),
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
            **self._level("could_be", ask.urgency),
            "leads_to": [{"node": edge.target, "label": edge.label} for edge in ask.leads_to],
        }

    def _assumptions(self) -> list[dict[str, Any]]:
        """What each closure says with the members that it filled, and what is true by definition."""
        closed = [
            {"closure": name, "sentence": sentence, "members": list(filled)} for name, sentence, filled in self.closed
        ]
        rules = {rule.id: rule for rule in self.pathway.vocabulary.constraints}
        implied = [
            {"closure": how, "sentence": rules[how].why, "members": [name]}
            for name, how in self.facts.how.items()
            if how in rules
        ]
        return closed + implied


def _value(words: Vocabulary, finding: str, known: Any, how: str) -> dict[str, Any]:
    if finding not in words.findings:
        return {"label": words.derived[finding].label, "value": int(known), "words": str(int(known)), "how": how}
    word = words.findings[finding]
    if known is None:
        return {"label": word.label, "value": None, "words": "narrowed by definition", "how": "by definition"}
    return {"label": word.label, "value": json_value(known), "words": value_words(word, known), "how": how}


def is_added(pathway: Pathway, statements: tuple[str, ...]) -> bool:
    """True where only decisions are cited: what stands there does not come from the source."""
    return bool(statements) and pathway.decisions.issuperset(statements)
