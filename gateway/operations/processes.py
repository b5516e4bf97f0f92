"""How the processes of one home ask each other: each server has a socket in the home's `run`.

One request and one answer per connection, each a line of JSON; what there is to ask is written at
`gateway.serve.control`. Whoever may use the home's files may use it: its owner only.

Imports: `gateway.errors`.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from gateway.errors import SqlError

FOLDER: Final = "run"
SECONDS: Final = 10.0
"""For which an answer is waited for."""
ME: Final = secrets.token_hex(8)
"""What tells this process from the others: it is in every answer."""


class Processes:
    """The others, as one process sees them. Safe to use from many threads."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.siblings: Sequence[Path] = ()
        """The sockets of the others of these."""

    def ask_siblings(self, request: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The answers of the other workers of this server. 58000 for one that does not answer."""
        return _answers(self.siblings, request)

    def ask_all(self, request: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The answers of all other servers of this home. 58000."""
        return [answer for answer in ask(self._home, request) if answer.get("me") != ME]


def ask(home: Path, request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The answer of every server that runs on this home; none when there is none. 58000."""
    return _answers(sorted((home / FOLDER).glob("*.sock")), request)


def ask_at(path: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of the server at one socket. OSError (TimeoutError too), ValueError without."""
    with socket.socket(socket.AF_UNIX) as connection, Short(path) as short:
        connection.settimeout(SECONDS)
        connection.connect(short)
        connection.sendall(json.dumps(request).encode() + b"\n")
        with connection.makefile("rb") as stream:
            line = stream.readline()
    if not line:
        raise ConnectionResetError("it has just ended")
    answer: dict[str, Any] = json.loads(line)
    return answer


def _answers(paths: Iterable[Path], request: Mapping[str, Any]) -> list[dict[str, Any]]:
    answers = []
    for path in paths:
        try:
            answers.append(ask_at(path, request))
        except (ConnectionRefusedError, ConnectionResetError, FileNotFoundError):
            if not _lives(path):  # left by a server that was killed
                path.unlink(missing_ok=True)
        except (OSError, ValueError) as error:
            raise SqlError(
                "58000", f'the server at "{path}" does not answer', detail=str(error)
            ) from None
    return answers


def _lives(path: Path) -> bool:
    """Whether the server of a socket is there: it may not listen yet."""
    return Path("/proc", path.stem.partition("-")[0]).exists()


class Short:
    """A path that fits a socket's address (108 bytes on Linux), by way of its open folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = -1

    def __enter__(self) -> str:
        if len(os.fsencode(self._path)) < 100:
            return str(self._path)
        self._folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        return f"/proc/self/fd/{self._folder}/{self._path.name}"

    def __exit__(self, *error: object) -> None:
        if self._folder >= 0:
            os.close(self._folder)
