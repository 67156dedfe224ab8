"""The rules for authors that need no solver: each is a generator of issues with a row in RULES, and all are always on.

A pathway that breaks one is never walked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final, TypeAlias

from legpain_graph.errors import Issue, did_you_mean
from legpain_graph.load.graph_facts import Checked
from legpain_graph.load.number_gap import untaken
from legpain_graph.load.partition import left_out
from legpain_graph.model.guard.ir import OneOf, names_read
from legpain_graph.model.pathway import ENDS, Edge, EdgeKind, Node, NodeKind, Pathway
from legpain_graph.model.trace import citations
from legpain_graph.model.vocabulary import NOT_DONE, FindingType, Value

Rule: TypeAlias = Callable[[Checked], Iterator[Issue]]


def _issue(code: str, node: Node | Edge, message: str, hint: str = "") -> Issue:
    name = node.id if isinstance(node, Node) else f"edge {node.id}"
    return Issue(code, f"{name}: {message}", node.place, hint)


def one_start(checked: Checked) -> Iterator[Issue]:
    """A pathway begins at exactly one node."""
    starts = [node for node in checked.nodes.values() if node.kind is NodeKind.START]
    for node in starts[1:]:
        yield _issue("one-start", node, f"a second start; the first is {starts[0].id}")
    if not starts:
        place = next(iter(checked.nodes.values())).place
        yield Issue("one-start", "no node of kind start", place._replace(line=0, column=0))
    for node in checked.nodes.values():
        for edge in node.edges:
            if checked.nodes[edge.target].kind is NodeKind.START:
                yield _issue("one-start", edge, "leads back to the start")


def unreachable(checked: Checked) -> Iterator[Issue]:
    """Nothing leads to this node."""
    reached = checked.reachable()
    for node in checked.nodes.values():
        if node.id not in reached and node.kind is not NodeKind.START:
            yield _issue("unreachable", node, "no path from the start leads here")


def dead_end(checked: Checked) -> Iterator[Issue]:
    """A patient can get stuck here."""
    for node in checked.nodes.values():
        if node.kind is NodeKind.STOP and node.edges:
            yield _issue("dead-end", node, "a stop has no edges", "if the plan goes on it is a refer or an action")
        elif node.kind is not NodeKind.STOP and not node.walkable:
            yield _issue("dead-end", node, f"a {node.kind} that leads nowhere", "give it an edge, or make it a stop")


def no_stop_below(checked: Checked) -> Iterator[Issue]:
    """No walk from this node ends in a stop."""
    ends: dict[str, bool] = {}
    for node in reversed(list(checked.nodes.values())):
        ends[node.id] = node.kind is NodeKind.STOP or any(ends[edge.target] for edge in node.walkable)
        if not ends[node.id] and node.walkable:
            yield _issue("no-stop-below", node, "no stop lies below it")


def not_exhaustive(checked: Checked) -> Iterator[Issue]:
    """A patient may have no way on: no edge always holds, and the values of one or two findings do not show that nobody is left out."""
    words = checked.pathway.vocabulary
    for node in checked.nodes.values():
        if node.walkable and not any(edge.kind is EdgeKind.OTHERWISE or edge.guard is None for edge in node.walkable):
            if checked.used is None:
                continue
            patient = left_out([edge.guard for edge in node.walkable if edge.guard is not None], words)
            word = "not_done" if node.kind is NodeKind.INVESTIGATE else "otherwise"
            if patient:
                shown = " and ".join(_shown(name, value) for name, value in patient.items())
                hint = f"let the edges meet, or add an edge with `when: {word}`"
                yield _issue("not-exhaustive", node, f"no edge takes {shown}", hint)
            elif patient is not None:
                hint = f"add an edge with `when: {word}`; `prove` shows whom the others leave out"
                yield _issue("not-exhaustive", node, "no edge is left for the other patients", hint)


def _shown(name: str, value: Value) -> str:
    """A value as a guard would say it."""
    if isinstance(value, bool):
        return name if value else f"not {name}"
    return f"{name} {f'{value.normalize():f}' if isinstance(value, Decimal) else 'not_done' if value is NOT_DONE else value}"


def wrong_edges(checked: Checked) -> Iterator[Issue]:
    """The edges of a node do not fit its kind, or one of them can never be chosen."""
    for node in checked.nodes.values():
        if node.kind is NodeKind.DECISION and len(node.walkable) < 2:
            yield _issue("edges", node, "a decision has two or more edges")
        rest = [edge for edge in node.walkable if edge.kind is EdgeKind.OTHERWISE]
        always = [edge for edge in node.walkable if edge.guard is None and edge.kind is EdgeKind.GUARDED]
        for edge in rest[1:]:
            yield _issue("edges", edge, "a second edge for the rest of the patients")
        if rest and always:
            yield _issue("edges", rest[0], f"never chosen: {always[0].id} always holds")
        if node.first and always and node.walkable[-1] is not always[0]:
            later = node.walkable[node.walkable.index(always[0]) + 1]
            yield _issue("edges", later, f"never chosen: {always[0].id} before it always holds")
        if node.first and rest and node.walkable[-1] is not rest[0]:
            yield _issue(
                "edges", rest[0], "the edge for the rest stands last", "in `choose: first` the order is the rule"
            )
        for edge in node.edges:
            if node.kind is NodeKind.DECISION and not edge.label:
                yield _issue("edges", edge, "an edge of a decision needs a label that a person would use")


def investigation(checked: Checked) -> Iterator[Issue]:
    """An investigation orders results, and says what follows when there is none: never what a reassuring result leads to."""
    for node in checked.nodes.values():
        missing = [edge for edge in node.edges if edge.not_done]
        if node.kind is not NodeKind.INVESTIGATE:
            for edge in missing:
                yield _issue(
                    "investigation", edge, "`not_done` stands at an investigation only", "write `when: otherwise`"
                )
            if node.orders:
                yield _issue("investigation", node, f"a {node.kind} orders no tests")
            continue
        if not node.orders:
            yield _issue("investigation", node, "orders nothing", "orders: [the results that it asks for]")
        for name in node.orders:
            finding = checked.pathway.vocabulary.findings.get(name)
            if finding is None:
                hint = did_you_mean(name, checked.pathway.vocabulary.findings)
                yield _issue("investigation", node, f"orders the unknown finding {name!r}", hint)
            elif not finding.is_result:
                yield _issue("investigation", node, f"orders {name}, which is not a result", "section: investigation")
        if not missing:
            hint = "add an edge with `when: not_done`"
            yield _issue("investigation", node, "no edge for a test that was not done", hint)
            continue
        yield from _results(checked, node, missing[0])


def _results(checked: Checked, node: Node, missing: Edge) -> Iterator[Issue]:
    """What follows a result, and what follows none: the second is never better than the first."""
    results = [edge for edge in node.walkable if edge is not missing]
    if not results:
        yield _issue("investigation", node, "no edge for any result: each would count as not done")
        return
    words = checked.pathway.vocabulary
    read = [test for edge in results if edge.guard is not None for test, _ in checked.reads(edge.guard)]
    if len(node.orders) == 1 and node.orders[0] in words.findings:
        name = node.orders[0]
        named = {value for test in read if isinstance(test, OneOf) and test.finding == name for value in test.values}
        unnamed = [value for value in words.findings[name].values if value not in named]
        if unnamed:
            message = f"{name} {unnamed[0]}: no edge reads it, so it would count as not done"
            yield _issue("investigation", node, message)
    guards = [edge.guard for edge in results if edge.guard is not None]
    for name in node.orders:
        finding = words.findings.get(name)
        if finding is None or finding.type is not FindingType.NUMBER or len(guards) < len(results):
            continue
        value = untaken(finding, guards, words.derived)
        if value is not None:
            message = f"{name} {value.normalize():f}: no edge takes it, so a measured value would count as not done"
            yield _issue("investigation", node, message, "let the edges of the results meet")
    least = [checked.least[edge.target] for edge in results]
    if checked.least[missing.target] < min(least):
        yield _issue("investigation", missing, "less urgent than every result", "order the test and date the review")
    spans = {edge.id: (checked.least[edge.target], checked.greatest[edge.target]) for edge in results}
    if min(spans.values()) < max(spans.values()):
        calmest = [edge for edge in results if spans[edge.id] == min(spans.values())]
        calm = {checked.landing(edge.target) for edge in calmest}
        if checked.landing(missing.target) in calm:
            message = f"leads to {checked.landing(missing.target)}, where a reassuring result leads"
            yield _issue("investigation", missing, message)


def refer_and_stop(checked: Checked) -> Iterator[Issue]:
    """A refer or stop says how urgently, within what time and to whom; a stop also what to come back for."""
    for node in checked.nodes.values():
        ends = node.kind in ENDS
        if ends and checked.pathway.ordered:
            lacking = [
                word
                for word, there in (
                    ("urgency", node.urgency is not None),
                    ("timeframe", bool(node.timeframe)),
                    ("destination", bool(node.destination)),
                    ("safety_net", bool(node.safety_net) or node.kind is NodeKind.REFER),
                )
                if not there
            ]
            if lacking:
                yield _issue("urgency", node, f"a {node.kind} lacks {', '.join(lacking)}")
        elif node.urgency is not None and not ends:
            yield _issue("urgency", node, f"a {node.kind} has no urgency", "only a refer or a stop has")


def when_unknown(checked: Checked) -> Iterator[Issue]:
    """What only acting now reaches is reached by nothing else."""
    targets = {
        edge.target: edge
        for node in checked.nodes.values()
        for edge in node.edges
        if edge.kind is EdgeKind.WHEN_UNKNOWN
    }
    for node in checked.nodes.values():
        if sum(edge.kind is EdgeKind.WHEN_UNKNOWN for edge in node.edges) > 1:
            yield _issue("when-unknown", node, "two edges for what is not known")
        for edge in node.walkable:
            if edge.target in targets:
                yield _issue("when-unknown", edge, f"leads to {edge.target}, which only {targets[edge.target].id} may")


def screen(checked: Checked) -> Iterator[Issue]:
    """The alarms stand on one `choose: all` node that every patient passes, so that an unanswered one hides no other."""
    screens = [node for node in checked.nodes.values() if "screen" in node.tags]
    for node in screens:
        if node.kind is not NodeKind.DECISION or node.first:
            yield _issue("screen", node, "a screen is a decision with `choose: all`")
        past = [name for name in checked.reachable(frozenset({node.id})) if checked.nodes[name].kind is NodeKind.STOP]
        if past and len(screens) == 1:
            yield _issue("screen", node, f"a walk to {min(past)} passes it by")
    for node in screens[1:]:
        yield _issue("screen", node, f"a second screen beside {screens[0].id}", "all alarms are edges of one node")
    direct = {edge.target for node in screens for edge in node.walkable}
    for node in checked.nodes.values():
        if node.urgency is None or not node.urgency.stops_questions or node.id in direct:
            continue
        if not checked.only_made_here(node):
            name = screens[0].id if screens else "no screen"
            hint = "give the screen an edge to it, or say of the result that alone can show it that no patient brings it: brought: false"
            hint = hint if screens else "give the decision with all alarms the tag `screen`"
            verb = "does not lead to" if screens else "leads to"
            yield _issue("screen", node, f"{node.urgency.words} ends the questions, and {name} {verb} it", hint)


def narrowed_alarm(checked: Checked) -> Iterator[Issue]:
    """An alarm narrowed by `not` another alarm is lost while the other is unknown."""
    for node in checked.nodes.values():
        if node.first:
            continue
        alarms = [(edge, edge.guard) for edge in node.walkable if edge.guard is not None and checked.alarms(node, edge)]
        if len(alarms) < 2:
            continue
        enough = [checked.sufficient(alarm) for _, alarm in alarms]
        for edge, guard in alarms:
            denied = checked.denied(guard)
            for (other, alarm), sufficient in zip(alarms, enough, strict=True):
                if other is not edge and alarm != guard and denied & sufficient:
                    hint = "overlaps are wanted: drop the `not`"
                    yield _issue("narrowed-alarm", edge, f"narrowed by `not` the alarm of {other.id}", hint)


_NO_ORDER: Final = "where treatments are no more and no less care than each other: `endings: treatments` in the pathway"


def result_before_order(checked: Checked) -> Iterator[Issue]:
    """A result that came with the patient must not lead to less care: only one that was ordered on every path may."""
    findings = checked.pathway.vocabulary.findings
    for node, edge, guard, relaxes, alarms in checked.guarded:
        if edge.over:  # what ends a step is asked for by the step
            continue
        names = dict.fromkeys(
            test.finding
            for test, positive in checked.reads(guard)
            if findings[test.finding].is_result and ((positive and relaxes) or (alarms and not positive))
        )
        for name in names:
            if not checked.ordered_before(node, name):
                what = "leads to less care on" if relaxes else "keeps somebody from more care on"
                message = f"{what} {name}, which nothing on every path here orders"
                hint = f"order it first, or read it only toward more care; {_NO_ORDER}"
                yield _issue("result-before-order", edge, message, hint)


def reassuring_boolean(checked: Checked) -> Iterator[Issue]:
    """`not x` is true of a test that was not done: what reassures is a value of a choice or a number."""
    findings = checked.pathway.vocabulary.findings
    for _, edge, guard, relaxes, alarms in checked.guarded:
        read = [(findings[test.finding], positive) for test, positive in checked.reads(guard)]
        optional = [(finding, positive) for finding, positive in read if finding.optional]
        booleans = {
            finding.name
            for finding, positive in optional
            if finding.type is FindingType.BOOLEAN and (relaxes or (alarms and not positive))
        }
        for name in sorted(booleans):
            hint = "make it a choice: values: [absent, present]"
            yield _issue("reassuring-boolean", edge, f"reassured by the optional boolean {name}", hint)
        denied = sorted({finding.name for finding, positive in optional if not positive})
        if relaxes and denied and not booleans and checked.without_results(guard)[0]:
            message = f"reassured by `not` a value of {denied[0]}, which may not be done"
            yield _issue("reassuring-boolean", edge, message, "name the values that reassure")


def provenance(checked: Checked) -> Iterator[Issue]:
    """Every node and edge says where it comes from, what it cites exists, and every statement has a place or a reason for none."""
    pathway = checked.pathway
    for node in checked.nodes.values():
        cites: list[Node | Edge] = [node, *node.edges]
        for item in cites:
            if not item.statements:
                yield _issue("provenance", item, "cites no statement", "statements: [...]")
    cited: set[str] = set()
    for citing in citations(pathway):
        cited.update(citing.statements)
        for statement in dict.fromkeys(citing.statements):
            if statement not in pathway.statements:
                hint = did_you_mean(statement, pathway.statements)
                yield Issue(
                    "provenance", f"{citing.name}: cites the unknown statement {statement!r}", citing.place, hint
                )
    for known in pathway.statements.values():
        if known.id not in cited and not known.not_encoded:
            hint = "cite it where it is encoded, or say why not: not_encoded: ..."
            yield Issue("provenance", f"nothing cites {known.id}", known.place, hint)
        elif known.id in cited and known.not_encoded:
            yield Issue("provenance", f"{known.id} is not_encoded, but something cites it", known.place)


def review_link(checked: Checked) -> Iterator[Issue]:
    """A review goes back: its target lies before the node."""
    order = {name: number for number, name in enumerate(checked.nodes)}
    for node in checked.nodes.values():
        for name in node.reviews:
            if name in order and (order[name] >= order[node.id] or node.id not in checked.below(name)):
                yield _issue("review-link", node, f"the review link to {name} does not lead back")


def unused(checked: Checked) -> Iterator[Issue]:
    """A word that no guard reads would be asked for nothing; a record-only finding that one reads is mislabelled."""
    if checked.used is None:
        return
    words = checked.pathway.vocabulary
    ordered = {name for node in checked.nodes.values() for name in node.orders}
    gates = (finding.applies_when for finding in words.findings.values() if finding.applies_when is not None)
    applied = {name for gate in gates for name in names_read(gate)}
    used = checked.used | applied
    for finding in words.findings.values():
        if finding.record_only and finding.name in used:
            yield Issue("unused", f"{finding.name} is record_only, but a guard reads it", finding.place)
        elif not finding.record_only and finding.name not in used | ordered:
            yield Issue(
                "unused", f"no guard reads the finding {finding.name}", finding.place, "drop it, or mark it record_only"
            )
    for derived in words.derived.values():
        if derived.name not in used and not derived.for_rules:
            yield Issue(
                "unused",
                f"no guard reads the derived finding {derived.name}",
                derived.place,
                "drop it, or mark it for_rules",
            )
    for constant in words.constants.values():
        if constant.name not in used:
            yield Issue("unused", f"no guard reads the constant {constant.name}", constant.place, "drop it")


_GRAPH_RULES: Final[tuple[Rule, ...]] = (
    one_start,
    unreachable,
    dead_end,
    no_stop_below,
    not_exhaustive,
    wrong_edges,
    refer_and_stop,
    when_unknown,
    screen,
    review_link,
)
_GUARD_RULES: Final[tuple[Rule, ...]] = (investigation, narrowed_alarm, result_before_order, reassuring_boolean)
_WORD_RULES: Final[tuple[Rule, ...]] = (provenance, unused)
RULES: Final = (*_GRAPH_RULES, *_GUARD_RULES, *_WORD_RULES)


def broken_rules(pathway: Pathway, *, sound: bool, used: frozenset[str] | None) -> list[Issue]:
    """Every issue of every rule: those on the graph only where the whole graph could be built, those that open guards only where
    every guard could be read."""
    checked = Checked(pathway, used)
    rules = [*_WORD_RULES]
    if sound:
        rules += _GRAPH_RULES
        rules += _GUARD_RULES if used is not None else ()
    return [issue for rule in rules for issue in rule(checked)]
