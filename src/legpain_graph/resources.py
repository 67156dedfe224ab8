"""Where the pathway data is, inside the installed package or in the checkout beside it, and what case files are called."""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT: Final = "leg_pain"
CASE_ENDINGS: Final = (".case.yaml", ".case.yml", ".case.json")


def pathway_path(name: str = DEFAULT) -> str:
    """The path of a pathway that comes with the package. As text: importing pathlib would cost a walk a thirtieth of its time."""
    home = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(home, "_pathway", name)
    checkout = os.path.join(os.path.dirname(os.path.dirname(home)), "pathway", name)
    return installed if os.path.isdir(installed) else checkout


def pathway_folder(name: str = DEFAULT) -> Path:
    """The folder of a pathway that comes with the package."""
    from pathlib import Path

    return Path(pathway_path(name))
