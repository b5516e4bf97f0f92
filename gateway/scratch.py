"""Temporary folders that do not outlive their process, however it ends.

A folder is held by a lock that the kernel drops with the process; whoever makes the next folder
beside it removes those that nobody holds. Imports: standard library, `gateway.errors`.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Final

from gateway.errors import SqlError

_LOCK: Final = ".lock"
_PREFIX: Final = "unsilo-"


class Scratch:
    """A folder that only this user can read, removed by `remove` or at the end of the process.

    `what` becomes part of its name; `parent` (made if need be) None is the system's place for
    temporary files. SqlError 58030 if there can be none.
    """

    def __init__(self, what: str, parent: Path | None = None) -> None:
        prefix = f"{_PREFIX}{what}-"
        try:
            place = parent or Path(tempfile.gettempdir())
            place.mkdir(parents=True, exist_ok=True)
            _sweep(place, prefix)
            self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
            lock = _held(self.path)
        except OSError as error:
            raise SqlError(
                "58030",
                "could not make a temporary folder",
                detail=str(error),
                hint='The setting "temp_directory" says where they are.',
            ) from None
        self._end = weakref.finalize(self, _removed, self.path, lock, os.getpid())

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.remove()

    def remove(self) -> None:
        """Remove the folder with all in it. Idempotent."""
        self._end()


def _held(folder: Path) -> int:
    """The lock of a new folder. It gets its name when it is locked, so none is seen unlocked."""
    made = folder / f"{_LOCK}.new"
    lock = os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    made.rename(folder / _LOCK)
    return lock


def _removed(folder: Path, lock: int, owner: int) -> None:
    if os.getpid() != owner:  # a forked child's copy
        return
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def _sweep(place: Path, prefix: str) -> None:
    """Remove the folders of processes that are gone."""
    for folder in place.glob(f"{prefix}*"):
        with suppress(OSError):
            _remove_abandoned(folder)


def _remove_abandoned(folder: Path) -> None:
    """OSError for a folder in use, one of another user, and what is no folder of ours."""
    # In a place that all may write to, names may be traps: no links, nothing of others.
    if folder.lstat().st_uid != os.geteuid():
        return
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
