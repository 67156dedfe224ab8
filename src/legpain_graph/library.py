"""What a program that embeds a pathway asks for in one line, and the modules below do in several."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from legpain_graph.case.entries import kind_of
from legpain_graph.case.facts import Case, read_number
from legpain_graph.case.read import CaseFile, parse_case
from legpain_graph.case.textbook import textbook, textbooks
from legpain_graph.case.write import case_json
from legpain_graph.errors import CaseError, Issue, Place, RequestError
from legpain_graph.model.vocabulary import NOT_DONE
from legpain_graph.resources import pathway_path

if TYPE_CHECKING:
    from legpain_graph.model.pathway import Pathway
    from legpain_graph.walk.result import Walk

DPI: Final = 150


def case_from_json(text: str | bytes, name: str = "<case>") -> Case:
    """The case that `text` says: JSON or YAML, read by the rules of a case file and by no others.

    Numbers keep their digits: 0.9 is nine tenths. What a worked case expects, and what it cites, is left out.

    errors: CaseError with every fault of its form, each with `name`, line and column. Whether the findings exist and their values
        can be so is a question of the pathway: `Walker.walk` says it.
    """
    if not isinstance(text, str | bytes):
        hint = "text as it stands in a case file; what is read already is Case(findings, normal, not_done)"
        raise CaseError([Issue("case", f"{kind_of(text)} was given, expected text or bytes", hint=hint)])
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return parse_case(data, name).case


def case_to_json(case: Case) -> str:
    """The case as the text of a JSON file, which `case_from_json` and `legpain-graph walk` read; a finding a line.

    errors: CaseError for each value that stands in no case file: what is not a truth, a finite number or a word
    """
    wrong = [
        Issue(f"findings.{name}", f"{name} is {value!r}"[:80], hint="record true, false, a number, a word or not_done")
        for name, value in case.findings.items()
        if not isinstance(value, bool | str) and value is not NOT_DONE and read_number(value) is None
    ]
    if wrong:
        raise CaseError(wrong)
    return case_json(CaseFile(case))


def textbook_names(path: Path | str | None = None) -> list[str]:
    """The working diagnoses with a textbook case, of the pathway in the folder `path` or of leg pain; sorted.

    errors: RequestError where there is no such folder
    """
    return sorted(textbooks(_folder(path)))


def textbook_case(diagnosis: str, path: Path | str | None = None) -> CaseFile:
    """The textbook patient of a working diagnosis, or of the only one with that word in its name; `text` has its comments.

    errors: RequestError where there is none, or more than one
    """
    return parse_case(textbook(_folder(path), diagnosis).encode(), f"textbook {diagnosis}")


def render(
    pathway: Pathway,
    walk: Walk | None = None,
    *,
    format: str = "svg",
    view: str = "",
    paper: str = "",
    dpi: int = DPI,
) -> list[bytes]:
    """The picture of a pathway, or of a walk through it, as the content of its files: one, or one a sheet where `paper` is given.

    `format` is svg, png, pdf, dot, mmd or graphml. `view` is overview, whole, stage:STAGE, path or around:NODE; without it the path of
    a walk, else the whole.

    units:  dpi of a PNG; `paper` is a4 or a3, or one way of turning it (a4-landscape)
    errors: RequestError for a view, paper or format that is not known, or that needs what is not installed; for a walk through
        another pathway
    """
    from legpain_graph.draw.picture import files, picture_of

    if walk is not None and walk.pathway != pathway:
        raise RequestError(f"the walk is one through {walk.pathway.id} {walk.pathway.version}; draw it on walk.pathway")
    return files(picture_of(pathway, walk, view or ("whole" if walk is None else "path")), format, paper, dpi)


def _folder(path: Path | str | None) -> Path:
    folder = Path(path if path is not None else pathway_path())
    if not folder.exists():
        raise RequestError([Issue("file", "no such file or folder", Place(str(folder)))])
    return folder
