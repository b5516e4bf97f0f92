"""How commands on the same machine reach a running server: a socket in the home.

One request and one answer per connection, each a line of JSON. Whoever may use the home's files may
use it: the folder is its owner's only.

    {"do": "queries"}                     {"queries": [{"query_id", "user", "sql", …}]}
    {"do": "kill", "query_id": "…"}       {"killed": true}
    {"do": "status"}                      {"pid", "running", "left_alone": {source: reason}}
    {"do": "reload"}                      {"reloaded": true}
    {"do": "cancel", "process": 1, "secret": "…"}   {"canceled": true}: a CancelRequest passed on
    {"do": "notify", "process": 1, "said": ["channel", "payload"]}   {"told": true}: a NOTIFY

Imports: `gateway.engine`, `gateway.errors`, `gateway.session`.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gateway.errors import SqlError
from gateway.serve.place import Place
from gateway.session.notifications import Notification

if TYPE_CHECKING:
    from gateway.engine import Gateway
    from gateway.operations.journal import Entry

FOLDER: Final = "run"
_LINE: Final = 64 * 1024
_SECONDS: Final = 10.0


class Control:
    """The server's end. All methods are called on its event loop."""

    def __init__(
        self,
        gateway: Gateway,
        reload: Callable[[], None],
        cancel: Callable[[int, bytes], bool],
        place: Place | None = None,
    ) -> None:
        """`cancel` is told process id and secret of a cancel key; `place` is a worker's."""
        self._gateway = gateway
        self._reload = reload
        self._cancel = cancel
        alone = gateway.settings.home / FOLDER / f"{os.getpid()}.sock"
        self._path = alone if place is None else place.control(place.number)
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        with Short(self._path) as short:
            self._server = await asyncio.start_unix_server(self._serve, short, limit=_LINE)

    async def close(self) -> None:
        """Stop listening. Idempotent."""
        if self._server is not None:
            self._server.close()
            self._server = None
            self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                request = json.loads(await reader.readline())
                answer = await self._answer(request)
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        except (OSError, TimeoutError, ValueError):
            pass  # the client's affair
        finally:
            writer.close()

    async def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        gateway = self._gateway
        match request:
            case {"do": "queries"}:
                return {"queries": [_shown(entry) for entry in gateway.journal.running()]}
            case {"do": "kill", "query_id": str(query_id)}:
                entry = gateway.journal.find(query_id)
                if entry is not None:
                    await asyncio.to_thread(entry.cancel)
                return {"killed": entry is not None}
            case {"do": "status"}:
                running = len(gateway.journal.running())
                return {
                    "pid": os.getpid(),
                    "running": running,
                    "left_alone": gateway.breakers.open(),
                }
            case {"do": "reload"}:
                try:
                    self._reload()
                except SqlError as error:
                    return {"error": error.message, "detail": error.detail}
                return {"reloaded": True}
            case {"do": "cancel", "process": int(process), "secret": str(secret)}:
                return {"canceled": self._cancel(process, bytes.fromhex(secret))}
            case {"do": "notify", "process": int(process), "said": [str(channel), str(payload)]}:
                gateway.notifications.deliver([Notification(process, channel, payload)])
                return {"told": True}
        return {"error": "unknown request"}


def ask(home: Path, request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The answer of every server that runs on this home; none when there is none."""
    answers = []
    for path in sorted((home / FOLDER).glob("*.sock")):
        try:
            answers.append(asyncio.run(ask_at(path, request)))
        except (ConnectionRefusedError, ConnectionResetError, FileNotFoundError):
            if not _lives(path):  # left by a server that was killed
                path.unlink(missing_ok=True)
        except (OSError, TimeoutError, ValueError) as error:
            raise SqlError(
                "58000", f'the server at "{path}" does not answer', detail=str(error)
            ) from None
    return answers


def _lives(path: Path) -> bool:
    """Whether the server of a socket is there: it may not listen yet."""
    return Path("/proc", path.stem.partition("-")[0]).exists()


async def ask_at(path: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of the server at one socket. OSError, TimeoutError, ValueError without one."""
    async with asyncio.timeout(_SECONDS):
        with Short(path) as short:
            reader, writer = await asyncio.open_unix_connection(short, limit=64 * _LINE)
        writer.write(json.dumps(request).encode() + b"\n")
        await writer.drain()
        line = await reader.readline()
        writer.close()
    if not line:
        raise ConnectionResetError("it has just ended")
    answer: dict[str, Any] = json.loads(line)
    return answer


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


def _shown(entry: Entry) -> dict[str, Any]:
    moved = [
        {"source": p.source, "rows": p.rows, "bytes": p.bytes, "done": p.done}
        for p in entry.progress
    ]
    return {
        "query_id": entry.query_id,
        "user": entry.user,
        "door": entry.door,
        "client": entry.client,
        "seconds": round(entry.seconds, 3),
        "sql": entry.text,
        "moved": moved,
    }
