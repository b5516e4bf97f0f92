"""`unsilo serve --workers N`: the process that starts the workers and keeps their number.

It holds the ports (bound, not listening), so that they stay the server's while a worker is started
again; the kernel spreads new clients over the workers that listen (SO_REUSEPORT). Signals are
passed on: SIGTERM drains, a second one or SIGINT stops, SIGHUP reloads. Workers that lose their
supervisor stop by themselves.

Imports: this package.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final

from gateway.config import Settings
from gateway.errors import SqlError
from gateway.operations import logs
from gateway.operations.processes import FOLDER
from gateway.serve.admission import OwnAdmission
from gateway.serve.listening import bound, listening, port_of
from gateway.serve.place import Place
from gateway.serve.run import Doors
from gateway.serve.shared_admission import answer_worker
from gateway.serve.worker import Failed, Ready, work

logger = logging.getLogger(__name__)

_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 10.0
"""Seconds before a worker is started again: twice as many each time, until one lasts."""
_LASTS: Final = 60.0
"""Seconds after which a worker is taken to work."""
_PATIENCE: Final = 30.0
"""Seconds that a worker has to end when it is told to stop."""


@dataclass(frozen=True, slots=True)
class _Worker:
    """A process, the pipe on which it reports, and what answers it (`shared_admission`)."""

    process: SpawnProcess
    reports: Connection
    answering: asyncio.Task[None]

    async def report(self) -> Ready | Failed | None:
        """What it says of its start, once; None if it ended without a word."""
        with self.reports:
            await _readable(self.reports.fileno())
            try:
                said: Ready | Failed = self.reports.recv()
            except EOFError:
                return None
            return said

    async def ended(self) -> int | None:
        """Its exit code, when it has ended."""
        await _readable(self.process.sentinel)
        self.process.join()
        await self.answering
        return self.process.exitcode

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        with contextlib.suppress(ProcessLookupError):
            if self.process.pid is not None and self.process.exitcode is None:
                os.kill(self.process.pid, number)


class Supervisor:
    """The workers of one server. All methods are called on its event loop."""

    def __init__(self, settings: Settings, doors: Doors, count: int) -> None:
        self._settings = settings
        self._doors = doors
        self._count = count
        self._workers: dict[int, _Worker] = {}
        self._ready: set[int] = set()
        self._ending = asyncio.Event()
        self._admission = OwnAdmission()

    async def run(self, announce: Callable[[str], None]) -> None:
        """Until a signal ends it. SqlError if the workers cannot start."""
        with ExitStack() as held:
            await self._hold_ports(held)
            self._listen_to_signals()
            for number in range(self._count):
                self._start(number)
            keeping = [asyncio.create_task(self._keep(number)) for number in range(self._count)]
            failed = await self._started(announce)
            await asyncio.gather(*keeping)
            if failed is not None:
                raise failed

    def drain(self) -> None:
        """Let what runs end; the second time, do not wait for it."""
        if self._ending.is_set():
            self.stop()
            return
        self._ending.set()
        self._send(signal.SIGTERM)

    def stop(self) -> None:
        """End all workers now."""
        self._ending.set()
        self._send(signal.SIGINT)
        for number, worker in self._workers.items():
            if number not in self._ready:
                worker.send(signal.SIGTERM)  # it does not listen yet, and so ends at once
        asyncio.get_running_loop().call_later(_PATIENCE, self._send, signal.SIGKILL)

    async def _hold_ports(self, held: ExitStack) -> None:
        doors = self._doors
        taken = await _port(doors.host, doors.pg_port, "--pg-port", held)
        self._doors = replace(doors, pg_port=taken)
        if doors.http_port is not None:
            taken = await _port(doors.host, doors.http_port, "--http-port", held)
            self._doors = replace(self._doors, http_port=taken)

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self.stop)
        loop.add_signal_handler(signal.SIGTERM, self.drain)
        loop.add_signal_handler(signal.SIGHUP, self._send, signal.SIGHUP)

    async def _started(self, announce: Callable[[str], None]) -> SqlError | None:
        """Wait for the first of each worker; the error if one could not start."""
        for number in range(self._count):
            said = await self._workers[number].report()
            if isinstance(said, Ready):
                self._ready.add(number)
            match said:
                case Ready(lines) if number == 0:
                    for line in lines:
                        announce(line)
                case Failed() as failed:
                    self.stop()
                    return failed.error()
                case None if not self._ending.is_set():
                    self.stop()
                    return SqlError("58000", f"worker process {number} ended while it started")
        if not self._ending.is_set():
            announce(f"{self._count} worker processes share the clients.")
        return None

    async def _keep(self, number: int) -> None:
        """A worker, and another one whenever it ends before its time."""
        pause = _FIRST_PAUSE
        while True:
            began = time.monotonic()
            code = await self._workers[number].ended()
            if self._ending.is_set():
                return
            lasted = time.monotonic() - began > _LASTS
            pause = _FIRST_PAUSE if lasted else min(2 * pause, _LONGEST_PAUSE)
            logger.error("worker %d ended (%s) and is started again", number, _told(code))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), pause)
                return
            self._start(number)

    def _start(self, number: int) -> None:
        # Not forked: a child would have the locks of threads that it does not have.
        spawn = multiprocessing.get_context("spawn")
        reports, sender = spawn.Pipe(duplex=False)
        home = self._settings.home
        place = Place(home / FOLDER, os.getpid(), number, self._count)
        asked, asks = socket.socketpair()
        process = spawn.Process(
            target=work,
            args=(home, self._doors, place, sender, asks),
            name=f"unsilo worker {number}",
        )
        resource_tracker.ensure_running()  # else `start` does it, and lets the signal through
        with _held_back(signal.SIGINT):
            process.start()
        sender.close()
        asks.close()
        answering = asyncio.create_task(answer_worker(self._admission, asked))
        self._workers[number] = _Worker(process, reports, answering)

    def _send(self, number: signal.Signals) -> None:
        for worker in self._workers.values():
            worker.send(number)


@contextlib.contextmanager
def _held_back(number: signal.Signals) -> Iterator[None]:
    """A child made here gets the signal when it listens: a terminal sends Ctrl-C to all at once."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})


def supervise(
    settings: Settings, doors: Doors, count: int, announce: Callable[[str], None]
) -> None:
    """Serve with `count` workers until SIGINT or SIGTERM. SqlError if they cannot start."""
    logs.configure(settings.log_format)

    async def run() -> None:
        await Supervisor(settings, doors, count).run(announce)

    asyncio.run(run())


async def _port(host: str, port: int, option: str, held: ExitStack) -> int:
    """The port, which is ours from now on. SqlError 58000 if somebody listens there."""
    # Alone at first: shared, it would be given to us beside another server of this user.
    for attempt in ("alone", "shared") if port else ("shared",):
        trying = bound(host, port, shared=attempt == "shared")
        sockets = await listening(trying, host, port, option)
        if attempt == "alone":
            for opened in sockets:
                opened.close()
    for opened in sockets:
        held.enter_context(opened)
    return port_of(sockets)


async def _readable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)


def _told(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"
