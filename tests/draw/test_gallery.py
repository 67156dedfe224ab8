"""The pictures in outputs/ are those of the pathway as it is now: `make outputs` makes them."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner

from legpain_graph import Pathway, Walker
from legpain_graph.case.read import read_case_file
from legpain_graph.draw.content.views import view_of
from legpain_graph.draw.content.walk_words import caption_of, walked_of
from legpain_graph.draw.picture import Picture
from legpain_graph.draw.write.svg import source_of
from legpain_graph_cli.main import cli

ROOT = Path(__file__).parents[2]
OUTPUTS = ROOT / "outputs"
pytestmark = pytest.mark.skipif(not OUTPUTS.exists(), reason="the gallery is in the checkout only")


def test_every_picture_is_of_the_pathway_as_it_is(leg_pain: Pathway, leg_pain_walker: Walker) -> None:
    made = runpy.run_path(str(OUTPUTS / "make.py"), run_name="gallery")
    pictures = {name: Picture(leg_pain, view=view_of(view)) for name, view in made["PICTURES"].items()}
    for name, (view, patient) in made["WALKED"].items():
        case = read_case_file(made["CASES"] / f"{made['WALKS'][patient]}.case.yaml")
        walk = leg_pain_walker.walk(case.case)
        pictures[name] = Picture(leg_pain, walked_of(walk), caption_of(walk), view_of(view))
    stale = []
    for name, picture in pictures.items():
        found = re.search(r'data-source="(\w+)"', (OUTPUTS / f"{name}.svg").read_text()[:2000])
        if found is None or found[1] != source_of(picture.fitted()):
            stale.append(f"{name}.svg")
    assert not stale, "stale, run `make outputs`"
    assert {f"stages/{stage.id}" for stage in leg_pain.stages} <= set(pictures)


def test_every_transcript_is_of_the_pathway_as_it_is() -> None:
    made = runpy.run_path(str(OUTPUTS / "make.py"), run_name="gallery")

    def said(case: str) -> str:
        return CliRunner(env={"COLUMNS": "100"}).invoke(cli, ["walk", str(made["CASES"] / f"{case}.case.yaml")]).output

    def without_hash(text: str) -> str:
        return re.sub(r"\([0-9a-f]{8}\)", "(hash)", text)

    argued = (OUTPUTS / "argued.txt").read_text()
    stale = [f"argued.txt ({case})" for case in made["ARGUED"] if without_hash(said(case)) not in without_hash(argued)]
    for name, case in made["WALKS"].items():
        if without_hash(said(case)) != without_hash((OUTPUTS / f"{name}.txt").read_text()):
            stale.append(f"{name}.txt")
    assert not stale, "stale, run `make outputs`"


@pytest.mark.parametrize("page", ["docs/pictures.md"])
def test_links_of_the_docs_lead_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    targets = re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text())
    assert targets
    assert [target for target in targets if not (folder / target).exists()] == []
