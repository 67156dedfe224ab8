"""legpain-graph findings"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legpain_graph import load_pathway
from legpain_graph.guard.phrase import normal_words
from legpain_graph_cli.common import pathway_option

if TYPE_CHECKING:
    from legpain_graph.vocabulary import Finding, Vocabulary


@click.command("findings", epilog="WORDS are searched in names, labels, questions, definitions and groups.")
@click.argument("words", nargs=-1)
@pathway_option
@click.option("--template", is_flag=True, help="Write an empty case: record what you know, delete the rest.")
@click.option("--groups", is_flag=True, help="List the groups and sets that close several findings by one sentence.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...], pathway: Path | None, template: bool, groups: bool, format_: str) -> None:
    """Search what can be recorded about a patient."""
    vocabulary = load_pathway(pathway, cache=True).vocabulary
    if template:
        click.echo(json.dumps(_template(vocabulary), indent=2, ensure_ascii=False))
        return
    if groups:
        _groups(vocabulary, words, format_)
        return
    closed = {member: group.name for group in vocabulary.groups.values() for member in group.members}
    found = [finding for finding in vocabulary.findings.values() if _matches(finding, closed.get(finding.name, ""), words)]
    if format_ == "json":
        rows = [_row(finding, closed.get(finding.name)) for finding in found]
        click.echo(json.dumps({"schema": "legpain-graph/findings/1", "findings": rows}, indent=2, ensure_ascii=False))
    else:
        for finding in found:
            group = f"  [{closed[finding.name]}]" if finding.name in closed else ""
            click.echo(f"{finding.name}: {_kind(finding)}{group}\n    {finding.label}. {finding.question}".rstrip())
        click.echo(f"{len(found)} of {len(vocabulary.findings)} findings", err=True)
    if not found:
        ctx.exit(1)


def _matches(finding: Finding, group: str, words: tuple[str, ...]) -> bool:
    text = " ".join((finding.name, finding.label, finding.question, finding.definition, group)).lower()
    return all(word.lower() in text or word.lower().replace(" ", "_") in text for word in words)


def _kind(finding: Finding) -> str:
    if finding.values:
        kind = " | ".join(finding.values)
    elif finding.unit:
        kind = f"{finding.low} to {finding.high} {finding.unit}"
    else:
        kind = "true | false"
    return kind + (" | not_done" if finding.optional else "")


def _row(finding: Finding, group: str | None) -> dict[str, Any]:
    return {
        "name": finding.name,
        "type": finding.type.value,
        "label": finding.label,
        "question": finding.question,
        "definition": finding.definition,
        "values": _kind(finding),
        "unit": finding.unit,
        "optional": finding.optional,
        "normal": normal_words(finding),
        "group": group,
        "added": finding.added,
        "statements": list(finding.statements),
    }


def _template(vocabulary: Vocabulary) -> dict[str, Any]:
    """A case in which nothing is recorded yet: fill in `who` and `findings`, keep the closures that you would sign."""
    return {"who": "", "findings": {}, "normal": [], "not_done": []}


def _groups(vocabulary: Vocabulary, words: tuple[str, ...], format_: str) -> None:
    rows = [
        {"name": group.name, "closed_by": list(group.closed_by), "sentence": group.sentence, "members": list(group.members)}
        for group in vocabulary.groups.values()
    ]
    rows += [{"name": several.name, "groups": list(several.groups)} for several in vocabulary.sets.values()]
    rows = [row for row in rows if all(word.lower() in json.dumps(row).lower() for word in words)]
    if format_ == "json":
        click.echo(json.dumps({"schema": "legpain-graph/groups/1", "groups": rows}, indent=2, ensure_ascii=False))
        return
    for row in rows:
        if "groups" in row:
            click.echo(f"{row['name']}: the set of {', '.join(row['groups'])}")
        else:
            click.echo(f"{row['name']} ({' or '.join(row['closed_by'])}): {row['sentence']}\n    {', '.join(row['members'])}")
