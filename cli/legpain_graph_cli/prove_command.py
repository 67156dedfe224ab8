"""legpain-graph prove"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from legpain_graph.files import make_folder, write_file
from legpain_graph_cli.common import faults_options, seconds_option

if TYPE_CHECKING:
    from legpain_graph.audit.result import Measure
    from legpain_graph.model.pathway import Pathway
    from legpain_graph.proof.prover import Proof


@click.command("prove", epilog="PATHWAY is a folder of YAML files, or one file; by default the leg pain pathway.")
@click.argument("pathway", type=click.Path(), required=False)
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Only this rule. May be repeated.")
@seconds_option
@click.option(
    "--strength",
    is_flag=True,
    help="How much the rules refute: of all small faults that weaken the pathway, which a rule would notice. Minutes.",
)
@faults_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--hazard-log", type=click.Path(dir_okay=False), metavar="FILE", help="Write the hazard log: FILE.md or FILE.html."
)
@click.option(
    "--write-patients",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write each patient who breaks a rule as a case.",
)
@click.pass_context
def command(
    ctx: click.Context,
    pathway: str | None,
    rules: tuple[str, ...],
    seconds: float,
    strength: bool,
    sample: int | None,
    workers: int,
    format_: str,
    hazard_log: str | None,
    write_patients: str | None,
) -> None:
    """Prove the safety rules of every patient, whatever is recorded or not; or show one who breaks a rule."""
    from legpain_graph.errors import RequestError
    from legpain_graph.proof.prover import as_dict, prove
    from legpain_graph.proof.solver import Verdict

    if hazard_log is not None and not hazard_log.endswith((".md", ".html")):
        raise RequestError(f"{hazard_log}: a hazard log is written as .md or .html")
    found = provable(pathway)
    proofs = prove(found, rules, seconds)
    measure = _strength(found, seconds, sample, workers) if strength or sample is not None else None
    if hazard_log is not None:
        from legpain_graph.report import hazard_log as log

        write = log.html if hazard_log.endswith(".html") else log.markdown
        write_file(hazard_log, write(found, proofs, measure).encode())
        click.echo(f"wrote {hazard_log}", err=True)
    broken = [proof for proof in proofs if proof.verdict is not Verdict.PROVEN]
    if write_patients is not None:
        make_folder(write_patients)
        for proof in broken:
            if proof.case is not None:
                file = os.path.join(write_patients, f"{proof.case.id}.case.json")
                write_file(file, _case_text(proof).encode())
                click.echo(f"wrote {file}", err=True)
    if format_ == "json":
        data = as_dict(found, proofs)
        if measure is not None:
            from legpain_graph.report.strength import as_dict as strength_dict

            data["strength"] = strength_dict(measure)
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        from legpain_graph_cli.main import printable

        _print(found, proofs, broken)
        for proof in proofs if rules else ():
            if proof.about and proof not in broken:
                click.echo(f"{proof.rule.id}: {printable(proof.about)}.")
        if measure is not None:
            from legpain_graph.report.strength import text

            click.echo("\n" + printable(text(found, measure)))
    _say_indirect(proofs)
    if not rules:
        _say_untold(found)
    if broken:
        ctx.exit(1)


def _strength(pathway: Pathway, seconds: float, sample: int | None, workers: int) -> Measure:
    """The strength of the proof, without what a waiver excuses."""
    from legpain_graph.audit.result import Audit
    from legpain_graph.audit.strength.score import strength
    from legpain_graph.audit.waivers import waived

    found = strength(pathway, solver_seconds=seconds, sample=sample, workers=workers)
    return waived(Audit(pathway, (), (found,))).by_id["strength"]


def _say_indirect(proofs: list[Proof]) -> None:
    """Which claims say what a definition says: moved with it, they notice nothing."""
    for proof in proofs:
        for word, place in proof.rule.indirect:
            hint = "name the findings and numbers that it stands for"
            click.echo(f"warning: {place}: {proof.rule.id}: the claim names {word!r}; {hint}", err=True)


def _say_untold(pathway: Pathway) -> None:
    """Which lines could be turned round without a rule that notices."""
    from legpain_graph.proof.prover import untold
    from legpain_graph_cli.main import printable

    if lines := untold(pathway) if pathway.rules else []:
        node, first = lines[0]
        more = f", and of {len(lines) - 1} more" if len(lines) > 1 else ""
        hint = "do(NODE, STATEMENT) and do_not(...) in a claim say it"
        click.echo(f"warning: {node.place}: no rule says whom {printable(first.text)!r} is for{more}; {hint}", err=True)


def provable(path: str | None) -> Pathway:
    """The pathway, also one that may leave a patient without a way on: who that is, the solver shows.

    errors: PathwayError with every fault, where there is another one
    """
    from legpain_graph.errors import PathwayError
    from legpain_graph.load.loader import check_pathway
    from legpain_graph.resources import pathway_path

    found, issues = check_pathway(path if path is not None else pathway_path())
    if found is None or any(issue.code != "not-exhaustive" for issue in issues):
        raise PathwayError(issues)
    return found


def _print(pathway: Pathway, proofs: list[Proof], broken: list[Proof]) -> None:
    from legpain_graph.proof.solver import Verdict
    from legpain_graph_cli.main import printable

    for proof in broken:
        rule = proof.rule
        click.echo(f"{proof.verdict.value.upper()}  {rule.id}  {printable(rule.title)}")
        if proof.claim:
            click.echo(f"  claim     {printable(proof.claim)}")
        if proof.about:
            click.echo(f"  about     {printable(proof.about)}")
        if proof.verdict is Verdict.UNDECIDED:
            click.echo(f"  not found out in {proof.seconds:.1f} seconds; give it more with --seconds")
        if rule.statements:
            click.echo(f"  says so   {', '.join(rule.statements)}")
        if proof.case is not None:
            click.echo("  patient   " + "\n            ".join(_case_text(proof).splitlines()))
            click.echo(f"  walk      {_headline(pathway, proof)}")
        click.echo()
    proven = sum(proof.verdict is Verdict.PROVEN for proof in proofs)
    seconds = sum(proof.seconds for proof in proofs)
    click.echo(
        f"{pathway.id} {pathway.version} ({pathway.hash[:8]}): {proven} of {len(proofs)} rules proven of every patient"
        f"{', whatever is recorded or not' if not broken else ''}; {seconds:.1f} seconds."
    )
    acting = sum(proof.acting_now and proof.verdict is Verdict.PROVEN for proof in proofs)
    if acting:
        click.echo(
            f"{acting} of them let something be done only where something is known, and are proven of acting now as well."
        )
    click.echo(" ".join(pathway.disclaimer.split()))


def _headline(pathway: Pathway, proof: Proof) -> str:
    from legpain_graph import Walker
    from legpain_graph.walk.headline import headline

    assert proof.case is not None
    walk = Walker(pathway).walk(proof.case)
    ends = ", ".join(node.id for node in walk.outcomes)
    return headline(walk) + (f" [{ends}]" if ends else "")


def _case_text(proof: Proof) -> str:
    from legpain_graph.case.read import CaseFile
    from legpain_graph.case.write import case_json

    assert proof.case is not None
    return case_json(CaseFile(proof.case))
