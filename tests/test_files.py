"""What is written is whole or as it was, and stays what it is: its mode, its links, its kind."""

from __future__ import annotations

import os
import resource
import shutil
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from legpain_graph.errors import RequestError
from legpain_graph.files import is_ours, is_stream, make_folder, read_file, write_file


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.parametrize(
    ("mode", "owner", "is_so"),
    [
        (0o600, 0, True),
        (0o755, 0, True),
        (0o600, os.geteuid(), True),
        (0o600, os.geteuid() + 1, False),
        (0o644, os.geteuid() + 2, False),
        (0o660, os.geteuid(), False),
        (0o602, 0, False),
        (0o1777, 0, False),
    ],
)
def test_what_nobody_else_can_have_written(mode: int, owner: int, is_so: bool) -> None:
    assert is_ours(os.stat_result((stat.S_IFREG | mode, 0, 0, 1, owner, 0, 0, 0, 0, 0))) is is_so


def test_nothing_is_read_without_limit_and_nothing_found_keeps_waiting(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 100)
    assert [len(read_file(tmp_path / "file", limit)) for limit in (10, 99, 100, 1000)] == [11, 100, 100, 100]
    os.mkfifo(tmp_path / "pipe")
    for name in (tmp_path / "pipe", "/dev/zero", tmp_path):
        with pytest.raises(OSError, match=r"pipe, a device or a folder|Is a directory"):
            read_file(name, 10)
    assert read_file("/dev/zero", 10, pipes=True) == bytes(11)
    (tmp_path / "file").chmod(0o666)
    with pytest.raises(OSError, match="others can write it"):
        read_file(tmp_path / "file", 10, ours=True)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("umask")
def test_a_new_file_has_what_the_umask_leaves(tmp_path: Path) -> None:
    write_file(tmp_path / "new", b"a")
    assert mode(tmp_path / "new") == 0o600
    os.umask(0o022)
    write_file(tmp_path / "newer", b"a")
    assert mode(tmp_path / "newer") == 0o644


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o644, 0o666, 0o755])
def test_a_file_keeps_its_mode(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"old")
    path.chmod(kept)
    write_file(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", kept)
    assert os.listdir(tmp_path) == ["case.json"]


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "real").write_bytes(b"old")
    (tmp_path / "one").symlink_to("deep/real")
    (tmp_path / "two").symlink_to("one")
    write_file(tmp_path / "two", b"new")
    assert (tmp_path / "two").is_symlink()
    assert (tmp_path / "deep" / "real").read_bytes() == b"new"
    (tmp_path / "nowhere").symlink_to("later/file")
    write_file(tmp_path / "nowhere", b"made")
    assert (tmp_path / "later" / "file").read_bytes() == b"made"


def test_other_names_of_a_file_stay_its_names(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"something long")
    os.link(tmp_path / "a", tmp_path / "b")
    write_file(tmp_path / "a", b"short")
    assert (tmp_path / "b").read_bytes() == b"short"
    write_file(tmp_path / "a", b"")
    assert (tmp_path / "b").read_bytes() == b""


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "b" / "c", b"x")
    assert (tmp_path / "a" / "b" / "c").read_bytes() == b"x"


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_file(tmp_path / "pipe", b"x" * 200_000)
    reader.join()
    assert got == [b"x" * 200_000]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_device_is_written_into(tmp_path: Path) -> None:
    write_file("/dev/null", b"x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    (tmp_path / "null").symlink_to("/dev/null")
    write_file(tmp_path / "null", b"x")
    assert (tmp_path / "null").is_symlink()
    assert is_stream("/dev/null")


def test_an_open_file_of_this_process_is_gone_on_with(tmp_path: Path) -> None:
    """As the shell's `>>` with -o /dev/stdout: what stands there already stays."""
    (tmp_path / "log").write_bytes(b"before\n")
    with (tmp_path / "log").open("ab") as file:
        for name in (f"/dev/fd/{file.fileno()}", f"/proc/self/fd/{file.fileno()}"):
            assert is_stream(name)
            write_file(name, b"after\n")
        (tmp_path / "link").symlink_to(f"/dev/fd/{file.fileno()}")
        write_file(tmp_path / "link", b"linked\n")
    assert (tmp_path / "log").read_bytes() == b"before\nafter\nafter\nlinked\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("folder", "Is a directory"),
        ("folder/", "names a folder"),
        ("", "is not a file name"),
        ("file/below", "Not a directory"),
        ("loop", "symbolic links"),
        ("nul\0", "is not a file name"),
        ("x" * 300, "File name too long"),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("file").write_bytes(b"old")
    Path("loop").symlink_to("pool")
    Path("pool").symlink_to("loop")
    with pytest.raises(RequestError, match=said):
        write_file(name, b"x")
    assert Path("file").read_bytes() == b"old"
    assert sorted(os.listdir()) == ["file", "folder", "loop", "pool"]


def test_a_name_may_be_as_long_as_names_are(tmp_path: Path) -> None:
    write_file(tmp_path / ("x" * 255), b"a")
    write_file(tmp_path / ("x" * 255), b"b")
    assert (tmp_path / ("x" * 255)).read_bytes() == b"b"


def test_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "case"
    texts = [bytes([65 + number]) * 100_000 for number in range(8)]
    writers = [threading.Thread(target=write_file, args=(path, text)) for text in texts * 4]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert path.read_bytes() in texts
    assert os.listdir(tmp_path) == ["case"]


@pytest.fixture
def full() -> Iterator[None]:
    """A disk that takes no file of more than 1,000 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("names", [1, 2])
def test_what_does_not_fit_leaves_the_old_file(tmp_path: Path, names: int) -> None:
    path = tmp_path / "case"
    path.write_bytes(b"old")
    if names == 2:
        os.link(path, tmp_path / "other")
    with pytest.raises(RequestError, match="File too large"):
        write_file(path, b"x" * 2_000)
    assert path.read_bytes() == b"old"
    assert len(os.listdir(tmp_path)) == names


@pytest.fixture
def ours() -> Iterator[Path]:
    """A folder of a user who is not root, whom nothing is forbidden."""
    path, root = Path(tempfile.mkdtemp()), os.geteuid() == 0
    if root:
        os.chown(path, 65534, 65534)
        os.setresuid(65534, 65534, 0)
    yield path
    if root:
        os.setresuid(0, 0, 0)
    path.chmod(0o700)
    shutil.rmtree(path)


def test_a_folder_that_takes_no_new_file(ours: Path) -> None:
    """A file in it that may be written is written where it stands; a new one is refused."""
    (ours / "case").write_bytes(b"an old case")
    ours.chmod(0o500)
    write_file(ours / "case", b"new")
    assert (ours / "case").read_bytes() == b"new"
    with pytest.raises(RequestError, match="Permission denied"):
        write_file(ours / "other", b"new")
    assert os.listdir(ours) == ["case"]


def test_a_file_that_is_read_only_stays_so(ours: Path) -> None:
    (ours / "case").write_bytes(b"old")
    (ours / "case").chmod(0o400)
    with pytest.raises(RequestError, match="it is read-only"):
        write_file(ours / "case", b"new")
    assert (ours / "case").read_bytes() == b"old"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RequestError, match="cannot be made: File exists"):
        make_folder(str(tmp_path / "file"))
    with pytest.raises(RequestError, match=r"Not a directory|File exists"):
        make_folder(str(tmp_path / "file" / "below"))
