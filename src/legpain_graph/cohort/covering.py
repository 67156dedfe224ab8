"""Patients who together walk every edge that anybody can: made by the solver, each with as little as will do."""

from __future__ import annotations

from legpain_graph.case.facts import Case
from legpain_graph.engine.codegen.python import Compiled
from legpain_graph.engine.smt import Space, conj, disj, neg
from legpain_graph.model.pathway import Pathway
from legpain_graph.proof.solver import SECONDS, Solver
from legpain_graph.walk.walker import Walker


def covering(pathway: Pathway, seconds: float = SECONDS) -> tuple[list[Case], list[str]]:
    """The patients, and the edges that none was found for: nobody can walk them, or it was not found out in the time for each."""
    solver, walker = Solver(Space(pathway), seconds), Walker(pathway, Compiled(pathway))
    space, order = solver.space, walker.order
    todo = [edge.id for edge in order.edges]
    cases: list[Case] = []
    left: list[str] = []
    while todo:
        edge = todo.pop()  # the deepest first: the way to it is walked too
        number = order.edge_number[edge]
        source = order.node_number[order.edges[number].source]
        others = [neg(space.edges[other].possibly) for other, _ in order.onward[source] if other != number]
        own = space.edges[number]
        walked = disj([own.surely, conj([own.possibly, *others])])
        answer = solver.ask(space.meets(1 << order.levels + source), space.named(walked), smallest=False)
        if answer.patient is None:
            left.append(edge)
            continue
        case = solver.case(answer.patient)
        taken = {taken.edge.id for step in walker.walk(case).path for taken in step.taken}
        assert edge in taken, f"the solver's patient does not walk {edge}"
        cases.append(Case(dict(case.findings)))
        todo = [other for other in todo if other not in taken]
    return cases, sorted(left)
