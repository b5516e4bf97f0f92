"""Advisory locks: a session's, against those of all sessions of all processes of one home.

They are the kernel's locks of open files, one byte for each key: whatever ends a process ends its
locks. A session keeps count of its own, as PostgreSQL does (lock.c). There is no order among those
who wait, and a deadlock is not seen: `lock_timeout` and `statement_timeout` end it.

Imports: `gateway.session.transaction`.
"""

from __future__ import annotations

import fcntl
import os
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from gateway.session.transaction import Level

_FORM: Final = "hhqqi4x"
"""`struct flock`: kind, whence, start, length, process (0 for locks of open files)."""
_SIGN: Final = 1 << 63


class Key(NamedTuple):
    """64 bits, of one number or (`pair`) of two."""

    bits: int
    pair: bool = False


@dataclass(slots=True)
class _Held:
    """How often a key is held: by the session, and by its transaction's levels."""

    session: list[bool] = field(default_factory=list)
    transaction: list[tuple[bool, Level | None]] = field(default_factory=list)

    @property
    def modes(self) -> set[bool]:
        """Of all of these, whether shared."""
        return {*self.session, *(shared for shared, _ in self.transaction)}


class AdvisoryLocks:
    """The advisory locks of one session."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, int] = {}
        self._held: dict[Key, _Held] = {}

    def take(self, key: Key, *, shared: bool, level: Level | None = None) -> bool:
        """Lock a key now, for the session or for a transaction; False if another one has it."""
        held = self._held.get(key, _Held())
        enough = held.modes if shared else held.modes & {False}
        if not enough and not self._set(key, fcntl.F_RDLCK if shared else fcntl.F_WRLCK):
            return False
        if level is None:
            held.session.append(shared)
        else:
            held.transaction.append((shared, level))
        self._held[key] = held
        return True

    def give_back(self, key: Key, *, shared: bool) -> bool:
        """Undo one `take` for the session; False if there was none."""
        held = self._held.get(key, _Held())
        if shared not in held.session:
            return False
        held.session.remove(shared)
        self._settle(key)
        return True

    def give_all_back(self) -> None:
        """Undo every `take` for the session."""
        for key, held in [*self._held.items()]:
            held.session.clear()
            self._settle(key)

    def end_levels(self) -> None:
        """Release what was taken for transactions that are over, or undone."""
        for key, held in [*self._held.items()]:
            held.transaction = [
                (shared, level)
                for shared, level in held.transaction
                if level is not None and not (level.over or level.undone)
            ]
            self._settle(key)

    def close(self) -> None:
        """Release all. Idempotent."""
        self._held.clear()
        while self._files:
            os.close(self._files.popitem()[1])

    def _settle(self, key: Key) -> None:
        """Make the lock as strong as what is still held of it."""
        modes = self._held[key].modes
        if modes:
            self._set(key, fcntl.F_WRLCK if False in modes else fcntl.F_RDLCK)
        else:
            self._set(key, fcntl.F_UNLCK)
            del self._held[key]

    def _set(self, key: Key, kind: int) -> bool:
        start = key.bits & (_SIGN - 1)
        flock = struct.pack(_FORM, kind, os.SEEK_SET, start, 1, 0)
        try:
            fcntl.fcntl(self._file(key), fcntl.F_OFD_SETLK, flock)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _file(self, key: Key) -> int:
        """A place in a file has 63 bits: there are four files."""
        name = f"advisory-{'pair' if key.pair else 'one'}-{int(bool(key.bits & _SIGN))}.locks"
        if name not in self._files:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / name
            self._files[name] = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._files[name]
