"""Versions out of git: what git says is told, and nothing that the repository says starts a program or the network."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from legpain_graph.compare.version import read_version
from legpain_graph.errors import RequestError
from load import tiny

HOOKS = ("post-checkout", "pre-auto-gc", "post-index-change", "reference-transaction", "fsmonitor-watchman")


def git(folder: Path, *arguments: str) -> str:
    own = (
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "protocol.file.allow=always",
    )
    done = subprocess.run(["git", "-C", str(folder), *own, *arguments], capture_output=True, text=True, check=True)  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the pathway `tiny` and a worked case, which is where we are."""
    home = tmp_path / "one"
    home.mkdir()
    tiny.lay(home, one="{findings: {alarm: true}, expect: {floor: emergency_999}}")
    git(home, "init", "-q")
    git(home, "add", ".")
    git(home, "commit", "-qm", "one")
    monkeypatch.chdir(home)
    return home


def program(path: Path, text: str, mode: int = 0o755) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def refusal(name: str) -> str:
    with pytest.raises(RequestError) as error:
        read_version(name)
    return str(error.value)


@pytest.mark.usefixtures("repository")
def test_a_folder_and_a_file_of_a_revision() -> None:
    version = read_version("HEAD:tiny")
    assert version.pathway == read_version("tiny").pathway == read_version("HEAD:tiny/pathway.yaml").pathway
    assert [case.case.findings for case in version.cases()] == [{"alarm": True}]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere:tiny", "invalid object name 'nowhere'"),
        ("HEAD:nowhere", "path 'nowhere' does not exist in 'HEAD'"),
        ("HEAD~7:tiny", "invalid object name 'HEAD~7'"),
        ("--batch:x", "git says"),
        ("HEAD^{commit}:", "no *.yaml file here"),
        ("HEAD:\0", "no name of a revision"),
    ],
)
def test_what_git_says_is_told(name: str, said: str) -> None:
    assert said in refusal(name)


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("\x7fELF and no more", 0o755, "git cannot be run: Exec format error"),
        ("#!/nowhere/sh\n", 0o755, "git cannot be run: No such file"),
        ("#!/bin/sh\nexit 0\n", 0o644, "git is not installed"),
        ("#!/bin/sh\necho 'fatal: the disk is gone' >&2; exit 128\n", 0o755, "git says: the disk is gone"),
        ("#!/bin/sh\nkill -9 $$\n", 0o755, "git says: it ended with status -9"),
    ],
)
def test_a_git_that_cannot_be_used(
    repository: Path, monkeypatch: pytest.MonkeyPatch, text: str, mode: int, said: str
) -> None:
    monkeypatch.setenv("PATH", str(program(repository.parent / "bin" / "git", text, mode).parent))
    assert said in refusal("HEAD:tiny")


def test_a_git_in_the_folder_that_is_looked_at_is_not_taken(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(repository / "git", "#!/bin/sh\ntouch started\n")
    monkeypatch.setenv("PATH", f".{os.pathsep}")
    assert "git is not installed" in refusal("HEAD:tiny")
    assert not (repository / "started").exists()


@pytest.mark.parametrize("step", ["ls-tree", "rev-parse", "--batch-check", "--batch"])
def test_a_git_that_fails_midway(repository: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    real = os.environ["PATH"]
    text = f'#!/bin/sh\nfor word in "$@"; do [ "$word" = {step} ] && {{ echo "fatal: at {step}" >&2; exit 1; }}; done\nPATH="{real}" exec git "$@"\n'
    monkeypatch.setenv("PATH", str(program(repository.parent / "bin" / "git", text).parent))
    assert f"git says: at {step}" in refusal("HEAD:tiny")


@pytest.mark.parametrize(
    "lost", ["HEAD:tiny/pathway.yaml", "HEAD:tiny/cases/one.case.yaml", "HEAD:tiny/cases", "HEAD:tiny"]
)
def test_an_object_that_git_lacks(repository: Path, lost: str) -> None:
    name = git(repository, "rev-parse", lost)
    (repository / ".git" / "objects" / name[:2] / name[2:]).unlink()
    assert "git does not have the content" in refusal("HEAD:tiny") or "git says" in refusal("HEAD:tiny")


def test_more_than_a_pathway_is_not_read(repository: Path) -> None:
    (repository / "tiny" / "large.yaml").write_bytes(b"#" * 20_000_001)
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "large")
    for name in ("HEAD:tiny", "HEAD:tiny/large.yaml"):
        assert "more than 20000000 bytes" in refusal(name)


def test_nothing_of_the_repository_is_started(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partial clone whose every helper would leave a mark; what it lacks is not fetched."""
    mark = repository.parent / "started"
    git(repository, "config", "uploadpack.allowFilter", "true")
    part = repository.parent / "part"
    git(repository, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{repository}", str(part))
    helper = program(
        repository.parent / "helpers" / "helper", f"#!/bin/sh\ntouch '{mark}'\nexec git-upload-pack \"$@\"\n"
    )
    for hook in HOOKS:
        (helper.parent / hook).symlink_to(helper)
    for key, value in (
        ("remote.origin.uploadpack", helper),
        ("core.hooksPath", helper.parent),
        ("core.fsmonitor", helper),
        ("core.sshCommand", helper),
        ("core.pager", helper),
        ("credential.helper", helper),
        ("protocol.allow", "always"),
        ("protocol.file.allow", "always"),
        ("protocol.ext.allow", "always"),
    ):
        git(part, "config", key, str(value))
    monkeypatch.chdir(part)
    for url in (f"file://{repository}", f"ext::{helper} %S", f"ssh://nobody@localhost{repository}"):
        git(part, "config", "remote.origin.url", url)
        said = refusal("HEAD:tiny")
        assert "git checkout REVISION" in said
        assert not mark.exists(), url
