"""One worker process of `unsilo serve --workers`: what its supervisor starts.

Imports: `gateway.engine`, this package.
"""

from __future__ import annotations

import multiprocessing
import socket
import sys
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.serve.place import Place
from gateway.serve.run import Doors, Member, run


@dataclass(frozen=True, slots=True)
class Ready:
    """It answers clients. `lines` are for the user."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not start."""

    sqlstate: str
    message: str
    detail: str
    hint: str

    def error(self) -> SqlError:
        """What it has raised."""
        return SqlError(self.sqlstate, self.message, detail=self.detail, hint=self.hint)


def work(
    home: Path, doors: Doors, place: Place, reports: Connection, admission: socket.socket
) -> None:
    """Serve until SIGINT, or SIGTERM and nothing runs any more, or the supervisor has gone.

    Sends Ready or Failed to `reports`; asks over `admission` who may come in.
    """
    lines: list[str] = []
    supervisor = multiprocessing.parent_process()
    assert supervisor is not None
    try:
        with closing(Gateway.open(home)) as gateway:
            member = Member(
                place, lambda: reports.send(Ready(tuple(lines))), admission, supervisor.sentinel
            )
            run(gateway, doors, lines.append, member)
    except SqlError as error:
        reports.send(Failed(error.sqlstate, error.message, error.detail, error.hint))
        sys.exit(1)
