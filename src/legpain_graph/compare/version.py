"""A version of a pathway: a folder, a file, or what git kept of one, written as git writes it: `HEAD~3:pathway/leg_pain`."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import field
from typing import Final

from legpain_graph.case.read import MAX_BYTES, CaseFile, parse_case
from legpain_graph.errors import Issue, Place, RequestError
from legpain_graph.files import read_file
from legpain_graph.load.loader import MAX_FILES, MAX_TOTAL, load_files, load_pathway
from legpain_graph.model.pathway import Pathway
from legpain_graph.record import record
from legpain_graph.resources import CASE_ENDINGS, is_no_file

SECONDS: Final = 60
HINT: Final = "REVISION:PATH, the path from the top of the repository; REVISION:./PATH from here"
LACKS: Final = "a partial clone fetches it by: git checkout REVISION -- PATH"
QUIET: Final = (
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "credential.helper=",
)
"""What could start a program: told not to, whatever the repository's own configuration says."""
ALONE: Final = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",  # git 2.44 and newer; older ones try, by no protocol
    "GIT_ALLOW_PROTOCOL": "none",
}


@record
class Version:
    """A pathway, the name that was given for it, and the files of worked cases that lie beside it, by name."""

    name: str
    pathway: Pathway
    files: dict[str, bytes] = field(default_factory=dict)

    def cases(self) -> tuple[CaseFile, ...]:
        """The worked cases. errors: CaseError for one that cannot be read"""
        return tuple(parse_case(data, file) for file, data in self.files.items())


def read_version(name: str) -> Version:
    """The version in a folder or file, or where there is none of that name and it is written REVISION:PATH, in git.

    errors: PathwayError with every fault of a version that does not load; RequestError where git is not there or does not know it
    """
    if os.path.lexists(name) or ":" not in name:
        pathway = load_pathway(name)
        return Version(name, pathway, case_files(os.path.join(name, "cases")))
    kind, found = _of_git(name)
    if kind == "blob":
        return Version(name, load_files({name: _blobs(name, [found])[0]}))
    entries = _tree(name, found)
    blobs = {
        path: item
        for path, (kind, item) in entries.items()
        if kind == "blob" and path.endswith((".yaml", ".yml")) and not is_no_file(path)
    }
    if not blobs:
        raise RequestError(
            [Issue("file", "no *.yaml file here", Place(name), "name the folder that holds pathway.yaml")]
        )
    pathway = load_files(_contents(name, blobs))
    cases: dict[str, bytes] = {}
    if entries.get("cases", ("", ""))[0] == "tree":
        below = f"{name.rstrip('/')}/cases"
        kept = {
            path: item for path, (_, item) in _tree(below, entries["cases"][1]).items() if path.endswith(CASE_ENDINGS)
        }
        cases = _contents(below, kept)
    return Version(name, pathway, cases)


def case_files(folder: str) -> dict[str, bytes]:
    """The case files in a folder, by name; none where there is no such folder. errors: RequestError where one cannot be read"""
    try:
        listed = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        names = (os.path.join(folder, name) for name in listed if name.endswith(CASE_ENDINGS) and not is_no_file(name))
        return {name: read_file(name, MAX_BYTES) for name in names if os.path.isfile(name)}
    except OSError as error:
        place = Place(str(error.filename or folder))
        raise RequestError([Issue("file", f"cannot be read: {error.strerror}", place)]) from None


def _of_git(name: str) -> tuple[str, str]:
    """Whether git keeps a file or a folder under this name, and the object's id."""
    kind = _git(name, "cat-file", "-t", "--end-of-options", name).decode().strip()
    if kind not in ("blob", "tree"):
        raise RequestError([Issue("revision", f"is a {kind}, not a file or folder", Place(name), HINT)])
    return kind, _git(name, "rev-parse", "--verify", "--end-of-options", name).decode().strip()


def _tree(name: str, tree: str) -> dict[str, tuple[str, str]]:
    """What lies directly in a folder: for each name whether it is a file or a folder, and the object's id; links are left out."""
    found = {}
    for entry in _git(name, "ls-tree", "-z", "--full-tree", tree).split(b"\0")[:-1]:
        about, _, path = entry.partition(b"\t")
        mode, kind, item = about.decode().split()
        if mode in ("100644", "100755", "040000"):
            found[path.decode(errors="replace")] = (kind, item)
    if len(found) > 20 * MAX_FILES:
        raise RequestError([Issue("size", "more files than a pathway has", Place(name))])
    return dict(sorted(found.items()))


def _contents(name: str, blobs: dict[str, str]) -> dict[str, bytes]:
    return dict(zip((f"{name.rstrip('/')}/{path}" for path in blobs), _blobs(name, list(blobs.values())), strict=True))


def _blobs(name: str, items: list[str]) -> list[bytes]:
    """The bytes of git's objects; how many there are is known before they are read."""
    given = "".join(f"{item}\n" for item in items).encode()
    sizes = []
    for line in _git(name, "cat-file", "--batch-check", given=given).splitlines():
        about = line.decode().split()
        if len(about) != 3 or about[1] != "blob":
            raise RequestError([Issue("revision", "git does not have the content", Place(name), LACKS)])
        sizes.append(int(about[2]))
    if sum(sizes) > MAX_TOTAL:
        raise RequestError([Issue("size", f"more than {MAX_TOTAL} bytes", Place(name))])
    answer = _git(name, "cat-file", "--batch", given=given)
    found = []
    for size in sizes:
        _, _, answer = answer.partition(b"\n")
        found.append(answer[:size])
        answer = answer[size + 1 :]
    return found


def _git(name: str, *arguments: str, given: bytes = b"") -> bytes:
    """What git answers when it is asked about `name`, so that nothing that the repository says starts a program or the network.

    errors: RequestError with what git says where it refuses, and where it cannot be run
    """
    program = shutil.which("git")
    if program is None or not os.path.isabs(program):  # one in the folder that is looked at is not taken
        raise RequestError("git is not installed, and REVISION:PATH is read with it")
    try:
        done = subprocess.run(
            [program, *QUIET, *arguments],
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, **ALONE},
            timeout=SECONDS,
        )
    except OSError as error:
        raise RequestError(f"git cannot be run: {error.strerror}") from None
    except ValueError:
        raise RequestError([Issue("revision", "is no name of a revision", Place(name[:80]))]) from None
    except subprocess.TimeoutExpired:
        raise RequestError(f"git did not answer in {SECONDS} seconds") from None
    if done.returncode:
        said = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
        told = said[-1].removeprefix("fatal: ") if said else f"it ended with status {done.returncode}"
        hint = LACKS if "promisor" in told else HINT
        raise RequestError([Issue("revision", f"no such file or folder, and git says: {told}", Place(name), hint)])
    return done.stdout
