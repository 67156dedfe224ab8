"""A claim in words, for whoever signs a hazard log and reads no code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, assert_never

from legpain_graph.model.claims import (
    AnyOf,
    Ceiling,
    Claim,
    Every,
    Floor,
    MayReach,
    No,
    Possible,
    Reaches,
    Says,
    Sure,
    Whenever,
)
from legpain_graph.model.guard.ir import Op
from legpain_graph.model.guard.phrase import phrase
from legpain_graph.model.pathway import Pathway

_RELATION: Final = {
    Op.AT_LEAST: "at least {}",
    Op.MORE: "more urgent than {}",
    Op.LESS: "less urgent than {}",
    Op.AT_MOST: "at most {}",
    Op.EQUAL: "{}, no more and no less",
}
FEW: Final = 4
"""Nodes that are named one by one."""


class ClaimWords:
    """Puts the claims of one pathway into words."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway = pathway
        self._sets: Mapping[frozenset[str], str] = {frozenset(nodes): name for name, nodes in pathway.node_sets.items()}

    def say(self, claim: Claim) -> str:
        """The claim as a sentence."""
        text = self._say(claim)
        return f"{text[:1].upper()}{text[1:]}."

    def _say(self, claim: Claim) -> str:
        words = self.pathway.vocabulary
        match claim:
            case Whenever(given, then):
                return f"whenever {self._say(given)}, then {self._say(then)}"
            case Sure(guard):
                return f"it is known that {phrase(guard, words)}"
            case Possible(guard):
                return f"it may be that {phrase(guard, words)}"
            case Reaches(nodes):
                return f"the patient reaches {self._nodes(nodes)}"
            case MayReach(nodes):
                return f"the patient may reach {self._nodes(nodes)}"
            case Says(line, node, statements):
                said = "not to do something" if line == "do_not" else "to do something"
                return f"{self._nodes(frozenset({node}))} says {said}, by {', '.join(statements)}"
            case Floor(op, urgency, _):
                return f"it is {_RELATION[op].format(urgency.words)}, whatever else turns out"
            case Ceiling(op, urgency, _):
                return f"it may turn out to be {_RELATION[op].format(urgency.words)}"
            case No(MayReach(nodes)):
                return f"the patient never reaches {self._nodes(nodes)}"
            case No(Possible(guard)):
                return f"it is ruled out that {phrase(guard, words)}"
            case No(inner):
                return f"it is not so that {self._say(inner)}"
            case Every(claims):
                return ", and ".join(map(self._say, claims))
            case AnyOf(claims):
                return ", or ".join(map(self._say, claims))
            case _:
                assert_never(claim)

    def _nodes(self, nodes: frozenset[str]) -> str:
        """The titles of a few nodes; of many the name of their set, or how many there are."""
        if len(nodes) <= FEW or nodes not in self._sets:
            titles = [f"'{' '.join(self.pathway.nodes[name].title.split())}'" for name in sorted(nodes)]
            several = [*titles[:FEW], f"{len(titles) - FEW} more"] if len(titles) > FEW + 1 else titles
            return " or ".join(several)
        return f"one of the {len(nodes)} nodes of {self._sets[nodes]}"
