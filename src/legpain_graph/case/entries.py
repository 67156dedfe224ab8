"""What a case is made of as it comes from a program: checked where it is made, and never changed after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from legpain_graph.errors import Issue
from legpain_graph.load.characters import forbidden


class Findings(dict[str, Any]):
    """Findings by name that cannot be changed: a walk speaks of what was recorded when it was made."""

    __slots__ = ()

    def _unchanged(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("the findings of a case are never changed: make another, Case({**case.findings, ...})")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _unchanged

    def __reduce__(self) -> tuple[type[Findings], tuple[dict[str, Any]]]:
        return Findings, (dict(self),)


def wrong_entries(findings: Any, closures: Mapping[str, Any], texts: Mapping[str, Any]) -> Iterator[Issue]:
    """Every part of a case that is of another kind: findings by name, closures as lists of names, texts; and what no text may hold."""
    if not isinstance(findings, Mapping):
        hint = 'Case({"fever": True})'
        yield Issue("findings", f"findings is {kind_of(findings)}, expected values by the names of findings", hint=hint)
    else:
        for name in findings:
            if not isinstance(name, str):
                yield Issue("findings", f"findings: {name!r} is {kind_of(name)}, expected the name of a finding"[:200])
    for how, names in closures.items():
        if not isinstance(names, list | tuple):
            hint = f"{how}=[{names!r}]" if isinstance(names, str) else f'{how}=["red_flags"]'
            yield Issue(how, f"{how} is {kind_of(names)}, expected a list of names", hint=hint[:200])
            continue
        for name in names:
            if not isinstance(name, str):
                yield Issue(
                    how, f"{how}: {name!r} is {kind_of(name)}, expected the name of a finding, group or set"[:200]
                )
    for field, text in texts.items():
        if not isinstance(text, str):
            yield Issue(field, f"{field} is {kind_of(text)}, expected a text")
        elif found := forbidden(text):
            yield Issue(field, f"{field} {found[0]}", hint="take it out")


def kind_of(thing: Any) -> str:
    """What a value of a program is, in a word: "a dict"."""
    if thing is None:
        return "None"
    name = type(thing).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
