"""A small process between us and a database server: the server never outlives the one who asked.

Run as a script: `python -I -S guard.py WATCHED_PID STOP_SIGNAL FOLDER COMMAND…`. It starts COMMAND
with its output in FOLDER/server.log and its pid in FOLDER/server.pid. When SIGTERM arrives here, or
the watched process is gone (killed, too), it stops COMMAND with STOP_SIGNAL, then SIGKILL, and
removes FOLDER. When COMMAND ends by itself the folder stays, for its log.

A process of its own because PR_SET_PDEATHSIG fires when the *thread* that forked ends, and because
pytest-xdist workers share servers that must outlive the worker that began them.
"""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

_GRACE_MS = 10_000
_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> int:
    """Guard one server until it ends; return its exit code."""
    watched, stop_signal = int(arguments[0]), int(arguments[1])
    folder, command = Path(arguments[2]), arguments[3:]
    told = _told_to_stop()
    try:
        watch = os.pidfd_open(watched)
    except ProcessLookupError:
        shutil.rmtree(folder, ignore_errors=True)
        return 1
    server = _start(command, folder, stop_signal)
    (folder / "server.pid").write_text(str(server.pid))
    ended = os.pidfd_open(server.pid)
    if ended in _first_of(watch, told, ended):
        return server.wait()
    server.send_signal(stop_signal)
    if not _first_of(ended, milliseconds=_GRACE_MS):
        server.kill()
    code = server.wait()
    shutil.rmtree(folder, ignore_errors=True)
    return code


def _told_to_stop() -> int:
    """A descriptor that becomes readable when SIGTERM arrives."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.set_wakeup_fd(write)
    return read


def _start(command: list[str], folder: Path, stop_signal: int) -> subprocess.Popen[bytes]:
    libc = ctypes.CDLL(None)

    def die_with_the_guard() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, stop_signal)

    with open(folder / "server.log", "ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_the_guard,
        )


def _first_of(*descriptors: int, milliseconds: int | None = None) -> set[int]:
    """The descriptors that are readable, once one is; none after the time is over."""
    waiting = select.poll()
    for descriptor in descriptors:
        waiting.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in waiting.poll(milliseconds)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
