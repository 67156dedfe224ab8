"""Gathers what the docs site is made of into a folder: the pages of this repository, and what they show or link to.

Pages and files keep their places, so that every link is the one that a reader of the repository follows; the README is the first
page. A link to a folder leads to a page that lists it.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
LINK: Final = re.compile(r"(?<=\]\()(?!\w+:|#)([^)\s#]+)")
FIRST: Final = "README.md"


def pages() -> list[Path]:
    """Every Markdown page of the site, from the top of the repository."""
    top = [ROOT / name for name in (FIRST, "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
    return [*(path for path in top if path.exists()), *sorted((ROOT / "docs").rglob("*.md"))]


def listing(folder: Path) -> str:
    """The page of a folder: its pages by their titles, its files by their names."""
    lines = [f"# {folder.relative_to(ROOT)}", ""]
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        title = path.read_text().partition("\n")[0].lstrip("# ") if path.suffix == ".md" else path.name
        lines.append(f"- [{title}]({path.name})")
    return "\n".join(lines) + "\n"


def gather(folder: Path) -> None:
    """Writes `folder` anew: the settings, and below `pages` all that they are about."""
    shutil.rmtree(folder, ignore_errors=True)
    home = folder / "pages"
    for name in ("mkdocs.yml", "docstrings.py"):
        copy(HERE / name, folder / name)
    for page in pages():
        place = "index.md" if page == ROOT / FIRST else page.relative_to(ROOT)
        write(home / place, linked(page, home))


def linked(page: Path, home: Path) -> str:
    """The text of the page with its links as they are on the site."""
    return LINK.sub(lambda link: to(page, link[1], home), page.read_text())


def to(page: Path, link: str, home: Path) -> str:
    """The link as it is on the site; what it leads to is copied there."""
    target = (page.parent / link).resolve()
    place = target.relative_to(ROOT)
    if target.is_dir():
        write(home / place / "index.md", listing(target))
        for file in target.iterdir():
            if file.is_file() and file.suffix != ".md":
                copy(file, home / place / file.name)
        return f"{link}/index.md"
    if target == ROOT / FIRST:
        return link.removesuffix(FIRST) + "index.md"
    if target.suffix != ".md":
        copy(target, home / place)
    return link


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


if __name__ == "__main__":
    gather(Path(sys.argv[1]))
