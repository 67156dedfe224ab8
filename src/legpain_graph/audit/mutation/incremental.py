"""What a pathway means that differs a little from another one: worked out again only where it differs, in any algebra."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import cached_property
from typing import Generic, TypeVar

from legpain_graph.engine.meaning import Algebra, Meaning
from legpain_graph.engine.order import Order
from legpain_graph.model.guard.ir import formula_names, names_read
from legpain_graph.model.pathway import Pathway

T = TypeVar("T")
B = TypeVar("B")
S = TypeVar("S")


class Unchanged(Generic[T, B, S]):
    """All that one pathway means in one algebra."""

    def __init__(self, pathway: Pathway, algebra: Algebra[T, B, S]) -> None:
        self.pathway, self.algebra = pathway, algebra
        self.meaning = Meaning(pathway, algebra)
        self.order = self.meaning.order
        self.edges = self.meaning.edges()
        self.possible = self.meaning.possible(self.edges)
        self.truths = {edge.id: truth for edge, truth in zip(self.order.edges, self.edges, strict=True)}
        self._must: dict[int, list[S]] = {}

    def must(self, aim: int, algebra: Algebra[T, B, S]) -> list[S]:
        """For each node the marks that every walk from it meets; in an `algebra` that looks at the marks aimed at."""
        if aim not in self._must:
            self._must[aim] = Meaning(self.pathway, algebra, self.order).must(self.edges)
        return self._must[aim]

    @cached_property
    def _readers(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """For each word the words whose own meaning rests on it, and the nodes whose edges name it."""
        words, nodes = dict[str, set[str]](), dict[str, set[str]]()
        for name, word in self.pathway.vocabulary.derived.items():
            for read in set(formula_names(word.formula)):
                words.setdefault(read, set()).add(name)
        for name, finding in self.pathway.vocabulary.findings.items():
            for read in names_read(finding.applies_when) if finding.applies_when is not None else ():
                words.setdefault(read, set()).add(name)
        for node in self.pathway.nodes.values():
            for edge in node.walkable:
                for read in names_read(edge.guard) if edge.guard is not None else ():
                    nodes.setdefault(read, set()).add(node.id)
        return words, nodes

    def changed_words(self, other: Pathway) -> set[str]:
        """The words that mean something else in the other pathway, or may: their own definition differs, or that of one they read."""
        todo = self.redefined(other)
        found = set(todo)
        while todo:
            for name in self._readers[0].get(todo.pop(), ()):
                if name not in found:
                    found.add(name)
                    todo.append(name)
        return found

    def redefined(self, other: Pathway) -> list[str]:
        """The derived findings with another formula, and the findings that apply otherwise."""
        ours, theirs = self.pathway.vocabulary, other.vocabulary
        names: list[str] = []
        if ours.derived is not theirs.derived:
            names += [name for name, word in ours.derived.items() if theirs.derived[name].formula is not word.formula]
        if ours.findings is not theirs.findings:
            names += [
                name
                for name, word in ours.findings.items()
                if theirs.findings[name].applies_when is not word.applies_when
            ]
        return names

    def reading(self, words: Iterable[str]) -> set[str]:
        """The nodes whose edges name one of `words`."""
        return {node for word in words for node in self._readers[1].get(word, ())}


class Incremental(Generic[T, B, S]):
    """What `pathway` means, which has the nodes and words of `original`; both of the same facts, in the same algebra.

    `touched` are the nodes whose edges may be chosen otherwise, `moved` the numbers of those where one is.
    """

    def __init__(self, original: Unchanged[T, B, S], pathway: Pathway, words: Set[str] | None = None) -> None:
        self.original, self.pathway = original, pathway
        self.words: Set[str] = original.changed_words(pathway) if words is None else words
        mine, theirs = pathway.nodes, original.pathway.nodes
        own = {name for name, node in mine.items() if node is not theirs[name]} if mine is not theirs else set()
        self.touched = own | original.reading(self.words)
        self.order = Order(pathway) if own else original.order
        self.meaning = Meaning(pathway, original.algebra, self.order)
        self.meaning.take(original.meaning, self.words)
        new = {
            edge.id: truth
            for name in sorted(self.touched)
            for edge, truth in zip(mine[name].walkable, self.meaning.chosen(mine[name]), strict=True)
        }
        truths = original.truths | new
        self.edges = [truths[edge.id] for edge in self.order.edges]
        self.moved: set[int] = set()
        self._met: set[int] = set()
        """The nodes into which other edges lead, or edges of another truth."""
        number = self.order.node_number
        for name in sorted(self.touched):
            before = {edge.id: (edge.target, original.truths[edge.id]) for edge in theirs[name].walkable}
            after = {edge.id: (edge.target, new[edge.id]) for edge in mine[name].walkable}
            for edge in sorted(before.keys() | after.keys()):
                was, now = before.get(edge), after.get(edge)
                if was is None or now is None or was[0] != now[0] or not _same(was[1], now[1]):
                    self.moved.add(number[name])
                    self._met.update(number[edge[0]] for edge in (was, now) if edge is not None)

    @cached_property
    def possible(self) -> list[B]:
        """For each node, whether some resolution reaches it."""
        found = list(self.original.possible)
        self.differing: set[int] = set()
        for at in range(min(self._met, default=len(found)), len(found)):
            entries = self.order.into[at]
            if at in self._met or any(self._source(index) in self.differing for index in entries):
                bit = self.meaning.possible_at(at, self.edges, found)
                if not _same(bit, found[at]):
                    found[at] = bit
                    self.differing.add(at)
        return found

    def _source(self, index: int) -> int:
        return self.order.node_number[self.order.edges[index].source]

    def must(self, aim: int, algebra: Algebra[T, B, S]) -> S:
        """The marks that every walk from the start meets."""
        found = dict(enumerate(self.original.must(aim, algebra)))
        meaning = Meaning(self.pathway, algebra, self.order)
        differing = set[int]()
        marks: Sequence[int] = self.order.marks
        remarked = marks is not self.original.order.marks
        for at in range(len(found) - 1, -1, -1):
            if (
                at in self.moved
                or (remarked and marks[at] != self.original.order.marks[at])
                or any(target in differing for _, target in self.order.onward[at])
            ):
                met = meaning.must_at(at, self.edges, found)
                if not _same(met, found[at]):
                    found[at] = met
                    differing.add(at)
        return found[self.order.start]


def _same(one: object, other: object) -> bool:
    """Whether two answers are the same; formulas of the solver know `==`, and whether that holds, but no `!=`."""
    return bool(one == other)
