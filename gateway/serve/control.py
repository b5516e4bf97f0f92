"""How commands on the same machine and other workers reach a running server: a socket in the home.

Its clients are in `gateway.operations.processes`. Every answer has `me`, which process it is.

    {"do": "present"}                     {"connections", "statements"} (`operations.present`)
    {"do": "kill", "query_id": "…"}       {"killed": true}
    {"do": "status"}                      {"pid", "running", "left_alone": {source: reason}}
    {"do": "reload"}                      {"reloaded": true}
    {"do": "cancel", "process": 1, "whose": "ann"}      {"stopped": true}; null is everybody's
    {"do": "terminate", "process": 1, "whose": "ann"}   {"stopped": true}
    {"do": "pass", "process": 1, "secret": "…"}         {"canceled": true}: a CancelRequest
    {"do": "notify", "process": 1, "said": ["channel", "payload"]}   {"told": true}: a NOTIFY

Imports: `gateway.engine`, `gateway.operations`, `gateway.errors`, `gateway.session`.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from gateway.errors import SqlError
from gateway.operations.processes import FOLDER, ME, SECONDS, Short
from gateway.serve.place import Place
from gateway.session.notifications import Notification

if TYPE_CHECKING:
    from gateway.engine import Gateway

_LINE: Final = 64 * 1024


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
            async with asyncio.timeout(SECONDS):
                request = json.loads(await reader.readline())
                answer = {"me": ME} | await self._answer(request)
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        except (OSError, TimeoutError, ValueError):
            pass  # the client's affair
        finally:
            writer.close()

    async def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        gateway = self._gateway
        match request:
            case {"do": "present"}:
                return gateway.presence.now().told()
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
            case {"do": "cancel", "process": int(process), "whose": whose}:
                stop = partial(gateway.presence.cancel, process, whose)
                return {"stopped": await asyncio.to_thread(stop)}
            case {"do": "terminate", "process": int(process), "whose": whose}:
                stop = partial(gateway.presence.terminate, process, whose)
                return {"stopped": await asyncio.to_thread(stop)}
            case {"do": "pass", "process": int(process), "secret": str(secret)}:
                return {"canceled": self._cancel(process, bytes.fromhex(secret))}
            case {"do": "notify", "process": int(process), "said": [str(channel), str(payload)]}:
                gateway.notifications.deliver([Notification(process, channel, payload)])
                return {"told": True}
        return {"error": "unknown request"}
