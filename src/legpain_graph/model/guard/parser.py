"""Text of a guard -> a syntax tree: the grammar, which knows nothing of the vocabulary. Nothing is ever evaluated as Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from legpain_graph.model.guard.ir import Op

MAX_LENGTH: Final = 20_000
MAX_DEPTH: Final = 50
MAX_POINTS_FIGURES: Final = 3
FUNCTIONS: Final = ("count", "min", "max", "mean")
"""What computes a number."""


class Fault(NamedTuple):
    """What is wrong with a guard, at which character of its text (from 0), and what to try."""

    offset: int
    message: str
    hint: str = ""


class GuardError(Exception):
    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(fault.message for fault in faults))


class SyntaxTree(NamedTuple):
    """Syntax without meaning. kind: name number list not and or compare in call sum product power; `text` holds a name, number or
    function; `ops` what stands between `parts`, of a sum also before the first."""

    kind: str
    offset: int
    text: str = ""
    parts: tuple[SyntaxTree, ...] = ()
    ops: tuple[str, ...] = ()


_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<word>[A-Za-z_]\w*)|(?P<op><=|>=|==|!=|->|\*\*|[<>()\[\],+*/=-]))"
)
RELATIONS: Final = {op.value: op for op in Op}
_NOT_EQUAL_HINT: Final = "list the values that you mean with 'in [...]': on a test that was not done '!=' would say yes"


class _Reader:
    """Tokens of one text, read from left to right."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise GuardError([Fault(0, f"a guard of {len(text)} characters; at most {MAX_LENGTH}")])
        self.tokens: list[tuple[str, str, int]] = []
        self.depth = 0
        at = 0
        end = len(text.rstrip())
        while at < end:
            found = _TOKEN.match(text, at)
            if not found or found.lastgroup is None:
                offset = at + len(text[at:]) - len(text[at:].lstrip())
                raise GuardError([Fault(offset, f"unexpected character {text[offset]!r}")])
            kind, word = found.lastgroup, found[found.lastgroup]
            if kind == "number" and word[0] == "0" and word[1:2].isdigit():
                raise GuardError([Fault(found.start(kind), f"{word} is not a number", "take the 0 in front away")])
            self.tokens.append((kind, word, found.start(kind)))
            at = found.end()
        self.tokens.append(("end", "", end))
        self.at = 0

    @property
    def text(self) -> str:
        return self.tokens[self.at][1]

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0]

    @property
    def offset(self) -> int:
        return self.tokens[self.at][2]

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def expect(self, text: str, why: str) -> None:
        if self.text != text:
            got = repr(self.text) if self.kind != "end" else "the end"
            raise GuardError([Fault(self.offset, f"expected {text!r} {why}, not {got}")])
        self.take()

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise GuardError(
                [Fault(self.offset, f"nested more than {MAX_DEPTH} deep", "name a part as a derived finding")]
            )

    # expression := and-part { "or" and-part }
    def expression(self) -> SyntaxTree:
        self.deeper()
        tree = self._chain("or", self._conjunction)
        self.depth -= 1
        return tree

    def _conjunction(self) -> SyntaxTree:
        return self._chain("and", self._negation)

    def _chain(self, word: str, part: Callable[[], SyntaxTree]) -> SyntaxTree:
        offset = self.offset
        parts = [part()]
        while self.text == word:
            self.take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else SyntaxTree(word, offset, parts=tuple(parts))

    def _negation(self) -> SyntaxTree:
        if self.text == "not":
            offset = self.offset
            self.take()
            self.deeper()
            inner = self._negation()
            self.depth -= 1
            return SyntaxTree("not", offset, parts=(inner,))
        return self._comparison()

    def _comparison(self) -> SyntaxTree:
        offset = self.offset
        parts, ops = [self._sum()], []
        if self.text == "not":
            raise GuardError([Fault(self.offset, "'not in' is not a test", _NOT_EQUAL_HINT)])
        if self.text == "in":
            self.take()
            return SyntaxTree("in", offset, parts=(parts[0], self._list()))
        while self.text in RELATIONS or self.text in ("!=", "="):
            if self.text == "!=":
                raise GuardError([Fault(self.offset, "'!=' is not a test", _NOT_EQUAL_HINT)])
            if self.text == "=":
                raise GuardError([Fault(self.offset, "'=' is not a test", "write '=='")])
            ops.append(self.take())
            parts.append(self._sum())
        return SyntaxTree("compare", offset, parts=tuple(parts), ops=tuple(ops)) if ops else parts[0]

    def _list(self) -> SyntaxTree:
        offset = self.offset
        self.expect("[", "after 'in'")
        parts = [self._primary()]
        while self.text == ",":
            self.take()
            parts.append(self._primary())
        self.expect("]", "at the end of the list")
        return SyntaxTree("list", offset, parts=tuple(parts))

    # sum := ["-"] product { ("+" | "-") product };  product := power { ("*" | "/") power };  power := primary ["**" primary]
    def _sum(self) -> SyntaxTree:
        offset = self.offset
        ops = [self.take() if self.text == "-" else "+"]
        parts = [self._product()]
        while self.text in ("+", "-"):
            ops.append(self.take())
            parts.append(self._product())
        if len(parts) == 1 and ops == ["+"]:
            return parts[0]
        return SyntaxTree("sum", offset, parts=tuple(parts), ops=tuple(ops))

    def _product(self) -> SyntaxTree:
        offset = self.offset
        parts, ops = [self._power()], list[str]()
        while self.text in ("*", "/"):
            ops.append(self.take())
            parts.append(self._power())
        return SyntaxTree("product", offset, parts=tuple(parts), ops=tuple(ops)) if ops else parts[0]

    def _power(self) -> SyntaxTree:
        offset = self.offset
        base = self._primary()
        if self.text != "**":
            return base
        self.take()
        return SyntaxTree("power", offset, parts=(base, self._primary()))

    def _primary(self) -> SyntaxTree:
        kind, text, offset = self.kind, self.text, self.offset
        if kind == "number":
            return SyntaxTree("number", offset, self.take())
        if kind == "word" and text not in ("and", "or", "not", "in"):
            self.take()
            if self.text != "(":
                return SyntaxTree("name", offset, text)
            self.take()
            parts = [self.expression()]
            while self.text == ",":
                self.take()
                parts.append(self.expression())
            self.expect(")", f"at the end of {text}(")
            return SyntaxTree("call", offset, text, tuple(parts))
        if text == "(":
            self.take()
            inner = self.expression()
            self.expect(")", "to close the bracket")
            return inner
        raise GuardError([Fault(offset, "expected a name, not " + (repr(text) if kind != "end" else "the end"))])


def syntax(text: str) -> SyntaxTree:
    """The syntax tree of a guard or score. errors: GuardError at the first place that cannot be read"""
    reader = _Reader(text)
    tree = reader.expression()
    if reader.kind != "end":
        raise GuardError([Fault(reader.offset, f"unexpected {reader.text!r}", "join two tests with 'and' or 'or'")])
    return tree


def is_negative(tree: SyntaxTree) -> bool:
    """True for a number with a minus sign."""
    return tree.kind == "sum" and tree.ops == ("-",) and tree.parts[0].kind == "number"


def is_numeric(tree: SyntaxTree) -> bool:
    """True where the whole text is a number that is computed, not a truth."""
    return tree.kind in ("sum", "product", "power") or (tree.kind == "call" and tree.text in FUNCTIONS)


def is_score(tree: SyntaxTree) -> bool:
    """True where the whole text is a sum of counts, each with a whole factor: whole points."""
    parts = tree.parts if tree.kind == "sum" else (tree,)
    return any(counted(part) is not None for part in parts) and all(
        counted(part) is not None or is_points(part) for part in parts
    )


def counted(tree: SyntaxTree) -> tuple[int, SyntaxTree] | None:
    """The whole factor of a count, and the count; None for anything else."""
    factor, inner = 1, tree
    if tree.kind == "product" and tree.ops == ("*",):
        one, other = tree.parts
        number, inner = (one, other) if is_points(one) else (other, one)
        factor = int(number.text) if is_points(number) else 0
    return (factor, inner) if factor and inner.kind == "call" and inner.text == "count" else None


def is_points(tree: SyntaxTree) -> bool:
    """True for a whole number that may stand in a score."""
    return tree.kind == "number" and tree.text.isdigit() and len(tree.text) <= MAX_POINTS_FIGURES
