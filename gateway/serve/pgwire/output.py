"""What is said to the client: small replies are collected, rows go out at once.

Imports: this package.
"""

from __future__ import annotations

from typing import Final

from gateway.serve.pgwire.channel import Channel
from gateway.serve.pgwire.coding import Coding

_HELD: Final = 64 * 1024
"""Replies are collected up to so many bytes before they go to the socket."""
_SLICE: Final = 128 * 1024
"""Bytes of rows that are written at once; before more is, the client must have taken most."""


class Output:
    """The way to one client. Raises Closed when it has gone."""

    def __init__(self, channel: Channel, coding: Coding) -> None:
        self._channel = channel
        self._coding = coding
        self._held = bytearray()

    def hold(self, reply: bytes | memoryview) -> None:
        """Say it with what comes next. 22P05 for what the client's encoding has not."""
        self._held += self._coding.reply(reply)

    async def send(self, reply: bytes) -> None:
        """Say it soon."""
        self.hold(reply)
        if len(self._held) > _HELD:
            await self.flush()

    async def rows(self, data: memoryview) -> None:
        """Say it now, and wait while the client is slow."""
        await self.flush()
        self._channel.write(data)
        await self._channel.drain()

    async def most_of(self, data: memoryview) -> memoryview:
        """Say all but the last slice, as far as the client takes it; that slice."""
        while len(data) > _SLICE:  # what the socket does not take is copied
            await self.rows(data[:_SLICE])
            data = data[_SLICE:]
        return data

    def push(self) -> None:
        """Say what is held, to a client that takes it."""
        self._channel.write(bytes(self._held))
        self._held.clear()

    async def flush(self, *, wait: bool = True) -> None:
        """Say what is held; with `wait`, until the client has taken most of it."""
        if self._held:
            self._channel.write(bytes(self._held))
            self._held.clear()
        if wait:
            await self._channel.drain()

    def wake(self) -> None:
        """Let a wait for a slow client end."""
        self._channel.wake()
