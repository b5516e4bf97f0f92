"""The admission that workers share: kept by their supervisor, asked over a socket pair.

A request is a line of JSON, so is an answer; those that have one are answered in their order. What
a worker has taken is free again when its end of the socket is closed, however it has ended.

    ["take", seat, most]         true or false
    ["give", seat]
    ["wait", user, address]      seconds, or the SQLSTATE, message and hint of an error
    ["failed", user, address]
    ["succeeded", user, address]

Imports: `gateway.errors`, this package.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections import Counter, deque
from typing import Any

from gateway.errors import SqlError
from gateway.serve.admission import Admission


class SharedAdmission:
    """A worker's end. Used on its event loop only."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._asked: deque[asyncio.Future[Any]] = deque()
        self._gone = False
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def over(cls, connection: socket.socket) -> SharedAdmission:
        """Over this end of a socket pair."""
        return cls(*await asyncio.open_connection(sock=connection))

    async def close(self) -> None:
        """All that this worker has taken is free."""
        self._writer.close()
        await self._listening

    async def take(self, seat: str, most: int | None) -> bool:
        """See `Admission`. 57P03 when the supervisor has gone."""
        asked = self._ask("take", seat, most)
        try:
            return bool(await asyncio.shield(asked))
        except asyncio.CancelledError:
            asked.add_done_callback(lambda done: self._give_back(done, seat))
            raise

    def give(self, seat: str) -> None:
        """See `Admission`."""
        self._say("give", seat)

    async def wait(self, user: str, address: str | None) -> float:
        """See `Admission`. 57P03 when the supervisor has gone."""
        answer = await self._ask("wait", user, address)
        if isinstance(answer, list):
            sqlstate, message, hint = answer
            raise SqlError(sqlstate, message, hint=hint)
        return float(answer)

    def failed(self, user: str, address: str | None) -> None:
        """See `Admission`."""
        self._say("failed", user, address)

    def succeeded(self, user: str, address: str | None) -> None:
        """See `Admission`."""
        self._say("succeeded", user, address)

    def _give_back(self, asked: asyncio.Future[Any], seat: str) -> None:
        """Who has asked for it is not there any more."""
        if asked.exception() is None and asked.result():
            self.give(seat)

    def _ask(self, *words: str | int | None) -> asyncio.Future[Any]:
        asked: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if self._gone:
            asked.set_exception(_shutting_down())
        else:
            self._asked.append(asked)
            self._say(*words)
        return asked

    def _say(self, *words: str | int | None) -> None:
        if not self._gone:
            self._writer.write(json.dumps(words).encode() + b"\n")

    async def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while line := await self._reader.readline():
                asked = self._asked.popleft()
                if not asked.done():
                    asked.set_result(json.loads(line))
        self._gone = True
        while self._asked:
            asked = self._asked.popleft()
            if not asked.done():
                asked.set_exception(_shutting_down())


async def answer_worker(admission: Admission, connection: socket.socket) -> None:
    """The supervisor's end: answer a worker until it has gone; then its seats are free."""
    reader, writer = await asyncio.open_connection(sock=connection)
    taken: Counter[str] = Counter()
    try:
        with contextlib.suppress(OSError):
            while line := await reader.readline():
                answer = await _answer(admission, taken, json.loads(line))
                if answer is not None:
                    writer.write(json.dumps(answer).encode() + b"\n")
    finally:
        for seat in taken.elements():
            admission.give(seat)
        writer.close()


async def _answer(admission: Admission, taken: Counter[str], request: list[Any]) -> Any:
    match request:
        case ["take", str(seat), most]:
            given = await admission.take(seat, most)
            taken[seat] += int(given)
            return given
        case ["give", str(seat)]:
            taken[seat] -= 1
            admission.give(seat)
        case ["wait", str(user), address]:
            try:
                return await admission.wait(user, address)
            except SqlError as error:
                return [error.sqlstate, error.message, error.hint]
        case ["failed", str(user), address]:
            admission.failed(user, address)
        case ["succeeded", str(user), address]:
            admission.succeeded(user, address)
    return None


def _shutting_down() -> SqlError:
    return SqlError("57P03", "the database system is shutting down")
