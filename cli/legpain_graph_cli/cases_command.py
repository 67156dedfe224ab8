"""legpain-graph cases"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Final

import click

from legpain_graph.errors import Issue, Place, RequestError, plural
from legpain_graph_cli.common import needs, pathway_option, refuse_over

if TYPE_CHECKING:
    from legpain_graph.case.read import CaseFile
    from legpain_graph.model.pathway import Pathway

SHEETS: Final = (".xlsx", ".csv")


@click.command(
    "cases",
    epilog="A row a case, a column a finding, with drop-downs and what is expected. A blank cell is not recorded. Back, each case is "
    "written into the folder, under its name in the column file; what says the same keeps every byte.",
)
@click.argument("cases", nargs=-1, type=click.Path(), metavar="[CASES | SHEET]...")
@pathway_option
@click.option("--to", required=True, metavar="FILE|FOLDER", type=click.Path(), help="A sheet, .xlsx or .csv; of a sheet, the folder of cases.")  # fmt: skip
@click.option("--force", is_flag=True, help="Write over cases that say something else.")
def command(cases: tuple[str, ...], pathway: str | None, to: str, force: bool) -> None:
    """Write cases into a spreadsheet, where clinicians review them, or take them back from one."""
    from legpain_graph import load_pathway

    gc.enable()  # a sheet is many objects
    back = [name for name in cases if name.lower().endswith(SHEETS)]
    into = to.lower().endswith(SHEETS)
    if back and (into or len(cases) > 1):
        hint = "legpain-graph cases review.xlsx --to cases/"
        raise RequestError([Issue("request", "a sheet is taken back alone, into a folder", Place(back[0]), hint)])
    if not back and not into:
        raise RequestError([Issue("output", "is no sheet", Place(to), "name a file .xlsx or .csv")])
    found = load_pathway(pathway, cache=True)
    with needs("cases", "sheets", "openpyxl"):
        if back:
            _back(back[0], found, to, force=force)
        else:
            _forth(cases, pathway, found, to)


def _forth(cases: tuple[str, ...], pathway: str | None, found: Pathway, to: str) -> None:
    from legpain_graph.case.read import find_cases, read_case_file
    from legpain_graph.files import write_file
    from legpain_graph.resources import pathway_path
    from legpain_graph.sheet.cases import named
    from legpain_graph.sheet.files import write_cases

    home = pathway or pathway_path()
    asked = cases or (os.path.join(home, "cases"),)
    files = find_cases(asked)
    refuse_over(to, pathway, *files)
    sources = [(name, read_case_file(file)) for name, file in named(files, asked)]
    write_file(to, write_cases(sources, found, to))
    click.echo(f"{plural(len(sources), 'case')} written to {to}", err=True)


def _back(sheet: str, found: Pathway, folder: str, *, force: bool) -> None:
    from legpain_graph.case.read import find_cases
    from legpain_graph.files import read_file, write_file
    from legpain_graph.sheet.files import MAX_BYTES, cases_in

    try:
        data = read_file(sheet, MAX_BYTES, pipes=True)
    except OSError as error:
        raise RequestError([Issue("file", f"cannot be read: {error.strerror}", Place(sheet))]) from None
    if len(data) > MAX_BYTES:
        raise RequestError([Issue("size", f"more than {MAX_BYTES:,} bytes", Place(sheet))])
    sources, remarks = cases_in(data, sheet, found)
    new, changed, same = _against(sources, folder)
    if changed and not force:
        issues = [
            Issue("output", "says something else than the sheet", Place(path), "--force writes over it")
            for path in changed
        ]
        raise RequestError(issues)
    for path, text in {**new, **changed}.items():
        write_file(path, text.encode())
    for remark in remarks:
        click.echo(f"note: {remark}", err=True)
    here = {os.path.normpath(os.path.join(folder, source.file)) for source in sources}
    left = {os.path.normpath(name) for name in (find_cases([folder]) if os.path.isdir(folder) and here else ())} - here
    click.echo(
        f"{plural(len(sources), 'case')} in {sheet}: {len(new)} new, {len(changed)} changed, {same} as they were"
        + (f"; {len(left)} in {folder} that it does not have are left alone" if left else ""),
        err=True,
    )


def _against(sources: list[CaseFile], folder: str) -> tuple[dict[str, str], dict[str, str], int]:
    """What is to be written where there is no file, where there is another, and how many are so already."""
    new: dict[str, str] = {}
    changed: dict[str, str] = {}
    same = 0
    for source in sources:
        path = os.path.join(folder, *source.file.split("/"))
        if not os.path.lexists(path):
            new[path] = source.text
            continue
        with open(path, "rb") as file:
            if file.read().replace(b"\r\n", b"\n") == source.text.encode():
                same += 1
            else:
                changed[path] = source.text
    return new, changed, same
