"""Reading files, never without limit, and writing them: whole, or as it was before. What is not a regular file - a device, a pipe, a
stream of ours - is written into."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from contextlib import suppress
from typing import Final

from legpain_graph.errors import Issue, Place, RequestError

MAX_LINKS: Final = 40
OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
_NO_NEW_FILE: Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV)
"""The folder takes no new file, or none by the name of this one, which may be a mount point."""


def read_file(path: str | os.PathLike[str], limit: int, *, pipes: bool = False, ours: bool = False) -> bytes:
    """The file's bytes, but at most one more than `limit`, so that the caller sees that there are more.

    With `pipes` also of what is not a regular file, which may keep the reader waiting: what a person named, never what was found.
    With `ours` only of what no other user can have written.

    errors: OSError where it cannot be read, ValueError where `path` is no file name
    """
    more = 0 if pipes else getattr(os, "O_NONBLOCK", 0)
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | more)) as file:
        status = os.fstat(file.fileno())
        if not pipes and not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is not a file but a pipe, a device or a folder", os.fspath(path))
        if ours and not is_ours(status):
            raise OSError(errno.EPERM, "others can write it", os.fspath(path))
        return file.read(limit + 1)


def is_ours(status: os.stat_result) -> bool:
    """Whether nobody but this user and root can have written a file or a folder; of a system without users, yes."""
    return not hasattr(os, "geteuid") or (status.st_uid in (0, os.geteuid()) and not status.st_mode & OTHERS)


def write_file(path: str | os.PathLike[str], data: bytes, mode: int = 0o666) -> None:
    """Writes `data` to `path`. Links are followed and missing folders made; a new file has what the umask leaves of `mode`, one that
    is there keeps its mode, its owner and its other names.

    errors: RequestError where it cannot be written; a regular file is then as it was before
    """
    name = os.fspath(path)
    try:
        _write(name, data, mode)
    except OSError as error:
        raise refused(name, f"cannot be written: {error.strerror}") from None
    except ValueError:
        raise refused(name, "is not a file name") from None


def make_folder(path: str) -> None:
    """Makes the folder and those above it. errors: RequestError where it cannot be made"""
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise refused(path, f"cannot be made: {error.strerror}") from None
    except ValueError:
        raise refused(path, "is not a file name") from None


def is_stream(path: str) -> bool:
    """Whether what is written to `path` cannot be taken back: a device, a pipe, a stream of ours."""
    try:
        return _descriptor(path) is not None or not stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def refused(path: str, why: str) -> RequestError:
    """The error for a file that is not written."""
    return RequestError([Issue("output", why, Place(path[:200] or "''"))])


def _write(path: str, data: bytes, mode: int) -> None:
    target = os.path.realpath(path)
    if (descriptor := _descriptor(path)) is not None:
        _into_stream(os.dup(descriptor), data)
    elif not os.path.basename(path):
        raise refused(path, "names a folder, not a file" if path else "is not a file name")
    elif (old := _status(path)) is None:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        _replace(target, data, None, mode)
    elif not stat.S_ISREG(old.st_mode):
        _into_stream(os.open(path, os.O_WRONLY), data)
    elif not os.access(target, os.W_OK):
        raise refused(path, "cannot be written: it is read-only")
    elif old.st_nlink > 1 or _has_acl(target) or not _is_replaced(target, data, old):
        _overwrite(target, data)


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _is_replaced(target: str, data: bytes, old: os.stat_result) -> bool:
    """Puts a new file in the place of the old one; False where the folder does not allow that."""
    try:
        _replace(target, data, old)
    except OSError as error:
        if error.errno not in _NO_NEW_FILE:
            raise
        return False
    return True


def _descriptor(path: str) -> int | None:
    """The number of the open file of this process that `path` is another name of, as /dev/stdout is."""
    for _ in range(MAX_LINKS):
        folder, name = os.path.split(path)
        folder = os.path.realpath(folder or ".")
        if name.isdecimal() and re.fullmatch(rf"/proc/{os.getpid()}/(task/\d+/)?fd|/dev/fd", folder):
            return int(name)
        if not os.path.islink(path):
            return None
        path = os.path.join(folder, os.readlink(path))
    return None


def _into_stream(descriptor: int, data: bytes) -> None:
    if sys.stdout is not None:
        sys.stdout.flush()
    with open(descriptor, "wb") as stream:
        stream.write(data)


def _replace(target: str, data: bytes, old: os.stat_result | None, mode: int = 0o600) -> None:
    """Writes beside the file, then renames. The name beside is short: the file's own may be as long as names can be."""
    beside = os.path.join(os.path.dirname(target), f".{os.urandom(8).hex()}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        if old is not None:
            made = os.stat(beside)
            if (made.st_uid, made.st_gid) != (old.st_uid, old.st_gid):
                os.chown(beside, old.st_uid, old.st_gid)
            os.chmod(beside, stat.S_IMODE(old.st_mode))
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _overwrite(target: str, data: bytes) -> None:
    """Writes into a file that cannot be renamed onto; the space is taken before anything of the old content is lost."""
    descriptor = os.open(target, os.O_WRONLY)
    with open(descriptor, "wb") as file:
        size = os.fstat(descriptor).st_size
        if data and hasattr(os, "posix_fallocate"):
            try:
                os.posix_fallocate(descriptor, 0, len(data))
            except OSError:
                os.ftruncate(descriptor, size)
                raise
        file.write(data)
        file.flush()
        os.ftruncate(descriptor, len(data))


def _has_acl(path: str) -> bool:
    """Whether more is said of who may read the file than its mode says: a new file would lose it."""
    try:
        return hasattr(os, "getxattr") and bool(os.getxattr(path, "system.posix_acl_access"))
    except OSError:
        return False
