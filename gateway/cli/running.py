"""Running a statement so that Ctrl-C always works and a long one shows how far it is.

The work is done in a thread; the main thread waits, draws and is free to be interrupted.
Imports: rich, `gateway.execute.result`.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.live import Live
from rich.text import Text

from gateway.execute.result import Result
from gateway.execute.scans import Progress

PATIENCE: Final = 1.0
"""Seconds before the progress of a statement is shown."""
_TICK: Final = 0.1


class Running:
    """One statement in a thread of its own. `consume` gets the result and reads it."""

    def __init__(self, start: Callable[[], Result], consume: Callable[[Result], None]) -> None:
        self._start = start
        self._consume = consume
        self._lock = threading.Lock()
        self._result: Result | None = None
        self._cancelled = False
        self._error: BaseException | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="statement", daemon=True)

    def wait(self, *, show_progress: bool) -> None:
        """Until the end. Raises what the statement raised; KeyboardInterrupt after Ctrl-C."""
        self._thread.start()
        try:
            with _display(self._progress) if show_progress else _nothing() as draw:
                while not self._done.wait(_TICK):
                    draw()
        except KeyboardInterrupt:
            self._cancel()
            self._wait_or_leave()
            raise
        if self._error is not None:
            raise self._error

    def _wait_or_leave(self) -> None:
        """Until the cancelled statement has ended, or Ctrl-C is pressed once more."""
        try:
            self._done.wait()
        except KeyboardInterrupt:
            os._exit(130)  # closing what still works could take as long as the statement

    def _run(self) -> None:
        try:
            with self._start() as result:
                with self._lock:
                    self._result = result
                    cancelled = self._cancelled
                if cancelled:
                    result.cancel()
                self._consume(result)
        except BaseException as error:  # noqa: BLE001  raised again in the main thread
            self._error = error
        finally:
            self._done.set()

    def _cancel(self) -> None:
        with self._lock:
            self._cancelled = True
            result = self._result
        if result is not None:
            result.cancel()

    def _progress(self) -> Sequence[Progress]:
        return self._result.progress() if self._result is not None else ()


def progress_wanted(*, writes_to_terminal: bool) -> bool:
    """Progress goes to a terminal, and not between lines that are written to it."""
    return sys.stderr.isatty() and not writes_to_terminal


@contextmanager
def _display(progress: Callable[[], Sequence[Progress]]) -> Iterator[Callable[[], None]]:
    begun = time.monotonic()
    live = Live(console=Console(stderr=True), transient=True, auto_refresh=False)

    def draw() -> None:
        elapsed = time.monotonic() - begun
        if elapsed < PATIENCE:
            return
        if not live.is_started:
            live.start()
        live.update(Text("\n".join(progress_lines(progress(), elapsed))), refresh=True)

    try:
        yield draw
    finally:
        live.stop()


@contextmanager
def _nothing() -> Iterator[Callable[[], None]]:
    yield lambda: None


def progress_lines(scans: Sequence[Progress], elapsed: float) -> Iterator[str]:
    """A line per scan: rows and bytes moved so far, and whether it has ended."""
    width = max((len(scan.source) for scan in scans), default=0)
    for scan in scans:
        state = "done" if scan.done else "…"
        yield f"{scan.source:<{width}}  {scan.rows:>13,} rows  {_size(scan.bytes):>9}  {state}"
    yield f"{elapsed:.0f} s, Ctrl-C cancels"


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
