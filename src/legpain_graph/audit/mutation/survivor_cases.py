"""Cases that notice the mutants which no case notices: what is missing of the mutation score, written for an author to read.

Such a patient is one of those that are missing anyway, or a worked case changed in as little as will do. What is expected names the
nodes by which the mutant shows: a node that is reached, still possible or ruled out, and would not be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from legpain_graph.audit.casegen.nearest import NearestCase
from legpain_graph.audit.coverage.goal import CoverageGoal, Feasible
from legpain_graph.case.facts import Case
from legpain_graph.case.read import CaseFile
from legpain_graph.errors import CaseError
from legpain_graph.model.pathway import Pathway
from legpain_graph.walk.expectation import BOUNDS, SETS, unmet
from legpain_graph.walk.result import Walk
from legpain_graph.walk.walker import Walker

if TYPE_CHECKING:
    from legpain_graph.audit.coverage.walked_cases import WalkedCases
    from legpain_graph.audit.mutation.equivalence import Distinction, Equivalence
    from legpain_graph.audit.result import Audit

BASES: Final = 2
"""Worked cases from which a patient is made; of the patients the one that differs least is taken."""


def in_full(pathway: Pathway, cases: Sequence[Case]) -> list[CaseFile]:
    """The cases, each expecting all that its walk says of every node."""
    from legpain_graph.engine.codegen.python import Compiled

    walker = Walker(pathway, Compiled(pathway)) if cases else None
    return [CaseFile(case, expect=_everything(walker.walk(case))) for case in cases] if walker else []


def _everything(walk: Walk) -> dict[str, Any]:
    nodes = {key: list(names) for key, names in _nodes(walk).items()}
    return {"floor": walk.floor.id, "ceiling": walk.ceiling.id, **nodes}


def _nodes(walk: Walk) -> dict[str, Sequence[str]]:
    reached = [step.node.id for step in walk.path]
    return {"reaches": reached, "possible": walk.possible, "never": walk.ruled_out}


class SurvivorCases:
    """Makes patients who can tell of a mutant, each like a worked case of `walked`."""

    def __init__(self, walked: WalkedCases, seconds: float) -> None:
        self.walked, self.seconds = walked, seconds

    def case(self, equivalence: Equivalence, distinction: Distinction, changed: Pathway) -> Case | None:
        """The worked case that comes closest to a patient who can tell, changed in as little as will do; where none is found, the
        patient of `distinction`."""
        if distinction.witness is None or distinction.asked is False:
            return distinction.witness
        nearest = NearestCase(Feasible(self.walked, self.seconds, equivalence.solver))
        made: list[Case] = []
        for number in self._bases(distinction.witness, equivalence.pathway, changed):
            case = nearest.patient(CoverageGoal("", "", 0, lambda _: [distinction.asked], near=1 << number))
            if case is not None and equivalence.differs(case, changed):
                made.append(case)
        return min(made, key=lambda case: (not case.who, case.who.count(";")), default=distinction.witness)

    def _bases(self, witness: Case, pathway: Pathway, changed: Pathway) -> list[int]:
        """The numbers of the worked cases most like the patient who can tell: that come to the changed node, and say the same."""
        nodes = pathway.nodes
        at = {name for name, node in changed.nodes.items() if node is not nodes[name]}
        known = self.walked.walker.engine.facts(witness).known

        def alike(number: int) -> tuple[bool, int, bool, int]:
            walk = self.walked.walks[number]
            theirs = walk.facts.known
            same = sum(3 if theirs[name] == value else -1 for name, value in known.items() if name in theirs)
            return not at.isdisjoint(walk.reached), same, walk.settled, -number

        return sorted(range(len(self.walked.walks)), key=alike, reverse=True)[:BASES]


def killing_cases(
    pathway: Pathway, mutants: Mapping[str, tuple[Pathway, Case]], files: Sequence[CaseFile], usual: Set[str]
) -> tuple[list[CaseFile], dict[str, Case]]:
    """`files` and a few more, which say what notices each of `mutants`; and for each mutant the case that does.

    `mutants`: by its id the changed pathway and a patient who can tell; `usual` are nodes that need not be said.
    """
    from legpain_graph.audit.casegen.missing import generated, smallest
    from legpain_graph.audit.mutation.kills import Kills

    patients = [source.case for source in files]
    for _, case in mutants.values():
        if case not in patients:
            patients.append(case)
    judge = Kills(pathway, in_full(pathway, patients))
    covers: list[set[tuple[str, str]]] = [set() for _ in judge.sources]
    for name, (changed, _) in mutants.items():
        for number in judge.by(changed):
            covers[number].add(("mutants", name))
    found, shows = list(files), dict[str, Case]()
    walker = Walker(pathway)
    for number in smallest(covers):
        new = [name for _, name in sorted(covers[number]) if name not in shows]
        case = judge.sources[number].case
        walk = walker.walk(case)
        if number >= len(files):
            found.append(generated(walk, len(found) + 1, usual))
        at = min(number, len(found) - 1)
        found[at] = _saying(found[at], walk, [_other(case, mutants[name][0]) for name in new])
        shows.update(dict.fromkeys(new, found[at].case))
    return found, shows


def _other(case: Case, changed: Pathway) -> Walk | None:
    """The walk of the case in a changed pathway; None where that refuses it."""
    try:
        return Walker(changed).walk(case)
    except CaseError:
        return None


def _saying(source: CaseFile, walk: Walk, others: Sequence[Walk | None]) -> CaseFile:
    """The case expecting so much more, as little as will do, that none of `others` is as it expects."""
    expect = dict(source.expect)
    todo = [set(_apart(walk, other)) for other in others if other is not None and not unmet(expect, other)]
    ends = {node.id for node in walk.order.nodes if node.urgency is not None}
    while todo:
        key, node = max(sorted(set().union(*todo)), key=lambda one: (sum(one in each for each in todo), one[1] in ends))
        expect[key] = [*expect.get(key, ()), node]
        todo = [each for each in todo if (key, node) not in each]
    return replace(source, expect={key: expect[key] for key in (*BOUNDS, *SETS) if key in expect})


def _apart(walk: Walk, other: Walk) -> Iterator[tuple[str, str]]:
    """What can be expected of each node that is met otherwise in the other walk."""
    theirs = _nodes(other)
    for key, names in _nodes(walk).items():
        yield from ((key, name) for name in names if name not in theirs[key])


def with_survivor_cases(audit: Audit, usual: Set[str]) -> Audit:
    """The audit with cases that notice every mutant of which a patient was found who can tell, and beside each the case that does."""
    from legpain_graph.audit.mutation.operators import Mutator

    survived = {
        each.id: each.witness for each in audit.mutants if each.state == "survived" and each.witness is not None
    }
    changes = {one.id: one.pathway for one in Mutator(audit.pathway).changes() if one.id in survived}
    files, shows = killing_cases(
        audit.pathway, {name: (changes[name], case) for name, case in survived.items()}, audit.files, usual
    )
    mutants = tuple(replace(each, witness=shows.get(each.id, each.witness)) for each in audit.mutants)
    return replace(audit, mutants=mutants, missing=tuple(file.case for file in files), files=tuple(files))
