"""Starting, waiting for and stopping one database server; the same for every kind."""

from __future__ import annotations

import atexit
import os
import re
import secrets
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from gateway.demo.servers.errors import CannotProvide

HOST = "127.0.0.1"
READY_SECONDS = 60.0
_STOP_SECONDS = 15.0
_ATTEMPTS = 3
_TAKEN = re.compile(r"address already in use|address in use|could not bind|can't start server")
_SCHEMES = {"postgres": "postgresql"}


@dataclass(frozen=True, slots=True)
class Server:
    """One running database server on loopback.

    `kind` is postgres, mariadb, mysql, mongodb or redis; `version` is what the server itself
    says; `pid` is the server's process and `guard` that of the process that watches it; both
    are 0 for a server that somebody else runs, which has no folder and no log either.
    """

    kind: str
    version: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    folder: Path = Path(os.devnull)
    pid: int = 0
    guard: int = 0

    @property
    def log(self) -> Path:
        """The file with what the server has said."""
        return self.folder / "server.log"

    @property
    def url(self) -> str:
        """The address as `unsilo source add` takes it, password included."""
        return self.url_of(self.database)

    def url_of(self, database: str) -> str:
        """The address of another database of this server (for Redis: a number)."""
        login = f"{self.user}:{quote(self.password, safe='')}@" if self.password else ""
        scheme = _SCHEMES.get(self.kind, self.kind)
        return f"{scheme}://{login}{self.host}:{self.port}/{database}"

    def stop(self) -> None:
        """Stop the server, wait until its process is gone, remove its folder; again is harmless.

        A server that somebody else runs is left alone.
        """
        _started.discard(self)
        if self.guard and self.folder.exists():
            _end(self.guard)
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


@dataclass(frozen=True, slots=True)
class Recipe:
    """What one kind of server needs; the rest is common.

    `command` gives the argument list for a folder and a port (the folder is prepared already);
    `probe` logs in and returns the version, or raises while the server is not ready.
    """

    kind: str
    user: str
    password: str
    database: str
    prepare: Callable[[Path], None]
    command: Callable[[Path, int], Sequence[str]]
    probe: Callable[[int], str]
    stop_signal: signal.Signals = signal.SIGTERM
    environment: Mapping[str, str] = field(default_factory=dict)


_started: set[Server] = set()


def start(
    recipe: Recipe, datadir: Path | None, port: int | None, watch: int | None = None
) -> Server:
    """Start a server and return once it answers.

    `datadir` is a folder to be made (None: a temporary one), removed by `stop`; `port` None
    takes a free one; `watch` is the process whose end ends the server (default: this one).
    Raises CannotProvide, with the end of the server's log, when it does not come up.
    """
    folder = _folder(recipe.kind, datadir)
    try:
        recipe.prepare(folder)
        if port is not None:
            return _attempt(recipe, folder, port, watch or os.getpid())
        for _ in range(_ATTEMPTS - 1):
            with suppress(_PortTaken):
                return _attempt(recipe, folder, free_port(), watch or os.getpid())
        return _attempt(recipe, folder, free_port(), watch or os.getpid())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def free_port() -> int:
    """A loopback TCP port that is free now (it may be taken a moment later)."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def new_password() -> str:
    """A fresh random password."""
    return secrets.token_hex(12)


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, or a word that there is none."""
    text = log.read_text(errors="replace").strip() if log.exists() else ""
    return "\n".join(text.splitlines()[-lines:]) or "(its log is empty)"


def _folder(kind: str, datadir: Path | None) -> Path:
    if datadir is None:
        return Path(tempfile.mkdtemp(prefix=f"unsilo-{kind}-"))
    datadir.mkdir(parents=True)
    return datadir


class _PortTaken(CannotProvide):
    pass


def _attempt(recipe: Recipe, folder: Path, port: int, watch: int) -> Server:
    log, pidfile = folder / "server.log", folder / "server.pid"
    pidfile.unlink(missing_ok=True)
    log.unlink(missing_ok=True)
    guard = _spawn(recipe, folder, port, watch)
    try:
        version = _wait_ready(recipe, guard, log, port)
    except BaseException:
        _end(guard)
        raise
    server = Server(
        kind=recipe.kind,
        version=version,
        host=HOST,
        port=port,
        user=recipe.user,
        password=recipe.password,
        database=recipe.database,
        folder=folder,
        pid=int(pidfile.read_text()),
        guard=guard,
    )
    if watch == os.getpid():
        _started.add(server)
    return server


def _spawn(recipe: Recipe, folder: Path, port: int, watch: int) -> int:
    """Start the guard, in a session of its own so that Ctrl-C reaches only us."""
    guard = Path(__file__).with_name("guard.py")
    command = [sys.executable, "-I", "-S", str(guard), str(watch), str(int(recipe.stop_signal))]
    command += [str(folder), *recipe.command(folder, port)]
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC", **recipe.environment}
    log = str(folder / "server.log")
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    return os.posix_spawn(sys.executable, command, environment, file_actions=actions, setsid=True)


def _wait_ready(recipe: Recipe, guard: int, log: Path, port: int) -> str:
    """Ask until the server tells its version; an error once its process has ended."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        version, problem = _ask(recipe, port)
        if not _alive(guard):  # so what answered, if anything, was another server
            said = tail(log)
            kind = _PortTaken if _TAKEN.search(said.lower()) else CannotProvide
            raise kind(recipe.kind, f"the server ended while starting:\n{said}")
        if version is not None:
            return version
        if time.monotonic() > deadline:
            why = f"not ready after {READY_SECONDS:.0f} s ({problem}):\n{tail(log)}"
            raise CannotProvide(recipe.kind, why)
        time.sleep(0.03)


def _ask(recipe: Recipe, port: int) -> tuple[str | None, Exception | None]:
    try:
        return recipe.probe(port), None
    except Exception as error:  # noqa: BLE001 - each client has its own; the last is told
        return None, error


def _alive(pid: int) -> bool:
    """Whether a process of ours still runs; a dead child is reaped on the way."""
    with suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    return Path(f"/proc/{pid}").exists()


def _end(guard: int) -> None:
    try:
        handle = os.pidfd_open(guard)
    except ProcessLookupError:
        return
    try:
        signal.pidfd_send_signal(handle, signal.SIGTERM)
        gone = select.poll()
        gone.register(handle, select.POLLIN)
        if not gone.poll(_STOP_SECONDS * 1000):
            signal.pidfd_send_signal(handle, signal.SIGKILL)  # its child dies with it
            gone.poll(_STOP_SECONDS * 1000)
    except ProcessLookupError:
        pass
    finally:
        os.close(handle)
        with suppress(ChildProcessError):
            os.waitpid(guard, 0)


@atexit.register
def _stop_all() -> None:
    for server in tuple(_started):
        server.stop()
