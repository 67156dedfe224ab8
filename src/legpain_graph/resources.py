"""Where the pathway data is: inside the installed package, or in the checkout beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

DEFAULT: Final = "leg_pain"


def pathway_folder(name: str = DEFAULT) -> Path:
    """The folder of a pathway that comes with the package."""
    home = Path(__file__).resolve().parent
    installed = home / "_pathway" / name
    return installed if installed.is_dir() else home.parent.parent / "pathway" / name
