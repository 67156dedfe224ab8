"""legpain-graph findings"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from legpain_graph import load_pathway
from legpain_graph.case.write import case_template
from legpain_graph.model.guard.phrase import normal_words, range_words
from legpain_graph.model.search import Index
from legpain_graph.resources import pathway_folder
from legpain_graph_cli.common import pathway_option

if TYPE_CHECKING:
    from legpain_graph.model.vocabulary import Finding, Vocabulary

MOST_HITS = 20


@click.command(
    "findings",
    epilog="WORDS are as people say them: labels, synonyms and values first, then questions and definitions; the best first.",
)
@click.argument("words", nargs=-1)
@pathway_option
@click.option(
    "--template",
    is_flag=False,
    flag_value="",
    metavar="[DIAGNOSIS]",
    help="Write an empty case to fill in; with a working diagnosis, such as calf_strain or sciatica, its textbook case.",
)
@click.option("--groups", is_flag=True, help="List the groups and sets that close several findings by one sentence.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(
    ctx: click.Context, words: tuple[str, ...], pathway: str | None, template: str | None, groups: bool, format_: str
) -> None:
    """Search what can be recorded about a patient."""
    if template:
        from pathlib import Path

        from legpain_graph.case.textbook import textbook

        click.echo(textbook(Path(pathway) if pathway else pathway_folder(), template))
        return
    vocabulary = load_pathway(pathway, cache=True).vocabulary
    if template is not None:
        click.echo(case_template(vocabulary), nl=False)
        return
    if groups:
        _groups(vocabulary, words, format_)
        return
    closed = {member: group.name for group in vocabulary.groups.values() for member in group.members}
    found = list(vocabulary.findings.values())
    if words:
        hits = Index(vocabulary).find(" ".join(words))
        found = [vocabulary.findings[hit.name] for hit in hits if hit.kind == "finding"][:MOST_HITS]
    if format_ == "json":
        rows = [_row(finding, closed.get(finding.name)) for finding in found]
        click.echo(json.dumps({"schema": "legpain-graph/findings/1", "findings": rows}, indent=2, ensure_ascii=False))
    else:
        for finding in found:
            group = f"  [{closed[finding.name]}]" if finding.name in closed else ""
            click.echo(
                f"{finding.name}: {range_words(finding)}{group}\n    {finding.label}. {finding.question}".rstrip()
            )
        click.echo(f"{len(found)} of {len(vocabulary.findings)} findings", err=True)
    if not found:
        ctx.exit(1)


def _row(finding: Finding, group: str | None) -> dict[str, Any]:
    return {
        "name": finding.name,
        "type": finding.type.value,
        "label": finding.label,
        "question": finding.question,
        "definition": finding.definition,
        "synonyms": list(finding.synonyms),
        "values": range_words(finding),
        "unit": finding.unit,
        "optional": finding.optional,
        "normal": normal_words(finding),
        "group": group,
        "added": finding.added,
        "statements": list(finding.statements),
    }


def _groups(vocabulary: Vocabulary, words: tuple[str, ...], format_: str) -> None:
    rows = [
        {
            "name": group.name,
            "closed_by": list(group.closed_by),
            "sentence": group.sentence,
            "members": list(group.members),
        }
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
            click.echo(
                f"{row['name']} ({' or '.join(row['closed_by'])}): {row['sentence']}\n    {', '.join(row['members'])}"
            )
