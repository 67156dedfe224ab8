"""Where the pathway data is, inside the installed package or in the checkout beside it, what case files are called, and how an extra is
added to this installation."""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

DEFAULT: Final = "leg_pain"
CASE_ENDINGS: Final = (".case.yaml", ".case.yml", ".case.json")


def is_no_file(name: str) -> bool:
    """Whether a file is none that anybody wrote: what macOS leaves beside a file on other disks (`._a`), or an editor's lock (`.#a`)."""
    return name.startswith(("._", ".#"))


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


def how_to_get(extra: str) -> str:
    """The command that adds an extra to this Python, from where this copy of the package came from."""
    import json
    import re
    import sys
    from importlib import metadata

    came, needs = None, []
    try:
        found = metadata.distribution("legpain-graph")
        came = json.loads(found.read_text("direct_url.json") or "null")
        of_extra = re.compile(rf"""(.*?)\s*;.*extra == ['"]{extra}['"]""")
        needs = [match[1] for text in found.requires or () if (match := of_extra.match(text))]
    except metadata.PackageNotFoundError:
        pass
    return install_command(sys.executable, extra, came, needs)


def install_command(python: str, extra: str, came: dict[str, Any] | None, needs: Sequence[str]) -> str:
    """How pip adds an extra: out of what `direct_url.json` says of the installation (PEP 610), or where that says nothing, or is gone,
    the packages that it needs, by name."""
    import shlex
    from urllib.parse import unquote, urlsplit

    url = str((came or {}).get("url", ""))
    path = unquote(urlsplit(url).path) if url.startswith("file:") else ""
    if path and came and came.get("dir_info", {}).get("editable") and os.path.exists(path):
        what = ["--editable", f"{path}[{extra}]"]
    elif path and os.path.exists(path):
        what = [f"legpain-graph[{extra}] @ {url}"]
    elif url and not path:
        vcs = (came or {}).get("vcs_info")
        what = [f"legpain-graph[{extra}] @ " + (f"{vcs['vcs']}+{url}@{vcs['commit_id']}" if vcs else url)]
    else:
        what = list(needs) or [f"legpain-graph[{extra}]"]
    return shlex.join([python, "-m", "pip", "install", *what])
