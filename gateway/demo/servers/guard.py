"""A small process between us and a database server: the server never outlives the one who asked.

Run as a script: `python -I -S guard.py WATCHED_PID STOP_SIGNAL PIDFILE LOG COMMAND…`. It starts
COMMAND with its output in LOG, writes its pid to PIDFILE and stops it with STOP_SIGNAL, then
SIGKILL, when SIGTERM arrives here or the watched process is gone (killed, too). It exits when
COMMAND has. A process of its own because PR_SET_PDEATHSIG fires when the *thread* that forked
ends, and because pytest-xdist workers share servers that must outlive the worker that began them.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

_GRACE_MS = 10_000
_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> int:
    """Guard one server until it ends; return its exit code."""
    watched, stop_signal = int(arguments[0]), int(arguments[1])
    pidfile, log, command = Path(arguments[2]), arguments[3], arguments[4:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told_read, told_write = os.pipe()
    signal.signal(signal.SIGTERM, lambda *_: os.write(told_write, b"!") and None)
    try:
        watch = os.pidfd_open(watched)
    except ProcessLookupError:
        return 1
    libc = ctypes.CDLL(None)

    def in_child() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        libc.prctl(_PR_SET_PDEATHSIG, stop_signal)  # for the case that this guard is killed

    with open(log, "ab") as output:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, preexec_fn=in_child
        )
    pidfile.write_text(str(server.pid))
    ended = os.pidfd_open(server.pid)
    waiting = select.poll()
    for descriptor in (watch, told_read, ended):
        waiting.register(descriptor, select.POLLIN)
    events = waiting.poll()
    if all(descriptor != ended for descriptor, _ in events):
        server.send_signal(stop_signal)
        last = select.poll()
        last.register(ended, select.POLLIN)
        if not last.poll(_GRACE_MS):
            server.kill()
    return server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
