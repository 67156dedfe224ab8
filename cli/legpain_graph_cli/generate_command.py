"""legpain-graph generate"""

from __future__ import annotations

import gc

import click

from legpain_graph_cli.common import needs, pathway_option, read_bytes, refuse_over

SHARE = click.FloatRange(0, 1)


@click.command(
    "generate", epilog="How frequent a value is, is made up unless --frequencies says it: no figure of medicine."
)
@pathway_option
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="FILE.parquet, .arrow, .csv or .ndjson",
)
@click.option(
    "--rows", "-n", type=click.IntRange(min=0), default=10_000, show_default=True, help="Patients that are drawn."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Another seed, other patients.")
@click.option(
    "--abnormal", type=SHARE, default=0.01, show_default=True, help="How often what has a normal value is another."
)
@click.option("--not-done", type=SHARE, default=0.2, show_default=True, help="How often a test is not done.")
@click.option("--missing", type=SHARE, default=0.2, show_default=True, help="How often a finding is not recorded.")
@click.option(
    "--frequencies", type=click.Path(dir_okay=False), metavar="FILE",
    help="How frequent values are: fever: 0.02, sex: {female: 0.55}, abpi: {mean: 1, sd: 0.2, missing: 0.8}.",
)  # fmt: skip
@click.option("--edges", is_flag=True, help="Before them, patients who together walk every edge that anybody can.")
def command(
    pathway: str | None,
    output: str,
    rows: int,
    seed: int,
    abnormal: float,
    not_done: float,
    missing: float,
    frequencies: str | None,
    edges: bool,
) -> None:
    """Write a table of synthetic patients: true to every definition, with gaps, and the same for one seed."""
    from legpain_graph import load_pathway
    from legpain_graph.errors import plural

    with needs("generate", "cohort", "numpy", "pyarrow"):
        from legpain_graph.cohort.generate import Cohort, Frequencies, read_frequencies
        from legpain_graph.cohort.output import format_of, whole, writer
    gc.enable()
    refuse_over(output, pathway, frequencies)
    format_ = format_of(output)
    found = load_pathway(pathway)
    usual = Frequencies({}, abnormal, not_done, missing)
    if frequencies is not None:
        usual = read_frequencies(read_bytes(frequencies), frequencies, found.vocabulary, usual)
    cohort = Cohort(found, usual, seed)
    with whole(output) as path:
        out = writer(path, format_, cohort.schema)
        try:
            if edges:
                from legpain_graph.cohort.covering import covering

                cases, left = covering(found)
                out.write(cohort.of_cases(cases))
                click.echo(
                    f"{plural(len(cases), 'patient')} for the edges; nobody was found for {len(left)} of them", err=True
                )
                for edge in left:
                    click.echo(f"  {edge}", err=True)
            for batch in cohort.rows(rows):
                out.write(batch)
        finally:
            out.close()
