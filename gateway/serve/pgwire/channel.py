"""A client's socket as something to await: exact reads, writes that wait for a slow reader.

Both directions are bounded: reading stops above READ_HIGH bytes that nobody has taken (except to
complete the message being waited for), and `drain` waits until the client has taken what was sent.

Imports: asyncio, `gateway.serve.delivered`, this package's `tunnel`.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from typing import Final

from gateway.serve.delivered import undelivered
from gateway.serve.pgwire.tunnel import Tunnel

logger = logging.getLogger(__name__)

READ_HIGH: Final = 1024 * 1024
WRITE_HIGH: Final = 128 * 1024


class Closed(ConnectionError):
    """The client has gone."""


class Channel(asyncio.Protocol):
    """One connection. Used on the event loop only."""

    def __init__(self, connected: Callable[[Channel], None]) -> None:
        self._connected = connected
        self._transport: asyncio.Transport | None = None
        self._input = bytearray()
        self._wanted = 0
        self._ended = False
        self._reading = True
        self._writable = True
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._lost = asyncio.Event()
        self.tunnel: Tunnel | None = None
        """TLS, once it is on."""
        self.on_end: Callable[[], None] = lambda: None
        """Called once when the client has gone, also while nobody reads."""

    # -- asyncio.Protocol ------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin a conversation."""
        assert isinstance(transport, asyncio.Transport)
        transport.set_write_buffer_limits(high=WRITE_HIGH)
        self._transport = transport
        self._connected(self)

    def data_received(self, data: bytes) -> None:
        """Keep what came and stop reading when it is much."""
        if self.tunnel is not None:
            data = self._opened(self.tunnel, data)
        self._input += data
        if len(self._input) >= max(READ_HIGH, self._wanted) and self._reading:
            self._reading = False
            self._live().pause_reading()
        _wake(self._reader)

    def eof_received(self) -> bool:
        """No more input: the client has gone."""
        self._end()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is closed."""
        self._lost.set()
        self._end()

    def pause_writing(self) -> None:
        """The client does not take what we send."""
        self._writable = False

    def resume_writing(self) -> None:
        """It does again."""
        self._writable = True
        _wake(self._writer)

    # -- for the conversation --------------------------------------------------------------

    @property
    def buffered(self) -> int:
        """Bytes that came and have not been read."""
        return len(self._input)

    @property
    def undelivered(self) -> int:
        """Bytes that were written and have not reached the client."""
        return 0 if self._transport is None else undelivered(self._transport)

    @property
    def writable(self) -> bool:
        """Whether the client takes what is sent."""
        return self._writable and not self._ended

    @property
    def peer(self) -> object:
        """The client's address, as the socket module gives it."""
        return None if self._transport is None else self._transport.get_extra_info("peername")

    @property
    def address(self) -> str | None:
        """The client's IP address; None for a client on no network."""
        peer = self.peer
        return str(peer[0]) if isinstance(peer, tuple) else None

    async def secure(self, context: ssl.SSLContext) -> Tunnel:
        """Begin TLS with what has come and not been read. Raises Closed if it fails."""
        hello = bytes(self._input)
        self._input.clear()
        self.tunnel = Tunnel(context)
        self.data_received(hello)
        while not self.tunnel.established:
            await self._more()
        return self.tunnel

    async def peek(self) -> int:
        """The next byte, which stays. Raises Closed."""
        self._wanted = 1
        while not self._input:
            await self._more()
        return self._input[0]

    async def read(self, count: int) -> bytes:
        """Exactly `count` bytes. Raises Closed when the client has gone before."""
        self._wanted = count
        while len(self._input) < count:
            await self._more()
        data = bytes(self._input[:count])
        del self._input[:count]
        self._wanted = 0
        if len(self._input) < READ_HIGH:
            self._resume_reading()
        return data

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send, without waiting. Raises Closed when the client has gone."""
        if self._ended or self._live().is_closing():
            raise Closed
        if self.tunnel is not None:
            data = self._sealed(self.tunnel, data)
        self._live().write(data)

    async def drain(self) -> None:
        """Wait until the client has taken most of it, or until `wake`. Raises Closed."""
        if not self._writable and not self._ended:
            self._writer = asyncio.get_running_loop().create_future()
            await self._writer
        if self._ended:
            raise Closed

    def wake(self) -> None:
        """Let a waiting `drain` go on although the client has not read."""
        _wake(self._writer)

    def close(self) -> None:
        """Send what is left and hang up."""
        if self._transport is not None:
            if self.tunnel is not None and not self._transport.is_closing():
                self.tunnel.end()
                self._transport.write(self.tunnel.outgoing())
            self._transport.close()

    async def finish(self, seconds: float) -> None:
        """Send what is left, hang up, and wait until that is done, for so many `seconds`.

        A client that does not read would keep the socket open.
        """
        self.close()
        try:
            async with asyncio.timeout(seconds):
                await self._lost.wait()
        except TimeoutError:
            self._live().abort()

    async def _more(self) -> None:
        """Wait for more input. Raises Closed."""
        if self._ended:
            raise Closed
        self._resume_reading()
        self._reader = asyncio.get_running_loop().create_future()
        await self._reader

    def _sealed(self, tunnel: Tunnel, data: bytes | bytearray | memoryview) -> bytes:
        try:
            tunnel.seal(data)
        except ssl.SSLError:
            self._end()
            raise Closed from None
        return tunnel.outgoing()

    def _opened(self, tunnel: Tunnel, data: bytes) -> bytes:
        """What is in TLS records; hands are shaken and alerts sent on the way."""
        try:
            plain = tunnel.opened(data)
        except ssl.SSLError as error:
            logger.info("TLS error address=%s reason=%s", self.address, error.reason)
            self._live().write(tunnel.outgoing())
            self._live().close()
            self._end()
            return b""
        if answer := tunnel.outgoing():
            self._live().write(answer)
        if tunnel.ended:
            self._end()
        return plain

    def _live(self) -> asyncio.Transport:
        if self._transport is None:
            raise Closed
        return self._transport

    def _resume_reading(self) -> None:
        if not self._reading and not self._ended:
            self._reading = True
            self._live().resume_reading()

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            _wake(self._reader)
            _wake(self._writer)
            self.on_end()


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)
