"""What a finding may still be after closures and definitions, as gates: `case.facts` for all patients at once.

What constraints imply is taken as recorded, forwards and by contraposition, to a fixed point, before and after closures. A rule that
follows from another stands after it; where several follow from each other in a circle, it is gone round as often as could matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Literal, NamedTuple

from legpain_graph.engine.classes import Classes
from legpain_graph.engine.gates import RECORDED, Closing, Gate, Gates, Input
from legpain_graph.model.guard.ir import Test
from legpain_graph.model.vocabulary import NOT_DONE, Vocabulary


class _Rule(NamedTuple):
    """Who may have none of `gone` of one finding has none of `taken` of the other; where `gone` is none, who is known anything of."""

    number: int
    source: str
    gone: frozenset[int]
    target: str
    taken: frozenset[int]

    def follows(self, other: _Rule) -> bool:
        """Whether this can come of what the other took. The same constraint read the other way round cannot."""
        new = not self.gone or bool(self.gone & other.taken)
        return self.source == other.target and self.number != other.number and new


class Definitions:
    """`left`: for each finding the gate of each class of values that a patient may still have; `contradiction`: of no value left."""

    def __init__(self, gates: Gates, vocabulary: Vocabulary, classes: Classes) -> None:
        self._gates, self._classes = gates, classes
        self.left = {
            name: [gates.gate(Input(name, number)) for number in range(count)] for name, count in classes.count.items()
        }
        rules = [
            rule
            for number, each in enumerate(vocabulary.constraints)
            for rule in self._read(number, each.given, each.then)
        ]
        self._known = {rule.source: gates.gate(Input(rule.source, RECORDED)) for rule in rules if not rule.gone}
        """Of whom something is known, of the findings from which something follows whatever it is."""
        self._order = list(_in_order(rules))
        self._narrow()
        self._close(vocabulary, "normal")
        self._close(vocabulary, "not_done")
        self._narrow()
        narrowed = sorted({rule.target for rule in rules})
        self.contradiction = gates.either(gates.inverse(gates.either(self.left[name])) for name in narrowed)

    def _read(self, number: int, given: Test, then: Test) -> tuple[_Rule, _Rule]:
        """A constraint forwards, and by contraposition."""
        gives, follows = self._classes.passing(given), self._classes.passing(then)
        fails, breaks = (
            frozenset(range(self._classes.count[test.finding])) - passing
            for test, passing in ((given, gives), (then, follows))
        )
        return (
            _Rule(number, given.finding, fails, then.finding, breaks),
            _Rule(number, then.finding, follows, given.finding, gives),
        )

    def _narrow(self) -> None:
        gates = self._gates
        for rule in self._order:
            fired = gates.inverse(self._some(rule.source, rule.gone)) if rule.gone else self._known[rule.source]
            self._take(rule.target, fired, rule.taken)

    def _close(self, vocabulary: Vocabulary, how: Literal["normal", "not_done"]) -> None:
        """Fills what is still open in each closed group, where what is known of it allows that."""
        for name, group in vocabulary.groups.items():
            if how not in group.closed_by:
                continue
            closed = self._gates.gate(Closing(how, name))
            for member in group.members:
                value = NOT_DONE if how == "not_done" else vocabulary.findings[member].normal
                assert value is not None
                own = self._classes.number(member, value)
                filled = self._gates.both(closed, self.left[member][own])
                self._take(member, filled, frozenset(range(len(self.left[member]))) - {own})

    def _take(self, finding: str, fired: Gate, taken: Set[int]) -> None:
        """Takes these classes from whom a rule has fired; of them something is known now."""
        gates, spared = self._gates, self._gates.inverse(fired)
        self.left[finding] = [
            gates.both(gate, spared) if number in taken else gate for number, gate in enumerate(self.left[finding])
        ]
        if finding in self._known:
            self._known[finding] = gates.or_(self._known[finding], fired)

    def _some(self, finding: str, numbers: Set[int]) -> Gate:
        return self._gates.either(self.left[finding][number] for number in sorted(numbers))


def _in_order(rules: Sequence[_Rule]) -> Iterator[_Rule]:
    """The rules, each after those that it follows; those of a circle over and over."""
    import networkx

    graph: networkx.DiGraph[_Rule] = networkx.DiGraph()
    graph.add_nodes_from(rules)
    graph.add_edges_from((other, rule) for rule in rules for other in rules if rule.follows(other))
    whole = networkx.condensation(graph)
    for part in networkx.lexicographical_topological_sort(whole):
        circle = sorted(whole.nodes[part]["members"])
        for _ in circle:  # each time round one more of them has had its say, or nothing more follows
            yield from circle
